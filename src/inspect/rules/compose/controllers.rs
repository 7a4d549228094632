//! Is the listener of controllers set up as Kafka asks?

use super::variable_of;
use crate::catalog::families;
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

const ANY_ADDRESS: Offence = Offence::error(
    "compose/controller-on-any-address",
    "this Kafka does not start as a controller that listens on `0.0.0.0`",
)
.not_waivable()
.why("It takes the address for one to be advertised, and refuses to advertise it. The versions before and after it do not.")
.write("the listener without an address, `CONTROLLER://:9093`; or a newer version")
.source("apache/kafka 3.9.0, `KafkaConfig.effectiveAdvertisedControllerListeners`; KAFKA-18281");

pub(super) const RULE: Rule = Rule {
    offences: &[&LISTENER, &ANY_ADDRESS],
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
            "an address that one version takes for one to be advertised",
            "services:
  kafka:
    image: apache/kafka:3.9.0
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://0.0.0.0:9093 # <- compose/controller-on-any-address
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1
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
                .help(format!("add `{name}://:9093` to `{}`", variable_of(broker, "listeners")));
        }
        if let Some(listener) = listens.filter(|_| !broker.is_controller && broker.set("process.roles").is_some()) {
            let headline = format!("`{}` ends at once: it is no controller and listens on `{name}`", service.name);
            out.raise(&LISTENER, listener.node, headline)
                .because(set.node, "the listener of controllers")
                .help(format!("remove `{name}` from its listeners"));
        }
        if let Some(listener) = listens.filter(|listener| listener.host == "0.0.0.0" && broker.is_controller)
            && broker.advertised_as(name).is_none()
            && any_address_is_refused(service)
        {
            let headline = format!("`{}` ends at once: its Kafka would advertise `{name}` as 0.0.0.0", service.name);
            out.raise(&ANY_ADDRESS, listener.node, headline)
                .help(format!("write `{name}://:{}`, or take a newer image", listener.port.unwrap_or(9093)));
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

fn any_address_is_refused(service: &Service<'_>) -> bool {
    let image = service.image.as_ref();
    let known = image.and_then(|image| Some((image.family?, image.tag.as_deref()?)));
    known.is_some_and(|(family, tag)| families().is_some_and(|all| all.refuses_any_address(family, tag)))
}
