//! What will be there once the operators have done their work: pods with labels and ports, Services, and everything that has a
//! name. Each thing has the node that it comes from.

mod cluster;
mod defaults;
mod friends;
mod generated;
mod listeners;
mod named;
mod plain;

use super::selector::{Labels, Selector};
use super::{Inventory, same_namespace};
use crate::bundle::{Bundle, Node};
use crate::catalog::Release;
use std::collections::BTreeMap;

/// What will be there.
#[derive(Debug, Default)]
pub struct Derived<'b> {
    /// Pods, those of the set's own workloads included.
    pub pods: Vec<Pod<'b>>,
    /// Services, those of the set included.
    pub services: Vec<Service<'b>>,
    /// Everything else that an operator makes.
    pub objects: Vec<Object<'b>>,
    /// What kustomize makes of files and texts.
    pub generated: Vec<Object<'b>>,
    /// All that has a name, by kind and name.
    names: Vec<(String, String, Option<&'b str>, Node<'b>)>,
    /// What is made of a name: its places in [`Derived::made`].
    made: BTreeMap<String, Vec<usize>>,
}

/// A pod.
#[derive(Debug, Clone)]
pub struct Pod<'b> {
    /// Its name, or how it begins.
    pub name: String,
    /// Whether that is the whole name; a Deployment's pods get more behind it.
    pub exact: bool,
    /// Where it is; nothing: where its document is applied to.
    pub namespace: Option<&'b str>,
    /// Its labels.
    pub labels: Labels,
    /// The names of its containers.
    pub containers: Vec<String>,
    /// Its ports.
    pub ports: Vec<PodPort>,
    /// What it comes from.
    pub from: Node<'b>,
    /// What runs in it, where that is known.
    pub part: Part,
    /// The metrics port that is not there, since nobody asks for it.
    pub muted: Option<Muted<'b>>,
    /// Its claims.
    pub claims: Vec<String>,
}

/// What runs in a pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A node of Kafka.
    Kafka {
        /// Whether it is a broker.
        broker: bool,
        /// Whether it is a controller of KRaft.
        controller: bool,
    },
    /// A `ZooKeeper`.
    ZooKeeper,
    /// Topic and User Operator.
    EntityOperator,
    /// Kafka Exporter.
    KafkaExporter,
    /// Cruise Control.
    CruiseControl,
    /// Kafka Connect.
    Connect,
    /// `MirrorMaker` 2.
    MirrorMaker2,
    /// The HTTP Bridge.
    Bridge,
    /// The cluster operator.
    ClusterOperator,
    /// Something else.
    Other,
}

/// A port of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodPort {
    /// Its name.
    pub name: Option<String>,
    /// Its number.
    pub number: u16,
    /// The container.
    pub container: String,
    /// What is spoken there.
    pub speaks: Speaks,
}

/// What is spoken on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// Metrics, over plain HTTP.
    Metrics,
    /// Something else; what.
    Other(&'static str),
    /// Nobody knows.
    Unknown,
}

/// A metrics port that would be there if somebody asked for it.
#[derive(Debug, Clone, Copy)]
pub struct Muted<'b> {
    /// Its name.
    pub name: &'static str,
    /// Its number.
    pub number: u16,
    /// What would have to be written: `spec.kafka.metricsConfig`.
    pub key: &'static str,
    /// In what.
    pub node: Node<'b>,
}

/// A Service.
#[derive(Debug, Clone)]
pub struct Service<'b> {
    /// Its name.
    pub name: String,
    /// Where it is; nothing: where its document is applied to.
    pub namespace: Option<&'b str>,
    /// Its labels.
    pub labels: Labels,
    /// Which pods it leads to; nothing: none, or somebody else says so.
    pub selector: Option<Selector<'b>>,
    /// Its ports.
    pub ports: Vec<ServicePort<'b>>,
    /// What it comes from.
    pub from: Node<'b>,
    /// Whether an operator makes it.
    pub by_operator: bool,
    /// Whether it is a name of something outside.
    pub external: bool,
}

/// A port of a Service.
#[derive(Debug, Clone)]
pub struct ServicePort<'b> {
    /// Its name.
    pub name: Option<String>,
    /// Its number.
    pub number: u16,
    /// Where it leads to.
    pub target: Target,
    /// Where it is written.
    pub node: Node<'b>,
}

/// Where a port of a Service leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The port of that number.
    Number(u16),
    /// The port of that name.
    Name(String),
}

/// Something that an operator makes.
#[derive(Debug, Clone)]
pub struct Object<'b> {
    /// Its kind.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Where it is; nothing for what has no namespace, or where its document is applied to.
    pub namespace: Option<&'b str>,
    /// What it comes from.
    pub from: Node<'b>,
    /// The keys of a ConfigMap or Secret, where they are known.
    pub keys: Option<Vec<&'b str>>,
}

