//! What runs where: pods, what they ask for, how they are kept apart, and what the nodes must offer.

use super::{Count, number};
use crate::catalog::{ImageName, Quantities};
use crate::diag::Span;
use crate::model::{self, Amounts, Model, NodeKind, Nodes, Origin, Resources, Set, Sourced, Spread};
use crate::reason::capacity::{self, Apart, Ask, Pods};
use crate::reason::in_force;
use crate::render::Traced;
use crate::render::artefacts::parts::{Text, fixed, made, text};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Running<'m> {
    parts: Vec<Part<'m>>,
    images: Vec<Image<'m>>,
    /// Whether somebody else runs the operator.
    operator_elsewhere: bool,
    cpu: Text<'m>,
    memory: Text<'m>,
    /// The parts that ask for nothing.
    silent: Vec<String>,
    kept_apart: Vec<KeptApart<'m>>,
    nodes: Option<OnNodes<'m>>,
}

/// Pods of one kind.
#[derive(Debug, Serialize)]
struct Part<'m> {
    what: String,
    count: Text<'static>,
    /// The pods by name; of many the first, and then the last.
    pods: Vec<Text<'m>>,
    through: Option<Text<'m>>,
    requests: Vec<Text<'m>>,
    limits: Vec<Text<'m>>,
    heap: Option<Text<'m>>,
    volumes: Vec<Volume<'m>>,
}

#[derive(Debug, Serialize)]
struct Volume<'m> {
    size: Text<'m>,
    class: Option<Text<'m>>,
}

#[derive(Debug, Serialize)]
struct Image<'m> {
    image: Text<'m>,
    used_by: String,
}

/// How pods of one kind are kept apart.
#[derive(Debug, Serialize)]
struct KeptApart<'m> {
    what: String,
    key: Text<'m>,
    strictly: bool,
    evenly: bool,
    over_zones: bool,
    anyhow: bool,
}

/// What is known of the nodes.
#[derive(Debug, Serialize)]
struct OnNodes<'m> {
    count: Count,
    /// Pods that find no node of their own, and never start.
    never: Vec<Stranded>,
    /// With one node gone; none if there is only one.
    without_one: Option<WithoutOne<'m>>,
}

#[derive(Debug, Serialize)]
struct Stranded {
    what: String,
    count: Count,
}

#[derive(Debug, Serialize)]
struct WithoutOne<'m> {
    left: Count,
    cpu: Text<'m>,
    memory: Text<'m>,
    /// Pods that wait until the node is back.
    wait: Vec<Stranded>,
}

impl<'m> Running<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let cluster = &model.cluster;
        let asked = asked(model);
        let pods: Vec<Pods> = asked.iter().map(|asked| asked.pods).collect();
        let sum = capacity::together(&pods);
        let origin = Origin::computed(
            cluster.brokers.first.nodes.replicas.origin.first(),
            asked.iter().flat_map(|asked| asked.places.iter().copied()),
        );
        Running {
            parts: parts(model),
            images: images(model),
            operator_elsewhere: !model.operator.is_ours(),
            cpu: Traced::new(sum.cpu.human().into(), origin.clone()),
            memory: Traced::new(sum.memory.mebibytes().into(), origin.clone()),
            silent: asked
                .iter()
                .filter(|asked| asked.pods.each == Ask::NOTHING)
                .map(|asked| asked.what.clone())
                .collect(),
            kept_apart: cluster.sets().iter().filter_map(KeptApart::of).collect(),
            nodes: model.environment.nodes.as_ref().map(|nodes| OnNodes::of(nodes, &asked, &origin)),
        }
    }
}

/// Pods with what they ask for, and where that stands.
struct Asked {
    what: String,
    pods: Pods,
    places: Vec<Span>,
    /// Where it stands how many there are.
    counted: Origin,
}

