//! `[client.NAME]`

use super::Field;
use schemars::JsonSchema;
use serde::Deserialize;

/// An application that produces or consumes.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Client {
    /// The namespace it runs in. Default: unknown.
    #[schemars(example = &"hrms")]
    pub namespace: Field<String>,
    /// The client library it uses; guides speak in its terms. Default: unknown.
    #[schemars(example = &"aiokafka")]
    pub library: Field<String>,
    /// Who answers for it. Default: nobody is named.
    #[schemars(example = &"team-notifications")]
    pub owner: Field<String>,
    /// The topics it writes to. Default: none.
    #[schemars(example = ["notification-queue", "audit-queue"])]
    pub produces: Field<Vec<Field<String>>>,
    /// What it reads, each topic with its consumer group. Default: nothing.
    pub consumes: Field<Vec<Field<Consumes>>>,
    /// When a write counts as done. Default: `all`.
    #[schemars(example = &"all")]
    pub acks: Field<Acks>,
    /// How it compresses what it produces. Default: not at all.
    #[schemars(example = &"none")]
    pub codec: Field<String>,
}

/// What a client reads.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Consumes {
    /// The topic. Required.
    #[schemars(example = &"notification-queue")]
    pub topic: Field<String>,
    /// The consumer group. Required.
    #[schemars(example = &"notification-service-group")]
    pub group: Field<String>,
    /// The topic for records that it cannot handle. Default: none.
    #[schemars(example = &"notification-dlq")]
    pub dead_letters: Field<String>,
}

/// When a write counts as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Acks {
    /// When all copies in sync have it.
    All,
    /// When the leader has it.
    #[serde(rename = "1")]
    Leader,
    /// When it is sent.
    #[serde(rename = "0")]
    None,
}
