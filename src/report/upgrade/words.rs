//! What is said of the parts of an upgrade, in sentences.

use super::Around;
use super::list::{code, plain};
use crate::diag::{Diagnostic, Severity, Span};
use crate::upgrade::silent::{Changed, Gate, How, NewDefault, Removed};
use crate::upgrade::{Avoided, Hop, Plan, Silent, Task};

/// The release that the stop before has.
pub(super) fn before(plan: &Plan, hop: &Hop) -> &'static str {
    let at = plan.hops.iter().position(|other| other.stop.release.version == hop.stop.release.version);
    let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| plan.hops.get(at));
    before.map_or(plan.from.version, |hop| hop.stop.release.version)
}

pub(super) fn task(task: &Task, around: &Around<'_>) -> String {
    let colon = if task.write.is_some() || !task.commands.is_empty() { ":" } else { "." };
    format!("{}{}{colon}", task.text, behind(task.at, around))
}

/// A place, in brackets behind what is said of it.
fn behind(at: Option<Span>, around: &Around<'_>) -> String {
    at.and_then(|at| around.place(at)).map(|place| format!(" ({})", code(&place))).unwrap_or_default()
}

pub(super) fn finding(finding: &Diagnostic, around: &Around<'_>) -> String {
    let place = finding.span().and_then(|span| around.place(span));
    let place = place.map(|place| format!("{}: ", code(&place))).unwrap_or_default();
    let word = if finding.severity == Severity::Error { "" } else { "a warning: " };
    let help = finding.help.as_ref().map(|help| format!("; {}", plain(help))).unwrap_or_default();
    format!("{place}{word}{}{help}", plain(&finding.headline))
}

pub(super) fn avoided(avoided: &Avoided, release: &str) -> String {
    let Avoided { kafka, is_default, unheard, next } = avoided;
    let default = if *is_default { format!(", which is the default of {release}") } else { String::new() };
    let next = next.map(|next| format!("Strimzi {next} does not run it")).unwrap_or_default();
    let unheard = unheard.map(|(first, last)| {
        if first == last {
            format!("Strimzi {first} does not upgrade brokers of it, which it has never heard of")
        } else {
            format!("the releases from {first} to {last} do not upgrade brokers of it, which they have never heard of")
        }
    });
    let why: Vec<String> = [Some(next).filter(|next| !next.is_empty()), unheard].into_iter().flatten().collect();
    format!("**Not Kafka {kafka}**{default}: {}.", why.join(", and "))
}

/// What changes without an error, an item each.
pub(super) fn silent(silent: &Silent, around: &Around<'_>) -> Vec<String> {
    let Silent { defaults, removed, gates, names, alerts } = silent;
    let mut items = Vec::new();
    items.extend(names.as_ref().map(|(old, new)| {
        format!(
            "metrics of brokers come from JMX exporter {new} instead of {old}: counters end in `_total`, nothing else does, and some of \
             the JVM's have other names (`jvm_memory_used_bytes` for `jvm_memory_bytes_used`)"
        )
    }));
    items.extend(changed(alerts, around));
    items.extend(gates.iter().map(gate));
    items.extend(defaults.iter().map(default));
    let all = |of_topics| -> Vec<String> {
        removed.iter().filter(|it| it.of_topics == of_topics).map(|Removed { key, .. }| code(key)).collect()
    };
    for (whose, keys) in [("brokers", all(false)), ("topics", all(true))] {
        if !keys.is_empty() {
            items.push(format!("{whose} have no more, and this spec does not write: {}", keys.join(", ")));
        }
    }
    items
}

fn default(default: &NewDefault) -> String {
    let NewDefault { key, of_topics, before, after } = default;
    let value = |value: Option<&'static str>| match value {
        None => "nothing".to_owned(),
        Some("") => "empty".to_owned(),
        Some(value) => code(value),
    };
    let whose = if *of_topics { "topics" } else { "brokers" };
    format!("default of {whose}, {}: {} → {}", code(key), value(*before), value(*after))
}

fn gate(gate: &Gate) -> String {
    let Gate { name, before, after } = gate;
    let word = |on: bool| if on { "on" } else { "off" };
    let now = match (before, after) {
        (None, Some(on)) => format!("is new, and {}", word(*on)),
        (Some(_), None) => "is gone; an operator that is told of it does not start".to_owned(),
        (_, Some(on)) => format!("is {} by default", word(*on)),
        (None, None) => "is unknown".to_owned(),
    };
    format!("feature gate {} {now}", code(name))
}

/// Alerts, those together to which the same happens.
fn changed(alerts: &[Changed], around: &Around<'_>) -> Vec<String> {
    let names = |wanted: &How| -> Vec<String> {
        alerts.iter().filter(|alert| alert.how == *wanted).map(|alert| code(&alert.name)).collect()
    };
    let mut items = Vec::new();
    for (how, text) in [
        (How::Recomputed, "alerts whose expression `render` computes anew"),
        (How::Added, "alerts that are new in the default set"),
        (How::Dropped, "alerts that have nothing to watch any more"),
    ] {
        let names = names(&how);
        if !names.is_empty() {
            items.push(format!("{text}: {}", names.join(", ")));
        }
    }
    for Changed { name, at, how } in alerts {
        let (text, metrics) = match how {
            How::Renamed(metrics) => ("your own expression uses metrics that may be spelt otherwise", metrics),
            How::Gone(metrics) => ("your own expression uses metrics that nothing exports any more", metrics),
            How::Recomputed | How::Added | How::Dropped => continue,
        };
        let metrics: Vec<String> = metrics.iter().map(|metric| code(metric)).collect();
        items.push(format!("alert {}{}: {text}: {}", code(name), behind(Some(*at), around), metrics.join(", ")));
    }
    items
}
