//! `[project]`

use super::Field;
use schemars::JsonSchema;
use serde::Deserialize;

/// What this project is called and where rendered files go.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Project {
    /// The project's name; guides and labels use it. Default: the cluster's name.
    #[schemars(example = &"hrms")]
    pub name: Field<String>,
    /// Who answers for the platform: a team's name, for guides and reports. Default: nobody is named.
    #[schemars(example = &"platform")]
    pub owner: Field<String>,
    /// The folder that rendered files go to, relative to the spec. Default: `out`.
    #[schemars(example = &"out")]
    pub output: Field<String>,
}
