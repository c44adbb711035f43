//! Reading times that others wrote, and writing them here. The format of `X-Rate-Limit-Reset-*` is not documented, so every
//! format that a .NET service is likely to send is accepted; anything else is `None`, never an error. Times range from 1970
//! to 9999.

use std::{
    fmt::Display,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A number up to this many seconds (115 days) counts from now; a larger one from 1970.
const RELATIVE_AT_MOST: f64 = 1e7;
/// A number of at least this much is milliseconds since 1970, not seconds.
const MILLISECONDS_FROM: f64 = 1e11;
/// The seconds from 1970 to the year 10000.
const END: u64 = 253_402_300_800;

/// Reads RFC 3339 with or without zone (then UTC), an HTTP date, Unix seconds or milliseconds, seconds from `now`, and
/// the .NET forms `1/31/2026 12:01:00 PM` and `2026-01-31 12:01:00Z`.
pub(crate) fn parse(text: &str, now: SystemTime) -> Option<SystemTime> {
    let text = text.trim_ascii();
    // The first characters show the format, so that a call tries only one.
    let form = text.as_bytes();
    match (form.first()?, form.get(4)) {
        (b'A'..=b'Z' | b'a'..=b'z', _) => httpdate::parse_http_date(text).ok(),
        (_, Some(b'-')) => parse_rfc3339(text),
        _ if text.contains('/') => from_american(text),
        _ => from_number(text.parse().ok()?, now),
    }
}

/// Reads RFC 3339 with any fraction of a second; without a zone it is UTC. The vendor's value for "none",
/// `0001-01-01T00:00:00`, is `None`.
pub(crate) fn parse_rfc3339(text: &str) -> Option<SystemTime> {
    const DATE: usize = "2026-01-31".len();
    if text.as_bytes().get(DATE) == Some(&b't') {
        return parse_rfc3339(&text.to_ascii_uppercase());
    }
    // humantime takes a Z itself, and a fraction without digits.
    let local = |text: &str| humantime::parse_rfc3339_weak(text).ok().filter(|_| !text.ends_with(['Z', '.']));
    if let Some(text) = text.strip_suffix(['Z', 'z']) {
        return local(text);
    }
    let Some(zone) = text.get(DATE..)?.find(['+', '-']).map(|at| DATE + at) else { return local(text) };
    let (text, zone) = text.split_at(zone);
    let (local, (sign, offset)) = (local(text)?, zone.split_at(1));
    let two_digits = |number: &str, most: u64| {
        let is_number = number.len() == 2 && number.bytes().all(|digit| digit.is_ascii_digit());
        number.parse::<u64>().ok().filter(|number| is_number && *number <= most)
    };
    let (hours, minutes) = offset.split_once(':')?;
    let ahead = Duration::from_secs((two_digits(hours, 23)? * 60 + two_digits(minutes, 59)?) * 60);
    let time = if sign == "+" { local.checked_sub(ahead) } else { local.checked_add(ahead) };
    time.filter(is_writable)
}

/// `Retry-After`: a number is seconds, however large, and anything else a time. Of a list, the longest wait counts.
pub(crate) fn parse_wait(text: &str, now: SystemTime) -> Option<Duration> {
    /// A wait for ever, in numbers that clocks can add.
    const LONGEST: f64 = 1e10;
    let is_around = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';');
    let seconds = |part: &str| {
        let number: f64 = part.strip_suffix('s').unwrap_or(part).parse().ok()?;
        number.is_finite().then(|| Duration::from_secs_f64(number.clamp(0.0, LONGEST)))
    };
    let until = |part: &str| Some(parse(part, now)?.duration_since(now).unwrap_or(Duration::ZERO));
    let parts: Vec<&str> = text.split(',').map(|part| part.trim_matches(is_around)).collect();
    let alone = parts.iter().filter_map(|part| seconds(part).or_else(|| until(part)));
    // The comma of an HTTP date is within it.
    let dates = parts.windows(2).filter_map(|two| until(&two.join(", ")));
    alone.chain(dates).max()
}

/// The time as RFC 3339 in UTC, as precise as it is.
pub(crate) fn rfc3339(time: SystemTime) -> Option<impl Display> {
    is_writable(&time).then(|| humantime::format_rfc3339(time))
}

/// The same with milliseconds; a time that cannot be written is 1970.
pub(crate) fn rfc3339_milliseconds(time: SystemTime) -> impl Display {
    humantime::format_rfc3339_millis(if is_writable(&time) { time } else { UNIX_EPOCH })
}

fn is_writable(time: &SystemTime) -> bool {
    time.duration_since(UNIX_EPOCH).is_ok_and(|since| since.as_secs() < END)
}

fn from_number(number: f64, now: SystemTime) -> Option<SystemTime> {
    if !(0.0..1e15).contains(&number) {
        return None;
    }
    if number <= RELATIVE_AT_MOST {
        return now.checked_add(Duration::from_secs_f64(number));
    }
    let seconds = if number >= MILLISECONDS_FROM { number / 1000.0 } else { number };
    UNIX_EPOCH.checked_add(Duration::from_secs_f64(seconds)).filter(is_writable)
}

