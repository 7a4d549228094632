//! Text made fit to be read in one line: for comments, for Markdown, for pictures.

use std::borrow::Cow;
use std::fmt::Write;

/// The longest text in a comment, in characters.
const COMMENT: usize = 160;

/// A text as one line: white space is single blanks, and what cannot be seen, or changes what can, is made visible.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    // Nearly every text is one already.
    if is_plain(text) && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        visible(&mut out, word);
    }
    Cow::Owned(out)
}

/// A text as a comment has room for it.
pub(crate) fn comment(text: &str) -> String {
    start(text, COMMENT)
}

/// A text as one line of at most so many characters.
pub(crate) fn start(text: &str, most: usize) -> String {
    let mut out = line(text).into_owned();
    if let Some((cut, _)) = out.char_indices().nth(most) {
        let last = out.char_indices().nth(most.saturating_sub(1)).map_or(cut, |(last, _)| last);
        out.truncate(last);
        out.truncate(out.trim_end().len());
        out.push('…');
    }
    out
}

/// Writes a text with everything visible: control characters as their pictures, the rest by number.
pub(crate) fn visible(out: &mut String, text: &str) {
    if is_plain(text) {
        return out.push_str(text);
    }
    for c in text.chars() {
        match c {
            '\0'..='\u{1F}' => out.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7F}' => out.push('\u{2421}'),
            c if is_hidden(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// Whether all of a text can be seen as it is: letters, digits, signs and blanks of ASCII. It spares a look at each character.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether a character shows nothing, ends a line in some readers, or turns the direction of those around it.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
        )
        || (c as u32) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_and_all_of_it_visible() {
        assert_eq!(line(" a\r\n\tb\u{85}c\u{2028}d "), "a b c d");
        assert_eq!(line("a\u{202E}b\0\u{1B}[1m\u{7F}\u{9F}\u{FEFF}"), "a⟨U+202E⟩b␀␛[1m␡⟨U+009F⟩⟨U+FEFF⟩");
        assert_eq!(line("Grüße 👩‍💻"), "Grüße 👩‍💻");
        assert_eq!([" a", "a ", "a  b", "a b", ""].map(line), ["a", "a", "a b", "a b", ""]);
    }

    #[test]
    fn comments_have_an_end() {
        assert_eq!(comment(&"x".repeat(160)), "x".repeat(160));
        let long = comment(&"xy ".repeat(100_000));
        assert!(long.chars().count() <= 160 && long.ends_with("y…"), "{long}");
    }
}
