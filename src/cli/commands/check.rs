//! `kafkasmith check`: prove that the files are what the spec says.

use super::Ending;
use crate::cli::args::Global;
use crate::cli::{Failure, Surroundings, discovery};
use crate::diag::Id;

const EXAMPLES: &str = "\
Nothing is ever written. The spec is rendered in memory and compared with the files, byte by byte, and \
with what git tracks and ignores.

Examples:
  kafkasmith check
  kafkasmith check --diff            show how each file differs
  kafkasmith check --staged          as a pre-commit hook: judge what will be committed
  kafkasmith check --format github   in GitHub Actions";

/// What may be written behind `check`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Look at what is staged for the next commit, not at what is on disk
    #[arg(long, conflicts_with = "no_git")]
    pub staged: bool,

    /// Do not ask git what is tracked and ignored
    #[arg(long)]
    pub no_git: bool,

    /// Show how files differ, at most N lines of each [default: 20]
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "20")]
    pub diff: Option<usize>,
}

/// Checks.
pub(super) fn run(_: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let spec = discovery::spec(global, world)?;
    // From here on: spec, model, render, compare with the folder, the index and git.
    let found = format!("`check` is not part of this build; it would work on `{}`", spec.shown());
    Err(Failure::failed(Id("cli/unfinished"), found))
}
