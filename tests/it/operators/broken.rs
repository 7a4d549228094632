//! Operators from which something was taken away, piece by piece, or in which one word was changed.

use super::{MINIMAL, on, rendered, said};
use crate::modes::Mode;
use kafkasmith::catalog::{self, Release};
use std::collections::BTreeSet;

/// A text from which one thing was taken.
struct Broken {
    what: String,
    text: String,
}

/// The releases that are broken: the users' own, and the newest.
fn releases() -> [&'static Release; 2] {
    let all = catalog::releases();
    [all.first(), all.last()].map(|version| catalog::release(version.unwrap()).unwrap())
}

fn operator(release: &'static Release) -> String {
    let [_, operator] = rendered(&on(release, Mode::of(release)[0], MINIMAL));
    operator
}

/// What was broken and not noticed: nothing is found but what is found in the whole, too.
fn unnoticed(broken: Vec<Broken>, whole: &str) -> BTreeSet<String> {
    let before = said(&[whole]);
    let silent = broken.into_iter().filter(|broken| said(&[&broken.text]).is_subset(&before));
    silent.map(|broken| broken.what).collect()
}

/// Each list between brackets, without each of its words: groups, resources, names and verbs of rules.
fn without_words(text: &str) -> Vec<Broken> {
    let mut broken = Vec::new();
    let (mut role, lines) = ("", text.lines().collect::<Vec<_>>());
    for (number, line) in lines.iter().enumerate() {
        role = line.strip_prefix("  name: ").unwrap_or(role);
        let Some((head, list)) = line.split_once('[').filter(|_| line.ends_with(']')) else { continue };
        let words: Vec<&str> = list.trim_end_matches(']').split(", ").collect();
        for word in 0..words.len() {
            let kept = words.iter().enumerate().filter(|(at, _)| *at != word).map(|(_, word)| *word);
            let line = format!("{head}[{}]", kept.collect::<Vec<_>>().join(", "));
            let kept = lines.iter().enumerate().map(|(at, old)| if at == number { &line } else { *old });
            let text = kept.flat_map(|line| [line, "\n"]).collect();
            broken.push(Broken { what: format!("{role}: {} of {list}", words[word]), text });
        }
    }
    broken
}

/// Without each line of the Deployment and what is below it.
fn without_lines(text: &str) -> Vec<Broken> {
    let lines: Vec<&str> = text.lines().collect();
    let start = lines.iter().position(|line| *line == "kind: Deployment").unwrap();
    let depth = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let mut broken = Vec::new();
    for number in start + 1..lines.len() {
        let (own, item) = (depth(lines[number]), is_item(lines[number]));
        let inside = |line: &&&str| depth(line) > own || (item && depth(line) == own && !is_item(line));
        let end = number + 1 + lines[number + 1..].iter().take_while(inside).count();
        let kept = lines[..number].iter().chain(&lines[end..]);
        let what = lines[number..end].iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        broken.push(Broken { what, text: kept.flat_map(|line| [*line, "\n"]).collect() });
    }
    broken
}

/// Nothing changes by these: another role, bound in the same namespace, gives the same.
fn is_given_twice(what: &str) -> bool {
    what.starts_with("strimzi-cluster-operator-watched: watch of [pods")
        || what.starts_with("strimzi-cluster-operator-watched: watch of watch, list")
        || what.starts_with("strimzi-cluster-operator-watched: list of watch, list")
        || what.starts_with("strimzi-cluster-operator-namespaced: secrets of ")
        || what.starts_with("strimzi-cluster-operator-namespaced: \"\" of \"\", events.k8s.io")
        || (what.starts_with("strimzi-entity-operator: ")
            && what.ends_with(" of get, list, watch, create, delete, patch, update]"))
}

#[test]
fn every_word_of_a_rule_is_missed() {
    let mut count = 0;
    for release in releases() {
        let whole = operator(release);
        let broken = without_words(&whole);
        count += broken.len();
        let mut silent = unnoticed(broken, &whole);
        silent.retain(|what| !is_given_twice(what));
        assert_eq!(silent, BTreeSet::new(), "{}", release.version);
    }
    assert!(count > 300, "only {count} words were taken away");
}

#[test]
fn every_document_is_missed() {
    for release in releases() {
        let text = operator(release);
        let documents: Vec<&str> = text.split("\n---\n").collect();
        let broken = (1..documents.len()).map(|number| {
            let kept = documents.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, text)| *text);
            let head: Vec<&str> = documents[number].lines().skip(1).take(3).collect();
            Broken { what: head.join(" "), text: kept.collect::<Vec<_>>().join("\n---\n") }
        });
        // Who makes the namespace is not known, and a set without an operator is for one that is elsewhere.
        let harmless =
            ["kind: Deployment metadata:   name: strimzi-cluster-operator", "kind: Namespace metadata:   name: kafka"];
        let silent = unnoticed(broken.collect(), &text);
        assert_eq!(silent.iter().map(String::as_str).collect::<Vec<_>>(), harmless, "{}", release.version);
    }
}

