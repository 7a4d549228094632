//! Selectors of metrics, built from labels, that remember which places of the spec went into them.

use crate::diag::Span;
use crate::model::Sourced;
use crate::promql::{alternatives, quote};
use std::collections::BTreeSet;
use std::fmt;

/// Something that Prometheus scrapes, by the labels that tell it from all else.
#[derive(Debug, Clone)]
pub struct Target {
    matchers: Vec<String>,
    places: Vec<Span>,
}

/// A selector. Printed, it is PromQL.
#[derive(Debug, Clone)]
pub struct Select {
    metric: &'static str,
    target: Target,
}

impl Target {
    /// Whatever there is.
    pub(super) fn new() -> Target {
        Target { matchers: Vec::new(), places: Vec::new() }
    }

    /// Of it, what has this value in a label.
    pub(super) fn is(mut self, label: &str, value: &Sourced<String>) -> Target {
        self.places.extend(value.origin.spans());
        self.fixed(label, &value.value)
    }

    /// Of it, what has this value in a label; the value is nobody's choice.
    pub(super) fn fixed(mut self, label: &str, value: &str) -> Target {
        self.matchers.push(format!("{label}={}", quote(value)));
        self
    }

    /// Of it, what has one of these values in a label; all of it if there is none to choose.
    pub(super) fn among<'v>(mut self, label: &str, values: impl IntoIterator<Item = &'v Sourced<String>>) -> Target {
        let (mut texts, mut seen): (Vec<&str>, BTreeSet<&str>) = Default::default();
        for value in values {
            self.places.extend(value.origin.spans());
            if seen.insert(value.value.as_str()) {
                texts.push(&value.value);
            }
        }
        match (texts.as_slice(), alternatives(&texts)) {
            ([one], _) => self.fixed(label, one),
            (_, Some(pattern)) => self.matching(label, &pattern),
            (_, None) => self,
        }
    }

    /// Of it, what a regular expression matches.
    pub(super) fn matching(mut self, label: &str, pattern: &str) -> Target {
        self.matchers.push(format!("{label}=~{}", quote(pattern)));
        self
    }

    /// Of it, what a regular expression does not match.
    pub(super) fn except(mut self, label: &str, pattern: &str) -> Target {
        self.matchers.push(format!("{label}!~{}", quote(pattern)));
        self
    }

    /// Of it, what has a label at all.
    pub(super) fn having(mut self, label: &str) -> Target {
        self.matchers.push(format!("{label}!=\"\""));
        self
    }

    /// Remembers places that went into it.
    pub(super) fn from(mut self, places: impl IntoIterator<Item = Span>) -> Target {
        self.places.extend(places);
        self
    }

    /// One of its metrics.
    pub(super) fn select(&self, metric: &'static str) -> Select {
        Select { metric, target: self.clone() }
    }

    /// Whether fewer of its targets answer than there should be, told apart by a label. Those that are up are counted: the
    /// series `up` of a pod that is gone is gone as well, so `up == 0` would be silent.
    pub(super) fn fewer_up_than(&self, count: u32, label: &str) -> String {
        format!("(count({} == 1) or vector(0)) < {count}", once(label, self.select("up")))
    }

    /// The places that went into it.
    pub(super) fn places(&self) -> impl Iterator<Item = Span> + '_ {
        self.places.iter().copied()
    }
}

/// One series for each value of those labels, however often the same thing is scraped. Where somebody else's monitor finds
/// the same pods, or a pod that replaces another answers beside it, each series is there twice: a sum would be twice what
/// it should, and a count of what is up would stay high enough while a half is down.
pub(super) fn once(labels: &str, series: impl fmt::Display) -> String {
    format!("max by ({labels}) ({series})")
}

impl fmt::Display for Select {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{{{}}}", self.metric, self.target.matchers.join(","))
    }
}
