//! Do Kafka and the Topic Operator get in each other's way?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const AUTO_CREATES: Offence = Offence::info("cluster/auto-creates-topics", "topics are made that nobody declared")
    .in_development(Level::Off)
    .why(
        "`auto.create.topics.enable` is on by default: whoever writes to a misspelt name, or asks for it, makes a topic with \
         the brokers' defaults, which the Topic Operator does not know of and which stays.",
    )
    .write("`auto.create.topics.enable: false`, and a KafkaTopic for each topic")
    .source("apache/kafka, docs of `auto.create.topics.enable`; strimzi, Topic Operator: it makes no resources of topics");

const UNDELETABLE: Offence = Offence::warning(
    "cluster/topics-cannot-be-deleted",
    "topics cannot be deleted, and KafkaTopics hang",
)
.why(
    "A KafkaTopic has a finalizer: Kubernetes keeps the resource until the Topic Operator has deleted the topic. With \
         `delete.topic.enable: false` Kafka refuses that, and the resource, and its namespace, never go away.",
)
.write("`delete.topic.enable: true`; to protect a single topic, the annotation `strimzi.io/managed: \"false\"`")
.source("apache/kafka, docs of `delete.topic.enable`; strimzi, Topic Operator, `useFinalizers`");

pub(super) const RULE: Rule = Rule {
    offences: &[&AUTO_CREATES, &UNDELETABLE],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "topics come by themselves, and never go",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      delete.topic.enable: false # <- cluster/auto-creates-topics, cluster/topics-cannot-be-deleted
  entityOperator:
    topicOperator: {}
",
        ),
        Example::new(
            "topics are declared",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      auto.create.topics.enable: false
  entityOperator:
    topicOperator: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    version: 3.6.1
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let Some(operator) = cluster.topic_operator else { return };
    if let Some(creates) = cluster.config.broker_flag("auto.create.topics.enable").filter(|creates| creates.value) {
        out.raise(&AUTO_CREATES, creates, format!("a misspelt name makes a topic in cluster `{}`", cluster.name))
            .label(if creates.is_written() {
                "on"
            } else {
                "`auto.create.topics.enable` is not set, and its default is true"
            })
            .because(operator, "does not know of such topics")
            .help("write `auto.create.topics.enable: false`");
    }
    if let Some(deletes) = cluster.config.broker_flag("delete.topic.enable").filter(|deletes| !deletes.value) {
        out.raise(
            &UNDELETABLE,
            deletes,
            format!("a KafkaTopic of cluster `{}` that is deleted hangs for ever", cluster.name),
        )
        .label("Kafka refuses to delete topics")
        .because(operator, "waits until Kafka has deleted the topic")
        .help("remove it");
    }
}
