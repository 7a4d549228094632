//! `KAFKA_QUICK_REFERENCE.md`: where the cluster is, what it holds, how each client is set up, and what one types.

use super::super::parts::{Text, fixed, made, text, value};
use super::super::{clients, compose};
use super::access::{self, Access};
use super::address::{self, Address, Local};
use super::client::{self, Consumption};
use super::commands::{self, Commands};
use super::settings::{self, Code};
use super::topic::{self, Users};
use super::watch::{self, Alert};
use crate::bundle::header::Style;
use crate::catalog::{Library, Matter, Snippet};
use crate::model::{self, Cleanup, Limit, ListenerType, Model};
use crate::render::Traced;
use crate::render::artefact::{Description, Platform, context_value};
use serde::Serialize;

pub(in crate::render::artefacts) const DESCRIPTION: Description = Description {
    path: "services/docs/KAFKA_QUICK_REFERENCE.md",
    template: include_str!("../../../../templates/services/docs/KAFKA_QUICK_REFERENCE.md.j2"),
    title: "the quick reference",
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
    kafka: Text<'m>,
    addresses: Vec<Address<'m>>,
    /// The listeners that are reached from outside of Kubernetes, each with the command that tells their address.
    outside: Vec<Outside<'m>>,
    local: Option<Local<'m>>,
    topics: Vec<Topic<'m>>,
    clients: Vec<Client<'m>>,
    libraries: Vec<Words<'m>>,
    /// How long a group that is away keeps its position.
    positions_kept: Option<Text<'m>>,
    access: Option<Access<'m>>,
    needs_file: bool,
    in_cluster: Commands<'m>,
    stack: Option<LocalStack<'m>>,
    alerts: Vec<Alert<'m>>,
}

#[derive(Debug, Serialize)]
struct Outside<'m> {
    listener: Text<'m>,
    command: Text<'m>,
    /// Brokers show certificates that do not have the addresses by which they are reached: those of nodes
    /// (`KafkaListenersReconciler.nodePortServicesReady`, 0.39.0 to 1.2.0).
    unnamed: bool,
}

/// The local stack: how it is started, and what one types then.
#[derive(Debug, Serialize)]
struct LocalStack<'m> {
    /// The services to start, as one types them.
    services: Text<'m>,
    /// The containers that must run then.
    containers: Vec<Text<'m>>,
    /// The one that makes the topics, and ends.
    init: Text<'m>,
    kafka: Text<'m>,
    commands: Commands<'m>,
}

/// A topic on one line.
#[derive(Debug, Serialize)]
struct Topic<'m> {
    name: Text<'m>,
    purpose: Option<Text<'m>>,
    partitions: Traced<u32>,
    replicas: Traced<u32>,
    min_insync: Traced<u32>,
    /// What ends the life of a record, one after the other.
    kept: Vec<Text<'m>>,
    writers: Vec<Text<'m>>,
    /// The clients that put here what they cannot handle.
    givers: Vec<Text<'m>>,
    readers: Vec<topic::Reader<'m>>,
}

#[derive(Debug, Serialize)]
struct Client<'m> {
    name: Text<'m>,
    namespace: Option<Text<'m>>,
    /// What has its variables, where its namespace is said.
    config_map: Option<Text<'m>>,
    library: Option<Text<'m>>,
    /// Whether the catalogue knows its library.
    known: bool,
    listener: Option<Text<'m>>,
    bootstrap: Option<Text<'m>>,
    produces: Vec<Text<'m>>,
    reads: Vec<Reading<'m>>,
    weak_acks: Option<Text<'m>>,
    odd_codec: Option<Text<'m>>,
    largest: Option<Text<'m>>,
    code: Option<Code<'m>>,
}

/// What a client reads, and how many of it can.
#[derive(Debug, Serialize)]
struct Reading<'m> {
    what: Consumption<'m>,
    partitions: Option<Traced<u32>>,
}

/// A library's words for the settings that matter.
#[derive(Debug, Serialize)]
struct Words<'m> {
    /// Nothing where only clients of unknown libraries use it.
    name: Option<Text<'m>>,
    kafkas: &'m str,
    version: &'m str,
    fence: &'m str,
    /// The clients whose library the catalogue does not know.
    guessed: Vec<Text<'m>>,
    settings: Vec<Row<'m>>,
    publish: Option<String>,
    consume: Option<String>,
    serve: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row<'m> {
    key: &'m str,
    value: Option<&'m str>,
    otherwise: &'m str,
    why: &'static str,
}