/// What Kubernetes or the operator fills in alike, and what it runs without as well.
const HARMLESS: &[&str] = &[
    "#",
    "- downwardAPI: items: - path: namespace",
    "- name: STRIMZI_DEFAULT_CRUISE_CONTROL_IMAGE",
    "- name: STRIMZI_DEFAULT_KAFKA_EXPORTER_IMAGE",
    "- name: STRIMZI_DEFAULT_TLS_SIDECAR_ENTITY_OPERATOR_IMAGE",
    "- name: STRIMZI_FEATURE_GATES",
    "- name: STRIMZI_FULL_RECONCILIATION_INTERVAL_MS",
    "- name: STRIMZI_OPERATION_TIMEOUT_MS",
    "- path: namespace fieldRef:",
    "apiVersion: v1",
    "app: strimzi",
    "automountServiceAccountToken: false",
    "cpu: ",
    "defaultMode: ",
    "emptyDir:",
    "expirationSeconds: ",
    "initialDelaySeconds: ",
    "items: - key: ca.crt",
    "items: - path: namespace",
    "labels: app: strimzi",
    "medium: Memory",
    "memory: 384Mi",
    "metadata: name: strimzi-cluster-operator namespace: kafka",
    "name: strimzi-cluster-operator",
    "periodSeconds: ",
    "readOnly: true",
    "replicas: 1",
    "requests:",
    "sizeLimit: ",
    "strimzi.io/kind: cluster-operator",
    "value: \"120000\"",
    "value: \"300000\"",
];

/// What is left is no operator any more, and so far only the API server says that it is nothing at all.
const NO_POD: [&str; 2] = ["spec: replicas: ", "spec: serviceAccountName: "];

#[test]
fn every_line_of_the_deployment_is_missed() {
    for release in releases() {
        let whole = operator(release);
        let broken = without_lines(&whole);
        let count = broken.len();
        assert!(count > 120, "only {count} lines were taken away");
        let mut silent = unnoticed(broken, &whole);
        silent.retain(|what| !HARMLESS.iter().chain(&NO_POD).any(|known| what.starts_with(known)));
        assert_eq!(silent, BTreeSet::new(), "{} of {count} on {}", silent.len(), release.version);
    }
}

