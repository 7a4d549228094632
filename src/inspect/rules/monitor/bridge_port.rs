//! Are metrics of the HTTP Bridge asked for at the port that this release has them at?

use crate::catalog::Capability;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::derive::Part;
use crate::inventory::wiring::wire;
use crate::inventory::{Because, Monitor};

const OTHER_PORT: Offence = Offence::error(
    "monitor/bridge-port-of-another-release",
    "a monitor asks the HTTP Bridge for metrics at the port of another release",
)
.why(
    "From Strimzi 1.0.0 on the Bridge answers `/metrics` at its port for management, `rest-api-mgmt`, and no longer at \
     the one for clients. Releases before have no other port than `rest-api`.",
)
.write("`port: rest-api-mgmt` from Strimzi 1.0.0 on, `port: rest-api` before")
.source("strimzi 1.0.0, changelog; `KafkaBridgeCluster.getContainerPortList` of 0.51.0 and 1.0.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&OTHER_PORT],
    check: Check::Monitor(check),
    examples: &[
        Example::new(
            "the port of old, after the change",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaBridge
metadata: { name: bridge, namespace: kafka }
spec: { replicas: 1, bootstrapServers: \"shop-kafka-bootstrap:9092\", http: { port: 8080 } }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: bridge, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/kind: KafkaBridge } }
  podMetricsEndpoints:
    - port: rest-api # <- monitor/bridge-port-of-another-release
",
        ),
        Example::new(
            "the new port, before the change",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: bridge, namespace: kafka }
spec: { replicas: 1, bootstrapServers: \"shop-kafka-bootstrap:9092\", http: { port: 8080 } }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: bridge, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/kind: KafkaBridge } }
  podMetricsEndpoints:
    - port: rest-api-mgmt # <- monitor/bridge-port-of-another-release
",
        ),
        Example::new(
            "the right one",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaBridge
metadata: { name: bridge, namespace: kafka }
spec: { replicas: 1, bootstrapServers: \"shop-kafka-bootstrap:9092\", http: { port: 8080 } }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: bridge, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/kind: KafkaBridge } }
  podMetricsEndpoints: [{ port: rest-api-mgmt }]
",
        ),
    ],
};

fn check(world: &World<'_>, monitor: &Monitor<'_>, out: &mut Out) {
    // A release that was guessed says nothing of what the real one can do.
    if !matches!(world.release.because, Because::Said | Because::Image(_)) {
        return;
    }
    let release = world.strimzi();
    let moved = release.can(Capability::BridgeManagementPort);
    let (right, wrong) = if moved { ("rest-api-mgmt", 8080) } else { ("rest-api", 8081) };
    for endpoint in &monitor.endpoints {
        let wire = wire(&world.inventory, monitor, endpoint);
        // An image of one's own may be of another release.
        let mut bridges = wire.targets.iter().filter(|target| target.pod.part == Part::Bridge);
        let Some(target) = bridges.find(|target| target.number == wrong && target.pod.from.get("image").is_none())
        else {
            continue;
        };
        let headline = format!(
            "{} `{}` gets nothing from `{}`: Strimzi {} has the Bridge's metrics at `{right}`",
            monitor.kind(),
            monitor.name,
            target.pod.words(),
            release.version
        );
        let at = endpoint.port().unwrap_or(&endpoint.tree);
        out.raise(&OTHER_PORT, at, headline)
            .label(format!("port {wrong} answers no `/metrics`"))
            .because(target.pod.from, "the Bridge")
            .help(format!("write `port: {right}`"));
    }
}
