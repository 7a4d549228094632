//! Definitions held against those of a release.

use crate::bundle::Bundle;
use crate::catalog;
use crate::diag::{Complaints, Sources};
use crate::schema::{Effect, differences};

/// A definition as `kubectl` reads it out, of the newest release.
const TOPIC: &str = r#"apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: kafkatopics.kafka.strimzi.io
  creationTimestamp: '2024-01-01T00:00:00Z'
  labels: { app: strimzi, strimzi.io/crd-install: "true", more: x }
spec:
  group: kafka.strimzi.io
  names: { kind: KafkaTopic, listKind: KafkaTopicList, singular: kafkatopic, plural: kafkatopics, shortNames: [kt], categories: [strimzi] }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      additionalPrinterColumns:
        - { name: Cluster, description: a, jsonPath: '.metadata.labels.strimzi\.io/cluster', type: string }
        - { name: Partitions, jsonPath: .spec.partitions, type: integer }
        - { name: Replication factor, jsonPath: .spec.replicas, type: integer }
        - { name: Ready, jsonPath: '.status.conditions[?(@.type=="Ready")].status', type: string }
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          description: a topic
          properties:
            spec:
              type: object
              properties:
                config: { type: object, x-kubernetes-preserve-unknown-fields: true }
                topicName: { type: string, description: a name }
                partitions: { type: integer, minimum: 1 }
                replicas: { type: integer, minimum: 1, maximum: 32767 }
            status:
              type: object
              properties:
                conditions:
                  type: array
                  items:
                    type: object
                    properties:
                      type: { type: string }
                      status: { type: string }
                      lastTransitionTime: { type: string }
                      reason: { type: string }
                      message: { type: string }
                observedGeneration: { type: integer }
                topicName: { type: string }
                topicId: { type: string }
                replicasChange:
                  type: object
                  properties:
                    targetReplicas: { type: integer }
                    state: { type: string, enum: [pending, ongoing] }
                    message: { type: string }
                    sessionId: { type: string }
"#;

fn found(text: &str) -> Vec<(Effect, String)> {
    let mut sources = Sources::default();
    let id = sources.add("crd.yaml", text).unwrap();
    let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
    let official = catalog::definitions("1.2.0").unwrap().iter().find(|one| one.kind == "KafkaTopic").unwrap();
    let document = bundle.documents().next().unwrap();
    differences(document, official).into_iter().map(|one| (one.effect, one.path)).collect()
}

#[test]
fn prose_order_and_what_is_filled_in_do_not_count() {
    assert_eq!(found(TOPIC), []);
}

#[test]
fn every_change_is_told_with_what_becomes_of_it() {
    for (old, new, effect, path) in [
        ("name: v1\n", "name: v1beta2\n", Effect::Unusable, "v1 is not there"),
        ("served: true", "served: false", Effect::Unusable, "v1 is not served"),
        ("{ status: {} }", "{}", Effect::Unusable, "v1 has no subresource `status`"),
        ("Namespaced", "Cluster", Effect::Unusable, "spec.scope"),
        ("plural: kafkatopics", "plural: topics", Effect::Unusable, "spec.names.plural"),
        ("storage: true", "storage: false", Effect::Refused, "v1 is not stored"),
        ("topicId: { type: string }", "topicId2: { type: string }", Effect::Dropped, "v1: status.topicId"),
        (
            ", x-kubernetes-preserve-unknown-fields: true",
            "",
            Effect::Dropped,
            "v1: spec.config loses fields that are not listed",
        ),
        ("minimum: 1 }", "minimum: 2 }", Effect::Refused, "v1: spec.partitions has another limit"),
        ("minimum: 1 }", "minimum: 0 }", Effect::Taken, "v1: spec.partitions has another limit"),
        ("maximum: 32767", "maximum: 3", Effect::Refused, "v1: spec.replicas has another limit"),
        (", maximum: 32767", "", Effect::Taken, "v1: spec.replicas has another limit"),
        ("[pending, ongoing]", "[pending]", Effect::Refused, "v1: status.replicasChange.state takes fewer values"),
        (
            "[pending, ongoing]",
            "[pending, ongoing, x]",
            Effect::Taken,
            "v1: status.replicasChange.state takes more values",
        ),
        ("type: integer, minimum: 1 }", "type: string }", Effect::Refused, "v1: spec.partitions has another type"),
        ("required: [spec]", "required: []", Effect::Taken, "v1: spec may be left out"),
        ("required: [spec]", "required: [spec, status]", Effect::Refused, "v1: status must be there"),
        (
            "topicId: { type: string }",
            "topicId: { type: string, maxLength: 3 }",
            Effect::Refused,
            "v1: status.topicId has a limit more",
        ),
        ("[kt]", "[]", Effect::Shown, "spec.names.shortNames"),
        ("[strimzi]", "[all]", Effect::Shown, "spec.names.categories"),
        ("app: strimzi", "app: x", Effect::Shown, "metadata.labels.\"app\""),
        (".spec.partitions", ".spec.p", Effect::Shown, "v1 has other columns"),
    ] {
        assert!(TOPIC.contains(old), "{old}");
        let said = found(&TOPIC.replace(old, new));
        assert!(said.contains(&(effect, path.to_owned())), "{new}: {said:?}");
    }
}
