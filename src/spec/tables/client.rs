//! `[client.NAME]`

use super::Field;
use crate::units::Bytes;
use schemars::JsonSchema;
use serde::Deserialize;

/// An application that produces or consumes.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Client {
    /// The namespace it runs in. Default: unknown.
    #[schemars(example = &"hrms")]
    pub namespace: Field<String>,
    /// The listener it uses, by name. Default: the first that asks who a client is, else the one that asks for least.
    #[schemars(example = &"tls")]
    pub listener: Field<String>,
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
    /// The ids under which it writes in transactions, one for each of its instances. Default: none, it uses no
    /// transactions.
    #[schemars(example = ["billing-0", "billing-1"])]
    pub transactional_ids: Field<Vec<Field<String>>>,
    /// How much it may ask of each broker. Default: as much as it wants.
    pub quotas: Field<ClientQuotas>,
}

/// How much a client may ask of each broker. Brokers slow it down beyond.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClientQuotas {
    /// Bytes that it may write to a broker in a second. Default: no limit.
    #[schemars(example = &"10Mi")]
    pub producer_byte_rate: Field<Bytes>,
    /// Bytes that it may read from a broker in a second. Default: no limit.
    #[schemars(example = &"20Mi")]
    pub consumer_byte_rate: Field<Bytes>,
    /// How much of a broker's time it may take, in percent of one thread. Default: no limit.
    #[schemars(example = 55)]
    pub request_percentage: Field<u32>,
    /// Partitions that it may create or delete in a second. Default: no limit.
    #[schemars(example = 10)]
    pub controller_mutation_rate: Field<u32>,
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
