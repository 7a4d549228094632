//! Is each container given the variables that its image asks for?

use crate::catalog::Runs;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Mode, Service, Stack};

const MISSING: Offence =
    Offence::error("compose/variable-missing", "a variable is missing without which the container ends at once")
        .why("The start script of the image asks for it and ends the container. What is left out has no default.")
        .write("the variable in `environment`")
        .source("confluentinc/kafka-images v7.6.0, `configure`; apache/kafka, `docker/resources`");

const REFUSED: Offence =
    Offence::error("compose/variable-refused", "a variable is set with which the container ends at once")
        .why("The start script of the image refuses what Kafka has given up, and ends the container.")
        .write("`KAFKA_ADVERTISED_LISTENERS` in its place")
        .source("confluentinc/kafka-images v7.6.0, kafka/include/etc/confluent/docker/configure");

const IGNORED: Offence = Offence::warning("compose/variable-ignored", "a variable does nothing in this image")
    .why("The image does not read it, so that what it was meant for does not happen. Nobody says so.")
    .write("what this image reads in its place, or nothing")
    .source("the start scripts and templates of the images, at the versions in `catalog/families.toml`");

const TWICE: Offence = Offence::warning("compose/variable-twice", "one list gives a variable twice")
    .why("The last one holds, and the first is lost without a word.")
    .write("each variable once; a map (`NAME: value`) refuses the second by itself")
    .source("Compose Specification, `environment`");

const NO_ADDRESS: Offence =
    Offence::warning("compose/cluster-without-address", "a user interface is given a cluster without its address")
        .why("The page shows the cluster's name and that it is offline.")
        .write("the address of a broker, such as `kafka:9092`")
        .source("kafbat/kafka-ui, `ClustersProperties`");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING, &REFUSED, &IGNORED, &TWICE, &NO_ADDRESS],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "what Confluent's images ask for",
            "services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1 # <- compose/variable-missing
  kafka:
    image: confluentinc/cp-kafka:7.6.1 # <- compose/variable-missing
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_PORT: 9092 # <- compose/variable-refused
",
        ),
        Example::new(
            "KRaft without an id of the cluster",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.8.0 # <- compose/variable-missing
    environment:
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092
",
        ),
        Example::new(
            "variables that nobody reads, or that are lost",
            "services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      ZOOKEEPER_4LW_COMMANDS_WHITELIST: ruok # <- compose/variable-ignored
  kafka:
    image: apache/kafka:4.1.1
    environment:
      - KAFKA_CREATE_TOPICS=orders:3:1 # <- compose/variable-ignored
      - KAFKA_NUM_PARTITIONS=3
      - KAFKA_NUM_PARTITIONS=6 # <- compose/variable-twice
  page:
    image: kafbat/kafka-ui:v1.5.0
    environment:
      KAFKA_CLUSTERS_0_NAME: local # <- compose/cluster-without-address
",
        ),
        Example::new(
            "from a file, by another variable, or in an image of one's own",
            "services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    environment: { ZOOKEEPER_SECURE_CLIENT_PORT: 2182 }
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    env_file: kafka.env
  mine:
    image: example.org/mine:1
    environment: { KAFKA_PORT: 9092, KAFKA_CREATE_TOPICS: 'orders:3:1' }
  old:
    image: wurstmeister/kafka:2.13-2.8.1
    environment: { KAFKA_CREATE_TOPICS: 'orders:3:1' }
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    for (first, again) in &service.env.repeated {
        let name = again.text().split('=').next().unwrap_or_default();
        out.raise(&TWICE, *again, format!("`{name}` is given twice, and the first value is lost"))
            .because(*first, "first here")
            .help("keep one of them");
    }
    useless(stack, service, out);
    if service.is_plain() && !service.partly {
        missing(stack, service, out);
        no_address(service, out);
    }
}

