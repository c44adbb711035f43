//! A short, printable excerpt of text from outside, safe for a message or a log line.

/// How many characters of a body a message quotes.
const CHARACTERS: usize = 200;

/// The first 200 characters, with control characters, invisible characters and changes of text direction escaped.
pub(crate) fn of(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(CHARACTERS) {
        if c.is_control() || is_invisible(c) { out.extend(c.escape_default()) } else { out.push(c) }
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

/// Direction marks, joiners, and spaces that look like other spaces or like nothing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
        | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
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
