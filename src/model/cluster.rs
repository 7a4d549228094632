//! The Kafka cluster.

use super::nodes::{Defaults, Written};
use super::scope::{Scope, labels, optional, or, patch, place};
use super::settings::{self, Of};
use super::{
    Client, Environment, Listener, Nodes, Patch, Resources, Setting, Sourced, Spread, Topic, broker_config, names,
};
use crate::catalog::{self, Capability, Kraft, Release, Start};
use crate::diag::{Diagnostic, Span};
use crate::spec::tables::Mode;
use crate::spec::{Field, ids, tables};
use crate::units::{Bytes, Cpu};

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
    /// The brokers.
    pub brokers: Nodes,
    /// The settings of all brokers.
    pub config: Vec<Setting>,
    /// The ZooKeeper ensemble.
    pub zookeeper: Nodes,
    /// The listeners.
    pub listeners: Vec<Listener>,
    /// The topic and user operator.
    pub entity_operator: EntityOperator,
    /// Kafka Exporter, if it runs.
    pub exporter: Option<Exporter>,
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
}

/// What everything else depends on.
pub(super) struct Versions {
    pub(super) release: &'static Release,
    pub(super) strimzi: Sourced<String>,
    pub(super) kafka: Sourced<String>,
    /// Whether the spec names a release that the catalogue has; else it is judged by another.
    pub(super) known: bool,
}

impl Versions {
    /// The release and the Kafka version. Where they are missing, unknown or do not fit, that is complained about, and the rest of
    /// the spec is judged by the nearest release of the catalogue, so that one wrong version hides no other mistake.
    pub(super) fn build(written: &Field<tables::Cluster>, scope: &mut Scope<'_>) -> Option<Self> {
        let Some((cluster, at)) = written.given() else {
            let newest = catalog::nearest_release("")?;
            let at = place(written, scope);
            let version = |text: &str| Sourced::default(text.to_owned(), at);
            let (strimzi, kafka) = (version(newest.version), version(newest.default_kafka()));
            return Some(Versions { release: newest, strimzi, kafka, known: false });
        };
        let help = "write the Strimzi release, such as `strimzi = \"0.39.0\"`";
        let strimzi = scope.required(&cluster.strimzi, at, "strimzi", help);
        let known = strimzi.as_ref().and_then(|strimzi| catalog::release(&strimzi.value));
        if let (Some(strimzi), None) = (&strimzi, known) {
            let headline = format!("Strimzi {:?} is not in the catalogue", strimzi.value);
            let help = format!("use one of: {}", catalog::releases().join(", "));
            scope.complain(ids::UNSUPPORTED_VERSION, strimzi.origin.first(), headline, help);
        }
        let release =
            known.or_else(|| catalog::nearest_release(strimzi.as_ref().map_or("", |strimzi| &strimzi.value)))?;
        let strimzi = strimzi.unwrap_or_else(|| Sourced::default(release.version.to_owned(), at));
        let default = || strimzi.derive(|_| release.default_kafka().to_owned());
        let mut kafka = optional(&cluster.kafka).unwrap_or_else(default);
        if known.is_some() {
            runs(release, &strimzi, &kafka, scope);
            runs_in_mode(optional(&cluster.mode), release, scope);
        }
        if catalog::settings(&kafka.value).is_none() {
            kafka = default();
        }
        Some(Versions { release, strimzi, kafka, known: known.is_some() })
    }
}

/// A release runs the Kafka versions whose images it has, and no others.
fn runs(release: &Release, strimzi: &Sourced<String>, kafka: &Sourced<String>, scope: &mut Scope<'_>) {
    if release.kafka(&kafka.value).is_some() {
        return;
    }
    let known: Vec<&str> = release.kafka_versions.versions.iter().map(|known| known.version.as_str()).collect();
    let headline = format!("Strimzi {} does not run Kafka {:?}", strimzi.value, kafka.value);
    scope.push(
        Diagnostic::error(ids::UNSUPPORTED_VERSION, headline)
            .at(kafka.origin.first(), "")
            .because(strimzi.origin.first(), "this release")
            .help(format!("use one of: {}", known.join(", "))),
    );
}

