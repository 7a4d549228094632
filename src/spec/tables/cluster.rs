//! `[cluster]` and the tables below it

use super::{Authorization, Certificates, CruiseControl, Field, Listener, LogLevel, Named, Pod, Quotas};
use crate::spec::{Either, Setting, Tree};
use crate::units::{Bytes, Cpu};
use schemars::JsonSchema;
use serde::Deserialize;

/// The Kafka cluster.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cluster {
    /// The cluster's name; the names of everything that the operator makes begin with it. Required.
    #[schemars(example = &"hrms-kafka")]
    pub name: Field<String>,
    /// The namespace of the cluster and its topics. Required.
    #[schemars(example = &"kafka")]
    pub namespace: Field<String>,
    /// The Strimzi release. It decides API version, images, supported Kafka versions and metric names. Required.
    #[schemars(example = &"0.39.0")]
    pub strimzi: Field<String>,
    /// The Kafka version. Default: the release's own default.
    #[schemars(example = &"3.6.1")]
    pub kafka: Field<String>,
    /// Whether ZooKeeper or KRaft holds the metadata. Default: `zookeeper`, as long as the release has it.
    #[schemars(example = &"zookeeper")]
    pub mode: Field<Mode>,
    /// The version of the metadata's format in KRaft. It can be raised, never lowered, so a careful upgrade raises the Kafka
    /// version first and this when the new one has proven itself. Default: what goes with the Kafka version.
    #[schemars(example = &"4.1")]
    pub metadata_version: Field<String>,
    /// Labels of the Kafka resource, and of its pools. The operator copies them to everything that it makes. Default: none.
    #[schemars(example = serde_json::json!({"app": "hrms-kafka"}))]
    pub labels: Field<Named<String>>,
    /// The brokers; in KRaft without pools they are its controllers, too. Beside pools, `config` alone. Required, unless there
    /// are pools.
    pub brokers: Field<Brokers>,
    /// KRaft's node pools, by name. Default: one pool called `kafka`, as `cluster.brokers` says.
    pub pool: Field<Named<Pool>>,
    /// The ZooKeeper ensemble. Required, where ZooKeeper holds the metadata.
    pub zookeeper: Field<ZooKeeper>,
    /// The listeners, by name: at most 11 lower-case letters and digits. Required: at least one.
    pub listener: Field<Named<Listener>>,
    /// Who may do what. Default: as its own keys say.
    pub authorization: Field<Authorization>,
    /// The topic operator, and the user operator when a listener authenticates. Default: it runs all the same.
    pub entity_operator: Field<EntityOperator>,
    /// Cruise Control, which moves partitions to where there is room. Default: it does not run.
    pub cruise_control: Field<CruiseControl>,
    /// What clients may take from a broker. Default: as much as they want.
    pub quotas: Field<Quotas>,
    /// The certificate authorities. Default: as the operator makes them.
    pub certificates: Field<Certificates>,
    /// When pods may be restarted for certificates that are due, as Quartz writes times, in UTC. Default: at any time.
    #[schemars(example = ["* * 0-4 ? * SUN"])]
    pub maintenance_windows: Field<Vec<Field<String>>>,
    /// How many brokers, and how many ZooKeepers, may be driven from their nodes at once. Default: one of each.
    #[schemars(example = 1)]
    pub max_unavailable: Field<u32>,
    /// The levels of the brokers' loggers by name: `root` for all that have none. Default: the operator's.
    #[schemars(example = serde_json::json!({"root": "INFO", "kafka.request.logger": "WARN"}))]
    pub logging: Field<Named<LogLevel>>,
    /// Kafka Exporter, which tells the lag of consumer groups. Default: it runs where there is `[monitoring]`.
    pub exporter: Field<Exporter>,
    /// What is added to the rendered Kafka resource. A patch only adds; it never overwrites. Default: nothing.
    #[schemars(example = serde_json::json!({"spec": {"kafka": {"template": {"pod": {"schedulerName": "second"}}}}}))]
    pub patch: Field<Named<Tree>>,
}

/// What holds the cluster's metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// A ZooKeeper ensemble.
    ZooKeeper,
    /// Kafka's own controllers.
    KRaft,
}

/// The brokers.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Brokers {
    /// How many. Required.
    #[schemars(example = 3)]
    pub replicas: Field<u32>,
    /// Each broker's volume, or its volumes. Required.
    pub storage: Field<Storage>,
    /// What each asks for. Default: of the processor `500m` or the limit if that is less, of memory the limit, else `2Gi`.
    pub requests: Field<Resources>,
    /// What each may use at most. Default: of the processor no limit, of memory as much as it asks for.
    pub limits: Field<Resources>,
    /// The JVM's heap: one size (initial and maximum alike), or both. Default: half of the memory limit.
    #[schemars(example = &"1Gi")]
    pub heap: Field<Either<Bytes, Heap>>,
    /// How brokers are kept apart. Default: `node`.
    #[schemars(example = &"node")]
    pub spread: Field<Spread>,
    /// What else is said of their pods. Default: nothing.
    pub pod: Field<Pod>,
    /// Broker settings that this Kafka version knows. Where the key ends in `.ms`, `.seconds`, `.minutes`, `.hours` or
    /// `.bytes` a unit may be written. Default: what a careful operator sets, such as copies and copies in sync of
    /// internal topics.
    #[schemars(example = serde_json::json!({"log.retention.bytes": "512Mi"}))]
    pub config: Field<Named<Setting>>,
}

