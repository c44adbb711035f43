//! Reading one value from a JSON text by pointer (RFC 6901), without changing how it is written: for bindings and
//! languages without a JSON parser, and for fields that this version does not know.

use std::{borrow::Cow, collections::BTreeMap, fmt, time::SystemTime};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    error::{Error, Result},
    text::{self, Unquoted},
    timestamp,
};

/// The result of following a pointer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup<'a> {
    /// There is no such value.
    Missing,
    /// The value is `null`.
    Null,
    /// A string unquoted, with U+FFFD for each NUL character and half of a surrogate pair; a number or boolean as written
    /// (25.9800); an array or object as its JSON text.
    Value(Cow<'a, str>),
}

impl<'a> Lookup<'a> {
    /// The value; `None` if it is null or absent.
    pub fn value(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Value(value) => Some(value),
            Self::Missing | Self::Null => None,
        }
    }
}

/// Follows `pointer` into `json`. A pointer is empty (the whole text) or begins with `/`; `~1` stands for `/` and `~0`
/// for `~`. If several members have the same name, the last one counts. An empty text, as the server may send to Resynch and
/// Latch, contains nothing.
///
/// ```
/// use fusebill::json::{Lookup, get};
/// let json = r#"{"monthlyRecurringRevenue":25.9800,"customerReference":{"reference1":null}}"#;
/// assert_eq!(get(json, "/monthlyRecurringRevenue")?, Lookup::Value("25.9800".into()));
/// assert_eq!(get(json, "/customerReference/reference1")?, Lookup::Null);
/// assert_eq!(get(json, "/customerReference/reference2")?, Lookup::Missing);
/// # Ok::<(), fusebill::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](crate::ErrorKind) when the text is not JSON or the pointer is malformed.
pub fn get<'a>(json: &'a str, pointer: &str) -> Result<Lookup<'a>> {
    Ok(find(json, pointer)?.map_or(Lookup::Missing, lookup))
}

/// The members of the object at `pointer`, or the elements of the array with their positions as names, all in one pass; each
/// as [`get`] returns it. Members that are null are left out. If several have the same name, the last one counts. Empty if
/// there is no such value, or if it is a scalar.
///
/// # Errors
/// As for [`get`].
pub fn members_at<'a>(json: &'a str, pointer: &str) -> Result<BTreeMap<Cow<'a, str>, Cow<'a, str>>> {
    let text = find(json, pointer)?.map_or("", RawValue::get);
    let all = match text.starts_with('[') {
        true => elements(text).into_iter().enumerate().map(|(at, value)| (at.to_string().into(), value)).collect(),
        false => members(text).unwrap_or_default(),
    };
    // A later null removes an earlier value.
    let last: BTreeMap<_, _> = all.into_iter().map(|(name, raw)| (name, lookup(raw).value())).collect();
    Ok(last.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

/// Whether a text can only be an object. serde would also read an array, with the fields in order, and the API does not promise
/// an order.
pub(crate) fn is_object(json: &str) -> bool {
    json.trim_ascii_start().starts_with('{')
}

/// The time at `pointer`, in the format of RFC 3339, with or without a zone (then UTC), from 1970 to 9999. `None` for anything
/// else.
///
/// # Errors
/// As for [`get`].
pub fn time_at(json: &str, pointer: &str) -> Result<Option<SystemTime>> {
    Ok(get(json, pointer)?.value().and_then(|text| timestamp::parse_rfc3339(&text)))
}

fn find<'a>(json: &'a str, pointer: &str) -> Result<Option<&'a RawValue>> {
    let parse = || {
        serde_json::from_str(json).map_err(|error| Error::invalid_argument(format!("the text is not JSON: {error}")))
    };
    let mut found: Option<&RawValue> = if json.trim_ascii().is_empty() { None } else { Some(parse()?) };
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err(malformed(pointer, "it must be empty or begin with /"));
    }
    for token in pointer.split('/').skip(1) {
        let token = unescape(token).ok_or_else(|| malformed(pointer, "~ must be followed by 0 or 1"))?;
        found = found.and_then(|parent| child(parent, &token));
    }
    Ok(found)
}

fn lookup(found: &RawValue) -> Lookup<'_> {
    match found.get().as_bytes().first() {
        Some(b'n') => Lookup::Null,
        Some(b'{' | b'[') => Lookup::Value(Cow::Borrowed(found.get())),
        _ => text::scalar(found).map_or(Lookup::Missing, Lookup::Value),
    }
}

fn child<'a>(parent: &'a RawValue, token: &str) -> Option<&'a RawValue> {
    if parent.get().starts_with('[') {
        let index: usize = token.parse().ok().filter(|index: &usize| index.to_string() == token)?;
        return elements(parent.get()).get(index).copied();
    }
    members(parent.get())?.into_iter().rev().find(|(name, _)| name == token).map(|(_, value)| value)
}

/// The elements of an array, each as its text; none if the text is not an array.
pub(crate) fn elements(array: &str) -> Vec<&RawValue> {
    serde_json::from_str(array).unwrap_or_default()
}

/// The members of an object, in order, each value as its text; `None` if the text is not an object.
pub(crate) fn members(json: &str) -> Option<Vec<(Cow<'_, str>, &RawValue)>> {
    struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

    struct Collect;

    impl<'de> Visitor<'de> for Collect {
        type Value = Members<'de>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Members<'de>, A::Error> {
            let mut members = Vec::with_capacity(48);
            while let Some((Unquoted(name), value)) = map.next_entry()? {
                members.push((name, value));
            }
            Ok(Members(members))
        }
    }

    impl<'de> Deserialize<'de> for Members<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
            deserializer.deserialize_map(Collect)
        }
    }

    serde_json::from_str::<Members<'_>>(json).ok().map(|members| members.0)
}

