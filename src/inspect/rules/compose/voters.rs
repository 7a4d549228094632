//! Does the list of voters lead to the controllers that there are?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Host, Mode, Service, Stack, Voter, is_known};

const REFUSED: Offence =
    Offence::error("compose/voters-refused", "the list of voters does not fit the broker that has it")
        .why("Kafka compares it with its own number and roles, and ends at once.")
        .write("`number@host:port` for each controller, and for none that is not")
        .source("apache/kafka 3.9, `KafkaConfig.validateValues`; `QuorumConfig.parseVoterConnections`");

const UNREACHABLE: Offence = Offence::error("compose/voter-unreachable", "the address of a voter leads nowhere")
    .why("The voter is never reached. Without most of the voters there is no leader, and no broker starts.")
    .write("the name of the service of that number, and the port of its listener for controllers")
    .source("apache/kafka, docs of `controller.quorum.voters`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &UNREACHABLE],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "lists that do not fit",
            "services:
  one:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 2@two:9093 # <- compose/voters-refused
  two:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 2
      KAFKA_PROCESS_ROLES: broker
      KAFKA_CONTROLLER_QUORUM_VOTERS: 2@two:9093 # <- compose/voters-refused
  three:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 3
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: three:9093 # <- compose/voters-refused
",
        ),
        Example::new(
            "voters that nobody finds",
            "services:
  one:
    image: apache/kafka:4.1.1
    environment: &common
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@one:9094,2@tow:9093 # <- compose/voter-unreachable
  two:
    image: apache/kafka:4.1.1
    environment:
      <<: *common
      KAFKA_NODE_ID: 2
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@two:9093,2@two:9093 # <- compose/voter-unreachable
",
        ),
        Example::new(
            "voters by the names of their services, by `localhost` of one alone, and by a variable",
            "services:
  one:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@localhost:9093
  two:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 2
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: ${VOTERS}
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at).filter(|broker| broker.mode == Mode::Kraft) else { return };
    let Some(list) = broker.set("controller.quorum.voters").filter(|set| is_known(&set.value)) else { return };
    let parts = list.value.split(',').filter(|part| !part.trim().is_empty()).count();
    if parts != broker.voters.len() {
        out.raise(&REFUSED, list.node, format!("`{}` ends at once: its list of voters cannot be read", service.name))
            .help("write `number@host:port` for each, with commas between them");
        return;
    }
    if let Some((id, node)) = broker.node_id {
        let among = broker.voters.iter().any(|voter| voter.id == id);
        if broker.is_controller && !among && parts > 0 {
            let headline =
                format!("`{}` ends at once: it is controller {id}, and no voter has that number", service.name);
            out.raise(&REFUSED, list.node, headline)
                .because(node, "its number")
                .help(format!("write `{id}@{}:port`, with the port of its listener for controllers", service.name));
        }
        if !broker.is_controller && among {
            let headline =
                format!("`{}` ends at once: it is voter {id} without the role of a controller", service.name);
            out.raise(&REFUSED, list.node, headline)
                .because(node, "its number")
                .help("add `controller` to its roles, or name only controllers here");
        }
    }
    if service.network_mode.is_none() {
        for voter in &broker.voters {
            there(stack, broker, service, voter, out);
        }
    }
}

/// The voter is where its address says.
fn there(stack: &Stack<'_>, broker: &Broker<'_>, service: &Service<'_>, voter: &Voter<'_>, out: &mut Out) {
    let (id, host) = (voter.id, voter.address.host.as_str());
    let mut targets: Vec<usize> = stack.named(host).map(|(at, _)| at).collect();
    if targets.is_empty() && (service.is_own_name(host) || Host::of(host) == Host::Loopback) {
        targets.push(broker.service);
    }
    if targets.is_empty() {
        if Host::of(host) == Host::Name && !stack.may_be_elsewhere(host) {
            out.raise(
                &UNREACHABLE,
                voter.node,
                format!("voter {id} is never reached: no service has the name `{host}`"),
            )
            .help("write the name of the service that is this controller");
        }
        return;
    }
    let Some(there) = targets.iter().find_map(|at| stack.broker_of(*at)) else { return };
    let alone = stack.service(there.service).is_some_and(|service| service.copies == Some(1));
    if let Some((theirs, place)) = there.node_id.filter(|(theirs, _)| *theirs != id && alone) {
        out.raise(&UNREACHABLE, voter.node, format!("voter {id} is never reached: `{host}` is number {theirs}"))
            .because(place, format!("`{host}`"))
            .help(format!("write `{theirs}@{host}`, or the name of the service that is number {id}"));
    }
    let Some(port) = voter.address.port else { return };
    let controllers: Vec<_> =
        there.listeners.iter().filter(|listener| there.controller_names.contains(&listener.name)).collect();
    if let Some(first) = controllers.first()
        && controllers.iter().all(|listener| listener.port.is_some_and(|bound| bound != port))
    {
        let bound = first.port.unwrap_or_default();
        let headline = format!("voter {id} is never reached: `{host}` has no listener for controllers at port {port}");
        out.raise(&UNREACHABLE, voter.node, headline)
            .because(first.node, format!("`{}` listens at {bound}", first.name))
            .help(format!("write `{id}@{host}:{bound}`"));
    }
}
