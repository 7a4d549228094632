//! Once in, what may whoever got in do?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const REFUSED: Offence = Offence::error(
    "listener/anonymous-is-refused",
    "whoever comes by the listener may do nothing at all",
)
.why(
    "A listener without `authentication` calls everybody `User:ANONYMOUS`. With `simple` authorization what no rule \
     allows is forbidden, and no KafkaUser can give `ANONYMOUS` a right: each request is answered \
     `TOPIC_AUTHORIZATION_FAILED`.",
)
.write("`authentication` for the listener, or no such listener")
.source("apache/kafka, `StandardAuthorizer`; KIP-11");

const EVERYBODY: Offence =
    Offence::error("listener/allowed-unless-forbidden", "everybody may do everything with what no rule speaks of")
        .in_development(Level::Warning)
        .security()
        .why(
            "`allow.everyone.if.no.acl.found` turns authorization round: each new topic is open to everybody, \
             anonymous clients too, until somebody writes a rule for it.",
        )
        .write("no such setting")
        .source("apache/kafka, `StandardAuthorizer`, `allow.everyone.if.no.acl.found`");

const ANONYMOUS: Offence = Offence::error(
    "listener/anonymous-may-everything",
    "clients that nobody asked who they are may do everything",
)
.in_development(Level::Warning)
.security()
.why("A super user passes every check. `ANONYMOUS` is the name of all clients of listeners without `authentication`.")
.write("no `ANONYMOUS` in `superUsers`")
.source("apache/kafka, `KafkaPrincipal.ANONYMOUS`, `super.users`");

const ANYBODY: Offence =
    Offence::info("listener/no-authorization", "clients say who they are, and then each may do everything")
        .why("Without `authorization` every client that is let in reads, writes and deletes all topics.")
        .write("`authorization: { type: simple }`, and rules in the KafkaUsers")
        .source("strimzi, `KafkaAuthorization`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &EVERYBODY, &ANONYMOUS, &ANYBODY],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "rights, and nobody who has them",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: plain # <- listener/anonymous-is-refused
        port: 9092
        type: internal
        tls: false
    authorization: { type: simple }
",
        ),
        Example::new(
            "rights that nobody needs",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
    authorization:
      type: simple
      superUsers:
        - ANONYMOUS # <- listener/anonymous-may-everything
    config:
      allow.everyone.if.no.acl.found: true # <- listener/allowed-unless-forbidden
",
        ),
        Example::new(
            "no rights at all",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: tls
        port: 9093
        type: internal
        tls: true
        authentication:
          type: tls # <- listener/no-authorization
",
        ),
        Example::new(
            "known clients with rights",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: tls } }
    authorization: { type: simple, superUsers: [CN=admin] }
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let open = cluster.config.written("allow.everyone.if.no.acl.found").and_then(crate::inventory::flag);
    let open = open.filter(|open| open.value);
    let Some(authorization) = cluster.authorization else {
        if let Some(asked) = cluster.listeners.iter().find_map(|listener| listener.authentication) {
            out.raise(&ANYBODY, asked, format!("whoever is let in to `{}` may do everything", cluster.name))
                .label("here clients say who they are")
                .help("write `authorization: { type: simple }` in `spec.kafka`, and rules in the KafkaUsers")
                .in_spec(
                    "write `[cluster.authorization]`: each client then has the rights that its topics and groups need",
                );
        }
        return;
    };
    if let Some(open) = open {
        out.raise(
            &EVERYBODY,
            open,
            format!("everybody may do everything in `{}` with what no rule speaks of", cluster.name),
        )
        .label("allowed unless forbidden")
        .because(authorization, "authorization is on")
        .help("take it away");
    }
    let users = cluster.kafka.at(["authorization", "superUsers"]);
    let anonymous = users.and_then(|users| users.items().find(|user| user.as_text() == Some("ANONYMOUS")));
    if let Some(anonymous) = anonymous {
        out.raise(
            &ANONYMOUS,
            anonymous,
            format!("clients of `{}` that nobody asked who they are may do everything", cluster.name),
        )
        .label("the name of all clients of listeners without `authentication`")
        .help("take it away, and give such listeners `authentication`");
    }
    if authorization.value != "simple" || open.is_some() || anonymous.is_some() {
        return;
    }
    for listener in cluster.listeners.iter().filter(|listener| listener.authentication.is_none()) {
        let place = listener.node.get("name").unwrap_or(listener.node);
        let headline = format!("clients of listener `{}` of `{}` may do nothing at all", listener.name, cluster.name);
        out.raise(&REFUSED, place, headline)
            .label("without `authentication` all its clients are `ANONYMOUS`")
            .because(authorization, "what no rule allows is forbidden")
            .help("give the listener `authentication`, or take it away");
    }
}
