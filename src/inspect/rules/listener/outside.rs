//! Who gets in from outside the Kubernetes cluster, and can anybody listen?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Listener};

const NOBODY_ASKED: Offence = Offence::error(
    "listener/open-to-the-outside",
    "whoever reaches the address from outside is let in without saying who it is",
)
.in_development(Level::Warning)
.security()
.why(
    "A listener of any type but `internal` and `cluster-ip` is reached from outside the Kubernetes cluster: by node \
     ports, a load balancer, an ingress or a route. Without `authentication` everybody there reads and writes, and \
     may delete topics if authorization is off. The network policy that Strimzi makes does not tell clients apart \
     behind such addresses.",
)
.write("`authentication: { type: tls }` or `{ type: scram-sha-512 }`, with `tls: true`")
.source("strimzi, `GenericKafkaListener`; kube-linter, `exposed-services`");

const IN_CLEAR: Offence =
    Offence::error("listener/in-clear-outside", "records and credentials cross networks outside in clear text")
        .in_development(Level::Warning)
        .security()
        .why(
            "With `tls: false` everybody on the way reads and changes what is sent, between clients outside and the \
             brokers.",
        )
        .write("`tls: true`")
        .source("strimzi, `GenericKafkaListener`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOBODY_ASKED, &IN_CLEAR],
    check: Check::Listener(check),
    examples: &[
        Example::new(
            "a node port for everybody",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: one
        port: 9094
        type: nodeport # <- listener/open-to-the-outside
        tls: true
      - name: two
        port: 9095
        type: loadbalancer
        tls: false # <- listener/in-clear-outside
        authentication: { type: scram-sha-512 }
",
        ),
        Example::new(
            "inside, and outside with certificates",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - name: outside
        port: 9094
        type: loadbalancer
        tls: true
        authentication: { type: tls }
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, listener: &Listener<'_>, out: &mut Out) {
    let Some(kind) = listener.kind.filter(|_| !listener.is_internal()) else { return };
    let name = listener.name;
    if listener.authentication.is_none() {
        let headline = format!("whoever reaches listener `{name}` of `{}` from outside is let in", cluster.name);
        out.raise(&NOBODY_ASKED, kind, headline)
            .label(format!("`{}` is reached from outside, and there is no `authentication`", kind.value))
            .help(
                "write `authentication: { type: scram-sha-512 }` or `{ type: tls }` for this listener, or `type: \
                 internal`",
            )
            .in_spec(
                "write `authentication = \"scram-sha-512\"` or `\"tls\"` for this listener, or `type = \"internal\"`",
            );
    }
    if let Some(tls) = listener.tls.filter(|tls| !tls.value) {
        let headline =
            format!("what goes over listener `{name}` of `{}` can be read on the way from outside", cluster.name);
        out.raise(&IN_CLEAR, tls, headline)
            .label("not encrypted")
            .because(kind, "reached from outside")
            .help("write `tls: true`; clients then need the cluster's certificate")
            .unsafe_fix("true");
    }
}
