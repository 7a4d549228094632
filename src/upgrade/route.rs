//! The way from one Strimzi release to another: at which releases to stop, and with which Kafka to go on from each.
//!
//! Only the facts of the catalogue decide. An operator takes over a cluster whose Kafka both it and the one before it support,
//! so that nothing has to change at the same time; Kafka is raised afterwards. The fewest stops win, then the newest releases.

use crate::catalog::{self, KafkaVersion, Kraft, Mode, Release};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How a cluster runs at some moment.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// The Kafka version.
    pub kafka: &'static KafkaVersion,
    /// What holds its metadata.
    pub mode: Mode,
}

/// A release on the way, and what changes while it runs.
#[derive(Debug, Clone, Copy)]
pub struct Stop {
    /// The release.
    pub release: &'static Release,
    /// How the cluster runs when this operator takes over.
    pub arrives: Standing,
    /// How it runs when the next one does, or in the end.
    pub leaves: Standing,
}

/// There is no way.
#[derive(Debug, Clone, Copy)]
pub struct NoWay {
    /// The newest release that can be reached; nothing if the start itself cannot be left.
    pub furthest: Option<&'static Release>,
}

/// So many stops lie between a standing at a release and the target; by the place of the release, then of its Kafka.
type Costs = Vec<BTreeMap<(usize, bool), usize>>;

impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        self.kafka.version == other.kafka.version && self.mode == other.mode
    }
}

/// The stops from a release to another that is not older; the first is where the cluster is.
///
/// # Errors
/// [`NoWay`] if the facts allow none.
pub fn route(from: &'static Release, standing: Standing, to: &'static Release) -> Result<Vec<Stop>, NoWay> {
    let span = between(from, to);
    let costs = costs(&span);
    let mut stops = Vec::new();
    let (mut at, mut arrives) = (0, standing);
    while let Some(release) = span.get(at).copied() {
        if at + 1 == span.len() {
            stops.push(Stop { release, arrives, leaves: final_standing(release, arrives) });
            return Ok(stops);
        }
        let Some((next, leaves)) = onward(&span, &costs, at, arrives) else { break };
        stops.push(Stop { release, arrives, leaves });
        (at, arrives) = (next, leaves);
    }
    Err(NoWay { furthest: furthest(from, standing) })
}

/// The releases from one to the other, both included.
fn between(from: &Release, to: &Release) -> Vec<&'static Release> {
    let names = catalog::releases().iter();
    let span = names.skip_while(|name| **name != from.version);
    let mut span: Vec<&'static Release> = span.filter_map(|name| catalog::release(name)).collect();
    if let Some(last) = span.iter().position(|release| release.version == to.version) {
        span.truncate(last + 1);
    }
    span
}

/// The newest release that can be reached at all.
fn furthest(from: &'static Release, standing: Standing) -> Option<&'static Release> {
    let newest = catalog::release(catalog::releases().last()?)?;
    let span = between(from, newest);
    let reached = |end: usize| {
        let span = span.get(..=end)?;
        onward(span, &costs(span), 0, standing).and_then(|_| span.last().copied())
    };
    (1..span.len()).rev().find_map(reached)
}

fn costs(span: &[&'static Release]) -> Costs {
    let mut costs: Costs = vec![BTreeMap::new(); span.len()];
    for at in (0..span.len()).rev() {
        let Some(release) = span.get(at) else { continue };
        let mut own = BTreeMap::new();
        for (index, kafka) in release.kafka_versions.versions.iter().enumerate() {
            for mode in [Mode::ZooKeeper, Mode::Kraft] {
                let standing = Standing { kafka, mode };
                let is_target = at + 1 == span.len();
                let cost = if is_target {
                    runs(release, mode).then_some(0)
                } else {
                    choices(span, &costs, at, standing).map(|choice| choice.cost).min()
                };
                own.extend(cost.map(|cost| ((index, mode == Mode::Kraft), cost)));
            }
        }
        if let Some(place) = costs.get_mut(at) {
            *place = own;
        }
    }
    costs
}

/// A stop that can come next.
struct Choice {
    next: usize,
    leaves: Standing,
    /// Stops from here to the target.
    cost: usize,
}

/// Every stop that can come next from a standing, with what it costs.
fn choices<'s>(
    span: &'s [&'static Release],
    costs: &'s Costs,
    at: usize,
    arrives: Standing,
) -> impl Iterator<Item = Choice> + 's {
    let release = span.get(at).copied();
    let departures = release.into_iter().flat_map(move |release| departures(release, arrives));
    departures.flat_map(move |leaves| {
        (at + 1..span.len()).filter_map(move |next| {
            let (release, following) = (release?, *span.get(next)?);
            let index = taken_over(release, following, leaves)?;
            let rest = costs.get(next)?.get(&(index, leaves.mode == Mode::Kraft))?;
            Some(Choice { next, leaves, cost: rest + 1 })
        })
    })
}

