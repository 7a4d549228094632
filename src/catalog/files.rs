//! Every file of `catalog/`, sorted by path. Written by `tools/catalog/files.sh`: not to be edited.

/// Path below `catalog/`, and text.
#[rustfmt::skip]
pub(super) const FILES: &[(&str, &str)] = &[
    ("exporters/cluster_operator.tsv", include_str!("../../catalog/exporters/cluster_operator.tsv")),
    ("exporters/entity_operator.tsv", include_str!("../../catalog/exporters/entity_operator.tsv")),
    ("exporters/kafka_exporter.tsv", include_str!("../../catalog/exporters/kafka_exporter.tsv")),
    ("exporters/kubelet.tsv", include_str!("../../catalog/exporters/kubelet.tsv")),
    ("images.toml", include_str!("../../catalog/images.toml")),
    ("kafka/3.5.0/broker.tsv", include_str!("../../catalog/kafka/3.5.0/broker.tsv")),
    ("kafka/3.5.0/topic.tsv", include_str!("../../catalog/kafka/3.5.0/topic.tsv")),
    ("kafka/3.5.1/broker.tsv", include_str!("../../catalog/kafka/3.5.1/broker.tsv")),
    ("kafka/3.5.1/topic.tsv", include_str!("../../catalog/kafka/3.5.1/topic.tsv")),
    ("kafka/3.5.2/broker.tsv", include_str!("../../catalog/kafka/3.5.2/broker.tsv")),
    ("kafka/3.5.2/topic.tsv", include_str!("../../catalog/kafka/3.5.2/topic.tsv")),
    ("kafka/3.6.0/broker.tsv", include_str!("../../catalog/kafka/3.6.0/broker.tsv")),
    ("kafka/3.6.0/topic.tsv", include_str!("../../catalog/kafka/3.6.0/topic.tsv")),
    ("kafka/3.6.1/broker.tsv", include_str!("../../catalog/kafka/3.6.1/broker.tsv")),
    ("kafka/3.6.1/topic.tsv", include_str!("../../catalog/kafka/3.6.1/topic.tsv")),
    ("strimzi/0.39.0/release.toml", include_str!("../../catalog/strimzi/0.39.0/release.toml")),
    ("strimzi/0.39.0/shipped.toml", include_str!("../../catalog/strimzi/0.39.0/shipped.toml")),
];
