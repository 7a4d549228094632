//! Does one of many alerts lack what all others have, by which they are routed and read?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::AlertRule;
use crate::inventory::tree::Tree;
use std::collections::BTreeSet;

const LABEL: Offence = Offence::warning("alert/label-unlike-others", "an alert lacks a label that all others beside it have")
    .why("Alertmanager routes and groups by labels. An alert that lacks one of them, or has it spelt otherwise, takes another way than the rest, or none.")
    .write("the label as the others have it")
    .source("Alertmanager, routes; prometheus-operator, AlertmanagerConfig: matches by the label `namespace`");

const TEXT: Offence = Offence::info("alert/text-unlike-others", "an alert lacks a text that all others beside it have")
    .in_development(crate::inspect::Level::Off)
    .why("Messages are made from these texts: where the others have a sentence or a runbook, this one has a hole.")
    .write("the annotation as the others have it")
    .source("Alertmanager, notification templates");

const SEVERITY: Offence = Offence::warning("alert/odd-severity", "an alert has a severity that nobody routes by")
    .why("Alertmanager compares severities letter by letter. A misspelt one fits no route but the last, and who should be woken sleeps on.")
    .write("the severity as it is spelt elsewhere")
    .source("Alertmanager, routes; severities in use: critical, major, warning, info");

pub(super) const RULE: Rule = Rule {
    offences: &[&LABEL, &TEXT, &SEVERITY],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "one without the label, one with another value, and one without a text",
            concat!(
                rules!(),
                "        - { alert: A, expr: a > 0, labels: { team: kafka, severity: warning }, annotations: { summary: a } }
        - { alert: B, expr: b > 0, labels: { team: kafka, severity: warning }, annotations: { summary: b } }
        - { alert: C, expr: c > 0, labels: { team: kafka, severity: critical }, annotations: { summary: c } }
        - { alert: D, expr: d > 0, labels: { team: kafka, severity: warning }, annotations: { summary: d } }
        - alert: E # <- alert/label-unlike-others
          expr: e > 0
          labels:
            severity: warnings # <- alert/odd-severity
          annotations: { summary: e }
        - alert: F # <- alert/text-unlike-others
          expr: f > 0
          labels:
            team: kafkas # <- alert/label-unlike-others
            severity: info
          annotations: { description: f }
"
            ),
        ),
        Example::new(
            "labels that differ because they mean something else",
            concat!(
                rules!(),
                "        - { alert: A, expr: a > 0, labels: { team: kafka, severity: warning } }
        - { alert: B, expr: b > 0, labels: { team: kafka, severity: P1 } }
        - { alert: C, expr: c > 0, labels: { team: kafka, severity: ticket } }
        - { alert: D, expr: d > 0, labels: { team: kafka, severity: '{{ $labels.severity }}' } }
        - { alert: E, expr: e > 0, labels: { team: storage, severity: page } }
"
            ),
        ),
    ],
};

/// So many alerts make a custom.
const MANY: usize = 4;

/// Severities that many use.
const SEVERITIES: [&str; 10] =
    ["critical", "major", "minor", "warning", "info", "error", "page", "ticket", "none", "notice"];

fn check(world: &World<'_>, out: &mut Out) {
    for file in &world.inventory.rule_files {
        let rules = file.groups.iter().flat_map(|group| group.rules.iter().map(move |rule| (group, rule)));
        let alerts: Vec<_> = rules.filter(|(_, rule)| rule.is_alert).collect();
        for (_, rule) in &alerts {
            severity(rule, out);
        }
        // A label of the group is one of all its rules.
        let alone = alerts.iter().filter(|(group, _)| group.tree.get("labels").is_none()).map(|(_, rule)| *rule);
        let alone: Vec<&AlertRule<'_>> = alone.collect();
        labels(&alone, out);
        texts(&alone, out);
    }
}