/// The best of them: the fewest stops, then the newest release, then ZooKeeper as long as it lasts, then the Kafka that runs, then
/// the newest.
fn onward(span: &[&'static Release], costs: &Costs, at: usize, arrives: Standing) -> Option<(usize, Standing)> {
    let rank = |choice: &Choice| {
        let (place, leaves) = (age(span.get(at)?, choice.leaves.kafka), choice.leaves);
        let (same_mode, same_kafka) = (leaves.mode == arrives.mode, leaves.kafka.version == arrives.kafka.version);
        Some((Reverse(choice.cost), choice.next, same_mode, same_kafka, place))
    };
    choices(span, costs, at, arrives).max_by_key(rank).map(|choice| (choice.next, choice.leaves))
}

/// Whether a release runs clusters of that kind and not only as a preview.
pub fn runs(release: &Release, mode: Mode) -> bool {
    match mode {
        Mode::ZooKeeper => release.can(catalog::Capability::ZooKeeper),
        Mode::Kraft => release.cluster.kraft != Kraft::PreviewGate,
    }
}

/// The place of a Kafka version among those of the next operator, if that one can take the cluster over as it stands.
fn taken_over(release: &Release, next: &Release, standing: Standing) -> Option<usize> {
    let fits = runs(release, standing.mode) && runs(next, standing.mode) && release.shares_api_with(next);
    fits.then(|| age(next, standing.kafka))?
}

/// The place of a Kafka version among those that a release supports, which stand oldest first.
fn age(release: &Release, kafka: &KafkaVersion) -> Option<usize> {
    release.kafka_versions.versions.iter().position(|known| known.version == kafka.version)
}

/// Everything that a cluster can become while an operator runs: a newer Kafka, or an older one of the same protocol and metadata;
/// KRaft instead of ZooKeeper.
fn departures(release: &'static Release, arrives: Standing) -> Vec<Standing> {
    let now = age(release, arrives.kafka);
    let level = |kafka: &KafkaVersion| (kafka.protocol.clone(), kafka.metadata.clone());
    let versions = release.kafka_versions.versions.iter().enumerate();
    let reachable = versions.filter(|(index, kafka)| Some(*index) >= now || level(kafka) == level(arrives.kafka));
    let mut found = Vec::new();
    for (_, kafka) in reachable.filter(|_| now.is_some()) {
        found.push(Standing { kafka, mode: arrives.mode });
        let migrates = [arrives.kafka, kafka].iter().any(|kafka| release.migrates(&kafka.version));
        if arrives.mode == Mode::ZooKeeper && migrates && runs(release, Mode::Kraft) {
            found.push(Standing { kafka, mode: Mode::Kraft });
        }
    }
    found
}

/// Where to stay in the end: the newest Kafka that does not lead into a dead end.
fn final_standing(release: &'static Release, arrives: Standing) -> Standing {
    let now = age(release, arrives.kafka);
    let versions = release.kafka_versions.versions.iter().enumerate().rev();
    let newer = versions.filter(|(index, _)| Some(*index) > now).map(|(_, kafka)| kafka);
    let kafka = newer.into_iter().find(|kafka| !is_dead_end(release, kafka)).unwrap_or(arrives.kafka);
    Standing { kafka, mode: arrives.mode }
}

/// Whether no newer release supports a Kafka version of this one although some support another: a patch that came after them.
pub fn is_dead_end(release: &Release, kafka: &KafkaVersion) -> bool {
    let newer = || later(release);
    let goes_on = |kafka: &KafkaVersion| newer().any(|next| next.kafka(&kafka.version).is_some());
    !goes_on(kafka) && release.kafka_versions.versions.iter().any(goes_on)
}

/// The releases after one, oldest first.
pub fn later(release: &Release) -> impl Iterator<Item = &'static Release> {
    let names = catalog::releases().iter().skip_while(|name| **name != release.version).skip(1);
    names.filter_map(|name| catalog::release(name))
}

#[cfg(test)]
mod tests;
