//! Whether anybody takes care of a KafkaTopic or a KafkaUser.

use super::cluster::Cluster;
use super::known::Known;
use super::near::alike;
use super::{Inventory, same_namespace, the_nearest};
use crate::bundle::{Bundle, Document, Node};

/// Why no operator takes care of a resource.
#[derive(Debug, Clone, Copy)]
pub enum Orphan<'b> {
    /// It names no cluster.
    NoLabel,
    /// It names a cluster that is not there, and one that is there is called much alike.
    Misnamed {
        /// What it names.
        label: Known<'b, &'b str>,
        /// What it is likely to mean.
        near: &'b str,
    },
    /// It names a cluster that is not there, and all that are described beside it name one that is.
    Stray {
        /// What it names.
        label: Known<'b, &'b str>,
        /// What the others name.
        cluster: &'b str,
    },
    /// It names no namespace, and its cluster does.
    Homeless {
        /// The cluster that it names.
        cluster: &'b str,
        /// The namespace that is watched, where it is said.
        watched: Known<'b, &'b str>,
    },
    /// It is in a namespace that the operator does not watch.
    Unwatched {
        /// The cluster that it names.
        cluster: &'b str,
        /// The namespace that is watched, where it is said.
        watched: Known<'b, &'b str>,
    },
    /// The cluster that it names runs no such operator.
    NoOperator {
        /// `spec.entityOperator` of the cluster, or its document.
        place: Node<'b>,
        /// The cluster.
        cluster: &'b str,
    },
}

/// The operators of a cluster that take care of resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carer {
    /// The Topic Operator, of KafkaTopics.
    Topics,
    /// The User Operator, of KafkaUsers.
    Users,
}

impl Carer {
    /// Where a cluster describes it, if it runs.
    pub const fn of<'b>(self, cluster: &Cluster<'b>) -> Option<Node<'b>> {
        match self {
            Carer::Topics => cluster.topic_operator,
            Carer::Users => cluster.user_operator,
        }
    }

    /// The namespace that it watches, with the place that says so; nothing if nothing says it.
    pub fn watches<'b>(self, cluster: &Cluster<'b>) -> Option<Known<'b, &'b str>> {
        let told = |node: Node<'b>| Some(Known::written(node.as_text()?, node));
        let own = self.of(cluster).and_then(|operator| operator.get("watchedNamespace"));
        own.and_then(told).or_else(|| cluster.document.at(["metadata", "namespace"]).and_then(told))
    }

    /// Whether it takes care of a resource of that cluster in that namespace.
    pub fn heeds(self, cluster: &Cluster<'_>, namespace: Option<&str>) -> bool {
        same_namespace(namespace, self.watches(cluster).map(|watched| watched.value))
    }

    /// Where among clusters the one stands whose operator takes care of an object with that label.
    pub(super) fn cluster_of(
        self,
        document: Document<'_>,
        label: Option<&str>,
        clusters: &[Cluster<'_>],
    ) -> Option<usize> {
        let label = label?;
        let mine = clusters
            .iter()
            .enumerate()
            .filter(|(_, cluster)| cluster.name == label && self.heeds(cluster, document.namespace()));
        the_nearest(document, mine.collect(), |(_, cluster)| cluster.document).map(|(at, _)| at)
    }
}

impl<'b> Inventory<'b> {
    /// Why no operator takes care of a resource; nothing if one does, or may do outside this set.
    pub fn orphan(
        &self,
        bundle: &'b Bundle<'b>,
        document: Document<'b>,
        label: Option<Known<'b, &'b str>>,
        carer: Carer,
    ) -> Option<Orphan<'b>> {
        let Some(label) = label else {
            let written = document.at(["metadata", "labels", super::CLUSTER_LABEL]);
            return (written.is_none() && !runs_alone(bundle)).then_some(Orphan::NoLabel);
        };
        let meant: Vec<&Cluster<'b>> = self.clusters.iter().filter(|cluster| cluster.name == label.value).collect();
        let Some(first) = meant.first() else {
            let near = alike(label.value, self.clusters.iter().map(|cluster| cluster.name));
            return match near {
                Some(near) => Some(Orphan::Misnamed { label, near }),
                None => Some(Orphan::Stray { label, cluster: self.of_neighbours(bundle, document)? }),
            };
        };
        let heeded: Vec<&Cluster<'b>> =
            meant.iter().copied().filter(|cluster| carer.heeds(cluster, document.namespace())).collect();
        if heeded.is_empty() {
            return Some(Orphan::Unwatched { cluster: first.name, watched: carer.watches(first)? });
        }
        let heeded = the_nearest(document, heeded, |cluster| cluster.document)?;
        if carer.of(heeded).is_some() || runs_alone(bundle) {
            // Kustomize may give both a namespace.
            let alone = document.namespace().is_none() && bundle.of_kind("Kustomization").next().is_none();
            let watched = carer.watches(heeded).filter(|_| alone)?;
            return Some(Orphan::Homeless { cluster: heeded.name, watched });
        }
        let place = heeded.document.at(["spec", "entityOperator"]).or_else(|| heeded.document.get("spec"));
        Some(Orphan::NoOperator { place: place.unwrap_or(heeded.document.root()), cluster: heeded.name })
    }

    /// The one cluster of the set that all others of that kind in the same file name, if they are several.
    fn of_neighbours(&self, bundle: &'b Bundle<'b>, document: Document<'b>) -> Option<&'b str> {
        let beside = bundle
            .of_kind(document.kind()?)
            .filter(|other| other.source().name() == document.source().name() && other.span() != document.span());
        let mut labels = beside.map(|other| super::label(other, super::CLUSTER_LABEL).map(|label| label.value));
        // Most sets are settled by the first of them: a folder of topics without their cluster has ten thousand.
        let first = labels.next()??;
        let cluster = self.clusters.iter().map(|cluster| cluster.name).find(|name| *name == first)?;
        let others = labels.try_fold(0_usize, |count, label| (label == Some(first)).then_some(count + 1))?;
        (others > 0).then_some(cluster)
    }
}

/// Whether a Topic or User Operator is installed on its own, without a Kafka resource that describes it.
fn runs_alone(bundle: &Bundle<'_>) -> bool {
    bundle.of_kind("Deployment").any(|deployment| {
        let containers = deployment.at(["spec", "template", "spec", "containers"]);
        let variables = containers.into_iter().flat_map(Node::items).filter_map(|container| container.get("env"));
        variables.flat_map(Node::items).any(|variable| {
            let name = variable.get("name").and_then(Node::as_text);
            matches!(name, Some("STRIMZI_KAFKA_BOOTSTRAP_SERVERS" | "STRIMZI_RESOURCE_LABELS"))
        })
    })
}
