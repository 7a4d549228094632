//! Can each health check, and each command, do what it sets out to do in its image?

use super::super::{Broker, Command, Host, Service, Stack, ZooKeeper, is_known};
use super::wait::is_waited_for;
use super::{Out, What};
use crate::catalog::Runs;
use crate::diag::Severity;

/// What ZooKeeper can be asked.
const WORDS: &[&str] = &["ruok", "srvr", "stat", "mntr", "conf", "cons", "envi", "isro"];

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for (at, service) in stack.services.iter().enumerate() {
        out.about(service);
        if let Some(command) = service.command.as_ref().filter(|_| service.build.is_none()) {
            tools(service, command, Severity::Error, out);
        }
        let Some(command) =
            service.health.as_ref().filter(|health| !health.off).and_then(|health| health.command.as_ref())
        else {
            continue;
        };
        let level = if is_waited_for(stack, &service.name) { Severity::Error } else { Severity::Warning };
        tools(service, command, level, out);
        if let Some(broker) = stack.broker_of(at) {
            asks_broker(broker, service, command, level, out);
            inherits(service, command, level, out);
        } else if let Some(zookeeper) = stack.zookeepers.iter().find(|zookeeper| zookeeper.service == at) {
            asks_zookeeper(zookeeper, service, command, level, out);
        } else {
            asks_page(service, command, level, out);
        }
    }
}

/// Each tool is in the image.
fn tools<'b>(service: &Service<'b>, command: &Command<'b>, level: Severity, out: &mut Out<'b>) {
    let Some(family) = service.family() else { return };
    let mut told = Vec::new();
    for tool in command.calls.iter().filter_map(|words| words.first()) {
        if family.has(tool) == Some(false) && !told.contains(&tool) {
            told.push(tool);
            let instead = family.instead_of(tool).unwrap_or_default();
            out.add(What::ToolMissing, level, command.node, &[tool, instead]);
        }
    }
}

fn is_kafka_tool(words: &[String]) -> bool {
    let name = words.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default();
    name.starts_with("kafka-") && name != "kafka-storage"
}

fn asks_broker<'b>(
    broker: &Broker<'b>,
    service: &Service<'b>,
    command: &Command<'b>,
    level: Severity,
    out: &mut Out<'b>,
) {
    if broker.listeners.is_empty() || broker.listeners.iter().any(|listener| listener.port.is_none()) {
        return;
    }
    for words in &command.calls {
        let tool = words.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default();
        if is_kafka_tool(words) {
            let lists = ["--bootstrap-server", "--broker-list", "--bootstrap-controller"]
                .iter()
                .flat_map(|name| super::super::shell::options(words, name));
            for address in lists.filter_map(super::super::address::addresses).flatten() {
                if let Some(port) = address.port.filter(|_| is_known(&address.host)) {
                    client(broker, service, command, words, (&address.host, port), level, out);
                }
            }
        } else if matches!(tool, "nc" | "ncat" | "netcat")
            && let Some((host, port)) = target_of_nc(words).filter(|(host, _)| is_here(service, host))
        {
            port_there(broker, service, command, (host, port), level, out);
        }
    }
}

/// Whether an address is the container itself.
fn is_here(service: &Service<'_>, host: &str) -> bool {
    matches!(Host::of(host), Host::Loopback | Host::Any) || service.is_own_name(host)
}

/// The listener at that port answers at that host.
fn port_there<'b>(
    broker: &Broker<'b>,
    service: &Service<'b>,
    command: &Command<'b>,
    (host, port): (&str, u16),
    level: Severity,
    out: &mut Out<'b>,
) -> bool {
    let listener = broker.listener_at(port);
    let named =
        service.env.variables.iter().any(|variable| {
            variable.name.contains("JMX") && variable.value.as_deref() == Some(port.to_string().as_str())
        });
    let fits = listener.is_some_and(|listener| match (Host::of(&listener.host), Host::of(host)) {
        // Bound to the name of the container, `localhost` is not it.
        (Host::Name | Host::Elsewhere, asked) => asked != Host::Loopback,
        (Host::Loopback, asked) => asked == Host::Loopback,
        _ => true,
    });
    if !fits && !named {
        let place = listener.map_or(command.node, |listener| listener.node);
        let problem = out.add(What::HealthPort, level, command.node, &[&port.to_string(), host]);
        if listener.is_some() {
            problem.because(place);
        }
    }
    fits
}

