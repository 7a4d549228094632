//! Are clients sent to an address at which they reach the broker?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Endpoint, Host, Service, Stack, is_known};

const REFUSED: Offence = Offence::error(
    "compose/advertised-refused",
    "a broker advertises an address that stands for all",
)
.why("`0.0.0.0` is everywhere to bind to and nowhere to go. Kafka ends at once.")
.write("the name of the service for its neighbours, `localhost` for the host")
.source(
    "apache/kafka, `KafkaConfig.validateValues`: advertised.listeners cannot use the nonroutable meta-address 0.0.0.0; seen on \
     a broker of 4.3.1",
);

const NOWHERE: Offence =
    Offence::error("compose/advertised-nowhere", "clients of a listener are sent where the broker is not")
        .why(
            "A client asks once where the leaders are, and then goes only where the broker sends it. It is told a \
         wrong place and waits in vain.",
        )
        .write("the service's own name with the port it listens at; for the host, the port that is published")
        .source("apache/kafka, docs of `advertised.listeners`");

const OTHER_PORT: Offence =
    Offence::warning("compose/advertised-other-port", "clients are sent to a port of the host that leads elsewhere")
        .why("Only something in between that maps the ports would bring them to the broker.")
        .write("the port that is published")
        .source("apache/kafka, docs of `advertised.listeners`");

const UNRESOLVED: Offence = Offence::warning(
    "compose/host-cannot-resolve",
    "a published listener sends its clients to a name that the host does not know",
)
.why("A program on the host connects, is sent on to the name of a container, and fails: `UnknownHostException`.")
.write("a second listener for the host that advertises `localhost`, and publish that one")
.source("apache/kafka, docs of `advertised.listeners`; docker/examples");

const HOSTNAME: Offence =
    Offence::warning("compose/hostname-only", "a broker advertises its `hostname`, which is no name on the network")
        .why(
            "Docker resolves service names, container names and aliases. `hostname` is known inside of the \
         container only, so others are sent nowhere.",
        )
        .write("the name of the service; or an alias on its network")
        .source("Compose Specification, `hostname` and `aliases`");

const NOT_PUBLISHED: Offence =
    Offence::info("compose/not-published", "a listener is meant for the host and is not published")
        .why("Nobody on the host reaches it.")
        .write("the port in `ports`; or nothing, where it serves only the health check")
        .source("Compose Specification, `ports`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &NOWHERE, &OTHER_PORT, &UNRESOLVED, &HOSTNAME, &NOT_PUBLISHED],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "addresses that lead elsewhere",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://0.0.0.0:9092 # <- compose/advertised-refused
  two:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://one:9092 # <- compose/advertised-nowhere
  three:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092 # <- compose/advertised-nowhere
  four:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['9094:9092']
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092 # <- compose/advertised-nowhere
  five:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['9095:9092']
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://192.168.0.10:9092 # <- compose/advertised-other-port
  six:
    image: apache/kafka:4.1.1 # <- compose/advertised-nowhere
    ports: ['9096:9092']
  seven:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092,CONTROLLER://:9093 # <- compose/advertised-refused
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@seven:9093
",
        ),
        Example::new(
            "names that not everybody knows, and a listener for the host that is not published",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    hostname: broker
    ports: ['9092:9092']
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://one:9092 # <- compose/host-cannot-resolve
  two:
    image: confluentinc/cp-kafka:7.6.1
    hostname: broker
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://broker:9092 # <- compose/hostname-only
  three:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092 # <- compose/not-published
",
        ),
        Example::new(
            "one listener for neighbours, one for the host; an address from outside; the host's own name",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['29092:29092']
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://one:9092,HOST://localhost:29092
  two:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['29093:9092']
    environment:
      KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://${IP}:29093
  three:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['29094:29094']
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://myhost:29094
  four:
    image: apache/kafka:4.1.1
  five:
    image: apache/kafka:4.1.1
    ports: ['9092:9092']
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at) else { return };
    let written = broker.set("advertised.listeners").is_some();
    for endpoint in &broker.advertised {
        let listener = broker.listeners.iter().find(|listener| listener.name == endpoint.name);
        let bound = listener.and_then(|listener| listener.port);
        match Host::of(&endpoint.host) {
            // Unset, it is where it listens: as it is in this image, and others put something there.
            Host::Any if !written && taken_over(broker, endpoint) => {
                let headline = format!(
                    "`{}` ends at once: what it listens at is advertised, and `{}` listens at `{}`",
                    service.name, endpoint.name, endpoint.host
                );
                out.raise(&REFUSED, endpoint.node, headline).label("`advertised.listeners` is not set").help(format!(
                    "set `KAFKA_ADVERTISED_LISTENERS: {}://{}:{}`, with `localhost` for programs on the host",
                    endpoint.name,
                    service.name,
                    endpoint.port.map_or_else(|| "PORT".to_owned(), |port| port.to_string())
                ));
            }
            Host::Any if written => {
                let headline = format!(
                    "`{}` ends at once: it advertises `{}` for `{}`",
                    service.name, endpoint.host, endpoint.name
                );
                out.raise(&REFUSED, endpoint.node, headline)
                    .help(format!("write `{}`, or `localhost` for programs on the host", service.name));
            }
            Host::Name => named(stack, service, endpoint, bound, out),
            Host::Loopback | Host::Elsewhere => outside(service, endpoint, bound, written, out),
            Host::Empty if written => {
                if let Some(port) = bound.filter(|port| !service.leading(*port).is_empty()) {
                    unresolved(service, endpoint, "the id of its container", port, out);
                }
                unbound(endpoint, bound, out);
            }
            _ => {}
        }
    }
}

