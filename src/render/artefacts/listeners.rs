//! The listeners of the Kafka resource, and who may do what there: see `templates/shared/listener.yaml.j2`.

use super::guide::address;
use super::parts::{Entry, Label, Plain, Text, entry, fixed, labels, text, value};
use crate::catalog::Capability;
use crate::model::{self, ListenerType, Model, Sourced};
use crate::render::Traced;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Listener<'m> {
    name: Text<'m>,
    port: Traced<u16>,
    r#type: Text<'m>,
    tls: Traced<bool>,
    authentication: Option<Authentication<'m>>,
    configuration: Configuration<'m>,
    peers: Vec<Peer<'m>>,
}

#[derive(Debug, Serialize)]
struct Authentication<'m> {
    r#type: Text<'m>,
    custom: Option<Custom<'m>>,
}

#[derive(Debug, Serialize)]
struct Custom<'m> {
    sasl: Traced<bool>,
    config: Vec<Entry<&'m str, Traced<Plain<'m>>>>,
}

/// How it is shown to the outside.
#[derive(Debug, Serialize)]
struct Configuration<'m> {
    given: bool,
    class: Option<Text<'m>>,
    traffic_policy: Option<Text<'m>>,
    source_ranges: Vec<Text<'m>>,
    gateways: Vec<Gateway<'m>>,
    host_template: Option<Text<'m>>,
    bootstrap: Option<Bootstrap<'m>>,
    brokers: Vec<Broker<'m>>,
}

#[derive(Debug, Serialize)]
struct Gateway<'m> {
    name: Text<'m>,
    namespace: Option<Text<'m>>,
    section: Option<Text<'m>>,
    port: Option<Traced<u16>>,
}

#[derive(Debug, Serialize)]
struct Bootstrap<'m> {
    host: Option<Text<'m>>,
    /// A name that brokers' certificates have besides.
    alternative_name: Option<Text<'m>>,
    node_port: Option<Traced<u16>>,
    annotations: Vec<Label<'m>>,
}

/// What is said of one broker.
#[derive(Debug, Serialize)]
struct Broker<'m> {
    id: Traced<u32>,
    host: Option<Text<'m>>,
    node_port: Option<Traced<u16>>,
    annotations: Vec<Label<'m>>,
}

#[derive(Debug, Serialize)]
struct Peer<'m> {
    namespace: Text<'m>,
    pods: Vec<Label<'m>>,
}

/// Who may do what.
#[derive(Debug, Serialize)]
pub(super) struct Authorization<'m> {
    r#type: Text<'m>,
    class: Option<Text<'m>>,
    /// Whether an authorizer of one's own keeps what KafkaUsers list; else nothing is said.
    acls: Option<Traced<bool>>,
    super_users: Vec<Text<'m>>,
}

/// Who decides, if somebody does.
pub(super) fn authorization(model: &Model) -> Option<Authorization<'_>> {
    let own = &model.cluster.authorization;
    let model::Authorization { kind, super_users, class, acls } = own;
    own.is_on().then(|| Authorization {
        r#type: fixed(kind.value.word(), kind),
        class: class.as_ref().map(text),
        acls: Some(acls).filter(|acls| acls.value).map(value),
        super_users: super_users.iter().map(text).collect(),
    })
}

/// Whether brokers ask Kubernetes at their start at which address their node is: an init container does, as for racks
/// (`KafkaCluster.isExposedWithNodePort`, 0.39.0 to 1.2.0).
pub(super) fn ask_nodes(model: &Model) -> bool {
    model.cluster.listeners.iter().any(|listener| listener.kind.value == ListenerType::NodePort)
}

/// Every listener, in the order of the spec.
pub(super) fn listeners(model: &Model) -> Vec<Listener<'_>> {
    model.cluster.listeners.iter().map(|listener| Listener::of(listener, model)).collect()
}

impl<'m> Listener<'m> {
    fn of(listener: &'m model::Listener, model: &'m Model) -> Self {
        let model::Listener { name, port, tls, kind, authentication, custom, allow_from, exposure: _ } = listener;
        let peer = |peer: &'m model::Peer| Peer { namespace: text(&peer.namespace), pods: labels(&peer.pods) };
        Listener {
            name: text(name),
            port: value(port),
            r#type: fixed(kind.value.word(), kind),
            tls: value(tls),
            authentication: authentication.as_ref().map(|how| Authentication::of(how, custom.as_ref())),
            configuration: Configuration::of(listener, model),
            peers: allow_from.iter().map(peer).collect(),
        }
    }
}

