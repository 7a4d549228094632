//! `kafkasmith upgrade`: the way to another Strimzi release, as a checklist.

use super::Ending;
use super::releases::named;
use crate::catalog::{self, Release};
use crate::cli::args::Global;
use crate::cli::workspace::Workspace;
use crate::cli::{Failure, Surroundings, ids};
use crate::diag::Sources;
use crate::report::{Report, upgrade as pages};
use crate::upgrade::{Impossible, NoWay, Plan};

const EXAMPLES: &str = "\
At each stop the operator comes first, then Kafka, so that the Kafka that runs is always one that both \
operators support. On the way: from ZooKeeper to KRaft, other API versions, and what in this spec must \
change, which is found by building it for each stop. Nothing is written.

Examples:
  kafkasmith upgrade                     to the newest release of the catalogue
  kafkasmith upgrade --to 0.45.2
  kafkasmith upgrade > upgrade.md        a checklist to be pasted into an issue
  kafkasmith upgrade --format json";

/// What may be written behind `upgrade`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The release to get to [default: the newest]
    #[arg(long, value_name = "RELEASE")]
    pub to: Option<String>,
}

/// Plans.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let to = target(args)?;
    let Workspace { spec, sources, complaints, set } = Workspace::open(global, world)?;
    let Some(set) = set else {
        let mut report = Report::new("upgrade", sources, complaints);
        report.base.clone_from(&spec.base);
        return Ok(Ending::Report(report));
    };
    let internal = || Failure::internal(format!("`{}` cannot be looked at", spec.shown()));
    let model = &set.model;
    let source = sources.of(model.cluster.name.origin.first()).ok_or_else(internal)?;
    let plan = Plan::new(source, model, to, (&global.program(), &spec.base))
        .map_err(|why| impossible(&why, model.release, to))?;
    let shown = spec.shown();
    let around = pages::Around { sources: &sources, spec: &shown, cluster: &model.cluster.name.value };
    let page = pages::page(&plan, &around);
    Ok(Ending::Page(page, Report::new("upgrade", Sources::default(), [])))
}

fn target(args: &Args) -> Result<&'static Release, Failure> {
    if let Some(name) = &args.to {
        return named(name);
    }
    let newest = catalog::releases().last().and_then(|newest| catalog::release(newest));
    newest.ok_or_else(|| Failure::internal("the catalogue has no releases"))
}

fn impossible(why: &Impossible, from: &Release, to: &Release) -> Failure {
    let (old, new) = (to.version, from.version);
    match why {
        // Source: `con-downgrade-paths.adoc` and `proc-downgrade-kafka-kraft.adoc`, Strimzi 1.0.0 and 1.2.0.
        Impossible::Downgrade => Failure::usage(format!("Strimzi {old} is older than {new}, which the spec names"))
            .note(format!(
                "to go back is possible only step by step, as long as the older operator runs the Kafka that runs: {old} runs {}",
                from_to(to)
            ))
            .note("the metadata version, or `inter.broker.protocol.version`, must not be newer than that Kafka; once raised it stays")
            .note("a cluster without ZooKeeper never gets one again, and what is stored as `v1` is not read by releases before 0.49.0")
            .help("name a newer release, or set `cluster.strimzi` to what runs"),
        Impossible::NoWay(NoWay { furthest }) => {
            let failure = Failure::failed(ids::NO_WAY, format!("no way leads from Strimzi {new} to {old} as this cluster runs"))
                .note("on each way some operator would have to take over a Kafka, or a mode, that it does not run");
            match furthest {
                Some(furthest) => failure.help(format!("the furthest release that can be reached is {}", furthest.version)),
                None => failure.help("run a Kafka and a mode that a newer release supports, as `kafkasmith releases` lists them"),
            }
        }
    }
}

/// The Kafka versions of a release, as a range.
fn from_to(release: &Release) -> String {
    let versions: Vec<&str> = release.kafka_versions.versions.iter().map(|known| known.version.as_str()).collect();
    versions.join(", ")
}
