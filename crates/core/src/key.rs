//! The API key: checked once, never printed, wiped when its last owner is dropped.

use std::{fmt, sync::Arc};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD},
};
use ring::digest;
use zeroize::Zeroizing;

use crate::error::Error;

/// The value of the `Authorization` header; clones share it. No `Display`, and a `Debug` that shows nothing.
#[derive(Clone)]
pub(crate) struct ApiKey(Arc<Zeroizing<Vec<u8>>>);

const SCHEME: &str = "Basic ";

impl ApiKey {
    /// Takes the key as the vendor shows it: base64 text, with or without `Basic ` in front, or in quotes, which some
    /// programs keep when they read an environment file. Trailing spaces are the padding of a fixed-length field, as in COBOL,
    /// and not part of the key.
    pub(crate) fn new(key: Zeroizing<String>) -> Result<Self, Error> {
        let in_quotes = |quote| key.trim_end_matches(' ').strip_prefix(quote)?.strip_suffix(quote);
        let text = ['"', '\''].into_iter().find_map(in_quotes).unwrap_or(&key);
        let text = match text.get(..SCHEME.len()) {
            Some(scheme) if scheme.eq_ignore_ascii_case(SCHEME) => text[SCHEME.len()..].trim_start_matches(' '),
            _ => text,
        };
        let text = text.trim_end_matches(' ');
        if text.is_empty() {
            return Err(Error::invalid_argument("the API key is empty: pass it, or set FUSEBILL_API_KEY"));
        }
        if let Some(at) = text.chars().position(|c| !c.is_ascii_graphic()) {
            return Err(Error::invalid_argument(format!(
                "the API key has white space, a control or a non-ASCII character at position {}: copy it again, whole and on one line",
                at + 1
            )));
        }
        Ok(Self(Arc::new(Zeroizing::new([SCHEME.as_bytes(), text.as_bytes()].concat()))))
    }

    /// Identifies the account without showing the key: 12 hexadecimal digits of a salted hash.
    pub(crate) fn account(&self) -> String {
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(b"libfusebill account\0");
        hash.update(&self.0);
        hash.finish().as_ref()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a text contains the key, or a good part of it, in any spelling: as the vendor shows it, or decoded.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let encoded = Zeroizing::new(String::from_utf8_lossy(&self.0[SCHEME.len()..]).into_owned());
        let decoded = decode(&encoded).and_then(|secret| String::from_utf8(secret).ok());
        let decoded = Zeroizing::new(decoded.unwrap_or_default());
        let secret = decoded.split_once(':').map_or("", |(_, secret)| secret);
        contains(text, &[&encoded, &decoded, secret])
    }

    /// The header's value.
    pub(crate) fn authorization(&self) -> &[u8] {
        &self.0
    }
}

/// A text that a caller passed, in quotes, for a message; not if an API key may be in it.
pub(crate) fn shown(text: &str) -> String {
    match looks_like_a_key(text) {
        true => "what was passed (not shown, because it looks like an API key)".into(),
        false => format!("\"{}\"", crate::excerpt::of(text)),
    }
}

/// Whether a text contains this API key, or a good part of it, in any spelling, encoded or decoded.
pub fn contains_key(text: &str, key: &str) -> bool {
    ApiKey::new(Zeroizing::new(key.to_owned())).is_ok_and(|key| key.is_in(text))
}

/// Whether a text contains what looks like an API key, which the vendor makes as base64 of a number, a colon and a secret.
/// Such a text must not be shown: it was passed in the wrong place.
pub fn looks_like_a_key(text: &str) -> bool {
    /// `0:` and at least three characters more.
    const SHORTEST: usize = 7;
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    // A slash may be part of a key, or of a path that ends with one.
    let words = text.split(|c| !is_base64(c)).chain(text.split(|c| !is_base64(c) || c == '/'));
    words.into_iter().any(|word| {
        // Whole groups of four can be decoded even if the word was cut, or its padding is missing.
        let whole = &word[..word.len() / 4 * 4];
        let decoded = Zeroizing::new(BASE64_STANDARD.decode(whole).unwrap_or_default());
        let number = decoded.iter().take_while(|byte| byte.is_ascii_digit()).count();
        number > 0 && decoded.get(number) == Some(&b':') && word.len() >= SHORTEST
    })
}

/// Decodes base64, with or without its padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

/// Secrets that are shorter would be found everywhere.
const SHORTEST: usize = 3;
/// A text with this many characters of a secret in succession contains a good part of it.
const PART: usize = 10;

/// Whether a text contains one of these secrets, or a good part of one, however it is spelled: with percent signs, entities or
/// JSON escapes, or interrupted by tags, white space and control characters.
pub(crate) fn contains(text: &str, secrets: &[&str]) -> bool {
    let cores = || secrets.iter().map(|secret| secret.trim_end_matches('=')).filter(|core| core.len() >= SHORTEST);
    let mut text = Zeroizing::new(text.to_owned());
    // What is spelled twice is unspelled twice.
    for _ in 0..3 {
        let bare: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect());
        let texts = [&**text, &*bare, &*Zeroizing::new(without_tags(&bare))].map(str::to_owned).map(Zeroizing::new);
        let has = |part: &str| texts.iter().any(|text| text.contains(part));
        let is_found = cores().any(|core| match core.len() > PART && core.is_ascii() {
            true => (0..=core.len() - PART).any(|at| has(&core[at..at + PART])),
            false => has(core),
        });
        if is_found {
            return true;
        }
        text = Zeroizing::new(unspelled(&text));
    }
    false
}

fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut is_tag = false;
    for c in text.chars() {
        match c {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if !is_tag => out.push(c),
            _ => {}
        }
    }
    out
}

