//! Groups of alike nodes of Kafka: KafkaNodePools, or what stands for one in a cluster without pools.

use super::amount::{Resources, bytes};
use super::known::{Known, Whose};
use super::storage::Storage;
use crate::bundle::{Document, Node};
use crate::units::Bytes;

/// A pool of brokers, controllers, or nodes that are both.
#[derive(Debug, Clone)]
pub struct Pool<'b> {
    /// Its name; without pools that which stands for one.
    pub name: &'b str,
    /// The KafkaNodePool, or the Kafka of a cluster without pools.
    pub document: Document<'b>,
    /// Whether it is a KafkaNodePool.
    pub is_resource: bool,
    /// What describes it: `spec` of a KafkaNodePool, else `spec.kafka`.
    pub spec: Node<'b>,
    /// How many nodes it has.
    pub replicas: Known<'b, u32>,
    /// Whether its nodes are brokers.
    pub brokers: bool,
    /// Whether its nodes are controllers of KRaft.
    pub controllers: bool,
    /// Where the data are.
    pub storage: Option<Storage<'b>>,
    /// Memory and processors of the container `kafka`, of the pool or else of the cluster.
    pub resources: Resources<'b>,
    /// Where these are written; else what they would be written in.
    pub resources_place: Node<'b>,
    /// The heap of the JVM.
    pub heap: Heap<'b>,
    /// The template of its pods, as written: the pool's, else the cluster's.
    pub template: Option<Node<'b>>,
}

/// The heap of a JVM, as written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heap<'b> {
    /// `-Xms`.
    pub initial: Option<Known<'b, Bytes>>,
    /// `-Xmx`.
    pub max: Option<Known<'b, Bytes>>,
}

impl<'b> Pool<'b> {
    /// That of a KafkaNodePool; `kafka` is `spec.kafka` of its cluster.
    pub(super) fn of_resource(document: Document<'b>, kafka: Node<'b>) -> Self {
        let spec = document.get("spec").unwrap_or(document.root());
        let roles: Vec<&str> = spec.get("roles").into_iter().flat_map(Node::items).filter_map(Node::as_text).collect();
        Pool {
            name: document.name().unwrap_or_default(),
            is_resource: true,
            brokers: roles.contains(&"broker"),
            controllers: roles.contains(&"controller"),
            ..Pool::new(document, spec, Some(kafka))
        }
    }

    /// What stands for a pool in a cluster that has none.
    pub(super) fn without_pools(document: Document<'b>, kafka: Node<'b>, name: &'b str, controllers: bool) -> Self {
        Pool { name, is_resource: false, brokers: true, controllers, ..Pool::new(document, kafka, None) }
    }

    fn new(document: Document<'b>, spec: Node<'b>, cluster: Option<Node<'b>>) -> Self {
        let either = |key: &str| spec.get(key).or_else(|| cluster?.get(key));
        let replicas = spec.get("replicas").and_then(|node| Some(Known::written(count(node)?, node)));
        Pool {
            name: "",
            document,
            is_resource: false,
            spec,
            replicas: replicas.unwrap_or(Known::default(0, Whose::Strimzi, spec)),
            brokers: false,
            controllers: false,
            storage: spec.get("storage").map(Storage::of),
            resources: Resources::of(either("resources")),
            resources_place: either("resources").unwrap_or(spec),
            heap: Heap::of(either("jvmOptions")),
            template: either("template"),
        }
    }
}

impl Pool<'_> {
    /// Whether it is known how many nodes it has: what stands there is no number yet where somebody fills in a template.
    pub fn is_counted(&self) -> bool {
        self.spec.get("replicas").is_none_or(|node| count(node).is_some())
    }

    /// Whether it is known what its nodes are.
    pub fn has_plain_roles(&self) -> bool {
        let plain = |role: Node<'_>| role.as_text().is_some() && !role.is_hole();
        self.spec.get("roles").is_none_or(|roles| !roles.is_hole() && roles.items().all(plain))
    }
}

impl<'b> Heap<'b> {
    /// That of `jvmOptions`.
    pub fn of(options: Option<Node<'b>>) -> Self {
        let size = |key: &str| heap_size(options?.get(key)?);
        Heap { initial: size("-Xms"), max: size("-Xmx") }
    }
}

/// A count that is not negative.
pub(super) fn count(node: Node<'_>) -> Option<u32> {
    u32::try_from(node.as_int()?).ok()
}

/// The size of a heap, as a JVM reads it: `1024m`, `2g`, `1073741824`. Letters count in powers of 1024.
fn heap_size(node: Node<'_>) -> Option<Known<'_, Bytes>> {
    let Some(text) = node.as_text() else { return bytes(node) };
    let (number, unit) = match text.strip_suffix(|c: char| c.is_ascii_alphabetic()) {
        Some(number) => (number, text.get(number.len()..)?),
        None => (text, ""),
    };
    let factor: u64 = match unit {
        "" => 1,
        "k" | "K" => 1 << 10,
        "m" | "M" => 1 << 20,
        "g" | "G" => 1 << 30,
        _ => return None,
    };
    Some(Known::written(Bytes(number.parse::<u64>().ok()?.checked_mul(factor)?), node))
}
