//! What clients can rely on: when a write counts, what a reader may see twice, where failed records go.

use super::{Count, Listed, NAMES, alerts, first_client};
use crate::model::{Acks, Client, Model, Sourced, Topic};
use crate::reason::in_force;
use crate::render::Traced;
use crate::render::artefact::Platform;
use crate::render::artefacts::parts::{Text, made, text};
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub(super) struct Reliance<'m> {
    /// Topics by how many copies have a record for certain when `acks=all` is answered.
    levels: Vec<Level<'m>>,
    /// Producers that do not wait for all copies in sync.
    weak: Option<Listed<Weak<'m>>>,
    /// Whether a client uses aiokafka, whose own defaults promise less.
    aiokafka: bool,
    /// Whether a copy that was not in sync may lead, which loses records.
    unclean: bool,
    positions_kept: Text<'m>,
    /// Whether anything is read.
    read: bool,
    /// Whether some client has a topic for what it cannot handle.
    dead_letters: bool,
    /// The alerts that tell of these.
    letter_alerts: Vec<Text<'m>>,
    /// Clients that read without a place for what they cannot handle.
    no_letters: Option<Listed<Text<'m>>>,
}

#[derive(Debug, Serialize)]
struct Level<'m> {
    copies: Count,
    /// How many of these copies may be lost.
    spare: Option<Count>,
    /// There is no other copy.
    only: bool,
    topics: Listed<Text<'m>>,
}

#[derive(Debug, Serialize)]
struct Weak<'m> {
    name: Text<'m>,
    acks: Traced<&'static str>,
    /// It does not even wait for the leader.
    blind: bool,
}

impl<'m> Reliance<'m> {
    pub(super) fn of(platform: Platform<'m>) -> Self {
        let model = platform.model;
        let clients = &model.clients;
        let config = |key: &str| model.cluster.config.iter().find(|setting| setting.key == key);
        let weak: Vec<&Client> =
            clients.iter().filter(|client| client.acks.value != Acks::All && !client.produces.is_empty()).collect();
        let consumed = || clients.iter().flat_map(|client| client.consumes.iter().map(move |it| (client, it)));
        let without: Vec<&Sourced<String>> =
            consumed().filter(|(_, it)| it.dead_letters.is_none()).map(|(client, _)| &client.name).collect();
        let mut seen = BTreeSet::new();
        let without: Vec<&Sourced<String>> = without.into_iter().filter(|name| seen.insert(&name.value)).collect();
        Reliance {
            levels: levels(model),
            weak: some(Listed::of(&weak, NAMES, &first_client(model), |client| Weak::of(client))),
            aiokafka: clients.iter().any(|client| client.library.as_ref().is_some_and(|it| it.value == "aiokafka")),
            unclean: config("unclean.leader.election.enable").is_some_and(|it| it.value.value.text() == "true"),
            positions_kept: made(&in_force::positions_kept(model), |kept| kept.human()),
            read: consumed().next().is_some(),
            letter_alerts: alerts(platform, &["dead-letters"]),
            no_letters: some(Listed::of(&without, NAMES, &first_client(model), |name| text(name))),
            dead_letters: consumed().any(|(_, it)| it.dead_letters.is_some()),
        }
    }
}

fn some<T>(listed: Listed<T>) -> Option<Listed<T>> {
    (!listed.first.is_empty()).then_some(listed)
}

/// The fewest copies first, and topics that have no other copy before those.
fn levels(model: &Model) -> Vec<Level<'_>> {
    let level_of = |topic: &Topic| (topic.min_insync.value, topic.replicas.value > 1);
    let levels: BTreeSet<(u32, bool)> = model.topics.iter().map(level_of).collect();
    let level = |level: (u32, bool)| {
        let topics: Vec<_> = model.topics.iter().filter(|topic| level_of(topic) == level).collect();
        let origin = topics.first().map(|topic| topic.min_insync.origin.clone())?;
        let spare = level.0.saturating_sub(1);
        Some(Level {
            copies: Count::new(u64::from(level.0), origin.clone()),
            spare: (spare > 0).then(|| Count::new(u64::from(spare), origin.clone())),
            only: !level.1,
            topics: Listed::of(&topics, NAMES, &origin, |topic| text(&topic.name)),
        })
    };
    levels.into_iter().filter_map(level).collect()
}

impl<'m> Weak<'m> {
    fn of(client: &'m Client) -> Self {
        let (acks, blind) = match client.acks.value {
            Acks::All => ("all", false),
            Acks::Leader => ("1", false),
            Acks::None => ("0", true),
        };
        Weak { name: text(&client.name), acks: Traced::new(acks, client.acks.origin.clone()), blind }
    }
}
