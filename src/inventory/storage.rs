//! Where brokers and controllers keep their data.

use super::amount;
use super::known::{Known, Whose};
use crate::bundle::Node;
use crate::units::Bytes;

/// The storage of a pool, or of ZooKeeper.
#[derive(Debug, Clone)]
pub struct Storage<'b> {
    /// Where it is written.
    pub node: Node<'b>,
    /// Whether the volumes are a list, each with an id.
    pub jbod: bool,
    /// The volumes of each node.
    pub volumes: Vec<Volume<'b>>,
}

/// A volume of each node of a pool.
#[derive(Debug, Clone, Copy)]
pub struct Volume<'b> {
    /// Where it is written.
    pub node: Node<'b>,
    /// Its number among several.
    pub id: Option<Known<'b, i64>>,
    /// Whether its data are gone with the pod.
    pub ephemeral: bool,
    /// Its size; of one in memory or on the node's disk, its limit.
    pub size: Option<Known<'b, Bytes>>,
    /// The storage class; none means the cluster's default class.
    pub class: Option<Known<'b, &'b str>>,
    /// Whether the claim is deleted with the cluster, and the data with it.
    pub delete_claim: Known<'b, bool>,
    /// Whether the metadata log of KRaft stands on it, where that is written.
    pub metadata: Option<Known<'b, &'b str>>,
}

impl<'b> Storage<'b> {
    /// That of a map with `type`.
    pub fn of(node: Node<'b>) -> Self {
        let jbod = kind(node) == Some("jbod");
        let volumes = if jbod {
            node.get("volumes").into_iter().flat_map(Node::items).map(Volume::of).collect()
        } else {
            vec![Volume::of(node)]
        };
        Storage { node, jbod, volumes }
    }

    /// Whether any volume is gone with its pod.
    pub fn loses_data(&self) -> bool {
        self.volumes.iter().any(|volume| volume.ephemeral)
    }
}

impl<'b> Volume<'b> {
    fn of(node: Node<'b>) -> Self {
        let ephemeral = kind(node) == Some("ephemeral");
        let text = |key: &str| node.get(key).and_then(|value| Some(Known::written(value.as_text()?, value)));
        let delete_claim = node.get("deleteClaim").and_then(|value| Some(Known::written(value.as_bool()?, value)));
        Volume {
            node,
            id: node.get("id").and_then(|id| Some(Known::written(id.as_int()?, id))),
            ephemeral,
            size: node.get(if ephemeral { "sizeLimit" } else { "size" }).and_then(amount::bytes),
            class: text("class"),
            delete_claim: delete_claim.unwrap_or(Known::default(false, Whose::Strimzi, node)),
            metadata: text("kraftMetadata"),
        }
    }
}

fn kind(node: Node<'_>) -> Option<&str> {
    node.get("type")?.as_text()
}
