//! Does a `metricsConfig` say where its rules stand?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::MetricsConfig;

const REFERENCE: Offence =
    Offence::error("metrics/no-reference", "a `metricsConfig` for the JMX exporter refers to no ConfigMap")
        .why("The operator refuses the resource: NotReady.")
        .write("`valueFrom.configMapKeyRef` with `name` and `key`")
        .source("strimzi 0.39.0 to 1.2.0, `validateJmxExporterMetricsConfig`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFERENCE],
    check: Check::Metrics(check),
    examples: &[
        Example::new(
            "no ConfigMap, and a ConfigMap without a key",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    metricsConfig:
      type: jmxPrometheusExporter # <- metrics/no-reference
  cruiseControl:
    metricsConfig:
      type: jmxPrometheusExporter # <- metrics/no-reference
      valueFrom: { configMapKeyRef: { name: kafka-metrics } }
",
        ),
        Example::new(
            "a name and a key, and a type that needs neither",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    metricsConfig:
      type: jmxPrometheusExporter
      valueFrom: { configMapKeyRef: { name: kafka-metrics, key: kafka.yml } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: shop, namespace: kafka }
spec:
  metricsConfig: { type: strimziMetricsReporter }
",
        ),
    ],
};

fn check(_: &World<'_>, config: &MetricsConfig<'_>, out: &mut Out) {
    if config.kind != Some("jmxPrometheusExporter") || (config.map.is_some() && config.key.is_some()) {
        return;
    }
    let owner = config.document.to_string();
    let lacks = match (config.map.is_some(), config.key.is_some()) {
        (true, false) => "names a ConfigMap, and no key in it",
        (false, true) => "names a key, and no ConfigMap",
        _ => "refers to no ConfigMap",
    };
    out.raise(
        &REFERENCE,
        config.node.get("type").unwrap_or(config.node),
        format!("the operator refuses {owner}: its `metricsConfig` {lacks}"),
    )
    .label("needs rules, which stand in a ConfigMap")
    .help("write `valueFrom: { configMapKeyRef: { name: …, key: … } }`");
}
