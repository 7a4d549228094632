//! Do the listeners of a broker agree with each other, as Kafka asks before it starts?

use super::super::broker::PROTOCOLS;
use super::super::{Broker, Host, Mode, Service, Stack, is_known};
use super::{Out, What, brokers};

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for (broker, service) in brokers(stack) {
        out.about(service);
        for (text, node) in &broker.odd_listeners {
            out.error(What::ListenerOdd, *node, &[text]);
        }
        twins(broker, out);
        protocols(broker, out);
        names(broker, out);
        controllers(broker, out);
        binds(stack, broker, service, out);
        files(broker, service, out);
    }
}

fn twins<'b>(broker: &Broker<'b>, out: &mut Out<'b>) {
    for list in [&broker.listeners, &broker.advertised] {
        for (at, listener) in list.iter().enumerate() {
            if list.iter().take(at).any(|before| before.name == listener.name) {
                out.error(What::ListenerTwice, listener.node, &[&listener.name]);
            }
        }
    }
    for (at, listener) in broker.listeners.iter().enumerate() {
        let same = |before: &&super::super::Endpoint<'_>| {
            before.port == listener.port && before.host == listener.host && before.name != listener.name
        };
        if let (Some(port), Some(before)) = (listener.port, broker.listeners.iter().take(at).find(same)) {
            out.error(What::PortTwice, listener.node, &[&port.to_string(), &before.name, &listener.name]);
        }
    }
}

fn protocols<'b>(broker: &Broker<'b>, out: &mut Out<'b>) {
    let map = broker.set("listener.security.protocol.map");
    for (name, protocol) in broker.protocols.iter().flatten() {
        if let Some(map) = map.filter(|_| !PROTOCOLS.contains(&protocol.as_str())) {
            out.error(What::ProtocolUnknown, map.node, &[name, protocol]);
        }
    }
    let whole = map.is_none_or(|map| is_known(&map.value)) && (map.is_some() || !broker.open);
    let others = broker.controller_names.iter().filter(|_| !broker.is_controller && broker.mode == Mode::Kraft);
    let names = broker.listeners.iter().map(|listener| (&listener.name, listener.node));
    let place = broker.set("controller.listener.names").map(|set| set.node);
    let names = names.chain(others.filter_map(|name| Some((name, place?))));
    for (name, node) in names.filter(|(name, _)| whole && is_known(name)) {
        if broker.protocol(name).is_none() {
            let problem = out.error(What::ProtocolMissing, map.map_or(node, |map| map.node), &[name]);
            problem.because.extend(map.map(|_| node));
        }
    }
}

fn names<'b>(broker: &Broker<'b>, out: &mut Out<'b>) {
    let listens = |name: &str| broker.listeners.iter().any(|listener| listener.name == name);
    let holes = |key: &str| broker.set(key).is_some_and(|set| !is_known(&set.value));
    if !broker.listeners.is_empty() && !holes("listeners") {
        for endpoint in broker.advertised.iter().filter(|endpoint| !listens(&endpoint.name)) {
            let problem = out.error(What::AdvertisedUnknown, endpoint.node, &[&endpoint.name]);
            problem.because.extend(broker.set("listeners").map(|set| set.node));
        }
    }
    let by_name = broker.set("inter.broker.listener.name");
    if let (Some(name), Some(protocol)) = (by_name, broker.set("security.inter.broker.protocol")) {
        out.error(What::InterBrokerTwice, protocol.node, &[]).because(name.node);
    }
    let advertised = || broker.advertised.first().map(|endpoint| endpoint.node);
    if let Some(name) = broker.inter_broker().filter(|_| broker.is_broker && !holes("advertised.listeners"))
        && let Some(place) = by_name.map(|set| set.node).or_else(advertised)
        && !broker.advertised.is_empty()
        && broker.advertised_as(&name).is_none()
    {
        out.error(What::InterBrokerUnknown, place, &[&name]);
    }
}

fn controllers<'b>(broker: &Broker<'b>, out: &mut Out<'b>) {
    let Some(set) = broker.set("controller.listener.names").filter(|_| broker.mode == Mode::Kraft) else { return };
    let both_known = broker.set("listeners").is_some_and(|set| is_known(&set.value));
    for name in &broker.controller_names {
        let listens = broker.listeners.iter().find(|listener| listener.name == *name);
        match listens {
            None if broker.is_controller && both_known => {
                out.error(What::ControllerUnknown, set.node, &[name]);
            }
            // The image makes its listeners of those that are advertised, and this one is none of them.
            None if broker.is_controller && broker.set("listeners").is_none() && !broker.open => {
                out.error(What::ControllerUnknown, set.node, &[name]);
            }
            Some(listener) if !broker.is_controller && broker.set("process.roles").is_some() => {
                out.error(What::ControllerOnBroker, listener.node, &[name]).because(set.node);
            }
            _ => {}
        }
        // Since voters can come and go, controllers may be advertised.
        let strict = broker.is_quorum_fixed();
        if let Some(endpoint) = broker.advertised_as(name).filter(|_| strict && broker.is_broker) {
            out.error(What::ControllerAdvertised, endpoint.node, &[name]).because(set.node);
        }
    }
    let left = broker.listeners.iter().any(|listener| !broker.controller_names.contains(&listener.name));
    if broker.is_broker && both_known && !left && !broker.listeners.is_empty() {
        out.error(What::NoBrokerListener, set.node, &[]);
    }
}

fn binds<'b>(stack: &Stack<'b>, broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    for listener in &broker.listeners {
        let own = service.is_own_name(&listener.host);
        if Host::of(&listener.host) == Host::Name && !own && !stack.open && service.network_mode.is_none() {
            out.error(What::BindsElsewhere, listener.node, &[&listener.name, &listener.host]);
        }
    }
}

/// The scripts of some images look for `SSL://` and `SASL_…://` in what is advertised and ask for more.
fn files<'b>(broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let Some(set) = broker.set("advertised.listeners").filter(|_| broker.family.is_some_and(|family| family.tls_files))
    else {
        return;
    };
    if broker.open {
        return;
    }
    let mut names = Vec::new();
    if set.value.contains("SSL://") {
        names.extend(["KAFKA_SSL_KEYSTORE_FILENAME", "KAFKA_SSL_KEY_CREDENTIALS", "KAFKA_SSL_KEYSTORE_CREDENTIALS"]);
        let asks = service
            .env
            .value("KAFKA_SSL_CLIENT_AUTH")
            .is_some_and(|value| value.contains("required") || value.contains("requested"));
        if asks {
            names.extend(["KAFKA_SSL_TRUSTSTORE_FILENAME", "KAFKA_SSL_TRUSTSTORE_CREDENTIALS"]);
        }
    }
    let sasl = set.value.split("://").any(|part| part.rsplit(',').next().is_some_and(|name| name.contains("SASL_")));
    if sasl {
        names.push("KAFKA_OPTS");
    }
    for name in names.into_iter().filter(|name| !service.env.may_have(name)) {
        out.error(What::TlsFileMissing, set.node, &[name]);
    }
}
