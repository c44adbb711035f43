//! Types drift: the vendor's own samples have numbers where others have strings. Any scalar is read as its text.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// The text of a scalar: a string unquoted, a number or boolean as written. `None` for null, arrays and objects.
pub(crate) fn scalar(raw: &RawValue) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Unquoted<'a>(#[serde(borrow)] Cow<'a, str>);

    let text = raw.get();
    match text.as_bytes().first()? {
        b'"' => serde_json::from_str::<Unquoted<'_>>(text).ok().map(|unquoted| unquoted.0),
        b'n' | b'{' | b'[' => None,
        _ => Some(Cow::Borrowed(text)),
    }
}

/// `7` from `7.0`, as some serializers write a whole number.
pub(crate) fn whole(number: &str) -> &str {
    match number.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0') => whole,
        _ => number,
    }
}
