//! The files of the set, one file each: description, context, contract. To add one: a template, a file here, and its two lines.

mod clients;
mod cluster;
mod compose;
mod crds;
mod guide;
mod kustomization;
mod listeners;
mod monitoring;
mod nodes;
mod operator;
mod parts;
mod picture;
mod pod;
mod topics;
mod upkeep;
mod users;
#[cfg(test)]
mod tests;

pub use picture::svg;

use super::artefact::Description;

/// All artefacts, in the order in which they are applied and listed.
pub const ARTEFACTS: &[&Description] = &[
    &crds::DESCRIPTION,
    &operator::DESCRIPTION,
    &operator::chart::DESCRIPTION,
    &cluster::DESCRIPTION,
    &topics::DESCRIPTION,
    &users::DESCRIPTION,
    &monitoring::DESCRIPTION,
    &clients::DESCRIPTION,
    &kustomization::DESCRIPTION,
    &guide::operations::DESCRIPTION,
    &compose::DESCRIPTION,
    &picture::DESCRIPTION,
    &guide::architecture::DESCRIPTION,
    &guide::checklist::DESCRIPTION,
    &guide::quick_reference::DESCRIPTION,
];
