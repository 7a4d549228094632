//! What a release of Strimzi can do, by name. Code asks for these, never for a version.

mod words;

use serde::{Deserialize, Serialize};

/// Something that some releases can do and others cannot. The release's `release.toml` lists those that it can.
///
/// In brackets the releases, from the project's changelog and code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// A rule of a KafkaUser may have the field `operation` instead of the list `operations` (up to 0.48.0).
    AclOperation,
    /// The operator writes `min.insync.replicas=1` where it is unset, so that removing it is a change (0.48.0 on).
    AssumedMinInsyncReplicas,
    /// Cruise Control moves partitions by itself when brokers come or go (0.44.0 on).
    AutoRebalance,
    /// The topic operator that also makes resources of topics that it finds can be chosen (up to 0.40.0).
    BidirectionalTopicOperator,
    /// The HTTP Bridge serves its metrics at its port for management, and not at that for clients (1.0.0 on).
    BridgeManagementPort,
    /// The operator exports when certificates expire (0.41.0 on).
    CertificateExpiryMetric,
    /// Clusters can have Cruise Control (all so far).
    CruiseControl,
    /// KRaft brokers may have several disks (0.41.0 on, with metadata 3.7-IV2).
    KraftJbod,
    /// A ZooKeeper cluster can be moved to KRaft (0.40.0 to 0.45.x).
    KraftMigration,
    /// The operator's own way to watch resources through kube-state-metrics is published (0.46.0 on).
    KubeStateMetrics,
    /// Listeners take `hostTemplate` (0.44.0 on).
    ListenerHostTemplate,
    /// `KafkaMirrorMaker` exists (up to 0.45.x).
    #[serde(rename = "mirror-maker-1")]
    MirrorMaker1,
    /// A custom authentication may bring a trust store of its own; before, the operator keeps all of `ssl.` (0.46.0 on).
    OwnListenerTrust,
    /// Budgets for pod disruption can be switched off by the operator's environment (0.44.0 on).
    PodDisruptionBudgetSwitch,
    /// `spec.kafka.quotas` exists (0.42.0 on).
    Quotas,
    /// `rack` also keeps brokers of one zone apart (up to 0.48.0).
    RackAntiAffinity,
    /// Another `replicas` of a KafkaTopic is carried out, through Cruise Control (0.41.0 on).
    ReplicasChange,
    /// The operator exports `strimzi_resource_state` (up to 1.1.0).
    ResourceStateMetric,
    /// Pods carry `statefulset.kubernetes.io/pod-name` (up to 0.45.x).
    StatefulSetPodNameLabel,
    /// Storage takes `overrides`, a storage class for single brokers (up to 0.45.x in force, up to 0.51.0 in a schema).
    StorageClassOverrides,
    /// It upgrades brokers also from a Kafka version that it has never heard of (1.0.0 on).
    UnknownKafka,
    /// A topic that is not managed says so in its status (0.44.0 on).
    UnmanagedTopicStatus,
    /// Volumes take `volumeAttributesClass` (0.49.0 on).
    VolumeAttributesClass,
    /// Clusters can run with ZooKeeper (up to 0.45.x).
    #[serde(rename = "zookeeper")]
    ZooKeeper,
}
