//! The rules that a model's alerts become.

use super::kind::Plan;
use super::template::literal;
use super::{Group, KINDS, Kind, Numbers, Scene, house, kinds};
use crate::diag::Span;
use crate::model::{Alert, Model, Origin, Patch, Severity, Sourced, Watch};
use crate::units::Duration;

/// A rule for Prometheus. Its texts are templates, as Prometheus wants them.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub name: Sourced<String>,
    /// The group that it is rendered in.
    pub group: Group,
    /// Its kind; nothing for an expression of the house's own.
    pub kind: Option<&'static Kind>,
    /// The expression, with every place that went into it; the first is the one to change.
    pub expr: Sourced<String>,
    /// How long the condition must hold.
    pub hold: Sourced<Duration>,
    /// How bad it is.
    pub severity: Sourced<Severity>,
    /// Its labels: `severity`, those that name the cluster, and the spec's own.
    pub labels: Vec<(Sourced<String>, Sourced<String>)>,
    /// One line that says what is the matter.
    pub summary: Sourced<String>,
    /// What it means.
    pub description: Sourced<String>,
    /// Where its runbook is.
    pub runbook: Sourced<String>,
    /// What is added to it.
    pub patch: Option<Patch>,
    /// Where its alert stands in the spec.
    pub at: Span,
}

/// The labels that every rule has and no alert may write.
pub(super) const RESERVED: [&str; 4] = ["severity", "namespace", "strimzi_io_cluster", "alertname"];

/// Where the guide lies below the output folder, for runbook links when the spec says nothing better.
const GUIDE: &str = "k8s-manifests/kafka/README.md";

/// The rules of a model: those of the spec's alerts, in its order, or the default set when it names none. Nothing fails
/// here: what cannot be is left out, and [`check_model`](super::check_model) says why.
pub fn rules(model: &Model) -> Vec<Rule> {
    if model.monitoring.is_none() {
        return Vec::new();
    }
    let scene = Scene::new(model);
    if model.alerts.is_empty() {
        return KINDS.iter().flat_map(|kind| by_default(kind, &scene)).collect();
    }
    model.alerts.iter().flat_map(|alert| of_alert(alert, &scene)).collect()
}

/// The rules of one alert.
pub(super) fn of_alert(alert: &Alert, scene: &Scene<'_>) -> Vec<Rule> {
    match &alert.watch {
        Watch::Expression(expr) => vec![house::rule(alert, expr, scene)],
        Watch::Kind(name) => {
            let Some(kind) = kinds::kind(&name.value) else { return Vec::new() };
            of_kind(kind, Some(alert), name.origin.first(), scene)
        }
    }
}

/// The rules of a kind in the default set.
pub(super) fn by_default(kind: &'static Kind, scene: &Scene<'_>) -> Vec<Rule> {
    of_kind(kind, None, scene.default_place(), scene)
}

fn of_kind(kind: &'static Kind, alert: Option<&Alert>, kind_at: Span, scene: &Scene<'_>) -> Vec<Rule> {
    let numbers = Numbers::of(kind, alert, scene);
    let plans = (kind.plan)(scene, &numbers).unwrap_or_default();
    plans.into_iter().map(|plan| of_plan(plan, kind, alert, &numbers, kind_at, scene)).collect()
}

fn of_plan(
    plan: Plan,
    kind: &'static Kind,
    alert: Option<&Alert>,
    numbers: &Numbers<'_>,
    kind_at: Span,
    scene: &Scene<'_>,
) -> Rule {
    let Plan { expr, places, summary, description, severity, hold } = plan;
    let at = alert.map_or(kind_at, |alert| alert.at);
    let written = |text: fn(&Alert) -> &Option<Sourced<String>>| alert.and_then(|alert| text(alert).clone());
    let computed =
        |value: String| Sourced { value, origin: Origin::computed(kind_at, scene.model.cluster.name.origin.spans()) };
    let mut parts = numbers.written.iter().copied().chain([kind_at]).chain(places);
    let first = parts.next().unwrap_or(kind_at);
    let name = match alert {
        Some(alert) => alert.name.clone(),
        None => Sourced::default(kind.default_name.to_owned(), at),
    };
    let severity = alert
        .and_then(|alert| alert.severity.clone())
        .unwrap_or_else(|| Sourced::default(severity.unwrap_or(kind.severity), at));
    Rule {
        group: kind.group,
        kind: Some(kind),
        expr: Sourced { value: expr, origin: Origin::computed(first, parts) },
        hold: alert
            .and_then(|alert| alert.r#for.clone())
            .unwrap_or_else(|| Sourced::default(hold.unwrap_or(kind.hold), at)),
        labels: labels(&severity, alert, true, true, scene),
        severity,
        summary: written(|alert| &alert.summary).unwrap_or_else(|| computed(summary)),
        description: written(|alert| &alert.description).unwrap_or_else(|| computed(description)),
        runbook: runbook(&name, alert, scene),
        patch: alert.and_then(|alert| alert.patch.clone()),
        name,
        at,
    }
}

/// The labels of a rule. A rule's label replaces the series' own of that name, so those that name the cluster are left out
/// where they would.
pub(super) fn labels(
    severity: &Sourced<Severity>,
    alert: Option<&Alert>,
    namespace: bool,
    cluster: bool,
    scene: &Scene<'_>,
) -> Vec<(Sourced<String>, Sourced<String>)> {
    let of = &scene.model.cluster;
    let named = |name: &str, value: Sourced<String>| {
        let name = Sourced { value: name.to_owned(), origin: value.origin.clone() };
        (name, value)
    };
    let mut labels = vec![named("severity", severity.clone().map(|severity| severity.word().to_owned()))];
    if namespace {
        labels.push(named("namespace", of.namespace.clone()));
    }
    if cluster {
        labels.push(named("strimzi_io_cluster", of.name.clone()));
    }
    let own = alert.iter().flat_map(|alert| &alert.labels);
    let own = own.filter(|(name, _)| !RESERVED.contains(&name.value.as_str()));
    labels.extend(own.map(|(name, value)| (name.clone(), value.clone().map(|text| literal(&text)))));
    labels
}

/// The link to an alert's runbook: what the spec says, or its section of the guide.
pub(super) fn runbook(name: &Sourced<String>, alert: Option<&Alert>, scene: &Scene<'_>) -> Sourced<String> {
    if let Some(written) = alert.and_then(|alert| alert.runbook.clone()) {
        return written.map(|link| literal(&link));
    }
    let anchor = anchor(&name.value);
    match scene.model.monitoring.as_ref().and_then(|monitoring| monitoring.guide.as_ref()) {
        Some(guide) => {
            Sourced { value: format!("{}#{anchor}", literal(&guide.value)), origin: guide.origin.and(&name.origin) }
        }
        None => name.derive(|_| format!("{GUIDE}#{anchor}")),
    }
}

/// The anchor that GitHub gives a heading: in lower case, spaces as dashes, other marks left out.
pub fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}