impl<'m> Context<'m> {
    fn of(platform: Platform<'m>) -> Self {
        let Platform { model, rules, client: _ } = platform;
        let users = Users::of(model);
        let outside = model.cluster.listeners.iter().filter(|listener| !address::is_internal(listener));
        let retention = model.cluster.config.iter().find(|setting| setting.key == "offsets.retention.minutes");
        Context {
            cluster: text(&model.cluster.name),
            namespace: text(&model.cluster.namespace),
            kafka: text(&model.cluster.kafka),
            addresses: address::addresses(model),
            outside: outside.map(|listener| Outside::of(listener, model)).collect(),
            local: address::local(model),
            topics: model
                .topics
                .iter()
                .zip(topic::topics(&users, model))
                .map(|(one, all)| Topic::of(one, all, &users))
                .collect(),
            clients: model.clients.iter().map(|client| Client::of(client, &users, model)).collect(),
            libraries: words(model),
            positions_kept: retention.and_then(|setting| {
                let human = setting.human.as_deref()?;
                Some(Traced::new(human.into(), setting.value.origin.clone()))
            }),
            access: access::access(model),
            needs_file: commands::needs_file(model),
            in_cluster: commands::in_cluster(model),
            stack: LocalStack::of(model),
            alerts: watch::alerts(rules),
        }
    }
}

impl<'m> LocalStack<'m> {
    fn of(model: &'m Model) -> Option<Self> {
        let stack = model.stack.as_ref()?;
        let services = compose::services(stack);
        let running = services.iter().filter(|service| **service != "kafka-init");
        Some(LocalStack {
            services: made(&stack.project, |_| services.join(" ")),
            containers: running.map(|service| compose::container(stack, service)).collect(),
            init: compose::container(stack, "kafka-init"),
            kafka: compose::container(stack, "kafka"),
            commands: commands::in_stack(model)?,
        })
    }
}

impl<'m> Outside<'m> {
    /// The operator writes the address into the cluster's status when it knows it.
    fn of(listener: &'m model::Listener, model: &'m Model) -> Self {
        let (cluster, namespace) = (&model.cluster.name, &model.cluster.namespace);
        let command = format!(
            "kubectl -n {} get kafka {} -o jsonpath='{{.status.listeners[?(@.name==\"{}\")].bootstrapServers}}'",
            namespace.value, cluster.value, listener.name.value
        );
        let origin = cluster.origin.and(&namespace.origin).and(&listener.name.origin);
        Outside {
            listener: text(&listener.name),
            command: Traced::new(command.into(), origin),
            unnamed: listener.kind.value == ListenerType::NodePort && listener.tls.value,
        }
    }
}

impl<'m> Topic<'m> {
    fn of(topic: &'m model::Topic, all: topic::Topic<'m>, users: &Users<'m>) -> Self {
        Topic {
            name: all.name,
            purpose: all.purpose.filter(|purpose| !purpose.value.trim().is_empty()),
            partitions: all.partitions,
            replicas: all.replicas,
            min_insync: all.min_insync,
            kept: kept(topic),
            writers: all.writers,
            givers: users.givers(topic).iter().map(|client| text(&client.name)).collect(),
            readers: all.readers,
        }
    }
}

/// What ends the life of a topic's records.
fn kept(topic: &model::Topic) -> Vec<Text<'_>> {
    let mut ends = Vec::new();
    if topic.cleanup.value != Cleanup::Delete {
        ends.push(fixed("the last record of each key", &topic.cleanup));
    }
    if topic.cleanup.value != Cleanup::Compact {
        let sized = matches!(topic.max_bytes.value, Limit::At(_));
        match topic.retention.value {
            Limit::At(_) => ends.push(topic::kept(&topic.retention)),
            Limit::Unlimited if sized || !ends.is_empty() => {}
            Limit::Unlimited => ends.push(fixed("for ever", &topic.retention)),
        }
        if sized {
            let held = topic::held(&topic.max_bytes);
            ends.push(Traced::new(format!("{} a partition", held.value).into(), held.origin));
        }
    }
    ends
}

