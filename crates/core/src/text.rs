//! Types drift: the vendor's own samples have numbers where others have strings. Any scalar is read as its text.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
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

/// For `#[serde(deserialize_with)]`: [`scalar`], owned.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    Ok(scalar(raw).map(Cow::into_owned))
}
