//! The vendor's error body, `{"ErrorId":0,"HttpStatusCode":404,"Errors":[{"Key":…,"Value":…}]}`, and its variants.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, value::RawValue};

use crate::{
    description::shape,
    json::{self, elements},
    text,
};

shape! {
    /// One entry of the vendor's Errors.
    SHAPE "ApiError" {
        /// The vendor's Key, for example `Api Error`. Empty if the server omitted it.
        "key": String,
        /// The vendor's Value: a message for people.
        "value": String,
    }
}

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
    /// UTF-16, a control character, a bad byte, or a member that appears twice, in two spellings or not, changes nothing.
    pub(crate) fn decode(body: &[u8]) -> Option<Self> {
        let text = text_of(body);
        let members = Members::read(&text)?;
        let envelope = Self {
            error_id: members.text("errorId").and_then(|id| id.parse().ok()),
            http_status: members.text("httpStatusCode").and_then(|status| status.parse().ok()),
            errors: members.raw("errors").map(entries).unwrap_or_default(),
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

/// A body as text, without what may be around or inside it by mistake.
fn text_of(body: &[u8]) -> String {
    let wide = |units: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = body.chunks_exact(2).map(|two| units([two[0], two[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match body {
        [0xff, 0xfe, ..] | [_, 0, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] | [0, _, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(body).into_owned(),
    };
    // Control characters are allowed nowhere in JSON but between its values, where a space does as well.
    let text = text.replace(|c: char| c.is_control(), " ");
    text.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).to_owned()
}

/// The vendor's `Errors`: objects with a key and a value, or in another server's form texts, or members with one or more texts.
fn entries(errors: &RawValue) -> Vec<ApiError> {
    if let Some(Members(members)) = Members::read(errors.get()) {
        return members.into_iter().map(|(name, value)| ApiError::new(name, words_of(value))).collect();
    }
    let entry = |error: &RawValue| match Members::read(error.get()) {
        Some(members) => {
            let text = |name| members.text(name).unwrap_or_default();
            ApiError::new(text("key"), text("value"))
        }
        None => ApiError::new("", words_of(error)),
    };
    let says_something = |error: &&RawValue| error.get().starts_with(['{', '"']);
    elements(errors.get()).into_iter().filter(says_something).map(entry).collect()
}

/// The text of a scalar, or those of an array.
fn words_of(value: &RawValue) -> String {
    let texts = elements(value.get()).into_iter().filter_map(text::scalar);
    text::scalar(value).map_or_else(|| texts.collect::<Vec<_>>().join("; "), Cow::into_owned)
}

/// The members of a JSON object, by name, ignoring case. A later one counts more than an earlier one, if it says something.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    fn read(text: &'a str) -> Option<Self> {
        json::members(text).map(Self)
    }

    fn all<'s>(&'s self, name: &'s str) -> impl DoubleEndedIterator<Item = &'a RawValue> + 's {
        self.0.iter().filter(move |(member, _)| member.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    fn raw(&self, name: &str) -> Option<&'a RawValue> {
        let last = self.all(name).rfind(|value| value.get() != "null");
        self.all(name).rfind(|value| !is_nothing(value)).or(last)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.raw(name).and_then(text::scalar).map(Cow::into_owned)
    }

    /// The first of these members that says something, as words.
    fn words(&self, names: &[&str]) -> Option<String> {
        names.iter().filter_map(|name| self.raw(name).filter(|value| !is_nothing(value))).map(words_of).next()
    }
}

/// Whether a value says that there is nothing: null, false, 0, blank, or only such values.
fn is_nothing(value: &RawValue) -> bool {
    fn is_nothing(value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Bool(is_set) => !is_set,
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::String(text) => matches!(text.trim().to_ascii_lowercase().as_str(), "" | "false" | "0"),
            Value::Array(values) => values.iter().all(is_nothing),
            Value::Object(members) => members.values().all(is_nothing),
        }
    }
    serde_json::from_str(value.get()).is_ok_and(|value| is_nothing(&value))
}

/// Whether a member of this name is part of an error, in one of the usual forms, and of no customer.
pub(crate) fn is_of_an_error(name: &str) -> bool {
    ["error", "errors", "success", "errorId", "httpStatusCode"].iter().any(|member| name.eq_ignore_ascii_case(member))
}

/// What a text says about an error, in any of the usual forms: `errors` or `error` with a content, `success` that is false,
/// problem details (RFC 9457), an array of these, or a text that begins with `Error`. `None` if it says nothing of the kind.
pub(crate) fn usual_error(text: &str) -> Option<String> {
    let text = text_of(text.as_bytes());
    let Some(members) = Members::read(&text) else {
        if let Some(error) = elements(&text).into_iter().find_map(|element| usual_error(element.get())) {
            return Some(error);
        }
        let plain = serde_json::from_str::<String>(&text).unwrap_or(text);
        return begins_with_error(&plain).then_some(plain);
    };
    const DETAILS: [&str; 4] = ["detail", "message", "error_description", "title"];
    let details = || members.words(&DETAILS).unwrap_or_default();
    let said = |name: &str| members.all(name).rfind(|value| !is_nothing(value));
    if let Some(content) = ["errors", "error", "error_description"].into_iter().find_map(said) {
        let inside = Members::read(content.get()).and_then(|inside| inside.words(&DETAILS));
        let words = inside.unwrap_or_else(|| words_of(content));
        return Some(if words.is_empty() || words == "true" { details() } else { words });
    }
    let is_no = |value: &RawValue| {
        text::scalar(value).is_some_and(|word| matches!(word.to_ascii_lowercase().as_str(), "false" | "no" | "0"))
    };
    let status = members.text("status").and_then(|status| status.parse().ok());
    let has = |name: &str| members.raw(name).is_some();
    let is_problem = status.is_some_and(|status: f64| (400.0..600.0).contains(&status))
        || !has("id") && has("title") && ["type", "detail", "instance"].into_iter().any(has);
    (members.all("success").any(is_no) || is_problem).then(details)
}

/// `Error: no` or `ERROR no`, and not `Errors: 0`.
fn begins_with_error(text: &str) -> bool {
    const WORD: &str = "error";
    let text = text.trim_start();
    text.get(..WORD.len()).is_some_and(|word| word.eq_ignore_ascii_case(WORD))
        && !text[WORD.len()..].starts_with(|c: char| c.is_alphanumeric())
}

/// Whether a text cannot be a success of a call whose response is not documented: markup, JSON that is broken, or a member of the
/// vendor's errors.
pub(crate) fn says_it_failed(text: &str) -> bool {
    let is_broken = || text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<&RawValue>(text).is_err();
    if text.trim_start().starts_with('<') || is_broken() {
        return true;
    }
    let Some(members) = Members::read(text) else { return false };
    let says = |name: &str| members.raw(name).is_some_and(|value| !is_nothing(value));
    ["errorId", "errors"].into_iter().any(says) || says("message") && members.text("success").as_deref() != Some("true")
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
        let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for body in [
            wide.clone(),
            [&[0xff, 0xfe][..], &wide].concat(),
            plain.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ] {
            assert_eq!(Envelope::decode(&body).unwrap().words().unwrap(), "gone");
        }
        for (errors, words) in [
            (r#"["a","b"]"#, "a; b"),
            (r#"{"id":["a","b"]}"#, "a; b"),
            ("[{\"Value\":\"a\tb\"}]", "a b"),
            (r#"[{"Value":"x\ud800"}]"#, "x\u{fffd}"),
        ] {
            let body = format!("{{\"HttpStatusCode\":400,\"Errors\":{errors}}}\u{1a}");
            assert_eq!(Envelope::decode(body.as_bytes()).unwrap().words().unwrap(), words, "{errors}");
        }
        assert_eq!(Envelope::decode(br#"{"message":"a","Message":"b"}"#).unwrap().words().unwrap(), "b");
    }

    #[test]
    fn the_usual_forms_of_an_error_are_known() {
        for (text, words) in [
            (r#"{"errors":["no"]}"#, "no"),
            (r#"{"ERRORS":{"id":["no","never"]}}"#, ""),
            (r#"{"Errors":["no"],"errors":[]}"#, "no"),
            (r#"{"error":"no","Error":""}"#, "no"),
            (r#"{"success":false,"Success":true}"#, ""),
            (r#"{"success":0}"#, ""),
            (r#"{"success":"no"}"#, ""),
            (r#"{"title":"Bad","status":400.0}"#, "Bad"),
            (r#"{"type":"about:blank","title":"Bad"}"#, "Bad"),
            (r#"[{"error":"no"}]"#, "no"),
            (r#"["Error: no"]"#, "Error: no"),
            (r#"{"error_description":"no"}"#, "no"),
            (r#"{"error":"no"}"#, "no"),
            (r#"{"error":{"code":7,"message":"no"}}"#, "no"),
            (r#"{"error":true,"message":"no"}"#, "no"),
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
            "{\"errors\":[ ],\"error\":{ }}",
            "{\"errors\":[\r\n]}",
            r#"{"success":true,"error":{"code":0,"message":""}}"#,
            r#"{"error":"false"}"#,
            r#"{"error":" "}"#,
            "Errors: 0",
            "errors: none",
            "Errorless",
            r#"{"id":7,"title":"Dr","type":"x"}"#,
        ] {
            assert_eq!(usual_error(text), None, "{text}");
        }
        for text in ["<a/>", r#"{"error":"no",}"#, r#"{"MESSAGE":"no"}"#, r#"{"ErrorId":7}"#, "[1"] {
            assert!(says_it_failed(text), "{text}");
        }
        for text in ["", "true", "{}", r#"{"message":"OK","success":true}"#, r#"{"message":""}"#, r#"{"ErrorId":0}"#] {
            assert!(!says_it_failed(text), "{text}");
        }
    }
}
