//! The ids that a policy and waivers may speak of.

use super::glob::covers;
use super::ids;
use crate::diag::{Complaints, Diagnostic, Known, Span};
use crate::units::nearest;

/// Areas that are ours even where no rule of theirs is known here: those of the rules, and of what this program says of itself.
const AREAS: [&str; 22] = [
    "alert",
    "bundle",
    "cli",
    "client",
    "cluster",
    "compose",
    "format",
    "generated",
    "git",
    "header",
    "listener",
    "metrics",
    "monitor",
    "operator",
    "policy",
    "rbac",
    "schema",
    "spec",
    "storage",
    "topic",
    "upgrade",
    "waiver",
];

/// All rules: ours, and those of the house.
#[derive(Debug, Clone)]
pub struct Rules<'k> {
    known: &'k [Ours],
    house: Vec<(String, Span)>,
}

/// An id of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ours {
    /// The id, and what it means.
    pub known: Known,
    /// Whether it is one of a rule, so that the house may say how much it matters; all else is a mistake whatever the house says.
    pub is_rule: bool,
    /// Whether a waiver may accept it.
    pub is_waivable: bool,
}

impl Ours {
    /// An id of a rule.
    pub const fn of_rule(known: Known, is_waivable: bool) -> Self {
        Ours { known, is_rule: true, is_waivable }
    }

    /// An id of a mistake in what this program is given.
    pub const fn of_mistake(known: Known) -> Self {
        Ours { known, is_rule: false, is_waivable: false }
    }
}

impl<'k> Rules<'k> {
    /// Ours alone.
    pub const fn new(known: &'k [Ours]) -> Self {
        Rules { known, house: Vec::new() }
    }

    /// Whether a waiver may accept the findings of a rule, as far as the house leaves that open.
    pub fn is_waivable(&self, id: &str) -> bool {
        self.known.iter().find(|ours| ours.known.id.word() == id).is_none_or(|ours| ours.is_waivable)
    }

    /// The ids of the house's rules.
    pub(super) fn house(&self) -> impl Iterator<Item = String> {
        self.house.iter().map(|(id, _)| id.clone())
    }

    /// Complains about a word that stands for nothing of which the house says how much it matters.
    pub(super) fn settable(&self, word: &str, at: Span, complaints: &mut Complaints) -> bool {
        if !self.check(word, at, complaints) {
            return false;
        }
        let rules = self.known.iter().filter(|ours| ours.is_rule).map(|ours| ours.known.id.word());
        if rules.chain(self.house.iter().map(|(id, _)| id.as_str())).any(|id| covers(word, id)) {
            return true;
        }
        let headline = format!("how much `{word}` matters is not the house's to say");
        let diagnostic = Diagnostic::error(ids::UNKNOWN_RULE, headline).at(at, "");
        complaints.push(diagnostic.help("leave it out: it is a mistake whatever anybody thinks of it"));
        false
    }

    pub(super) fn add(&mut self, id: &str, at: Span) {
        self.house.push((id.to_owned(), at));
    }

    /// Where the house's rule of that id stands.
    pub(super) fn house_place(&self, id: &str) -> Option<Span> {
        self.house.iter().find(|(other, _)| other == id).map(|(_, at)| *at)
    }

    /// Whether an area is ours.
    pub fn is_ours(&self, area: &str) -> bool {
        AREAS.contains(&area) || self.known.iter().any(|ours| ours.known.id.area() == area)
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(|ours| ours.known.id.word()).chain(self.house.iter().map(|(id, _)| id.as_str()))
    }

    /// The ids that a word stands for: itself, or all of an area.
    pub fn covered<'s>(&'s self, word: &'s str) -> impl Iterator<Item = &'s str> {
        self.words().filter(move |id| covers(word, id))
    }

    /// What a rule means, for one of ours.
    pub fn meaning(&self, id: &str) -> Option<&'static str> {
        self.known.iter().find(|ours| ours.known.id.word() == id).map(|ours| ours.known.meaning)
    }

    /// What to write instead of a word that stands for no rule; nothing if it stands for some.
    pub fn unknown(&self, word: &str) -> Option<String> {
        if self.covered(word).next().is_some() {
            return None;
        }
        let area = word.split('/').next().unwrap_or_default();
        let areas = || self.words().filter_map(|id| id.split('/').next());
        if let Some(near) = nearest(word, self.words()) {
            return Some(format!("did you mean `{near}`?"));
        }
        if word.ends_with("/*") {
            let near = nearest(area, areas()).map(|near| format!("did you mean `{near}/*`?"));
            return Some(near.unwrap_or_else(|| "`kafkasmith rules` lists all rules by area".to_owned()));
        }
        let all = format!("{area}/*");
        let listed: Vec<&str> = self.covered(&all).take(12).collect();
        Some(if listed.is_empty() {
            "`kafkasmith rules` lists all rules".to_owned()
        } else {
            format!("rules of this area are: {}", listed.join(", "))
        })
    }

    /// Complains about a word that stands for no rule.
    pub(super) fn check(&self, word: &str, at: Span, complaints: &mut Complaints) -> bool {
        let Some(help) = self.unknown(word) else { return true };
        let headline = format!("there is no rule `{word}`");
        complaints.push(Diagnostic::error(ids::UNKNOWN_RULE, headline).at(at, "").help(help));
        false
    }
}
