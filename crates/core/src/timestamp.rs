//! Reading a time that somebody else wrote. The form of `X-Rate-Limit-Reset-*` is not documented, so every form that
//! a .NET service is likely to send is accepted; anything else is `None`, never an error.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::{Timestamp, civil, fmt::rfc2822, tz::Offset};

/// A number up to this many seconds (115 days) counts from now; a larger one from 1970.
const RELATIVE_AT_MOST: f64 = 1e7;
/// From here on a number is milliseconds since 1970, not seconds.
const MILLISECONDS_FROM: f64 = 1e11;

/// Reads RFC 3339 with or without zone (then UTC), an HTTP date, Unix seconds or milliseconds, seconds from `now`, and
/// the .NET forms `1/31/2026 12:01:00 PM` and `2026-01-31 12:01:00Z`.
pub(crate) fn parse(text: &str, now: SystemTime) -> Option<SystemTime> {
    let text = text.trim();
    // The first characters tell the form, so that a call tries one and not all.
    let form = text.as_bytes();
    let time = match (form.first()?, form.get(4)) {
        (b'A'..=b'Z' | b'a'..=b'z', _) => rfc2822::parse(text).ok()?.timestamp(),
        (_, Some(b'-')) => from_iso(text)?,
        _ if text.contains('/') => from_dotnet(text)?,
        _ => return from_number(text.parse().ok()?, now),
    };
    time.try_into().ok()
}

/// Reads a timestamp of the customer object: RFC 3339, zone optional, up to seven decimals. The vendor's word for "none",
/// `0001-01-01T00:00:00`, is `None`.
pub(crate) fn parse_field(text: &str) -> Option<SystemTime> {
    from_iso(text).filter(|time| Offset::UTC.to_datetime(*time).year() > 1)?.try_into().ok()
}

/// Seconds or an HTTP date, as `Retry-After` has it.
pub(crate) fn parse_wait(text: &str, now: SystemTime) -> Option<Duration> {
    let until = parse(text, now)?;
    Some(until.duration_since(now).unwrap_or(Duration::ZERO))
}

fn from_number(number: f64, now: SystemTime) -> Option<SystemTime> {
    if !(0.0..1e15).contains(&number) {
        return None;
    }
    if number <= RELATIVE_AT_MOST {
        return now.checked_add(Duration::from_secs_f64(number));
    }
    let seconds = if number >= MILLISECONDS_FROM { number / 1000.0 } else { number };
    UNIX_EPOCH.checked_add(Duration::from_secs_f64(seconds))
}

fn from_iso(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| utc(text.parse().ok()?))
}

fn from_dotnet(text: &str) -> Option<Timestamp> {
    ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S"]
        .iter()
        .find_map(|form| civil::DateTime::strptime(form, text).ok())
        .and_then(utc)
}

fn utc(time: civil::DateTime) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(time).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-31T12:01:00Z
    const UNIX: u64 = 1_769_860_860;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn every_form_of_the_reset_header_is_read() {
        for text in [
            "2026-01-31T12:01:00Z",
            "2026-01-31T12:01:00",
            "2026-01-31T12:01:00.0000000",
            "2026-01-31T12:01:00.0000000Z",
            "2026-01-31T07:01:00-05:00",
            "2026-01-31 12:01:00Z",
            "2026-01-31 12:01:00",
            "Sat, 31 Jan 2026 12:01:00 GMT",
            "1769860860",
            "1769860860000",
            "1/31/2026 12:01:00 PM",
            "01/31/2026 12:01:00",
            "60",
            " 60 ",
        ] {
            assert_eq!(parse(text, at(UNIX - 60)), Some(at(UNIX)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_unknown() {
        for text in ["", "soon", "-5", "NaN", "inf", "31/31/2026", "1e300", "2026-13-01T00:00:00Z"] {
            assert_eq!(parse(text, at(UNIX)), None, "{text}");
        }
    }

    #[test]
    fn the_vendors_none_is_none() {
        assert_eq!(parse_field("0001-01-01T00:00:00"), None);
        let fraction = Duration::from_nanos(43_203_100);
        assert_eq!(parse_field("2026-01-31T12:01:00.0432031Z"), Some(at(UNIX) + fraction));
    }
}
