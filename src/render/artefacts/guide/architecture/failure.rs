//! What goes on when brokers, a node, a zone or those who decide are gone. Topics of the same numbers fare alike, so they share a row.

use super::{Count, Listed, NAMES, number, rest};
use crate::model::{self, Model, NodeKind, Origin, Set, Sourced, Spread};
use crate::reason::in_force::{self, Logs};
use crate::reason::placement::Brokers;
use crate::reason::survival::{self, Outcome, Quorum};
use crate::render::Traced;
use crate::render::artefacts::parts::{Text, text};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub(super) struct Failure<'m> {
    /// One broker alone: there is nothing to lose but everything.
    single: bool,
    losses: Vec<Loss<'m>>,
    node: Option<Node<'m>>,
    /// Whether it is known on how many nodes pods lie.
    nodes_unknown: bool,
    zone: Option<Zone<'m>>,
    ensemble: Ensemble,
    /// A broker with several volumes lives on when one is lost.
    several_volumes: bool,
    /// Topics that lose records with the volume of a single broker.
    one_copy: Option<Listed<Text<'m>>>,
    exporter: bool,
}

/// So many brokers gone, whichever they are.
#[derive(Debug, Serialize)]
struct Loss<'m> {
    words: &'static str,
    one: bool,
    /// How topics fare; empty if nothing stops.
    rows: Vec<Row<'m>>,
}

/// How topics fare.
#[derive(Debug, Serialize)]
struct Row<'m> {
    topics: Vec<Text<'m>>,
    more: Option<Text<'static>>,
    /// The positions of consumer groups, and no topic of the spec.
    positions: bool,
    replicas: Traced<u32>,
    min_insync: Traced<u32>,
    /// Copies of a partition that are left at least.
    left: Traced<u32>,
    writes: Effect,
    reads: Effect,
}

/// What becomes of something in a topic.
#[derive(Debug, Serialize)]
struct Effect {
    goes_on: bool,
    stops: bool,
    /// It stops in so many partitions, whichever brokers are gone.
    exactly: Option<Of>,
    /// It stops somewhere, if copies lie badly.
    may_stop: bool,
    /// In no more than so many; none if it may be all.
    up_to: Option<Of>,
}

/// So many partitions of so many.
#[derive(Debug, Serialize)]
struct Of {
    count: Traced<u32>,
    all: Traced<u32>,
}

/// A node gone.
#[derive(Debug, Serialize)]
struct Node<'m> {
    brokers: Count,
    /// Those who decide; none if they are brokers.
    members: Option<Count>,
    /// Nobody shares a node with another of its kind.
    apart: bool,
    /// That they share none is a wish.
    wish: bool,
    /// All brokers are on one node.
    all: bool,
    quorum: bool,
    rows: Vec<Row<'m>>,
}

/// A zone gone.
#[derive(Debug, Serialize)]
struct Zone<'m> {
    brokers: Count,
    zones: Count,
    /// How many of those who decide go with it; none if they are brokers, or not spread over zones.
    members: Option<Count>,
    /// They are not spread over zones.
    members_anyhow: bool,
    quorum: bool,
    rows: Vec<Row<'m>>,
}

#[derive(Debug, Serialize)]
struct Ensemble {
    members: Count,
    needed: Count,
    spare: Option<Text<'static>>,
}

/// Topics of the same numbers.
struct Group<'m> {
    copies: survival::Copies,
    topics: Vec<Text<'m>>,
    count: usize,
    positions: bool,
    /// Where partitions, copies and copies in sync come from.
    places: [Origin; 3],
}

/// How many brokers gone the page tells of, at most.
const GONE: [&str; 3] = ["One broker gone", "Two brokers gone", "Three brokers gone"];

