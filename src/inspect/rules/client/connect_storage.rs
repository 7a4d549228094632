//! Does each Kafka Connect keep its state for itself, and safely?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Connect, Known, Topic, Workers, bootstraps, number, text_of};
use crate::units::counted;

const SHARED: Offence =
    Offence::error("client/connects-share-state", "two Kafka Connect clusters take each other for one")
        .why(
            "Workers with one `group.id` form one cluster, and those with one topic for offsets, settings or status \
             overwrite each other's: connectors vanish, run twice or begin anew. Left out, Strimzi's older releases \
             take `connect-cluster` and `connect-cluster-…` for every Connect, `mirrormaker2-cluster` and \
             `mirrormaker2-cluster-…` for every MirrorMaker 2, which is a Connect, too.",
        )
        .write("a group and three topics of its own for each KafkaConnect")
        .source("apache/kafka, docs of `group.id` of Connect; strimzi, `KafkaConnectConfiguration`, `KafkaMirrorMaker2Configuration`");

const MORE_THAN_BROKERS: Offence = Offence::error(
    "client/connect-topics-never-made",
    "the state's topics want more copies than there are brokers, so Connect does not start",
)
.why(
    "Workers make their topics when they start. Brokers refuse more copies than there are brokers. Left out, \
     Connect asks for 3.",
)
.write("`-1`, which takes the brokers' `default.replication.factor`")
.source("apache/kafka, `DistributedConfig`, `*.storage.replication.factor`");

const ONE_COPY: Offence = Offence::warning(
    "client/connect-state-has-one-copy",
    "with one broker the state of all connectors is lost",
)
.in_development(Level::Info)
.why(
    "In these topics are the connectors, their settings and how far they are. With one copy they are away at each \
     restart of a broker, and lost with its volume.",
)
.write("`3`, or `-1` for the brokers' default")
.source("apache/kafka, `DistributedConfig`");

const NOT_COMPACTED: Offence = Offence::error(
    "client/connect-state-expires",
    "the state of the connectors is deleted after some time",
)
.why(
    "Connect reads these topics from their beginning. It refuses to start on one that is not compacted only, since \
     what is old would be gone.",
)
.write("`cleanup.policy: compact`")
.source("apache/kafka, `TopicAdmin.verifyTopicCleanupPolicyOnlyCompact`")
.not_waivable();

const SEVERAL: Offence = Offence::error(
    "client/connect-settings-in-several-partitions",
    "the topic for settings has several partitions, and Connect does not start",
)
.why("The order of all settings matters, and only one partition has one order. Connect refuses the topic.")
.write("`partitions: 1`")
.source("apache/kafka, `KafkaConfigBackingStore`")
.not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&SHARED, &MORE_THAN_BROKERS, &ONE_COPY, &NOT_COMPACTED, &SEVERAL],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "two that are one",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: one }
spec:
  bootstrapServers: shop-kafka-bootstrap:9092
  config:
    group.id: connect
    offset.storage.topic: one-offsets
    config.storage.topic: one-configs
    status.storage.topic: one-status
    config.storage.replication.factor: 1 # <- client/connect-state-has-one-copy
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: two }
spec:
  bootstrapServers: shop-kafka-bootstrap:9092
  config:
    group.id: connect # <- client/connects-share-state
    offset.storage.topic: two-offsets
    config.storage.topic: two-configs
    status.storage.topic: two-status
