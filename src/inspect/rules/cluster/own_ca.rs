//! Does the operator find the certificate authority that somebody brings along?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{CLUSTER_LABEL, Cluster, label, same_namespace};

const UNLABELLED: Offence = Offence::error(
    "cluster/own-authority-not-found",
    "the operator does not find the certificate authority that it is not to make",
)
.not_waivable()
.why("It looks for the Secrets by their labels, and refuses the cluster.")
.write("the labels `strimzi.io/kind: Kafka` and `strimzi.io/cluster` with the cluster's name, on both Secrets")
.source("strimzi 0.39.0 to 1.2.0, `CaReconciler.reconcileCas`; proc-installing-your-own-ca-certificates.adoc");

const KEY: Offence = Offence::error(
    "cluster/own-authority-without-key",
    "the Secret of a certificate authority lacks the key that the operator reads",
)
.not_waivable()
.why("What cert-manager and others write is called `tls.crt` and `tls.key`; the operator reads `ca.crt` and `ca.key`, and makes no certificate.")
.write("the certificate as `ca.crt`, its private key as `ca.key`")
.source("strimzi 0.39.0 to 1.2.0, `Ca.CA_CRT`, `Ca.CA_KEY`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNLABELLED, &KEY],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "a Secret as cert-manager makes it",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka: {}
  clusterCa: { generateCertificateAuthority: false }
---
apiVersion: v1
kind: Secret
metadata:
  name: shop-cluster-ca-cert # <- cluster/own-authority-not-found
  namespace: kafka
data: # <- cluster/own-authority-without-key
  tls.crt: YQ==
---
apiVersion: v1
kind: Secret
metadata:
  name: shop-cluster-ca
  namespace: kafka
  labels: { strimzi.io/kind: Kafka, strimzi.io/cluster: shop }
data: { ca.key: YQ== }
",
        ),
        Example::new(
            "Secrets as the operator reads them, and those of a cluster that makes its own",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka: {}
  clusterCa: { generateCertificateAuthority: false }
---
apiVersion: v1
kind: Secret
metadata:
  name: shop-cluster-ca-cert
  namespace: kafka
  labels: { strimzi.io/kind: Kafka, strimzi.io/cluster: shop }
data: { ca.crt: YQ== }
---
apiVersion: v1
kind: Secret
metadata: { name: shop-clients-ca-cert, namespace: kafka }
data: { tls.crt: YQ== }
",
        ),
    ],
};

/// The field of an authority, the ends of its Secrets' names, and the key that the operator reads of each.
const AUTHORITIES: [(&str, [(&str, &str); 2]); 2] = [
    ("clusterCa", [("cluster-ca-cert", "ca.crt"), ("cluster-ca", "ca.key")]),
    ("clientsCa", [("clients-ca-cert", "ca.crt"), ("clients-ca", "ca.key")]),
];

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    for (field, secrets) in AUTHORITIES {
        let Some(own) = cluster.document.at(["spec", field, "generateCertificateAuthority"]) else { continue };
        if own.as_bool() != Some(false) {
            continue;
        }
        for (ending, key) in secrets {
            let name = format!("{}-{ending}", cluster.name);
            let secret = world
                .bundle
                .named("Secret", &name)
                .find(|secret| same_namespace(secret.namespace(), cluster.document.namespace()));
            if let Some(secret) = secret {
                judge(cluster, secret, key, own, out);
            }
        }
    }
}

fn judge(cluster: &Cluster<'_>, secret: Document<'_>, key: &str, own: Node<'_>, out: &mut Out) {
    let name = secret.name().unwrap_or_default();
    let is = |wanted: &str, value: &str| label(secret, wanted).is_some_and(|known| known.value == value);
    if !is("strimzi.io/kind", "Kafka") || !is(CLUSTER_LABEL, cluster.name) {
        let headline = format!("the operator refuses cluster `{}`: it does not find `{name}`", cluster.name);
        out.raise(&UNLABELLED, Spot::from(secret), headline)
            .label("looked for by labels that it does not have")
            .because(own, "not made by the operator")
            .help(format!("add the labels `strimzi.io/kind: Kafka` and `{CLUSTER_LABEL}: {}`", cluster.name));
    }
    let parts: Vec<Node<'_>> = ["data", "stringData"].iter().filter_map(|part| secret.get(part)).collect();
    let (Some(data), false) = (parts.first(), parts.iter().any(|part| part.get(key).is_some())) else { return };
    let place = secret.root().entries().find(|(_, value)| value.span() == data.span()).map_or(*data, |(key, _)| key);
    out.raise(&KEY, Spot::key(place), format!("the operator cannot use `{name}`: it has no key `{key}`"))
        .because(own, "not made by the operator")
        .help(format!("write it as `{key}`"));
}
