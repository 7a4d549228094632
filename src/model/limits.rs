//! The house's numbers, as far as they are written and what is rendered tells them. What rules measure against, with the
//! defaults of the profiles, is `policy::Limits`.

use super::Sourced;
use super::scope::optional;
use crate::spec::{Field, tables};
use crate::units::Ratio;

/// The house's numbers. What is not written is no limit here.
#[derive(Debug, Default)]
pub struct Limits {
    /// How much of a volume the topics' limits may fill.
    pub max_disk_use: Option<Sourced<Ratio>>,
    /// How many partitions, copies counted, a broker holds at most.
    pub max_partitions_per_broker: Option<Sourced<u32>>,
}

impl Limits {
    pub(super) fn build(written: &Field<tables::Policy>) -> Self {
        let limits = written.get().and_then(|policy| policy.limits.get());
        let Some(tables::Limits { max_partitions_per_broker, max_disk_use, .. }) = limits else {
            return Limits::default();
        };
        Limits { max_disk_use: optional(max_disk_use), max_partitions_per_broker: optional(max_partitions_per_broker) }
    }
}