/// A client of Kafka is sent on, and speaks what it is told to.
fn client<'b>(
    broker: &Broker<'b>,
    service: &Service<'b>,
    command: &Command<'b>,
    words: &[String],
    (host, port): (&str, u16),
    level: Severity,
    out: &mut Out<'b>,
) {
    if !is_here(service, host) || !port_there(broker, service, command, (host, port), level, out) {
        return;
    }
    let Some(listener) = broker.listener_at(port) else { return };
    let configured = words.iter().any(|word| word.starts_with("--command-config") || word.contains("config"));
    if let Some(protocol) = broker.protocol(&listener.name).filter(|protocol| *protocol != "PLAINTEXT" && !configured) {
        out.add(What::HealthProtocol, level, command.node, &[&port.to_string(), protocol]).because(listener.node);
    }
    let Some(endpoint) = broker.advertised_as(&listener.name) else { return };
    let away = Host::of(&endpoint.host) == Host::Loopback
        && endpoint.port.is_some_and(|port| broker.listener_at(port).is_none());
    if away && service.network_mode.is_none() {
        let to = format!("{}:{}", endpoint.host, endpoint.port.unwrap_or_default());
        out.add(What::HealthSentAway, level, command.node, &[&port.to_string(), &to]).because(endpoint.node);
    }
}

fn target_of_nc(words: &[String]) -> Option<(&str, u16)> {
    let plain: Vec<&str> =
        words.iter().skip(1).map(String::as_str).filter(|word| !word.starts_with(['-', '>', '<'])).collect();
    plain.windows(2).rev().find_map(|pair| {
        let [host, port] = pair else { return None };
        let named = host.chars().any(|char| char.is_ascii_alphabetic() || char == '.');
        port.parse().ok().filter(|_| named).map(|port| (*host, port))
    })
}

fn asks_zookeeper<'b>(
    zookeeper: &ZooKeeper<'b>,
    service: &Service<'b>,
    command: &Command<'b>,
    level: Severity,
    out: &mut Out<'b>,
) {
    let family = zookeeper.family;
    let own = family.words_from.as_ref().and_then(|name| service.env.value(name));
    let mut option = service
        .env
        .variables
        .iter()
        .filter(|variable| variable.name.ends_with("_OPTS") || variable.name.ends_with("JVMFLAGS"));
    let option = option
        .find_map(|variable| variable.value.as_deref()?.split_once("4lw.commands.whitelist="))
        .map(|(_, rest)| rest);
    let answers = |word: &str| {
        let listed = |list: &str| {
            list.contains('*') || !is_known(list) || list.split([',', ' ', '"', '\'']).any(|known| known.trim() == word)
        };
        match (own, option) {
            (None, None) => family.words.iter().any(|known| known == word) || service.env.open,
            (own, option) => own.is_some_and(listed) || option.is_some_and(listed),
        }
    };
    for words in command
        .calls
        .iter()
        .filter(|words| words.first().is_some_and(|word| matches!(word.as_str(), "echo" | "printf")))
    {
        for word in words.iter().skip(1).map(|word| word.trim_end_matches("\\n")) {
            if WORDS.contains(&word) && !answers(word) {
                out.add(What::WordRefused, level, command.node, &[word]);
            }
        }
    }
    let Some((bound, place)) = zookeeper.port else { return };
    for words in &command.calls {
        let tool = words.first().map(String::as_str).unwrap_or_default();
        if !matches!(tool, "nc" | "ncat" | "netcat") {
            continue;
        }
        if let Some((host, port)) = target_of_nc(words).filter(|(host, port)| is_here(service, host) && *port != bound)
        {
            out.add(What::HealthPort, level, command.node, &[&port.to_string(), host])
                .because(place.unwrap_or(service.node));
        }
    }
}

/// A page of a service whose port is known.
fn asks_page<'b>(service: &Service<'b>, command: &Command<'b>, level: Severity, out: &mut Out<'b>) {
    let Some(family) =
        service.family().filter(|family| matches!(family.kind, Runs::Ui | Runs::Client | Runs::Exporter))
    else {
        return;
    };
    let Some(serves) = family.serves.filter(|_| !service.env.open && service.is_plain()) else { return };
    for word in command.calls.iter().flatten().filter(|word| word.starts_with("http")) {
        let Some(address) = super::super::address::addresses(word).and_then(|found| found.into_iter().next()) else {
            continue;
        };
        let Some(port) = address.port.filter(|_| is_here(service, &address.host)) else { continue };
        let number = port.to_string();
        let named = service
            .env
            .variables
            .iter()
            .any(|variable| variable.value.as_deref().is_some_and(|value| value.contains(&number)));
        if port != serves && !named {
            out.add(What::HealthPort, level, command.node, &[&number, &address.host]);
        }
    }
}

/// Tools of Kafka take the variables of the broker, and with these its ports and agents.
fn inherits<'b>(service: &Service<'b>, command: &Command<'b>, level: Severity, out: &mut Out<'b>) {
    if !command.calls.iter().any(|words| is_kafka_tool(words)) {
        return;
    }
    for variable in &service.env.variables {
        let value = variable.value.as_deref().unwrap_or_default();
        let takes = match variable.name.as_str() {
            "JMX_PORT" => !value.is_empty(),
            "KAFKA_JMX_OPTS" => value.contains("jmxremote.port="),
            "KAFKA_OPTS" => value.contains("-javaagent:"),
            _ => false,
        };
        if takes && !command.text.contains(variable.name.as_str()) {
            out.add(What::HealthAgent, level, command.node, &[&variable.name]).because(variable.node);
        }
    }
}
