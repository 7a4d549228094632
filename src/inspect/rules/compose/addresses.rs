//! Does each address that a service uses lead to what it takes it for?

use crate::catalog::Runs;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Endpoint, Host, PROTOCOLS, Service, Stack, Use, UseOf, is_known};

const NOBODY: Offence = Offence::error("compose/nobody-there", "a service uses a name that nobody has")
    .why(
        "The name cannot be resolved, and the service waits or ends. `hostname` is no name on the network: \
         only services, containers and aliases are.",
    )
    .write("the name of a service")
    .source("Compose Specification, networks; Docker docs, networking in Compose");

const NOBODY_HERE: Offence =
    Offence::warning("compose/nobody-here", "a service uses a name that nobody in this file has")
        .why("Alone, the service does not find it. Another file may bring it along.")
        .write("the name of a service; or `include` the file with it")
        .source("Compose Specification, networks; Docker docs, networking in Compose");

const APART: Offence =
    Offence::error("compose/no-shared-network", "two services that speak to each other share no network")
        .why("Names are known, and traffic passes, only within a network.")
        .write("a network that both are on")
        .source("Compose Specification, `networks`");

const PORT: Offence = Offence::error("compose/wrong-port", "a service uses a port at which nobody speaks to it")
    .why("The connection is refused, or is one for controllers or a listener that clients are not told of.")
    .write("the port of a listener that is advertised; inside of the network that of the container, not of the host")
    .source("Docker docs, networking in Compose; apache/kafka, docs of `listeners`");

const ITSELF: Offence = Offence::error(
    "compose/sent-to-itself",
    "a client in a container is sent on to `localhost`, which is itself",
)
.why(
    "The first connection succeeds. Then the broker sends the client to `localhost`, where in its container nobody is.",
)
.write("the port of the listener that advertises the name of the service")
.source("apache/kafka, docs of `advertised.listeners`");

const PROTOCOL: Offence =
    Offence::error("compose/protocol-differs", "a client speaks another protocol than the listener")
        .why("The broker closes the connection, or the client waits for an answer that it cannot read.")
        .write("the protocol of the listener, or the port of another one")
        .source("apache/kafka, docs of `security.protocol`");

const LOCALHOST: Offence =
    Offence::error("compose/localhost-in-container", "a service looks for another one at `localhost`")
        .why("In a container `localhost` is the container itself, where nobody else listens.")
        .write("the name of the service")
        .source("Docker docs, networking in Compose");

const WRONG: Offence = Offence::error("compose/wrong-service", "a service takes another one for what it is not")
    .why("It speaks a protocol that the other does not understand.")
    .write("the name of the broker, or of ZooKeeper")
    .source("the images, as in `catalog/families.toml`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOBODY, &NOBODY_HERE, &APART, &PORT, &ITSELF, &PROTOCOL, &LOCALHOST, &WRONG],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "names and networks",
            "services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    networks: [back]
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    networks: [front]
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181 # <- compose/no-shared-network
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092,HOST://localhost:29092
  app:
    image: example.org/app:1
    networks: [front]
    environment:
      KAFKA_BOOTSTRAP_SERVERS: kafak:9092 # <- compose/nobody-there
      REGISTRY_URL: http://registry:8081 # <- compose/nobody-here
  page:
    image: kafbat/kafka-ui:v1.5.0
    networks: [front, back]
    environment:
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: localhost:9092 # <- compose/localhost-in-container
      KAFKA_CLUSTERS_1_BOOTSTRAPSERVERS: zookeeper:2181 # <- compose/wrong-service
",
        ),
        Example::new(
            "ports and protocols",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2182 # <- compose/wrong-port
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092,HOST://localhost:29092
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    environment: { ZOOKEEPER_CLIENT_PORT: 2181 }
  page:
    image: kafbat/kafka-ui:v1.5.0
    environment:
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:29092 # <- compose/sent-to-itself
      KAFKA_CLUSTERS_1_BOOTSTRAPSERVERS: kafka:9094 # <- compose/wrong-port
      KAFKA_CLUSTERS_2_BOOTSTRAPSERVERS: SSL://kafka:9092 # <- compose/protocol-differs
",
        ),
        Example::new(
            "ZooKeeper out of the image of a broker",
            "services:
  zookeeper:
    image: apache/kafka:3.8.0
    command: [sh, -c, 'bin/zookeeper-server-start.sh config/zookeeper.properties']
  kafka:
    image: apache/kafka:3.8.0
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092
",
        ),
        Example::new(
            "the right ones, from outside, by an alias, on an external network, in a part",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    networks: { shared: { aliases: [broker] } }
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092,HOST://localhost:29092
  page:
    image: kafbat/kafka-ui:v1.5.0
    networks: [shared]
    environment:
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: broker:9092
      KAFKA_CLUSTERS_1_BOOTSTRAPSERVERS: ${BOOTSTRAP}
      KAFKA_CLUSTERS_2_BOOTSTRAPSERVERS: kafka.example.org:9092
      KAFKA_CLUSTERS_3_BOOTSTRAPSERVERS: elsewhere:9092
networks:
  shared: { external: true }
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    // On the host's network its names are other ones.
    if service.network_mode.is_some() {
        return;
    }
    for used in stack.uses.iter().filter(|used| used.service == service.at) {
        one(stack, service, used, out);
    }
    for (address, node) in stack.broker_of(service.at).into_iter().flat_map(|broker| &broker.zookeepers) {
        let by = "zookeeper.connect".to_owned();
        let used = Use { service: service.at, of: UseOf::ZooKeeper, address: address.clone(), by, node: *node };
        one(stack, service, &used, out);
    }
}

