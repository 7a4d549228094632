//! Which labels a result can carry, and what took the others away.
//!
//! The rules are those of `promql/engine.go` and `promql/functions.go` of Prometheus 3.14. A label with an empty value is no
//! label, for Prometheus and here.

mod cause;
mod flow;

pub use cause::{Cause, Removal};

use super::fault::Place;
use super::tree::{Expr, Selector};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a label is in a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// Every series has it.
    Surely,
    /// Some series may have it.
    Possibly,
    /// No series has it; what took it away.
    Never(Removal),
}

/// What a metric carries, as far as somebody knows; the answer to a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// Labels that every series of it has.
    pub always: BTreeSet<String>,
    /// Labels that some series of it have.
    pub sometimes: BTreeSet<String>,
    /// Whether it may have labels beyond these.
    pub others: bool,
}

impl Carried {
    /// Of a metric that nobody knows: possibly anything.
    pub fn anything() -> Self {
        Carried { always: BTreeSet::new(), sometimes: BTreeSet::new(), others: true }
    }

    /// Of a metric that has these labels on every series, and no others.
    pub fn exactly<T: Into<String>>(labels: impl IntoIterator<Item = T>) -> Self {
        let always = labels.into_iter().map(Into::into).collect();
        Carried { always, sometimes: BTreeSet::new(), others: false }
    }
}

/// The labels of an expression's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelFlow {
    named: BTreeMap<String, Presence>,
    rest: Presence,
}

impl LabelFlow {
    /// Of an expression whose metrics may carry anything. Labels that a matcher demands are surely there.
    pub fn of(expr: &Expr) -> LabelFlow {
        LabelFlow::with(expr, &|_| Carried::anything())
    }

    /// Of an expression, with what is known about its metrics.
    pub fn with(expr: &Expr, carried: &dyn Fn(&Selector) -> Carried) -> LabelFlow {
        flow::of(expr, carried)
    }

    /// Whether this label is in the result.
    pub fn label(&self, name: &str) -> &Presence {
        self.named.get(name).unwrap_or(&self.rest)
    }

    /// The labels about which something is known one by one, in order.
    pub fn named(&self) -> impl Iterator<Item = (&str, &Presence)> {
        self.named.iter().map(|(name, presence)| (name.as_str(), presence))
    }

    /// Whether labels that are not among the [`named`](LabelFlow::named) can be in the result.
    pub fn rest(&self) -> &Presence {
        &self.rest
    }

    /// Every label alike.
    fn all(rest: Presence) -> LabelFlow {
        LabelFlow { named: BTreeMap::new(), rest }
    }

    fn set(&mut self, name: &str, presence: Presence) {
        self.named.insert(name.to_owned(), presence);
    }

    fn remove(&mut self, name: &str, place: Place, cause: Cause) {
        self.remove_as(name, || Presence::never(place, cause));
    }

    /// What is gone already was taken away by somebody else.
    fn remove_as(&mut self, name: &str, never: impl FnOnce() -> Presence) {
        if !matches!(self.label(name), Presence::Never(_)) {
            self.set(name, never());
        }
    }

    /// The same, but sure of no label.
    fn weaker(mut self) -> LabelFlow {
        for presence in self.named.values_mut().chain([&mut self.rest]) {
            if *presence == Presence::Surely {
                *presence = Presence::Possibly;
            }
        }
        self
    }

    /// Label by label, out of two flows.
    fn zip(&self, other: &LabelFlow, join: fn(&Presence, &Presence) -> Presence) -> LabelFlow {
        let names: BTreeSet<&String> = self.named.keys().chain(other.named.keys()).collect();
        let one = |name: &String| (name.clone(), join(self.label(name), other.label(name)));
        LabelFlow { named: names.into_iter().map(one).collect(), rest: join(&self.rest, &other.rest) }
    }
}

impl Presence {
    fn never(place: Place, cause: Cause) -> Presence {
        Presence::Never(Removal { place, cause })
    }

    /// Of series that come from either side.
    fn either(&self, other: &Presence) -> Presence {
        match (self, other) {
            (Presence::Surely, Presence::Surely) => Presence::Surely,
            (Presence::Never(_), Presence::Never(_)) => self.clone(),
            _ => Presence::Possibly,
        }
    }

    /// Of a label whose value must be the same on both sides.
    fn both(&self, other: &Presence) -> Presence {
        match (self, other) {
            (Presence::Surely, _) | (_, Presence::Surely) => Presence::Surely,
            (Presence::Never(_), _) => self.clone(),
            (_, Presence::Never(_)) => other.clone(),
            _ => Presence::Possibly,
        }
    }
}

#[cfg(test)]
mod tests;
