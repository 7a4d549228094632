//! Do data outlive the resource?

use super::ephemeral::all;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const DELETED: Offence = Offence::warning("storage/claim-deleted", "the data are deleted with the resource")
    .in_development(Level::Off)
    .why(
        "With `deleteClaim: true` the claims, and with them the volumes, are deleted together with the Kafka or KafkaNodePool, \
         also when that is deleted by mistake, by a wrong prune or when a node is removed. The default is `false`.",
    )
    .write("nothing, or `deleteClaim: false`")
    .source("strimzi, `PersistentClaimStorage.deleteClaim`, owner references of claims");

pub(super) const RULE: Rule = Rule {
    offences: &[&DELETED],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "deleted",
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
      deleteClaim: true # <- storage/claim-deleted
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
      deleteClaim: false
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    for (who, storage) in all(cluster) {
        for volume in &storage.volumes {
            if volume.delete_claim.value && !volume.ephemeral {
                out.raise(
                    &DELETED,
                    volume.delete_claim,
                    format!("whoever deletes the resource deletes the data of {who}"),
                )
                .label("deletes the volume, too")
                .help("write `deleteClaim: false`")
                .fix("false");
            }
        }
    }
}
