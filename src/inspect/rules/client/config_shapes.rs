//! Is each setting of Kafka Connect, of connectors, MirrorMaker and the bridge a plain value?

use crate::bundle::{Document, Kind, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};

const NO_VALUE: Offence = Offence::error(
    "client/setting-not-a-value",
    "a setting of Kafka is a list, a map or nothing, and the operator refuses the resource",
)
.why(
    "Settings are lines of a file: a key and a text. What stands in YAML as a list or a map is none, and a key without \
     a value is `null`: the resource is not ready, with `Unsupported type` or `A null value is not allowed`, and what \
     runs is left alone.",
)
.write("a text, several values with commas between them, and names with dots for maps")
.source("strimzi 0.39.0 and 1.2.0, `OrderedProperties.addIterablePairs`")
.not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_VALUE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a list, a map, nothing",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata: { name: source, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.SourceConnector
  config:
    table.include.list: [orders, payments] # <- client/setting-not-a-value
    transforms: # <- client/setting-not-a-value
      route: { type: org.apache.kafka.connect.transforms.RegexRouter }
    topic.prefix: # <- client/setting-not-a-value
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: { name: mirror }
spec:
  connectCluster: b
  clusters:
    - { alias: a, bootstrapServers: \"a:9092\" }
    - { alias: b, bootstrapServers: \"b:9092\", config: { ssl.enabled.protocols: [TLSv1.3] } } # <- client/setting-not-a-value
  mirrors:
    - sourceCluster: a
      targetCluster: b
      sourceConnector: { config: { topics.exclude: [one] } } # <- client/setting-not-a-value
",
        ),
        Example::new(
            "texts, numbers and truths",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata: { name: source, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.SourceConnector
  config: { table.include.list: \"orders,payments\", poll.interval.ms: 500, snapshot: true, empty: \"\" }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if world.is_patch(document) {
        return;
    }
    let Some(spec) = document.get("spec") else { return };
    for config in configs(document.kind().unwrap_or_default(), spec) {
        for (key, value) in config.entries() {
            let (what, help) = match value.kind() {
                Kind::Seq => ("a list", "write one text with commas between the values".to_owned()),
                Kind::Map => ("a map", map_help(&key.name(), value)),
                Kind::Scalar if value.is_null() && !value.written().contains('{') => {
                    ("nothing", "write a value, or leave the key out".to_owned())
                }
                Kind::Scalar => continue,
            };
            out.raise(
                &NO_VALUE,
                Spot::key(key),
                format!("the operator refuses {document}: `{}` is {what}", key.name()),
            )
            .label("a setting is a text, a number or a truth")
            .help(help);
        }
    }
}

/// A map as Kafka has it: names with dots.
fn map_help(key: &str, map: Node<'_>) -> String {
    let mut name = key.to_owned();
    let mut inner = map;
    while let Some((key, value)) = inner.entries().next() {
        name.push('.');
        name.push_str(&key.name());
        inner = value;
    }
    format!("write `{name}: …`, each part behind a dot")
}

/// The maps of settings in a resource.
fn configs<'b>(kind: &str, spec: Node<'b>) -> Vec<Node<'b>> {
    let config = |node: Node<'b>| node.get("config");
    match kind {
        "KafkaConnect" | "KafkaConnector" => config(spec).into_iter().collect(),
        "KafkaBridge" => {
            ["consumer", "producer", "adminClient"].iter().filter_map(|key| config(spec.get(key)?)).collect()
        }
        "KafkaMirrorMaker2" => {
            let mirrors: Vec<Node<'b>> = spec.get("mirrors").into_iter().flat_map(Node::items).collect();
            let connectors = ["sourceConnector", "checkpointConnector", "heartbeatConnector", "source"];
            let of_mirrors =
                mirrors.into_iter().flat_map(|it| connectors.into_iter().filter_map(move |key| it.get(key)));
            let clusters = spec.get("clusters").into_iter().flat_map(Node::items).chain(spec.get("target"));
            of_mirrors.chain(clusters).filter_map(config).collect()
        }
        _ => Vec::new(),
    }
}
