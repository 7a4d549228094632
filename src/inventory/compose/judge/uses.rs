//! Does each address that a service uses lead to what it takes it for?

use super::super::{Address, Broker, Endpoint, Host, Service, Stack, Use, UseOf};
use super::{Out, What, brokers};
use crate::bundle::Node;
use crate::catalog::Runs;
use crate::diag::Severity;

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for used in &stack.uses {
        let Some(service) = stack.service(used.service) else { continue };
        out.about(service);
        one(stack, service, used, out);
    }
    for service in &stack.services {
        out.about(service);
        unset(service, out);
    }
    for (broker, service) in brokers(stack) {
        out.about(service);
        for (address, node) in &broker.zookeepers {
            let used = Use {
                service: broker.service,
                of: UseOf::ZooKeeper,
                address: address.clone(),
                by: "zookeeper.connect".to_owned(),
                node: *node,
            };
            one(stack, service, &used, out);
        }
    }
}

/// A cluster of a page with a name has an address.
fn unset<'b>(service: &Service<'b>, out: &mut Out<'b>) {
    let Some(family) = service.family().filter(|family| family.kind == Runs::Ui) else { return };
    let patterns: Vec<(&str, &str)> = family.addresses.iter().filter_map(|pattern| pattern.split_once('*')).collect();
    let Some((before, after)) = patterns.first().copied() else { return };
    for variable in &service.env.variables {
        let Some(number) = variable.name.strip_prefix(before).and_then(|rest| rest.strip_suffix("_NAME")) else {
            continue;
        };
        let given = patterns.iter().any(|(before, after)| service.env.may_have(&format!("{before}{number}{after}")));
        if !given && number.bytes().all(|byte| byte.is_ascii_digit()) {
            out.warning(What::AddressMissing, variable.node, &[&format!("{before}{number}{after}")]);
        }
    }
}

fn one<'b>(stack: &Stack<'b>, service: &Service<'b>, used: &Use<'b>, out: &mut Out<'b>) {
    let Address { host, port, .. } = &used.address;
    let host = host.as_str();
    if service.network_mode.is_some() {
        return;
    }
    match Host::of(host) {
        Host::Loopback if used.of != UseOf::Http => {
            let port = port.map(|port| port.to_string()).unwrap_or_default();
            out.error(What::LocalhostInContainer, used.node, &[&used.by, &port]);
            return;
        }
        Host::Name => {}
        _ => return,
    }
    let targets: Vec<(usize, &Service<'b>)> = stack.named(host).collect();
    if targets.is_empty() {
        nobody(stack, service, used, out);
        return;
    }
    if host.contains('_') && used.of == UseOf::Http {
        out.warning(What::Underscore, used.node, &[host]);
    }
    if let Some((_, target)) = targets.iter().find(|_| !targets.iter().any(|(_, target)| service.sees(target))) {
        out.error(What::NoSharedNetwork, used.node, &[host, &target.name]).because(target.node);
        return;
    }
    // More than one service may have a name: one that fits is enough, and the first is spoken of.
    let Some((at, target)) = targets.first().copied() else { return };
    match used.of {
        UseOf::Kafka => kafka(stack, service, used, at, target, out),
        UseOf::ZooKeeper => zookeeper(stack, used, at, target, out),
        UseOf::Http => http(used, target, out),
    }
}

fn nobody<'b>(stack: &Stack<'b>, service: &Service<'b>, used: &Use<'b>, out: &mut Out<'b>) {
    let host = used.address.host.as_str();
    let by_hostname =
        stack.services.iter().find(|other| other.hostname.as_ref().is_some_and(|name| name.value == host));
    // Without any broker it is a part of something: the rest may come in by another `-f`.
    let part = stack.brokers.is_empty() && used.of == UseOf::Kafka;
    let level = if part || used.of == UseOf::Http { Severity::Warning } else { Severity::Error };
    if let Some(other) = by_hostname.filter(|other| !std::ptr::eq(*other, service)) {
        let place = other.hostname.as_ref().map_or(other.node, |name| name.node);
        out.add(What::HostnameOnly, level, used.node, &[host]).because(place);
    } else if !stack.may_be_elsewhere(host) && !service.is_own_name(host) {
        out.add(What::NobodyThere, level, used.node, &[host, &used.by]);
    }
}

