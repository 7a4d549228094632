//! What takes labels away, in words.

use super::super::fault::Place;
use super::super::operator::AggregateOp;
use std::fmt;

/// What took a label away, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Where.
    pub place: Place,
    /// What.
    pub cause: Cause,
}

/// What can take a label away. Printed, it is the sentence that stands at the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// An aggregation that keeps only the labels of its `by`; without one it keeps none.
    By {
        /// The aggregation.
        op: AggregateOp,
        /// What it keeps.
        kept: Vec<String>,
    },
    /// An aggregation whose `without` names the label.
    Without {
        /// The aggregation.
        op: AggregateOp,
        /// What it drops.
        dropped: Vec<String>,
    },
    /// An operator that keeps only the labels of its `on`.
    On {
        /// What it keeps.
        kept: Vec<String>,
    },
    /// An operator whose `ignoring` names the label.
    Ignoring {
        /// What it drops.
        dropped: Vec<String>,
    },
    /// A function or an operator that computes something new, which is no longer the metric. Its name.
    NewValue(String),
    /// A function that sums up over the buckets. Its name.
    Buckets(String),
    /// Something whose result has no labels. Its name.
    NoLabels(String),
    /// `absent` or `absent_over_time`, which keep what a single matcher fixes by equality. Its name.
    Absent(String),
    /// A matcher that demands an empty value.
    Empty,
    /// A metric that does not carry the label. Its name, if it has one.
    NotCarried(Option<String>),
}

impl Removal {
    /// What to write so that the label stays; `None` where nothing can be done at this place.
    pub fn cure(&self, label: &str) -> Option<String> {
        match &self.cause {
            Cause::By { op, kept } => {
                let wanted: Vec<&str> = kept.iter().map(String::as_str).chain([label]).collect();
                Some(format!("write `{} by ({}) (…)`", op.text(), wanted.join(", ")))
            }
            Cause::Without { .. } => Some(format!("leave `{label}` out of the `without`")),
            Cause::On { .. } => Some(format!("add `{label}` to the `on`, or take it over with `group_left`")),
            Cause::Ignoring { .. } => Some(format!("take `{label}` over with `group_left ()`")),
            _ => None,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::By { op, kept } if kept.is_empty() => write!(out, "`{}` keeps no label", op.text()),
            Cause::By { op, kept } => {
                write!(out, "`{} by ({})` keeps only {}", op.text(), kept.join(", "), Listed(kept))
            }
            Cause::Without { op, dropped } => {
                write!(out, "`{} without ({})` drops {}", op.text(), dropped.join(", "), Listed(dropped))
            }
            Cause::On { kept } if kept.is_empty() => out.write_str("`on ()` keeps no label"),
            Cause::On { kept } => write!(out, "`on ({})` keeps only {}", kept.join(", "), Listed(kept)),
            Cause::Ignoring { dropped } => write!(out, "`ignoring ({})` drops {}", dropped.join(", "), Listed(dropped)),
            Cause::NewValue(what) => write!(out, "`{what}` drops the metric's name"),
            Cause::Buckets(what) => write!(out, "`{what}` sums up over `le`"),
            Cause::NoLabels(what) => write!(out, "`{what}` has no labels"),
            Cause::Absent(what) => write!(out, "`{what}` has only labels that its selector fixes with one `=`"),
            Cause::Empty => out.write_str("this matcher demands that the label is empty"),
            Cause::NotCarried(Some(metric)) => write!(out, "`{metric}` does not carry it"),
            Cause::NotCarried(None) => out.write_str("no metric that this selects carries it"),
        }
    }
}

/// Names in backticks with commas and an `and`.
struct Listed<'n>(&'n [String]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.len().saturating_sub(1);
        for (index, name) in self.0.iter().enumerate() {
            let between = match index {
                0 => "",
                _ if index == last => " and ",
                _ => ", ",
            };
            write!(out, "{between}`{name}`")?;
        }
        Ok(())
    }
}
