//! Is it asked the way it answers: the path, the scheme, the labels?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Monitor;
use crate::inventory::derive::Part;
use crate::inventory::tree::Tree;
use crate::inventory::wiring::wire;

const PATH: Offence = Offence::error("monitor/wrong-path", "a monitor asks for a path at which there are no metrics")
    .why("What Strimzi runs answers `/metrics`, and 404 elsewhere: `up` stays 0 and there is no series.")
    .write("`path: /metrics`, or leave it out")
    .source("strimzi: JMX exporter, Kafka Exporter and the operators serve `/metrics`");

const HTTPS: Offence = Offence::error("monitor/https-on-plain-port", "a monitor speaks TLS to a port that does not")
    .why("The metrics ports of what Strimzi runs speak plain HTTP. The handshake fails at each scrape, and `up` stays 0.")
    .write("leave `scheme` out")
    .source("strimzi, `MetricsModel`: the agent is started without TLS");

const KUBELET: Offence = Offence::warning(
    "monitor/kubelet-without-honor-labels",
    "the kubelet is scraped so that the namespace of a volume is overwritten",
)
.why("The series of the kubelet have the claim's `namespace`. Without `honorLabels` Prometheus puts the target's in its place and calls the claim's `exported_namespace`: alerts that select by `namespace` are silent.")
.write("`honorLabels: true`")
.source("Prometheus, `honor_labels`; kube-prometheus' own monitor of the kubelet has it");

pub(super) const RULE: Rule = Rule {
    offences: &[&PATH, &HTTPS, &KUBELET],
    check: Check::Monitor(check),
    examples: &[
        Example::new(
            "another path, TLS, and the kubelet",
            concat!(
                shop!(),
                "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podMetricsEndpoints:
    - port: tcp-prometheus
      path: /actuator/prometheus # <- monitor/wrong-path
    - port: tcp-prometheus
      scheme: https # <- monitor/https-on-plain-port
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: kubelet, namespace: monitoring }
spec:
  selector: { matchLabels: { k8s-app: kubelet } }
  endpoints:
    - port: https-metrics # <- monitor/kubelet-without-honor-labels
      scheme: https
"
            ),
        ),
        Example::new(
            "as it should be",
            concat!(
                shop!(),
                "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podMetricsEndpoints: [{ port: tcp-prometheus, path: /metrics, scheme: HTTP }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: kubelet, namespace: monitoring }
spec:
  selector: { matchLabels: { k8s-app: kubelet } }
  endpoints: [{ port: https-metrics, scheme: https, honorLabels: true }]
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, monitor: &Monitor<'_>, out: &mut Out) {
    let kubelet =
        ["k8s-app", "app.kubernetes.io/name"].iter().any(|key| monitor.selector.wants(key) == Some("kubelet"));
    for endpoint in &monitor.endpoints {
        let cadvisor = endpoint.path().and_then(Tree::scalar).unwrap_or("/metrics") != "/metrics";
        if kubelet && !cadvisor && !endpoint.honors_labels() {
            let headline = format!(
                "volumes of {} `{}` lose their namespace: it becomes `exported_namespace`",
                monitor.kind(),
                monitor.name
            );
            let at = endpoint.port().unwrap_or(&endpoint.tree);
            out.raise(&KUBELET, at, headline).label("`honorLabels` is not set").help("write `honorLabels: true`");
        }
        let wire = wire(&world.inventory, monitor, endpoint);
        let Some(reached) = wire.targets.iter().find(|target| target.pod.part != Part::Other) else { continue };
        let pod = reached.pod.words();
        if let Some(path) = endpoint.path()
            && let Some(text) =
                path.scalar().filter(|text| text.trim_end_matches('/') != "/metrics" && !text.is_empty())
        {
            out.raise(&PATH, path, format!("`{pod}` answers `/metrics`, and not `{text}`"))
                .label("every scrape gets 404")
                .help("write `path: /metrics`");
        }
        if let Some(scheme) = endpoint.scheme()
            && scheme.scalar().is_some_and(|text| text.eq_ignore_ascii_case("https"))
        {
            out.raise(
                &HTTPS,
                scheme,
                format!("port {} of `{pod}` speaks plain HTTP, so that no scrape succeeds", reached.number),
            )
            .label("the handshake fails")
            .help("leave `scheme` out");
        }
    }
}
