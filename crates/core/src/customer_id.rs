//! The id of a customer: the one rule about it (1 or more) is kept by the type.

use std::{fmt, num::NonZeroU64, str::FromStr};

use crate::error::Error;

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

impl CustomerId {
    /// Takes a number that came from outside; [`ErrorKind::InvalidArgument`](crate::ErrorKind) unless it is 1 or more.
    pub fn new(id: i64) -> Result<Self, Error> {
        u64::try_from(id).ok().and_then(NonZeroU64::new).map(Self).ok_or_else(|| invalid(&id.to_string()))
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0.get() as i64
    }
}

impl FromStr for CustomerId {
    type Err = Error;

    /// Reads decimal digits; white space around them is ignored.
    fn from_str(text: &str) -> Result<Self, Error> {
        text.trim().parse::<i64>().map_err(|_| invalid(text)).and_then(Self::new)
    }
}

impl fmt::Display for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn invalid(given: &str) -> Error {
    let given = crate::excerpt::of(given);
    Error::invalid_argument(format!(
        "\"{given}\" is not a customer id: a whole number from 1 to {} is needed",
        i64::MAX
    ))
}
