//! The pods and Services of a Kafka cluster.

use super::defaults::{carried, labels, of_template};
use super::listeners;
use super::{Derived, Muted, Part, Pod, PodPort, Service, ServicePort, Speaks, Target};
use crate::bundle::Node;
use crate::catalog::{Capability, Component, Release, TargetPort};
use crate::inventory::selector::{Labels, Op, Selector, Term};
use crate::inventory::tree::Place;
use crate::inventory::{Cluster, Pool};
use std::collections::BTreeSet;

/// So many nodes of a pool are told one by one; who has more has a typing mistake.
const MOST: u32 = 1000;

/// The name of the port with metrics of what Strimzi runs in a JVM of Kafka.
const METRICS: (&str, u16) = ("tcp-prometheus", 9404);

/// The ids of the nodes of each pool: those that an annotation asks for, else the lowest that are free. The operator deals them in
/// the order in which the API server lists pools, which is that of their names.
pub(super) fn ids(cluster: &Cluster<'_>) -> Vec<Vec<u32>> {
    let mut taken = BTreeSet::new();
    let mut all = Vec::new();
    let mut by_name: Vec<(usize, &Pool<'_>)> = cluster.pools.iter().enumerate().collect();
    by_name.sort_by_key(|(at, pool)| (pool.name, *at));
    for (at, pool) in by_name {
        let wanted = pool.document.at(["metadata", "annotations", "strimzi.io/next-node-ids"]);
        let mut wanted = wanted.filter(|_| pool.is_resource).and_then(Node::as_text).map(ranges).unwrap_or_default();
        let mut ids = Vec::new();
        let mut next = 0;
        while ids.len() < usize::try_from(pool.replicas.value.min(MOST)).unwrap_or(0) {
            let id = wanted.pop_front().unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            if taken.insert(id) {
                ids.push(id);
            }
        }
        all.push((at, ids));
    }
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, ids)| ids).collect()
}

/// Ids as an annotation lists them: `[0-2, 5]`.
fn ranges(text: &str) -> std::collections::VecDeque<u32> {
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
    let mut ids = std::collections::VecDeque::new();
    for part in inner.split(',').map(str::trim) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Ok(first), Ok(last)) = (first.trim().parse::<u32>(), last.trim().parse::<u32>()) else { continue };
        let up: Vec<u32> = (first.min(last)..=first.max(last)).take(MOST as usize).collect();
        if first <= last { ids.extend(up) } else { ids.extend(up.into_iter().rev()) }
    }
    ids
}

/// Which parts of a cluster run.
fn runs<'b>(cluster: &Cluster<'b>, component: &str) -> Option<Node<'b>> {
    match component {
        "kafka" => Some(cluster.kafka),
        "zookeeper" => cluster.zookeeper.as_ref().map(|zookeeper| zookeeper.node),
        "entity-operator" => cluster.topic_operator.or(cluster.user_operator),
        "kafka-exporter" => cluster.exporter,
        "cruise-control" => cluster.cruise_control,
        _ => None,
    }
}

pub(super) fn pods<'b>(cluster: &Cluster<'b>, release: &'static Release, derived: &mut Derived<'b>) {
    for component in &release.components {
        let kind = component.kind_of_component.as_str();
        let Some(from) = runs(cluster, kind) else { continue };
        let name = component.name.replace("{cluster}", cluster.name);
        let base = labels(cluster.document, &name, kind);
        match kind {
            "kafka" => {
                for (pool, ids) in cluster.pools.iter().zip(ids(cluster)) {
                    for id in ids {
                        derived.pods.push(node(cluster, pool, id, component, base.clone(), release));
                    }
                }
            }
            "zookeeper" => zookeepers(cluster, component, &base, release, derived),
            _ => {
                let part = match kind {
                    "entity-operator" => Part::EntityOperator,
                    "kafka-exporter" => Part::KafkaExporter,
                    _ => Part::CruiseControl,
                };
                let has = |container: &str| match container {
                    "topic-operator" => cluster.topic_operator.is_some(),
                    "user-operator" => cluster.user_operator.is_some(),
                    _ => true,
                };
                let template = match kind {
                    "entity-operator" => cluster.document.at(["spec", "entityOperator", "template"]),
                    _ => from.get("template"),
                };
                let mut pod_labels = base;
                pod_labels.extend(of_template(template, "pod"));
                let muted = (part == Part::CruiseControl && from.get("metricsConfig").is_none()).then_some(Muted {
                    name: METRICS.0,
                    number: METRICS.1,
                    key: "spec.cruiseControl.metricsConfig",
                    node: from,
                });
                let mut pod = pod(cluster, name, pod_labels, from, part);
                pod.exact = false;
                pod.ports = ports(component, cluster, &|container| has(container), muted.is_none());
                pod.containers = containers(component, cluster).filter(|name| has(name)).collect();
                pod.muted = muted;
                derived.pods.push(pod);
            }
        }
    }
}

