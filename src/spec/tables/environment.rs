//! `[environment]` and `[images]`

use super::{Field, Named};
use schemars::JsonSchema;
use serde::Deserialize;

/// What is there already. What is not written is unknown, never assumed.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Environment {
    /// The Kubernetes version, major and minor. Default: unknown.
    #[schemars(example = &"1.31")]
    pub kubernetes: Field<String>,
    /// How many nodes can run brokers. Default: unknown.
    #[schemars(example = 3)]
    pub nodes: Field<u32>,
    /// The zones in which these nodes stand. Default: unknown.
    #[schemars(example = ["eu-west-1a", "eu-west-1b"])]
    pub zones: Field<Vec<Field<String>>>,
    /// The storage classes, by name. Default: unknown.
    pub storage_classes: Field<Named<StorageClass>>,
    /// The Prometheus that scrapes. Default: unknown.
    pub prometheus: Field<Prometheus>,
}

/// A storage class.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StorageClass {
    /// Whether its volumes can grow (`allowVolumeExpansion`). Default: unknown.
    #[schemars(example = false)]
    pub expandable: Field<bool>,
    /// When its volumes are bound to a node (`volumeBindingMode`). Default: unknown.
    #[schemars(example = &"WaitForFirstConsumer")]
    pub binding: Field<Binding>,
}

/// When a volume is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Binding {
    /// When the claim is made.
    Immediate,
    /// When the first pod uses the claim.
    WaitForFirstConsumer,
}

/// The Prometheus that scrapes.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Prometheus {
    /// The namespace it runs in. Default: unknown.
    #[schemars(example = &"monitoring")]
    pub namespace: Field<String>,
    /// Whether prometheus-operator runs, which reads ServiceMonitors, PodMonitors and PrometheusRules. Default: unknown.
    #[schemars(example = true)]
    pub operator: Field<bool>,
}

/// Where container images come from.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Images {
    /// What stands in front of each image instead of its public registry: a mirror. Default: the public registries.
    #[schemars(example = &"registry.example.org/mirror")]
    pub prefix: Field<String>,
    /// The digest of an image, by the image's name and tag without its registry. Default: images are named by their
    /// tags alone.
    #[schemars(example = serde_json::json!({"strimzi/operator:0.39.0": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}))]
    pub digests: Field<Named<String>>,
    /// The Secrets with which images are pulled; they must be in the namespaces of the pods. Default: none.
    #[schemars(example = ["registry-credentials"])]
    pub pull_secrets: Field<Vec<Field<String>>>,
    /// When images are pulled. Default: Kubernetes' own choice.
    #[schemars(example = &"IfNotPresent")]
    pub pull_policy: Field<PullPolicy>,
}

/// When an image is pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum PullPolicy {
    /// At each start.
    Always,
    /// When it is not on the node yet.
    IfNotPresent,
    /// Never.
    Never,
}

impl PullPolicy {
    /// Kubernetes' word.
    pub const fn word(self) -> &'static str {
        match self {
            PullPolicy::Always => "Always",
            PullPolicy::IfNotPresent => "IfNotPresent",
            PullPolicy::Never => "Never",
        }
    }
}
