//! Was the operator told to hold its hand, and is it still?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};

const PAUSED: Offence = Offence::warning("cluster/paused", "the operator does nothing for a resource")
    .in_development(Level::Info)
    .why(
        "With `strimzi.io/pause-reconciliation: \"true\"` the operator looks at a resource and leaves all as it is: changes are not \
         carried out, certificates are not renewed, what is deleted does not come back.",
    )
    .write("nothing: remove the annotation when the work is done")
    .source("strimzi, `Annotations.isReconciliationPausedWithAnnotation`");

const UNGUARDED: Offence = Offence::warning("cluster/scale-down-unguarded", "brokers that hold data may be taken away")
    .in_development(Level::Info)
    .why(
        "The operator does not take away a broker on which there are partitions, unless \
         `strimzi.io/skip-broker-scaledown-check: \"true\"` stands there: fewer replicas then mean lost copies.",
    )
    .write("nothing: remove the annotation, and move partitions away first")
    .source("strimzi 0.40.0 on, `KafkaClusterCreator`, `ScaleDownPreventionCheck`");

pub(super) const RULE: Rule = Rule {
    offences: &[&PAUSED, &UNGUARDED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "forgotten annotations",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/pause-reconciliation: 'true' # <- cluster/paused
    strimzi.io/skip-broker-scaledown-check: 'true' # <- cluster/scale-down-unguarded
spec:
  kafka:
    replicas: 3
",
        ),
        Example::new(
            "switched off",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/pause-reconciliation: 'false'
spec:
  kafka:
    replicas: 3
",
        ),
    ],
};

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    if !document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/")) {
        return;
    }
    let on = |name: &str| {
        let node = document.at(["metadata", "annotations", name])?;
        node.as_text().is_some_and(|text| text.eq_ignore_ascii_case("true")).then_some(node)
    };
    let who = format!("{} `{}`", document.kind().unwrap_or_default(), document.name().unwrap_or_default());
    if let Some(node) = on("strimzi.io/pause-reconciliation") {
        out.raise(&PAUSED, node, format!("the operator carries out no change of {who}"))
            .label("told to do nothing")
            .help("remove the annotation when the work is done");
    }
    if let Some(node) = on("strimzi.io/skip-broker-scaledown-check") {
        out.raise(&UNGUARDED, node, format!("fewer brokers of {who} mean lost copies"))
            .label("the operator does not look whether a broker holds data")
            .help("remove the annotation");
    }
}
