//! Is the listener what it is called?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Listener};

const CLEAR: Offence =
    Offence::warning("listener/called-tls-in-clear", "the listener is called as if it were encrypted, and is not")
        .in_development(Level::Info)
        .security()
        .why("Whoever picks it by its name begins with TLS and is hung up on, or believes that nobody can read along.")
        .write("`tls: true`, or another name")
        .source("strimzi, `GenericKafkaListener.tls`");

const ENCRYPTED: Offence =
    Offence::info("listener/called-plain-encrypted", "the listener is called as if it were in clear, and is encrypted")
        .in_development(Level::Off)
        .why("Whoever picks it by its name speaks in clear, and is hung up on.")
        .write("`tls: false`, or another name")
        .source("strimzi, `GenericKafkaListener.tls`");

pub(super) const RULE: Rule = Rule {
    offences: &[&CLEAR, &ENCRYPTED],
    check: Check::Listener(check),
    examples: &[
        Example::new(
            "each the other",
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
        tls: false # <- listener/called-tls-in-clear
      - name: plain
        port: 9092
        type: internal
        tls: true # <- listener/called-plain-encrypted
",
        ),
        Example::new(
            "as they are called, and by other names",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: tls, port: 9093, type: internal, tls: true }
      - { name: internal, port: 9094, type: internal, tls: false }
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, listener: &Listener<'_>, out: &mut Out) {
    let Some(tls) = listener.tls else { return };
    let name = listener.name;
    let called = listener.node.get("name").unwrap_or(listener.node);
    let says = |words: &[&str]| words.iter().any(|word| name.strip_prefix(word).is_some_and(is_rest));
    if !tls.value && says(&["tls", "ssl", "secure"]) {
        out.raise(&CLEAR, tls, format!("listener `{name}` of `{}` is in clear, whatever it is called", cluster.name))
            .label("not encrypted")
            .because(called, "its name")
            .help("write `tls: true`, or call it otherwise");
    } else if tls.value && says(&["plain", "plaintext", "clear"]) {
        out.raise(
            &ENCRYPTED,
            tls,
            format!("listener `{name}` of `{}` is encrypted, whatever it is called", cluster.name),
        )
        .label("encrypted")
        .because(called, "its name")
        .help("write `tls: false`, or call it otherwise");
    }
}

/// Whether nothing but a number stands behind the word.
fn is_rest(rest: &str) -> bool {
    rest.chars().all(|c| c.is_ascii_digit())
}