fn asked(model: &Model) -> Vec<Asked> {
    let cluster = &model.cluster;
    let of_set = |set: &Set<'_>| Asked {
        what: set.many(),
        pods: in_force::pods(set.nodes, model),
        places: set.nodes.replicas.origin.spans().chain(places(&set.nodes.resources.requests)).collect(),
        counted: set.nodes.replicas.origin.clone(),
    };
    let mut all: Vec<Asked> = cluster.sets().iter().map(of_set).collect();
    let mut single = |what: &str, each: Ask, amounts: &Amounts| {
        let pods = Pods { count: 1, each, apart: Apart::Anyhow };
        all.push(Asked { what: what.to_owned(), pods, places: places(amounts), counted: cluster.name.origin.clone() });
    };
    let operators = &cluster.entity_operator.resources.requests;
    single("topic operator", in_force::ask(operators), operators);
    if cluster.entity_operator.users.value {
        single("user operator", in_force::ask(operators), operators);
    }
    if let Some(exporter) = &cluster.exporter {
        single("Kafka Exporter", in_force::ask(&exporter.resources.requests), &exporter.resources.requests);
    }
    if let Some(cruise_control) = &cluster.cruise_control {
        let requests = &cruise_control.resources.requests;
        single("Cruise Control", in_force::ask(requests), requests);
    }
    if model.operator.is_ours() {
        single("cluster operator", in_force::operator(model), &model.operator.resources.requests);
    }
    all
}

fn places(amounts: &Amounts) -> Vec<Span> {
    let Amounts { cpu, memory } = amounts;
    let cpu = cpu.iter().flat_map(|cpu| cpu.origin.spans());
    cpu.chain(memory.iter().flat_map(|memory| memory.origin.spans())).collect()
}

fn parts(model: &Model) -> Vec<Part<'_>> {
    let cluster = &model.cluster;
    let mut parts: Vec<Part<'_>> = cluster.sets().iter().map(|set| Part::of_nodes(set, model)).collect();
    let model::EntityOperator { at: _, users, resources, pod: _ } = &cluster.entity_operator;
    let entity = made(&cluster.name, |name| format!("{name}-entity-operator-…"));
    parts.push(Part::single("topic operator", entity.clone(), resources));
    if users.value {
        parts.push(Part::single("user operator", entity, resources));
    }
    if let Some(exporter) = &cluster.exporter {
        let pod = made(&cluster.name, |name| format!("{name}-kafka-exporter-…"));
        parts.push(Part::single("Kafka Exporter", pod, &exporter.resources));
    }
    if let Some(cruise_control) = &cluster.cruise_control {
        let pod = made(&cluster.name, |name| format!("{name}-cruise-control-…"));
        parts.push(Part::single("Cruise Control", pod, &cruise_control.resources));
    }
    if model.operator.is_ours() {
        parts.push(cluster_operator(model));
    }
    parts
}

fn cluster_operator(model: &Model) -> Part<'_> {
    let facts = &model.release.operator;
    let pod = made(&model.operator.namespace, |_| format!("{}-…", facts.name));
    let mut part = Part::single("cluster operator", pod, &model.operator.resources);
    let official = |quantities: &'static Quantities, wanted: &Amounts| {
        let Amounts { cpu, memory } = wanted;
        let release = &model.cluster.strimzi;
        let cpu = cpu.as_ref().map(|cpu| made(cpu, |cpu| cpu.quantity()));
        let memory = memory.as_ref().map(|memory| made(memory, |memory| memory.quantity()));
        vec![
            labelled(cpu.unwrap_or_else(|| fixed(&quantities.cpu, release))),
            memory.unwrap_or_else(|| fixed(&quantities.memory, release)),
        ]
    };
    part.requests = official(&model.release.operator.requests, &model.operator.resources.requests);
    part.limits = official(&model.release.operator.limits, &model.operator.resources.limits);
    part
}

