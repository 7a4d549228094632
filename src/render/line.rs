//! Where in a line of YAML a value stands, judged by what the template wrote around it. Each line is judged alone: what a
//! template leaves open at the end of a line does not make room for a value on the next.

use super::marks;

/// What the template wrote on a line so far.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// How many bytes; counts only while there is nothing but blanks and dashes.
    width: usize,
    /// Whether there is anything but blanks and dashes.
    begun: bool,
    /// The column of the last dash, and of the first character behind the dashes.
    dash: Option<usize>,
    node: usize,
    /// The last character that is not a blank, and whether a blank follows it.
    last: Last,
    gap: bool,
    flow: usize,
    quote: Option<u8>,
    comment: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Last {
    #[default]
    Nothing,
    Value,
    Byte(u8),
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Alone on its line so far.
    Alone,
    /// Behind the dash of a list item at this column.
    Item(usize),
    /// Behind a key at this column.
    Behind(usize),
    /// In `[…]` or `{…}`; whether behind a key.
    Flow { key: bool },
    /// In a comment.
    Comment,
    /// In quotes that the template opened.
    Quotes,
    /// In the middle of something else.
    Middle,
}

/// What the template wrote behind a value, up to the end of the line or the next value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The end of the line.
    End,
    /// A comment.
    Comment,
    /// A colon that makes the value a key.
    Colon,
    /// What ends a value in `[…]` and `{…}`.
    Close,
    /// Something else.
    More,
}

impl Line {
    /// Reads on through what the template wrote before the next value.
    pub(super) fn read(&mut self, literal: &str) {
        let new = match literal.rsplit_once('\n') {
            Some((_, last_line)) => {
                *self = Line::default();
                last_line
            }
            None => literal,
        };
        let mut bytes = new.bytes().peekable();
        while let Some(byte) = bytes.next() {
            if self.comment {
                return;
            }
            let skip = self.step(byte, bytes.peek().copied());
            if skip {
                bytes.next();
            }
        }
    }

    /// A value stands here.
    pub(super) fn value(&mut self) {
        self.begin();
        (self.last, self.gap) = (Last::Value, false);
    }

    /// Where a value that comes now would stand.
    pub(super) fn place(&self) -> Place {
        if self.comment {
            Place::Comment
        } else if self.quote.is_some() {
            Place::Quotes
        } else if !self.begun {
            match self.dash {
                Some(dash) if self.gap => Place::Item(dash),
                Some(_) => Place::Middle,
                None => Place::Alone,
            }
        } else if self.flow > 0 {
            match self.last {
                Last::Byte(b':') if self.gap => Place::Flow { key: true },
                Last::Byte(b'[' | b'{' | b',') => Place::Flow { key: false },
                _ => Place::Middle,
            }
        } else if self.last == Last::Byte(b':') && self.gap {
            Place::Behind(self.node)
        } else {
            Place::Middle
        }
    }

    /// One byte; answers whether the next one is spoken for too.
    fn step(&mut self, byte: u8, next: Option<u8>) -> bool {
        if let Some(quote) = self.quote {
            let escape = (quote == b'"' && byte == b'\\') || (quote == b'\'' && byte == quote && next == Some(quote));
            if !escape && byte == quote {
                self.quote = None;
            }
            return escape;
        }
        let (fresh, apart) = (self.is_fresh(), self.gap || self.last == Last::Nothing);
        if !self.begun {
            match byte {
                b' ' => self.width += 1,
                b'-' if apart && next.is_none_or(|next| next == b' ') => {
                    self.dash = Some(self.width);
                    self.width += 1;
                }
                _ => self.begin(),
            }
        }
        if byte == b' ' {
            self.gap = true;
            return false;
        }
        match byte {
            b'#' if apart => self.comment = true,
            b'"' | b'\'' if fresh => self.quote = Some(byte),
            b'[' | b'{' if fresh => self.flow += 1,
            b']' | b'}' => self.flow = self.flow.saturating_sub(1),
            _ => {}
        }
        (self.last, self.gap) = (Last::Byte(byte), false);
        false
    }

    /// Whether a new scalar or collection may begin here.
    fn is_fresh(&self) -> bool {
        match self.last {
            Last::Nothing => true,
            Last::Byte(b'-') => !self.begun && self.gap,
            Last::Byte(b':') => self.gap,
            Last::Byte(b'[' | b'{' | b',') => self.flow > 0,
            Last::Byte(_) | Last::Value => false,
        }
    }

    fn begin(&mut self) {
        if !self.begun {
            self.begun = true;
            self.node = self.width;
        }
    }
}

