//! Does an alert over `up` still fire when the pod is gone?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{AlertRule, Group, Job, RuleFile};
use crate::promql::{self, AggregateOp, BinaryOp, Expr, Kind, Selector};

const VANISHES: Offence = Offence::warning("alert/up-vanishes", "an alert on `up == 0` is silent when the pod is gone")
    .why("`up` is there only for targets that Prometheus finds. A pod that is deleted, evicted or Pending is no target any more: its `up` ends instead of becoming 0, and the alert ends with it.")
    .write("count what is up against what should be: `(count(up{…} == 1) or vector(0)) < 3`, or `absent(up{…} == 1)`")
    .source("prometheus-operator #1648; Kubernetes service discovery of Prometheus");

pub(super) const RULE: Rule = Rule {
    offences: &[&VANISHES],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "nothing else watches for what is not there",
            concat!(
                rules!(),
                "        - alert: Down
          expr: up{job=\"kafka\"} == 0 # <- alert/up-vanishes
"
            ),
        ),
        Example::new(
            "counted",
            concat!(
                rules!(),
                "        - alert: Down
          expr: (count(up{job=\"kafka\"} == 1) or vector(0)) < 3
"
            ),
        ),
        Example::new(
            "targets that are written down stay",
            "# file: prometheus.yml
rule_files: [rules.yml]
scrape_configs:
  - job_name: kafka
    static_configs: [{ targets: ['kafka1:9404', 'kafka2:9404'] }]
# file: rules.yml
groups:
  - name: kafka
    rules:
      - alert: Down
        expr: up{job=\"kafka\"} == 0
        labels: { severity: page }
        annotations: { summary: down }
",
        ),
        Example::new(
            "another alert watches for absence",
            concat!(
                rules!(),
                "        - alert: Down
          expr: up{job=\"kafka\"} == 0
        - alert: Gone
          expr: absent(container_last_seen{container=\"kafka\"})
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, _: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let Some(expr) = rule.parsed.as_ref().filter(|_| rule.is_alert) else { return };
    let Kind::Binary(binary) = &expr.bare().kind else { return };
    let zero = matches!(&binary.right.bare().kind, Kind::Number(number) if number.value == 0.0);
    let Kind::Selector(selector) = &binary.left.bare().kind else { return };
    if binary.op != BinaryOp::Equal || !zero || selector.metric() != Some("up") {
        return;
    }
    let watched = world.inventory.rules().filter_map(|(_, _, rule)| rule.parsed.as_ref()).any(counts);
    if watched || is_static(world, selector) {
        return;
    }
    out.raise(
        &VANISHES,
        rule.place(expr.place.range()),
        format!("alert `{}` is silent when the pod is gone: its `up` goes with it", rule.name),
    )
    .label("only for targets that are found")
    .help("count what is up against what should be, such as `(count(up{…} == 1) or vector(0)) < 3`");
}

/// Whether all jobs that `up` may be of have their targets written down: these stay when nobody answers.
fn is_static(world: &World<'_>, selector: &Selector) -> bool {
    let inventory = &world.inventory;
    if !inventory.monitors.is_empty() {
        return false;
    }
    let named = selector.matchers.iter().find(|matcher| matcher.label.text == "job");
    let mine = |job: &&Job<'_>| named.is_none_or(|matcher| matcher.accepts(&job.name) != Some(false));
    let mut jobs = inventory.jobs.iter().filter(mine).peekable();
    let written = |job: &Job<'_>| {
        let mut keys = job.endpoint.tree.entries().iter().map(|(key, _)| key.name.as_str());
        keys.clone().any(|key| key == "static_configs") && keys.all(|key| !key.ends_with("_sd_configs"))
    };
    jobs.peek().is_some() && jobs.all(written)
}

/// Whether an expression notices that something is not there.
fn counts(expr: &Expr) -> bool {
    let mut found = false;
    promql::walk(expr, &mut |_, inner| {
        found |= match &inner.kind {
            Kind::Call(call) => call.name.text.starts_with("absent"),
            Kind::Aggregation(aggregation) => matches!(aggregation.op, AggregateOp::Count | AggregateOp::Sum),
            _ => false,
        };
    });
    let up = promql::selectors(expr)
        .iter()
        .any(|seen| seen.selector.metric() == Some("up") || seen.calls().any(|call| call.starts_with("absent")));
    found && up
}
