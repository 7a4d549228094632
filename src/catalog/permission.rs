//! What the operator's rights are for: `permissions.toml`. Which rights a release asks for is in its `shipped.toml`.

use super::reading::{Malformed, toml};
use serde::Deserialize;
use std::sync::OnceLock;

/// What the operator does with some rights, and what comes of it where one of them is missing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    group: String,
    resources: Vec<String>,
    /// Empty: all.
    #[serde(default)]
    verbs: Vec<String>,
    /// Who asks for it.
    pub feature: Feature,
    /// What happens without it.
    pub without: Without,
}

/// What asks the operator to use a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Its start, whatever it is to manage later.
    Start,
    /// The election of a leader, where it is on.
    LeaderElection,
    /// Pods, of whatever kind.
    Pods,
    /// Any custom resource that it manages.
    Operands,
    /// A `Kafka`, with its node pools.
    Kafka,
    /// A `KafkaConnect`.
    Connect,
    /// A `KafkaConnector`.
    Connectors,
    /// A `KafkaBridge`.
    Bridge,
    /// A `KafkaMirrorMaker` or `KafkaMirrorMaker2`.
    MirrorMaker,
    /// A `KafkaRebalance`, or rebalances that it makes by itself.
    Rebalance,
    /// Topic and user operator.
    EntityOperator,
    /// Volumes that outlive their pods.
    PersistentStorage,
    /// A volume that is to grow.
    VolumeResize,
    /// Brokers, Connect or a bridge that know where they stand (`rack`), and listeners of type `nodeport`.
    NodeLabels,
    /// Listeners of type `nodeport`.
    NodePort,
    /// Listeners of type `ingress`.
    Ingress,
    /// Listeners of type `route`.
    Route,
    /// Listeners of type `tlsroute`.
    TlsRoute,
    /// Network policies, unless they are turned off.
    NetworkPolicies,
    /// Budgets for pod disruption, unless they are turned off.
    DisruptionBudgets,
    /// Events that say why a pod was restarted.
    Events,
    /// A cluster that asks who sets owners which block deletion: OpenShift does.
    OwnerReferences,
    /// A Connect image that is built on OpenShift.
    OpenshiftBuild,
    /// Nothing that the catalogue knows.
    #[serde(skip)]
    Unknown,
}

/// What happens where the operator lacks a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Without {
    /// The process ends, and starts again, and ends.
    Ends,
    /// It runs, is ready, and waits for ever to become the leader.
    NeverLeads,
    /// It runs, and makes no pods.
    NoPods,
    /// Whatever asks for it is not reconciled: the API server refuses, and the resource does not become ready.
    ReconcileFails,
    /// It works until something has to be changed or removed.
    ChangeFails,
    /// A line in the operator's log.
    Logged,
    /// Nothing that was seen in its code; its installation gives the right all the same.
    #[serde(skip)]
    Unseen,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    right: Vec<Permission>,
}

impl Permission {
    pub(super) fn read() -> Result<Vec<Self>, Malformed> {
        toml::<Table>("permissions.toml").map(|table| table.right)
    }

    fn speaks_of(&self, group: &str, resource: &str, verb: &str) -> bool {
        self.group == group
            && self.resources.iter().any(|known| known == resource)
            && (self.verbs.is_empty() || self.verbs.iter().any(|known| known == verb))
    }
}

/// What a right of the operator is for, and what happens without it. `resource` may have a subresource, as `kafkas/status`.
pub fn permission(group: &str, resource: &str, verb: &str) -> (Feature, Without) {
    static RIGHTS: OnceLock<Vec<Permission>> = OnceLock::new();
    let rights = RIGHTS.get_or_init(|| Permission::read().unwrap_or_default());
    if let Some(right) = rights.iter().find(|right| right.speaks_of(group, resource, verb)) {
        return (right.feature, right.without);
    }
    // A verb that is not used belongs to what uses the others, if that is not each and every operator.
    let mut same =
        rights.iter().filter(|right| right.group == group && right.resources.iter().any(|it| it == resource));
    let general = |right: &&Permission| matches!(right.feature, Feature::Start | Feature::Pods);
    let right = same.clone().find(|right| !general(right)).or_else(|| same.next());
    (right.map_or(Feature::Unknown, |right| right.feature), Without::Unseen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{release, releases};

    /// Every entry says something of some release, and no resource of any release is unknown to the table, but for those that
    /// the operator was never seen to use.
    #[test]
    fn the_table_and_the_releases_speak_of_the_same_rights() {
        let table = Permission::read().unwrap();
        let mut met = vec![false; table.len()];
        let mut unknown = std::collections::BTreeSet::new();
        for version in releases() {
            for rule in release(version).unwrap().roles.iter().flat_map(|role| &role.rules) {
                for (group, resource) in
                    rule.groups.iter().flat_map(|group| rule.resources.iter().map(move |it| (group, it)))
                {
                    for verb in &rule.verbs {
                        let entry = table.iter().position(|right| right.speaks_of(group, resource, verb));
                        if let Some(entry) = entry {
                            met[entry] = true;
                        }
                    }
                    let known = table.iter().any(|right| right.group == *group && right.resources.contains(resource));
                    if !known {
                        unknown.insert(format!("{group}/{resource}"));
                    }
                }
            }
        }
        let idle: Vec<_> = table.iter().zip(met).filter(|(_, met)| !met).map(|(right, _)| right).collect();
        assert!(idle.is_empty(), "{idle:?}");
        assert_eq!(unknown.into_iter().collect::<Vec<_>>(), ["apps/replicasets"]);
    }

    #[test]
    fn rights_are_told_apart_by_verb() {
        let kafkas = |verb| permission("kafka.strimzi.io", "kafkas", verb);
        assert_eq!(kafkas("watch"), (Feature::Start, Without::Ends));
        assert_eq!(kafkas("list"), (Feature::Pods, Without::NoPods));
        assert_eq!(kafkas("update"), (Feature::Kafka, Without::Unseen));
        assert_eq!(
            permission("kafka.strimzi.io", "kafkas/status", "update"),
            (Feature::Kafka, Without::ReconcileFails)
        );
        assert_eq!(permission("coordination.k8s.io", "leases", "patch").1, Without::NeverLeads);
        assert_eq!(permission("example.com", "things", "get"), (Feature::Unknown, Without::Unseen));
    }
}
