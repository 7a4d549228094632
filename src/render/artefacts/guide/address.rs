//! How the cluster is reached: the address of each listener, from where, and with what.

use super::super::compose;
use super::super::parts::{Text, fixed, text};
use crate::model::{Authentication, Listener, ListenerType, Model};
use crate::render::Traced;
use serde::Serialize;

/// The port behind a host: routers, Ingress controllers and gateways take TLS there (`KafkaCluster.ROUTE_PORT` and its siblings,
/// 0.39.0 to 1.2.0).
const OUTSIDE_PORT: u16 = 443;

/// A listener, as a client sees it.
#[derive(Debug, Serialize)]
pub(super) struct Address<'m> {
    /// The listener's name.
    pub(super) listener: Text<'m>,
    /// Host and port from any namespace of the cluster: `hrms-kafka-kafka-bootstrap.kafka:9092`. None for a listener that is
    /// reached from outside of Kubernetes: its address is known only when it stands.
    pub(super) bootstrap: Option<Text<'m>>,
    /// Kafka's word for what is spoken: `PLAINTEXT`, `SSL`, `SASL_PLAINTEXT`, `SASL_SSL`.
    pub(super) protocol: Text<'m>,
    /// How it is reached, where that is from outside of Kubernetes.
    pub(super) outside: Option<Text<'m>>,
    /// How clients prove who they are.
    pub(super) authentication: Option<Text<'m>>,
    /// Whether clients need the cluster's certificate authority.
    pub(super) encrypted: bool,
    /// The namespaces that it is open to; empty means to all.
    pub(super) open_to: Vec<Text<'m>>,
}

/// The local stack, as programs reach it.
#[derive(Debug, Serialize)]
pub(super) struct Local<'m> {
    /// The network in which `kafka:9092` is known.
    pub(super) network: Text<'m>,
    /// Host and port for programs on the machine itself: `localhost:29092`.
    pub(super) host: Text<'m>,
    /// Kafka UI's address in a browser, if it is part of the stack.
    pub(super) ui: Option<Text<'m>>,
}

/// Every listener, in the order of the spec.
pub(super) fn addresses(model: &Model) -> Vec<Address<'_>> {
    model.cluster.listeners.iter().map(|listener| Address::of(listener, model)).collect()
}

/// The listener that a client without credentials uses; else the first one.
pub(super) fn usual(model: &Model) -> Option<&Listener> {
    let listeners = &model.cluster.listeners;
    let open = |listener: &&Listener| is_internal(listener) && listener.authentication.is_none();
    let plain = listeners.iter().find(|listener| open(listener) && !listener.tls.value);
    plain.or_else(|| listeners.iter().find(open)).or_else(|| listeners.first())
}

/// The local stack, if there is one.
pub(super) fn local(model: &Model) -> Option<Local<'_>> {
    let stack = model.stack.as_ref()?;
    Some(Local {
        network: text(&stack.network),
        host: compose::at_host(stack, &stack.kafka_port, |host, port| format!("{host}:{port}")),
        ui: stack
            .ui
            .as_ref()
            .map(|_| compose::at_host(stack, &stack.ui_port, |host, port| format!("http://{host}:{port}"))),
    })
}

/// Host and port of a listener: its own host if it has one, else that of its Service, from any namespace of the cluster.
pub(in super::super) fn bootstrap<'m>(listener: &Listener, model: &Model) -> Text<'m> {
    let cluster = &model.cluster;
    if let Some(host) = &listener.exposure.host {
        return Traced::new(format!("{}:{OUTSIDE_PORT}", host.value).into(), host.origin.clone());
    }
    let origin = cluster.name.origin.and(&cluster.namespace.origin).and(&listener.port.origin);
    let host = service(listener, model);
    Traced::new(format!("{host}.{}:{}", cluster.namespace.value, listener.port.value).into(), origin)
}

/// The Service by which clients find a listener: all internal ones share one, others have one each (`ListenersUtils` and
/// `KafkaResources`, 0.39.0 to 1.2.0).
pub(in super::super) fn service(listener: &Listener, model: &Model) -> String {
    let cluster = &model.cluster.name.value;
    match listener.kind.value {
        ListenerType::Internal => format!("{cluster}-kafka-bootstrap"),
        _ => format!("{cluster}-kafka-{}-bootstrap", listener.name.value),
    }
}

/// Whether a listener is reached from within Kubernetes only.
pub(super) fn is_internal(listener: &Listener) -> bool {
    listener.kind.value.is_inside()
}

/// Kafka's word for what is spoken on a listener.
pub(in super::super) fn protocol(listener: &Listener) -> &'static str {
    let by_sasl = listener.custom.as_ref().is_some_and(|custom| custom.sasl.value);
    let password = listener.authentication.as_ref().is_some_and(|kind| kind.value == Authentication::ScramSha512);
    match (listener.tls.value, password || by_sasl) {
        (false, false) => "PLAINTEXT",
        (true, false) => "SSL",
        (false, true) => "SASL_PLAINTEXT",
        (true, true) => "SASL_SSL",
    }
}

impl<'m> Address<'m> {
    fn of(listener: &'m Listener, model: &'m Model) -> Self {
        let Listener { name, port: _, tls, kind, authentication, custom: _, allow_from, exposure } = listener;
        let internal = is_internal(listener);
        Address {
            listener: text(name),
            bootstrap: (internal || exposure.host.is_some()).then(|| bootstrap(listener, model)),
            protocol: fixed(protocol(listener), tls),
            outside: (!internal).then(|| fixed(kind.value.word(), kind)),
            authentication: authentication.as_ref().map(|kind| fixed(kind.value.word(), kind)),
            encrypted: tls.value,
            open_to: allow_from.iter().map(|peer| text(&peer.namespace)).collect(),
        }
    }
}