/// `1/31/2026 12:01:00 PM`, or with hours up to 23 and without AM or PM.
fn from_american(text: &str) -> Option<SystemTime> {
    let mut words = text.split(' ');
    let mut date = words.next()?.split('/');
    let (month, day, year) = (date.next()?, date.next()?, date.next()?);
    let (hour, rest) = words.next()?.split_once(':')?;
    let hour: u8 = hour.parse().ok()?;
    let hour = match words.next() {
        None => hour,
        Some("AM") => hour % 12,
        Some("PM") => hour % 12 + 12,
        Some(_) => return None,
    };
    parse_rfc3339(&format!("{year}-{month:0>2}-{day:0>2} {hour:02}:{rest}"))
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
            "2026-01-31T17:31:00.0+05:30",
            "2026-01-31 12:01:00Z",
            "2026-01-31 12:01:00",
            "Sat, 31 Jan 2026 12:01:00 GMT",
            "1769860860",
            "1769860860000",
            "1/31/2026 12:01:00 PM",
            "1/31/2026 12:01:00",
            "01/31/2026 12:01:00",
            "60",
            " 60 ",
        ] {
            assert_eq!(parse(text, at(UNIX - 60)), Some(at(UNIX)), "{text}");
        }
    }

    #[test]
    fn the_longest_wait_of_a_list_counts() {
        let wait = |text: &str| parse_wait(text, at(UNIX)).map(|wait| wait.as_secs());
        for (text, seconds) in [
            ("2,", 2),
            (",120", 120),
            ("2, 7, 3", 7),
            ("\"120\"", 120),
            ("'120'", 120),
            ("120;", 120),
            ("120s", 120),
            ("-5", 0),
            ("1e9", 1_000_000_000),
            ("600, Sat, 31 Jan 2026 12:11:40 GMT", 640),
            ("Sat, 31 Jan 2026 12:11:40 GMT, 600", 640),
            ("\"Sat, 31 Jan 2026 12:11:40 GMT\"", 640),
            ("Sat, 31 Jan 2026 11:00:00 GMT", 0),
        ] {
            assert_eq!(wait(text), Some(seconds), "{text}");
        }
        for text in ["", ",", "soon", "NaN"] {
            assert_eq!(wait(text), None, "{text}");
        }
    }

    #[test]
    fn anything_else_is_unknown() {
        for text in [
            "",
            "soon",
            "-5",
            "NaN",
            "inf",
            "31/31/2026",
            "1/31/2026 12:01:00 MM",
            "1e300",
            "999999999999999",
            "2026-13-01T00:00:00Z",
            "2026-01-31T12:01:00+",
            "2026-01-31T12:01:00-99999999999999999999:00",
            "1970-01-01T00:00:00+01:00",
            "2026-01-3\u{e9}",
        ] {
            assert_eq!(parse(text, at(UNIX)), None, "{text}");
        }
    }

    #[test]
    fn the_vendors_none_is_none() {
        assert_eq!(parse_rfc3339("0001-01-01T00:00:00"), None);
        for other in
            ["2026-01-31t12:01:00z", "2026-01-31T14:31:00+02:30", "2026-01-31 12:01:00", "2026-01-31T11:02:00.0-00:59"]
        {
            assert_eq!(parse_rfc3339(other), Some(at(UNIX)), "{other}");
        }
        for none in [
            "2026-01-31T12:01:00+99:99",
            "2026-01-31T12:01:00+24:00",
            "2026-01-31T12:01:00+23:60",
            "2026-01-31T12:01:00+1:00",
            "2026-01-31T12:01:00+01",
            "2026-01-31T12:01:00+01:00Z",
            "2026-01-31T12:01:00.",
            "2026-01-31T12:01:00.Z",
            "2026-01-31T12:01:00.+01:00",
            "2026-01-31T12:01:00 Z",
            "2026-01-31T12:01:00ZZ",
            "12:01:00",
        ] {
            assert_eq!(parse_rfc3339(none), None, "{none}");
        }
        let fraction = Duration::from_nanos(43_203_100);
        assert_eq!(parse_rfc3339("2026-01-31T12:01:00.0432031Z"), Some(at(UNIX) + fraction));
    }

    proptest::proptest! {
        #[test]
        fn what_is_read_can_be_written(
            text in proptest::prop_oneof![
                ".{0,40}",
                "[0-9TZ:./+ -]{0,40}",
                "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,12})?(Z|[+-][0-9]{1,4}:[0-9]{1,4})?",
                "[0-9]{1,2}/[0-9]{1,2}/[0-9]{1,5} [0-9]{1,3}:[0-9]{2}:[0-9]{2}( [AP]M)?",
                "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
                "[0-9]{1,16}(\\.[0-9]{0,3})?",
            ],
        ) {
            if let Some(time) = parse(&text, at(UNIX)) {
                let written = rfc3339(time).expect("a time from 1970 to 9999").to_string();
                proptest::prop_assert_eq!(parse_rfc3339(&written), Some(time));
            }
        }
    }
}