/// The text with one level of percent signs, entities and backslashes taken away.
fn unspelled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (found, left) = match c {
            '%' => (code(after.get(..2), 16), after.get(2..)),
            '\\' if after.starts_with(['u', 'U']) => (code(after.get(1..5), 16), after.get(5..)),
            '\\' if after.starts_with('x') => (code(after.get(1..3), 16), after.get(3..)),
            '\\' => (after.chars().next(), after.chars().next().map(|c| &after[c.len_utf8()..])),
            '&' => match after.split_once(';').filter(|(name, _)| name.len() <= 8) {
                Some((name, left)) => (entity(name), Some(left)),
                None => (None, None),
            },
            _ => (None, None),
        };
        match (found, left) {
            (Some(found), Some(left)) => {
                out.push(found);
                rest = left;
            }
            _ => {
                out.push(c);
                rest = after;
            }
        }
    }
    out
}

fn code(digits: Option<&str>, radix: u32) -> Option<char> {
    u32::from_str_radix(digits?, radix).ok().and_then(char::from_u32)
}

/// The character of an entity that may be part of a secret: `#61`, `#x3d`, `equals`.
fn entity(name: &str) -> Option<char> {
    match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => code(Some(digits), 16),
            None => code(Some(number), 10),
        },
        None => [("equals", '='), ("plus", '+'), ("sol", '/'), ("colon", ':'), ("amp", '&'), ("commat", '@')]
            .into_iter()
            .find_map(|(known, c)| (known == name).then_some(c)),
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Result<ApiKey, Error> {
        ApiKey::new(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn a_pasted_scheme_is_not_sent_twice() {
        for text in [
            "MDpTRUNSRVQ=",
            "Basic MDpTRUNSRVQ=",
            "basic   MDpTRUNSRVQ=",
            "MDpTRUNSRVQ=       ",
            "\"MDpTRUNSRVQ=\"",
            "'Basic MDpTRUNSRVQ=' ",
        ] {
            assert_eq!(key(text).unwrap().authorization(), b"Basic MDpTRUNSRVQ=");
        }
    }

    #[test]
    fn a_malformed_key_is_refused_and_not_quoted() {
        for text in ["", "Basic ", "SECRET SECRET", "SECRET\r", "SECRET\n", "SEC\0RET", "SECRÉT", " SECRET", "     "] {
            let error = key(text).unwrap_err();
            assert_eq!(error.kind().code(), 1, "{text:?}");
            assert!(!error.to_string().contains("SEC"), "{error}");
        }
    }

    #[test]
    fn a_text_with_a_key_in_it_is_not_shown() {
        for text in [
            "MDpTRUNSRVQ=",
            "Basic MDpTRUNSRVQ=",
            "FUSEBILL_API_KEY=\"MDpTRUNSRVQ\"",
            "id;MDpTRUNS",
            "MTIzOlNFQ1JFVA==", // 123:SECRET
        ] {
            assert!(looks_like_a_key(text), "{text}");
            assert!(!shown(text).contains("TRUNS"), "{text}");
        }
        for text in
            ["", "172677", "0014100000JJ3wtAAD", "Stax Bill ID", "customers.csv", "10:30", "MDp", "https://h/MDp"]
        {
            assert!(!looks_like_a_key(text), "{text}");
        }
    }

    #[test]
    fn the_key_is_found_in_any_spelling() {
        let key = key("MDpTRUNSRVRTRUNSRVQvKz0=").unwrap(); // 0:SECRETSECRET/+=
        for text in [
            "Authorization: Basic MDpTRUNSRVRTRUNSRVQvKz0=",
            "MDpTRUNSRVRTRUNSRVQvKz0\\u003d",
            "MDpTRUNSRVRTRUNSRVQvKz0&#61;",
            "MDpTRUNSRVRTRUNSRVQvKz0%3D",
            "no padding: MDpTRUNSRVRTRUNSRVQvKz0",
            "MDpTRUNSRVRT<wbr>RUNSRVQvKz0=",
            "MDpTRUNSRVRT\r\n RUNSRVQvKz0=",
            "cut: MDpTRUNSRVRTRUNS",
            "0:SECRETSECRET",
            "SECRETSECRET\\/+=",
            "%4D%44%70%54%52%55%4E%53%52%56%52%54",
            "%254D%2544%2570%2554%2552%2555%254E%2553%2552%2556%2552%2554",
            "M\0D\0p\0T\0R\0U\0N\0S\0R\0V\0R\0T\0",
        ] {
            assert!(key.is_in(text), "{text}");
        }
        for text in ["", "nothing", "MDpTRU", "the secret", "Customer with id 12 not found.", "100 % & <b>more</b>"] {
            assert!(!key.is_in(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_mixture_of_spellings_hides_it(secret in "[A-Za-z0-9/+]{12,40}", ways in proptest::collection::vec(0..9, 40), before in "[a-z <>&%]{0,9}") {
            let encoded = BASE64_STANDARD.encode(format!("0:{secret}"));
            let key = key(&encoded).unwrap();
            let mut text = before + " ";
            for (c, way) in encoded.chars().zip(ways.into_iter().cycle()) {
                text += &match way {
                    0 => format!("%{:02x}", u32::from(c)),
                    1 => format!("&#{};", u32::from(c)),
                    2 => format!("&#x{:X};", u32::from(c)),
                    3 => format!("\\u{:04x}", u32::from(c)),
                    4 => format!("{c}\n"),
                    5 if !c.is_ascii_alphanumeric() => format!("\\{c}"),
                    _ => c.to_string(),
                };
            }
            proptest::prop_assert!(key.is_in(&text), "{}", text);
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let key = key("MDpTRUNSRVQ=").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
    }
}
