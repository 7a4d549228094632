//! The house's own rules: read once, asked of thing after thing.

use super::cel::{Condition, Failure, Language, Scope};
use super::view::{NOUNS, Noun, View};
use super::{Rules, Settled, ids};
use crate::diag::{About, Complaints, Diagnostic, Id, SetBy, Severity, Source, Span, Target};
use crate::spec::ids::MISSING_KEY;
use crate::spec::{Field, Literal, tables};
use crate::units::nearest;
use std::collections::BTreeSet;

/// The rules of a house, of the shared policy first.
#[derive(Debug, Default)]
pub struct House {
    language: Language,
    rules: Vec<HouseRule>,
}

/// One of them.
#[derive(Debug)]
pub struct HouseRule {
    /// Its id.
    pub id: Id,
    /// Where its id stands.
    pub at: Span,
    /// What it is asked of.
    pub noun: &'static Noun,
    /// What is said where it does not hold.
    pub message: String,
    /// How much its findings matter; nothing where it is switched off.
    pub severity: Option<Severity>,
    /// Who decided that.
    pub set_by: SetBy,
    /// Where what it demands stands.
    pub require_at: Span,
    when: Option<(Condition, Span)>,
    require: Condition,
}

/// What a rule has to say of a thing that it does not hold of.
#[derive(Debug)]
pub struct Answer<'h> {
    /// The rule.
    pub rule: &'h HouseRule,
    /// Where the expression stands that says it.
    pub at: Span,
    /// Why it can say neither; nothing if the rule is broken.
    pub failure: Option<Failure>,
}

impl House {
    /// All rules.
    pub fn rules(&self) -> &[HouseRule] {
        &self.rules
    }

    /// Reads rules that were written down, and complains about everything that could never work.
    pub(super) fn read(
        &mut self,
        source: &Source,
        written: &Field<Vec<Field<tables::Rule>>>,
        rules: &mut Rules<'_>,
        complaints: &mut Complaints,
    ) {
        for (rule, at) in written.get().into_iter().flatten().filter_map(Field::given) {
            let mut reader = Reader { source, language: &self.language, at, complaints };
            if let Some(rule) = reader.rule(rule, rules) {
                self.rules.push(rule);
            }
        }
    }

    /// Settles how much each rule's findings matter.
    pub(super) fn settle(&mut self, settle: impl Fn(&HouseRule) -> Settled) {
        for rule in &mut self.rules {
            let Settled { severity, set_by } = settle(rule);
            (rule.severity, rule.set_by) = (severity, set_by);
        }
    }

    /// What those of these rules that are not switched off have to say against a thing.
    pub fn ask<'h>(&'h self, rules: &[&'h HouseRule], view: &dyn View) -> Vec<Answer<'h>> {
        let word = view.noun().word;
        let asked = || rules.iter().filter(|rule| rule.severity.is_some() && rule.noun.word == word);
        let fields: BTreeSet<&str> = asked().flat_map(|rule| rule.fields()).collect();
        let fields: Vec<&str> = fields.into_iter().collect();
        let scope = Scope::of(view, &fields);
        asked().filter_map(|rule| rule.ask(&scope, &self.language)).collect()
    }
}

impl HouseRule {
    /// What it demands something of: the fields of the thing.
    pub fn demands(&self) -> impl Iterator<Item = &'static str> {
        self.require.asked()
    }

    /// Where the condition stands on which it is asked, if it has one.
    pub fn when_at(&self) -> Option<Span> {
        self.when.as_ref().map(|(_, at)| *at)
    }

    fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.require.asked().chain(self.when.iter().flat_map(|(when, _)| when.asked()))
    }

    fn ask(&self, scope: &Scope<'_>, language: &Language) -> Option<Answer<'_>> {
        if let Some((when, at)) = &self.when {
            match when.holds(scope, language) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(failure) => return Some(Answer { rule: self, at: *at, failure: Some(failure) }),
            }
        }
        match self.require.holds(scope, language) {
            Ok(true) => None,
            Ok(false) => Some(Answer { rule: self, at: self.require_at, failure: None }),
            Err(failure) => Some(Answer { rule: self, at: self.require_at, failure: Some(failure) }),
        }
    }
}

impl Answer<'_> {
    /// The finding, at the place of the thing.
    pub fn finding(&self, target: Target, place: Span) -> Diagnostic {
        let about = About { subject: target, set_by: self.rule.set_by.clone(), ..About::default() };
        let name = format!("{} `{}`", about.subject.kind, about.subject.name);
        let mut finding = match &self.failure {
            None => {
                let mut finding = Diagnostic::error(self.rule.id.clone(), format!("{name}: {}", self.rule.message));
                finding.severity = self.rule.severity.unwrap_or(Severity::Error);
                finding.at(place, "").because(self.at, "demanded here")
            }
            Some(failure) => {
                let headline = format!("`{}` cannot judge {name}: {}", self.rule.id, failure.why);
                let finding = Diagnostic::error(ids::RULE_FAILS, headline).at(self.at, "cannot be computed");
                let finding = finding.because(place, format!("for this {}", self.rule.noun.word));
                match &failure.help {
                    Some(help) => finding.help(help.clone()),
                    None => finding,
                }
            }
        };
        finding.about = Some(Box::new(about));
        finding
    }
}

