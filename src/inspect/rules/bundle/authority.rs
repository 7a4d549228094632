//! Does an application get the right part of a cluster's authorities?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Reference, references, same_namespace};

const KEY: Offence = Offence::error(
    "bundle/authority-key-in-pod",
    "a workload gets the private key of a cluster's certificate authority",
)
.why(
    "Whoever has the key can make certificates that brokers or clients trust, for any name: who gets into this one pod gets \
     into the cluster as anybody.",
)
.write("the Secret that ends in `-ca-cert`, which has the certificate alone")
.source("strimzi documentation, Secrets of certificate authorities; `Ca` and `InternalCa`, Strimzi 0.39.0 to 1.2.0")
.security();

const OTHER: Offence = Offence::warning(
    "bundle/authority-of-clients",
    "a client of Kafka gets the certificate of the authority of clients, and not that of the brokers",
)
.why(
    "Brokers show certificates of the cluster's authority. A client that trusts the authority of clients instead ends the \
     connection (PKIX path building failed, certificate verify failed).",
)
.write("the Secret `NAME-cluster-ca-cert`")
.source("strimzi documentation, Secrets of certificate authorities");

pub(super) const RULE: Rule = Rule {
    offences: &[&KEY, &OTHER],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a key in a pod, and the wrong authority",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec: { kafka: { listeners: [{ name: tls, port: 9093, type: internal, tls: true }] } }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: kafka }
spec:
  containers: [{ name: a, image: 'a:1' }]
  volumes:
    - name: ca
      secret:
        secretName: shop-cluster-ca # <- bundle/authority-key-in-pod
---
apiVersion: v1
kind: Pod
metadata: { name: b, namespace: kafka }
spec:
  containers:
    - name: b
      image: b:1
      env: [{ name: KAFKA_BOOTSTRAP_SERVERS, value: 'shop-kafka-bootstrap:9093' }]
  volumes:
    - name: ca
      secret:
        secretName: shop-clients-ca-cert # <- bundle/authority-of-clients
",
        ),
        Example::new(
            "the certificate alone, and both for who checks clients, too",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec: { kafka: { listeners: [{ name: tls, port: 9093, type: internal, tls: true }] } }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: kafka }
spec:
  containers:
    - name: a
      image: a:1
      env: [{ name: KAFKA_BOOTSTRAP_SERVERS, value: 'shop-kafka-bootstrap:9093' }]
  volumes:
    - { name: ca, secret: { secretName: shop-cluster-ca-cert } }
    - { name: clients, secret: { secretName: shop-clients-ca-cert } }
---
apiVersion: v1
kind: Pod
metadata: { name: b, namespace: kafka }
spec:
  containers: [{ name: b, image: 'b:1' }]
  volumes: [{ name: ca, secret: { secretName: shop-clients-ca-cert } }]
",
        ),
    ],
};

const WORKLOADS: [&str; 6] = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if !document.kind().is_some_and(|kind| WORKLOADS.contains(&kind)) {
        return;
    }
    let secrets: Vec<Reference<'_>> = references(document).into_iter().filter(|it| it.kind == "Secret").collect();
    let clusters = world.inventory.clusters.iter();
    for cluster in clusters.filter(|it| same_namespace(it.document.namespace(), document.namespace())) {
        let of = |ending: &str| {
            let name = format!("{}-{ending}", cluster.name);
            secrets.iter().find(move |secret| secret.name.text() == name)
        };
        for ending in ["cluster-ca", "clients-ca"] {
            let Some(secret) = of(ending) else { continue };
            let what = super::named(document);
            out.raise(&KEY, secret.name, format!("{what} gets the private key of an authority of `{}`", cluster.name))
                .label("holds `ca.key`")
                .because(cluster.document, "whose authority it is")
                .help(format!("write `{}-{ending}-cert`, which has the certificate alone", cluster.name));
        }
        let is_client = world.inventory.clients.iter().any(|client| client.document.span() == document.span());
        if let (true, Some(secret), None) = (is_client, of("clients-ca-cert"), of("cluster-ca-cert")) {
            let what = super::named(document);
            out.raise(&OTHER, secret.name, format!("{what} does not trust the brokers of `{}`", cluster.name))
                .label("the authority of clients")
                .because(cluster.document, "the cluster")
                .help(format!("write `{}-cluster-ca-cert`", cluster.name));
        }
    }
}
