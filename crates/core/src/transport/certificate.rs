//! What a certificate says about itself, for messages and for a certificate that a caFile itself lists. It decides nothing
//! about chains. The few lines of DER parsing are here because X.509 crates would add 200 KB to the library.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::{excerpt, timestamp};

/// The facts of a certificate that this library uses.
pub(super) struct CertificateFields {
    issuer: String,
    subject: String,
    /// From 1970 to the year 9999, UTC.
    not_before: SystemTime,
    not_after: SystemTime,
}

const SEQUENCE: u8 = 0x30;
/// The explicit tag of the version.
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;

impl CertificateFields {
    /// Reads them; `None` if the bytes are not a certificate as defined in RFC 5280.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let (certificate, _) = expect(der, SEQUENCE)?;
        let (facts, _) = expect(certificate, SEQUENCE)?;
        let rest = expect(facts, VERSION).map_or(facts, |(_, rest)| rest);
        let (_serial_number, rest) = element(rest)?;
        let (_algorithm, rest) = expect(rest, SEQUENCE)?;
        let (issuer, rest) = expect(rest, SEQUENCE)?;
        let (validity, rest) = expect(rest, SEQUENCE)?;
        let (subject, _) = expect(rest, SEQUENCE)?;
        let (not_before, validity) = element(validity)?;
        let (not_after, _) = element(validity)?;
        Some(Self {
            issuer: name(issuer),
            subject: name(subject),
            not_before: time(not_before)?,
            not_after: time(not_after)?,
        })
    }

    pub(super) fn has_expired(&self, now: SystemTime) -> bool {
        now > self.not_after
    }

    /// The name of its issuer.
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(super) fn not_after(&self) -> SystemTime {
        self.not_after
    }

    /// Why it is not valid now, if it is not.
    pub(super) fn is_valid_at(&self, now: SystemTime) -> Result<(), String> {
        match now {
            _ if now < self.not_before => Err(not_yet_valid(self.not_before, now)),
            _ if self.has_expired(now) => Err(expired(self.not_after, now)),
            _ => Ok(()),
        }
    }

    /// Whether its issuer is itself.
    pub(super) fn is_self_signed(&self) -> bool {
        self.issuer == self.subject
    }

    /// Who issued it: `its certificate was issued by "Corp Proxy CA", …`, or that it is self-signed.
    pub(super) fn issued_by(&self) -> String {
        if self.is_self_signed() {
            format!("its certificate is self-signed by \"{}\"", self.issuer)
        } else {
            format!("its certificate was issued by \"{}\", which is not trusted", self.issuer)
        }
    }
}

/// The tag and content of an element.
type Element<'d> = (u8, &'d [u8]);

/// The first element of DER, and what follows it.
fn element(der: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some(((tag, content), rest))
}

fn expect(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let ((tag, content), rest) = element(der)?;
    (tag == wanted).then_some((content, rest))
}

/// Where the first element of DER ends.
pub(super) fn length_of_first_element(der: &[u8]) -> Option<usize> {
    element(der).map(|(_, rest)| der.len() - rest.len())
}

/// Whether OpenSSL's trust settings, which follow a "trusted" certificate, allow it to vouch for servers.
pub(super) fn is_trusted_for_servers(settings: &[u8]) -> bool {
    const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
    const ANY: &[u8] = &[0x55, 0x1d, 0x25, 0];
    const REJECTED: u8 = 0xa0;
    let Some((settings, _)) = expect(settings, SEQUENCE) else { return true };
    let names_servers = |mut purposes: &[u8]| {
        std::iter::from_fn(|| {
            let ((_, purpose), rest) = element(purposes)?;
            purposes = rest;
            Some(purpose)
        })
        .any(|purpose| purpose == SERVER_AUTH || purpose == ANY)
    };
    let (trusted, rest) = expect(settings, SEQUENCE).map_or((None, settings), |(trusted, rest)| (Some(trusted), rest));
    let rejected = expect(rest, REJECTED).map(|(rejected, _)| rejected);
    trusted.is_none_or(names_servers) && !rejected.is_some_and(names_servers)
}