/// `500m CPU`.
fn labelled(cpu: Text<'_>) -> Text<'_> {
    Traced::new(format!("{} CPU", cpu.value).into(), cpu.origin)
}

fn amounts<'m>(amounts: &Amounts) -> Vec<Text<'m>> {
    let Amounts { cpu, memory } = amounts;
    let cpu = cpu.as_ref().map(|cpu| labelled(made(cpu, |cpu| cpu.quantity())));
    cpu.into_iter().chain(memory.as_ref().map(|memory| made(memory, |memory| memory.quantity()))).collect()
}

impl<'m> Part<'m> {
    fn of_nodes(set: &Set<'m>, model: &'m Model) -> Self {
        let Nodes { replicas, storage, resources, heap, spread: _, pod: _ } = set.nodes;
        let cluster = &model.cluster.name;
        let pod = |id: u32| {
            let name = set.pod(&cluster.value, id, &model.release.names);
            Traced::new(name.into(), cluster.origin.and(&replicas.origin))
        };
        let ids: Vec<u32> = set.ids().collect();
        let count = replicas.value;
        let volumes = storage.volumes().into_iter().map(|volume| Volume {
            size: made(&volume.size, |size| size.human()),
            class: volume.class.as_ref().map(text),
        });
        let what = match set.kind {
            NodeKind::Broker => format!("Kafka {}", set.one()),
            NodeKind::Controller | NodeKind::ZooKeeper => set.one(),
        };
        Part {
            what,
            count: Count::of(replicas).number,
            pods: ids.iter().copied().take(if count > 2 { 1 } else { 2 }).map(pod).collect(),
            through: ids.last().copied().filter(|_| count > 2).map(pod),
            requests: amounts(&resources.requests),
            limits: amounts(&resources.limits),
            heap: Some(made(&heap.max, |size| size.human())),
            volumes: volumes.collect(),
        }
    }

    fn single(what: &str, pod: Text<'m>, resources: &Resources) -> Self {
        Part {
            what: what.to_owned(),
            count: number(1, pod.origin.clone()),
            pods: vec![pod],
            through: None,
            requests: amounts(&resources.requests),
            limits: amounts(&resources.limits),
            heap: None,
            volumes: Vec::new(),
        }
    }
}

fn images(model: &Model) -> Vec<Image<'_>> {
    let mut kafka: Vec<&str> = Vec::new();
    let sets = model.cluster.sets();
    for kind in [NodeKind::Broker, NodeKind::Controller, NodeKind::ZooKeeper] {
        kafka.extend(sets.iter().any(|set| set.kind == kind).then(|| kind.words()));
    }
    kafka.extend(model.cluster.exporter.as_ref().map(|_| "Kafka Exporter"));
    kafka.extend(model.cluster.cruise_control.as_ref().map(|_| "Cruise Control"));
    let of = |name: ImageName, used_by: String| {
        let image = model.release.images.get(name, &model.cluster.kafka.value)?;
        let located = model.images.locate(&model.cluster.strimzi.derive(|_| image));
        Some(Image { image: made(&located, String::clone), used_by })
    };
    [of(ImageName::Kafka, kafka.join(", ")), of(ImageName::Operator, "the operators".to_owned())]
        .into_iter()
        .flatten()
        .collect()
}

impl<'m> KeptApart<'m> {
    /// A single pod has nothing to be kept apart from.
    fn of(set: &Set<'m>) -> Option<Self> {
        let spread = &set.nodes.spread;
        (set.nodes.replicas.value > 1).then(|| KeptApart {
            what: set.many(),
            key: fixed(
                match spread.value {
                    Spread::Node => "node",
                    Spread::NodeRequired => "node-required",
                    Spread::Zone => "zone",
                    Spread::None => "none",
                },
                spread,
            ),
            strictly: spread.value == Spread::NodeRequired,
            evenly: spread.value == Spread::Node,
            over_zones: spread.value == Spread::Zone,
            anyhow: spread.value == Spread::None,
        })
    }
}

impl OnNodes<'_> {
    fn of(nodes: &Sourced<u32>, asked: &[Asked], origin: &Origin) -> Self {
        let stranded = |count: u32| {
            let of = |asked: &Asked| {
                let number = asked.pods.stranded(count);
                let origin = || asked.counted.and(&nodes.origin);
                (number > 0)
                    .then(|| Stranded { what: asked.what.clone(), count: Count::new(u64::from(number), origin()) })
            };
            asked.iter().filter_map(of).collect::<Vec<_>>()
        };
        let never = stranded(nodes.value);
        let left = nodes.value.saturating_sub(1);
        let pods: Vec<Pods> = asked.iter().map(|asked| asked.pods).collect();
        let without_one = (left > 0).then(|| {
            let each = capacity::each_node(&pods, left);
            let origin = origin.and(&nodes.origin);
            WithoutOne {
                left: Count::new(u64::from(left), nodes.origin.clone()),
                cpu: Traced::new(each.cpu.human().into(), origin.clone()),
                memory: Traced::new(each.memory.mebibytes().into(), origin),
                wait: if never.is_empty() { stranded(left) } else { Vec::new() },
            }
        });
        OnNodes { count: Count::of(nodes), never, without_one }
    }
}
