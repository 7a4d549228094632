//! The tables of the spec, one file each. They fill nothing in: what is not written is [`Field::Absent`](super::Field).

mod alert;
mod authorization;
mod beside;
mod client;
mod cluster;
mod compose;
mod environment;
mod listener;
mod monitoring;
mod operator;
mod policy;
mod project;
mod topic;
mod upkeep;

pub use alert::{Alert, Severity, Threshold};
pub use authorization::{Authorization, AuthorizationType};
pub use beside::{Beside, Elsewhere};
pub use client::{Acks, Client, ClientQuotas, Consumes};
pub use cluster::{
    Brokers, Cluster, EntityOperator, Exporter, Heap, Mode, Pool, Resources, Role, Spread, Storage, Volume, ZooKeeper,
};
pub use compose::{Compose, Host, Network};
pub use environment::{Binding, Environment, Images, Prometheus, PullPolicy, StorageClass};
pub use listener::{Authentication, CustomAuthentication, Gateway, Listener, ListenerType, Peer, TrafficPolicy};
pub use monitoring::{Monitoring, Style};
pub use operator::{Install, Operator};
pub use policy::{Demands, Level, Limits, Locked, Policy, Profile, Rule, Shared, SharedPolicy, Waiver};
pub use project::Project;
pub use topic::{Cleanup, Limit, Timestamps, Topic, TopicDefaults};
pub use upkeep::{Capacity, Certificates, CruiseControl, Effect, LogLevel, Occasion, Pod, Quotas, Share, Toleration};

use super::{Field, Named};
use schemars::JsonSchema;
use serde::Deserialize;

/// A Kafka platform, described for kafkasmith.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// What this project is called and where rendered files go. Default: it is called as the cluster is.
    pub project: Field<Project>,
    /// What is there already: Kubernetes, nodes, storage classes, Prometheus. What is not written is unknown, never
    /// assumed. Default: all of it is unknown.
    pub environment: Field<Environment>,
    /// Where container images come from: registry prefix, digests, pull secrets. Default: their public registries.
    pub images: Field<Images>,
    /// The Kafka cluster. Required.
    pub cluster: Field<Cluster>,
    /// The Strimzi operator. Default: it is installed by the rendered manifests, in the cluster's namespace.
    pub operator: Field<Operator>,
    /// What topics take for keys that they do not write. Default: each topic says all.
    pub topic_defaults: Field<TopicDefaults>,
    /// The topics, by name. Default: none.
    #[schemars(example = serde_json::json!({
        "notification-queue": {
            "purpose": "User notifications, emails", "partitions": 3, "replicas": 3, "retention": "7d", "max_bytes": "512Mi", "segment": "64Mi",
        },
        "audit-queue": { "partitions": 5, "replicas": 3, "retention": "30d", "cleanup": "delete" },
        "notification-dlq": { "dead_letter_for": "notification-queue", "partitions": 1, "replicas": 3, "retention": "30d" },
    }))]
    pub topic: Field<Named<Topic>>,
    /// The applications that produce and consume, by name. Default: none.
    #[schemars(example = serde_json::json!({
        "user-service": { "namespace": "hrms", "library": "aiokafka", "produces": ["notification-queue"] },
        "audit-service": {
            "namespace": "hrms",
            "library": "aiokafka",
            "consumes": [{ "topic": "audit-queue", "group": "audit-service-group" }],
        },
    }))]
    pub client: Field<Named<Client>>,
    /// How metrics are scraped. Default: nothing is monitored.
    pub monitoring: Field<Monitoring>,
    /// The alerts, by name. Default: where there is `[monitoring]`, one of each kind that has something to watch.
    #[schemars(example = serde_json::json!({
        "KafkaBrokerDown": { "kind": "broker-down", "for": "3m", "severity": "critical" },
        "KafkaConsumerLagHigh": { "kind": "consumer-lag", "above": 1000, "for": "5m" },
    }))]
    pub alert: Field<Named<Alert>>,
    /// The local stack for docker-compose. Default: there is none.
    pub compose: Field<Compose>,
    /// What the house demands. Default: what the profile `production` does.
    pub policy: Field<Policy>,
    /// Findings that are accepted for a while. Default: none.
    pub waiver: Field<Vec<Field<Waiver>>>,
}
