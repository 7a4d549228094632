//! What everything else depends on: the Strimzi release, the Kafka version, and whether there is ZooKeeper.

use super::scope::{Scope, optional, place};
use super::{Environment, Sourced};
use crate::catalog::{self, Capability, Kraft, Release, Start};
use crate::diag::Diagnostic;
use crate::spec::tables::Mode;
use crate::spec::{Field, ids, tables};

/// What everything else depends on.
pub(super) struct Versions {
    pub(super) release: &'static Release,
    pub(super) strimzi: Sourced<String>,
    pub(super) kafka: Sourced<String>,
    /// Whether ZooKeeper or KRaft holds the metadata.
    pub(super) mode: Sourced<Mode>,
    /// Whether the spec names a release that the catalogue has; else it is judged by another.
    pub(super) known: bool,
}

impl Versions {
    /// The release, the Kafka version and the mode. Where they are missing, unknown or do not fit, that is complained about, and
    /// the rest of the spec is judged by the nearest release of the catalogue, so that one wrong version hides no other
    /// mistake.
    pub(super) fn build(written: &Field<tables::Cluster>, scope: &mut Scope<'_>) -> Option<Self> {
        let Some((cluster, at)) = written.given() else {
            let newest = catalog::nearest_release("")?;
            let at = place(written, scope);
            let version = |text: &str| Sourced::default(text.to_owned(), at);
            let (strimzi, kafka) = (version(newest.version), version(newest.default_kafka()));
            let mode = Sourced::default(Mode::KRaft, at);
            return Some(Versions { release: newest, strimzi, kafka, mode, known: false });
        };
        let help = "write the Strimzi release, such as `strimzi = \"0.39.0\"`";
        let strimzi = scope.required(&cluster.strimzi, at, "strimzi", help);
        let known = strimzi.as_ref().and_then(|strimzi| catalog::release(&strimzi.value));
        if let (Some(strimzi), None) = (&strimzi, known) {
            let headline = format!("Strimzi {:?} is not in the catalogue", strimzi.value);
            let help = match catalog::newest_of_line(&strimzi.value) {
                Some(near) => format!("did you mean {near:?}? `kafkasmith releases` lists all"),
                None => format!("use one of: {}", catalog::releases().join(", ")),
            };
            scope.complain(ids::UNSUPPORTED_VERSION, strimzi.origin.first(), headline, help);
        }
        let release =
            known.or_else(|| catalog::nearest_release(strimzi.as_ref().map_or("", |strimzi| &strimzi.value)))?;
        let strimzi = strimzi.unwrap_or_else(|| Sourced::default(release.version.to_owned(), at));
        let default = || strimzi.derive(|_| release.default_kafka().to_owned());
        let mut kafka = optional(&cluster.kafka).unwrap_or_else(default);
        if known.is_some() {
            runs(release, &strimzi, &kafka, scope);
            runs_in_mode(cluster, &strimzi, release, scope);
        }
        if catalog::settings(&kafka.value).is_none() {
            kafka = default();
        }
        let default = default_mode(release, known.is_some(), cluster);
        // A preview that was refused is judged as what it would have to become.
        let mode = optional(&cluster.mode).filter(|_| release.cluster.kraft != Kraft::PreviewGate);
        let mode = mode.unwrap_or_else(|| Sourced::default(default, at));
        Some(Versions { release, strimzi, kafka, mode, known: known.is_some() })
    }
}

/// ZooKeeper, as long as the release has it. Where the release is unknown or lacks what the spec has a table for, which is
/// complained about, the rest is judged by that table, or by what only KRaft has.
fn default_mode(release: &Release, known: bool, cluster: &tables::Cluster) -> Mode {
    let kraft = !(cluster.pool.is_absent() && cluster.metadata_version.is_absent());
    match (known, release.can(Capability::ZooKeeper)) {
        (true, true) => Mode::ZooKeeper,
        (false, true) if !kraft => Mode::ZooKeeper,
        _ if !cluster.zookeeper.is_absent() && !kraft => Mode::ZooKeeper,
        _ => Mode::KRaft,
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

/// ZooKeeper needs a release that still has it, KRaft one that has it without a feature gate.
fn runs_in_mode(cluster: &tables::Cluster, strimzi: &Sourced<String>, release: &Release, scope: &mut Scope<'_>) {
    let mode = optional(&cluster.mode);
    let wanted = match &mode {
        Some(mode) if mode.value == Mode::ZooKeeper => Some(mode.origin.first()),
        Some(_) => None,
        None => cluster.zookeeper.span(),
    };
    if let Some(at) = wanted.filter(|_| !release.can(Capability::ZooKeeper)) {
        let headline = format!("Strimzi {} has no ZooKeeper any more", release.version);
        scope.push(
            Diagnostic::error(ids::UNSUPPORTED_VERSION, headline)
                .at(at, "")
                .because(strimzi.origin.first(), "this release")
                .help("write `mode = \"kraft\"` and take [cluster.zookeeper] out")
                .note(way_to_kraft()),
        );
    }
    if let Some(mode) = mode.filter(|mode| mode.value == Mode::KRaft)
        && release.cluster.kraft == Kraft::PreviewGate
    {
        let headline = format!("KRaft is no more than a preview in Strimzi {}", release.version);
        scope.complain(ids::UNSUPPORTED_VERSION, mode.origin.first(), headline, "write `mode = \"zookeeper\"`");
    }
}

/// How a cluster that runs comes to a release without ZooKeeper.
fn way_to_kraft() -> String {
    let movers = catalog::releases().iter().filter_map(|version| catalog::release(version));
    let movers: Vec<&str> =
        movers.filter(|release| release.can(Capability::KraftMigration)).map(|release| release.version).collect();
    match (movers.first(), movers.last()) {
        (Some(first), Some(last)) => format!(
            "A cluster that runs with ZooKeeper is moved to KRaft before, by a release from {first} to {last}; \
             `kafkasmith upgrade` lists the steps."
        ),
        _ => "A cluster that runs with ZooKeeper cannot be moved to this release.".to_owned(),
    }
}

/// A Kubernetes that the release does not support any more is a mistake; one that is too new for it is helped by the operator's
/// environment.
pub(super) fn new_enough(environment: &Environment, versions: Option<&Versions>, scope: &mut Scope<'_>) {
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
