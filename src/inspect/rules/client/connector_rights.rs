//! May connectors and mirrors read and write what they are for?

use super::connect_rights::{cure, place};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Connector, Login, MirrorMaker, User, same_namespace};
use crate::model::names::is_topic;

const CONNECTOR: Offence =
    Offence::error("client/connector-not-permitted", "the connector runs as a user that may not do what it is for")
        .why(
            "Connectors come as the user of their Kafka Connect. A sink needs `Read` on its topics and on the group \
     `connect-NAME`, a source `Write` on what it writes. What no rule of the KafkaUser allows is forbidden, and the \
     task fails.",
        )
        .write("rules for the topics and the group of the connector in the KafkaUser of the Kafka Connect")
        .source(
            "apache/kafka, `SinkUtils.consumerGroupId`, `KafkaApis`; strimzi, documentation of Kafka Connect's rights",
        );

const MIRROR: Offence =
    Offence::error("client/mirror-not-permitted", "the user of MirrorMaker may not read or write what it copies")
        .why(
            "What comes from cluster `east` is written as `east.TOPIC`, unless the names are kept. What no rule of the \
     KafkaUser allows is forbidden, and the connector fails.",
        )
        .write("rules for the mirrored topics in the KafkaUser")
        .source("apache/kafka, `DefaultReplicationPolicy.formatRemoteTopic`, `MirrorSourceTask`");

