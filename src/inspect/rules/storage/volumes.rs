//! Can the volumes be made as they are written?

use super::ephemeral::all;
use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Storage, thousandths};

const NO_SIZE: Offence = Offence::error("storage/no-size", "a claim has no size")
    .not_waivable()
    .why("A claim must say how much it wants. The operator refuses the cluster.")
    .write("`size`, such as `100Gi`")
    .source("strimzi, `StorageUtils.validatePersistentStorage`");

const ODD_SIZE: Offence = Offence::error("storage/size-not-understood", "a size is none that the operator understands")
    .not_waivable()
    .why(
        "The operator knows the suffixes `Ki` to `Ei`, `K` to `E` and `m`, but not the small `k`, and no `GB`. Kubernetes \
         refuses the claim, or the operator fails when the size is compared with another one.",
    )
    .write("a number with one of these, such as `100Gi`")
    .source("strimzi, `StorageUtils.convertToMillibytes`; Kubernetes, quantities");

const NO_VOLUME: Offence = Offence::error("storage/no-volume", "there is a list of volumes with nothing in it")
    .not_waivable()
    .why("A node needs at least one volume. The operator refuses the cluster.")
    .write("at least one volume with an `id`")
    .source("strimzi, `StorageUtils.validatePersistentStorage`, `VolumeUtils`");

const SAME_ID: Offence = Offence::error("storage/same-id", "volumes have one number, or none")
    .not_waivable()
    .why(
        "The number is in the name of the claim and of the folder. Two of one number make a pod that Kubernetes refuses, and a \
         change to such a list is ignored as a whole.",
    )
    .write("another `id` for each volume, from 0, never to be changed")
    .source("strimzi, `VolumeUtils.createVolumePrefix`, `StorageDiff`");

const UNKNOWN_CLASS: Offence =
    Offence::warning("storage/class-unknown", "a storage class is none of those that are there")
        .why("A claim of a class that does not exist stays pending, and so does its pod.")
        .write("a class of `[environment] storage_classes`, or add it there")
        .source("Kubernetes, persistent volumes; `[environment] storage_classes`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_SIZE, &ODD_SIZE, &NO_VOLUME, &SAME_ID, &UNKNOWN_CLASS],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "what cannot be made",
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
          size: 100GB # <- storage/size-not-understood
        - id: 0 # <- storage/same-id
          type: persistent-claim
          size: 500000000k # <- storage/size-not-understood
        - type: persistent-claim # <- storage/no-size, storage/same-id
  zookeeper:
    replicas: 3
    storage:
      type: persistent-claim
      size: 10Gi
      class: fast # <- storage/class-unknown
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    replicas: 3
    storage:
      type: jbod # <- storage/no-volume
      volumes: []
# file: kafkasmith.toml
[environment]
storage_classes = { gp3 = { expandable = true } }
",
        ),
        Example::new(
            "what can",
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
          size: 100Gi
          class: gp3
        - id: 1
          type: persistent-claim
          size: 1T
# file: kafkasmith.toml
[environment]
storage_classes = { gp3 = { expandable = true } }
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    for (who, storage) in all(cluster) {
        ids(&who, storage, out);
        for volume in &storage.volumes {
            size(&who, volume.node, volume.ephemeral, out);
            let classes = &world.environment.storage_classes;
            if let Some(class) = volume.class
                && !classes.is_empty()
                && world.environment.storage_class(class.value).is_none()
            {
                let known: Vec<String> = classes.iter().map(|class| format!("`{}`", class.name.value)).collect();
                out.raise(
                    &UNKNOWN_CLASS,
                    class,
                    format!("{who} waits for a volume: there is no class `{}`", class.value),
                )
                .label("none of those that are there")
                .help(format!("write {}, or add it to `[environment] storage_classes`", known.join(" or ")));
            }
        }
    }
}

fn ids(who: &str, storage: &Storage<'_>, out: &mut Out) {
    if !storage.jbod {
        return;
    }
    // Items that are no map are the schema's business.
    if storage.volumes.is_empty() {
        out.raise(&NO_VOLUME, storage.node, format!("Strimzi refuses {who}: it has no volume"))
            .label("no volume")
            .help("add a volume with `id: 0`");
    }
    let mut seen: Vec<(i64, Node<'_>)> = Vec::new();
    for volume in &storage.volumes {
        match volume.id {
            None if volume.node.get("id").is_none() => {
                out.raise(&SAME_ID, volume.node, format!("Strimzi refuses {who}: a volume has no `id`"))
                    .label("no `id`")
                    .help("add an `id` that no other volume of the list has");
            }
            None => {}
            Some(id) => {
                if let Some((_, first)) = seen.iter().find(|(other, _)| *other == id.value) {
                    out.raise(&SAME_ID, id, format!("no pod is made for {who}: two volumes have `id: {}`", id.value))
                        .label("the same again")
                        .because(*first, "the first of that number")
                        .help("give each volume a number of its own");
                }
                seen.push((id.value, id.node()));
            }
        }
    }
}

fn size(who: &str, volume: Node<'_>, ephemeral: bool, out: &mut Out) {
    let key = if ephemeral { "sizeLimit" } else { "size" };
    let claims = volume.get("type").and_then(Node::as_text) == Some("persistent-claim");
    let Some(size) = volume.get(key).filter(|size| !size.is_null()) else {
        if claims {
            out.raise(&NO_SIZE, volume, format!("Strimzi refuses {who}: a claim without `size`"))
                .label("no `size`")
                .help("add `size`, such as `100Gi`");
        }
        return;
    };
    let text = size.text();
    if thousandths(text).is_none() || text.ends_with('k') {
        out.raise(&ODD_SIZE, size, format!("`{text}` is no size that Strimzi understands, for {who}"))
            .label("not understood")
            .help("write a whole number with `Mi`, `Gi` or `Ti`, such as `100Gi`");
    }
}
