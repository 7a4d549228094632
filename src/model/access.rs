//! Who comes in by which listener, and what follows from that: network peers, names for brokers, rights that would be missing.

use super::scope::{Scope, quoted_key};
use super::{
    Authentication, AuthorizationType, Client, Cluster, Listener, Model, NodeKind, Peer, Set, Sourced, Topic, User,
};
use crate::diag::Diagnostic;
use crate::spec::ids;
use crate::units::nearest;
use std::collections::BTreeMap;

impl Model {
    /// The listener that a client uses.
    pub fn listener_of(&self, client: &Client) -> Option<&Listener> {
        listener_of(client, &self.cluster.listeners)
    }
}

impl Cluster {
    /// The numbers of the brokers in a new cluster, the lowest first.
    pub fn broker_ids(&self) -> Vec<u32> {
        let sets = self.sets();
        let brokers = sets.iter().filter(|set| set.kind == NodeKind::Broker);
        let mut ids: Vec<u32> = brokers.flat_map(Set::ids).collect();
        ids.sort_unstable();
        ids
    }

    /// The listener that Kafka's own tools use: one within Kubernetes before others, and of these the one that asks for
    /// least. Where rights are asked for, one that asks who somebody is.
    pub fn tool_listener(&self) -> Option<&Listener> {
        let asks =
            self.authorization.is_on() && self.listeners.iter().any(|listener| listener.authentication.is_some());
        let fitting = self.listeners.iter().filter(|listener| !asks || listener.authentication.is_some());
        fitting.min_by_key(|listener| (!listener.kind.value.is_inside(), effort(listener)))
    }
}

/// What it takes to come in, the least first.
fn effort(listener: &Listener) -> u8 {
    match listener.authentication.as_ref().map(|how| how.value) {
        None if listener.tls.value => 1,
        None => 0,
        Some(Authentication::ScramSha512) => 2,
        Some(Authentication::Tls) => 3,
        Some(Authentication::Custom) => 4,
    }
}

/// The one that the client names; else the first that asks who it is; else the one that asks for least. One within Kubernetes
/// comes before others, and of these one that lets the client's namespace in before one that would have to be opened.
pub(super) fn listener_of<'l>(client: &Client, listeners: &'l [Listener]) -> Option<&'l Listener> {
    if let Some(named) = &client.listener {
        return listeners.iter().find(|listener| listener.name.value == named.value);
    }
    let is_closed =
        |listener: &Listener| client.namespace.as_ref().is_some_and(|namespace| !listener.is_open_to(&namespace.value));
    let way = |listener: &&Listener| (!listener.kind.value.is_inside(), is_closed(listener));
    let asking = listeners.iter().filter(|listener| listener.authentication.is_some()).min_by_key(way);
    asking.or_else(|| listeners.iter().min_by_key(|listener| (way(listener), listener.tls.value)))
}

/// Brings clients and listeners together, and tells the users that come of it. A client's namespace is let in by the listener
/// that it uses.
pub(super) fn join(cluster: &mut Cluster, clients: &[Client], topics: &[Topic], scope: &mut Scope<'_>) -> Vec<User> {
    for listener in &cluster.listeners {
        listener.exposure.check_brokers(&cluster.brokers.count(), scope);
    }
    node_ports(&cluster.listeners, scope);
    for client in clients {
        named(client, &cluster.listeners, scope);
        let Some(listener) = listener_of(client, &cluster.listeners) else { continue };
        may_something(client, listener, cluster, scope);
        let Some(namespace) = client.namespace.as_ref().filter(|own| !listener.is_open_to(&own.value)) else {
            continue;
        };
        let at = cluster.listeners.iter().position(|known| known.name.value == listener.name.value);
        if let Some(listener) = at.and_then(|at| cluster.listeners.get_mut(at)) {
            listener.allow_from.push(Peer { namespace: namespace.derive(String::clone), pods: Vec::new() });
        }
    }
    User::build_all(clients, topics, cluster, scope)
}

fn named(client: &Client, listeners: &[Listener], scope: &mut Scope<'_>) {
    let Some(named) = &client.listener else { return };
    if listeners.iter().any(|listener| listener.name.value == named.value) {
        return;
    }
    let help = match nearest(&named.value, listeners.iter().map(|listener| listener.name.value.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("declare it with [cluster.listener.{}]", quoted_key(&named.value)),
    };
    let headline = format!("listener `{}` is not declared", named.value);
    scope.complain(ids::DANGLING_REFERENCE, named.origin.first(), headline, help);
}

/// Somebody without a name has no rights and no quotas.
fn may_something(client: &Client, listener: &Listener, cluster: &Cluster, scope: &mut Scope<'_>) {
    if listener.authentication.is_some() {
        return;
    }
    let used = client.listener.as_ref().map_or(client.name.origin.first(), |named| named.origin.first());
    let (client, listener) = (client, &listener.name);
    if cluster.authorization.kind.value == AuthorizationType::Simple {
        let headline = format!(
            "client `{}` could do nothing: listener `{}` does not ask who it is",
            client.name.value, listener.value
        );
        scope.push(
            Diagnostic::error(ids::CONTRADICTION, headline)
                .at(used, "")
                .because(cluster.authorization.kind.origin.first(), "what no right allows is refused")
                .help("name a listener that asks, or give this one `authentication`"),
        );
    }
    if let Some(quotas) = &client.quotas {
        let headline = format!("quotas hold for users, and listener `{}` does not ask who a client is", listener.value);
        scope.push(
            Diagnostic::error(ids::CONTRADICTION, headline)
                .at(quotas.at, "")
                .because(listener.origin.first(), "the listener that it uses")
                .help("name a listener that asks, or take the quotas out"),
        );
    }
}

/// A port of the nodes leads to one Service.
fn node_ports(listeners: &[Listener], scope: &mut Scope<'_>) {
    let mut taken: BTreeMap<u16, &Sourced<u16>> = BTreeMap::new();
    let exposures = listeners.iter().map(|listener| &listener.exposure);
    for port in exposures.flat_map(|exposure| exposure.node_port.iter().chain(&exposure.broker_node_ports)) {
        if let Some(first) = taken.insert(port.value, port) {
            scope.push(
                Diagnostic::error(ids::DUPLICATE, format!("port {} of the nodes is taken twice", port.value))
                    .at(port.origin.first(), "written again here")
                    .because(first.origin.first(), "first written here")
                    .help("give each a port of its own"),
            );
        }
    }
}
