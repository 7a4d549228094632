//! Is each broker told who keeps its metadata, and all that follows from it?

use super::place_of;
use super::variable_of;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Mode, Service, Stack, is_known};

const NONE: Offence = Offence::error("compose/no-metadata", "a broker is set up neither for KRaft nor for ZooKeeper")
    .why("It does not know who keeps the metadata, and ends at once.")
    .write("`process.roles` and what goes with it for KRaft, or `zookeeper.connect`")
    .source("apache/kafka, `KafkaConfig.validateValues`");

const GONE: Offence = Offence::error("compose/zookeeper-gone", "a Kafka that has no ZooKeeper is set up for one")
    .why("The Kafka in this image knows only KRaft. It passes over the setting, misses those of KRaft, and ends.")
    .write("the settings of KRaft; or an image of the last Kafka with ZooKeeper")
    .source("apache/kafka 4.0, `zookeeper.connect` is no setting any more; docker/README.md of apache/kafka");

const BOTH: Offence =
    Offence::error("compose/both-modes", "both KRaft and ZooKeeper are set up, which the image refuses")
        .why("The start script refuses to choose, and ends the container.")
        .write("one of them")
        .source("bitnami/containers, kafka, `kafka_validate` in `libkafka.sh`");

const PASSED_OVER: Offence = Offence::warning(
    "compose/zookeeper-passed-over",
    "both KRaft and ZooKeeper are set up, and ZooKeeper is passed over",
)
.why("With `process.roles` Kafka runs in KRaft. Topics that ZooKeeper knows are not there.")
.write("one of them; to migrate, `zookeeper.metadata.migration.enable`")
.source("apache/kafka 3.9, `KafkaConfig.requiresZookeeper`");

const ROLE: Offence = Offence::error("compose/role-unknown", "a role is given that Kafka does not have")
    .why("The broker ends at once: roles are `broker` and `controller`.")
    .write("`broker`, `controller`, or `broker,controller`")
    .source("apache/kafka, docs of `process.roles`");

const INCOMPLETE: Offence = Offence::error(
    "compose/kraft-setting-missing",
    "a broker in KRaft lacks a setting that it needs",
)
.why(
    "It ends at once. An image that brings settings along may drop all of them as soon as one is given: Apache's does.",
)
.write("all of `process.roles`, `node.id`, `controller.listener.names`, and `controller.quorum.voters`")
.source("apache/kafka, `KafkaConfig.validateValues`; docker/README.md of apache/kafka");

pub(super) const RULE: Rule = Rule {
    offences: &[&NONE, &GONE, &BOTH, &PASSED_OVER, &ROLE, &INCOMPLETE],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "brokers that end at once",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1 # <- compose/no-metadata
    environment: { KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://one:9092' }
  two:
    image: confluentinc/cp-kafka:8.0.0
    environment:
      KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://two:9092'
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181 # <- compose/zookeeper-gone
  three:
    image: bitnami/kafka:3.6.1
    environment:
      KAFKA_CFG_NODE_ID: 1
      KAFKA_CFG_PROCESS_ROLES: controller,broker
      KAFKA_CFG_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CFG_CONTROLLER_QUORUM_VOTERS: 1@three:9093
      KAFKA_CFG_ZOOKEEPER_CONNECT: zookeeper:2181 # <- compose/both-modes
",
        ),
        Example::new(
            "one setting given, and what the image brought along is gone",
            "services:
  kafka:
    image: apache/kafka:4.1.1 # <- compose/kraft-setting-missing
    environment: { KAFKA_NUM_PARTITIONS: 3 }
",
        ),
        Example::new(
            "a role that does not exist, and a ZooKeeper without use",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.8.0
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controler # <- compose/role-unknown
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181 # <- compose/zookeeper-passed-over
",
        ),
        Example::new(
            "what the image brings along, ZooKeeper where there is one, settings from a file",
            "services:
  one:
    image: apache/kafka:4.1.1
  two:
    image: confluentinc/cp-kafka:7.6.1
    environment: { KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181' }
  three:
    image: confluentinc/cp-kafka:8.0.0
    env_file: kafka.env
    environment: { KAFKA_NUM_PARTITIONS: 3 }
",
        ),
    ],
};

