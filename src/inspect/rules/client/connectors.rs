//! Does each connector run, and do its records end up somewhere?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Connect, Connector, alike, same_namespace};
use crate::units::counted;

const NO_CONNECT: Offence = Offence::error("client/connector-without-connect", "no Kafka Connect runs the connector")
    .why(
        "The operator looks for the KafkaConnect that the label `strimzi.io/cluster` names, in the connector's \
         namespace. That is the name of the KafkaConnect, not of the Kafka cluster.",
    )
    .write("`strimzi.io/cluster: NAME` with the name of the KafkaConnect")
    .source("strimzi, `KafkaConnectAssemblyOperator`");

const IGNORED: Offence = Offence::error(
    "client/connector-is-ignored",
    "the operator ignores connectors of a Kafka Connect that is not told by resources",
)
.why(
    "Without the annotation `strimzi.io/use-connector-resources: \"true\"` on the KafkaConnect, KafkaConnectors are \
     not carried out: they are not ready, and connectors are then made by its REST interface only.",
)
.write("the annotation on the KafkaConnect")
.source("strimzi, `AbstractConnectOperator.reconcileConnector`");

const NO_TOPIC: Offence = Offence::warning(
    "client/connector-reads-nothing",
    "the connector reads a topic that is not there",
)
.why(
    "A sink waits for a topic that never comes, without an error. Where brokers make topics by themselves, an empty \
     one is made.",
)
.write("the name of the topic, as Kafka knows it")
.source("apache/kafka, `SinkConnectorConfig`, `topics`");

const IDLE: Offence = Offence::info(
    "client/idle-tasks",
    "the connector has more tasks than there are partitions to read",
)
.why(
    "A partition is read by one task of a sink. Tasks beyond that have nothing to do, but their connections and \
     memory.",
)
.write("a `tasksMax` of at most the partitions of all its topics")
.source("apache/kafka, `WorkerSinkTask`");

const DROPS: Offence = Offence::warning(
    "client/connector-drops-records",
    "records that the connector cannot handle vanish",
)
.in_development(Level::Info)
.why(
    "With `errors.tolerance: all` a failed record is skipped. Without a dead letter queue nobody has it any more, \
     and without `errors.log.enable` nobody even knows.",
)
.write("`errors.deadletterqueue.topic.name`")
.source("apache/kafka, KIP-298, `SinkConnectorConfig`");

