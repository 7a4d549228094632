//! What is asked of many things is found by name: a set may have as many applications as topics.

use super::reference::references;
use super::{Client, Cluster, Inventory, Topic, User, same_namespace};
use crate::bundle::{Bundle, Document};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Places of things in their lists, each made once somebody asks. Names are copies, so that an inventory may be lent for shorter
/// than its bundle lives.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    topics: OnceLock<BTreeMap<String, Vec<usize>>>,
    /// Topics with dead letters, by the name of the topic whose letters they take.
    letters: OnceLock<BTreeMap<String, Vec<usize>>>,
    users: OnceLock<BTreeMap<String, Vec<usize>>>,
    /// By where their document begins.
    clients: OnceLock<BTreeMap<u32, Vec<usize>>>,
    tells_letters: OnceLock<bool>,
    /// Namespaces of the workloads that take in a ConfigMap, each with the Secrets that it is shown, by the ConfigMap.
    shown: OnceLock<BTreeMap<String, Vec<Takes>>>,
}

/// The namespace of a workload, and the Secrets that it is shown.
type Takes = (Option<String>, Vec<String>);

/// What runs applications.
const WORKLOADS: [&str; 6] = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"];

fn places<T, K: Ord>(list: &[T], key: impl Fn(&T) -> Option<K>) -> BTreeMap<K, Vec<usize>> {
    let mut places: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (at, one) in list.iter().enumerate() {
        if let Some(key) = key(one) {
            places.entry(key).or_default().push(at);
        }
    }
    places
}

fn found<'l, T>(list: &'l [T], at: Option<&'l Vec<usize>>) -> impl Iterator<Item = &'l T> {
    at.into_iter().flatten().filter_map(|at| list.get(*at))
}

impl<'b> Inventory<'b> {
    /// Where a cluster is in the list of all.
    pub(super) fn number_of(&self, cluster: &Cluster<'_>) -> Option<usize> {
        self.clusters.iter().position(|own| own.document.span() == cluster.document.span())
    }

    /// A topic of a cluster by the name that Kafka knows.
    pub fn topic_named(&self, cluster: &Cluster<'_>, name: &str) -> Option<&Topic<'b>> {
        let number = self.number_of(cluster)?;
        let index = self.lookup.topics.get_or_init(|| places(&self.topics, |topic| Some(topic.name.value.to_owned())));
        found(&self.topics, index.get(name)).find(|topic| topic.cluster == Some(number))
    }

    /// The topic of a cluster that takes the dead letters of another one.
    pub fn letters_of(&self, cluster: &Cluster<'_>, source: &str) -> Option<&Topic<'b>> {
        let number = self.number_of(cluster)?;
        let of = |topic: &Topic<'b>| topic.dead_letters.and_then(|letters| letters.of).map(str::to_owned);
        let index = self.lookup.letters.get_or_init(|| places(&self.topics, of));
        found(&self.topics, index.get(source)).find(|topic| topic.cluster == Some(number))
    }

    /// The users of a cluster that have a name.
    pub fn users_named(&self, cluster: &Cluster<'_>, name: &str) -> impl Iterator<Item = &User<'b>> {
        let number = self.number_of(cluster);
        let index = self.lookup.users.get_or_init(|| places(&self.users, |user| Some(user.name.to_owned())));
        found(&self.users, index.get(name)).filter(move |user| number.is_some() && user.cluster == number)
    }

    /// The applications that one document tells.
    pub fn clients_of(&self, document: Document<'_>) -> impl Iterator<Item = &Client<'b>> {
        let begins = |client: &Client<'b>| Some(client.document.span().start());
        let index = self.lookup.clients.get_or_init(|| places(&self.clients, begins));
        found(&self.clients, index.get(&document.span().start()))
    }

    /// The Secrets that an application is shown: of its container and its volumes, or of all that take its ConfigMap in.
    pub(super) fn secrets_of(&self, bundle: &Bundle<'_>, client: &Client<'_>) -> Vec<String> {
        let own = client.document;
        if own.kind() != Some("ConfigMap") {
            return named(own, "Secret");
        }
        let shown = self.lookup.shown.get_or_init(|| shown(bundle));
        let takes = own.name().and_then(|name| shown.get(name)).into_iter().flatten();
        let here = takes.filter(|(namespace, _)| same_namespace(namespace.as_deref(), own.namespace()));
        here.flat_map(|(_, secrets)| secrets.clone()).collect()
    }

    /// Whether any application is told of a dead letter queue.
    pub fn tells_dead_letters(&self) -> bool {
        let tells = |client: &Client<'b>| client.topics().any(|(told, ..)| told.is_dead_letters());
        *self.lookup.tells_letters.get_or_init(|| self.clients.iter().any(tells))
    }
}

fn shown(bundle: &Bundle<'_>) -> BTreeMap<String, Vec<Takes>> {
    let mut shown: BTreeMap<String, Vec<Takes>> = BTreeMap::new();
    for document in WORKLOADS.iter().flat_map(|kind| bundle.of_kind(kind)) {
        let (configs, secrets) = (named(document, "ConfigMap"), named(document, "Secret"));
        for config in BTreeSet::from_iter(configs) {
            let namespace = document.namespace().map(str::to_owned);
            shown.entry(config).or_default().push((namespace, secrets.clone()));
        }
    }
    shown
}

/// The names of the objects of a kind that a document refers to.
fn named(document: Document<'_>, kind: &str) -> Vec<String> {
    let all = references(document).into_iter().filter(|reference| reference.kind == kind);
    all.filter_map(|reference| reference.name.as_text().map(str::to_owned)).collect()
}
