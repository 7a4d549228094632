//! Topics, users, and the applications of a spec.

use super::{Place, Platform, Seen, bytes, count, map, metadata, millis, owned, word};
use crate::bundle::Node;
use crate::inventory::{self as there, Acl};
use crate::model;
use crate::policy::view::{Amount, Client, Topic, User};
use std::collections::BTreeMap;

/// Who writes to and reads from each topic, by its name in Kafka.
#[derive(Debug, Default)]
struct Traffic<'m> {
    producers: BTreeMap<&'m str, Vec<String>>,
    consumers: BTreeMap<&'m str, Vec<String>>,
}

impl<'m> Traffic<'m> {
    fn of(model: Option<&'m model::Model>) -> Self {
        let mut traffic = Traffic::default();
        for client in model.into_iter().flat_map(|model| &model.clients) {
            let name = |key: &str| model.and_then(|model| model.topic(key)).map(|topic| topic.name.value.as_str());
            for topic in client.produces.iter().filter_map(|key| name(&key.value)) {
                traffic.producers.entry(topic).or_default().push(client.name.value.clone());
            }
            for topic in client.consumes.iter().filter_map(|consumed| name(&consumed.topic.value)) {
                traffic.consumers.entry(topic).or_default().push(client.name.value.clone());
            }
        }
        traffic
    }
}

pub(super) fn topics<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    let traffic = Traffic::of(platform.model);
    platform.inventory.topics.iter().map(|topic| self::topic(topic, platform, &traffic)).collect()
}

fn topic<'b>(topic: &'b there::Topic<'b>, platform: &Platform<'b>, traffic: &Traffic<'_>) -> Seen<'b> {
    let document = topic.document;
    let name = topic.name.value;
    let brokers = platform.inventory.cluster_of(topic).map(|cluster| &cluster.config);
    let number = |key: &str| topic.config.topic_number(key, brokers);
    let min_insync = number("min.insync.replicas");
    let (retention, max_bytes) = (number("retention.ms"), number("retention.bytes"));
    let (segment, max_message) = (number("segment.bytes"), number("max.message.bytes"));
    let cleanup = topic.config.topic("cleanup.policy", brokers);
    let compression = topic.config.topic("compression.type", brokers);
    let annotations = metadata(document, "annotations");
    let of = |map: &BTreeMap<&str, Vec<String>>| map.get(name).cloned().unwrap_or_default();
    let view = Topic {
        name: name.to_owned(),
        resource: owned(document.name()),
        namespace: owned(document.namespace()),
        cluster: word(topic.cluster_label.as_ref()),
        labels: metadata(document, "labels"),
        purpose: owned(annotations.get("kafkasmith/purpose")),
        annotations,
        partitions: count(topic.partitions.map(|known| known.value)),
        replicas: count(topic.replicas.map(|known| known.value)),
        min_insync: min_insync.map(|known| known.value),
        retention: millis(retention.as_ref()),
        max_bytes: bytes(max_bytes.as_ref()),
        segment: bytes(segment.as_ref()),
        max_message_bytes: bytes(max_message.as_ref()),
        cleanup: cleanup.as_ref().map(|known| policies(&known.value)).unwrap_or_default(),
        compression: owned(compression.as_ref().map(|known| &known.value)),
        dead_letter_for: owned(topic.dead_letters.and_then(|dead| dead.of)),
        producers: of(&traffic.producers),
        consumers: of(&traffic.consumers),
        config: map(topic.config.map()),
    };
    Seen::of(view, "topic", name, document)
        .field("labels", document.at(["metadata", "labels"]))
        .field("annotations", document.at(["metadata", "annotations"]))
        .known("name", Some(&topic.name))
        .known("cluster", topic.cluster_label.as_ref())
        .known("partitions", topic.partitions.as_ref())
        .known("replicas", topic.replicas.as_ref())
        .known("min_insync", min_insync.as_ref())
        .known("retention", retention.as_ref())
        .known("max_bytes", max_bytes.as_ref())
        .known("segment", segment.as_ref())
        .known("max_message_bytes", max_message.as_ref())
        .known("cleanup", cleanup.as_ref())
        .known("compression", compression.as_ref())
        .field("config", topic.config.map())
}

