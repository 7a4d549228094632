//! Judges the alerts of a spec as they are written, without a model, so that their mistakes show beside all others.

use super::rule::RESERVED;
use super::{KINDS, Key, Kind, Per, house, kinds};
use crate::diag::{Complaints, Diagnostic, Source, Span};
use crate::promql::LabelFlow;
use crate::spec::Literal;
use crate::spec::tables::{self, Threshold};
use crate::spec::{Entry, Field, Spec, ids};
use crate::units::{Duration, nearest};

/// Judges all alerts of a spec: unknown kinds, keys that a kind does not take, thresholds of another measure, expressions that
/// are no PromQL, templates that print what is not there.
pub fn check(spec: &Spec, source: &Source, complaints: &mut Complaints) {
    for entry in spec.alert.get().into_iter().flatten() {
        if let Some((alert, at)) = entry.value.given() {
            Check { entry, alert, at, source, complaints }.all();
        }
    }
}

/// One alert under judgement.
struct Check<'s, 'c> {
    entry: &'s Entry<tables::Alert>,
    alert: &'s tables::Alert,
    at: Span,
    source: &'s Source,
    complaints: &'c mut Complaints,
}

/// What decides which keys an alert takes.
enum Takes {
    Kind(&'static Kind, Span),
    Expression(Span),
}

impl Check<'_, '_> {
    fn all(mut self) {
        self.labels();
        let takes = match (self.alert.kind.given(), self.alert.expr.given()) {
            // Both, or none: `model` complains.
            (Some(_), Some(_)) | (None, None) => None,
            (Some((name, at)), None) => self.kind(name, at).map(|kind| Takes::Kind(kind, at)),
            (None, Some((_, at))) => Some(Takes::Expression(at)),
        };
        match &takes {
            Some(Takes::Kind(kind, at)) => {
                self.stray_keys(Some(kind), *at);
                self.numbers(kind, *at);
            }
            Some(Takes::Expression(at)) => self.stray_keys(None, *at),
            None => {}
        }
        self.texts();
    }

    fn complain(&mut self, diagnostic: Diagnostic) {
        self.complaints.push(diagnostic);
    }

