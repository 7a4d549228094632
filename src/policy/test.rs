//! Tests of a policy: a snippet of a spec, or manifests, with what must be found in it and what must not.

use super::Rules;
use super::glob::covers;
use super::ids::{BAD_TEST, TEST_FAILED};
use super::waiver::Selector;
use crate::diag::{Complaints, Diagnostic, Severity, Source, Span};
use crate::spec::ids::MISSING_KEY;
use crate::spec::{Field, read_as};
use crate::units::Date;
use serde::Deserialize;

/// The tests of a file, as they are written.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    test: Field<Vec<Field<Written>>>,
}

/// A test, as it is written.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    name: Field<String>,
    spec: Field<String>,
    manifests: Field<String>,
    today: Field<Date>,
    finds: Field<Vec<Field<Finding>>>,
    never: Field<Vec<Field<Finding>>>,
}

/// A finding, as it is written.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Finding {
    rule: Field<String>,
    target: Field<String>,
}

/// A test.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Where it stands.
    pub at: Span,
    /// What is looked through.
    pub snippet: Snippet,
    /// The day on which it is looked through; without one, waivers are not looked at.
    pub today: Option<Date>,
    finds: Vec<Expected>,
    never: Vec<Expected>,
}

/// What a test looks through.
#[derive(Debug, Clone, PartialEq)]
pub enum Snippet {
    /// A spec, or the tables of one that matter.
    Spec(String, Span),
    /// Manifests.
    Manifests(String, Span),
}

/// What must be found, or must not.
#[derive(Debug, Clone, PartialEq)]
struct Expected {
    rule: String,
    target: Option<Selector>,
    at: Span,
}

/// Reads the tests of a file. Those that make no sense are complained about and left out.
pub fn read(source: &Source, rules: &Rules<'_>, complaints: &mut Complaints) -> Vec<Case> {
    let file: File = read_as(source, complaints);
    if file.test.is_absent() && !complaints.has_errors() {
        let diagnostic = Diagnostic::error(BAD_TEST, "there is no test in this file").file(source.name());
        complaints.push(diagnostic.help("write `[[test]]` with `name`, `spec` or `manifests`, `finds` and `never`"));
    }
    let tests = file.test.get().into_iter().flatten().filter_map(Field::given);
    tests.filter_map(|(written, at)| case(written, at, rules, complaints)).collect()
}

fn case(written: &Written, at: Span, rules: &Rules<'_>, complaints: &mut Complaints) -> Option<Case> {
    let Written { name, spec, manifests, today, finds, never } = written;
    let mut wrong = |id, headline: &str, at: Span, help: &str| {
        complaints.push(Diagnostic::error(id, headline).at(at, "").help(help));
    };
    if name.is_absent() {
        wrong(
            MISSING_KEY,
            "`name` is missing: a test says what it shows",
            at,
            "write `name = \"two copies are too few\"`",
        );
    }
    let snippet = match (spec.given(), manifests.given()) {
        (Some((_, spec)), Some(_)) => {
            wrong(BAD_TEST, "a test has `spec` or `manifests`, not both", spec, "make two tests of it");
            None
        }
        (Some((text, at)), None) => Some(Snippet::Spec(text.clone(), at)),
        (None, Some((text, at))) => Some(Snippet::Manifests(text.clone(), at)),
        (None, None) => {
            if spec.is_absent() && manifests.is_absent() {
                wrong(
                    MISSING_KEY,
                    "`spec` is missing: what is looked through",
                    at,
                    "write `spec`, or `manifests` for YAML",
                );
            }
            None
        }
    };
    if finds.is_absent() && never.is_absent() {
        wrong(
            BAD_TEST,
            "the test can never fail: nothing must be found, and nothing must not",
            at,
            "write `finds` or `never`",
        );
    }
    let (finds, never) = (expected(finds, rules, complaints), expected(never, rules, complaints));
    if today.is_bad() {
        return None;
    }
    Some(Case {
        name: name.get()?.clone(),
        at,
        snippet: snippet?,
        today: today.get().copied(),
        finds: finds?,
        never: never?,
    })
}

fn expected(
    written: &Field<Vec<Field<Finding>>>,
    rules: &Rules<'_>,
    complaints: &mut Complaints,
) -> Option<Vec<Expected>> {
    if written.is_bad() {
        return None;
    }
    let one = |finding: &Field<Finding>, complaints: &mut Complaints| {
        let (Finding { rule, target }, at) = finding.given()?;
        if rule.is_absent() {
            complaints.push(Diagnostic::error(MISSING_KEY, "`rule` is missing: what is found").at(at, ""));
        }
        let (rule, rule_at) = rule.given()?;
        if !rules.check(rule, rule_at, complaints) {
            return None;
        }
        let target = match target.given() {
            None => None,
            Some((text, at)) => match Selector::read(text) {
                Ok(selector) => Some(selector),
                Err((headline, help)) => {
                    complaints.push(Diagnostic::error(BAD_TEST, headline).at(at, "").help(help));
                    return None;
                }
            },
        };
        (!finding.is_bad()).then(|| Expected { rule: rule.clone(), target, at })
    };
    let all: Vec<Option<Expected>> =
        written.get().into_iter().flatten().map(|finding| one(finding, complaints)).collect();
    all.into_iter().collect()
}

impl Expected {
    fn is(&self, finding: &Diagnostic) -> bool {
        let about = finding.about.as_ref();
        covers(&self.rule, finding.id.word())
            && about.is_none_or(|about| about.waived.is_none())
            && self.target.as_ref().is_none_or(|target| about.is_some_and(|about| target.matches(&about.subject)))
    }

