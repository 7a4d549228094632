//! `[policy]` and `[[waiver]]`

use super::{Field, Named};
use crate::units::{Date, Ratio};
use schemars::JsonSchema;
use serde::Deserialize;

/// What the house demands.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// A named set of levels and limits. Default: `production`.
    #[schemars(example = &"production")]
    pub profile: Field<Profile>,
    /// The numbers that rules measure against. Default: those of the profile.
    pub limits: Field<Limits>,
    /// How much a rule's findings matter, by the rule's id. Default: those of the profile.
    #[schemars(example = serde_json::json!({"topic/no-byte-limit": "warning"}))]
    pub levels: Field<Named<Level>>,
    /// The house's own rules, in CEL. Default: none.
    pub rule: Field<Vec<Field<Rule>>>,
}

/// A named set of levels and limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// For clusters that people rely on.
    Production,
    /// For clusters that may be thrown away.
    Development,
}

/// The numbers that rules measure against.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// How many copies a dead letter queue has at least. Default: that of the profile.
    #[schemars(example = 2)]
    pub dlq_min_replicas: Field<u32>,
    /// How many copies any topic has at least. Default: that of the profile.
    #[schemars(example = 2)]
    pub min_replicas: Field<u32>,
    /// How many partitions, copies counted, a broker holds at most. Default: that of the profile.
    #[schemars(example = 1000)]
    pub max_partitions_per_broker: Field<u32>,
    /// How much of a volume the topics' limits may fill. Default: that of the profile.
    #[schemars(example = 0.8)]
    pub max_disk_use: Field<Ratio>,
    /// How many days ahead a waiver may end at most. Default: that of the profile.
    #[schemars(example = 180)]
    pub max_waiver_days: Field<u32>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is not looked for.
    Off,
    /// Taste and hygiene.
    Info,
    /// Works until something fails.
    Warning,
    /// Must not be.
    Error,
}

/// What a spec says of what the house demands, and nothing else of it.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Demands {
    /// `[policy]`
    pub policy: Field<Policy>,
    /// `[[waiver]]`
    pub waiver: Field<Vec<Field<Waiver>>>,
}

/// A policy that several specs share, in a file of its own: what an organisation demands of all of them.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Shared {
    /// What the organisation demands. Required.
    pub policy: Field<SharedPolicy>,
}

/// What an organisation demands, and what of it no spec can weaken.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SharedPolicy {
    /// A named set of levels and limits. Default: `production`.
    #[schemars(example = &"production")]
    pub profile: Field<Profile>,
    /// The numbers that rules measure against. Default: those of the profile.
    pub limits: Field<Limits>,
    /// How much a rule's findings matter, by the rule's id. Default: those of the profile.
    #[schemars(example = serde_json::json!({"topic/no-byte-limit": "warning"}))]
    pub levels: Field<Named<Level>>,
    /// The organisation's own rules, in CEL. Default: none.
    pub rule: Field<Vec<Field<Rule>>>,
    /// What no spec can weaken; each may be made stricter. Default: nothing.
    pub locked: Field<Locked>,
}

/// What no spec can weaken.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Locked {
    /// Whether a spec may not choose a profile that demands less. Default: it may.
    #[schemars(example = true)]
    pub profile: Field<bool>,
    /// The limits that a spec may not loosen, by their keys; `*` for all. Default: none.
    #[schemars(example = ["min_replicas", "max_waiver_days"])]
    pub limits: Field<Vec<Field<String>>>,
    /// The rules whose level a spec may not lower: an id, `area/*`, or `*` for all. Default: none.
    #[schemars(example = ["topic/no-byte-limit", "listener/*"])]
    pub levels: Field<Vec<Field<String>>>,
    /// The rules whose findings no waiver accepts: an id, `area/*`, or `*` for all. Default: none.
    #[schemars(example = ["listener/*"])]
    pub waivers: Field<Vec<Field<String>>>,
}

/// A rule of the house.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// Its id. Required.
    #[schemars(example = &"house/dlq-keeps-a-month")]
    pub id: Field<String>,
    /// What it is asked of: `topic`, `client`, `listener` and so on. Required.
    #[schemars(example = &"topic")]
    pub each: Field<String>,
    /// Of which of them, in CEL. Default: of all.
    #[schemars(example = &"topic.dead_letter_for != ''")]
    pub when: Field<String>,
    /// What must hold, in CEL. Required.
    #[schemars(example = &"topic.retention >= duration('720h')")]
    pub require: Field<String>,
    /// What is said where it does not hold. Required.
    #[schemars(example = &"dead letters are kept at least 30 days")]
    pub message: Field<String>,
    /// How much its findings matter. Default: `error`.
    #[schemars(example = &"error")]
    pub level: Field<Level>,
}

/// A finding that is accepted for a while.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Waiver {
    /// The rule whose findings are accepted, or all rules of an area, such as `topic/*`. Required.
    #[schemars(example = &"topic/one-copy-acknowledges")]
    pub rule: Field<String>,
    /// Of what: a kind and a name, in which `*` stands for anything. Required.
    #[schemars(example = &"topic.\"notification-*\"")]
    pub target: Field<String>,
    /// Why, for whoever reads it next. Required.
    #[schemars(example = &"Notifications can be sent again from the application's own table")]
    pub reason: Field<String>,
    /// Who answers for it. Required.
    #[schemars(example = &"team-notifications")]
    pub owner: Field<String>,
    /// The last day on which it holds, in UTC. Required.
    #[schemars(example = &"2027-03-31")]
    pub expires: Field<Date>,
    /// Where it is discussed. Default: not said.
    #[schemars(example = &"PERF-311")]
    pub ticket: Field<String>,
}
