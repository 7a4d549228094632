//! What rules see of manifests: every noun, with the place that one would change.

use super::*;
use crate::diag::{Complaints, Sources};
use crate::inventory::Taken;
use crate::policy::view::NOUNS;

const MANIFESTS: &str = r#"
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: orders
  namespace: kafka
spec:
  kafka:
    version: 3.6.1
    replicas: 3
    listeners:
      - name: tls
        port: 9093
        type: nodeport
        tls: true
        authentication:
          type: tls
        networkPolicyPeers:
          - podSelector:
              matchLabels:
                app: audit
            namespaceSelector: {}
    authorization:
      type: simple
      superUsers: [CN=root]
    config:
      min.insync.replicas: 2
      log.retention.hours: 24
    storage:
      type: jbod
      volumes:
        - {id: 0, type: persistent-claim, size: 10Gi, class: fast}
        - {id: 1, type: persistent-claim, size: 10Gi, deleteClaim: true}
    resources:
      limits: {memory: 2Gi, cpu: 500m}
  zookeeper:
    replicas: 3
    storage:
      type: ephemeral
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: audit-dlq
  labels:
    strimzi.io/cluster: orders
    team: audit
spec:
  partitions: 3
  config:
    retention.bytes: -1
    cleanup.policy: delete, compact
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: root
  labels:
    strimzi.io/cluster: orders
spec:
  authentication:
    type: tls
  authorization:
    type: simple
    acls:
      - resource: {type: topic, name: audit-, patternType: prefix}
        operations: [Read, Describe]
  quotas:
    producerByteRate: 1024
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: brokers
spec:
  selector:
    matchLabels: {strimzi.io/kind: Kafka}
  podMetricsEndpoints:
    - {port: tcp-prometheus, interval: 30s}
---
groups:
  - name: kafka
    rules:
      - record: a:b
        expr: vector(1)
      - alert: Down
        expr: up == 0
        for: 1h30m
        labels: {severity: critical}
---
services:
  broker:
    image: apache/kafka:3.6.1
    ports: ["9092:9092", {published: 9093, target: 9093}]
    environment: [A=b, C]
    mem_limit: 512m
"#;

/// Calls `look` with what the manifests describe.
fn with(look: impl FnOnce(&Platform<'_>, &Sources)) {
    let mut sources = Sources::default();
    let id = sources.add("all.yaml", MANIFESTS).unwrap();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, [id], &mut complaints);
    assert!(!complaints.has_errors(), "{:?}", complaints.into_sorted());
    let release = Taken::of(&bundle).unwrap().release;
    let inventory = Inventory::of(&bundle, release);
    look(&Platform { bundle: &bundle, inventory: &inventory, release, model: None }, &sources);
}

#[test]
fn every_noun_is_seen_by_the_name_that_waivers_use() {
    with(|platform, _| {
        let seen: Vec<String> = NOUNS
            .iter()
            .flat_map(|noun| platform.each(noun.word))
            .map(|seen| format!("{} {}", seen.target.kind, seen.target.name))
            .collect();
        assert_eq!(
            seen,
            [
                "topic audit-dlq",
                "cluster orders",
                "pool orders/kafka",
                "pool orders/zookeeper",
                "listener orders/tls",
                "user root",
                "alert Down",
                "monitor brokers",
                "service broker",
                "document Kafka/orders",
                "document KafkaTopic/audit-dlq",
                "document KafkaUser/root",
                "document PodMonitor/brokers",
            ]
        );
    });
}

#[test]
fn fields_hold_what_is_in_force() {
    with(|platform, _| {
        let shown = |noun: &str, field: &str| {
            let seen = platform.each(noun);
            format!("{:?}", seen.first().and_then(|seen| seen.view.get(field).map(|shown| format!("{shown:?}"))))
        };
        for (noun, field, expected) in [
            ("topic", "min_insync", "Whole(2)"),
            ("topic", "retention", "Time(Lasting(86400000))"),
            ("topic", "max_bytes", "Whole(9223372036854775807)"),
            ("topic", "cleanup", "Text(\"compact,delete\")"),
            ("topic", "dead_letter_for", "Text(\"audit\")"),
            ("topic", "replicas", "Whole(1)"),
            ("cluster", "brokers", "Whole(3)"),
            ("cluster", "controllers", "Whole(3)"),
            ("cluster", "mode", "Text(\"zookeeper\")"),
            ("cluster", "auto_create_topics", "Truth(true)"),
            ("pool", "storage_bytes", "Whole(21474836480)"),
            ("pool", "classes", "Texts([\"fast\"])"),
            ("pool", "delete_claim", "Truth(true)"),
            ("pool", "cpu_request", "Whole(500)"),
            ("listener", "exposed", "Truth(true)"),
            ("listener", "peers", "Texts([\"pods app=audit in all namespaces\"])"),
            ("user", "superuser", "Truth(true)"),
            ("user", "acls", "Texts([\"allow Read topic audit-*\", \"allow Describe topic audit-*\"])"),
            ("user", "produce_rate", "Whole(1024)"),
            ("alert", "for", "Time(Lasting(5400000))"),
            ("alert", "severity", "Text(\"critical\")"),
            ("monitor", "interval", "Time(Lasting(30000))"),
            ("service", "ports", "Texts([\"9092:9092\", \"9093:9093\"])"),
            ("service", "environment", "Map({\"A\": \"b\", \"C\": \"\"})"),
            ("service", "memory_limit", "Whole(536870912)"),
            ("object", "file", "Text(\"all.yaml\")"),
        ] {
            assert_eq!(shown(noun, field), format!("{:?}", Some(expected)), "{noun}.{field}");
        }
        assert_eq!(shown("user", "consume_rate"), "None");
        assert_eq!(shown("client", "name"), "None");
    });
}

#[test]
fn a_finding_points_at_the_one_value_that_the_rule_asks_for() {
    with(|platform, sources| {
        let topics = platform.each("topic");
        let at = |asked: &[&'static str]| sources.text(topics[0].place_of(asked.iter().copied()).span()).to_owned();
        assert_eq!(at(&["partitions"]), "3");
        assert_eq!(at(&["max_bytes"]), "-1");
        assert_eq!(at(&["max_bytes", "partitions"]), "audit-dlq");
        assert_eq!(at(&["purpose"]), "audit-dlq");
        assert_eq!(at(&["min_insync"]), "2", "what the brokers say");
    });
}
