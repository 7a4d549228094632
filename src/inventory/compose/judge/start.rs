//! Does each broker have what its image and its Kafka demand before they start?

use super::super::{Broker, Host, Mode, Service, Stack, is_known};
use super::{Out, What, brokers, cluster_of};

/// What KRaft cannot do without.
const KRAFT: &[&str] = &["process.roles", "node.id", "controller.listener.names", "controller.quorum.voters"];

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for service in &stack.services {
        out.about(service);
        for (first, again) in &service.env.repeated {
            let name = again.text().split('=').next().unwrap_or_default();
            out.warning(What::VariableTwice, *again, &[name]).because(*first);
        }
        demands(stack, service, out);
    }
    for (broker, service) in brokers(stack) {
        out.about(service);
        mode(broker, service, out);
        roles(broker, out);
        if broker.mode == Mode::Kraft {
            kraft(stack, broker, service, out);
        }
        peers(stack, broker, service, out);
    }
}

/// Variables that an image demands, refuses or passes over.
fn demands<'b>(stack: &Stack<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let Some(family) = service.family() else { return };
    let at = stack.services.iter().position(|other| std::ptr::eq(other, service));
    let broker = at.and_then(|at| stack.broker_of(at));
    for variable in &service.env.variables {
        let name = variable.name.as_str();
        if family.refused.iter().any(|refused| refused == name) && (broker.is_some() || service.is_plain()) {
            out.error(What::VariableRefused, variable.node, &[name, &family.name]);
        }
        let topics = name == "KAFKA_CREATE_TOPICS" && family.creates_topics.is_none() && broker.is_some();
        if topics || family.ignored.iter().any(|ignored| fits(ignored, name)) {
            out.warning(What::VariableIgnored, variable.node, &[name, &family.name]);
        }
    }
    if !service.is_plain() || service.partly {
        return;
    }
    let controller = broker.is_some_and(|broker| broker.is_controller && !broker.is_broker);
    for name in &family.required {
        let needless = controller && name == "KAFKA_ADVERTISED_LISTENERS";
        if !service.env.may_have(name) && !needless {
            out.error(What::VariableMissing, service.head(), &[name, &family.name]);
        }
    }
    if let Some(name) = family.port.as_ref().filter(|_| family.port_required) {
        let other = family.port_or.as_ref().is_some_and(|other| service.env.may_have(other));
        if !service.env.may_have(name) && !other {
            out.error(What::VariableMissing, service.head(), &[name, &family.name]);
        }
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => {
            name.starts_with(before) && name.ends_with(after) && name.len() > before.len() + after.len()
        }
        None => pattern == name,
    }
}

fn mode<'b>(broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let gone = broker.known().is_some_and(|known| known.broker("zookeeper.connect").is_none())
        || broker.family.is_some_and(|family| family.kraft_only);
    if let Some(set) = broker.set("zookeeper.connect") {
        if gone {
            out.error(What::ZooKeeperGone, set.node, &[broker.kafka.unwrap_or_default()]);
        } else if let Some(roles) = broker.set("process.roles")
            && broker.set("zookeeper.metadata.migration.enable").is_none()
        {
            // Kafka takes `process.roles` and passes over the other, but for images that refuse both.
            let strict = broker.family.is_some_and(|family| family.mode_required);
            let level = if strict { crate::diag::Severity::Error } else { crate::diag::Severity::Warning };
            out.add(What::BothModes, level, set.node, &[]).because(roles.node);
        }
    }
    if broker.mode == Mode::Unknown && !broker.open && broker.family.is_some() {
        let family = broker.family.map(|family| family.name.as_str()).unwrap_or_default();
        out.error(What::NoMode, service.head(), &[family]);
    }
}

fn roles<'b>(broker: &Broker<'b>, out: &mut Out<'b>) {
    let Some(set) = broker.set("process.roles").filter(|set| is_known(&set.value)) else { return };
    for role in set.value.split(',').map(str::trim) {
        if !matches!(role, "broker" | "controller") {
            out.error(What::RoleUnknown, set.node, &[role]);
        }
    }
    if let Some(advertised) = broker.set("advertised.listeners").filter(|_| broker.is_controller && !broker.is_broker) {
        out.error(What::ControllerAdvertises, advertised.node, &[]).because(set.node);
    }
}