",
        ),
        Example::new(
            "two MirrorMakers of the older form that say nothing, and a Connect with the group of one",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: { name: east }
spec:
  connectCluster: here
  clusters:
    - { alias: here, bootstrapServers: \"shop-kafka-bootstrap:9092\" }
    - { alias: east, bootstrapServers: \"east.example.com:9092\" }
  mirrors: [{ sourceCluster: east, targetCluster: here }]
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: { name: west }
spec:
  connectCluster: here
  clusters:
    - alias: here # <- client/connects-share-state
      bootstrapServers: shop-kafka-bootstrap:9092
    - { alias: west, bootstrapServers: \"west.example.com:9092\" }
  mirrors: [{ sourceCluster: west, targetCluster: here }]
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: { name: north }
spec:
  connectCluster: here
  clusters:
    - alias: here
      bootstrapServers: shop-kafka-bootstrap:9092
      config:
        group.id: north
        config.storage.topic: connect-cluster-configs # <- client/connects-share-state
        offset.storage.topic: north-offsets
        status.storage.topic: north-status
    - { alias: north, bootstrapServers: \"north.example.com:9092\" }
  mirrors: [{ sourceCluster: north, targetCluster: here }]
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect }
spec:
  bootstrapServers: shop-kafka-bootstrap:9092
",
        ),
        Example::new(
            "one broker, and topics that expire",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 1
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
  zookeeper: { replicas: 1 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: configs, labels: { strimzi.io/cluster: shop } }
spec:
  partitions: 3 # <- client/connect-settings-in-several-partitions
  replicas: 1
  config:
    cleanup.policy: delete # <- client/connect-state-expires
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: one }
spec:
  bootstrapServers: shop-kafka-bootstrap:9092
  config:
    config.storage.topic: configs
    config.storage.replication.factor: 1
    offset.storage.replication.factor: 3 # <- client/connect-topics-never-made
    status.storage.replication.factor: -1
",
        ),
        Example::new(
            "each its own, on clusters of their own",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: one }
spec:
  bootstrapServers: shop-kafka-bootstrap:9092
  groupId: one
  configStorageTopic: one-configs
  offsetStorageTopic: one-offsets
  statusStorageTopic: one-status
  config: { config.storage.replication.factor: -1 }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: two }
spec:
  bootstrapServers: archive-kafka-bootstrap:9092
  groupId: one
  configStorageTopic: one-configs
  offsetStorageTopic: one-offsets
  statusStorageTopic: one-status
",
        ),
    ],
};

/// What a Connect keeps, by the field, the older setting and its default.
const STATE: [(&str, &str, &str); 4] = [
    ("groupId", "group.id", "connect-cluster"),
    ("configStorageTopic", "config.storage.topic", "connect-cluster-configs"),
    ("offsetStorageTopic", "offset.storage.topic", "connect-cluster-offsets"),
    ("statusStorageTopic", "status.storage.topic", "connect-cluster-status"),
];

const COPIES: [&str; 3] =
    ["config.storage.replication.factor", "offset.storage.replication.factor", "status.storage.replication.factor"];

fn check(world: &World<'_>, out: &mut Out) {
    let workers = world.inventory.workers();
    for (at, one) in workers.iter().enumerate() {
        for other in workers.iter().take(at).filter(|other| same_cluster(world, other, one)) {
            shared(other, one, out);
        }
    }
    for connect in &world.inventory.connects {
        copies(world, connect, out);
        topics(world, connect, out);
    }
}

/// Whether both come to one cluster: one that is in the set, or one elsewhere by the same address.
fn same_cluster(world: &World<'_>, one: &Workers<'_>, other: &Workers<'_>) -> bool {
    let reached = |workers: &Workers<'_>| world.inventory.door(&workers.login).map(|(it, _)| it.document.span());
    one.document.namespace() == other.document.namespace()
        && (one.name != other.name || one.is_mirror != other.is_mirror)
        && match (reached(one), reached(other)) {
            (Some(one), Some(other)) => one == other,
            (None, None) => one.login.servers.value == other.login.servers.value && !in_the_set(world, one),
            _ => false,
        }
}

/// Whether a cluster is described that it could mean.
fn in_the_set(world: &World<'_>, workers: &Workers<'_>) -> bool {
    let addresses = bootstraps(workers.login.servers.value);
    addresses.iter().any(|address| world.inventory.clusters.iter().any(|cluster| cluster.name == address.cluster))
}

