//! `kafkasmith explain`: what a word of a spec means, what it takes, and where it shows; what a rule finds; what a field takes.

use super::Ending;
use crate::cli::args::Global;
use crate::cli::discovery::{self, SpecText};
use crate::cli::{Failure, Surroundings, ids};
use crate::compare::text::unix;
use crate::diag::{Known, Sources};
use crate::explain::{self, Ground, Unknown, World};
use crate::report::{Report, explanation};

const EXAMPLES: &str = "\
Without a word: the tables of a spec. A spec in the working folder is looked at, too: what it says, and \
in which lines of the rendered files that shows.

Examples:
  kafkasmith explain
  kafkasmith explain topic.partitions
  kafkasmith explain topic.orders.partitions
  kafkasmith explain '[cluster.listener.tls]'
  kafkasmith explain broker-down
  kafkasmith explain min.insync.replicas
  kafkasmith explain topic/one-copy-acknowledges
  kafkasmith explain topic/                             all rules of an area
  kafkasmith explain Kafka.spec.kafka.listeners
  kafkasmith explain --all --format json";

/// What may be written behind `explain`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// A rule, a key or table of the spec, a kind of alert, a setting of Kafka, a field of a resource
    #[arg(value_name = "KEY")]
    pub key: Vec<String>,

    /// Explain every key, kind of alert and finding
    #[arg(long, conflicts_with = "key")]
    pub all: bool,
}

/// Explains.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let ground = ground(global, world)?;
    let spec = ground.own.as_ref().map(World::name);
    let findings: Vec<Known> = ids::every().collect();
    // Somebody may write the words of a path apart.
    let page = match args.key.join(".") {
        _ if args.all => explanation::explanations(&explain::all(&ground, &findings), spec),
        word if word.trim().is_empty() => explanation::overview(&explain::overview(), spec),
        word => explanation::explanations(&explain::explain(&word, &ground, &findings).map_err(failure)?, spec),
    };
    let mut report = Report::new("explain", Sources::default(), []);
    if let Some(own) = ground.own.as_ref().filter(|own| own.is_broken()) {
        report.hints.push(format!(
            "{} has mistakes, so nothing is said of what it renders; see `{} check`",
            own.name(),
            global.program()
        ));
    }
    Ok(Ending::Page(page, report))
}

fn failure(unknown: Unknown) -> Failure {
    let Unknown { headline, notes, help } = unknown;
    notes.into_iter().fold(Failure::usage(headline), Failure::note).help(help)
}

/// With the spec at hand. That there is none is no mistake, unless one was named.
fn ground(global: &Global, world: &mut Surroundings<'_>) -> Result<Ground, Failure> {
    let spec = match discovery::spec(global, world) {
        Ok(spec) => Some(spec),
        Err(failure) if discovery::is_named(global, world) => return Err(failure),
        Err(_) => None,
    };
    spec.map(|spec| own(&spec)).transpose().map(Ground::new)
}

fn own(spec: &SpecText) -> Result<World, Failure> {
    let failure = || Failure::internal(format!("`{}` cannot be looked at", spec.shown()));
    World::of(&spec.shown(), &unix(&spec.text)).ok_or_else(failure)
}
