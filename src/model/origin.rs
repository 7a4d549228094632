//! Where a value comes from: the place in the spec that one would change to change it.

use crate::diag::Span;
use std::collections::BTreeSet;

/// The places in the spec that a value comes from. The first is the one to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    how: How,
    first: Span,
    others: Option<Box<[Span]>>,
}

/// How a value follows from its places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It stands there.
    Written,
    /// Nothing was written; the place is the table in which one would write it.
    Default,
    /// It was worked out from what stands there.
    Computed,
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl Origin {
    /// Of a value that stands at `span`.
    pub const fn written(span: Span) -> Self {
        Origin { how: How::Written, first: span, others: None }
    }

    /// Of a value that is not written; `table` is where one would write it.
    pub const fn default(table: Span) -> Self {
        Origin { how: How::Default, first: table, others: None }
    }

    /// Of a value that was worked out from others, the first of which is the one to change.
    pub fn computed(first: Span, others: impl IntoIterator<Item = Span>) -> Self {
        let mut seen = BTreeSet::from([first]);
        let rest: Vec<Span> = others.into_iter().filter(|span| seen.insert(*span)).collect();
        Origin { how: How::Computed, first, others: (!rest.is_empty()).then(|| rest.into()) }
    }

    /// How the value follows from its places.
    pub const fn how(&self) -> How {
        self.how
    }

    /// The place to change.
    pub const fn first(&self) -> Span {
        self.first
    }

    /// All places, the one to change first.
    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        std::iter::once(self.first).chain(self.others.iter().flatten().copied())
    }

    /// The origin of what is worked out from a value of this origin and one of another.
    pub fn and(&self, other: &Origin) -> Origin {
        let others: Vec<Span> = self.spans().skip(1).chain(other.spans()).collect();
        Origin::computed(self.first, others)
    }
}

impl<T> Sourced<T> {
    /// A value that stands at `span`.
    pub const fn written(value: T, span: Span) -> Self {
        Sourced { value, origin: Origin::written(span) }
    }

    /// A value that nobody wrote; `table` is where one would write it.
    pub const fn default(value: T, table: Span) -> Self {
        Sourced { value, origin: Origin::default(table) }
    }

    /// The same place, another value: for a change of form such as a unit, which does not change where it comes from.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: form(self.value), origin: self.origin }
    }

    /// A value worked out from this one.
    pub fn derive<U>(&self, work: impl FnOnce(&T) -> U) -> Sourced<U> {
        let others: Vec<Span> = self.origin.spans().skip(1).collect();
        Sourced { value: work(&self.value), origin: Origin::computed(self.origin.first(), others) }
    }

    /// The same place, the value by reference.
    pub fn as_ref(&self) -> Sourced<&T> {
        Sourced { value: &self.value, origin: self.origin.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combined_origins_name_each_place_once() {
        let (a, b) = (Span::new(1, 2), Span::new(5, 9));
        let both = Origin::written(a).and(&Origin::computed(b, [a]));
        assert_eq!(both.spans().collect::<Vec<_>>(), [a, b]);
        assert_eq!(both.how(), How::Computed);
    }
}
