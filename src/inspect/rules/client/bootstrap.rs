//! Do addresses of bootstrap Services lead to a listener?

use crate::bundle::{Document, Kind};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Cluster, Reached, bootstraps};

const NO_CLUSTER: Offence = Offence::error(
    "client/no-such-cluster",
    "the address is that of a cluster that is not there",
)
.why(
    "The bootstrap Service is called as the Kafka resource with `-kafka-bootstrap` behind it. Any other name does \
     not resolve.",
)
.write("`NAME-kafka-bootstrap:PORT` with the name of the Kafka resource")
.source("strimzi, `KafkaResources.bootstrapServiceName`");

const OTHER_NAMESPACE: Offence = Offence::error(
    "client/cluster-of-another-namespace",
    "the address leads to a namespace in which there is no such cluster",
)
.why(
    "A name without a namespace is looked up in the client's own. Clients elsewhere name the namespace of the Kafka \
     resource.",
)
.write("`NAME-kafka-bootstrap.NAMESPACE.svc:PORT`")
.source("Kubernetes, docs of DNS for Services");

const NO_PORT: Offence = Offence::error("client/no-such-port", "no listener behind the address has that port")
    .why(
        "The bootstrap Service has the ports of the listeners of type `internal`, and 9091, which is for the \
         brokers among themselves. Listeners of other types have Services of their own, \
         `NAME-kafka-LISTENER-bootstrap`.",
    )
    .write("the port of a listener of type `internal`")
    .source("strimzi, `KafkaCluster.generateBootstrapService`")
    .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_CLUSTER, &OTHER_NAMESPACE, &NO_PORT],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a port, a name, a namespace that are not there",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: hrms-kafka, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: outside, port: 9094, type: nodeport, tls: true, authentication: { type: tls } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect, namespace: kafka }
spec:
  replicas: 1
  bootstrapServers: hrms-kafka-kafka-bootstrap:9094 # <- client/no-such-port
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: hrms }
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - name: KAFKA
              value: hrms-kafka-bootstrap.kafka:9092 # <- client/no-such-cluster
            - name: KAFKA_TOO
              value: hrms-kafka-kafka-bootstrap:9092 # <- client/cluster-of-another-namespace
",
        ),
        Example::new(
            "addresses that lead somewhere, and one of which nothing is known",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: hrms }
data:
  application.properties: |
    # was shop-kafka-bootstrap:9093
    bootstrap.servers=shop-kafka-bootstrap.kafka.svc:9092
    other.servers=payments-kafka-bootstrap.kafka.svc:9094
---
apiVersion: v1
kind: ConfigMap
metadata: { name: prometheus, namespace: hrms }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: kafka
        static_configs: [{ targets: ['shop-kafka-bootstrap.kafka.svc:9404'] }]
",
        ),
    ],
};

/// What speaks to clusters, or is read by something that does.
const KINDS: [&str; 11] = [
    "ConfigMap",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Job",
    "KafkaBridge",
    "KafkaConnect",
    "KafkaConnector",
    "KafkaMirrorMaker2",
    "Pod",
    "StatefulSet",
];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if world.inventory.clusters.is_empty() || !document.kind().is_some_and(|kind| KINDS.contains(&kind)) {
        return;
    }
    // Who scrapes is no client of Kafka: that its targets serve metrics is asked elsewhere.
    let scrapes: Vec<_> = world.inventory.jobs.iter().map(|job| job.endpoint.tree.place.node.span()).collect();
    let scalars = document.root().walk().filter(|node| node.kind() == Kind::Scalar);
    for node in scalars.filter(|node| !scrapes.contains(&node.span())) {
        let text = node.text();
        for address in bootstraps(text) {
            let line =
                text.get(..address.range.start).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
            if line.trim_start().starts_with('#') {
                continue;
            }
            let Some(reached) = world.inventory.reached(&address, document) else { continue };
            let place = Spot::part(node, address.range.clone());
            let written = text.get(address.range.clone()).unwrap_or_default();
            match reached {
                Reached::Listener(..) => {}
                Reached::Misnamed(near) => {
                    out.raise(
                        &NO_CLUSTER,
                        place,
                        format!("`{written}` leads to no cluster: there is none called `{}`", address.cluster),
                    )
                    .label(format!("the cluster is called `{}`", near.name))
                    .because(near.document, "this one")
                    .help(format!("write `{}-kafka-bootstrap` if that is meant", near.name));
                }
                Reached::OtherNamespace(cluster) => {
                    let namespace = cluster.document.namespace().unwrap_or_default();
                    let headline =
                        format!("`{written}` does not resolve: `{}` is in namespace `{namespace}`", cluster.name);
                    out.raise(&OTHER_NAMESPACE, place, headline)
                        .label(match (address.namespace, document.namespace()) {
                            (Some(named), _) => format!("looked up in `{named}`"),
                            (None, Some(own)) => format!("looked up in `{own}`, where this is"),
                            (None, None) => "looked up where this is".to_owned(),
                        })
                        .because(cluster.document, "the cluster")
                        .help(format!("write `{}-kafka-bootstrap.{namespace}.svc`", cluster.name));
                }
                Reached::NoPort(cluster) => {
                    let port = address.port.unwrap_or_default();
                    let headline = format!(
                        "`{written}` leads to no listener: the Service of `{}` has no port {port} for clients",
                        cluster.name
                    );
                    out.raise(&NO_PORT, place, headline)
                        .label(format!("no listener of type `internal` has port {port}"))
                        .because(cluster.kafka.get("listeners").unwrap_or(cluster.kafka), "the listeners")
                        .help(ports(cluster));
                }
            }
        }
    }
}

fn ports(cluster: &Cluster<'_>) -> String {
    let internal = cluster.listeners.iter().filter(|it| it.kind.is_some_and(|kind| kind.value == "internal"));
    let told: Vec<String> =
        internal.filter_map(|it| Some(format!("{} (listener `{}`)", it.port?.value, it.name))).collect();
    if told.is_empty() {
        "give the cluster a listener of type `internal`".to_owned()
    } else {
        format!("write port {}", told.join(" or "))
    }
}
