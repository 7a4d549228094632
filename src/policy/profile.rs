//! The profiles: what holds where neither the spec nor a shared policy says anything.

use crate::spec::tables;
use crate::units::Ratio;

/// A named set of levels and limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Its word in the spec.
    pub word: &'static str,
    /// What it is for, in a sentence.
    pub meaning: &'static str,
    /// How many copies a dead letter queue has at least.
    pub dlq_min_replicas: u32,
    /// How many copies any topic has at least.
    pub min_replicas: u32,
    /// How many partitions, copies counted, a broker holds at most.
    pub max_partitions_per_broker: u32,
    /// How much of a volume the topics' limits may fill.
    pub max_disk_use: Ratio,
    /// How many days ahead a waiver may end at most.
    pub max_waiver_days: u32,
    /// Whether rules have the level that they have in development.
    pub is_for_development: bool,
}

/// For clusters that people rely on: every rule at its own level. One broker may be lost at any time, so a topic needs two
/// copies; a fifth of a disk stays free for what no limit of a topic counts.
pub const PRODUCTION: Profile = Profile {
    word: "production",
    meaning: "For clusters that people rely on: every rule at its own level.",
    dlq_min_replicas: 2,
    min_replicas: 2,
    max_partitions_per_broker: 1_000,
    max_disk_use: Ratio::percent(80),
    max_waiver_days: 180,
    is_for_development: false,
};

/// For clusters that may be thrown away: nothing has to survive an outage. What does not work at all stays an error.
pub const DEVELOPMENT: Profile = Profile {
    word: "development",
    meaning: "For clusters that may be thrown away: each rule says how much it matters to these.",
    dlq_min_replicas: 1,
    min_replicas: 1,
    max_partitions_per_broker: 4_000,
    max_disk_use: Ratio::percent(95),
    max_waiver_days: 365,
    is_for_development: true,
};

/// Both, the stricter one first.
pub const PROFILES: [Profile; 2] = [PRODUCTION, DEVELOPMENT];

impl Profile {
    /// The profile of a word of the spec.
    pub const fn of(written: tables::Profile) -> Self {
        match written {
            tables::Profile::Production => PRODUCTION,
            tables::Profile::Development => DEVELOPMENT,
        }
    }
}