impl<'m> Client<'m> {
    fn of(client: &'m model::Client, users: &Users<'m>, model: &'m Model) -> Self {
        let all = client::Client::of(client, model);
        let listener = model.listener_of(client);
        let reads = client.consumes.iter().zip(all.consumes).map(|(read, what)| Reading {
            what,
            partitions: topic::named(&read.topic, model).map(|topic| value(&topic.partitions)),
        });
        Client {
            name: all.name,
            namespace: all.namespace,
            config_map: client.namespace.as_ref().map(|_| made(&client.name, |name| clients::config_map(name))),
            library: all.library,
            known: settings::library(client).is_some_and(|(_, known)| known),
            listener: listener.map(|listener| text(&listener.name)),
            bootstrap: listener.map(|listener| address::bootstrap(listener, model)),
            produces: all.produces,
            reads: reads.collect(),
            weak_acks: settings::weak_acks(client).filter(|_| settings::writes(client)),
            odd_codec: settings::odd_codec(client).map(text),
            largest: settings::largest(client, model).map(|size| made(size, |size| size.human())),
            code: Code::of(client, users, model),
        }
    }
}

/// The words of the libraries that clients use, in the order in which they do.
fn words(model: &Model) -> Vec<Words<'_>> {
    let mut words: Vec<Words<'_>> = Vec::new();
    for client in &model.clients {
        let Some((library, known)) = settings::library(client) else { continue };
        let at = words.iter().position(|words| words.kafkas == library.name);
        let at = at.unwrap_or_else(|| {
            words.push(Words::of(library, model));
            words.len() - 1
        });
        let Some(words) = words.get_mut(at) else { continue };
        match client.library.as_ref().filter(|_| known) {
            Some(written) => {
                words.name.get_or_insert_with(|| fixed(&library.name, written));
            }
            None => words.guessed.push(text(&client.name)),
        }
    }
    words
}

impl<'m> Words<'m> {
    fn of(library: &'static Library, model: &'m Model) -> Self {
        let users = || {
            let of =
                |client: &&model::Client| settings::library(client).is_some_and(|(own, _)| own.name == library.name);
            model.clients.iter().filter(of)
        };
        let (writes, reads) = (users().any(settings::writes), users().any(|client| !client.consumes.is_empty()));
        let raises = users().any(|client| settings::largest(client, model).is_some());
        let wanted = |of: Matter| match of {
            Matter::Acks | Matter::Idempotence => writes,
            Matter::MaxRequest => raises,
            Matter::Reset | Matter::Commit | Matter::Poll => reads,
        };
        let code =
            |snippet: &Option<Snippet>, there: bool| snippet.as_ref().filter(|_| there).map(|code| code.fill(|_| None));
        Words {
            name: None,
            kafkas: &library.name,
            version: &library.version,
            fence: &library.fence,
            guessed: Vec::new(),
            settings: library.settings.iter().filter(|setting| wanted(setting.of)).map(Row::of).collect(),
            publish: code(&library.publish, users().any(|client| !client.produces.is_empty())),
            consume: code(&library.consume, reads),
            serve: code(&library.serve, reads),
        }
    }
}

impl<'m> Row<'m> {
    fn of(setting: &'m crate::catalog::LibrarySetting) -> Self {
        let why = match setting.of {
            Matter::Acks => {
                "A write counts when every copy in sync has it. With less, the copies in sync protect nothing."
            }
            Matter::Idempotence => "A write that is tried again stands once, and in its order.",
            Matter::MaxRequest => "A topic takes larger batches than the library sends by itself.",
            Matter::Reset => "A group without a position begins at the oldest record, and skips none.",
            Matter::Commit => {
                "The application says when a record is handled. Otherwise a crash loses what was read and not handled."
            }
            Matter::Poll => {
                "In milliseconds: what was fetched must be handled within it, or the partitions go to another member."
            }
        };
        let crate::catalog::LibrarySetting { of: _, key, value, otherwise } = setting;
        Row { key, value: value.as_deref(), otherwise, why }
    }
}

#[cfg(test)]
mod tests;
