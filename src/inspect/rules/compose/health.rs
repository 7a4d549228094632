//! Can each health check ever succeed?

use super::tools;
use crate::catalog::Runs;
use crate::inspect::{Check, Example, Offence, Out, Raised, Rule, World};
use crate::inventory::compose::{Broker, Command, Host, Service, Stack, ZooKeeper, addresses, is_known, options};

const NEVER: Offence = Offence::error("compose/never-healthy", "a health check that others wait for can never succeed")
    .why("The container is unhealthy for ever, however well it is, and what waits for its health never starts.")
    .write("a check with a tool of that image, at a port where it listens")
    .source(
        "the Dockerfiles of the images; ZooKeeper Administrator's Guide, `4lw.commands.whitelist`; Compose \
         Specification, `healthcheck`",
    );

const UNHEALTHY: Offence = Offence::warning("compose/unhealthy", "a health check can never succeed")
    .why("The container is unhealthy for ever, however well it is. Nobody in the file waits for that yet.")
    .write("a check with a tool of that image, at a port where it listens")
    .source(
        "the Dockerfiles of the images; ZooKeeper Administrator's Guide, `4lw.commands.whitelist`; Compose \
         Specification, `healthcheck`",
    );

pub(super) const RULE: Rule = Rule {
    offences: &[&NEVER, &UNHEALTHY],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "a word that ZooKeeper does not answer, a tool that is not there, a port of others, one for somebody else",
            "services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    environment: { ZOOKEEPER_CLIENT_PORT: 2181 }
    healthcheck:
      test: echo ruok | nc localhost 2181 # <- compose/never-healthy
  one:
    image: confluentinc/cp-kafka:7.6.1
    depends_on: { zookeeper: { condition: service_healthy } }
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://one:9092
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_JMX_OPTS: -Dcom.sun.management.jmxremote.port=9101
    healthcheck:
      test: kafka-topics --bootstrap-server localhost:9092 --list # <- compose/unhealthy
  two:
    image: apache/kafka:4.1.1
    healthcheck:
      test: kafka-topics.sh --bootstrap-server localhost:9092 --list # <- compose/unhealthy
  three:
    image: apache/kafka:4.1.1
    healthcheck:
      test: nc -z localhost 9094 # <- compose/unhealthy
  page:
    image: kafbat/kafka-ui:v1.5.0
    healthcheck:
      test: wget --spider http://localhost:8081/actuator/health # <- compose/unhealthy
",
        ),
        Example::new(
            "sent on to the host, or told nothing of encryption",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:29092
    healthcheck:
      test: [CMD, kafka-topics, --bootstrap-server, 'localhost:9092', --list] # <- compose/unhealthy
  two:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ADVERTISED_LISTENERS: OUT://two:9092
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: OUT:SSL
    healthcheck:
      test: [CMD, kafka-topics, --bootstrap-server, 'localhost:9092', --list] # <- compose/unhealthy
",
        ),
        Example::new(
            "checks that succeed, and ones that are switched off",
            "services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      KAFKA_OPTS: -Dzookeeper.4lw.commands.whitelist=ruok
    healthcheck: { test: 'echo ruok | nc localhost 2181' }
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment: { KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://one:9092', JMX_PORT: 9101 }
    healthcheck: { test: 'JMX_PORT= kafka-topics --bootstrap-server one:9092 --list || nc -z localhost 9101' }
  two:
    image: apache/kafka:4.1.1
    healthcheck: { test: /opt/kafka/bin/kafka-topics.sh --bootstrap-server localhost:9092 --list }
  three:
    image: apache/kafka:4.1.1
    healthcheck: { test: kafka-topics.sh, disable: true }
",
        ),
    ],
};

/// A health check that is being looked at, and how bad it is if it fails.
struct Asked<'a, 'b> {
    service: &'a Service<'b>,
    command: &'a Command<'b>,
    offence: &'static Offence,
}

impl Asked<'_, '_> {
    /// It can never succeed.
    fn fails<'o>(&self, because: &str, out: &'o mut Out) -> &'o mut Raised {
        let headline = format!("`{}` is never healthy: {because}", self.service.name);
        out.raise(self.offence, self.command.node, headline)
    }

    /// Whether an address is the container itself.
    fn is_here(&self, host: &str) -> bool {
        matches!(Host::of(host), Host::Loopback | Host::Any) || self.service.is_own_name(host)
    }
}

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(health) = service.health.as_ref().filter(|health| !health.off) else { return };
    let Some(command) = &health.command else { return };
    let offence = if stack.is_waited_for(&service.name) { &NEVER } else { &UNHEALTHY };
    let asked = Asked { service, command, offence };
    for (tool, instead) in tools::missing(service, command) {
        asked.fails(&format!("there is no `{tool}` in its image"), out).help(match instead {
            Some(instead) => format!("write `{instead}`"),
            None => "ask with a tool that the image has".to_owned(),
        });
    }
    if let Some(broker) = stack.broker_of(service.at) {
        asks_broker(&asked, broker, out);
        inherits(&asked, out);
    } else if let Some(zookeeper) = stack.zookeeper_of(service.at) {
        asks_zookeeper(&asked, zookeeper, out);
    } else {
        asks_page(&asked, out);
    }
}

