//! What this cluster shows when all is well: the output of the commands by which it is verified.

use super::super::super::parts::{Text, made};
use super::super::columns::{columns, row};
use crate::alert::Scene;
use crate::model::{Listener, ListenerType, Model, Nodes, Storage, Volume};
use crate::promql::quote;
use crate::render::Traced;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Verify<'m> {
    pods: Text<'m>,
    operator_pod: Option<Text<'m>>,
    topics: Option<Text<'m>>,
    claims: Text<'m>,
    services: Text<'m>,
    /// How many targets Prometheus scrapes.
    targets: Option<Traced<u32>>,
    /// The query that counts them.
    query: Text<'m>,
    trial: Trial<'m>,
}

/// A topic that is made to send a message through, and removed again.
#[derive(Debug, Serialize)]
struct Trial<'m> {
    topic: Text<'m>,
    replicas: Traced<u32>,
    send: Text<'m>,
    receive: Text<'m>,
    /// What the receiver prints.
    received: &'static str,
}

/// The trial's message.
const MESSAGE: &str = "all is well";

impl<'m> Verify<'m> {
    pub(super) fn of(model: &'m Model, scene: &Scene<'m>) -> Self {
        let name = &model.cluster.name;
        let is_apart = model.operator.namespace.value != model.cluster.namespace.value;
        let operator = model.operator.is_ours().then(|| operator_row(model));
        Verify {
            pods: spread(model, |_| columns(&pods(model, scene, operator.clone().filter(|_| !is_apart)))),
            operator_pod: operator.filter(|_| is_apart).map(|pod| made(name, |_| columns(&[heading(), pod]))),
            topics: (!model.topics.is_empty()).then(|| made(name, |_| columns(&topics(model)))),
            claims: spread(model, |_| columns(&claims(model))),
            services: made(name, |_| columns(&services(model))),
            targets: model.monitoring.as_ref().map(|_| targets(model)),
            query: query(model),
            trial: Trial::of(model, scene),
        }
    }
}

/// What counts the targets that answer.
fn query<'m>(model: &Model) -> Text<'m> {
    let (own, operator) = (&model.cluster.namespace, &model.operator.namespace);
    let cluster =
        format!("up{{namespace={},strimzi_io_cluster={}}}", quote(&own.value), quote(&model.cluster.name.value));
    let origin = model.cluster.name.origin.and(&own.origin);
    if !model.operator.is_ours() {
        return Traced::new(format!("count({cluster} == 1)").into(), origin);
    }
    let operator_up = format!("up{{namespace={},strimzi_io_kind=\"cluster-operator\"}}", quote(&operator.value));
    Traced::new(format!("count({cluster} == 1 or {operator_up} == 1)").into(), origin.and(&operator.origin))
}

/// A text that the cluster's name and the numbers of its nodes lead to.
fn spread<'m>(model: &Model, form: impl FnOnce(&Model) -> String) -> Text<'m> {
    let cluster = &model.cluster;
    let origin = cluster.name.origin.and(&cluster.brokers.replicas.origin).and(&cluster.zookeeper.replicas.origin);
    Traced::new(form(model).into(), origin)
}

fn heading() -> Vec<String> {
    row(["NAME", "READY", "STATUS", "RESTARTS", "AGE"])
}

fn pod(name: &str, containers: usize) -> Vec<String> {
    let ready = format!("{containers}/{containers}");
    row([name, &ready, "Running", "0", "5m"])
}

fn operator_row(model: &Model) -> Vec<String> {
    pod(&format!("{}-…", model.release.operator.name), 1)
}

/// The pods as `kubectl` lists them: by name. What a Deployment makes has a name that nobody knows before, hence the `…`.
fn pods(model: &Model, scene: &Scene<'_>, operator: Option<Vec<String>>) -> Vec<Vec<String>> {
    let cluster = &model.cluster;
    let entity = usize::try_from(scene.entity_operators()).unwrap_or(1);
    let mut rows = vec![pod(&format!("{}-entity-operator-…", cluster.name.value), entity)];
    rows.extend((0..cluster.brokers.replicas.value).map(|node| pod(&scene.broker_pod(node), 1)));
    rows.extend(cluster.exporter.as_ref().map(|_| pod(&format!("{}-kafka-exporter-…", cluster.name.value), 1)));
    rows.extend((0..cluster.zookeeper.replicas.value).map(|node| pod(&scene.zookeeper_pod(node), 1)));
    rows.extend(operator);
    rows.sort();
    rows.insert(0, heading());
    rows
}

