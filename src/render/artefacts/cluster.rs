//! `02-kafka-cluster.yaml`: the Kafka resource and the rules by which it tells metrics.

use super::listeners::{self, Authorization, Listener};
use super::nodes::{self, NodePool, Nodes};
use super::parts::{Entry, Label, Resources, Setting, Text, ZONE, api_version, fixed, labels, made, text, value};
use super::pod::Pod;
use super::upkeep::{self, Authority, CruiseControl, Quotas};
use crate::bundle::header::Style;
use crate::catalog::{ImageName, Kraft, NodePools};
use crate::model::{self, Metadata, Model, Monitoring, Sourced};
use crate::render::artefact::{Addition, Description, Platform, Promise, context_value};
use crate::render::{Traced, jmx};
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
    let rules = model.monitoring.as_ref().and_then(|monitoring| Metrics::of(monitoring, model));
    let rules = rules.map(|_| Promise::new("ConfigMap", metrics_config_map(model)));
    let pools = nodes::pools(model).into_iter().map(|(pool, _)| Promise::new("KafkaNodePool", &pool.name.value));
    rules.into_iter().chain(pools).chain([Promise::new("Kafka", &model.cluster.name.value)]).collect()
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
    annotations: Vec<Label<'m>>,
    pools: Vec<NodePool<'m>>,
    kafka: Kafka<'m>,
    listeners: Vec<Listener<'m>>,
    authorization: Option<Authorization<'m>>,
    config: Vec<Setting<'m>>,
    metrics: Option<Metrics<'m>>,
    /// Where the reporter tells metrics: which of them.
    reported: Vec<Text<'m>>,
    zookeeper: Option<ZooKeeper<'m>>,
    entity_operator: EntityOperator<'m>,
    exporter: Option<Exporter<'m>>,
    cruise_control: Option<CruiseControl<'m>>,
    authorities: Vec<Authority<'m>>,
    windows: Vec<Text<'m>>,
}

#[derive(Debug, Serialize)]
struct Kafka<'m> {
    version: Text<'m>,
    image: Option<Text<'m>>,
    metadata_version: Option<Text<'m>>,
    init_image: Option<Text<'m>>,
    rack: Option<Text<'m>>,
    quotas: Option<Quotas<'m>>,
    logging: Vec<Entry<Text<'m>, Text<'m>>>,
    /// The brokers, where there are no pools.
    nodes: Option<Nodes<'m>>,
    /// How many pods may be driven away at once, where there are.
    budget: Option<Traced<u32>>,
}

#[derive(Debug, Serialize)]
struct Metrics<'m> {
    config_map: Text<'m>,
    /// The rules of Kafka's nodes; none where the reporter tells their metrics.
    broker_rules: Option<String>,
    zookeeper_rules: Option<&'static str>,
    cruise_control_rules: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct ZooKeeper<'m> {
    image: Option<Text<'m>>,
    nodes: Nodes<'m>,
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
            images: _,  // asked for where an image stands
            release: _, // asked for where a version stands
            cluster,
            operator: _,
            topics: _,
            clients: _,
            users: _,
            monitoring,
            alerts: _,
            stack: _,
            limits: _,
            by_key: _,
            by_client: _,
        } = model;
        let metrics = monitoring.as_ref().and_then(|monitoring| Metrics::of(monitoring, model));
        Context {
            api_version: api_version(model, "Kafka"),
            name: text(&cluster.name),
            namespace: text(&cluster.namespace),
            part_of: text(&project.name),
            labels: labels(&cluster.labels),
            annotations: annotations(model),
            pools: nodes::pools(model).into_iter().map(|(pool, set)| NodePool::of(pool, &set, model)).collect(),
            kafka: Kafka::of(model),
            listeners: listeners::listeners(model),
            authorization: listeners::authorization(model),
            config: cluster.config.iter().map(Setting::of).collect(),
            metrics,
            reported: reported(model),
            zookeeper: match &cluster.metadata {
                Metadata::ZooKeeper(ensemble) => Some(ZooKeeper::of(ensemble, model)),
                Metadata::KRaft(_) => None,
            },
            entity_operator: EntityOperator::of(model),
            exporter: cluster.exporter.as_ref().map(|exporter| Exporter::of(exporter, model)),
            cruise_control: cluster
                .cruise_control
                .as_ref()
                .map(|it| CruiseControl::of(it, image(ImageName::Kafka, model), model)),
            authorities: upkeep::authorities(model),
            windows: cluster.upkeep.windows.iter().map(text).collect(),
        }
    }
}

