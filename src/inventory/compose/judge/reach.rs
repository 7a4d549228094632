//! Are clients and brokers sent to addresses that lead to the broker from where they are?

use super::super::{Broker, Endpoint, Host, Service, Stack, is_known};
use super::{Out, What, brokers, cluster_size};

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for service in &stack.services {
        out.about(service);
        page(service, out);
    }
    for (broker, service) in brokers(stack) {
        out.about(service);
        for endpoint in &broker.advertised {
            let listener = broker.listeners.iter().find(|listener| listener.name == endpoint.name);
            advertised(stack, broker, service, endpoint, listener, out);
        }
        published(broker, service, out);
        itself(stack, broker, service, out);
        loopback(broker, service, out);
    }
}

/// The host's ports that lead to a port of a service; `None` among them is any free one.
fn leading(service: &Service<'_>, port: u16) -> Vec<Option<u16>> {
    service.ports.iter().filter(|published| published.known).filter_map(|published| published.leads_to(port)).collect()
}

fn advertised<'b>(
    stack: &Stack<'b>,
    broker: &Broker<'b>,
    service: &Service<'b>,
    endpoint: &Endpoint<'b>,
    listener: Option<&Endpoint<'b>>,
    out: &mut Out<'b>,
) {
    let written = broker.set("advertised.listeners").is_some();
    let name = endpoint.name.as_str();
    let bound = listener.and_then(|listener| listener.port);
    match Host::of(&endpoint.host) {
        // Unset, it is where it listens, and Kafka puts the host's own name for what is everything.
        Host::Any if written => {
            out.error(What::AdvertisedAny, endpoint.node, &[name]);
        }
        Host::Name => named(stack, service, endpoint, bound, out),
        Host::Loopback | Host::Elsewhere if written => outside(service, endpoint, bound, out),
        Host::Empty | Host::Any if written => {
            if let Some(port) = bound.filter(|port| !leading(service, *port).is_empty()) {
                out.warning(What::HostCannotResolve, endpoint.node, &[name, &endpoint.host, &port.to_string()]);
            }
            unbound(endpoint, bound, out);
        }
        _ => {}
    }
}

fn unbound<'b>(endpoint: &Endpoint<'b>, bound: Option<u16>, out: &mut Out<'b>) {
    if let (Some(port), Some(bound)) = (endpoint.port, bound)
        && port != bound
    {
        out.error(What::AdvertisedPortUnbound, endpoint.node, &[&endpoint.name, &port.to_string(), &bound.to_string()]);
    }
}

/// Clients are sent to a name that a service may have.
fn named<'b>(stack: &Stack<'b>, service: &Service<'b>, endpoint: &Endpoint<'b>, bound: Option<u16>, out: &mut Out<'b>) {
    let (name, host) = (endpoint.name.as_str(), endpoint.host.as_str());
    let leads = bound.map(|port| leading(service, port)).unwrap_or_default();
    if service.is_own_name(host) {
        unbound(endpoint, bound, out);
        if !service.answers_to(host) {
            out.warning(What::HostnameOnly, endpoint.node, &[host]);
        }
        if let Some(port) = bound.filter(|_| !leads.is_empty()) {
            out.warning(What::HostCannotResolve, endpoint.node, &[name, host, &port.to_string()]);
        }
        if host.contains('_') {
            out.info(What::Underscore, endpoint.node, &[host]);
        }
        return;
    }
    let others: Vec<usize> = stack.named(host).map(|(at, _)| at).collect();
    let known =
        |at: &usize| stack.broker_of(*at).is_some() || stack.service(*at).is_some_and(|other| other.family().is_some());
    // Something unknown may pass on what it gets.
    if others.iter().any(known) {
        out.error(What::AdvertisedOther, endpoint.node, &[name, host]);
    } else if others.is_empty() && !stack.may_be_elsewhere(host) && service.network_mode.is_none() {
        // The host itself may have that name.
        let on_host = leads.iter().any(|port| port.is_none() || *port == endpoint.port);
        if !on_host {
            out.error(What::AdvertisedNobody, endpoint.node, &[name, host]);
        }
    }
}

