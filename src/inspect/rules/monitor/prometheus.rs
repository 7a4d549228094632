//! Does a Prometheus of the set take what is in the set?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::same_namespace;
use crate::inventory::selector::Labels;

const NOT_SELECTED: Offence =
    Offence::error("monitor/not-selected-by-prometheus", "no Prometheus of the set selects a monitor by its labels")
        .why("A Prometheus of prometheus-operator reads only monitors whose labels fit `serviceMonitorSelector` or `podMonitorSelector`, from namespaces that fit the namespace selector beside it; without the selector it reads none. What is not read is not scraped, and nobody says so.")
        .write("the labels that the Prometheus selects by")
        .source("prometheus-operator, API reference of `PrometheusSpec`");

const RULES: Offence = Offence::warning(
    "alert/not-selected-by-prometheus",
    "no Prometheus of the set selects a PrometheusRule by its labels",
)
.why("Rules that no `ruleSelector` selects are never loaded: none of their alerts can fire, unless a Thanos Ruler or a Prometheus outside the set selects them.")
.write("the labels that `ruleSelector` wants")
.source("prometheus-operator, API reference of `PrometheusSpec`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_SELECTED, &RULES],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "labels that the Prometheus does not select",
            "apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main }
spec:
  podMonitorSelector: { matchLabels: { app: strimzi } }
  ruleSelector: { matchLabels: { role: alert-rules } }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, labels: { app: kafka } } # <- monitor/not-selected-by-prometheus
spec: { selector: {}, podMetricsEndpoints: [] }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: alerts } # <- alert/not-selected-by-prometheus
spec: { groups: [] }
",
        ),
        Example::new(
            "labels that it selects, and a selector of everything",
            "apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main }
spec:
  podMonitorSelector: { matchLabels: { app: strimzi } }
  serviceMonitorSelector: {}
  ruleSelector: { matchExpressions: [{ key: role, operator: Exists }] }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, labels: { app: strimzi } }
spec: { selector: {}, podMetricsEndpoints: [] }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: other }
spec: { selector: {}, endpoints: [] }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: alerts, labels: { role: x } }
spec: { groups: [] }
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let inventory = &world.inventory;
    if inventory.prometheuses.is_empty() {
        return;
    }
    for monitor in &inventory.monitors {
        let key = if monitor.of_pods { "podMonitorSelector" } else { "serviceMonitorSelector" };
        judge(world, &NOT_SELECTED, monitor.document, &monitor.labels, key, monitor.kind(), out);
    }
    for file in inventory.rule_files.iter().filter(|file| file.is_resource) {
        judge(world, &RULES, file.document, &file.labels, "ruleSelector", "PrometheusRule", out);
    }
}

fn judge(
    world: &World<'_>,
    offence: &'static Offence,
    document: Document<'_>,
    labels: &Labels,
    key: &str,
    kind: &str,
    out: &mut Out,
) {
    let servers = &world.inventory.prometheuses;
    let takes = servers.iter().any(|server| {
        let elsewhere = server.spec.get(&format!("{}NamespaceSelector", key.trim_end_matches("Selector"))).is_some();
        let here = elsewhere || same_namespace(server.document.namespace(), document.namespace());
        here && server.selector(key).is_some_and(|selector| selector.accepts(labels))
    });
    let Some(server) = servers.first().filter(|_| !takes) else { return };
    let selector = server.selector(key);
    let name = document.name().unwrap_or_default();
    let by = server.document.name().unwrap_or_default();
    let end = if kind == "PrometheusRule" { "none of its alerts can fire there" } else { "it is not scraped" };
    let raised = out.raise(offence, document, format!("Prometheus `{by}` does not select {kind} `{name}`, so {end}"));
    match &selector {
        None => {
            raised
                .label("is read by nobody")
                .because(&server.spec, format!("`{key}` is not set, which selects nothing"));
            raised.help(format!("write `{key}: {{}}` into the Prometheus"));
        }
        Some(selector) => {
            if let Some(term) = selector.failing(labels).first() {
                let words = term.words();
                raised.label(format!("does not have `{words}`")).because(term.place, "wanted here");
                raised.help(match term.only() {
                    Some(value) => format!("add the label `{}: {value}`", term.key),
                    None => format!("label it so that `{words}` holds"),
                });
                return;
            }
            raised
                .label("is in another namespace")
                .because(selector.place, "reads its own namespace only, as no namespace selector stands beside");
            raised.help(format!(
                "write `{}NamespaceSelector: {{}}` into the Prometheus",
                key.trim_end_matches("Selector")
            ));
        }
    }
}
