//! Strimzi's resources, by release.

use super::says;
use crate::bundle::Bundle;
use crate::diag::{Complaints, Sources};
use crate::schema::Judge;

fn topic(version: &str, spec: &str) -> String {
    format!("apiVersion: kafka.strimzi.io/{version}\nkind: KafkaTopic\nmetadata: {{ name: a }}\nspec: {spec}\n")
}

fn kafka(version: &str, kafka: &str) -> String {
    format!(
        "apiVersion: kafka.strimzi.io/{version}\nkind: Kafka\nmetadata: {{ name: a }}\nspec:\n  kafka:\n    {kafka}\n"
    )
}

#[test]
fn values_are_read_as_the_api_server_reads_them() {
    let topic = |spec: &str, expected: &[&str]| says("1.2.0", &topic("v1", spec), expected);
    topic("{ partitions: 3, replicas: 3, config: { any.thing: x } }", &[]);
    topic("{ partitions: 3.0, replicas: 1e0 }", &[]);
    topic("{ partitions: '3' }", &["spec.partitions: Text for Integer"]);
    topic("{ partitions: 3.5 }", &["spec.partitions: Number for Integer"]);
    topic("{ topicName: 1_000 }", &["spec.topicName: Integer for Text, quote"]);
    topic("{ topicName: on }", &["spec.topicName: Boolean for Text, quote"]);
    topic("{ topicName: \"on\", config: [] }", &["spec.config: List for Object"]);
    topic("{ partitions: 0 }", &["spec.partitions: TooSmall { min: 1.0, above: false }"]);
    topic("{ replicas: 40000 }", &["spec.replicas: TooLarge { max: 32767.0, below: false }"]);
    topic("[]", &["spec: List for Object"]);
    topic("", &[": missing spec, empty"]);
}

#[test]
fn nothing_is_what_is_not_written() {
    says("1.2.0", &topic("v1", "{ partitions: , topicName: ~ }"), &[]);
    let rack = "listeners: [{ name: a, port: 9092, type: internal, tls: }]\n    rack:\n    config: { a: }";
    says("1.2.0", &kafka("v1", rack), &["spec.kafka.listeners[0]: missing tls, empty"]);
    says("1.2.0", &kafka("v1", "listeners: [null]"), &["spec.kafka.listeners[0]: Null for Object"]);
}

#[test]
fn what_is_filled_in_later_is_not_judged() {
    says("1.2.0", &topic("v1", "{ partitions: '${PARTITIONS}', replicas: '${REPLICAS:=3}' }"), &[]);
    says("1.2.0", &topic("v1", "{ partitions: '$PARTITIONS' }"), &["spec.partitions: Text for Integer"]);
}

#[test]
fn a_field_that_is_unknown_comes_with_a_hint() {
    says("1.2.0", &topic("v1", "{ partitons: 3 }"), &["spec.partitons: dropped, near partitions"]);
    let says = |release, text: &str, expected: &str| says(release, text, &[expected]);
    let listeners = "listeners: [{ name: a, port: 9092, type: internal, tls: true }]";
    let moved = kafka("v1", &format!("{listeners}\n    replicas: 3"));
    says("1.2.0", &moved, "spec.kafka.replicas: dropped, known 0.39.0 to 0.51.0, moved to KafkaNodePool spec.replicas");
    let both = kafka("v1", &format!("{listeners}\n    replicas: 3"));
    says(
        "0.49.1",
        &both,
        "spec.kafka.replicas: dropped, known 0.39.0 to 0.51.0, in v1beta2, moved to KafkaNodePool spec.replicas",
    );
    let early = "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: { name: a }\nspec:\n  config: { a: b }\n  kafka: { listeners: [{ name: a, port: 9092, type: internal, tls: true }] }\n";
    let hint = "spec.config: dropped, belongs spec.kafka.config, belongs spec.cruiseControl.config";
    says("1.2.0", early, hint);
}

#[test]
fn limits_patterns_and_lists_of_values_hold() {
    let listener =
        |listener: &str| kafka("v1", &format!("listeners: [{{ name: a, port: 9092, tls: true, {listener} }}]"));
    says("1.2.0", &listener("type: internal"), &[]);
    says("1.2.0", &listener("type: intenal"), &["spec.kafka.listeners[0].type: not allowed, near Some(\"internal\")"]);
    says("1.2.0", &kafka("v1", "listeners: []"), &["spec.kafka.listeners: TooFew { what: Items, least: 1, found: 0 }"]);
    says(
        "1.2.0",
        &kafka("v1", "rack: {}"),
        &["spec.kafka: missing listeners", "spec.kafka.rack: rule, lacks topologyKey"],
    );
    let name = kafka("v1", "listeners: [{ name: A_b, port: 80, tls: yes, type: internal }]");
    let expected = [
        "spec.kafka.listeners[0].name: pattern",
        "spec.kafka.listeners[0].port: TooSmall { min: 9092.0, above: false }",
    ];
    says("1.2.0", &name, &expected);
}