fn is_kafka_tool(words: &[String]) -> bool {
    let name = words.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default();
    name.starts_with("kafka-") && name != "kafka-storage"
}

fn is_netcat(words: &[String]) -> bool {
    let tool = words.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default();
    matches!(tool, "nc" | "ncat" | "netcat")
}

fn asks_broker(asked: &Asked<'_, '_>, broker: &Broker<'_>, out: &mut Out) {
    if broker.listeners.is_empty() || broker.listeners.iter().any(|listener| listener.port.is_none()) {
        return;
    }
    for words in &asked.command.calls {
        if is_kafka_tool(words) {
            let names = ["--bootstrap-server", "--broker-list", "--bootstrap-controller"];
            let lists = names.iter().flat_map(|name| options(words, name));
            for address in lists.filter_map(addresses).flatten() {
                if let Some(port) = address.port.filter(|_| is_known(&address.host)) {
                    client(asked, broker, words, (&address.host, port), out);
                }
            }
        } else if is_netcat(words)
            && let Some((host, port)) = target_of_netcat(words).filter(|(host, _)| asked.is_here(host))
        {
            answers(asked, broker, (host, port), out);
        }
    }
}

/// A listener answers at that port and host.
fn answers(asked: &Asked<'_, '_>, broker: &Broker<'_>, (host, port): (&str, u16), out: &mut Out) -> bool {
    let listener = broker.listener_at(port);
    let number = port.to_string();
    let of_jmx = asked
        .service
        .env
        .variables
        .iter()
        .any(|variable| variable.name.contains("JMX") && variable.value.as_deref() == Some(number.as_str()));
    let fits = listener.is_some_and(|listener| match (Host::of(&listener.host), Host::of(host)) {
        // Bound to the name of the container, `localhost` is not it.
        (Host::Name | Host::Elsewhere, asked) => asked != Host::Loopback,
        (Host::Loopback, asked) => asked == Host::Loopback,
        _ => true,
    });
    if !fits && !of_jmx {
        let raised = asked.fails(&format!("nothing answers at {host}:{port} in its container"), out);
        if let Some(listener) = listener {
            let bound = if listener.host.is_empty() { "0.0.0.0" } else { listener.host.as_str() };
            raised.because(listener.node, format!("`{}` listens at {bound}:{port}", listener.name));
            raised.help("ask at the host that the listener binds to, or let it bind to `0.0.0.0`");
        } else {
            let ports = broker.listeners.iter().filter_map(|listener| Some(listener.port?.to_string()));
            raised.help(format!("its listeners are at {}", ports.collect::<Vec<_>>().join(", ")));
        }
    }
    fits
}

/// A client of Kafka is sent on, and speaks what it is told to.
fn client(asked: &Asked<'_, '_>, broker: &Broker<'_>, words: &[String], (host, port): (&str, u16), out: &mut Out) {
    if !asked.is_here(host) || !answers(asked, broker, (host, port), out) {
        return;
    }
    let Some(listener) = broker.listener_at(port) else { return };
    let configured = words.iter().any(|word| word.contains("config"));
    let speaks = broker.protocol(&listener.name);
    if let Some(protocol) = speaks.filter(|protocol| *protocol != "PLAINTEXT" && !configured) {
        asked
            .fails(&format!("it speaks plainly to port {port}, which speaks {protocol}"), out)
            .because(listener.node, format!("`{}` speaks {protocol}", listener.name))
            .help("give the tool `--command-config` with a file, or ask at a listener that speaks PLAINTEXT");
    }
    let Some(endpoint) = broker.advertised_as(&listener.name) else { return };
    let away = Host::of(&endpoint.host) == Host::Loopback
        && endpoint.port.is_some_and(|port| broker.listener_at(port).is_none());
    if away && asked.service.network_mode.is_none() {
        let to = format!("{}:{}", endpoint.host, endpoint.port.unwrap_or_default());
        asked
            .fails(&format!("at port {port} its client is sent on to {to}, where its container has nothing"), out)
            .because(endpoint.node, "where clients are sent")
            .help(format!("ask at a listener that advertises `{}`", asked.service.name));
    }
}

