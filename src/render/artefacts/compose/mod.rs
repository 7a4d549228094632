//! `docker-compose.yml`: the local stack, which has the cluster's topics on one broker.

mod settings;
#[cfg(test)]
mod tests;

use super::parts::{Entry, Text, fixed, made, text};
use super::topics;
use crate::bundle::header::Style;
use crate::catalog;
use crate::model::{self, Model, PullPolicy, Sourced, Stack};
use crate::render::Traced;
use crate::render::artefact::{Description, Promise, context_value};
use serde::Serialize;
use settings::{LeftOut, Local};
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const PATH: &str = "services/docker-compose.yml";

pub(super) const DESCRIPTION: Description = Description {
    path: PATH,
    template: include_str!("../../../../templates/services/docker-compose.yml.j2"),
    title: "the local stack",
    style: Style::Hash,
    wanted: |platform| platform.model.stack.is_some(),
    context: |platform| {
        let model = platform.model;
        context_value(&model.stack.as_ref().map(|stack| Context::of(model, stack)))
    },
    promises: |_| vec![Promise::Mapping("services")],
    additions: |_| Vec::new(),
};

/// The ports inside of the network, which no spec changes: the one for containers and the one that is published.
const INSIDE: u16 = 9092;
const OUTSIDE: u16 = 29092;

/// The port at which the broker is its own controller, for nobody else.
const CONTROLLER: u16 = 9093;

/// The id of a cluster without ZooKeeper, by which a broker knows its data again: 16 bytes in Base64, as Kafka writes them.
const CLUSTER_ID: &str = "a2Fma2FzbWl0aC1sb2NhbA";

#[derive(Debug, Serialize)]
struct Context<'m> {
    paths: Paths<'m>,
    start: String,
    cluster: Text<'m>,
    project: Text<'m>,
    line: Text<'m>,
    /// The image has the very Kafka of the cluster.
    exact: bool,
    left_out: Vec<LeftOut>,
    pull_policy: Option<Text<'m>>,
    host: Host<'m>,
    network: Network<'m>,
    zookeeper: Option<ZooKeeper<'m>>,
    kafka: Kafka<'m>,
    script: String,
    topics: Vec<Topic<'m>>,
    ui: Option<Ui<'m>>,
}

#[derive(Debug, Serialize)]
struct Paths<'m> {
    /// This file as seen from the folder of the users' own.
    include: Text<'m>,
}

/// How programs on the host see the stack.
#[derive(Debug, Serialize)]
struct Host<'m> {
    kafka: Text<'m>,
    /// Whether ports are bound to all addresses, of which Kafka can name but one to its clients.
    everywhere: Traced<bool>,
}

#[derive(Debug, Serialize)]
struct Network<'m> {
    key: Text<'m>,
    name: Text<'m>,
    external: Option<Traced<bool>>,
}

#[derive(Debug, Serialize)]
struct ZooKeeper<'m> {
    image: Text<'m>,
    client_port: &'m str,
    purge_interval: &'m str,
    data: &'m str,
    log: &'m str,
    port_tool: &'m str,
}

#[derive(Debug, Serialize)]
struct Kafka<'m> {
    image: Text<'m>,
    published: Text<'m>,
    own: Vec<Entry<String, Text<'m>>>,
    settings: Vec<Variable<'m>>,
    data: &'m str,
    tools: Tools<'m>,
}

#[derive(Debug, Serialize)]
struct Tools<'m> {
    topics: &'m str,
    configs: &'m str,
    api_versions: &'m str,
}

#[derive(Debug, Serialize)]
struct Variable<'m> {
    name: String,
    value: Text<'m>,
    human: Option<String>,
}

#[derive(Debug, Serialize)]
struct Topic<'m> {
    purpose: Option<Text<'m>>,
    name: Text<'m>,
    partitions: Text<'m>,
    settings: Vec<Argument<'m>>,
}

#[derive(Debug, Serialize)]
struct Argument<'m> {
    text: Text<'m>,
    human: Option<String>,
}

#[derive(Debug, Serialize)]
struct Ui<'m> {
    image: Text<'m>,
    published: Text<'m>,
    health: String,
    url: Text<'m>,
}