/// Variables that an image refuses or passes over.
fn useless(stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(family) = service.family() else { return };
    let broker = stack.broker_of(service.at);
    for variable in &service.env.variables {
        let name = variable.name.as_str();
        if family.refused.iter().any(|refused| refused == name) && (broker.is_some() || service.is_plain()) {
            out.raise(
                &REFUSED,
                variable.node,
                format!("with `{name}` the container of `{}` ends at once", service.name),
            )
            .help("remove it: `KAFKA_ADVERTISED_LISTENERS` says where clients are sent");
        }
        let topics = name == "KAFKA_CREATE_TOPICS" && family.creates_topics.is_none() && broker.is_some();
        if topics {
            out.raise(&IGNORED, variable.node, format!("`{name}` does nothing in this image: no topic is created"))
                .label("only `wurstmeister/kafka` reads it")
                .help("a service that waits for the broker and runs `kafka-topics --create --if-not-exists`");
        } else if family.ignored.iter().any(|ignored| fits(ignored, name)) {
            let headline = format!("`{name}` does nothing in this image");
            let raised = out.raise(&IGNORED, variable.node, headline);
            if name.contains("4LW") {
                raised.help("`KAFKA_OPTS: -Dzookeeper.4lw.commands.whitelist=…` says which words are answered");
            } else {
                raised.help("remove it");
            }
        }
    }
}

fn missing(stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(family) = service.family() else { return };
    let broker = stack.broker_of(service.at);
    let controller = broker.is_some_and(|broker| broker.is_controller && !broker.is_broker);
    let needed = family.required.iter().filter(|name| !(controller && *name == "KAFKA_ADVERTISED_LISTENERS"));
    let port = family.port.iter().filter(|_| {
        let other = family.port_or.as_ref().is_some_and(|other| service.env.may_have(other));
        family.port_required && !other
    });
    let in_kraft = broker.is_some_and(|broker| broker.mode == Mode::Kraft && !broker.open);
    let id = family.formatted.iter().filter(|_| family.formatted_required && in_kraft);
    let lacking: Vec<&String> = needed.chain(port).chain(id).filter(|name| !service.env.may_have(name)).collect();
    let Some(first) = lacking.first() else { return };
    let names: Vec<String> = lacking.iter().map(|name| format!("`{name}`")).collect();
    let raised = out.raise(
        &MISSING,
        service.head(),
        format!("`{}` lacks {}, without which its container ends at once", service.name, names.join(", ")),
    );
    raised.label("this image asks for it");
    match first.as_str() {
        "CLUSTER_ID" => {
            raised.help("set `CLUSTER_ID` to what `kafka-storage random-uuid` prints, the same for all members")
        }
        "ZOOKEEPER_CLIENT_PORT" => raised.help("set `ZOOKEEPER_CLIENT_PORT: 2181`"),
        "KAFKA_ADVERTISED_LISTENERS" => raised.help(format!(
            "set `KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://{}:9092`, an address that clients reach",
            service.name
        )),
        _ => raised.help(format!("set {} in `environment`", names.join(", "))),
    };
}

/// A cluster of a page with a name has an address.
fn no_address(service: &Service<'_>, out: &mut Out) {
    let Some(family) = service.family().filter(|family| family.kind == Runs::Ui) else { return };
    let patterns: Vec<(&str, &str)> = family.addresses.iter().filter_map(|pattern| pattern.split_once('*')).collect();
    let Some((before, after)) = patterns.first().copied() else { return };
    for variable in &service.env.variables {
        let Some(number) = variable.name.strip_prefix(before).and_then(|rest| rest.strip_suffix("_NAME")) else {
            continue;
        };
        let given = patterns.iter().any(|(before, after)| service.env.may_have(&format!("{before}{number}{after}")));
        if !given && number.bytes().all(|byte| byte.is_ascii_digit()) {
            let name = variable.value.as_deref().unwrap_or_default();
            out.raise(
                &NO_ADDRESS,
                variable.node,
                format!("`{}` is to show `{name}` and is not told where it is", service.name),
            )
            .help(format!("set `{before}{number}{after}` to the address of a broker"));
        }
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => {
            name.starts_with(before) && name.ends_with(after) && name.len() > before.len() + after.len()
        }
        None => pattern == name,
    }
}
