//! The vendor's error body, `{"ErrorId":0,"HttpStatusCode":404,"Errors":[{"Key":…,"Value":…}]}`, and its variants.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{json, text};

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

/// Whether a text says "Authorization key is not in the correct format.", in whatever form.
pub(crate) fn is_about_the_key(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    words.contains("authorization key") && words.contains("format")
}

impl Envelope {
    /// Reads a body; returns `None` for anything that is not an envelope. As tolerant as for a success: a byte order mark,
    /// a NUL at the end, a bad byte, or a member that appears twice, in two spellings or not, changes nothing.
    pub(crate) fn decode(body: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(body);
        let members = Members::read(&text)?;
        let errors = members.raw("errors").map(|raw| Members::elements(raw.get()));
        let errors = errors.unwrap_or_default().into_iter().map(|error| {
            let text = |name| error.text(name).unwrap_or_default();
            ApiError::new(text("key"), text("value"))
        });
        let envelope = Self {
            error_id: members.text("errorId").and_then(|id| id.parse().ok()),
            http_status: members.text("httpStatusCode").and_then(|status| status.parse().ok()),
            errors: errors.collect(),
            message: members.text("message").filter(|message| !message.is_empty()),
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

/// The members of a JSON object, by name, ignoring case; a later one that is not null counts more than an earlier one.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let is_around = |c: char| c == '\u{feff}' || c == '\0' || c.is_ascii_whitespace();
        json::members(text.trim_matches(is_around)).map(Self)
    }

    /// The objects of an array.
    fn elements(array: &'a str) -> Vec<Self> {
        let elements: Vec<&RawValue> = serde_json::from_str(array).unwrap_or_default();
        elements.into_iter().filter_map(|element| Self::read(element.get())).collect()
    }

    fn raw(&self, name: &str) -> Option<&'a RawValue> {
        let mut named =
            self.0.iter().filter(|(member, value)| member.eq_ignore_ascii_case(name) && value.get() != "null");
        named.next_back().map(|(_, value)| *value)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.raw(name).and_then(text::scalar).map(Cow::into_owned)
    }
}

/// Whether a member of this name is part of an error, in one of the usual forms, and of no customer.
pub(crate) fn is_of_an_error(name: &str) -> bool {
    ["errors", "error", "success"].iter().any(|member| name.eq_ignore_ascii_case(member))
}

/// What a body says about an error that is not the vendor's, in any of the usual forms: `errors` or `error` with a
/// content, `success` that is false, problem details (RFC 9457), or a text that begins with `Error`. `None` if it says nothing
/// of the kind.
pub(crate) fn usual_error(text: &str) -> Option<String> {
    let begins = |text: &str| text.trim_start().get(..5).is_some_and(|word| word.eq_ignore_ascii_case("error"));
    let Some(members) = Members::read(text) else {
        let plain = serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned());
        return begins(&plain).then_some(plain);
    };
    let words = |names: &[&str]| names.iter().find_map(|name| members.text(name)).filter(|words| !words.is_empty());
    let is_empty = |raw: &&RawValue| matches!(raw.get(), "[]" | "{}" | "\"\"" | "false" | "0");
    let content = ["errors", "error"].into_iter().find_map(|name| members.raw(name).filter(|raw| !is_empty(raw)));
    if let Some(content) = content {
        let inside = Members::read(content.get()).and_then(|inside| inside.text("message"));
        let said = text::scalar(content).map(Cow::into_owned).or(inside);
        return Some(said.or_else(|| words(&["message", "detail"])).unwrap_or_default());
    }
    let is_refusal = members.text("success").is_some_and(|success| success.eq_ignore_ascii_case("false"));
    let is_problem =
        members.text("status").and_then(|status| status.parse().ok()).is_some_and(|status: u16| status >= 400);
    (is_refusal || is_problem).then(|| words(&["detail", "title", "message"]).unwrap_or_default())
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

    #[test]
    fn the_spelling_around_an_envelope_does_not_matter() {
        let plain = r#"{"ErrorId":7,"HttpStatusCode":404,"Errors":[{"Key":"Api Error","Value":"gone"}]}"#;
        for body in [
            format!("\u{feff}{plain}").into_bytes(),
            format!("{plain}\0").into_bytes(),
            plain.replace("ErrorId", "errorid").into_bytes(),
            plain.replace("\"ErrorId\"", "\"ErrorId\":1,\"ErrorId\"").into_bytes(),
            plain.replace("\"Errors\"", "\"errors\":null,\"Message\":\"a\",\"message\":null,\"Errors\"").into_bytes(),
            plain.replace("{\"Key\"", "7,null,{\"\\ud800\":1,\"Key\"").into_bytes(),
        ] {
            let envelope = Envelope::decode(&body).unwrap();
            assert_eq!((envelope.error_id, envelope.words().unwrap().as_str()), (Some(7), "gone"), "{body:?}");
        }
        let mut bad = plain.as_bytes().to_vec();
        let at = plain.find("gone").unwrap();
        bad[at] = 0xff;
        assert_eq!(Envelope::decode(&bad).unwrap().words().unwrap(), "\u{fffd}one");
        assert_eq!(Envelope::decode(br#"{"message":"a","Message":"b"}"#).unwrap().words().unwrap(), "b");
    }

    #[test]
    fn the_usual_forms_of_an_error_are_known() {
        for (text, words) in [
            (r#"{"errors":["no"]}"#, ""),
            (r#"{"error":"no"}"#, "no"),
            (r#"{"error":{"code":7,"message":"no"}}"#, "no"),
            (r#"{"error":true,"message":"no"}"#, "true"),
            (r#"{"success":false,"message":"no"}"#, "no"),
            (r#"{"Success":"False"}"#, ""),
            (r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"no"}"#, "no"),
            ("Error: no", "Error: no"),
            ("\"ERROR no\"", "ERROR no"),
        ] {
            assert_eq!(usual_error(text).as_deref(), Some(words), "{text}");
        }
        for text in [
            "",
            "true",
            "OK",
            "{}",
            r#"{"success":true,"errors":[],"error":null}"#,
            r#"{"error":"","errors":{}}"#,
            r#"{"status":"Active","title":"Dr"}"#,
            r#"{"status":200}"#,
        ] {
            assert_eq!(usual_error(text), None, "{text}");
        }
    }
}