#[test]
fn rules_of_the_definition_are_run() {
    let rack = |rack: &str| {
        kafka(
            "v1",
            &format!("listeners: [{{ name: a, port: 9092, tls: true, type: internal }}]\n    rack: {{ {rack} }}"),
        )
    };
    says("1.2.0", &rack("topologyKey: zone"), &[]);
    says("1.2.0", &rack("type: topology-label, topologyKey: ''"), &["spec.kafka.rack: rule"]);
    // The API server says "no such key" and refuses it too.
    says("1.2.0", &rack("type: topology-label"), &["spec.kafka.rack: rule, lacks topologyKey"]);
    says("1.2.0", &rack("type: environment-variable, envVarName: X"), &[]);
    let metrics = "listeners: [{ name: a, port: 9092, tls: true, type: internal }]\n    metricsConfig: { type: jmxPrometheusExporter }";
    says("1.2.0", &kafka("v1", metrics), &["spec.kafka.metricsConfig: rule"]);
}

#[test]
fn one_of_several_ways_must_be_taken() {
    let user = |secret: &str| {
        format!(
            "apiVersion: kafka.strimzi.io/v1\nkind: KafkaConnect\nmetadata: {{ name: a }}\nspec:\n  replicas: 1\n  bootstrapServers: a:9092\n  groupId: g\n  \
             configStorageTopic: c\n  statusStorageTopic: s\n  offsetStorageTopic: o\n  tls:\n    trustedCertificates:\n      - {secret}\n"
        )
    };
    says("1.2.0", &user("{ secretName: s, certificate: c }"), &[]);
    let none = "spec.tls.trustedCertificates[0]: NoneOf { ways: [[\"certificate\"], [\"pattern\"]] }";
    says("1.2.0", &user("{ secretName: s }"), &[none]);
    let both = "spec.tls.trustedCertificates[0]: SeveralOf { ways: [[\"certificate\"], [\"pattern\"]] }";
    says("1.2.0", &user("{ secretName: s, certificate: c, pattern: p }"), &[both]);
}

#[test]
fn versions_and_kinds_are_those_of_the_release() {
    let not_served = "apiVersion: NotServed { served: [\"v1\"], releases: Some((\"0.39.0\", \"0.51.0\")) }";
    says("1.2.0", &topic("v1beta2", "{}"), &[not_served]);
    let early = "apiVersion: NotServed { served: [\"v1beta2\", \"v1beta1\", \"v1alpha1\"], releases: Some((\"0.49.0\", \"1.2.0\")) }";
    says("0.39.0", &topic("v1", "{}"), &[early]);
    let never = "apiVersion: NotServed { served: [\"v1\"], releases: None }";
    says("1.2.0", &topic("v2", "{}"), &[never]);
    says("0.49.1", &topic("v1beta2", "{}"), &["apiVersion: Deprecated { instead: Some(\"v1\") }"]);
    let mirror = "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaMirrorMaker\nmetadata: { name: a }\n";
    says("1.2.0", mirror, &["kind: KindOfOtherRelease { releases: (\"0.39.0\", \"0.45.2\") }"]);
    let slip = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopik\nmetadata: { name: a }\n";
    says("1.2.0", slip, &["kind: UnknownKind { nearest: Some(\"KafkaTopic\") }"]);
}

#[test]
fn what_lacks_half_of_its_identity_is_told_so() {
    says("1.2.0", "kind: KafkaTopic\nmetadata: { name: a }\n", &[": NoIdentity { field: \"apiVersion\" }"]);
    says("1.2.0", "apiVersion: v1\nmetadata: { name: a }\n", &[": NoIdentity { field: \"kind\" }"]);
    // A chart of Helm, and values.
    says("1.2.0", "apiVersion: v2\nname: a\nversion: 1.0.0\n", &[]);
    says("1.2.0", "kafka: { replicas: 3 }\n", &[]);
}

#[test]
fn ten_thousand_topics_take_no_time() {
    let text = topic("v1", "{ partitions: 3, replicas: 3, config: { retention.ms: 604800000 } }");
    let mut sources = Sources::default();
    let id = sources.add("topics.yaml", format!("---\n{text}").repeat(10_000)).unwrap();
    let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
    let judge = Judge::new(crate::catalog::release("1.2.0").unwrap(), &bundle);
    let faults: usize = bundle.documents().map(|document| judge.document(document).len()).sum();
    assert_eq!((bundle.len(), faults), (10_000, 0));
}
