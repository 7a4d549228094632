//! What applications are told of Kafka: variables in ConfigMaps and containers, lines of property files.

use super::reach::{Bootstrap, bootstraps};
use super::{Cluster, Inventory, Listener, Reached};
use crate::bundle::{Bundle, Document, Node};
use std::ops::Range;

/// An application, or the part of it that one ConfigMap or one container is for.
#[derive(Debug, Clone)]
pub struct Client<'b> {
    /// What tells it.
    pub document: Document<'b>,
    /// How the ConfigMap, or the container, is called.
    pub name: &'b str,
    /// What it is told.
    pub told: Vec<Told<'b>>,
}

/// A setting that an application is told.
#[derive(Debug, Clone)]
pub struct Told<'b> {
    /// The setting as Kafka's clients call it: `bootstrap.servers`, `topics`, `group.id`, whatever the variable is called.
    pub key: String,
    /// The variable, or the key in the property file.
    pub written: String,
    /// Whether it is for reading or for writing, if the variable says so.
    pub role: Option<Role>,
    /// Whether Spring reads it, which has units of its own.
    pub spring: bool,
    /// Its value.
    pub value: &'b str,
    /// The scalar that it stands in.
    pub node: Node<'b>,
    /// Which part of the scalar it is.
    pub range: Range<usize>,
}

/// What a client does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It reads.
    Consumer,
    /// It writes.
    Producer,
}

/// Settings of brokers: whoever is told these is none of their clients.
const OF_BROKERS: [&str; 4] =
    ["advertised.listeners", "process.roles", "zookeeper.connect", "controller.quorum.voters"];

impl<'b> Client<'b> {
    /// The applications of a bundle that are told where Kafka is.
    pub(super) fn all(bundle: &'b Bundle<'b>) -> Vec<Self> {
        let whole = bundle.documents().filter(|document| document.is_whole());
        whole.flat_map(Client::of).filter(Client::is_client).collect()
    }

    fn of(document: Document<'b>) -> Vec<Self> {
        match document.kind() {
            Some("ConfigMap") => {
                let entries = document.get("data").into_iter().flat_map(Node::entries);
                let told = entries.flat_map(|(key, value)| of_entry(&key.name(), value)).collect();
                vec![Client { document, name: document.name().unwrap_or_default(), told }]
            }
            Some("CronJob" | "DaemonSet" | "Deployment" | "Job" | "Pod" | "StatefulSet") => {
                document.root().walk().filter_map(|node| of_container(document, node)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn is_client(&self) -> bool {
        let told = |key: &str| self.told.iter().any(|it| it.key == key);
        let reaches = self.told.iter().any(|it| it.key == "bootstrap.servers" || !bootstraps(it.value).is_empty());
        reaches && !OF_BROKERS.iter().any(|key| told(key))
    }

    /// What a ConfigMap tells that says nothing of where Kafka is; nothing if it is for brokers.
    pub fn without_address(document: Document<'b>) -> Option<Self> {
        let own = Client::of(document).into_iter().next()?;
        let of_brokers = own.told.iter().any(|told| OF_BROKERS.contains(&told.key.as_str()));
        let address =
            own.told.iter().any(|told| ["bootstrap", "broker", "servers"].iter().any(|it| told.key.contains(it)));
        (!of_brokers && !address && !own.is_client()).then_some(own)
    }

    /// What it is told of a setting.
    pub fn told(&self, key: &str) -> Option<&Told<'b>> {
        self.told.iter().find(|it| it.key == key)
    }

    /// The topics that it names, one by one, with their part of the scalar; how names are matched is left out.
    pub fn topics(&self) -> impl Iterator<Item = (&Told<'b>, &'b str, Range<usize>)> {
        self.told.iter().filter(|it| it.is_topic()).flat_map(|it| it.parts().map(move |(name, at)| (it, name, at)))
    }

    /// The topics that it reads.
    pub fn reads(&self) -> impl Iterator<Item = (&Told<'b>, &'b str, Range<usize>)> {
        self.topics().filter(|(told, ..)| told.role == Some(Role::Consumer) && !told.is_dead_letters())
    }
}

impl<'b> Told<'b> {
    fn of(written: &str, value: &'b str, node: Node<'b>, range: Range<usize>) -> Option<Self> {
        // What a template or a shell puts there is not known.
        if value.contains("${") || value.contains("$(") || value.contains("{{") {
            return None;
        }
        let is_variable = !written.contains('.') && written.chars().all(|c| !c.is_ascii_lowercase());
        let plain =
            if is_variable { written.to_ascii_lowercase().replace('_', ".") } else { written.replace('-', ".") };
        let spring = plain.starts_with("spring.");
        let mut key = plain.as_str();
        let mut role = None;
        if let Some(rest) = key.strip_prefix("mp.messaging.") {
            role = if rest.starts_with("incoming.") { Some(Role::Consumer) } else { Some(Role::Producer) };
            key = rest.splitn(3, '.').nth(2).unwrap_or(rest);
        }
        while let Some((first, rest)) = key.split_once('.') {
            match first {
                "consumer" => role = Some(Role::Consumer),
                "producer" => role = Some(Role::Producer),
                "spring" | "strimzi" | "kafka" | "properties" | "admin" => {}
                _ => break,
            }
            key = rest;
        }
        Some(Told { key: key.to_owned(), written: written.to_owned(), role, spring, value, node, range })
    }

    /// Whether it names topics.
    pub fn is_topic(&self) -> bool {
        let key = self.key.strip_suffix(".name").unwrap_or(&self.key);
        let key = key.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('.');
        let last = key.rsplit('.').next().unwrap_or(key);
        matches!(last, "topic" | "topics") && !key.contains("create") && !key.contains("replication")
    }

    /// Whether it names the group that its readers share.
    pub fn is_group(&self) -> bool {
        matches!(self.key.as_str(), "group.id" | "group")
    }

    /// Whether it names where failed records go.
    pub fn is_dead_letters(&self) -> bool {
        ["dead.letter", "deadletter", "dlq", "dlt"].iter().any(|word| self.key.contains(word))
    }

    /// What stands between commas, with its part of the scalar.
    pub fn parts(&self) -> impl Iterator<Item = (&'b str, Range<usize>)> {
        let mut at = self.range.start;
        self.value.split(',').filter_map(move |part| {
            let start = at + (part.len() - part.trim_start().len());
            at += part.len() + 1;
            let part = part.trim();
            (!part.is_empty()).then(|| (part, start..start + part.len()))
        })
    }

    /// Whether a library of Java reads it as it is written: a line of a property file, or what Spring reads.
    pub fn is_of_java(&self) -> bool {
        self.spring || self.written.contains('.') || !self.is_whole()
    }

    /// Whether Spring reads it by itself, in its own way, before it hands it to the library.
    pub fn is_own_of_spring(&self) -> bool {
        self.spring && !self.plain_prefix().contains("properties")
    }

    /// Whether it and another are for the same producer or consumer, as far as their names say.
    pub fn is_beside(&self, other: &Told<'_>) -> bool {
        let roles = self.role.zip(other.role).is_none_or(|(one, other)| one == other);
        let channel = |told: &Told<'_>| {
            let prefix = told.plain_prefix();
            let known = ["properties", "producer", "consumer", "admin", ""];
            prefix.split('.').filter(|part| !known.contains(part)).map(str::to_owned).collect::<Vec<_>>()
        };
        roles
            && channel(self) == channel(other)
            && (self.node.span() == other.node.span() || (self.is_whole() && other.is_whole()))
    }

    /// Whether it is a scalar of its own, and no line of a file.
    fn is_whole(&self) -> bool {
        self.range == (0..self.node.text().len())
    }

    /// What stands before the setting in the name, with dots between its words.
    fn plain_prefix(&self) -> String {
        let end = self.written.len().saturating_sub(self.key.len());
        self.written.get(..end).unwrap_or_default().to_ascii_lowercase().replace(['_', '-'], ".")
    }

    /// A number.
    pub fn number(&self) -> Option<i64> {
        self.value.trim().parse().ok()
    }
}

/// An entry of a ConfigMap: a variable, or a file of properties.
fn of_entry<'b>(key: &str, value: Node<'b>) -> Vec<Told<'b>> {
    let Some(text) = value.as_text() else { return Vec::new() };
    if !key.ends_with(".properties") {
        return Told::of(key, text, value, 0..text.len()).into_iter().collect();
    }
    let mut at = 0;
    let mut told = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.trim_start().starts_with(['#', '!']) {
            continue;
        }
        let Some((key, rest)) = line.split_once(['=', ':']) else { continue };
        let value_text = rest.trim();
        let begin = start + key.len() + 1 + (rest.len() - rest.trim_start().len());
        told.extend(Told::of(key.trim(), value_text, value, begin..begin + value_text.len()));
    }
    told
}

