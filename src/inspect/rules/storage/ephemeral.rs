//! Do data outlive their pod?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Storage};

const LOST: Offence = Offence::warning("storage/ephemeral", "data are gone with their pod")
    .in_development(Level::Info)
    .why(
        "The volume is emptied whenever the pod is made anew: at each change of its settings, each upgrade, each loss of a \
         machine. What has other copies is fetched from them; what has none is lost, and so is all of a cluster whose pods \
         go at the same time.",
    )
    .write("`type: persistent-claim` with a size")
    .source("strimzi, `KafkaSpecChecker.checkKafkaBrokersStorage`, `VolumeUtils`: emptyDir");

pub(super) const RULE: Rule = Rule {
    offences: &[&LOST],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "gone",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    storage:
      type: jbod
      volumes:
        - id: 0
          type: persistent-claim
          size: 10Gi
        - id: 1 # <- storage/ephemeral
          type: ephemeral
  zookeeper:
    replicas: 3
    storage:
      type: ephemeral # <- storage/ephemeral
",
        ),
        Example::new(
            "kept",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    storage:
      type: persistent-claim
      size: 10Gi
  zookeeper:
    replicas: 3
    storage:
      type: persistent-claim
      size: 10Gi
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    for (who, storage) in all(cluster) {
        let Some(volume) = storage.volumes.iter().find(|volume| volume.ephemeral) else { continue };
        out.raise(&LOST, volume.node, format!("a restart of {who} empties its disk")).label("gone with the pod").help(
            "write `type: persistent-claim` and a `size`; Strimzi does not change the type of a cluster that runs",
        );
    }
}

/// Each storage of a cluster, and what a node with it is called.
pub(super) fn all<'c, 'b>(cluster: &'c Cluster<'b>) -> impl Iterator<Item = (String, &'c Storage<'b>)> {
    let pools = cluster.pools.iter().filter_map(|pool| {
        let what = if pool.is_resource {
            format!("a node of pool `{}` of cluster `{}`", pool.name, cluster.name)
        } else {
            format!("a broker of cluster `{}`", cluster.name)
        };
        Some((what, pool.storage.as_ref()?))
    });
    let zookeeper = cluster.zookeeper.as_ref().and_then(|zookeeper| zookeeper.storage.as_ref());
    pools.chain(zookeeper.map(|storage| (format!("a ZooKeeper of cluster `{}`", cluster.name), storage)))
}
