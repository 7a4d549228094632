//! `kafkasmith.toml`: what is known and demanded of manifests that somebody wrote by hand

use super::{Environment, Field, Policy, Waiver};
use schemars::JsonSchema;
use serde::Deserialize;

/// What stands beside manifests that are written by hand: what is there already, what the house demands, what is accepted.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Beside {
    /// What is there already: Kubernetes, nodes, storage classes, Prometheus. What is not written is unknown, never
    /// assumed. Default: all of it is unknown.
    pub environment: Field<Environment>,
    /// What the manifests rely on and do not hold. Default: they hold all of it.
    pub elsewhere: Field<Elsewhere>,
    /// What the house demands. Default: what the profile `production` does.
    pub policy: Field<Policy>,
    /// Findings that are accepted for a while. Default: none.
    pub waiver: Field<Vec<Field<Waiver>>>,
}

/// What manifests rely on and do not hold.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Elsewhere {
    /// The release of the Strimzi operator that will read them. Default: that of the operator among them, else unknown.
    #[schemars(example = &"0.45.2")]
    pub strimzi: Field<String>,
    /// Objects that are made elsewhere: `Kind/namespace/name`, or `Kind/name` for what is in no namespace; `*` stands for
    /// anything. Default: none.
    #[schemars(example = ["Secret/kafka/registry-*", "KafkaTopic/kafka/*", "StorageClass/gp3"])]
    pub objects: Field<Vec<Field<String>>>,
}
