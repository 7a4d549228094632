//! Listeners.

use super::scope::{Scope, entries, or};
use super::{Authentication, Custom, Exposure, Sourced, names};
use crate::catalog::Release;
use crate::diag::{Diagnostic, Span};
use crate::spec::{Entry, Field, Named, ids, tables};
use std::collections::BTreeMap;

use crate::spec::tables::ListenerType;

/// A listener.
#[derive(Debug)]
pub struct Listener {
    /// Its name.
    pub name: Sourced<String>,
    /// Its port.
    pub port: Sourced<u16>,
    /// Whether it is encrypted.
    pub tls: Sourced<bool>,
    /// How it is reached.
    pub kind: Sourced<ListenerType>,
    /// How clients prove who they are.
    pub authentication: Option<Sourced<Authentication>>,
    /// What brokers are told where clients do so in a way of their own.
    pub custom: Option<Custom>,
    /// From where it may be reached; empty means from everywhere.
    pub allow_from: Vec<Peer>,
    /// How it is shown to the outside.
    pub exposure: Exposure,
}

/// From where a listener may be reached.
#[derive(Debug)]
pub struct Peer {
    /// The namespace.
    pub namespace: Sourced<String>,
    /// Labels of its pods; empty means all of them.
    pub pods: Vec<(Sourced<String>, Sourced<String>)>,
}

impl Listener {
    pub(super) fn build_all(
        written: &Field<Named<tables::Listener>>,
        cluster: Span,
        own: Option<&Sourced<String>>,
        release: &Release,
        scope: &mut Scope<'_>,
    ) -> Vec<Listener> {
        if written.is_absent() || written.get().is_some_and(Named::is_empty) {
            scope.missing(
                cluster,
                "a listener",
                "write [cluster.listener.plain] with `port = 9092` and `tls = false`, or one with `tls = true`",
            );
        }
        let listeners: Vec<Listener> = entries(written)
            .filter_map(|(name, listener, entry)| Listener::build(name, listener, entry, own, release, scope))
            .collect();
        let mut ports: BTreeMap<u16, &Listener> = BTreeMap::new();
        for listener in &listeners {
            if let Some(first) = ports.insert(listener.port.value, listener) {
                let headline = format!(
                    "listeners `{}` and `{}` share port {}",
                    first.name.value, listener.name.value, listener.port.value
                );
                scope.push(
                    Diagnostic::error(ids::DUPLICATE, headline)
                        .at(listener.port.origin.first(), "written again here")
                        .because(first.port.origin.first(), "first written here")
                        .help("give each listener a port of its own"),
                );
            }
        }
        listeners
    }

    fn build(
        name: Sourced<String>,
        written: &tables::Listener,
        entry: &Entry<tables::Listener>,
        own: Option<&Sourced<String>>,
        release: &Release,
        scope: &mut Scope<'_>,
    ) -> Option<Listener> {
        let at = entry.value.span().unwrap_or(entry.name_at);
        let tables::Listener { port, tls, r#type, authentication, allow_from, .. } = written;
        names::listener(&name, scope);
        let port = scope.required(port, at, "port", "write its port, such as `port = 9092`");
        if let Some(port) = &port {
            check_port(port, scope);
        }
        let tls = scope.required(tls, at, "tls", "write `tls = true` to encrypt, or `tls = false`");
        let kind = or(r#type, at, ListenerType::Internal);
        check_kind(&kind, release, scope);
        let (authentication, custom) = Authentication::build(authentication, release, scope);
        if let Some(tls) = &tls {
            needs_tls(tls, &kind, authentication.as_ref(), scope);
        }
        let exposure = Exposure::build(written, at, &kind, release, scope);
        let mut allow_from = Peer::build_all(allow_from, scope);
        if let (false, Some(own)) = (allow_from.is_empty(), own)
            && !allow_from.iter().any(|peer| peer.namespace.value == own.value && peer.pods.is_empty())
        {
            // The first peer closes the listener to everybody else, also to what runs beside the cluster.
            let namespace = own.derive(String::clone);
            allow_from.push(Peer { namespace, pods: Vec::new() });
        }
        Some(Listener { name, port: port?, tls: tls?, kind, authentication, custom, allow_from, exposure })
    }

    /// Whether something in a namespace may reach it.
    pub fn is_open_to(&self, namespace: &str) -> bool {
        self.allow_from.is_empty() || self.allow_from.iter().any(|peer| peer.namespace.value == namespace)
    }
}

fn check_kind(kind: &Sourced<ListenerType>, release: &Release, scope: &mut Scope<'_>) {
    let known = &release.listeners.types;
    if known.iter().any(|known| known == kind.value.word()) {
        return;
    }
    let headline = format!("Strimzi {} has no listener of type `{}`", release.version, kind.value.word());
    let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    let help = format!("write one that it has: {}", known.join(", "));
    scope.complain(ids::UNSUPPORTED_VERSION, kind.origin.first(), headline, help);
}

/// 9090, 9091 and 8443 are the operator's own; below 9092 the CRD refuses; 9404 and 9999 `ListenersValidator` (0.39.0).
fn check_port(port: &Sourced<u16>, scope: &mut Scope<'_>) {
    let headline = match port.value {
        9404 => "port 9404 is the one that metrics are scraped from".to_owned(),
        9999 => "port 9999 is JMX's".to_owned(),
        0..9092 => format!("port {} is below 9092, which the operator keeps to itself", port.value),
        _ => return,
    };
    scope.complain(ids::OUT_OF_RANGE, port.origin.first(), headline, "use 9092 or above, but not 9404 or 9999");
}

/// `ListenersValidator` (0.39.0 to 1.2.0): route, ingress, authentication by certificate. Of a TLSRoute it does not ask, but a
/// gateway finds its way by the name in the TLS handshake.
fn needs_tls(
    tls: &Sourced<bool>,
    kind: &Sourced<ListenerType>,
    authentication: Option<&Sourced<Authentication>>,
    scope: &mut Scope<'_>,
) {
    if tls.value {
        return;
    }
    if matches!(kind.value, ListenerType::Route | ListenerType::Ingress | ListenerType::TlsRoute) {
        let headline = format!("a listener of type `{}` must be encrypted", kind.value.word());
        scope.push(
            Diagnostic::error(ids::CONTRADICTION, headline)
                .at(tls.origin.first(), "not encrypted")
                .because(kind.origin.first(), "connections are told apart by the name in the TLS handshake")
                .help("write `tls = true`"),
        );
    }
    if let Some(authentication) = authentication.filter(|kind| kind.value == Authentication::Tls) {
        scope.push(
            Diagnostic::error(
                ids::CONTRADICTION,
                "clients cannot show a certificate on a listener that is not encrypted",
            )
            .at(authentication.origin.first(), "authentication by certificate")
            .because(tls.origin.first(), "not encrypted")
            .help("write `tls = true`, or `authentication = \"scram-sha-512\"`"),
        );
    }
}

impl Peer {
    fn build_all(written: &Field<Vec<Field<tables::Peer>>>, scope: &mut Scope<'_>) -> Vec<Peer> {
        let mut peers = Vec::new();
        for (peer, at) in written.get().into_iter().flatten().filter_map(Field::given) {
            let namespace =
                scope.required(&peer.namespace, at, "namespace", "write the namespace, such as `namespace = \"hrms\"`");
            let pods = super::scope::labels(&peer.pods, scope);
            let Some(namespace) = namespace else { continue };
            names::namespace(&namespace, scope);
            peers.push(Peer { namespace, pods });
        }
        peers
    }
}
