//! A quick reader for the YAML that people and tools write for Kubernetes: block maps and lists, scalars on one line, `|` blocks,
//! brackets on one line.
//!
//! It says no to anything else, also to anything wrong, and the document goes to the full parser. When it says yes, the full parser
//! would have said the same; a test holds it to that over real files and thousands of damaged ones.

mod scalars;

use super::arena::{Arena, Kind, Style};

/// Deeper nesting is left to the full parser, which has a limit of its own and a message for it.
const DEEPEST: usize = 100;

/// A block collection that is not finished.
pub(super) struct Open {
    column: usize,
    kind: Kind,
    node: u32,
}

/// A line: where it begins, where its text ends, where the next one begins.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    next: usize,
}

struct Fast<'a> {
    text: &'a str,
    bytes: &'a [u8],
    arena: &'a mut Arena,
    open: &'a mut Vec<Open>,
    root: Option<u32>,
    /// The innermost collection still needs a value; if none comes, it is null, here.
    awaiting: Option<usize>,
}

/// Reads a document into the arena and gives the number of its root, or says no. After a no the arena holds leftovers.
pub(super) fn read(text: &str, arena: &mut Arena, open: &mut Vec<Open>) -> Option<u32> {
    if !suits(text) {
        return None;
    }
    open.clear();
    Fast { text, bytes: text.as_bytes(), arena, open, root: None, awaiting: None }.document()
}

/// Whether it has only characters that stand for themselves everywhere, and line feeds, a carriage return before them or not.
fn suits(text: &str) -> bool {
    let printable = |byte: u8| matches!(byte, b'\n' | b' '..=b'~');
    // No early exit: so the compiler looks at many bytes at once.
    if text.bytes().fold(true, |fine, byte| fine & printable(byte)) {
        return true;
    }
    let mut carriage = false;
    let fine = text.chars().all(|char| {
        let fine = match char {
            '\n' => true,
            _ if carriage => false,
            '\r' | ' '..='~' => true,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
            _ => char >= '\u{a0}',
        };
        carriage = char == '\r';
        fine
    });
    fine && !carriage
}