impl<'m> Failure<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let (brokers, groups) = (in_force::brokers(model), groups(model));
        let replicas = &model.cluster.brokers.count();
        let most = groups.iter().map(|group| group.copies.replicas).max().unwrap_or(0);
        let last = most.max(2).min(brokers.count.saturating_sub(1));
        let members = &model.cluster.quorum();
        let (quorum, at) = (Quorum { members: members.value }, &members.origin);
        let deciding = model.cluster.deciding_sets();
        let deciding_brokers =
            deciding.iter().filter(|set| set.kind == NodeKind::Broker).map(|set| set.nodes.replicas.value).sum();
        let losses = GONE.iter().zip(1..=last).map(|(words, gone)| {
            let quorum = quorum.stands_without(gone.min(deciding_brokers));
            let rows = rows(&groups, replicas, gone, |copies| copies.without_brokers(gone, brokers, quorum));
            Loss { words, one: gone == 1, rows }
        });
        let nodes = model.environment.nodes.as_ref();
        let single: Vec<&model::Topic> = model.topics.iter().filter(|topic| topic.replicas.value == 1).collect();
        let one_copy = single.first().map(|topic| topic.replicas.origin.clone());
        Failure {
            single: brokers.count == 1,
            losses: losses.collect(),
            node: nodes.filter(|_| brokers.count > 1).map(|nodes| Node::of(model, nodes, brokers, &groups)),
            nodes_unknown: nodes.is_none() && brokers.count > 1,
            zone: Zone::of(model, brokers, &groups),
            ensemble: Ensemble {
                members: Count::of(members),
                needed: Count::new(u64::from(quorum.needed()), at.clone()),
                spare: (quorum.spare() > 0).then(|| number(u64::from(quorum.spare()), at.clone())),
            },
            several_volumes: model.cluster.brokers.have_several_volumes(),
            one_copy: one_copy.map(|origin| Listed::of(&single, NAMES, &origin, |topic| text(&topic.name))),
            exporter: model.cluster.exporter.is_some(),
        }
    }
}

fn groups(model: &Model) -> Vec<Group<'_>> {
    let common = Logs::of(model);
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: BTreeMap<(u32, u32, u32), usize> = BTreeMap::new();
    for topic in &model.topics {
        let copies = common.topic(topic).copies;
        let index = *known.entry((copies.partitions, copies.replicas, copies.min_insync)).or_insert(groups.len());
        if index == groups.len() {
            let places = [&topic.partitions, &topic.replicas, &topic.min_insync].map(|it| it.origin.clone());
            groups.push(Group { copies, topics: Vec::new(), count: 0, positions: false, places });
        }
        if let Some(group) = groups.get_mut(index) {
            group.add(topic);
        }
    }
    let in_force::Internal { copies, log: _, origin } = common.offsets(model);
    let places = [origin.clone(), origin.clone(), origin];
    groups.push(Group { copies, topics: Vec::new(), count: 0, positions: true, places });
    groups
}

impl<'m> Group<'m> {
    fn add(&mut self, topic: &'m model::Topic) {
        self.count += 1;
        if self.topics.len() < NAMES {
            self.topics.push(text(&topic.name));
        }
    }
}

fn rows<'m>(
    groups: &[Group<'m>],
    brokers: &Sourced<u32>,
    lost: u32,
    outcome: impl Fn(survival::Copies) -> Outcome,
) -> Vec<Row<'m>> {
    unless_harmless(groups.iter().map(|group| Row::of(group, brokers, lost, outcome(group.copies))).collect())
}

