//! The labels that pods of a cluster will carry, and whether a selector matches them.

use crate::bundle::{Document, Node};
use crate::inventory::{Cluster, Known};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Alike pods, with their labels.
pub(super) struct Pods<'b> {
    /// What they are called in a sentence.
    pub(super) what: String,
    /// The value of `strimzi.io/name`.
    pub(super) name: String,
    /// How many there are.
    pub(super) count: Known<'b, u32>,
    /// Their template.
    pub(super) template: Option<Node<'b>>,
    /// Whether they are ZooKeeper's.
    pub(super) is_zookeeper: bool,
    labels: BTreeMap<String, String>,
}

/// The pods of a cluster.
pub(super) fn pods<'b>(cluster: &Cluster<'b>) -> Vec<Pods<'b>> {
    let mut all = Vec::new();
    for pool in &cluster.pools {
        let mut labels = common(cluster, "kafka", pool.template);
        own_labels(pool.document, &mut labels);
        let role = |is: bool| if is { "true" } else { "false" }.to_owned();
        labels.insert("strimzi.io/pool-name".to_owned(), pool.name.to_owned());
        labels.insert("strimzi.io/broker-role".to_owned(), role(pool.brokers));
        labels.insert("strimzi.io/controller-role".to_owned(), role(pool.controllers));
        labels.insert("strimzi.io/controller-name".to_owned(), format!("{}-{}", cluster.name, pool.name));
        let what = if pool.is_resource {
            format!("pool `{}` of cluster `{}`", pool.name, cluster.name)
        } else {
            format!("the brokers of cluster `{}`", cluster.name)
        };
        let name = format!("{}-kafka", cluster.name);
        all.push(Pods { what, name, count: pool.replicas, template: pool.template, is_zookeeper: false, labels });
    }
    if let Some(zookeeper) = &cluster.zookeeper {
        let mut labels = common(cluster, "zookeeper", zookeeper.template);
        labels.insert("strimzi.io/controller-name".to_owned(), format!("{}-zookeeper", cluster.name));
        all.push(Pods {
            what: format!("the ZooKeeper of cluster `{}`", cluster.name),
            name: format!("{}-zookeeper", cluster.name),
            count: zookeeper.replicas,
            template: zookeeper.template,
            is_zookeeper: true,
            labels,
        });
    }
    all
}

/// The other pods that the operator makes for a cluster.
pub(super) fn others<'b>(cluster: &Cluster<'b>) -> Vec<Pods<'b>> {
    let entity = cluster.topic_operator.or(cluster.user_operator);
    let parts = [
        ("entity-operator", "the Entity Operator", entity),
        ("kafka-exporter", "Kafka Exporter", cluster.exporter),
        ("cruise-control", "Cruise Control", cluster.cruise_control),
    ];
    let parts = parts.into_iter().filter_map(|(part, what, node)| Some((part, what, node?)));
    parts
        .map(|(part, what, node)| Pods {
            what: what.to_owned(),
            name: format!("{}-{part}", cluster.name),
            count: Known::derived(1, node),
            template: None,
            is_zookeeper: false,
            labels: common(cluster, part, node.get("template")),
        })
        .collect()
}

fn common(cluster: &Cluster<'_>, component: &str, template: Option<Node<'_>>) -> BTreeMap<String, String> {
    let name = cluster.name;
    let mut labels = BTreeMap::new();
    own_labels(cluster.document, &mut labels);
    let given = [
        ("strimzi.io/cluster", name.to_owned()),
        ("strimzi.io/kind", "Kafka".to_owned()),
        ("strimzi.io/name", format!("{name}-{component}")),
        ("strimzi.io/component-type", component.to_owned()),
        ("strimzi.io/controller", "strimzipodset".to_owned()),
        ("app.kubernetes.io/name", component.to_owned()),
        ("app.kubernetes.io/instance", name.to_owned()),
        ("app.kubernetes.io/part-of", format!("strimzi-{name}")),
        ("app.kubernetes.io/managed-by", "strimzi-cluster-operator".to_owned()),
    ];
    labels.extend(given.map(|(key, value)| (key.to_owned(), value)));
    let more = template.and_then(|template| template.at(["pod", "metadata", "labels"]));
    labels.extend(entries(more));
    labels
}

fn own_labels(document: Document<'_>, labels: &mut BTreeMap<String, String>) {
    for (key, value) in entries(document.at(["metadata", "labels"])) {
        // Those of the operator win, and `app.kubernetes.io/` is its own but for `part-of`.
        if !key.starts_with("strimzi.io/") && (!key.starts_with("app.kubernetes.io/") || key.ends_with("/part-of")) {
            labels.insert(key, value);
        }
    }
}

fn entries(map: Option<Node<'_>>) -> impl Iterator<Item = (String, String)> {
    map.into_iter().flat_map(Node::entries).map(|(key, value)| (key.name().into_owned(), value.text().to_owned()))
}

/// Labels that each pod has, each with another value.
const VARYING: [&str; 3] =
    ["strimzi.io/pod-name", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"];

impl Pods<'_> {
    /// Whether a selector matches them.
    pub(super) fn matches(&self, selector: Node<'_>) -> bool {
        let labels = selector.get("matchLabels").into_iter().flat_map(Node::entries);
        let mut labels = labels.map(|(key, value)| self.has(&key.name(), &[value.text()]));
        let expressions = selector.get("matchExpressions").into_iter().flat_map(Node::items);
        labels.all(|yes| yes) && expressions.into_iter().all(|expression| self.meets(expression))
    }

    fn meets(&self, expression: Node<'_>) -> bool {
        let Some(key) = expression.get("key").and_then(Node::as_text) else { return true };
        let values: Vec<&str> = expression.get("values").into_iter().flat_map(Node::items).map(Node::text).collect();
        match expression.get("operator").and_then(Node::as_text) {
            Some("In") => self.has(key, &values),
            Some("Exists") => VARYING.contains(&key) || self.labels.contains_key(key),
            Some("DoesNotExist") => !self.labels.contains_key(key),
            Some("NotIn") => self.labels.get(key).is_none_or(|value| !values.contains(&value.as_str())),
            _ => true,
        }
    }

    fn has(&self, key: &str, values: &[&str]) -> bool {
        VARYING.contains(&key) || self.labels.get(key).is_some_and(|value| values.contains(&value.as_str()))
    }
}

/// Whether the selector of a term means pods of this cluster: by its name, or a name that begins with it.
pub(super) fn speaks_of(term: Node<'_>, cluster: &Cluster<'_>) -> bool {
    let Some(selector) = term.get("labelSelector") else { return false };
    let labels = selector.get("matchLabels").into_iter().flat_map(Node::entries);
    let labels = labels.map(|(key, value)| (key.name(), value.text()));
    let expressions = selector.get("matchExpressions").into_iter().flat_map(Node::items).flat_map(|expression| {
        let key = expression.get("key").map(|key| Cow::Borrowed(key.text())).unwrap_or_default();
        let values = expression.get("values").into_iter().flat_map(Node::items);
        values.map(move |value| (key.clone(), value.text()))
    });
    let own = format!("{}-", cluster.name);
    labels.chain(expressions).any(|(key, value)| match key.as_ref() {
        "strimzi.io/cluster" => value == cluster.name,
        "strimzi.io/name" => value.starts_with(&own) && !value.ends_with("-entity-operator"),
        _ => false,
    })
}
