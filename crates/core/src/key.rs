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
            return Err(
                Error::invalid_argument("the API key is empty: pass it, or set FUSEBILL_API_KEY").about("apiKey")
            );
        }
        if let Some(at) = text.chars().position(|c| !c.is_ascii_graphic()) {
            return Err(Error::invalid_argument(format!(
                "the API key has white space, a control or a non-ASCII character at position {}: copy it again, whole and on one line",
                at + 1
            ))
            .about("apiKey"));
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
        let decoded = Zeroizing::new(decode(&encoded).unwrap_or_default());
        // Only its letters and digits are compared, so it need not be UTF-8.
        let decoded = Zeroizing::new(String::from_utf8_lossy(&decoded).into_owned());
        let secret = decoded.split_once(':').map_or("", |(_, secret)| secret);
        // As a dump, and encoded once more with its scheme or without.
        let hex = |text: &str| Zeroizing::new(text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>());
        let again = |bytes: &[u8]| Zeroizing::new(BASE64_STANDARD.encode(bytes));
        let (dump, decoded_dump) = (hex(&encoded), hex(&decoded));
        let (with_scheme, without) = (again(&self.0), again(encoded.as_bytes()));
        contains(text, &[&encoded, &decoded, secret, &dump, &decoded_dump, &with_scheme, &without])
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
        false => format!("\"{}\"", crate::excerpt::shortened(text)),
    }
}

/// The header `Authorization` for a key as a user pastes it, for another HTTP client of the same program.
#[doc(hidden)]
pub fn authorization(key: &str) -> Result<Zeroizing<String>, Error> {
    let key = ApiKey::new(Zeroizing::new(key.to_owned()))?;
    Ok(Zeroizing::new(String::from_utf8_lossy(key.authorization()).into_owned()))
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
/// A secret of fewer letters and digits than this is searched as it is, and not by them alone: too many words would contain it.
const DISTINCT: usize = 6;
/// A text with this many letters and digits of a secret in succession contains a good part of it …
const PART: usize = 10;
/// … and so does a text with this many of them in their order, among at most as many others again, and again.
const SCATTERED: usize = 16;
const AMONG: usize = 3 * SCATTERED;
/// How often a text may be spelled: percent signs of percent signs, and so on.
const SPELLINGS: usize = 8;

/// Whether a text contains one of these secrets, or a good part of one, however it is spelled: with percent signs, entities or
/// escapes, in capitals or not, interrupted by tags, white space or anything else that is neither a letter nor a digit. Only
/// letters and digits are compared, so a page is withheld rather than a secret shown.
pub(crate) fn contains(text: &str, secrets: &[&str]) -> bool {
    let mut text = Zeroizing::new(text.to_owned());
    for _ in 0..SPELLINGS {
        let bare = Zeroizing::new(without_tags(&text));
        if secrets.iter().any(|secret| is_in_one(&text, secret) || is_in_one(&bare, secret)) {
            return true;
        }
        let next = Zeroizing::new(unspelled(&text));
        if *next == *text {
            return false;
        }
        text = next;
    }
    false
}

fn is_in_one(text: &str, secret: &str) -> bool {
    let secret = secret.trim_end_matches('=');
    if secret.len() < SHORTEST {
        return false;
    }
    let (core, letters) = (skeleton(secret), skeleton(text));
    match core.len() {
        0..DISTINCT => text.contains(secret),
        DISTINCT..=PART => find(&letters, &core),
        length => {
            core.windows(PART).any(|part| find(&letters, part))
                || length >= SCATTERED && core.windows(SCATTERED).any(|part| is_scattered(&letters, part))
        }
    }
}

/// The letters and digits of ASCII, in lower case.
fn skeleton(text: &str) -> Zeroizing<Vec<u8>> {
    let letters = text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    Zeroizing::new(letters.collect())
}

fn find(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// Whether the text has these letters in their order, close to each other.
fn is_scattered(text: &[u8], part: &[u8]) -> bool {
    let begins = text.iter().enumerate().filter(|(_, letter)| **letter == part[0]).map(|(at, _)| at);
    begins.into_iter().any(|begin| {
        let mut left = part.iter().peekable();
        for letter in text[begin..].iter().take(AMONG) {
            if left.next_if_eq(&letter).is_some() && left.peek().is_none() {
                return true;
            }
        }
        false
    })
}

fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out += before;
        rest = match tag.strip_prefix("!--") {
            Some(comment) => comment.split_once("-->").map_or("", |(_, behind)| behind),
            None => behind_tag(tag),
        };
    }
    out + rest
}

/// What follows the end of a tag, which is no `>` in quotes; the text itself if there is none.
fn behind_tag(tag: &str) -> &str {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return &tag[at + 1..],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    tag.split_once('>').map_or(tag, |(_, behind)| behind)
}

