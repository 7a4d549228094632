//! What this cluster shows when all is well: the output of the commands by which it is verified.

use super::super::super::parts::{Text, fixed, made, text};
use super::super::columns::{Line, columns};
use crate::alert::Scene;
use crate::catalog;
use crate::model::{Listener, ListenerType, Metadata, Model, Sourced, Volume};
use crate::promql::quote;
use crate::render::Traced;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Verify<'m> {
    pods: Vec<Line<'m>>,
    /// The operator's pod, where it is in another namespace.
    operator_pod: Vec<Line<'m>>,
    topics: Vec<Line<'m>>,
    users: Vec<Line<'m>>,
    claims: Vec<Line<'m>>,
    services: Vec<Line<'m>>,
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
        let is_apart = model.operator.namespace.value != model.cluster.namespace.value;
        let operator = model.operator.is_ours().then(|| operator_row(model));
        let (beside, apart) = if is_apart { (None, operator) } else { (operator, None) };
        Verify {
            pods: columns(pods(model, scene, beside)),
            operator_pod: apart.map(|pod| columns(vec![heading(HEADING, model), pod])).unwrap_or_default(),
            topics: if model.topics.is_empty() { Vec::new() } else { columns(topics(model)) },
            users: if model.users.is_empty() { Vec::new() } else { columns(users(model)) },
            claims: columns(claims(model)),
            services: columns(services(model)),
            targets: model.monitoring.as_ref().map(|_| targets(model)),
            query: query(model),
            trial: Trial::of(model, scene),
        }
    }
}

/// What stands above pods.
const HEADING: [&str; 5] = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"];

/// A row of a command's output.
type Row<'m> = Vec<Text<'m>>;

fn heading<'m, const N: usize>(words: [&'m str; N], model: &Model) -> Row<'m> {
    words.map(|word| fixed(word, &model.cluster.name)).to_vec()
}

fn pod<'m>(name: Text<'m>, containers: u32) -> Row<'m> {
    let word = |word: &'m str| Traced::new(word.into(), name.origin.clone());
    let ready = Traced::new(format!("{containers}/{containers}").into(), name.origin.clone());
    let rest = ["Running", "0", "5m"].map(word);
    [name, ready].into_iter().chain(rest).collect()
}

fn operator_row(model: &Model) -> Row<'_> {
    pod(made(&model.operator.namespace, |_| format!("{}-…", model.release.operator.name)), 1)
}

/// Sorts rows by name, as `kubectl` lists them, and puts the heading above.
fn listed<'m>(heading: Row<'m>, mut rows: Vec<Row<'m>>) -> Vec<Row<'m>> {
    rows.sort_by(|a, b| a.first().map(|name| &name.value).cmp(&b.first().map(|name| &name.value)));
    rows.insert(0, heading);
    rows
}

/// The pods. What a Deployment makes has a name that nobody knows before, hence the `…`.
fn pods<'m>(model: &'m Model, scene: &Scene<'m>, operator: Option<Row<'m>>) -> Vec<Row<'m>> {
    let cluster = &model.cluster;
    let of = |name: &str| made(&cluster.name, |cluster| format!("{cluster}-{name}-…"));
    let mut rows = vec![pod(of("entity-operator"), scene.entity_operators())];
    rows.extend(cluster.exporter.as_ref().map(|_| pod(of("kafka-exporter"), 1)));
    rows.extend(cluster.cruise_control.as_ref().map(|_| pod(of("cruise-control"), 1)));
    for set in cluster.sets() {
        let origin = set.nodes.replicas.origin.and(&cluster.name.origin);
        rows.extend(set.ids().map(|id| pod(Traced::new(scene.pod(&set, id).into(), origin.clone()), 1)));
    }
    rows.extend(operator);
    listed(heading(HEADING, model), rows)
}

fn topics(model: &Model) -> Vec<Row<'_>> {
    let row = |topic: &'_ crate::model::Topic| -> Row<'_> {
        let number = |count: &Sourced<u32>| made(count, u32::to_string);
        vec![
            made(&topic.resource, String::clone),
            made(&model.cluster.name, String::clone),
            number(&topic.partitions),
            number(&topic.replicas),
            fixed("True", &topic.resource),
        ]
    };
    let heading = heading(["NAME", "CLUSTER", "PARTITIONS", "REPLICATION FACTOR", "READY"], model);
    listed(heading, model.topics.iter().map(row).collect())
}

