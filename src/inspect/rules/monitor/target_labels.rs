//! Are there the labels that a monitor copies to its series?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Monitor;
use crate::inventory::derive::Part;
use crate::inventory::selector::Labels;
use crate::inventory::tree::Tree;
use crate::inventory::wiring::{Reached, wire};

const MISSING: Offence =
    Offence::warning("monitor/no-such-target-label", "a monitor copies a label that nothing it scrapes has")
        .why("A label that is not there is left out. Alerts and dashboards that select by it find nothing.")
        .write("a label that the pods, or for `targetLabels` the Services, have")
        .source(
            "prometheus-operator, `podTargetLabels` and `targetLabels`; strimzi, labels of what the operator makes",
        );

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING],
    check: Check::Monitor(check),
    examples: &[
        Example::new(
            "a label that no pod has, and one of pods where Services are asked",
            concat!(
                shop!(),
                "apiVersion: v1
kind: Service
metadata: { name: shop-metrics, namespace: kafka, labels: { app: shop-metrics } }
spec:
  selector: { strimzi.io/name: shop-kafka }
  ports: [{ name: metrics, port: 9404 }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: brokers, namespace: kafka }
spec:
  selector: { matchLabels: { app: shop-metrics } }
  targetLabels:
    - strimzi.io/cluster # <- monitor/no-such-target-label
  podTargetLabels:
    - strimzi.io/pool # <- monitor/no-such-target-label
  endpoints: [{ port: metrics }]
"
            ),
        ),
        Example::new(
            "labels that are there, and pods of which nobody knows",
            concat!(
                shop!(),
                "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podTargetLabels: [strimzi.io/cluster, strimzi.io/pool-name]
  podMetricsEndpoints: [{ port: tcp-prometheus }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: theirs, namespace: other }
spec:
  selector: { matchLabels: { app: theirs } }
  podTargetLabels: [app]
  podMetricsEndpoints: [{ port: metrics }]
"
            ),
        ),
    ],
};

/// What Strimzi puts on pods, some on these and some on those: whoever copies all of them loses nothing.
const OF_STRIMZI: [&str; 10] = [
    "cluster",
    "kind",
    "name",
    "component-type",
    "pool-name",
    "pod-name",
    "broker-role",
    "controller-role",
    "controller",
    "controller-name",
];

fn check(world: &World<'_>, monitor: &Monitor<'_>, out: &mut Out) {
    let wires: Vec<_> = monitor.endpoints.iter().map(|endpoint| wire(&world.inventory, monitor, endpoint)).collect();
    let reached: Vec<&Reached<'_, '_>> = wires.iter().flat_map(|wire| &wire.targets).collect();
    // Whatever else is scraped may get labels from somebody.
    if reached.is_empty() || reached.iter().any(|target| target.pod.part == Part::Other) {
        return;
    }
    let of_pods: Vec<&Labels> = reached.iter().map(|target| &target.pod.labels).collect();
    let of_services: Vec<&Labels> = reached.iter().filter_map(|it| it.service).map(|it| &it.labels).collect();
    for (key, of, what) in [("podTargetLabels", &of_pods, "pod"), ("targetLabels", &of_services, "Service")] {
        for name in monitor.spec.get(key).map_or(&[][..], Tree::items) {
            let Some(label) = name.scalar() else { continue };
            if of.is_empty() || of.iter().any(|labels| labels.contains_key(label)) {
                continue;
            }
            let known = label.strip_prefix("strimzi.io/").is_some_and(|rest| OF_STRIMZI.contains(&rest));
            if known && key == "podTargetLabels" {
                continue;
            }
            let headline = format!(
                "{} `{}` copies the label `{label}`, which no {what} that it scrapes has",
                monitor.kind(),
                monitor.name
            );
            let raised = out.raise(&MISSING, name, headline);
            raised.label("will be on no series");
            let in_pods = of_pods.iter().any(|labels| labels.contains_key(label));
            let near = of
                .first()
                .into_iter()
                .flat_map(|labels| labels.keys())
                .min_by_key(|own| strsim::osa_distance(own, label));
            match near {
                _ if in_pods => raised.help("put it into `podTargetLabels`"),
                Some(near) if strsim::osa_distance(near, label) <= 5 => raised.help(format!("write `{near}`")),
                _ => raised.help("leave it out"),
            };
        }
    }
}
