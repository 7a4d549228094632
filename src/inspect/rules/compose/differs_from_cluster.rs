//! Is the local stack what the cluster of the same set is?

use crate::bundle::Node;
use crate::catalog::{self, Fallback, Setting, Unit};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Stack, Topic as Made, is_known};
use crate::inventory::{Because, Cluster, Config, Inventory, Topic};
use crate::units::{Bytes, Duration, counted};
use std::collections::BTreeSet;

const NEWER: Offence = Offence::warning(
    "compose/kafka-newer-than-cluster",
    "the Kafka of the local stack is newer than that of the cluster",
)
.why("What works with it may not be there in the cluster: settings, protocols, kinds of groups.")
.write("an image with the Kafka of the cluster, or a newer cluster")
.source("Confluent's table of versions; the tags of apache/kafka; `spec.kafka.version`");

const OLDER: Offence =
    Offence::info("compose/kafka-older-than-cluster", "the Kafka of the local stack is older than that of the cluster")
        .why("What the cluster takes away or does otherwise is not seen before clients meet it.")
        .write("an image with the Kafka of the cluster")
        .source("Confluent's table of versions; the tags of apache/kafka; `spec.kafka.version`");

const ONLY_HERE: Offence = Offence::warning(
    "compose/topic-not-in-cluster",
    "the local stack creates a topic that the cluster does not have",
)
.why("A client that uses it works here, and fails in the cluster, or writes to a topic that was made by its first use.")
.write("a KafkaTopic for it, or the name that the cluster has")
.source("the KafkaTopics of the set");

const ONLY_THERE: Offence =
    Offence::info("compose/topic-not-created", "the cluster has a topic that the local stack does not create")
        .why("A client that uses it works in the cluster, and here waits for it or writes to one with other settings.")
        .write("a command that creates it")
        .source("the KafkaTopics of the set");

const MEANING: Offence = Offence::warning(
    "compose/topic-means-otherwise",
    "a topic of the local stack does with its records what the cluster does not",
)
.why("With another policy, time stamp or limit what works here is lost, kept, or refused in the cluster.")
.write("the value of the KafkaTopic")
.source("apache/kafka, docs of `cleanup.policy`, `message.timestamp.type` and `max.message.bytes`");

const DIFFERS: Offence =
    Offence::info("compose/topic-differs-from-cluster", "a topic of the local stack is not as the cluster has it")
        .why(
            "With other partitions the same keys meet others, and fewer consumers share the work; with other \
         limits records live longer or shorter than in the cluster.",
        )
        .write("what the KafkaTopic says")
        .source("the KafkaTopics of the set");

const BROKER: Offence = Offence::info(
    "compose/setting-differs-from-cluster",
    "a setting of the local broker is not the one of the cluster's brokers",
)
.why("Topics that do not set it behave here as they will not in the cluster.")
.write("the value in `spec.kafka.config`")
.source("apache/kafka, docs of the broker settings");

