//! Has a cluster whose nodes come from pools any pool?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, Spot, World};
use crate::inventory::Cluster;

const STILL_HERE: Offence = Offence::error("cluster/replicas-without-pool", "nodes are described in the Kafka resource, and come from pools alone")
    .why(
        "The operator makes the nodes that KafkaNodePools describe, and refuses a cluster without any. What `spec.kafka` says of \
         `replicas` and `storage` is not looked at: it is from the time before the pools.",
    )
    .write("a KafkaNodePool for the brokers and one for the controllers, or one with both roles")
    .source("strimzi 0.45.2 and 1.2.0, `KafkaAssemblyOperator`: No KafkaNodePools found for Kafka cluster");

const NONE: Offence =
    Offence::warning("cluster/without-pool", "no pool of the set belongs to a cluster that has its nodes from pools")
        .in_development(Level::Info)
        .why("The operator refuses a cluster without KafkaNodePools, unless they are applied from elsewhere.")
        .write("a KafkaNodePool with the label `strimzi.io/cluster`, or say in `kafkasmith.toml` that it is elsewhere")
        .source("strimzi 0.45.2 and 1.2.0, `KafkaAssemblyOperator`: No KafkaNodePools found for Kafka cluster");

pub(super) const RULE: Rule = Rule {
    offences: &[&STILL_HERE, &NONE],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "an old example for a newer operator",
            "# strimzi: 0.51.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3 # <- cluster/replicas-without-pool
    storage: { type: ephemeral }
",
        ),
        Example::new(
            "the pool of another cluster",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop # <- cluster/without-pool
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: both
  labels: { strimzi.io/cluster: bank }
spec:
  replicas: 3
  roles: [controller, broker]
",
        ),
        Example::new(
            "a pool; one that is said to be elsewhere; and a cluster without pools",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations: { strimzi.io/node-pools: enabled, strimzi.io/kraft: enabled }
spec:
  kafka: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: both
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 3
  roles: [controller, broker]
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: bank
spec:
  kafka: { replicas: 3 }
  zookeeper: { replicas: 3 }
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let release = world.strimzi();
    // A cluster with ZooKeeper under an operator that has none has another trouble, of which another rule tells.
    let has_zookeeper = cluster.document.at(["spec", "zookeeper"]).is_some_and(|node| !node.is_null());
    if !cluster.has_pools.value || !cluster.pools.is_empty() || (has_zookeeper && cluster.zookeeper.is_none()) {
        return;
    }
    let namespace = cluster.document.namespace();
    // Whoever has a pool whose label is filled in later may mean this cluster, and so may a patch.
    let open = world.bundle.of_kind("KafkaNodePool").any(|pool| {
        let label = pool.at(["metadata", "labels", "strimzi.io/cluster"]);
        label.is_none_or(crate::bundle::Node::is_hole) || world.is_patch(pool)
    });
    if open || world.is_elsewhere("KafkaNodePool", namespace, "*") || cluster.document.name().is_none() {
        return;
    }
    let written = |key: &str| cluster.kafka.get(key).filter(|node| !node.is_null());
    let demanded = |key: &str| release.cluster.required.contains(&format!("spec.kafka.{key}"));
    let old = ["replicas", "storage"].into_iter().filter(|key| !demanded(key)).find_map(written);
    let (offence, place, label) = match old {
        Some(node) => (&STILL_HERE, Spot::from(node), "not looked at"),
        None => (&NONE, Spot::from(cluster.document), "no KafkaNodePool of the set names it"),
    };
    let name = cluster.name;
    out.raise(offence, place, format!("no node of cluster `{name}` is made: there is no KafkaNodePool for it"))
        .label(label)
        .help(format!("add a KafkaNodePool with the label `strimzi.io/cluster: {name}`, roles, replicas and storage"));
}
