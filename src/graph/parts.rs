//! What runs beside clients and topics: brokers, controllers, ZooKeepers, operators, and what watches them.

use super::label::Label;
use super::network::counted;
use crate::alert::{Rule, Scene};
use crate::model::{self, Cluster, Listener, Model, Nodes, Origin, Set, Severity, Storage};

/// The cluster, what runs in it, and what runs and watches it.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The cluster's name.
    pub cluster: Label,
    /// Its namespace.
    pub namespace: Label,
    /// How it is reached.
    pub listeners: Label,
    /// All that is known of it.
    pub about: Label,
    /// All that keeps data: brokers, controllers, ZooKeepers.
    pub ensembles: Vec<Ensemble>,
    /// What else the operator runs beside them.
    pub operands: Vec<Part>,
    /// The operator.
    pub operator: Option<Operator>,
    /// What watches all of it.
    pub monitoring: Option<Monitoring>,
}

/// Nodes of one kind.
#[derive(Debug, Clone)]
pub struct Ensemble {
    /// What they are and how many.
    pub name: Label,
    /// Where each keeps its data.
    pub detail: Label,
    /// All that is known of them.
    pub about: Label,
    /// The nodes, or of many the first ones and the last.
    pub nodes: Vec<Node>,
}

/// A node.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its number, or `…` for those that are left out.
    pub name: Label,
    /// Its pod, or which are left out.
    pub about: Label,
}

/// Something that runs.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is.
    pub name: Label,
    /// What it does.
    pub detail: Label,
    /// All that is known of it.
    pub about: Label,
}

/// The operator.
#[derive(Debug, Clone)]
pub struct Operator {
    /// What it is.
    pub part: Part,
    /// Its namespace; nothing if somebody else installs it, and then it is unknown.
    pub namespace: Option<Label>,
}

/// What watches.
#[derive(Debug, Clone)]
pub struct Monitoring {
    /// Prometheus.
    pub part: Part,
    /// Its namespace, if it is known.
    pub namespace: Option<Label>,
    /// How it scrapes, as the end of a sentence, and why.
    pub manner: Label,
    /// Whether it scrapes the operator.
    pub of_operator: bool,
}

/// How many nodes are shown one by one.
const NODES: usize = 12;

impl Parts {
    /// Those of a model.
    pub(super) fn of(model: &Model, rules: &[Rule]) -> Self {
        let cluster = &model.cluster;
        let scene = Scene::new(model);
        let ours = model.operator.is_ours();
        Parts {
            ensembles: cluster.sets().iter().map(|set| Ensemble::of(set, &scene)).collect(),
            operands: operands(cluster),
            operator: Some(Operator::of(model)),
            monitoring: Monitoring::of(model, rules, ours),
            ..Parts::of_cluster(model)
        }
    }

    /// The cluster alone.
    pub(super) fn of_cluster(model: &Model) -> Self {
        let cluster = &model.cluster;
        let listeners = cluster.listeners.iter().enumerate();
        let listeners = listeners.fold(Label::default(), |label, (at, listener)| listed(label, at, listener));
        let about = Label::default().and("Kafka cluster ", &cluster.name).and(" in namespace ", &cluster.namespace);
        let about = about.and_words("; listeners ", &cluster.name.origin).and_label(listeners.clone());
        Parts {
            cluster: Label::of(&cluster.name),
            namespace: Label::default().and("namespace ", &cluster.namespace),
            listeners,
            about,
            ensembles: Vec::new(),
            operands: Vec::new(),
            operator: None,
            monitoring: None,
        }
    }
}

/// A listener behind those before it: `plain :9092 · tls :9093, TLS`.
fn listed(label: Label, at: usize, listener: &Listener) -> Label {
    let Listener { name, port, tls, .. } = listener;
    let label = label.and(if at == 0 { "" } else { " · " }, name).and(" :", port);
    if tls.value { label.and_words(", TLS", &tls.origin) } else { label }
}

fn operands(cluster: &Cluster) -> Vec<Part> {
    let users = &cluster.entity_operator.users;
    let keeps = if users.value { "topics and users" } else { "topics" };
    let part = |name: &str, detail: &str, origin: &Origin| Part {
        name: Label::words(name, origin),
        detail: Label::words(detail, origin),
        about: Label::words(format!("{name}: {detail}"), origin),
    };
    let entity = part("Entity operator", keeps, &users.origin);
    let exporter =
        cluster.exporter.as_ref().map(|exporter| part("Kafka Exporter", "consumer lag", &exporter.topics.origin));
    let cruise_control = cluster.cruise_control.as_ref();
    let cruise_control =
        cruise_control.map(|it| part("Cruise Control", "balance of partitions", &Origin::written(it.at)));
    std::iter::once(entity).chain(exporter).chain(cruise_control).collect()
}

