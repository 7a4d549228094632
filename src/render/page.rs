//! What a template wrote of a page of Markdown so far, as far as it decides what a value there may be.

/// The page, up to where the next value comes.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The line so far, without the values on it, each of which is a `\0`.
    line: String,
    /// What that line says to a value behind it, and how much of the line that takes in.
    sight: Sight,
    seen: usize,
    fence: Option<Fence>,
    /// In `<!-- … -->`.
    comment: bool,
}

#[derive(Debug, Clone, Copy)]
struct Fence {
    sign: char,
    len: usize,
}

/// Where on a page a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// In running text; whether at the start of a block, where `#` or `-` would mean something, and whether in a table.
    Text { start: bool, table: bool },
    /// In a code block that the template wrote; whether at the start of a line.
    Fence { start: bool },
    /// In `<!-- … -->`.
    Comment,
    /// Where no escape helps; where that is.
    Unsafe(&'static str),
}

/// The place behind a `\\` or a `&`, where not even a word is safe.
pub(super) const ESCAPE: &str = "an escape";

impl Page {
    /// Reads on through what the template wrote before the next value.
    pub(super) fn read(&mut self, literal: &str) {
        for (number, part) in literal.split('\n').enumerate() {
            if number > 0 {
                self.end_line();
            }
            self.line.push_str(part);
        }
    }

    /// A value stands here.
    pub(super) fn value(&mut self) {
        self.line.push('\0');
    }

    /// Where a value that comes now would stand.
    pub(super) fn spot(&mut self) -> Spot {
        if self.fence.is_some() {
            return Spot::Fence { start: self.line.trim_start().is_empty() };
        }
        self.look();
        let Sight { comment, tag, address, link, start, first, recent: [.., last], .. } = self.sight;
        if comment {
            Spot::Comment
        } else if self.sight.is_in_code() {
            Spot::Unsafe("a code span")
        } else if tag {
            Spot::Unsafe("an HTML tag")
        } else if address || link {
            Spot::Unsafe("a link's address")
        } else if matches!(last, '\\' | '&') {
            Spot::Unsafe(ESCAPE)
        } else {
            Spot::Text { start, table: first == Some('|') }
        }
    }

    /// The blanks at the start of the line, if there is nothing else on it.
    pub(super) fn indent(&self) -> Option<&str> {
        self.line.chars().all(|c| c == ' ').then_some(&self.line)
    }

    /// Takes in what is new on the line. Each character once: a line may hold very many values. And only where a value is,
    /// as most lines have none.
    fn look(&mut self) {
        if self.seen == 0 {
            self.sight = Sight { comment: self.comment, ..Sight::default() };
        }
        for c in self.line.get(self.seen..).unwrap_or_default().chars() {
            self.sight.take(c);
        }
        self.seen = self.line.len();
    }

    fn end_line(&mut self) {
        let text = self.line.trim_start();
        if let Some(fence) = self.fence {
            let after = text.trim_start_matches(fence.sign);
            if text.len() - after.len() >= fence.len && after.trim().is_empty() {
                self.fence = None;
            }
        } else {
            // A fence may open behind the markers of a list or a quotation.
            let text = text.trim_start_matches(|c: char| c.is_ascii_digit() || " >*+-.)".contains(c));
            let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~'));
            let info = sign.map_or(text, |sign| text.trim_start_matches(sign));
            let len = text.len() - info.len();
            match sign {
                Some(sign) if len >= 3 && !info.contains('`') && !self.comment => {
                    self.fence = Some(Fence { sign, len });
                }
                _ => self.comment = comment_after(self.comment, &self.line),
            }
        }
        self.line.clear();
        self.seen = 0;
    }
}

/// Whether an HTML comment is open at the end of a line.
fn comment_after(open: bool, line: &str) -> bool {
    let mut open = open;
    let mut rest = line;
    while let Some((_, after)) = rest.split_once(if open { "-->" } else { "<!--" }) {
        open = !open;
        rest = after;
    }
    open
}

/// What the start of a line says to a value behind it.
#[derive(Debug, Clone, Copy)]
struct Sight {
    /// In an HTML comment.
    comment: bool,
    /// How many backticks opened the code span that is open, how many came last, and whether a backslash is before them.
    code: Option<usize>,
    ticks: usize,
    escaped: bool,
    /// Behind a `<` that may begin a tag.
    tag: bool,
    /// In a word with `://`.
    address: bool,
    /// Behind `](`.
    link: bool,
    /// Behind nothing but what may begin a block: blanks, and the markers of lists and quotations.
    start: bool,
    /// The first character that is no blank.
    first: Option<char>,
    /// The last three characters, as far as they may be part of a sign.
    recent: [char; 3],
}

