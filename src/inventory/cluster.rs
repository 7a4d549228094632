//! Kafka clusters, as Kafka and KafkaNodePool resources describe them.

use super::amount::Resources;
use super::config::Config;
use super::known::{Known, Whose};
use super::listener::Listener;
use super::pool::{Heap, Pool, count};
use super::storage::Storage;
use super::topic::{CLUSTER_LABEL, label};
use super::{nearest, same_namespace};
use crate::bundle::{Bundle, Document, Node};
use crate::catalog::{self, Capability, NodePools, Release};

/// A Kafka cluster.
#[derive(Debug, Clone)]
pub struct Cluster<'b> {
    /// The Kafka resource.
    pub document: Document<'b>,
    /// Its name.
    pub name: &'b str,
    /// `spec.kafka`.
    pub kafka: Node<'b>,
    /// The Kafka version that runs: the one that is written, else the operator's default.
    pub version: Known<'b, &'b str>,
    /// `spec.kafka.metadataVersion`.
    pub metadata_version: Option<Known<'b, &'b str>>,
    /// Whether it runs without ZooKeeper.
    pub kraft: Known<'b, bool>,
    /// Whether its KafkaNodePools are heeded.
    pub has_pools: Known<'b, bool>,
    /// Its nodes, in the order of the documents.
    pub pools: Vec<Pool<'b>>,
    /// Its ZooKeeper, where that runs.
    pub zookeeper: Option<ZooKeeper<'b>>,
    /// The settings of its brokers.
    pub config: Config<'b>,
    /// Its listeners.
    pub listeners: Vec<Listener<'b>>,
    /// Who decides what a user may do; none: everybody may do everything.
    pub authorization: Option<Known<'b, &'b str>>,
    /// The Topic Operator, where it runs: `spec.entityOperator.topicOperator`.
    pub topic_operator: Option<Node<'b>>,
    /// The User Operator, where it runs: `spec.entityOperator.userOperator`.
    pub user_operator: Option<Node<'b>>,
    /// Kafka Exporter: `spec.kafkaExporter`.
    pub exporter: Option<Node<'b>>,
    /// Cruise Control: `spec.cruiseControl`.
    pub cruise_control: Option<Node<'b>>,
    /// `spec.kafka.metricsConfig`.
    pub metrics: Option<Node<'b>>,
    /// `spec.kafka.rack`.
    pub rack: Option<Node<'b>>,
}

/// The ZooKeeper of a cluster.
#[derive(Debug, Clone)]
pub struct ZooKeeper<'b> {
    /// `spec.zookeeper`.
    pub node: Node<'b>,
    /// How many nodes it has.
    pub replicas: Known<'b, u32>,
    /// Where the data are.
    pub storage: Option<Storage<'b>>,
    /// Memory and processors.
    pub resources: Resources<'b>,
    /// The heap of the JVM.
    pub heap: Heap<'b>,
    /// `spec.zookeeper.metricsConfig`.
    pub metrics: Option<Node<'b>>,
    /// The template of its pods.
    pub template: Option<Node<'b>>,
}

impl<'b> Cluster<'b> {
    pub(super) fn of(document: Document<'b>, bundle: &'b Bundle<'b>, release: &'static Release) -> Option<Self> {
        let name = document.name()?;
        let kafka = document.at(["spec", "kafka"])?;
        let text = |key: &str| {
            let node = kafka.get(key).filter(|node| !node.is_hole())?;
            Some(Known::written(node.as_text()?, node))
        };
        let version = text("version").unwrap_or(Known::default(release.default_kafka(), Whose::Strimzi, kafka));
        let known = catalog::settings(version.value).or_else(|| catalog::settings(release.default_kafka()));
        let has_pools = has_pools(document, release);
        let kraft = kraft(document, release);
        let part = |path: [&str; 2]| document.at(["spec"].into_iter().chain(path)).filter(|node| !node.is_null());
        let mut pools = Vec::new();
        if has_pools.value {
            let mine = |pool: &Document<'b>| {
                label(*pool, CLUSTER_LABEL).is_some_and(|label| label.value == name)
                    && same_namespace(pool.namespace(), document.namespace())
            };
            let resources = bundle.of_kind("KafkaNodePool").filter(mine).collect();
            // Where a cluster is described several times, each description has the pools beside it; else pools may be anywhere.
            let described = bundle.of_kind("Kafka").filter(|other| other.name() == Some(name)).count();
            let resources = if described > 1 { nearest(document, resources, |pool| *pool) } else { resources };
            pools.extend(resources.into_iter().map(|pool| Pool::of_resource(pool, kafka)));
        } else {
            pools.push(Pool::without_pools(document, kafka, &release.names.pool_without_pools, kraft.value));
        }
        let authorization = kafka.at(["authorization", "type"]);
        Some(Cluster {
            document,
            name,
            kafka,
            version,
            metadata_version: text("metadataVersion"),
            kraft,
            has_pools,
            pools,
            zookeeper: document.at(["spec", "zookeeper"]).filter(|_| !kraft.value).map(ZooKeeper::of),
            config: Config::new(kafka.get("config"), kafka, known),
            listeners: kafka.get("listeners").into_iter().flat_map(Node::items).map(Listener::of).collect(),
            authorization: authorization.and_then(|node| Some(Known::written(node.as_text()?, node))),
            topic_operator: part(["entityOperator", "topicOperator"]),
            user_operator: part(["entityOperator", "userOperator"]),
            exporter: document.at(["spec", "kafkaExporter"]).filter(|node| !node.is_null()),
            cruise_control: document.at(["spec", "cruiseControl"]).filter(|node| !node.is_null()),
            metrics: kafka.get("metricsConfig").filter(|node| !node.is_null()),
            rack: kafka.get("rack").filter(|node| !node.is_null()),
        })
    }

    /// The pools whose nodes are brokers.
    pub fn broker_pools(&self) -> impl Iterator<Item = &Pool<'b>> {
        self.pools.iter().filter(|pool| pool.brokers)
    }

    /// The pools whose nodes are controllers.
    pub fn controller_pools(&self) -> impl Iterator<Item = &Pool<'b>> {
        self.pools.iter().filter(|pool| pool.controllers)
    }

    /// Its nodes, of pools of one name the largest.
    pub fn distinct_pools(&self) -> Vec<&Pool<'b>> {
        distinct(self.pools.iter())
    }

    /// How many brokers there are, with the place to change it; nothing if no pool with brokers is in the set, since then
    /// pools are likely to be elsewhere.
    pub fn brokers(&self) -> Option<Known<'b, u32>> {
        sum(self.broker_pools())
    }

    /// How many controllers of KRaft there are; nothing if no pool with controllers is in the set.
    pub fn controllers(&self) -> Option<Known<'b, u32>> {
        sum(self.controller_pools())
    }

    /// A listener by its name.
    pub fn listener(&self, name: &str) -> Option<&Listener<'b>> {
        self.listeners.iter().find(|listener| listener.name == name)
    }

    /// Whether any listener asks clients who they are.
    pub fn authenticates(&self) -> bool {
        self.listeners.iter().any(|listener| listener.authentication.is_some())
    }
}

