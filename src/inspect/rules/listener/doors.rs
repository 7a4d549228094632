//! Is there a listener by which the user can come in?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::User;

const NO_DOOR: Offence = Offence::error("listener/user-has-no-door", "no listener lets the user in by what it has")
    .why(
        "The User Operator makes the certificate or the password whether a listener asks for such or not. Clients \
         that come with a certificate to a listener that wants passwords are turned away; at a listener that asks \
         nobody they are anonymous.",
    )
    .write("a listener with the user's `authentication.type`, or the type that a listener has")
    .source("strimzi, `KafkaUserModel`; apache/kafka, `listener.name.*.sasl.enabled.mechanisms`, `ssl.client.auth`");

const NO_PROOF: Offence =
    Offence::warning("listener/user-without-proof", "the user gets no Secret, so nobody can come as this user")
        .why(
            "Without `authentication` the User Operator writes rules and quotas for the name alone. They count only \
             if clients get that name in another way, by OAuth or a custom listener.",
        )
        .write("`authentication: { type: tls }` or `{ type: scram-sha-512 }`, as the listener wants it")
        .source("strimzi, `KafkaUserModel.fromCrd`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_DOOR, &NO_PROOF],
    check: Check::User(check),
    examples: &[
        Example::new(
            "a certificate for a listener that wants passwords, and nothing",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: scram-sha-512 } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authentication:
    type: tls # <- listener/user-has-no-door
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: other # <- listener/user-without-proof
  labels: { strimzi.io/cluster: shop }
spec:
  quotas: { producerByteRate: 1048576 }
",
        ),
        Example::new(
            "what the listener wants",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: tls } }
      - { name: own, port: 9094, type: internal, tls: true, authentication: { type: custom, sasl: true } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: tls-external }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: service-account-web
  labels: { strimzi.io/cluster: shop }
spec:
  authorization: { type: simple, acls: [] }
",
        ),
    ],
};

fn check(world: &World<'_>, user: &User<'_>, out: &mut Out) {
    let Some(cluster) = world.inventory.cluster_of_user(user).filter(|cluster| !cluster.listeners.is_empty()) else {
        return;
    };
    let kinds = || cluster.listeners.iter().filter_map(|listener| listener.authentication);
    // Whoever asks in a way of their own may take anything.
    if kinds().any(|kind| !matches!(kind.value, "tls" | "scram-sha-512")) {
        return;
    }
    let Some(own) = user.authentication else {
        if kinds().next().is_some() {
            out.raise(
                &NO_PROOF,
                user.document,
                format!("nobody can come to `{}` as user `{}`", cluster.name, user.name),
            )
            .label("without `authentication` it gets no Secret")
            .help("write `authentication: { type: tls }` or `{ type: scram-sha-512 }`, as the listener wants it");
        }
        return;
    };
    let wanted = if own.value.starts_with("tls") { "tls" } else { "scram-sha-512" };
    if kinds().any(|kind| kind.value == wanted) {
        return;
    }
    let listeners = cluster.kafka.get("listeners").unwrap_or(cluster.kafka);
    let (label, other) = match kinds().next() {
        Some(kind) => ("no listener of the cluster asks for that", kind.value),
        None => ("no listener of the cluster asks who clients are", wanted),
    };
    let help = match kinds().next() {
        Some(_) => format!("write `type: {other}`, or give a listener `authentication: {{ type: {wanted} }}`"),
        None => format!("give a listener of the cluster `authentication: {{ type: {wanted} }}`"),
    };
    out.raise(&NO_DOOR, own, format!("no listener of `{}` lets user `{}` in by what it has", cluster.name, user.name))
        .label(label)
        .because(listeners, "the listeners")
        .help(help);
}
