//! Clients that are resources or workloads: do they reach a cluster, are they let in, is there what they name?

mod bootstrap;
mod connect_storage;
mod connectors;
mod credentials;
mod login;
mod mirrors;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] =
    &[&bootstrap::RULE, &connect_storage::RULE, &connectors::RULE, &credentials::RULE, &login::RULE, &mirrors::RULE];