/// A container with its variables.
fn of_container<'b>(document: Document<'b>, node: Node<'b>) -> Option<Client<'b>> {
    let name = node.get("name")?.as_text()?;
    node.get("image")?;
    let variable = |variable: Node<'b>| {
        let value = variable.get("value")?;
        let text = value.as_text()?;
        Told::of(variable.get("name")?.as_text()?, text, value, 0..text.len())
    };
    let told = node.get("env")?.items().filter_map(variable).collect();
    Some(Client { document, name, told })
}

impl<'b> Inventory<'b> {
    /// The cluster and the listener that an application is sent to, if they are in the set.
    pub fn sent_to(&self, client: &Client<'b>) -> Option<(&Cluster<'b>, &Listener<'b>)> {
        let of = |address: &Bootstrap<'_>| match self.reached(address, client.document)? {
            Reached::Listener(cluster, listener) => Some((cluster, listener)),
            _ => None,
        };
        client.told.iter().find_map(|told| bootstraps(told.value).iter().find_map(of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Complaints, Sources};

    #[test]
    fn variables_and_lines_are_settings() {
        let mut sources = Sources::default();
        let text = "kind: ConfigMap
metadata: { name: a }
data:
  KAFKA_BOOTSTRAP_SERVERS: 'shop-kafka-bootstrap:9092'
  KAFKA_CONSUMER_TOPICS: 'a, b'
  SPRING_KAFKA_CONSUMER_AUTO_OFFSET_RESET: earliest
  KAFKA_TEMPLATE: '${X}'
  app.properties: |
    # no=thing
    spring.kafka.producer.acks = all
    mp.messaging.incoming.orders.topic: c
";
        let id = sources.add("a.yaml", text).unwrap();
        let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
        let clients = Client::all(&bundle);
        let told: Vec<_> = clients
            .iter()
            .flat_map(|client| &client.told)
            .map(|it| (it.key.as_str(), it.role, it.value, it.node.text().get(it.range.clone()).unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                ("bootstrap.servers", None, "shop-kafka-bootstrap:9092", "shop-kafka-bootstrap:9092"),
                ("topics", Some(Role::Consumer), "a, b", "a, b"),
                ("auto.offset.reset", Some(Role::Consumer), "earliest", "earliest"),
                ("acks", Some(Role::Producer), "all", "all"),
                ("topic", Some(Role::Consumer), "c", "c"),
            ]
        );
        let topics: Vec<_> = clients.iter().flat_map(Client::topics).map(|(_, name, at)| (name, at)).collect();
        assert_eq!(topics.len(), 3);
        assert_eq!(topics.get(1), Some(&("b", 3..4)));
    }
}
