//! YAML scalars that every reader understands alike: YAML 1.1 and 1.2, `PyYAML`, js-yaml, and Go's reader in kubectl.

use crate::diag::readable;
use std::fmt::Write;

/// How a string is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes, with escapes.
    Double,
    /// As a block of lines at this indentation; whether the string ends in a newline.
    Block { indent: usize, newline: bool },
}

/// What the place of a scalar allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// The value ends the line; a block of lines would stand at this indentation.
    Block(usize),
    /// The value has a line, or the rest of a line but for a comment, for itself.
    Line,
    /// The value is a key, or stands in `[…]` or `{…}`.
    Tight,
}

/// The style in which a string is written.
pub(super) fn style(text: &str, room: Room) -> Style {
    if is_plain(text, room) {
        return Style::Plain;
    }
    match room {
        Room::Block(indent) if is_block(text) => Style::Block { indent, newline: text.ends_with('\n') },
        _ if is_single(text) => Style::Single,
        _ => Style::Double,
    }
}

/// Whether a string needs no quotes. Cautious: more is quoted than would have to be.
fn is_plain(text: &str, room: Room) -> bool {
    is_plainly_plain(text) || (has_plain_look(text, room) && is_text_to_all(text))
}

/// The common case: a name of letters, digits and a few signs that no reader takes for anything else.
fn is_plainly_plain(text: &str) -> bool {
    let name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b'_');
    text.len() > LONGEST_WORD
        && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && text.bytes().all(name)
        && !is_bare_exponent(text)
}

/// The longest of the words that are not text to some reader: `false`.
const LONGEST_WORD: usize = 5;

/// `e3`: npm's `yaml` takes it for a number when it reads YAML 1.1.
fn is_bare_exponent(text: &str) -> bool {
    let digits = text.strip_prefix(['e', 'E']);
    digits.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'+')))
}

/// Whether a string has only characters that mean nothing to YAML where they stand.
fn has_plain_look(text: &str, room: Room) -> bool {
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek();
        let fine = match c {
            c if c.is_alphanumeric() => true,
            '/' | '_' | '.' | '(' | ')' | '$' => true,
            '-' | '+' | '=' | ';' | '^' | '~' => before.is_some(),
            ' ' => before.is_some_and(|before| before != ' ') && next.is_some(),
            ':' => {
                room != Room::Tight
                    && before.is_some_and(|before| before != ' ')
                    && next.is_some_and(|&next| next != ' ')
            }
            _ => false,
        };
        if !fine {
            return false;
        }
        before = Some(c);
    }
    !text.is_empty() && !is_bare_exponent(text) && !is_clock(text)
}

/// `0:30`: YAML 1.1 counts in sixties, and readers differ in how far.
fn is_clock(text: &str) -> bool {
    text.contains(':') && text.chars().all(|c| c.is_ascii_digit() || ":._+-".contains(c))
}

/// Whether no reader takes a plain string for a number, a date or another type. The rules of `serde_yaml` were made by
/// trying the readers; what it would quote is quoted.
fn is_text_to_all(text: &str) -> bool {
    let options = serde_yaml::ser_options! { folded_wrap_chars: 1_000_000 };
    let written = serde_yaml::to_string_with_options(&text, options);
    written.is_ok_and(|written| written.strip_suffix('\n') == Some(text))
}

/// Whether single quotes do: they spare escapes where the text has double quotes or backslashes.
fn is_single(text: &str) -> bool {
    text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(is_printable)
}

/// Whether a block of lines is read alike by all. Tabs before the text confuse Go's reader, blank first lines would need
/// an indicator, and more than one newline at the end confuses npm's; blanks at line ends are lost by editors.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let line = |line: &str| !line.starts_with('\t') && !line.ends_with([' ', '\t']);
    body.contains('\n')
        && !body.starts_with([' ', '\n'])
        && !body.ends_with('\n')
        && body.split('\n').all(line)
        && body.chars().all(|c| matches!(c, '\n' | '\t') || is_printable(c))
}

/// Whether a character may stand in a text without an escape.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~') || (c >= '\u{A0}' && !readable::is_hidden(c))
}

/// Writes one string in its style, in as many pieces as the caller likes.
pub(super) struct Pen<'o> {
    out: &'o mut String,
    style: Style,
    /// Whether a block's next character begins a line.
    fresh: bool,
}

impl<'o> Pen<'o> {
    /// Begins the scalar.
    pub(super) fn new(out: &'o mut String, style: Style) -> Self {
        match style {
            Style::Plain => {}
            Style::Single => out.push('\''),
            Style::Double => out.push('"'),
            Style::Block { newline, .. } => out.push_str(if newline { "|\n" } else { "|-\n" }),
        }
        Pen { out, style, fresh: true }
    }

    /// Writes a string as a whole, in the style that its place allows.
    pub(super) fn write(out: &'o mut String, text: &str, room: Room) {
        let mut pen = Pen::new(out, style(text, room));
        pen.put(text);
        pen.end();
    }

    /// Writes the next piece; answers where it begins.
    pub(super) fn put(&mut self, piece: &str) -> usize {
        let Style::Block { indent, .. } = self.style else {
            let start = self.out.len();
            match self.style {
                Style::Double => piece.chars().for_each(|c| escape(self.out, c)),
                _ => self.out.push_str(piece),
            }
            return start;
        };
        self.indent(indent, piece);
        let start = self.out.len();
        for (number, line) in piece.split('\n').enumerate() {
            if number > 0 {
                self.out.push('\n');
                self.fresh = true;
            }
            self.indent(indent, line);
            self.out.push_str(line);
        }
        start
    }

