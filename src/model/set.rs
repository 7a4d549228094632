//! Pods of one kind that keep data, with the names that the operator gives them: brokers, controllers, ZooKeepers.

use super::{Cluster, Metadata, Nodes, Pool, Role, Sourced};
use crate::catalog::Names;

/// Pods of one kind that keep data.
#[derive(Debug, Clone, Copy)]
pub struct Set<'m> {
    /// What they are.
    pub kind: NodeKind,
    /// The pool that they are; none of ZooKeepers.
    pub pool: Option<&'m Pool>,
    /// How many, how large, how far apart.
    pub nodes: &'m Nodes,
    /// Whether others are of that kind, so that the pool's name tells them apart.
    is_one_of_several: bool,
}

/// What pods are. A broker may be a controller, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// They keep records.
    Broker,
    /// They keep the metadata and no records.
    Controller,
    /// They keep the metadata for brokers of before KRaft.
    ZooKeeper,
}

impl NodeKind {
    /// One of them, in words.
    pub const fn word(self) -> &'static str {
        match self {
            NodeKind::Broker => "broker",
            NodeKind::Controller => "controller",
            NodeKind::ZooKeeper => "ZooKeeper",
        }
    }

    /// Several of them, in words.
    pub const fn words(self) -> &'static str {
        match self {
            NodeKind::Broker => "brokers",
            NodeKind::Controller => "controllers",
            NodeKind::ZooKeeper => "ZooKeepers",
        }
    }
}

impl Cluster {
    /// All pods that keep data, by kind; those of brokers first.
    pub fn sets(&self) -> Vec<Set<'_>> {
        let pool =
            |kind, pool, is_one_of_several| Set { kind, pool: Some(pool), nodes: &pool.nodes, is_one_of_several };
        let several = !self.brokers.others.is_empty();
        let mut sets: Vec<Set<'_>> = self.brokers.pools().map(|it| pool(NodeKind::Broker, it, several)).collect();
        match &self.metadata {
            Metadata::ZooKeeper(nodes) => {
                sets.push(Set { kind: NodeKind::ZooKeeper, pool: None, nodes, is_one_of_several: false });
            }
            Metadata::KRaft(kraft) => {
                let several = kraft.controllers.len() > 1;
                sets.extend(kraft.controllers.iter().map(|it| pool(NodeKind::Controller, it, several)));
            }
        }
        sets
    }

    /// The sets whose members decide: ZooKeepers, or what is a controller.
    pub fn deciding_sets(&self) -> Vec<Set<'_>> {
        let decides = |set: &Set<'_>| set.pool.is_none_or(|pool| pool.does(Role::Controller));
        self.sets().into_iter().filter(decides).collect()
    }

    /// How many members decide.
    pub fn quorum(&self) -> Sourced<u32> {
        self.metadata.quorum(&self.brokers)
    }
}

impl Set<'_> {
    /// One of them, in words: `broker`, or `broker of pool fast` where there are others.
    pub fn one(&self) -> String {
        self.told(self.kind.word())
    }

    /// All of them, in words.
    pub fn many(&self) -> String {
        self.told(self.kind.words())
    }

    /// The table of the spec that says how many, how large and how far apart.
    pub fn table(&self) -> String {
        match self.pool {
            None => "cluster.zookeeper".to_owned(),
            Some(pool) => pool.table(),
        }
    }

    fn told(&self, word: &str) -> String {
        match self.pool.filter(|_| self.is_one_of_several) {
            Some(pool) => format!("{word} of pool {}", pool.name.value),
            None => word.to_owned(),
        }
    }

    /// The numbers that its pods have in a new cluster.
    pub fn ids(&self) -> impl Iterator<Item = u32> + use<> {
        let first = self.pool.map_or(0, |pool| pool.ids.first);
        first..first.saturating_add(self.nodes.replicas.value)
    }

    /// The name of the pod with a number.
    pub fn pod(&self, cluster: &str, id: u32, names: &Names) -> String {
        let form = match self.kind {
            NodeKind::ZooKeeper => names.zookeeper_pod.as_deref().unwrap_or("{cluster}-zookeeper-{node}"),
            NodeKind::Broker | NodeKind::Controller => &names.pod,
        };
        self.filled(form, cluster, &id.to_string())
    }

    /// The names of the claims of a pod, in the order of its volumes. What stands for the number may also be a pattern.
    pub fn claims(&self, cluster: &str, id: &str, names: &Names) -> Vec<String> {
        let (one, of_several) = match self.kind {
            NodeKind::ZooKeeper => {
                let form = names.zookeeper_claim.as_deref().unwrap_or("data-{cluster}-zookeeper-{node}");
                (form, form)
            }
            NodeKind::Broker | NodeKind::Controller => (names.claim.as_str(), names.claim_of_volume.as_str()),
        };
        match &self.nodes.storage {
            super::Storage::One(_) => vec![self.filled(one, cluster, id)],
            super::Storage::Several(volumes) => {
                let claim = |number: &Sourced<u32>| of_several.replace("{volume}", &number.value.to_string());
                volumes.iter().map(|(number, _)| self.filled(&claim(number), cluster, id)).collect()
            }
        }
    }

    fn filled(&self, form: &str, cluster: &str, id: &str) -> String {
        let pool = self.pool.map_or("", |pool| pool.name.value.as_str());
        form.replace("{cluster}", cluster).replace("{pool}", pool).replace("{node}", id)
    }
}
