//! Does something listen at each port that is published?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Port, Service, Stack, is_known};

const NOTHING: Offence = Offence::warning("compose/published-nothing", "a port is published at which nothing listens")
    .why("The host's port is taken, and connections to it are closed at once.")
    .write("the port that the container listens at, behind the last colon")
    .source("Compose Specification, `ports`: HOST:CONTAINER");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOTHING],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "ports the wrong way round",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    ports:
      - '9092:29092' # <- compose/published-nothing
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
  page:
    image: kafbat/kafka-ui:v1.5.0
    ports:
      - '8080:9090' # <- compose/published-nothing
",
        ),
        Example::new(
            "ports of listeners, of an agent, of an image that is not known",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['29092:29092', '9101:9101', '${PORT}:9999']
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092,HOST://localhost:29092
      KAFKA_JMX_PORT: 9101
  page:
    image: kafbat/kafka-ui:v1.5.0
    ports: ['8090:9090']
    environment: { SERVER_PORT: 9090 }
  other:
    image: example.org/other:1
    ports: ['8080:1']
  both:
    image: example.org/kafka-with-zookeeper:1
    ports: ['2181:2181', '9092:9092']
    environment:
      KAFKA_LISTENERS: PLAINTEXT://:9092
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    if !service.is_plain() || service.env.open || service.partly {
        return;
    }
    let listens = match (stack.broker_of(service.at), service.family().and_then(|family| family.serves)) {
        // What else runs in a container of an image that nobody knows is not known either.
        (Some(_), None) if service.family().is_none() => return,
        (Some(broker), _) => match listening(broker) {
            Some(ports) => ports,
            None => return,
        },
        (None, Some(port)) => vec![port],
        (None, None) => return,
    };
    for published in service.ports.iter().filter(|published| published.known && !published.udp) {
        let Some(first) = nothing_at(published, &listens) else { continue };
        if service.names_port(first) {
            continue;
        }
        let there: Vec<String> = listens.iter().map(u16::to_string).collect();
        let headline = format!("nothing in `{}` listens at port {first}, which is published", service.name);
        out.raise(&NOTHING, published.node, headline).help(format!("it listens at {}", there.join(", ")));
    }
}

/// Where a broker listens; nothing if that is not known.
fn listening(broker: &Broker<'_>) -> Option<Vec<u16>> {
    let list = broker.set("listeners").or_else(|| broker.set("advertised.listeners"));
    if list.is_some_and(|set| !is_known(&set.value)) || broker.listeners.is_empty() {
        return None;
    }
    broker.listeners.iter().map(|listener| listener.port).collect()
}

/// The first port of the container that is published, if none of these is.
fn nothing_at(published: &Port<'_>, listens: &[u16]) -> Option<u16> {
    let range = published.container.as_ref()?;
    (!listens.iter().any(|port| range.contains(port))).then_some(*range.start())
}
