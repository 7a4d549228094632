//! Listeners for clients from outside: does each broker have an address of its own, and does Kubernetes take what is asked for?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Known, Listener};
use std::net::IpAddr;

const ONE_HOST: Offence = Offence::error("listener/one-host-for-all", "all brokers tell clients the same address")
    .why(
        "A client asks one broker for the leader of a partition and goes where it is sent. With one address for several brokers it \
         comes to any of them, and is answered that this one is not the leader.",
    )
    .write("a template with `{nodeId}` or `{nodePodName}`; a host, or a port, of its own for each broker")
    .source("strimzi 0.44.0 to 1.2.0, `ListenersUtils.brokerHost`, `brokerAdvertisedHost`, `ModelUtils.renderTemplate`");

const WITH_PORT: Offence = Offence::error("listener/port-in-host", "a host has a port behind it")
    .why("The text is taken as a host: clients are sent to an address that no resolver knows. The port has a field of its own.")
    .write("the host alone, and `advertisedPort`")
    .source("strimzi, `GenericKafkaListenerConfigurationBroker.advertisedHost`");

const NODE_PORT: Offence =
    Offence::warning("listener/node-port-out-of-range", "a node port is outside of the usual range")
        .why("Kubernetes refuses the Service unless its API server was started with another range than 30000 to 32767.")
        .write("a port from 30000 to 32767, or none: Kubernetes then takes a free one")
        .source("Kubernetes, `--service-node-port-range`");

const SAME_NODE_PORT: Offence = Offence::error("listener/node-port-twice", "two Services want the same node port")
    .why("A node port is opened on every node of the Kubernetes cluster for one Service: the API server refuses the second.")
    .write("a port of its own for each, or none")
    .source("Kubernetes, docs of Services of type NodePort");

