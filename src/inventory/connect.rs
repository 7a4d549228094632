//! What runs beside a cluster and speaks to it: Kafka Connect with its connectors, MirrorMaker 2, the HTTP bridge.

use super::known::{Known, Whose};
use super::pool::count;
use super::text_of;
use super::topic::{CLUSTER_LABEL, label};
use crate::bundle::{Document, Node};
use std::ops::Range;

/// How somebody reaches a cluster: the addresses, and what is shown there.
#[derive(Debug, Clone, Copy)]
pub struct Login<'b> {
    /// What describes it.
    pub node: Node<'b>,
    /// `bootstrapServers`.
    pub servers: Known<'b, &'b str>,
    /// `tls`: the connection is encrypted if it is there, also empty.
    pub tls: Option<Node<'b>>,
    /// `authentication`.
    pub authentication: Option<Node<'b>>,
}

/// A Kafka Connect cluster.
#[derive(Debug, Clone)]
pub struct Connect<'b> {
    /// The KafkaConnect.
    pub document: Document<'b>,
    /// Its name.
    pub name: &'b str,
    /// How it reaches Kafka.
    pub login: Login<'b>,
    /// How many workers it has.
    pub replicas: Known<'b, u32>,
    /// `spec`.
    pub spec: Node<'b>,
    /// Whether it is told by KafkaConnectors what to run.
    pub by_resources: bool,
}

/// A connector.
#[derive(Debug, Clone)]
pub struct Connector<'b> {
    /// The KafkaConnector.
    pub document: Document<'b>,
    /// Its name.
    pub name: &'b str,
    /// The Connect cluster that it is for.
    pub cluster_label: Option<Known<'b, &'b str>>,
    /// Its class.
    pub class: Option<Known<'b, &'b str>>,
    /// How many tasks it may have.
    pub tasks: Option<Known<'b, u32>>,
    /// Its settings.
    pub config: Option<Node<'b>>,
}

/// MirrorMaker 2.
#[derive(Debug, Clone)]
pub struct MirrorMaker<'b> {
    /// The KafkaMirrorMaker2.
    pub document: Document<'b>,
    /// The clusters by alias; of the form with `target` and `source` those.
    pub clusters: Vec<(Known<'b, &'b str>, Option<Login<'b>>)>,
    /// Which of them it runs on: `connectCluster`, or the alias of `target`.
    pub runs_on: Option<Known<'b, &'b str>>,
    /// What it copies.
    pub mirrors: Vec<Mirror<'b>>,
}

/// What MirrorMaker 2 copies.
#[derive(Debug, Clone, Copy)]
pub struct Mirror<'b> {
    /// Where it is written.
    pub node: Node<'b>,
    /// The alias of the cluster that is copied from.
    pub source: Option<Known<'b, &'b str>>,
    /// The alias of the cluster that is copied to.
    pub target: Option<Known<'b, &'b str>>,
}

/// The HTTP bridge.
#[derive(Debug, Clone)]
pub struct Bridge<'b> {
    /// The KafkaBridge.
    pub document: Document<'b>,
    /// How it reaches Kafka.
    pub login: Login<'b>,
}