/// KRaft needs a release that supports it without a feature gate, and cannot be rendered yet where there is one.
fn runs_in_mode(mode: Option<Sourced<Mode>>, release: &Release, scope: &mut Scope<'_>) {
    let Some(mode) = mode else { return };
    match mode.value {
        Mode::ZooKeeper if !release.can(Capability::ZooKeeper) => {
            let headline = format!("Strimzi {} has no ZooKeeper any more", release.version);
            scope.complain(ids::UNSUPPORTED_VERSION, mode.origin.first(), headline, "write `mode = \"kraft\"`");
        }
        Mode::KRaft if release.cluster.kraft == Kraft::PreviewGate => {
            let headline = format!("KRaft is no more than a preview in Strimzi {}", release.version);
            scope.complain(ids::UNSUPPORTED_VERSION, mode.origin.first(), headline, "write `mode = \"zookeeper\"`");
        }
        Mode::KRaft => {
            let headline = "clusters without ZooKeeper cannot be rendered yet";
            scope.complain(ids::UNSUPPORTED_VERSION, mode.origin.first(), headline, "write `mode = \"zookeeper\"`");
        }
        Mode::ZooKeeper => {}
    }
}

/// A Kubernetes that the release does not support any more is a mistake; one that is too new for it is helped by the operator's
/// environment.
fn new_enough(environment: &Environment, versions: Option<&Versions>, scope: &mut Scope<'_>) {
    let known = versions.filter(|versions| versions.known);
    let (Some(kubernetes), Some(versions)) = (&environment.kubernetes, known) else { return };
    let (major, minor) = kubernetes.value;
    let facts = &versions.release.kubernetes;
    if facts.start(&format!("{major}.{minor}")) == Some(Start::TooOld) {
        scope.push(
            Diagnostic::error(
                ids::UNSUPPORTED_VERSION,
                format!("Strimzi {} does not run on Kubernetes {major}.{minor}", versions.release.version),
            )
            .at(kubernetes.origin.first(), "")
            .because(versions.strimzi.origin.first(), "this release")
            .help(format!("it needs Kubernetes {} or newer", facts.minimum)),
        );
    }
}

/// What the cluster is built from besides its own table.
pub(super) struct Around<'m> {
    pub(super) versions: Option<Versions>,
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
            labels: own_labels,
            brokers,
            pool,
            zookeeper,
            listener,
            entity_operator,
            exporter,
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
        if let Some(pools) = pool.span() {
            let headline = "node pools need KRaft, and clusters without ZooKeeper cannot be rendered yet";
            scope.complain(
                ids::UNSUPPORTED_VERSION,
                pools,
                headline,
                "write [cluster.brokers] and [cluster.zookeeper]",
            );
        }
        new_enough(around.environment, around.versions.as_ref(), scope);
        let own_labels = labels(own_labels, scope);
        let (nodes, config_at) = build_brokers(brokers, at, scope);
        let ensemble = build_zookeeper(zookeeper, at, around.environment, scope);
        let user_config = around.versions.as_ref().map(|versions| {
            let table = brokers.get().map_or(&Field::Absent, |brokers| &brokers.config);
            settings::written(table, Of::Brokers, &versions.kafka.value, versions.release, scope)
        });
        let listeners = around
            .versions
            .as_ref()
            .map(|versions| Listener::build_all(listener, at, namespace.as_ref(), versions.release, scope));
        let entity_operator =
            EntityOperator::build(entity_operator, at, listeners.as_deref().unwrap_or_default(), scope);
        let exporter = Exporter::build(exporter, around.monitored, at, scope);
        let Around { versions, defaults, topics, clients, .. } = around;
        let versions = versions?;
        let nodes = nodes?;
        let config = broker_config::settings(
            &nodes,
            &versions,
            user_config.unwrap_or_default(),
            defaults,
            topics,
            clients,
            config_at,
        );
        let Versions { release, strimzi, kafka, known: _ } = versions;
        let cluster = Cluster {
            name: name?,
            namespace: namespace?,
            strimzi,
            kafka,
            labels: own_labels,
            brokers: nodes,
            config,
            zookeeper: ensemble?,
            listeners: listeners?,
            entity_operator,
            exporter,
            patch: patch(added),
        };
        Some((release, cluster))
    }
}

