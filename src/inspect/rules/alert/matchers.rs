//! Do matchers say what they mean?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{AlertRule, Group, RuleFile};
use crate::promql::{self, MatchOp, Matcher};

const NO_REGEX: Offence = Offence::error("alert/regex-without-tilde", "a matcher compares with a regular expression as if it were text")
    .why("`=` compares letter by letter. No topic, pod or label of Kubernetes has such signs in its name, so that nothing is selected and the alert is dead; with `!=` nothing is left out.")
    .write("`=~` or `!~`")
    .source("Prometheus, `labels.MatchEqual`; Kafka and Kubernetes, legal names");

const ANCHORED: Offence = Offence::info("alert/anchored-regex", "a regular expression has anchors that are there anyway")
    .why("Prometheus anchors at both ends. The signs do no harm, but who reads them thinks that without them it would be otherwise.")
    .write("the expression without `^` and `$`")
    .source("pint, `promql/regexp`; Prometheus, `labels.NewFastRegexMatcher`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_REGEX, &ANCHORED],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "`=` with a pattern, and anchors",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag{topic=\"orders-.*\"} > 10 # <- alert/regex-without-tilde
        - alert: Lags
          expr: kafka_consumergroup_lag{topic=~\"^orders$\"} > 10 # <- alert/anchored-regex
"
            ),
        ),
        Example::new(
            "a pattern, and a text with dots",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag{topic=~\"orders-.*\"} > kafka_consumergroup_lag{topic=\"a.b\"}
"
            ),
        ),
    ],
};

/// Labels whose values are names of Kafka or Kubernetes.
const NAMES: [&str; 12] = [
    "topic",
    "consumergroup",
    "pod",
    "namespace",
    "container",
    "service",
    "persistentvolumeclaim",
    "kubernetes_pod_name",
    "strimzi_io_cluster",
    "strimzi_io_name",
    "node_name",
    "node",
];

fn check(_: &World<'_>, _: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let Some(expr) = &rule.parsed else { return };
    for seen in promql::selectors(expr) {
        for matcher in &seen.selector.matchers {
            of_matcher(rule, matcher, out);
        }
    }
}

fn of_matcher(rule: &AlertRule<'_>, matcher: &Matcher, out: &mut Out) {
    let Matcher { label, op, value } = matcher;
    let (name, text) = (label.text.as_str(), value.text.as_str());
    let place = rule.place(value.place.range());
    if op.is_regex() {
        if let Some(inner) = text.strip_prefix('^').and_then(|text| text.strip_suffix('$'))
            && !inner.ends_with('\\')
            && !inner.contains('|')
        {
            out.raise(&ANCHORED, place, format!("`{text}` is anchored at both ends anyway"))
                .help(format!("write `{inner}`"));
        }
        return;
    }
    let odd = text.contains(['*', '+', '|', '[', '(', '?', '^', '$']);
    if NAMES.contains(&name) && odd {
        let tilde = if *op == MatchOp::Equal { "=~" } else { "!~" };
        let end = if *op == MatchOp::Equal { "selects nothing" } else { "leaves nothing out" };
        out.raise(
            &NO_REGEX,
            place,
            format!("`{name}{}\"{text}\"` of `{}` {end}: no name has such signs", op.text(), rule.name),
        )
        .label("is compared letter by letter")
        .help(format!("write `{name}{tilde}\"{text}\"`"));
    }
}