pub(super) const RULE: Rule = Rule {
    offences: &[&NEWER, &OLDER, &ONLY_HERE, &ONLY_THERE, &MEANING, &DIFFERS, &BROKER],
    check: Check::Stack(check),
    examples: &[
        Example::new(
            "another Kafka, other topics, and one that is not the same",
            "# file: topics.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec: { kafka: { version: 3.6.1, replicas: 3, config: { num.partitions: 3 } } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 6, replicas: 3, config: { retention.ms: 1000, cleanup.policy: compact, min.insync.replicas: 2 } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: payments, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 6, replicas: 3 }
# file: docker-compose.yml
services:
  kafka:
    image: confluentinc/cp-kafka:7.8.0 # <- compose/kafka-newer-than-cluster
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_NUM_PARTITIONS: 1 # <- compose/setting-differs-from-cluster
      KAFKA_LOG_RETENTION_HOURS: 1 # <- compose/setting-differs-from-cluster
  init: # <- compose/topic-not-created
    image: confluentinc/cp-kafka:7.8.0
    command: sh -c 'kafka-topics --create --topic orders --partitions 1; kafka-topics --create --topic invoices' # <- compose/topic-not-in-cluster, compose/topic-means-otherwise, compose/topic-differs-from-cluster
",
        ),
        Example::new(
            "an older Kafka",
            "# file: kafka.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec: { kafka: { version: 3.6.1, replicas: 3 } }
# file: docker-compose.yml
services:
  kafka:
    image: confluentinc/cp-kafka:7.5.0 # <- compose/kafka-older-than-cluster
    environment: { KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181' }
",
        ),
        Example::new(
            "the same, with one copy; and topics of something else",
            "# file: topics.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec: { kafka: { version: 3.6.1, replicas: 3, config: { log.retention.hours: 1 } } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 6, replicas: 3, config: { min.insync.replicas: 2 } }
# file: docker-compose.yml
services:
  kafka:
    image: confluentinc/cp-kafka:7.6.0
    environment: { KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181', KAFKA_LOG_RETENTION_MINUTES: 60 }
  init:
    image: confluentinc/cp-kafka:7.6.0
    command: kafka-topics --create --topic orders --partitions 6 --replication-factor 1 --config retention.ms=3600000
# file: other/docker-compose.yml
services:
  kafka:
    image: confluentinc/cp-kafka:7.6.0
    environment: { KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181' }
  init:
    image: confluentinc/cp-kafka:7.6.0
    command: kafka-topics --create --topic mine
",
        ),
    ],
};

/// Settings that say what a record is and what becomes of it: these always matter.
const MEANINGS: [&str; 3] = ["cleanup.policy", "message.timestamp.type", "max.message.bytes"];

/// Settings that one broker has otherwise by need.
const BY_NEED: [&str; 4] = [
    "min.insync.replicas",
    "leader.replication.throttled.replicas",
    "follower.replication.throttled.replicas",
    "unclean.leader.election.enable",
];

fn check(world: &World<'_>, stack: &Stack<'_>, out: &mut Out) {
    let Some(broker) = stack.brokers.iter().find(|broker| broker.is_broker) else { return };
    let inventory = &world.inventory;
    let made: Vec<(&str, &Made<'_>)> =
        stack.topics.iter().filter_map(|topic| Some((topic.name.as_deref()?, topic))).collect();
    let names: BTreeSet<&str> = made.iter().map(|(name, _)| *name).collect();
    let pairs: Vec<(&Made<'_>, &Topic<'_>)> =
        made.iter().filter_map(|(name, made)| Some((*made, only(inventory, name)?))).collect();
    let cluster = match pairs.first() {
        Some((_, topic)) => inventory.cluster_of(topic),
        None => inventory.clusters.first().filter(|_| inventory.clusters.len() == 1),
    };
    if let Some(cluster) = cluster {
        versions(world, stack, broker, cluster, out);
    }
    // A stack that has no topic of the cluster is another one's.
    let Some((_, first)) = pairs.first() else { return };
    for (name, made) in made.iter().filter(|(name, _)| !inventory.topics.iter().any(|topic| topic.name.value == *name))
    {
        out.raise(&ONLY_HERE, made.node, format!("the topic `{name}` is here and not in the cluster"))
            .because(first.document, "the cluster's topics")
            .help("describe it by a KafkaTopic, or write the name that the cluster has");
    }
    not_created(stack, inventory, first, &names, out);
    if let Some(cluster) = cluster {
        defaults(stack, broker, cluster, out);
    }
    for (made, topic) in pairs {
        one(broker, made, topic, inventory.cluster_of(topic), out);
    }
}

/// The one topic of that name; nothing if there are several, as in overlays.
fn only<'w, 'b>(inventory: &'w Inventory<'b>, name: &str) -> Option<&'w Topic<'b>> {
    let mut found = inventory.topics.iter().filter(|topic| topic.name.value == name);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn versions(world: &World<'_>, stack: &Stack<'_>, broker: &Broker<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    // The default of a release that was only guessed says nothing.
    let sure = cluster.version.is_written() || matches!(world.release.because, Because::Said | Because::Image(_));
    let lines = broker.kafka.and_then(catalog::line).zip(catalog::line(cluster.version.value));
    let (Some((here, there)), Some(service)) = (lines.filter(|_| sure), stack.service(broker.service)) else { return };
    if here == there {
        return;
    }
    let (offence, word) = if here > there { (&NEWER, "newer") } else { (&OLDER, "older") };
    let (here, there) = (format!("{}.{}", here.0, here.1), format!("{}.{}", there.0, there.1));
    let headline =
        format!("`{}` runs Kafka {here}, {word} than the {there} of the cluster `{}`", service.name, cluster.name);
    out.raise(offence, service.head(), headline)
        .because(cluster.version, format!("Kafka {}", cluster.version.value))
        .help(format!("use an image with Kafka {there}"));
}

fn not_created(stack: &Stack<'_>, inventory: &Inventory<'_>, first: &Topic<'_>, names: &BTreeSet<&str>, out: &mut Out) {
    let whole = stack.topics.iter().all(|topic| topic.name.is_some()) && !stack.open;
    let label = |topic: &Topic<'_>| topic.cluster_label.map(|label| label.value.to_owned());
    let missing: Vec<&Topic<'_>> = inventory
        .topics
        .iter()
        .filter(|topic| whole && label(topic) == label(first) && !topic.name.value.starts_with("__"))
        .filter(|topic| !names.contains(topic.name.value))
        .collect();
    let creator = stack.topics.first().and_then(|topic| stack.service(topic.service));
    let (Some(example), Some(creator)) = (missing.first(), creator) else { return };
    let shown: Vec<String> = missing.iter().take(3).map(|topic| format!("`{}`", topic.name.value)).collect();
    let more = missing.len().saturating_sub(shown.len());
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let headline = format!("`{}` does not create {}{rest}, which the cluster has", creator.name, shown.join(", "));
    out.raise(&ONLY_THERE, creator.node, headline)
        .because(example.document, "in the cluster")
        .help("create what clients use here, too");
}

fn one(broker: &Broker<'_>, made: &Made<'_>, topic: &Topic<'_>, cluster: Option<&Cluster<'_>>, out: &mut Out) {
    let name = topic.name.value;
    let mut differences = Vec::new();
    let here = made.partitions.filter(|count| *count > 0);
    let here = here.or_else(|| broker.number("num.partitions").map(|(count, _)| count));
    let mut place: Option<Node<'_>> = None;
    if let (Some(here), Some(there)) = (here, topic.partitions)
        && here != i64::from(there.value)
    {
        differences.push(format!("{} instead of {}", counted(here, "partition", "partitions"), there.value));
        place = Some(there.node());
    }
    let keys = made.settings.iter().map(|(key, _)| key.clone());
    let keys = keys.chain(topic.config.entries().map(|(key, _)| key.text().to_owned()));
    let keys: BTreeSet<String> = keys.chain(MEANINGS.map(str::to_owned)).collect();
    for key in keys.iter().filter(|key| !BY_NEED.contains(&key.as_str())) {
        let Some(setting) = broker.known().and_then(|known| known.topic(key)) else { continue };
        let Some(there) = topic.config.topic(key, cluster.map(|cluster| &cluster.config)) else { continue };
        let Some(here) = local(broker, made, setting).filter(|here| !same(here, &there.value)) else { continue };
        let (here, wanted) = (shown(setting, &here), shown(setting, &there.value));
        if MEANINGS.contains(&key.as_str()) {
            out.raise(&MEANING, made.node, format!("`{key}` of `{name}` is {here} here, and {wanted} in the cluster"))
                .because(&there, wanted)
                .help(format!("create it with `{key}={}`", there.value));
        } else {
            differences.push(format!("`{key}` {here} instead of {wanted}"));
            place = place.or(Some(there.node()));
        }
    }
    if let Some(place) = place {
        let headline = format!("`{name}` is not as in the cluster: {}", differences.join(", "));
        out.raise(&DIFFERS, made.node, headline)
            .because(place, "in the cluster")
            .help("create it as the KafkaTopic says");
    }
}

/// Settings of brokers, other than defaults of topics, that one alone can have as several have them.
const OF_BROKERS: [&str; 4] =
    ["num.partitions", "auto.create.topics.enable", "offsets.retention.minutes", "delete.topic.enable"];

/// What the brokers say of topics and groups that say nothing themselves.
fn defaults(stack: &Stack<'_>, broker: &Broker<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let (Some(service), Some(known)) = (stack.service(broker.service), broker.known()) else { return };
    let nothing = Config::new(None, cluster.config.place(), cluster.config.settings());
    let of_topics = known.topics().iter().filter(|setting| !BY_NEED.contains(&setting.name)).filter_map(|setting| {
        let set = setting.server_defaults.iter().find_map(|default| broker.set(default.name));
        Some((setting, set, default(broker, setting)?, nothing.topic(setting.name, Some(&cluster.config))?))
    });
    let of_brokers = OF_BROKERS.iter().filter_map(|key| {
        Some((known.broker(key)?, broker.set(key), broker.in_force(key)?.value, cluster.config.broker(key)?))
    });
    let mut left_out: Option<(Vec<String>, Node<'_>)> = None;
    for (setting, set, here, there) in of_topics.chain(of_brokers) {
        if same(&here, &there.value) || (set.is_none() && !there.is_written()) {
            continue;
        }
        let (is, wanted) = (shown(setting, &here), shown(setting, &there.value));
        if let Some(set) = set {
            let headline = format!("`{}` is {is} here, and {wanted} in the cluster `{}`", set.key, cluster.name);
            out.raise(&BROKER, set.node, headline).because(&there, wanted).help("write what the cluster has");
        } else {
            let (list, _) = left_out.get_or_insert_with(|| (Vec::new(), there.node()));
            list.push(format!("`{}` {is} instead of {wanted}", setting.name));
        }
    }
    if let Some((list, place)) = left_out {
        let headline = format!("`{}` leaves out what brokers of the cluster have: {}", service.name, list.join(", "));
        out.raise(&BROKER, service.head(), headline).because(place, "in the cluster").help("set them here, too");
    }
}

/// What will hold of a topic that a service creates: what it says, what the broker says, Kafka's default.
fn local(broker: &Broker<'_>, made: &Made<'_>, setting: &Setting) -> Option<String> {
    if let Some((_, value)) = made.settings.iter().find(|(key, _)| key == setting.name) {
        return is_known(value).then(|| value.clone());
    }
    default(broker, setting)
}

/// What the broker, or else Kafka, says of a setting that a topic leaves out.
fn default(broker: &Broker<'_>, setting: &Setting) -> Option<String> {
    if broker.open {
        return None;
    }
    for default in &setting.server_defaults {
        let Some(set) = broker.set(default.name) else { continue };
        let Some(unit) = default.unit else { return is_known(&set.value).then(|| set.value.clone()) };
        let count: i64 = set.value.trim().parse().ok()?;
        return Some(if count < 0 { count } else { count.checked_mul(unit.millis()?)? }.to_string());
    }
    match setting.default {
        Fallback::Value(value) => Some(value.to_owned()),
        Fallback::Required | Fallback::Nothing => None,
    }
}

/// Whether two values are one: lists in any order.
fn same(one: &str, other: &str) -> bool {
    let parts = |text: &str| -> BTreeSet<String> { text.split(',').map(|part| part.trim().to_owned()).collect() };
    parts(one) == parts(other)
}

/// A value as people read it: `7d`, `512Mi`.
fn shown(setting: &Setting, value: &str) -> String {
    let number: Option<u64> = value.trim().parse().ok();
    match (setting.unit(), number) {
        (Some(Unit::Milliseconds), Some(number)) => Duration(number).human(),
        (Some(Unit::Bytes), Some(number)) => Bytes(number).human(),
        _ => format!("`{value}`"),
    }
}