fn entry<'t, 'b>(rule: &'t AlertRule<'b>, part: &str, key: &str) -> Option<&'t Tree<'b>> {
    rule.tree.get(part)?.get(key)
}

fn named(rule: &AlertRule<'_>) -> Spot {
    Spot::from(rule.tree.get("alert").unwrap_or(&rule.tree))
}

fn keys(alerts: &[&AlertRule<'_>], part: &str) -> BTreeSet<String> {
    let all = alerts.iter().flat_map(|rule| rule.tree.get(part).map_or(&[][..], Tree::entries));
    all.map(|(key, _)| key.name.clone()).collect()
}

/// Those that have a key, and those that do not, if nearly all do.
fn split<'r, 'b>(
    alerts: &[&'r AlertRule<'b>],
    part: &str,
    key: &str,
) -> Option<(Vec<&'r AlertRule<'b>>, Vec<&'r AlertRule<'b>>)> {
    let (have, lack): (Vec<_>, Vec<_>) = alerts.iter().copied().partition(|rule| entry(rule, part, key).is_some());
    (have.len() >= MANY && lack.len() * MANY <= have.len()).then_some((have, lack))
}

fn labels(alerts: &[&AlertRule<'_>], out: &mut Out) {
    for key in keys(alerts, "labels") {
        let Some((have, lack)) = split(alerts, "labels", &key) else { continue };
        for rule in lack {
            let headline = format!("`{}` has no label `{key}`, and the {} others have", rule.name, have.len());
            out.raise(&LABEL, named(rule), headline).help(format!("add `{key}`"));
        }
        let value = |rule: &&AlertRule<'_>| entry(rule, "labels", &key).and_then(Tree::scalar).map(str::to_owned);
        let Some(first) = have.first().and_then(value) else { continue };
        let second = have.get(1).and_then(value);
        let usual = if have.iter().skip(1).filter(|rule| value(rule).as_ref() == Some(&first)).count() > 1 {
            Some(first)
        } else {
            second
        };
        let Some(usual) = usual else { continue };
        let odd: Vec<_> = have.iter().filter(|rule| value(rule).as_ref() != Some(&usual)).collect();
        let [one] = odd.as_slice() else { continue };
        let (Some(tree), Some(other)) = (entry(one, "labels", &key), value(one)) else { continue };
        if have.len() > MANY && strsim::osa_distance(&other, &usual) <= 2 && key != "severity" {
            let headline = format!("`{}` is labelled `{key}: {other}`, and the others `{key}: {usual}`", one.name);
            out.raise(&LABEL, tree, headline).help(format!("write `{usual}`"));
        }
    }
}

fn texts(alerts: &[&AlertRule<'_>], out: &mut Out) {
    for key in keys(alerts, "annotations") {
        let Some((have, lack)) = split(alerts, "annotations", &key) else { continue };
        for rule in lack.into_iter().filter(|rule| rule.tree.get("annotations").is_some()) {
            let headline = format!("`{}` has no `{key}`, and the {} others have", rule.name, have.len());
            out.raise(&TEXT, named(rule), headline).help(format!("add `{key}`"));
        }
    }
}

fn severity(rule: &AlertRule<'_>, out: &mut Out) {
    let Some(tree) = entry(rule, "labels", "severity") else { return };
    let Some(text) = tree.scalar().filter(|text| !text.contains("{{")) else { return };
    let lower = text.to_lowercase();
    if SEVERITIES.contains(&text) {
        return;
    }
    let near = SEVERITIES.iter().find(|known| known.len() > 3 && strsim::osa_distance(known, &lower) <= 1);
    // Who writes all of them in capitals routes so, too.
    let Some(near) = near.filter(|near| **near != lower) else { return };
    out.raise(&SEVERITY, tree, format!("`{}` has severity `{text}`, which is nearly `{near}`", rule.name))
        .label("fits no route for it")
        .help(format!("write `{near}`"));
}
