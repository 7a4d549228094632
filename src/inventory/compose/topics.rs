//! The topics that services of a stack create when they start.

use super::service::{Command, Service};
use super::shell::{option, options};
use super::text::is_known;
use crate::bundle::Node;

/// A topic that a service creates.
#[derive(Debug, Clone)]
pub struct Topic<'b> {
    /// The number of the service.
    pub service: usize,
    /// Its name, if that is known.
    pub name: Option<String>,
    /// How many partitions it asks for.
    pub partitions: Option<i64>,
    /// How many copies.
    pub factor: Option<i64>,
    /// Its settings.
    pub settings: Vec<(String, String)>,
    /// Numbers that are none.
    pub odd: Vec<String>,
    /// It asks ZooKeeper instead of a broker.
    pub by_zookeeper: bool,
    /// Where it stands.
    pub node: Node<'b>,
}

pub(super) fn all<'b>(services: &[Service<'b>]) -> Vec<Topic<'b>> {
    services.iter().enumerate().flat_map(|(at, service)| of(at, service)).collect()
}

fn of<'b>(at: usize, service: &Service<'b>) -> Vec<Topic<'b>> {
    let mut found = Vec::new();
    if let Some(command) = &service.command {
        found.extend(command.calls.iter().filter_map(|words| created(at, words, command.node)));
        // Our own service takes topics as arguments.
        if service.env.get("TOPICS_TOOL").is_some() {
            found.extend(arguments(at, command));
        }
    }
    let variable =
        service.family().and_then(|family| family.creates_topics.as_ref()).and_then(|name| service.env.get(name));
    if let Some((value, node)) = variable.and_then(|variable| Some((variable.value.as_ref()?, variable.node))) {
        found
            .extend(value.split([',', '\n']).filter(|part| !part.trim().is_empty()).map(|part| listed(at, part, node)));
    }
    found
}

/// The topic of `kafka-topics --create …`.
fn created<'b>(service: usize, words: &[String], node: Node<'b>) -> Option<Topic<'b>> {
    let tool = words.first()?.rsplit('/').next()?;
    if !matches!(tool, "kafka-topics" | "kafka-topics.sh") || !words.iter().any(|word| word == "--create") {
        return None;
    }
    let mut odd = Vec::new();
    let mut number = |name: &str| {
        let text = option(words, name).filter(|text| is_known(text))?;
        let number = text.parse().ok();
        if number.is_none() {
            odd.push(text.to_owned());
        }
        number
    };
    let (partitions, factor) = (number("--partitions"), number("--replication-factor"));
    let pair = |text: &str| text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    Some(Topic {
        service,
        name: option(words, "--topic").filter(|name| is_known(name)).map(str::to_owned),
        partitions,
        factor,
        settings: options(words, "--config").into_iter().filter_map(pair).collect(),
        odd,
        by_zookeeper: words.iter().any(|word| word == "--zookeeper" || word.starts_with("--zookeeper=")),
        node,
    })
}

/// `NAME PARTITIONS KEY=VALUE…`, again and again, behind the script and its name.
fn arguments<'b>(service: usize, command: &Command<'b>) -> Vec<Topic<'b>> {
    let script = command.words.iter().position(|word| word.value == "-c");
    let mut words = command.words.iter().skip(script.map_or(usize::MAX, |at| at.saturating_add(3))).peekable();
    let mut found = Vec::new();
    while let Some(name) = words.next() {
        let partitions = words.next().map(|word| word.value.clone());
        let mut settings = Vec::new();
        while let Some(word) = words.next_if(|word| word.value.contains('=')) {
            settings.extend(word.value.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned())));
        }
        let number = partitions.as_ref().and_then(|text| text.parse().ok());
        let odd = partitions.filter(|text| number.is_none() && is_known(text));
        found.push(Topic {
            service,
            name: name.known().map(str::to_owned),
            partitions: number,
            factor: Some(1),
            settings,
            odd: odd.into_iter().collect(),
            by_zookeeper: false,
            node: name.node,
        });
    }
    found
}

/// `name:partitions:copies:policy`.
fn listed<'b>(service: usize, part: &str, node: Node<'b>) -> Topic<'b> {
    let mut fields = part.trim().split(':');
    let name = fields.next().filter(|name| is_known(name)).map(str::to_owned);
    let mut number = || fields.next().and_then(|text| text.trim().parse().ok());
    let (partitions, factor) = (number(), number());
    Topic { service, name, partitions, factor, settings: Vec::new(), odd: Vec::new(), by_zookeeper: false, node }
}
