//! Alerts: can they be loaded, fire, be silent again, and does what they look at exist?

/// What stands in front of the rules of examples.
macro_rules! rules {
    () => {
        "apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: kafka }
spec:
  groups:
    - name: kafka
      rules:
"
    };
}

/// A cluster with nodes in a pool, at the head of examples.
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
---
"
    };
}

/// The same with metrics.
macro_rules! metered {
    () => {
        "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: nodes, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec: { replicas: 3, roles: [broker, controller], storage: { type: persistent-claim, size: 10Gi } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    metricsConfig:
      type: jmxPrometheusExporter
      valueFrom: { configMapKeyRef: { name: shop-metrics, key: kafka.yml } }
---
"
    };
}

mod attached;
mod condition;
mod duplicate;
mod expression;
mod hold;
mod matchers;
mod names;
mod patience;
mod rates;
mod scope;
mod shape;
mod source;
mod text;
mod unlike;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &shape::RULE,
    &expression::RULE,
    &condition::RULE,
    &text::RULE,
    &unlike::RULE,
    &hold::RULE,
    &patience::RULE,
    &duplicate::RULE,
    &matchers::RULE,
    &rates::RULE,
    &scope::RULE,
    &source::RULE,
    &names::RULE,
    &attached::RULE,
];
