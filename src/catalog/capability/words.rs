//! What each capability means, in words for people who compare releases.

use super::Capability;

impl Capability {
    /// What a release can do that has it.
    pub const fn words(self) -> &'static str {
        match self {
            Capability::AclOperation => {
                "a rule of a KafkaUser may have the field `operation` instead of the list `operations`"
            }
            Capability::AssumedMinInsyncReplicas => "the operator writes `min.insync.replicas=1` where nothing is set",
            Capability::AutoRebalance => "Cruise Control moves partitions by itself when brokers come or go",
            Capability::BidirectionalTopicOperator => {
                "a topic operator can be chosen that makes resources of topics that it finds"
            }
            Capability::BridgeManagementPort => "the HTTP Bridge serves its metrics at a port for management",
            Capability::CertificateExpiryMetric => "the operator exports when certificates expire",
            Capability::CruiseControl => "clusters can have Cruise Control",
            Capability::KraftJbod => "KRaft brokers may have several disks",
            Capability::KraftMigration => "a cluster can be moved from ZooKeeper to KRaft",
            Capability::KubeStateMetrics => "rules are published to watch resources through kube-state-metrics",
            Capability::ListenerHostTemplate => "listeners take `hostTemplate`",
            Capability::MirrorMaker1 => "there is KafkaMirrorMaker, the first of its kind",
            Capability::OwnListenerTrust => "a custom authentication may bring a trust store of its own",
            Capability::PodDisruptionBudgetSwitch => "budgets for pod disruption can be switched off",
            Capability::Quotas => "brokers can have quotas as a plugin of Strimzi's",
            Capability::RackAntiAffinity => "`rack` also keeps brokers of one zone apart",
            Capability::ReplicasChange => "another `replicas` of a KafkaTopic is carried out, through Cruise Control",
            Capability::ResourceStateMetric => "the operator exports `strimzi_resource_state`",
            Capability::StatefulSetPodNameLabel => "pods carry `statefulset.kubernetes.io/pod-name`",
            Capability::StorageClassOverrides => "single brokers can have another storage class",
            Capability::UnknownKafka => "brokers are upgraded also from a Kafka that the operator has never heard of",
            Capability::UnmanagedTopicStatus => "a topic that is not managed says so in its status",
            Capability::VolumeAttributesClass => "volumes take `volumeAttributesClass`",
            Capability::ZooKeeper => "clusters can run with ZooKeeper",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::{release, releases};

    #[test]
    fn no_two_capabilities_have_the_same_words() {
        for version in releases() {
            let capabilities = &release(version).unwrap().capabilities;
            let words: std::collections::BTreeSet<&str> = capabilities.iter().map(|it| it.words()).collect();
            assert_eq!(words.len(), capabilities.len(), "{version}");
        }
    }
}
