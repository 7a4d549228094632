//! Is what was acknowledged on more than one broker?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Topic;
use crate::units::counted;

const ONE_COPY: Offence = Offence::error(
    "topic/one-copy-acknowledges",
    "a record is acknowledged when one broker alone has it, although it has copies",
)
.in_development(Level::Info)
.why(
    "With a minimum of one in-sync replica a leader acknowledges also when all other copies lag behind or are gone. \
     If its broker is lost then, so is what it acknowledged.",
)
.write("`min.insync.replicas: 2` and three replicas; or a waiver that says why a loss can be borne")
.source("apache/kafka, `Partition.checkEnoughReplicasReachOffset`; docs of `min.insync.replicas`");

const BY_DEFAULT: Offence = Offence::warning(
    "topic/one-copy-by-default",
    "a topic says no minimum, and what holds for it is acknowledged by one broker alone",
)
.in_development(Level::Off)
.why(
    "The brokers' `min.insync.replicas` counts, whose default is 1: a leader acknowledges also when all other copies lag behind \
     or are gone. If its broker is lost then, so is what it acknowledged.",
)
.write("`min.insync.replicas: 2` in the topic or, for all topics, in `spec.kafka.config`")
.source("apache/kafka, `Partition.checkEnoughReplicasReachOffset`; docs of `min.insync.replicas`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ONE_COPY, &BY_DEFAULT],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "two copies, of which one is enough",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 3
  replicas: 2
  config:
    min.insync.replicas: 1 # <- topic/one-copy-acknowledges
",
        ),
        Example::new(
            "what the brokers say, or nobody",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    version: 3.9.0
    config: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 3 # <- topic/one-copy-by-default
  replicas: 2
",
        ),
        Example::new(
            "two of three copies",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 3
  replicas: 3
  config:
    min.insync.replicas: 2
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let cluster = world.inventory.cluster_of(topic);
    // Without the cluster nobody knows what its brokers say.
    let min_insync = match cluster {
        Some(cluster) => topic.config.topic_number("min.insync.replicas", Some(&cluster.config)),
        None => topic.config.written("min.insync.replicas").and_then(crate::inventory::number),
    };
    let (Some(min_insync), Some(replicas)) = (min_insync, topic.replicas) else { return };
    if min_insync.value > 1 || replicas.value < 2 {
        return;
    }
    let own = min_insync.is_written() && min_insync.document().span() == topic.document.span();
    out.raise(
        if own { &ONE_COPY } else { &BY_DEFAULT },
        min_insync,
        format!("what one broker has acknowledged of topic `{}` may be lost", topic.name.value),
    )
    .label(if min_insync.is_written() {
        "one copy is enough"
    } else {
        "`min.insync.replicas` is not set, so one copy is enough"
    })
    .because(replicas, counted(replicas.value, "copy", "copies"))
    .help("three replicas with `min.insync.replicas: 2` lose nothing that was acknowledged when a broker is lost");
}
