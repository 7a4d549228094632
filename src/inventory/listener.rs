//! The doors of a cluster.

use super::known::Known;
use crate::bundle::Node;

/// A listener of a cluster.
#[derive(Debug, Clone, Copy)]
pub struct Listener<'b> {
    /// Where it is written.
    pub node: Node<'b>,
    /// Its name.
    pub name: &'b str,
    /// Its port.
    pub port: Option<Known<'b, i64>>,
    /// How it is reached: `internal`, `nodeport` and so on.
    pub kind: Option<Known<'b, &'b str>>,
    /// Whether what goes over it is encrypted.
    pub tls: Option<Known<'b, bool>>,
    /// How clients say who they are; none: anybody is let in.
    pub authentication: Option<Known<'b, &'b str>>,
    /// Who may reach it over the network; none: everybody.
    pub peers: Option<Node<'b>>,
    /// `configuration`, as written.
    pub configuration: Option<Node<'b>>,
}

impl<'b> Listener<'b> {
    pub(super) fn of(node: Node<'b>) -> Self {
        let text = |at: &[&str]| {
            let value = node.at(at.iter().copied()).filter(|value| !value.is_hole())?;
            Some(Known::written(value.as_text()?, value))
        };
        Listener {
            node,
            name: node.get("name").and_then(Node::as_text).unwrap_or_default(),
            port: node.get("port").and_then(|port| Some(Known::written(port.as_int()?, port))),
            kind: text(&["type"]),
            tls: node.get("tls").and_then(|tls| Some(Known::written(tls.as_bool()?, tls))),
            authentication: text(&["authentication", "type"]),
            peers: node.get("networkPolicyPeers"),
            configuration: node.get("configuration"),
        }
    }

    /// Whether it is reached from within the Kubernetes cluster only.
    pub fn is_internal(&self) -> bool {
        self.kind.is_some_and(|kind| matches!(kind.value, "internal" | "cluster-ip"))
    }

    /// Whether what goes over it is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.tls.is_some_and(|tls| tls.value)
    }
}
