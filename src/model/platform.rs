//! The nodes of a platform that keep data: brokers, and who holds the metadata for them.

use super::nodes::{Defaults, Written};
use super::pool::{Ids, pools};
use super::scope::{Scope, optional};
use super::versions::Versions;
use super::{Brokers, Environment, KRaft, Metadata, Nodes, Pool, Sourced, Spread, kraft};
use crate::catalog::{Capability, Kraft};
use crate::diag::{Diagnostic, Span};
use crate::spec::tables::{Mode, Role};
use crate::spec::{Field, ids, tables};
use crate::units::{Bytes, Cpu};

/// All nodes that keep data: those of Kafka, and where the metadata is.
pub(super) struct Platform {
    pub(super) brokers: Brokers,
    pub(super) metadata: Metadata,
}

/// What nodes are built from besides the table of the cluster.
pub(super) struct Ground<'g> {
    pub(super) versions: &'g Versions,
    pub(super) environment: &'g Environment,
    /// Where the table of the cluster stands.
    pub(super) at: Span,
}

/// How many brokers the spec has, also where something else about them is wrong.
pub(super) fn broker_count(cluster: &tables::Cluster) -> Option<Sourced<u32>> {
    if cluster.pool.is_absent() {
        return optional(&cluster.brokers.get()?.replicas);
    }
    let is_broker = |role: &Field<Role>| role.get() == Some(&Role::Broker);
    let mut counts = Vec::new();
    for entry in cluster.pool.get()? {
        let pool = entry.value.get()?;
        if pool.roles.get()?.iter().any(is_broker) {
            counts.push(optional(&pool.replicas)?);
        }
    }
    counts.into_iter().reduce(|sum, next| Sourced {
        value: sum.value.saturating_add(next.value),
        origin: sum.origin.and(&next.origin),
    })
}

impl Platform {
    /// What the spec says of nodes: `[cluster.brokers]` with ZooKeeper, the same as one pool of brokers that are controllers, too,
    /// or pools.
    pub(super) fn build(cluster: &tables::Cluster, ground: &Ground<'_>, scope: &mut Scope<'_>) -> Option<Self> {
        match ground.versions.mode.value {
            Mode::ZooKeeper => Self::with_zookeeper(cluster, ground, scope),
            Mode::KRaft => Self::without_zookeeper(cluster, ground, scope),
        }
    }

    fn with_zookeeper(cluster: &tables::Cluster, ground: &Ground<'_>, scope: &mut Scope<'_>) -> Option<Self> {
        if let Some(pools) = cluster.pool.span() {
            let headline = "node pools are for clusters without ZooKeeper";
            let help = "write `mode = \"kraft\"`, or [cluster.brokers] and [cluster.zookeeper] instead of pools";
            scope.push(
                Diagnostic::error(ids::CONTRADICTION, headline)
                    .at(pools, "")
                    .because(ground.versions.mode.origin.first(), "this cluster has ZooKeeper")
                    .help(help),
            );
        }
        if let Some(version) = cluster.metadata_version.span() {
            let headline = "`metadata_version` means nothing where ZooKeeper holds the metadata";
            scope.complain(ids::CONTRADICTION, version, headline, "leave it out");
        }
        let brokers = brokers_table(cluster, &[Role::Broker], ground, scope);
        let ensemble = zookeeper(&cluster.zookeeper, ground, scope);
        let brokers = Brokers { first: brokers?, others: Vec::new() };
        kraft::refuse_metadata_volumes(&brokers, scope);
        Some(Platform { brokers, metadata: Metadata::ZooKeeper(Box::new(ensemble?)) })
    }

    fn without_zookeeper(cluster: &tables::Cluster, ground: &Ground<'_>, scope: &mut Scope<'_>) -> Option<Self> {
        let Ground { versions, at, .. } = ground;
        if let Some(ensemble) = cluster.zookeeper.span().filter(|_| versions.release.can(Capability::ZooKeeper)) {
            scope.push(
                Diagnostic::error(ids::CONTRADICTION, "a cluster in KRaft has no ZooKeeper")
                    .at(ensemble, "")
                    .because(versions.mode.origin.first(), "this cluster is in KRaft")
                    .help("take [cluster.zookeeper] out, or write `mode = \"zookeeper\"`"),
            );
        }
        let version = kraft::metadata_version(cluster, versions, scope);
        let pools = if cluster.pool.is_absent() {
            vec![brokers_table(cluster, &[Role::Broker, Role::Controller], ground, scope)?]
        } else {
            settings_alone(&cluster.brokers, scope);
            pools(&cluster.pool, ground, scope)?
        };
        for pool in &pools {
            kraft::several_disks(pool, &version, versions, scope);
        }
        let (brokers, controllers): (Vec<Pool>, Vec<Pool>) =
            pools.into_iter().partition(|pool| pool.does(Role::Broker));
        let mut brokers = brokers.into_iter();
        let place = cluster.pool.span().unwrap_or(*at);
        let first = brokers.next();
        if first.is_none() {
            let help = "write `roles = [\"broker\"]` in one of the pools, or [\"controller\", \"broker\"]";
            scope.missing(place, "a pool of brokers", help);
        }
        let brokers = Brokers { first: first?, others: brokers.collect() };
        let both = brokers.pools().any(|pool| pool.does(Role::Controller));
        if !both && controllers.is_empty() {
            let help = "write a pool with `roles = [\"controller\"]` and three nodes; they elect who leads partitions";
            scope.missing(place, "a pool of controllers", help);
            return None;
        }
        let metadata = Metadata::KRaft(KRaft { controllers, version, origin: versions.mode.origin.clone() });
        kraft::odd(&metadata.quorum(&brokers), scope);
        Some(Platform { brokers, metadata })
    }
}

