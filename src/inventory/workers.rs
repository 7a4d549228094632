//! Workers of Kafka Connect: those of a KafkaConnect, and those of MirrorMaker 2, which is one.

use super::connect::Login;
use super::known::{Known, Whose};
use super::{Inventory, text_of};
use crate::bundle::{Document, Node};

/// A group of workers, and what they keep.
#[derive(Debug, Clone, Copy)]
pub struct Workers<'b> {
    /// The KafkaConnect or KafkaMirrorMaker2.
    pub document: Document<'b>,
    /// Its name.
    pub name: &'b str,
    /// Whether it is MirrorMaker.
    pub is_mirror: bool,
    /// How they reach the cluster that they keep their state in.
    pub login: Login<'b>,
    /// What says where they keep it.
    spec: Node<'b>,
}

/// Something that workers keep for themselves.
#[derive(Debug, Clone)]
pub struct State<'b> {
    /// The setting of Kafka Connect.
    pub setting: &'static str,
    /// Its value: a group, or a topic.
    pub value: Known<'b, String>,
}

/// The group, as the topics.
const GROUP: (&str, &str, &str) = ("groupId", "group.id", "");

/// The topics that workers keep: the field of newer forms, the setting of older ones, and what stands behind their name by default.
const TOPICS: [(&str, &str, &str); 3] = [
    ("configStorageTopic", "config.storage.topic", "-configs"),
    ("offsetStorageTopic", "offset.storage.topic", "-offsets"),
    ("statusStorageTopic", "status.storage.topic", "-status"),
];

impl<'b> Workers<'b> {
    /// As a sentence names them.
    pub fn words(&self) -> String {
        let what = if self.is_mirror { "MirrorMaker" } else { "Kafka Connect" };
        format!("{what} `{}`", self.name)
    }

    /// Their group.
    pub fn group(&self) -> State<'b> {
        self.keeps(GROUP)
    }

    /// Their topics for settings, offsets and status.
    pub fn topics(&self) -> impl Iterator<Item = State<'b>> {
        TOPICS.into_iter().map(|one| self.keeps(one))
    }

    /// All that they keep.
    pub fn state(&self) -> impl Iterator<Item = State<'b>> {
        std::iter::once(self.group()).chain(self.topics())
    }

    fn keeps(&self, (field, setting, behind): (&str, &'static str, &str)) -> State<'b> {
        let written = self.spec.get(field).or_else(|| self.spec.at(["config", setting]));
        let written = written.and_then(|node| Some(Known::written(text_of(node)?.into_owned(), node)));
        let default = || {
            let own = if self.is_mirror { "mirrormaker2-cluster" } else { "connect-cluster" };
            Known::default(format!("{own}{behind}"), Whose::Strimzi, self.spec)
        };
        State { setting, value: written.unwrap_or_else(default) }
    }
}

impl<'b> Inventory<'b> {
    /// All groups of workers.
    pub fn workers(&self) -> Vec<Workers<'b>> {
        let connects = self.connects.iter().map(|connect| Workers {
            document: connect.document,
            name: connect.name,
            is_mirror: false,
            login: connect.login,
            spec: connect.spec,
        });
        let mirrors = self.mirror_makers.iter().filter_map(|maker| {
            let runs_on = maker.runs_on?;
            let (_, login) = maker.clusters.iter().find(|(alias, _)| alias.value == runs_on.value)?;
            let login = (*login)?;
            let name = maker.document.name()?;
            Some(Workers { document: maker.document, name, is_mirror: true, login, spec: login.node })
        });
        connects.chain(mirrors).collect()
    }
}
