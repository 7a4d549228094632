//! `kafkasmith rules`: what `validate` can find, the house's own rules among it.

use super::Ending;
use crate::cli::args::Global;
use crate::cli::house::{self, House};
use crate::cli::judging::Demanding;
use crate::cli::{Failure, Surroundings};
use crate::diag::Sources;
use crate::inspect::{self, Offence};
use crate::policy::HouseRule;
use crate::report::{Report, rules};
use crate::units::nearest;
use std::collections::BTreeSet;
use std::path::PathBuf;

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

    /// A policy that several specs share, whose rules are listed too
    ///
    /// Without it: `KAFKASMITH_POLICY`, else there is none.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
}

/// Lists.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let is_page = global.output.format.is_some_and(|format| format.name == "markdown");
    let demanding = Demanding { policy: args.policy.clone(), today: None };
    let House { sources, demands } = house::at_hand(&demanding, global, world)?;
    // The page of the documentation is the program's, wherever it is made.
    let own = if is_page { &[] } else { demands.policy.house.rules() };
    let mut shown: Vec<&'static Offence> = Vec::new();
    let mut of_house: Vec<&HouseRule> = Vec::new();
    for word in &args.words {
        let (fitting, own) = (fitting(word), own.iter().filter(|rule| is_of(rule, word)).collect::<Vec<_>>());
        if fitting.is_empty() && own.is_empty() {
            return Err(nothing(word));
        }
        shown.extend(fitting);
        of_house.extend(own);
    }
    let of_house: Vec<&HouseRule> =
        own.iter().filter(|rule| args.words.is_empty() || of_house.iter().any(|other| other.id == rule.id)).collect();
    let offences: Vec<&'static Offence> =
        inspect::offences().filter(|offence| args.words.is_empty() || shown.contains(offence)).collect();
    if is_page {
        return Ok(Ending::Text(rules::markdown(&offences)));
    }
    Ok(Ending::Page(
        rules::table(&offences, &of_house, &demands.policy, &sources),
        Report::new("rules", Sources::default(), []),
    ))
}

/// Whether a rule of the house is of an area, has that id, or speaks of the word.
fn is_of(rule: &HouseRule, word: &str) -> bool {
    let word = word.to_lowercase();
    rule.id.area() == word.trim_end_matches('/')
        || [rule.id.word(), &rule.message].iter().any(|text| text.to_lowercase().contains(&word))
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