/// Whether Kafka itself advertises where a listener for clients is, since nothing else is said.
fn taken_over(broker: &Broker<'_>, endpoint: &Endpoint<'_>) -> bool {
    let plain = broker.family.is_some_and(|family| family.name == "apache");
    let said = broker.set("listeners").is_some_and(|set| is_known(&set.value));
    plain && said && !broker.open && broker.is_broker && !broker.controller_names.contains(&endpoint.name)
}

/// Clients are sent to a port where the listener is.
fn unbound(endpoint: &Endpoint<'_>, bound: Option<u16>, out: &mut Out) {
    if let (Some(port), Some(bound)) = (endpoint.port, bound)
        && port != bound
    {
        let name = &endpoint.name;
        let headline = format!("clients of `{name}` are sent to port {port}, and it listens at {bound}");
        out.raise(&NOWHERE, endpoint.node, headline).help(format!(
            "advertise port {bound}; a container's name leads to its own ports, not to those of the host"
        ));
    }
}

fn unresolved(service: &Service<'_>, endpoint: &Endpoint<'_>, host: &str, port: u16, out: &mut Out) {
    let name = &endpoint.name;
    let headline = format!("programs on the host that use port {port} of `{}` are sent on to {host}", service.name);
    let raised = out.raise(&UNRESOLVED, endpoint.node, headline);
    if let Some(published) = service.ports.iter().find(|published| published.leads_to(port).is_some()) {
        raised.because(published.node, "published here");
    }
    raised.help(format!(
        "publish a listener of its own for the host, such as `HOST://localhost:29092`, and leave `{name}` to \
             the network"
    ));
}

/// Clients are sent to a name that a service may have.
fn named(stack: &Stack<'_>, service: &Service<'_>, endpoint: &Endpoint<'_>, bound: Option<u16>, out: &mut Out) {
    let (name, host) = (endpoint.name.as_str(), endpoint.host.as_str());
    let leads = bound.map(|port| service.leading(port)).unwrap_or_default();
    if service.is_own_name(host) {
        unbound(endpoint, bound, out);
        if !service.answers_to(host) {
            out.raise(
                &HOSTNAME,
                endpoint.node,
                format!("`{host}` is the `hostname` of `{}`, which no other container finds", service.name),
            )
            .help(format!("advertise `{}`", service.name));
        }
        if let Some(port) = bound.filter(|_| !leads.is_empty()) {
            unresolved(service, endpoint, &format!("`{host}`, which the host does not know"), port, out);
        }
        return;
    }
    let others: Vec<usize> = stack.named(host).map(|(at, _)| at).collect();
    let known =
        |at: &usize| stack.broker_of(*at).is_some() || stack.service(*at).is_some_and(|other| other.family().is_some());
    // Something unknown may pass on what it gets.
    if others.iter().any(known) {
        out.raise(
            &NOWHERE,
            endpoint.node,
            format!("clients of `{name}` of `{}` are sent to `{host}`, another service", service.name),
        )
        .help(format!("write `{}`", service.name));
    } else if others.is_empty() && !stack.may_be_elsewhere(host) && service.network_mode.is_none() {
        // The host itself may have that name.
        let on_host = leads.iter().any(|port| port.is_none() || *port == endpoint.port);
        if !on_host {
            let headline =
                format!("clients of `{name}` of `{}` are sent to `{host}`, a name that nobody has", service.name);
            out.raise(&NOWHERE, endpoint.node, headline).help(format!("write `{}`", service.name));
        }
    }
}

/// Clients are sent to the host, or further.
fn outside(service: &Service<'_>, endpoint: &Endpoint<'_>, bound: Option<u16>, written: bool, out: &mut Out) {
    let (Some(bound), Some(port)) = (bound, endpoint.port) else { return };
    let unknown = service.ports.iter().any(|published| !published.known);
    if service.network_mode.is_some() || unknown || service.partly {
        return;
    }
    let name = &endpoint.name;
    let leads = service.leading(bound);
    if leads.is_empty() {
        // Inside of the container it may serve the health check; what the image brings along was not meant for anybody.
        if written {
            out.raise(
                &NOT_PUBLISHED,
                endpoint.node,
                format!("`{name}` of `{}` is for the host and is not published", service.name),
            )
            .help(format!("publish `{port}:{bound}`, or remove the listener"));
        }
        return;
    }
    if leads.contains(&Some(port)) {
        return;
    }
    let (lead, help) = match leads.iter().flatten().next() {
        Some(lead) => (format!("port {lead}"), format!("advertise port {lead}, or publish `{port}:{bound}`")),
        None => ("one that is free by then".to_owned(), format!("publish `{port}:{bound}`")),
    };
    let offence = if Host::of(&endpoint.host) == Host::Loopback { &NOWHERE } else { &OTHER_PORT };
    let headline = format!("clients of `{name}` are sent to port {port} of the host, and {lead} leads to it");
    let raised = out.raise(offence, endpoint.node, headline);
    if let Some(published) = service.ports.iter().find(|published| published.leads_to(bound).is_some()) {
        raised.because(published.node, "published here");
    }
    raised.help(help);
}