impl<'m> Authentication<'m> {
    fn of(how: &'m Sourced<model::Authentication>, custom: Option<&'m model::Custom>) -> Self {
        let custom = custom.map(|model::Custom { sasl, config }| Custom {
            sasl: value(sasl),
            config: config.iter().map(entry).collect(),
        });
        Authentication { r#type: fixed(how.value.word(), how), custom }
    }
}

impl<'m> Configuration<'m> {
    fn of(listener: &'m model::Listener, model: &'m Model) -> Self {
        let exposure = &listener.exposure;
        let model::Exposure {
            host,
            broker_hosts,
            gateways,
            node_port,
            broker_node_ports,
            source_ranges,
            traffic_policy,
            class,
            annotations,
        } = exposure;
        // With a template a broker that comes later has its host, too.
        let template = broker_hosts.as_ref().filter(|_| model.release.can(Capability::ListenerHostTemplate));
        let listed = broker_hosts.is_some() && template.is_none();
        let bootstrap = Bootstrap {
            host: host.as_ref().map(text),
            alternative_name: alternative_name(listener, model),
            node_port: node_port.as_ref().map(value),
            annotations: labels(annotations),
        };
        let named = bootstrap.host.is_some() || bootstrap.alternative_name.is_some();
        let says_first = named || bootstrap.node_port.is_some() || !bootstrap.annotations.is_empty();
        let each = listed || !broker_node_ports.is_empty() || !annotations.is_empty();
        let brokers = if each { Broker::all(exposure, listed, model) } else { Vec::new() };
        let gateway = |gateway: &'m model::Gateway| {
            let model::Gateway { name, namespace, section, port } = gateway;
            let (namespace, section) = (namespace.as_ref().map(text), section.as_ref().map(text));
            Gateway { name: text(name), namespace, section, port: port.as_ref().map(value) }
        };
        let alone = class.is_some() || traffic_policy.is_some() || !source_ranges.is_empty() || !gateways.is_empty();
        Configuration {
            given: alone || says_first || template.is_some() || !brokers.is_empty(),
            class: class.as_ref().map(text),
            traffic_policy: traffic_policy.as_ref().map(|policy| fixed(policy.value.word(), policy)),
            source_ranges: source_ranges.iter().map(text).collect(),
            gateways: gateways.iter().map(gateway).collect(),
            host_template: template.map(text),
            bootstrap: says_first.then_some(bootstrap),
            brokers,
        }
    }
}

/// Clients of ours begin at the Service of a listener, also where it is reached from outside. The operator writes only the outer
/// names of such listeners into the brokers' certificates (`KafkaListenersReconciler`, 0.39.0 to 1.2.0).
fn alternative_name<'m>(listener: &model::Listener, model: &Model) -> Option<Text<'m>> {
    let unnamed = listener.tls.value && !listener.kind.value.is_inside() && listener.exposure.host.is_none();
    let uses =
        |client: &&model::Client| model.listener_of(client).is_some_and(|used| used.name.value == listener.name.value);
    let client = model.clients.iter().find(uses).filter(|_| unnamed)?;
    let namespace = &model.cluster.namespace;
    let host = format!("{}.{}", address::service(listener, model), namespace.value);
    let origin = client.name.origin.and(&model.cluster.name.origin).and(&namespace.origin);
    Some(Traced::new(host.into(), origin))
}

impl<'m> Broker<'m> {
    fn all(exposure: &'m model::Exposure, with_host: bool, model: &'m Model) -> Vec<Self> {
        let count = model.cluster.brokers.count();
        let of = |(at, id): (usize, u32)| {
            let host = exposure.broker_host(id).filter(|_| with_host);
            Broker {
                id: Traced::new(id, count.origin.clone()),
                host: host.map(|host| Traced::new(host.value.into(), host.origin)),
                node_port: exposure.broker_node_ports.get(at).map(value),
                annotations: labels(&exposure.annotations),
            }
        };
        model.cluster.broker_ids().into_iter().enumerate().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{MINIMAL, artefacts_of, text_of};

    #[test]
    fn who_asks_for_the_address_of_a_node_comes_from_where_images_come_from() {
        let listener = |kind: &str| format!("[cluster.listener.x]\nport = 9094\ntls = true\ntype = \"{kind}\"\n");
        let images = "[images]\nprefix = \"registry.example.org\"\n";
        let cluster = |kind: &str| {
            let (artefacts, _) = artefacts_of(&format!("{MINIMAL}{}{images}", listener(kind)));
            text_of(&artefacts, "02-kafka-cluster.yaml").to_owned()
        };
        assert!(cluster("nodeport").contains("brokerRackInitImage: registry.example.org/strimzi/operator:0.39.0"));
        assert!(!cluster("loadbalancer").contains("brokerRackInitImage"));
    }
}
