//! `k8s-manifests/kafka/README.md`: how this platform is installed, verified, run, changed and removed.

mod care;
mod configuration;
mod install;
mod runbook;
mod verify;

use super::super::parts::{Text, made, text, value};
use super::access;
use super::address::{self, Address};
use super::client::{Client, clients};
use super::user::{User, users};
use crate::alert::{Access, Scene};
use crate::bundle::header::Style;
use crate::catalog::{Capability, CustomResource};
use crate::model::{Metadata, Model, NodeKind};
use crate::render::Traced;
use crate::render::artefact::{Description, Platform, context_value};
use serde::Serialize;

pub(in super::super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/README.md",
    template: include_str!("../../../../../templates/k8s-manifests/kafka/README.md.j2"),
    title: "this guide",
    style: Style::Markup,
    wanted: |_| true,
    context: |platform| context_value(&Context::of(platform)),
    promises: |_| Vec::new(),
    additions: |_| Vec::new(),
};

/// The sections of the page, and what all of them need.
#[derive(Debug, Serialize)]
struct Context<'m> {
    platform: Whole<'m>,
    install: install::Install<'m>,
    verify: verify::Verify<'m>,
    configuration: configuration::Configuration<'m>,
    /// The namespace of Prometheus, where something is monitored and it is said.
    prometheus: Option<Text<'m>>,
    alerts: Vec<runbook::Section<'m>>,
    care: care::Care<'m>,
}

/// What the whole page is about.
#[derive(Debug, Serialize)]
struct Whole<'m> {
    name: Text<'m>,
    namespace: Text<'m>,
    operator_namespace: Text<'m>,
    strimzi: Text<'m>,
    kafka: Text<'m>,
    api_version: String,
    brokers: Traced<u32>,
    /// Those who decide, where they are no brokers.
    deciders: Option<Traced<u32>>,
    zookeeper: bool,
    /// Another number of copies of a topic is carried out.
    moves_copies: bool,
    says: Says,
    first_broker: Text<'m>,
    tools: Tools<'m>,
    addresses: Vec<Address<'m>>,
    clients: Vec<Client<'m>>,
    /// Who is asked who they are.
    users: Vec<User<'m>>,
    /// Something is copied into the namespaces of clients.
    secrets: bool,
}

/// Words that depend on a number, so that the page reads well with one of a thing.
#[derive(Debug, Serialize)]
struct Says {
    brokers: &'static str,
    deciders: &'static str,
    /// Of brokers that decide themselves.
    also: &'static str,
    topics: String,
}

/// How Kafka's tools are called on this cluster.
#[derive(Debug, Serialize)]
struct Tools<'m> {
    /// What they must show to be let in, if anything.
    way_in: Option<WayIn<'m>>,
    list: Text<'m>,
    describe: Text<'m>,
    groups: Text<'m>,
}

/// What a tool must show to be let in.
#[derive(Debug, Serialize)]
struct WayIn<'m> {
    /// They must trust the cluster's certificate authority.
    encrypted: bool,
    /// They need a user; its name.
    user: Option<Text<'m>>,
    /// What it shows is a password, and not a certificate.
    password: bool,
    /// What they need is not the operator's to make.
    own: bool,
}

impl<'m> Context<'m> {
    fn of(platform: Platform<'m>) -> Self {
        let Platform { model, .. } = platform;
        let scene = Scene::new(model);
        let prometheus = model.environment.prometheus_namespace.as_ref();
        Context {
            platform: Whole::of(model, &scene),
            install: install::Install::of(platform),
            verify: verify::Verify::of(model, &scene),
            configuration: configuration::Configuration::of(model),
            prometheus: prometheus.filter(|_| model.monitoring.is_some()).map(text),
            alerts: runbook::sections(platform, &scene),
            care: care::Care::of(model, &scene),
        }
    }
}

impl<'m> Whole<'m> {
    fn of(model: &'m Model, scene: &Scene<'m>) -> Self {
        let cluster = &model.cluster;
        let (brokers, deciders) = (cluster.brokers.count(), cluster.quorum());
        let zookeeper = matches!(cluster.metadata, Metadata::ZooKeeper(_));
        let kafka = model.release.resource("Kafka");
        Whole {
            name: text(&cluster.name),
            namespace: text(&cluster.namespace),
            operator_namespace: text(&model.operator.namespace),
            strimzi: text(&cluster.strimzi),
            kafka: text(&cluster.kafka),
            api_version: kafka.map(CustomResource::api_version).unwrap_or_default(),
            brokers: value(&brokers),
            deciders: (!deciders_are_brokers(model)).then(|| value(&deciders)),
            zookeeper,
            moves_copies: cluster.cruise_control.is_some() && model.release.can(Capability::ReplicasChange),
            says: Says {
                brokers: if brokers.value == 1 { "broker" } else { "brokers" },
                deciders: match (zookeeper, deciders.value) {
                    (true, 1) => "ZooKeeper server",
                    (true, _) => "ZooKeeper servers",
                    (false, 1) => "controller",
                    (false, _) => "controllers",
                },
                also: if brokers.value == 1 { "that is its controller, too," } else { "that are controllers, too," },
                topics: count(model.topics.len(), "topic", "topics"),
            },
            first_broker: made(&cluster.name, |_| scene.broker_pod(0)),
            tools: Tools::of(model, scene),
            addresses: address::addresses(model),
            clients: clients(model),
            users: users(model),
            secrets: access::access(model).is_some(),
        }
    }
}

/// Whether each of those who decide is a broker, too.
fn deciders_are_brokers(model: &Model) -> bool {
    model.cluster.deciding_sets().iter().all(|set| set.kind == NodeKind::Broker)
}

/// A number with its noun: `no topics`, `1 topic`, `4 topics`.
fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

impl<'m> Tools<'m> {
    fn of(model: &'m Model, scene: &Scene<'m>) -> Self {
        let cluster = &model.cluster.name;
        let line = |tool: &str, arguments: &str| made(cluster, |_| scene.tool(tool, arguments));
        Tools {
            way_in: WayIn::of(model, scene),
            list: line("kafka-topics.sh", "--list"),
            describe: line("kafka-topics.sh", "--describe --under-replicated-partitions"),
            groups: line("kafka-consumer-groups.sh", "--describe --all-groups"),
        }
    }
}

impl<'m> WayIn<'m> {
    fn of(model: &'m Model, scene: &Scene<'m>) -> Option<Self> {
        let access = scene.tool_access();
        let listener = scene.tool_listener().filter(|_| access != Access::Open)?;
        Some(WayIn {
            encrypted: listener.tls.value,
            user: model.user_for_people().map(|user| text(&user.name)),
            password: access == Access::Password,
            own: access == Access::Custom,
        })
    }
}