fn text(node: Option<Node<'_>>) -> Option<Known<'_, &str>> {
    let node = node?;
    Some(Known::written(node.as_text()?, node))
}

impl<'b> Login<'b> {
    fn of(node: Node<'b>) -> Option<Self> {
        let present = |key: &str| node.get(key).filter(|node| !node.is_null());
        Some(Login {
            node,
            servers: text(node.get("bootstrapServers"))?,
            tls: present("tls"),
            authentication: present("authentication"),
        })
    }

    /// The kind of its authentication.
    pub fn kind(&self) -> Option<Known<'b, &'b str>> {
        text(self.authentication?.get("type"))
    }

    /// The Secret that it shows its credentials from.
    pub fn secret(&self) -> Option<Known<'b, &'b str>> {
        let authentication = self.authentication?;
        text(authentication.at(["certificateAndKey", "secretName"]))
            .or_else(|| text(authentication.at(["passwordSecret", "secretName"])))
    }

    /// The Secrets of the authorities that it trusts.
    pub fn trusted(&self) -> impl Iterator<Item = Known<'b, &'b str>> {
        let list = self.tls.and_then(|tls| tls.get("trustedCertificates"));
        list.into_iter().flat_map(Node::items).filter_map(|item| text(item.get("secretName")))
    }
}

impl<'b> Connect<'b> {
    pub(super) fn of(document: Document<'b>) -> Option<Self> {
        let spec = document.get("spec")?;
        let replicas = spec.get("replicas").and_then(|node| Some(Known::written(count(node)?, node)));
        let switch = document.at(["metadata", "annotations", "strimzi.io/use-connector-resources"]);
        Some(Connect {
            document,
            name: document.name()?,
            login: Login::of(spec)?,
            replicas: replicas.unwrap_or(Known::default(3, Whose::Strimzi, spec)),
            spec,
            by_resources: switch.and_then(Node::as_text) == Some("true"),
        })
    }

    /// What it keeps under a setting such as `group.id`: of the newer form a field, of the older one a setting with a default.
    pub fn keeps(&self, field: &str, setting: &str, default: &'static str) -> Known<'b, String> {
        let written = self.spec.get(field).or_else(|| self.spec.at(["config", setting]));
        let written = written.and_then(|node| Some(Known::written(text_of(node)?.into_owned(), node)));
        written.unwrap_or_else(|| Known::default(default.to_owned(), Whose::Strimzi, self.spec))
    }
}

impl<'b> Connector<'b> {
    pub(super) fn of(document: Document<'b>) -> Self {
        let at = |key: &str| document.at(["spec", key]);
        Connector {
            document,
            name: document.name().unwrap_or_default(),
            cluster_label: label(document, CLUSTER_LABEL),
            class: text(at("class")),
            tasks: at("tasksMax").and_then(|node| Some(Known::written(count(node)?, node))),
            config: at("config"),
        }
    }

    /// A setting of it, as text.
    pub fn setting(&self, key: &str) -> Option<Known<'b, super::Text<'b>>> {
        let node = self.config?.get(key)?;
        Some(Known::written(text_of(node)?, node))
    }

    /// Whether it writes into Kafka, as its class says; some of these name their topic as sinks do.
    pub fn is_source(&self) -> bool {
        self.class.is_some_and(|class| class.value.to_ascii_lowercase().contains("source"))
    }

    /// The topics that a sink names, and only a sink: each with its part of the text.
    pub fn sink_topics(&self) -> Vec<(Node<'b>, &'b str, Range<usize>)> {
        if self.is_source() {
            return Vec::new();
        }
        let Some(node) = self.config.and_then(|config| config.get("topics")) else { return Vec::new() };
        let Some(all) = node.as_text() else { return Vec::new() };
        parts(all).map(|(topic, range)| (node, topic, range)).collect()
    }
}

impl<'b> MirrorMaker<'b> {
    pub(super) fn of(document: Document<'b>) -> Self {
        let mirrors: Vec<Node<'b>> = document.at(["spec", "mirrors"]).into_iter().flat_map(Node::items).collect();
        let target = document.at(["spec", "target"]);
        let listed = document.at(["spec", "clusters"]).into_iter().flat_map(Node::items);
        let sources = mirrors.iter().filter_map(|mirror| mirror.get("source"));
        let clusters = listed
            .chain(target)
            .chain(sources)
            .filter_map(|cluster| Some((text(cluster.get("alias"))?, Login::of(cluster))))
            .collect();
        let of_target = target.and_then(|target| text(target.get("alias")));
        let mirror = |node: Node<'b>| Mirror {
            node,
            source: text(node.get("sourceCluster")).or_else(|| text(node.at(["source", "alias"]))),
            target: text(node.get("targetCluster")).or(of_target),
        };
        MirrorMaker {
            document,
            clusters,
            runs_on: text(document.at(["spec", "connectCluster"])).or(of_target),
            mirrors: mirrors.iter().copied().map(mirror).collect(),
        }
    }
}

impl<'b> Bridge<'b> {
    pub(super) fn of(document: Document<'b>) -> Option<Self> {
        Some(Bridge { document, login: Login::of(document.get("spec")?)? })
    }
}

/// What stands between commas, without the blanks around it.
fn parts(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 0;
    text.split(',').filter_map(move |part| {
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        let part = part.trim();
        (!part.is_empty()).then(|| (part, start..start + part.len()))
    })
}
