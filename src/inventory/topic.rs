//! Topics, as KafkaTopics describe them.

use super::belonging::Carer;
use super::config::Config;
use super::known::{Known, Whose};
use super::pool::count;
use crate::bundle::{Document, Node};
use crate::inventory::Cluster;

/// A topic.
#[derive(Debug, Clone)]
pub struct Topic<'b> {
    /// The KafkaTopic.
    pub document: Document<'b>,
    /// What Kafka calls it.
    pub name: Known<'b, &'b str>,
    /// The value of the label `strimzi.io/cluster`.
    pub cluster_label: Option<Known<'b, &'b str>>,
    /// Where in the inventory's clusters the one stands that it belongs to, if that is there.
    pub cluster: Option<usize>,
    /// How many partitions it has; nothing if the brokers' default decides and is not known.
    pub partitions: Option<Known<'b, u32>>,
    /// How many copies each partition has; nothing if the brokers' default decides and is not known.
    pub replicas: Option<Known<'b, u32>>,
    /// Its settings.
    pub config: Config<'b>,
    /// Whether the Topic Operator leaves the topic alone.
    pub unmanaged: bool,
    /// What it is of.
    pub dead_letters: Option<DeadLetters<'b>>,
}

/// Why a topic is taken for a dead letter queue.
#[derive(Debug, Clone, Copy)]
pub struct DeadLetters<'b> {
    /// The name of the topic whose failed records it takes, where that is known.
    pub of: Option<&'b str>,
    /// Whether somebody said so, or only the name looks like it.
    pub said: bool,
}

/// The label by which an operator finds what belongs to a cluster.
pub const CLUSTER_LABEL: &str = "strimzi.io/cluster";

/// How names of dead letter queues end, in the ways of Spring, Kafka Connect's users, and others.
const ENDINGS: [&str; 9] =
    ["-dlq", ".dlq", "_dlq", "-dlt", ".dlt", "_dlt", "-dead-letter", ".dead-letter", "-dead-letters"];

impl<'b> Topic<'b> {
    pub(super) fn of(document: Document<'b>, clusters: &[Cluster<'b>]) -> Self {
        let label = label(document, CLUSTER_LABEL);
        let cluster = Carer::Topics.cluster_of(document, label.map(|label| label.value), clusters);
        let brokers = cluster.and_then(|at| clusters.get(at)).map(|cluster| cluster.config);
        let spec = document.get("spec");
        let near = spec.unwrap_or(document.root());
        let settings = brokers.as_ref().and_then(Config::settings);
        let number = |key: &str, default: &str| {
            if let Some(node) = spec.and_then(|spec| spec.get(key)).filter(|node| !node.is_null()) {
                return Some(Known::written(count(node)?, node));
            }
            let of_brokers = brokers.as_ref()?.broker_number(default)?;
            Some(Known::default(u32::try_from(of_brokers.value).ok()?, Whose::Kafka, near))
        };
        let own_name =
            spec.and_then(|spec| spec.get("topicName")).and_then(|node| Some(Known::written(node.as_text()?, node)));
        let name_node = document.at(["metadata", "name"]).unwrap_or(document.root());
        let name = own_name.unwrap_or(Known::derived(document.name().unwrap_or_default(), name_node));
        let annotation = |key: &str| document.at(["metadata", "annotations", key]);
        Topic {
            document,
            name,
            cluster_label: label,
            cluster,
            partitions: number("partitions", "num.partitions"),
            replicas: number("replicas", "default.replication.factor"),
            config: Config::new(spec.and_then(|spec| spec.get("config")), near, settings),
            unmanaged: annotation("strimzi.io/managed").and_then(Node::as_text) == Some("false"),
            dead_letters: dead_letters(name.value, annotation("kafkasmith/dead-letter-for").and_then(Node::as_text)),
        }
    }
}

/// A label of a document.
pub fn label<'b>(document: Document<'b>, name: &str) -> Option<Known<'b, &'b str>> {
    let node = document.at(["metadata", "labels", name])?;
    Some(Known::written(node.as_text()?, node))
}

fn dead_letters<'b>(name: &'b str, said: Option<&'b str>) -> Option<DeadLetters<'b>> {
    if let Some(of) = said {
        return Some(DeadLetters { of: Some(of), said: true });
    }
    let lower = name.to_ascii_lowercase();
    let ending = ENDINGS.iter().find(|ending| lower.ends_with(**ending))?;
    let of = name.get(..name.len().checked_sub(ending.len())?).filter(|of| !of.is_empty());
    Some(DeadLetters { of, said: false })
}
