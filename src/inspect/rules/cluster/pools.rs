//! Does each pool belong to a cluster that heeds it?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{CLUSTER_LABEL, label, same_namespace};
use crate::units::nearest;

const UNLABELLED: Offence = Offence::error("cluster/pool-without-cluster", "a pool does not say of which cluster it is")
    .not_waivable()
    .why("The operator finds the pools of a cluster by the label `strimzi.io/cluster`. One without is never looked at: its nodes are not made.")
    .write("the label `strimzi.io/cluster` with the name of the Kafka resource")
    .source("strimzi, `KafkaAssemblyOperator`, selection of KafkaNodePools");

const IGNORED: Offence = Offence::error("cluster/pool-ignored", "a pool belongs to a cluster that does not heed pools")
    .why(
        "In these releases a cluster uses its KafkaNodePools only with the annotation `strimzi.io/node-pools: enabled`. Without, \
         the operator logs a line, and `spec.kafka.replicas` and `storage` decide.",
    )
    .write("the annotation `strimzi.io/node-pools: enabled` on the Kafka resource")
    .source("strimzi 0.39.0 to 0.45.2, `ReconcilerUtils.nodePoolsEnabled`");

const STRAY: Offence = Offence::warning("cluster/pool-of-another-cluster", "a pool names a cluster that is not there")
    .why("The Kafka resources beside it have other names. If there is none of that name in the namespace, the nodes of the pool are never made.")
    .write("the name of the Kafka resource")
    .source("strimzi, `KafkaAssemblyOperator`, selection of KafkaNodePools");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNLABELLED, &IGNORED, &STRAY],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a pool of nobody, one of a stranger and one that is not heeded",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: brokers # <- cluster/pool-without-cluster
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: more
  labels:
    strimzi.io/cluster: shopp # <- cluster/pool-of-another-cluster
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: most
  labels:
    strimzi.io/cluster: shop # <- cluster/pool-ignored
",
        ),
        Example::new(
            "a pool that is heeded, and one whose cluster is elsewhere",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  namespace: shop
  annotations:
    strimzi.io/node-pools: enabled
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: brokers
  labels:
    strimzi.io/cluster: shop
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: brokers
  namespace: bank
  labels:
    strimzi.io/cluster: bank
",
        ),
    ],
};

fn check(world: &World<'_>, pool: Document<'_>, out: &mut Out) {
    if pool.kind() != Some("KafkaNodePool") {
        return;
    }
    let name = pool.name().unwrap_or_default();
    let Some(wanted) = label(pool, CLUSTER_LABEL) else {
        if pool.at(["metadata", "labels", CLUSTER_LABEL]).is_none() {
            out.raise(&UNLABELLED, pool, format!("no node of pool `{name}` will be made: it belongs to no cluster"))
                .label(format!("no label `{CLUSTER_LABEL}`"))
                .help(format!("add the label `{CLUSTER_LABEL}` with the name of the Kafka resource"));
        }
        return;
    };
    let near = || {
        let beside = world.inventory.clusters.iter();
        beside.filter(|cluster| same_namespace(cluster.document.namespace(), pool.namespace()))
    };
    let described = world.inventory.descriptions(wanted.value, pool);
    let ignored = described.iter().all(|cluster| !cluster.has_pools.value);
    match described.first() {
        Some(cluster) if ignored => {
            out.raise(
                &IGNORED,
                wanted,
                format!("no node of pool `{name}` will be made: cluster `{}` heeds no pools", cluster.name),
            )
            .label("does not heed pools")
            .because(cluster.document, "has no annotation `strimzi.io/node-pools: enabled`")
            .help(format!("annotate Kafka `{}` with `strimzi.io/node-pools: enabled`", cluster.name));
        }
        Some(_) => {}
        None => {
            let Some(first) = near().next() else { return };
            let meant = nearest(wanted.value, near().map(|cluster| cluster.name)).unwrap_or(first.name);
            out.raise(
                &STRAY,
                wanted,
                format!("nobody makes the nodes of pool `{name}`: there is no cluster `{}`", wanted.value),
            )
            .label("no Kafka of that name")
            .because(first.document, "a Kafka in the same namespace")
            .help(format!("if `{meant}` is meant, write `{CLUSTER_LABEL}: {meant}`"));
        }
    }
}
