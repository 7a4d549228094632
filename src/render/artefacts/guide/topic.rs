//! A topic, as people want to know it: what it is for, how long and how much it keeps, who writes and who reads.

use super::super::parts::{Text, fixed, made, text, value};
use crate::model::{self, Cleanup, Limit, Model, Sourced};
use crate::render::Traced;
use crate::units::{Bytes, Duration};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A topic and all that is said about it elsewhere in the spec.
#[derive(Debug, Serialize)]
pub(super) struct Topic<'m> {
    /// Its name in Kafka.
    pub(super) name: Text<'m>,
    /// The name of its KafkaTopic.
    pub(super) resource: Text<'m>,
    /// What it is for.
    pub(super) purpose: Option<Text<'m>>,
    pub(super) partitions: Traced<u32>,
    pub(super) replicas: Traced<u32>,
    pub(super) min_insync: Traced<u32>,
    /// How long it keeps records: `7d`, or `unlimited`.
    pub(super) retention: Text<'m>,
    /// How much each partition keeps: `512Mi`, or `unlimited`.
    pub(super) max_bytes: Text<'m>,
    /// Kafka's word for what happens to old records.
    pub(super) cleanup: Text<'m>,
    /// The topic whose failed records come here.
    pub(super) dead_letter_for: Option<Text<'m>>,
    /// The clients that write to it, dead letters left out.
    pub(super) writers: Vec<Text<'m>>,
    /// The clients that read it.
    pub(super) readers: Vec<Reader<'m>>,
}

/// A client that reads a topic.
#[derive(Debug, Serialize)]
pub(super) struct Reader<'m> {
    pub(super) client: Text<'m>,
    pub(super) group: Text<'m>,
}

/// The clients of each topic, by the name of its table: looked up once for all topics, as there may be very many.
#[derive(Debug, Default)]
pub(super) struct Users<'m> {
    writers: BTreeMap<&'m str, Vec<&'m model::Client>>,
    readers: BTreeMap<&'m str, Vec<(&'m model::Client, &'m model::Consumption)>>,
    givers: BTreeMap<&'m str, Vec<&'m model::Client>>,
}

/// Every topic, in the order of the spec.
pub(super) fn topics<'m>(users: &Users<'m>, model: &'m Model) -> Vec<Topic<'m>> {
    model.topics.iter().map(|topic| Topic::of(topic, users, model)).collect()
}

/// How long records are kept, for people.
pub(super) fn kept<'m>(retention: &Sourced<Limit<Duration>>) -> Text<'m> {
    made(retention, |limit| match limit {
        Limit::At(duration) => duration.human(),
        Limit::Unlimited => "unlimited".to_owned(),
    })
}

/// How much is kept, for people.
pub(super) fn held<'m>(size: &Sourced<Limit<Bytes>>) -> Text<'m> {
    made(size, |limit| match limit {
        Limit::At(bytes) => bytes.human(),
        Limit::Unlimited => "unlimited".to_owned(),
    })
}

/// Kafka's word for what happens to old records.
pub(super) fn cleanup_word(cleanup: Cleanup) -> &'static str {
    match cleanup {
        Cleanup::Delete => "delete",
        Cleanup::Compact => "compact",
        Cleanup::CompactDelete => "compact,delete",
    }
}

/// The topic whose table has that name. The model resolves every reference, so there is one.
pub(super) fn named<'m>(key: &Sourced<String>, model: &'m Model) -> Option<&'m model::Topic> {
    model.topic(&key.value)
}

/// The name in Kafka of the topic that a key names, where the key stands.
pub(super) fn name_of<'m>(key: &'m Sourced<String>, model: &'m Model) -> Text<'m> {
    match named(key, model) {
        Some(topic) => Traced::new(topic.name.value.as_str().into(), key.origin.and(&topic.name.origin)),
        None => text(key),
    }
}

impl<'m> Users<'m> {
    /// Of all topics.
    pub(super) fn of(model: &'m Model) -> Self {
        let mut users = Users::default();
        for client in &model.clients {
            let letters: BTreeSet<&str> =
                client.consumes.iter().filter_map(|read| Some(read.dead_letters.as_ref()?.value.as_str())).collect();
            let produces: BTreeSet<&str> = client.produces.iter().map(|key| key.value.as_str()).collect();
            for key in produces {
                users.writers.entry(key).or_default().push(client);
            }
            for key in letters {
                users.givers.entry(key).or_default().push(client);
            }
            for read in &client.consumes {
                users.readers.entry(&read.topic.value).or_default().push((client, read));
            }
        }
        users
    }

    /// The clients that write to a topic, dead letters left out.
    pub(super) fn writers(&self, topic: &model::Topic) -> &[&'m model::Client] {
        self.writers.get(topic.key.value.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The clients that read it, each with what it says of that.
    pub(super) fn readers(&self, topic: &model::Topic) -> &[(&'m model::Client, &'m model::Consumption)] {
        self.readers.get(topic.key.value.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The clients that put into it what they cannot handle.
    pub(super) fn givers(&self, topic: &model::Topic) -> &[&'m model::Client] {
        self.givers.get(topic.key.value.as_str()).map_or(&[], Vec::as_slice)
    }
}

impl<'m> Topic<'m> {
    fn of(topic: &'m model::Topic, users: &Users<'m>, model: &'m Model) -> Self {
        let reader = |&(client, consumed): &(&'m model::Client, &'m model::Consumption)| Reader {
            client: text(&client.name),
            group: text(&consumed.group),
        };
        Topic {
            name: text(&topic.name),
            resource: text(&topic.resource),
            purpose: topic.purpose.as_ref().map(text),
            partitions: value(&topic.partitions),
            replicas: value(&topic.replicas),
            min_insync: value(&topic.min_insync),
            retention: kept(&topic.retention),
            max_bytes: held(&topic.max_bytes),
            cleanup: fixed(cleanup_word(topic.cleanup.value), &topic.cleanup),
            dead_letter_for: topic.dead_letter_for.as_ref().map(|key| name_of(key, model)),
            writers: users.writers(topic).iter().map(|client| text(&client.name)).collect(),
            readers: users.readers(topic).iter().map(reader).collect(),
        }
    }
}