fn unescape(token: &str) -> Option<Cow<'_, str>> {
    if !token.contains('~') {
        return Some(Cow::Borrowed(token));
    }
    let mut parts = token.split('~');
    let mut out = String::from(parts.next()?);
    for part in parts {
        out.push(match part.as_bytes().first()? {
            b'0' => '~',
            b'1' => '/',
            _ => return None,
        });
        out.push_str(&part[1..]);
    }
    Some(Cow::Owned(out))
}

fn malformed(pointer: &str, why: &str) -> Error {
    Error::invalid_argument(format!("\"{}\" is not a JSON pointer: {why}", crate::excerpt::shortened(pointer)))
}

/// A JSON text on one line: without the whitespace between its values, which are not changed.
///
/// ```
/// assert_eq!(fusebill::json::compact("{ \"a b\":\n 25.9800 }"), "{\"a b\":25.9800}");
/// ```
pub fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut is_in_text, mut is_escaped) = (false, false);
    for c in json.chars() {
        if is_in_text || !matches!(c, ' ' | '\t' | '\r' | '\n') {
            out.push(c);
        }
        is_in_text ^= c == '"' && !is_escaped;
        is_escaped = is_in_text && c == '\\' && !is_escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 6901, section 5.
    const RFC: &str = r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#;

    fn found(json: &str, pointer: &str) -> String {
        match get(json, pointer).unwrap() {
            Lookup::Missing => "(missing)".into(),
            Lookup::Null => "(null)".into(),
            Lookup::Value(value) => value.into_owned(),
        }
    }

    #[test]
    fn the_examples_of_the_rfc_hold() {
        for (pointer, value) in [
            ("", RFC),
            ("/foo", r#"["bar","baz"]"#),
            ("/foo/0", "bar"),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
            ("/foo/2", "(missing)"),
            ("/foo/-", "(missing)"),
            ("/foo/00", "(missing)"),
            ("/foo/0/x", "(missing)"),
        ] {
            assert_eq!(found(RFC, pointer), value, "{pointer}");
        }
    }

    #[test]
    fn values_come_as_written() {
        let json = r#"{"a":25.9800,"b":1e400,"c":"\u00e9\n","d":true,"e":null,"a":60.0000}"#;
        assert_eq!(found(json, "/a"), "60.0000");
        assert_eq!(found(json, "/b"), "1e400");
        assert_eq!(found(json, "/c"), "é\n");
        assert_eq!(found(json, "/d"), "true");
        assert_eq!(found(json, "/e"), "(null)");
    }

    #[test]
    fn members_come_at_once_as_they_come_one_by_one() {
        let json =
            r#"{"a":1,"b":{"x":"\u00e9","y":[null,25.9800,{"z":0}]},"a":2.50,"c":3,"c":null,"":true,"d/e":"\u0000"}"#;
        for (pointer, count) in [("", 4), ("/b", 2), ("/b/y", 2), ("/a", 0), ("/none", 0), ("/b/y/2", 1)] {
            let all = members_at(json, pointer).unwrap();
            assert_eq!(all.len(), count, "{pointer}");
            for (name, value) in all {
                let name = name.replace('~', "~0").replace('/', "~1");
                assert_eq!(found(json, &format!("{pointer}/{name}")), value);
            }
        }
        assert!(members_at("{", "").is_err() && members_at("{}", "a").is_err());
    }

    #[test]
    fn half_a_surrogate_pair_in_a_name_does_not_hide_the_others() {
        let json = r#"{"\ud800":1,"a\udfff":2,"b":3,"\ud83d\ude00":4}"#;
        assert_eq!((found(json, "/b"), found(json, "/😀")), ("3".into(), "4".into()));
        assert_eq!(members(json).unwrap().len(), 4);
    }

    #[test]
    fn an_empty_text_contains_nothing() {
        for json in ["", " \r\n"] {
            assert_eq!(get(json, "").unwrap(), Lookup::Missing);
            assert_eq!(get(json, "/message").unwrap(), Lookup::Missing);
            assert!(members_at(json, "").unwrap().is_empty());
        }
    }

    #[test]
    fn a_time_is_one_of_rfc_3339() {
        let json = r#"{"a":"2023-03-22T19:21:24.857","b":"1.5","c":"11:36","d":"0001-01-01T00:00:00","e":null,"f":1769860860}"#;
        let time = time_at(json, "/a").unwrap().and_then(timestamp::rfc3339).map(|time| time.to_string());
        assert_eq!(time.as_deref(), Some("2023-03-22T19:21:24.857000000Z"));
        for pointer in ["/b", "/c", "/d", "/e", "/f", "/g", ""] {
            assert_eq!(time_at(json, pointer).unwrap(), None, "{pointer}");
        }
        assert!(time_at(json, "a").is_err());
    }

    #[test]
    fn what_is_malformed_is_said() {
        for (json, pointer) in
            [("{", ""), ("{}", "a"), ("{}", "/~"), ("{}", "/~2"), ("", "/~"), ("", "a"), ("{}", "/a/~")]
        {
            assert_eq!(get(json, pointer).unwrap_err().kind().code(), 1, "{json} {pointer}");
        }
    }
}
