//! The Kafka cluster.

use super::platform::{Platform, broker_count};
use super::scope::{Scope, labels, optional, or, patch};
use super::settings::{self, Of};
use super::versions::{Versions, new_enough};
use super::{
    Authorization, Brokers, Client, CruiseControl, Environment, Listener, Metadata, Patch, Pod, Quotas, Resources,
    Setting, Sourced, Topic, Upkeep, broker_config, names,
};
use crate::catalog::Release;
use crate::diag::Span;
use crate::spec::{Field, ids, tables};

/// The Kafka cluster.
#[derive(Debug)]
pub struct Cluster {
    /// Its name.
    pub name: Sourced<String>,
    /// Its namespace, and that of its topics.
    pub namespace: Sourced<String>,
    /// The Strimzi release.
    pub strimzi: Sourced<String>,
    /// The Kafka version.
    pub kafka: Sourced<String>,
    /// Labels of the Kafka resource.
    pub labels: Vec<(Sourced<String>, Sourced<String>)>,
    /// The brokers, in pools.
    pub brokers: Brokers,
    /// The settings of all brokers.
    pub config: Vec<Setting>,
    /// What holds the metadata.
    pub metadata: Metadata,
    /// The listeners.
    pub listeners: Vec<Listener>,
    /// Who may do what.
    pub authorization: Authorization,
    /// The topic and user operator.
    pub entity_operator: EntityOperator,
    /// Kafka Exporter, if it runs.
    pub exporter: Option<Exporter>,
    /// Cruise Control, if it runs.
    pub cruise_control: Option<CruiseControl>,
    /// What clients may take.
    pub quotas: Option<Quotas>,
    /// How it is kept.
    pub upkeep: Upkeep,
    /// What is added to the Kafka resource.
    pub patch: Option<Patch>,
}

/// The entity operator.
#[derive(Debug)]
pub struct EntityOperator {
    /// Where its table stands, or the cluster's.
    pub at: Span,
    /// Whether the user operator runs.
    pub users: Sourced<bool>,
    /// What each of its operators asks for and may use.
    pub resources: Resources,
    /// What is said of its pod.
    pub pod: Pod,
}

/// Kafka Exporter.
#[derive(Debug)]
pub struct Exporter {
    /// Which topics it tells of.
    pub topics: Sourced<String>,
    /// Which consumer groups it tells of.
    pub groups: Sourced<String>,
    /// What it asks for and may use.
    pub resources: Resources,
    /// What is said of its pod.
    pub pod: Pod,
}

/// What the cluster is built from besides its own table.
pub(super) struct Around<'m> {
    pub(super) versions: Option<Versions>,
    pub(super) platform: Option<Platform>,
    pub(super) defaults: &'m Field<tables::TopicDefaults>,
    pub(super) topics: &'m [Topic],
    pub(super) clients: &'m [Client],
    pub(super) environment: &'m Environment,
    pub(super) monitored: bool,
}

