//! `01-strimzi-operator.yaml`: the operator, equal in effect to the official install of its release.

pub(super) mod chart;
mod env;
mod permissions;
#[cfg(test)]
mod tests;

use super::parts::{Entry, Text, fixed, made, text};
use crate::bundle::header::Style;
use crate::catalog::{self, ImageName};
use crate::model::{self, Install, Model, Sourced};
use crate::render::artefact::{Description, Platform, Promise, context_value};
use crate::units::{Cpu, Human};
use env::Variable;
use permissions::{Binding, Role};
use serde::Serialize;

pub(super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/01-strimzi-operator.yaml",
    template: include_str!("../../../../templates/k8s-manifests/kafka/01-strimzi-operator.yaml.j2"),
    title: "the operator",
    style: Style::Hash,
    wanted: |platform| platform.model.operator.install.value == Install::Manifests,
    context: |platform| context_value(&Context::of(platform.model)),
    promises,
    additions: |_| Vec::new(),
};

/// How the operator logs.
const LOGGING: &str = include_str!("../../../../templates/shared/operator-log4j2.properties");

fn promises(platform: Platform<'_>) -> Vec<Promise> {
    let model = platform.model;
    let operator = &model.release.operator;
    let namespaces = namespaces(model).into_iter().map(|namespace| Promise::new("Namespace", &namespace.value));
    let mut promises: Vec<Promise> = namespaces.collect();
    promises.push(Promise::new("ServiceAccount", &operator.service_account));
    promises.extend(model.release.roles.iter().map(|role| Promise::new("ClusterRole", &role.name)));
    promises.extend(permissions::bindings(model).iter().map(|binding| Promise::new(binding.kind, &binding.name)));
    promises.push(Promise::new("ConfigMap", &operator.logging.config_map));
    promises.push(Promise::new("Deployment", &operator.name));
    promises
}

/// The namespaces that the set needs: the operator's and the cluster's. Others that are watched are their owners' business.
fn namespaces(model: &Model) -> Vec<&Sourced<String>> {
    let (own, cluster) = (&model.operator.namespace, &model.cluster.namespace);
    if own.value == cluster.value { vec![cluster] } else { vec![own, cluster] }
}

#[derive(Debug, Serialize)]
struct Context<'m> {
    namespaces: Vec<Text<'m>>,
    namespace: Text<'m>,
    name: &'m str,
    service_account: &'m str,
    labels: Vec<Entry<&'m str, &'m str>>,
    pod_labels: Vec<Entry<&'m str, &'m str>>,
    roles: Vec<Role<'m>>,
    bindings: Vec<Binding<'m>>,
    logging: Logging<'m>,
    scratch: Scratch<'m>,
    replicas: u32,
    container: &'m str,
    image: Text<'m>,
    pull_policy: Option<Text<'m>>,
    pull_secrets: Vec<Text<'m>>,
    args: &'m [String],
    port: Port<'m>,
    env: Vec<Variable<'m>>,
    liveness: Probe<'m>,
    readiness: Probe<'m>,
    requests: Vec<Entry<&'static str, Text<'m>>>,
    limits: Vec<Entry<&'static str, Text<'m>>>,
    restricted: bool,
    projected_token: bool,
}

#[derive(Debug, Serialize)]
struct Logging<'m> {
    config_map: &'m str,
    key: &'m str,
    volume: &'m str,
    mount: &'m str,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct Scratch<'m> {
    volume: &'m str,
    mount: &'m str,
    size: &'m str,
}

#[derive(Debug, Serialize)]
struct Port<'m> {
    name: &'m str,
    number: u16,
}

#[derive(Debug, Serialize)]
struct Probe<'m> {
    path: &'m str,
    initial_delay: u32,
    period: u32,
}

impl<'m> Context<'m> {
    fn of(model: &'m Model) -> Self {
        let facts = &model.release.operator;
        let model::Operator { install: _, namespace, watch: _, resources, feature_gates: _ } = &model.operator;
        let catalog::Logging { config_map, key, volume, mount } = &facts.logging;
        let logging = Logging { config_map, key, volume, mount, text: LOGGING };
        let catalog::Scratch { volume, mount, size } = &facts.scratch;
        Context {
            namespaces: namespaces(model).into_iter().map(text).collect(),
            namespace: text(namespace),
            name: &facts.name,
            service_account: &facts.service_account,
            labels: pairs(&facts.labels),
            pod_labels: pairs(&facts.pod_labels),
            roles: model.release.roles.iter().map(Role::of).collect(),
            bindings: permissions::bindings(model),
            logging,
            scratch: Scratch { volume, mount, size },
            replicas: facts.replicas,
            container: &facts.container,
            image: image(ImageName::Operator, &model.cluster.kafka.value, model),
            pull_policy: model.images.pull_policy.as_ref().map(|policy| fixed(policy.value.word(), policy)),
            pull_secrets: model.images.pull_secrets.iter().map(text).collect(),
            args: &facts.args,
            port: Port { name: &facts.port.name, number: facts.port.number },
            env: env::variables(model),
            liveness: Probe::of(&facts.liveness),
            readiness: Probe::of(&facts.readiness),
            requests: amounts(&resources.requests, &facts.requests, model),
            limits: amounts(&resources.limits, &facts.limits, model),
            restricted: facts.restricted,
            projected_token: facts.projected_token,
        }
    }
}

impl<'m> Probe<'m> {
    fn of(probe: &'m catalog::Probe) -> Self {
        Probe { path: &probe.path, initial_delay: probe.initial_delay_seconds, period: probe.period_seconds }
    }
}

fn pairs(labels: &std::collections::BTreeMap<String, String>) -> Vec<Entry<&str, &str>> {
    labels.iter().map(|(key, value)| Entry { key: key.as_str(), value: value.as_str() }).collect()
}

/// What the spec says, and for what it leaves out, the official install.
fn amounts<'m>(
    wanted: &model::Amounts,
    official: &'m catalog::Quantities,
    model: &'m Model,
) -> Vec<Entry<&'static str, Text<'m>>> {
    let release = &model.cluster.strimzi;
    let cpu = wanted.cpu.as_ref().map(|cpu| made(cpu, |cpu| cpu.quantity()));
    let memory = wanted.memory.as_ref().map(|memory| made(memory, |memory| memory.quantity()));
    vec![
        Entry { key: "cpu", value: cpu.unwrap_or_else(|| canonical(&official.cpu, release)) },
        Entry { key: "memory", value: memory.unwrap_or_else(|| fixed(&official.memory, release)) },
    ]
}

/// A quantity of the processor as the API server keeps it: `1` for `1000m`. Written otherwise, each `kubectl apply` would find
/// something to change.
fn canonical<'m>(official: &'m str, release: &'m Sourced<String>) -> Text<'m> {
    match Cpu::read(official) {
        Ok(cpu) => made(release, |_| cpu.quantity()),
        Err(_) => fixed(official, release),
    }
}

/// An image of the release, from where the spec says that images come.
fn image<'m>(name: ImageName, kafka: &str, model: &Model) -> Text<'m> {
    let image = model.release.images.get(name, kafka).unwrap_or_default();
    let located = model.images.locate(&model.cluster.strimzi.derive(|_| image));
    made(&located, String::clone)
}
