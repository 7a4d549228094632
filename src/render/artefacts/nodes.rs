//! The nodes of a cluster in its resources: within the Kafka resource, or as KafkaNodePools.

use super::parts::{Heap, Resources, Storage, Text, api_version, fixed, text, value};
use super::pod::{KeptApart, Pod};
use crate::catalog::Capability;
use crate::model::{self, Metadata, Model, NodeKind, Pool, Role, Set, Sourced, Spread};
use crate::render::Traced;
use serde::Serialize;

/// Nodes of one kind: see `templates/shared/nodes.yaml.j2`.
#[derive(Debug, Serialize)]
pub(super) struct Nodes<'m> {
    replicas: Traced<u32>,
    storage: Storage<'m>,
    resources: Resources<'m>,
    heap: Heap<'m>,
    pod: Pod<'m>,
}

/// A KafkaNodePool.
#[derive(Debug, Serialize)]
pub(super) struct NodePool<'m> {
    api_version: String,
    name: Text<'m>,
    ids: Option<Text<'m>>,
    roles: Vec<Text<'m>>,
    nodes: Nodes<'m>,
}

/// The pools that are resources of their own: all of them in KRaft, and none with ZooKeeper.
pub(super) fn pools(model: &Model) -> Vec<(&Pool, Set<'_>)> {
    let sets = match &model.cluster.metadata {
        Metadata::ZooKeeper(_) => Vec::new(),
        Metadata::KRaft(_) => model.cluster.sets(),
    };
    sets.into_iter().filter_map(|set| Some((set.pool?, set))).collect()
}

impl<'m> Nodes<'m> {
    /// Those whose pods a component has, and no others: all brokers or all ZooKeepers of a cluster without pools.
    pub(super) fn named(nodes: &'m model::Nodes, component: &str, model: &'m Model) -> Self {
        let name = format!("{}-{component}", model.cluster.name.value);
        let by_racks = component == "kafka" && spreads_by_racks(model);
        let budget = model.cluster.upkeep.max_unavailable.as_ref();
        Nodes::of(nodes, ("strimzi.io/name", &name), by_racks, budget, model)
    }

    /// With the label, and its value, that their pods alone have.
    fn of(
        nodes: &'m model::Nodes,
        label: (&'static str, &str),
        by_racks: bool,
        budget: Option<&Sourced<u32>>,
        model: &'m Model,
    ) -> Self {
        let model::Nodes { replicas, storage, resources, heap, spread, pod } = nodes;
        // A second constraint on the label of the racks would only repeat the operator's.
        let spread = Some(spread).filter(|spread| spread.value != Spread::Zone || !by_racks);
        Nodes {
            replicas: value(replicas),
            storage: Storage::of(storage),
            resources: Resources::of(resources),
            heap: Heap::of(heap),
            pod: Pod::of(pod, Some(&KeptApart { label, spread }), budget, model),
        }
    }
}

/// Whether awareness of racks also keeps brokers of one rack apart.
fn spreads_by_racks(model: &Model) -> bool {
    model.release.can(Capability::RackAntiAffinity)
}

impl<'m> NodePool<'m> {
    pub(super) fn of(pool: &'m Pool, set: &Set<'m>, model: &'m Model) -> Self {
        let role = |role: &'m Sourced<Role>| fixed(role.value.word(), role);
        NodePool {
            api_version: api_version(model, "KafkaNodePool"),
            name: text(&pool.name),
            ids: pool.ids.range.as_ref().map(text),
            roles: pool.roles.iter().map(role).collect(),
            nodes: Nodes::of(
                set.nodes,
                ("strimzi.io/pool-name", &pool.name.value),
                set.kind == NodeKind::Broker && spreads_by_racks(model),
                None, // the budget is the cluster's
                model,
            ),
        }
    }
}
