//! Do applications speak to the listener as it wants, as far as they are told?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Cluster, Listener, Told};

const UNKNOWN: Offence =
    Offence::error("client/unknown-protocol", "no client of Kafka knows that protocol, and it does not start")
        .why("`security.protocol` is one of four words. Libraries check it when a client is made.")
        .write("`PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`")
        .source("apache/kafka, `security.protocol`")
        .not_waivable();

const OTHER: Offence = Offence::error(
    "client/other-protocol",
    "the application does not speak to the listener as it wants, and never connects",
)
.why(
    "An encrypted listener hangs up on whoever does not begin with TLS, and one in clear on whoever does. One that \
     asks for a password or a token wants `SASL_…`; one that does not, knows no SASL at all.",
)
.write("`SSL` for `tls: true`, with `SASL_` in front where the listener has `scram-sha-512` or `oauth`")
.source("strimzi, `KafkaBrokerConfigurationBuilder.withListeners`; apache/kafka, `security.protocol`")
.not_waivable();

const MECHANISM: Offence = Offence::error(
    "client/other-mechanism",
    "the application proves its password in another way than the listener knows",
)
.why(
    "A listener with `scram-sha-512` has the mechanism `SCRAM-SHA-512` only; any other is answered \
     `UNSUPPORTED_SASL_MECHANISM`.",
)
.write("`SCRAM-SHA-512`")
.source("strimzi, `KafkaBrokerConfigurationBuilder`, `sasl.enabled.mechanisms`")
.not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&UNKNOWN, &OTHER, &MECHANISM],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "TLS where there is none, a password that nobody asks for, a word of no protocol, an older mechanism",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: scram, port: 9093, type: internal, tls: true, authentication: { type: scram-sha-512 } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: one, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_SECURITY_PROTOCOL: SSL # <- client/other-protocol
---
apiVersion: v1
kind: ConfigMap
metadata: { name: two, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_SECURITY_PROTOCOL: TLS # <- client/unknown-protocol
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: three, namespace: kafka }
spec:
  template:
    spec:
      containers:
        - name: web
          image: web:1
          env:
            - { name: SPRING_KAFKA_BOOTSTRAP_SERVERS, value: \"shop-kafka-bootstrap:9093\" }
            - { name: SPRING_KAFKA_SECURITY_PROTOCOL, value: SASL_SSL }
            - name: SPRING_KAFKA_PROPERTIES_SASL_MECHANISM
              value: SCRAM-SHA-256 # <- client/other-mechanism
",
        ),
        Example::new(
            "as each listener wants it",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: scram, port: 9093, type: internal, tls: true, authentication: { type: scram-sha-512 } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: one, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_SECURITY_PROTOCOL: plaintext
---
apiVersion: v1
kind: ConfigMap
metadata: { name: two, namespace: kafka }
data:
  application.properties: |
    spring.kafka.bootstrap-servers=shop-kafka-bootstrap:9093
    spring.kafka.security.protocol=SASL_SSL
    spring.kafka.properties.sasl.mechanism=SCRAM-SHA-512
",
        ),
    ],
};

const PROTOCOLS: [&str; 4] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for client in world.inventory.clients_of(document) {
        let door = world.inventory.sent_to(client);
        if let Some(told) = client.told("security.protocol") {
            protocol(told, client.name, door, out);
        }
        let (Some(told), Some((_, listener))) = (client.told("sasl.mechanism"), door) else { continue };
        let scram = listener.authentication.filter(|kind| kind.value == "scram-sha-512");
        if let Some(scram) = scram.filter(|_| told.value.trim() != "SCRAM-SHA-512") {
            let place = Spot::part(told.node, told.range.clone());
            let headline =
                format!("`{}` is turned away: listener `{}` wants SCRAM-SHA-512", client.name, listener.name);
            out.raise(&MECHANISM, place, headline)
                .label(format!("`{}`", told.value.trim()))
                .because(scram, "the listener")
                .help("write `SCRAM-SHA-512`");
        }
    }
}

fn protocol(told: &Told<'_>, name: &str, door: Option<(&Cluster<'_>, &Listener<'_>)>, out: &mut Out) {
    let place = Spot::part(told.node, told.range.clone());
    let given = told.value.trim().to_ascii_uppercase();
    if !PROTOCOLS.contains(&given.as_str()) {
        out.raise(&UNKNOWN, place, format!("`{name}` does not start: no client knows the protocol `{}`", told.value))
            .label("not a protocol of Kafka")
            .help("write `PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`");
        return;
    }
    let Some((cluster, listener)) = door else { return };
    let Some(wanted) = wanted(listener).filter(|wanted| *wanted != given) else { return };
    let headline = format!(
        "`{name}` never connects: listener `{}` of `{}` speaks `{wanted}`, not `{given}`",
        listener.name, cluster.name
    );
    out.raise(&OTHER, place, headline)
        .label("not what the listener speaks")
        .because(listener.node, "the listener")
        .help(format!("write `{wanted}`, or the port of another listener"));
}

/// What a listener speaks; nothing if that is up to whoever configured it.
fn wanted(listener: &Listener<'_>) -> Option<&'static str> {
    let sasl = match listener.authentication.map(|kind| kind.value) {
        None | Some("tls") => false,
        Some("scram-sha-512" | "oauth") => true,
        Some(_) => listener.node.at(["authentication", "sasl"]).and_then(Node::as_bool)?,
    };
    Some(match (sasl, listener.tls?.value) {
        (false, false) => "PLAINTEXT",
        (false, true) => "SSL",
        (true, false) => "SASL_PLAINTEXT",
        (true, true) => "SASL_SSL",
    })
}
