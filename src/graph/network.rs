//! Who writes and reads what: clients, topics, and what flows between them.

use super::label::Label;
use crate::model::{self, Cleanup, Limit, Model, Origin, Sourced};
use std::collections::{BTreeMap, BTreeSet};

/// Clients, topics, and what flows between them.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// The clients.
    pub clients: Vec<Client>,
    /// The topics.
    pub topics: Vec<Topic>,
    /// What flows, each once, in the order of clients and then of topics.
    pub flows: Vec<Flow>,
}

/// A client, or several that are drawn as one.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its name.
    pub name: Label,
    /// The namespace it runs in.
    pub namespace: Option<Sourced<String>>,
    /// Its library, or how many clients it stands for.
    pub detail: Label,
    /// How many clients it stands for.
    pub members: usize,
    /// All that is known of it.
    pub about: Label,
    /// Its name as it is written, by which it is found and grouped.
    pub key: Sourced<String>,
}

/// A topic, or several that are drawn as one.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Its name.
    pub name: Label,
    /// Its numbers: partitions, replicas, retention.
    pub detail: Label,
    /// All that is known of it.
    pub about: Label,
    /// The place in the list of the topic whose dead letters it takes. That one has no source itself.
    pub source: Option<usize>,
    /// Who answers for it.
    pub owner: Option<Sourced<String>>,
    /// Its name in Kafka, by which it is found and grouped.
    pub key: Sourced<String>,
    /// How many partitions it has.
    pub partitions: u64,
}

/// What flows between a client and a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The client's place in the list.
    pub client: usize,
    /// The topic's place in the list.
    pub topic: usize,
    /// Which way, and what.
    pub kind: FlowKind,
    /// The consumer groups that read.
    pub groups: Vec<Sourced<String>>,
    /// Where it stands in the spec.
    pub origin: Origin,
    /// How many flows between single clients and single topics it stands for.
    pub count: usize,
}

/// Which way something flows, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlowKind {
    /// The client writes to the topic.
    Writes,
    /// The client reads the topic.
    Reads,
    /// The client puts there what it cannot handle.
    DeadLetters,
}

impl Network {
    /// That of a model.
    pub(super) fn of(model: &Model) -> Self {
        let places: BTreeMap<&str, usize> =
            model.topics.iter().enumerate().map(|(at, topic)| (topic.key.value.as_str(), at)).collect();
        let place = |key: &Sourced<String>| places.get(key.value.as_str()).copied();
        let sources: Vec<Option<usize>> =
            model.topics.iter().map(|topic| topic.dead_letter_for.as_ref().and_then(place)).collect();
        let rooted = model.topics.iter().zip(roots(&sources)).enumerate();
        let topics = rooted.map(|(at, (topic, root))| Topic::of(topic, (root != at).then_some(root))).collect();
        let mut flows = Vec::new();
        let mut flow = |client, topic: &Sourced<String>, kind, group: Option<&Sourced<String>>| {
            let Some(place) = place(topic) else { return };
            let groups = group.into_iter().cloned().collect();
            flows.push(Flow { client, topic: place, kind, groups, origin: topic.origin.clone(), count: 1 });
        };
        for (at, client) in model.clients.iter().enumerate() {
            for topic in &client.produces {
                flow(at, topic, FlowKind::Writes, None);
            }
            for model::Consumption { topic, group, dead_letters } in &client.consumes {
                flow(at, topic, FlowKind::Reads, Some(group));
                if let Some(queue) = dead_letters {
                    flow(at, queue, FlowKind::DeadLetters, None);
                }
            }
        }
        let flows = merged(flows).into_iter().map(|flow| Flow { count: 1, ..flow }).collect();
        Network { clients: model.clients.iter().map(Client::of).collect(), topics, flows }
    }

    /// What is said of a client on one side of the topics, and that it stands on the other side, too, if it does.
    pub(super) fn and_also(&self, detail: Label, client: usize, reads: bool) -> Label {
        let mut flows = self.flows.iter().filter(|flow| flow.client == client);
        let Some(other) = flows.find(|flow| (flow.kind == FlowKind::Writes) == reads) else { return detail };
        let before = if detail.is_empty() { "" } else { " · " };
        detail.and_words(format!("{before}also {}", if reads { "writes" } else { "reads" }), &other.origin)
    }

    /// A flow as a sentence.
    pub fn sentence(&self, flow: &Flow) -> Label {
        let Flow { client, topic, kind, groups, origin, count } = flow;
        let mut sentence = self.clients.get(*client).map(|client| client.name.clone()).unwrap_or_default();
        sentence = sentence.and_words(kind.verb(), origin);
        if *count > 1 {
            sentence = sentence.and_words(format!("{count} of "), origin);
        }
        sentence = sentence.and_label(self.topics.get(*topic).map(|topic| topic.name.clone()).unwrap_or_default());
        match groups.as_slice() {
            [] => sentence,
            [group] => sentence.and(" in group ", group),
            several => sentence.and_words(format!(" in {} groups", several.len()), origin),
        }
    }
}

/// How many places in the spec what stands for many leads back to.
pub(super) const PLACES: usize = 12;

/// Flows between the same two are one.
pub(super) fn merged(flows: impl IntoIterator<Item = Flow>) -> Vec<Flow> {
    let mut between: BTreeMap<(usize, usize, FlowKind), Vec<Flow>> = BTreeMap::new();
    for flow in flows {
        between.entry((flow.client, flow.topic, flow.kind)).or_default().push(flow);
    }
    between.into_values().filter_map(as_one).collect()
}

