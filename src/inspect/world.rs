//! All that a rule may ask.

use super::elsewhere::Elsewhere;
use super::judged::Judged;
use crate::bundle::{Bundle, Document};
use crate::catalog::Release;
use crate::diag::Sources;
use crate::inventory::{Cluster, Inventory, Load, Taken};
use crate::model::{Environment, Model};
use crate::policy;
use crate::reason::in_force;
use crate::schema::Fault;
use crate::units::Ratio;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// What is inspected, and what is known of the place that it is for.
#[derive(Debug)]
pub struct World<'b> {
    /// The texts.
    pub sources: &'b Sources,
    /// Their documents.
    pub bundle: &'b Bundle<'b>,
    /// What they describe.
    pub inventory: Inventory<'b>,
    /// The Strimzi release that they are for.
    pub release: Taken<'b>,
    /// What is there already.
    pub environment: &'b Environment,
    /// The numbers that rules measure against.
    pub limits: Limits,
    /// The spec that everything was rendered from; nothing for manifests that somebody wrote.
    pub model: Option<&'b Model>,
    /// The objects that somebody says are made elsewhere.
    pub elsewhere: Vec<Elsewhere>,
    judged: OnceLock<Judged<'b>>,
}

/// The numbers that rules measure against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many copies a dead letter queue has at least.
    pub dlq_min_replicas: u32,
    /// How many copies any topic has at least.
    pub min_replicas: u32,
    /// How many copies of partitions a broker holds at most.
    pub max_partitions_per_broker: u32,
    /// How much of a volume the topics' limits may fill.
    pub max_disk_use: Ratio,
}

impl<'b> World<'b> {
    /// The world of a bundle for which nothing is known but what it says.
    pub fn new(sources: &'b Sources, bundle: &'b Bundle<'b>, release: Taken<'b>, environment: &'b Environment) -> Self {
        World {
            sources,
            bundle,
            inventory: Inventory::of(bundle, release.release),
            release,
            environment,
            limits: Limits::PRODUCTION,
            model: None,
            elsewhere: Vec::new(),
            judged: OnceLock::new(),
        }
    }

    /// How many zones there are, if that is said.
    pub fn zones(&self) -> Option<u32> {
        let zones: BTreeSet<&str> = self.environment.zones.iter().map(|zone| zone.value.as_str()).collect();
        u32::try_from(zones.len()).ok().filter(|zones| *zones > 0)
    }

    /// What the topics of the set may put on each broker of a cluster.
    pub fn load_of(&self, cluster: &Cluster<'_>) -> Option<Load<'_, 'b>> {
        // Where nobody says who consumes, somebody will.
        let groups = self.model.map_or(1, in_force::groups);
        let own = self.inventory.clusters.iter().find(|own| own.document.span() == cluster.document.span())?;
        own.load(self.inventory.topics_of(own), self.zones(), groups)
    }

    /// Whether somebody says that an object is made elsewhere.
    pub fn is_elsewhere(&self, kind: &str, namespace: Option<&str>, name: &str) -> bool {
        self.elsewhere.iter().any(|elsewhere| elsewhere.speaks_of(kind, namespace, name))
    }

    /// The facts of the Strimzi release.
    pub const fn strimzi(&self) -> &'static Release {
        self.release.release
    }

    /// What is wrong with a document by the definition of its kind, in the order of its text.
    pub fn faults(&self, document: Document<'_>) -> &[Fault<'b>] {
        self.judged().faults(document)
    }

    /// Whether the set has the definition of the kind of a document.
    pub fn defines(&self, document: Document<'_>) -> bool {
        let group = document.api_version().and_then(|version| version.split_once('/')).map(|(group, _)| group);
        group.zip(document.kind()).is_some_and(|(group, kind)| self.judged().defines(group, kind))
    }

    /// Whether a document is an object that lives in a namespace, as far as its kind is known.
    pub fn is_namespaced(&self, document: Document<'_>) -> bool {
        self.judged().is_namespaced(document)
    }

    /// Whether kustomize gives a document its namespace.
    pub fn is_housed(&self, document: Document<'_>) -> bool {
        self.judged().is_housed(document)
    }

    /// Whether a document is a patch of kustomize, so that what it lacks stands elsewhere.
    pub fn is_patch(&self, document: Document<'_>) -> bool {
        document.is_patch()
    }

    fn judged(&self) -> &Judged<'b> {
        self.judged.get_or_init(|| Judged::of(self.bundle, self.strimzi()))
    }
}

impl Limits {
    /// Those of the profile for clusters that people rely on.
    pub const PRODUCTION: Limits = Limits::of(&policy::PRODUCTION);

    /// Those of a profile.
    pub const fn of(profile: &policy::Profile) -> Self {
        Limits {
            dlq_min_replicas: profile.dlq_min_replicas,
            min_replicas: profile.min_replicas,
            max_partitions_per_broker: profile.max_partitions_per_broker,
            max_disk_use: profile.max_disk_use,
        }
    }
}

impl From<&policy::Limits> for Limits {
    fn from(limits: &policy::Limits) -> Self {
        Limits {
            dlq_min_replicas: limits.dlq_min_replicas.value,
            min_replicas: limits.min_replicas.value,
            max_partitions_per_broker: limits.max_partitions_per_broker.value,
            max_disk_use: limits.max_disk_use.value,
        }
    }
}
