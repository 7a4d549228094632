//! Do the listeners of a broker agree with each other, as Kafka asks before it starts?

use super::variable_of;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Endpoint, Host, Mode, PROTOCOLS, Service, Stack, is_known};

const INVALID: Offence = Offence::error("compose/listener-invalid", "a list of listeners is one that Kafka refuses")
    .why("Kafka wants `NAME://host:port`, each name once and each port once, and ends otherwise.")
    .write("a name and a port of its own for each listener")
    .source("apache/kafka, `CoreUtils.listenerListToEndPoints`");

const PROTOCOL: Offence = Offence::error(
    "compose/listener-protocol",
    "nothing says which protocol a listener speaks, or one that does not exist",
)
.why(
    "A listener whose name is no protocol needs an entry in `listener.security.protocol.map`; without it \
         the broker ends.",
)
.write("`NAME:PLAINTEXT`, or another protocol, in the map")
.source("apache/kafka, docs of `listener.security.protocol.map`");

const MISSING: Offence =
    Offence::error("compose/listener-missing", "a listener is spoken of that the broker does not have")
        .why(
            "Kafka compares `advertised.listeners`, `inter.broker.listener.name` and `listeners`, and ends when a \
         name has no listener.",
        )
        .write("the listener in each of these lists")
        .source("apache/kafka, `KafkaConfig.validateValues`");

const TWO_WAYS: Offence =
    Offence::error("compose/inter-broker-twice", "two settings say by which listener brokers speak to each other")
        .why("Kafka takes one of them, and ends when it is given both.")
        .write("`inter.broker.listener.name` alone")
        .source("apache/kafka, `KafkaConfig.getInterBrokerListenerNameAndSecurityProtocol`");

const BINDS: Offence = Offence::error("compose/binds-elsewhere", "a listener binds to the name of somebody else")
    .why("A container can bind only to addresses of its own. The broker ends.")
    .write("`0.0.0.0`, or no host at all")
    .source("apache/kafka, docs of `listeners`");

const KEY_STORE: Offence =
    Offence::error("compose/key-store-missing", "an encrypted listener is advertised without what the image asks for")
        .why(
            "The start script looks for `SSL://` and `SASL_` in the advertised listeners, also in names that end \
         so, asks for these variables, and ends the container.",
        )
        .write("the variables; or a listener name without `SSL` and `SASL_`")
        .source(
            "confluentinc/kafka-images v7.6.0, kafka/include/etc/confluent/docker/configure; apache/kafka, \
         docker/resources/common-scripts/configure",
        );

pub(super) const RULE: Rule = Rule {
    offences: &[&INVALID, &PROTOCOL, &MISSING, &TWO_WAYS, &BINDS, &KEY_STORE],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "lists that Kafka refuses",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_LISTENERS: IN://0.0.0.0:9092,OUT://0.0.0.0:9092 # <- compose/listener-invalid
      KAFKA_ADVERTISED_LISTENERS: IN://one:9092,HOST://localhost:29092 # <- compose/listener-missing
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,HOST:PLAIN # <- compose/listener-protocol
      KAFKA_INTER_BROKER_LISTENER_NAME: HIDDEN # <- compose/listener-missing
      KAFKA_SECURITY_INTER_BROKER_PROTOCOL: PLAINTEXT # <- compose/inter-broker-twice
  two:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_LISTENERS: PLAINTEXT://one:9092,PLAINTEXT:29092 # <- compose/listener-invalid, compose/binds-elsewhere
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://two:9092,HOST_SSL://localhost:29092 # <- compose/listener-missing, compose/key-store-missing
",
        ),
        Example::new(
            "two listeners that agree, one that Kafka names by itself, and names from outside",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_LISTENERS: IN://0.0.0.0:9092,HOST://0.0.0.0:29092
      KAFKA_ADVERTISED_LISTENERS: IN://one:9092,HOST://localhost:29092
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,HOST:PLAINTEXT
      KAFKA_INTER_BROKER_LISTENER_NAME: IN
  two:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://two:9092
  three:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_LISTENERS: ${LISTENERS}
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://three:9092,${MORE}
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at) else { return };
    for (text, node) in &broker.odd_listeners {
        out.raise(&INVALID, *node, format!("`{}` ends at once: `{text}` is no listener", service.name))
            .help("write `NAME://host:port`");
    }
    twins(broker, service, out);
    protocols(broker, service, out);
    names(broker, service, out);
    if !stack.open && service.network_mode.is_none() {
        binds(broker, service, out);
    }
    key_stores(broker, service, out);
}

fn twins(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    for list in [&broker.listeners, &broker.advertised] {
        for (at, listener) in list.iter().enumerate() {
            if list.iter().take(at).any(|before| before.name == listener.name) {
                let headline =
                    format!("`{}` ends at once: two listeners have the name `{}`", service.name, listener.name);
                out.raise(&INVALID, listener.node, headline).help("give each a name of its own");
            }
        }
    }
    for (at, listener) in broker.listeners.iter().enumerate() {
        let same = |before: &&Endpoint<'_>| {
            before.port == listener.port && before.host == listener.host && before.name != listener.name
        };
        if let (Some(port), Some(before)) = (listener.port, broker.listeners.iter().take(at).find(same)) {
            let (one, other) = (&before.name, &listener.name);
            let headline = format!("`{}` ends at once: `{one}` and `{other}` both listen at port {port}", service.name);
            out.raise(&INVALID, listener.node, headline).help("give each a port of its own");
        }
    }
}

