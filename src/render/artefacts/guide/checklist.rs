//! `KAFKA_IMPLEMENTATION_CHECKLIST.md`: the steps by which each client comes to Kafka, in the order in which they are taken.

use super::super::compose;
use super::super::parts::{Text, made, text, value};
use super::access;
use super::environment::{self, Connection};
use super::topic::{self, Users};
use super::watch::Watchers;
use super::{commands, settings};
use crate::bundle::header::Style;
use crate::catalog::Matter;
use crate::model::{self, Model, Sourced};
use crate::render::Traced;
use crate::render::artefact::{Description, Platform, context_value};
use serde::Serialize;
use std::collections::BTreeSet;

pub(in crate::render::artefacts) const DESCRIPTION: Description = Description {
    path: "services/docs/KAFKA_IMPLEMENTATION_CHECKLIST.md",
    template: include_str!("../../../../templates/services/docs/KAFKA_IMPLEMENTATION_CHECKLIST.md.j2"),
    title: "the checklist of adoption",
    style: Style::Markup,
    wanted: |_| true,
    context: |platform| context_value(&Context::of(platform)),
    promises: |_| Vec::new(),
    additions: |_| Vec::new(),
};

#[derive(Debug, Serialize)]
struct Context<'m> {
    cluster: Text<'m>,
    namespace: Text<'m>,
    topics: Vec<Contract<'m>>,
    /// Whether any listener needs a certificate or a credential.
    secrets: bool,
    /// The sources of the library that clients share; nothing without clients.
    modules: Option<Modules<'m>>,
    connections: Vec<Connection<'m>>,
    consumers: Vec<Consumer<'m>>,
    producers: Vec<Producer<'m>>,
    stack: Option<Local<'m>>,
    monitored: bool,
    /// Every client with the alerts that tell of it; empty without monitoring.
    watched: Vec<Watched<'m>>,
}

/// A topic between those who write and those who read it.
#[derive(Debug, Serialize)]
struct Contract<'m> {
    name: Text<'m>,
    writers: Vec<Text<'m>>,
    readers: Vec<Text<'m>>,
}

/// The four parts of the shared library, each with its file in every language that clients are written in.
#[derive(Debug, Serialize)]
struct Modules<'m> {
    config: Vec<Text<'m>>,
    schemas: Vec<Text<'m>>,
    producer: Vec<Text<'m>>,
    consumer: Vec<Text<'m>>,
}

/// A client that reads.
#[derive(Debug, Serialize)]
struct Consumer<'m> {
    name: Text<'m>,
    reads: Vec<Read<'m>>,
    /// Its library's words for who commits, and for where a new group begins.
    commit: Option<Word<'m>>,
    reset: Option<Word<'m>>,
}

#[derive(Debug, Serialize)]
struct Word<'m> {
    key: &'m str,
    value: &'m str,
}

/// What a client reads, with all that follows from it.
#[derive(Debug, Serialize)]
struct Read<'m> {
    topic: Text<'m>,
    group: Text<'m>,
    partitions: Option<Traced<u32>>,
    dead_letters: Option<Text<'m>>,
    /// How long what it does not read waits.
    waits: Option<Text<'m>>,
}

/// A client that writes.
#[derive(Debug, Serialize)]
struct Producer<'m> {
    name: Text<'m>,
    topics: Vec<Written<'m>>,
    weak_acks: Option<Text<'m>>,
    acks: Option<Word<'m>>,
}

/// What a client writes, and for whom.
#[derive(Debug, Serialize)]
struct Written<'m> {
    name: Text<'m>,
    readers: Vec<Text<'m>>,
}

/// The local stack, for tests.
#[derive(Debug, Serialize)]
struct Local<'m> {
    list_topics: Text<'m>,
    write: Option<Text<'m>>,
    letters: Option<Text<'m>>,
    lag: Option<Text<'m>>,
    stop: Text<'m>,
    start: Text<'m>,
}

#[derive(Debug, Serialize)]
struct Watched<'m> {
    client: Text<'m>,
    alerts: Vec<Text<'m>>,
}

