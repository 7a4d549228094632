//! Are the topics there that applications are told to read and write?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, Spot, World};
use crate::inventory::{Role, alike};
use crate::model::names::is_topic;

const NO_TOPIC: Offence = Offence::warning(
    "client/no-such-topic",
    "the application is told of a topic that the cluster does not have",
)
.why(
    "Where brokers do not make topics by themselves, a producer is answered `UNKNOWN_TOPIC_OR_PARTITION` and its \
     records time out; a consumer waits for records that never come. Where they do, a new topic has the brokers' \
     defaults.",
)
.write("the name of the topic, as Kafka knows it, or a KafkaTopic for it")
.source("apache/kafka, `auto.create.topics.enable`");

const NO_GROUP: Offence = Offence::info(
    "client/consumer-without-group",
    "the application is told what to read, and of no group to read it in",
)
.in_development(Level::Off)
.why(
    "Without a `group.id` a consumer keeps no positions: each of its instances reads all partitions, and after a \
     restart begins at the end or all over again.",
)
.write("`KAFKA_CONSUMER_GROUP_ID`, or where the application looks for its group")
.source("apache/kafka, `group.id`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_TOPIC, &NO_GROUP],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a letter too many, a topic of nobody, no group",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    config: { auto.create.topics.enable: false }
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: shop }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap.kafka:9092
  KAFKA_CONSUMER_TOPICS: orderss # <- client/no-such-topic, client/consumer-without-group
  KAFKA_PRODUCER_TOPICS: orders,payments # <- client/no-such-topic
",
        ),
        Example::new(
            "topics that are there, and brokers that make others",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_CONSUMER_TOPICS: orders
  KAFKA_CONSUMER_GROUP_ID: web
  KAFKA_PRODUCER_TOPICS: payments
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let inventory = &world.inventory;
    for client in inventory.clients_of(document) {
        let grouped = client.told.iter().any(|told| told.key.starts_with("group.id"));
        let reads = client.told.iter().find(|told| told.role == Some(Role::Consumer) && told.is_topic());
        if let Some(reads) = reads.filter(|told| !grouped && !told.is_dead_letters()) {
            let place = Spot::part(reads.node, reads.range.clone());
            out.raise(
                &NO_GROUP,
                place,
                format!("`{}` is told what to read, and of no group to read it in", client.name),
            )
            .label("no `group.id` beside it")
            .help("write the group beside it, unless the application has it from elsewhere");
        }
        let Some((cluster, _)) = inventory.sent_to(client) else { continue };
        let others = cluster.config.broker_flag("auto.create.topics.enable").is_none_or(|made| made.value);
        if inventory.topics_of(cluster).next().is_none() {
            continue; // they are described elsewhere
        }
        for (told, name, range) in client.topics() {
            if !is_topic(name) || name.starts_with("__") || inventory.topic_named(cluster, name).is_some() {
                continue;
            }
            let near = alike(name, inventory.topics_of(cluster).map(|topic| topic.name.value));
            if others && near.is_none() {
                continue;
            }
            let place = Spot::part(told.node, range);
            let headline =
                format!("`{}` is told of topic `{name}`, which `{}` does not have", client.name, cluster.name);
            let raised = out.raise(&NO_TOPIC, place, headline);
            raised.label(format!("`{}` names no topic of the set", told.written));
            match near {
                Some(near) => raised.help(format!("write `{near}` if that is meant, or a KafkaTopic for `{name}`")),
                None => raised.help(format!("write a KafkaTopic for `{name}`, unless somebody else makes it")),
            };
        }
    }
}
