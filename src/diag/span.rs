//! A stretch of text, in the position space that all sources share.

use std::ops::Range;

/// A stretch of text in one of the [`Sources`](super::Sources): 8 bytes that know their file.
///
/// Positions are bytes and global: each source occupies a range of its own, so a span needs no file number. The end is
/// exclusive. A span never crosses from one source into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span from `start` to `end`; an end before the start gives the empty span at `start`.
    pub const fn new(start: u32, end: u32) -> Self {
        Span { start, end: if end < start { start } else { end } }
    }

    /// The first byte.
    pub const fn start(self) -> u32 {
        self.start
    }

    /// The byte after the last.
    pub const fn end(self) -> u32 {
        self.end
    }

    /// How many bytes it holds.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds no byte: a place between two characters.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies within.
    pub const fn holds(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// A part of it, given in bytes from its start; cut off at its end.
    pub fn part(self, range: Range<usize>) -> Span {
        let at = |offset: usize| {
            u32::try_from(offset).map_or(self.end, |offset| self.start.saturating_add(offset).min(self.end))
        };
        Span::new(at(range.start), at(range.end))
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn parts_stay_inside() {
        let span = Span::new(10, 20);
        assert_eq!(span.part(2..4), Span::new(12, 14));
        assert_eq!(span.part(8..usize::MAX), Span::new(18, 20));
        assert_eq!(span.part(30..40), Span::new(20, 20));
    }

    #[test]
    fn an_end_before_the_start_is_an_empty_place() {
        assert!(Span::new(5, 3).is_empty());
        assert_eq!(Span::new(5, 3).start(), 5);
    }
}
