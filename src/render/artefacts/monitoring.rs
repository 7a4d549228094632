//! `04-kafka-monitoring.yaml`: what Prometheus scrapes, and what it alerts on.

use super::parts::{Entry, Label, Text, fixed, labels, made, text};
use crate::alert::{Group, Rule, Scene};
use crate::bundle::header::Style as Comments;
use crate::catalog::{Component, Port};
use crate::model::{Metadata, Model, Monitoring, Sourced, Style};
use crate::render::artefact::{Addition, Description, Platform, Promise, context_value};
use serde::Serialize;

pub(super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/04-kafka-monitoring.yaml",
    template: include_str!("../../../templates/k8s-manifests/kafka/04-kafka-monitoring.yaml.j2"),
    title: "metrics and alerts",
    style: Comments::Hash,
    wanted: |platform| platform.model.monitoring.is_some(),
    context: |platform| context_value(&Context::of(platform)),
    promises,
    additions,
};

fn promises(platform: Platform<'_>) -> Vec<Promise> {
    let model = platform.model;
    let Some(monitoring) = &model.monitoring else { return Vec::new() };
    let (targets, mut promises) = (targets(model), Vec::new());
    if monitoring.style.value == Style::Service {
        promises.extend(targets.iter().map(|target| Promise::new("Service", service_name(model, target))));
    }
    let kind = monitor_kind(monitoring);
    promises.extend(targets.iter().map(|target| Promise::new(kind, monitor_name(model, target))));
    if !platform.rules.is_empty() {
        promises.push(Promise::new("PrometheusRule", rule_name(model)));
    }
    promises
}

fn additions(platform: Platform<'_>) -> Vec<Addition<'_>> {
    let model = platform.model;
    let Some(monitoring) = &model.monitoring else { return Vec::new() };
    let mut additions = Vec::new();
    if let Some(patch) = &monitoring.patch {
        let kind = monitor_kind(monitoring);
        let of = |target: &Target<'_>| Addition { patch, kind, name: monitor_name(model, target), alert: None };
        additions.extend(targets(model).iter().map(of));
    }
    for rule in platform.rules {
        let alert = Some(rule.name.value.as_str());
        let of = |patch| Addition { patch, kind: "PrometheusRule", name: rule_name(model), alert };
        additions.extend(rule.patch.as_ref().map(of));
    }
    additions
}

/// Something that is scraped: pods that the operator makes, or the operator itself.
struct Target<'m> {
    /// What it is called in names of ours.
    name: &'static str,
    namespace: &'m Sourced<String>,
    /// The labels by which its pods are found.
    selector: Vec<(&'static str, String)>,
    /// Its ports: the names on our Service, and those of the containers.
    ports: Vec<(String, &'m Port)>,
}

/// What Kafka's nodes are called in names of ours, also where some of them are controllers alone: names that dashboards and
/// people know outlive a move to KRaft.
const BROKERS: &str = "brokers";

/// All that is scraped on this platform.
fn targets(model: &Model) -> Vec<Target<'_>> {
    let cluster = &model.cluster;
    let mut targets = Vec::new();
    let parts = [
        ("kafka", BROKERS, true),
        ("zookeeper", "zookeeper", matches!(cluster.metadata, Metadata::ZooKeeper(_))),
        ("kafka-exporter", "exporter", cluster.exporter.is_some()),
        ("cruise-control", "cruise-control", cluster.cruise_control.is_some()),
    ];
    for (component, name, there) in parts {
        if let Some(component) = model.release.component(component).filter(|_| there) {
            let ports = component.containers.iter().map(|container| ("metrics".to_owned(), &container.metrics));
            targets.push(Target {
                name,
                namespace: &cluster.namespace,
                selector: of_cluster(model, component),
                ports: ports.collect(),
            });
        }
    }
    if let Some(component) = model.release.component("entity-operator") {
        let users = cluster.entity_operator.users.value;
        let containers = component.containers.iter().filter(|container| users || container.name != "user-operator");
        let ports = containers.map(|container| (container.name.clone(), &container.metrics)).collect();
        let selector = of_cluster(model, component);
        targets.push(Target { name: "entity-operator", namespace: &cluster.namespace, selector, ports });
    }
    if model.operator.is_ours() {
        let selector = vec![("strimzi.io/kind", "cluster-operator".to_owned())];
        let ports = vec![("metrics".to_owned(), &model.release.operator.port)];
        targets.push(Target { name: "operator", namespace: &model.operator.namespace, selector, ports });
    }
    targets
}

fn of_cluster(model: &Model, component: &Component) -> Vec<(&'static str, String)> {
    let cluster = &model.cluster.name.value;
    vec![("strimzi.io/cluster", cluster.clone()), ("strimzi.io/name", component.name.replace("{cluster}", cluster))]
}

fn service_name(model: &Model, target: &Target<'_>) -> String {
    format!("{}-metrics-{}", model.cluster.name.value, target.name)
}

fn monitor_name(model: &Model, target: &Target<'_>) -> String {
    format!("{}-{}", model.cluster.name.value, target.name)
}

fn rule_name(model: &Model) -> String {
    format!("{}-alerts", model.cluster.name.value)
}

fn monitor_kind(monitoring: &Monitoring) -> &'static str {
    match monitoring.style.value {
        Style::Service => "ServiceMonitor",
        Style::Pod => "PodMonitor",
    }
}