const NO_RANGE: Offence = Offence::error("listener/source-range-refused", "a range of addresses is none")
    .why("Kubernetes refuses a Service whose `loadBalancerSourceRanges` are not addresses with the length of their prefix.")
    .write("an address with its prefix: `10.0.0.0/8`, or `/32` for one alone")
    .source("Kubernetes, validation of Services: `spec.loadBalancerSourceRanges`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ONE_HOST, &WITH_PORT, &NODE_PORT, &SAME_NODE_PORT, &NO_RANGE],
    check: Check::Listener(check),
    examples: &[
        Example::new(
            "three brokers behind one host",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: ingress
        port: 9094
        type: ingress
        tls: true
        configuration:
          bootstrap: { host: kafka.example.org }
          hostTemplate: broker.example.org # <- listener/one-host-for-all
      - name: balanced
        port: 9095
        type: loadbalancer
        tls: true
        configuration:
          loadBalancerSourceRanges: [10.0.0.0] # <- listener/source-range-refused
          brokers:
            - { broker: 0, advertisedHost: kafka.example.org }
            - { broker: 1, advertisedHost: kafka.example.org } # <- listener/one-host-for-all
            - { broker: 2, advertisedHost: 'other.example.org:9095' } # <- listener/port-in-host
      - name: nodes
        port: 9096
        type: nodeport
        tls: true
        configuration:
          bootstrap: { nodePort: 9096 } # <- listener/node-port-out-of-range
          brokers:
            - { broker: 0, nodePort: 30001 }
            - { broker: 1, nodePort: 30001 } # <- listener/node-port-twice
",
        ),
        Example::new(
            "an address for each",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 2
    listeners:
      - name: ingress
        port: 9094
        type: ingress
        tls: true
        configuration:
          bootstrap: { host: kafka.example.org }
          hostTemplate: broker-{nodeId}.example.org
      - name: balanced
        port: 9095
        type: loadbalancer
        tls: true
        configuration:
          loadBalancerSourceRanges: [10.0.0.0/8, 'fd00::/8', '${RANGE}']
          brokers:
            - { broker: 0, advertisedHost: kafka.example.org, advertisedPort: 9095 }
            - { broker: 1, advertisedHost: kafka.example.org, advertisedPort: 9096 }
      - name: nodes
        port: 9096
        type: nodeport
        tls: true
        configuration:
          bootstrap: { nodePort: 30000 }
          brokers:
            - { broker: 0, nodePort: 30001, advertisedHost: kafka.example.org }
            - { broker: 1, nodePort: 30002, advertisedHost: kafka.example.org }
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, listener: &Listener<'_>, out: &mut Out) {
    let (Some(kind), Some(configuration)) = (listener.kind, listener.configuration) else { return };
    templates(cluster, configuration, out);
    hosts(cluster, listener, kind, configuration, out);
    node_ports(world, cluster, listener, configuration, out);
    for range in configuration.get("loadBalancerSourceRanges").into_iter().flat_map(Node::items) {
        let Some(text) = range.as_text().filter(|text| !is_range(text.trim())) else { continue };
        out.raise(&NO_RANGE, range, format!("Kubernetes refuses the Services of listener `{}`", listener.name))
            .label(format!("`{text}` is no range of addresses"))
            .help("write an address and its prefix, such as `10.0.0.0/8`");
    }
}

fn templates(cluster: &Cluster<'_>, configuration: Node<'_>, out: &mut Out) {
    let Some(brokers) = cluster.brokers().filter(|brokers| brokers.value > 1) else { return };
    for key in ["hostTemplate", "advertisedHostTemplate"] {
        let Some(template) = configuration.get(key).filter(|template| template.as_text().is_some()) else { continue };
        let text = template.text();
        let by_port = key == "advertisedHostTemplate" && configuration.get("advertisedPortTemplate").is_some();
        if text.contains("{nodeId}") || text.contains("{nodePodName}") || by_port {
            continue;
        }
        out.raise(&ONE_HOST, template, format!("the brokers of `{}` cannot be told apart from outside", cluster.name))
            .label("the same for all")
            .because(brokers, "so many brokers")
            .help("write `{nodeId}` into it, such as `kafka-{nodeId}.example.org`");
    }
}

fn hosts(
    cluster: &Cluster<'_>,
    listener: &Listener<'_>,
    kind: Known<'_, &str>,
    configuration: Node<'_>,
    out: &mut Out,
) {
    let mut seen: Vec<(&str, Option<i64>, Node<'_>)> = Vec::new();
    for broker in configuration.get("brokers").into_iter().flat_map(Node::items) {
        let Some(host) = broker.get("advertisedHost") else { continue };
        let Some(text) = host.as_text().filter(|_| !host.is_hole()) else { continue };
        if let Some((name, port)) = text.rsplit_once(':')
            && !name.contains(':')
            && port.parse::<u16>().is_ok()
        {
            out.raise(
                &WITH_PORT,
                host,
                format!("clients of listener `{}` are sent to a host called `{text}`", listener.name),
            )
            .label("taken as a name")
            .help(format!("write `advertisedHost: {name}` and `advertisedPort: {port}`"));
            continue;
        }
        // Node ports tell brokers apart by themselves.
        let port = broker.get("advertisedPort").and_then(Node::as_int);
        let first = seen.iter().find(|(other, at, _)| *other == text && *at == port && kind.value != "nodeport");
        if let Some((_, _, first)) = first {
            let headline = format!("two brokers of `{}` tell clients the same address", cluster.name);
            out.raise(&ONE_HOST, host, headline)
                .label("the second one")
                .because(*first, "the first one")
                .help("give each broker a host, or an `advertisedPort`, of its own");
        }
        seen.push((text, port, host));
    }
}

fn node_ports(
    world: &World<'_>,
    cluster: &Cluster<'_>,
    listener: &Listener<'_>,
    configuration: Node<'_>,
    out: &mut Out,
) {
    for (port, at) in ports_of(configuration) {
        if !(30_000..=32_767).contains(&port) {
            out.raise(
                &NODE_PORT,
                at,
                format!("Kubernetes may refuse the node port {port} of listener `{}`", listener.name),
            )
            .label("the usual range is 30000 to 32767")
            .help("write a port from 30000 to 32767, or leave it out");
        }
        // Of clusters of one name one stands for the others, which may be of another stage.
        let clusters = world.inventory.clusters.iter();
        let own = clusters.filter(|other| {
            other.document.span() == cluster.document.span()
                || (other.name != cluster.name && other.document.source().name() == cluster.document.source().name())
        });
        let all = own.flat_map(|other| &other.listeners).filter_map(|other| other.configuration).flat_map(ports_of);
        let mut before = all.filter(|(_, other)| other.span().start() < at.span().start());
        if let Some((_, first)) = before.find(|(other, _)| *other == port) {
            out.raise(
                &SAME_NODE_PORT,
                at,
                format!("Kubernetes refuses a Service of `{}`: node port {port} is taken", cluster.name),
            )
            .label("the second one")
            .because(first, "the first one")
            .help("write another port, or leave it out");
        }
    }
}

fn ports_of(configuration: Node<'_>) -> Vec<(i64, Node<'_>)> {
    let services = configuration.get("bootstrap").into_iter();
    let services = services.chain(configuration.get("brokers").into_iter().flat_map(Node::items));
    services.filter_map(|service| service.get("nodePort")).filter_map(|at| Some((at.as_int()?, at))).collect()
}

fn is_range(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let most = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    length.parse::<u8>().is_ok_and(|length| length <= most)
}
