//! What runs with which numbers, as tables.

use super::super::super::parts::{Text, fixed, made, text, value};
use super::super::topic::{cleanup_word, held, kept, name_of};
use crate::catalog;
use crate::model::{self, Canonical, Model, Sourced, Spread, Storage};
use crate::render::Traced;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Configuration<'m> {
    nodes: Vec<Nodes<'m>>,
    topics: Vec<Topic<'m>>,
    settings: Vec<Setting<'m>>,
    labels: Vec<Text<'m>>,
    exporter: bool,
    users: bool,
}

/// Nodes of one kind.
#[derive(Debug, Serialize)]
struct Nodes<'m> {
    what: String,
    replicas: Traced<u32>,
    cpu: Text<'m>,
    memory: Text<'m>,
    heap: Text<'m>,
    volumes: Vec<Volume<'m>>,
    spread: Text<'m>,
}

#[derive(Debug, Serialize)]
struct Volume<'m> {
    size: Text<'m>,
    class: Option<Text<'m>>,
    /// Whether it goes with the cluster.
    goes: bool,
}

/// A topic with its numbers.
#[derive(Debug, Serialize)]
struct Topic<'m> {
    name: Text<'m>,
    purpose: Option<Text<'m>>,
    dead_letter_for: Option<Text<'m>>,
    partitions: Traced<u32>,
    replicas: Traced<u32>,
    min_insync: Traced<u32>,
    retention: Text<'m>,
    max_bytes: Text<'m>,
    cleanup: Text<'m>,
}

/// A setting of all brokers, beside what Kafka would do without it.
#[derive(Debug, Serialize)]
struct Setting<'m> {
    key: &'m str,
    value: Text<'m>,
    human: Option<Text<'m>>,
    default: Option<&'m str>,
    /// It takes effect only when a broker starts.
    restarts: bool,
}

impl<'m> Configuration<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let cluster = &model.cluster;
        let known = catalog::settings(&cluster.kafka.value);
        Configuration {
            nodes: cluster.sets().iter().map(Nodes::of).collect(),
            topics: model.topics.iter().map(|topic| Topic::of(topic, model)).collect(),
            settings: cluster.config.iter().map(|setting| Setting::of(setting, known)).collect(),
            labels: cluster.labels.iter().map(pair).collect(),
            exporter: cluster.exporter.is_some(),
            users: cluster.entity_operator.users.value,
        }
    }
}

fn pair<'m>((key, value): &(Sourced<String>, Sourced<String>)) -> Text<'m> {
    Traced::new(format!("{}: {}", key.value, value.value).into(), value.origin.and(&key.origin))
}

impl<'m> Topic<'m> {
    fn of(topic: &'m model::Topic, model: &'m Model) -> Self {
        Topic {
            name: text(&topic.name),
            purpose: topic.purpose.as_ref().map(text),
            dead_letter_for: topic.dead_letter_for.as_ref().map(|key| name_of(key, model)),
            partitions: value(&topic.partitions),
            replicas: value(&topic.replicas),
            min_insync: value(&topic.min_insync),
            retention: kept(&topic.retention),
            max_bytes: held(&topic.max_bytes),
            cleanup: fixed(cleanup_word(topic.cleanup.value), &topic.cleanup),
        }
    }
}

impl<'m> Nodes<'m> {
    fn of(set: &model::Set<'m>) -> Self {
        let model::Nodes { replicas, storage, resources, heap, spread, pod: _ } = set.nodes;
        let model::Resources { requests, limits } = resources;
        let volumes = match storage {
            Storage::One(volume) => vec![Volume::of(volume)],
            Storage::Several(volumes) => volumes.iter().map(|(_, volume)| Volume::of(volume)).collect(),
        };
        Nodes {
            what: set.one(),
            replicas: value(replicas),
            cpu: amount(requests.cpu.as_ref(), limits.cpu.as_ref(), replicas, |cpu| cpu.quantity()),
            memory: amount(requests.memory.as_ref(), limits.memory.as_ref(), replicas, |memory| memory.quantity()),
            heap: range(&heap.initial, &heap.max),
            volumes,
            spread: fixed(apart(spread.value), spread),
        }
    }
}

impl<'m> Volume<'m> {
    fn of(volume: &'m model::Volume) -> Self {
        let model::Volume { size, class, delete_claim, metadata: _ } = volume;
        Volume { size: made(size, |size| size.quantity()), class: class.as_ref().map(text), goes: delete_claim.value }
    }
}

/// What is asked for and what is allowed: `500m to 2`, `2Gi` where both are the same, and without a limit what is asked for.
fn amount<'m, T: PartialEq>(
    request: Option<&Sourced<T>>,
    limit: Option<&Sourced<T>>,
    otherwise: &Sourced<u32>,
    show: impl Fn(&T) -> String,
) -> Text<'m> {
    match (request, limit) {
        (Some(request), Some(limit)) if request.value == limit.value => made(request, show),
        (Some(request), Some(limit)) => {
            let both = format!("{} to {}", show(&request.value), show(&limit.value));
            Traced::new(both.into(), request.origin.and(&limit.origin))
        }
        (Some(request), None) => made(request, |request| format!("{}, no limit", show(request))),
        (None, Some(limit)) => made(limit, |limit| format!("up to {}", show(limit))),
        (None, None) => made(otherwise, |_| "as it comes".to_owned()),
    }
}

fn range<'m>(initial: &Sourced<crate::units::Bytes>, max: &Sourced<crate::units::Bytes>) -> Text<'m> {
    amount(Some(initial), Some(max), &Sourced::default(0, max.origin.first()), |size| size.quantity())
}

/// What Kafka does without the setting.
fn default(fact: &'static catalog::Setting) -> Option<&'static str> {
    match fact.default {
        catalog::Fallback::Value(value) if !value.is_empty() => Some(value),
        _ => None,
    }
}

/// How nodes are kept apart, in words.
fn apart(spread: Spread) -> &'static str {
    match spread {
        Spread::Node => "on different nodes where there are enough",
        Spread::NodeRequired => "on different nodes, or not at all",
        Spread::Zone => "over the zones",
        Spread::None => "anywhere",
    }
}

impl<'m> Setting<'m> {
    fn of(setting: &'m model::Setting, known: Option<&'static catalog::Settings>) -> Self {
        let model::Setting { key, value, human } = setting;
        let fact = known.and_then(|known| known.broker(key));
        Setting {
            key,
            human: human.as_ref().map(|human| made(value, |_| human.clone())),
            value: made(value, Canonical::text),
            default: fact.and_then(default),
            restarts: fact.is_some_and(|fact| fact.update == catalog::Update::ReadOnly),
        }
    }
}
