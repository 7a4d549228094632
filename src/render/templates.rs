//! The templates that the program carries, each at its path under `out/` with `.j2` behind it, and the macros they share.

/// Name and text of every template, by name.
pub const TEMPLATES: &[(&str, &str)] = &[(
    "k8s-manifests/kafka/03-kafka-topics.yaml.j2",
    include_str!("../../templates/k8s-manifests/kafka/03-kafka-topics.yaml.j2"),
)];
