//! The rules, one file each, in a folder for each area: to add one takes a file, and a `mod` and a list line in its area.

mod alert;
mod bundle;
mod client;
mod cluster;
mod compose;
mod listener;
mod metrics;
mod monitor;
mod operator;
mod rbac;
mod schema;
mod storage;
mod topic;

use super::Rule;

/// The rules of each area, the areas in the order in which things are set up.
pub const AREAS: &[&[&Rule]] = &[
    schema::RULES,
    bundle::RULES,
    operator::RULES,
    rbac::RULES,
    cluster::RULES,
    storage::RULES,
    listener::RULES,
    topic::RULES,
    client::RULES,
    metrics::RULES,
    monitor::RULES,
    alert::RULES,
    compose::RULES,
];
