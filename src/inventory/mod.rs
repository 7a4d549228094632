//! What the cluster will look like: a typed view over a bundle, whatever its source, in which every value keeps its place.
//!
//! One file a noun. A value is [`Known`]: written, somebody's default, or derived from what is written. What cannot be known
//! is absent, and whoever asks has to say what absence means.

mod alert;
mod amount;
mod belonging;
mod client;
mod cluster;
mod comes_as;
pub mod compose;
mod config;
mod connect;
pub mod derive;
mod installation;
mod known;
mod listener;
mod load;
mod lookup;
mod metrics;
pub mod monitor;
mod near;
pub mod operator;
mod pool;
mod reach;
mod reference;
mod release;
pub mod rights;
pub mod selector;
mod storage;
mod topic;
pub mod tree;
mod user;
pub mod wiring;
mod workers;

pub use alert::{AlertRule, Group, RuleFile};
pub use amount::{Resources, bytes, cpu, thousandths};
pub use belonging::{Carer, Orphan};
pub use client::{Client, Role, Told};
pub use cluster::{Cluster, ZooKeeper};
pub use config::{Config, Text, flag, number, text_of};
pub use connect::{Bridge, Connect, Connector, Login, Mirror, MirrorMaker};
pub use derive::Derived;
pub use installation::Installation;
pub use known::{Known, Whence, Whose};
pub use listener::Listener;
pub use load::{Load, TopicLoad, log_of};
pub use metrics::{JmxRule, JmxRules, MetricsConfig};
pub use monitor::{Endpoint, Job, Monitor, Prometheus};
pub use near::{alike, misspelt};
pub use operator::Operator;
pub use pool::{Heap, Pool};
pub use reach::{Bootstrap, Reached, bootstraps};
pub use reference::{Reference, references};
pub use release::{Because, Taken, operator_version};
pub use rights::Rights;
pub use storage::{Storage, Volume};
pub use topic::{CLUSTER_LABEL, DeadLetters, Topic, label};
pub use user::{Acl, User};
pub use workers::{State, Workers};

pub use crate::bundle::folder;
use crate::bundle::{Bundle, Document};
use crate::catalog::Release;
use lookup::Lookup;

/// Everything that a bundle describes.
#[derive(Debug, Default)]
pub struct Inventory<'b> {
    /// The stacks of Docker Compose.
    pub stacks: Vec<compose::Stack<'b>>,
    /// The Kafka clusters.
    pub clusters: Vec<Cluster<'b>>,
    /// The cluster operators, each with what is permitted to whom around it.
    pub installations: Vec<Installation<'b>>,
    /// The topics.
    pub topics: Vec<Topic<'b>>,
    /// The users.
    pub users: Vec<User<'b>>,
    /// The Kafka Connect clusters.
    pub connects: Vec<Connect<'b>>,
    /// The connectors that are resources.
    pub connectors: Vec<Connector<'b>>,
    /// The MirrorMakers.
    pub mirror_makers: Vec<MirrorMaker<'b>>,
    /// The HTTP bridges.
    pub bridges: Vec<Bridge<'b>>,
    /// The applications that are told where Kafka is.
    pub clients: Vec<Client<'b>>,
    /// `ServiceMonitors` and `PodMonitors`.
    pub monitors: Vec<Monitor<'b>>,
    /// Jobs of plain configurations of Prometheus.
    pub jobs: Vec<Job<'b>>,
    /// Prometheuses that their operator runs.
    pub prometheuses: Vec<Prometheus<'b>>,
    /// Rules of Prometheus.
    pub rule_files: Vec<RuleFile<'b>>,
    /// How components are asked for metrics.
    pub metrics: Vec<MetricsConfig<'b>>,
    derived: Derived<'b>,
    lookup: Lookup,
}

impl<'b> Inventory<'b> {
    /// What the documents of a bundle describe, as operators of that release read them. Documents that are not whole are left out.
    pub fn of(bundle: &'b Bundle<'b>, release: &'static Release) -> Self {
        let whole = |kind| bundle.of_kind(kind).filter(|document| document.is_whole());
        // What has no name is refused, and that is said of it.
        let named = |kind| whole(kind).filter(|document| document.name().is_some_and(|name| !name.is_empty()));
        let clusters: Vec<Cluster<'b>> =
            whole("Kafka").filter_map(|document| Cluster::of(document, bundle, release)).collect();
        let (monitors, jobs, prometheuses) = monitor::of(bundle);
        let mut inventory = Inventory {
            stacks: compose::stacks(bundle),
            monitors,
            jobs,
            prometheuses,
            rule_files: alert::of(bundle),
            metrics: metrics::of(bundle),
            derived: Derived::default(),
            lookup: Lookup::default(),
            installations: Installation::all(bundle),
            topics: named("KafkaTopic").map(|document| Topic::of(document, &clusters)).collect(),
            users: named("KafkaUser").map(|document| User::of(document, &clusters)).collect(),
            connects: whole("KafkaConnect").filter_map(Connect::of).collect(),
            connectors: named("KafkaConnector").map(Connector::of).collect(),
            mirror_makers: named("KafkaMirrorMaker2").map(MirrorMaker::of).collect(),
            bridges: named("KafkaBridge").filter_map(Bridge::of).collect(),
            clients: Client::all(bundle),
            clusters,
        };
        inventory.derived = Derived::of(&inventory, bundle, release);
        inventory
    }