/// Which metrics the reporter tells: what its operator would let through by itself (`KafkaCluster`, 1.2.0), what alerts ask
/// for, and what tells of volumes and of metadata.
const REPORTED: [&str; 19] = [
    "kafka_cluster_partition.*",
    "kafka_controller_controllerstats.*",
    "kafka_controller_kafkacontroller.*",
    "kafka_log_log_size",
    "kafka_log_logmanager.*",
    "kafka_network_processor_idlepercent",
    "kafka_network_requestmetrics.*",
    "kafka_network_socketserver_networkprocessoravgidlepercent",
    "kafka_server_app_info.*",
    "kafka_server_broker_metadata.*",
    "kafka_server_brokertopicmetrics.*",
    "kafka_server_kafkarequesthandlerpool.*",
    "kafka_server_kafkaserver_brokerstate",
    "kafka_server_kafkaserver_linux.*",
    "kafka_server_metadataloader.*",
    "kafka_server_raft.*",
    "kafka_server_replicamanager.*",
    "kafka_server_request_queue_size",
    "kafka_server_socket_server.*",
];

fn reported(model: &Model) -> Vec<Text<'_>> {
    let reporter = model.monitoring.as_ref().map(|monitoring| &monitoring.reporter).filter(|reporter| reporter.value);
    reporter.map(|reporter| REPORTED.iter().map(|metric| fixed(metric, reporter)).collect()).unwrap_or_default()
}

impl<'m> Metrics<'m> {
    /// The rules for the JMX exporter's agents; nothing where there is no agent.
    fn of(monitoring: &Monitoring, model: &'m Model) -> Option<Self> {
        let cluster = &model.cluster;
        let kraft = matches!(cluster.metadata, Metadata::KRaft(_));
        let broker_rules = (!monitoring.reporter.value).then(|| jmx::of_kafka(kraft));
        let cruise_control_rules = cluster.cruise_control.as_ref().map(|_| jmx::OF_CRUISE_CONTROL);
        (broker_rules.is_some() || cruise_control_rules.is_some()).then(|| Metrics {
            config_map: made(&cluster.name, |_| metrics_config_map(model)),
            broker_rules,
            zookeeper_rules: (!kraft).then_some(jmx::OF_ZOOKEEPERS),
            cruise_control_rules,
        })
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
        let rack = cluster.brokers.over_zones().map(|spread| fixed(ZONE, spread));
        let (nodes, metadata_version) = match &cluster.metadata {
            Metadata::ZooKeeper(_) => (Some(Nodes::named(&cluster.brokers.first.nodes, "kafka", model)), None),
            Metadata::KRaft(kraft) => (None, Some(text(&kraft.version))),
        };
        Kafka {
            version: text(&cluster.kafka),
            image: image(ImageName::Kafka, model),
            metadata_version,
            init_image: image(ImageName::Operator, model).filter(|_| rack.is_some() || listeners::ask_nodes(model)),
            rack,
            quotas: cluster.quotas.as_ref().map(Quotas::of),
            logging: upkeep::logging(model),
            budget: cluster.upkeep.max_unavailable.as_ref().filter(|_| nodes.is_none()).map(value),
            nodes,
        }
    }
}

/// What switches KRaft and pools on, where the release wants to be told.
fn annotations(model: &Model) -> Vec<Label<'_>> {
    let Metadata::KRaft(kraft) = &model.cluster.metadata else { return Vec::new() };
    let from = Sourced { value: (), origin: kraft.origin.clone() };
    let release = &model.release.cluster;
    let enabled = |key: &'static str| Entry { key: fixed(key, &from), value: fixed("enabled", &from) };
    let pools = matches!(release.node_pools, NodePools::Annotation | NodePools::RequiredAnnotation);
    let kraft = matches!(release.kraft, Kraft::PreviewGate | Kraft::Annotations | Kraft::RequiredAnnotations);
    let pools = pools.then(|| enabled("strimzi.io/node-pools"));
    pools.into_iter().chain(kraft.then(|| enabled("strimzi.io/kraft"))).collect()
}

impl<'m> ZooKeeper<'m> {
    fn of(ensemble: &'m model::Nodes, model: &'m Model) -> Self {
        ZooKeeper { image: image(ImageName::Kafka, model), nodes: Nodes::named(ensemble, "zookeeper", model) }
    }
}

impl<'m> EntityOperator<'m> {
    fn of(model: &'m Model) -> Self {
        let cluster = &model.cluster;
        let model::EntityOperator { at: _, users, resources, pod } = &cluster.entity_operator;
        let operator = |key: &'static str| {
            let (image, resources) = (image(ImageName::Operator, model), Resources::of(resources));
            let given = image.is_some() || resources.given;
            Operator { key: fixed(key, users), given, image, resources }
        };
        let mut operators = vec![operator("topicOperator")];
        if users.value {
            operators.push(operator("userOperator"));
        }
        EntityOperator { pod: Pod::single(pod, model), operators }
    }
}

impl<'m> Exporter<'m> {
    fn of(exporter: &'m model::Exporter, model: &'m Model) -> Self {
        let model::Exporter { topics, groups, resources, pod } = exporter;
        Exporter {
            image: image(ImageName::Kafka, model),
            topics: text(topics),
            groups: text(groups),
            resources: Resources::of(resources),
            pod: Pod::single(pod, model),
        }
    }
}