/// The common name and the organization of a distinguished name: `Corp Proxy CA, Corp Inc.`
fn name(mut rest: &[u8]) -> String {
    const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    const ORGANIZATION: &[u8] = &[0x55, 4, 10];
    let (mut common_name, mut organization, mut others) = (None, None, Vec::new());
    while let Some(((_, set), behind)) = element(rest) {
        rest = behind;
        let pair = expect(set, SEQUENCE).and_then(|(pair, _)| {
            let ((_, kind), value) = element(pair)?;
            Some((kind, String::from_utf8_lossy(element(value)?.0.1)))
        });
        match pair {
            Some((COMMON_NAME, value)) => common_name = Some(value),
            Some((ORGANIZATION, value)) => organization = Some(value),
            Some((_, value)) => others.push(value),
            None => {}
        }
    }
    let mut parts: Vec<_> = [common_name, organization].into_iter().flatten().collect();
    if parts.is_empty() {
        parts = others;
    }
    if parts.is_empty() { "nobody".into() } else { excerpt::shortened(&parts.join(", ")) }
}

/// `250131120000Z`, with a two-digit year in one form, and a four-digit year in the other.
fn time((tag, text): Element<'_>) -> Option<SystemTime> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.is_ascii())?;
    let text = match (tag, text.get(..2)?.parse().ok()?) {
        (UTC_TIME, 50_u32..) => format!("19{text}"),
        (UTC_TIME, _) => format!("20{text}"),
        _ => text.into(),
    };
    let part = |from: usize, to: usize| text.get(from..to);
    let (date, time) = ((part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(8, 10)?, part(10, 12)?, part(12, 14)?));
    timestamp::parse_rfc3339(&format!("{}-{}-{}T{}:{}:{}Z", date.0, date.1, date.2, time.0, time.1, time.2))
}

pub(super) fn expired(not_after: SystemTime, now: SystemTime) -> String {
    format!("a certificate expired on {}; this machine's time is {}", written(not_after), written(now))
}

pub(super) fn not_yet_valid(not_before: SystemTime, now: SystemTime) -> String {
    format!("a certificate is not valid before {}; this machine's time is {}", written(not_before), written(now))
}

/// A time with whole seconds.
pub(super) fn written(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    timestamp::rfc3339(UNIX_EPOCH + Duration::from_secs(seconds)).map_or("unknown".into(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `openssl req -x509 -newkey ed25519 -nodes -subj "/CN=Corp Proxy CA/O=Corp Inc." -days 3650 -outform der`
    const SELF_SIGNED: &[u8] = include_bytes!("../../tests/data/self-signed.der");

    #[test]
    fn the_facts_of_a_certificate_are_read() {
        let facts = CertificateFields::read(SELF_SIGNED).unwrap();
        assert_eq!(facts.issued_by(), "its certificate is self-signed by \"Corp Proxy CA, Corp Inc.\"");
        let years = facts.not_after.duration_since(facts.not_before).unwrap().as_secs() / 86_400;
        assert_eq!(years, 3650);
        assert!(facts.is_valid_at(facts.not_before).is_ok() && facts.is_valid_at(facts.not_after).is_ok());
        let why = facts.is_valid_at(facts.not_after + Duration::from_secs(1)).unwrap_err();
        assert!(why.starts_with("a certificate expired on 20") && why.ends_with('Z'), "{why}");
        assert!(facts.is_valid_at(UNIX_EPOCH).unwrap_err().contains("is not valid before"));
    }

    #[test]
    fn times_have_two_forms() {
        let written =
            |tag, text: &str| time((tag, text.as_bytes())).and_then(timestamp::rfc3339).map(|t| t.to_string());
        assert_eq!(written(UTC_TIME, "491231235959Z").as_deref(), Some("2049-12-31T23:59:59Z"));
        assert_eq!(written(UTC_TIME, "700101000000Z").as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(written(0x18, "20500101000000Z").as_deref(), Some("2050-01-01T00:00:00Z"));
        for text in ["", "1", "49123123595", "4912312359", "x91231235959Z", "991399235959Z", "\u{e9}91231235959Z"] {
            assert_eq!(written(UTC_TIME, text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_not(at in 0_usize..400, byte in proptest::num::u8::ANY, end in 0_usize..400) {
            let mut der = SELF_SIGNED.to_vec();
            let at = at % der.len();
            der[at] = byte;
            der.truncate(end.max(1));
            let _ = CertificateFields::read(&der).map(|facts| facts.issued_by());
            let _ = length_of_first_element(&der);
        }
    }
}
