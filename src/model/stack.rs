//! The local stack for docker-compose.

use super::scope::{Scope, optional, or};
use super::versions::Versions;
use super::{Project, Sourced};
use crate::catalog::{self, Mode};
use crate::diag::{Diagnostic, Span};
use crate::spec::{Field, ids, tables};
use std::net::IpAddr;

/// The local stack.
#[derive(Debug)]
pub struct Stack {
    /// Where its table stands.
    pub at: Span,
    /// The images that have the cluster's Kafka.
    pub images: &'static catalog::Stack,
    /// What container names begin with.
    pub project: Sourced<String>,
    /// The network's name.
    pub network: Sourced<String>,
    /// Whether somebody else makes the network.
    pub network_external: Sourced<bool>,
    /// The address that ports are bound to.
    pub address: Sourced<IpAddr>,
    /// Kafka's port for programs on the host.
    pub kafka_port: Sourced<u16>,
    /// Kafka UI's port on the host.
    pub ui_port: Sourced<u16>,
    /// Kafka UI, if it is part of it.
    pub ui: Option<Sourced<&'static catalog::Ui>>,
}

/// The cluster's Kafka, for which the local stack needs images.
pub(super) struct Wanted {
    kafka: Sourced<String>,
    mode: Mode,
}

/// What images are needed, if a release runs this Kafka.
pub(super) fn wanted(versions: &Versions) -> Option<Wanted> {
    let runs = versions.known && versions.release.kafka(&versions.kafka.value).is_some();
    let mode = match versions.mode.value {
        tables::Mode::ZooKeeper => Mode::ZooKeeper,
        tables::Mode::KRaft => Mode::Kraft,
    };
    runs.then(|| Wanted { kafka: versions.kafka.clone(), mode })
}

impl Stack {
    /// `wanted` is what to find images for; where it is nothing, the versions have been complained about.
    pub(super) fn build(
        written: &Field<tables::Compose>,
        of: Option<&Project>,
        wanted: Option<&Wanted>,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let (tables::Compose { project, network, host, ui }, at) = written.given()?;
        let (no_network, no_host) = (tables::Network::default(), tables::Host::default());
        let network_at = network.span().unwrap_or(at);
        let tables::Network { name, external } = network.get().unwrap_or(&no_network);
        let host_at = host.span().unwrap_or(at);
        let tables::Host { address, kafka_port, ui_port } = host.get().unwrap_or(&no_host);
        let address = read_address(&or(address, host_at, "127.0.0.1".to_owned()), scope);
        let (kafka_port, ui_port) = (or(kafka_port, host_at, 29092), or(ui_port, host_at, 8080));
        check_ports(&kafka_port, &ui_port, scope);
        let images = wanted.and_then(|wanted| images(wanted, at, scope));
        let project = optional(project).or_else(|| of.map(|project| project.name.derive(String::clone)))?;
        compose_name(&project, scope);
        let network = optional(name).unwrap_or_else(|| project.derive(|project| format!("{project}_network")));
        compose_name(&network, scope);
        let ui_image = &catalog::stacks()?.ui;
        let ui = or(ui, at, true);
        Some(Stack {
            at,
            images: images?,
            project,
            network,
            network_external: or(external, network_at, false),
            address: address?,
            kafka_port,
            ui_port,
            ui: ui.value.then(|| ui.map(|_| ui_image)),
        })
    }
}

/// The images that have this Kafka, in the cluster's mode.
fn images(wanted: &Wanted, at: Span, scope: &mut Scope<'_>) -> Option<&'static catalog::Stack> {
    let Wanted { kafka, mode } = wanted;
    let stacks = catalog::stacks()?;
    let found = stacks.stack(&kafka.value, *mode);
    if found.is_none() {
        let with = stacks.all().iter().filter(|stack| stack.mode == *mode);
        let manner = match mode {
            Mode::ZooKeeper => "with ZooKeeper",
            Mode::Kraft => "in KRaft",
        };
        let lines: Vec<&str> = with.map(|stack| stack.kafka.as_str()).collect();
        scope.push(
            Diagnostic::error(
                ids::UNSUPPORTED_VERSION,
                format!("there is no image that runs Kafka {} {manner}, so the local stack cannot be", kafka.value),
            )
            .at(at, "the local stack")
            .because(kafka.origin.first(), "this version")
            .help(format!("leave [compose] out, or use a Kafka of one of these lines: {}", lines.join(", "))),
        );
    }
    found
}

fn read_address(written: &Sourced<String>, scope: &mut Scope<'_>) -> Option<Sourced<IpAddr>> {
    let address = written.value.parse::<IpAddr>();
    if address.is_err() {
        scope.complain(
            ids::OUT_OF_RANGE,
            written.origin.first(),
            format!("{:?} is no address", written.value),
            "write \"127.0.0.1\" for this host alone, or the address at which other machines reach this host",
        );
    }
    address.ok().map(|address| written.as_ref().map(|_| address))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Complaints, Sources};

    /// What is said of a stack with that Kafka, and whether it comes to be. No release that this program knows runs a Kafka
    /// without an image.
    fn with_kafka(kafka: &str, mode: Mode) -> (bool, Vec<(String, Span)>) {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", "[compose]\nproject = \"x\"\n").unwrap();
        let source = sources.get(id).unwrap();
        let mut complaints = Complaints::default();
        let spec = crate::spec::read(source, &mut complaints);
        let mut scope = Scope { whole: source.span(), complaints: &mut complaints };
        let wanted = Wanted { kafka: Sourced::written(kafka.to_owned(), Span::new(3, 5)), mode };
        let stack = Stack::build(&spec.compose, None, Some(&wanted), &mut scope);
        let said = complaints.into_sorted().into_iter();
        (stack.is_some(), said.map(|said| (said.headline.clone(), said.span().unwrap())).collect())
    }

    #[test]
    fn a_kafka_without_an_image_is_refused_where_the_stack_is_asked_for() {
        for (kafka, mode, manner) in [("4.0.0", Mode::ZooKeeper, "with ZooKeeper"), ("3.5.2", Mode::Kraft, "in KRaft")]
        {
            let headline = format!("there is no image that runs Kafka {kafka} {manner}, so the local stack cannot be");
            assert_eq!(with_kafka(kafka, mode), (false, vec![(headline, Span::new(0, 9))]));
        }
        assert_eq!(with_kafka("3.6.1", Mode::ZooKeeper), (true, vec![]));
        assert_eq!(with_kafka("4.0.0", Mode::Kraft), (true, vec![]));
    }
}
