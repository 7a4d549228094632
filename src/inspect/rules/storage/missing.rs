//! Is it said where the data are to be?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::Cluster;

const MISSING: Offence = Offence::error("storage/missing", "it is not said where the data are to be")
    .not_waivable()
    .why("The operator has no default for the storage of brokers or controllers, and refuses the cluster.")
    .write("`storage` with `type: persistent-claim` and a `size`")
    .source("strimzi 0.40.0 on, `KRaftUtils.validateKafkaCrForZooKeeper`; CRDs of Kafka and KafkaNodePool");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "brokers without a disk",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka: # <- storage/missing
    replicas: 3
  zookeeper:
    replicas: 3
    storage:
      type: ephemeral
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    replicas: 3
    storage: # <- storage/missing
  zookeeper:
    replicas: 3
    storage:
      type: ephemeral
",
        ),
        Example::new(
            "pools with disks, and pools elsewhere",
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
  roles: [broker, controller]
  storage:
    type: ephemeral
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

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    // What the CRD demands is the schema's business.
    let required = &world.strimzi().cluster.required;
    if cluster.has_pools.value || required.iter().any(|path| path == "spec.kafka.storage") {
        return;
    }
    let place = match cluster.kafka.entry("storage") {
        Some((_, value)) if !value.is_null() => return,
        Some((key, _)) => Spot::key(key),
        None => Spot::from(
            cluster.document.at(["spec"]).and_then(|spec| spec.entry("kafka")).map_or(cluster.kafka, |it| it.0),
        ),
    };
    out.raise(&MISSING, place, format!("Strimzi refuses cluster `{}`: its brokers have no storage", cluster.name))
        .label("no `storage`")
        .help("add `storage: { type: persistent-claim, size: 100Gi }`");
}
