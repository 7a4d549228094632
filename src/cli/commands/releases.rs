//! `kafkasmith releases`: the Strimzi releases that the program knows.

use super::Ending;
use crate::catalog::{self, Release};
use crate::cli::args::Global;
use crate::cli::{Failure, Surroundings, discovery};
use crate::diag::{Complaints, Sources};
use crate::report::{Report, releases};
use crate::spec;
use crate::units::nearest;
use std::collections::BTreeSet;

const EXAMPLES: &str = "\
Which Kafka each runs, what may hold the metadata, which API versions it serves, on which Kubernetes. \
The release of a spec in the working folder is marked; there need not be one.

Examples:
  kafkasmith releases
  kafkasmith releases 0.45.2             one: what it can do, gates, listeners, images
  kafkasmith releases --kafka 3.9.1      those that run this Kafka
  kafkasmith releases --format json";

/// What may be written behind `releases`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Say more of this one
    #[arg(value_name = "RELEASE")]
    pub release: Option<String>,

    /// Only those that run this version of Kafka
    #[arg(long, value_name = "VERSION", conflicts_with = "release")]
    pub kafka: Option<String>,
}

/// Lists.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let own = own(global, world)?;
    let own = own.as_ref().map(|(version, spec)| (version.as_str(), spec.as_str()));
    let page = match (&args.release, &args.kafka) {
        (Some(name), _) => releases::detail(named(name)?, own),
        (None, Some(kafka)) => releases::table(&running(kafka)?, own),
        (None, None) => releases::table(&all(), own),
    };
    Ok(Ending::Page(page, Report::new("releases", Sources::default(), [])))
}

fn all() -> Vec<&'static Release> {
    catalog::releases().iter().filter_map(|version| catalog::release(version)).collect()
}

/// The release of that name.
///
/// # Errors
/// What may have been meant.
pub(super) fn named(name: &str) -> Result<&'static Release, Failure> {
    let bare = name.strip_prefix('v').unwrap_or(name);
    catalog::release(bare).ok_or_else(|| {
        let known = catalog::releases();
        // Of a line the newest.
        let of_line = known.iter().rfind(|version| version.starts_with(&format!("{bare}.")));
        let near = of_line.copied().or_else(|| nearest(bare, known.iter().copied()));
        let failure = Failure::usage(format!("Strimzi {name:?} is not in the catalogue"));
        match (near, known.last()) {
            (Some(near), Some(newest)) if near != *newest => {
                failure.help(format!("did you mean `{near}`? The newest is `{newest}`"))
            }
            (Some(near), _) => failure.help(format!("did you mean `{near}`?")),
            (None, _) => failure.help(format!("name one of: {}", known.join(", "))),
        }
    })
}

/// The releases that run a version of Kafka.
fn running(kafka: &str) -> Result<Vec<&'static Release>, Failure> {
    let found: Vec<&Release> = all().into_iter().filter(|release| release.kafka(kafka).is_some()).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let versions: BTreeSet<&str> = all()
        .into_iter()
        .flat_map(|release| release.kafka_versions.versions.iter().map(|known| known.version.as_str()))
        .collect();
    let versions: Vec<&str> = catalog::kafka_versions().iter().copied().filter(|it| versions.contains(it)).collect();
    let failure = Failure::usage(format!("no release of the catalogue runs Kafka {kafka:?}"));
    let failure = if all().into_iter().any(|release| release.knows(kafka)) {
        failure.note("they know it as what a cluster may come from")
    } else {
        failure
    };
    let of_line = versions.iter().rfind(|version| version.starts_with(&format!("{kafka}.")));
    Err(match of_line.copied().or_else(|| nearest(kafka, versions.iter().copied())) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(format!("name one of: {}", versions.join(", "))),
    })
}

/// The release that the spec at hand names, and that spec's name. That there is no spec is no mistake, unless one was named.
fn own(global: &Global, world: &mut Surroundings<'_>) -> Result<Option<(String, String)>, Failure> {
    let found = match discovery::spec(global, world) {
        Ok(found) => found,
        Err(failure) if discovery::is_named(global, world) => return Err(failure),
        Err(_) => return Ok(None),
    };
    let mut sources = Sources::default();
    let id = sources.add(found.name.as_str(), found.text.as_str()).ok();
    // What else is wrong with it is no matter here.
    let spec = id.and_then(|id| sources.get(id)).map(|source| spec::read(source, &mut Complaints::default()));
    let release = spec.and_then(|spec| Some(spec.cluster.get()?.strimzi.get()?.clone()));
    Ok(release.map(|release| (release, found.shown())))
}
