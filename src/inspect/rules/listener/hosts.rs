//! Has each broker behind an ingress or a TLS route a host of its own?

use crate::bundle::Node;
use crate::catalog::Capability;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Listener};
use crate::units::counted;

const MISSING: Offence =
    Offence::error("listener/host-missing", "the operator refuses the listener: bootstrap or a broker has no host")
        .why(
            "Behind an ingress or a TLS route each broker is known by a host name. Listeners of these types need \
             `configuration.bootstrap.host`, and a host for every broker: one more broker, and the operator refuses \
             the cluster until that one has a host too.",
        )
        .write(
            "`bootstrap.host`, and an entry of `brokers` with `host` for each id, or `hostTemplate` where the \
             release has it",
        )
        .source("strimzi, `ListenersValidator.validateIngress`, `validateTlsRoute`")
        .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING],
    check: Check::Listener(check),
    examples: &[
        Example::new(
            "two hosts for three brokers",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: web
        port: 9094
        type: ingress # <- listener/host-missing
        tls: true
        configuration:
          bootstrap: { host: kafka.example.org }
          brokers:
            - { broker: 0, host: kafka-0.example.org }
            - { broker: 1, host: kafka-1.example.org }
  zookeeper: { replicas: 3 }
",
        ),
        Example::new(
            "a host for each",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 2
    listeners:
      - name: web
        port: 9094
        type: ingress
        tls: true
        configuration:
          bootstrap: { host: kafka.example.org }
          brokers:
            - { broker: 0, host: kafka-0.example.org }
            - { broker: 1, host: kafka-1.example.org }
  zookeeper: { replicas: 3 }
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, listener: &Listener<'_>, out: &mut Out) {
    let Some(kind) = listener.kind.filter(|kind| matches!(kind.value, "ingress" | "tlsroute")) else { return };
    let host = |service: Node<'_>| service.get("host").is_some_and(|host| host.as_text().is_some());
    let configuration = listener.configuration;
    let mut missing = Vec::new();
    if !configuration.and_then(|it| it.get("bootstrap")).is_some_and(host) {
        missing.push("bootstrap".to_owned());
    }
    let template = configuration.and_then(|it| it.get("hostTemplate")).filter(|it| !it.is_null());
    let has_template = template.is_some() && world.strimzi().can(Capability::ListenerHostTemplate);
    if !has_template {
        let entries = configuration.and_then(|it| it.get("brokers"));
        let hosted: Vec<i64> = entries
            .into_iter()
            .flat_map(Node::items)
            .filter(|entry| host(*entry))
            .filter_map(|entry| entry.get("broker")?.as_int())
            .collect();
        match cluster.brokers() {
            // With pools it is the operator who deals the ids.
            Some(brokers) if cluster.has_pools.value => {
                let lacking = usize::try_from(brokers.value).unwrap_or(0).saturating_sub(hosted.len());
                if lacking > 0 {
                    missing.push(format!("{lacking} of {}", counted(brokers.value, "broker", "brokers")));
                }
            }
            Some(brokers) => {
                let lacking = (0..i64::from(brokers.value).min(1000)).filter(|id| !hosted.contains(id));
                missing.extend(lacking.map(|id| format!("broker {id}")));
            }
            None if hosted.is_empty() => missing.push("every broker".to_owned()),
            None => {}
        }
    }
    if missing.is_empty() {
        return;
    }
    let shown = missing.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    let more = if missing.len() > 3 { format!(" and {} more", missing.len() - 3) } else { String::new() };
    let help = if world.strimzi().can(Capability::ListenerHostTemplate) {
        "write `bootstrap.host`, and `hostTemplate` such as `kafka-{nodeId}.example.org`"
    } else {
        "write `bootstrap.host`, and an entry of `brokers` with `broker` and `host` for each id"
    };
    out.raise(&MISSING, kind, format!("the operator refuses `{}`: no host for {shown}{more}", cluster.name))
        .label(format!("listener `{}` tells brokers apart by host names", listener.name))
        .help(help);
}
