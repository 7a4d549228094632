//! `kafkasmith render`: write everything that the spec describes.

use super::Ending;
use crate::cli::args::Global;
use crate::cli::{Failure, Surroundings, discovery};
use crate::diag::Id;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Nothing is written before everything is worked out, and a file that somebody edited or that is not \
ours is never overwritten unless it is named.

Examples:
  kafkasmith render
  kafkasmith render --dry-run
  kafkasmith render --adopt out/services/docker-compose.yml
  kafkasmith render --discard-edits out/k8s-manifests/kafka/03-kafka-topics.yaml";

/// What may be written behind `render`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Only say what would be written and removed
    #[arg(long)]
    pub dry_run: bool,

    /// Take over a file that is there already and not ours
    #[arg(long, value_name = "PATH")]
    pub adopt: Vec<PathBuf>,

    /// Overwrite a file of ours that somebody edited
    #[arg(long, value_name = "PATH")]
    pub discard_edits: Vec<PathBuf>,
}

/// Renders.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    if global.spec.as_deref() == Some(Path::new("-")) && !args.dry_run {
        return Err(Failure::usage("a spec from standard input has no folder to write to")
            .help("add `--dry-run`, or save it as a file and name that"));
    }
    let spec = discovery::spec(global, world)?;
    // From here on: spec, model, render, compare with the folder, write.
    let found = format!("`render` is not part of this build; it would work on `{}`", spec.shown());
    Err(Failure::failed(Id("cli/unfinished"), found))
}
