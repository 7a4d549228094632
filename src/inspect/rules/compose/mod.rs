//! The local stack: can it start, can what runs in it be reached, and is it what the cluster is?
//!
//! What is not known (variables without a default, settings read from files, services of files that are not here) is
//! never held against anybody.

mod addresses;
mod advertised;
mod between_brokers;
mod circles;
mod controllers;
mod differs_from_cluster;
mod ensemble;
mod factors;
mod health;
mod images;
mod jaas;
mod kept;
mod listeners;
mod loopback;
mod members;
mod memory;
mod mode;
mod names;
mod nothing;
mod order;
mod pages;
mod ports;
mod published;
mod rights;
mod scripts;
mod secrets;
mod settings;
mod shared_volumes;
#[cfg(test)]
mod tests;
mod tools;
mod topics;
mod undeclared;
mod values;
mod variables;
mod voters;
mod waits;

use crate::bundle::Node;
use crate::inspect::Rule;
use crate::inventory::compose::{Broker, Service};

/// The rules of the area: from what Compose refuses to what only differs.
pub(super) const RULES: &[&Rule] = &[
    &nothing::RULE,
    &values::RULE,
    &undeclared::RULE,
    &names::RULE,
    &images::RULE,
    &variables::RULE,
    &mode::RULE,
    &members::RULE,
    &voters::RULE,
    &ensemble::RULE,
    &settings::RULE,
    &listeners::RULE,
    &controllers::RULE,
    &advertised::RULE,
    &jaas::RULE,
    &memory::RULE,
    &between_brokers::RULE,
    &loopback::RULE,
    &ports::RULE,
    &published::RULE,
    &addresses::RULE,
    &factors::RULE,
    &topics::RULE,
    &waits::RULE,
    &order::RULE,
    &circles::RULE,
    &pages::RULE,
    &tools::RULE,
    &scripts::RULE,
    &health::RULE,
    &kept::RULE,
    &shared_volumes::RULE,
    &rights::RULE,
    &secrets::RULE,
    &differs_from_cluster::RULE,
];

/// Where a setting of a broker stands, or where one would write it.
fn place_of<'b>(broker: &Broker<'b>, service: &Service<'b>, key: &str) -> Node<'b> {
    broker.set(key).map_or(service.head(), |set| set.node)
}

/// `KAFKA_NODE_ID`: the variable that sets a setting in the image of a service.
fn variable_of(broker: &Broker<'_>, key: &str) -> String {
    if let Some(set) = broker.set(key) {
        return set.variable.clone();
    }
    let prefix = broker.family.and_then(|family| family.settings.as_deref()).unwrap_or("KAFKA_");
    format!("{prefix}{}", key.to_uppercase().replace('_', "__").replace('-', "___").replace('.', "_"))
}
