//! Each document by itself: is it what its kind must look like, and so taken by the API server, kustomize or Compose at all?

mod data;
mod definitions;
mod kinds;
mod metadata;
mod missing;
mod rules;
mod spec;
mod types;
mod unknown;
mod values;
mod words;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &kinds::RULE,
    &unknown::RULE,
    &types::RULE,
    &values::RULE,
    &missing::RULE,
    &spec::RULE,
    &rules::RULE,
    &metadata::RULE,
    &data::RULE,
    &definitions::RULE,
];
