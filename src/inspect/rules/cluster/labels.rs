//! Does the operator take the labels of the resource?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};

const REFUSED: Offence = Offence::error("cluster/label-refused", "a resource has a label that is the operator's")
    .not_waivable()
    .why(
        "Labels are copied to all that the operator makes of a resource. It refuses a resource with labels that begin with \
         `strimzi.io/`, but for `strimzi.io/cluster`: the reconciliation fails, and nothing is made or changed.",
    )
    .write("the annotation of that name, if it switches something on; else nothing")
    .source("strimzi, `Labels.additionalLabels`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "an annotation among the labels",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  labels:
    strimzi.io/kraft: enabled # <- cluster/label-refused
    app: shop
spec:
  kafka: {}
",
        ),
        Example::new(
            "labels of one's own",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: brokers
  labels:
    strimzi.io/cluster: shop
    app.kubernetes.io/part-of: shop
",
        ),
    ],
};

/// The resources of which the operator makes pods.
const KINDS: [&str; 6] =
    ["Kafka", "KafkaNodePool", "KafkaConnect", "KafkaMirrorMaker2", "KafkaMirrorMaker", "KafkaBridge"];

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    let Some(kind) = document.kind().filter(|kind| KINDS.contains(kind)) else { return };
    // A resource that was read from a cluster, or another product's.
    if !document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/")) {
        return;
    }
    for (key, _) in document.at(["metadata", "labels"]).into_iter().flat_map(Node::entries) {
        let label = key.name();
        if label.starts_with("strimzi.io/") && !label.starts_with("strimzi.io/cluster") {
            let name = document.name().unwrap_or_default();
            out.raise(&REFUSED, Spot::key(key), format!("Strimzi refuses {kind} `{name}` for its label `{label}`"))
                .label("only the operator sets such labels")
                .help("remove it, or move it to the annotations if it switches something on");
        }
    }
}