impl Next {
    /// What stands at the start of the text behind a value.
    pub(super) fn of(after: &str) -> Next {
        let trimmed = after.trim_start_matches(' ');
        let apart = trimmed.len() < after.len();
        let mut chars = trimmed.chars();
        match chars.next() {
            None | Some('\n') => Next::End,
            Some('#') if apart => Next::Comment,
            Some(':') if !apart && matches!(chars.next(), None | Some(' ' | '\n')) => Next::Colon,
            Some(',' | ']' | '}') => Next::Close,
            Some(_) => Next::More,
        }
    }
}

/// Whether the end of `text` lies in the text of a block scalar that the template itself wrote.
pub(super) fn in_block(text: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let mut lines = text.rsplit('\n');
    let mut column = lines.next().map_or(0, indent);
    for line in lines {
        let here = indent(line);
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') || here >= column {
            continue;
        }
        let header = content.rsplit(' ').next().unwrap_or_default();
        let style = header.trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
        if matches!(style, "|" | ">") {
            return true;
        }
        column = here;
    }
    false
}

/// Whether a value's text may stand inside other text.
pub(super) fn is_word(text: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "._-/:@+=%".contains(c);
    !text.is_empty() && text.chars().all(harmless) && !marks::holds_mark(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of a value behind each of the parts; `\0` stands for a value.
    fn place(before: &str) -> Place {
        let mut line = Line::default();
        let mut parts = before.split('\0');
        line.read(parts.next().unwrap());
        for part in parts {
            line.value();
            line.read(part);
        }
        line.place()
    }

    #[test]
    fn places_where_a_scalar_may_stand() {
        let cases = [
            ("", Place::Alone),
            ("a: b\n  ", Place::Alone),
            ("- ", Place::Item(0)),
            ("  - - ", Place::Item(4)),
            ("a: ", Place::Behind(0)),
            ("- a: ", Place::Behind(2)),
            ("    - 'a: # b': ", Place::Behind(6)),
            ("\0: ", Place::Behind(0)),
            ("  - \0: ", Place::Behind(4)),
            ("a: [", Place::Flow { key: false }),
            ("a: [\0, ", Place::Flow { key: false }),
            ("a: { b: ", Place::Flow { key: true }),
            ("a: { b: [1], \0: ", Place::Flow { key: true }),
            ("- [ ", Place::Flow { key: false }),
            ("a: \"b # \\\" c\" # ", Place::Comment),
            ("# ", Place::Comment),
            ("a: \0 # ", Place::Comment),
        ];
        for (before, expected) in cases {
            assert_eq!(place(before), expected, "{before:?}");
        }
    }

    #[test]
    fn places_where_it_may_not() {
        let middle = [
            "a",
            "a:",
            "a: b",
            "a: b ",
            "-",
            "--- ",
            "- -",
            "a: - ",
            "? ",
            "a: !!str ",
            "a: &x ",
            "a: b [ ",
            "a: [b] ",
            "a: [b, c ",
            "a: \0",
            "a: \0 ",
            "a: [\0 ",
            "a: \0#",
            "a: [a]b: c, ",
            "a: ]",
            "{a:",
            "a: x - ",
            "a: b:[ ",
        ];
        for before in middle {
            assert_eq!(place(before), Place::Middle, "{before:?}");
        }
        for before in ["a: \"", "a: 'it''s ", "- \"\\\"", "a: [\"b\", \"", "a: '# "] {
            assert_eq!(place(before), Place::Quotes, "{before:?}");
        }
    }

    #[test]
    fn what_follows_decides_what_a_value_is() {
        let cases = [
            ("", Next::End),
            ("\nx", Next::End),
            ("  \n", Next::End),
            (" # x", Next::Comment),
            ("#x", Next::More),
            (": x", Next::Colon),
            (":\n", Next::Colon),
            (":x", Next::More),
            (" : x", Next::More),
            (", x", Next::Close),
            (" ]", Next::Close),
            ("x", Next::More),
            ("\u{FDE0}", Next::More),
        ];
        for (after, expected) in cases {
            assert_eq!(Next::of(after), expected, "{after:?}");
        }
    }

    #[test]
    fn block_scalars_of_the_template_are_known() {
        let inside = ["a: |\n  ", "a:\n  - b: |-\n      x\n        y ", "a: >2-\n   x\n\n# y\n   ", "- |\n  "];
        let outside = ["a: ", "a: |\nb: ", "a: |\n  x\nb:\n  c: ", "# |\n  a: ", "a: b\n  "];
        for text in inside {
            assert!(in_block(text), "{text:?}");
        }
        for text in outside {
            assert!(!in_block(text), "{text:?}");
        }
    }
}