    fn kind(&mut self, name: &str, at: Span) -> Option<&'static Kind> {
        let known = kinds::kind(name);
        if known.is_none() {
            let names = KINDS.iter().map(|kind| kind.name);
            let help = match nearest(name, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    format!("write one of: {}; or `expr` with your own PromQL", names.collect::<Vec<_>>().join(", "))
                }
            };
            let headline = format!("unknown kind of alert `{name}`");
            self.complain(Diagnostic::error(ids::UNKNOWN_VALUE, headline).at(at, "").help(help));
        }
        known
    }

    /// Keys that have no effect here.
    fn stray_keys(&mut self, kind: Option<&'static Kind>, because: Span) {
        let tables::Alert { above, below, window, topics, groups, per, .. } = self.alert;
        let written = [
            ("above", above.span()),
            ("below", below.span()),
            ("window", window.span()),
            ("topics", topics.span()),
            ("groups", groups.span()),
            ("per", per.span()),
        ];
        for (key, at) in written {
            let Some(at) = at.filter(|_| kind.is_none_or(|kind| kind.key(key).is_none())) else { continue };
            let (headline, label, help) = match kind {
                Some(kind) => {
                    let headline = format!("alerts of kind `{}` take no `{key}`", kind.name);
                    (headline, "this kind", takes_instead(kind))
                }
                None => (
                    format!("an expression of your own reads no `{key}`"),
                    "the expression says it all",
                    "write it into the expression".to_owned(),
                ),
            };
            let diagnostic = Diagnostic::error(ids::CONTRADICTION, headline).at(at, "has no effect");
            self.complain(diagnostic.because(because, label).help(help));
        }
    }

    fn numbers(&mut self, kind: &'static Kind, kind_at: Span) {
        for key in kind.takes {
            match key {
                Key::Above(_) => self.threshold(key, &self.alert.above),
                Key::Below(_) => self.threshold(key, &self.alert.below),
                Key::Window { least, most, .. } => self.window(*least, *most),
                Key::Topics { default: None } => self.needs_topics(kind, kind_at),
                Key::Topics { default: Some(_) } | Key::Groups => {}
                Key::Per => self.per(),
            }
        }
    }

    fn threshold(&mut self, key: &Key, written: &Field<Threshold>) {
        let (Some((written, at)), Some(amount)) = (written.given(), key.amount()) else { return };
        if let Err(unfit) = amount.read(key.name(), written) {
            self.complain(Diagnostic::error(unfit.id, unfit.headline).at(at, "").help(unfit.help));
        }
    }

    fn window(&mut self, least: Duration, most: Duration) {
        let Some((window, at)) = self.alert.window.given() else { return };
        if !(least..=most).contains(window) {
            let headline = format!("a window of {} is out of range", window.human());
            let help = format!("write a duration from \"{}\" to \"{}\"", least.human(), most.human());
            self.complain(Diagnostic::error(ids::OUT_OF_RANGE, headline).at(at, "").help(help));
        }
    }

    fn needs_topics(&mut self, kind: &Kind, kind_at: Span) {
        let topics = &self.alert.topics;
        if topics.is_absent() || topics.get().is_some_and(Vec::is_empty) {
            let headline = format!("alerts of kind `{}` need `topics`", kind.name);
            let at = topics.span().unwrap_or(kind_at);
            let help = "name the topics to watch, such as `topics = [\"audit-queue\"]`";
            self.complain(Diagnostic::error(ids::MISSING_KEY, headline).at(at, "").help(help));
        }
    }

    fn per(&mut self) {
        let Some((word, at)) = self.alert.per.given() else { return };
        if Per::read(word).is_none() {
            let help = match nearest(word, Per::WORDS) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("write one of: {}", Per::WORDS.map(|word| format!("{word:?}")).join(", ")),
            };
            let headline = format!("lag is not summed by {word:?}");
            self.complain(Diagnostic::error(ids::UNKNOWN_VALUE, headline).at(at, "").help(help));
        }
    }

    /// The expression, if it is the house's own, and the texts that are templates over its result. What a kind's result has
    /// depends on the model, and is judged there.
    fn texts(&mut self) {
        let mut result = None;
        if let Some((expr, at)) = self.alert.expr.given() {
            let literal = Literal::new(self.source, at, expr);
            let tree = house::check(expr, &literal, self.complaints);
            result = tree.map(|tree| (LabelFlow::of(&tree), literal));
        }
        for text in [&self.alert.summary, &self.alert.description] {
            if let Some((text, at)) = text.given() {
                let literal = Literal::new(self.source, at, text);
                house::check_template(text, &literal, result.as_ref(), self.complaints);
            }
        }
    }

    /// Labels that every rule has are not written twice, and values are texts: Alertmanager groups and routes by them, and a
    /// value that changes makes another alert each time.
    fn labels(&mut self) {
        for label in self.alert.labels.get().into_iter().flatten() {
            if RESERVED.contains(&label.name.as_str()) {
                let headline = format!("every alert has the label `{}` already", label.name);
                let help = match label.name.as_str() {
                    "severity" => format!("write `severity = …` in [alert.{}] itself", self.entry.name),
                    _ => "give the label another name, or leave it out".to_owned(),
                };
                self.complain(
                    Diagnostic::error(ids::DUPLICATE, headline)
                        .at(label.name_at, "written again here")
                        .because(self.at, "the alert")
                        .help(help),
                );
            }
            if let Some((value, at)) = label.value.given()
                && let Some(open) = value.find("{{")
            {
                let place = Literal::new(self.source, at, value).place(open..open + 2);
                self.complain(
                    Diagnostic::warning(super::ids::BAD_TEMPLATE, "the value of a label is no template here")
                        .at(place, "is rendered as it stands")
                        .help("say it in `summary` or `description`"),
                );
            }
        }
    }
}

fn takes_instead(kind: &Kind) -> String {
    let keys: Vec<String> = kind.takes.iter().map(|key| format!("`{}`", key.name())).collect();
    match keys.as_slice() {
        [] => "leave it out; this kind takes its numbers from the rest of the spec".to_owned(),
        keys => format!("it takes: {}", keys.join(", ")),
    }
}