fn protocols(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    let map = broker.set("listener.security.protocol.map");
    for (name, protocol) in broker.protocols.iter().flatten() {
        if let Some(map) = map.filter(|_| !PROTOCOLS.contains(&protocol.as_str())) {
            let headline =
                format!("`{}` ends at once: `{name}` is to speak `{protocol}`, which is no protocol", service.name);
            out.raise(&PROTOCOL, map.node, headline).help(format!("write one of {}", PROTOCOLS.join(", ")));
        }
    }
    let whole = map.is_none_or(|map| is_known(&map.value)) && (map.is_some() || !broker.open);
    let others = broker.controller_names.iter().filter(|_| !broker.is_controller && broker.mode == Mode::Kraft);
    let names = broker.listeners.iter().map(|listener| (&listener.name, listener.node));
    let place = broker.set("controller.listener.names").map(|set| set.node);
    let names = names.chain(others.filter_map(|name| Some((name, place?))));
    for (name, node) in names.filter(|(name, _)| whole && is_known(name) && broker.protocol(name).is_none()) {
        let headline = format!("`{}` ends at once: nothing says which protocol `{name}` speaks", service.name);
        let raised = out.raise(&PROTOCOL, map.map_or(node, |map| map.node), headline);
        if map.is_some() {
            raised.because(node, format!("`{name}`"));
        }
        raised.help(format!(
            "add `{name}:PLAINTEXT`, or another protocol, to `{}`",
            variable_of(broker, "listener.security.protocol.map")
        ));
    }
}

fn names(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    let listens = |name: &str| broker.listeners.iter().any(|listener| listener.name == name);
    let holes = |key: &str| broker.set(key).is_some_and(|set| !is_known(&set.value));
    if !broker.listeners.is_empty() && !holes("listeners") {
        for endpoint in broker.advertised.iter().filter(|endpoint| !listens(&endpoint.name)) {
            let name = &endpoint.name;
            let headline = format!("`{}` ends at once: it advertises `{name}` and does not listen on it", service.name);
            let raised = out.raise(&MISSING, endpoint.node, headline);
            if let Some(set) = broker.set("listeners") {
                raised.because(set.node, "its listeners");
            }
            let port = endpoint.port.map_or_else(|| "port".to_owned(), |port| port.to_string());
            raised.help(format!(
                "add `{name}://0.0.0.0:{port}` to `{}`, or do not advertise it",
                variable_of(broker, "listeners")
            ));
        }
    }
    let by_name = broker.set("inter.broker.listener.name");
    if let (Some(name), Some(protocol)) = (by_name, broker.set("security.inter.broker.protocol")) {
        let headline = format!(
            "`{}` ends at once: `{}` and `{}` exclude each other",
            service.name, name.variable, protocol.variable
        );
        out.raise(&TWO_WAYS, protocol.node, headline).because(name.node, "the other").help("remove this one");
    }
    let advertised = || broker.advertised.first().map(|endpoint| endpoint.node);
    if let Some(name) = broker.inter_broker().filter(|_| broker.is_broker && !holes("advertised.listeners"))
        && let Some(place) = by_name.map(|set| set.node).or_else(advertised)
        && !broker.advertised.is_empty()
        && broker.advertised_as(&name).is_none()
    {
        let headline =
            format!("`{}` ends at once: brokers are to speak by `{name}`, which it does not advertise", service.name);
        let raised = out.raise(&MISSING, place, headline);
        if by_name.is_none() {
            raised.label(format!("without `inter.broker.listener.name` it is `{name}`"));
        }
        let known: Vec<String> = broker.advertised.iter().map(|endpoint| format!("`{}`", endpoint.name)).collect();
        raised.help(format!("set `{}` to {}", variable_of(broker, "inter.broker.listener.name"), known.join(" or ")));
    }
}

fn binds(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    for listener in &broker.listeners {
        if Host::of(&listener.host) == Host::Name && !service.is_own_name(&listener.host) {
            let (name, host) = (&listener.name, &listener.host);
            let headline =
                format!("`{}` ends at once: `{name}` binds to `{host}`, which is not its own name", service.name);
            out.raise(&BINDS, listener.node, headline).help(format!(
                "write `{name}://0.0.0.0:{}`; `advertised.listeners` says where clients are sent",
                listener.port.map_or_else(|| "port".to_owned(), |port| port.to_string())
            ));
        }
    }
}

/// The scripts of some images look for `SSL://` and `SASL_…://` in what is advertised and ask for more.
fn key_stores(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    let asks = !broker.open && broker.family.is_some_and(|family| family.tls_files);
    let Some(set) = broker.set("advertised.listeners").filter(|_| asks) else { return };
    let mut names = Vec::new();
    if set.value.contains("SSL://") {
        names.extend(["KAFKA_SSL_KEYSTORE_FILENAME", "KAFKA_SSL_KEY_CREDENTIALS", "KAFKA_SSL_KEYSTORE_CREDENTIALS"]);
        let asks = |value: &str| value.contains("required") || value.contains("requested");
        if service.env.value("KAFKA_SSL_CLIENT_AUTH").is_some_and(asks) {
            names.extend(["KAFKA_SSL_TRUSTSTORE_FILENAME", "KAFKA_SSL_TRUSTSTORE_CREDENTIALS"]);
        }
    }
    if set.value.split("://").any(|part| part.rsplit(',').next().is_some_and(|name| name.contains("SASL_"))) {
        names.push("KAFKA_OPTS");
    }
    let lacking: Vec<String> =
        names.into_iter().filter(|name| !service.env.may_have(name)).map(|name| format!("`{name}`")).collect();
    if !lacking.is_empty() {
        let headline = format!("`{}` ends at once: its image asks for {}", service.name, lacking.join(", "));
        out.raise(&KEY_STORE, set.node, headline)
            .label("a listener that ends in `SSL`, or has `SASL_` in its name, is advertised")
            .help("set them; or name the listener otherwise and say its protocol in `listener.security.protocol.map`");
    }
}
