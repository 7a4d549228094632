//! Storage: can volumes be made, do data stay, and do they fit?

mod cut_early;
mod delete_claim;
mod disks;
mod ephemeral;
mod fits;
mod missing;
mod volumes;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &cut_early::RULE,
    &delete_claim::RULE,
    &disks::RULE,
    &ephemeral::RULE,
    &fits::RULE,
    &missing::RULE,
    &volumes::RULE,
];
