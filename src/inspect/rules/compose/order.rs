//! Is what needs a broker started after it?

use crate::catalog::Runs;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Command, Service, Stack, UseOf};

const ONCE: Offence = Offence::warning("compose/does-not-wait", "a service that runs once waits for nobody")
    .why(
        "Compose starts all services together. The name of a container that is not up leads nowhere: the tool ends with \
         an error, what it should make is missing, and nothing starts it again.",
    )
    .write("`depends_on` with `condition: service_healthy`")
    .source("Compose Specification, `depends_on` and `restart`; apache/kafka, `ClientUtils.validateAddresses`");

const FREE: Offence = Offence::info("compose/waits-for-nobody", "a service may be started before the one it needs")
    .why(
        "Compose starts all services together. What gives up while the other one is not there stays down: nothing starts \
         it again, or only a few times.",
    )
    .write("`depends_on`, or `restart: unless-stopped`")
    .source("Compose Specification, `depends_on` and `restart`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ONCE, &FREE],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "topics, a page and an exporter that hope for the best",
            "services:
  zookeeper: { image: 'zookeeper:3.8.4' }
  kafka: # <- compose/waits-for-nobody
    image: confluentinc/cp-kafka:7.6.1
    environment: { KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181', KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092' }
  init: # <- compose/does-not-wait
    image: confluentinc/cp-kafka:7.6.1
    command: kafka-topics --bootstrap-server kafka:9092 --create --topic orders
  script: # <- compose/does-not-wait
    image: confluentinc/cp-kafka:7.6.1
    depends_on: [zookeeper]
    environment: { BOOTSTRAP: 'kafka:9092' }
    command: [bash, -c, 'for t in a b; do kafka-topics --bootstrap-server $$BOOTSTRAP --create --topic $$t; done']
  few: # <- compose/waits-for-nobody
    image: confluentinc/cp-kafka:7.6.1
    restart: on-failure:3
    command: kafka-topics --bootstrap-server kafka:9092 --list
  exporter: # <- compose/waits-for-nobody
    image: danielqsj/kafka-exporter:v1.7.0
    environment: { KAFKA_BROKERS: 'kafka:9092' }
",
        ),
        Example::new(
            "what waits, by itself or for another, is started again, by hand, or needs somebody outside",
            "services:
  kafka: { image: 'apache/kafka:4.1.1' }
  init:
    image: confluentinc/cp-kafka:7.6.1
    depends_on: [kafka]
    command: kafka-topics --bootstrap-server kafka:9092 --create --topic orders
  after:
    image: confluentinc/cp-kafka:7.6.1
    depends_on: [init]
    command: kafka-topics --bootstrap-server kafka:9092 --list
  patient:
    image: confluentinc/cp-kafka:7.6.1
    command: bash -c 'until kafka-topics --bootstrap-server kafka:9092 --list; do echo no; done'
  again:
    image: confluentinc/cp-kafka:7.6.1
    restart: on-failure
    command: kafka-topics --bootstrap-server kafka:9092 --list
  hand:
    image: confluentinc/cp-kafka:7.6.1
    profiles: [tools]
    command: kafka-topics --bootstrap-server kafka:9092 --list
  outside:
    image: confluentinc/cp-kafka:7.6.1
    command: kafka-topics --bootstrap-server kafka.example.org:9092 --list
  helper: { image: 'example.org/wait:1', environment: { TARGETS: 'kafka:9092' } }
  helped:
    image: confluentinc/cp-kafka:7.6.1
    depends_on: [helper]
    command: kafka-topics --bootstrap-server kafka:9092 --list
  page:
    image: kafbat/kafka-ui:v1.5.0
    restart: unless-stopped
    environment: { KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: 'kafka:9092' }
",
        ),
    ],
};

/// How long a service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    /// It does something and ends.
    Once,
    /// It stays.
    Stays,
}

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let implied = ["links", "volumes_from", "deploy", "lifecycle"].iter().any(|key| service.body.get(key).is_some());
    let by_hand = !service.profiles.is_empty() || service.copies == Some(0);
    if service.partly || stack.crowded || implied || by_hand || service.network_mode.is_some() {
        return;
    }
    let (Some(length), Some(tries)) = (length(stack, service), tries(service)) else { return };
    let needed = needed(stack, service);
    let Some(first) = needed.first().and_then(|at| stack.service(*at)) else { return };
    if waits(stack, service, &needed) {
        return;
    }
    let (own, other) = (service.name.as_str(), first.name.as_str());
    let (offence, headline) = match (length, tries) {
        (Length::Once, 0) => {
            (&ONCE, format!("`{own}` may run before `{other}` is there, fail, and is not started again"))
        }
        (_, 0) => (&FREE, format!("`{own}` may be started before `{other}`, and is not started again if it ends")),
        _ => (&FREE, format!("`{own}` may be started before `{other}`, and is given up after {tries} failures")),
    };
    let healthy = first.health.as_ref().is_some_and(|health| health.command.is_some() && !health.off);
    let (condition, more) = match healthy {
        true => ("service_healthy", String::new()),
        false if length == Length::Once => ("service_healthy", format!(", and give `{other}` a `healthcheck`")),
        false => ("service_started", String::new()),
    };
    out.raise(offence, service.node, headline)
        .because(first.node, "is started at the same time")
        .help(format!("write `depends_on: {{ {other}: {{ condition: {condition} }} }}`{more}"));
}