impl Default for Sight {
    fn default() -> Self {
        Sight {
            comment: false,
            code: None,
            ticks: 0,
            escaped: false,
            tag: false,
            address: false,
            link: false,
            start: true,
            first: None,
            recent: ['\n'; 3],
        }
    }
}

impl Sight {
    /// The next character.
    fn take(&mut self, c: char) {
        let [third, second, last] = self.recent;
        self.recent = [second, last, c];
        match (third, second, last, c) {
            ('<', '!', '-', '-') if !self.comment => self.turn(),
            (_, '-', '-', '>') if self.comment => self.turn(),
            (_, ':', '/', '/') => self.address = true,
            (_, _, ']', '(') => self.link = true,
            _ => {}
        }
        self.address &= c != ' ';
        self.link &= c != ')';
        self.tag = c == '<' || (self.tag && c != '>' && !(last == '<' && c == ' '));
        self.start &= c.is_ascii_digit() || " \t>*+-.)_~".contains(c);
        if self.first.is_none() && !c.is_whitespace() {
            self.first = Some(c);
        }
        if c == '`' && !(self.escaped && self.code.is_none()) {
            self.ticks += 1;
        } else {
            self.code = self.span();
            self.ticks = 0;
            self.escaped = c == '\\' && !self.escaped;
        }
    }

    /// A comment begins or ends; the dashes that did it do not count for the other.
    fn turn(&mut self) {
        self.comment = !self.comment;
        self.recent = ['\n'; 3];
    }

    /// The code span that is open behind the backticks that came last.
    fn span(&self) -> Option<usize> {
        match self.code {
            code if self.ticks == 0 => code,
            None => Some(self.ticks),
            Some(len) => Some(len).filter(|len| *len != self.ticks),
        }
    }

    fn is_in_code(&self) -> bool {
        self.span().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(before: &str) -> Spot {
        let mut page = Page::default();
        let mut parts = before.split('\0');
        page.read(parts.next().unwrap());
        for part in parts {
            page.value();
            page.read(part);
        }
        page.spot()
    }

    #[test]
    fn to_be_asked_on_the_way_changes_nothing() {
        let signs =
            ["`", "``", "\\", "<", ">", "<!--", "-->", "-", "](", ")", "://", "&", " ", "a", "\0", "| ", "\n", "```\n"];
        // Every row of four of these signs.
        let rows = signs.len().pow(4);
        for row in 0..rows {
            let text: String = (0..4).map(|place| signs[row / signs.len().pow(place) % signs.len()]).collect();
            let mut asked = Page::default();
            for c in text.chars() {
                match c {
                    '\0' => asked.value(),
                    _ => asked.read(c.encode_utf8(&mut [0; 4])),
                }
                asked.spot();
            }
            assert_eq!(asked.spot(), spot(&text), "{text:?}");
        }
    }

    #[test]
    fn places_on_a_page() {
        let text = |start, table| Spot::Text { start, table };
        let cases = [
            ("", text(true, false)),
            ("- ", text(true, false)),
            ("> 1. ", text(true, false)),
            ("A ", text(false, false)),
            ("| ", text(false, true)),
            ("| \0 | ", text(false, true)),
            ("```sh\n", Spot::Fence { start: true }),
            ("- ~~~~\n  ~~~\n  x ", Spot::Fence { start: false }),
            ("```\nx\n```\nA ", text(false, false)),
            ("a `b` \\` ", text(false, false)),
            ("a `b ", Spot::Unsafe("a code span")),
            ("a ``b` ", Spot::Unsafe("a code span")),
            ("<a title=\"", Spot::Unsafe("an HTML tag")),
            ("<b>x ", text(false, false)),
            ("a < b ", text(false, false)),
            ("[a](", Spot::Unsafe("a link's address")),
            ("see http://", Spot::Unsafe("a link's address")),
            ("see http://x ", text(false, false)),
            ("\\", Spot::Unsafe("an escape")),
            ("<!-- a\n", Spot::Comment),
            ("<!-- a --> b <!-- ", Spot::Comment),
            ("<!-- a\n--> b ", text(false, false)),
        ];
        for (before, expected) in cases {
            assert_eq!(spot(before), expected, "{before:?}");
        }
    }
}
