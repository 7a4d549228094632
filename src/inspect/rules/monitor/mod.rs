//! Monitors: is there a chain from each of them to a port that speaks metrics, and does a Prometheus take it?

/// A cluster with metrics, at the head of examples.
macro_rules! shop {
    () => {
        "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: nodes, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec:
  replicas: 3
  roles: [broker, controller]
  storage: { type: persistent-claim, size: 10Gi }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
    metricsConfig:
      type: jmxPrometheusExporter
      valueFrom: { configMapKeyRef: { name: shop-metrics, key: kafka.yml } }
  entityOperator:
    topicOperator: {}
---
"
    };
}

mod bridge_port;
mod chain;
mod discovery;
mod how;
mod job;
mod narrow;
mod prometheus;
mod prometheus_rights;
mod relabeling;
mod service_will_be_deleted;
mod shape;
mod target_labels;
mod timing;
mod twice;
mod unlike;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &service_will_be_deleted::RULE,
    &shape::RULE,
    &chain::RULE,
    &bridge_port::RULE,
    &how::RULE,
    &timing::RULE,
    &relabeling::RULE,
    &prometheus::RULE,
    &prometheus_rights::RULE,
    &twice::RULE,
    &target_labels::RULE,
    &unlike::RULE,
    &narrow::RULE,
    &job::RULE,
    &discovery::RULE,
];
