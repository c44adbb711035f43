//! The vendor's error body, `{"ErrorId":0,"HttpStatusCode":404,"Errors":[{"Key":…,"Value":…}]}`, and its variants.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::text;

/// One entry of the vendor's `Errors`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ApiError {
    /// The vendor's `Key`, for example `Api Error`. Empty if the server omitted it.
    pub key: String,
    /// The vendor's `Value`: a message for people.
    pub value: String,
}

impl ApiError {
    pub(crate) fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

/// The content of an error body, as far as it could be read.
#[derive(Default, Debug)]
pub(crate) struct Envelope {
    pub(crate) error_id: Option<i64>,
    pub(crate) http_status: Option<u16>,
    pub(crate) errors: Vec<ApiError>,
    /// `Message` or `message`, which some responses have instead of `Errors`.
    pub(crate) message: Option<String>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(rename = "ErrorId", alias = "errorId", default, deserialize_with = "text::optional")]
    error_id: Option<String>,
    #[serde(rename = "HttpStatusCode", alias = "httpStatusCode", default, deserialize_with = "text::optional")]
    http_status: Option<String>,
    #[serde(rename = "Errors", alias = "errors", default, borrow)]
    errors: Option<&'a RawValue>,
    #[serde(rename = "Message", alias = "message", default, deserialize_with = "text::optional")]
    message: Option<String>,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(rename = "Key", alias = "key", default, deserialize_with = "text::optional")]
    key: Option<String>,
    #[serde(rename = "Value", alias = "value", default, deserialize_with = "text::optional")]
    value: Option<String>,
}

/// Whether a text says "Authorization key is not in the correct format.", in whatever form.
pub(crate) fn is_about_the_key(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    words.contains("authorization key") && words.contains("format")
}

impl Envelope {
    /// Reads a body; returns `None` for anything that is not an envelope.
    pub(crate) fn decode(body: &[u8]) -> Option<Self> {
        let wire: Wire<'_> = serde_json::from_slice(body).ok()?;
        let errors: Vec<WireError> =
            wire.errors.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        let envelope = Self {
            error_id: wire.error_id.and_then(|id| id.parse().ok()),
            http_status: wire.http_status.and_then(|status| status.parse().ok()),
            errors: errors
                .into_iter()
                .map(|error| ApiError::new(error.key.unwrap_or_default(), error.value.unwrap_or_default()))
                .collect(),
            message: wire.message.filter(|message| !message.is_empty()),
        };
        (!envelope.is_empty()).then_some(envelope)
    }

    /// Whether nothing in the body indicates an error.
    pub(crate) fn is_empty(&self) -> bool {
        self.http_status.is_none() && self.errors.is_empty() && self.message.is_none()
    }

    /// Whether it has the vendor's own form, and not that of a gateway in front of the API.
    pub(crate) fn is_the_vendors(&self) -> bool {
        self.http_status.is_some() || !self.errors.is_empty()
    }

    /// Whether it says "Authorization key is not in the correct format.", a 400 that affects every customer.
    pub(crate) fn is_about_the_key(&self) -> bool {
        is_about_the_key(&self.words().unwrap_or_default())
    }

    /// Whether it is ASP.NET's message for an unknown path: the API is not at this address.
    pub(crate) fn is_a_missing_route(&self) -> bool {
        !self.is_the_vendors()
            && self.message.as_ref().is_some_and(|words| words.starts_with("No HTTP resource was found"))
    }

    /// The messages for people, joined; `None` if there are none.
    pub(crate) fn words(&self) -> Option<String> {
        let values: Vec<&str> = self.errors.iter().map(|e| e.value.as_str()).filter(|v| !v.is_empty()).collect();
        if values.is_empty() { self.message.clone() } else { Some(values.join("; ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_envelope_is_read_whole() {
        let body = br#"{"ErrorId":7,"HttpStatusCode":404,"Errors":[{"Key":"Api Error","Value":"one"},{"Key":"B","Value":"two"}]}"#;
        let envelope = Envelope::decode(body).unwrap();
        assert_eq!((envelope.error_id, envelope.http_status), (Some(7), Some(404)));
        assert_eq!(envelope.errors, [ApiError::new("Api Error", "one"), ApiError::new("B", "two")]);
        assert_eq!(envelope.words().unwrap(), "one; two");
    }

    #[test]
    fn relatives_are_read_and_strangers_are_not() {
        assert_eq!(Envelope::decode(br#"{"message":"no route"}"#).unwrap().words().unwrap(), "no route");
        assert_eq!(Envelope::decode(br#"{"HttpStatusCode":"400"}"#).unwrap().http_status, Some(400));
        for stranger in ["null", "", "[]", "{}", "<html>", r#"{"id":172677}"#, r#"{"Errors":[]}"#] {
            assert!(Envelope::decode(stranger.as_bytes()).is_none(), "{stranger}");
        }
    }
}
