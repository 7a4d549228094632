//! Does an alert wait long enough not to fire for what passes by itself?

use super::source::Family;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, Spot, World};
use crate::inventory::monitor::millis;
use crate::inventory::{AlertRule, Group, RuleFile};
use crate::promql;

const AT_ONCE: Offence = Offence::info("alert/fires-at-once", "an alert fires at the first look")
    .in_development(Level::Off)
    .why("Without `for` a single evaluation is enough: one scrape that fails, one value that passes.")
    .write("`for: 5m`, or a range such as `[10m]` in the expression")
    .source("Prometheus, alerting rules; what `for` means that is left out: 0");

const ROLL: Offence = Offence::warning("alert/fires-in-each-restart", "an alert fires whenever a broker is restarted as planned")
    .in_development(Level::Info)
    .why("Each change rolls the brokers one by one, and each of them is away for a minute or more, its copies behind for longer. An alert that fires then is one that people learn to ignore.")
    .write("`for: 5m` for copies that are behind, `for: 3m` for a broker that does not answer")
    .source("strimzi, rolling restarts; restarts as seen on running clusters take one to three minutes");

const UNLIKE: Offence = Offence::info("alert/hold-unlike-others", "an alert has no `for`, and all others beside it have")
    .in_development(Level::Off)
    .why("Without `for` it fires at the first evaluation above its limit, and ends at the first below: a value around the limit sends a message each time.")
    .write("`for: 5m`, or another time as the others have it")
    .source("Prometheus, alerting rules; what `for` means that is left out: 0");

pub(super) const RULE: Rule = Rule {
    offences: &[&AT_ONCE, &ROLL, &UNLIKE],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "no time, and one that is shorter than a restart",
            concat!(
                rules!(),
                "        - alert: Lag # <- alert/fires-at-once
          expr: kafka_consumergroup_lag > 10
        - alert: UnderReplicated
          expr: kafka_server_replicamanager_underreplicatedpartitions > 0
          for: 10s # <- alert/fires-in-each-restart
"
            ),
        ),
        Example::new(
            "one of many without a time",
            concat!(
                rules!(),
                "        - { alert: A, expr: a > 0, for: 5m }
        - { alert: B, expr: b > 0, for: 5m }
        - { alert: C, expr: c > 0, for: 1m }
        - { alert: D, expr: 'rate(d[5m]) > 0', for: 10m }
        - { alert: F, expr: f > 0, for: 5m }
        - { alert: G, expr: g > 0, for: 5m }
        - { alert: H, expr: h > 0, for: 5m }
        - { alert: I, expr: i > 0, for: 5m }
        - alert: E # <- alert/hold-unlike-others
          expr: rate(e[5m]) < 0.2
        - { alert: Counted, expr: 'increase(errors_total[10m]) > 0' }
"
            ),
        ),
        Example::new(
            "time enough, in `for` or in a range",
            concat!(
                rules!(),
                "        - alert: UnderReplicated
          expr: kafka_server_replicamanager_underreplicatedpartitions > 0
          for: 5m
        - alert: Errors
          expr: increase(errors_total[10m]) > 0
        - record: lag
          expr: sum(kafka_consumergroup_lag)
"
            ),
        ),
    ],
};

/// Each restart is longer than this, in milliseconds.
const RESTART: u64 = 60_000;

/// What each restart of a broker shows.
const BEHIND: [&str; 2] =
    ["kafka_server_replicamanager_underreplicatedpartitions", "kafka_topic_partition_under_replicated_partition"];

fn check(_: &World<'_>, file: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let Some(expr) = rule.parsed.as_ref().filter(|_| rule.is_alert) else { return };
    let seen = promql::selectors(expr);
    let held = rule.tree.get("for");
    let time = held.map_or(Some(0), |held| held.scalar().and_then(millis));
    let Some(time) = time else { return };
    let at = || Spot::from(held.or_else(|| rule.tree.get("alert")).unwrap_or(&rule.tree));
    let behind =
        seen.iter().any(|one| one.range().is_none() && one.selector.metric().is_some_and(|it| BEHIND.contains(&it)));
    if behind && time < RESTART {
        out.raise(
            &ROLL,
            at(),
            format!(
                "`{}` fires whenever a broker is restarted: copies are behind for longer than {} s",
                rule.name,
                time / 1000
            ),
        )
        .label("shorter than a restart")
        .help("write `for: 5m`");
        return;
    }
    // What looks back over a time has waited already; states change seldom.
    let looks_back = seen.iter().any(|one| one.range().is_some());
    let of_kafka = seen
        .iter()
        .any(|one| one.selector.metric().is_some_and(|metric| metric == "up" || Family::of(metric).is_some()));
    if time == 0 && !looks_back && of_kafka {
        out.raise(
            &AT_ONCE,
            at(),
            format!("`{}` fires at the first look, after one scrape that fails or passes", rule.name),
        )
        .help("write `for: 5m`");
    } else if time == 0 && held.is_none() && !seen.iter().any(|one| one.calls().any(|call| COUNTING.contains(&call))) {
        unlike(file, rule, out);
    }
}

/// So many alerts make a custom.
const MANY: usize = 4;

/// Functions that tell of what happened: that does not go away by waiting.
const COUNTING: [&str; 7] =
    ["increase", "delta", "changes", "resets", "count_over_time", "sum_over_time", "absent_over_time"];

/// Whether nearly all others of the file wait.
fn unlike(file: &RuleFile<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let alerts = file.groups.iter().flat_map(|group| &group.rules).filter(|rule| rule.is_alert);
    let (have, lack): (Vec<_>, Vec<_>) = alerts.partition(|rule| rule.tree.get("for").is_some());
    if have.len() >= MANY && lack.len() * MANY <= have.len() {
        let headline = format!("`{}` has no `for`, and {} others of the file have", rule.name, have.len());
        out.raise(&UNLIKE, rule.tree.get("alert").unwrap_or(&rule.tree), headline)
            .help("write how long it must hold, such as `for: 5m`");
    }
}