/// What happens to old records, in one spelling: `delete`, `compact`, `compact,delete`.
fn policies(written: &str) -> String {
    let mut words: Vec<String> = written.split(',').map(|word| word.trim().to_ascii_lowercase()).collect();
    words.sort();
    words.dedup();
    words.join(",")
}

pub(super) fn users<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    platform.inventory.users.iter().map(|user| self::user(user, platform)).collect()
}

fn user<'b>(user: &'b there::User<'b>, platform: &Platform<'b>) -> Seen<'b> {
    let document = user.document;
    let super_users = platform.inventory.cluster_of_user(user).and_then(|cluster| {
        let authorization = cluster.kafka.get("authorization")?;
        Some(authorization.get("superUsers").into_iter().flat_map(Node::items).filter_map(Node::as_text))
    });
    let certificate = format!("CN={}", user.name);
    let superuser = super_users.into_iter().flatten().any(|name| name == user.name || name == certificate);
    let rate = |key: &str| user.quotas.and_then(|quotas| quotas.get(key));
    let per_second = |key: &str| rate(key).and_then(Node::as_int).map(|rate| Amount(rate.max(0)));
    let view = User {
        name: user.name.to_owned(),
        namespace: owned(document.namespace()),
        cluster: word(user.cluster_label.as_ref()),
        labels: metadata(document, "labels"),
        authentication: word(user.authentication.as_ref()),
        superuser,
        acls: user.acls.iter().flat_map(rights).collect(),
        produce_rate: per_second("producerByteRate"),
        consume_rate: per_second("consumerByteRate"),
    };
    Seen::of(view, "user", user.name, document)
        .field("labels", document.at(["metadata", "labels"]))
        .known("cluster", user.cluster_label.as_ref())
        .known("authentication", user.authentication.as_ref())
        .field("acls", document.at(["spec", "authorization", "acls"]))
        .field("produce_rate", rate("producerByteRate"))
        .field("consume_rate", rate("consumerByteRate"))
}

/// What a rule lets somebody do, an operation at a time: `allow Read topic orders-*`.
fn rights(acl: &Acl<'_>) -> Vec<String> {
    let verb = if acl.denies { "deny" } else { "allow" };
    let name = acl.name.map(|name| format!(" {}{}", name.value, if acl.prefix { "*" } else { "" }));
    let resource = acl.resource.unwrap_or_default();
    let of = |operation: &str| format!("{verb} {operation} {resource}{}", name.as_deref().unwrap_or_default());
    acl.operations.iter().map(|operation| of(operation.value)).collect()
}

pub(super) fn clients<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    let clients = platform.model.into_iter().flat_map(|model| model.clients.iter().map(move |client| (model, client)));
    clients.map(|(model, one)| client(model, one)).collect()
}

fn client<'b>(model: &'b model::Model, client: &'b model::Client) -> Seen<'b> {
    let topic = |key: &String| model.topic(key).map_or_else(|| key.clone(), |topic| topic.name.value.clone());
    let text = |value: &Option<model::Sourced<String>>| owned(value.as_ref().map(|text| &text.value));
    let view = Client {
        name: client.name.value.clone(),
        namespace: text(&client.namespace),
        library: text(&client.library),
        owner: text(&client.owner),
        produces: client.produces.iter().map(|key| topic(&key.value)).collect(),
        consumes: client.consumes.iter().map(|consumed| topic(&consumed.topic.value)).collect(),
        groups: client.consumes.iter().map(|consumed| consumed.group.value.clone()).collect(),
    };
    let target = crate::diag::Target {
        kind: "client",
        name: client.name.value.clone(),
        namespace: client.namespace.as_ref().map(|namespace| namespace.value.clone()),
    };
    let mut seen = Seen::new(view, target, Place::Spec(client.name.origin.first()));
    let written = [("namespace", &client.namespace), ("library", &client.library), ("owner", &client.owner)];
    for (field, value) in written {
        seen.fields.extend(value.as_ref().map(|value| (field, Place::Spec(value.origin.first()))));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::policies;

    #[test]
    fn policies_have_one_spelling() {
        for (written, expected) in
            [("delete", "delete"), ("delete, compact", "compact,delete"), ("compact,delete", "compact,delete")]
        {
            assert_eq!(policies(written), expected);
        }
    }
}
