//! A section for each alert: what it means, what to look at, what to do.

use super::super::super::parts::{Text, made, text};
use crate::alert::{Command, Rule, Runbook, Scene, Step};
use crate::model::Sourced;
use crate::render::Traced;
use crate::render::artefact::Platform;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Section<'m> {
    name: Text<'m>,
    /// One rule, or several of one name that differ in severity.
    rules: Vec<When<'m>>,
    /// What to do; none for an expression of the house's own.
    runbook: Option<Pages<'m>>,
    /// What the house says of its own alert.
    description: Option<Text<'m>>,
    /// A page that the spec names for it.
    elsewhere: Option<Text<'m>>,
}

/// When it fires.
#[derive(Debug, Serialize)]
struct When<'m> {
    severity: Text<'m>,
    /// For how long the condition must hold, if it must.
    hold: Option<Text<'m>>,
    expr: Text<'m>,
}

/// A runbook, as the page lays it out.
#[derive(Debug, Serialize)]
struct Pages<'m> {
    meaning: Text<'m>,
    causes: Vec<Text<'m>>,
    look: Vec<Do<'m>>,
    act: Vec<Do<'m>>,
    normal: Text<'m>,
}

#[derive(Debug, Serialize)]
struct Do<'m> {
    say: Text<'m>,
    shell: Option<Text<'m>>,
    query: Option<Text<'m>>,
}

/// The sections, in the order in which alerts first appear.
pub(super) fn sections<'m>(platform: Platform<'m>, scene: &Scene<'m>) -> Vec<Section<'m>> {
    let mut sections: Vec<(&Rule, Vec<&Rule>)> = Vec::new();
    for rule in platform.rules {
        // Rules of one alert stand beside each other.
        match sections.last_mut() {
            Some((first, others)) if first.name.value == rule.name.value => others.push(rule),
            _ => sections.push((rule, vec![rule])),
        }
    }
    sections.into_iter().map(|(first, rules)| Section::of(first, &rules, scene)).collect()
}

impl<'m> Section<'m> {
    fn of(first: &'m Rule, rules: &[&'m Rule], scene: &Scene<'m>) -> Self {
        let named = scene.model.alerts.iter().find(|alert| alert.name.value == first.name.value);
        let said = |text: &'m Sourced<String>| Some(text).filter(|text| !text.value.trim().is_empty()).map(readable);
        Section {
            name: text(&first.name),
            rules: rules.iter().map(|rule| When::of(rule)).collect(),
            runbook: first.kind.map(|kind| Pages::of((kind.runbook)(scene), first)),
            description: first.kind.is_none().then(|| said(&first.description)).flatten(),
            elsewhere: named.and_then(|alert| alert.runbook.as_ref()).map(text),
        }
    }
}

/// A text of an alert without its holes: `{{ $labels.topic }}` is read as `‹topic›`.
fn readable<'m>(text: &Sourced<String>) -> Text<'m> {
    made(text, |text| crate::alert::template::shown(text))
}

impl<'m> When<'m> {
    fn of(rule: &'m Rule) -> Self {
        let hold = Some(&rule.hold).filter(|hold| hold.value.millis() > 0);
        When {
            severity: made(&rule.severity, |severity| severity.word().to_owned()),
            hold: hold.map(|hold| made(hold, |hold| hold.human())),
            expr: text(&rule.expr),
        }
    }
}

impl Pages<'_> {
    fn of(runbook: Runbook, rule: &Rule) -> Self {
        let Runbook { meaning, causes, look, act, normal } = runbook;
        let said = |text: String| Traced::new(text.into(), rule.name.origin.clone());
        let step = |step: Step| {
            let (shell, query) = match step.run {
                Some(Command::Shell(line)) => (Some(line), None),
                Some(Command::Query(line)) => (None, Some(line)),
                None => (None, None),
            };
            Do { say: said(step.say), shell: shell.map(said), query: query.map(said) }
        };
        Pages {
            meaning: said(meaning),
            causes: causes.into_iter().map(said).collect(),
            look: look.into_iter().map(step).collect(),
            act: act.into_iter().map(step).collect(),
            normal: said(normal),
        }
    }
}
