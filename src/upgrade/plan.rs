//! A whole upgrade: the stops, the stages of each, and what is to be done and to be known at every stage.

use super::rehearsal::{Heard, Part, Played, play};
use super::route::{self, NoWay, Standing, Stop};
use super::silent::{self, Silent};
use super::tasks::{self, Task};
use super::{migration, patches};
use crate::catalog::{Capability, Mode, Release};
use crate::diag::{Diagnostic, Source, Span};
use crate::model::Model;
use crate::spec::tables::Mode as Written;
use crate::spec::{self, Field};

/// An upgrade.
#[derive(Debug)]
pub struct Plan {
    /// The release that the spec names.
    pub from: &'static Release,
    /// How the cluster runs now.
    pub standing: Standing,
    /// The release to get to.
    pub to: &'static Release,
    /// The stops, in order. The first is where the cluster is; it has no stages if it can be left as it stands.
    pub hops: Vec<Hop>,
}

/// A stop with its stages.
#[derive(Debug)]
pub struct Hop {
    /// The stop.
    pub stop: Stop,
    /// Kafka versions of this release that are better not taken, and why: the default, and all that are newer than what is taken.
    pub avoided: Vec<Avoided>,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
}

/// A Kafka version that is not taken though the release supports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avoided {
    /// The version.
    pub kafka: &'static str,
    /// Whether the release takes it when the spec says nothing.
    pub is_default: bool,
    /// Newer releases that refuse to upgrade brokers of it, the oldest and the newest; nothing if none does.
    pub unheard: Option<(&'static str, &'static str)>,
    /// The next stop, which does not support it; nothing at the last stop.
    pub next: Option<&'static str>,
}

/// A part of a stop: one thing that changes, and then the cluster is whole again.
#[derive(Debug)]
pub struct Stage {
    /// What changes.
    pub kind: StageKind,
    /// What is to be done, in order.
    pub tasks: Vec<Task>,
    /// What is wrong with the spec as it is from here on, and was not before.
    pub findings: Vec<Diagnostic>,
    /// What changes without an error.
    pub silent: Silent,
}

/// What changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageKind {
    /// Nothing yet: what must be so before this operator comes.
    Before,
    /// The operator.
    Operator,
    /// What holds the metadata.
    Migration,
    /// Kafka.
    Kafka,
    /// The API version in which objects are stored.
    Conversion,
}

/// What all stages are made from.
pub(super) struct Scene<'m> {
    /// The spec's text.
    pub source: &'m Source,
    /// What it means as it is.
    pub model: &'m Model,
    /// The word with which the program is called, with the options that lead to the spec.
    pub program: &'m str,
    /// The folder of the rendered files, with `/`, from where the program is called.
    pub folder: String,
    /// What is written for the versions, for the places of tasks.
    pub places: Places,
}

/// Where the spec writes what an upgrade changes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Places {
    /// `cluster.strimzi`.
    pub strimzi: Option<Span>,
    /// `cluster.kafka`.
    pub kafka: Option<Span>,
    /// `cluster.metadata_version`.
    pub metadata: Option<Span>,
    /// `cluster.mode`.
    pub mode: Option<Span>,
    /// `cluster.brokers`.
    pub brokers: Option<Span>,
    /// `cluster.zookeeper`.
    pub zookeeper: Option<Span>,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum Impossible {
    /// The target is older than what the spec names.
    Downgrade,
    /// The facts allow no way.
    NoWay(NoWay),
}

impl Plan {
    /// Works out the way from what a spec says to another release. The model is that of the spec as it is.
    ///
    /// # Errors
    /// [`Impossible`] says why there is none.
    pub fn new(
        source: &Source,
        model: &Model,
        to: &'static Release,
        (program, base): (&str, &str),
    ) -> Result<Plan, Impossible> {
        let from = model.release;
        let mut complaints = crate::diag::Complaints::default();
        let (places, mode) = places(&spec::read(source, &mut complaints));
        if route::later(to).any(|release| release.version == from.version) {
            return Err(Impossible::Downgrade);
        }
        let kafka = from.kafka(&model.cluster.kafka.value).ok_or(Impossible::NoWay(NoWay { furthest: None }))?;
        let mode = mode.unwrap_or(if route::runs(from, Mode::ZooKeeper) { Mode::ZooKeeper } else { Mode::Kraft });
        let standing = Standing { kafka, mode };
        let stops = route::route(from, standing, to).map_err(Impossible::NoWay)?;
        let folder = format!("{base}{}/", model.project.output.value);
        let scene = Scene { source, model, program, folder, places };
        let now = Part { release: from, kafka: &kafka.version, mode, moved: None };
        let played = play(source, &now);
        let mut walk = Walk { scene: &scene, part: now, played, heard: Heard::default() };
        // What is wrong already is no matter of the upgrade.
        let known = std::mem::take(&mut walk.played.complaints);
        walk.heard.news(known);
        let nexts = stops.iter().skip(1).map(Some).chain([None]);
        let hops = stops.iter().zip(nexts).map(|(stop, next)| walk.hop(*stop, next.copied())).collect();
        Ok(Plan { from, standing, to, hops })
    }
}

/// The way through the stages, with what the spec meant at the last one.
struct Walk<'m> {
    scene: &'m Scene<'m>,
    part: Part,
    played: Played,
    heard: Heard,
}

