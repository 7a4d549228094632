//! `02-kafka-cluster.yaml`: the Kafka resource and the rules by which it tells metrics.

use super::parts::{Heap, Label, Pod, Resources, Setting, Storage, Text, ZONE, fixed, labels, made, text, value};
use crate::bundle::header::Style;
use crate::catalog::ImageName;
use crate::model::{self, Model, Spread};
use crate::render::Traced;
use crate::render::artefact::{Addition, Description, Platform, Promise, context_value};
use serde::Serialize;

pub(super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/02-kafka-cluster.yaml",
    template: include_str!("../../../templates/k8s-manifests/kafka/02-kafka-cluster.yaml.j2"),
    title: "the Kafka cluster",
    style: Style::Hash,
    wanted: |_| true,
    context: |platform| context_value(&Context::of(platform.model)),
    promises,
    additions,
};

fn promises(platform: Platform<'_>) -> Vec<Promise> {
    let model = platform.model;
    let rules = model.monitoring.as_ref().map(|_| Promise::new("ConfigMap", metrics_config_map(model)));
    rules.into_iter().chain([Promise::new("Kafka", &model.cluster.name.value)]).collect()
}

fn additions(platform: Platform<'_>) -> Vec<Addition<'_>> {
    let cluster = &platform.model.cluster;
    let patch = cluster.patch.as_ref();
    let addition = patch.map(|patch| Addition { patch, kind: "Kafka", name: cluster.name.value.clone(), alert: None });
    addition.into_iter().collect()
}

/// The name of the ConfigMap with the JMX rules.
fn metrics_config_map(model: &Model) -> String {
    format!("{}-metrics", model.cluster.name.value)
}

#[derive(Debug, Serialize)]
struct Context<'m> {
    api_version: String,
    name: Text<'m>,
    namespace: Text<'m>,
    part_of: Text<'m>,
    labels: Vec<Label<'m>>,
    kafka: Kafka<'m>,
    listeners: Vec<Listener<'m>>,
    config: Vec<Setting<'m>>,
    metrics: Option<Metrics<'m>>,
    zookeeper: ZooKeeper<'m>,
    entity_operator: EntityOperator<'m>,
    exporter: Option<Exporter<'m>>,
}

#[derive(Debug, Serialize)]
struct Kafka<'m> {
    version: Text<'m>,
    image: Option<Text<'m>>,
    init_image: Option<Text<'m>>,
    replicas: Traced<u32>,
    rack: Option<Text<'m>>,
    storage: Storage<'m>,
    resources: Resources<'m>,
    heap: Heap<'m>,
    pod: Pod<'m>,
}

#[derive(Debug, Serialize)]
struct Listener<'m> {
    name: Text<'m>,
    port: Traced<u16>,
    r#type: Text<'m>,
    tls: Traced<bool>,
    authentication: Option<Text<'m>>,
    peers: Vec<Peer<'m>>,
}

#[derive(Debug, Serialize)]
struct Peer<'m> {
    namespace: Text<'m>,
    pods: Vec<Label<'m>>,
}

#[derive(Debug, Serialize)]
struct Metrics<'m> {
    config_map: Text<'m>,
    broker_rules: &'static str,
    zookeeper_rules: &'static str,
}

#[derive(Debug, Serialize)]
struct ZooKeeper<'m> {
    image: Option<Text<'m>>,
    replicas: Traced<u32>,
    storage: Storage<'m>,
    resources: Resources<'m>,
    heap: Heap<'m>,
    pod: Pod<'m>,
}

#[derive(Debug, Serialize)]
struct EntityOperator<'m> {
    pod: Pod<'m>,
    operators: Vec<Operator<'m>>,
}

#[derive(Debug, Serialize)]
struct Operator<'m> {
    key: Text<'m>,
    given: bool,
    image: Option<Text<'m>>,
    resources: Resources<'m>,
}

#[derive(Debug, Serialize)]
struct Exporter<'m> {
    image: Option<Text<'m>>,
    topics: Text<'m>,
    groups: Text<'m>,
    resources: Resources<'m>,
    pod: Pod<'m>,
}

