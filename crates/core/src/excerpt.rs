//! A short, printable excerpt of text from outside, safe for a message or a log line.

/// How many characters of a body a message quotes.
const CHARACTERS: usize = 200;

/// The first 200 characters, with control characters, invisible characters and changes of text direction escaped.
pub(crate) fn shortened(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(CHARACTERS) {
        if c.is_control() || is_invisible(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    if text.chars().nth(CHARACTERS).is_some() {
        out.push('…');
    }
    out
}

/// A message of this library, of which the middle is left out if it is long: there stands what the caller gave, and the rest
/// says what is wrong with it.
pub(crate) fn without_middle(message: String) -> String {
    const KEPT: usize = 1000;
    if message.len() <= 2 * KEPT {
        return message;
    }
    let is_boundary = |at: &usize| message.is_char_boundary(*at);
    let begin = (0..=KEPT).rev().find(is_boundary).unwrap_or_default();
    let end = (message.len() - KEPT..).find(is_boundary).unwrap_or_default();
    format!("{} … {}", &message[..begin], &message[end..])
}

/// The same for bytes that may not be UTF-8.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    // 200 characters are never more than 800 bytes.
    shortened(&String::from_utf8_lossy(&bytes[..bytes.len().min(4 * CHARACTERS + 4)]))
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
    fn the_middle_of_a_long_message_is_left_out() {
        let short = "é".repeat(1000);
        assert_eq!(without_middle(short.clone()), short);
        let long = format!("option {}: no", "é".repeat(100_000));
        let cut = without_middle(long);
        assert!(cut.len() < 2010 && cut.starts_with("option é") && cut.contains("é … é") && cut.ends_with("é: no"));
    }

    #[test]
    fn control_characters_are_escaped_and_long_text_is_cut() {
        assert_eq!(shortened("a\r\nb\u{1b}[31m\u{202e}"), "a\\r\\nb\\u{1b}[31m\\u{202e}");
        assert_eq!(shortened(&"é".repeat(201)).chars().count(), 201);
        assert!(shortened(&"é".repeat(201)).ends_with('…'));
        assert_eq!(of_bytes(&[b'a', 0xff, b'b']), "a\u{fffd}b");
    }
}