/// A table in which everything goes on says it in too many words.
fn unless_harmless(rows: Vec<Row<'_>>) -> Vec<Row<'_>> {
    if rows.iter().all(Row::is_harmless) { Vec::new() } else { rows }
}

impl<'m> Row<'m> {
    fn of(group: &Group<'m>, brokers: &Sourced<u32>, lost: u32, outcome: Outcome) -> Self {
        let Group { copies, topics, count, positions, places: [partitions, replicas, min_insync] } = group;
        let of_copies = replicas.and(&brokers.origin);
        Row {
            topics: topics.clone(),
            more: rest(count.saturating_sub(topics.len()), partitions),
            positions: *positions,
            replicas: Traced::new(copies.replicas, replicas.clone()),
            min_insync: Traced::new(copies.min_insync, min_insync.clone()),
            left: Traced::new(copies.replicas.min(brokers.value).saturating_sub(lost), of_copies.clone()),
            writes: Effect::of(outcome.refused, &of_copies.and(min_insync).and(partitions)),
            reads: Effect::of(outcome.offline, &of_copies.and(partitions)),
        }
    }

    fn is_harmless(&self) -> bool {
        self.writes.goes_on && self.reads.goes_on
    }
}

impl Effect {
    fn of(stopped: survival::Stopped, origin: &Origin) -> Self {
        let survival::Stopped { at_least, at_most, of } = stopped;
        let (goes_on, stops) = (stopped.nowhere(), stopped.everywhere());
        let may_stop = at_least != at_most;
        let of_all = |wanted: bool, count: u32| {
            let told = |number: u32| Traced::new(number, origin.clone());
            (wanted && !goes_on && !stops).then(|| Of { count: told(count), all: told(of) })
        };
        Effect {
            goes_on,
            stops: stops && !goes_on,
            exactly: of_all(at_least == at_most, at_most),
            may_stop,
            up_to: of_all(may_stop && at_most < of, at_most),
        }
    }
}

/// How many of these pods are on one node, if they lie as they wish, and how many run when it is gone no more or never did.
fn on_a_node(sets: &[Set<'_>], model: &Model, count: u32) -> (u32, u32) {
    sets.iter().fold((0, 0), |(here, gone): (u32, u32), set| {
        let pods = in_force::pods(set.nodes, model);
        let on_one = pods.apart.on_one(pods.count, count);
        (here.saturating_add(on_one), gone.saturating_add(on_one).saturating_add(pods.stranded(count)))
    })
}

/// Where it stands how many these are and how they are kept apart.
fn kept_apart_at(sets: &[Set<'_>], first: &Origin) -> Origin {
    sets.iter().fold(first.clone(), |at, set| at.and(&set.nodes.replicas.origin).and(&set.nodes.spread.origin))
}

/// The sets of brokers, and of those who decide and are no brokers.
fn brokers_and_others(model: &Model) -> (Vec<Set<'_>>, Vec<Set<'_>>) {
    model.cluster.sets().into_iter().partition(|set| set.kind == NodeKind::Broker)
}

impl<'m> Node<'m> {
    fn of(model: &'m Model, nodes: &Sourced<u32>, all: Brokers, groups: &[Group<'m>]) -> Self {
        let (kafka, others) = brokers_and_others(model);
        let (brokers, gone) = on_a_node(&kafka, model, nodes.value);
        let (members, _) = on_a_node(&others, model, nodes.value);
        let (_, members_gone) = on_a_node(&model.cluster.deciding_sets(), model, nodes.value);
        let quorum = Quorum { members: model.cluster.quorum().value }.stands_without(members_gone);
        let rows =
            rows(groups, &model.cluster.brokers.count(), gone, |copies| copies.without_brokers(gone, all, quorum));
        let count = |number: u32, of: &[Set<'_>]| Count::new(u64::from(number), kept_apart_at(of, &nodes.origin));
        Node {
            brokers: count(brokers, &kafka),
            members: (!others.is_empty()).then(|| count(members, &others)),
            apart: gone == 1 && quorum,
            wish: kafka.iter().any(|set| set.nodes.spread.value == Spread::Node),
            all: gone >= all.count,
            quorum,
            rows,
        }
    }
}

impl<'m> Zone<'m> {
    /// Only where brokers are spread over zones, and it is known how many there are.
    fn of(model: &'m Model, all: Brokers, groups: &[Group<'m>]) -> Option<Self> {
        let zones = in_force::zones(model).filter(|zones| *zones > 1)?;
        all.copies_in_a_rack(1)?;
        let spread = model.cluster.brokers.over_zones()?;
        let places = model.environment.zones.iter().map(|zone| zone.origin.first());
        let at_zones = Origin::computed(spread.origin.first(), places);
        let (deciding, (_, others)) = (model.cluster.deciding_sets(), brokers_and_others(model));
        let is_spread = |sets: &[Set<'_>]| sets.iter().all(|set| set.nodes.spread.value == Spread::Zone);
        let in_a_zone = |sets: &[Set<'_>]| -> u32 {
            sets.iter().map(|set| set.nodes.replicas.value.div_ceil(zones)).fold(0, u32::saturating_add)
        };
        let members = model.cluster.quorum();
        let quorum = is_spread(&deciding) && Quorum { members: members.value }.stands_without(in_a_zone(&deciding));
        let lost = |copies: survival::Copies| all.copies_in_a_rack(copies.replicas).unwrap_or(copies.replicas);
        let outcome = |copies: survival::Copies| {
            let outcome = copies.without_copies(lost(copies));
            if quorum { outcome } else { outcome.led_by(copies.partitions) }
        };
        let brokers = all.count.div_ceil(zones);
        let count = model.cluster.brokers.count();
        let row = |group: &Group<'m>| Row::of(group, &count, lost(group.copies), outcome(group.copies));
        let rows = unless_harmless(groups.iter().map(row).collect());
        Some(Zone {
            brokers: Count::new(u64::from(brokers), at_zones.and(&count.origin)),
            zones: Count::new(u64::from(zones), at_zones.clone()),
            members: (!others.is_empty() && is_spread(&deciding))
                .then(|| Count::new(u64::from(in_a_zone(&others)), at_zones.and(&members.origin))),
            members_anyhow: !is_spread(&deciding),
            quorum,
            rows,
        })
    }
}
