//! All texts of a run in one position space: the spec, rendered texts, files on disk.

use super::Span;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The texts of a run. Each gets a range of positions of its own, so that a [`Span`] alone says file and place.
#[derive(Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

/// One text with its name.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: Arc<str>,
    base: u32,
    line_starts: OnceLock<Vec<u32>>,
}

/// Names one source of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceId(usize);

/// A line and a column as people count them: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// All texts together would pass 4 GiB, which positions cannot name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooMuchText {
    /// The text that did not fit any more.
    pub name: String,
}

impl fmt::Display for TooMuchText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: all texts of one run together may hold 4 GiB, and with this one they would hold more",
            self.name
        )
    }
}

impl std::error::Error for TooMuchText {}

impl Sources {
    /// Takes a text in, under the name that messages print.
    ///
    /// # Errors
    /// [`TooMuchText`] if positions run out.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> Result<SourceId, TooMuchText> {
        let (name, text) = (name.into(), text.into());
        // One position stays free behind each text, so that an empty span at its end is not the start of the next.
        let base = self.list.last().map_or(Some(0), |last| last.span().end().checked_add(1));
        let fits = base.filter(|base| u32::try_from(text.len()).is_ok_and(|len| base.checked_add(len).is_some()));
        let Some(base) = fits else { return Err(TooMuchText { name }) };
        self.list.push(Source { name, text, base, line_starts: OnceLock::new() });
        Ok(SourceId(self.list.len() - 1))
    }

    /// The source of that id, if it is one of these sources.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0)
    }

    /// The text that was taken in first.
    pub fn first(&self) -> Option<&Source> {
        self.list.first()
    }

    /// The name of the text that was taken in first.
    pub fn first_id(&self) -> Option<SourceId> {
        (!self.list.is_empty()).then_some(SourceId(0))
    }

    /// The source in which a span lies.
    pub fn of(&self, span: Span) -> Option<&Source> {
        let after = self.list.partition_point(|source| source.base <= span.start());
        self.list.get(after.checked_sub(1)?).filter(|source| source.span().holds(span))
    }

    /// The text of a span; empty if it lies in no source.
    pub fn text(&self, span: Span) -> &str {
        self.of(span).and_then(|source| source.text.get(source.range(span))).unwrap_or_default()
    }
}

impl Source {
    /// The name that messages print: a path relative to the spec's folder, or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The positions that this text occupies.
    pub fn span(&self) -> Span {
        Span::new(self.base, self.base.saturating_add(u32::try_from(self.text.len()).unwrap_or(u32::MAX)))
    }

    /// A span as a byte range of this text.
    pub fn range(&self, span: Span) -> Range<usize> {
        let local = |position: u32| position.saturating_sub(self.base) as usize;
        local(span.start())..local(span.end())
    }

    /// The span of a byte range of this text.
    pub fn at(&self, range: Range<usize>) -> Span {
        self.span().part(range)
    }

    /// Where a position stands, as people count.
    pub fn position(&self, position: u32) -> Position {
        let offset = (position.saturating_sub(self.base) as usize).min(self.text.len());
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset);
        let start = self.line_start(line);
        let before = self.text.get(start..offset).unwrap_or_default();
        Position { line, column: before.chars().count() + 1 }
    }

    /// The byte at which a line begins (lines count from 1); the end of the text for lines that it does not have.
    pub fn line_start(&self, line: usize) -> usize {
        let start = line.checked_sub(1).and_then(|index| self.line_starts().get(index));
        start.map_or(self.text.len(), |&start| start as usize)
    }

    /// How many lines it has; the empty text has one.
    pub fn lines(&self) -> usize {
        self.line_starts().len()
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
            // A text longer than `u32` was refused by `add`.
            std::iter::once(0).chain(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_knows_its_file() {
        let mut sources = Sources::default();
        let a = sources.add("a.toml", "one\ntwo").unwrap();
        let b = sources.add("b.yaml", "drei").unwrap();
        let end_of_a = sources.get(a).unwrap().at(7..7);
        let start_of_b = sources.get(b).unwrap().at(0..0);
        assert_eq!(sources.of(end_of_a).unwrap().name(), "a.toml");
        assert_eq!(sources.of(start_of_b).unwrap().name(), "b.yaml");
        assert_eq!(sources.text(sources.get(b).unwrap().at(1..4)), "rei");
    }

    #[test]
    fn columns_count_characters() {
        let mut sources = Sources::default();
        let id = sources.add("a", "ä = \"ö\"\nb").unwrap();
        let source = sources.get(id).unwrap();
        let quote = source.text().find('"').unwrap();
        assert_eq!(source.position(source.at(quote..quote).start()), Position { line: 1, column: 5 });
        let b = source.text().find('b').unwrap();
        assert_eq!(source.position(source.at(b..b).start()), Position { line: 2, column: 1 });
    }
}
