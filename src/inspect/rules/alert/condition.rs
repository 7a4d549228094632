//! Can the alert be silent?

use crate::alert::is_state;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{AlertRule, Group, RuleFile};
use crate::promql::{self, AggregateOp, Aggregation, Condition, Expr, Kind};

const ALWAYS: Offence = Offence::warning("alert/never-silent", "an alert without a condition: it fires all the time")
    .why("An alert fires for each series that its expression gives. Without a comparison, and with `bool`, which gives 0 or 1 instead of nothing, that is at all times.")
    .write("a comparison, such as `> 0`, and no `bool`")
    .source("Prometheus, `rules/alerting.go`: a result of any value fires");

const PICKS: Offence = Offence::warning("alert/picks-change", "an alert over the first few of many")
    .why("Which series are the first changes from one evaluation to the next; with each change an alert ends and another begins, and `for` starts anew.")
    .write("a comparison that each series meets or not")
    .source("pint, `promql/fragile`; Prometheus, `topk`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ALWAYS, &PICKS],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "no comparison, a `bool`, and a `topk`",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag # <- alert/never-silent
        - alert: Lags
          expr: kafka_consumergroup_lag > bool 10 # <- alert/never-silent
        - alert: Most
          expr: topk(3, kafka_consumergroup_lag) > 10 # <- alert/picks-change
        - alert: Topics
          expr: sum by (topic) (topk(3, kafka_consumergroup_lag)) > 10 # <- alert/picks-change
"
            ),
        ),
        Example::new(
            "a comparison, and a state",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag > 10
        - alert: NotReady
          expr: strimzi_kafka_resource_info{ready!=\"True\"}
        - record: lag
          expr: topk(3, kafka_consumergroup_lag)
        - alert: Watchdog
          expr: vector(1)
        - alert: Greatest
          expr: sum by (topic) (lag * on (topic) group_left (group) topk by (topic) (1, owners)) > 0
"
            ),
        ),
    ],
};

fn check(_: &World<'_>, _: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let Some(expr) = rule.parsed.as_ref().filter(|_| rule.is_alert) else { return };
    let (place, label) = match promql::condition(expr) {
        // Meant to fire at all times, so that somebody notices when it ends.
        _ if is_signal(expr) => (None, ""),
        Condition::None => (Some(expr.place), "gives a result at all times"),
        Condition::Selected(place) if !is_state(expr, place) => {
            (Some(place), "gives a result whenever there is such a series")
        }
        Condition::Selected(_) | Condition::Tested(_) => (None, ""),
    };
    if let Some(place) = place {
        out.raise(
            &ALWAYS,
            rule.place(place.range()),
            format!("alert `{}` fires all the time: nothing is compared", rule.name),
        )
        .label(label)
        .help("compare it with something, such as `> 0`; `bool` gives 0 or 1 and filters nothing");
    }
    promql::walk(expr, &mut |within, inner| {
        if let Kind::Aggregation(aggregation) = &inner.kind
            && picks(aggregation)
            && !within.iter().any(|outer| forgets(outer, aggregation))
        {
            let headline = format!(
                "alert `{}` is over `{}`, so that it ends and begins whenever the order changes",
                rule.name,
                aggregation.op.text()
            );
            out.raise(&PICKS, rule.place(aggregation.op_place.range()), headline)
                .help("compare each series with a number instead");
        }
    });
}

/// `vector(1)`: the signal of life of a Prometheus, which its receiver waits for.
fn is_signal(expr: &Expr) -> bool {
    let Kind::Call(call) = &expr.bare().kind else { return false };
    let number = |arg: &Expr| matches!(arg.bare().kind, Kind::Number(_));
    call.name.text == "vector" && call.args.iter().all(number)
}

fn picks(aggregation: &Aggregation) -> bool {
    matches!(aggregation.op, AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::Limitk)
}

/// Whether what stands around a choice gives the same series whatever is chosen: it adds up all, or by labels by which is chosen.
fn forgets(outer: &Expr, choice: &Aggregation) -> bool {
    let Kind::Aggregation(around) = &outer.kind else { return false };
    let by = |it: &Aggregation| match &it.grouping {
        Some(grouping) if grouping.without => None,
        Some(grouping) => Some(grouping.labels.iter().map(|label| label.text.clone()).collect::<Vec<_>>()),
        None => Some(Vec::new()),
    };
    let keeps_labels = picks(around) || around.op == AggregateOp::LimitRatio;
    let labels = by(around).zip(by(choice));
    !keeps_labels && labels.is_some_and(|(kept, chosen)| kept.iter().all(|label| chosen.contains(label)))
}