impl Walk<'_> {
    fn hop(&mut self, stop: Stop, next: Option<Stop>) -> Hop {
        let mut stages = Vec::new();
        let Stop { release, arrives, leaves } = stop;
        if release.version != self.part.release.version {
            stages.extend(self.before(release));
            stages.push(self.operator(release));
        }
        let moves = arrives.mode != leaves.mode;
        // Nothing is moved while its Kafka is too old for that, and nothing waits that need not.
        if moves && release.migrates(&arrives.kafka.version) {
            stages.push(self.migration());
        }
        if arrives.kafka.version != leaves.kafka.version {
            stages.push(self.kafka(release, &leaves.kafka.version));
        }
        if moves && self.part.mode != leaves.mode {
            stages.push(self.migration());
        }
        stages.extend(next.and_then(|next| Self::conversion(release, next.release)));
        Hop { stop, avoided: avoided(stop, next), stages }
    }

    fn before(&self, new: &'static Release) -> Option<Stage> {
        let tasks = tasks::before(self.scene, self.part.release, new);
        let empty = Stage { kind: StageKind::Before, tasks, findings: Vec::new(), silent: Silent::default() };
        (!empty.tasks.is_empty()).then_some(empty)
    }

    fn operator(&mut self, new: &'static Release) -> Stage {
        let old = self.part.release;
        let before = self.turn(Part { release: new, ..self.part.clone() });
        let mut findings = self.findings();
        if let Some(model) = &before.model {
            findings.extend(self.heard.news(patches::dropped(model, old, new)));
        }
        let silent = silent::of_operator(&before, &self.played, old, new);
        let tasks = tasks::operator(self.scene, old, new, self.part.kafka);
        Stage { kind: StageKind::Operator, tasks, findings, silent }
    }

    fn kafka(&mut self, release: &'static Release, new: &'static str) -> Stage {
        let old = self.part.kafka;
        let before = self.turn(Part { kafka: new, ..self.part.clone() });
        let silent = silent::of_kafka(&before, &self.played, release, old, new);
        let tasks = tasks::kafka(self.scene, release, self.part.mode, (old, new));
        Stage { kind: StageKind::Kafka, tasks, findings: self.findings(), silent }
    }

    fn migration(&mut self) -> Stage {
        let kraft = Part { mode: Mode::Kraft, ..self.part.clone() };
        // As the spec is; then without what the move makes superfluous, which is what goes on from here.
        let before = self.turn(kraft.clone());
        let findings = self.findings();
        self.turn(Part { moved: Some(migration::tables(self.scene.model)), ..kraft });
        let rest = std::mem::take(&mut self.played.complaints);
        self.heard.news(rest);
        let silent = silent::of_move(&before, &self.played);
        let tasks = migration::tasks(self.scene, self.part.release);
        Stage { kind: StageKind::Migration, tasks, findings, silent }
    }

    fn conversion(release: &'static Release, next: &'static Release) -> Option<Stage> {
        let tasks = tasks::conversion(release, next);
        let empty = Stage { kind: StageKind::Conversion, tasks, findings: Vec::new(), silent: Silent::default() };
        (!empty.tasks.is_empty()).then_some(empty)
    }

    /// Goes on to other versions; gives back what was before.
    fn turn(&mut self, part: Part) -> Played {
        let before = std::mem::replace(&mut self.played, play(self.scene.source, &part));
        self.part = part;
        before
    }

    fn findings(&mut self) -> Vec<Diagnostic> {
        let complaints = std::mem::take(&mut self.played.complaints);
        self.heard.news(complaints)
    }
}

/// What is written for the versions, and the mode if the spec names one.
fn places(spec: &crate::spec::Spec) -> (Places, Option<Mode>) {
    let Field::Given(cluster, _) = &spec.cluster else { return (Places::default(), None) };
    let places = Places {
        strimzi: cluster.strimzi.span(),
        kafka: cluster.kafka.span(),
        metadata: cluster.metadata_version.span(),
        mode: cluster.mode.span(),
        brokers: cluster.brokers.span(),
        zookeeper: cluster.zookeeper.span(),
    };
    let mode = cluster.mode.get().map(|mode| match mode {
        Written::ZooKeeper => Mode::ZooKeeper,
        Written::KRaft => Mode::Kraft,
    });
    (places, mode)
}

/// The versions that somebody might take instead of the one that is taken.
fn avoided(stop: Stop, next: Option<Stop>) -> Vec<Avoided> {
    let Stop { release, leaves, .. } = stop;
    let newer =
        release.kafka_versions.versions.iter().skip_while(|kafka| kafka.version != leaves.kafka.version).skip(1);
    let unheard = |kafka: &str| {
        let refuses = |later: &&'static Release| !later.knows(kafka) && !later.can(Capability::UnknownKafka);
        let mut without = route::later(release).filter(refuses).map(|later| later.version);
        let first = without.next()?;
        Some((first, without.last().unwrap_or(first)))
    };
    newer
        .map(|kafka| Avoided {
            kafka: &kafka.version,
            is_default: kafka.version == release.default_kafka(),
            unheard: unheard(&kafka.version),
            next: next.map(|next| next.release.version),
        })
        .collect()
}
