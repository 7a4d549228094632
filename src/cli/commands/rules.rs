//! `kafkasmith rules`: what `validate` can find.

use super::Ending;
use crate::cli::Failure;
use crate::cli::args::Global;
use crate::diag::Sources;
use crate::inspect::{self, Offence};
use crate::report::{Report, rules};
use crate::units::nearest;
use std::collections::BTreeSet;

const EXAMPLES: &str = "\
Examples:
  kafkasmith rules
  kafkasmith rules topic cluster        those of some areas
  kafkasmith rules replicas             those with a word in them
  kafkasmith rules --format json
  kafkasmith rules --format markdown    as a page of a documentation
  kafkasmith explain topic/one-copy-acknowledges";

/// What may be written behind `rules`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Areas, ids, or words that occur in what rules find [default: all]
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
}

/// Lists.
pub(super) fn run(args: &Args, global: &Global) -> Result<Ending, Failure> {
    let mut shown: Vec<&'static Offence> = Vec::new();
    for word in &args.words {
        let fitting = fitting(word);
        if fitting.is_empty() {
            return Err(nothing(word));
        }
        shown.extend(fitting);
    }
    let offences: Vec<&'static Offence> =
        inspect::offences().filter(|offence| args.words.is_empty() || shown.contains(offence)).collect();
    if global.output.format.is_some_and(|format| format.name == "markdown") {
        return Ok(Ending::Text(rules::markdown(&offences)));
    }
    Ok(Ending::Page(rules::table(&offences), Report::new("rules", Sources::default(), [])))
}

/// An area's, else that of an id, else those that speak of the word.
fn fitting(word: &str) -> Vec<&'static Offence> {
    let by = |fits: &dyn Fn(&Offence) -> bool| inspect::offences().filter(|offence| fits(offence)).collect::<Vec<_>>();
    let area = by(&|offence| offence.area() == word.trim_end_matches('/'));
    if !area.is_empty() {
        return area;
    }
    let word = word.to_lowercase();
    by(&|offence| [offence.id, offence.summary].iter().any(|text| text.to_lowercase().contains(&word)))
}

fn nothing(word: &str) -> Failure {
    let areas: BTreeSet<&str> = inspect::offences().map(Offence::area).collect();
    let ids = inspect::offences().map(|offence| offence.id);
    let failure = Failure::usage(format!("no rule speaks of `{word}`"));
    match nearest(word, areas.iter().copied().chain(ids)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(format!("the areas are {}", areas.into_iter().collect::<Vec<_>>().join(", "))),
    }
}
