//! Tables below `[cluster]` about how it is kept: pods, quotas, certificates, Cruise Control

use super::{Field, Heap, Named, Resources};
use crate::spec::Either;
use crate::units::{Bytes, Cpu, Duration, Ratio};
use schemars::JsonSchema;
use serde::Deserialize;

/// What is said of pods besides their size.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pod {
    /// Labels of the pods, beside those that the operator gives them. Default: none.
    #[schemars(example = serde_json::json!({"cost-centre": "4711"}))]
    pub labels: Field<Named<String>>,
    /// Annotations of the pods. Default: none.
    #[schemars(example = serde_json::json!({"example.org/backup": "no"}))]
    pub annotations: Field<Named<String>>,
    /// Labels that a node must have for the pods to be put there. Default: any node will do.
    #[schemars(example = serde_json::json!({"pool": "kafka"}))]
    pub node_labels: Field<Named<String>>,
    /// Taints of nodes that do not keep the pods away. Default: none.
    pub tolerations: Field<Vec<Field<Toleration>>>,
    /// The priority class, which says who goes first when nodes are full. Default: that of the namespace's pods.
    #[schemars(example = &"high")]
    pub priority_class: Field<String>,
}

/// A taint that does not keep pods away.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Toleration {
    /// The taint's key. Required.
    #[schemars(example = &"dedicated")]
    pub key: Field<String>,
    /// Its value. Default: any value.
    #[schemars(example = &"kafka")]
    pub value: Field<String>,
    /// Its effect. Default: any effect.
    #[schemars(example = &"NoSchedule")]
    pub effect: Field<Effect>,
}

/// What a taint does to pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Effect {
    /// They are not put there.
    NoSchedule,
    /// They are put elsewhere where possible.
    PreferNoSchedule,
    /// They are driven away.
    NoExecute,
}

impl Effect {
    /// Kubernetes' word.
    pub const fn word(self) -> &'static str {
        match self {
            Effect::NoSchedule => "NoSchedule",
            Effect::PreferNoSchedule => "PreferNoSchedule",
            Effect::NoExecute => "NoExecute",
        }
    }
}

/// What clients may take from a broker.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Quotas {
    /// Whom a rate is for. Default: `all-clients`.
    #[schemars(example = &"all-clients")]
    pub per: Field<Share>,
    /// What may be written to a broker, in bytes a second. Default: no limit.
    #[schemars(example = &"20Mi")]
    pub write: Field<Bytes>,
    /// What may be read from a broker, in bytes a second. Default: no limit.
    #[schemars(example = &"50Mi")]
    pub read: Field<Bytes>,
    /// Writing stops when less than this is free on a volume. For all clients together. Default: it goes on until the disk is
    /// full.
    #[schemars(example = &"5Gi")]
    pub keep_free: Field<Bytes>,
    /// The same as a share of the volume. For all clients together. Default: no share.
    #[schemars(example = &"10%")]
    pub keep_free_share: Field<Ratio>,
    /// Principals that no quota is for. For all clients together. Default: none.
    #[schemars(example = ["User:CN=audit-service"])]
    pub exempt: Field<Vec<Field<String>>>,
    /// How much of a thread's time each client may take, in percent. For each client. Default: no limit.
    #[schemars(example = 50)]
    pub request_percentage: Field<u32>,
    /// How many changes of topics a second each client may ask for. For each client. Default: no limit.
    #[schemars(example = 10)]
    pub changes: Field<u32>,
}

/// Whom a rate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Share {
    /// All clients of a broker together: Strimzi's plugin, which also looks at the room on its volumes.
    AllClients,
    /// Each client by itself: Kafka's own default quotas.
    EachClient,
}

/// The certificate authorities of the cluster and of its clients.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Certificates {
    /// How long their certificates, and those that they sign, are valid. Default: the operator's `365d`.
    #[schemars(example = &"730d")]
    pub validity: Field<Duration>,
    /// How long before their end they are renewed. Default: the operator's `30d`.
    #[schemars(example = &"60d")]
    pub renew_before: Field<Duration>,
}

/// Cruise Control, which moves partitions to where there is room.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CruiseControl {
    /// The goals that may be used, the most important first, by their class names. Default: Cruise Control's own.
    #[schemars(example = ["RackAwareGoal", "ReplicaCapacityGoal", "DiskCapacityGoal"])]
    pub goals: Field<Vec<Field<String>>>,
    /// The goals of a proposal that asks for none. Default: Cruise Control's own.
    #[schemars(example = ["RackAwareGoal", "ReplicaCapacityGoal", "DiskCapacityGoal"])]
    pub default_goals: Field<Vec<Field<String>>>,
    /// The goals that every proposal must reach. Default: Cruise Control's own.
    #[schemars(example = ["RackAwareGoal", "DiskCapacityGoal"])]
    pub hard_goals: Field<Vec<Field<String>>>,
    /// When partitions are moved without anybody asking. Default: never.
    #[schemars(example = ["add-brokers"])]
    pub rebalance_on: Field<Vec<Field<Occasion>>>,
    /// What each broker can do. Default: what its containers may use, and 10 MB a second of the network.
    pub capacity: Field<Capacity>,
    /// What it asks for. Default: nothing is said.
    pub requests: Field<Resources>,
    /// What it may use at most. Default: no limit.
    pub limits: Field<Resources>,
    /// The JVM's heap. Default: three quarters of the memory limit.
    #[schemars(example = &"512Mi")]
    pub heap: Field<Either<Bytes, Heap>>,
    /// What is said of its pod. Default: nothing.
    pub pod: Field<Pod>,
}

/// When partitions are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// Brokers were added.
    AddBrokers,
    /// Brokers are to be removed.
    RemoveBrokers,
}

impl Occasion {
    /// Strimzi's word.
    pub const fn word(self) -> &'static str {
        match self {
            Occasion::AddBrokers => "add-brokers",
            Occasion::RemoveBrokers => "remove-brokers",
        }
    }
}

/// What a broker can do, as Cruise Control reckons.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Capacity {
    /// Processor. Default: the limit of the brokers, else what they ask for.
    #[schemars(example = &"2")]
    pub cpu: Field<Cpu>,
    /// What it can take in from the network, in bytes a second. Default: 10 MB.
    #[schemars(example = &"100Mi")]
    pub network_in: Field<Bytes>,
    /// What it can give out to the network, in bytes a second. Default: 10 MB.
    #[schemars(example = &"100Mi")]
    pub network_out: Field<Bytes>,
}

/// How much a program says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What ends it.
    Fatal,
    /// What went wrong.
    Error,
    /// What may go wrong.
    Warn,
    /// What happens.
    Info,
    /// What a developer wants to know.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// The word of Log4j.
    pub const fn word(self) -> &'static str {
        match self {
            LogLevel::Off => "OFF",
            LogLevel::Fatal => "FATAL",
            LogLevel::Error => "ERROR",
            LogLevel::Warn => "WARN",
            LogLevel::Info => "INFO",
            LogLevel::Debug => "DEBUG",
            LogLevel::Trace => "TRACE",
        }
    }
}