    fn shown(&self) -> String {
        match &self.target {
            Some(target) => format!("`{}` for `{target}`", self.rule),
            None => format!("`{}`", self.rule),
        }
    }
}

impl Case {
    /// What keeps a snippet from being looked through, unless that is what must be found.
    pub fn unreadable(&self, complaints: &[Diagnostic], at: Span) -> Vec<Diagnostic> {
        let errors = complaints.iter().filter(|complaint| complaint.severity == Severity::Error);
        let unexpected = errors.filter(|error| !self.finds.iter().any(|expected| expected.is(error)));
        let said = unexpected.map(|error| {
            let headline = format!("the spec of the test \"{}\" cannot be read: {}", self.name, error.headline);
            let diagnostic = Diagnostic::error(BAD_TEST, headline).at(at, "");
            match &error.help {
                Some(help) => diagnostic.help(help.clone()),
                None => diagnostic,
            }
        });
        said.collect()
    }

    /// What is wrong with what was found; nothing if the test passes. Findings that a waiver accepts count as not found.
    pub fn judge(&self, findings: &[Diagnostic]) -> Vec<Diagnostic> {
        let failed = |what: &str, expected: &Expected| {
            let headline = format!("the test \"{}\" fails: {} is {what}", self.name, expected.shown());
            Diagnostic::error(TEST_FAILED, headline).at(expected.at, "")
        };
        let missed = self.finds.iter().filter(|expected| !findings.iter().any(|finding| expected.is(finding)));
        let missed = missed.map(|expected| {
            let found: Vec<String> = findings.iter().map(shown).take(8).collect();
            let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
            failed("not found", expected).help(format!("what is found: {found}"))
        });
        let unwanted = self.never.iter().filter_map(|expected| {
            let finding = findings.iter().find(|finding| expected.is(finding))?;
            Some(failed("found", expected).note(finding.headline.clone()))
        });
        missed.chain(unwanted).collect()
    }
}

fn shown(finding: &Diagnostic) -> String {
    match &finding.about {
        Some(about) => format!("`{}` for `{}.\"{}\"`", finding.id, about.subject.kind, about.subject.name),
        None => format!("`{}`", finding.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{About, Id, Known, Sources, Target, Waived};

    use crate::policy::Ours;

    const KNOWN: &[Ours] =
        &[Ours::of_rule(Known { id: Id::new("topic/one-copy"), meaning: "A topic with one copy." }, true)];

    fn cases(text: &str) -> (Vec<Case>, Vec<String>) {
        let mut sources = Sources::default();
        let id = sources.add("policy-test.toml", text).unwrap();
        let mut complaints = Complaints::default();
        let cases = read(sources.get(id).unwrap(), &Rules::new(KNOWN), &mut complaints);
        (cases, complaints.into_sorted().into_iter().map(|complaint| complaint.headline).collect())
    }

    fn finding(id: &'static str, topic: &str) -> Diagnostic {
        let mut finding = Diagnostic::error(Id::new(id), "x");
        finding.about = Some(Box::new(About { subject: Target::new("topic", topic), ..About::default() }));
        finding
    }

    #[test]
    fn a_test_passes_or_says_what_was_found() {
        let text = "[[test]]\nname = \"a\"\nspec = \"[topic.a]\"\ntoday = 2026-12-01\n\
                    finds = [{ rule = \"topic/*\", target = 'topic.\"a*\"' }]\nnever = [{ rule = \"topic/one-copy\", target = \"topic.b\" }]\n";
        let (cases, complaints) = cases(text);
        assert_eq!(complaints, [""; 0]);
        let judged = |findings: &[Diagnostic]| -> Vec<String> {
            cases[0]
                .judge(findings)
                .into_iter()
                .map(|finding| format!("{} {:?}", finding.headline, finding.help))
                .collect()
        };
        assert_eq!(judged(&[finding("topic/one-copy", "ab")]), [""; 0]);
        assert_eq!(
            judged(&[finding("topic/one-copy", "b")]),
            [
                "the test \"a\" fails: `topic/*` for `topic.\"a*\"` is not found Some(\"what is found: `topic/one-copy` for `topic.\\\"b\\\"`\")",
                "the test \"a\" fails: `topic/one-copy` for `topic.\"b\"` is found None",
            ]
        );
        let mut waived = finding("topic/one-copy", "a");
        let accepted = Waived {
            place: Span::default(),
            reason: String::new(),
            owner: String::new(),
            expires: String::new(),
            severity: crate::diag::Severity::Error,
        };
        waived.about.as_mut().unwrap().waived = Some(accepted);
        assert_eq!(judged(&[waived]).len(), 1);
    }

    #[test]
    fn tests_that_make_no_sense_are_named() {
        let (cases, complaints) = cases(
            "[[test]]\n[[test]]\nname = \"a\"\nspec = \"\"\nmanifests = \"\"\nfinds = [{ rule = \"topic/one-cpy\" }, { target = \"x\" }]\n",
        );
        assert_eq!(cases, []);
        assert_eq!(
            complaints,
            [
                "`name` is missing: a test says what it shows",
                "`spec` is missing: what is looked through",
                "the test can never fail: nothing must be found, and nothing must not",
                "a test has `spec` or `manifests`, not both",
                "there is no rule `topic/one-cpy`",
                "`rule` is missing: what is found",
            ]
        );
        assert_eq!(super::tests::cases("").1, ["there is no test in this file"]);
    }
}