fn build_brokers(written: &Field<tables::Brokers>, cluster: Span, scope: &mut Scope<'_>) -> (Option<Nodes>, Span) {
    let nothing = tables::Brokers::default();
    let (brokers, at) = match written {
        Field::Given(brokers, span) => (brokers, *span),
        Field::Bad => return (None, cluster),
        Field::Absent => (&nothing, cluster),
    };
    let tables::Brokers { replicas, storage, requests, limits, heap, spread, config: _ } = brokers;
    let written = Written { replicas, storage, requests, limits, heap, spread };
    let defaults = Defaults {
        what: "brokers",
        table: "cluster.brokers",
        cpu: Cpu(500),
        memory: Bytes(2 * Bytes::GIBIBYTE.0),
        spread: Spread::Node,
    };
    (Nodes::build(&written, at, &defaults, scope), at)
}

/// Two of three ZooKeepers on one node are a quorum on one node, so they are kept apart strictly where the nodes allow it.
fn build_zookeeper(
    written: &Field<tables::ZooKeeper>,
    cluster: Span,
    environment: &Environment,
    scope: &mut Scope<'_>,
) -> Option<Nodes> {
    let (zookeeper, at) = match written {
        Field::Given(zookeeper, span) => (zookeeper, *span),
        Field::Bad => return None,
        Field::Absent => {
            scope.missing(
                cluster,
                "`[cluster.zookeeper]`",
                "write [cluster.zookeeper] with `replicas = 3` and `storage = { size = \"5Gi\" }`",
            );
            return None;
        }
    };
    let tables::ZooKeeper { replicas, storage, requests, limits, heap, spread } = zookeeper;
    if let Some(storage) = storage.get()
        && let Some(volumes) = storage.volumes.span()
    {
        scope.complain(
            ids::OUT_OF_RANGE,
            volumes,
            "ZooKeeper keeps its data on one volume",
            "write `storage = { size = \"5Gi\" }`",
        );
    }
    let enough =
        replicas.get().zip(environment.nodes.as_ref()).is_some_and(|(replicas, nodes)| nodes.value >= *replicas);
    let spread_default = if enough { Spread::NodeRequired } else { Spread::Node };
    let written = Written { replicas, storage, requests, limits, heap, spread };
    let defaults = Defaults {
        what: "ZooKeepers",
        table: "cluster.zookeeper",
        cpu: Cpu(250),
        memory: Bytes::GIBIBYTE,
        spread: spread_default,
    };
    Nodes::build(&written, at, &defaults, scope)
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
        let tables::EntityOperator { users, requests, limits } = written.get().unwrap_or(&nothing);
        let resources = Resources::build(requests, limits, scope);
        let authenticated = listeners.iter().find_map(|listener| listener.authentication.as_ref());
        let by_listeners = match authenticated {
            Some(authentication) => authentication.derive(|_| true),
            None => Sourced::default(false, at),
        };
        EntityOperator { at, users: optional(users).unwrap_or(by_listeners), resources }
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
        let tables::Exporter { topics, groups, requests, limits } = written.get().unwrap_or(&nothing);
        let all = || ".*".to_owned();
        let (topics, groups) = (or(topics, at, all()), or(groups, at, all()));
        for pattern in [&topics, &groups] {
            if let Err(error) = regex::Regex::new(&pattern.value) {
                let reason = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
                let headline = format!("this is no regular expression: {reason}");
                scope.complain(ids::OUT_OF_RANGE, pattern.origin.first(), headline, "write one such as \".*\"");
            }
        }
        Some(Exporter { topics, groups, resources: Resources::build(requests, limits, scope) })
    }
}
