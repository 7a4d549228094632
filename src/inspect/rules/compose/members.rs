//! Has each member of a cluster a number of its own, and all of them one cluster id?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Mode, Service, Stack, is_known};

const NUMBER: Offence =
    Offence::error("compose/node-id-refused", "the number of a broker is none, or is given in two ways")
        .why("Kafka reads `node.id` as a whole number, takes `broker.id` for the same, and ends when they differ.")
        .write("one of them, a whole number")
        .source("apache/kafka, `KafkaConfig` and docs of `node.id`");

const TWICE: Offence = Offence::error("compose/node-id-twice", "two members of one cluster have one number")
    .why("The second is refused as long as the first is there, and ends or waits for ever.")
    .write("a number of its own for each")
    .source("apache/kafka, `ClusterControlManager.registerBroker`; `KafkaZkClient.registerBroker`");

const ID: Offence = Offence::error("compose/cluster-id-refused", "the id of a cluster is none")
    .why("The tool that formats the disk refuses it, and the container ends.")
    .write("what `kafka-storage random-uuid` prints: 22 letters, digits, `-` and `_`")
    .source("apache/kafka 3.6, `StorageTool.buildMetadataProperties` and `Uuid.fromString`");

const ODD_ID: Offence =
    Offence::info("compose/cluster-id-odd", "the id of a cluster is one that older versions refuse")
        .why(
            "Older versions of the tool that formats the disk take nothing but 16 bytes in base64. Which Kafka \
         runs is not known here.",
        )
        .write("what `kafka-storage random-uuid` prints: 22 letters, digits, `-` and `_`")
        .source("apache/kafka 3.6, `StorageTool.buildMetadataProperties` and `Uuid.fromString`");

const OTHER_ID: Offence =
    Offence::error("compose/cluster-id-differs", "two members of one cluster have different cluster ids")
        .why("Each formats its disk with its own. They refuse each other's requests, and no quorum arises.")
        .write("one id for all of them")
        .source("apache/kafka, `KafkaRaftClient.hasValidClusterId`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NUMBER, &TWICE, &ID, &ODD_ID, &OTHER_ID],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "numbers that are none, that differ, that are taken",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_BROKER_ID: one # <- compose/node-id-refused
  two:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_NODE_ID: 2
      KAFKA_BROKER_ID: 3 # <- compose/node-id-refused
  three:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_BROKER_ID: 2 # <- compose/node-id-twice
",
        ),
        Example::new(
            "cluster ids",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment: &common
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@one:9093,2@two:9093
      CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk
  two:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      <<: *common
      KAFKA_NODE_ID: 2
      CLUSTER_ID: 4L6g3nShT-eMCtK--X86sw # <- compose/cluster-id-differs
  other:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@other:9093
      CLUSTER_ID: my-cluster # <- compose/cluster-id-refused
  unknown:
    image: confluentinc/cp-kafka:${TAG}
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@unknown:9093
      CLUSTER_ID: my-cluster # <- compose/cluster-id-odd
",
        ),
        Example::new(
            "two clusters, and a newer Kafka that takes any id",
            "services:
  one:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@one:9093
      CLUSTER_ID: my-cluster
  two:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@two:9093
      CLUSTER_ID: 4L6g3nShT-eMCtK--X86sw
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at) else { return };
    numbers(broker, service, out);
    if let Some((id, node)) = broker.node_id {
        for (other, its) in before(stack, broker).filter(|(_, its)| its.meets(service)) {
            if let Some((_, place)) = other.node_id.filter(|(theirs, _)| *theirs == id && id >= 0) {
                out.raise(
                    &TWICE,
                    node,
                    format!("`{}` and `{}` are both number {id} of one cluster", its.name, service.name),
                )
                .because(place, format!("`{}`", its.name))
                .help("give each a number of its own");
            }
        }
    }
    if broker.mode == Mode::Kraft {
        cluster_id(stack, broker, service, out);
    }
}

/// The members of its cluster that come before it in the stack.
fn before<'s, 'b>(
    stack: &'s Stack<'b>,
    broker: &'s Broker<'b>,
) -> impl Iterator<Item = (&'s Broker<'b>, &'s Service<'b>)> {
    let cluster = broker.cluster();
    stack.members().filter(move |(other, _)| other.service < broker.service && other.cluster() == cluster)
}

fn numbers(broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    for set in ["node.id", "broker.id"].iter().filter_map(|key| broker.set(key)) {
        if is_known(&set.value) && set.value.trim().parse::<i64>().is_err() {
            let headline =
                format!("`{}` ends at once: `{}` of `{}` is no number", service.name, set.value, set.variable);
            out.raise(&NUMBER, set.node, headline).help("write a whole number, such as `1`");
        }
    }
    if let (Some(node), Some(old)) = (broker.set("node.id"), broker.set("broker.id"))
        && is_known(&node.value)
        && is_known(&old.value)
        && node.value.trim() != old.value.trim()
    {
        let headline =
            format!("`{}` ends at once: it is given the numbers {} and {}", service.name, node.value, old.value);
        out.raise(&NUMBER, old.node, headline)
            .because(node.node, "the other number")
            .help(format!("remove it: `{}` is the same setting", node.variable));
    }
}

fn cluster_id(stack: &Stack<'_>, broker: &Broker<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(name) = broker.family.and_then(|family| family.formatted.as_ref()) else { return };
    let Some(variable) = service.env.get(name) else { return };
    // An empty one is as good as none.
    let Some(id) = variable.value.as_deref().filter(|id| is_known(id) && !id.is_empty()) else { return };
    let new_id = "write what `kafka-storage random-uuid` prints";
    if !is_uuid(id) && broker.is_quorum_fixed() {
        let headline = format!("the disk of `{}` cannot be formatted: `{id}` is no cluster id", service.name);
        out.raise(&ID, variable.node, headline).help(new_id);
    } else if !is_uuid(id) && broker.kafka.is_none() {
        out.raise(&ODD_ID, variable.node, format!("`{id}` is a cluster id that older versions of Kafka refuse"))
            .help(new_id);
    }
    for (_, its) in before(stack, broker).filter(|(other, _)| other.mode == Mode::Kraft) {
        let Some(theirs) = its.env.get(name) else { continue };
        if theirs.value != variable.value && theirs.value.as_deref().is_some_and(is_known) {
            let headline =
                format!("`{}` and `{}` are to be one cluster and have two cluster ids", its.name, service.name);
            out.raise(&OTHER_ID, variable.node, headline)
                .because(theirs.node, format!("`{}`", its.name))
                .help("give all of them the same id");
        }
    }
}

/// 16 bytes in base64 for URLs, without padding.
fn is_uuid(id: &str) -> bool {
    let id = id.trim_end_matches('=');
    id.len() == 22 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
