//! `[operator]`

use super::{Field, Resources};
use schemars::JsonSchema;
use serde::Deserialize;

/// The Strimzi operator.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Operator {
    /// Who installs it. Default: `manifests`.
    #[schemars(example = &"manifests")]
    pub install: Field<Install>,
    /// The namespace it runs in. Default: the cluster's.
    #[schemars(example = &"kafka")]
    pub namespace: Field<String>,
    /// The namespaces it watches; `["*"]` for all. Default: the cluster's.
    #[schemars(example = ["kafka"])]
    pub watch: Field<Vec<Field<String>>>,
    /// What it asks for. Default: as in the official install.
    pub requests: Field<Resources>,
    /// What it may use at most. Default: as in the official install.
    pub limits: Field<Resources>,
    /// Feature gates to switch, each with `+` or `-` in front. Default: as the release has them.
    #[schemars(example = ["-UseKRaft"])]
    pub feature_gates: Field<Vec<Field<String>>>,
}

/// Who installs the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Install {
    /// The rendered manifests.
    Manifests,
    /// The official Helm chart, with rendered values.
    Helm,
    /// Somebody else; it is there already.
    External,
}