/// The text with one level of percent signs, entities, backslashes and quoted-printable taken away.
fn unspelled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (found, left) = match c {
            '%' if after.starts_with(['u', 'U']) => coded(&after[1..], 16, 4),
            '%' | '=' => coded(after, 16, 2),
            '\\' => escape(after),
            '&' => entity(after),
            '+' => Some((' ', after)),
            _ => None,
        }
        .unwrap_or((c, after));
        out.push(found);
        rest = left;
    }
    out
}

/// The character whose number is written in exactly this many digits, and what follows it.
fn coded(text: &str, radix: u32, digits: usize) -> Option<(char, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    Some((character(number, radix)?, rest))
}

fn character(digits: &str, radix: u32) -> Option<char> {
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)
}

/// What a backslash stands for, before this text.
fn escape(text: &str) -> Option<(char, &str)> {
    let c = text.chars().next()?;
    let after = &text[c.len_utf8()..];
    match c {
        'u' | 'U' => match after.strip_prefix('{').and_then(|braced| braced.split_once('}')) {
            Some((digits, rest)) => Some((character(digits, 16)?, rest)),
            None => coded(after, 16, 4),
        },
        'x' => coded(after, 16, 2),
        '0'..='7' => coded(text, 8, 3).or_else(|| coded(text, 8, 2)).or(Some((' ', after))),
        'n' | 'r' | 't' | 'b' | 'f' | 'v' => Some((' ', after)),
        c => Some((c, after)),
    }
}

/// What an entity stands for, before this text: `#61;`, `#x3d`, `equals;`. A name stands for no letter or digit.
fn entity(text: &str) -> Option<(char, &str)> {
    let (digits, radix) = match text.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        },
        None => {
            const LONGEST_NAME: usize = 32;
            let (name, rest) = text.split_once(';')?;
            let is_name = name.len() <= LONGEST_NAME && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return is_name.then_some((' ', rest));
        }
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let found = character(digits[..end].trim_start_matches('0'), radix)?;
    Some((found, digits[end..].strip_prefix(';').unwrap_or(&digits[end..])))
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
        for text in [
            "MDpTRU\\nNSRVRT\\nRUNSRV",
            "MDpTRU\u{200b}NSRVRT\u{ad}RUNSRV",
            "MDpTRU&shy;NSRVRT&nbsp;RUNSRV",
            "&#x0000004d&#68&#x00000070&#84&#x00000052&#85&#x0000004e&#83&#x00000052&#86&#x00000052&#84",
            "MDpTR&lt;wbr&gt;UNSRVRTRUNS",
            "MDpTR<b title=\"1>2\">UNSRVRTRUNS<!-- a>b -->RVQ",
            "%25254D%252544pTRUNSRV",
            "%u004d%u0044pTRUNSRV",
            "\\u{4d}\\u{44}pTRUNSRV",
            "\\115\\104pTRUNSRV",
            "=4D=44pTRUNSRV",
            "[\"MDpTRU\",\"NSRVRT\"]",
            "0:secretsecret",
            "mdptrunsrvrtrunsrvqvkz0",
            "M\u{fffd}DpTRU\u{fffd}NSRVRT",
            "4d 44 70 54 52 55 4e 53 52 56",
            "303A534543524554",
            "QmFzaWMgTURwVFJVTlNSVlJUUlVOU1JWUXZLejA9",
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
    fn a_password_is_found_as_pages_and_forms_write_it() {
        for (password, text) in [
            ("a<b>c\"d-e-f", "a&lt;b&gt;c&quot;d-e-f"),
            ("it's-me-1", "it&apos;s-me-1"),
            ("pa$!word", "pa&dollar;&excl;word"),
            ("my pass word", "my+pass+word"),
            ("P\u{e4}ssw\u{f6}rdlang", "P\u{fffd}ssw\u{fffd}rdlang"),
            ("S3CRETPASSWORD", "xs3cretpassword"),
            ("pw7", "the password pw7 was wrong"),
        ] {
            assert!(contains(text, &[password]), "{text}");
        }
        for (password, text) in [("pw", "pw"), ("abc", "a b c"), ("secret", "a section is returned"), ("pw7", "PW 7")] {
            assert!(!contains(text, &[password]), "{text}");
        }
    }

    #[test]
    fn long_texts_without_the_key_are_shown() {
        let key = key("MDpTRUNSRVRTRUNSRVQvKz0=").unwrap();
        let page = include_str!("../../../docs/networks.md");
        assert!(!key.is_in(page) && !key.is_in(&page.repeat(3)));
    }

    #[test]
    fn debug_shows_nothing() {
        let key = key("MDpTRUNSRVQ=").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
    }
}
