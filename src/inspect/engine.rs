//! Asks each rule of each thing that it is about, and decides how much the answers matter.

use super::asking::{Asks, ask};
use super::origin::Rendered;
use super::out::Raised;
use super::rule::{Check, Offence, Rule};
use super::words;
use super::world::World;
use crate::diag::{About, Diagnostic, Id, SetBy, Severity, Target};
use std::mem::{Discriminant, discriminant};

/// What an inspection gives.
#[derive(Debug, Default)]
pub struct Findings {
    /// What was found.
    pub list: Vec<Diagnostic>,
    /// What was asked of what.
    pub asked: Vec<Asked>,
    /// How many questions there were.
    pub rules: usize,
}

/// Questions, and the things that each of them was asked of.
#[derive(Debug, Default)]
pub struct Asked {
    /// What they could have found.
    pub offences: Vec<&'static Offence>,
    /// What they were asked of.
    pub subjects: Vec<Asks>,
}

/// How much an offence matters, and who says so; nothing if it is not looked for.
pub type Levels<'l> = dyn Fn(&'static Offence) -> (Option<Severity>, SetBy) + 'l;

/// How an inspection is done.
pub struct Settings<'l> {
    /// How much each offence matters.
    pub levels: &'l Levels<'l>,
    /// The files of a spec, if that is what is inspected: findings then point into the spec.
    pub rendered: Option<&'l Rendered<'l>>,
}

/// Asks these rules of everything in the world.
pub fn inspect<'r>(world: &World<'_>, rules: impl IntoIterator<Item = &'r Rule>, settings: &Settings<'_>) -> Findings {
    let mut findings = Findings::default();
    let mut asked: Vec<(Discriminant<Check>, Asked)> = Vec::new();
    for rule in rules {
        let levels: Vec<_> = rule.offences.iter().map(|offence| (*offence, (settings.levels)(offence))).collect();
        if levels.iter().all(|(_, (severity, _))| severity.is_none()) {
            continue;
        }
        findings.rules += 1;
        // All questions of a kind are asked of the same things.
        let kind = discriminant(&rule.check);
        let is_first = !asked.iter().any(|(other, _)| *other == kind);
        let mut subjects = Vec::new();
        // A patch is no object, and yet has fields, and may show a secret.
        let of_parts = rule.offences.iter().all(|offence| offence.area() == "schema" || offence.security);
        ask(world, rule.check, of_parts, &mut |target, out| {
            for raised in out.raised.drain(..).filter(|raised| !raised.is_of_a_hole()) {
                let level = levels.iter().find(|(offence, _)| offence.id == raised.offence.id);
                if let Some((_, (Some(severity), set_by))) = level {
                    let finding = diagnostic(raised, target().0, *severity, set_by.clone(), settings.rendered);
                    findings.list.push(finding);
                }
            }
            if is_first {
                let (target, place) = target();
                let spec_place = place.zip(settings.rendered).and_then(|(place, rendered)| rendered.comes_from(place));
                subjects.push((target, spec_place.or(place)));
            }
        });
        if is_first {
            asked.push((kind, Asked { offences: Vec::new(), subjects }));
        }
        if let Some((_, of_kind)) = asked.iter_mut().find(|(other, _)| *other == kind) {
            of_kind
                .offences
                .extend(levels.iter().filter(|(_, (level, _))| level.is_some()).map(|(offence, _)| *offence));
        }
    }
    findings.asked = asked.into_iter().map(|(_, asked)| asked).collect();
    findings
}

fn diagnostic(
    raised: Raised,
    subject: Target,
    severity: Severity,
    set_by: SetBy,
    rendered: Option<&Rendered<'_>>,
) -> Diagnostic {
    let Raised { offence, headline, spot, label, related, notes, help, in_spec, answer } = raised;
    let id = Id::new(offence.id);
    let mut finding = match severity {
        Severity::Error => Diagnostic::error(id, headline),
        Severity::Warning => Diagnostic::warning(id, headline),
        Severity::Info => Diagnostic::info(id, headline),
    };
    if let Some(span) = spot.span {
        finding = finding.at(span, label);
    }
    finding.related = related;
    finding.notes = notes;
    finding.help = help;
    let fix = rendered.zip(answer.as_ref()).zip(spot.span);
    let fix = fix.and_then(|((rendered, answer), span)| rendered.fix(answer, span));
    let about = About { subject, object: spot.object, pointer: spot.pointer, set_by, fix, ..About::default() };
    finding.about = Some(Box::new(about));
    match rendered {
        Some(rendered) => in_words_of_the_spec(rendered.lead_back(finding), in_spec),
        None => finding,
    }
}

/// What to write, where the place that changes is in the spec: a rule says it in the words of manifests.
fn in_words_of_the_spec(mut finding: Diagnostic, in_spec: Option<String>) -> Diagnostic {
    let Some(about) = finding.about.as_ref() else { return finding };
    // What nothing of the spec has made can be mended in no words of it.
    let Some(key) = about.spec_path.as_deref() else { return finding };
    let edit = about.fix.as_ref().and_then(|fix| fix.edits.first());
    let in_spec = edit.map(|edit| format!("write `{} = {}`", last(key), edit.text)).or(in_spec);
    let kind = about.subject.kind;
    finding.help = match (in_spec, finding.help.take()) {
        (Some(help), _) => Some(help),
        (None, Some(help)) if !OF_COMPOSE.contains(&kind) => Some(words::of_spec(&help, kind == "topic")),
        (None, help) => help,
    };
    finding
}

/// What compose files have, whose words a spec does not have in another form.
const OF_COMPOSE: [&str; 2] = ["service", "stack"];

/// The last part of a path of keys, with its quotes if it has some.
fn last(path: &str) -> &str {
    let quoted = path.strip_suffix('"').and_then(|inner| path.get(inner.rfind('"')?..));
    quoted.or_else(|| path.rsplit('.').next()).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_last_key_of_a_path_keeps_its_quotes() {
        for (path, last) in [
            ("cluster.brokers.storage.delete_claim", "delete_claim"),
            ("topic.orders.config.\"retention.ms\"", "\"retention.ms\""),
            ("topic.\"a.b\".replicas", "replicas"),
            ("project", "project"),
        ] {
            assert_eq!(super::last(path), last);
        }
    }
}