impl<'m> Context<'m> {
    fn of(model: &'m Model, stack: &'m Stack) -> Self {
        let zookeeper = stack.images.zookeeper.as_ref().map(|image| ZooKeeper::of(image, model));
        let topics: Vec<_> = model.topics.iter().map(|topic| (topic, topics::settings(topic))).collect();
        let settings = topics.iter().flat_map(|(_, settings)| settings).chain(&model.cluster.config);
        Context {
            paths: Paths { include: made(&model.project.output, |output| format!("../{output}/{PATH}")) },
            start: services(stack).join(" "),
            cluster: text(&model.cluster.name),
            project: text(&stack.project),
            line: fixed(&stack.images.kafka, &model.cluster.kafka),
            exact: stack.images.broker.is_exact(),
            left_out: settings::left_out(settings),
            pull_policy: model.images.pull_policy.as_ref().map(|policy| fixed(pull_policy(policy.value), policy)),
            host: Host {
                kafka: at_host(stack, &stack.kafka_port, |host, port| format!("{host}:{port}")),
                everywhere: Traced::new(stack.address.value.is_unspecified(), stack.address.origin.clone()),
            },
            network: Network::of(stack),
            zookeeper,
            kafka: Kafka::of(model, stack),
            script: literal(include_str!("../../../../templates/shared/local-topics.sh")),
            topics: topics.iter().map(|(topic, settings)| Topic::of(topic, settings)).collect(),
            ui: stack.ui.as_ref().map(|ui| Ui::of(ui, model, stack)),
        }
    }
}

impl<'m> Network<'m> {
    fn of(stack: &'m Stack) -> Self {
        // The key is the name, so that a compose file beside this one that has the same network joins it: Compose refuses
        // one network under two keys. What begins with `x-` it takes for something else than a network.
        let key =
            if stack.network.value.starts_with("x-") { fixed("network", &stack.network) } else { text(&stack.network) };
        let external = &stack.network_external;
        Network {
            key,
            name: text(&stack.network),
            external: external.value.then(|| Traced::new(true, external.origin.clone())),
        }
    }
}

impl<'m> ZooKeeper<'m> {
    fn of(image: &'m catalog::Image<catalog::ZooKeeper>, model: &Model) -> Self {
        let catalog::ZooKeeper { client_port, purge_interval, data, log, user: _, tools } = &image.dialect;
        ZooKeeper { image: located(image, model), client_port, purge_interval, data, log, port_tool: &tools.port }
    }
}

impl<'m> Kafka<'m> {
    fn of(model: &'m Model, stack: &'m Stack) -> Self {
        let broker = &stack.images.broker;
        let catalog::BrokerTools { topics, configs, groups: _, reader: _, writer: _, api_versions } =
            &broker.dialect.tools;
        Kafka {
            image: located(broker, model),
            published: published(stack, &stack.kafka_port, OUTSIDE),
            own: own_variables(stack, &broker.dialect),
            settings: settings::variables(model, &broker.dialect),
            data: &broker.dialect.data,
            tools: Tools { topics, configs, api_versions },
        }
    }
}

/// What makes the broker the one of this stack.
fn own_variables<'m>(stack: &'m Stack, dialect: &'m catalog::Broker) -> Vec<Entry<String, Text<'m>>> {
    let fact = |value: &'m str| fixed(value, &Sourced::default((), stack.at));
    let alone = stack.images.zookeeper.is_none();
    let (controller, map) = if alone {
        (format!(",CONTROLLER://:{CONTROLLER}"), "PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT")
    } else {
        (String::new(), "PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT")
    };
    let listeners = format!("PLAINTEXT://0.0.0.0:{INSIDE},HOST://0.0.0.0:{OUTSIDE}{controller}");
    let mut settings = vec![
        // Data belongs to a broker's id.
        (if alone { "node.id" } else { "broker.id" }, fact("1")),
        ("listeners", made(&Sourced::default((), stack.at), |()| listeners)),
        (
            "advertised.listeners",
            at_host(stack, &stack.kafka_port, |host, port| format!("PLAINTEXT://kafka:{INSIDE},HOST://{host}:{port}")),
        ),
        // No name may hold `SSL` or `SASL`: the image looks for these letters and then wants keys.
        ("listener.security.protocol.map", fact(map)),
        ("inter.broker.listener.name", fact("PLAINTEXT")),
        ("log.dirs", fact(&dialect.data)),
        // With one broker and few consumers, there is nobody to wait for.
        ("group.initial.rebalance.delay.ms", fact("0")),
    ];
    if alone {
        let voters = format!("1@kafka:{CONTROLLER}");
        settings.extend([
            ("process.roles", fact("broker,controller")),
            ("controller.listener.names", fact("CONTROLLER")),
            ("controller.quorum.voters", made(&Sourced::default((), stack.at), |()| voters)),
        ]);
    } else {
        settings.push(("zookeeper.connect", fact("zookeeper:2181")));
    }
    let id = dialect.cluster_id.as_ref().filter(|_| alone);
    let id = id.map(|variable| Entry { key: variable.clone(), value: fact(CLUSTER_ID) });
    let settings = settings.into_iter().map(|(key, value)| Entry { key: dialect.variable(key), value });
    id.into_iter().chain(settings).collect()
}

