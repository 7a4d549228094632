//! Do Connect, MirrorMaker and the bridge come to a listener as it wants them to?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Listener, Login};

const NEEDS_TLS: Offence = Offence::error(
    "client/needs-tls",
    "the listener is encrypted, and the client does not encrypt",
)
.why(
    "The broker hangs up on whoever does not begin with TLS: the client logs disconnects, or runs out of memory on \
     the answer, and never becomes ready.",
)
.write("`tls: { trustedCertificates: [{ secretName: NAME-cluster-ca-cert, pattern: \"*.crt\" }] }`")
.source("strimzi, `KafkaConnectSpec.tls`; apache/kafka, `security.protocol`")
.not_waivable();

const NO_TLS: Offence = Offence::error("client/tls-on-plain-port", "the client encrypts, and the listener does not")
    .why(
        "The broker reads the beginning of TLS as the length of a request, and hangs up: the client never becomes \
         ready.",
    )
    .write("the port of an encrypted listener, or no `tls`")
    .source("apache/kafka, `security.protocol`")
    .not_waivable();

const OTHER_PROOF: Offence = Offence::error(
    "client/other-authentication",
    "the client does not say who it is in the way that the listener wants",
)
.why(
    "A listener takes its own `authentication.type` and no other. Without the right one the connection ends during \
     authentication.",
)
.write("the `authentication` of the listener")
.source("strimzi, `KafkaListenerAuthentication`, `KafkaClientAuthentication`")
.not_waivable();

const UNTRUSTED: Offence =
    Offence::error("client/broker-is-not-trusted", "the client does not trust the cluster's certificates")
        .why(
            "Brokers show certificates of the cluster's own authority, which is in the Secret \
             `NAME-cluster-ca-cert`. `NAME-clients-ca-cert` is the one by which brokers know clients. A client that \
             has none of them in `trustedCertificates` trusts public authorities only, and ends the connection.",
        )
        .write("`trustedCertificates` with `secretName: NAME-cluster-ca-cert`")
        .source("strimzi, `KafkaResources.clusterCaCertificateSecretName`, `ClientTls`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NEEDS_TLS, &NO_TLS, &OTHER_PROOF, &UNTRUSTED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "each wrong in its way",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: tls } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: one }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9093 # <- client/needs-tls, client/other-authentication
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: two }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9092 # <- client/tls-on-plain-port
  tls: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: three }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9093
  tls:
    trustedCertificates: # <- client/broker-is-not-trusted
      - { secretName: shop-clients-ca-cert, certificate: ca.crt }
  authentication:
    type: scram-sha-512 # <- client/other-authentication
    username: web
    passwordSecret: { secretName: web, password: password }
",
        ),
        Example::new(
            "a certificate for a listener that wants one",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: tls } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: one }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9093
  tls: { trustedCertificates: [{ secretName: shop-cluster-ca-cert, certificate: ca.crt }] }
  authentication: { type: tls, certificateAndKey: { secretName: web, certificate: user.crt, key: user.key } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: two }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9092
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for login in world.inventory.logins(document) {
        let Some((cluster, listener)) = world.inventory.door(&login) else { continue };
        encryption(document, &login, cluster, listener, out);
        proof(document, &login, listener, out);
    }
}

fn encryption(
    document: Document<'_>,
    login: &Login<'_>,
    cluster: &Cluster<'_>,
    listener: &Listener<'_>,
    out: &mut Out,
) {
    let Some(encrypted) = listener.tls else { return };
    let port = login.servers;
    if encrypted.value && login.tls.is_none() {
        out.raise(&NEEDS_TLS, port, format!("{document} never connects: listener `{}` is encrypted", listener.name))
            .label("there is no `tls` here")
            .because(encrypted, "the listener")
            .help(format!(
                "write `tls: {{ trustedCertificates: [{{ secretName: {}-cluster-ca-cert, pattern: \"*.crt\" }}] \
                 }}`; older releases have `certificate: ca.crt` for `pattern`",
                cluster.name
            ));
    }
    let Some(tls) = login.tls else { return };
    if !encrypted.value {
        out.raise(&NO_TLS, port, format!("{document} never connects: listener `{}` is not encrypted", listener.name))
            .label("the client begins with TLS")
            .because(encrypted, "the listener")
            .help("write the port of an encrypted listener, or take `tls` away");
        return;
    }
    // With a certificate of its own nobody knows who signed it.
    let own = listener.configuration.and_then(|it| it.get("brokerCertChainAndKey"));
    let wanted = format!("{}-cluster-ca-cert", cluster.name);
    let trusted: Vec<_> = login.trusted().collect();
    let of_clusters = |name: &str| name.ends_with("-cluster-ca-cert") || name.ends_with("-clients-ca-cert");
    let others =
        !trusted.is_empty() && trusted.iter().all(|secret| of_clusters(secret.value) && secret.value != wanted);
    if own.is_none() && (trusted.is_empty() || others) {
        let place = tls.entry("trustedCertificates").map_or(tls, |(key, _)| key);
        out.raise(
            &UNTRUSTED,
            place,
            format!("{document} never connects: it does not trust the certificates of `{}`", cluster.name),
        )
        .label(match trusted.first() {
            Some(secret) => format!("`{}` is another authority", secret.value),
            None => "only public authorities are trusted".to_owned(),
        })
        .help(format!("write `secretName: {wanted}`"));
    }
}

fn proof(document: Document<'_>, login: &Login<'_>, listener: &Listener<'_>, out: &mut Out) {
    let given = login.kind();
    let Some(wanted) = listener.authentication else {
        // A certificate that nobody asks for does no harm.
        if let Some(given) = given.filter(|given| given.value != "tls") {
            out.raise(
                &OTHER_PROOF,
                given,
                format!("{document} never connects: listener `{}` asks nobody who it is", listener.name),
            )
            .label(format!("`{}` is not spoken there", given.value))
            .because(listener.node, "the listener")
            .help("take `authentication` away, or write the port of a listener that has it");
        }
        return;
    };
    if matches!(wanted.value, "custom" | "oauth")
        || given.is_some_and(|given| given.value == wanted.value || given.value == "custom")
    {
        return;
    }
    let (place, label) = match given {
        Some(given) => (given, format!("`{}` is not what the listener wants", given.value)),
        None => (login.servers, "there is no `authentication` here".to_owned()),
    };
    out.raise(
        &OTHER_PROOF,
        place,
        format!("{document} never connects: listener `{}` wants `{}`", listener.name, wanted.value),
    )
    .label(label)
    .because(wanted, "the listener")
    .help(format!("write `authentication: {{ type: {} }}` with the Secret of a KafkaUser", wanted.value));
}
