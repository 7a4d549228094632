//! Alerts with an expression of the house's own: judged like ours, rendered as they are written.

use super::rule::{labels, runbook};
use super::{Group, Rule, Scene, ids, template};
use crate::diag::{Complaints, Diagnostic};
use crate::model::{Alert, Origin, Severity, Sourced};
use crate::promql::{self, Condition, Expr, LabelFlow, Presence};
use crate::spec::Literal;
use crate::spec::ids::BAD_EXPRESSION;
use crate::units::{Duration, nearest};

/// Judges an expression. Gives it back if it is one.
pub(super) fn check(text: &str, literal: &Literal<'_>, complaints: &mut Complaints) -> Option<Expr> {
    let faults = match promql::read(text) {
        Ok(expr) => {
            let faults = promql::check_alert(&expr);
            if faults.is_empty() {
                always_fires(&expr, literal, complaints);
                return Some(expr);
            }
            faults
        }
        Err(faults) => faults,
    };
    complaints.extend(faults.into_iter().map(|fault| fault.diagnostic(BAD_EXPRESSION, |range| literal.place(range))));
    None
}

fn always_fires(expr: &Expr, literal: &Literal<'_>, complaints: &mut Complaints) {
    let whole = expr.place;
    let (place, label) = match promql::condition(expr) {
        Condition::None => (whole, "gives a result at all times"),
        Condition::Selected(place) if !is_state(expr, place) => {
            (place, "gives a result whenever there is such a series")
        }
        Condition::Selected(_) | Condition::Tested(_) => return,
    };
    complaints.push(
        Diagnostic::warning(ids::ALWAYS_FIRES, "an expression without a condition: the alert fires all the time")
            .at(literal.place(place.range()), label)
            .help("compare it with something, such as `> 0`"),
    );
}

/// Of an `…_info` metric each series is a state that exists or does not, and so is one of `ALERTS`.
pub fn is_state(expr: &Expr, place: promql::Place) -> bool {
    let selectors = promql::selectors(expr);
    let metric = selectors.iter().find(|seen| seen.place == place).and_then(|seen| seen.selector.metric());
    metric.is_some_and(|metric| metric.ends_with("_info") || metric == "ALERTS")
}

/// Judges a text as a template. With the expression, also the labels that it prints.
pub(super) fn check_template(
    text: &str,
    literal: &Literal<'_>,
    result: Option<&(LabelFlow, Literal<'_>)>,
    complaints: &mut Complaints,
) {
    let asked = template::asked(text);
    if let Some(open) = asked.open {
        complaints.push(
            Diagnostic::error(ids::BAD_TEMPLATE, "Prometheus refuses this text: an action that does not end")
                .at(literal.place(open), "begins here")
                .help("write `}}` behind it; braces that are none are written `{{ \"{{\" }}`"),
        );
    }
    for (name, place) in asked.unknown {
        let help = match nearest(&name, template::VARIABLES) {
            Some(near) => format!("did you mean `${near}`?"),
            None => "there are `$labels`, `$value`, `$externalLabels` and `$externalURL`".to_owned(),
        };
        let headline = format!("Prometheus refuses this text: there is no variable `${name}`");
        complaints.push(Diagnostic::error(ids::BAD_TEMPLATE, headline).at(literal.place(place), "").help(help));
    }
    let Some((flow, expr)) = result else { return };
    for (name, place) in asked.labels {
        let Presence::Never(removal) = flow.label(&name) else { continue };
        let headline = format!("the text prints the label `{name}`, which the result never has");
        let diagnostic = Diagnostic::error(ids::MISSING_LABEL, headline)
            .at(literal.place(place), "prints nothing")
            .because(expr.place(removal.place.range()), removal.cause.to_string());
        complaints.push(diagnostic.help(removal.cure(&name).unwrap_or_else(|| "print another label".to_owned())));
    }
}

/// The rule of an alert with an expression of its own.
pub(super) fn rule(alert: &Alert, expr: &Sourced<String>, scene: &Scene<'_>) -> Rule {
    let severity = alert.severity.clone().unwrap_or(Sourced::default(Severity::Warning, alert.at));
    let flow = promql::parse(&expr.value).ok().map(|expr| LabelFlow::of(&expr));
    // Where the result may have the label itself, ours would replace it.
    let free = |label: &str| flow.as_ref().is_some_and(|flow| matches!(flow.label(label), Presence::Never(_)));
    let computed = |value| Sourced { value, origin: Origin::computed(alert.name.origin.first(), expr.origin.spans()) };
    let hold = alert.r#for.clone().unwrap_or(Sourced::default(Duration(0), alert.at));
    Rule {
        name: alert.name.clone(),
        group: Group::House,
        kind: None,
        expr: expr.clone(),
        labels: labels(&severity, Some(alert), free("namespace"), free("strimzi_io_cluster"), scene),
        severity,
        summary: alert
            .summary
            .clone()
            .unwrap_or_else(|| computed(format!("{} in {}", template::literal(&alert.name.value), scene.title()))),
        description: alert.description.clone().unwrap_or_else(|| computed(description(hold.value))),
        hold,
        runbook: runbook(&alert.name, Some(alert), scene),
        patch: alert.patch.clone(),
        at: alert.at,
    }
}

fn description(hold: Duration) -> String {
    let since = if hold.millis() == 0 { String::new() } else { format!(" for {}", hold.human()) };
    format!("An expression of the house's own has given {{{{ $value | humanize }}}}{since}.")
}
