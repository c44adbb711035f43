//! The id of a record in Salesforce: 15 letters and digits, or 18, of which the last three check the case of the others.

use std::{fmt, str::FromStr};

use crate::error::Error;

/// The id of a Salesforce account, checked before it is sent.
///
/// ```
/// use fusebill::SalesforceId;
/// assert_eq!("0014100000JJ3wtAAD".parse::<SalesforceId>()?.as_str(), "0014100000JJ3wtAAD");
/// assert!("0014100000JJ3wt".parse::<SalesforceId>().is_ok());     // the short form
/// assert!("0014100000jj3wtAAD".parse::<SalesforceId>().is_err()); // wrong case
/// # Ok::<(), fusebill::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SalesforceId {
    bytes: [u8; LONG],
    length: u8,
}

const SHORT: usize = 15;
const LONG: usize = 18;

impl SalesforceId {
    /// Reads an id of either length, surrounding white space aside.
    ///
    /// # Errors
    /// Why the text is not an id, without the text itself.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let id = text.trim().as_bytes();
        if !matches!(id.len(), SHORT | LONG) || !id.iter().all(u8::is_ascii_alphanumeric) {
            return Err("15 or 18 letters and digits are needed");
        }
        if id.len() == LONG && id[SHORT..] != checksum(id) {
            return Err("its last three characters do not match the others; a letter or its case is wrong");
        }
        let mut bytes = [0; LONG];
        bytes[..id.len()].copy_from_slice(id);
        Ok(Self { bytes, length: id.len() as u8 })
    }

    /// Whether a text is the same id, in its short or long form.
    pub(crate) fn is_same_as(&self, text: &str) -> bool {
        let short = |text: &str| text.trim().get(..SHORT).map(str::to_owned);
        short(self.as_str()) == short(text)
    }

    /// The id as it was given.
    pub fn as_str(&self) -> &str {
        // It contains only ASCII.
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

/// The three characters after the first 15: each stands for five of them, with a bit for each capital letter.
fn checksum(id: &[u8]) -> [u8; LONG - SHORT] {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let digit = |group: usize| {
        let bits = (0..5).filter(|at| id[group * 5 + at].is_ascii_uppercase()).map(|at| 1 << at);
        DIGITS[bits.sum::<usize>()]
    };
    [digit(0), digit(1), digit(2)]
}

impl FromStr for SalesforceId {
    type Err = Error;

    /// Surrounding whitespace is ignored.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(|why| {
            let given = crate::key::shown(text);
            Error::invalid_argument(format!("{given} is not a Salesforce id: {why}"))
        })
    }
}

impl fmt::Display for SalesforceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for SalesforceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SalesforceId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_either_length_is_kept_as_given() {
        for id in
            ["0014100000JJ3wtAAD", "0014100000JJ3wt", " 0014100000JJ3wtAAD\r\n", "000000000000000", "aBcDeFgHiJkLmNo"]
        {
            assert_eq!(id.parse::<SalesforceId>().unwrap().as_str(), id.trim());
        }
    }

    #[test]
    fn what_cannot_be_one_is_refused() {
        for id in [
            "",
            "0014100000JJ3w",
            "0014100000JJ3wtA",
            "0014100000JJ3wtAADx",
            "0014100000JJ3wtAAE",
            "0014100000JJ3wTAAD",
            "0014100000JJ3wtaad",
            "001410000-JJ3wt",
            "001410000\u{661}JJ3w",
            "0014100000JJ3wt\0\0\0",
        ] {
            assert_eq!(id.parse::<SalesforceId>().unwrap_err().kind().code(), 1, "{id}");
        }
    }

    proptest::proptest! {
        #[test]
        fn one_wrong_case_is_noticed(id in "[0-9A-Za-z]{15}", at in 0usize..15) {
            let mut long = id.into_bytes();
            let check = checksum(&long);
            long.extend(check);
            proptest::prop_assert!(std::str::from_utf8(&long).unwrap().parse::<SalesforceId>().is_ok());
            proptest::prop_assume!(long[at].is_ascii_alphabetic());
            long[at] ^= 0x20;
            proptest::prop_assert!(std::str::from_utf8(&long).unwrap().parse::<SalesforceId>().is_err());
        }
    }
}