impl Fast<'_> {
    fn document(&mut self) -> Option<u32> {
        let mut at = 0;
        let mut begun = false;
        while at < self.bytes.len() {
            let line = self.line(at);
            let first = self.skip_blanks(line.start, line.end);
            at = line.next;
            if first == line.end || self.byte(first) == b'#' {
                continue;
            }
            if first == line.start && self.text.get(first..line.end).is_some_and(|text| text.starts_with("---")) {
                if begun || self.root.is_some() || !self.is_over(first + 3, line.end) {
                    return None;
                }
                begun = true;
                continue;
            }
            at = self.content(first, line)?;
        }
        self.nothing_came();
        while !self.open.is_empty() {
            self.close()?;
        }
        self.root
    }

    /// Reads what stands on a line from `at` on, a block below it included, and gives the place to go on from.
    fn content(&mut self, mut at: usize, line: Line) -> Option<usize> {
        let mut column = at - line.start;
        loop {
            let dash = self.is_dash(at, line.end);
            self.enter(column, if dash { Kind::Seq } else { Kind::Map }, at)?;
            let after = if dash { at + 1 } else { self.key(at, line.end)? };
            if self.is_over(after, line.end) {
                self.awaiting = Some(after);
                return Some(line.next);
            }
            let value = self.skip_blanks(after, line.end);
            if !(dash && (self.is_dash(value, line.end) || self.colon(value, line.end).is_some())) {
                return self.value(value, line);
            }
            // `- key: …` and `- - …`: the item is a collection that begins on this line.
            self.awaiting = Some(after);
            column += value - at;
            at = value;
        }
    }

    /// Makes the collection that a line at this column belongs to the innermost one.
    fn enter(&mut self, column: usize, kind: Kind, at: usize) -> Option<()> {
        if let Some(parent) = self.open.last() {
            // A list may stand at the column of the key that it belongs to.
            let level = kind == Kind::Seq && parent.kind == Kind::Map && column == parent.column;
            if self.awaiting.is_some() && (column > parent.column || level) {
                return self.begin(column, kind, at);
            }
            self.nothing_came();
            while let Some(top) = self.open.last() {
                let ended = top.column > column || (top.column == column && top.kind == Kind::Seq && kind == Kind::Map);
                if !ended {
                    break;
                }
                self.close()?;
            }
            let top = self.open.last()?;
            return (top.column == column && top.kind == kind).then_some(());
        }
        self.root = Some(self.arena.upcoming());
        self.begin(column, kind, at)
    }

    fn begin(&mut self, column: usize, kind: Kind, at: usize) -> Option<()> {
        if self.open.len() >= DEEPEST {
            return None;
        }
        self.awaiting = None;
        let node = self.arena.open(kind, Style::Block, at);
        self.open.push(Open { column, kind, node });
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        let Open { kind, node, .. } = self.open.pop()?;
        self.arena.close(node, None);
        (kind == Kind::Seq || !self.arena.has_twins(node, self.text)).then_some(())
    }

    fn nothing_came(&mut self) {
        if let Some(place) = self.awaiting.take() {
            self.arena.scalar(place..place, Style::Plain);
        }
    }

    /// Reads a value that begins on a line; gives the place to go on from.
    fn value(&mut self, at: usize, line: Line) -> Option<usize> {
        match self.byte(at) {
            b'|' => return self.literal(at, line),
            b'"' | b'\'' | b'[' | b'{' => {
                let after = self.flow(at, line.end, 0)?;
                if !self.is_over(after, line.end) {
                    return None;
                }
            }
            _ => {
                let end = self.plain(at, line.end, false)?;
                self.arena.scalar(at..end, Style::Plain);
            }
        }
        Some(line.next)
    }

    /// Reads a `|` or `|-` block.
    fn literal(&mut self, header: usize, line: Line) -> Option<usize> {
        let strip = match self.text.get(header..line.end)? {
            "|" => false,
            "|-" => true,
            _ => return None,
        };
        let outside = self.open.last()?.column;
        let start = self.arena.page().len();
        let (mut at, mut body) = (line.next, None);
        let (mut first, mut last) = (at, at);
        while at < self.bytes.len() {
            let line = self.line(at);
            let text = self.skip_blanks(line.start, line.end);
            let indent = text - line.start;
            if text == line.end {
                // Blanks beyond the indentation are text, and blank lines may come before the indentation is known.
                if body.is_none_or(|body| indent > body) {
                    return None;
                }
                self.arena.page().push('\n');
            } else {
                let column = *body.get_or_insert(indent);
                if indent < column || column <= outside {
                    // A block without a line is left to the full parser.
                    if body == Some(indent) {
                        return None;
                    }
                    break;
                }
                if body == Some(indent) && first == last {
                    first = text;
                }
                if line.next == line.end {
                    return None;
                }
                let content = self.text.get(line.start + column..line.end)?;
                last = line.start + column + content.trim_end_matches(' ').len();
                self.arena.page().push_str(content);
                self.arena.page().push('\n');
            }
            at = line.next;
        }
        body?;
        let page = self.arena.page();
        let content = page.get(start..)?.trim_end_matches('\n').len();
        page.truncate(start + content);
        if !strip {
            page.push('\n');
        }
        self.arena.adopt(first..last, Style::Literal, start);
        Some(at)
    }

    fn is_dash(&self, at: usize, end: usize) -> bool {
        self.byte(at) == b'-' && (at + 1 == end || self.byte(at + 1) == b' ')
    }

    /// Whether only blanks and perhaps a comment come on this line.
    fn is_over(&self, at: usize, end: usize) -> bool {
        let next = self.skip_blanks(at, end);
        next == end || (next > at && self.byte(next) == b'#')
    }

    fn skip_blanks(&self, mut at: usize, end: usize) -> usize {
        while at < end && self.byte(at) == b' ' {
            at += 1;
        }
        at
    }

    /// The byte at a place; behind the end is a line feed.
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    fn line(&self, start: usize) -> Line {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let Some(len) = rest.iter().position(|&byte| byte == b'\n') else {
            return Line { start, end: self.bytes.len(), next: self.bytes.len() };
        };
        let carriage = len > 0 && self.byte(start + len - 1) == b'\r';
        Line { start, end: start + len - usize::from(carriage), next: start + len + 1 }
    }
}