/// The label of our Services by which our ServiceMonitors find them; Strimzi's own Services never carry this value.
fn component_label(target: &Target<'_>) -> String {
    format!("metrics-{}", target.name)
}

const INSTANCE: &str = "app.kubernetes.io/instance";
const COMPONENT: &str = "app.kubernetes.io/component";

#[derive(Debug, Serialize)]
struct Context<'m> {
    instance: Text<'m>,
    part_of: Text<'m>,
    namespace: Text<'m>,
    interval: Option<Text<'m>>,
    services: Vec<Service<'m>>,
    monitors: Vec<Monitor<'m>>,
    rule_name: Text<'m>,
    rule_labels: Vec<Label<'m>>,
    groups: Vec<RuleGroup<'m>>,
}

#[derive(Debug, Serialize)]
struct Service<'m> {
    name: Text<'m>,
    namespace: Text<'m>,
    component: String,
    selector: Vec<Entry<&'static str, Text<'m>>>,
    ports: Vec<ServicePort>,
}

#[derive(Debug, Serialize)]
struct ServicePort {
    name: String,
    number: u16,
}

#[derive(Debug, Serialize)]
struct Monitor<'m> {
    kind: Text<'m>,
    by_service: bool,
    name: Text<'m>,
    namespace: Text<'m>,
    labels: Vec<Label<'m>>,
    selector: Vec<Entry<&'static str, Text<'m>>>,
    pod_labels: Vec<&'static str>,
    ports: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RuleGroup<'m> {
    name: Text<'m>,
    rules: Vec<RuleLines<'m>>,
}

#[derive(Debug, Serialize)]
struct RuleLines<'m> {
    name: Text<'m>,
    expr: Text<'m>,
    hold: Option<Text<'m>>,
    labels: Vec<Label<'m>>,
    annotations: Vec<Entry<&'static str, Text<'m>>>,
}

impl<'m> Context<'m> {
    fn of(platform: Platform<'m>) -> Self {
        let Platform { model, rules, client: _ } = platform;
        let name = &model.cluster.name;
        let (mut services, mut monitors, mut rule_labels) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(monitoring) = &model.monitoring {
            for target in targets(model) {
                if monitoring.style.value == Style::Service {
                    services.push(Service::of(&target, model));
                }
                monitors.push(Monitor::of(&target, monitoring, model));
            }
            rule_labels = labels(&monitoring.labels);
        }
        Context {
            instance: text(name),
            part_of: text(&model.project.name),
            namespace: text(&model.cluster.namespace),
            interval: model
                .monitoring
                .as_ref()
                .map(|monitoring| made(&monitoring.scrape_interval, |interval| interval.prometheus())),
            services,
            monitors,
            rule_name: made(name, |_| rule_name(model)),
            rule_labels,
            groups: Group::ALL.into_iter().filter_map(|group| RuleGroup::of(group, rules, model)).collect(),
        }
    }
}

