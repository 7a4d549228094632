//! The local stack for docker-compose.

use super::scope::{Scope, optional, or};
use super::{Project, Sourced};
use crate::diag::Diagnostic;
use crate::spec::{Field, ids, tables};
use std::net::IpAddr;

/// The local stack.
#[derive(Debug)]
pub struct Stack {
    /// What container names begin with.
    pub project: Sourced<String>,
    /// The network's name.
    pub network: Sourced<String>,
    /// Whether somebody else makes the network.
    pub network_external: Sourced<bool>,
    /// The address that ports are bound to.
    pub address: Sourced<String>,
    /// Kafka's port for programs on the host.
    pub kafka_port: Sourced<u16>,
    /// Kafka UI's port on the host.
    pub ui_port: Sourced<u16>,
    /// Whether Kafka UI is part of it.
    pub ui: Sourced<bool>,
}

impl Stack {
    pub(super) fn build(written: &Field<tables::Compose>, of: Option<&Project>, scope: &mut Scope<'_>) -> Option<Self> {
        let (tables::Compose { project, network, host, ui }, at) = written.given()?;
        let (no_network, no_host) = (tables::Network::default(), tables::Host::default());
        let network_at = network.span().unwrap_or(at);
        let tables::Network { name, external } = network.get().unwrap_or(&no_network);
        let host_at = host.span().unwrap_or(at);
        let tables::Host { address, kafka_port, ui_port } = host.get().unwrap_or(&no_host);
        let address = or(address, host_at, "127.0.0.1".to_owned());
        if address.value.parse::<IpAddr>().is_err() {
            let headline = format!("{:?} is no address", address.value);
            scope.complain(
                ids::OUT_OF_RANGE,
                address.origin.first(),
                headline,
                "write \"127.0.0.1\" for this host alone, or \"0.0.0.0\" for its network",
            );
        }
        let (kafka_port, ui_port) = (or(kafka_port, host_at, 29092), or(ui_port, host_at, 8080));
        check_ports(&kafka_port, &ui_port, scope);
        let project = optional(project).or_else(|| of.map(|project| project.name.derive(String::clone)))?;
        compose_name(&project, scope);
        let network = optional(name).unwrap_or_else(|| project.derive(|project| format!("{project}_network")));
        compose_name(&network, scope);
        let network_external = or(external, network_at, false);
        Some(Stack { project, network, network_external, address, kafka_port, ui_port, ui: or(ui, at, true) })
    }
}

fn check_ports(kafka: &Sourced<u16>, ui: &Sourced<u16>, scope: &mut Scope<'_>) {
    for port in [kafka, ui] {
        if port.value == 0 {
            scope.complain(ids::OUT_OF_RANGE, port.origin.first(), "port 0 is no port", "write a port from 1 to 65535");
        }
    }
    if kafka.value == ui.value {
        scope.push(
            Diagnostic::error(ids::DUPLICATE, format!("Kafka and Kafka UI share port {} of the host", ui.value))
                .at(ui.origin.first(), "Kafka UI")
                .because(kafka.origin.first(), "Kafka")
                .help("give each a port of its own"),
        );
    }
}

/// What Docker takes as the name of a container, a network or a volume.
fn compose_name(name: &Sourced<String>, scope: &mut Scope<'_>) {
    let good = name.value.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    if !good {
        let headline = format!("{:?} is no name that Docker takes", name.value);
        scope.complain(
            ids::BAD_NAME,
            name.origin.first(),
            headline,
            "begin with a letter or digit and go on with letters, digits, `_`, `-` and `.`",
        );
    }
}