impl<'m> Context<'m> {
    fn of(model: &'m Model) -> Self {
        let Model {
            project,
            environment: _,
            images: _, // asked for where an image stands
            release,
            cluster,
            operator: _,
            topics: _,
            clients: _,
            monitoring,
            alerts: _,
            stack: _,
            limits: _,
            by_key: _,
        } = model;
        let metrics = monitoring.as_ref().map(|_| Metrics {
            config_map: made(&cluster.name, |_| metrics_config_map(model)),
            broker_rules: include_str!("../../../templates/shared/jmx/broker.yaml"),
            zookeeper_rules: include_str!("../../../templates/shared/jmx/zookeeper.yaml"),
        });
        Context {
            api_version: release.resource("Kafka").map(crate::catalog::CustomResource::api_version).unwrap_or_default(),
            name: text(&cluster.name),
            namespace: text(&cluster.namespace),
            part_of: text(&project.name),
            labels: labels(&cluster.labels),
            kafka: Kafka::of(model),
            listeners: cluster.listeners.iter().map(Listener::of).collect(),
            config: cluster.config.iter().map(Setting::of).collect(),
            metrics,
            zookeeper: ZooKeeper::of(model),
            entity_operator: EntityOperator::of(model),
            exporter: cluster.exporter.as_ref().map(|exporter| Exporter::of(exporter, model)),
        }
    }
}

/// The image of a container, where the spec says that images come from elsewhere; else the operator knows it.
fn image<'m>(name: ImageName, model: &Model) -> Option<Text<'m>> {
    if !model.images.are_special() {
        return None;
    }
    let image = model.release.images.get(name, &model.cluster.kafka.value)?;
    let located = model.images.locate(&model.cluster.strimzi.derive(|_| image));
    Some(made(&located, String::clone))
}

impl<'m> Kafka<'m> {
    fn of(model: &'m Model) -> Self {
        let cluster = &model.cluster;
        let model::Nodes { replicas, storage, resources, heap, spread } = &cluster.brokers;
        let rack = Some(spread).filter(|spread| spread.value == Spread::Zone).map(|spread| fixed(ZONE, spread));
        // Rack awareness spreads brokers by itself; a second constraint on the same label would only repeat it.
        let spread = Some(spread).filter(|spread| spread.value != Spread::Zone);
        let name = format!("{}-kafka", cluster.name.value);
        Kafka {
            version: text(&cluster.kafka),
            image: image(ImageName::Kafka, model),
            init_image: rack.as_ref().and_then(|_| image(ImageName::Operator, model)),
            replicas: value(replicas),
            rack,
            storage: Storage::of(storage),
            resources: Resources::of(resources),
            heap: Heap::of(heap),
            pod: Pod::of(&cluster.name, &name, spread, &model.images.pull_secrets),
        }
    }
}

impl<'m> Listener<'m> {
    fn of(listener: &'m model::Listener) -> Self {
        let model::Listener { name, port, tls, kind, authentication, allow_from } = listener;
        Listener {
            name: text(name),
            port: value(port),
            r#type: fixed(kind.value.word(), kind),
            tls: value(tls),
            authentication: authentication.as_ref().map(|kind| fixed(kind.value.word(), kind)),
            peers: allow_from
                .iter()
                .map(|peer| Peer { namespace: text(&peer.namespace), pods: labels(&peer.pods) })
                .collect(),
        }
    }
}

impl<'m> ZooKeeper<'m> {
    fn of(model: &'m Model) -> Self {
        let cluster = &model.cluster;
        let model::Nodes { replicas, storage, resources, heap, spread } = &cluster.zookeeper;
        let name = format!("{}-zookeeper", cluster.name.value);
        ZooKeeper {
            image: image(ImageName::Kafka, model),
            replicas: value(replicas),
            storage: Storage::of(storage),
            resources: Resources::of(resources),
            heap: Heap::of(heap),
            pod: Pod::of(&cluster.name, &name, Some(spread), &model.images.pull_secrets),
        }
    }
}

impl<'m> EntityOperator<'m> {
    fn of(model: &'m Model) -> Self {
        let cluster = &model.cluster;
        let model::EntityOperator { at: _, users, resources } = &cluster.entity_operator;
        let operator = |key: &'static str| {
            let (image, resources) = (image(ImageName::Operator, model), Resources::of(resources));
            let given = image.is_some() || resources.given;
            Operator { key: fixed(key, users), given, image, resources }
        };
        let mut operators = vec![operator("topicOperator")];
        if users.value {
            operators.push(operator("userOperator"));
        }
        let name = format!("{}-entity-operator", cluster.name.value);
        EntityOperator { pod: Pod::of(&cluster.name, &name, None, &model.images.pull_secrets), operators }
    }
}

impl<'m> Exporter<'m> {
    fn of(exporter: &'m model::Exporter, model: &'m Model) -> Self {
        let model::Exporter { topics, groups, resources } = exporter;
        let name = format!("{}-kafka-exporter", model.cluster.name.value);
        Exporter {
            image: image(ImageName::Kafka, model),
            topics: text(topics),
            groups: text(groups),
            resources: Resources::of(resources),
            pod: Pod::of(&model.cluster.name, &name, None, &model.images.pull_secrets),
        }
    }
}
