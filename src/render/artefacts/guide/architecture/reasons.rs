//! Why the numbers are what they are.

use super::{Count, number};
use crate::model::{Model, NodeKind, Nodes, Origin, Set, Sourced};
use crate::reason::in_force::Logs;
use crate::render::Traced;
use crate::render::artefacts::parts::{Text, made};
use crate::units::Bytes;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Reasons<'m> {
    brokers: Brokers,
    ensemble: Ensemble,
    copies: Option<Copies>,
    segments: Option<Segments<'m>>,
    memory: Vec<Memory<'m>>,
    /// Whether volumes are deleted with the cluster.
    deleted: Vec<String>,
    kept: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Brokers {
    count: Count,
    two: bool,
    /// More brokers than any topic has copies.
    spare: Option<Text<'static>>,
}

#[derive(Debug, Serialize)]
struct Ensemble {
    even: bool,
    spare: Option<Text<'static>>,
}

/// The copies of topics.
#[derive(Debug, Serialize)]
struct Copies {
    fewest: Text<'static>,
    most: Count,
    alike: bool,
    /// No partition has another copy.
    only: bool,
    /// Some topic has one copy in sync and several copies.
    one_in_sync: bool,
    several_in_sync: bool,
}

/// The sizes at which segments are closed.
#[derive(Debug, Serialize)]
struct Segments<'m> {
    smallest: Text<'m>,
    largest: Text<'m>,
    alike: bool,
}

/// A JVM in its container.
#[derive(Debug, Serialize)]
struct Memory<'m> {
    what: String,
    heap: Text<'m>,
    limit: Text<'m>,
    /// What is left for the rest of the process and for the page cache; none if nothing is.
    rest: Option<Text<'m>>,
    /// Too little is left for threads, buffers and code.
    tight: bool,
    caches: bool,
    /// It asks for all that it may use.
    reserved: bool,
    /// Whether the heap has its size from the start.
    fixed: bool,
}

/// What a JVM with Kafka in it takes beside its heap, at least.
const BESIDE_HEAP: Bytes = Bytes(256 << 20);

impl<'m> Reasons<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let cluster = &model.cluster;
        let count = &cluster.brokers.count();
        let most = model.topics.iter().max_by_key(|topic| topic.replicas.value).map(|topic| &topic.replicas);
        let spare = most.map(|most| (most, count.value.saturating_sub(most.value))).filter(|(_, spare)| *spare > 0);
        let members = &cluster.quorum();
        let spare_members = members.value.saturating_sub(1) / 2;
        let with = |deleted: bool| {
            let is = |nodes: &Nodes| nodes.storage.volumes().iter().any(|volume| volume.delete_claim.value == deleted);
            cluster.sets().iter().filter(|set| is(set.nodes)).map(Set::many).collect()
        };
        Reasons {
            brokers: Brokers {
                count: Count::of(count),
                two: count.value == 2,
                spare: spare.map(|(most, spare)| number(u64::from(spare), count.origin.and(&most.origin))),
            },
            ensemble: Ensemble {
                even: members.value.is_multiple_of(2),
                spare: (spare_members > 0).then(|| number(u64::from(spare_members), members.origin.clone())),
            },
            copies: Copies::of(model),
            segments: Segments::of(model),
            memory: cluster.sets().iter().filter_map(Memory::of).collect(),
            deleted: with(true),
            kept: with(false),
        }
    }
}

impl Copies {
    fn of(model: &Model) -> Option<Self> {
        let by = |topic: &&crate::model::Topic| topic.replicas.value;
        let (fewest, most) = (model.topics.iter().min_by_key(by)?, model.topics.iter().max_by_key(by)?);
        let several = || model.topics.iter().filter(|topic| topic.replicas.value > 1);
        Some(Copies {
            fewest: Count::of(&fewest.replicas).number,
            most: Count::of(&most.replicas),
            alike: fewest.replicas.value == most.replicas.value,
            only: most.replicas.value == 1,
            one_in_sync: several().any(|topic| topic.min_insync.value == 1),
            several_in_sync: several().any(|topic| topic.min_insync.value > 1),
        })
    }
}

impl Segments<'_> {
    fn of(model: &Model) -> Option<Self> {
        let common = Logs::of(model);
        let sizes = || model.topics.iter().map(|topic| common.topic(topic).segment);
        let (smallest, largest) = (sizes().min_by_key(|size| size.value)?, sizes().max_by_key(|size| size.value)?);
        let human = |size: &Sourced<Bytes>| made(size, |size| size.human());
        let alike = smallest.value == largest.value;
        Some(Segments { smallest: human(&smallest), largest: human(&largest), alike })
    }
}

impl<'m> Memory<'m> {
    fn of(set: &Set<'m>) -> Option<Self> {
        let nodes = set.nodes;
        let (limit, request) = (nodes.resources.limits.memory.as_ref()?, nodes.resources.requests.memory.as_ref());
        let heap = &nodes.heap;
        let rest = limit.value.0.saturating_sub(heap.max.value.0);
        let origin: Origin = heap.max.origin.and(&limit.origin);
        let human = |size: &Sourced<Bytes>| made(size, |size| size.human());
        Some(Memory {
            what: set.one(),
            heap: human(&heap.max),
            limit: human(limit),
            rest: (rest > 0).then(|| Traced::new(Bytes(rest).human().into(), origin)),
            tight: rest < BESIDE_HEAP.0,
            caches: set.kind == NodeKind::Broker,
            reserved: request.is_some_and(|request| request.value == limit.value),
            fixed: heap.initial.value == heap.max.value,
        })
    }
}
