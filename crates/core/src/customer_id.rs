//! The id of a customer. The type enforces its one rule: 1 or more.

use std::{fmt, num::NonZeroU64, str::FromStr};

use crate::{error::Error, salesforce_id::SalesforceId};

/// The Fusebill id of a customer: 1 to 9,223,372,036,854,775,807.
///
/// ```
/// use fusebill::CustomerId;
/// assert_eq!(CustomerId::new(172677)?.get(), 172677);
/// assert!(CustomerId::new(0).is_err());
/// assert!("abc".parse::<CustomerId>().is_err());
/// # Ok::<(), fusebill::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CustomerId(NonZeroU64);

/// What an id has to be.
const NEEDED: &str = "a whole number from 1 to 9223372036854775807 is needed";

impl CustomerId {
    /// Reads an id as people have them in lists: digits without leading zeros, surrounding white space aside.
    ///
    /// # Errors
    /// Why the text is not an id, without the text itself, which may be personal.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let digits = text.trim();
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse::<i64>() {
            Ok(_) if digits.len() > 1 && digits.starts_with('0') => Err("it has leading zeros"),
            _ if is_number && matches!(digits.len(), 15 | 18) => Err("it has as many digits as a Salesforce id"),
            Ok(number) if is_number => Self::new(number).map_err(|_| NEEDED),
            _ if !is_number && is_spreadsheets(digits) => {
                Err("a spreadsheet wrote it as a number or a formula; format the column as text")
            }
            _ if digits.parse::<SalesforceId>().is_ok() => {
                Err("it looks like a Salesforce id; the Fusebill id is needed")
            }
            _ => Err(NEEDED),
        }
    }

    /// Checks a number.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind) unless it is 1 or more.
    pub fn new(id: i64) -> Result<Self, Error> {
        u64::try_from(id)
            .ok()
            .and_then(NonZeroU64::new)
            .map(Self)
            .ok_or_else(|| Error::invalid_argument(format!("\"{id}\" is not a customer id: {NEEDED}")))
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0.get() as i64
    }
}

impl FromStr for CustomerId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(|why| {
            let given = crate::key::shown(text);
            Error::invalid_argument(format!("{given} is not a customer id: {why}"))
        })
    }
}

impl fmt::Display for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a spreadsheet wrote it: `172677.0`, `1.2345678E7`, `1,72677E+05`, `172,677`, `="172677"`, `'172677`
fn is_spreadsheets(text: &str) -> bool {
    let text = text.trim_start_matches(['=', '\'', '"']).trim_end_matches(['"', '\'']);
    // The digits are grouped in thousands by a comma, a point, an apostrophe or a space.
    let is_number = |c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '.' | ',' | 'e' | 'E' | '+' | '-' | '\'' | '\u{2019}' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}'
            )
    };
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_an_id() {
        for (text, id) in [
            ("1", 1),
            (" 172677\r\n", 172_677),
            ("9223372036854775807", i64::MAX),
            ("12345678901234567", 12_345_678_901_234_567),
        ] {
            assert_eq!(text.parse::<CustomerId>().unwrap().get(), id);
        }
    }

    #[test]
    fn what_may_be_another_id_is_refused_with_its_reason() {
        for (text, why) in [
            ("0172677", "leading zeros"),
            ("00", "leading zeros"),
            ("0", "whole number from 1"),
            ("-5", "whole number from 1"),
            ("+5", "whole number from 1"),
            ("001000000012345", "leading zeros"),
            ("123456789012345", "Salesforce"),
            ("123456789012345678", "Salesforce"),
            ("9223372036854775808", "whole number from 1"),
            ("99999999999999999999", "whole number from 1"),
            ("172677.0", "format the column as text"),
            ("1.2345678E7", "format the column as text"),
            ("1,72677E+05", "format the column as text"),
            ("172,677", "format the column as text"),
            ("=\"172677\"", "format the column as text"),
            ("'172677", "format the column as text"),
            ("172 677", "format the column as text"),
            ("172'677", "format the column as text"),
            ("172\u{2019}677", "format the column as text"),
            ("172\u{a0}677", "format the column as text"),
            ("172\u{202f}677", "format the column as text"),
            ("FB 172677", "whole number from 1"),
            ("0014100000JJ3wtAAD", "looks like a Salesforce id"),
            ("0014100000JJ3wt", "looks like a Salesforce id"),
            ("0014100000JJ3wtAAE", "whole number from 1"),
            ("\u{200b}172677", "\\u{200b}172677"),
            ("\u{ff11}\u{ff17}", "whole number from 1"),
            ("", "whole number from 1"),
            ("NaN", "whole number from 1"),
        ] {
            let error = text.parse::<CustomerId>().unwrap_err();
            assert!(error.kind().code() == 1 && error.message().contains(why), "{text}: {error}");
        }
    }
}
