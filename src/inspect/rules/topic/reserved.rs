//! Is the topic one of those that Kafka and Strimzi keep for themselves?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Topic;

const METADATA: Offence =
    Offence::error("topic/is-the-metadata", "the topic is the metadata log of KRaft, which nobody can make")
        .why(
            "`__cluster_metadata` belongs to the controllers. Brokers refuse to make it, so the resource never \
             becomes ready.",
        )
        .write("another name")
        .source("apache/kafka, `KafkaApis.handleCreateTopicsRequest`, `ControllerApis.createTopics`")
        .not_waivable();

const RESERVED: Offence = Offence::warning(
    "topic/reserved-name",
    "deleting the resource deletes a topic that Kafka or Strimzi keeps for itself",
)
.in_development(Level::Info)
.why(
    "Kafka makes its own topics when it needs them, with the brokers' settings, and so does Cruise Control. A \
     KafkaTopic of that name takes them over: settings that it does not name are set back, and when it is deleted \
     the topic goes with all positions, transactions or metrics in it.",
)
.write("no KafkaTopic; the brokers' settings such as `offsets.topic.replication.factor` instead")
.source("apache/kafka, `Topic.isInternal`; strimzi, `BatchingTopicController`, deletion by finalizer");

pub(super) const RULE: Rule = Rule {
    offences: &[&METADATA, &RESERVED],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "positions of consumers",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: consumer-offsets
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: __consumer_offsets # <- topic/reserved-name
",
        ),
        Example::new(
            "the metadata of KRaft",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: metadata
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: __cluster_metadata # <- topic/is-the-metadata
",
        ),
        Example::new(
            "two underscores, and nobody's but its owner's",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: internal
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: __shop_internal
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: consumer-offsets
  annotations:
    strimzi.io/managed: \"false\"
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: __consumer_offsets
",
        ),
    ],
};

/// Topics that are made by Kafka or Cruise Control, with who makes them and what is lost with them.
const OWN: [(&str, &str, &str); 7] = [
    ("__consumer_offsets", "Kafka", "the positions of all consumer groups"),
    ("__transaction_state", "Kafka", "all transactions"),
    ("__share_group_state", "Kafka", "the state of all share groups"),
    ("__remote_log_metadata", "Kafka", "the index of all segments in remote storage"),
    ("strimzi.cruisecontrol.metrics", "Cruise Control", "what Cruise Control measured"),
    ("strimzi.cruisecontrol.modeltrainingsamples", "Cruise Control", "what Cruise Control measured"),
    ("strimzi.cruisecontrol.partitionmetricsamples", "Cruise Control", "what Cruise Control measured"),
];

fn check(_: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let name = topic.name.value;
    if name == "__cluster_metadata" {
        out.raise(&METADATA, topic.name, "brokers refuse to make the topic `__cluster_metadata`")
            .label("the metadata log of KRaft, which the controllers keep")
            .help("delete the resource");
        return;
    }
    let own = OWN.iter().find(|(own, ..)| *own == name);
    if let Some((_, who, lost)) = own.filter(|_| !topic.unmanaged) {
        out.raise(&RESERVED, topic.name, format!("with this resource {lost} would be deleted"))
            .label(format!("{who} makes this topic for itself"))
            .help("leave it to its owner, or annotate the resource with `strimzi.io/managed: \"false\"`");
    }
}
