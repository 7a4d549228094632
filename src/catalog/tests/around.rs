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
    assert_eq!(stack.broker.name("3.6.1"), "confluentinc/cp-kafka:7.6.10");
    assert_eq!(stack.zookeeper.as_ref().unwrap().name("3.6.1"), "confluentinc/cp-zookeeper:7.6.10");
    let dialect = &stack.broker.dialect;
    assert_eq!(dialect.variable("log.retention.ms"), "KAFKA_LOG_RETENTION_MS");
    assert_eq!(dialect.variable("a_b-c"), "KAFKA_A__B___C");
    assert!(stacks.stack("3.5.2", Mode::Kraft).is_none());
    assert_eq!(stacks.stack("3.9.1", Mode::Kraft).unwrap().broker.name("3.9.1"), "apache/kafka:3.9.1");
}

/// Whatever Kafka a release runs, the local stack can have it, too, in each mode in which the release runs it.
#[test]
fn every_kafka_has_a_local_stack() {
    let stacks = stacks().unwrap();
    for release in releases().iter().filter_map(|version| release(version)) {
        for known in &release.kafka_versions.versions {
            let has = |mode| stacks.stack(&known.version, mode).is_some();
            let (zookeeper, kraft) = (release.can(Capability::ZooKeeper), release.cluster.kraft != Kraft::PreviewGate);
            assert!((!zookeeper || has(Mode::ZooKeeper)) && (!kraft || has(Mode::Kraft)), "{}", known.version);
        }
    }
}

#[test]
fn libraries_are_found_by_what_people_call_them() {
    let libraries = libraries().unwrap();
    for (called, name) in [
        ("aiokafka", "aiokafka"),
        (" AIOKafka ", "aiokafka"),
        ("confluent_kafka", "confluent-kafka"),
        ("Spring Kafka", "spring-kafka"),
        ("github.com/twmb/franz-go", "franz-go"),
        ("Java", "kafka-clients"),
    ] {
        assert_eq!(libraries.named(called).map(|library| library.name.as_str()), Some(name), "{called}");
    }
    assert!(libraries.named("").is_none() && libraries.named("kafka").is_none());
    assert_eq!(libraries.with_kafkas_names().unwrap().setting(Matter::MaxRequest).unwrap().key, "max.request.size");
}

#[test]
fn every_library_has_one_meaning_and_known_holes() {
    let libraries = libraries().unwrap().all();
    let names: BTreeSet<&str> = libraries.iter().map(|library| library.name.as_str()).collect();
    assert_eq!(names.len(), libraries.len());
    let common = ["bootstrap", "client", "protocol", "ca", "certificate", "key", "keystore", "mechanism", "user"];
    let of_producers = ["acks", "strong", "weak", "codec", "max_request"];
    let of_consumers = ["topic", "group", "dead_letters", "no_dead_letters"];
    for library in libraries {
        let name = &library.name;
        let unknown = |snippet: &Snippet, own: &[&str]| -> Vec<String> {
            snippet
                .holes()
                .into_iter()
                .filter(|hole| !common.contains(&hole.as_str()) && !own.contains(&hole.as_str()))
                .collect()
        };
        assert_eq!(unknown(&library.producer, &of_producers), Vec::<String>::new(), "{name}");
        assert_eq!(unknown(&library.consumer, &of_consumers), Vec::<String>::new(), "{name}");
        let fixed = [&library.publish, &library.consume, &library.serve].into_iter().flatten();
        for snippet in fixed {
            assert_eq!(snippet.holes(), BTreeSet::new(), "{name}");
        }
        let matters: BTreeSet<Matter> = library.settings.iter().map(|setting| setting.of).collect();
        assert_eq!(matters.len(), library.settings.len(), "{name}");
        for of in [Matter::Acks, Matter::Idempotence, Matter::Reset, Matter::Commit] {
            assert!(library.setting(of).is_some_and(|setting| setting.value.is_some()), "{name}: {of:?}");
        }
        for codec in ["gzip", "snappy", "lz4", "zstd"] {
            assert!(library.codecs.contains_key(codec), "{name}: {codec}");
        }
        assert!(library.extras.keys().all(|codec| library.codecs.contains_key(codec)), "{name}");
    }
}