fn pod<'b>(cluster: &Cluster<'b>, name: String, labels: Labels, from: Node<'b>, part: Part) -> Pod<'b> {
    Pod {
        name,
        exact: true,
        namespace: cluster.document.namespace(),
        labels,
        containers: Vec::new(),
        ports: Vec::new(),
        from,
        part,
        muted: None,
        claims: Vec::new(),
    }
}

fn containers<'c>(component: &'c Component, cluster: &'c Cluster<'_>) -> impl Iterator<Item = String> + 'c {
    component.containers.iter().map(|container| container.name.replace("{cluster}", cluster.name))
}

/// The ports of a component's containers.
fn ports(component: &Component, cluster: &Cluster<'_>, has: &dyn Fn(&str) -> bool, metrics: bool) -> Vec<PodPort> {
    let mut ports = Vec::new();
    for container in component.containers.iter().filter(|container| has(&container.name)) {
        let name = container.name.replace("{cluster}", cluster.name);
        let port = |port: &crate::catalog::Port, speaks| PodPort {
            name: Some(port.name.clone()),
            number: port.number,
            container: name.clone(),
            speaks,
        };
        ports.extend(container.ports.iter().map(|own| port(own, Speaks::Other(spoken(&own.name)))));
        if metrics || !container.metrics_by_config {
            ports.push(port(&container.metrics, Speaks::Metrics));
        }
    }
    ports
}

/// What is spoken on a port of the operator's own.
fn spoken(name: &str) -> &'static str {
    match name {
        "tcp-ctrlplane" => "the protocol of controllers",
        "tcp-kafkaagent" => "to the operator only",
        "tcp-clients" | "tcp-clustering" | "tcp-election" => "ZooKeeper's protocol",
        "rest-api" | "rest-api-mgmt" => "a REST API",
        _ => "Kafka's protocol",
    }
}

/// A node of Kafka.
fn node<'b>(
    cluster: &Cluster<'b>,
    pool: &Pool<'b>,
    id: u32,
    component: &Component,
    base: Labels,
    release: &'static Release,
) -> Pod<'b> {
    let fill = |pattern: &str| {
        let filled = pattern.replace("{cluster}", cluster.name).replace("{pool}", pool.name);
        filled.replace("{node}", &id.to_string())
    };
    let name = fill(&release.names.pod);
    let mut pod_labels = base;
    if pool.is_resource {
        pod_labels.extend(carried(pool.document));
    }
    let flag = |value: bool| value.to_string();
    for (label, value) in [
        ("strimzi.io/pool-name", pool.name.to_owned()),
        ("strimzi.io/pod-name", name.clone()),
        ("strimzi.io/controller", "strimzipodset".to_owned()),
        ("strimzi.io/controller-name", fill(&release.names.pod_set)),
        ("strimzi.io/broker-role", flag(pool.brokers)),
        ("strimzi.io/controller-role", flag(pool.controllers)),
    ] {
        pod_labels.insert(label.to_owned(), value);
    }
    if release.can(Capability::StatefulSetPodNameLabel) {
        pod_labels.insert("statefulset.kubernetes.io/pod-name".to_owned(), name.clone());
    }
    pod_labels.extend(of_template(pool.template, "pod"));
    let part = Part::Kafka { broker: pool.brokers, controller: cluster.kraft.value && pool.controllers };
    let mut pod = pod(cluster, name, pod_labels, pool.spec, part);
    pod.ports = ports(component, cluster, &|_| true, cluster.metrics.is_some());
    pod.ports.retain(|port| match port.name.as_deref() {
        Some("tcp-ctrlplane") => !cluster.kraft.value || pool.controllers,
        Some("tcp-replication") => pool.brokers,
        _ => true,
    });
    if pool.brokers {
        pod.ports.extend(listeners::ports(cluster, release).map(|(name, number)| PodPort {
            name: Some(name),
            number,
            container: "kafka".to_owned(),
            speaks: Speaks::Other("Kafka's protocol"),
        }));
    }
    pod.containers = vec!["kafka".to_owned()];
    pod.muted = cluster.metrics.is_none().then_some(Muted {
        name: METRICS.0,
        number: METRICS.1,
        key: "spec.kafka.metricsConfig",
        node: cluster.kafka,
    });
    pod.claims = pool
        .storage
        .iter()
        .flat_map(|storage| storage.volumes.iter().map(move |volume| (storage, volume)))
        .filter(|(_, volume)| !volume.ephemeral)
        .map(|(storage, volume)| match volume.id {
            Some(number) if storage.jbod => {
                fill(&release.names.claim_of_volume.replace("{volume}", &number.value.to_string()))
            }
            _ => fill(&release.names.claim),
        })
        .collect();
    pod
}

