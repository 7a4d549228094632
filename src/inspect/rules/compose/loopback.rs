//! Does a listener that others should reach listen to others?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Host, Service, Stack};

const ALONE: Offence = Offence::error(
    "compose/bound-to-localhost",
    "a listener that others should reach listens to its own container only",
)
.why(
    "In a container `localhost` is the container. Connections of neighbours and of the host are refused, \
         published or not.",
)
.write("`0.0.0.0`, or no host at all, in `listeners`")
.source("apache/kafka, docs of `listeners`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ALONE],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "published, and deaf",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['29092:29092']
    environment:
      KAFKA_LISTENERS: HOST://localhost:29092 # <- compose/bound-to-localhost
      KAFKA_ADVERTISED_LISTENERS: HOST://localhost:29092
",
        ),
        Example::new(
            "for the container itself, and open to others",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    ports: ['29092:29092']
    environment:
      KAFKA_LISTENERS: HOST://0.0.0.0:29092,OWN://localhost:9092
      KAFKA_ADVERTISED_LISTENERS: HOST://localhost:29092,OWN://localhost:9092
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at) else { return };
    let Some(set) = broker.set("listeners").filter(|_| service.network_mode.is_none()) else { return };
    for listener in broker.listeners.iter().filter(|listener| Host::of(&listener.host) == Host::Loopback) {
        let Some(port) = listener.port else { continue };
        let named = broker.advertised_as(&listener.name).is_some_and(|endpoint| Host::of(&endpoint.host) == Host::Name);
        if named || !service.leading(port).is_empty() {
            let name = &listener.name;
            let headline =
                format!("nobody reaches `{name}` of `{}`: it listens to its own container only", service.name);
            out.raise(&ALONE, set.node, headline).help(format!("write `{name}://0.0.0.0:{port}`"));
        }
    }
}