fn one(stack: &Stack<'_>, service: &Service<'_>, used: &Use<'_>, out: &mut Out) {
    let host = used.address.host.as_str();
    match Host::of(host) {
        Host::Loopback if used.of != UseOf::Http => {
            let headline =
                format!("`{}` looks for {} at `{host}`, which is its own container", service.name, wanted(used));
            let raised = out.raise(&LOCALHOST, used.node, headline);
            let other = match used.of {
                UseOf::ZooKeeper => stack.zookeepers.first().map(|zookeeper| zookeeper.service),
                _ => stack.brokers.iter().find(|broker| broker.is_broker).map(|broker| broker.service),
            };
            let name = other.and_then(|at| stack.service(at)).map(|service| service.name.as_str());
            raised.help(format!(
                "write the name of its service{}",
                name.map_or_else(String::new, |name| format!(": `{name}`"))
            ));
            return;
        }
        Host::Name => {}
        _ => return,
    }
    let targets: Vec<&Service<'_>> = stack.named(host).map(|(_, target)| target).collect();
    // More than one service may have a name: one that fits is enough, and the first is spoken of.
    let Some(target) = targets.first().copied() else {
        nobody(stack, service, used, out);
        return;
    };
    if !targets.iter().any(|target| service.sees(target)) {
        let headline = format!("`{}` does not reach `{host}`: they share no network", service.name);
        out.raise(&APART, used.node, headline)
            .because(target.node, "the other")
            .help("put both on one of the networks");
        return;
    }
    match used.of {
        UseOf::Kafka => kafka(stack, service, used, target, out),
        UseOf::ZooKeeper => zookeeper(stack, service, used, target, out),
        UseOf::Http => http(service, used, target, out),
    }
}

