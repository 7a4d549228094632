//! What is deliberately not there, and what follows from that.

use crate::model::Model;
use crate::reason::in_force::Logs;
use crate::render::artefacts::guide::address::{Address, addresses};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Absent<'m> {
    listeners: Vec<Address<'m>>,
    /// Some listener takes anybody who reaches it.
    anonymous: bool,
    /// Some listener is not encrypted.
    readable: bool,
    monitoring: bool,
    /// Nobody decides who may do what.
    unauthorized: bool,
    /// Some client writes in transactions.
    transacts: bool,
    /// A topic is made when a client first names it.
    makes_topics: bool,
    /// The partitions that the first transaction would make on a broker, at most.
    transactions: u32,
}

impl<'m> Absent<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let listeners = &model.cluster.listeners;
        let config = |key: &str| model.cluster.config.iter().find(|setting| setting.key == key);
        Absent {
            listeners: addresses(model),
            anonymous: listeners.iter().any(|listener| listener.authentication.is_none()),
            readable: listeners.iter().any(|listener| !listener.tls.value),
            monitoring: model.monitoring.is_some(),
            unauthorized: !model.cluster.authorization.is_on(),
            transacts: model.clients.iter().any(|client| !client.transactional_ids.is_empty()),
            makes_topics: config("auto.create.topics.enable").is_some_and(|it| it.value.value.text() == "true"),
            transactions: Logs::of(model).transactions(model).copies.partitions,
        }
    }
}