struct Reader<'r> {
    source: &'r Source,
    language: &'r Language,
    at: Span,
    complaints: &'r mut Complaints,
}

impl Reader<'_> {
    fn rule(&mut self, written: &tables::Rule, rules: &mut Rules<'_>) -> Option<HouseRule> {
        let tables::Rule { id, each, when, require, message, level } = written;
        let id = self.needed("id", id).and_then(|(id, at)| self.id(id, at, rules));
        let noun = self.needed("each", each).and_then(|(word, at)| self.noun(word, at));
        let message = self.needed("message", message).and_then(|(text, at)| self.message(text, at));
        let require = self.needed("require", require);
        let bad = when.is_bad() || level.is_bad();
        let (require, when) = match noun {
            Some(noun) => {
                let when = when.given().map(|(text, at)| (self.condition(text, at, noun), at));
                let require = require.and_then(|(text, at)| Some((self.demand(text, at, noun)?, at)));
                (require, when)
            }
            None => (None, None),
        };
        let when = match when {
            Some((Some(when), at)) => Some((when, at)),
            Some((None, _)) => return None,
            None => None,
        };
        let ((id, at), noun, message, (require, require_at)) = (id?, noun?, message?, require?);
        if bad {
            return None;
        }
        let severity = level.get().map_or(Some(Severity::Error), |level| super::severity(*level));
        let (id, set_by) = (Id::of_house(id), SetBy::Rule);
        Some(HouseRule { id, at, noun, message, severity, set_by, require_at, when, require })
    }

    /// A key that must be there.
    fn needed<'w>(&mut self, key: &str, field: &'w Field<String>) -> Option<(&'w str, Span)> {
        if field.is_absent() {
            let headline = format!("`{key}` is missing: a rule has `id`, `each`, `require` and `message`");
            self.complaints.push(Diagnostic::error(MISSING_KEY, headline).at(self.at, ""));
        }
        field.given().map(|(text, at)| (text.as_str(), at))
    }

    fn id(&mut self, id: &str, at: Span, rules: &mut Rules<'_>) -> Option<(String, Span)> {
        let part = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let parts = id.split_once('/').filter(|(area, name)| part(area) && part(name));
        let (headline, help, because) = match parts {
            None => {
                let help = "write an area and a name in small letters, such as `house/dlq-keeps-a-month`".to_owned();
                (format!("{id:?} is no id of a rule"), help, None)
            }
            Some((area, name)) if rules.is_ours(area) => {
                let headline = format!("the area `{area}` belongs to kafkasmith");
                (headline, format!("write `house/{name}`, or another area of your own"), None)
            }
            Some(_) => {
                let Some(place) = rules.house_place(id) else {
                    rules.add(id, at);
                    return Some((id.to_owned(), at));
                };
                (format!("there is a rule `{id}` already"), "give it another id".to_owned(), Some(place))
            }
        };
        let diagnostic = Diagnostic::error(ids::BAD_ID, headline).at(at, "").help(help);
        self.complaints.push(match because {
            Some(place) => diagnostic.because(place, "here"),
            None => diagnostic,
        });
        None
    }

    fn noun(&mut self, word: &str, at: Span) -> Option<&'static Noun> {
        let noun = Noun::of(word);
        if noun.is_none() {
            let words = || NOUNS.iter().map(|noun| noun.word);
            let help = nearest(word, words()).map_or_else(
                || format!("one of: {}", words().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let headline = format!("rules are asked of no `{word}`");
            self.complaints.push(Diagnostic::error(ids::UNKNOWN_NOUN, headline).at(at, "").help(help));
        }
        noun
    }

    fn message(&mut self, text: &str, at: Span) -> Option<String> {
        let line = crate::diag::readable::line(text);
        if line.is_empty() {
            let diagnostic = Diagnostic::error(MISSING_KEY, "the message says nothing").at(at, "");
            self.complaints.push(diagnostic.help("say what is demanded: it is the headline of each finding"));
            return None;
        }
        Some(line.into_owned())
    }

    /// An expression, with each fault at its place within the string.
    fn condition(&mut self, text: &str, at: Span, noun: &'static Noun) -> Option<Condition> {
        let literal = Literal::new(self.source, at, text);
        match self.language.read(text, noun) {
            Ok(condition) => Some(condition),
            Err(faults) => {
                self.complaints.extend(faults.into_iter().map(|fault| {
                    let diagnostic =
                        Diagnostic::error(ids::BAD_EXPRESSION, fault.headline).at(literal.place(fault.place), "");
                    match fault.help {
                        Some(help) => diagnostic.help(help),
                        None => diagnostic,
                    }
                }));
                None
            }
        }
    }

    /// What a rule demands; of something that does not depend on the thing, nobody could ever do it right or wrong.
    fn demand(&mut self, text: &str, at: Span, noun: &'static Noun) -> Option<Condition> {
        let condition = self.condition(text, at, noun)?;
        if condition.looks() {
            return Some(condition);
        }
        let word = noun.word;
        let headline = format!("the rule is the same for every {word}: it does not look at `{word}`");
        let first = noun.fields.first().map_or("name", |field| field.name);
        let diagnostic = Diagnostic::error(ids::BAD_EXPRESSION, headline).at(at, "");
        self.complaints.push(diagnostic.help(format!("ask something of it, such as `{word}.{first} != ''`")));
        None
    }
}
