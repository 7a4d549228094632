//! How a listener is shown to the outside: names, ports of nodes, load balancers, gateways.

use super::scope::{Scope, annotations, items, optional};
use super::{ListenerType, Sourced, names};
use crate::catalog::Release;
use crate::diag::{Diagnostic, Span};
use crate::spec::tables::{self, TrafficPolicy};
use crate::spec::{Field, ids};
use crate::units::counted;
use std::net::IpAddr;

use ListenerType::{ClusterIp, Ingress, LoadBalancer, NodePort, Route, TlsRoute};

/// How a listener is shown to the outside. What its type does not take is not there.
#[derive(Debug)]
pub struct Exposure {
    /// The name by which clients find it.
    pub host: Option<Sourced<String>>,
    /// The names of the brokers, with `{nodeId}` where each has its number.
    pub broker_hosts: Option<Sourced<String>>,
    /// The gateways that pass connections on.
    pub gateways: Vec<Gateway>,
    /// The port of the nodes by which clients begin.
    pub node_port: Option<Sourced<u16>>,
    /// The ports of the nodes that lead to the brokers, in the order of their numbers.
    pub broker_node_ports: Vec<Sourced<u16>>,
    /// The networks that load balancers take connections from.
    pub source_ranges: Vec<Sourced<String>>,
    /// Whether nodes pass connections on.
    pub traffic_policy: Option<Sourced<TrafficPolicy>>,
    /// The class of the Ingresses or of the load balancers.
    pub class: Option<Sourced<String>>,
    /// Annotations of what the operator makes for it.
    pub annotations: Vec<(Sourced<String>, Sourced<String>)>,
}

/// A gateway of the Gateway API.
#[derive(Debug)]
pub struct Gateway {
    /// Its name.
    pub name: Sourced<String>,
    /// Its namespace, if it is another than the cluster's.
    pub namespace: Option<Sourced<String>>,
    /// The one of its listeners that is meant.
    pub section: Option<Sourced<String>>,
    /// The port of it that is meant.
    pub port: Option<Sourced<u16>>,
}

/// What stands for the number of a broker, as in Strimzi's own templates (`ListenersUtils.renderHostTemplate`, 0.44.0).
pub(super) const NODE: &str = "{nodeId}";

/// A key, where it stands, and the types that take it.
type Rule = (&'static str, Option<Span>, &'static [ListenerType]);

/// The types that are found by names.
const NAMED: &[ListenerType] = &[Route, Ingress, TlsRoute];

/// Which types take which key: `ListenersValidator`, 0.39.0 to 1.2.0.
fn rules(written: &tables::Listener) -> [Rule; 9] {
    let tables::Listener {
        port: _,
        tls: _,
        r#type: _,
        authentication: _,
        allow_from: _,
        host,
        broker_hosts,
        gateways,
        node_port,
        broker_node_ports,
        source_ranges,
        traffic_policy,
        class,
        annotations,
    } = written;
    [
        ("host", host.span(), NAMED),
        ("broker_hosts", broker_hosts.span(), NAMED),
        ("gateways", gateways.span(), &[TlsRoute]),
        ("node_port", node_port.span(), &[NodePort, LoadBalancer]),
        ("broker_node_ports", broker_node_ports.span(), &[NodePort, LoadBalancer]),
        ("source_ranges", source_ranges.span(), &[LoadBalancer]),
        ("traffic_policy", traffic_policy.span(), &[NodePort, LoadBalancer]),
        ("class", class.span(), &[Ingress, LoadBalancer]),
        ("annotations", annotations.span(), &[NodePort, LoadBalancer, Route, Ingress, TlsRoute, ClusterIp]),
    ]
}

