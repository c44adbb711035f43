//! Types drift: the vendor's own samples have numbers where others have strings. Any scalar is read as its text.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, de::Visitor};
use serde_json::value::RawValue;

/// The text of a scalar: a string as [`Unquoted`], a number or boolean as written. `None` for null, arrays and objects.
pub(crate) fn scalar(raw: &RawValue) -> Option<Cow<'_, str>> {
    let text = raw.get();
    match text.as_bytes().first()? {
        // Without escapes, which is the rule, the text is what stands there.
        b'"' => match serde_json::from_str::<&str>(text) {
            Ok(text) => Some(text.into()),
            Err(_) => serde_json::from_str::<Unquoted<'_>>(text).ok().map(|unquoted| unquoted.0),
        },
        b'n' | b'{' | b'[' => None,
        _ => Some(Cow::Borrowed(text)),
    }
}

/// A JSON string, or the name of a member, as text that every language can hold: a NUL character (`\u0000`), which ends a
/// text in C, and half of a surrogate pair, which is not Unicode, become U+FFFD.
pub(crate) struct Unquoted<'a>(pub(crate) Cow<'a, str>);

impl<'de> Deserialize<'de> for Unquoted<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As bytes, because half of a surrogate pair is an error in a str.
        deserializer.deserialize_bytes(Unquote)
    }
}

struct Unquote;

impl<'de> Visitor<'de> for Unquote {
    type Value = Unquoted<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E>(self, text: &'de [u8]) -> Result<Unquoted<'de>, E> {
        // What is borrowed has no escapes, without which there is neither.
        Ok(Unquoted(std::str::from_utf8(text).map_or_else(|_| representable(text), Cow::Borrowed)))
    }

    fn visit_bytes<E>(self, text: &[u8]) -> Result<Unquoted<'de>, E> {
        Ok(Unquoted(representable(text).into_owned().into()))
    }
}

fn representable(text: &[u8]) -> Cow<'_, str> {
    /// The first of the three bytes that serde_json writes for half of a surrogate pair.
    const SURROGATE: &[u8] = &[0xED];
    const UNKNOWN: &str = "\u{FFFD}";
    if let Ok(text) = std::str::from_utf8(text) {
        return if text.contains('\0') { text.replace('\0', UNKNOWN).into() } else { text.into() };
    }
    let mut out = String::with_capacity(text.len());
    for chunk in text.utf8_chunks() {
        out += &chunk.valid().replace('\0', UNKNOWN);
        if chunk.invalid() == SURROGATE {
            out += UNKNOWN;
        }
    }
    out.into()
}

/// `7` from `7.0`, as some serializers write a whole number.
pub(crate) fn whole(number: &str) -> &str {
    match number.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0') => whole,
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_some_language_cannot_hold_is_marked() {
        for (json, text) in [
            (r#""Ann""#, "Ann"),
            (r#""a\u0000b\u0000""#, "a\u{FFFD}b\u{FFFD}"),
            (r#""\ud800""#, "\u{FFFD}"),
            (r#""x\udfff\ud800y\u0000\ud83d\ude00""#, "x\u{FFFD}\u{FFFD}y\u{FFFD}😀"),
            (r#""\ufffd""#, "\u{FFFD}"),
        ] {
            let raw: &RawValue = serde_json::from_str(json).unwrap();
            assert_eq!(scalar(raw).unwrap(), text, "{json}");
        }
    }
}
