//! Are addresses of brokers such as clients can read, and Services that there are?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Cluster, Inventory};
use std::ops::Range;

const NOT_AN_ADDRESS: Offence =
    Offence::error("client/not-an-address", "an address of brokers has no host or no port, and the client refuses it")
        .why(
            "Clients of Kafka need `HOST:PORT`, several with commas between them, and know no port by themselves. \
             With anything else they do not start: `Invalid url in bootstrap.servers`.",
        )
        .write("`NAME-kafka-bootstrap.NAMESPACE:PORT`")
        .source("apache/kafka, `ClientUtils.parseAndValidateAddresses`")
        .not_waivable();

const NO_SERVICE: Offence = Offence::error(
    "client/no-such-service",
    "the address names a Service that the cluster does not have",
)
.why(
    "Strimzi makes `NAME-kafka-bootstrap` for internal listeners, `NAME-kafka-LISTENER-bootstrap` for each other \
     one, and `NAME-kafka-brokers`, which pods stand behind. Another name does not resolve.",
)
.write("`NAME-kafka-bootstrap`, or the Service of the listener")
.source("strimzi, `KafkaResources`, `ListenersUtils.backwardsCompatibleBootstrapServiceName`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_AN_ADDRESS, &NO_SERVICE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "no port, a word for a port, a letter too few, the Service of no listener",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: bridge, namespace: kafka }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap # <- client/not-an-address
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:plain # <- client/not-an-address
---
apiVersion: v1
kind: ConfigMap
metadata: { name: worker, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrp.kafka.svc:9092 # <- client/no-such-service
---
apiVersion: v1
kind: ConfigMap
metadata: { name: partner, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-outside-bootstrap:9094 # <- client/no-such-service
",
        ),
        Example::new(
            "several, one of a pod, with a protocol in front, of another cluster",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: lb, port: 9094, type: loadbalancer, tls: true, authentication: { type: tls } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: \"shop-kafka-bootstrap:9092, shop-kafka-0.shop-kafka-brokers.kafka.svc:9092\"
  SPRING_KAFKA_BOOTSTRAP_SERVERS: PLAINTEXT://shop-kafka-brokers:9092
---
apiVersion: v1
kind: ConfigMap
metadata: { name: worker, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: \"shop-kafka-lb-bootstrap.kafka:9094,[::1]:9092,other-kafka-thing:9092\"
---
apiVersion: v1
kind: ConfigMap
metadata: { name: outside, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap-kafka.apps.ocp.example.com:443
  OTHER_BOOTSTRAP_SERVERS: shop-kafka-partner-bootstrap-kafka.apps.example.com:443
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for (node, text, range) in addresses(&world.inventory, document) {
        let place = || Spot::part(node, range.clone());
        let bare = text.split_once("://").map_or(text, |(_, bare)| bare);
        let (host, port) = bare.rsplit_once(':').unwrap_or((bare, ""));
        if host.is_empty() || port.parse::<u16>().is_err() {
            out.raise(&NOT_AN_ADDRESS, place(), format!("clients refuse `{text}` as an address of brokers"))
                .label(if port.is_empty() { "without a port" } else { "no `HOST:PORT`" })
                .help(format!("write `{host}:PORT` with the port of a listener"));
            continue;
        }
        let Some(service) = service_of(host) else { continue };
        let Some(cluster) = world.inventory.clusters.iter().find(|it| claims(it, service)) else { continue };
        if !has(cluster, host, service) {
            out.raise(
                &NO_SERVICE,
                place(),
                format!("`{text}` does not resolve: `{}` has no such Service", cluster.name),
            )
            .label(format!("there is no Service `{service}`"))
            .because(cluster.document, "the cluster")
            .help(format!("write `{}-kafka-bootstrap` with the port of an internal listener", cluster.name));
        }
    }
}

/// The Service that a host names, if it may name one: what has a domain of its own is a host of a Route, an Ingress or another
/// network, whatever it begins with.
fn service_of(host: &str) -> Option<&str> {
    let labels: Vec<&str> = host.split('.').collect();
    let within = match labels.iter().position(|label| *label == "svc") {
        Some(at) => at <= 3,
        // Pods stand behind a Service, and names may end before `svc`.
        None => labels.len() <= 2,
    };
    labels.first().copied().filter(|_| within)
}

/// Whether the name of a Service is one that this cluster's begin with.
fn claims(cluster: &Cluster<'_>, service: &str) -> bool {
    service.strip_prefix(cluster.name).is_some_and(|rest| rest.starts_with("-kafka-"))
}

/// Whether that Service is one of the cluster's, or the host a pod behind one.
fn has(cluster: &Cluster<'_>, host: &str, service: &str) -> bool {
    let Some(rest) = service.strip_prefix(cluster.name) else { return false };
    // Pods and the Services of single brokers end in a number.
    let of_broker = rest.ends_with(|c: char| c.is_ascii_digit()) || host.contains("-kafka-brokers.");
    let of_listener = rest.strip_prefix("-kafka-").and_then(|rest| rest.strip_suffix("-bootstrap"));
    rest == "-kafka-bootstrap"
        || rest == "-kafka-brokers"
        || of_broker
        || cluster.listeners.is_empty()
        || of_listener.is_some_and(|name| cluster.listeners.iter().any(|listener| listener.name == name))
        // A cluster whose name goes on like this one's.
        || rest.ends_with("-kafka-bootstrap")
}

/// The addresses that a document writes, one by one.
fn addresses<'b>(inventory: &Inventory<'b>, document: Document<'_>) -> Vec<(Node<'b>, &'b str, Range<usize>)> {
    let told = inventory.clients_of(document).flat_map(|client| &client.told);
    let told = told.filter(|told| told.key == "bootstrap.servers");
    let mut all: Vec<_> = told.flat_map(|told| told.parts().map(|(text, at)| (told.node, text, at))).collect();
    for login in inventory.logins(document) {
        let (node, text) = (login.servers.node(), login.servers.value);
        let mut at = 0;
        for part in text.split(',') {
            let start = at + (part.len() - part.trim_start().len());
            at += part.len() + 1;
            let part = part.trim();
            if !part.is_empty() {
                all.push((node, part, start..start + part.len()));
            }
        }
    }
    all
}