impl Exposure {
    pub(super) fn build(
        written: &tables::Listener,
        at: Span,
        kind: &Sourced<ListenerType>,
        release: &Release,
        scope: &mut Scope<'_>,
    ) -> Self {
        for (key, place, types) in rules(written) {
            if let Some(place) = place.filter(|_| !types.contains(&kind.value)) {
                misplaced(key, place, types, kind, release, scope);
            }
        }
        let tables::Listener { host, broker_hosts, gateways, node_port, broker_node_ports, .. } = written;
        let tables::Listener { source_ranges, traffic_policy, class, annotations: own, .. } = written;
        required(written, at, kind.value, scope);
        let (host, broker_hosts) = (optional(host), optional(broker_hosts));
        check_host(host.as_ref(), scope);
        check_broker_hosts(broker_hosts.as_ref(), scope);
        let (node_port, broker_node_ports) = (optional(node_port), items(broker_node_ports));
        for port in node_port.iter().chain(&broker_node_ports).filter(|port| port.value == 0) {
            scope.complain(
                ids::OUT_OF_RANGE,
                port.origin.first(),
                "0 is no port",
                "write a port of the nodes, such as 32100",
            );
        }
        let source_ranges = items(source_ranges);
        for range in source_ranges.iter().filter(|range| !is_network(&range.value)) {
            let headline = format!("{:?} is no network", range.value);
            scope.complain(ids::OUT_OF_RANGE, range.origin.first(), headline, "write one such as \"192.0.2.0/24\"");
        }
        let class = optional(class);
        if let Some(class) = class.as_ref().filter(|class| !names::is_qualified(&class.value)) {
            let headline = format!("{:?} is no name for a class", class.value);
            let help = "use letters, digits, `-`, `_` and `.`, with an optional `domain/` in front";
            scope.complain(ids::BAD_NAME, class.origin.first(), headline, help);
        }
        Exposure {
            host,
            broker_hosts,
            gateways: Gateway::build_all(gateways, scope),
            node_port,
            broker_node_ports,
            source_ranges,
            traffic_policy: optional(traffic_policy),
            class,
            annotations: annotations(own, scope),
        }
    }

    /// The host of a broker, if they have names.
    pub fn broker_host(&self, node: u32) -> Option<Sourced<String>> {
        self.broker_hosts.as_ref().map(|hosts| hosts.derive(|hosts| hosts.replace(NODE, &node.to_string())))
    }

    /// Holds what is said of each broker against how many there are.
    pub(super) fn check_brokers(&self, brokers: &Sourced<u32>, scope: &mut Scope<'_>) {
        if let Some(hosts) = self.broker_hosts.as_ref().filter(|_| brokers.value > 1)
            && !hosts.value.contains(NODE)
        {
            let headline = format!("all {} brokers have the same host", brokers.value);
            let diagnostic = Diagnostic::error(ids::CONTRADICTION, headline).at(hosts.origin.first(), "");
            let diagnostic = diagnostic.because(brokers.origin.first(), "how many there are");
            scope.push(
                diagnostic.help(format!("write `{NODE}` where each has its number: \"kafka-{NODE}.example.org\"")),
            );
        }
        if let Some(first) = self.broker_node_ports.first()
            && self.broker_node_ports.len() != usize::try_from(brokers.value).unwrap_or(usize::MAX)
        {
            let ports = self.broker_node_ports.len();
            let headline = format!(
                "{} for {}",
                counted(ports, "port is written", "ports are written"),
                counted(brokers.value, "broker", "brokers")
            );
            let diagnostic = Diagnostic::error(ids::CONTRADICTION, headline).at(first.origin.first(), "");
            let diagnostic = diagnostic.because(brokers.origin.first(), "how many there are");
            scope.push(diagnostic.help("write one for each, in the order of their numbers, or none at all"));
        }
    }
}