fn kafka<'b>(
    stack: &Stack<'b>,
    service: &Service<'b>,
    used: &Use<'b>,
    at: usize,
    target: &Service<'b>,
    out: &mut Out<'b>,
) {
    let host = used.address.host.as_str();
    let Some(broker) = stack.broker_of(at) else {
        let kind = target.family().map(|family| family.kind);
        if matches!(kind, Some(Runs::ZooKeeper | Runs::Ui | Runs::Client | Runs::Exporter)) {
            out.error(What::NotABroker, used.node, &[host]).because(target.node);
        }
        return;
    };
    let Some(port) = used.address.port else { return };
    let number = port.to_string();
    if broker.listeners.is_empty() || broker.listeners.iter().any(|listener| listener.port.is_none()) {
        return;
    }
    let Some(listener) = broker.listener_at(port) else {
        let ports: Vec<String> =
            broker.listeners.iter().filter_map(|listener| listener.port).map(|port| port.to_string()).collect();
        let place = broker.listeners.first().map_or(target.node, |listener| listener.node);
        out.error(What::NoListenerThere, used.node, &[&number, host, &ports.join(", ")]).because(place);
        return;
    };
    if broker.controller_names.contains(&listener.name) {
        out.error(What::ControllerAsBootstrap, used.node, &[&number, host]).because(listener.node);
        return;
    }
    sent_on(broker, listener, used, out);
    spoken(broker, listener, service, used, out);
}

fn sent_on<'b>(broker: &Broker<'b>, listener: &Endpoint<'b>, used: &Use<'b>, out: &mut Out<'b>) {
    let (host, number) = (used.address.host.as_str(), used.address.port.unwrap_or_default().to_string());
    match broker.advertised_as(&listener.name) {
        Some(endpoint) if Host::of(&endpoint.host) == Host::Loopback => {
            let to = format!("{}:{}", endpoint.host, endpoint.port.map(|port| port.to_string()).unwrap_or_default());
            out.error(What::SentToItself, used.node, &[host, &number, &to]).because(endpoint.node);
        }
        None if !broker.advertised.is_empty() => {
            out.error(What::NotAdvertised, used.node, &[&number, &listener.name]).because(listener.node);
        }
        _ => {}
    }
}

fn spoken<'b>(broker: &Broker<'b>, listener: &Endpoint<'b>, service: &Service<'b>, used: &Use<'b>, out: &mut Out<'b>) {
    let Some(speaks) = broker.protocol(&listener.name) else { return };
    let number = used.address.port.unwrap_or_default().to_string();
    let place: Node<'b> = listener.node;
    if let Some(wanted) = used.address.protocol.as_ref().map(|protocol| protocol.to_uppercase()) {
        if super::super::broker::PROTOCOLS.contains(&wanted.as_str()) && wanted != speaks {
            out.error(What::ProtocolDiffers, used.node, &[&number, speaks, &wanted]).because(place);
        }
        return;
    }
    // Whoever speaks anything else has to say so somewhere: in a variable, an option or a file.
    let says = |text: &str| {
        ["SSL", "SASL", "SECURITY", "TLS", "COMMAND-CONFIG", "CONFIG"]
            .iter()
            .any(|word| text.to_uppercase().contains(word))
    };
    let said = service.env.variables.iter().any(|variable| says(&variable.name))
        || service.command.as_ref().is_some_and(|command| says(&command.text));
    if speaks != "PLAINTEXT" && !said && !service.env.open && service.mounts.is_empty() && service.family().is_some() {
        out.error(What::ProtocolDiffers, used.node, &[&number, speaks, "PLAINTEXT"]).because(place);
    }
}

fn zookeeper<'b>(stack: &Stack<'b>, used: &Use<'b>, at: usize, target: &Service<'b>, out: &mut Out<'b>) {
    let host = used.address.host.as_str();
    let Some(there) = stack.zookeepers.iter().find(|zookeeper| zookeeper.service == at) else {
        if target.family().is_some_and(|family| family.kind != Runs::ZooKeeper) {
            out.error(What::NotAZooKeeper, used.node, &[host]).because(target.node);
        }
        return;
    };
    if let (Some((bound, place)), Some(port)) = (there.port, used.address.port)
        && port != bound
        && !target
            .env
            .variables
            .iter()
            .any(|variable| variable.name.contains("SECURE") && variable.value.as_deref() == Some(&port.to_string()))
    {
        out.error(What::ZooKeeperPort, used.node, &[&port.to_string(), host, &bound.to_string()])
            .because(place.unwrap_or(target.node));
    }
}

fn http<'b>(used: &Use<'b>, target: &Service<'b>, out: &mut Out<'b>) {
    let Some((family, port)) = target.family().zip(used.address.port) else { return };
    let number = port.to_string();
    let Some(serves) = family.serves.filter(|_| target.is_plain() && !target.env.open) else { return };
    let said =
        family.listens.as_ref().and_then(|name| target.env.get(name)).and_then(|variable| variable.value.as_deref());
    let named = target.env.variables.iter().any(|variable| {
        variable
            .value
            .as_ref()
            .is_some_and(|value| value.split(|char: char| !char.is_ascii_digit()).any(|part| part == number))
    });
    let fits = match said {
        Some(listeners) => !super::super::is_known(listeners) || listeners.contains(&format!(":{number}")),
        None => port == serves || named,
    };
    if !fits {
        let there = said.map_or_else(|| serves.to_string(), str::to_owned);
        out.error(What::ServicePort, used.node, &[&number, &used.address.host, &there]).because(target.node);
    }
}