impl Ensemble {
    fn of(set: &Set<'_>, scene: &Scene<'_>) -> Self {
        let Nodes { replicas, storage, heap, .. } = set.nodes;
        let ids: Vec<u32> = set.ids().collect();
        let count = replicas.value;
        let volume = match storage {
            Storage::One(volume) => Label::words(format!("{} each", volume.size.value.human()), &volume.size.origin),
            Storage::Several(volumes) => {
                volumes.iter().enumerate().fold(Label::default(), |label, (at, (_, volume))| {
                    let before = if at == 0 { "" } else { " + " };
                    label.and_words(format!("{before}{}", volume.size.value.human()), &volume.size.origin)
                })
            }
        };
        let what = if count == 1 { set.one() } else { set.many() };
        let name = Label::words(format!("{count} {what}"), &replicas.origin);
        let about = name
            .clone()
            .and_words(", storage ", &replicas.origin)
            .and_label(volume.clone())
            .and_words(format!(", heap {}", heap.max.value.human()), &heap.max.origin);
        let one = |number: u32| Node {
            name: Label::words(number.to_string(), &replicas.origin),
            about: Label::words(format!("pod {}", scene.pod(set, number)), &replicas.origin),
        };
        let nodes = match ids.as_slice() {
            [shown @ .., before_last, last] if ids.len() > NODES => {
                let (shown, left_out) = shown.split_at_checked(NODES - 2).unwrap_or((shown, &[]));
                let from = left_out.first().unwrap_or(before_last);
                let left_out = format!("{} {from} to {before_last}", set.one());
                let gap = Node {
                    name: Label::words("…", &replicas.origin),
                    about: Label::words(left_out, &replicas.origin),
                };
                shown.iter().copied().map(one).chain([gap, one(*last)]).collect()
            }
            few => few.iter().copied().map(one).collect(),
        };
        Ensemble { name, detail: volume, about, nodes }
    }
}

impl Operator {
    fn of(model: &Model) -> Self {
        let model::Operator { install, namespace, watch, .. } = &model.operator;
        let release = &model.cluster.strimzi;
        let name = Label::words("Strimzi operator", &install.origin);
        let about = Label::words("Strimzi operator ", &install.origin).and_label(Label::of(release));
        if !model.operator.is_ours() {
            let detail = Label::words("installed by others", &install.origin);
            let part = Part { name, about: about.and_words(", installed by others", &install.origin), detail };
            return Operator { part, namespace: None };
        }
        let watched = watch.iter().enumerate();
        let about = watched.fold(about.and_words(", watches ", &install.origin), |label, (at, namespace)| {
            match namespace.value.as_str() {
                "*" => label.and_words("all namespaces", &namespace.origin),
                _ => label.and(if at == 0 { "" } else { ", " }, namespace),
            }
        });
        let part = Part { name, detail: Label::of(release), about };
        Operator { part, namespace: Some(Label::default().and("namespace ", namespace)) }
    }
}

impl Monitoring {
    fn of(model: &Model, rules: &[Rule], of_operator: bool) -> Option<Self> {
        let monitoring = model.monitoring.as_ref()?;
        let interval = &monitoring.scrape_interval;
        let every = format!("every {}", interval.value.human());
        let place = rules.first().map_or(&interval.origin, |rule| &rule.name.origin);
        let alerts = counted(rules.len() as u64, " · ", "alert rule");
        let critical = rules.iter().filter(|rule| rule.severity.value == Severity::Critical).count();
        let part = Part {
            name: Label::words("Prometheus", &monitoring.style.origin),
            detail: Label::words(every.clone(), &interval.origin).and_words(alerts, place),
            about: Label::words(format!("Prometheus scrapes {every}"), &interval.origin)
                .and_words(counted(rules.len() as u64, " and evaluates ", "alert rule"), place)
                .and_words(format!(", {critical} of them critical"), place),
        };
        let namespace = model.environment.prometheus_namespace.as_ref();
        Some(Monitoring {
            part,
            namespace: namespace.map(|namespace| Label::default().and("namespace ", namespace)),
            manner: Label::words(format!(" {every}"), &interval.origin),
            of_operator,
        })
    }
}