fn target_of_netcat(words: &[String]) -> Option<(&str, u16)> {
    let plain: Vec<&str> =
        words.iter().skip(1).map(String::as_str).filter(|word| !word.starts_with(['-', '>', '<'])).collect();
    plain.windows(2).rev().find_map(|pair| {
        let [host, port] = pair else { return None };
        let named = host.chars().any(|char| char.is_ascii_alphabetic() || char == '.');
        port.parse().ok().filter(|_| named).map(|port| (*host, port))
    })
}

/// What ZooKeeper can be asked.
const WORDS: &[&str] = &["ruok", "srvr", "stat", "mntr", "conf", "cons", "envi", "isro"];

fn asks_zookeeper(asked: &Asked<'_, '_>, zookeeper: &ZooKeeper<'_>, out: &mut Out) {
    let family = zookeeper.family;
    let spoken = asked
        .command
        .calls
        .iter()
        .filter(|words| words.first().is_some_and(|word| matches!(word.as_str(), "echo" | "printf")));
    for word in spoken.flat_map(|words| words.iter().skip(1)).map(|word| word.trim_end_matches("\\n")) {
        if WORDS.contains(&word) && !answers_word(asked.service, zookeeper, word) {
            let raised = asked.fails(&format!("ZooKeeper does not answer `{word}` unless it is told to"), out);
            let allow = match &family.words_from {
                Some(name) => format!("set `{name}: {word}`"),
                None => format!("set `KAFKA_OPTS: -Dzookeeper.4lw.commands.whitelist={word}`"),
            };
            raised.help(match family.words.first() {
                Some(known) => format!("ask `{known}`, which it answers; or {allow}"),
                None => allow,
            });
        }
    }
    let Some((bound, place)) = zookeeper.port else { return };
    for words in asked.command.calls.iter().filter(|words| is_netcat(words)) {
        if let Some((host, port)) = target_of_netcat(words).filter(|(host, port)| asked.is_here(host) && *port != bound)
        {
            asked
                .fails(&format!("nothing answers at {host}:{port} in its container"), out)
                .because(place.unwrap_or(asked.service.node), format!("it listens at {bound}"))
                .help(format!("ask at port {bound}"));
        }
    }
}

/// Whether ZooKeeper answers a word, as its variables say.
fn answers_word(service: &Service<'_>, zookeeper: &ZooKeeper<'_>, word: &str) -> bool {
    let family = zookeeper.family;
    let own = family.words_from.as_ref().and_then(|name| service.env.value(name));
    let options = service
        .env
        .variables
        .iter()
        .filter(|variable| variable.name.ends_with("_OPTS") || variable.name.ends_with("JVMFLAGS"));
    let mut options = options.filter_map(|variable| variable.value.as_deref()?.split_once("4lw.commands.whitelist="));
    let option = options.next().map(|(_, rest)| rest);
    let listed = |list: &str| {
        list.contains('*') || !is_known(list) || list.split([',', ' ', '"', '\'']).any(|known| known.trim() == word)
    };
    match (own, option) {
        (None, None) => family.words.iter().any(|known| known == word) || service.env.open,
        (own, option) => own.is_some_and(listed) || option.is_some_and(listed),
    }
}

/// A page of a service whose port is known.
fn asks_page(asked: &Asked<'_, '_>, out: &mut Out) {
    let service = asked.service;
    let family = service.family().filter(|family| matches!(family.kind, Runs::Ui | Runs::Client | Runs::Exporter));
    let serves = family.and_then(|family| family.serves).filter(|_| !service.env.open && service.is_plain());
    let Some(serves) = serves else { return };
    for word in asked.command.calls.iter().flatten().filter(|word| word.starts_with("http")) {
        let Some(address) = addresses(word).and_then(|found| found.into_iter().next()) else { continue };
        let Some(port) = address.port.filter(|_| asked.is_here(&address.host)) else { continue };
        if port != serves && !service.names_port(port) {
            asked
                .fails(&format!("nothing answers at {}:{port} in its container", address.host), out)
                .help(format!("it listens at {serves}"));
        }
    }
}

/// Tools of Kafka take the variables of the broker, and with these its ports and agents.
fn inherits(asked: &Asked<'_, '_>, out: &mut Out) {
    if !asked.command.calls.iter().any(|words| is_kafka_tool(words)) {
        return;
    }
    for variable in &asked.service.env.variables {
        let value = variable.value.as_deref().unwrap_or_default();
        let name = variable.name.as_str();
        let takes = match name {
            "JMX_PORT" => !value.is_empty(),
            "KAFKA_JMX_OPTS" => value.contains("jmxremote.port="),
            "KAFKA_OPTS" => value.contains("-javaagent:"),
            _ => false,
        };
        if takes && !asked.command.text.contains(name) {
            asked
                .fails(&format!("its tool takes `{name}` from the broker, and the port is in use"), out)
                .because(variable.node, "taken by the broker and by each tool in its container")
                .help(format!("write `{name}= ` in front of the tool"));
        }
    }
}
