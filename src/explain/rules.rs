//! What there is to know of a rule: what it finds, what follows from that, and manifests that show it.

use super::{Explanation, Shown};
use crate::inspect::{self, Example, Level, Offence, Rule};

/// Explains what a rule can find, by its id; nothing if there is no such rule.
pub(super) fn explain(id: &str) -> Option<Explanation> {
    let mut all = inspect::rules().flat_map(|rule| rule.offences.iter().map(move |offence| (rule, *offence)));
    all.find(|(_, offence)| offence.id == id).map(|(rule, offence)| one(rule, offence))
}

/// All that an area can find, by the area's name; empty if there is no such area.
pub(super) fn area(name: &str) -> Vec<Explanation> {
    let of_area = |rule: &'static Rule| rule.offences.iter().filter(|offence| offence.area() == name);
    inspect::rules().flat_map(|rule| of_area(rule).map(move |offence| one(rule, offence))).collect()
}

fn one(rule: &'static Rule, offence: &'static Offence) -> Explanation {
    let mut facts = vec![("level", level(offence)), ("write", offence.write.to_owned())];
    if offence.security {
        facts.push(("security", "it lets somebody in, or shows a secret".to_owned()));
    }
    if !offence.waivable {
        facts.push(("waiver", "none is accepted: what it finds cannot work at all".to_owned()));
    }
    facts.push(("source", offence.source.to_owned()));
    facts.retain(|(_, text)| !text.is_empty());
    let meaning = [offence.summary, offence.why];
    Explanation {
        name: offence.id.to_owned(),
        is: "rule",
        meaning: meaning.iter().filter(|text| !text.is_empty()).map(|text| sentence(text)).collect(),
        facts,
        examples: examples(rule, offence),
        related: rule.offences.iter().map(|other| other.id.to_owned()).filter(|id| id != offence.id).collect(),
        ..Explanation::default()
    }
}

/// How much it matters, in both profiles where they differ.
pub(super) fn level(offence: &Offence) -> String {
    let (production, development) = (offence.production, offence.development);
    match (production == development, development) {
        (true, _) => production.word().to_owned(),
        (false, Level::Off) => format!("{}; in the profile `development` it is not looked for", production.word()),
        (false, _) => format!("{}; in the profile `development` {}", production.word(), development.word()),
    }
}

/// Those in which it is found, then one in which nothing is.
fn examples(rule: &Rule, offence: &Offence) -> Vec<Shown> {
    let marked = |example: &&Example| marks(example.text).any(|id| id == offence.id);
    let bad = rule.examples.iter().find(marked).map(|example| shown(example, offence));
    let good = rule.examples.iter().find(|example| marks(example.text).next().is_none());
    bad.into_iter().chain(good.map(|example| shown(example, offence))).collect()
}

fn shown(example: &Example, offence: &Offence) -> Shown {
    let is_bad = marks(example.text).any(|id| id == offence.id);
    let line = |line: &str| {
        let (text, ids) = line.split_once("# <- ").unwrap_or((line, ""));
        let here = ids.split(',').any(|id| id.trim() == offence.id);
        if here { format!("{text}# here") } else { text.trim_end().to_owned() }
    };
    let text = example.text.trim_matches('\n').lines().map(line).collect::<Vec<_>>().join("\n");
    Shown { shows: sentence(example.shows), is_bad, text }
}

/// The ids that the lines of an example are marked with.
fn marks(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.split_once("# <- ")).flat_map(|(_, ids)| ids.split(',').map(str::trim))
}

/// With a capital and a full stop. Words that are names stay what they are.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    let text: String = first.into_iter().chain(chars).collect();
    if text.ends_with(['.', '?', '!', ':']) { text } else { text + "." }
}

#[cfg(test)]
mod tests {
    use super::{area, explain};
    use crate::inspect;

    #[test]
    fn every_rule_says_what_why_and_shows_it_both_ways() {
        for offence in inspect::offences() {
            let told = explain(offence.id).unwrap();
            assert_eq!(told.meaning.len(), 2, "{} does not say what follows", offence.id);
            let bad: Vec<_> = told.examples.iter().filter(|example| example.is_bad).collect();
            assert!(bad.iter().any(|example| example.text.contains("# here")), "{} shows nothing", offence.id);
            assert!(bad.iter().all(|example| !example.text.contains("# <-")), "{} shows marks", offence.id);
            assert!(told.examples.iter().any(|example| !example.is_bad), "{} has no good example", offence.id);
        }
    }

    #[test]
    fn areas_are_explained_rule_by_rule() {
        assert!(area("topic").iter().all(|rule| rule.name.starts_with("topic/")));
        assert!(!area("topic").is_empty());
        assert!(area("nothing").is_empty());
    }
}
