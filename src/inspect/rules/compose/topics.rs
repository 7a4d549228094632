//! Will the topics that services create be made, and be writable?

use crate::catalog::caps_min_insync;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Service, Stack, Topic, is_known};

const REFUSED: Offence = Offence::error("compose/topic-refused", "a topic that a service creates is refused")
    .why(
        "The tool ends with an error, and the topic does not exist. Scripts that stop at errors create none of \
         those that come after.",
    )
    .write("a name, numbers and settings that Kafka takes")
    .source("apache/kafka, `kafka-topics`, `Topic.validate`, and the definitions of topic settings at that version");

const UNWRITABLE: Offence = Offence::error(
    "compose/topic-unwritable",
    "a topic that a service creates asks for more in-sync replicas than it has copies",
)
.why("Producers that ask for all acknowledgements, as they do by default, are refused with `NotEnoughReplicas`.")
.write("a minimum up to the number of copies")
.source("apache/kafka 3.6.2, `Partition.appendRecordsToLeader`");

const CAPPED: Offence = Offence::info(
    "compose/topic-min-isr-capped",
    "a topic that a service creates asks for more in-sync replicas than it has copies, which counts as all of them",
)
.why("From 3.7.0 on Kafka asks for no more copies in sync than there are, so that the number says less than it seems to.")
.write("a minimum up to the number of copies")
.source("apache/kafka 3.7.0, `Partition.effectiveMinIsr` (KAFKA-15583)");

const TWICE: Offence = Offence::warning("compose/topic-twice", "a service creates a topic twice")
    .why("The second time it is there already: it fails, or what it says is passed over with `--if-not-exists`.")
    .write("each topic once")
    .source("apache/kafka, `kafka-topics`");

const AUTOMATIC: Offence = Offence::info("compose/auto-create", "topics are also made by whoever asks for them")
    .why(
        "Next to a service that creates the topics a misspelt name makes another one, and the local stack \
         hides a mistake that the cluster will show.",
    )
    .write("`auto.create.topics.enable: false`")
    .source("apache/kafka, docs of `auto.create.topics.enable`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &UNWRITABLE, &CAPPED, &TWICE, &AUTOMATIC],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "topics that are not made",
            "services:
  kafka:
    image: apache/kafka:4.1.1 # <- compose/auto-create
  one:
    image: apache/kafka:4.1.1
    command: [/opt/kafka/bin/kafka-topics.sh, --create, --topic, orders, --replication-factor, '3'] # <- compose/topic-refused
  two:
    image: apache/kafka:4.1.1
    command: /opt/kafka/bin/kafka-topics.sh --create --topic or:ders # <- compose/topic-refused
  three:
    image: apache/kafka:4.1.1
    command: /opt/kafka/bin/kafka-topics.sh --create --topic orders --config retention.ms=7d # <- compose/topic-refused
  four:
    image: apache/kafka:4.1.1
    command: /opt/kafka/bin/kafka-topics.sh --create --topic orders --replication-factor 1 --config min.insync.replicas=2 # <- compose/topic-min-isr-capped
  five:
    image: apache/kafka:4.1.1
    command: sh -c 'T=/opt/kafka/bin/kafka-topics.sh; /opt/kafka/bin/kafka-topics.sh --create --topic a; /opt/kafka/bin/kafka-topics.sh --create --topic a' # <- compose/topic-twice
",
        ),
        Example::new(
            "a topic that nobody can write to",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ZOOKEEPER_CONNECT: other:2181
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false'
  init:
    image: confluentinc/cp-kafka:7.6.1
    command: kafka-topics --create --topic orders --replication-factor 1 --config min.insync.replicas=2 # <- compose/topic-unwritable
",
        ),
        Example::new(
            "topics that are, with a name from outside",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false'
  one:
    image: apache/kafka:4.1.1
    command: /opt/kafka/bin/kafka-topics.sh --create --if-not-exists --topic orders --partitions 3 --replication-factor 1 --config retention.ms=1000
  two:
    image: apache/kafka:4.1.1
    command: /opt/kafka/bin/kafka-topics.sh --create --topic ${TOPIC} --partitions ${PARTITIONS}
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let mut seen: Vec<&str> = Vec::new();
    for topic in stack.topics.iter().filter(|topic| topic.service == service.at) {
        made(stack, service, topic, out);
        let Some(name) = topic.name.as_deref() else { continue };
        if seen.contains(&name) {
            out.raise(&TWICE, topic.node, format!("`{}` creates the topic `{name}` twice", service.name))
                .help("keep one of them");
        }
        seen.push(name);
    }
    automatic(stack, service, out);
}

