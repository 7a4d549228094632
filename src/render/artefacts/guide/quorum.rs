//! Who decides, in words and numbers: ZooKeepers, or KRaft's controllers.

use super::count::Count;
use crate::model::{Metadata, Model, NodeKind};
use serde::Serialize;

/// Who decides.
#[derive(Debug, Serialize)]
pub(super) struct Deciders {
    pub(super) count: Count,
    /// One of them, and several.
    pub(super) one: &'static str,
    pub(super) many: &'static str,
    /// All together.
    pub(super) together: &'static str,
    pub(super) zookeeper: bool,
    /// Each of them is a broker, too.
    pub(super) are_brokers: bool,
}

impl Deciders {
    /// Of a model.
    pub(super) fn of(model: &Model) -> Self {
        let zookeeper = matches!(model.cluster.metadata, Metadata::ZooKeeper(_));
        let sets = model.cluster.deciding_sets();
        let (one, many) = if zookeeper { ("ZooKeeper", "ZooKeepers") } else { ("controller", "controllers") };
        Deciders {
            count: Count::of(&model.cluster.quorum()),
            one,
            many,
            together: if zookeeper { "ZooKeeper" } else { "the controllers" },
            zookeeper,
            are_brokers: sets.iter().all(|set| set.kind == NodeKind::Broker),
        }
    }
}