fn topics(model: &Model) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = model
        .topics
        .iter()
        .map(|topic| {
            let (partitions, replicas) = (topic.partitions.value.to_string(), topic.replicas.value.to_string());
            row([&topic.resource.value, &model.cluster.name.value, &partitions, &replicas, "True"])
        })
        .collect();
    rows.sort();
    rows.insert(0, row(["NAME", "CLUSTER", "PARTITIONS", "REPLICATION FACTOR", "READY"]));
    rows
}

/// Each node's claims, with what was asked for.
fn claims(model: &Model) -> Vec<Vec<String>> {
    let cluster = &model.cluster;
    let names = &model.release.names;
    let mut rows = Vec::new();
    let mut add = |form: &str, of_volume: &str, nodes: &Nodes| {
        for node in 0..nodes.replicas.value {
            let name = |form: &str| {
                let name = form.replace("{cluster}", &cluster.name.value).replace("{pool}", &names.pool_without_pools);
                name.replace("{node}", &node.to_string())
            };
            match &nodes.storage {
                Storage::One(volume) => rows.push(claim(name(form), volume)),
                Storage::Several(volumes) => rows.extend(
                    volumes
                        .iter()
                        .map(|(id, volume)| claim(name(of_volume).replace("{volume}", &id.value.to_string()), volume)),
                ),
            }
        }
    };
    add(&names.claim, &names.claim_of_volume, &cluster.brokers);
    if let Some(form) = &names.zookeeper_claim {
        add(form, form, &cluster.zookeeper);
    }
    rows.sort();
    rows.insert(0, row(["NAME", "STATUS", "CAPACITY", "STORAGECLASS"]));
    rows
}

fn claim(name: String, volume: &Volume) -> Vec<String> {
    let class = volume.class.as_ref().map_or("(the default class)", |class| class.value.as_str());
    row([&name, "Bound", &volume.size.value.quantity(), class])
}

/// The Services that the operator makes for clients and for the cluster itself.
fn services(model: &Model) -> Vec<Vec<String>> {
    let name = &model.cluster.name.value;
    let there = |kind: &str| kind == "kafka" || kind == "zookeeper";
    let services = model.release.services.iter().filter(|service| there(&service.component));
    let mut rows: Vec<Vec<String>> = services
        .map(|service| {
            let mut ports: Vec<u16> = service.ports.iter().map(|port| port.number).collect();
            if service.listeners {
                let internal = |listener: &&Listener| listener.kind.value == ListenerType::Internal;
                ports.extend(model.cluster.listeners.iter().filter(internal).map(|listener| listener.port.value));
            }
            ports.sort_unstable();
            let ports: Vec<String> = ports.iter().map(|port| format!("{port}/TCP")).collect();
            let address = if service.headless { "None" } else { "10.…" };
            row([&service.name.replace("{cluster}", name), "ClusterIP", address, &ports.join(",")])
        })
        .collect();
    rows.sort();
    rows.insert(0, row(["NAME", "TYPE", "CLUSTER-IP", "PORT(S)"]));
    rows
}

/// Brokers, ZooKeepers, the exporter, each operator in the entity operator, and the operator itself where it is ours.
fn targets(model: &Model) -> Traced<u32> {
    let cluster = &model.cluster;
    let (brokers, zookeepers) = (&cluster.brokers.replicas, &cluster.zookeeper.replicas);
    let others = u32::from(cluster.exporter.is_some())
        + 1
        + u32::from(cluster.entity_operator.users.value)
        + u32::from(model.operator.is_ours());
    let origin = brokers.origin.and(&zookeepers.origin);
    Traced::new(brokers.value.saturating_add(zookeepers.value).saturating_add(others), origin)
}

impl<'m> Trial<'m> {
    fn of(model: &'m Model, scene: &Scene<'m>) -> Self {
        let name = &model.cluster.name;
        let taken =
            |topic: &str| model.topics.iter().any(|known| known.name.value == topic || known.resource.value == topic);
        let free = (1_u32..).map(|number| match number {
            1 => "trial".to_owned(),
            _ => format!("trial-{number}"),
        });
        let topic = free.into_iter().find(|topic| !taken(topic)).unwrap_or_default();
        let copies = model.cluster.brokers.replicas.derive(|brokers| (*brokers).min(3));
        let limit = |arguments: &str| format!("--topic {topic} {arguments}");
        Trial {
            send: made(name, |_| {
                let tool = scene.tool_with_input("kafka-console-producer.sh", &limit("--producer-property acks=all"));
                format!("echo '{MESSAGE}' | {tool}")
            }),
            receive: made(name, |_| {
                let arguments = limit("--from-beginning --max-messages 1 --timeout-ms 30000");
                scene.tool("kafka-console-consumer.sh", &arguments)
            }),
            topic: made(name, |_| topic.clone()),
            replicas: Traced::new(copies.value, copies.origin),
            received: MESSAGE,
        }
    }
}