pub(super) const RULE: Rule = Rule {
    offences: &[&CONNECTOR, &MIRROR],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "connectors and a mirror whose user has rules for other topics",
            concat!(
                authorized!(),
                connecting!(),
                "---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnector
metadata: { name: sink, namespace: kafka, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.FileSinkConnector
  config:
    topics: orders,payments # <- client/connector-not-permitted, client/connector-not-permitted
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnector
metadata: { name: source, namespace: kafka, labels: { strimzi.io/cluster: connect } }
spec:
  class: io.debezium.connector.postgresql.PostgresConnector
  config:
    topic.prefix: bank # <- client/connector-not-permitted
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaMirrorMaker2
metadata: { name: mirror, namespace: kafka }
spec:
  target:
    alias: shop
    bootstrapServers: shop-kafka-bootstrap:9093
    groupId: connect-mirror
    configStorageTopic: connect-mirror-configs
    offsetStorageTopic: connect-mirror-offsets
    statusStorageTopic: connect-mirror-status
    authentication: { type: scram-sha-512, username: connect, passwordSecret: { secretName: connect, password: password } }
    tls: { trustedCertificates: [{ secretName: shop-cluster-ca-cert, pattern: \"*.crt\" }] }
  mirrors:
    - topicsPattern: \".*\"
      source:
        alias: west # <- client/mirror-not-permitted
        bootstrapServers: west.example.com:9092
"
            ),
        ),
        Example::new(
            "a source and a sink with rules, one with a user of its own, one whose topics are renamed",
            concat!(
                authorized!(),
                connecting!(),
                "---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnector
metadata: { name: one, namespace: kafka, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.FileSinkConnector
  config: { topics: orders, consumer.override.group.id: connect-workers }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnector
metadata: { name: two, namespace: kafka, labels: { strimzi.io/cluster: connect } }
spec:
  class: io.debezium.connector.postgresql.PostgresConnector
  config: { topic.prefix: shop }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnector
metadata: { name: three, namespace: kafka, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.FileSinkConnector
  config: { topics: payments, consumer.override.sasl.jaas.config: other }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnector
metadata: { name: four, namespace: kafka, labels: { strimzi.io/cluster: connect } }
spec:
  class: io.debezium.connector.postgresql.PostgresConnector
  config: { topic.prefix: bank, transforms: route, transforms.route.type: org.apache.kafka.connect.transforms.RegexRouter }
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    for connector in &world.inventory.connectors {
        let Some(user) = user_of(world, connector) else { continue };
        sink(connector, user, out);
        source(connector, user, out);
    }
    for maker in &world.inventory.mirror_makers {
        mirrors(world, maker, out);
    }
}

/// As whom a connector comes, if that is known and it brings no other credentials.
fn user_of<'w, 'b>(world: &'w World<'b>, connector: &Connector<'b>) -> Option<&'w User<'b>> {
    let label = connector.cluster_label?;
    let called = |connect: &&crate::inventory::Connect<'b>| {
        connect.name == label.value && same_namespace(connect.document.namespace(), connector.document.namespace())
    };
    let mut connects = world.inventory.connects.iter().filter(called);
    let connect = connects.next().filter(|_| connects.next().is_none())?;
    let others = |key: &str| ["sasl.", "ssl.", "security."].iter().any(|part| key.contains(part));
    let configs = [connector.config, connect.spec.get("config")];
    let mut keys = configs.into_iter().flatten().flat_map(crate::bundle::Node::entries).map(|(key, _)| key.name());
    if keys.any(|key| (key.starts_with("consumer.") || key.starts_with("producer.")) && others(&key)) {
        return None;
    }
    world.inventory.judged_login(&connect.login).map(|(_, user)| user)
}

fn sink(connector: &Connector<'_>, user: &User<'_>, out: &mut Out) {
    let topics = connector.sink_topics();
    for (node, topic, range) in topics.iter().filter(|(_, topic, _)| !user.may("topic", topic, "Read")) {
        if !is_topic(topic) {
            continue;
        }
        let headline =
            format!("connector `{}` fails: user `{}` may not read topic `{topic}`", connector.name, user.name);
        out.raise(&CONNECTOR, Spot::part(*node, range.clone()), headline)
            .label("no rule allows it")
            .because(place(user), "the user's rules")
            .help(cure(user, "topic", topic, "Read"));
    }
    let Some((node, ..)) = topics.first() else { return };
    let own = connector.setting("consumer.override.group.id");
    let group = own.as_ref().map_or_else(|| format!("connect-{}", connector.name), |own| own.value.to_string());
    if user.may("group", &group, "Read") {
        return;
    }
    let headline =
        format!("connector `{}` fails: user `{}` may not read in group `{group}`", connector.name, user.name);
    out.raise(&CONNECTOR, own.map_or(*node, |own| own.node()), headline)
        .label(format!("a sink reads in group `{group}`"))
        .because(place(user), "the user's rules")
        .help(cure(user, "group", &group, "Read"));
}

fn source(connector: &Connector<'_>, user: &User<'_>, out: &mut Out) {
    // What transforms do with the names of topics is not known.
    if connector.setting("transforms").is_some() || connector.setting("topics").is_some() {
        return;
    }
    let Some(class) = connector.class.filter(|class| class.value.starts_with("io.debezium.connector.")) else { return };
    let Some(prefix) = connector.setting("topic.prefix").filter(|prefix| is_topic(&prefix.value)) else { return };
    if class.value.contains("Sink") || user.may_beginning("topic", &format!("{}.", prefix.value), "Write") {
        return;
    }
    let headline =
        format!("connector `{}` fails: user `{}` may write no topic `{}.…`", connector.name, user.name, prefix.value);
    out.raise(&CONNECTOR, &prefix, headline)
        .label("what it writes begins so")
        .because(place(user), "the user's rules")
        .help(format!(
            "add `{{ resource: {{ type: topic, name: {}, patternType: prefix }}, operations: [Create, Write] }}` to the \
             rules of KafkaUser `{}`",
            prefix.value, user.name
        ));
}

fn mirrors(world: &World<'_>, maker: &MirrorMaker<'_>, out: &mut Out) {
    let name = maker.document.name().unwrap_or_default();
    let login = |alias: &str| -> Option<Login<'_>> { maker.clusters.iter().find(|(own, _)| own.value == alias)?.1 };
    for mirror in &maker.mirrors {
        let (Some(from), Some(to)) = (mirror.source, mirror.target) else { continue };
        // Names that are kept, or made in another way, may be anything.
        let config = mirror.node.at(["sourceConnector", "config"]);
        let renamed = config.and_then(|config| config.get("replication.policy.class")).is_none()
            && config.and_then(|config| config.get("replication.policy.separator")).is_none();
        let target = login(to.value).and_then(|login| world.inventory.judged_login(&login));
        let prefix = format!("{}.", from.value);
        if let Some((_, user)) = target.filter(|(_, user)| renamed && !user.may_beginning("topic", &prefix, "Write")) {
            let headline =
                format!("MirrorMaker `{name}` copies nothing: user `{}` may write no topic `{prefix}…`", user.name);
            out.raise(&MIRROR, from, headline)
                .label(format!("its topics become `{prefix}…`"))
                .because(place(user), "the user's rules")
                .help(format!(
                    "add `{{ resource: {{ type: topic, name: {prefix}, patternType: prefix }}, operations: [Create, \
                     Write, Alter, AlterConfigs] }}` to the rules of KafkaUser `{}`",
                    user.name
                ));
        }
        let source = login(from.value).and_then(|login| world.inventory.judged_login(&login));
        if let Some((_, user)) = source.filter(|(_, user)| user.rules("topic", "Read").next().is_none()) {
            let headline = format!("MirrorMaker `{name}` copies nothing: user `{}` may read no topic", user.name);
            out.raise(&MIRROR, from, headline)
                .label("it reads here")
                .because(place(user), "the user's rules")
                .help(format!("give KafkaUser `{}` rules with `Read` for the topics that are copied", user.name));
        }
    }
}
