//! The releases of the catalogue as pages: a table of all, one in detail, and both as data for programs.
//!
//! As in reports, the structs of the data are the promise: adding a field is a minor release, removing one a major one.

use super::page::{Block, Page};
use super::table::Table;
use crate::catalog::{Capability, ImageName, Kraft, Release};
use serde::Serialize;
use std::collections::BTreeMap;

/// The release that the spec at hand names, and the name of that spec.
pub type Own<'a> = Option<(&'a str, &'a str)>;

/// What programs get.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    api_version: &'a str,
    kind: &'a str,
    /// The spec at hand; null without one.
    spec: Option<&'a str>,
    releases: Vec<Wire<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    version: &'a str,
    /// The day of its tag.
    released: &'a str,
    /// Whether the spec at hand names it.
    of_spec: bool,
    kafka: Kafka<'a>,
    modes: Modes,
    api: Api<'a>,
    kubernetes: Kubernetes<'a>,
    capabilities: Vec<Can<'a>>,
    feature_gates: &'a BTreeMap<String, bool>,
    metrics: Metrics<'a>,
    listener_types: &'a [String],
    listener_authentication: &'a [String],
    /// Names of images; that of Kafka once for each version.
    images: Vec<String>,
}

#[derive(Serialize)]
struct Kafka<'a> {
    default: &'a str,
    supported: Vec<&'a str>,
    /// What it cannot run, and has heard of.
    known: &'a [String],
}

#[derive(Serialize)]
struct Modes {
    zookeeper: bool,
    /// `preview` or `full`.
    kraft: &'static str,
    /// Whether a cluster can be moved from one to the other.
    migration: bool,
}

#[derive(Serialize)]
struct Api<'a> {
    served: &'a [String],
    stored: &'a str,
}

#[derive(Serialize)]
struct Kubernetes<'a> {
    minimum: &'a str,
}

#[derive(Serialize)]
struct Can<'a> {
    name: Capability,
    means: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metrics<'a> {
    jmx_exporter: &'a str,
    kafka_exporter: &'a str,
    types: &'a [String],
}

/// A table of releases, in their order.
pub fn table(releases: &[&Release], own: Own<'_>) -> Page {
    let heading = ["", "Strimzi", "released", "Kafka", "metadata", "API", "Kubernetes"];
    let rows = releases.iter().map(|release| {
        let mark = if is_own(release, own) { ">" } else { "" };
        let api = api(release).map(|(served, _)| served.join(", ")).unwrap_or_default();
        let from = format!("{} on", release.kubernetes.minimum);
        let cells = [mark, release.version, &release.released, &kafka(release), modes(release), &api, &from];
        cells.map(str::to_owned).to_vec()
    });
    let table = Table { heading: heading.map(str::to_owned).to_vec(), rows: rows.collect(), breaks: 3 };
    let mut notes = vec!["`*` runs where a spec names no Kafka.".to_owned()];
    if let Some((_, spec)) = own.filter(|_| releases.iter().any(|release| is_own(release, own))) {
        notes.push(format!("`>` is the release of {spec}."));
    }
    notes.push(
        "`kafkasmith releases VERSION` says more of one; `kafkasmith upgrade` leads from one to another.".to_owned(),
    );
    Page { blocks: vec![Block::Table(table), Block::Text(notes.join("\n"))], data: data(releases, own) }
}

/// One release in detail.
pub fn detail(release: &Release, own: Own<'_>) -> Page {
    let title = match own.filter(|_| is_own(release, own)) {
        Some((_, spec)) => format!("the release of {spec}"),
        None => "a release of the catalogue".to_owned(),
    };
    let row = |name: &str, text: String| (name.to_owned(), text);
    let (served, stored) = api(release).unwrap_or((&[], ""));
    let known = &release.kafka_versions.known;
    let heard = match (known.first(), known.last()) {
        (Some(first), Some(last)) => {
            format!("{} more, from {first} to {last}, as what a cluster comes from", known.len())
        }
        _ => "none but these".to_owned(),
    };
    let facts = vec![
        row("released", release.released.clone()),
        row("Kafka", format!("{}; * runs where a spec names none", kafka(release))),
        row("knows", heard),
        row("metadata", modes(release).to_owned()),
        row("API versions", format!("{}; objects are stored as {stored}", served.join(", "))),
        row("Kubernetes", kubernetes(release)),
        row("JMX exporter", release.metrics.jmx_exporter.clone()),
        row("Kafka Exporter", release.metrics.kafka_exporter.clone()),
        row("metrics", release.metrics.types.join(", ")),
        row("listeners", release.listeners.types.join(", ")),
        row("authentication", release.listeners.authentication.join(", ")),
        row("authorization", release.cluster.authorization.join(", ")),
    ];
    let gates = release.feature_gates.iter().map(|(name, on)| row(name, if *on { "on" } else { "off" }.to_owned()));
    let gates: Vec<(String, String)> = gates.collect();
    let can = release.capabilities.iter().map(|capability| format!("- {}", capability.words())).collect();
    let gates = if gates.is_empty() { Block::Text("It has none.".to_owned()) } else { Block::Rows(gates) };
    let blocks = vec![
        Block::Title(format!("Strimzi {}", release.version), title),
        Block::Rows(facts),
        Block::Heading("What it can do, among what differs between releases".to_owned()),
        Block::Lines(can),
        Block::Heading("Feature gates, and their defaults".to_owned()),
        gates,
        Block::Heading("Images".to_owned()),
        Block::Lines(images(release)),
    ];
    Page { blocks, data: data(&[release], own) }
}

