//! Where something stands in an expression, and what is wrong with it.

use crate::diag::{Diagnostic, Id, Span};
use std::fmt;
use std::ops::Range;

/// A stretch of an expression's text, in bytes from its start.
///
/// It is relative because the same expression may stand in a TOML string, in a rendered file or in nobody's file; whoever
/// knows turns it into a [`Span`](crate::diag::Span), with `span.part(place.range())` where nothing was escaped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Place {
    /// From `start` up to, but without, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Place { start, end }
    }

    /// As a range of bytes.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The smallest place that holds both.
    #[must_use]
    pub fn to(self, other: Place) -> Place {
        Place { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<Place> for Range<usize> {
    fn from(place: Place) -> Self {
        place.range()
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "@{}..{}", self.start, self.end)
    }
}

/// One thing that Prometheus would refuse, or that could never be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong: lower case, no full stop.
    pub headline: String,
    /// What stands there; may be empty.
    pub label: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Fault {
    /// A fault with no label and no help yet.
    pub fn new(place: Place, headline: impl Into<String>) -> Self {
        Fault { place, headline: headline.into(), label: String::new(), help: None }
    }

    /// Says what stands at the place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says what to write instead, unless that has been said already.
    pub(super) fn hint(self, text: impl Into<String>) -> Self {
        if self.help.is_some() { self } else { self.help(text) }
    }

    /// As an error of the given kind; `locate` finds the bytes of the expression in a source.
    pub fn diagnostic(self, id: Id, locate: impl FnOnce(Range<usize>) -> Span) -> Diagnostic {
        let diagnostic = Diagnostic::error(id, self.headline).at(locate(self.place.range()), self.label);
        match self.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.headline)
    }
}

impl std::error::Error for Fault {}
