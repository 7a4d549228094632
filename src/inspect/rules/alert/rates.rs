//! Are rates taken of what they can be taken of, and over a time that holds enough samples?

use crate::catalog::{Exporter, MetricType};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::monitor::millis;
use crate::inventory::{AlertRule, Group, RuleFile};
use crate::promql::{self, BinaryOp, Length, Seen};

const SHORT: Offence = Offence::error("alert/range-too-short", "a rate over a time that holds one sample at most")
    .why("A rate needs two samples. In a time that is not longer than the interval between two scrapes there is one: the result is empty, always.")
    .write("a range of four intervals, two at the least")
    .source("Prometheus, `extrapolatedRate`; pint, `promql/rate`");

const TIGHT: Offence = Offence::warning("alert/range-tight", "a rate over a time that may hold one sample only")
    .why("One scrape that is late or fails, and there is a single sample left: the result is empty, and `for` starts anew.")
    .write("a range of four intervals")
    .source("Prometheus, `extrapolatedRate`; pint, `promql/rate`");

const GAUGE: Offence = Offence::warning("alert/rate-of-gauge", "a rate of something that also falls")
    .why("A rate takes each fall for a restart of a counter and adds the whole value: the result is far too great.")
    .write("`delta` or `deriv`, or the value itself")
    .source("Prometheus, `rate`; types as the exporters say them");

const RAW: Offence = Offence::warning("alert/raw-counter", "an alert compares the value of a counter")
    .why("A counter only grows until its process starts again: once above the number the alert fires until then, however long ago it was, and never says what is going on now.")
    .write("`increase(…[10m])` or `rate(…[5m])`")
    .source("Prometheus, metric types; pint, `promql/counter`");

pub(super) const RULE: Rule = Rule {
    offences: &[&SHORT, &TIGHT, &GAUGE, &RAW],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "ranges against the interval, a gauge, and a counter as it is",
            concat!(
                rules!(),
                "        - alert: Short
          expr: rate(a_total[30s]) > 10 # <- alert/range-too-short
        - alert: Tight
          expr: rate(a_total[50s]) > 10 # <- alert/range-tight
        - alert: Gauge
          expr: rate(kafka_consumergroup_lag[5m]) > 10 # <- alert/rate-of-gauge
        - alert: Raw
          expr: sum(a_total) > 10 # <- alert/raw-counter
        - alert: Share
          expr: a_errors_total / a_total > 0.1 # <- alert/raw-counter
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka }
spec:
  selector: { matchLabels: { app: kafka } }
  podMetricsEndpoints: [{ port: a, interval: 30s }]
"
            ),
        ),
        Example::new(
            "enough samples, and nobody who says how often",
            concat!(
                rules!(),
                "        - alert: Enough
          expr: rate(a_total[5m]) > 10
        - alert: Unknown
          expr: rate(a_total[30s]) > 10
        - alert: Since
          expr: a_total - a_total offset 5m > 10
        - record: a
          expr: sum(a_total)
        - alert: Restarted
          expr: uptime_seconds_total < 60
        - alert: Differ
          expr: a_total != b_total
        - alert: Full
          expr: disk_used / disk_total > 0.9
        - alert: Behind
          expr: a_total - b_total > 10
"
            ),
        ),
    ],
};

/// What needs two samples.
const RATES: [&str; 7] = ["rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear"];

fn check(world: &World<'_>, _: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let Some(expr) = &rule.parsed else { return };
    let interval = interval(world);
    let seen = promql::selectors(expr);
    for one in &seen {
        let call = one.calls().next().filter(|call| RATES.contains(call));
        if let (Some(call), Some(length)) = (call, &one.selector.range) {
            too_short(rule, call, length, interval, out);
        }
        if matches!(call, Some("rate" | "irate" | "increase")) {
            of_gauge(rule, one, out);
        }
        let shifted = seen.iter().any(|it| it.selector.shift.offset.is_some());
        if rule.is_alert && !shifted {
            raw(rule, one, out);
        }
    }
}

/// The shortest time between two scrapes, in milliseconds; nothing if somebody elsewhere decides.
fn interval(world: &World<'_>) -> Option<u64> {
    let of_server = world.inventory.prometheuses.first().map(crate::inventory::Prometheus::interval);
    let endpoints = world.inventory.monitors.iter().flat_map(|monitor| &monitor.endpoints);
    let each = endpoints.map(|endpoint| match endpoint.interval() {
        Some(written) => written.scalar().and_then(millis),
        None => of_server,
    });
    let all: Option<Vec<u64>> = each.collect();
    all?.into_iter().min()
}

