//! Does what a monitor scrapes exist, and does it speak metrics?

mod words;

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Monitor;
use crate::inventory::wiring::{Break, wire};
use words::say;

const SOURCE: &str =
    "prometheus-operator, generation of scrape configurations; strimzi, labels and ports of what the operator makes";

const NOTHING: Offence =
    Offence::error("monitor/selects-nothing", "a monitor selects nothing, and what it was made for is not scraped")
        .why("Prometheus finds no target, says nothing about it, and every alert over the metrics stays silent.")
        .write("the labels that the pods or Services really have")
        .source(SOURCE);

const NAMESPACE: Offence =
    Offence::error("monitor/wrong-namespace", "a monitor does not look into the namespace of what it selects")
        .why("Without `namespaceSelector` a monitor looks into its own namespace only. Prometheus finds no target.")
        .write("`namespaceSelector.matchNames` with the namespace of the cluster")
        .source(SOURCE);

const OPERATORS_OWN: Offence = Offence::error(
    "monitor/no-metrics-service",
    "a ServiceMonitor selects Strimzi's own Services, which have no port with metrics",
)
.why("The operator makes Services for clients and for brokers among themselves; none has the port with metrics.")
.write("a PodMonitor with `port: tcp-prometheus`, or a Service of your own with labels of your own")
.source("strimzi 0.39.0 to 1.2.0, `createServicePort`: none names the port of metrics");

const PORT: Offence = Offence::error("monitor/no-such-port", "a monitor names a port that nothing it selects has")
    .why("The target is dropped. In a ServiceMonitor `port` is the name of a port of the Service, in a PodMonitor that of a container.")
    .write("one of the names that are there")
    .source(SOURCE);

const NOT_METRICS: Offence =
    Offence::error("monitor/not-a-metrics-port", "a monitor scrapes a port that speaks no metrics")
        .why("The scrape fails each time, `up` stays 0, and a broker logs a broken request for each.")
        .write("the port with metrics: `tcp-prometheus`, 9404")
        .source(SOURCE);

const METRICS_OFF: Offence = Offence::error(
    "monitor/metrics-off",
    "a monitor scrapes something whose metrics are not switched on",
)
.why("Without `metricsConfig` the agent is not started and the port is not there; what is not deployed has no pods.")
.write("`metricsConfig` in the resource, or the part that is missing")
.source("strimzi, `MetricsModel`: the container port is added only with a metrics configuration");

const SOME_OFF: Offence = Offence::info(
    "monitor/some-metrics-off",
    "a monitor selects something beside what it scrapes that exports nothing",
)
.why("Of several things that the selector fits, some have no `metricsConfig`, so that nothing of them is scraped.")
.write("`metricsConfig` in each of the resources")
.source("strimzi, `MetricsModel`: the container port is added only with a metrics configuration");

const NO_PODS: Offence =
    Offence::error("monitor/service-without-pods", "the Service that a monitor scrapes leads to no pod")
        .why("The Service has no endpoints, so that Prometheus finds no target.")
        .write("the labels that the pods really have into the Service's `selector`")
        .source(SOURCE);

