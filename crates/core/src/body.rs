//! The body of a response that cannot be used, described for a message. A customer's name or address must not end up in a
//! log, so JSON is only described unless it identifies itself as an error; other text, such as a page, is quoted.

use serde_json::error::Category;

use crate::excerpt;

/// What a body is, without quoting it: "an HTML page (812 bytes)". `remark` is what is wrong with a JSON object.
pub(crate) fn describe(body: &[u8], remark: &str) -> String {
    let what = match body.trim_ascii_start().first() {
        None => return "an empty body".into(),
        Some(b'<') if is_html(body) => "an HTML page",
        Some(b'<') => "markup that is not HTML",
        Some(_) => match serde_json::from_slice::<serde_json::Value>(body) {
            Ok(serde_json::Value::Null) => return "null".into(),
            Ok(serde_json::Value::Object(_)) => return format!("a JSON object{remark} ({} bytes)", body.len()),
            Ok(serde_json::Value::Array(_)) => "a JSON array",
            Ok(_) => "a JSON value",
            Err(error) if !looks_like_json(body) && error.classify() != Category::Eof => "text that is not JSON",
            Err(error) if error.classify() == Category::Eof => "JSON that is cut off",
            Err(_) => "malformed JSON",
        },
    };
    format!("{what} ({} bytes)", body.len())
}

/// The first 200 characters of an error's body, or a description if it may contain a customer.
pub(crate) fn quote(body: &[u8]) -> String {
    if body.trim_ascii().is_empty() {
        return "empty body".into();
    }
    let says_error = contains_ignoring_case(body, b"error") || contains_ignoring_case(body, b"\"message\"");
    match () {
        () if looks_like_json(body) && !says_error => describe(body, ""),
        () if is_html(body) => excerpt::shortened(&text_of_page(&String::from_utf8_lossy(body))),
        () => excerpt::of_bytes(body),
    }
}

/// The visible text of a page: no tags, styles or scripts, and runs of whitespace as one space.
fn text_of_page(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        text += before;
        text.push(' ');
        let hidden = ["style", "script"]
            .into_iter()
            .find(|name| tag.get(..name.len()).is_some_and(|x| x.eq_ignore_ascii_case(name)));
        let end = hidden.map_or(Some(0), |name| tag.to_ascii_lowercase().find(&format!("</{name}")).map(|at| at + 1));
        rest = end.and_then(|end| tag[end..].split_once('>')).map_or("", |(_, behind)| behind);
    }
    text += rest;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn looks_like_json(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
}

pub(crate) fn is_html(body: &[u8]) -> bool {
    let head = &body[..body.len().min(1024)];
    contains_ignoring_case(head, b"<html") || contains_ignoring_case(head, b"<!doctype html")
}

fn contains_ignoring_case(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_quoted_as_it_is_read() {
        let page = "<!DOCTYPE html><html><HEAD><title>ERROR</title><style>p { color: red }</style></HEAD>\n<script>if (1 < 2) x()</script><p>Access\n denied <b>by</b> squid</p></html>";
        assert_eq!(quote(page.as_bytes()), "ERROR Access denied by squid");
        assert_eq!(quote(b"<html><style>never closed"), "");
        assert_eq!(quote("<html>é<".as_bytes()), "é");
        assert_eq!(quote(b"plain\nwords"), "plain\\nwords");
    }
}
