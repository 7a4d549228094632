//! Do levels of loggers arrive at the logging that is there?

use crate::bundle::{Document, Node};
use crate::catalog;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};

const OTHER: Offence = Offence::warning(
    "cluster/logger-of-another-logging",
    "the level of a logger is written for a logging that this Kafka does not have",
)
.why("Kafka logs through Log4j 2 from 4.0 on, and before through what came of Log4j 1. Keys of the other one are copied into the file, and do nothing.")
.write("the key of the logging that is there")
.source("strimzi 0.39.0 to 1.2.0, `LoggingUtils.loggingConfiguration`, `default-logging/KafkaCluster.properties`; KIP-653");

const NOWHERE: Offence =
    Offence::error("cluster/logging-from-nowhere", "logging is in a ConfigMap, and nobody says in which")
        .not_waivable()
        .why("The definition of the resource does not demand it. The operator refuses the resource.")
        .write("`valueFrom.configMapKeyRef` with `name` and `key`, or `type: inline`")
        .source("strimzi 0.39.0 to 1.2.0, `LoggingUtils.loggingConfiguration`");

pub(super) const RULE: Rule = Rule {
    offences: &[&OTHER, &NOWHERE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "Log4j 1 with Kafka 4, and a ConfigMap without a name",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    version: 4.2.0
    logging:
      type: inline
      loggers:
        kafka.root.logger.level: WARN # <- cluster/logger-of-another-logging
        log4j.logger.kafka.request.logger: DEBUG # <- cluster/logger-of-another-logging
        logger.controller.level: WARN
  entityOperator:
    topicOperator:
      logging: { type: external } # <- cluster/logging-from-nowhere
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: connect }
spec:
  logging:
    type: external # <- cluster/logging-from-nowhere
    valueFrom: { configMapKeyRef: { name: logging } }
",
        ),
        Example::new(
            "each for its own",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    version: 3.9.1
    replicas: 3
    logging:
      type: inline
      loggers:
        kafka.root.logger.level: WARN
        log4j.logger.kafka.request.logger: DEBUG
  entityOperator:
    userOperator:
      logging: { type: inline, loggers: { rootLogger.level: DEBUG } }
    topicOperator:
      logging: { type: external, valueFrom: { configMapKeyRef: { name: logging, key: log4j2.properties } } }
",
        ),
    ],
};

/// Where a resource says how its pods log.
const PLACES: [&[&str]; 6] = [
    &["spec", "kafka", "logging"],
    &["spec", "zookeeper", "logging"],
    &["spec", "entityOperator", "topicOperator", "logging"],
    &["spec", "entityOperator", "userOperator", "logging"],
    &["spec", "cruiseControl", "logging"],
    &["spec", "logging"],
];

const KINDS: [&str; 4] = ["Kafka", "KafkaConnect", "KafkaMirrorMaker2", "KafkaBridge"];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let Some(kind) = document.kind().filter(|kind| KINDS.contains(kind)) else { return };
    for place in PLACES {
        if let Some(logging) = document.at(place.iter().copied()) {
            from_somewhere(kind, document, logging, out);
        }
    }
    let mine = world.inventory.clusters.iter().find(|cluster| cluster.document.span() == document.span());
    let Some(cluster) = mine else { return };
    for (key, _) in document.at(["spec", "kafka", "logging", "loggers"]).into_iter().flat_map(Node::entries) {
        let name = key.name();
        let Some(instead) = catalog::logger_elsewhere(cluster.version.value, &name) else { continue };
        out.raise(
            &OTHER,
            Spot::key(key),
            format!("`{name}` does nothing: Kafka {} logs otherwise", cluster.version.value),
        )
        .because(cluster.version, format!("Kafka {}", cluster.version.value))
        .help(format!("write `{instead}`"));
    }
}

fn from_somewhere(kind: &str, document: Document<'_>, logging: Node<'_>, out: &mut Out) {
    let Some(external) = logging.get("type").filter(|kind| kind.as_text() == Some("external")) else { return };
    let key = logging.get("valueFrom").and_then(|from| from.get("configMapKeyRef")).and_then(|key| key.get("key"));
    if key.is_none_or(Node::is_null) {
        let headline = format!(
            "the operator refuses {kind} `{}`: it says nowhere how to log",
            document.name().unwrap_or_default()
        );
        out.raise(&NOWHERE, external, headline)
            .label("in which ConfigMap, under which key?")
            .help("add `valueFrom.configMapKeyRef` with `name` and `key`");
    }
}
