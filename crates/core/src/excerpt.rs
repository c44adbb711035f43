//! A short, printable piece of text that came from outside, fit for a message or a log line.

/// How many characters of a body a message quotes.
const CHARACTERS: usize = 200;

/// The first 200 characters, control characters (and what could turn a line around) escaped.
pub(crate) fn of(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(CHARACTERS) {
        if c.is_control() || is_direction_mark(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    if text.chars().nth(CHARACTERS).is_some() {
        out.push('…');
    }
    out
}

/// The same for bytes that may not be UTF-8.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    // 200 characters are never more than 800 bytes.
    of(&String::from_utf8_lossy(&bytes[..bytes.len().min(4 * CHARACTERS + 4)]))
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_long_text_is_cut() {
        assert_eq!(of("a\r\nb\u{1b}[31m\u{202e}"), "a\\r\\nb\\u{1b}[31m\\u{202e}");
        assert_eq!(of(&"é".repeat(201)).chars().count(), 201);
        assert!(of(&"é".repeat(201)).ends_with('…'));
        assert_eq!(of_bytes(&[b'a', 0xff, b'b']), "a\u{fffd}b");
    }
}