impl Cluster {
    pub(super) fn build(
        written: &Field<tables::Cluster>,
        around: Around<'_>,
        scope: &mut Scope<'_>,
    ) -> Option<(&'static Release, Self)> {
        let (table, at) = written.given()?;
        let tables::Cluster {
            name,
            namespace,
            strimzi: _, // in `Versions`, as are the next two
            kafka: _,
            mode: _,
            metadata_version: _, // in `Platform`, as are pools and ZooKeeper
            labels: own_labels,
            brokers,
            pool: _,
            zookeeper: _,
            listener,
            authorization,
            entity_operator,
            exporter,
            cruise_control,
            quotas,
            certificates: _, // in `Upkeep`, as are the next three
            maintenance_windows: _,
            max_unavailable: _,
            logging: _,
            patch: added,
        } = table;
        let name = scope.required(name, at, "name", "write the cluster's name, such as `name = \"hrms-kafka\"`");
        let namespace =
            scope.required(namespace, at, "namespace", "write the namespace, such as `namespace = \"kafka\"`");
        if let Some(name) = &name {
            names::cluster(name, scope);
        }
        if let Some(namespace) = &namespace {
            names::namespace(namespace, scope);
        }
        new_enough(around.environment, around.versions.as_ref(), scope);
        let own_labels = labels(own_labels, scope);
        let config_at = brokers.span().unwrap_or(at);
        let user_config = around.versions.as_ref().map(|versions| {
            let table = brokers.get().map_or(&Field::Absent, |brokers| &brokers.config);
            settings::written(table, Of::Brokers, &versions.kafka.value, versions.release, scope)
        });
        let doors = around.versions.as_ref().map(|versions| {
            let listeners = Listener::build_all(listener, at, namespace.as_ref(), versions.release, scope);
            let rights = Authorization::build(authorization, at, &listeners, versions.release, scope);
            (listeners, rights)
        });
        let listeners = doors.as_ref().map(|(listeners, _)| listeners.as_slice());
        let entity_operator = EntityOperator::build(entity_operator, at, listeners.unwrap_or_default(), scope);
        let exporter = Exporter::build(exporter, around.monitored, at, scope);
        let upkeep = Upkeep::build(table, scope);
        let versions = around.versions.as_ref();
        let quotas = Quotas::build(quotas, versions, user_config.as_deref().unwrap_or_default(), scope);
        let count = broker_count(table);
        let cruise_control = CruiseControl::build(cruise_control, versions, count.as_ref(), scope);
        let Around { versions, platform, defaults, topics, clients, .. } = around;
        let (versions, platform) = (versions?, platform?);
        let (listeners, authorization) = doors?;
        let given = broker_config::Given { written: user_config.unwrap_or_default(), defaults, topics, clients };
        let config = broker_config::settings(&platform.brokers.count(), &versions, given, config_at, scope);
        let Platform { brokers, metadata } = platform;
        let Versions { release, strimzi, kafka, mode: _, known: _ } = versions;
        let cluster = Cluster {
            name: name?,
            namespace: namespace?,
            strimzi,
            kafka,
            labels: own_labels,
            brokers,
            config,
            metadata,
            listeners,
            authorization,
            entity_operator,
            exporter,
            cruise_control,
            quotas,
            upkeep,
            patch: patch(added),
        };
        Some((release, cluster))
    }
}

impl EntityOperator {
    fn build(
        written: &Field<tables::EntityOperator>,
        cluster: Span,
        listeners: &[Listener],
        scope: &mut Scope<'_>,
    ) -> Self {
        let nothing = tables::EntityOperator::default();
        let at = written.span().unwrap_or(cluster);
        let tables::EntityOperator { users, requests, limits, pod } = written.get().unwrap_or(&nothing);
        let resources = Resources::build(requests, limits, scope);
        let authenticated = listeners.iter().find_map(|listener| listener.authentication.as_ref());
        let by_listeners = match authenticated {
            Some(authentication) => authentication.derive(|_| true),
            None => Sourced::default(false, at),
        };
        EntityOperator { at, users: optional(users).unwrap_or(by_listeners), resources, pod: Pod::build(pod, scope) }
    }
}

impl Exporter {
    /// It runs when its table is there, and also where something is monitored: alerts on consumer lag need it.
    fn build(written: &Field<tables::Exporter>, monitored: bool, cluster: Span, scope: &mut Scope<'_>) -> Option<Self> {
        let nothing = tables::Exporter::default();
        if written.is_absent() && !monitored {
            return None;
        }
        let at = written.span().unwrap_or(cluster);
        let tables::Exporter { topics, groups, requests, limits, pod } = written.get().unwrap_or(&nothing);
        let all = || ".*".to_owned();
        let (topics, groups) = (or(topics, at, all()), or(groups, at, all()));
        for pattern in [&topics, &groups] {
            if let Err(error) = regex::Regex::new(&pattern.value) {
                let reason = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
                let headline = format!("this is no regular expression: {reason}");
                scope.complain(ids::OUT_OF_RANGE, pattern.origin.first(), headline, "write one such as \".*\"");
            }
        }
        let resources = Resources::build(requests, limits, scope);
        Some(Exporter { topics, groups, resources, pod: Pod::build(pod, scope) })
    }
}
