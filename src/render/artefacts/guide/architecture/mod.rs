//! `KAFKA_ARCHITECTURE_ANALYSIS.md`: what runs where, why the numbers are what they are, what fits, what goes on when
//! something is gone. The arithmetic is [`reason`](crate::reason)'s; here it gets its places, and the template its words.

mod absent;
mod failure;
mod growth;
mod kept;
mod local;
mod reasons;
mod reliance;
mod running;
mod settings;
mod storage;
#[cfg(test)]
mod tests;

use super::super::parts::{Text, text};
use super::client::Client;
use super::count::{Count, number};
use super::quorum::Deciders;
use crate::bundle::header::Style;
use crate::model::{Model, Origin};
use crate::render::artefact::{Description, Platform, context_value};
use serde::Serialize;

pub(in crate::render::artefacts) const DESCRIPTION: Description = Description {
    path: "services/docs/KAFKA_ARCHITECTURE_ANALYSIS.md",
    template: include_str!("../../../../../templates/services/docs/KAFKA_ARCHITECTURE_ANALYSIS.md.j2"),
    title: "the architecture: what runs where, what fits, what goes on when something fails",
    style: Style::Markup,
    wanted: |_| true,
    context: |platform| context_value(&Context::of(platform)),
    promises: |_| Vec::new(),
    additions: |_| Vec::new(),
};

/// The longest table: nobody reads more rows, and what is left out is counted and summed.
const ROWS: usize = 40;

/// The longest list of names within a row or a sentence.
const NAMES: usize = 6;

#[derive(Debug, Serialize)]
struct Context<'m> {
    name: Text<'m>,
    namespace: Text<'m>,
    kafka: Text<'m>,
    strimzi: Text<'m>,
    brokers: Count,
    deciders: Deciders,
    topics: Option<Count>,
    applications: Option<Count>,
    running: running::Running<'m>,
    clients: Listed<Client<'m>>,
    reliance: reliance::Reliance<'m>,
    reasons: reasons::Reasons<'m>,
    storage: storage::Storage<'m>,
    failure: failure::Failure<'m>,
    local: Option<local::Local<'m>>,
    absent: absent::Absent<'m>,
    growth: growth::Growth<'m>,
    settings: Vec<settings::Row<'m>>,
}

/// The first of many, and how many more there are.
#[derive(Debug, Serialize)]
struct Listed<T> {
    first: Vec<T>,
    more: Option<Text<'static>>,
}

impl<'m> Context<'m> {
    fn of(platform: Platform<'m>) -> Self {
        let model = platform.model;
        let cluster = &model.cluster;
        let storage = storage::Storage::of(platform);
        Context {
            name: text(&cluster.name),
            namespace: text(&cluster.namespace),
            kafka: text(&cluster.kafka),
            strimzi: text(&cluster.strimzi),
            brokers: Count::of(&cluster.brokers.count()),
            deciders: Deciders::of(model),
            topics: Count::some(model.topics.len(), &first_topic(model)),
            applications: Count::some(model.clients.len(), &first_client(model)),
            running: running::Running::of(model),
            clients: Listed::of(&model.clients, ROWS, &first_client(model), |client| Client::of(client, model)),
            reliance: reliance::Reliance::of(platform),
            reasons: reasons::Reasons::of(model),
            growth: growth::Growth::of(platform, &storage),
            storage,
            failure: failure::Failure::of(model),
            local: local::Local::of(model),
            absent: absent::Absent::of(model),
            settings: settings::rows(model),
        }
    }
}

impl<T> Listed<T> {
    /// The first of many, each made by `make`; what counts them comes from `origin`.
    fn of<'a, M>(all: &'a [M], limit: usize, origin: &Origin, make: impl FnMut(&'a M) -> T) -> Self {
        let first = all.iter().take(limit).map(make).collect();
        Listed { first, more: rest(all.len().saturating_sub(limit), origin) }
    }
}

/// How many more there are, if there are.
fn rest(count: usize, origin: &Origin) -> Option<Text<'static>> {
    Count::some(count, origin).map(|count| count.number)
}

/// Where the topics are counted: at the first one, or where one would write it.
fn first_topic(model: &Model) -> Origin {
    model.topics.first().map_or_else(|| model.cluster.name.origin.clone(), |topic| topic.key.origin.clone())
}

/// Where the clients are counted.
fn first_client(model: &Model) -> Origin {
    model.clients.first().map_or_else(|| model.cluster.name.origin.clone(), |client| client.name.origin.clone())
}

/// The names of the alerts of some kinds.
fn alerts<'m>(platform: Platform<'m>, kinds: &[&str]) -> Vec<Text<'m>> {
    let of_kind = |rule: &&crate::alert::Rule| rule.kind.is_some_and(|kind| kinds.contains(&kind.name));
    platform.rules.iter().filter(of_kind).map(|rule| text(&rule.name)).collect()
}
