//! Does the listener's configuration fit its type?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Cluster, Listener};

const OTHER_TYPE: Offence = Offence::error(
    "listener/setting-of-another-type",
    "the operator refuses a setting that listeners of that type do not have",
)
.why(
    "One such setting, and the Kafka resource is not ready: a new cluster is not made, one that runs is not changed \
     any more.",
)
.write("no such setting, or the type that has it")
.source("strimzi, `ListenersValidator`")
.not_waivable();

const NEEDS_TLS: Offence = Offence::error(
    "listener/needs-tls",
    "the operator refuses the listener unless it is encrypted",
)
.why(
    "Routes and ingresses tell clusters apart by the name in TLS, certificates of clients are shown in TLS only, \
     and a server's certificate has no use without it.",
)
.write("`tls: true`")
.source("strimzi, `ListenersValidator.validateRouteAndIngressTlsOnly`, `validateTlsFeaturesOnNonTlsListener`")
.not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&OTHER_TYPE, &NEEDS_TLS],
    check: Check::Listener(check),
    examples: &[
        Example::new(
            "what only load balancers have, and a route in clear",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: one
        port: 9092
        type: internal
        tls: false # <- listener/needs-tls
        authentication: { type: tls }
        configuration:
          loadBalancerSourceRanges: [10.0.0.0/8] # <- listener/setting-of-another-type
          brokers:
            - broker: 0
              nodePort: 31000 # <- listener/setting-of-another-type
      - name: two
        port: 9094
        type: route
        tls: false # <- listener/needs-tls
",
        ),
        Example::new(
            "each with its own",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: one
        port: 9094
        type: nodeport
        tls: true
        authentication: { type: tls }
        configuration:
          externalTrafficPolicy: Local
          bootstrap: { nodePort: 32100 }
          brokers:
            - { broker: 0, nodePort: 32000, advertisedHost: kafka.example.org }
      - name: two
        port: 9092
        type: internal
        tls: false
        configuration: { useServiceDnsDomain: true }
",
        ),
    ],
};

const LOAD_BALANCER: &[&str] = &["loadbalancer"];
const NODE_PORTS: &[&str] = &["nodeport", "loadbalancer"];
const HOSTS: &[&str] = &["route", "ingress", "tlsroute"];
const NOT_INTERNAL: &[&str] = &["route", "loadbalancer", "nodeport", "ingress", "cluster-ip", "tlsroute"];

/// Settings of `configuration`, with the types that have them.
const SETTINGS: [(&str, &[&str]); 15] = [
    ("allocateLoadBalancerNodePorts", LOAD_BALANCER),
    ("class", &["ingress", "loadbalancer"]),
    ("controllerClass", &["ingress", "loadbalancer"]),
    ("externalTrafficPolicy", NODE_PORTS),
    ("finalizers", LOAD_BALANCER),
    ("hostTemplate", HOSTS),
    ("ipFamilies", NOT_INTERNAL),
    ("ipFamilyPolicy", NOT_INTERNAL),
    ("loadBalancerSourceRanges", LOAD_BALANCER),
    ("parentRefs", &["tlsroute"]),
    ("perBrokerAnnotationsTemplate", NOT_INTERNAL),
    ("perBrokerLabelsTemplate", NOT_INTERNAL),
    ("preferredNodePortAddressType", &["nodeport"]),
    ("publishNotReadyAddresses", NOT_INTERNAL),
    ("useServiceDnsDomain", &["internal", "cluster-ip"]),
];

/// Those of `bootstrap` and of each of `brokers`.
const OF_SERVICES: [(&str, &[&str]); 6] = [
    ("annotations", NOT_INTERNAL),
    ("externalIPs", &["nodeport"]),
    ("host", HOSTS),
    ("labels", NOT_INTERNAL),
    ("loadBalancerIP", LOAD_BALANCER),
    ("nodePort", NODE_PORTS),
];

fn check(_: &World<'_>, cluster: &Cluster<'_>, listener: &Listener<'_>, out: &mut Out) {
    let Some(kind) = listener.kind else { return };
    if let Some(configuration) = listener.configuration {
        let mut look = |map: Node<'_>, settings: &[(&str, &[&str])]| {
            for (key, types) in settings {
                let Some((at, value)) = map.entry(key) else { continue };
                let empty = value.is_null() || (value.items().next().is_none() && value.written().trim() == "[]");
                if empty || types.contains(&kind.value) {
                    continue;
                }
                let headline = format!(
                    "the operator refuses `{}`: listener `{}` cannot have `{key}`",
                    cluster.name, listener.name
                );
                out.raise(&OTHER_TYPE, Spot::key(at), headline)
                    .label(format!("only for {}", words(types)))
                    .because(kind, format!("a listener of type `{}`", kind.value))
                    .help("take it away, or write another `type`");
            }
        };
        look(configuration, &SETTINGS);
        let bootstrap = configuration.get("bootstrap").into_iter();
        for service in bootstrap.chain(configuration.get("brokers").into_iter().flat_map(Node::items)) {
            look(service, &OF_SERVICES);
        }
        if configuration.get("createBootstrapService").and_then(Node::as_bool) == Some(false) {
            look(configuration, &[("createBootstrapService", LOAD_BALANCER)]);
        }
    }
    let Some(tls) = listener.tls.filter(|tls| !tls.value) else { return };
    let certificate = listener.configuration.and_then(|it| it.get("brokerCertChainAndKey")).filter(|it| !it.is_null());
    let why = if HOSTS.contains(&kind.value) {
        format!("a listener of type `{}` is encrypted", kind.value)
    } else if listener.authentication.is_some_and(|authentication| authentication.value == "tls") {
        "clients show certificates in TLS only".to_owned()
    } else if certificate.is_some() {
        "it has a certificate of its own".to_owned()
    } else {
        return;
    };
    out.raise(
        &NEEDS_TLS,
        tls,
        format!("the operator refuses `{}`: listener `{}` must be encrypted", cluster.name, listener.name),
    )
    .label(why)
    .help("write `tls: true`")
    .unsafe_fix("true");
}

fn words(types: &[&str]) -> String {
    let quoted: Vec<String> = types.iter().map(|kind| format!("`{kind}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
