//! Is one port scraped twice, or one of two missed?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::derive::{Derived, Part, Target};
use crate::inventory::wiring::{Wire, wires};

const TWICE: Offence = Offence::warning("monitor/scraped-twice", "two monitors scrape one port")
    .why("Each series is there twice, with another `job`: sums are twice too great, counts of what is up as well, and every alert may fire twice.")
    .write("one monitor for each port; drop the other, or narrow its selector")
    .source("Prometheus: a target is one of its job");

const ONE_OF_TWO: Offence = Offence::warning("monitor/one-of-two-ports", "a Service leads to a port whose name two containers have")
    .why("A name that stands twice in a pod means the first container's port. The other container is never scraped through this Service.")
    .write("numbers: two ports of the Service with `targetPort` 8080 and 8081")
    .source("Kubernetes, `FindPort`; strimzi up to 1.0, the ports of the entity operator");

pub(super) const RULE: Rule = Rule {
    offences: &[&TWICE, &ONE_OF_TWO],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a monitor for all, and one for the brokers",
            concat!(
                shop!(),
                "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: all, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/kind: Kafka } }
  podMetricsEndpoints: [{ port: tcp-prometheus }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, namespace: kafka } # <- monitor/scraped-twice
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podMetricsEndpoints: [{ port: tcp-prometheus }]
"
            ),
        ),
        Example::new(
            "a name that two containers have",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka: { replicas: 3, listeners: [], storage: { type: ephemeral } }
  zookeeper: { replicas: 3, storage: { type: ephemeral } }
  entityOperator: { topicOperator: {}, userOperator: {} }
---
apiVersion: v1
kind: Service
metadata: { name: entity, namespace: kafka, labels: { app: entity } }
spec:
  selector: { strimzi.io/name: shop-entity-operator }
  ports:
    - { name: metrics, port: 8080, targetPort: healthcheck } # <- monitor/one-of-two-ports
",
        ),
        Example::new(
            "each its own",
            concat!(
                shop!(),
                "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podMetricsEndpoints: [{ port: tcp-prometheus }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: entity, namespace: kafka }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: entity-operator } }
  podMetricsEndpoints: [{ port: healthcheck-to }, { port: healthcheck-uo }]
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let wires = wires(&world.inventory);
    for (at, wire) in wires.iter().enumerate() {
        let earlier = wires.iter().take(at);
        let same_path = |other: &&Wire<'_, '_>| {
            let path =
                |it: &Wire<'_, '_>| it.endpoint.path().and_then(|path| path.scalar()).unwrap_or("/metrics").to_owned();
            path(other) == path(wire)
        };
        let shared = earlier.filter(same_path).find_map(|other| Some((other, shared(wire, other)?)));
        let Some((other, (pod, number))) = shared else { continue };
        let headline = format!(
            "port {number} of `{pod}` is scraped by `{}` and by `{}`, so that each series is there twice",
            other.monitor.name, wire.monitor.name
        );
        let same = std::ptr::eq(other.monitor, wire.monitor);
        let spot = if same { Spot::from(&wire.endpoint.tree) } else { Spot::from(wire.monitor.document) };
        out.raise(&TWICE, spot, headline)
            .label("scrapes it again")
            .because(other.monitor.document, "scrapes it already")
            .help("drop one of the two, or narrow its selector");
    }
    one_of_two(world.inventory.derived(), out);
}

/// A port that both reach.
fn shared(one: &Wire<'_, '_>, other: &Wire<'_, '_>) -> Option<(String, u16)> {
    one.targets.iter().find_map(|target| {
        let found = other.targets.iter().find(|it| std::ptr::eq(it.pod, target.pod) && it.number == target.number)?;
        Some((found.pod.words(), found.number))
    })
}

fn one_of_two(derived: &Derived<'_>, out: &mut Out) {
    for service in derived.services.iter().filter(|service| !service.by_operator) {
        let Some(pod) = derived.behind(service).find(|pod| pod.part == Part::EntityOperator) else { continue };
        for port in &service.ports {
            let Target::Name(name) = &port.target else { continue };
            let mut there = pod.ports_at(&port.target);
            let (Some(first), Some(second)) = (there.next(), there.next()) else { continue };
            let headline = format!(
                "Service `{}` reaches `{}` only: `{}` has a port `{name}`, too, and is never scraped",
                service.name, first.container, second.container
            );
            out.raise(&ONE_OF_TWO, port.node, headline)
                .label(format!("both containers call their port `{name}`"))
                .help(format!(
                    "write two ports, with `targetPort: {}` and `targetPort: {}`",
                    first.number, second.number
                ));
        }
    }
}
