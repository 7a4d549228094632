//! A ZooKeeper in a stack.

use super::service::Service;
use crate::bundle::Node;
use crate::catalog::{Family, Runs};

/// A ZooKeeper.
#[derive(Debug)]
pub struct ZooKeeper<'b> {
    /// The number of its service.
    pub service: usize,
    /// The family of its image.
    pub family: &'static Family,
    /// Its port for clients, if that is known, and where it is written.
    pub port: Option<(u16, Option<Node<'b>>)>,
}

/// The port unless another is given.
const USUAL: u16 = 2181;

pub(super) fn all<'b>(services: &[Service<'b>]) -> Vec<ZooKeeper<'b>> {
    let one = |(at, service): (usize, &Service<'b>)| {
        let family = service.family().filter(|family| family.kind == Runs::ZooKeeper && service.is_plain())?;
        let variable = family.port.as_ref().and_then(|name| service.env.get(name));
        let port = match variable {
            Some(variable) => variable
                .value
                .as_ref()
                .and_then(|value| value.trim().parse().ok())
                .map(|port| (port, Some(variable.node))),
            None if family.port_required => None,
            None => (!service.env.open).then_some((USUAL, None)),
        };
        Some(ZooKeeper { service: at, family, port })
    };
    services.iter().enumerate().filter_map(one).collect()
}
