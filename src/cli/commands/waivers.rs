//! `kafkasmith waivers`: what is accepted for a while, and how that stands.

use super::Ending;
use super::releases::named;
use crate::cli::args::Global;
use crate::cli::demands::Demands;
use crate::cli::judge::{Manifests, Verdict};
use crate::cli::judging::{Demanding, Judging};
use crate::cli::workspace::Workspace;
use crate::cli::{Failure, Surroundings, ids, judge};
use crate::diag::{Severity, Sources};
use crate::edit::prune::{self, Left};
use crate::policy::waiver::{Standing, State};
use crate::report::{Report, waivers};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Each waiver of the spec, or with paths those of the `kafkasmith.toml` beside manifests: `active`, \
`expiring` within 14 days, `expired`, `unused` if nothing is found that it would accept, `refused` if \
something is wrong with it.

Examples:
  kafkasmith waivers
  kafkasmith waivers --prune             take those out that are expired or unused
  kafkasmith waivers k8s/                of manifests that somebody wrote
  kafkasmith waivers --format json";

/// What may be written behind `waivers`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Manifests: files, folders, or `-` for standard input [default: the spec]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Take the waivers out that are expired or unused; comments of others stay
    #[arg(long)]
    pub prune: bool,

    /// The Strimzi release that manifests are for [default: the one of the operator's image]
    #[arg(long, value_name = "RELEASE")]
    pub strimzi: Option<String>,

    /// What the house demands.
    #[command(flatten)]
    pub demanding: Demanding,
}

/// The file in which waivers stand.
struct Home {
    path: PathBuf,
    text: String,
    shown: String,
}

/// Lists, and takes out.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let judging = Judging::of(args.demanding.clone());
    if !args.paths.is_empty() {
        let said = args.strimzi.as_deref().map(named).transpose()?;
        let manifests = Manifests::read(&args.paths, said, &args.demanding, world)?;
        let verdict = manifests.judge(&judging)?;
        let Manifests { sources, beside, demands, .. } = manifests;
        let home = beside.map(|beside| Home {
            path: world.files.followed(&beside.path),
            text: beside.text,
            shown: beside.name,
        });
        return list(args, &demands, verdict, Report::new("waivers", sources, []), home, world);
    }
    let Workspace { spec, mut sources, complaints, set } = Workspace::open(global, world)?;
    if spec.is_stdin() && args.prune {
        return Err(Failure::usage("standard input cannot be written to").help("name the spec"));
    }
    let demands = Demands::of_spec(&spec, &mut sources, &args.demanding, world)?;
    let verdict = set.as_ref().map(|set| judge::rendered(set, &mut sources, &judging, &demands)).transpose()?;
    let Some(verdict) = verdict else {
        let mut report = Report::new("waivers", sources, complaints);
        report.base.clone_from(&spec.base);
        return Ok(Ending::Report(report));
    };
    let mut report = Report::new("waivers", sources, []);
    report.base.clone_from(&spec.base);
    let path = world.files.followed(&spec.folder.join(&spec.name));
    let home = Home { path, shown: spec.shown(), text: spec.text };
    list(args, &demands, verdict, report, Some(home), world)
}

/// Makes the page; `report` has the texts.
fn list(
    args: &Args,
    demands: &Demands,
    verdict: Verdict,
    mut report: Report,
    home: Option<Home>,
    world: &mut Surroundings<'_>,
) -> Result<Ending, Failure> {
    if demands.complaints.iter().any(|complaint| complaint.severity == Severity::Error) {
        report.add(demands.complaints.iter().cloned());
        return Ok(Ending::Report(report));
    }
    let gone = if args.prune { pruned(demands, &verdict.standings)? } else { Vec::new() };
    let mut rows = Vec::new();
    for (at, (waiver, standing)) in demands.waivers.iter().zip(&verdict.standings).enumerate() {
        if let (Some(waiver), Some(standing)) = (waiver, standing) {
            rows.push(waivers::Row { waiver, standing, is_pruned: gone.contains(&at) });
        }
    }
    report.add(verdict.findings.into_iter().filter(|finding| finding.id.area() == "waiver"));
    let page = waivers::table(&rows, &report);
    // What is wrong with waivers stands in the page; to list them is no judgement.
    let mut told = Report::new("waivers", Sources::default(), []);
    if !demands.is_whole && rows.iter().any(|row| row.standing.state == State::Unused) {
        told.hints
            .push("not all was looked at that the waivers may speak of, so `unused` ones may be of use".to_owned());
    }
    if let Some(home) = home.filter(|_| args.prune) {
        told.hints.push(match gone.len() {
            0 => "there is nothing to take out".to_owned(),
            1 => format!("took 1 waiver out of {}", home.shown),
            count => format!("took {count} waivers out of {}", home.shown),
        });
        if !gone.is_empty() {
            let text = prune::prune(&home.text, &gone).map_err(|left| refused(left, &home.shown))?;
            world.files.replace(&[(home.path, text.as_bytes())], &[])?;
        }
    }
    Ok(Ending::Page(page, told))
}

/// The waivers that go.
fn pruned(demands: &Demands, standings: &[Option<Standing>]) -> Result<Vec<usize>, Failure> {
    if !demands.is_whole {
        return Err(Failure::usage("only a part was looked at, so nobody knows which waivers are unused")
            .help("name the folder in which `kafkasmith.toml` stands"));
    }
    let goes = |standing: &Standing| matches!(standing.state, State::Unused | State::Expired);
    let states = standings.iter().enumerate().filter(|(_, standing)| standing.as_ref().is_some_and(goes));
    Ok(states.map(|(at, _)| at).collect())
}

fn refused(left: Left, shown: &str) -> Failure {
    match left {
        Left::Inline => Failure::usage(format!("the waivers of `{shown}` stand in one line"))
            .help("write each as a `[[waiver]]` of its own"),
        Left::NoToml => Failure::failed(ids::NOT_TEXT, format!("`{shown}` is no TOML")),
        Left::Doubtful => Failure::internal("taking waivers out would change what else is written"),
    }
}
