//! Is one of several monitors labelled otherwise than the rest?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::selector::Labels;
use std::collections::BTreeSet;

const UNLIKE: Offence = Offence::warning(
    "monitor/label-unlike-others",
    "a monitor or its rules lack a label that all others of the set have",
)
.why("A Prometheus selects monitors and rules by a label such as `release`. One that lacks it, or has another value there, is read by nobody, and nobody says so.")
.write("the label that the others have")
.source("prometheus-operator, API reference of `PrometheusSpec`; kube-prometheus-stack selects by `release`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNLIKE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "one without the label",
            "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: a, labels: { release: prometheus } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: b, labels: { release: prometheus } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: c, labels: { release: prometheus } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: d } # <- monitor/label-unlike-others
spec: {}
",
        ),
        Example::new(
            "a slip of the pen",
            "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: a, labels: { release: prometheus } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: b, labels: { release: prometheus } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: c, labels: { release: prometheus } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: e, labels: { release: prometheuss } } # <- monitor/label-unlike-others
spec: {}
",
        ),
        Example::new(
            "all alike but for what they are called, and a Prometheus that says what it selects",
            "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: a, labels: { app: strimzi, team: a } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: b, labels: { app: strimzi, team: b } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: c, labels: { app: strimzi, team: c } }
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: e, labels: { role: alert-rules } }
spec: {}
",
        ),
    ],
};

/// So many must agree before one that does not is a mistake.
const AGREE: usize = 3;

/// Labels by which both monitors and rules are selected.
const COMMON: [&str; 2] = ["release", "prometheus"];

fn check(world: &World<'_>, out: &mut Out) {
    let inventory = &world.inventory;
    // One that is in the set says itself what it selects.
    if !inventory.prometheuses.is_empty() {
        return;
    }
    let monitors: Vec<_> = inventory.monitors.iter().map(|it| (it.document, &it.labels)).collect();
    let files = inventory.rule_files.iter().filter(|file| file.is_resource);
    let rules: Vec<_> = files.map(|it| (it.document, &it.labels)).collect();
    let all: Vec<_> = monitors.iter().chain(&rules).copied().collect();
    of(&all, |key| COMMON.contains(&key), out);
    let own =
        |key: &str| !COMMON.contains(&key) && !key.starts_with("app.kubernetes.io/") && !key.starts_with("helm.sh/");
    of(&monitors, own, out);
    of(&rules, own, out);
}

/// Judges labels of things that are selected alike.
fn of(all: &[(Document<'_>, &Labels)], judged: impl Fn(&str) -> bool, out: &mut Out) {
    let labels = all.iter().flat_map(|(_, labels)| labels.iter());
    let pairs: BTreeSet<(&String, &String)> = labels.filter(|(key, _)| judged(key)).collect();
    for (key, value) in pairs {
        let (have, lack): (Vec<_>, Vec<_>) = all.iter().partition(|(_, labels)| labels.get(key) == Some(value));
        let few = lack.len() == 1 || (COMMON.contains(&key.as_str()) && lack.len() * AGREE <= have.len());
        if have.len() < AGREE || lack.is_empty() || !few {
            continue;
        }
        for (document, labels) in lack {
            let other = labels.get(key);
            // A label that is to tell them apart has another value in each.
            if other.is_some_and(|other| strsim::osa_distance(other, value) > 2) && !COMMON.contains(&key.as_str()) {
                continue;
            }
            let at = document.at(["metadata", "labels", key]).map_or_else(|| Spot::from(document), Spot::from);
            let there = other.map_or_else(|| "has no such label".to_owned(), |other| format!("has `{other}`"));
            let headline = format!("{document} is not labelled `{key}: {value}` as the {} others are", have.len());
            let raised = out.raise(&UNLIKE, at, headline);
            raised.label(there).help(format!("write `{key}: {value}`"));
            if let Some(node) = have.first().and_then(|(first, _)| first.at(["metadata", "labels", key])) {
                raised.because(node, "one of the others");
            }
        }
    }
}
