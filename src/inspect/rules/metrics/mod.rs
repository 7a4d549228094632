//! Metrics: are they switched on, do the rules of the exporter give what alerts ask for, does the exporter of lag see anything?

mod export;
mod exporter;
mod jmx;
mod order;
mod reference;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[&reference::RULE, &jmx::RULE, &order::RULE, &export::RULE, &exporter::RULE];
