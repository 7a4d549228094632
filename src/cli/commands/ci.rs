//! `kafkasmith ci`: everything that a pipeline asks, with one parse and one report.

use super::{Ending, check};
use crate::cli::args::Global;
use crate::cli::demands::Demands;
use crate::cli::judging::Judging;
use crate::cli::workspace::Workspace;
use crate::cli::{Failure, Surroundings, judge};
use crate::report::Report;

const EXAMPLES: &str = "\
`check` and `validate` at once: the files are what the spec says, and what they say is sound. Nothing is \
ever written.

Examples:
  kafkasmith ci
  kafkasmith ci --format github --report sarif=kafkasmith.sarif --report junit=kafkasmith.xml
  kafkasmith ci --fail-on warning";

/// What may be written behind `ci`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[group(skip)]
pub struct Args {
    /// How to check.
    #[command(flatten)]
    pub checking: check::Args,

    /// How to judge.
    #[command(flatten)]
    pub judging: Judging,
}

/// Checks and judges.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let Args { checking, judging } = args;
    judging.check()?;
    let Workspace { spec, mut sources, complaints, set } = checking.open(global, world)?;
    let demands = Demands::of_spec(&spec, &mut sources, &judging.demanding, world)?;
    judging.check_house(demands.policy.house_ids())?;
    let parts = set.as_ref().map(|set| {
        let proof = checking.prove(&spec, set, &mut sources, &global.program(), world)?;
        Ok::<_, Failure>((proof, judge::rendered(set, &mut sources, judging, &demands)?))
    });
    let parts = parts.transpose()?;
    let mut report = Report::new("ci", sources, complaints.into_iter().chain(demands.complaints));
    report.base.clone_from(&spec.base);
    report.spec = Some(spec.name);
    let Some((proof, verdict)) = parts else { return Ok(Ending::Report(report)) };
    verdict.tell(judging, &mut report);
    Ok(proof.ending(report))
}