/// What KRaft cannot do without.
const NEEDED: &[&str] = &["process.roles", "node.id", "controller.listener.names", "controller.quorum.voters"];

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at) else { return };
    zookeeper(broker, service, out);
    if broker.mode == Mode::Unknown && !broker.open && broker.family.is_some() {
        out.raise(
            &NONE,
            service.head(),
            format!("`{}` ends at once: nothing says who keeps its metadata", service.name),
        )
        .label("neither `process.roles` nor `zookeeper.connect` is set")
        .help(format!(
            "set `{}` and what goes with it, or `{}`",
            variable_of(broker, "process.roles"),
            variable_of(broker, "zookeeper.connect")
        ));
    }
    if let Some(set) = broker.set("process.roles").filter(|set| is_known(&set.value)) {
        for role in set.value.split(',').map(str::trim).filter(|role| !matches!(*role, "broker" | "controller")) {
            out.raise(&ROLE, set.node, format!("`{}` ends at once: there is no role `{role}`", service.name))
                .help("write `broker`, `controller`, or `broker,controller`");
        }
    }
    if broker.mode == Mode::Kraft {
        incomplete(broker, service, out);
    }
}

fn zookeeper(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(set) = broker.set("zookeeper.connect") else { return };
    let gone = broker.known().is_some_and(|known| known.broker("zookeeper.connect").is_none())
        || broker.family.is_some_and(|family| family.kraft_only);
    if gone {
        let kafka = broker.kafka.map_or_else(String::new, |version| format!(" {version}"));
        out.raise(&GONE, set.node, format!("Kafka{kafka} in this image knows no ZooKeeper"))
            .because(service.head(), "this image")
            .help(format!("remove it, and set `{}` and what goes with it", variable_of(broker, "process.roles")));
    } else if broker.set("zookeeper.metadata.migration.enable").is_none()
        && let Some(roles) = broker.set("process.roles")
    {
        // Kafka takes `process.roles` and passes over the other, but for images that refuse both.
        let raised = if broker.family.is_some_and(|family| family.mode_required) {
            out.raise(&BOTH, set.node, format!("`{}` ends at once: its image takes KRaft or ZooKeeper", service.name))
        } else {
            let headline = format!("`{}` runs in KRaft, and ZooKeeper is passed over", service.name);
            out.raise(&PASSED_OVER, set.node, headline)
        };
        raised.because(roles.node, "this makes it KRaft").help("keep one of them");
    }
}

fn incomplete(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    if broker.open {
        return;
    }
    let given = |key: &str| broker.set(key).is_some() || broker.packaged(key).is_some_and(|value| !value.is_empty());
    let other = |key: &str| match key {
        "node.id" => given("broker.id"),
        "controller.quorum.voters" => given("controller.quorum.bootstrap.servers"),
        _ => false,
    };
    let lacking: Vec<&&str> = NEEDED.iter().filter(|key| !given(key) && !other(key)).collect();
    if lacking.is_empty() {
        return;
    }
    let keys: Vec<String> = lacking.iter().map(|key| format!("`{key}`")).collect();
    let variables: Vec<String> = lacking.iter().map(|key| format!("`{}`", variable_of(broker, key))).collect();
    let raised = out.raise(
        &INCOMPLETE,
        service.head(),
        format!("`{}` ends at once: it runs in KRaft and lacks {}", service.name, keys.join(", ")),
    );
    if broker.family.is_some_and(|family| family.dropped)
        && let Some(first) = broker.settings.first()
    {
        raised
            .label("this image drops all of its own settings as soon as one is given")
            .because(place_of(broker, service, &first.key), "one is given");
    }
    raised.help(format!("set {}", variables.join(", ")));
}