/// One flow for those between the same two; nothing only if there are none.
fn as_one(mut flows: Vec<Flow>) -> Option<Flow> {
    if flows.len() == 1 {
        return flows.pop();
    }
    let count = flows.iter().map(|flow| flow.count).sum();
    let mut places = flows.iter().flat_map(|flow| flow.origin.spans()).take(PLACES);
    let origin = Origin::computed(places.next()?, places);
    let mut flows = flows.into_iter();
    let mut one = flows.next()?;
    let mut known: BTreeSet<String> = one.groups.iter().map(|group| group.value.clone()).collect();
    for flow in flows {
        one.groups.extend(flow.groups.into_iter().filter(|group| known.insert(group.value.clone())));
    }
    Some(Flow { origin, count, ..one })
}

/// Where following the sources ends, for each topic: its own place if it has none. In a circle of topics that take each
/// other's dead letters it ends at the first of them.
fn roots(sources: &[Option<usize>]) -> Vec<usize> {
    let source = |at: usize| sources.get(at).copied().flatten();
    let mut roots: Vec<Option<usize>> = vec![None; sources.len()];
    let known = |roots: &[Option<usize>], at: usize| roots.get(at).copied().flatten();
    for start in 0..sources.len() {
        let (mut way, mut at) = (BTreeMap::new(), start);
        let root = loop {
            if let Some(root) = known(&roots, at) {
                break root;
            }
            if let Some(since) = way.insert(at, way.len()) {
                // Back where it was: all since then is a circle.
                break way.iter().filter(|(_, step)| **step >= since).map(|(at, _)| *at).min().unwrap_or(at);
            }
            match source(at) {
                Some(next) => at = next,
                None => break at,
            }
        };
        for at in way.into_keys() {
            if let Some(known) = roots.get_mut(at) {
                *known = Some(root);
            }
        }
    }
    roots.into_iter().enumerate().map(|(at, root)| root.unwrap_or(at)).collect()
}

impl FlowKind {
    /// All of them.
    pub const ALL: [FlowKind; 3] = [FlowKind::Writes, FlowKind::Reads, FlowKind::DeadLetters];

    /// What the client does, between its name and the topic's.
    pub const fn verb(self) -> &'static str {
        match self {
            FlowKind::Writes => " writes ",
            FlowKind::Reads => " reads ",
            FlowKind::DeadLetters => " puts what it cannot handle into ",
        }
    }
}

impl Client {
    fn of(client: &model::Client) -> Self {
        let model::Client {
            name,
            namespace,
            library,
            owner,
            listener: _,
            produces: _,
            consumes: _,
            acks: _,
            codec: _,
            transactional_ids: _,
            quotas: _,
        } = client;
        let about = Label::of(name)
            .and_some(", in namespace ", namespace.as_ref())
            .and_some(", with ", library.as_ref())
            .and_some(", of ", owner.as_ref());
        Client {
            name: Label::of(name),
            namespace: namespace.clone(),
            detail: Label::default().and_some("", library.as_ref()),
            members: 1,
            about,
            key: name.clone(),
        }
    }
}

impl Topic {
    fn of(topic: &model::Topic, source: Option<usize>) -> Self {
        let kept = kept(topic);
        let about = Label::of(&topic.name)
            .and_some(": ", topic.purpose.as_ref())
            .and_words(counted(u64::from(topic.partitions.value), "; ", "partition"), &topic.partitions.origin)
            .and_words(counted(u64::from(topic.replicas.value), " of ", "replica"), &topic.replicas.origin)
            .and(", in sync at least ", &topic.min_insync)
            .and("; ", &kept)
            .and_some("; takes the dead letters of ", topic.dead_letter_for.as_ref())
            .and_some("; of ", topic.owner.as_ref());
        Topic {
            name: Label::of(&topic.name),
            detail: Label::of(&topic.partitions).and(" × ", &topic.replicas).and(" · ", &kept),
            about,
            source,
            owner: topic.owner.clone(),
            key: topic.name.clone(),
            partitions: u64::from(topic.partitions.value),
        }
    }
}

/// How long a topic keeps its records, in a word or two.
fn kept(topic: &model::Topic) -> Sourced<String> {
    let time = topic.retention.as_ref().map(|limit| match limit {
        Limit::At(time) => time.human(),
        Limit::Unlimited => "unlimited".to_owned(),
    });
    let compacted = topic.cleanup.as_ref().map(|_| "compacted".to_owned());
    match (topic.cleanup.value, topic.retention.value) {
        (Cleanup::Delete, _) => time,
        (Cleanup::CompactDelete, Limit::At(_)) => {
            Sourced { value: format!("compacted, {}", time.value), origin: compacted.origin.and(&time.origin) }
        }
        (Cleanup::Compact | Cleanup::CompactDelete, _) => compacted,
    }
}

/// A number and what it counts: `; 3 partitions`.
pub(super) fn counted(count: u64, before: &str, what: &str) -> String {
    before.to_owned() + &crate::units::counted(count, what, &format!("{what}s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_letters_of_dead_letters_belong_to_the_first_source() {
        assert_eq!(roots(&[None, Some(0), Some(1), None]), [0, 0, 0, 3]);
        assert_eq!(roots(&[Some(1), None]), [1, 1]);
        // Circles, and a way that leads into one.
        assert_eq!(roots(&[Some(1), Some(0)]), [0, 0]);
        assert_eq!(roots(&[Some(2), Some(2), Some(3), Some(1)]), [1, 1, 1, 1]);
        assert_eq!(roots(&[]), [0; 0]);
    }

    #[test]
    fn things_are_counted_in_words() {
        assert_eq!(counted(1, "; ", "partition"), "; 1 partition");
        assert_eq!(counted(0, "", "topic"), "0 topics");
    }
}
