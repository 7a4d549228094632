//! Does a Service of somebody's own bring clients from outside to a listener that sends them back inside?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::derive::{Part, Pod, PodPort, Service, ServicePort, Target};
use crate::inventory::{Cluster, Listener, same_namespace};

const SENT_INSIDE: Offence = Offence::warning(
    "listener/own-service-to-internal",
    "a Service of one's own opens a listener to the outside that tells addresses of the inside",
)
.why(
    "A client that got through asks where the partitions are, and is told names of the cluster's own network, which it cannot \
     resolve. Only a listener with a `type` for the outside tells addresses that are reached from there.",
)
.write("a listener with `type: loadbalancer`, `nodeport`, `ingress` or `route`, for which the operator makes the Services")
.source("strimzi, `KafkaBrokerConfigurationBuilder.configureAdvertisedListeners`; apache/kafka, docs of `advertised.listeners`");

pub(super) const RULE: Rule = Rule {
    offences: &[&SENT_INSIDE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a load balancer over the brokers",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
  zookeeper: { replicas: 3 }
---
apiVersion: v1
kind: Service
metadata: { name: kafka-outside, namespace: kafka }
spec:
  type: LoadBalancer
  selector: { strimzi.io/cluster: shop, strimzi.io/name: shop-kafka }
  ports:
    - { name: kafka, port: 9094, targetPort: 9092 } # <- listener/own-service-to-internal
",
        ),
        Example::new(
            "one for inside, one for metrics, and one for a listener that is made for it",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: outside, port: 9094, type: nodeport, tls: true }
  zookeeper: { replicas: 3 }
---
apiVersion: v1
kind: Service
metadata: { name: kafka-inside, namespace: kafka }
spec:
  selector: { strimzi.io/name: shop-kafka }
  ports: [{ name: kafka, port: 9092 }]
---
apiVersion: v1
kind: Service
metadata: { name: kafka-outside, namespace: kafka }
spec:
  type: NodePort
  selector: { strimzi.io/name: shop-kafka }
  ports: [{ name: outside, port: 9094 }, { name: metrics, port: 9404 }]
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let derived = world.inventory.derived();
    for service in derived.services.iter().filter(|service| !service.by_operator && opens(service)) {
        let is_node = |pod: &&Pod<'_>| matches!(pod.part, Part::Kafka { broker: true, .. });
        let Some(pod) = derived.behind(service).find(is_node) else { continue };
        for port in &service.ports {
            if let Some((cluster, listener)) = internal(world, pod, port) {
                let headline = format!(
                    "clients from outside that come through `{}` are sent to addresses inside `{}`",
                    service.name, cluster.name
                );
                out.raise(&SENT_INSIDE, port.node, headline)
                    .label(format!("leads to listener `{}`", listener.name))
                    .because(Spot::from(listener.node), "tells the names of pods and Services")
                    .help("add a listener with `type: loadbalancer` or `nodeport`, and take this Service away");
            }
        }
    }
}

/// Whether a Service is reached from outside of the cluster.
fn opens(service: &Service<'_>) -> bool {
    let kind = service.from.at(["spec", "type"]).and_then(Node::as_text);
    matches!(kind, Some("LoadBalancer" | "NodePort"))
}

/// The internal listener behind a port, and its cluster.
fn internal<'w, 'b>(
    world: &'w World<'b>,
    pod: &Pod<'_>,
    port: &ServicePort<'_>,
) -> Option<(&'w Cluster<'b>, &'w Listener<'b>)> {
    let fits = |own: &&PodPort| match &port.target {
        Target::Number(number) => own.number == *number,
        Target::Name(name) => own.name.as_ref() == Some(name),
    };
    let number = i64::from(pod.ports.iter().find(fits)?.number);
    let own = |cluster: &&Cluster<'_>| {
        pod.labels.get("strimzi.io/cluster").is_some_and(|name| name == cluster.name)
            && same_namespace(cluster.document.namespace(), pod.namespace)
    };
    let cluster = world.inventory.clusters.iter().find(own)?;
    let behind = |listener: &&Listener<'_>| listener.port.is_some_and(|port| port.value == number);
    let listener = cluster.listeners.iter().find(behind).filter(|listener| listener.is_internal())?;
    // Somebody may have written for each broker which address it tells.
    let tells = listener.configuration.and_then(|configuration| configuration.get("brokers"));
    tells.is_none().then_some((cluster, listener))
}