/// `[cluster.brokers]`, as the only pool there is.
fn brokers_table(
    cluster: &tables::Cluster,
    roles: &[Role],
    ground: &Ground<'_>,
    scope: &mut Scope<'_>,
) -> Option<Pool> {
    let nothing = tables::Brokers::default();
    let (brokers, at) = match &cluster.brokers {
        Field::Given(brokers, span) => (brokers, *span),
        Field::Bad => return None,
        Field::Absent => (&nothing, ground.at),
    };
    let tables::Brokers { replicas, storage, requests, limits, heap, spread, pod, config: _ } = brokers;
    let written = Written { replicas, storage, requests, limits, heap, spread, pod };
    let nodes = Nodes::build(&written, at, &defaults("brokers", "cluster.brokers".to_owned(), Spread::Node), scope)?;
    Some(Pool {
        name: Sourced::default(ground.versions.release.names.pool_without_pools.clone(), at),
        roles: roles.iter().map(|role| Sourced::default(*role, at)).collect(),
        nodes,
        ids: Ids { first: 0, range: None },
    })
}

/// What nodes of Kafka take where the spec is silent.
pub(super) const fn defaults(what: &'static str, table: String, spread: Spread) -> Defaults {
    Defaults { what, table, cpu: Cpu(500), memory: Bytes(2 * Bytes::GIBIBYTE.0), spread }
}

/// Beside pools, `[cluster.brokers]` has the settings of all brokers and nothing else.
fn settings_alone(brokers: &Field<tables::Brokers>, scope: &mut Scope<'_>) {
    let Some(tables::Brokers { replicas, storage, requests, limits, heap, spread, pod, config: _ }) = brokers.get()
    else {
        return;
    };
    let keys = [
        ("replicas", replicas.span()),
        ("storage", storage.span()),
        ("requests", requests.span()),
        ("limits", limits.span()),
        ("heap", heap.span()),
        ("spread", spread.span()),
        ("pod", pod.span()),
    ];
    for (key, at) in keys {
        let Some(at) = at else { continue };
        let headline = format!("`{key}` is a pool's where there are pools");
        let help = "write it in [cluster.pool.NAME]; beside pools, [cluster.brokers] has `config` alone";
        scope.complain(ids::CONTRADICTION, at, headline, help);
    }
}

/// Whether so many pods find a node each, by what the spec says of nodes.
pub(super) fn fit_apart(replicas: &Field<u32>, ground: &Ground<'_>) -> bool {
    replicas.get().zip(ground.environment.nodes.as_ref()).is_some_and(|(replicas, nodes)| nodes.value >= *replicas)
}

/// Two of three ZooKeepers on one node are a quorum on one node, so they are kept apart strictly where the nodes allow it.
fn zookeeper(written: &Field<tables::ZooKeeper>, ground: &Ground<'_>, scope: &mut Scope<'_>) -> Option<Nodes> {
    let (zookeeper, at) = match written {
        Field::Given(zookeeper, span) => (zookeeper, *span),
        Field::Bad => return None,
        Field::Absent => {
            let other = match ground.versions.release.cluster.kraft {
                Kraft::PreviewGate => "",
                _ => ", or `mode = \"kraft\"` for a cluster without it",
            };
            let help =
                format!("write [cluster.zookeeper] with `replicas = 3` and `storage = {{ size = \"5Gi\" }}`{other}");
            scope.missing(ground.at, "`[cluster.zookeeper]`", &help);
            return None;
        }
    };
    let tables::ZooKeeper { replicas, storage, requests, limits, heap, spread, pod } = zookeeper;
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
    let wanted = if fit_apart(replicas, ground) { Spread::NodeRequired } else { Spread::Node };
    let written = Written { replicas, storage, requests, limits, heap, spread, pod };
    let defaults = Defaults {
        what: "ZooKeepers",
        table: "cluster.zookeeper".to_owned(),
        cpu: Cpu(250),
        memory: Bytes::GIBIBYTE,
        spread: wanted,
    };
    Nodes::build(&written, at, &defaults, scope)
}
