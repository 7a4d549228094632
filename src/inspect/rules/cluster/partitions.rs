//! Does a broker hold more partitions than the house allows?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;
use crate::units::counted;

const TOO_MANY: Offence = Offence::warning("cluster/too-many-partitions", "a broker holds more partitions than allowed")
    .in_development(Level::Info)
    .why(
        "Each copy of a partition costs file handles, memory and time at each start and each election: with thousands of them \
         restarts and failovers take minutes. Copies count, and so do those of Kafka's own topics.",
    )
    .write("fewer partitions, more brokers, or another `max_partitions_per_broker` in the policy")
    .source("`[policy] limits.max_partitions_per_broker`; Kafka's way to deal out partitions, `AdminUtils.assignReplicasToBrokers`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOO_MANY],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "two thousand on each of three",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 2000 # <- cluster/too-many-partitions
  replicas: 3
",
        ),
        Example::new(
            "a dozen",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 12
  replicas: 3
",
        ),
    ],
};

fn check<'b>(world: &World<'b>, cluster: &Cluster<'b>, out: &mut Out) {
    let Some(load) = world.load_of(cluster) else { return };
    let most = u64::from(world.limits.max_partitions_per_broker);
    if load.disk.logs <= most {
        return;
    }
    let Some(largest) = load.topics.iter().max_by_key(|topic| topic.logs.count) else { return };
    let Some(partitions) = largest.topic.partitions else { return };
    let headline = format!("a broker of cluster `{}` holds up to {} partitions", cluster.name, load.disk.logs);
    let raised = out.raise(&TOO_MANY, partitions, headline);
    raised
        .label(format!("{} of them are of topic `{}`", largest.logs.count, largest.topic.name.value))
        .help(format!("the limit is {most}: write fewer partitions, or have more brokers"));
    if let Some(brokers) = cluster.brokers() {
        raised.because(
            brokers,
            format!(
                "{} {}",
                counted(brokers.value, "broker holds", "brokers hold"),
                counted(largest.logs.copies, "copy", "copies")
            ),
        );
    }
}
