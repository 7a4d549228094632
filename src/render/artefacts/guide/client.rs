//! A client, as people want to know it: where it runs, what it writes, what it reads.

use super::super::parts::{Text, text};
use super::topic::name_of;
use crate::model::{self, Model};
use serde::Serialize;

/// An application that writes or reads.
#[derive(Debug, Serialize)]
pub(super) struct Client<'m> {
    pub(super) name: Text<'m>,
    /// Where it runs, if that is said.
    pub(super) namespace: Option<Text<'m>>,
    /// Its library, if that is said.
    pub(super) library: Option<Text<'m>>,
    /// The topics that it writes to, by their names in Kafka.
    pub(super) produces: Vec<Text<'m>>,
    /// What it reads.
    pub(super) consumes: Vec<Consumption<'m>>,
}

/// What a client reads.
#[derive(Debug, Serialize)]
pub(super) struct Consumption<'m> {
    pub(super) topic: Text<'m>,
    pub(super) group: Text<'m>,
    /// Where it puts records that it cannot handle.
    pub(super) dead_letters: Option<Text<'m>>,
}

/// Every client, in the order of the spec.
pub(super) fn clients(model: &Model) -> Vec<Client<'_>> {
    model.clients.iter().map(|client| Client::of(client, model)).collect()
}

impl<'m> Client<'m> {
    pub(super) fn of(client: &'m model::Client, model: &'m Model) -> Self {
        let model::Client {
            name,
            namespace,
            listener: _,
            library,
            owner: _,
            produces,
            consumes,
            acks: _,
            codec: _,
            transactional_ids: _,
            quotas: _,
        } = client;
        let consumption = |consumed: &'m model::Consumption| Consumption {
            topic: name_of(&consumed.topic, model),
            group: text(&consumed.group),
            dead_letters: consumed.dead_letters.as_ref().map(|key| name_of(key, model)),
        };
        Client {
            name: text(name),
            namespace: namespace.as_ref().map(text),
            library: library.as_ref().map(text),
            produces: produces.iter().map(|key| name_of(key, model)).collect(),
            consumes: consumes.iter().map(consumption).collect(),
        }
    }
}
