//! Do writers get through, also while a broker is restarted?

use crate::catalog::caps_min_insync;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Topic;
use crate::units::counted;

const NEVER: Offence =
    Offence::error("topic/never-writable", "more copies must acknowledge than there are, so no write ever succeeds")
        .why(
            "A producer with `acks=all`, the default of Kafka's own, is answered `NOT_ENOUGH_REPLICAS` until as \
             many copies are in sync as `min.insync.replicas` says. Neither Kafka before 3.7.0 nor Strimzi compares it \
             with the replicas. Without it the brokers' value counts.",
        )
        .write("a `min.insync.replicas` that is one less than the replicas")
        .source("apache/kafka 3.6.2, `Partition.appendRecordsToLeader`; strimzi checks neither");

const CAPPED: Offence = Offence::info(
    "topic/min-insync-capped",
    "more copies must acknowledge than there are, which counts as all of them",
)
.why(
    "From 3.7.0 on Kafka asks for no more copies in sync than there are: of one copy, `min.insync.replicas: 2` \
             protects nothing that 1 does not.",
)
.write("three replicas with `min.insync.replicas: 2`, or leave it out")
.source("apache/kafka 3.7.0, `Partition.effectiveMinIsr` (KAFKA-15583)");

const ALL_MUST: Offence =
    Offence::warning("topic/no-broker-may-fail", "writes stop whenever one broker is away, at each restart too")
        .in_development(Level::Info)
        .why(
            "When all copies must acknowledge, one broker that restarts stops producers with `acks=all`. The \
             operator restarts brokers one by one at each change, and rolls such partitions all the same.",
        )
        .write("three replicas with `min.insync.replicas: 2`; of two replicas, 1")
        .source("apache/kafka, `Partition.appendRecordsToLeader`; strimzi, `KafkaAvailability`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NEVER, &CAPPED, &ALL_MUST],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "two copies, of which three or both must acknowledge",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 2
  config:
    min.insync.replicas: 3 # <- topic/never-writable
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 2
  config:
    min.insync.replicas: 2 # <- topic/no-broker-may-fail
",
        ),
        Example::new(
            "the brokers' value is too much for one copy",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    config:
      min.insync.replicas: 2 # <- topic/never-writable
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 1
",
        ),
        Example::new(
            "a newer Kafka asks for no more copies than there are",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 1
  config:
    min.insync.replicas: 2 # <- topic/min-insync-capped
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 2
  config:
    min.insync.replicas: 3 # <- topic/no-broker-may-fail
",
        ),
        Example::new(
            "the brokers' value is for topics with more copies, where Kafka is newer",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { version: 4.2.0, config: { min.insync.replicas: 2 } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 1
",
        ),
        Example::new(
            "one copy, and two of three",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 1
  config: { min.insync.replicas: 1 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 3
  config: { min.insync.replicas: 2 }
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let (Some(min), Some(replicas)) = (world.inventory.topic_number(topic, "min.insync.replicas"), topic.replicas)
    else {
        return;
    };
    let (copies, name) = (i64::from(replicas.value), topic.name.value);
    if copies == 0 || min.value < copies || min.value < 2 {
        return;
    }
    let kafka = world.inventory.cluster_of(topic).map_or(world.strimzi().default_kafka(), |of| of.version.value);
    let capped = min.value > copies && caps_min_insync(kafka);
    let own = min.document().span() == topic.document.span();
    if capped && copies == 1 {
        // What the brokers say is meant for topics with more copies; that this one has too few is another rule's.
        if own && min.is_written() {
            out.raise(
                &CAPPED,
                min,
                format!("the one copy of topic `{name}` is enough, whatever `min.insync.replicas` says"),
            )
            .label("counts as 1")
            .because(replicas, "of 1")
            .help("write three `replicas`, or leave it out");
        }
        return;
    }
    let needed = counted(if capped { copies } else { min.value }, "copy", "copies");
    let label = match (min.is_written(), own) {
        (true, true) => format!("{needed} must acknowledge"),
        (true, false) => format!("topics that say nothing take this: {needed} must acknowledge"),
        (false, _) => format!("{}: {needed} must acknowledge", crate::inventory::Whose::Kafka.words()),
    };
    let (offence, headline) = if min.value > copies && !capped {
        (
            &NEVER,
            format!(
                "no write to topic `{name}` ever succeeds: it has {copies} of the {} copies that must acknowledge",
                min.value
            ),
        )
    } else {
        (&ALL_MUST, format!("writes to topic `{name}` stop whenever one broker is restarted"))
    };
    let help = match copies {
        1 => "write three `replicas`, or `min.insync.replicas: 1` in this topic's `config`".to_owned(),
        _ => format!("write `min.insync.replicas: {}` in this topic's `config`, or more `replicas`", copies - 1),
    };
    out.raise(offence, min, headline).label(label).because(replicas, format!("of {copies}")).help(help);
}