fn made(stack: &Stack<'_>, service: &Service<'_>, topic: &Topic<'_>, out: &mut Out) {
    let name = topic.name.as_deref().unwrap_or("?");
    let mut refused = |why: String, help: String| {
        out.raise(&REFUSED, topic.node, format!("`{}` does not create the topic `{name}`: {why}", service.name))
            .help(help);
    };
    for text in &topic.odd {
        refused(format!("`{text}` is no number"), "write a whole number".to_owned());
    }
    // Kafka takes -1 for the broker's default.
    let numbers = [(topic.partitions, "partitions"), (topic.factor, "copies")];
    for (number, of) in numbers.into_iter().filter_map(|(number, of)| Some((number?, of))) {
        if number < 1 && number != -1 {
            refused(format!("it is to have {number} {of}"), "write 1 or more".to_owned());
        }
    }
    let fine = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
    if topic.name.is_some()
        && (name.is_empty() || name.len() > 249 || matches!(name, "." | "..") || !name.chars().all(fine))
    {
        let help = "up to 249 letters, digits, `.`, `_` and `-` without accents make a name";
        refused("that is no name of a topic".to_owned(), help.to_owned());
    }
    let sizes =
        stack.members().filter(|(broker, _)| broker.is_broker).filter_map(|(broker, _)| stack.cluster_size(broker));
    if let (Some(copies), Some(most)) = (topic.factor, sizes.max())
        && copies > most
    {
        let brokers = if most == 1 { "one broker".to_owned() } else { format!("{most} brokers") };
        refused(format!("it is to have {copies} copies, of {brokers}"), format!("write `--replication-factor {most}`"));
    }
    let known = stack.brokers.iter().find_map(Broker::known);
    if topic.by_zookeeper && known.is_some() {
        refused(
            "the tool does not speak to ZooKeeper any more".to_owned(),
            "write `--bootstrap-server` and the address of a broker".to_owned(),
        );
    }
    for (key, value) in topic.settings.iter().filter(|(key, value)| is_known(key) && is_known(value)) {
        let Some(known) = known else { continue };
        match known.topic(key).map(|setting| setting.check(value)) {
            None => refused(format!("topics have no setting `{key}`"), "write a setting of topics".to_owned()),
            Some(Err(refusal)) => refused(format!("`{key}`: {}", refusal.what), refusal.allowed),
            Some(Ok(())) => {}
        }
    }
    unwritable(stack, service, topic, name, out);
}

fn unwritable(stack: &Stack<'_>, service: &Service<'_>, topic: &Topic<'_>, name: &str, out: &mut Out) {
    let Some(copies) = topic.factor.filter(|copies| *copies > 0) else { return };
    let wanted = topic.settings.iter().find(|(key, _)| key == "min.insync.replicas");
    let wanted = wanted.and_then(|(_, value)| value.parse::<i64>().ok());
    if let Some(wanted) = wanted.filter(|wanted| *wanted > copies) {
        let of = if copies == 1 { "one copy".to_owned() } else { format!("{copies} copies") };
        // Which of several Kafkas it is for, nobody knows: all must refuse.
        if stack.brokers.iter().any(|broker| broker.kafka.is_none_or(caps_min_insync)) {
            let headline = format!("`{name}` of `{}` asks for {wanted} in-sync replicas, of {of}", service.name);
            out.raise(&CAPPED, topic.node, headline).help(format!("write `min.insync.replicas={copies}`"));
            return;
        }
        let headline = format!(
            "nobody can write to `{name}` of `{}`: {wanted} in-sync replicas are wanted, of {of}",
            service.name
        );
        out.raise(&UNWRITABLE, topic.node, headline).help(format!("write `min.insync.replicas={copies}`"));
    }
}

/// Next to a service that creates topics, a misspelt name should not create another one.
fn automatic(stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(creator) = stack.topics.first().and_then(|topic| stack.service(topic.service)) else { return };
    let Some(broker) = stack.broker_of(service.at).filter(|broker| broker.is_broker) else { return };
    let key = "auto.create.topics.enable";
    if broker.in_force(key).is_some_and(|found| found.value.trim() == "true") {
        let place = super::place_of(broker, service, key);
        let headline =
            format!("`{}` makes topics that `{}` does not create, by their first use", service.name, creator.name);
        let raised = out.raise(&AUTOMATIC, place, headline);
        if broker.set(key).is_none() {
            raised.label(format!("`{key}` is not set, and is `true`"));
        }
        raised.help(format!("set `{}: \"false\"`", super::variable_of(broker, key)));
    }
}