impl<'b> Derived<'b> {
    /// What will be there of a bundle.
    pub(super) fn of(inventory: &Inventory<'b>, bundle: &'b Bundle<'b>, release: &'static Release) -> Self {
        let mut derived = Derived::default();
        for cluster in &inventory.clusters {
            cluster::pods(cluster, release, &mut derived);
            cluster::services(cluster, release, &mut derived);
            named::of_cluster(cluster, release, &mut derived);
        }
        for user in &inventory.users {
            let cluster = user.cluster.and_then(|at| inventory.clusters.get(at));
            named::of_user(user, cluster, &mut derived);
        }
        friends::of(bundle, &mut derived);
        plain::of(bundle, &mut derived);
        generated::of(bundle, &mut derived);
        derived.names(bundle);
        let mut made: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, object) in derived.made().enumerate() {
            made.entry(object.name.clone()).or_default().push(at);
        }
        derived.made = made;
        derived
    }

    fn names(&mut self, bundle: &'b Bundle<'b>) {
        let written = bundle.documents().filter_map(|document| {
            Some((document.kind()?.to_owned(), document.name()?.to_owned(), document.namespace(), document.root()))
        });
        let mut names: Vec<_> = written.collect();
        names.extend(self.made().map(|it| (it.kind.to_owned(), it.name.clone(), it.namespace, it.from)));
        let made = self.services.iter().filter(|service| service.by_operator);
        names.extend(made.map(|it| ("Service".to_owned(), it.name.clone(), it.namespace, it.from)));
        let claims = self.pods.iter().flat_map(|pod| pod.claims.iter().map(move |claim| (claim, pod)));
        names.extend(
            claims.map(|(claim, it)| ("PersistentVolumeClaim".to_owned(), claim.clone(), it.namespace, it.from)),
        );
        let pods = self.pods.iter().filter(|pod| pod.exact);
        names.extend(pods.map(|it| ("Pod".to_owned(), it.name.clone(), it.namespace, it.from)));
        names.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
        self.names = names;
    }

    /// What an object of that kind and name comes from, if it is in the set or will be made of it.
    pub fn finds(&self, kind: &str, namespace: Option<&str>, name: &str) -> Option<Node<'b>> {
        let at = self.names.partition_point(|(own, called, _, _)| (own.as_str(), called.as_str()) < (kind, name));
        let alike = self.names.iter().skip(at).take_while(|(own, called, _, _)| own == kind && called == name);
        alike.into_iter().find(|(_, _, own, _)| same_namespace(*own, namespace)).map(|(_, _, _, node)| *node)
    }

    /// The objects that operators and kustomize make.
    pub fn made(&self) -> impl Iterator<Item = &Object<'b>> {
        self.objects.iter().chain(&self.generated)
    }

    /// What is made of that kind and name.
    pub fn made_named<'d>(&'d self, kind: &'d str, name: &str) -> impl Iterator<Item = &'d Object<'b>> {
        let places = self.made.get(name).into_iter().flatten();
        let at = |at: &usize| match at.checked_sub(self.objects.len()) {
            None => self.objects.get(*at),
            Some(at) => self.generated.get(at),
        };
        places.filter_map(at).filter(move |object| object.kind == kind)
    }

    /// The names of objects of a kind that are in the set or will be made of it.
    pub fn names_of<'d>(&'d self, kind: &'d str) -> impl Iterator<Item = &'d str> {
        let at = self.names.partition_point(|(own, _, _, _)| own.as_str() < kind);
        self.names.iter().skip(at).take_while(move |(own, _, _, _)| own == kind).map(|(_, name, _, _)| name.as_str())
    }

    /// The pods that a selector selects in a namespace.
    pub fn pods_of<'d>(
        &'d self,
        selector: &'d Selector<'_>,
        namespace: Option<&'d str>,
    ) -> impl Iterator<Item = &'d Pod<'b>> {
        let here = move |pod: &&Pod<'b>| same_namespace(pod.namespace, namespace) && selector.accepts(&pod.labels);
        self.pods.iter().filter(here)
    }

    /// The Services that a selector selects in a namespace.
    pub fn services_of<'d>(
        &'d self,
        selector: &'d Selector<'_>,
        namespace: Option<&'d str>,
    ) -> impl Iterator<Item = &'d Service<'b>> {
        let here = move |it: &&Service<'b>| same_namespace(it.namespace, namespace) && selector.accepts(&it.labels);
        self.services.iter().filter(here)
    }

    /// The pods behind a Service.
    pub fn behind<'d>(&'d self, service: &'d Service<'_>) -> impl Iterator<Item = &'d Pod<'b>> {
        let selector = service.selector.as_ref();
        selector.into_iter().flat_map(|selector| self.pods_of(selector, service.namespace))
    }

    fn object(&mut self, kind: &'static str, name: String, namespace: Option<&'b str>, from: Node<'b>) {
        self.objects.push(Object { kind, name, namespace, from, keys: None });
    }
}

impl Pod<'_> {
    /// The ports that a port of a Service, or of a monitor, leads to.
    pub fn ports_at<'p>(&'p self, target: &'p Target) -> impl Iterator<Item = &'p PodPort> {
        self.ports.iter().filter(move |port| match target {
            Target::Number(number) => port.number == *number,
            Target::Name(name) => port.name.as_ref() == Some(name),
        })
    }

    /// As a sentence names it.
    pub fn words(&self) -> String {
        if self.exact { self.name.clone() } else { format!("{}…", self.name) }
    }
}