fn too_short(rule: &AlertRule<'_>, call: &str, length: &Length, interval: Option<u64>, out: &mut Out) {
    let (Some(range), Some(interval)) = (length.millis().and_then(|range| u64::try_from(range).ok()), interval) else {
        return;
    };
    let (seconds, every) = (range / 1000, interval / 1000);
    let place = rule.place(length.place.range());
    if range <= interval {
        out.raise(
            &SHORT,
            place,
            format!(
                "`{call}` of `{}` is always empty: {seconds} s hold one scrape at most, which is every {every} s",
                rule.name
            ),
        )
        .label("needs two samples")
        .help(format!("write at least `[{}s]`", every * 4));
    } else if range < interval * 2 {
        out.raise(
            &TIGHT,
            place,
            format!(
                "`{call}` of `{}` is empty after one late scrape: {seconds} s hold two at most, every {every} s",
                rule.name
            ),
        )
        .help(format!("write `[{}s]`", every * 4));
    }
}

fn of_gauge(rule: &AlertRule<'_>, seen: &Seen<'_>, out: &mut Out) {
    let Some(name) = seen.selector.metric_name() else { return };
    // Offsets are gauges to the exporter, but fall only when a topic is made anew.
    let grows = name.text.contains("offset");
    let known = Exporter::ALL.iter().find_map(|exporter| exporter.metric(&name.text));
    if grows || !known.is_some_and(|metric| metric.kind == MetricType::Gauge) {
        return;
    }
    out.raise(
        &GAUGE,
        rule.place(name.place.range()),
        format!("`{}` also falls, and a rate takes each fall for a restart", name.text),
    )
    .label("a gauge")
    .help("write `delta` or `deriv`, or compare the value itself");
}

fn raw(rule: &AlertRule<'_>, seen: &Seen<'_>, out: &mut Out) {
    let Some(name) = seen.selector.metric_name() else { return };
    let looked = seen.selector.range.is_some() || seen.range().is_some();
    let whether = seen.calls().any(|call| matches!(call, "absent" | "timestamp" | "absent_over_time"));
    let counted = seen.within.iter().any(|around| matches!(&around.kind, promql::Kind::Aggregation(it) if matches!(it.op, promql::AggregateOp::Count | promql::AggregateOp::Group)));
    if !name.text.ends_with("_total") || looked || whether || counted {
        return;
    }
    let headline = match growth(seen) {
        Some(Growth::Alone) => {
            format!(
                "once above it, alert `{}` fires until the process starts again: `{}` only grows",
                rule.name, name.text
            )
        }
        Some(Growth::Share) => {
            format!(
                "alert `{}` is over the whole life of the process: `{}` counts since its start",
                rule.name, name.text
            )
        }
        None => return,
    };
    out.raise(&RAW, rule.place(name.place.range()), headline)
        .label("a counter")
        .help(format!("write `increase({}[10m])`", name.text));
}

/// What the value of a counter means where it is compared with a number.
enum Growth {
    /// It is compared as it is.
    Alone,
    /// It is divided by something, or something by it, and may fall again.
    Share,
}

/// How a counter is asked to be above a number; nothing if something else is asked: below it is a process that has just begun,
/// and two counters may differ.
fn growth(seen: &Seen<'_>) -> Option<Growth> {
    let above = |expr: &promql::Expr| {
        let promql::Kind::Binary(binary) = &expr.kind else { return false };
        let number = |side: &promql::Expr| matches!(side.bare().kind, promql::Kind::Number(_));
        match binary.op {
            BinaryOp::Greater | BinaryOp::GreaterEqual => number(&binary.right),
            BinaryOp::Less | BinaryOp::LessEqual => number(&binary.left),
            _ => false,
        }
    };
    let compared = seen.within.iter().rposition(|around| above(around))?;
    let mut growth = Growth::Alone;
    for around in seen.within.get(compared + 1..)? {
        match &around.kind {
            promql::Kind::Binary(binary) => match binary.op {
                // What is divided by no counter may be of a size, whatever it is called; and once is enough.
                BinaryOp::Divide => {
                    let counts = promql::selectors(&binary.right)
                        .iter()
                        .any(|it| it.selector.metric().is_some_and(|name| name.ends_with("_total")));
                    let left = binary.left.place.range().contains(&seen.place.range().start);
                    if !(counts && left) {
                        return None;
                    }
                    growth = Growth::Share;
                }
                BinaryOp::Add | BinaryOp::Multiply | BinaryOp::Or => {}
                _ => return None,
            },
            promql::Kind::Unary(unary) if unary.negative => return None,
            _ => {}
        }
    }
    Some(growth)
}
