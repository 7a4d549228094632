//! Does an operator read the annotations under `strimzi.io/`?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};

const MISSPELT: Offence = Offence::warning(
    "bundle/annotation-misspelt",
    "an annotation of Strimzi's that there is not, and one of nearly that name",
)
.why("Kubernetes keeps any annotation, and no operator reads this one: nothing happens, and nothing says so.")
.write("the name as Strimzi has it")
.source("ResourceAnnotations.java and Annotations.java, Strimzi 0.39.0 to 1.2.0");

const ELSEWHERE: Offence = Offence::warning(
    "bundle/annotation-without-effect",
    "an annotation of Strimzi's on a resource on which no operator reads it",
)
.why("It is read on resources of another kind only. Here nothing happens, and nothing says so.")
.write("the annotation on the resource that is meant")
.source("KafkaReconciler.java, AbstractConnectOperator.java, BatchingTopicController.java, Strimzi 0.39.0 to 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSPELT, &ELSEWHERE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a letter too few, a dash too many, and the wrong kind",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/pause-reconcilation: 'true' # <- bundle/annotation-misspelt
    strimzi.io/skip-broker-scale-down-check: 'true' # <- bundle/annotation-misspelt
    strimzi.io/manual-rolling-update: 'true' # <- bundle/annotation-without-effect
spec: { kafka: { listeners: [{ name: plain, port: 9092, type: internal, tls: false }] } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata:
  name: app
  labels: { strimzi.io/cluster: shop }
  annotations:
    strimzi.io/managed: 'false' # <- bundle/annotation-without-effect
spec: {}
",
        ),
        Example::new(
            "what operators read, and what is somebody's own",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/kraft: enabled
    strimzi.io/node-pools: enabled
    strimzi.io/skip-broker-scaledown-check: 'true'
    strimzi.io/owner: somebody
    example.org/pause-reconcilation: 'true'
spec: { kafka: { listeners: [{ name: plain, port: 9092, type: internal, tls: false }] } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
  annotations: { strimzi.io/managed: 'false' }
spec: { partitions: 3, replicas: 3 }
",
        ),
    ],
};

/// What people write. `use-connector-resources` is missing: where it is misspelt, its connectors are ignored, and that is said.
const WRITTEN: [&str; 21] = [
    "pause-reconciliation",
    "manual-rolling-update",
    "rebalance",
    "rebalance-auto-approval",
    "rebalance-template",
    "restart-connector",
    "restart-task",
    "restart-connector-task",
    "connector-offsets",
    "mirrormaker-connector",
    "next-node-ids",
    "remove-node-ids",
    "delete-pod-and-pvc",
    "force-rebuild",
    "force-renew",
    "force-replace",
    "skip-broker-scaledown-check",
    "kraft",
    "node-pools",
    "in-place-resizing",
    "in-place-resizing-wait-for-deferred",
];

/// What is read, or written by operators, and near none of the others by mistake.
const OTHERS: [&str; 6] =
    ["use-connector-resources", "restart", "managed", "storage", "delete-claim", "in-place-resizing-error"];

/// On which kinds alone two of them are read.
const READ_ON: [(&str, &[&str], &str); 2] = [
    ("manual-rolling-update", &["StrimziPodSet", "Pod"], "annotate the StrimziPodSet, or a pod"),
    ("managed", &["KafkaTopic"], "leave it out: it is for a KafkaTopic"),
];

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    let group = document.api_version().and_then(|version| version.split_once('/')).map(|(group, _)| group);
    if !matches!(group, Some("kafka.strimzi.io" | "core.strimzi.io")) {
        return;
    }
    let kind = document.kind().unwrap_or_default();
    for (key, _) in document.at(["metadata", "annotations"]).into_iter().flat_map(crate::bundle::Node::entries) {
        let Some(name) = key.text().strip_prefix("strimzi.io/") else { continue };
        if let Some((_, _, help)) = READ_ON.iter().find(|(own, on, _)| *own == name && !on.contains(&kind)) {
            let headline = format!("`{}` does nothing on a {kind}", key.text());
            out.raise(&ELSEWHERE, key, headline).label("no operator reads it here").help(*help);
        } else if let Some(near) = meant(name) {
            out.raise(&MISSPELT, key, format!("no operator reads `{}`", key.text()))
                .label("there is no such annotation")
                .help(format!("write `strimzi.io/{near}`"))
                .unsafe_fix(format!("strimzi.io/{near}"));
        }
    }
}

fn meant(name: &str) -> Option<&'static str> {
    if WRITTEN.contains(&name) || OTHERS.contains(&name) {
        return None;
    }
    let bare = |name: &str| name.replace(['-', '_', '.'], "").to_ascii_lowercase();
    let is_near = |known: &&str| {
        let allowed = if known.len() < 8 { 1 } else { 2 };
        bare(known) == bare(name) || strsim::damerau_levenshtein(known, name) <= allowed
    };
    WRITTEN.into_iter().find(is_near)
}