fn kraft<'b>(stack: &Stack<'b>, broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let by_bootstrap = broker.set("controller.quorum.bootstrap.servers").is_some();
    let dropped = broker.family.is_some_and(|family| family.dropped) && !broker.settings.is_empty();
    for key in KRAFT.iter().filter(|_| !broker.open) {
        let other = match *key {
            "node.id" => broker.set("broker.id").is_some(),
            "controller.quorum.voters" => by_bootstrap,
            _ => false,
        };
        if broker.in_force(key).is_none_or(|found| !found.written && found.value.is_empty())
            && broker.set(key).is_none()
            && !other
            || (*key == "node.id" && broker.set(key).is_none() && broker.packaged(key).is_none() && !other)
        {
            out.error(if dropped { What::PackagedDropped } else { What::KraftMissing }, service.head(), &[key]);
        }
    }
    let Some(name) = broker.family.and_then(|family| family.formatted.as_ref()) else { return };
    let required = broker.family.is_some_and(|family| family.formatted_required);
    match service.env.get(name) {
        None if required && !broker.open => {
            out.error(
                What::VariableMissing,
                service.head(),
                &[name, broker.family.map(|family| family.name.as_str()).unwrap_or_default()],
            );
        }
        Some(variable) => {
            let Some(id) = variable.value.as_deref().filter(|id| is_known(id)) else { return };
            if !is_uuid(id) {
                // Later versions take any text.
                let strict = broker.is_quorum_fixed();
                let level =
                    if strict || id.is_empty() { crate::diag::Severity::Error } else { crate::diag::Severity::Warning };
                out.add(What::ClusterIdOdd, level, variable.node, &[id]);
            }
            for (other, its) in brokers(stack)
                .filter(|(other, _)| other.service < broker.service && cluster_of(other) == cluster_of(broker))
            {
                if let Some(theirs) = its.env.get(name).filter(|theirs| {
                    other.mode == Mode::Kraft
                        && theirs.value.as_deref().is_some_and(is_known)
                        && theirs.value != variable.value
                }) {
                    out.error(
                        What::ClusterIdDiffers,
                        variable.node,
                        &[id, theirs.value.as_deref().unwrap_or_default(), &its.name],
                    )
                    .because(theirs.node);
                }
            }
        }
        None => {}
    }
}

/// 16 bytes in base64 for URLs, without padding.
fn is_uuid(id: &str) -> bool {
    let id = id.trim_end_matches('=');
    id.len() == 22 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Numbers and voters, held against those of the others.
fn peers<'b>(stack: &Stack<'b>, broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    for set in ["node.id", "broker.id"].iter().filter_map(|key| broker.set(key)) {
        if is_known(&set.value) && set.value.trim().parse::<i64>().is_err() {
            out.error(What::NodeIdOdd, set.node, &[&set.value]);
        }
    }
    if let (Some(node), Some(old)) = (broker.set("node.id"), broker.set("broker.id"))
        && is_known(&node.value)
        && is_known(&old.value)
        && node.value.trim() != old.value.trim()
    {
        out.error(What::NodeIdsDiffer, old.node, &[&node.value, &old.value]).because(node.node);
    }
    let Some((id, node)) = broker.node_id else { return };
    for (other, its) in brokers(stack).filter(|(other, its)| other.service < broker.service && its.meets(service)) {
        if let Some((theirs, place)) = other.node_id
            && theirs == id
            && id >= 0
            && cluster_of(other) == cluster_of(broker)
        {
            out.error(What::NodeIdTwice, node, &[&id.to_string(), &its.name]).because(place);
        }
    }
    let Some(voters) =
        broker.set("controller.quorum.voters").filter(|set| is_known(&set.value) && broker.mode == Mode::Kraft)
    else {
        return;
    };
    let parts = voters.value.split(',').filter(|part| !part.trim().is_empty()).count();
    if parts != broker.voters.len() {
        out.error(What::VotersOdd, voters.node, &[]);
        return;
    }
    let among = broker.voters.iter().any(|voter| voter.id == id);
    if broker.is_controller && !among && parts > 0 {
        out.error(What::NotAVoter, voters.node, &[&id.to_string()]).because(node);
    }
    if !broker.is_controller && among {
        out.error(What::VoterWithoutRole, voters.node, &[&id.to_string()]).because(node);
    }
    for voter in &broker.voters {
        voter_there(stack, broker, service, voter, out);
    }
}

fn voter_there<'b>(
    stack: &Stack<'b>,
    broker: &Broker<'b>,
    service: &Service<'b>,
    voter: &super::super::Voter<'b>,
    out: &mut Out<'b>,
) {
    if service.network_mode.is_some() {
        return;
    }
    let (id, host) = (voter.id.to_string(), voter.address.host.as_str());
    let mut targets: Vec<usize> = stack.named(host).map(|(at, _)| at).collect();
    if targets.is_empty() && (service.is_own_name(host) || Host::of(host) == Host::Loopback) {
        targets.push(broker.service);
    }
    if targets.is_empty() {
        if Host::of(host) == Host::Name && !stack.may_be_elsewhere(host) {
            out.error(What::VoterNobody, voter.node, &[&id, host]);
        }
        return;
    }
    let Some(there) = targets.iter().find_map(|at| stack.broker_of(*at)) else { return };
    match there.node_id {
        Some((theirs, place))
            if theirs != voter.id && stack.service(there.service).and_then(|service| service.copies) == Some(1) =>
        {
            out.error(What::VoterSomebodyElse, voter.node, &[&id, host, &theirs.to_string()]).because(place);
        }
        _ => {}
    }
    let Some(port) = voter.address.port else { return };
    let controllers: Vec<_> =
        there.listeners.iter().filter(|listener| there.controller_names.contains(&listener.name)).collect();
    if !controllers.is_empty() && controllers.iter().all(|listener| listener.port.is_some_and(|bound| bound != port)) {
        let place = controllers.first().map_or(voter.node, |listener| listener.node);
        out.error(What::VoterPort, voter.node, &[&id, &port.to_string(), host]).because(place);
    }
}