/// Whether it ends by itself; nothing if that cannot be told.
fn length(stack: &Stack<'_>, service: &Service<'_>) -> Option<Length> {
    if stack.broker_of(service.at).is_some() {
        return service.is_plain().then_some(Length::Stays);
    }
    let kind = service.family().map(|family| family.kind);
    match &service.command {
        None => matches!(kind, Some(Runs::Ui | Runs::Exporter | Runs::Client)).then_some(Length::Stays),
        Some(command) if kind == Some(Runs::Exporter) => (!is_patient(command)).then_some(Length::Stays),
        Some(command) => {
            let script = kind == Some(Runs::Broker) && command.text.contains("-c ");
            ((script || uses_tool(command)) && !is_patient(command)).then_some(Length::Once)
        }
    }
}

/// Tools of Kafka that do one thing and end.
const TOOLS: [&str; 9] = [
    "kafka-topics",
    "kafka-configs",
    "kafka-acls",
    "kafka-cluster",
    "kafka-features",
    "kafka-consumer-groups",
    "kafka-metadata-quorum",
    "kafka-broker-api-versions",
    "kafka-leader-election",
];

fn uses_tool(command: &Command<'_>) -> bool {
    command.calls.iter().filter_map(|words| words.first()).any(|word| {
        let name = word.rsplit('/').next().unwrap_or(word);
        TOOLS.contains(&name.strip_suffix(".sh").unwrap_or(name))
    })
}

/// Whether a command waits by itself, or does not end.
fn is_patient(command: &Command<'_>) -> bool {
    const WORDS: [&str; 15] = [
        "until ",
        "while !",
        "while true",
        "while :",
        "sleep",
        "wait",
        "retry",
        "retries",
        "cub ",
        "kafka-ready",
        "ub ",
        "nc ",
        "tail -f",
        "console-",
        "/dev/tcp/",
    ];
    WORDS.iter().any(|word| command.text.contains(word))
}

/// How often it is started again at most; nothing if for ever, or if that is not known.
fn tries(service: &Service<'_>) -> Option<u32> {
    match service.restart.as_ref().map(|restart| restart.value.as_str()) {
        None | Some("no" | "false") => Some(0),
        Some(text) => text.strip_prefix("on-failure:")?.parse().ok(),
    }
}

/// The brokers and ZooKeepers of the stack that a service speaks to.
fn needed(stack: &Stack<'_>, service: &Service<'_>) -> Vec<usize> {
    let used = stack.uses.iter().filter(|used| used.service == service.at && used.of != UseOf::Http);
    let mut hosts: Vec<&str> = used.map(|used| used.address.host.as_str()).collect();
    if let Some(broker) = stack.broker_of(service.at) {
        hosts.extend(broker.zookeepers.iter().map(|(address, _)| address.host.as_str()));
    }
    let of_kafka = |at: usize| {
        let other = stack.service(at).and_then(Service::family).is_some_and(|family| family.kind == Runs::OtherBroker);
        other || stack.broker_of(at).is_some() || stack.zookeeper_of(at).is_some()
    };
    let mut found: Vec<usize> = hosts.iter().flat_map(|host| stack.named(host).map(|(at, _)| at)).collect();
    found.retain(|at| *at != service.at && of_kafka(*at));
    found.dedup();
    found
}

/// Whether it is started after one that it needs, or after somebody who may wait for that.
fn waits(stack: &Stack<'_>, service: &Service<'_>, needed: &[usize]) -> bool {
    let mut seen = vec![service.at];
    let mut next = vec![service];
    while let Some(one) = next.pop() {
        for dependency in &one.depends {
            let Some(other) = stack.services.iter().find(|other| other.name == dependency.name) else { return true };
            let helper = stack.broker_of(other.at).is_none() && stack.zookeeper_of(other.at).is_none();
            if helper || needed.contains(&other.at) {
                return true;
            }
            if !seen.contains(&other.at) {
                seen.push(other.at);
                next.push(other);
            }
        }
    }
    false
}
