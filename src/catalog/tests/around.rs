//! Exporters and the local stack.

use super::*;
use std::collections::BTreeSet;

#[test]
fn exporters_know_their_metrics() {
    let lag = Exporter::KafkaExporter.metric("kafka_consumergroup_lag").unwrap();
    assert_eq!(*lag.labels, ["consumergroup", "partition", "topic"]);
    assert_eq!(lag.kind, MetricType::Gauge);
    let state = Exporter::ClusterOperator.metric("strimzi_resource_state").unwrap();
    assert!(strimzi_039().can(state.needs.unwrap()));
    let expiry = Exporter::ClusterOperator.metric("strimzi_certificate_expiration_timestamp_ms").unwrap();
    assert!(!strimzi_039().can(expiry.needs.unwrap()));
    assert!(Exporter::Kubelet.metric("kubelet_volume_stats_available_bytes").is_some());
    for metric in Exporter::ALL.iter().flat_map(|exporter| exporter.metrics()) {
        assert!(metric.labels.is_sorted(), "{}", metric.name);
    }
}

#[test]
fn the_local_stack_has_the_kafka_that_is_asked_for() {
    let stacks = stacks().unwrap();
    let stack = stacks.stack("3.6.1", Mode::ZooKeeper).unwrap();
    assert_eq!(stack.broker.image("3.6.1"), "confluentinc/cp-kafka:7.6.10");
    let dialect = stacks.dialect(&stack.broker).unwrap();
    assert_eq!(dialect.variable("log.retention.ms").as_deref(), Some("KAFKA_LOG_RETENTION_MS"));
    assert_eq!(dialect.variable("a_b-c").as_deref(), Some("KAFKA_A__B___C"));
    let zookeeper = stacks.dialect(stack.zookeeper.as_ref().unwrap()).unwrap();
    assert_eq!(zookeeper.variable("4lw.commands.whitelist"), None);
    assert!(stacks.stack("3.6.1", Mode::Kraft).is_none());
    assert_eq!(stacks.stack("3.9.1", Mode::Kraft).unwrap().broker.image("3.9.1"), "apache/kafka:3.9.1");
}

#[test]
fn every_dialect_is_spoken_and_every_image_speaks_one() {
    let stacks = stacks().unwrap();
    let spoken: BTreeSet<&str> = stacks
        .all()
        .iter()
        .flat_map(|stack| std::iter::once(&stack.broker).chain(&stack.zookeeper))
        .map(|place| place.dialect.as_str())
        .collect();
    assert_eq!(spoken, stacks.dialects().collect());
    for stack in stacks.all() {
        assert_eq!(stack.zookeeper.is_some(), stack.mode == Mode::ZooKeeper, "{}", stack.kafka);
    }
}
