//! Cuts a text into documents before any of them is read, so that a broken one does not hide the others.
//!
//! That is sound because a line that begins with `---` or `...`, followed by a blank or the line's end, ends a document whatever
//! stands before it, an open quote or a `|` block included (YAML 1.2.2, production 206 `c-forbidden`).

use std::ops::Range;

/// The byte ranges of the documents of a text, in order. Stretches that hold only comments and blank lines are in none of them;
/// comments and directives above a `---` belong to the document that it begins.
pub(in crate::bundle) fn cut(text: &str) -> Vec<Range<usize>> {
    let mut cutter = Cutter::default();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    cutter.start = at;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let len = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |found| found + 1);
        cutter.line(at, rest.get(..len).unwrap_or_default());
        at += len;
    }
    cutter.finish(at);
    cutter.found
}

/// What a line is to the cut.
enum Line {
    Begin { content: bool },
    End { content: bool },
    Other,
}

#[derive(Default)]
struct Cutter {
    found: Vec<Range<usize>>,
    start: usize,
    /// A `---` was seen since `start`.
    begun: bool,
    /// Something other than comments and directives was seen since `start`.
    content: bool,
}

impl Cutter {
    fn line(&mut self, at: usize, line: &[u8]) {
        match classify(line) {
            Line::Begin { content } => {
                if self.begun || self.content {
                    self.finish(at);
                }
                (self.begun, self.content) = (true, content);
            }
            Line::End { content } => {
                self.content |= content;
                self.finish(at + line.len());
            }
            Line::Other => self.content = self.content || !is_prefix(line),
        }
    }

    fn finish(&mut self, end: usize) {
        if self.content {
            self.found.push(self.start..end);
        }
        (self.start, self.begun, self.content) = (end, false, false);
    }
}

fn classify(line: &[u8]) -> Line {
    let Some((marker, rest)) = line.split_at_checked(3) else { return Line::Other };
    if !matches!(marker, b"---" | b"...") || !rest.first().is_none_or(u8::is_ascii_whitespace) {
        return Line::Other;
    }
    let content = !is_prefix(rest.trim_ascii_start());
    if marker == b"---" { Line::Begin { content } } else { Line::End { content } }
}

/// Whether a line is blank, a comment or a directive.
fn is_prefix(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'%')) || matches!(line.trim_ascii_start().first(), None | Some(b'#'))
}

#[cfg(test)]
mod tests {
    use super::cut;

    fn parts(text: &str) -> Vec<&str> {
        cut(text).into_iter().map(|range| text.get(range).unwrap()).collect()
    }

    #[test]
    fn documents_are_cut_at_marks_in_column_0() {
        assert_eq!(parts("a: 1\n---\nb: 2\n"), ["a: 1\n", "---\nb: 2\n"]);
        assert_eq!(parts("a: 1\r\n---\r\nb: 2\r\n"), ["a: 1\r\n", "---\r\nb: 2\r\n"]);
        assert_eq!(parts("--- {a: 1}\n--- # second\nb: 2"), ["--- {a: 1}\n", "--- # second\nb: 2"]);
        assert_eq!(parts("a: |\n  x\n---\nb: 2\n"), ["a: |\n  x\n", "---\nb: 2\n"]);
        assert_eq!(parts("a: |\n  ---\n  x\n"), ["a: |\n  ---\n  x\n"]);
        assert_eq!(parts("a: \"x\n---\nb: 2\n"), ["a: \"x\n", "---\nb: 2\n"]);
        assert_eq!(parts("---a: 1\n----\n"), ["---a: 1\n----\n"]);
    }

    #[test]
    fn an_end_mark_stays_with_its_document() {
        assert_eq!(parts("a: 1\n...\nb: 2\n"), ["a: 1\n...\n", "b: 2\n"]);
        assert_eq!(parts("a: 1\n...\n# c\n---\nb: 2\n"), ["a: 1\n...\n", "# c\n---\nb: 2\n"]);
        assert_eq!(parts("... x\n"), ["... x\n"], "what may not stand there must reach the parser");
    }

    #[test]
    fn comments_and_directives_belong_to_the_next_document() {
        assert_eq!(parts("# head\n%YAML 1.1\n---\na: 1\n"), ["# head\n%YAML 1.1\n---\na: 1\n"]);
        assert_eq!(parts("\u{feff}---\na: 1\n"), ["---\na: 1\n"]);
        assert_eq!(parts("\u{feff}# head\n---\na: 1\n"), ["# head\n---\na: 1\n"]);
    }

    #[test]
    fn empty_documents_are_left_out() {
        assert_eq!(parts("---\n# nothing\n---\na: 1\n---\n"), ["---\na: 1\n"]);
        assert_eq!(parts(""), [""; 0]);
        assert_eq!(parts("# only a comment\n\n"), [""; 0]);
    }
}
