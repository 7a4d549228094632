//! Are the times of an alert durations, and does it say how bad it is?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::monitor::millis;
use crate::inventory::tree::Tree;
use crate::inventory::{AlertRule, Group, RuleFile};

const DURATION: Offence = Offence::error("alert/bad-duration", "a time that is no duration of Prometheus")
    .why("Prometheus refuses the file: none of the rules is loaded.")
    .write("a duration such as `5m` or `1h30m`")
    .source("Prometheus, `model.ParseDuration`");

const SLOW: Offence = Offence::warning("alert/slow-group", "a group is evaluated more seldom than series stay fresh")
    .why("Prometheus forgets a series after five minutes. With a longer interval what a recording rule gives has gaps, and an alert ends between two evaluations.")
    .write("an `interval` of five minutes at most")
    .source("Prometheus, lookback of five minutes; pint, `group/interval`");

const SEVERITY: Offence = Offence::info("alert/no-severity", "an alert does not say how bad it is")
    .in_development(crate::inspect::Level::Off)
    .why("Alertmanager routes by labels. Without one everybody has to guess who is woken.")
    .write("`labels: { severity: warning }`")
    .source("Prometheus, alerting practices; pint, `rule/label`");

const SUMMARY: Offence = Offence::info("alert/no-summary", "an alert has no text")
    .in_development(crate::inspect::Level::Off)
    .why("Whoever is woken reads the name of the alert and its labels, and nothing that says what is the matter.")
    .write("`annotations.summary` with one sentence")
    .source("Prometheus, alerting practices; pint, `alerts/annotation`");

pub(super) const RULE: Rule = Rule {
    offences: &[&DURATION, &SLOW, &SEVERITY, &SUMMARY],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "no duration, a slow group, and nothing that says how bad it is",
            "groups:
  - name: kafka
    interval: 10m # <- alert/slow-group
    rules:
      - alert: Lag # <- alert/no-severity, alert/no-summary
        expr: kafka_consumergroup_lag > 10
        for: 5 minutes # <- alert/bad-duration
",
        ),
        Example::new(
            "all that an alert needs",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag > 10
          for: 5m
          labels: { severity: warning }
          annotations: { summary: lag }
        - record: lag
          expr: sum(kafka_consumergroup_lag)
"
            ),
        ),
    ],
};

/// For so long a series is fresh, in milliseconds.
const FRESH: u64 = 300_000;

fn check(_: &World<'_>, file: &RuleFile<'_>, group: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    // What is the matter with a group is said at its first rule.
    let first = group.rules.first().is_some_and(|first| std::ptr::eq(first, rule));
    let times = [rule.tree.get("for"), rule.tree.get("keep_firing_for"), group.tree.get("interval").filter(|_| first)];
    // Of resources the definition of their kind says so.
    for time in times.into_iter().flatten().filter(|_| !file.is_resource) {
        let Some(text) = time.scalar().filter(|text| millis(text).is_none()) else { continue };
        out.raise(&DURATION, time, format!("`{text}` is no duration, so that none of the rules is loaded"))
            .help("write whole numbers with units, greatest first: `5m`, `1h30m`");
    }
    if first
        && let Some(interval) = group.tree.get("interval")
        && let Some(time) = interval.scalar().and_then(millis).filter(|time| *time > FRESH)
    {
        out.raise(
            &SLOW,
            interval,
            format!(
                "group `{}` is evaluated every {} min, and series are fresh for 5 min only",
                group.name,
                time / 60_000
            ),
        )
        .help("write `5m` or less");
    }
    if !rule.is_alert {
        return;
    }
    let at = || rule.tree.get("alert").unwrap_or(&rule.tree);
    let of_group = group.tree.get("labels").is_some_and(|labels| labels.get("severity").is_some());
    if !of_group && !["severity", "priority", "level"].iter().any(|label| rule.labels.contains_key(*label)) {
        out.raise(&SEVERITY, at(), format!("alert `{}` does not say how bad it is", rule.name))
            .help("add `labels: { severity: … }`");
    }
    if rule.tree.get("annotations").is_none_or(|it| Tree::entries(it).is_empty()) {
        out.raise(&SUMMARY, at(), format!("alert `{}` says nothing to whoever is woken", rule.name))
            .help("add `annotations: { summary: … }`");
    }
}
