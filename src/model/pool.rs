//! Kafka's nodes, in pools, and what holds the metadata.

use super::nodes::Written;
use super::platform::{Ground, defaults, fit_apart};
use super::scope::{Scope, items, optional, quoted_key};
use super::{How, Nodes, Origin, Sourced, Spread, Storage, names};
use crate::diag::{Diagnostic, Span};
use crate::spec::tables::Role;
use crate::spec::{Entry, Field, Named, ids, tables};
use crate::units::counted;
use std::collections::BTreeMap;

/// Nodes that run Kafka and are alike.
#[derive(Debug)]
pub struct Pool {
    /// Its name. Where the cluster has no pools, what stands for one in the names of pods and claims.
    pub name: Sourced<String>,
    /// What its nodes do: at least one thing, each once.
    pub roles: Vec<Sourced<Role>>,
    /// Its nodes.
    pub nodes: Nodes,
    /// The numbers that its nodes get.
    pub ids: Ids,
}

/// The numbers of a pool's nodes: the lowest first that no node has.
///
/// The operator gives each new node the lowest number that is free in the whole cluster, unless the pool's annotation
/// `strimzi.io/next-node-ids` has a range (`NodeIdAssignor`, 0.39.0 to 1.2.0).
#[derive(Debug)]
pub struct Ids {
    /// The first.
    pub first: u32,
    /// The range in the pool's annotation; none where the only pool begins at 0, as it does without one.
    pub range: Option<Sourced<String>>,
}

/// The pools with brokers: at least one.
#[derive(Debug)]
pub struct Brokers {
    /// One of them.
    pub first: Pool,
    /// The others.
    pub others: Vec<Pool>,
}

/// What keeps the metadata.
#[derive(Debug)]
pub enum Metadata {
    /// A ZooKeeper ensemble.
    ZooKeeper(Box<Nodes>),
    /// Kafka's own controllers.
    KRaft(KRaft),
}

/// Kafka's own controllers.
#[derive(Debug)]
pub struct KRaft {
    /// The pools whose nodes are controllers and nothing else.
    pub controllers: Vec<Pool>,
    /// The version of the metadata's format, which decides what Kafka may use.
    pub version: Sourced<String>,
    /// Where it stands that there is no ZooKeeper.
    pub origin: Origin,
}

impl Pool {
    /// The table of the spec that it stands in.
    pub fn table(&self) -> String {
        match self.name.origin.how() {
            How::Default => "cluster.brokers".to_owned(),
            How::Written | How::Computed => format!("cluster.pool.{}", quoted_key(&self.name.value)),
        }
    }

    /// Whether its nodes do that.
    pub fn does(&self, role: Role) -> bool {
        self.roles.iter().any(|known| known.value == role)
    }
}

impl Brokers {
    /// All of them.
    pub fn pools(&self) -> impl Iterator<Item = &Pool> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// How many brokers there are.
    pub fn count(&self) -> Sourced<u32> {
        sum(self.first.nodes.replicas.clone(), self.others.iter())
    }

    /// The nodes of the pool whose nodes have the least room on their disks: what fits there, fits everywhere.
    pub fn smallest(&self) -> &Nodes {
        let room = |nodes: &Nodes| nodes.storage.volumes().iter().map(|volume| volume.size.value.0).sum::<u64>();
        let mut smallest = &self.first.nodes;
        for pool in &self.others {
            if room(&pool.nodes) < room(smallest) {
                smallest = &pool.nodes;
            }
        }
        smallest
    }

    /// Where it stands that brokers are spread over zones, which makes all of them aware of racks.
    pub fn over_zones(&self) -> Option<&Sourced<Spread>> {
        self.pools().map(|pool| &pool.nodes.spread).find(|spread| spread.value == Spread::Zone)
    }

    /// Whether some have several volumes.
    pub fn have_several_volumes(&self) -> bool {
        self.pools().any(|pool| matches!(pool.nodes.storage, Storage::Several(_)))
    }
}

/// How many nodes pools have together.
fn sum<'p>(first: Sourced<u32>, others: impl Iterator<Item = &'p Pool>) -> Sourced<u32> {
    others.fold(first, |sum, pool| {
        let Sourced { value, origin } = &pool.nodes.replicas;
        Sourced { value: sum.value.saturating_add(*value), origin: sum.origin.and(origin) }
    })
}

impl Metadata {
    /// How many members decide: ZooKeepers or controllers.
    pub fn quorum(&self, brokers: &Brokers) -> Sourced<u32> {
        match self {
            Metadata::ZooKeeper(ensemble) => ensemble.replicas.clone(),
            Metadata::KRaft(kraft) => {
                let both = brokers.pools().filter(|pool| pool.does(Role::Controller));
                let mut pools = both.chain(&kraft.controllers);
                match pools.next() {
                    Some(first) => sum(first.nodes.replicas.clone(), pools),
                    None => Sourced { value: 0, origin: kraft.origin.clone() },
                }
            }
        }
    }
}

/// How many numbers a pool gets where the spec does not say.
const IDS: u32 = 100;

