//! Who speaks to whom in a stack: addresses of brokers, ZooKeepers and others in variables and commands.

use super::Stack;
use super::address::{Address, addresses};
use super::service::Service;
use super::shell::options;
use crate::bundle::Node;

/// An address that a service uses.
#[derive(Debug, Clone)]
pub struct Use<'b> {
    /// The number of the service that uses it.
    pub service: usize,
    /// What it takes it for.
    pub of: UseOf,
    /// The address.
    pub address: Address,
    /// The variable or option that says so.
    pub by: String,
    /// Where it stands.
    pub node: Node<'b>,
}

/// What an address is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseOf {
    /// A broker.
    Kafka,
    /// ZooKeeper.
    ZooKeeper,
    /// Something that speaks HTTP.
    Http,
}

/// Options of tools with addresses of brokers.
const OPTIONS: &[&str] = &["--bootstrap-server", "--bootstrap-servers", "--broker-list", "--brokers", "--kafka.server"];

pub(super) fn all<'b>(stack: &Stack<'b>) -> Vec<Use<'b>> {
    let users = stack.services.iter().enumerate().filter(|(at, _)| stack.broker_of(*at).is_none());
    users.flat_map(|(at, service)| of(stack, at, service)).collect()
}

fn of<'b>(stack: &Stack<'b>, at: usize, service: &Service<'b>) -> Vec<Use<'b>> {
    let mut found = Vec::new();
    for variable in &service.env.variables {
        let Some(value) = &variable.value else { continue };
        let place =
            |address| Use { service: at, of: UseOf::Kafka, address, by: variable.name.clone(), node: variable.node };
        let list = addresses(value);
        match (what(service, &variable.name, value, list.as_deref(), stack), list) {
            (Some(of), Some(list)) => found.extend(list.into_iter().map(|address| Use { of, ..place(address) })),
            (None, _) => found.extend(written_in(value).into_iter().map(place)),
            (Some(_), None) => {}
        }
    }
    let Some(command) = &service.command else { return found };
    for words in &command.calls {
        for name in OPTIONS {
            let lists = options(words, name).into_iter().filter_map(addresses).flatten();
            found.extend(lists.map(|address| Use {
                service: at,
                of: UseOf::Kafka,
                address,
                by: (*name).to_owned(),
                node: command.node,
            }));
        }
        let lists = options(words, "--zookeeper").into_iter().filter_map(addresses).flatten();
        found.extend(lists.map(|address| Use {
            service: at,
            of: UseOf::ZooKeeper,
            address,
            by: "--zookeeper".to_owned(),
            node: command.node,
        }));
    }
    found
}

/// What the addresses in a variable are taken for; nothing if it holds none.
fn what(service: &Service<'_>, name: &str, value: &str, list: Option<&[Address]>, stack: &Stack<'_>) -> Option<UseOf> {
    let list = list?;
    if value.starts_with("http://") || value.starts_with("https://") {
        return (!name.contains("LISTENERS") && !name.contains("ADVERTISED")).then_some(UseOf::Http);
    }
    let upper = name.to_uppercase();
    let family = service.family();
    let says = |patterns: &[String]| patterns.iter().any(|pattern| fits(pattern, &upper));
    let ports = list.iter().all(|address| address.port.is_some());
    if family.is_some_and(|family| says(&family.zookeepers))
        || (upper.contains("ZOOKEEPER") && upper.contains("CONNECT") && ports)
    {
        return Some(UseOf::ZooKeeper);
    }
    if family.is_some_and(|family| says(&family.addresses)) {
        return Some(UseOf::Kafka);
    }
    let named =
        ["BOOTSTRAP", "KAFKA_BROKERS", "KAFKA_BROKER", "KAFKA_URL", "KAFKA_SERVERS", "BROKER_LIST", "BROKERCONNECT"];
    let spoken = named.iter().any(|word| upper.contains(word)) && !upper.ends_with("_ID");
    let plain = |address: &Address| {
        address
            .protocol
            .as_deref()
            .is_none_or(|protocol| super::broker::PROTOCOLS.contains(&protocol.to_uppercase().as_str()))
    };
    let known = |address: &Address| stack.named(&address.host).any(|(at, _)| stack.broker_of(at).is_some());
    (ports && list.iter().all(plain) && (spoken || list.iter().any(known)) && !upper.contains("LISTENERS"))
        .then_some(UseOf::Kafka)
}

/// Whether a name is that of a pattern, in which `*` stands for digits.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == name };
    let middle = name.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    middle.is_some_and(|middle| !middle.is_empty() && middle.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Addresses in a text of several lines that configures something: `bootstrap.servers: "kafka:9092"`.
fn written_in(text: &str) -> Vec<Address> {
    let line = |line: &str| {
        let (_, rest) = line.split_once("bootstrap.servers")?;
        let value = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix([':', '='])?.trim();
        let value = value.trim_start_matches(['"', '\'']);
        addresses(value.split(['"', '\'', ' ', '}']).next()?)
    };
    if text.contains('\n') || text.contains('{') {
        text.lines().filter_map(line).flatten().collect()
    } else {
        Vec::new()
    }
}
