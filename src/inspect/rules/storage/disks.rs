//! May nodes have as many disks, and is it clear where the metadata are?

use super::ephemeral::all;
use crate::bundle::Node;
use crate::catalog::{Capability, metadata_takes_several_disks};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const SEVERAL: Offence = Offence::error("storage/several-disks", "brokers may not have several disks in KRaft here")
    .not_waivable()
    .why("Several disks in KRaft need a release of Strimzi, a Kafka and a metadata version that can tell where a log is. Otherwise the operator refuses the cluster.")
    .write("one volume, or a newer `metadataVersion`")
    .source("strimzi, `NodePoolUtils.validateKRaftJbodStorage`; KIP-858");

const TWO_LOGS: Offence = Offence::error("storage/metadata-on-several", "several volumes are to hold the metadata")
    .not_waivable()
    .why("There is one log of metadata on each node. The operator refuses a list in which more than one volume has `kraftMetadata`.")
    .write("`kraftMetadata: shared` on one volume")
    .source("strimzi 0.41.0 on, `StorageUtils`, `StorageDiff`");

const UNUSED: Offence = Offence::info("storage/metadata-without-kraft", "`kraftMetadata` does nothing with ZooKeeper")
    .why("Brokers with ZooKeeper have no log of metadata. The operator warns in the status.")
    .write("nothing: remove it")
    .source("strimzi 0.41.0 to 0.45.2, `KafkaSpecChecker.checkKRaftMetadataStorageConfiguredForZooBasedCLuster`");

pub(super) const RULE: Rule = Rule {
    offences: &[&SEVERAL, &TWO_LOGS, &UNUSED],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "before it was possible",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/kraft: enabled
    strimzi.io/node-pools: enabled
spec:
  kafka:
    version: 3.8.0
    metadataVersion: 3.6-IV2
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: both
  labels:
    strimzi.io/cluster: shop
spec:
  replicas: 3
  roles: [controller, broker]
  storage:
    type: jbod
    volumes:
      - id: 0 # <- storage/several-disks
        type: persistent-claim
        size: 10Gi
        kraftMetadata: shared
      - id: 1
        type: persistent-claim
        size: 10Gi
        kraftMetadata: shared # <- storage/metadata-on-several
",
        ),
        Example::new(
            "with ZooKeeper",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.8.0
    replicas: 3
    storage:
      type: persistent-claim
      size: 10Gi
      kraftMetadata: shared # <- storage/metadata-without-kraft
  zookeeper:
    replicas: 3
",
        ),
        Example::new(
            "two disks, one with the metadata",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.3.1
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
  storage:
    type: jbod
    volumes:
      - id: 0
        type: persistent-claim
        size: 10Gi
        kraftMetadata: shared
      - id: 1
        type: persistent-claim
        size: 10Gi
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let moves = cluster.document.at(["metadata", "annotations", "strimzi.io/kraft"]).is_some();
    for (who, storage) in all(cluster) {
        let mut logs = storage.volumes.iter().filter_map(|volume| volume.metadata);
        let first = logs.next();
        if !cluster.kraft.value {
            if let Some(first) = first.filter(|_| !moves) {
                out.raise(&UNUSED, first, format!("`kraftMetadata` of {who} does nothing"))
                    .label("for KRaft")
                    .help("remove it");
            }
            continue;
        }
        if let (Some(first), Some(second)) = (first, logs.next()) {
            out.raise(&TWO_LOGS, second, format!("Strimzi refuses {who}: two volumes are to hold the metadata"))
                .label("the second")
                .because(first, "the first")
                .help("remove it");
        }
        if storage.volumes.len() > 1 {
            several(world, cluster, &who, storage.node, out);
        }
    }
}

fn several(world: &World<'_>, cluster: &Cluster<'_>, who: &str, storage: Node<'_>, out: &mut Out) {
    let place = storage.get("volumes").unwrap_or(storage);
    let release = world.strimzi();
    if !release.can(Capability::KraftJbod) {
        out.raise(&SEVERAL, place, format!("Strimzi refuses {who}: several disks in KRaft"))
            .label(format!("Strimzi {} takes one", release.version))
            .help("write one volume");
        return;
    }
    let Some(metadata) = cluster.metadata_version else { return };
    if !metadata_takes_several_disks(metadata.value) {
        out.raise(
            &SEVERAL,
            place,
            format!("Strimzi refuses {who}: several disks with metadata version {}", metadata.value),
        )
        .label("one is allowed")
        .because(metadata, "too old for several disks")
        .help("raise `metadataVersion` to the release line of Kafka, or write one volume");
    }
}
