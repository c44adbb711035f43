//! The API key: checked once, never printed, wiped when its last owner is dropped.

use std::{fmt, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
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

    /// The text with every occurrence of the key replaced, as the vendor shows it or decoded: a key that a server echoes
    /// must not end up in a message.
    pub(crate) fn redact(&self, text: &str) -> String {
        let encoded = Zeroizing::new(String::from_utf8_lossy(&self.0[SCHEME.len()..]).into_owned());
        let decoded = BASE64_STANDARD.decode(encoded.as_bytes()).ok().and_then(|secret| String::from_utf8(secret).ok());
        let decoded = Zeroizing::new(decoded.unwrap_or_default());
        let secret = decoded.split_once(':').map_or("", |(_, secret)| secret);
        redact(text, &[&encoded, &decoded, secret])
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

/// Whether a text contains what looks like an API key, which the vendor makes as base64 of a number, a colon and a secret.
/// Such a text must not be shown: it was passed in the wrong place.
pub fn looks_like_a_key(text: &str) -> bool {
    /// `0:` and at least three characters more.
    const SHORTEST: usize = 7;
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    text.split(|c| !is_base64(c)).any(|word| {
        // Whole groups of four can be decoded even if the word was cut, or its padding is missing.
        let whole = &word[..word.len() / 4 * 4];
        let decoded = Zeroizing::new(BASE64_STANDARD.decode(whole).unwrap_or_default());
        let number = decoded.iter().take_while(|byte| byte.is_ascii_digit()).count();
        number > 0 && decoded.get(number) == Some(&b':') && word.len() >= SHORTEST
    })
}

/// The text with every secret of three characters or more replaced by `[redacted]`.
pub(crate) fn redact(text: &str, secrets: &[&str]) -> String {
    let mut out = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= 3) {
        if out.contains(*secret) {
            out = out.replace(*secret, "[redacted]");
        }
    }
    out
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
    fn what_shows_the_key_is_redacted() {
        let key = key("MDpTRUNSRVQ=").unwrap();
        let text = "Authorization: Basic MDpTRUNSRVQ= (0:SECRET, SECRET)";
        assert_eq!(key.redact(text), "Authorization: Basic [redacted] ([redacted], [redacted])");
        assert_eq!(key.redact("nothing"), "nothing");
    }

    #[test]
    fn debug_shows_nothing() {
        let key = key("MDpTRUNSRVQ=").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
    }
}
