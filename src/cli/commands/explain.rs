//! `kafkasmith explain`: what a word of a spec means, what it takes, and where it shows; what a rule finds; what a field takes.

use super::Ending;
use crate::cli::args::Global;
use crate::cli::discovery::{self, SpecText};
use crate::cli::house::{self, House};
use crate::cli::judging::Demanding;
use crate::cli::{Failure, Surroundings, ids};
use crate::compare::text::unix;
use crate::diag::{Id, Known, Sources};
use crate::explain::{self, Explanation, Ground, Unknown, World};
use crate::report::{Report, explanation};
use crate::units::nearest;
use std::path::PathBuf;

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
  kafkasmith explain house/dlq-keeps-a-month            a rule of your own policy
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

    /// A policy that several specs share, whose rules can be explained too
    ///
    /// Without it: `KAFKASMITH_POLICY`, else there is none.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
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
        word => {
            let of_house = of_house(&word, args, global, world)?;
            let found = if of_house.is_empty() {
                explain::explain(&word, &ground, &findings).map_err(failure)?
            } else {
                of_house
            };
            explanation::explanations(&found, spec)
        }
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

/// The house's own rule of that id, or those of that area.
fn of_house(
    word: &str,
    args: &Args,
    global: &Global,
    world: &mut Surroundings<'_>,
) -> Result<Vec<Explanation>, Failure> {
    if !word.contains('/') {
        return Ok(Vec::new());
    }
    let demanding = Demanding { policy: args.policy.clone(), today: None };
    let House { sources, demands } = house::at_hand(&demanding, global, world)?;
    let asked = |id: &Id| id.word() == word || word.strip_suffix('/').is_some_and(|area| id.area() == area);
    let rules = demands.policy.house.rules();
    let found: Vec<_> =
        rules.iter().filter(|rule| asked(&rule.id)).map(|rule| explain::house(rule, &sources)).collect();
    if found.is_empty() && rules.iter().any(|rule| Some(rule.id.area()) == word.split('/').next()) {
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id.word()).collect();
        let failure = Failure::usage(format!("the house has no rule `{word}`"));
        return Err(failure.help(match nearest(word, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its rules are {}", ids.join(", ")),
        }));
    }
    Ok(found)
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