fn zookeepers<'b>(
    cluster: &Cluster<'b>,
    component: &Component,
    base: &Labels,
    release: &'static Release,
    derived: &mut Derived<'b>,
) {
    let (Some(zookeeper), Some(pattern)) = (&cluster.zookeeper, &release.names.zookeeper_pod) else { return };
    for id in 0..zookeeper.replicas.value.min(MOST) {
        let fill = |pattern: &str| pattern.replace("{cluster}", cluster.name).replace("{node}", &id.to_string());
        let name = fill(pattern);
        let mut pod_labels = base.clone();
        pod_labels.insert("strimzi.io/pod-name".to_owned(), name.clone());
        pod_labels.insert("strimzi.io/controller".to_owned(), "strimzipodset".to_owned());
        pod_labels.insert("statefulset.kubernetes.io/pod-name".to_owned(), name.clone());
        pod_labels.extend(of_template(zookeeper.template, "pod"));
        let mut pod = pod(cluster, name, pod_labels, zookeeper.node, Part::ZooKeeper);
        pod.ports = ports(component, cluster, &|_| true, zookeeper.metrics.is_some());
        pod.containers = vec!["zookeeper".to_owned()];
        let persistent = zookeeper.storage.as_ref().is_some_and(|storage| !storage.loses_data());
        pod.claims = release.names.zookeeper_claim.iter().filter(|_| persistent).map(|claim| fill(claim)).collect();
        pod.muted = zookeeper.metrics.is_none().then_some(Muted {
            name: METRICS.0,
            number: METRICS.1,
            key: "spec.zookeeper.metricsConfig",
            node: zookeeper.node,
        });
        derived.pods.push(pod);
    }
}

pub(super) fn services<'b>(cluster: &Cluster<'b>, release: &'static Release, derived: &mut Derived<'b>) {
    for service in &release.services {
        let Some(from) = runs(cluster, &service.component) else { continue };
        let Some(component) = release.component(&service.component) else { continue };
        let name = component.name.replace("{cluster}", cluster.name);
        let mut service_labels = labels(cluster.document, &name, &service.component);
        if service.listeners {
            let part = if service.headless { "brokersService" } else { "bootstrapService" };
            service_labels.extend(of_template(cluster.kafka.get("template"), part));
        }
        let listeners = service.listeners.then(|| listeners::internal(cluster, release)).into_iter().flatten();
        let fixed = service.ports.iter().map(|port| (port.name.clone(), port.number));
        let by_name = release.listeners.target_port == TargetPort::Name;
        let ports = fixed.chain(listeners).map(|(name, number)| ServicePort {
            name: Some(name.clone()),
            number,
            target: if by_name { Target::Name(name) } else { Target::Number(number) },
            node: from,
        });
        let brokers_only = service.component == "kafka" && cluster.kraft.value && !service.headless;
        derived.services.push(Service {
            name: service.name.replace("{cluster}", cluster.name),
            namespace: cluster.document.namespace(),
            labels: service_labels,
            selector: Some(selector(cluster, &name, brokers_only, from)),
            ports: ports.collect(),
            from,
            by_operator: true,
            external: false,
        });
    }
    listeners::services(cluster, release, derived);
}

/// By what the operator's own Services select.
pub(super) fn selector<'b>(cluster: &Cluster<'b>, name: &str, brokers: bool, from: Node<'b>) -> Selector<'b> {
    let place = Place::whole(from);
    let kind = cluster.document.kind().unwrap_or_default();
    let pairs = [("strimzi.io/cluster", cluster.name), ("strimzi.io/kind", kind), ("strimzi.io/name", name)];
    let role = brokers.then_some(("strimzi.io/broker-role", "true"));
    let term =
        |(key, value): (&str, &str)| Term { key: key.to_owned(), op: Op::In, values: vec![value.to_owned()], place };
    Selector { terms: pairs.into_iter().chain(role).map(term).collect(), place }
}
