//! Exporters and the local stack.

use super::*;

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
    assert_eq!(stack.broker.name("3.6.1"), "confluentinc/cp-kafka:7.6.10");
    assert_eq!(stack.zookeeper.as_ref().unwrap().name("3.6.1"), "confluentinc/cp-zookeeper:7.6.10");
    let dialect = &stack.broker.dialect;
    assert_eq!(dialect.variable("log.retention.ms"), "KAFKA_LOG_RETENTION_MS");
    assert_eq!(dialect.variable("a_b-c"), "KAFKA_A__B___C");
    assert!(stacks.stack("3.6.1", Mode::Kraft).is_none());
    assert_eq!(stacks.stack("3.9.1", Mode::Kraft).unwrap().broker.name("3.9.1"), "apache/kafka:3.9.1");
}

/// Whatever Kafka a release runs with ZooKeeper, the local stack can have it, too.
#[test]
fn every_kafka_with_zookeeper_has_a_local_stack() {
    let with_zookeeper = releases().iter().filter_map(|version| release(version));
    let with_zookeeper = with_zookeeper.filter(|release| release.can(Capability::ZooKeeper));
    for known in with_zookeeper.flat_map(|release| &release.kafka_versions.versions) {
        assert!(stacks().unwrap().stack(&known.version, Mode::ZooKeeper).is_some(), "{}", known.version);
    }
}
