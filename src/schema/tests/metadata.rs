//! Names, labels, annotations and data.

use super::{said, says};

fn object(version: &str, kind: &str, metadata: &str) -> String {
    let spec = if matches!(kind, "KafkaTopic" | "Service") { "spec: {}\n" } else { "" };
    format!("apiVersion: {version}\nkind: {kind}\nmetadata: {metadata}\n{spec}")
}

#[test]
fn names_are_as_their_kind_wants_them() {
    for (version, kind, good, bad, rule) in [
        ("v1", "Namespace", "a-b", "a.b", "Label"),
        ("v1", "Service", "a-b", "0a", "Service"),
        ("v1", "ConfigMap", "a.b", "A", "Subdomain"),
        ("rbac.authorization.k8s.io/v1", "Role", "system:A", "a/b", "Path"),
        ("kafka.strimzi.io/v1", "KafkaTopic", "my-topic.a", "My_Topic", "Subdomain"),
        ("example.org/v1", "Thing", "a", "a_b", "Subdomain"),
    ] {
        says("1.2.0", &object(version, kind, &format!("{{ name: '{good}' }}")), &[]);
        let expected = format!("metadata.name: Metadata(Name({rule}))");
        let said = said("1.2.0", &object(version, kind, &format!("{{ name: '{bad}' }}")));
        assert!(said.contains(&expected), "{kind} {bad}: {said:?}");
    }
}

#[test]
fn every_object_has_a_name() {
    let says = |metadata: &str, expected: &[&str]| says("1.2.0", &object("v1", "ConfigMap", metadata), expected);
    says("{ namespace: a }", &["metadata: Metadata(NoName)"]);
    says("", &[": Metadata(NoName)"]);
    says("{ name: '' }", &["metadata.name: Metadata(NoName)"]);
    says("{ generateName: a- }", &["metadata.generateName: Metadata(GeneratedName)"]);
    says("{ name: 5 }", &["metadata.name: Integer for Text, quote"]);
    says("{ name: a, names: b }", &["metadata.names: dropped"]);
}

#[test]
fn namespaces_are_for_objects_that_live_in_one() {
    says(
        "1.2.0",
        &object("rbac.authorization.k8s.io/v1", "ClusterRole", "{ name: a, namespace: b }"),
        &["metadata.namespace: Metadata(ClusterScoped)"],
    );
    says(
        "1.2.0",
        &object("v1", "ConfigMap", "{ name: a, namespace: B }"),
        &["metadata.namespace: Metadata(Namespace)"],
    );
}

#[test]
fn labels_and_annotations_are_text_of_a_form() {
    let says = |metadata: &str, expected: &[&str]| {
        says("1.2.0", &object("kafka.strimzi.io/v1", "KafkaTopic", &format!("{{ name: a, {metadata} }}")), expected);
    };
    says("labels: { strimzi.io/cluster: a, x: '', y: '3.6' }", &[]);
    says("labels: { a: true }", &["metadata.labels.a: Boolean for Text, quote"]);
    says("labels: { a: 3.6 }", &["metadata.labels.a: Number for Text, quote"]);
    says("labels: { a: a b }", &["metadata.labels.a: Metadata(LabelValue)"]);
    says("labels: { a/b/c: d }", &["metadata.labels.\"a/b/c\": Metadata(Key)"]);
    says("annotations: { a b: c, X.Y/Z: w }", &["metadata.annotations.\"a b\": Metadata(Key)"]);
    let large = format!("annotations: {{ a: {} }}", "x".repeat(262_144));
    says(&large, &["metadata.annotations: Metadata(AnnotationsTooLarge { bytes: 262145 })"]);
}

#[test]
fn data_is_text_under_keys_of_a_form() {
    let map = |data: &str| object("v1", "ConfigMap", "{ name: a }") + data;
    says("1.2.0", &map("data: { a.b: 'x', c: | }\n").replace(", c: |", ""), &[]);
    says(
        "1.2.0",
        &map("data: { a: 1, b: true }\n"),
        &["data.a: Integer for Text, quote", "data.b: Boolean for Text, quote"],
    );
    says("1.2.0", &map("data: { a/b: x }\n"), &["data.\"a/b\": Metadata(DataKey)"]);
    says("1.2.0", &map("data: { a: x }\nbinaryData: { a: eA== }\n"), &["binaryData.a: Metadata(DataTwice)"]);
    let secret = object("v1", "Secret", "{ name: a }") + "data: { a: eA==, b: p@ss }\nstringData: { b: p@ss }\n";
    says("1.2.0", &secret, &["data.b: Metadata(NotBase64)"]);
}