pub(super) const RULE: Rule = Rule {
    offences: &[&NOTHING, &NAMESPACE, &OPERATORS_OWN, &PORT, &NOT_METRICS, &METRICS_OFF, &SOME_OFF, &NO_PODS],
    check: Check::Monitor(check),
    examples: &[
        Example::new(
            "a label, a port and a namespace that are not there",
            concat!(
                shop!(),
                "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: label, namespace: kafka }
spec:
  selector:
    matchLabels:
      strimzi.io/kind: Kafka
      strimzi.io/cluster: shops # <- monitor/selects-nothing
  podMetricsEndpoints: [{ port: tcp-prometheus }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: port, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podMetricsEndpoints:
    - port: prometheus # <- monitor/no-such-port
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: namespace, namespace: monitoring } # <- monitor/wrong-namespace
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podMetricsEndpoints: [{ port: tcp-prometheus }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: clients, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podMetricsEndpoints:
    - port: tcp-clients # <- monitor/not-a-metrics-port
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: lag, namespace: kafka }
spec:
  selector:
    matchLabels:
      strimzi.io/name: shop-kafka-exporter # <- monitor/metrics-off
  podMetricsEndpoints: [{ port: tcp-prometheus }]
"
            ),
        ),
        Example::new(
            "Services: the operator's own, and one that leads nowhere",
            concat!(
                shop!(),
                "apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: own, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/cluster: shop } } # <- monitor/no-metrics-service
  endpoints: [{ port: tcp-prometheus }]
---
apiVersion: v1
kind: Service
metadata: { name: shop-metrics, namespace: kafka, labels: { app: shop-metrics } }
spec:
  selector: { strimzi.io/name: shop-kafkas } # <- monitor/service-without-pods
  ports: [{ name: metrics, port: 9404 }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: theirs, namespace: kafka }
spec:
  selector: { matchLabels: { app: shop-metrics } }
  endpoints: [{ port: metrics }]
"
            ),
        ),
        Example::new(
            "a Service without labels, and one without a selector",
            concat!(
                shop!(),
                "apiVersion: v1
kind: Service
metadata: { name: shop-metrics, namespace: kafka }
spec:
  selector: { strimzi.io/name: shop-kafka }
  ports: [{ name: metrics, port: 9404 }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: theirs, namespace: kafka }
spec:
  selector: { matchLabels: { app: kafka-metrics } } # <- monitor/selects-nothing
  endpoints: [{ port: metrics }]
---
apiVersion: v1
kind: Service
metadata:
  name: entity # <- monitor/service-without-pods
  namespace: kafka
  labels: { app: entity }
spec:
  ports: [{ name: to, port: 8080 }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: entity, namespace: kafka }
spec:
  selector: { matchLabels: { app: entity } }
  endpoints: [{ port: to }]
"
            ),
        ),
        Example::new(
            "a cluster that is not asked for metrics",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: nodes, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec: { replicas: 3, roles: [broker, controller], storage: { type: ephemeral } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec: { kafka: { listeners: [] } }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: shop, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/kind: Kafka } }
  podMetricsEndpoints:
    - port: tcp-prometheus # <- monitor/metrics-off
",
        ),
        Example::new(
            "brokers with metrics, and a Connect without",
            concat!(
                shop!(),
                "apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: sink, namespace: kafka }
spec: { replicas: 1 }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: all, namespace: kafka }
spec:
  selector:
    matchExpressions: [{ key: strimzi.io/kind, operator: In, values: [Kafka, KafkaConnect] }]
  podMetricsEndpoints:
    - port: tcp-prometheus # <- monitor/some-metrics-off
"
            ),
        ),
        Example::new(
            "pods of all kinds, a Service of one's own, and a Bridge that is elsewhere",
            concat!(
                shop!(),
                "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: all, namespace: kafka }
spec:
  selector:
    matchExpressions: [{ key: strimzi.io/kind, operator: In, values: [Kafka, KafkaConnect] }]
  podMetricsEndpoints: [{ port: tcp-prometheus, path: /metrics }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: bridge, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/kind: KafkaBridge } }
  podMetricsEndpoints: [{ port: rest-api-mgmt }]
---
apiVersion: v1
kind: Service
metadata: { name: shop-metrics, namespace: kafka, labels: { app: shop-metrics } }
spec:
  selector: { strimzi.io/name: shop-kafka }
  ports: [{ name: metrics, port: 80, targetPort: tcp-prometheus }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: brokers, namespace: monitoring }
spec:
  namespaceSelector: { matchNames: [kafka] }
  selector: { matchLabels: { app: shop-metrics } }
  endpoints: [{ port: metrics }]
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, monitor: &Monitor<'_>, out: &mut Out) {
    let wires = monitor.endpoints.iter().map(|endpoint| wire(&world.inventory, monitor, endpoint));
    let mut said = false;
    for wire in wires {
        let Some(broken) = &wire.broken else { continue };
        let of_selector = matches!(
            broken,
            Break::Near { .. }
                | Break::Elsewhere { .. }
                | Break::OperatorsOwn { .. }
                | Break::NoPods { .. }
                | Break::NoSelector { .. }
                | Break::Unselected { .. }
                | Break::Off { .. }
        );
        // What is wrong with the selector is wrong with all of its endpoints.
        if !(of_selector && said) {
            say(&wire, broken, out);
        }
        said |= of_selector;
    }
}
