//! Can the topic have as many copies as it asks for, and are they enough?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Known, Topic};
use crate::units::counted;

const MORE_THAN_BROKERS: Offence =
    Offence::error("topic/more-copies-than-brokers", "brokers refuse a topic with more copies than there are brokers")
        .why(
            "Each copy of a partition is on a broker of its own. The broker answers that the replication factor is \
             larger than the number of brokers, the resource stays not ready with the reason `KafkaError`, and \
             there is no topic.",
        )
        .write("at most as many replicas as brokers")
        .source("apache/kafka, `StripedReplicaPlacer`, `AdminUtils.assignReplicasToBrokers`")
        .not_waivable();

const TOO_FEW: Offence = Offence::warning(
    "topic/too-few-copies",
    "the topic has fewer copies than the policy asks for",
)
.in_development(Level::Info)
.why(
    "With one copy each restart of its broker takes the topic away, and a lost volume takes the records. The number \
     is `limits.min_replicas` of the policy, and for dead letter queues `limits.dlq_min_replicas`. Left out, the \
     brokers' `default.replication.factor` counts, whose default is 1.",
)
.write("three replicas, with `min.insync.replicas: 2`")
.source("apache/kafka, docs of `default.replication.factor`");

pub(super) const RULE: Rule = Rule {
    offences: &[&MORE_THAN_BROKERS, &TOO_FEW],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "three brokers",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3, config: { default.replication.factor: 3 } }
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 5 # <- topic/more-copies-than-brokers
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 1 # <- topic/too-few-copies
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: refunds
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 3
",
        ),
        Example::new(
            "brokers that give one copy to those who ask for none",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 3 # <- topic/too-few-copies
",
        ),
        Example::new(
            "one broker, which can have no second copy",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 1 }
  zookeeper: { replicas: 1 }
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
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let Some(replicas) = topic.replicas else { return };
    let name = topic.name.value;
    if let Some(brokers) = brokers_of(world, topic).filter(|brokers| is_more(replicas, *brokers)) {
        let headline = format!(
            "topic `{name}` is never made: {}, but {}",
            counted(replicas.value, "copy", "copies"),
            counted(brokers.value, "broker", "brokers")
        );
        let fix = brokers.value.min(3);
        out.raise(&MORE_THAN_BROKERS, replicas, headline)
            .label(whose(replicas))
            .because(brokers, counted(brokers.value, "broker", "brokers"))
            .help(format!("write `replicas: {fix}`, or run more brokers"));
        return;
    }
    let Some((wanted, limit)) = too_few(world, topic) else { return };
    let headline = match replicas.value {
        1 => format!("topic `{name}` is gone whenever its broker is: it has one copy"),
        few => format!("topic `{name}` has {few} copies, the policy asks for {wanted}"),
    };
    out.raise(&TOO_FEW, replicas, headline).label(whose(replicas)).note(format!("`{limit}` is {wanted}")).help(
        "write `replicas: 3` with `min.insync.replicas: 2`; of a topic that is there already only Cruise Control \
         can change it",
    );
}

/// How many copies the policy asks for and by which of its limits, if the topic has fewer and could have as many.
fn too_few(world: &World<'_>, topic: &Topic<'_>) -> Option<(u32, &'static str)> {
    let replicas = topic.replicas?.value;
    let (wanted, limit) = match topic.dead_letters {
        Some(_) => (world.limits.dlq_min_replicas, "limits.dlq_min_replicas"),
        None => (world.limits.min_replicas, "limits.min_replicas"),
    };
    // What a cluster cannot have, a topic cannot be asked for.
    let possible = brokers_of(world, topic).is_none_or(|brokers| brokers.value >= wanted);
    (replicas != 0 && replicas < wanted && possible).then_some((wanted, limit))
}

/// Whether the number of a topic's copies is found fault with here.
pub(super) fn is_told(world: &World<'_>, topic: &Topic<'_>) -> bool {
    let more =
        topic.replicas.zip(brokers_of(world, topic)).is_some_and(|(replicas, brokers)| is_more(replicas, brokers));
    more || too_few(world, topic).is_some()
}

fn brokers_of<'b>(world: &World<'b>, topic: &Topic<'_>) -> Option<Known<'b, u32>> {
    world.inventory.cluster_of(topic).and_then(Cluster::brokers)
}

const fn is_more(replicas: Known<'_, u32>, brokers: Known<'_, u32>) -> bool {
    brokers.value > 0 && replicas.value > brokers.value
}

fn whose(replicas: Known<'_, u32>) -> String {
    let copies = counted(replicas.value, "copy", "copies");
    if replicas.is_written() { copies } else { format!("no `replicas`, so the brokers' default: {copies}") }
}