/// The pools that the spec names.
pub(super) fn pools(
    written: &Field<Named<tables::Pool>>,
    ground: &Ground<'_>,
    scope: &mut Scope<'_>,
) -> Option<Vec<Pool>> {
    let table = written.get()?;
    let only = table.iter().count() == 1;
    if table.iter().count() == 0 {
        let help = "write [cluster.pool.NAME] with roles, replicas and storage, or [cluster.brokers]";
        scope.missing(written.span()?, "a pool", help);
    }
    let (mut pools, mut whole) = (Vec::new(), true);
    for (place, entry) in (0..).zip(table) {
        let start: u32 = IDS.saturating_mul(place);
        let built = entry.value.get().and_then(|pool| build_pool(pool, entry, (only, start), ground, scope));
        whole &= built.is_some();
        pools.extend(built);
    }
    distinct_ids(&pools, scope);
    whole.then_some(pools)
}

fn build_pool(
    pool: &tables::Pool,
    entry: &Entry<tables::Pool>,
    (only, start): (bool, u32),
    ground: &Ground<'_>,
    scope: &mut Scope<'_>,
) -> Option<Pool> {
    let tables::Pool { roles, replicas, storage, requests, limits, heap, spread, pod, ids } = pool;
    let at = entry.value.span().unwrap_or(entry.name_at);
    let name = Sourced::written(entry.name.clone(), entry.name_at);
    names::pool(&name, scope);
    let roles = read_roles(roles, at, scope);
    let controllers = roles.iter().flatten().all(|role| role.value == Role::Controller);
    let wanted = if controllers && fit_apart(replicas, ground) { Spread::NodeRequired } else { Spread::Node };
    let table = format!("cluster.pool.{}", quoted_key(&name.value));
    let written = Written { replicas, storage, requests, limits, heap, spread, pod };
    let nodes = Nodes::build(&written, at, &defaults("nodes", table, wanted), scope);
    let ids = match optional(ids) {
        Some(range) => read_ids(range, replicas, scope)?,
        None if only => Ids { first: 0, range: None },
        None => {
            let range = format!("[{start}-{}]", start.saturating_add(IDS - 1));
            Ids { first: start, range: Some(Sourced::default(range, at)) }
        }
    };
    Some(Pool { name, roles: roles?, nodes: nodes?, ids })
}

fn read_roles(written: &Field<Vec<Field<Role>>>, at: Span, scope: &mut Scope<'_>) -> Option<Vec<Sourced<Role>>> {
    let help = "write what its nodes do: `roles = [\"broker\"]`, `[\"controller\"]`, or both";
    match written {
        Field::Given(list, span) => {
            if list.is_empty() {
                scope.missing(*span, "a role", help);
            }
        }
        Field::Bad => return None,
        Field::Absent => scope.missing(at, "`roles`", help),
    }
    let mut roles: Vec<Sourced<Role>> = Vec::new();
    for role in items(written) {
        if let Some(first) = roles.iter().find(|known| known.value == role.value) {
            scope.push(
                Diagnostic::error(ids::DUPLICATE, "a role is written twice")
                    .at(role.origin.first(), "written again here")
                    .because(first.origin.first(), "first written here")
                    .help("write it once"),
            );
            continue;
        }
        roles.push(role);
    }
    (!roles.is_empty()).then_some(roles)
}

/// A range such as `100-199`, wide enough for the nodes.
fn read_ids(range: Sourced<String>, replicas: &Field<u32>, scope: &mut Scope<'_>) -> Option<Ids> {
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok())?;
    let ends = range.value.split_once('-').and_then(|(from, to)| Some((number(from)?, number(to)?)));
    let Some((from, to)) = ends.filter(|(from, to)| from <= to) else {
        let headline = format!("{:?} is no range of node numbers", range.value);
        scope.complain(ids::OUT_OF_RANGE, range.origin.first(), headline, "write a range such as \"100-199\"");
        return None;
    };
    let room = (to - from).saturating_add(1);
    if let Some(wanted) = replicas.get().filter(|wanted| **wanted > room) {
        let headline = format!("{} has no numbers for {}", range.value, counted(wanted, "node", "nodes"));
        scope.complain(ids::OUT_OF_RANGE, range.origin.first(), headline, "write a wider range, such as \"100-199\"");
        return None;
    }
    Some(Ids { first: from, range: Some(range.map(|range| format!("[{range}]"))) })
}

/// No two pools begin to number their nodes alike.
fn distinct_ids(pools: &[Pool], scope: &mut Scope<'_>) {
    let mut taken: BTreeMap<u32, &Pool> = BTreeMap::new();
    for pool in pools {
        let first = pool.ids.first;
        let last = first.saturating_add(pool.nodes.replicas.value.saturating_sub(1));
        let other = taken
            .range(..=last)
            .next_back()
            .filter(|(start, other)| start.saturating_add(other.nodes.replicas.value) > first);
        if let Some((_, other)) = other {
            let at = pool.ids.range.as_ref().map_or(pool.name.origin.first(), |range| range.origin.first());
            let because = other.ids.range.as_ref().map_or(other.name.origin.first(), |range| range.origin.first());
            scope.push(
                Diagnostic::error(ids::CONTRADICTION, "two pools number their nodes alike")
                    .at(at, "these numbers")
                    .because(because, "some of them are taken here")
                    .help("write `ids` with a range of its own, such as `ids = \"100-199\"`"),
            );
        }
        taken.insert(first, pool);
    }
}
