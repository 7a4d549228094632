//! Clusters: does the operator take them, do brokers start, and does the cluster go on when a node is gone?

mod additional_volumes;
mod auto_create;
mod certificates;
mod contradictions;
mod cruise_control;
mod disruption;
mod entity_operator;
mod factors;
mod grace;
mod heap;
mod ignored_by_pools;
mod image;
mod jmx;
mod kafka_version;
mod labels;
mod logging;
mod metadata_version;
mod min_insync;
mod mode;
mod names;
mod node_ids;
mod nodes;
mod own_ca;
mod partitions;
mod pod_template;
mod pools;
mod positions;
mod protocol_version;
mod quantities;
mod quorum;
mod quotas;
mod rebalance;
mod resources;
mod roles;
mod security_context;
mod second_budget;
mod selectors;
mod settings;
mod spread;
mod switches;
mod unclean;
mod windows;
mod without_pools;
mod worker_heap;
mod zookeeper_settings;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &additional_volumes::RULE,
    &auto_create::RULE,
    &certificates::RULE,
    &contradictions::RULE,
    &cruise_control::RULE,
    &disruption::RULE,
    &second_budget::RULE,
    &entity_operator::RULE,
    &factors::RULE,
    &grace::RULE,
    &heap::RULE,
    &ignored_by_pools::RULE,
    &image::RULE,
    &jmx::RULE,
    &kafka_version::RULE,
    &labels::RULE,
    &logging::RULE,
    &metadata_version::RULE,
    &min_insync::RULE,
    &mode::RULE,
    &names::RULE,
    &node_ids::RULE,
    &own_ca::RULE,
    &partitions::RULE,
    &pod_template::RULE,
    &pools::RULE,
    &positions::RULE,
    &protocol_version::RULE,
    &quantities::RULE,
    &quorum::RULE,
    &quotas::RULE,
    &rebalance::RULE,
    &resources::RULE,
    &roles::RULE,
    &security_context::RULE,
    &settings::RULE,
    &spread::RULE,
    &switches::RULE,
    &unclean::RULE,
    &windows::RULE,
    &without_pools::RULE,
    &worker_heap::RULE,
    &zookeeper_settings::RULE,
];
