//! Does a resource of Strimzi say anything?

use super::words::named;
use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::Violation;

const NO_SPEC: Offence = Offence::error("schema/no-spec", "a resource of Strimzi without `spec`")
    .why(
        "The API server takes it in `v1beta2`, and the operator makes nothing of it: each reconciliation ends in an error, \
         such as \"Spec cannot be null\". Only a KafkaTopic may leave it out: it then has the brokers' \
         defaults.",
    )
    .write("`spec`, with what the kind needs")
    .source(
        "CO/operator/assembly/AbstractOperator.java, CO/operator/assembly/AbstractConnectOperator.java, CO/model/KafkaPool.java and \
         UO/model/KafkaUserModel.java, Strimzi 0.39.0; from v1 on `spec` is required by the definitions",
    )
    .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_SPEC],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "resources of a name only",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop # <- schema/no-spec
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata:
  name: connect # <- schema/no-spec
spec:
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: orders # <- schema/no-spec
  labels: { strimzi.io/cluster: shop }
",
        ),
        Example::new(
            "a topic with the defaults of the brokers, a rebalance with those of Cruise Control, a patch",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaRebalance
metadata: { name: all, labels: { strimzi.io/cluster: shop } }
spec: {}
# file: kustomization.yaml
patches: [{ path: patch.yaml }]
# file: patch.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, annotations: { strimzi.io/pause-reconciliation: 'true' } }
",
        ),
        Example::new(
            "said by the definition",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
",
        ),
    ],
};

/// The kinds of which operators make nothing without `spec`.
const KINDS: [&str; 9] = [
    "Kafka",
    "KafkaBridge",
    "KafkaConnect",
    "KafkaConnector",
    "KafkaMirrorMaker",
    "KafkaMirrorMaker2",
    "KafkaNodePool",
    "KafkaRebalance",
    "KafkaUser",
];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let is_of_strimzi = document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/"))
        && document.kind().is_some_and(|kind| KINDS.contains(&kind));
    if !is_of_strimzi || world.is_patch(document) || document.get("spec").is_some_and(|spec| !Node::is_null(spec)) {
        return;
    }
    let is_said = |violation: &Violation| matches!(violation, Violation::Missing { field, .. } if field == "spec");
    if !document.is_whole() || world.faults(document).iter().any(|fault| is_said(&fault.violation)) {
        return;
    }
    let what = named(document).unwrap_or_default();
    out.raise(&NO_SPEC, document, format!("{what} has no `spec`, and the operator makes nothing of it"))
        .label("a name and nothing else")
        .help("write `spec`");
}
