//! Is the listener of controllers set up as Kafka asks?

use super::variable_of;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Mode, Service, Stack, is_known};

const LISTENER: Offence = Offence::error(
    "compose/controller-listener",
    "the listener of controllers is set up in a way that Kafka refuses",
)
.why(
    "A controller listens on it, a broker alone does not, and nobody advertises it before voters could come and go. \
         Kafka compares these and ends.",
)
.write("the listener in `listeners` of controllers and in `controller.listener.names` of all; nowhere else")
.source("apache/kafka 3.9, `KafkaConfig.validateValues`");

pub(super) const RULE: Rule = Rule {
    offences: &[&LISTENER],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "not listened on; listened on by a broker; advertised; nothing else left",
            "services:
  one:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:9092
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER # <- compose/controller-listener
  two:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_PROCESS_ROLES: broker
      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093 # <- compose/controller-listener
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
  three:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://three:9092,CONTROLLER://three:9093 # <- compose/controller-listener
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
  four:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: CONTROLLER://:9093
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER # <- compose/controller-listener
  five:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_PROCESS_ROLES: controller
      KAFKA_LISTENERS: CONTROLLER://:9093
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://five:9092 # <- compose/controller-listener
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
",
        ),
        Example::new(
            "both roles, and one each",
            "services:
  one:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://one:9092
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
  two:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_PROCESS_ROLES: broker
      KAFKA_LISTENERS: PLAINTEXT://:9092
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
  three:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_PROCESS_ROLES: controller
      KAFKA_LISTENERS: CONTROLLER://:9093
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at) else { return };
    let only_controller = broker.is_controller && !broker.is_broker;
    if let Some((advertised, roles)) =
        broker.set("advertised.listeners").zip(broker.set("process.roles")).filter(|_| only_controller)
        && broker.is_quorum_fixed()
    {
        let headline = format!("`{}` ends at once: a controller alone advertises no listener", service.name);
        out.raise(&LISTENER, advertised.node, headline)
            .because(roles.node, "it is a controller and no broker")
            .help(format!("remove `{}`", advertised.variable));
    }
    names(broker, service, out);
}

fn names(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(set) = broker.set("controller.listener.names").filter(|_| broker.mode == Mode::Kraft) else { return };
    let listeners = broker.set("listeners");
    let known = listeners.is_some_and(|set| is_known(&set.value));
    // An image may make its listeners of those that are advertised, and this one is none of them.
    let followed = listeners.is_none() && !broker.open;
    for name in &broker.controller_names {
        let listens = broker.listeners.iter().find(|listener| listener.name == *name);
        if listens.is_none() && broker.is_controller && (known || followed) {
            let headline =
                format!("`{}` ends at once: it is a controller and does not listen on `{name}`", service.name);
            out.raise(&LISTENER, set.node, headline)
                .help(format!("add `{name}://0.0.0.0:9093` to `{}`", variable_of(broker, "listeners")));
        }
        if let Some(listener) = listens.filter(|_| !broker.is_controller && broker.set("process.roles").is_some()) {
            let headline = format!("`{}` ends at once: it is no controller and listens on `{name}`", service.name);
            out.raise(&LISTENER, listener.node, headline)
                .because(set.node, "the listener of controllers")
                .help(format!("remove `{name}` from its listeners"));
        }
        // Since voters can come and go, controllers may be advertised.
        let strict = broker.is_quorum_fixed() && broker.is_broker;
        if let Some(endpoint) = broker.advertised_as(name).filter(|_| strict) {
            let headline =
                format!("`{}` ends at once: it advertises `{name}`, the listener of controllers", service.name);
            out.raise(&LISTENER, endpoint.node, headline)
                .because(set.node, "the listener of controllers")
                .help(format!("remove `{name}` from what is advertised"));
        }
    }
    let left = broker.listeners.iter().any(|listener| !broker.controller_names.contains(&listener.name));
    if broker.is_broker && known && !left && !broker.listeners.is_empty() {
        let headline = format!("`{}` ends at once: all its listeners are the controllers'", service.name);
        out.raise(&LISTENER, set.node, headline).help("add a listener for clients, such as `PLAINTEXT://0.0.0.0:9092`");
    }
}
