//! What to change first when the platform grows.

use super::storage::Storage;
use super::{Count, Listed, NAMES};
use crate::model::{Model, Pool, Role, Topic, Volume};
use crate::render::artefact::Platform;
use crate::render::artefacts::parts::{Text, made, text};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub(super) struct Growth<'m> {
    volumes: Vec<Grows<'m>>,
    /// What is left of what may be used of a volume.
    left: Option<Text<'m>>,
    /// How many members of a group can be busy, by topic: those that somebody reads.
    members: Option<Listed<Members<'m>>>,
    /// Topics in which the order of a key's records changes when partitions are added.
    topics: bool,
    /// A cluster with as many brokers as copies has nowhere to go when one is lost for good.
    brokers: Text<'static>,
    /// The table that says how many there are; none where each of them is a controller, whose number stays.
    table: Option<String>,
    /// Kubernetes nodes, if that is known.
    nodes: Option<Count>,
}

/// Whether a volume can grow where it is.
#[derive(Debug, Serialize)]
struct Grows<'m> {
    size: Text<'m>,
    class: Option<Text<'m>>,
    yes: bool,
    no: bool,
}

#[derive(Debug, Serialize)]
struct Members<'m> {
    topic: Text<'m>,
    partitions: Text<'static>,
}

impl<'m> Growth<'m> {
    pub(super) fn of(platform: Platform<'m>, storage: &Storage<'m>) -> Self {
        let model = platform.model;
        let mut read: Vec<&Topic> = Vec::new();
        let topics: BTreeMap<&str, &Topic> =
            model.topics.iter().map(|topic| (topic.key.value.as_str(), topic)).collect();
        let consumed = model.clients.iter().flat_map(|client| &client.consumes);
        let mut seen = std::collections::BTreeSet::new();
        for consumption in consumed {
            let topic = topics.get(consumption.topic.value.as_str());
            read.extend(topic.filter(|topic| seen.insert(topic.key.value.as_str())));
        }
        let at = read.first().map(|topic| topic.partitions.origin.clone());
        let members = at.map(|origin| {
            Listed::of(&read, NAMES, &origin, |topic| Members {
                topic: text(&topic.name),
                partitions: Count::of(&topic.partitions).number,
            })
        });
        Growth {
            volumes: distinct(model).into_iter().map(|volume| Grows::of(volume, model)).collect(),
            left: storage.left().cloned(),
            members,
            topics: !model.topics.is_empty(),
            brokers: Count::of(&model.cluster.brokers.count()).number,
            table: growing(model).map(|pool| format!("[{}]", pool.table())),
            nodes: model.environment.nodes.as_ref().map(Count::of),
        }
    }
}

/// The pool that more brokers go to: one whose nodes are no controllers.
fn growing(model: &Model) -> Option<&Pool> {
    model.cluster.brokers.pools().find(|pool| !pool.does(Role::Controller))
}

/// The brokers' volumes, those of one size and class once.
fn distinct(model: &Model) -> Vec<&Volume> {
    let mut seen: Vec<(u64, Option<&str>)> = Vec::new();
    let key = |volume: &'_ Volume| volume.size.value.0;
    let pools = model.cluster.brokers.pools();
    let mut volumes: Vec<&Volume> = pools.flat_map(|pool| pool.nodes.storage.volumes()).collect();
    volumes.retain(|volume| {
        let kind = (key(volume), volume.class.as_ref().map(|class| class.value.as_str()));
        let new = !seen.contains(&kind);
        seen.push(kind);
        new
    });
    volumes
}

impl<'m> Grows<'m> {
    fn of(volume: &'m Volume, model: &'m Model) -> Self {
        let class = volume.class.as_ref();
        let known = class.and_then(|class| model.environment.storage_class(&class.value)?.expandable.as_ref());
        Grows {
            size: made(&volume.size, |size| size.human()),
            class: class.map(text),
            yes: known.is_some_and(|known| known.value),
            no: known.is_some_and(|known| !known.value),
        }
    }
}