const LETTERS: Offence = Offence::error(
    "client/connector-letters-never-made",
    "the dead letter queue wants more copies than there are brokers, so the connector fails",
)
.why(
    "A sink makes its dead letter queue when it starts, with `errors.deadletterqueue.topic.replication.factor`, by \
     default 3. Brokers refuse more copies than there are brokers.",
)
.write("a number of at most that of the brokers")
.source("apache/kafka, `SinkConnectorConfig`, `DeadLetterQueueReporter.createAndSetup`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_CONNECT, &IGNORED, &NO_TOPIC, &IDLE, &DROPS, &LETTERS],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a sink with all that can be wrong",
            "apiVersion: kafka.strimzi.io/v1beta2
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
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 2, replicas: 1 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect }
spec: { bootstrapServers: \"shop-kafka-bootstrap:9092\" }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata:
  name: one # <- client/connector-is-ignored
  labels: { strimzi.io/cluster: connect }
spec:
  class: org.example.Sink
  tasksMax: 4 # <- client/idle-tasks
  config:
    topics: orders
    errors.tolerance: all
    errors.deadletterqueue.topic.name: orders-dlq # <- client/connector-letters-never-made
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata:
  name: two
  labels:
    strimzi.io/cluster: shop # <- client/connector-without-connect
spec:
  class: org.example.Sink
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata:
  name: three # <- client/connector-is-ignored
  labels: { strimzi.io/cluster: connect }
spec:
  class: org.example.Sink
  config:
    topics: order # <- client/connector-reads-nothing
    errors.tolerance: all # <- client/connector-drops-records
",
        ),
        Example::new(
            "a Kafka Connect of another namespace",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect, namespace: kafka, annotations: { strimzi.io/use-connector-resources: \"true\" } }
spec: { bootstrapServers: \"shop-kafka-bootstrap:9092\" }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata:
  name: one
  namespace: shop
  labels:
    strimzi.io/cluster: connect # <- client/connector-without-connect
spec: { class: org.example.Source }
",
        ),
        Example::new(
            "a namespace that has its own, which is called otherwise",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect, namespace: prod, annotations: { strimzi.io/use-connector-resources: \"true\" } }
spec: { bootstrapServers: \"shop-kafka-bootstrap:9092\" }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: others, namespace: stage, annotations: { strimzi.io/use-connector-resources: \"true\" } }
spec: { bootstrapServers: \"shop-kafka-bootstrap:9092\" }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata: { name: one, namespace: stage, labels: { strimzi.io/cluster: connect } }
spec: { class: org.example.Source }
",
        ),
        Example::new(
            "told by resources, with a dead letter queue",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect, annotations: { strimzi.io/use-connector-resources: \"true\" } }
spec: { bootstrapServers: \"shop-kafka-bootstrap:9092\" }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata:
  name: one
  labels: { strimzi.io/cluster: connect }
spec:
  class: org.example.Sink
  tasksMax: 4
  config:
    topics: orders
    errors.tolerance: all
    errors.deadletterqueue.topic.name: orders-dlq
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata:
  name: two
  labels: { strimzi.io/cluster: elsewhere }
spec:
  class: org.example.Source
  config: { errors.tolerance: all }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata: { name: three, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.TelegramSourceConnector
  config: { topics: inbox, errors.tolerance: all }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let inventory = &world.inventory;
    let Some(connector) = inventory.connectors.iter().find(|own| own.document.span() == document.span()) else {
        return;
    };
    // A source has neither topics to read nor dead letters.
    let reads =
        connector.config.is_some_and(|config| config.get("topics").is_some() || config.get("topics.regex").is_some());
    let reads = reads && !connector.is_source();
    if reads {
        drops(connector, out);
    }
    let Some(connect) = runner(world, connector, out) else { return };
    if !connect.by_resources {
        out.raise(&IGNORED, document, format!("the operator ignores connector `{}`", connector.name))
            .label(format!("Kafka Connect `{}` is not told by resources", connect.name))
            .because(connect.document, "the annotation is missing here")
            .help(
                "write `strimzi.io/use-connector-resources: \"true\"` below `metadata.annotations` of the \
                 KafkaConnect",
            );
    }
    if let Some((cluster, _)) = inventory.door(&connect.login).filter(|_| reads) {
        topics(world, cluster, connector, out);
    }
}

/// The Kafka Connect that runs it, if it is in the set.
fn runner<'w, 'b>(world: &'w World<'b>, connector: &Connector<'b>, out: &mut Out) -> Option<&'w Connect<'b>> {
    let (inventory, document) = (&world.inventory, connector.document);
    let here = |connect: &&Connect<'b>| same_namespace(connect.document.namespace(), document.namespace());
    let Some(label) = connector.cluster_label else {
        if document.at(["metadata", "labels", crate::inventory::CLUSTER_LABEL]).is_none() {
            out.raise(&NO_CONNECT, document, format!("no Kafka Connect runs connector `{}`", connector.name))
                .label("it has no label `strimzi.io/cluster`")
                .help("write `strimzi.io/cluster: NAME` below `metadata.labels`, with the name of the KafkaConnect");
        }
        return None;
    };
    let mut called = inventory.connects.iter().filter(here).filter(|connect| connect.name == label.value);
    if let Some(connect) = called.next() {
        // Nobody knows which of several is made.
        return called.next().is_none().then_some(connect);
    }
    if let Some(away) = elsewhere(world, connector, label.value) {
        let (own, its) = (document.namespace().unwrap_or_default(), away.document.namespace().unwrap_or_default());
        let headline = format!(
            "no Kafka Connect runs connector `{}`: `{}` is in namespace `{its}`, and not in `{own}`",
            connector.name, away.name
        );
        out.raise(&NO_CONNECT, label, headline)
            .label(format!("looked for in `{own}` only"))
            .because(away.document, "the Kafka Connect")
            .help(format!("write `namespace: {its}` below `metadata`"));
        return None;
    }
    let is_kafka = inventory.clusters.iter().any(|cluster| cluster.name == label.value);
    let known = || inventory.connects.iter().filter(here).map(|connect| connect.name);
    let near = alike(label.value, known()).or_else(|| known().next().filter(|_| is_kafka));
    if let Some(near) = near {
        out.raise(
            &NO_CONNECT,
            label,
            format!("no Kafka Connect runs connector `{}`: none is called `{}`", connector.name, label.value),
        )
        .label(if is_kafka { "that is a Kafka cluster".to_owned() } else { format!("there is `{near}`") })
        .help(format!("write `strimzi.io/cluster: {near}`"))
        .unsafe_fix(near);
    }
    None
}

/// The one Kafka Connect of that name, if it is in another namespace, and in the connector's there is nothing of Kafka that
/// another of that name might be with.
fn elsewhere<'w, 'b>(world: &'w World<'b>, connector: &Connector<'b>, name: &str) -> Option<&'w Connect<'b>> {
    let own = connector.document.namespace()?;
    let inventory = &world.inventory;
    let connects = inventory.connects.iter().map(|connect| connect.document);
    let mut all = connects.chain(inventory.clusters.iter().map(|cluster| cluster.document));
    if all.any(|document| same_namespace(document.namespace(), Some(own))) {
        return None;
    }
    let mut called = inventory.connects.iter().filter(|connect| connect.name == name);
    called.next().filter(|_| called.next().is_none())
}

fn drops(connector: &Connector<'_>, out: &mut Out) {
    let tolerance = connector.setting("errors.tolerance").filter(|it| it.value.trim().eq_ignore_ascii_case("all"));
    let letters = connector.setting("errors.deadletterqueue.topic.name").filter(|it| !it.value.trim().is_empty());
    let Some(tolerance) = tolerance.filter(|_| letters.is_none()) else { return };
    out.raise(&DROPS, &tolerance, format!("records that connector `{}` cannot handle vanish", connector.name))
        .label("failed records are skipped")
        .help("write `errors.deadletterqueue.topic.name` with a topic for them, and `errors.log.enable: true`");
}

fn topics(world: &World<'_>, cluster: &Cluster<'_>, connector: &Connector<'_>, out: &mut Out) {
    let inventory = &world.inventory;
    let mut partitions = Some(0_u32);
    for (node, name, range) in connector.sink_topics() {
        let Some(topic) = inventory.topic_named(cluster, name) else {
            partitions = None;
            let near = alike(name, inventory.topics_of(cluster).map(|topic| topic.name.value));
            if let Some(near) = near {
                let place = crate::inspect::Spot::part(node, range);
                out.raise(
                    &NO_TOPIC,
                    place,
                    format!("connector `{}` reads `{name}`, which is not there", connector.name),
                )
                .label(format!("there is `{near}`"))
                .help(format!("write `{near}` if that is meant"));
            }
            continue;
        };
        partitions = partitions.and_then(|sum| Some(sum.saturating_add(topic.partitions?.value)));
    }
    let by_pattern = connector.config.is_some_and(|config| config.get("topics.regex").is_some());
    if let (Some(tasks), Some(sum), false) = (connector.tasks, partitions, by_pattern)
        && sum > 0
        && tasks.value > sum
    {
        out.raise(
            &IDLE,
            tasks,
            format!(
                "{} nothing to do in connector `{}`",
                counted(tasks.value - sum, "task has", "tasks have"),
                connector.name
            ),
        )
        .label(format!("its topics have {}", counted(sum, "partition", "partitions")))
        .help(format!("write `tasksMax: {sum}`, or give the topics more partitions"));
    }
    letters(world, cluster, connector, out);
}

fn letters(world: &World<'_>, cluster: &Cluster<'_>, connector: &Connector<'_>, out: &mut Out) {
    let Some(name) = connector.setting("errors.deadletterqueue.topic.name").filter(|it| !it.value.trim().is_empty())
    else {
        return;
    };
    let factor =
        connector.setting("errors.deadletterqueue.topic.replication.factor").and_then(crate::inventory::number);
    let copies = factor.map_or(3, |factor| factor.value);
    let Some(brokers) = cluster.brokers().filter(|brokers| brokers.value > 0 && copies > i64::from(brokers.value))
    else {
        return;
    };
    if world.inventory.topic_named(cluster, name.value.trim()).is_some() {
        return;
    }
    let place = factor.map_or_else(|| name.node(), |factor| factor.node());
    out.raise(
        &LETTERS,
        place,
        format!(
            "connector `{}` fails: its dead letter queue wants {}",
            connector.name,
            counted(copies, "copy", "copies")
        ),
    )
    .label(if factor.is_some() {
        "more than brokers"
    } else {
        "`errors.deadletterqueue.topic.replication.factor` is not set, so 3"
    })
    .because(brokers, format!("brokers: {}", brokers.value))
    .help(format!(
        "write `errors.deadletterqueue.topic.replication.factor: {}`, or a KafkaTopic for it",
        brokers.value
    ));
}
