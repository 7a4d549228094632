//! What releases of Strimzi and Kafka support: facts out of `catalog/`, typed. Everything else asks for capabilities and
//! settings here; versions are compared nowhere else.
//!
//! The files are part of the program. Each is read on first use and kept. A file that does not read is `None` at run
//! time and a failing test long before; `catalog/README.md` says where each comes from.

mod capability;
pub mod crd;
mod exporter;
mod family;
mod files;
mod forbidden;
mod in_sync;
mod kind;
mod library;
mod logging;
mod metadata;
mod permission;
mod reading;
mod release;
mod setting;
mod shapes;
mod shipped;
mod stack;
mod threads;
mod valid;
mod version;
mod written;

pub use capability::Capability;
pub use exporter::{Exporter, Metric, MetricType};
pub use family::{Families, Family, Runs};
pub use forbidden::{Configured, Forbidden, ForbiddenKeys};
pub use in_sync::caps_min_insync;
pub use kind::{Kind, Refusal, Unit};
pub use library::{Acks, Keys, Libraries, Library, LibrarySetting, Matter, Quoting, Snippet};
pub use logging::{logger_elsewhere, logger_entries};
pub use metadata::{MetadataFault, metadata_fault, metadata_takes_several_disks};
pub use permission::{Feature, Permission, Without, permission};
pub use release::Release;
pub use setting::{Fallback, ServerDefault, Setting, Settings, Update};
pub use shapes::{GoneVersion, ShapeFile, gone_versions};
pub use shipped::{
    Binding, Chart, CustomResource, Env, EnvValue, ImageName, Images, KafkaVersion, KafkaVersions, Logging, Operator,
    Port, Probe, Quantities, Role, Rule, Scratch,
};
pub use stack::{Broker, BrokerTools, Image, Mode, Stack, Stacks, Ui, ZooKeeper, ZooKeeperTools};
pub use threads::tells_request_threads_apart;
pub use written::{
    AllGroups, Cluster, Component, Container, JmxDialect, Kraft, Kubernetes, Listeners, Metrics, Names, NodePools,
    Resources, Service, Start, TargetPort,
};

use std::sync::OnceLock;

/// What the folders of the catalogue are called, in the order of their versions, with what was read from each.
struct Shelf<T> {
    names: Vec<&'static str>,
    read: Vec<OnceLock<Option<T>>>,
}

impl<T> Shelf<T> {
    fn of(folder: &str) -> Self {
        let names = reading::versions(folder);
        let read = names.iter().map(|_| OnceLock::new()).collect();
        Shelf { names, read }
    }

    fn get(&self, name: &str, read: impl FnOnce(&'static str) -> Option<T>) -> Option<&T> {
        let at = self.names.iter().position(|known| *known == name)?;
        let name = self.names.get(at)?;
        self.read.get(at)?.get_or_init(|| read(name)).as_ref()
    }
}

fn strimzi() -> &'static Shelf<Release> {
    static SHELF: OnceLock<Shelf<Release>> = OnceLock::new();
    SHELF.get_or_init(|| Shelf::of("strimzi"))
}

fn crds() -> &'static Shelf<Vec<crd::Definition>> {
    static SHELF: OnceLock<Shelf<Vec<crd::Definition>>> = OnceLock::new();
    SHELF.get_or_init(|| Shelf::of("strimzi"))
}

fn kafka() -> &'static Shelf<Settings> {
    static SHELF: OnceLock<Shelf<Settings>> = OnceLock::new();
    SHELF.get_or_init(|| Shelf::of("kafka"))
}

/// The Strimzi releases that the catalogue knows, oldest first.
pub fn releases() -> &'static [&'static str] {
    &strimzi().names
}

/// A Strimzi release by its full name, such as `0.39.0`.
pub fn release(version: &str) -> Option<&'static Release> {
    strimzi().get(version, |version| Release::read(version).ok())
}

/// The line of a version, by which later ones can be told from earlier ones: that of `3.6.1` is 3 and 6.
pub fn line(version: &str) -> Option<(u32, u32)> {
    version::Version::parse(version)?.line()
}

/// The newest release of the line of a version that may not be here: `0.45.2` for `0.45` or `0.45.9`.
pub fn newest_of_line(version: &str) -> Option<&'static str> {
    let wanted = line(version)?;
    releases().iter().rfind(|known| line(known) == Some(wanted)).copied()
}

/// The release that is nearest to a version that may not be here: the same, the newest of its line, the last one before it, or the
/// oldest. What stands behind the numbers, as in `0.45.0-arm64`, does not count; a text without numbers is the
/// newest's.
pub fn nearest_release(version: &str) -> Option<&'static Release> {
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    let numbers = version.get(..end)?.trim_end_matches('.');
    let Some(wanted) = version::Version::parse(numbers) else { return release(releases().last()?) };
    let before = |known: &&&str| version::Version::parse(known).is_some_and(|known| known <= wanted);
    let same = releases().iter().find(|known| **known == numbers).copied();
    let nearest = same.or_else(|| newest_of_line(numbers)).or_else(|| releases().iter().rfind(before).copied());
    release(nearest.or_else(|| releases().first().copied())?)
}

/// Whether a version of Strimzi is older than all releases that are here, so that nothing is known of it.
pub fn is_older_release(version: &str) -> bool {
    is_before(version, releases())
}

/// Whether a version of Kafka is older than all that are here.
pub fn is_older_kafka(version: &str) -> bool {
    is_before(version, kafka_versions())
}

fn is_before(version: &str, known: &[&str]) -> bool {
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    let numbers = version.get(..end).unwrap_or_default().trim_end_matches('.');
    let oldest = known.first().and_then(|oldest| version::Version::parse(oldest));
    version::Version::parse(numbers).zip(oldest).is_some_and(|(version, oldest)| version < oldest)
}

/// The custom resource definitions of a Strimzi release, in the order in which it ships them.
pub fn definitions(version: &str) -> Option<&'static [crd::Definition]> {
    crds().get(version, |version| crd::read(&format!("strimzi/{version}/crds.txt")).ok()).map(Vec::as_slice)
}

/// The Kafka versions whose settings the catalogue knows, oldest first.
pub fn kafka_versions() -> &'static [&'static str] {
    &kafka().names
}

/// The settings of a Kafka version by its full name, such as `3.6.1`.
pub fn settings(version: &str) -> Option<&'static Settings> {
    kafka().get(version, |version| Settings::read(version).ok())
}

/// The images of the local stack.
pub fn stacks() -> Option<&'static Stacks> {
    static STACKS: OnceLock<Option<Stacks>> = OnceLock::new();
    STACKS.get_or_init(|| Stacks::read().ok()).as_ref()
}

/// The families of images that people put into compose files.
pub fn families() -> Option<&'static Families> {
    static FAMILIES: OnceLock<Option<Families>> = OnceLock::new();
    FAMILIES.get_or_init(|| Families::read().ok()).as_ref()
}

/// The client libraries that the guides speak of.
pub fn libraries() -> Option<&'static Libraries> {
    static LIBRARIES: OnceLock<Option<Libraries>> = OnceLock::new();
    LIBRARIES.get_or_init(|| Libraries::read().ok()).as_ref()
}

#[cfg(test)]
mod tests;