/// Clients are sent to the host, or further.
fn outside<'b>(service: &Service<'b>, endpoint: &Endpoint<'b>, bound: Option<u16>, out: &mut Out<'b>) {
    let (Some(bound), Some(port)) = (bound, endpoint.port) else { return };
    let unknown = service.ports.iter().any(|published| !published.known);
    if service.network_mode.is_some() || unknown || service.partly {
        return;
    }
    let (name, port_text) = (endpoint.name.as_str(), port.to_string());
    let leads = leading(service, bound);
    let loopback = Host::of(&endpoint.host) == Host::Loopback;
    if leads.is_empty() {
        // Inside of the container it may serve the health check.
        out.info(What::NotPublished, endpoint.node, &[name, &port_text]);
    } else if !leads.contains(&Some(port)) {
        let lead = leads.iter().flatten().next().map(u16::to_string).unwrap_or_default();
        let level = if loopback { crate::diag::Severity::Error } else { crate::diag::Severity::Warning };
        let place = service.ports.iter().find(|published| published.leads_to(bound).is_some());
        let problem = out.add(What::AdvertisedPortDiffers, level, endpoint.node, &[name, &port_text, &lead]);
        problem.because.extend(place.map(|published| published.node));
    }
}

/// Something listens at each port that is published.
fn published<'b>(broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let holes =
        broker.set("listeners").or_else(|| broker.set("advertised.listeners")).is_some_and(|set| !is_known(&set.value));
    if broker.listeners.is_empty()
        || broker.listeners.iter().any(|listener| listener.port.is_none())
        || holes
        || !service.is_plain()
    {
        return;
    }
    for published in service.ports.iter().filter(|published| published.known && !published.udp) {
        let Some(range) = published.container.as_ref() else { continue };
        let listens = broker.listeners.iter().filter_map(|listener| listener.port).any(|port| range.contains(&port));
        let number = range.start().to_string();
        let named = names_port(service, *range.start());
        if !listens && !named && !service.env.open {
            out.warning(What::PublishedNothing, published.node, &[&number]);
        }
    }
}

/// What serves one port is published with that.
fn page<'b>(service: &Service<'b>, out: &mut Out<'b>) {
    let Some(serves) = service.family().and_then(|family| family.serves) else { return };
    if !service.is_plain() || service.env.open || service.partly {
        return;
    }
    for published in service.ports.iter().filter(|published| published.known && !published.udp) {
        let Some(range) = published.container.as_ref() else { continue };
        if !range.contains(&serves) && !names_port(service, *range.start()) {
            out.warning(What::PublishedNothing, published.node, &[&range.start().to_string()]);
        }
    }
}

/// Whether a variable of a service names a port: it may be one for JMX, an agent or something else.
fn names_port(service: &Service<'_>, port: u16) -> bool {
    let number = port.to_string();
    let names = |value: &String| value.split(|char: char| !char.is_ascii_digit()).any(|part| part == number);
    service.env.variables.iter().any(|variable| variable.value.as_ref().is_some_and(names))
}

/// A broker, and those of its cluster, find it where its listener between brokers sends them.
fn itself<'b>(stack: &Stack<'b>, broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let Some(name) = broker.inter_broker().filter(|_| broker.is_broker && service.network_mode.is_none()) else {
        return;
    };
    let Some(endpoint) = broker.advertised_as(&name).filter(|endpoint| Host::of(&endpoint.host) == Host::Loopback)
    else {
        return;
    };
    if cluster_size(stack, broker).is_some_and(|size| size > 1) {
        out.error(What::InterBrokerLoopback, endpoint.node, &[&name]);
    } else if let Some(port) = endpoint.port.filter(|port| broker.listener_at(*port).is_none())
        && broker.listeners.iter().all(|listener| listener.port.is_some())
        && !broker.listeners.is_empty()
    {
        out.error(What::CannotReachItself, endpoint.node, &[&name, &endpoint.host, &port.to_string()]);
    }
}

/// What others should reach must not listen to the container alone.
fn loopback<'b>(broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    for listener in broker.listeners.iter().filter(|listener| Host::of(&listener.host) == Host::Loopback) {
        let Some(port) = listener.port else { continue };
        let named = broker.advertised_as(&listener.name).is_some_and(|endpoint| Host::of(&endpoint.host) == Host::Name);
        let written = broker.set("listeners").is_some();
        if written && service.network_mode.is_none() && (named || !leading(service, port).is_empty()) {
            out.error(What::BoundToLoopback, listener.node, &[&listener.name, &port.to_string()]);
        }
    }
}