fn data(releases: &[&Release], own: Own<'_>) -> Option<serde_json::Value> {
    let releases = releases.iter().map(|release| wire(release, own)).collect();
    let spec = own.map(|(_, spec)| spec);
    serde_json::to_value(Envelope { api_version: "kafkasmith/v1", kind: "Releases", spec, releases }).ok()
}

fn wire<'a>(release: &'a Release, own: Own<'_>) -> Wire<'a> {
    let (served, stored) = api(release).unwrap_or((&[], ""));
    Wire {
        version: release.version,
        released: &release.released,
        of_spec: is_own(release, own),
        kafka: Kafka {
            default: release.default_kafka(),
            supported: release.kafka_versions.versions.iter().map(|known| known.version.as_str()).collect(),
            known: &release.kafka_versions.known,
        },
        modes: Modes {
            zookeeper: release.can(Capability::ZooKeeper),
            kraft: if release.cluster.kraft == Kraft::PreviewGate { "preview" } else { "full" },
            migration: release.can(Capability::KraftMigration),
        },
        api: Api { served, stored },
        kubernetes: Kubernetes { minimum: &release.kubernetes.minimum },
        capabilities: release
            .capabilities
            .iter()
            .map(|capability| Can { name: *capability, means: capability.words() })
            .collect(),
        feature_gates: &release.feature_gates,
        metrics: Metrics {
            jmx_exporter: &release.metrics.jmx_exporter,
            kafka_exporter: &release.metrics.kafka_exporter,
            types: &release.metrics.types,
        },
        listener_types: &release.listeners.types,
        listener_authentication: &release.listeners.authentication,
        images: images(release),
    }
}

fn is_own(release: &Release, own: Own<'_>) -> bool {
    own.is_some_and(|(version, _)| version == release.version)
}

/// The Kafka versions that it runs, the default marked.
fn kafka(release: &Release) -> String {
    let name = |version: &str| format!("{version}{}", if version == release.default_kafka() { "*" } else { "" });
    let names: Vec<String> = release.kafka_versions.versions.iter().map(|known| name(&known.version)).collect();
    names.join(" ")
}

/// What may hold the metadata.
fn modes(release: &Release) -> &'static str {
    match (release.can(Capability::ZooKeeper), release.cluster.kraft) {
        (true, Kraft::PreviewGate) => "ZooKeeper, KRaft preview",
        (true, _) => "ZooKeeper, KRaft",
        (false, _) => "KRaft",
    }
}

/// The API versions of the Kafka resource: those that are served, and the one in which objects are stored.
fn api(release: &Release) -> Option<(&[String], &str)> {
    let kafka = release.resource("Kafka")?;
    Some((&kafka.served, &kafka.stored))
}

fn kubernetes(release: &Release) -> String {
    let facts = &release.kubernetes;
    match facts.proven() {
        Some(proven) => format!("{} on; on one newer than {proven} it must be told the version", facts.minimum),
        None => format!("{} on", facts.minimum),
    }
}

/// Every image, each name once.
fn images(release: &Release) -> Vec<String> {
    let others = [ImageName::Operator, ImageName::Bridge, ImageName::Kaniko, ImageName::Maven, ImageName::Buildah];
    let others = others.into_iter().filter_map(|image| release.images.get(image, ""));
    release.kafka_images().map(|(_, image)| image).chain(others).collect()
}