/// The operator would not reconcile the cluster at all.
fn misplaced(
    key: &str,
    place: Span,
    types: &[ListenerType],
    kind: &Sourced<ListenerType>,
    release: &Release,
    scope: &mut Scope<'_>,
) {
    let known = |kind: &&ListenerType| release.listeners.types.iter().any(|known| known == kind.word());
    let there: Vec<String> = types.iter().filter(known).map(|kind| format!("`{}`", kind.word())).collect();
    let help = if there.is_empty() {
        "leave it out".to_owned()
    } else {
        format!("leave it out, or write a `type` that has it: {}", there.join(", "))
    };
    let headline = format!("a listener of type `{}` has no `{key}`", kind.value.word());
    scope.push(
        Diagnostic::error(ids::CONTRADICTION, headline)
            .at(place, "")
            .because(kind.origin.first(), "how it is reached")
            .help(help),
    );
}

/// An Ingress and a TLSRoute find their way by names, so they need all of them.
fn required(written: &tables::Listener, at: Span, kind: ListenerType, scope: &mut Scope<'_>) {
    let tables::Listener { host, broker_hosts, gateways, .. } = written;
    if matches!(kind, Ingress | TlsRoute) {
        if host.is_absent() {
            scope.missing(at, "`host`", "write the name by which clients find it: `host = \"kafka.example.org\"`");
        }
        if broker_hosts.is_absent() {
            let help = "write the names of the brokers: `broker_hosts = \"kafka-{nodeId}.example.org\"`";
            scope.missing(at, "`broker_hosts`", help);
        }
    }
    if kind == TlsRoute && (gateways.is_absent() || gateways.get().is_some_and(Vec::is_empty)) {
        scope.missing(at, "`gateways`", "write the gateway: `gateways = [{ name = \"kafka\" }]`");
    }
}

const HOST: &str = "use a name of lower-case letters, digits, `-` and `.`, such as \"kafka.example.org\"";

fn check_host(host: Option<&Sourced<String>>, scope: &mut Scope<'_>) {
    if let Some(host) = host.filter(|host| !names::is_dns_subdomain(&host.value)) {
        scope.complain(ids::BAD_NAME, host.origin.first(), format!("{:?} is no host", host.value), HOST);
    }
}

fn check_broker_hosts(hosts: Option<&Sourced<String>>, scope: &mut Scope<'_>) {
    if let Some(hosts) = hosts.filter(|hosts| !names::is_dns_subdomain(&hosts.value.replace(NODE, "0"))) {
        let help = format!("{HOST}, with `{NODE}` where each broker has its number");
        scope.complain(ids::BAD_NAME, hosts.origin.first(), format!("{:?} is no host", hosts.value), help);
    }
}

/// An address, a slash, and how many of its bits count.
fn is_network(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let Ok(bits) = bits.parse::<u8>() else { return false };
    match address.parse() {
        Ok(IpAddr::V4(_)) => bits <= 32,
        Ok(IpAddr::V6(_)) => bits <= 128,
        Err(_) => false,
    }
}

impl Gateway {
    fn build_all(written: &Field<Vec<Field<tables::Gateway>>>, scope: &mut Scope<'_>) -> Vec<Gateway> {
        let mut gateways = Vec::new();
        for (gateway, at) in written.get().into_iter().flatten().filter_map(Field::given) {
            let tables::Gateway { name, namespace, section, port } = gateway;
            let name = scope.required(name, at, "name", "write the gateway's name, such as `name = \"kafka\"`");
            let (namespace, section) = (optional(namespace), optional(section));
            if let Some(namespace) = &namespace {
                names::namespace(namespace, scope);
            }
            for name in name.iter().chain(&section) {
                names::object(name, scope);
            }
            let Some(name) = name else { continue };
            gateways.push(Gateway { name, namespace, section, port: optional(port) });
        }
        gateways
    }
}

#[cfg(test)]
mod tests {
    use super::is_network;

    #[test]
    fn networks_are_an_address_and_its_bits() {
        for (text, is) in [
            ("192.0.2.0/24", true),
            ("2001:db8::/32", true),
            ("192.0.2.0/33", false),
            ("192.0.2.0", false),
            ("192.0.2/24", false),
            ("example.org/24", false),
            ("/", false),
        ] {
            assert_eq!(is_network(text), is, "{text}");
        }
    }
}