impl<'m> Service<'m> {
    fn of(target: &Target<'m>, model: &'m Model) -> Self {
        let ports = target.ports.iter().map(|(name, port)| ServicePort { name: name.clone(), number: port.number });
        Service {
            name: made(&model.cluster.name, |_| service_name(model, target)),
            namespace: text(target.namespace),
            component: component_label(target),
            selector: selector(target, model),
            ports: ports.collect(),
        }
    }
}

/// The labels by which pods are found; they follow from the cluster's name.
fn selector<'m>(target: &Target<'m>, model: &'m Model) -> Vec<Entry<&'static str, Text<'m>>> {
    let entry = |(key, value): &(&'static str, String)| Entry {
        key: *key,
        value: made(&model.cluster.name, |_| value.clone()),
    };
    target.selector.iter().map(entry).collect()
}

impl<'m> Monitor<'m> {
    fn of(target: &Target<'m>, monitoring: &'m Monitoring, model: &'m Model) -> Self {
        let by_service = monitoring.style.value == Style::Service;
        let name = &model.cluster.name;
        let (selector, mut ports): (_, Vec<String>) = if by_service {
            let component = Entry { key: COMPONENT, value: made(name, |_| component_label(target)) };
            let ports = target.ports.iter().map(|(name, _)| name.clone());
            (vec![Entry { key: INSTANCE, value: text(name) }, component], ports.collect())
        } else {
            (selector(target, model), target.ports.iter().map(|(_, port)| port.name.clone()).collect())
        };
        // Containers of one pod may share a port's name; one endpoint then scrapes them all.
        ports.dedup();
        Monitor {
            kind: fixed(monitor_kind(monitoring), &monitoring.style),
            by_service,
            name: made(name, |_| monitor_name(model, target)),
            namespace: text(target.namespace),
            labels: labels(&monitoring.labels),
            selector,
            pod_labels: pod_labels(target, model),
            ports,
        }
    }
}

/// Published dashboards know `strimzi_io_cluster` and `strimzi_io_name`; our alerts select by them and by the kind, and in KRaft
/// by what a node does.
fn pod_labels(target: &Target<'_>, model: &Model) -> Vec<&'static str> {
    let mut labels = vec!["strimzi.io/cluster", "strimzi.io/kind", "strimzi.io/name"];
    if target.name == BROKERS && Scene::new(model).has_roles() {
        labels.extend(["strimzi.io/broker-role", "strimzi.io/controller-role"]);
    }
    labels
}

impl<'m> RuleGroup<'m> {
    fn of(group: Group, rules: &'m [Rule], model: &'m Model) -> Option<Self> {
        let rules: Vec<RuleLines<'m>> = rules.iter().filter(|rule| rule.group == group).map(RuleLines::of).collect();
        let name = made(&model.cluster.name, |cluster| format!("{cluster}.{}", group.name()));
        (!rules.is_empty()).then_some(RuleGroup { name, rules })
    }
}

impl<'m> RuleLines<'m> {
    fn of(rule: &'m Rule) -> Self {
        let hold = Some(&rule.hold).filter(|hold| hold.value.millis() > 0);
        let annotation = |key, value: &'m Sourced<String>| Entry { key, value: text(value) };
        RuleLines {
            name: text(&rule.name),
            expr: text(&rule.expr),
            hold: hold.map(|hold| made(hold, |hold| hold.prometheus())),
            labels: labels(&rule.labels),
            annotations: vec![
                annotation("summary", &rule.summary),
                annotation("description", &rule.description),
                annotation("runbook_url", &rule.runbook),
            ],
        }
    }
}