    /// Ends the scalar; answers where.
    pub(super) fn end(self) -> usize {
        match self.style {
            Style::Plain => {}
            Style::Single => self.out.push('\''),
            Style::Double => self.out.push('"'),
            // The line that the template began ends the last line.
            Style::Block { newline, .. } => {
                if newline && self.out.ends_with('\n') {
                    self.out.pop();
                }
            }
        }
        self.out.len()
    }

    fn indent(&mut self, indent: usize, line: &str) {
        if self.fresh && !line.is_empty() && !line.starts_with('\n') {
            self.out.extend(std::iter::repeat_n(' ', indent));
            self.fresh = false;
        }
    }
}

/// Writes a character between double quotes.
fn escape(out: &mut String, c: char) {
    let short = match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\t' => "\\t",
        '\r' => "\\r",
        '\0' => "\\0",
        c if is_printable(c) => return out.push(c),
        c => {
            let number = u32::from(c);
            // Writing to a string cannot fail.
            let _ = match number {
                0..=0xFF => write!(out, "\\x{number:02X}"),
                0x100..=0xFFFF => write!(out, "\\u{number:04X}"),
                _ => write!(out, "\\U{number:08X}"),
            };
            return;
        }
    };
    out.push_str(short);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, room: Room) -> String {
        let mut out = String::new();
        let mut pen = Pen::new(&mut out, style(text, room));
        pen.put(text);
        pen.end();
        out
    }

    #[test]
    fn what_people_write_bare_is_bare() {
        let bare = [
            "orders",
            "hrms-kafka",
            "10Gi",
            "500m",
            "3m",
            "kafka.strimzi.io/v1beta2",
            "producer",
            "Audit logging (daily)",
            "quay.io/strimzi/kafka:0.39.0-kafka-3.6.1",
            "http://kafka:9092",
            "Grüße",
            "/var/lib/kafka",
            "v1",
        ];
        for text in bare {
            assert_eq!(written(text, Room::Line), text);
        }
        assert_eq!(written("http://kafka:9092", Room::Tight), "\"http://kafka:9092\"");
        assert_eq!(written("rate(x{a=\"b\"}[5m]) > 1", Room::Line), "'rate(x{a=\"b\"}[5m]) > 1'");
    }

    #[test]
    fn what_some_reader_takes_for_something_else_is_quoted() {
        let words = [
            "",
            "yes",
            "no",
            "on",
            "Off",
            "y",
            "n",
            "~",
            "null",
            "True",
            "3.6",
            "0x1",
            "1e3",
            "e3",
            "E10",
            "012",
            "1_000",
            "12:30:45",
            "2024-01-01",
            "=",
            "<<",
            ".inf",
            ".nan",
            "nan",
            "inf",
            "0o7",
            "+1",
            "-1",
            "1.",
            ".5",
            "0b1",
            "1e1000",
            "---",
            "...",
            "- a",
            "? a",
            "a: b",
            "a #b",
            " a",
            "a ",
            "a:",
            "#",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a`",
            "|",
            ">",
            "[a",
            "{a",
            "a, b",
            "'",
            "\"",
            "e123456",
            "e_1-2+3",
            "1:20",
            "0:0",
            "127.0.0.1:9092:9092",
            "0.",
        ];
        for text in words {
            for room in [Room::Block(2), Room::Line, Room::Tight] {
                let written = written(text, room);
                assert!(written.starts_with(['"', '\'']), "{text:?} as {written}");
            }
        }
    }

    #[test]
    fn plain_strings_are_plain_to_serde_yaml_too() {
        for text in super::super::tests::HOSTILE {
            if written(text, Room::Line) == *text {
                assert!(is_text_to_all(text), "{text:?}");
            }
        }
    }

    #[test]
    fn many_lines_are_a_block_where_that_is_sound() {
        assert_eq!(written("a\n\n  b: {\n", Room::Block(4)), "|\n    a\n\n      b: {");
        assert_eq!(written("a\nb", Room::Block(2)), "|-\n  a\n  b");
        assert_eq!(written("a\nb", Room::Line), "\"a\\nb\"");
        for text in [
            "\n",
            "a\n",
            "\na\nb",
            " a\nb",
            "a\n\tb",
            "a \nb",
            "a\nb\n\n",
            "a\n \nb",
            "a\r\nb",
            "a\nb\u{85}",
            "a\n\u{202E}",
        ] {
            assert!(written(text, Room::Block(2)).starts_with('"'), "{text:?}");
        }
    }

    #[test]
    fn pieces_of_a_block_know_where_they_begin() {
        let mut out = String::from("k: ");
        let mut pen = Pen::new(&mut out, style("a\nb\n\nc\n", Room::Block(2)));
        let starts = [pen.put("a"), pen.put("\n"), pen.put("b\n"), pen.put("\nc"), pen.put("\n")];
        let end = pen.end();
        assert_eq!(out, "k: |\n  a\n  b\n\n  c");
        assert_eq!((starts, end), ([7, 8, 11, 13, 17], 17));
    }
}