fn users(model: &Model) -> Vec<Row<'_>> {
    let row = |user: &'_ crate::model::User| -> Row<'_> {
        let shows = user.authentication.as_ref();
        let rights = if user.rights.is_some() { "simple" } else { "" };
        vec![
            made(&user.name, String::clone),
            made(&model.cluster.name, String::clone),
            shows.map_or_else(|| fixed("", &user.name), |how| fixed(how.value.word(), how)),
            fixed(rights, &user.name),
            fixed("True", &user.name),
        ]
    };
    let heading = heading(["NAME", "CLUSTER", "AUTHENTICATION", "AUTHORIZATION", "READY"], model);
    listed(heading, model.users.iter().map(row).collect())
}

/// Each node's claims, with what was asked for.
fn claims(model: &Model) -> Vec<Row<'_>> {
    let (cluster, names) = (&model.cluster.name, &model.release.names);
    let mut rows = Vec::new();
    for set in model.cluster.sets() {
        let origin = set.nodes.replicas.origin.and(&cluster.origin);
        for id in set.ids() {
            let claims = set.claims(&cluster.value, &id.to_string(), names);
            let volumes = claims.into_iter().zip(set.nodes.storage.volumes());
            rows.extend(volumes.map(|(name, volume)| claim(Traced::new(name.into(), origin.clone()), volume)));
        }
    }
    listed(heading(["NAME", "STATUS", "CAPACITY", "STORAGECLASS"], model), rows)
}

fn claim<'m>(name: Text<'m>, volume: &'m Volume) -> Row<'m> {
    let class = match &volume.class {
        Some(class) => text(class),
        None => fixed("(the default class)", &volume.size),
    };
    vec![name, fixed("Bound", &volume.size), made(&volume.size, |size| size.quantity()), class]
}

/// The Services that the operator makes for clients and for the cluster itself.
fn services(model: &Model) -> Vec<Row<'_>> {
    let cluster = &model.cluster;
    let zookeeper = matches!(cluster.metadata, Metadata::ZooKeeper(_));
    let there = |kind: &str| match kind {
        "zookeeper" => zookeeper,
        "cruise-control" => cluster.cruise_control.is_some(),
        other => other == "kafka",
    };
    let services = model.release.services.iter().filter(|service| there(&service.component));
    let internal = |listener: &&Listener| listener.kind.value == ListenerType::Internal;
    let row = |service: &'_ catalog::Service| -> Row<'_> {
        let listeners = cluster.listeners.iter().filter(|_| service.listeners).filter(internal);
        let own = service.ports.iter().map(|port| port.number);
        let mut ports: Vec<u16> = own.chain(listeners.clone().map(|listener| listener.port.value)).collect();
        ports.sort_unstable();
        let ports: Vec<String> = ports.iter().map(|port| format!("{port}/TCP")).collect();
        let origin = listeners.fold(cluster.name.origin.clone(), |origin, listener| origin.and(&listener.port.origin));
        vec![
            made(&cluster.name, |name| service.name.replace("{cluster}", name)),
            fixed("ClusterIP", &cluster.name),
            fixed(if service.headless { "None" } else { "10.…" }, &cluster.name),
            Traced::new(ports.join(",").into(), origin),
        ]
    };
    listed(heading(["NAME", "TYPE", "CLUSTER-IP", "PORT(S)"], model), services.map(row).collect())
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

/// All that keep data, the exporter, each operator in the entity operator, and the operator itself where it is ours.
fn targets(model: &Model) -> Traced<u32> {
    let cluster = &model.cluster;
    let others = u32::from(cluster.exporter.is_some())
        + u32::from(cluster.cruise_control.is_some())
        + 1
        + u32::from(cluster.entity_operator.users.value)
        + u32::from(model.operator.is_ours());
    let mut nodes = cluster.sets().into_iter().map(|set| set.nodes.replicas.clone());
    let first = nodes.next().unwrap_or_else(|| cluster.name.derive(|_| 0));
    let nodes = nodes.fold(first, |sum, next| Sourced {
        value: sum.value.saturating_add(next.value),
        origin: sum.origin.and(&next.origin),
    });
    Traced::new(nodes.value.saturating_add(others), nodes.origin)
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
        let copies = model.cluster.brokers.count().derive(|brokers| (*brokers).min(3));
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
