//! The alerts that the spec names. What a kind means is `alert`'s business; here are names, references and texts.

use super::scope::{Scope, entries, items, optional, patch};
use super::{Client, Patch, Sourced, names};
use crate::diag::{Diagnostic, Span};
use crate::spec::{Field, Named, ids, tables};
use crate::units::Duration;
use std::collections::BTreeSet;

use crate::spec::tables::{Severity, Threshold};

/// An alert as the spec names it.
#[derive(Debug)]
pub struct Alert {
    /// Its name.
    pub name: Sourced<String>,
    /// Where its table stands.
    pub at: Span,
    /// What it watches for.
    pub watch: Watch,
    /// How long the condition must hold.
    pub r#for: Option<Sourced<Duration>>,
    /// How bad it is.
    pub severity: Option<Sourced<Severity>>,
    /// The amount above which it fires.
    pub above: Option<Sourced<Threshold>>,
    /// The amount below which it fires.
    pub below: Option<Sourced<Threshold>>,
    /// How far back, or ahead, it looks.
    pub window: Option<Sourced<Duration>>,
    /// The topics it speaks of, by the names of their tables.
    pub topics: Vec<Sourced<String>>,
    /// The consumer groups it speaks of.
    pub groups: Vec<Sourced<String>>,
    /// What it is summed by.
    pub per: Option<Sourced<String>>,
    /// One line that says what is the matter.
    pub summary: Option<Sourced<String>>,
    /// What it means.
    pub description: Option<Sourced<String>>,
    /// Where its runbook is.
    pub runbook: Option<Sourced<String>>,
    /// Further labels.
    pub labels: Vec<(Sourced<String>, Sourced<String>)>,
    /// What is added to the rule.
    pub patch: Option<Patch>,
}

/// What an alert watches for.
#[derive(Debug, Clone)]
pub enum Watch {
    /// A kind of trouble; the expression is computed.
    Kind(Sourced<String>),
    /// An expression of the house's own.
    Expression(Sourced<String>),
}

impl Alert {
    pub(super) fn build_all(
        written: &Field<Named<tables::Alert>>,
        topics: &BTreeSet<&str>,
        clients: &[Client],
        scope: &mut Scope<'_>,
    ) -> Vec<Alert> {
        let groups: BTreeSet<&str> =
            clients.iter().flat_map(|client| &client.consumes).map(|c| c.group.value.as_str()).collect();
        entries(written)
            .filter_map(|(name, alert, entry)| {
                let at = entry.value.span().unwrap_or(entry.name_at);
                names::alert(&name, scope);
                Alert::build(name, alert, at, topics, &groups, scope)
            })
            .collect()
    }

    fn build(
        name: Sourced<String>,
        written: &tables::Alert,
        at: Span,
        topics: &BTreeSet<&str>,
        groups: &BTreeSet<&str>,
        scope: &mut Scope<'_>,
    ) -> Option<Alert> {
        let tables::Alert {
            kind,
            expr,
            r#for,
            severity,
            above,
            below,
            window,
            topics: of_topics,
            groups: of_groups,
            per,
            summary,
            description,
            runbook,
            labels: further,
            patch: added,
        } = written;
        let of_topics = items(of_topics).into_iter().filter(|topic| scope.refer(topic, "topic", topics)).collect();
        let of_groups = items(of_groups);
        for group in &of_groups {
            known_group(group, groups, scope);
        }
        let mut labels = Vec::new();
        for (label, value, entry) in entries(further) {
            names::prometheus_label(&label, scope);
            labels.push((label, Sourced::written(value.clone(), entry.value.span().unwrap_or(entry.name_at))));
        }
        let watch = Self::watch(&name, kind, expr, at, scope);
        Some(Alert {
            name,
            at,
            watch: watch?,
            r#for: optional(r#for),
            severity: optional(severity),
            above: optional(above),
            below: optional(below),
            window: optional(window),
            topics: of_topics,
            groups: of_groups,
            per: optional(per),
            summary: optional(summary),
            description: optional(description),
            runbook: optional(runbook),
            labels,
            patch: patch(added),
        })
    }

    fn watch(
        name: &Sourced<String>,
        kind: &Field<String>,
        expr: &Field<String>,
        at: Span,
        scope: &mut Scope<'_>,
    ) -> Option<Watch> {
        match (optional(kind), optional(expr)) {
            (Some(kind), None) => Some(Watch::Kind(kind)),
            (None, Some(expr)) => Some(Watch::Expression(expr)),
            (Some(kind), Some(expr)) => {
                scope.push(
                    Diagnostic::error(
                        ids::CONTRADICTION,
                        format!("alert `{}` has a kind and an expression", name.value),
                    )
                    .at(expr.origin.first(), "an expression of its own")
                    .because(kind.origin.first(), "a kind, whose expression is computed")
                    .help("keep one of them"),
                );
                None
            }
            (None, None) => {
                if kind.is_absent() && expr.is_absent() {
                    let headline = format!("alert `{}` watches for nothing", name.value);
                    scope.complain(
                        ids::MISSING_KEY,
                        at,
                        headline,
                        "write `kind = \"broker-down\"` or another kind, or `expr` with your own PromQL",
                    );
                }
                None
            }
        }
    }
}

fn known_group(group: &Sourced<String>, groups: &BTreeSet<&str>, scope: &mut Scope<'_>) {
    if groups.contains(group.value.as_str()) {
        return;
    }
    let help = match crate::units::nearest(&group.value, groups.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name it in `consumes` of the client that reads with it".to_owned(),
    };
    let headline = format!("no client reads with the consumer group `{}`", group.value);
    scope.complain(ids::DANGLING_REFERENCE, group.origin.first(), headline, help);
}