impl<'m> Topic<'m> {
    fn of(topic: &'m model::Topic, settings: &[model::Setting]) -> Self {
        Topic {
            purpose: topic.purpose.as_ref().map(text),
            name: text(&topic.name),
            partitions: made(&topic.partitions, u32::to_string),
            settings: settings.iter().filter_map(Argument::of).collect(),
        }
    }
}

impl Argument<'_> {
    /// The setting as `key=value`; nothing if one broker has no use for it.
    fn of(setting: &model::Setting) -> Option<Self> {
        let Local { value, human } = settings::local(setting)?;
        let text = literal(&format!("{}={value}", setting.key));
        Some(Argument { text: Traced::new(Cow::Owned(text), setting.value.origin.clone()), human })
    }
}

impl<'m> Ui<'m> {
    fn of(ui: &Sourced<&'static catalog::Ui>, model: &Model, stack: &'m Stack) -> Self {
        let catalog::Ui { image, port, health } = ui.value;
        Ui {
            image: made(&model.images.locate(&ui.derive(|_| image.clone())), String::clone),
            published: published(stack, &stack.ui_port, *port),
            health: format!("http://127.0.0.1:{port}{health}"),
            url: at_host(stack, &stack.ui_port, |host, port| format!("http://{host}:{port}")),
        }
    }
}

/// An image for the cluster's Kafka, from where the spec says that images come.
fn located<'m, D>(image: &catalog::Image<D>, model: &Model) -> Text<'m> {
    let located = model.images.locate(&model.cluster.kafka.derive(|kafka| image.name(kafka)));
    made(&located, String::clone)
}

/// Compose's word; `missing` would be another for the second, which the older docker-compose does not know.
const fn pull_policy(policy: PullPolicy) -> &'static str {
    match policy {
        PullPolicy::Always => "always",
        PullPolicy::IfNotPresent => "if_not_present",
        PullPolicy::Never => "never",
    }
}

/// A port of a container on the host.
fn published<'m>(stack: &Stack, port: &Sourced<u16>, inside: u16) -> Text<'m> {
    let origin = port.origin.and(&stack.address.origin);
    Traced::new(Cow::Owned(format!("{}:{}:{inside}", bracketed(stack.address.value), port.value)), origin)
}

/// The services that one starts by name; the others are started by what these need.
pub(super) fn services(stack: &Stack) -> Vec<&'static str> {
    let zookeeper = stack.images.zookeeper.as_ref().map(|_| "zookeeper");
    let last = if stack.ui.is_some() { "kafka-ui" } else { "kafka-init" };
    zookeeper.into_iter().chain(["kafka", last]).collect()
}

/// What the container of a service is called: the service's name with `_`, behind the project's.
pub(super) fn container<'m>(stack: &Stack, service: &str) -> Text<'m> {
    made(&stack.project, |project| format!("{project}_{}", service.replace('-', "_")))
}

/// What is made of the name and the port by which programs on the host reach a published port.
pub(super) fn at_host<'m>(stack: &Stack, port: &Sourced<u16>, form: impl FnOnce(&str, u16) -> String) -> Text<'m> {
    let address = stack.address.value;
    let local = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)].contains(&address);
    let host = if local || address.is_unspecified() { "localhost".to_owned() } else { bracketed(address) };
    Traced::new(Cow::Owned(form(&host, port.value)), port.origin.and(&stack.address.origin))
}

fn bracketed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// A text as Compose reads it back: `$x` would be a variable, `$$` is a dollar sign.
fn literal(text: &str) -> String {
    text.replace('$', "$$")
}