fn wanted(used: &Use<'_>) -> &'static str {
    match used.of {
        UseOf::Kafka => "a broker",
        UseOf::ZooKeeper => "ZooKeeper",
        UseOf::Http => "another service",
    }
}

fn nobody(stack: &Stack<'_>, service: &Service<'_>, used: &Use<'_>, out: &mut Out) {
    let host = used.address.host.as_str();
    let named = |other: &&Service<'_>| other.hostname.as_ref().is_some_and(|name| name.value == host);
    let by_hostname = stack.services.iter().find(named).filter(|other| other.at != service.at);
    if by_hostname.is_none() && (stack.may_be_elsewhere(host) || service.is_own_name(host)) {
        return;
    }
    // Without any broker it is a part of something: the rest may come in by another `-f`.
    let part = stack.brokers.is_empty() && used.of == UseOf::Kafka;
    let offence = if part || used.of == UseOf::Http { &NOBODY_HERE } else { &NOBODY };
    if let Some(other) = by_hostname {
        let place = other.hostname.as_ref().map_or(other.node, |name| name.node);
        let headline =
            format!("`{}` does not find `{host}`: it is the `hostname` of `{}` only", service.name, other.name);
        out.raise(offence, used.node, headline)
            .because(place, "no name on the network")
            .help(format!("write `{}`", other.name));
        return;
    }
    let raised =
        out.raise(offence, used.node, format!("`{}` does not find `{host}`: no service has that name", service.name));
    raised.label(format!("in `{}`", used.by));
    let names = stack.services.iter().map(|service| service.name.as_str());
    match names.min_by_key(|name| strsim::damerau_levenshtein(name, host)) {
        Some(near) if strsim::damerau_levenshtein(near, host) <= 2 => raised.help(format!("write `{near}`")),
        _ => raised.help("write the name of a service"),
    };
}

fn kafka(stack: &Stack<'_>, service: &Service<'_>, used: &Use<'_>, target: &Service<'_>, out: &mut Out) {
    let host = used.address.host.as_str();
    let Some(broker) = stack.broker_of(target.at) else {
        let kind = target.family().map(|family| family.kind);
        let other = matches!(kind, Some(Runs::ZooKeeper | Runs::Ui | Runs::Client | Runs::Exporter));
        if other && !target.starts("kafka-server") {
            let headline = format!("`{}` takes `{host}` for a broker, which it is not", service.name);
            out.raise(&WRONG, used.node, headline)
                .because(target.node, "this one")
                .help("write the address of a broker");
        }
        return;
    };
    let Some(port) = used.address.port else { return };
    if broker.listeners.is_empty() || broker.listeners.iter().any(|listener| listener.port.is_none()) {
        return;
    }
    let Some(listener) = broker.listener_at(port) else {
        let clients = broker.listeners.iter().filter(|listener| !broker.controller_names.contains(&listener.name));
        let ports: Vec<String> = clients.filter_map(|listener| Some(listener.port?.to_string())).collect();
        let raised =
            out.raise(&PORT, used.node, format!("`{}` finds no listener of `{host}` at port {port}", service.name));
        if let Some(first) = broker.listeners.first() {
            raised.because(first.node, "where it listens");
        }
        raised.help(format!("its listeners for clients are at {}", ports.join(", ")));
        return;
    };
    if broker.controller_names.contains(&listener.name) {
        let headline = format!("port {port} of `{host}` is for controllers, and `{}` is a client", service.name);
        out.raise(&PORT, used.node, headline)
            .because(listener.node, format!("`{}` is the listener of controllers", listener.name))
            .help("write the port of a listener for clients");
        return;
    }
    sent_on(broker, listener, service, used, out);
    spoken(broker, listener, service, used, out);
}

fn sent_on(broker: &Broker<'_>, listener: &Endpoint<'_>, service: &Service<'_>, used: &Use<'_>, out: &mut Out) {
    let (host, port) = (used.address.host.as_str(), used.address.port.unwrap_or_default());
    match broker.advertised_as(&listener.name) {
        Some(endpoint) if Host::of(&endpoint.host) == Host::Loopback => {
            let to = format!("{}:{}", endpoint.host, endpoint.port.map(|port| port.to_string()).unwrap_or_default());
            let inner = broker.advertised.iter().find(|other| Host::of(&other.host) == Host::Name);
            let inner =
                inner.and_then(|other| broker.listeners.iter().find(|listener| listener.name == other.name)?.port);
            let headline = format!("`{}` asks {host}:{port} and is sent on to {to}, its own container", service.name);
            out.raise(&ITSELF, used.node, headline).because(endpoint.node, "where clients are sent").help(
                match inner {
                    Some(inner) => format!("write `{host}:{inner}`"),
                    None => format!("give `{host}` a second listener that advertises `{host}`, and use its port"),
                },
            );
        }
        None if !broker.advertised.is_empty() => {
            let name = &listener.name;
            let headline =
                format!("`{}` asks {host}:{port}, and the broker advertises no address for `{name}`", service.name);
            out.raise(&PORT, used.node, headline)
                .because(listener.node, "it listens here")
                .help(format!("advertise `{name}`, or write the port of a listener that is advertised"));
        }
        _ => {}
    }
}

fn spoken(broker: &Broker<'_>, listener: &Endpoint<'_>, service: &Service<'_>, used: &Use<'_>, out: &mut Out) {
    let Some(speaks) = broker.protocol(&listener.name) else { return };
    let port = used.address.port.unwrap_or_default();
    let mut differ = |wanted: &str| {
        let headline =
            format!("port {port} of `{}` speaks {speaks}, and `{}` speaks {wanted}", used.address.host, service.name);
        out.raise(&PROTOCOL, used.node, headline)
            .because(listener.node, format!("`{}` speaks {speaks}", listener.name))
            .help(format!("let the client speak {speaks}, or use the port of another listener"));
    };
    if let Some(wanted) = used.address.protocol.as_ref().map(|protocol| protocol.to_uppercase()) {
        if PROTOCOLS.contains(&wanted.as_str()) && wanted != speaks {
            differ(&wanted);
        }
        return;
    }
    // Whoever speaks anything else has to say so somewhere: in a variable, an option or a file.
    let says = |text: &str| {
        let text = text.to_uppercase();
        ["SSL", "SASL", "SECURITY", "TLS", "COMMAND-CONFIG", "CONFIG"].iter().any(|word| text.contains(word))
    };
    let said = service.env.variables.iter().any(|variable| says(&variable.name))
        || service.command.as_ref().is_some_and(|command| says(&command.text));
    if speaks != "PLAINTEXT" && !said && !service.env.open && service.mounts.is_empty() && service.family().is_some() {
        differ("PLAINTEXT");
    }
}

fn zookeeper(stack: &Stack<'_>, service: &Service<'_>, used: &Use<'_>, target: &Service<'_>, out: &mut Out) {
    let host = used.address.host.as_str();
    let Some(there) = stack.zookeeper_of(target.at) else {
        if !target.starts("zookeeper") && target.family().is_some_and(|family| family.kind != Runs::ZooKeeper) {
            let headline = format!("`{}` takes `{host}` for ZooKeeper, which it is not", service.name);
            out.raise(&WRONG, used.node, headline)
                .because(target.node, "this one")
                .help("write the address of ZooKeeper");
        }
        return;
    };
    let (Some((bound, place)), Some(port)) = (there.port, used.address.port) else { return };
    let secure = target.env.variables.iter().any(|variable| {
        variable.name.contains("SECURE") && variable.value.as_deref() == Some(port.to_string().as_str())
    });
    if port != bound && !secure {
        let headline =
            format!("`{}` looks for ZooKeeper at port {port} of `{host}`, which listens at {bound}", service.name);
        out.raise(&PORT, used.node, headline)
            .because(place.unwrap_or(target.node), "its port")
            .help(format!("write `{host}:{bound}`"));
    }
}

fn http(service: &Service<'_>, used: &Use<'_>, target: &Service<'_>, out: &mut Out) {
    let Some((family, port)) = target.family().zip(used.address.port) else { return };
    let Some(serves) = family.serves.filter(|_| target.is_plain() && !target.env.open) else { return };
    let said = family.listens.as_ref().and_then(|name| target.env.value(name));
    let fits = match said {
        Some(listeners) => !is_known(listeners) || listeners.contains(&format!(":{port}")),
        None => port == serves || target.names_port(port),
    };
    if !fits {
        let host = &used.address.host;
        let there = said.map_or_else(|| format!("port {serves}"), |listeners| format!("`{listeners}`"));
        out.raise(&PORT, used.node, format!("`{}` finds nobody at port {port} of `{host}`", service.name))
            .because(target.node, format!("it listens at {there}"))
            .help(format!("write the port of {there}"));
    }
}
