//! Is an application told of Kafka by halves: topics and no address, a group and nothing to read?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, Spot, World};
use crate::inventory::{Client, Role, Told, same_namespace};

const NO_ADDRESS: Offence = Offence::info(
    "client/no-address",
    "the application is told of topics or a group of Kafka, and not where Kafka is",
)
.in_development(Level::Off)
.why(
    "A library that is given no `bootstrap.servers` refuses to start, or tries `localhost:9092`, where in a pod \
             nothing listens.",
)
.write("`KAFKA_BOOTSTRAP_SERVERS`, or where the application looks for its address")
.source("apache/kafka, `ClientUtils.parseAndValidateAddresses`; Spring Boot, `spring.kafka.bootstrap-servers`");

const NOTHING_TO_READ: Offence = Offence::info(
    "client/group-without-topics",
    "the application is told of the group that it reads in, and not what to read",
)
.in_development(Level::Off)
.why(
    "Applications of the set are told their topics beside their group. One that is not, has nothing to subscribe to: \
     its first `poll` fails, and it reads no record.",
)
.write("`KAFKA_CONSUMER_TOPICS`, or where the application looks for its topics")
.source("apache/kafka, `KafkaConsumer.poll`, which throws an `IllegalStateException`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_ADDRESS, &NOTHING_TO_READ],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "topics of a Kafka that is nowhere, and a group that reads nothing",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: shop }
data:
  KAFKA_CLIENT_ID: web
  KAFKA_PRODUCER_TOPICS: orders # <- client/no-address
---
apiVersion: v1
kind: ConfigMap
metadata: { name: worker, namespace: bank }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap.kafka:9092
  KAFKA_CONSUMER_GROUP_ID: worker # <- client/group-without-topics
---
apiVersion: v1
kind: ConfigMap
metadata: { name: books, namespace: bank }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap.kafka:9092
  KAFKA_CONSUMER_GROUP_ID: books
  KAFKA_CONSUMER_TOPICS: orders
",
        ),
        Example::new(
            "an address in a ConfigMap that others share, a topic of something else, groups without topics everywhere",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: kafka, namespace: shop }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap.kafka:9092
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: shop }
data:
  KAFKA_PRODUCER_TOPICS: orders
---
apiVersion: v1
kind: ConfigMap
metadata: { name: mail, namespace: post }
data:
  SNS_TOPIC: mails
---
apiVersion: v1
kind: ConfigMap
metadata: { name: worker, namespace: bank }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap.kafka:9092
  KAFKA_CONSUMER_GROUP_ID: worker
",
        ),
        Example::new(
            "a container that has the ConfigMap and the address",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: shop }
data:
  KAFKA_PRODUCER_TOPICS: orders
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      containers:
        - name: web
          image: web:1
          envFrom:
            - configMapRef: { name: web }
            - secretRef: { name: kafka }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if document.kind() != Some("ConfigMap") || world.is_patch(document) {
        return;
    }
    let mut addressed = false;
    for client in world.inventory.clients_of(document) {
        addressed = true;
        nothing_to_read(world, client, out);
    }
    if !addressed && !has_address_elsewhere(world, document) {
        no_address(document, out);
    }
}

fn no_address(document: Document<'_>, out: &mut Out) {
    let Some(client) = Client::without_address(document) else { return };
    let speaks_of_kafka = |written: &str| written.to_ascii_lowercase().contains("kafka");
    let mut told = client.told.iter().filter(|told| speaks_of_kafka(&told.written) && !told.value.contains('\n'));
    let Some(told) = told.find(|told| told.is_topic() || told.is_group()) else { return };
    let what = if told.is_topic() { "of topics" } else { "of a group" };
    out.raise(
        &NO_ADDRESS,
        Spot::part(told.node, told.range.clone()),
        format!("`{}` is told {what}, and not where Kafka is", client.name),
    )
    .label("no `bootstrap.servers` beside it")
    .help("write `KAFKA_BOOTSTRAP_SERVERS` beside it, unless the application has it from elsewhere");
}

/// Whether whoever takes the ConfigMap in may have the address from somewhere else.
fn has_address_elsewhere(world: &World<'_>, document: Document<'_>) -> bool {
    let near = |other: Document<'_>| same_namespace(other.namespace(), document.namespace());
    let shared = world.inventory.clients.iter().any(|client| {
        near(client.document)
            && client.told("bootstrap.servers").is_some()
            && !client.told.iter().any(|told| told.is_topic() || told.is_group())
    });
    let name = document.name();
    let users = world.bundle.documents().filter(|other| near(*other) && other.kind() != Some("ConfigMap"));
    shared
        || users.flat_map(|other| other.root().walk()).any(|node| {
            let reference = node.get("configMapRef").or_else(|| node.get("configMapKeyRef"));
            reference.and_then(|it| it.get("name")).and_then(Node::as_text).is_some_and(|it| Some(it) == name)
        })
}

fn nothing_to_read(world: &World<'_>, client: &Client<'_>, out: &mut Out) {
    let reads = |client: &Client<'_>| {
        client.told.iter().any(|told| told.is_topic() && !told.is_dead_letters() && told.role != Some(Role::Producer))
    };
    if reads(client) {
        return;
    }
    let Some(group) = client.told.iter().find(|told| told.is_group()) else { return };
    // Most applications have their topics in their code; here others are told them.
    let others = world.inventory.clients.iter();
    let Some(other) = others.filter(|other| other.told.iter().any(Told::is_group)).find(|other| reads(other)) else {
        return;
    };
    let headline = format!("`{}` is told of its group, and not what to read", client.name);
    out.raise(&NOTHING_TO_READ, Spot::part(group.node, group.range.clone()), headline)
        .label("no topic beside it")
        .because(other.document, "told both")
        .help("write the topics beside it, unless the application has them from elsewhere");
}