impl<'m> Context<'m> {
    fn of(platform: Platform<'m>) -> Self {
        let Platform { model, rules, client: _ } = platform;
        let (users, watchers) = (Users::of(model), Watchers::of(rules));
        let shared = model.topics.iter().filter(|topic| !topic.is_dead_letter_queue());
        let reads = model.clients.iter().filter(|client| !client.consumes.is_empty());
        let writes = model.clients.iter().filter(|client| !client.produces.is_empty());
        let watched = |client: &'m model::Client| Watched {
            client: text(&client.name),
            alerts: watchers.of_client(client, model),
        };
        let monitored = !rules.is_empty();
        Context {
            cluster: text(&model.cluster.name),
            namespace: text(&model.cluster.namespace),
            topics: shared.map(|topic| Contract::of(topic, &users)).collect(),
            secrets: access::access(model).is_some(),
            modules: modules(model),
            connections: environment::connections(model),
            consumers: reads.map(|client| Consumer::of(client, model)).collect(),
            producers: writes.map(|client| Producer::of(client, &users, model)).collect(),
            stack: Local::of(model),
            monitored,
            watched: if monitored { model.clients.iter().map(watched).collect() } else { Vec::new() },
        }
    }
}

impl<'m> Contract<'m> {
    fn of(topic: &'m model::Topic, users: &Users<'m>) -> Self {
        // Who reads a topic by two groups is still one to agree with.
        let mut seen = BTreeSet::new();
        let readers = users.readers(topic).iter().filter(|(client, _)| seen.insert(&client.name.value));
        Contract {
            name: text(&topic.name),
            writers: users.writers(topic).iter().map(|client| text(&client.name)).collect(),
            readers: readers.map(|(client, _)| text(&client.name)).collect(),
        }
    }
}

/// The parts of the shared library. What is written in an unknown language has files without an ending.
fn modules(model: &Model) -> Option<Modules<'_>> {
    let mut languages: Vec<(&str, &Sourced<String>)> = Vec::new();
    for client in &model.clients {
        let Some((library, known)) = settings::library(client) else { continue };
        let ending = if known { library.ending.as_str() } else { "" };
        if !languages.iter().any(|(seen, _)| *seen == ending) {
            languages.push((ending, client.library.as_ref().unwrap_or(&client.name)));
        }
    }
    let files = |name: &str| {
        let file = |(ending, from): &(&str, &Sourced<String>)| {
            made(from, |_| if ending.is_empty() { name.to_owned() } else { format!("{name}.{ending}") })
        };
        languages.iter().map(file).collect()
    };
    (!languages.is_empty()).then(|| Modules {
        config: files("config"),
        schemas: files("schemas"),
        producer: files("producer"),
        consumer: files("consumer"),
    })
}

/// A library's words for something; nothing where it has none.
fn word(client: &model::Client, of: Matter) -> Option<Word<'_>> {
    let (library, _) = settings::library(client)?;
    let setting = library.setting(of)?;
    Some(Word { key: &setting.key, value: setting.value.as_deref()? })
}

impl<'m> Consumer<'m> {
    fn of(client: &'m model::Client, model: &'m Model) -> Self {
        let read = |consumed: &'m model::Consumption| Read {
            topic: topic::name_of(&consumed.topic, model),
            group: text(&consumed.group),
            partitions: topic::named(&consumed.topic, model).map(|topic| value(&topic.partitions)),
            dead_letters: consumed.dead_letters.as_ref().map(|key| topic::name_of(key, model)),
            waits: settings::waits(&consumed.topic, model),
        };
        Consumer {
            name: text(&client.name),
            reads: client.consumes.iter().map(read).collect(),
            commit: word(client, Matter::Commit),
            reset: word(client, Matter::Reset),
        }
    }
}

impl<'m> Producer<'m> {
    fn of(client: &'m model::Client, users: &Users<'m>, model: &'m Model) -> Self {
        let topics = client.produces.iter().filter_map(|key| topic::named(key, model));
        let written = |topic| {
            let Contract { name, writers: _, readers } = Contract::of(topic, users);
            Written { name, readers }
        };
        Producer {
            name: text(&client.name),
            topics: topics.map(written).collect(),
            weak_acks: settings::weak_acks(client),
            acks: word(client, Matter::Acks),
        }
    }
}

impl<'m> Local<'m> {
    fn of(model: &'m Model) -> Option<Self> {
        let stack = model.stack.as_ref()?;
        let container = compose::container(stack, "kafka");
        let docker =
            |verb: &str| Traced::new(format!("docker {verb} {}", container.value).into(), container.origin.clone());
        let commands = commands::in_stack(model)?;
        Some(Local {
            list_topics: commands.list_topics,
            write: commands.topic.map(|topic| topic.write),
            letters: commands.letters,
            lag: commands.group.map(|group| group.lag),
            stop: docker("stop"),
            start: docker("start"),
        })
    }
}

#[cfg(test)]
mod tests;