/// A KRaft node pool.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pool {
    /// What its nodes do. Required.
    #[schemars(example = ["broker"])]
    pub roles: Field<Vec<Field<Role>>>,
    /// How many nodes. Required.
    #[schemars(example = 3)]
    pub replicas: Field<u32>,
    /// Each node's volume, or its volumes. Required.
    pub storage: Field<Storage>,
    /// What each asks for. Default: of the processor `500m` or the limit if that is less, of memory the limit, else `2Gi`.
    pub requests: Field<Resources>,
    /// What each may use at most. Default: of the processor no limit, of memory as much as it asks for.
    pub limits: Field<Resources>,
    /// The JVM's heap: one size (initial and maximum alike), or both. Default: half of the memory limit.
    #[schemars(example = &"1Gi")]
    pub heap: Field<Either<Bytes, Heap>>,
    /// How its nodes are kept apart. Default: `node`; for controllers that are no brokers `node-required`, where
    /// `environment.nodes` allows it.
    #[schemars(example = &"node")]
    pub spread: Field<Spread>,
    /// What else is said of their pods. Default: nothing.
    pub pod: Field<Pod>,
    /// The numbers that its nodes get, as a range; names of pods and claims end in them. Default: 0 to 99 for the first pool,
    /// 100 to 199 for the second, and so on; a single pool begins at 0.
    #[schemars(example = &"100-199")]
    pub ids: Field<String>,
}

/// What a KRaft node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It keeps records.
    Broker,
    /// It keeps metadata.
    Controller,
}

impl Role {
    /// Strimzi's word.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Broker => "broker",
            Role::Controller => "controller",
        }
    }
}

/// The ZooKeeper ensemble.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ZooKeeper {
    /// How many; an odd number. Required.
    #[schemars(example = 3)]
    pub replicas: Field<u32>,
    /// Each one's volume. Required.
    pub storage: Field<Storage>,
    /// What each asks for. Default: of the processor `250m` or the limit if that is less, of memory the limit, else `1Gi`.
    pub requests: Field<Resources>,
    /// What each may use at most. Default: of the processor no limit, of memory as much as it asks for.
    pub limits: Field<Resources>,
    /// The JVM's heap: one size (initial and maximum alike), or both. Default: half of the memory limit.
    #[schemars(example = &"512Mi")]
    pub heap: Field<Either<Bytes, Heap>>,
    /// How they are kept apart. Default: `node-required` where `environment.nodes` allows it, else `node`.
    #[schemars(example = &"node-required")]
    pub spread: Field<Spread>,
    /// What else is said of their pods. Default: nothing.
    pub pod: Field<Pod>,
}

/// A volume, or several.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// The volume's size. Required, unless there are `volumes`.
    #[schemars(example = &"10Gi")]
    pub size: Field<Bytes>,
    /// Its storage class. Default: the cluster's default class.
    #[schemars(example = &"gp2")]
    pub class: Field<String>,
    /// Whether the claim, and all data, is deleted with the cluster. Default: `false`.
    #[schemars(example = false)]
    pub delete_claim: Field<bool>,
    /// Several volumes (JBOD) instead of one. Default: one volume, of `size`.
    pub volumes: Field<Vec<Field<Volume>>>,
}

/// One of several volumes.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Volume {
    /// Its number; it stays with the volume for ever. Required.
    #[schemars(example = 0)]
    pub id: Field<u32>,
    /// Its size. Required.
    #[schemars(example = &"100Gi")]
    pub size: Field<Bytes>,
    /// Its storage class. Default: the cluster's default class.
    #[schemars(example = &"gp3")]
    pub class: Field<String>,
    /// Whether the claim, and all data, is deleted with the cluster. Default: `false`.
    #[schemars(example = false)]
    pub delete_claim: Field<bool>,
    /// Whether KRaft keeps its metadata there. Default: on the volume with the lowest number.
    #[schemars(example = true)]
    pub metadata: Field<bool>,
}

/// Processor and memory.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Resources {
    /// Processor: cores, or thousandths of one. Default: that of its table.
    #[schemars(example = &"500m")]
    pub cpu: Field<Cpu>,
    /// Memory. Default: that of its table.
    #[schemars(example = &"2Gi")]
    pub memory: Field<Bytes>,
}

/// A JVM's heap.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Heap {
    /// At the start (`-Xms`). Default: as much as `max`.
    #[schemars(example = &"1Gi")]
    pub initial: Field<Bytes>,
    /// At most (`-Xmx`). Required.
    #[schemars(example = &"1Gi")]
    pub max: Field<Bytes>,
}

/// How pods of one kind are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// On different nodes where possible.
    Node,
    /// On different nodes, or not at all.
    NodeRequired,
    /// Over zones (rack awareness): nodes must carry `topology.kubernetes.io/zone`.
    Zone,
    /// Not at all.
    None,
}

/// The entity operator. The topic operator always runs.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EntityOperator {
    /// Whether the user operator runs. Default: when a listener authenticates.
    #[schemars(example = true)]
    pub users: Field<bool>,
    /// What each of its operators asks for. Default: nothing is said.
    pub requests: Field<Resources>,
    /// What each may use at most. Default: no limit.
    pub limits: Field<Resources>,
    /// What is said of its pod. Default: nothing.
    pub pod: Field<Pod>,
}

/// Kafka Exporter.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Exporter {
    /// Which topics it tells of, as a regular expression. Default: all.
    #[schemars(example = &".*")]
    pub topics: Field<String>,
    /// Which consumer groups it tells of, as a regular expression. Default: all.
    #[schemars(example = &".*")]
    pub groups: Field<String>,
    /// What it asks for. Default: nothing is said.
    pub requests: Field<Resources>,
    /// What it may use at most. Default: no limit.
    pub limits: Field<Resources>,
    /// What is said of its pod. Default: nothing.
    pub pod: Field<Pod>,
}
