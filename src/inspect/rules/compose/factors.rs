//! Are there as many brokers as copies are asked for?

use super::{place_of, variable_of};
use crate::catalog::{Runs, caps_min_insync};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Service, Stack};

const TOO_HIGH: Offence =
    Offence::error("compose/factor-too-high", "topics are to have more copies than there are brokers")
        .why(
            "Kafka makes no topic with more copies than brokers. Without `__consumer_offsets` no consumer group \
         works; its factor is 3 unless it is set.",
        )
        .write("a factor up to the number of brokers")
        .source("apache/kafka, docs of `offsets.topic.replication.factor` and `default.replication.factor`");

const TRANSACTIONS: Offence =
    Offence::warning("compose/no-transactions", "the topic for transactions cannot have the copies that it wants")
        .why(
            "It is made, or written to, with the first transaction, which then waits in vain: exactly-once \
         producers and Streams do not work. The factor is 3 and the minimum 2 unless they are set.",
        )
        .write("a factor and a minimum up to the number of brokers")
        .source("apache/kafka, docs of `transaction.state.log.replication.factor` and `transaction.state.log.min.isr`");

const SHARE_GROUPS: Offence =
    Offence::info("compose/no-share-groups", "the topic for share groups cannot have the copies that it wants")
        .why(
            "It is made with the first share group, which then does not work. The factor is 3 and the minimum 2 \
         unless they are set.",
        )
        .write("a factor and a minimum up to the number of brokers")
        .source("apache/kafka 4.2, docs of `share.coordinator.state.topic.replication.factor`");

const MINIMUM: Offence =
    Offence::error("compose/min-isr-too-high", "more in-sync replicas are asked for than there can be")
        .why(
            "Producers that ask for all acknowledgements, as they do by default, are refused with `NotEnoughReplicas`.",
        )
        .write("a minimum up to the number of copies")
        .source("apache/kafka 3.6.2, `Partition.appendRecordsToLeader`");

const CAPPED: Offence = Offence::info(
    "compose/min-isr-capped",
    "more in-sync replicas are asked for than there can be, which counts as all copies",
)
.why("From 3.7.0 on Kafka asks for no more copies in sync than there are, so that the number says less than it seems to.")
.write("a minimum up to the number of copies")
.source("apache/kafka 3.7.0, `Partition.effectiveMinIsr` (KAFKA-15583)");

const CONNECT: Offence = Offence::error(
    "compose/connect-factor-too-high",
    "more copies of the topics of Connect are asked for than there are brokers",
)
.why("Connect cannot make the topics that it keeps its state in, and ends. The factors are 3 unless they are set.")
.write("factors up to the number of brokers")
.source("apache/kafka, docs of `config.storage.replication.factor`, `offset.storage…`, `status.storage…`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOO_HIGH, &TRANSACTIONS, &SHARE_GROUPS, &MINIMUM, &CAPPED, &CONNECT],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "defaults for three brokers, and one broker",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1 # <- compose/factor-too-high, compose/no-transactions
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092
      KAFKA_MIN_INSYNC_REPLICAS: 2 # <- compose/min-isr-too-high
  connect:
    image: confluentinc/cp-kafka-connect:7.6.1 # <- compose/connect-factor-too-high
    environment:
      CONNECT_BOOTSTRAP_SERVERS: kafka:9092
      CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR: 2 # <- compose/connect-factor-too-high
      CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR: 1
",
        ),
        Example::new(
            "share groups",
            "services:
  kafka:
    image: apache/kafka:4.2.0 # <- compose/no-share-groups
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1
",
        ),
        Example::new(
            "a newer Kafka asks for no more copies in sync than there are",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_MIN_INSYNC_REPLICAS: 2 # <- compose/min-isr-capped
",
        ),
        Example::new(
            "one copy of each; an image that brings that along; brokers that are read from elsewhere",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1
  two:
    image: apache/kafka:4.1.1
  three:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: other:2181
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: ${COPIES}
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1
",
        ),
    ],
};

/// A factor, what goes wrong if it is too high, and the minimum that goes with it.
const FACTORS: &[(&str, &Offence, Option<&str>)] = &[
    ("offsets.topic.replication.factor", &TOO_HIGH, None),
    ("transaction.state.log.replication.factor", &TRANSACTIONS, Some("transaction.state.log.min.isr")),
    ("share.coordinator.state.topic.replication.factor", &SHARE_GROUPS, Some("share.coordinator.state.topic.min.isr")),
    ("default.replication.factor", &TOO_HIGH, Some("min.insync.replicas")),
];

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    if let Some(broker) = stack.broker_of(service.at).filter(|broker| broker.is_broker)
        && let Some(size) = stack.cluster_size(broker)
    {
        for (key, offence, minimum) in FACTORS {
            factor(broker, service, size, (key, offence), out);
            if let Some(minimum) = minimum {
                in_sync(broker, service, size, (key, offence, minimum), out);
            }
        }
    }
    connect(stack, service, out);
}

