//! Has each HTTP bridge a port for HTTP?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};

const NO_HTTP: Offence = Offence::error("client/bridge-without-http", "the operator refuses a bridge without `http`")
    .why(
        "The definition of the kind does not ask for it, but the operator does: the resource is not ready, with `The HTTP \
         configuration for the bridge is not specified`, and no pod is made.",
    )
    .write("`http: { port: 8080 }`")
    .source("strimzi 0.39.0 and 1.2.0, `KafkaBridgeCluster.fromCrd`")
    .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_HTTP],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "nothing of HTTP",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: bridge }
spec: # <- client/bridge-without-http
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9092
",
        ),
        Example::new(
            "an empty one, which has the usual port",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: bridge }
spec: { replicas: 1, bootstrapServers: \"shop-kafka-bootstrap:9092\", http: {} }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if document.kind() != Some("KafkaBridge") || world.is_patch(document) {
        return;
    }
    let Some((key, spec)) = document.root().entry("spec") else { return };
    if spec.get("bootstrapServers").is_none() || spec.get("http").is_some_and(|http| !http.is_null()) {
        return;
    }
    out.raise(&NO_HTTP, key, format!("the operator refuses {document}: it has no `http`"))
        .label("there is no `http` here")
        .help("write `http: { port: 8080 }`");
}
