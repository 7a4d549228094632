//! The pods with a JVM that rules measure: brokers, controllers, ZooKeeper.

use crate::bundle::Node;
use crate::inventory::{Cluster, Heap, Resources};

/// Alike pods.
pub(super) struct Nodes<'b> {
    /// What they are called in a sentence.
    pub(super) what: String,
    /// What they ask for and may take.
    pub(super) resources: Resources<'b>,
    /// Where that is written, or would be.
    pub(super) place: Node<'b>,
    /// The heap.
    pub(super) heap: Heap<'b>,
    /// Whether its end is said in another way, as a part of the memory.
    pub(super) has_own_maximum: bool,
}

/// The pods of a cluster. Pools that have all of it from the cluster are one.
pub(super) fn of<'b>(cluster: &Cluster<'b>) -> Vec<Nodes<'b>> {
    let mut all: Vec<Nodes<'b>> = Vec::new();
    for pool in &cluster.pools {
        let nodes = Nodes {
            what: if pool.is_resource {
                format!("pool `{}` of cluster `{}`", pool.name, cluster.name)
            } else {
                format!("the brokers of cluster `{}`", cluster.name)
            },
            resources: pool.resources,
            place: pool.resources_place,
            heap: pool.heap,
            has_own_maximum: share(pool.spec.get("jvmOptions").or_else(|| cluster.kafka.get("jvmOptions"))),
        };
        let own = pool.spec.get("jvmOptions").is_some();
        if own || !all.iter().any(|other| other.place.span() == nodes.place.span()) {
            all.push(nodes);
        }
    }
    if let Some(zookeeper) = &cluster.zookeeper {
        all.push(Nodes {
            what: format!("the ZooKeeper of cluster `{}`", cluster.name),
            resources: zookeeper.resources,
            place: zookeeper.node.get("resources").unwrap_or(zookeeper.node),
            heap: zookeeper.heap,
            has_own_maximum: share(zookeeper.node.get("jvmOptions")),
        });
    }
    all
}

fn share(options: Option<Node<'_>>) -> bool {
    options.is_some_and(|options| options.get("-Xmx").is_some() || options.at(["-XX", "MaxRAMPercentage"]).is_some())
}