fn brokers(count: i64) -> String {
    if count == 1 { "one broker".to_owned() } else { format!("{count} brokers") }
}

fn factor(
    broker: &Broker<'_>,
    service: &Service<'_>,
    size: i64,
    (key, offence): (&str, &'static Offence),
    out: &mut Out,
) {
    let Some((copies, written)) = broker.number(key).filter(|(copies, _)| *copies > size) else { return };
    let what = match key {
        "offsets.topic.replication.factor" => "no consumer group works",
        "default.replication.factor" => "topics with the default factor are refused",
        "transaction.state.log.replication.factor" => "no transaction works",
        _ => "no share group works",
    };
    let headline = format!("{what}: `{key}` is {copies}, of {}", brokers(size));
    let raised = out.raise(offence, place_of(broker, service, key), headline);
    if !written {
        raised.label(format!("`{}` is not set, and the default is {copies}", variable_of(broker, key)));
    }
    raised.help(format!("set `{}: {size}`", variable_of(broker, key)));
}

fn in_sync(
    broker: &Broker<'_>,
    service: &Service<'_>,
    size: i64,
    (key, offence, minimum): (&str, &'static Offence, &str),
    out: &mut Out,
) {
    let (Some((wanted, by_hand)), Some((copies, _))) = (broker.number(minimum), broker.number(key)) else { return };
    let is_default = key.starts_with("default.");
    let there = if is_default { size } else { copies.min(size) };
    // Where the factor is too high already, the minimum's default says nothing new.
    if wanted <= there || (!by_hand && copies > size) {
        return;
    }
    let capped = broker.kafka.is_none_or(caps_min_insync);
    if capped && !(is_default && by_hand) {
        return;
    }
    let place = if by_hand { place_of(broker, service, minimum) } else { place_of(broker, service, key) };
    let (offence, what) = match key {
        _ if capped => (&CAPPED, "all copies must be in sync, and no more"),
        _ if is_default => (&MINIMUM, "producers that want all acknowledgements are refused"),
        "transaction.state.log.replication.factor" => (offence, "no transaction works"),
        _ => (offence, "no share group works"),
    };
    let copies = if there == 1 { "one copy".to_owned() } else { format!("{there} copies") };
    let raised = out.raise(offence, place, format!("{what}: `{minimum}` is {wanted}, of {copies}"));
    if !by_hand {
        raised.label(format!("`{}` is not set, and the default is {wanted}", variable_of(broker, minimum)));
    }
    raised.help(format!("set `{}: {there}`", variable_of(broker, minimum)));
}

/// The topics in which Connect keeps its state.
fn connect(stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(family) = service.family().filter(|family| family.kind == Runs::Client) else { return };
    if service.env.open || !service.is_plain() || service.partly || stack.brokers.iter().any(|broker| broker.open) {
        return;
    }
    let used = stack.uses.iter().filter(|used| used.service == service.at);
    let known = used.flat_map(|used| stack.named(&used.address.host)).filter_map(|(at, _)| stack.broker_of(at));
    let Some(size) = known.filter_map(|broker| stack.cluster_size(broker)).max() else { return };
    let mut left_out = Vec::new();
    for name in &family.factors {
        match service.env.get(name) {
            Some(variable) => {
                let copies = variable.value.as_deref().and_then(|value| value.trim().parse::<i64>().ok());
                if let Some(copies) = copies.filter(|copies| *copies > size) {
                    let headline = format!("`{}` ends: it wants {copies} copies, of {}", service.name, brokers(size));
                    out.raise(&CONNECT, variable.node, headline).help(format!("set `{name}: {size}`"));
                }
            }
            None if family.factor.is_some_and(|factor| factor > size) => left_out.push(format!("`{name}`")),
            None => {}
        }
    }
    if let (false, Some(factor)) = (left_out.is_empty(), family.factor) {
        let headline = format!("`{}` ends: it wants {factor} copies of its topics, of {}", service.name, brokers(size));
        out.raise(&CONNECT, service.head(), headline)
            .label(format!("{factor} unless it is set"))
            .help(format!("set {} to {size}", left_out.join(", ")));
    }
}