/// What is written, what is written instead, and what is said of it.
const CHANGED: &[(&str, &str, &str)] = &[
    ("image: quay.io/strimzi/operator:0.39.0", "image: strimzi/cluster-operator:0.39.0", "operator/no-such-image"),
    ("image: quay.io/strimzi/operator:0.39.0", "image: quay.io/strimzi/operator:0.40.0", "operator/image-map"),
    ("image: quay.io/strimzi/operator:0.39.0", "image: quay.io/strimzi/operator", "operator/image-floats"),
    ("/opt/strimzi/bin/cluster_operator_run.sh", "/opt/strimzi/bin/run.sh", "operator/no-program"),
    ("3.5.0=quay", "3.4.0=quay", "operator/image-map"),
    ("3.5.0=quay", "3.4.0=quay", "operator/image-map"),
    ("3.5.0=quay", "3.5.0:quay", "operator/image-map"),
    ("3.5.1=quay", "3.5.0=quay", "operator/image-map-twice"),
    ("0.39.0-kafka-3.5.0", "0.39.0-kafka-3.5.1", "operator/wrong-image"),
    ("0.39.0-kafka-3.5.0", "0.38.0-kafka-3.5.0", "operator/image-of-other-release"),
    (
        "value: quay.io/strimzi/operator:0.39.0",
        "value: quay.io/strimzi/operator:0.38.0",
        "operator/image-of-other-release",
    ),
    (
        "value: quay.io/strimzi/operator:0.39.0",
        "value: quay.io/strimzi/kafka:0.39.0-kafka-3.6.1",
        "operator/wrong-image",
    ),
    ("value: \"120000\"", "value: 2m", "operator/unreadable-variable"),
    ("value: \"120000\"", "value: 120000", "schema/"),
    (
        "name: STRIMZI_FULL_RECONCILIATION_INTERVAL_MS",
        "name: STRIMZI_FULL_RECONCILATION_INTERVAL_MS",
        "operator/unknown-variable",
    ),
    ("name: STRIMZI_OPERATION_TIMEOUT_MS", "name: STRIMZI_FULL_RECONCILIATION_INTERVAL_MS", "operator/variable-twice"),
    (
        "name: STRIMZI_FEATURE_GATES",
        "name: STRIMZI_FEATURE_GATES\n              value: +Unheard",
        "operator/feature-gate",
    ),
    (
        "name: STRIMZI_FEATURE_GATES",
        "name: STRIMZI_FEATURE_GATES\n              value: UseKRaft",
        "operator/feature-gate",
    ),
    (
        "name: STRIMZI_FEATURE_GATES",
        "name: STRIMZI_FEATURE_GATES\n              value: +UseKRaft, -UseKRaft",
        "operator/feature-gate",
    ),
    (
        "name: STRIMZI_FEATURE_GATES",
        "name: STRIMZI_FEATURE_GATES\n              value: +UseKRaft,-KafkaNodePools",
        "operator/feature-gate",
    ),
    ("value: \"true\"", "value: \"yes\"", "operator/unreadable-variable"),
    ("replicas: 1", "replicas: 0", "operator/no-replicas"),
    ("fieldPath: metadata.name\n", "fieldPath: metadata.namespace\n", "operator/other-field"),
    ("serviceAccountName: strimzi-cluster-operator", "serviceAccountName: operator", "operator/no-account"),
    ("serviceAccountName: strimzi-cluster-operator", "serviceAccountName: operator", "rbac/operator-ends"),
    (
        "strimzi.io/kind: cluster-operator\n    spec",
        "strimzi.io/kind: operator\n    spec",
        "operator/selector-misses-pods",
    ),
    ("strimzi.io/kind: cluster-operator\n    spec", "strimzi.io/kind: operator\n    spec", "operator/not-let-in"),
    ("path: /healthy", "path: /health", "operator/probe-fails"),
    ("port: http", "port: web", "operator/probe-fails"),
    ("port: http", "port: 8081", "operator/probe-fails"),
    ("containerPort: 8080", "containerPort: 8081", "operator/probe-fails"),
    ("memory: 384Mi\n            limits", "memory: 1Gi\n            limits", "operator/refused"),
    ("memory: 384Mi\n            limits", "memory: 384MB\n            limits", "operator/refused"),
    ("cpu: \"1\"\n              memory: 384Mi", "cpu: \"1\"\n              memory: 128Mi", "operator/little-memory"),
    ("mountPath: /opt/strimzi/custom-config/", "mountPath: /opt/strimzi/config/", "operator/logging-ignored"),
    ("mountPath: /opt/strimzi/custom-config/", "mountPath: /tmp/", "operator/refused"),
    ("            - name: co-config-volume\n", "            - name: config\n", "operator/refused"),
    (
        "configMap:\n            name: strimzi-cluster-operator",
        "configMap:\n            name: operator",
        "bundle/config-elsewhere",
    ),
    ("  log4j2.properties: |", "  log4j.properties: |", "operator/logging-ignored"),
    ("value: strimzi-cluster-operator\n", "value: other\n", "rbac/never-leads"),
    ("value: strimzi-cluster-operator\n", "value: other\n", "rbac/never-leads"),
    ("    namespace: kafka\nroleRef", "    namespace: other\nroleRef", "rbac/"),
    (
        "kind: RoleBinding\nmetadata:\n  name: strimzi-cluster-operator\n  namespace: kafka",
        "kind: RoleBinding\nmetadata:\n  name: strimzi-cluster-operator\n  namespace: other",
        "rbac/",
    ),
    (
        "  kind: ClusterRole\n  name: strimzi-cluster-operator-watched",
        "  kind: Role\n  name: strimzi-cluster-operator-watched",
        "rbac/no-such-role",
    ),
    ("verbs: [get]", "verbs: [get, frob]", "rbac/"),
    ("verbs: [get]", "verbs: [\"*\"]", "rbac/"),
    (
        "  kind: ClusterRole\n  name: strimzi-cluster-operator-global",
        "  kind: Role\n  name: strimzi-cluster-operator-global",
        "rbac/refused",
    ),
    ("  - kind: ServiceAccount\n", "  - kind: Account\n", "schema/"),
];

#[test]
fn every_change_is_named() {
    let release = releases()[0];
    let text = operator(release);
    for (old, new, words) in CHANGED {
        let broken = text.replacen(old, new, 1);
        assert_ne!(broken, text, "{old} is not there");
        let said = said(&[&broken]);
        assert!(said.iter().any(|line| line.contains(&format!("[{words}"))), "{old} -> {new}: {said:#?}");
    }
}
