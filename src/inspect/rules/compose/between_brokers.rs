//! Do brokers find each other, and themselves, where their listener between brokers sends them?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Host, Service, Stack};

const APART: Offence =
    Offence::error("compose/brokers-apart", "brokers are sent to an address where they do not find each other")
        .why(
            "In a container `localhost` is the container. Brokers of several reach only themselves and copy \
         nothing; one that does not listen there does not even reach itself, and never becomes ready.",
        )
        .write("the name of the service, with the port of the listener between brokers")
        .source("apache/kafka, docs of `inter.broker.listener.name` and `advertised.listeners`");

pub(super) const RULE: Rule = Rule {
    offences: &[&APART],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "two brokers that are sent to `localhost`",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092 # <- compose/brokers-apart
  two:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://two:9092
",
        ),
        Example::new(
            "one that is sent to a port of the host",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['29092:9092']
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:29092 # <- compose/brokers-apart
",
        ),
        Example::new(
            "one alone at `localhost`",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let broker = stack.broker_of(service.at).filter(|broker| broker.is_broker && service.network_mode.is_none());
    let Some(broker) = broker else { return };
    let Some(name) = broker.inter_broker() else { return };
    let Some(endpoint) = broker.advertised_as(&name) else { return };
    if Host::of(&endpoint.host) != Host::Loopback {
        return;
    }
    let help = format!(
        "advertise `{name}://{}:port` with the port it listens at; clients on the host need a listener of their own",
        service.name
    );
    let size = stack.cluster_size(broker).filter(|size| *size > 1);
    if let Some(size) = size {
        let headline =
            format!("the {size} brokers do not reach `{}`: it sends them to `{}`", service.name, endpoint.host);
        out.raise(&APART, endpoint.node, headline).help(help);
    } else if let Some(port) = endpoint.port.filter(|port| broker.listener_at(*port).is_none())
        && broker.listeners.iter().all(|listener| listener.port.is_some())
        && !broker.listeners.is_empty()
    {
        let headline = format!(
            "`{}` does not reach itself: nothing in its container listens at {}:{port}",
            service.name, endpoint.host
        );
        out.raise(&APART, endpoint.node, headline).help(help);
    }
}