/// How many nodes pools have together; nothing if that is not written yet.
fn sum<'p, 'b: 'p>(pools: impl Iterator<Item = &'p Pool<'b>>) -> Option<Known<'b, u32>> {
    let pools = distinct(pools);
    let (first, more) = pools.split_first()?;
    if pools.iter().any(|pool| !pool.is_counted()) {
        return None;
    }
    let count = more.iter().fold(first.replicas.value, |sum, pool| sum.saturating_add(pool.replicas.value));
    Some(if more.is_empty() { first.replicas } else { Known::derived(count, first.replicas.node()) })
}

/// Of pools of one name the largest: a name is one object, and who describes it several times has several stages of it.
fn distinct<'p, 'b: 'p>(pools: impl Iterator<Item = &'p Pool<'b>>) -> Vec<&'p Pool<'b>> {
    let mut found: Vec<&Pool<'b>> = Vec::new();
    for pool in pools {
        match found.iter_mut().find(|other| other.name == pool.name) {
            Some(other) if pool.replicas.value > other.replicas.value => *other = pool,
            Some(_) => {}
            None => found.push(pool),
        }
    }
    found
}

impl<'b> ZooKeeper<'b> {
    fn of(node: Node<'b>) -> Self {
        let replicas = node.get("replicas").and_then(|at| Some(Known::written(count(at)?, at)));
        ZooKeeper {
            node,
            replicas: replicas.unwrap_or(Known::default(0, Whose::Strimzi, node)),
            storage: node.get("storage").map(Storage::of),
            resources: Resources::of(node.get("resources")),
            heap: Heap::of(node.get("jvmOptions")),
            metrics: node.get("metricsConfig").filter(|node| !node.is_null()),
            template: node.get("template"),
        }
    }
}

/// An annotation of a Kafka resource that switches something on.
fn switch<'b>(document: Document<'b>, annotation: &str) -> Option<Known<'b, &'b str>> {
    let node = document.at(["metadata", "annotations", annotation])?;
    Some(Known::written(node.as_text()?, node))
}

/// Whether KafkaNodePools are heeded.
fn has_pools<'b>(document: Document<'b>, release: &Release) -> Known<'b, bool> {
    match (release.cluster.node_pools, switch(document, "strimzi.io/node-pools")) {
        (NodePools::Annotation, Some(written)) => written.map(|value| value == "enabled"),
        (NodePools::Annotation, None) => Known::default(false, Whose::Strimzi, document.root()),
        // The operator refuses a cluster without the annotation where it asks for it, and knows nothing but pools.
        (NodePools::RequiredAnnotation | NodePools::Always, _) => Known::default(true, Whose::Strimzi, document.root()),
    }
}

/// Whether the cluster runs without ZooKeeper.
fn kraft<'b>(document: Document<'b>, release: &Release) -> Known<'b, bool> {
    if !release.can(Capability::ZooKeeper) {
        return Known::default(true, Whose::Strimzi, document.root());
    }
    match switch(document, "strimzi.io/kraft") {
        Some(written) => written.map(|value| value == "enabled"),
        None => Known::default(false, Whose::Strimzi, document.root()),
    }
}
