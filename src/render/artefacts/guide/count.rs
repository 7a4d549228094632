//! Counts in sentences: a number, and whether the word behind it is singular.

use super::super::parts::Text;
use crate::model::{Origin, Sourced};
use crate::render::Traced;
use crate::units;
use serde::Serialize;

/// A number of things.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Count {
    /// The number, as people read it.
    pub(super) number: Text<'static>,
    /// Whether it is a single thing.
    pub(super) one: bool,
}

/// A number alone, as people read it.
pub(super) fn number(number: u64, origin: Origin) -> Text<'static> {
    Traced::new(units::Count(number).human().into(), origin)
}

impl Count {
    /// A number of the spec.
    pub(super) fn of(number: &Sourced<u32>) -> Self {
        Count::new(u64::from(number.value), number.origin.clone())
    }

    /// A number that follows from the spec.
    pub(super) fn new(number: u64, origin: Origin) -> Self {
        Count { one: number == 1, number: self::number(number, origin) }
    }

    /// The same, if there are any.
    pub(super) fn some(number: usize, origin: &Origin) -> Option<Self> {
        (number > 0).then(|| Count::new(u64::try_from(number).unwrap_or(u64::MAX), origin.clone()))
    }
}
