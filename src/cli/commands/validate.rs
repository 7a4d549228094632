//! `kafkasmith validate`: what the cluster will do with a spec, or with manifests that somebody wrote.

use super::Ending;
use super::releases::named;
use crate::catalog::Release;
use crate::cli::args::Global;
use crate::cli::demands::Demands;
use crate::cli::discovery::SpecText;
use crate::cli::judge::Manifests;
use crate::cli::judging::{Judging, Mending};
use crate::cli::mend::Mended;
use crate::cli::workspace::Workspace;
use crate::cli::{Failure, Surroundings, discovery, judge};
use crate::edit::fix::Which;
use crate::report::{Block, Page, Report};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Without a path the spec is judged, with everything that is rendered from it. With paths, manifests are \
judged that somebody wrote: files, folders, `-` for standard input. The Strimzi release is read from the \
operator's image; `--strimzi` says it where no image does. For a spec it rehearses another release.

Examples:
  kafkasmith validate
  kafkasmith validate --fix          write what has one safe answer into the spec
  kafkasmith validate --strimzi 1.2.0   what would be wrong there?
  kafkasmith validate k8s/ docker-compose.yml
  kubectl get -o yaml kafka,kafkatopic,kafkauser | kafkasmith validate --strimzi 0.45.2 -";

/// What may be written behind `validate`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Manifests: files, folders, or `-` for standard input [default: the spec and what is rendered from it]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The Strimzi release that manifests are for [default: the one of the operator's image]
    ///
    /// Without manifests: judge the spec as if it named that release.
    #[arg(long, value_name = "RELEASE")]
    pub strimzi: Option<String>,

    /// How to judge.
    #[command(flatten)]
    pub judging: Judging,

    /// What becomes of findings with one answer.
    #[command(flatten)]
    pub mending: Mending,
}

/// Judges.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let said = args.strimzi.as_deref().map(named).transpose()?;
    args.judging.check()?;
    if args.paths.is_empty() {
        return match said {
            Some(release) => rehearse(args, release, global, world),
            None => spec(args, global, world),
        };
    }
    if args.mending.is_wanted() {
        return Err(Failure::usage("only a spec is mended, not manifests that somebody wrote")
            .help("leave `--fix` and `--diff` out, or name no manifests"));
    }
    let manifests = Manifests::read(&args.paths, said, &args.judging.demanding, world)?;
    args.judging.check_house(manifests.demands.policy.house_ids())?;
    let verdict = manifests.judge(&args.judging)?;
    let mut report = Report::new("validate", manifests.sources, manifests.demands.complaints);
    verdict.tell(&args.judging, &mut report);
    Ok(Ending::Report(report))
}

/// Judges a spec as if it named another release.
fn rehearse(
    args: &Args,
    release: &'static Release,
    global: &Global,
    world: &mut Surroundings<'_>,
) -> Result<Ending, Failure> {
    if args.mending.is_wanted() {
        return Err(Failure::usage("a rehearsal mends nothing, for the spec names another release")
            .help("leave out `--strimzi`, or `--fix` and `--diff`"));
    }
    let workspace = Workspace::rehearsed(discovery::spec(global, world)?, release)?;
    let (mut report, spec) = judged(workspace, &args.judging, world)?;
    let version = release.version;
    report.hints.push(format!("a rehearsal: {} as if it named Strimzi {version}; nothing was changed", spec.shown()));
    Ok(Ending::Report(report))
}

/// Judges a spec with all that is rendered from it, and mends it where that is wanted.
fn spec(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let (mut report, spec) = judged(Workspace::open(global, world)?, &args.judging, world)?;
    let mending = &args.mending;
    if !mending.is_wanted() {
        return Ok(Ending::Report(report));
    }
    if spec.is_stdin() && !mending.diff {
        return Err(Failure::usage("standard input cannot be written to")
            .help("name the spec, or show what would change with `--diff`"));
    }
    let which = if mending.unsafe_fixes { Which::All } else { Which::Safe };
    let mended = Mended::of(&report, &spec, which)?;
    let is_failed = mending.exit_non_zero_on_fix && mended.made > 0;
    if mending.diff {
        report.is_failed = is_failed;
        report.hints.push(format!("{} would be fixed", mended.made));
        return Ok(Ending::Page(Page { blocks: vec![Block::Diff(mended.diff)], data: None }, report));
    }
    if mended.made == 0 {
        return Ok(Ending::Report(report));
    }
    mended.write(world)?;
    let (shown, made) = (mended.spec.shown(), mended.made);
    let (mut report, _) = judged(Workspace::of(mended.spec)?, &args.judging, world)?;
    report.is_failed = is_failed;
    report.hints.push(format!("fixed {made} in {shown}; next: {} render", global.program()));
    Ok(Ending::Report(report))
}

fn judged(
    workspace: Workspace,
    judging: &Judging,
    world: &mut Surroundings<'_>,
) -> Result<(Report, SpecText), Failure> {
    let Workspace { spec, mut sources, complaints, set } = workspace;
    let demands = Demands::of_spec(&spec, &mut sources, &judging.demanding, world)?;
    judging.check_house(demands.policy.house_ids())?;
    let verdict = set.as_ref().map(|set| judge::rendered(set, &mut sources, judging, &demands)).transpose()?;
    let mut report = Report::new("validate", sources, complaints.into_iter().chain(demands.complaints));
    report.base.clone_from(&spec.base);
    report.spec = Some(spec.name.clone());
    if let Some(verdict) = verdict {
        verdict.tell(judging, &mut report);
    }
    Ok((report, spec))
}
