//! Has the cluster brokers, and controllers where it needs them?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::Cluster;

const NO_BROKERS: Offence = Offence::error("cluster/no-brokers", "the cluster has no broker")
    .not_waivable()
    .why("The operator refuses a cluster of which no pool has the role `broker` and replicas, or that says no number of replicas.")
    .write("a pool with the role `broker` and at least one replica; without pools `spec.kafka.replicas`")
    .source("strimzi, `NodePoolUtils.validateKRaftProcessRoles`, `KRaftUtils.validateKafkaCrForZooKeeper`");

const NO_CONTROLLERS: Offence = Offence::error("cluster/no-controllers", "the cluster has no controller")
    .not_waivable()
    .why("The operator refuses a KRaft cluster of which no pool has the role `controller` and replicas: nobody could elect leaders.")
    .write("a pool with the role `controller` and three replicas")
    .source("strimzi, `NodePoolUtils.validateKRaftProcessRoles`");

const BESIDE_ZOOKEEPER: Offence = Offence::error(
    "cluster/controllers-beside-zookeeper",
    "a pool has controllers, and the cluster runs with ZooKeeper",
)
.not_waivable()
.why("With ZooKeeper there are no controllers, and the operator refuses the cluster, unless it is being migrated.")
.write("the role `broker` alone, or the annotation `strimzi.io/kraft`")
.source("strimzi 0.39.0 to 0.45.2, `NodePoolUtils.validateZooKeeperBasedProcessRoles`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_BROKERS, &NO_CONTROLLERS, &BESIDE_ZOOKEEPER],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "brokers alone",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: brokers
  labels:
    strimzi.io/cluster: shop
spec:
  replicas: 3
  roles: [broker] # <- cluster/no-controllers
",
        ),
        Example::new(
            "controllers, and brokers that are none",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: controllers
  labels:
    strimzi.io/cluster: shop
spec:
  replicas: 3
  roles: [controller]
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: brokers
  labels:
    strimzi.io/cluster: shop
spec:
  replicas: 0 # <- cluster/no-brokers
  roles: [broker]
",
        ),
        Example::new(
            "controllers beside ZooKeeper",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/node-pools: enabled
spec:
  kafka: {}
  zookeeper:
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: brokers
  labels:
    strimzi.io/cluster: shop
spec:
  replicas: 3
  roles: [controller, broker] # <- cluster/controllers-beside-zookeeper
",
        ),
        Example::new(
            "nodes that are both; and pools that are elsewhere",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: both
  labels:
    strimzi.io/cluster: shop
spec:
  replicas: 3
  roles: [controller, broker]
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: bank
spec:
  kafka: {}
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let name = cluster.name;
    // A cluster that heeds pools and has none in the set has them elsewhere.
    let Some(first) = cluster.pools.first() else { return };
    if cluster.pools.iter().any(|pool| !pool.is_counted() || !pool.has_plain_roles()) {
        return; // what is to be filled in, nobody can judge
    }
    let place = |node: Option<crate::bundle::Node<'_>>| node.map_or(Spot::from(first.document), Spot::from);
    match cluster.brokers() {
        Some(brokers) if brokers.value > 0 => {}
        Some(brokers) => {
            out.raise(&NO_BROKERS, brokers, format!("Strimzi refuses cluster `{name}`: it has no broker"))
                .label("no replicas")
                .help("write at least 1, for data that must outlive a broker 3");
        }
        None => {
            out.raise(
                &NO_BROKERS,
                place(first.spec.get("roles")),
                format!("Strimzi refuses cluster `{name}`: it has no broker"),
            )
            .label("no pool has the role `broker`")
            .help("add a KafkaNodePool with `roles: [broker]`");
        }
    }
    if !cluster.has_pools.value {
        return;
    }
    if cluster.kraft.value {
        if cluster.controllers().is_none_or(|controllers| controllers.value == 0) {
            let at = cluster.controllers().map_or_else(|| place(first.spec.get("roles")), Spot::from);
            out.raise(&NO_CONTROLLERS, at, format!("Strimzi refuses cluster `{name}`: it has no controller"))
                .label("no pool with replicas has the role `controller`")
                .help("add a KafkaNodePool with `roles: [controller]` and three replicas");
        }
        return;
    }
    if cluster.document.at(["metadata", "annotations", "strimzi.io/kraft"]).is_some() {
        return;
    }
    for pool in cluster.controller_pools() {
        let at = pool.spec.get("roles").map_or(Spot::from(pool.document), Spot::from);
        out.raise(
            &BESIDE_ZOOKEEPER,
            at,
            format!("Strimzi refuses cluster `{name}`: pool `{}` has controllers", pool.name),
        )
        .label("there are none with ZooKeeper")
        .because(cluster.document, "has no annotation `strimzi.io/kraft`")
        .help("write `roles: [broker]`");
    }
}
