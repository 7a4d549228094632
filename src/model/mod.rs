//! What the spec means: complete, typed, every reference resolved, and every value with the place it comes from.

mod access;
mod alert;
mod authentication;
mod authorization;
mod broker_config;
mod build;
mod client;
mod cluster;
mod environment;
mod exposure;
mod kraft;
mod layer;
mod limits;
mod listener;
mod monitoring;
pub mod names;
mod nodes;
mod operator;
mod origin;
mod platform;
mod pool;
mod project;
mod scope;
mod set;
mod settings;
mod stack;
mod topic;
mod upkeep;
mod user;
mod versions;

pub use alert::{Alert, Watch};
pub use authentication::{Authentication, Custom};
pub use authorization::Authorization;
pub use build::build;
pub use client::{Client, ClientQuotas, Consumption};
pub use cluster::{Cluster, EntityOperator, Exporter};
pub use environment::{Environment, Images, StorageClass};
pub use exposure::{Exposure, Gateway};
pub use layer::OWN_KEYS;
pub use limits::Limits;
pub use listener::{Listener, Peer};
pub use monitoring::Monitoring;
pub use nodes::{Amounts, Heap, Nodes, Resources, Storage, Volume};
pub use operator::Operator;
pub use origin::{How, Origin, Sourced};
pub use pool::{Brokers, Ids, KRaft, Metadata, Pool};
pub use project::Project;
pub use set::{NodeKind, Set};
pub use settings::{Canonical, Setting, said_in};
pub use stack::Stack;
pub use topic::Topic;
pub use upkeep::{Capacity, Certificates, CruiseControl, Pod, Quotas, Toleration, Upkeep};
pub use user::{Operation, Resource, Right, User};

pub use crate::spec::tables::{
    Acks, AuthorizationType, Binding, Cleanup, Effect, Install, Limit, ListenerType, LogLevel, Mode, Occasion,
    PullPolicy, Role, Severity, Share, Spread, Style, Threshold, Timestamps, TrafficPolicy,
};

use crate::catalog::Release;
use crate::diag::Span;
use crate::spec::{Named, Tree};
use std::collections::BTreeMap;

/// A whole platform.
#[derive(Debug)]
pub struct Model {
    /// The project.
    pub project: Project,
    /// What is there already.
    pub environment: Environment,
    /// Where images come from.
    pub images: Images,
    /// The facts of the Strimzi release.
    pub release: &'static Release,
    /// The Kafka cluster.
    pub cluster: Cluster,
    /// The operator.
    pub operator: Operator,
    /// The topics, in the order of the spec.
    pub topics: Vec<Topic>,
    /// The applications, in the order of the spec.
    pub clients: Vec<Client>,
    /// Who is asked who they are: clients in the order of the spec, then whoever works with Kafka's tools.
    pub users: Vec<User>,
    /// How metrics are scraped, if they are.
    pub monitoring: Option<Monitoring>,
    /// The alerts that the spec names, in its order; none means the default set.
    pub alerts: Vec<Alert>,
    /// The local stack, if it is wanted.
    pub stack: Option<Stack>,
    /// The house's numbers.
    pub limits: Limits,
    /// Where in `topics` each one stands, by the name of its table.
    pub(crate) by_key: BTreeMap<String, usize>,
    /// Where in `users` each client stands that is one, by its name.
    pub(crate) by_client: BTreeMap<String, usize>,
}

impl Model {
    /// The topic whose table has that name.
    pub fn topic(&self, key: &str) -> Option<&Topic> {
        self.topics.get(*self.by_key.get(key)?)
    }
}

/// Keys to add to a rendered document.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// What to add.
    pub keys: Named<Tree>,
    /// Where the patch stands.
    pub at: Span,
}

#[cfg(test)]
pub(crate) mod tests;
