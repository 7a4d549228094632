//! Places within a value that stands in the spec as a TOML string.

use crate::diag::{Source, Span};
use std::ops::Range;

/// A text of the spec and where it stands, quotes included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Literal<'s> {
    /// Where it stands.
    pub(crate) at: Span,
    /// Where its own bytes begin, if they stand there as they are: nothing is escaped, and no line was joined.
    start: Option<usize>,
    source: &'s Source,
}

impl<'s> Literal<'s> {
    /// Of a value and the place of its TOML string.
    pub(crate) fn new(source: &'s Source, at: Span, value: &str) -> Self {
        let range = source.range(at);
        let written = source.text().get(range.clone()).unwrap_or_default();
        let start = plain_start(written, value).map(|start| range.start + start);
        Literal { at, start, source }
    }

    /// The place of a range of the value's bytes; the whole string where its bytes do not stand there as they are.
    pub(crate) fn place(&self, range: Range<usize>) -> Span {
        match self.start {
            Some(start) => self.source.at(start + range.start..start + range.end),
            None => self.at,
        }
    }
}

/// How many bytes into the string the value begins, if the value stands there byte by byte.
fn plain_start(written: &str, value: &str) -> Option<usize> {
    for quotes in ["\"\"\"", "'''"] {
        let Some(rest) = written.strip_prefix(quotes) else { continue };
        let Some(inside) = rest.strip_suffix(quotes) else { continue };
        // The line break behind the opening quotes is not part of the value.
        let skipped = if inside.starts_with("\r\n") { 2 } else { usize::from(inside.starts_with('\n')) };
        return (inside.get(skipped..) == Some(value)).then_some(quotes.len() + skipped);
    }
    let inside = written.get(1..written.len().checked_sub(1)?)?;
    (written.starts_with(['"', '\'']) && inside == value).then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sources;

    /// What stands at the bytes of `part` in the TOML string.
    #[track_caller]
    fn shown(written: &str, value: &str, part: &str) -> String {
        let mut sources = Sources::default();
        sources.add("before", "xyz").unwrap();
        let id = sources.add("spec", format!("expr = {written}\n")).unwrap();
        let source = sources.get(id).unwrap();
        let literal = Literal::new(source, source.at(7..7 + written.len()), value);
        let start = value.find(part).unwrap();
        sources.text(literal.place(start..start + part.len())).to_owned()
    }

    #[test]
    fn plain_strings_are_looked_into() {
        for written in ["'up == 0'", "\"up == 0\"", "'''up == 0'''", "\"\"\"\nup == 0\"\"\"", "'''\r\nup == 0'''"] {
            assert_eq!(shown(written, "up == 0", "=="), "==", "{written}");
        }
        assert_eq!(shown("'''\n\nup\n  == 0\n'''", "\nup\n  == 0\n", "== 0"), "== 0");
    }

    #[test]
    fn strings_with_escapes_are_shown_whole() {
        assert_eq!(shown(r#""a{b=\"c\"}""#, "a{b=\"c\"}", "b"), r#""a{b=\"c\"}""#);
        let joined = "\"\"\"a \\\n   b\"\"\"";
        assert_eq!(shown(joined, "a b", "b"), joined);
    }
}
