//! What a selector that selects nothing is likely to mean.

use super::Break;
use crate::inventory::derive::{Part, Pod, Service};
use crate::inventory::monitor::{Endpoint, Monitor};
use crate::inventory::selector::{Labels, Selector, Term};
use crate::inventory::{Cluster, Derived, Inventory, same_namespace};

/// A Service of the set that leads to what Strimzi runs, has the port, and is selected by no monitor.
pub(super) fn unselected<'w, 'b>(
    inventory: &'w Inventory<'b>,
    monitor: &'w Monitor<'b>,
    endpoint: &'w Endpoint<'b>,
) -> Option<Break<'w, 'b>> {
    let derived = inventory.derived();
    let wanted = endpoint.port()?.scalar()?;
    let forgotten = |service: &&Service<'b>| {
        let selected = inventory.monitors.iter().any(|it| !it.of_pods && it.selector.accepts(&service.labels));
        !service.by_operator
            && !selected
            && monitor.looks_into(service.namespace)
            && service.ports.iter().any(|port| port.name.as_deref() == Some(wanted))
            && derived.behind(service).any(|pod| pod.part != Part::Other)
    };
    derived.services.iter().find(forgotten).map(|service| Break::Unselected { service })
}

pub(super) fn near_behind<'w, 'b>(
    derived: &'w Derived<'b>,
    service: &'w Service<'b>,
) -> Option<(&'w Term<'b>, String, Option<String>)> {
    let selector = service.selector.as_ref()?;
    let near = |pod: &'w Pod<'b>| {
        let here = same_namespace(pod.namespace, service.namespace);
        near(&selector.failing(&pod.labels), &pod.labels)
            .filter(|_| here)
            .map(|(term, value)| (term, pod.words(), value))
    };
    derived.pods.iter().find_map(near)
}

pub(super) fn near_pod<'w, 'b>(derived: &'w Derived<'b>, monitor: &'w Monitor<'b>) -> Option<Break<'w, 'b>> {
    derived.pods.iter().find_map(|pod| {
        let (term, value) = near(&monitor.selector.failing(&pod.labels), &pod.labels)?;
        Some(Break::Near { term, of: pod.words(), value })
    })
}

pub(super) fn near_service<'w, 'b>(derived: &'w Derived<'b>, monitor: &'w Monitor<'b>) -> Option<Break<'w, 'b>> {
    let own = derived.services.iter().filter(|service| !service.by_operator);
    let all = own.chain(derived.services.iter().filter(|service| service.by_operator));
    all.into_iter().find_map(|service| {
        let (term, value) = near(&monitor.selector.failing(&service.labels), &service.labels)?;
        Some(Break::Near { term, of: format!("Service {}", service.name), value })
    })
}

/// The parts of a cluster that run only if they are asked for: how `strimzi.io/name` ends, what they are called, and the key.
const PARTS: [(&str, &str, &str); 4] = [
    ("kafka-exporter", "Kafka Exporter", "spec.kafkaExporter"),
    ("cruise-control", "Cruise Control", "spec.cruiseControl"),
    ("entity-operator", "the entity operator", "spec.entityOperator"),
    ("zookeeper", "ZooKeeper", "spec.zookeeper"),
];

/// A part of a cluster that a selector asks for and that does not run.
pub(super) fn off<'w, 'b>(
    inventory: &'w Inventory<'b>,
    selector: &'w Selector<'b>,
    here: impl Fn(&Cluster<'b>) -> bool,
) -> Option<Break<'w, 'b>> {
    let of_cluster = |cluster: &'w Cluster<'b>| {
        if selector.wants("strimzi.io/cluster").is_some_and(|wanted| wanted != cluster.name) {
            return None;
        }
        PARTS.iter().find_map(|(ending, part, key)| {
            let runs = match *ending {
                "kafka-exporter" => cluster.exporter.is_some(),
                "cruise-control" => cluster.cruise_control.is_some(),
                "entity-operator" => cluster.topic_operator.or(cluster.user_operator).is_some(),
                _ => cluster.zookeeper.is_some(),
            };
            let named = format!("{}-{ending}", cluster.name);
            let term = selector.terms.iter().find(|term| {
                term.only().is_some_and(|only| match term.key.as_str() {
                    "strimzi.io/name" => only == named,
                    _ => false,
                })
            })?;
            (!runs).then_some(Break::Off { part, key, cluster, term })
        })
    };
    inventory.clusters.iter().filter(|cluster| here(cluster)).find_map(of_cluster)
}

/// The values of `strimzi.io/kind`: one is not another by mistake.
const KINDS: [&str; 6] =
    ["Kafka", "KafkaConnect", "KafkaMirrorMaker", "KafkaMirrorMaker2", "KafkaBridge", "cluster-operator"];

/// The only term that fails, if what the label has is near to what the term wants.
fn near<'w, 'b>(failing: &[&'w Term<'b>], labels: &Labels) -> Option<(&'w Term<'b>, Option<String>)> {
    let [term] = failing else { return None };
    let wanted = term.only().filter(|wanted| !KINDS.contains(wanted))?;
    let value = labels.get(&term.key);
    let meant = match value {
        Some(value) => alike(wanted, value),
        // The key itself is misspelt.
        None => labels.iter().any(|(key, value)| value == wanted && alike(key, &term.key)),
    };
    meant.then(|| (*term, value.cloned()))
}

/// Whether one text is likely to be meant by the other: a letter or two differ, or one has something more at an end.
pub fn alike(one: &str, other: &str) -> bool {
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let longer = one.len().max(other.len());
    let affix = one.starts_with(other) || other.starts_with(one) || one.ends_with(other) || other.ends_with(one);
    affix || strsim::osa_distance(one, other) <= (longer / 5).max(1)
}
