//! Clients that are resources or workloads: do they reach a cluster, are they let in, is there what they name?

mod addresses;
mod bootstrap;
mod connect_storage;
mod connectors;
mod contradictions;
mod credentials;
mod dead_letters;
mod dropped;
mod login;
mod mirrors;
mod protocol;
mod topics;
mod untold;
mod values;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &addresses::RULE,
    &bootstrap::RULE,
    &connect_storage::RULE,
    &connectors::RULE,
    &contradictions::RULE,
    &credentials::RULE,
    &dead_letters::RULE,
    &dropped::RULE,
    &login::RULE,
    &mirrors::RULE,
    &protocol::RULE,
    &topics::RULE,
    &untold::RULE,
    &values::RULE,
];
