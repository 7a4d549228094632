//! The cluster as alerts see it: what is scraped under which labels, and how its parts are called. All matchers are here.
//!
//! Monitors of both styles copy three labels of each pod to its targets (`podTargetLabels`): `strimzi_io_cluster`,
//! `strimzi_io_name` and `strimzi_io_kind`. Together with `namespace` they tell the parts of a cluster apart.

use super::select::Target;
use super::template::literal;
use crate::catalog::{Capability, JmxDialect};
use crate::diag::Span;
use crate::model::{How, Install, Metadata, Model, NodeKind, Operator, Set, Sourced, Storage, Topic};
use crate::promql::regex_literal;
use crate::units::Duration;
use std::collections::BTreeSet;

/// A model, as alerts ask it.
#[derive(Debug)]
pub struct Scene<'m> {
    /// The model.
    pub model: &'m Model,
}

impl<'m> Scene<'m> {
    /// Of a model.
    pub fn new(model: &'m Model) -> Self {
        Scene { model }
    }

    /// The brokers: one target each.
    pub fn brokers(&self) -> Target {
        let nodes = self.nodes();
        if self.has_roles() { nodes.fixed("strimzi_io_broker_role", "true") } else { nodes }
    }

    /// Those who decide, ZooKeepers or controllers: one target each.
    pub fn quorum(&self) -> Target {
        match &self.model.cluster.metadata {
            Metadata::ZooKeeper(_) => self.part("zookeeper"),
            Metadata::KRaft(_) => self.controllers(),
        }
    }

    /// What tells how the controller is: brokers where one of them is it, else controllers.
    pub fn controllers(&self) -> Target {
        let nodes = self.nodes();
        if self.has_roles() { nodes.fixed("strimzi_io_controller_role", "true") } else { nodes }
    }

    /// All that runs Kafka.
    fn nodes(&self) -> Target {
        let by_reporter = self.model.monitoring.as_ref().is_some_and(|monitoring| monitoring.reporter.value);
        self.part("kafka").by_reporter(by_reporter)
    }

    /// Whether pods of Kafka differ in what they do, which monitors then tell by two more labels.
    pub fn has_roles(&self) -> bool {
        matches!(self.model.cluster.metadata, Metadata::KRaft(_))
    }

    /// Kafka Exporter: one target. It counts as there where anything is monitored.
    pub fn exporter(&self) -> Target {
        self.part("kafka-exporter")
    }

    /// The entity operator: one target for each operator in it.
    pub fn entity_operator(&self) -> Target {
        self.part("entity-operator")
    }

    /// How many operators run in the entity operator: the topic operator, and the user operator if it is wanted.
    pub fn entity_operators(&self) -> u32 {
        1 + u32::from(self.model.cluster.entity_operator.users.value)
    }

    /// The cluster operator: one target. Nothing if somebody else installs it, because then somebody else scrapes it, too,
    /// under labels that are not known here.
    pub fn operator(&self) -> Option<Target> {
        let Operator { install, namespace, .. } = &self.model.operator;
        let ours = install.value != Install::External;
        ours.then(|| Target::new().is("namespace", namespace).fixed("strimzi_io_kind", "cluster-operator"))
    }

    /// The volumes of all that keep data, as the kubelet tells of them: by the names of their claims.
    pub fn volumes(&self) -> Target {
        let cluster = &self.model.cluster;
        let (name, names) = (regex_literal(&cluster.name.value), &self.model.release.names);
        let claims: Vec<String> = cluster.sets().iter().flat_map(|set| set.claims(&name, "[0-9]+", names)).collect();
        Target::new()
            .is("namespace", &cluster.namespace)
            .matching("persistentvolumeclaim", &claims.join("|"))
            .from(cluster.name.origin.spans())
            .from(cluster.brokers.pools().flat_map(|pool| volume_places(&pool.nodes.storage)))
    }

    /// One part of the cluster, by its component type.
    fn part(&self, component: &str) -> Target {
        let cluster = &self.model.cluster;
        let name = cluster.name.derive(|_| self.part_name(component));
        Target::new().is("namespace", &cluster.namespace).is("strimzi_io_name", &name)
    }

    /// The value of the label `strimzi.io/name` of a component.
    pub fn part_name(&self, component: &str) -> String {
        let cluster = &self.model.cluster.name.value;
        let known = self.model.release.component(component);
        known.map_or_else(|| format!("{cluster}-{component}"), |known| known.name.replace("{cluster}", cluster))
    }

