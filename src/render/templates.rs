//! The templates that the program carries, each at its path under `out/` with `.j2` behind it, and the pieces they share.

/// Name and text of every template, by name.
pub const TEMPLATES: &[(&str, &str)] = &[
    (
        "k8s-manifests/kafka/01-strimzi-operator.yaml.j2",
        include_str!("../../templates/k8s-manifests/kafka/01-strimzi-operator.yaml.j2"),
    ),
    (
        "k8s-manifests/kafka/02-kafka-cluster.yaml.j2",
        include_str!("../../templates/k8s-manifests/kafka/02-kafka-cluster.yaml.j2"),
    ),
    (
        "k8s-manifests/kafka/03-kafka-topics.yaml.j2",
        include_str!("../../templates/k8s-manifests/kafka/03-kafka-topics.yaml.j2"),
    ),
    (
        "k8s-manifests/kafka/04-kafka-monitoring.yaml.j2",
        include_str!("../../templates/k8s-manifests/kafka/04-kafka-monitoring.yaml.j2"),
    ),
    (
        "k8s-manifests/kafka/kustomization.yaml.j2",
        include_str!("../../templates/k8s-manifests/kafka/kustomization.yaml.j2"),
    ),
    ("shared/pod.yaml.j2", include_str!("../../templates/shared/pod.yaml.j2")),
    ("shared/resources.yaml.j2", include_str!("../../templates/shared/resources.yaml.j2")),
    ("shared/storage.yaml.j2", include_str!("../../templates/shared/storage.yaml.j2")),
];
