//! What a service publishes on the host.

use super::layers::Layers;
use super::text::{interpolate, is_known};
use crate::bundle::{Kind, Node};
use std::ops::RangeInclusive;

/// Ports of the host that lead to ports of a container.
#[derive(Debug, Clone)]
pub struct Port<'b> {
    /// The host's address; `None` is all of them.
    pub address: Option<String>,
    /// The host's; `None` is any that is free.
    pub host: Option<RangeInclusive<u16>>,
    /// The container's.
    pub container: Option<RangeInclusive<u16>>,
    /// Whether the ports are those of UDP.
    pub udp: bool,
    /// Whether all of it is known and can be read.
    pub known: bool,
    /// It depends on nothing outside, and cannot be read all the same.
    pub odd: bool,
    /// Where it stands.
    pub node: Node<'b>,
}

impl<'b> Port<'b> {
    /// All that a service publishes.
    pub(super) fn all(body: &Layers<'b>) -> Vec<Self> {
        body.items("ports").map(Port::of).collect()
    }

    fn of(node: Node<'b>) -> Self {
        match node.kind() {
            Kind::Scalar => Port::short(node),
            _ => Port::long(node),
        }
    }

    /// `address:host:container/protocol`, from behind.
    fn short(node: Node<'b>) -> Self {
        let text = interpolate(node.text());
        let (ports, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
        let (before, container) = ports.rsplit_once(':').map_or((None, ports), |(before, last)| (Some(before), last));
        let (address, host) = match before {
            None => (None, None),
            Some(before) => match before.rsplit_once(':') {
                Some((address, host)) => (Some(address), Some(host)),
                None => (None, Some(before)),
            },
        };
        Port::with(node, address, host.filter(|host| !host.is_empty()), Some(container), protocol == "udp")
    }

    fn long(node: Node<'b>) -> Self {
        let fields = node.merged();
        let field =
            |name: &str| fields.iter().find(|(key, _)| key.text() == name).map(|(_, value)| interpolate(value.text()));
        let (address, host, container) = (field("host_ip"), field("published"), field("target"));
        let udp = field("protocol").as_deref() == Some("udp");
        Port::with(node, address.as_deref(), host.as_deref(), container.as_deref(), udp)
    }

    fn with(node: Node<'b>, address: Option<&str>, host: Option<&str>, container: Option<&str>, udp: bool) -> Self {
        let whole = [address, host, container].into_iter().flatten().all(is_known);
        let (from, to) = (host.and_then(range), container.and_then(range));
        let read = to.is_some() && (host.is_none() || from.is_some());
        Port {
            address: address
                .filter(|address| *address != "0.0.0.0" && *address != "[::]" && !address.is_empty())
                .map(str::to_owned),
            host: from,
            container: to,
            udp,
            known: whole && read,
            odd: whole && !read,
            node,
        }
    }

    /// The host's port that leads to one of the container's; `None` if none does, `Some(None)` if any may.
    pub fn leads_to(&self, container: u16) -> Option<Option<u16>> {
        let to = self.container.as_ref().filter(|range| !self.udp && range.contains(&container))?;
        let Some(from) = &self.host else { return Some(None) };
        let offset = container.checked_sub(*to.start())?;
        Some(from.start().checked_add(offset).filter(|port| from.contains(port)))
    }
}

fn range(text: &str) -> Option<RangeInclusive<u16>> {
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (port(first)?, port(last)?);
    (first <= last).then_some(first..=last)
}