    /// What will be there once the operators have done their work.
    pub const fn derived(&self) -> &Derived<'b> {
        &self.derived
    }

    /// The Prometheus rules with their groups.
    pub fn rules(&self) -> impl Iterator<Item = (&RuleFile<'b>, &Group<'b>, &AlertRule<'b>)> {
        self.rule_files.iter().flat_map(|file| {
            file.groups.iter().flat_map(move |group| group.rules.iter().map(move |rule| (file, group, rule)))
        })
    }

    /// The cluster of a topic, if it is in the set.
    pub fn cluster_of(&self, topic: &Topic<'_>) -> Option<&Cluster<'b>> {
        self.clusters.get(topic.cluster?)
    }

    /// The cluster of a user, if it is in the set.
    pub fn cluster_of_user(&self, user: &User<'_>) -> Option<&Cluster<'b>> {
        self.clusters.get(user.cluster?)
    }

    /// The topics of a cluster.
    pub fn topics_of(&self, cluster: &Cluster<'_>) -> impl Iterator<Item = &Topic<'b>> {
        let at = self.number_of(cluster);
        self.topics.iter().filter(move |topic| at.is_some() && topic.cluster == at)
    }

    /// A setting of a topic that is in force: written there, else what its cluster's brokers say, else Kafka's default. If its
    /// cluster is not in the set, only what is written is known.
    pub fn topic_text(&self, topic: &Topic<'b>, key: &str) -> Option<Known<'b, Text<'b>>> {
        match self.cluster_of(topic) {
            Some(cluster) => topic.config.topic(key, Some(&cluster.config)),
            None => topic.config.written(key),
        }
    }

    /// A number of a topic that is in force, as [`Inventory::topic_text`] finds it.
    pub fn topic_number(&self, topic: &Topic<'b>, key: &str) -> Option<Known<'b, i64>> {
        number(self.topic_text(topic, key)?)
    }

    /// The descriptions of the cluster of that name that a document may belong to: those that stand nearest to it.
    pub fn descriptions(&self, name: &str, beside: Document<'_>) -> Vec<&Cluster<'b>> {
        let fits = |cluster: &&Cluster<'b>| {
            cluster.name == name && same_namespace(cluster.document.namespace(), beside.namespace())
        };
        nearest(beside, self.clusters.iter().filter(fits).collect(), |cluster| cluster.document)
    }

    /// The users of a cluster.
    pub fn users_of(&self, cluster: &Cluster<'_>) -> impl Iterator<Item = &User<'b>> {
        let at = self.number_of(cluster);
        self.users.iter().filter(move |user| at.is_some() && user.cluster == at)
    }
}

/// Of the documents that could be meant, those that stand nearest: in the same file, else in the same folder, else anywhere.
/// Folders of examples and overlays describe one object several times, and each belongs to what is beside it.
pub fn nearest<'b, T>(from: Document<'_>, candidates: Vec<T>, document: impl Fn(&T) -> Document<'b>) -> Vec<T> {
    let distance = |other: Document<'_>| {
        let (own, other) = (from.source().name(), other.source().name());
        if own == other {
            0
        } else if folder(own) == folder(other) {
            1
        } else {
            2
        }
    };
    let Some(least) = candidates.iter().map(|one| distance(document(one))).min() else { return candidates };
    candidates.into_iter().filter(|one| distance(document(one)) == least).collect()
}

/// The one document that is meant, if it is plain: the nearest, and not one of several.
fn the_nearest<'b, T>(from: Document<'_>, candidates: Vec<T>, document: impl Fn(&T) -> Document<'b>) -> Option<T> {
    let mut near = nearest(from, candidates, document).into_iter();
    near.next().filter(|_| near.next().is_none())
}

/// Whether two objects can be in one namespace. One that names none goes where it is applied to.
pub fn same_namespace(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none() || one == other
}