    /// The JMX counter that rules of this release make of the attribute `Count`: agents from 1.0 on add `_total`.
    pub fn jmx_count(&self, old: &'static str, new: &'static str) -> &'static str {
        match self.model.release.metrics.jmx_dialect {
            JmxDialect::Jmx0 => old,
            JmxDialect::Jmx1 => new,
        }
    }

    /// Whether the operator tells of each resource whether it is ready.
    pub fn tells_resource_state(&self) -> bool {
        self.model.release.can(Capability::ResourceStateMetric)
    }

    /// The topic whose table has that name.
    pub fn topic(&self, key: &str) -> Option<&'m Topic> {
        self.model.topic(key)
    }

    /// The consumer groups that clients name, each once.
    pub fn groups(&self) -> Vec<&'m Sourced<String>> {
        let mut seen = BTreeSet::new();
        let groups =
            self.model.clients.iter().flat_map(|client| &client.consumes).map(|consumption| &consumption.group);
        groups.filter(|group| seen.insert(&group.value)).collect()
    }

    /// The topics that take dead letters.
    pub fn dead_letter_queues(&self) -> Vec<&'m Topic> {
        self.model.topics.iter().filter(|topic| topic.is_dead_letter_queue()).collect()
    }

    /// That range, or the time of four scrapes: a rate over less is full of holes.
    pub fn at_least_four_scrapes(&self, range: Duration) -> Duration {
        let interval = self.model.monitoring.as_ref().map_or(0, |monitoring| monitoring.scrape_interval.value.millis());
        range.max(Duration(interval.saturating_mul(4)))
    }

    /// Where the scrape interval stands, if it is written.
    pub fn scraped_at(&self) -> Option<Span> {
        let interval = &self.model.monitoring.as_ref()?.scrape_interval;
        (interval.origin.how() == How::Written).then(|| interval.origin.first())
    }

    /// The cluster's name for texts of alerts: `kafka/hrms-kafka`.
    pub fn title(&self) -> String {
        let cluster = &self.model.cluster;
        literal(&format!("{}/{}", cluster.namespace.value, cluster.name.value))
    }

    /// The pod of a broker: its place among all brokers counts, and not its number.
    pub fn broker_pod(&self, place: usize) -> String {
        self.pod_at(&self.sets_of(NodeKind::Broker), place)
    }

    /// The pod of one of those who decide.
    pub fn quorum_pod(&self, place: usize) -> String {
        self.pod_at(&self.model.cluster.deciding_sets(), place)
    }

    /// The name of a pod.
    pub fn pod(&self, set: &Set<'_>, id: u32) -> String {
        set.pod(&self.model.cluster.name.value, id, &self.model.release.names)
    }

    /// The sets of one kind.
    pub fn sets_of(&self, kind: NodeKind) -> Vec<Set<'m>> {
        self.model.cluster.sets().into_iter().filter(|set| set.kind == kind).collect()
    }

    /// The pod at a place in several sets; nothing beyond the last one.
    fn pod_at(&self, sets: &[Set<'_>], place: usize) -> String {
        let mut pods = sets.iter().flat_map(|set| set.ids().map(move |id| (set, id)));
        pods.nth(place).map(|(set, id)| self.pod(set, id)).unwrap_or_default()
    }

    /// A `kubectl` command in the cluster's namespace.
    pub fn kubectl(&self, command: &str) -> String {
        format!("kubectl -n {} {command}", self.model.cluster.namespace.value)
    }

    /// A `kubectl` command in the operator's namespace.
    pub fn kubectl_operator(&self, command: &str) -> String {
        format!("kubectl -n {} {command}", self.model.operator.namespace.value)
    }

    /// The pods of one part of the cluster.
    pub fn pods_of(&self, component: &str) -> String {
        self.pods_labelled(&format!("strimzi.io/name={}", self.part_name(component)))
    }

    /// The pods with these labels.
    pub fn pods_labelled(&self, labels: &str) -> String {
        self.kubectl(&format!("get pods -o wide -l {labels}"))
    }

    /// What those who decide are, in words.
    pub fn deciders(&self) -> &'static str {
        if self.has_roles() { "controllers" } else { "ZooKeepers" }
    }

    /// The labels of the pods that decide.
    pub fn quorum_label(&self) -> String {
        if self.has_roles() {
            self.controllers_label()
        } else {
            format!("strimzi.io/name={}", self.part_name("zookeeper"))
        }
    }

    /// The labels of the pods of which one is the controller.
    pub fn controllers_label(&self) -> String {
        let kafka = self.part_name("kafka");
        let role = if self.has_roles() { ",strimzi.io/controller-role=true" } else { "" };
        format!("strimzi.io/name={kafka}{role}")
    }

    /// A pod that may be the controller.
    pub fn controller_pod(&self) -> String {
        if self.has_roles() { self.quorum_pod(0) } else { self.broker_pod(0) }
    }

    /// Where alerts that the spec does not name come from: the table that switched monitoring on.
    pub fn default_place(&self) -> Span {
        match &self.model.monitoring {
            Some(monitoring) => monitoring.at,
            None => self.model.cluster.name.origin.first(),
        }
    }
}

/// A text as one word of a shell on one line: `'it'\''s'`, and `$'two\nlines'` where it holds what ends a line.
pub fn shell(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.chars().any(char::is_control) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut word = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => word.extend(['\\', c]),
            '\n' => word.push_str("\\n"),
            '\t' => word.push_str("\\t"),
            c if c.is_control() => word.extend(c.to_string().bytes().map(|byte| format!("\\x{byte:02x}"))),
            c => word.push(c),
        }
    }
    word + "'"
}

/// A duration in seconds, as PromQL's functions take it.
pub(super) fn seconds(duration: Duration) -> String {
    match duration.in_units_of(Duration(1000)) {
        Some(whole) => whole.to_string(),
        None => format!("{}.{:03}", duration.millis() / 1000, duration.millis() % 1000),
    }
}

fn volume_places(storage: &Storage) -> Vec<Span> {
    match storage {
        Storage::One(_) => Vec::new(),
        Storage::Several(volumes) => volumes.iter().map(|(id, _)| id.origin.first()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::shell;

    #[test]
    fn any_text_is_one_word_on_one_line() {
        for (text, word) in [
            ("audit-service.v1/a_b", "audit-service.v1/a_b"),
            ("", "''"),
            ("a b|c", "'a b|c'"),
            ("it's", r"'it'\''s'"),
            ("$(rm) `x`", "'$(rm) `x`'"),
            ("two\nlines\t'\\", r"$'two\nlines\t\'\\'"),
            ("\u{1B}[1m\u{85}", r"$'\x1b[1m\xc2\x85'"),
        ] {
            assert_eq!(shell(text), word, "{text:?}");
        }
    }
}