fn shared(first: &Workers<'_>, second: &Workers<'_>, out: &mut Out) {
    let pairs = first.state().zip(second.state());
    let Some((one, other)) = pairs.into_iter().find(|(one, other)| one.value.value == other.value.value) else {
        return;
    };
    let setting = other.setting;
    let headline =
        format!("{} and {} take each other for one: both have `{}`", first.words(), second.words(), one.value.value);
    out.raise(&SHARED, &other.value, headline)
        .label(if other.value.is_written() { format!("`{setting}`") } else { format!("`{setting}` is not set") })
        .because(&one.value, format!("`{}` has it too", first.name))
        .help(format!("write `{setting}` with a name of its own for each, such as `{}`", second.name));
}

fn copies(world: &World<'_>, connect: &Connect<'_>, out: &mut Out) {
    let cluster = world.inventory.door(&connect.login).map(|(cluster, _)| cluster);
    let brokers = cluster.and_then(crate::inventory::Cluster::brokers);
    let config = connect.spec.get("config");
    for (key, (field, setting, default)) in COPIES.iter().zip(STATE.iter().skip(1)) {
        // What is there already is not made by Connect.
        let topic = connect.keeps(field, setting, default);
        if cluster.is_some_and(|cluster| world.inventory.topic_named(cluster, &topic.value).is_some()) {
            continue;
        }
        let written = config.and_then(|config| config.get(key));
        let written = written.and_then(|node| number(Known::written(text_of(node)?, node)));
        let wanted =
            written.unwrap_or(Known::default(3, crate::inventory::Whose::Kafka, config.unwrap_or(connect.spec)));
        if let Some(brokers) = brokers.filter(|brokers| brokers.value > 0 && wanted.value > i64::from(brokers.value)) {
            let headline = format!(
                "Kafka Connect `{}` does not start: {} copies of its state, but fewer brokers",
                connect.name, wanted.value
            );
            out.raise(&MORE_THAN_BROKERS, wanted, headline)
                .label(if wanted.is_written() {
                    "more than brokers".to_owned()
                } else {
                    format!("`{key}` is not set, so 3")
                })
                .because(brokers, format!("brokers: {}", brokers.value))
                .help(format!("write `{key}: -1`"));
            if !wanted.is_written() {
                return;
            }
        } else if wanted.value == 1 && brokers.is_none_or(|brokers| brokers.value > 1) {
            out.raise(&ONE_COPY, wanted, format!("the state of all connectors of `{}` is on one broker", connect.name))
                .label("one copy")
                .help(format!(
                    "write `{key}: 3`, or `-1` for the brokers' default; a topic that is there already stays as it is"
                ));
        }
    }
}

fn topics(world: &World<'_>, connect: &Connect<'_>, out: &mut Out) {
    let Some((cluster, _)) = world.inventory.door(&connect.login) else { return };
    for (field, setting, default) in STATE.iter().skip(1) {
        let name = connect.keeps(field, setting, default);
        let Some(topic) = world.inventory.topic_named(cluster, &name.value) else { continue };
        expires(world, connect, topic, out);
        let several = topic.partitions.filter(|partitions| partitions.value > 1 && *field == "configStorageTopic");
        if let Some(partitions) = several {
            out.raise(
                &SEVERAL,
                partitions,
                format!("Kafka Connect `{}` does not start: its settings are in several partitions", connect.name),
            )
            .label(counted(partitions.value, "partition", "partitions"))
            .because(&name, "the topic for settings")
            .help("write `partitions: 1`; of a topic that is there it cannot be changed");
        }
    }
}

fn expires(world: &World<'_>, connect: &Connect<'_>, topic: &Topic<'_>, out: &mut Out) {
    let Some(policy) = world.inventory.topic_text(topic, "cleanup.policy") else { return };
    if policy.value.trim() == "compact" {
        return;
    }
    out.raise(
        &NOT_COMPACTED,
        &policy,
        format!(
            "Kafka Connect `{}` does not start: its topic `{}` is not compacted only",
            connect.name, topic.name.value
        ),
    )
    .label(if policy.is_written() {
        format!("`{}`", policy.value)
    } else {
        "`cleanup.policy` is not set, so `delete`".to_owned()
    })
    .because(connect.document, "the Connect that keeps its state there")
    .help("write `cleanup.policy: compact` in the topic's `config`");
}
