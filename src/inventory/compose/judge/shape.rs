//! Ports, networks, volumes, images and rights: what Compose and Docker make of a stack, whatever runs in it.

use super::super::{Declared, Port, Service, Source, Stack, is_known};
use super::{Out, What};
use crate::bundle::Node;
use crate::catalog;
use std::collections::BTreeSet;

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for (at, service) in stack.services.iter().enumerate() {
        out.about(service);
        image(service, out);
        ports(stack, at, service, out);
        name(stack, at, service, out);
        places(stack, service, out);
        rights(service, out);
        secrets(service, out);
        restart(service, out);
    }
    out.service = None;
    unused(stack, out);
}

fn image<'b>(service: &Service<'b>, out: &mut Out<'b>) {
    let Some(image) = &service.image else {
        let known = ["image", "provider"].iter().all(|key| service.body.get(key).is_none());
        if service.build.is_none() && !service.partly && known {
            out.error(What::NoImage, service.node, &[]);
        }
        return;
    };
    if service.build.is_some() {
        return;
    }
    if !image.pinned && (!image.tagged || image.tag.as_deref() == Some("latest")) {
        out.warning(What::Untagged, image.node, &[&image.text]);
    }
    let Some(family) = image.family else { return };
    if let Some(instead) = &family.unmaintained {
        out.warning(What::Unmaintained, image.node, &[&image.text, instead]);
    }
    let gone = |tag: &String| catalog::families().is_some_and(|families| families.is_zookeeper_gone(family, tag));
    if image.tag.as_ref().is_some_and(gone) {
        out.error(What::NoSuchVersion, image.node, &[&image.text]);
    }
}

/// Whether two take the same port of the host.
fn clash(one: &Port<'_>, other: &Port<'_>) -> Option<u16> {
    let (Some(mine), Some(its)) = (&one.host, &other.host) else { return None };
    let address = one.address.is_none() || other.address.is_none() || one.address == other.address;
    let first = *mine.start().max(its.start());
    let meet = first <= *mine.end().min(its.end());
    // A range for one port of the container takes any that is free.
    let free = |port: &Port<'_>| {
        port.host.as_ref().is_some_and(|host| host.start() != host.end())
            && port.container.as_ref().is_some_and(|to| to.start() == to.end())
    };
    (meet && address && one.udp == other.udp && one.known && other.known && !free(one) && !free(other)).then_some(first)
}

fn ports<'b>(stack: &Stack<'b>, at: usize, service: &Service<'b>, out: &mut Out<'b>) {
    for (index, port) in service.ports.iter().enumerate() {
        if port.odd {
            out.error(What::PortOdd, port.node, &[]);
        }
        let own = service.ports.iter().take(index).map(|before| (service, before));
        let others = stack.services.iter().take(at).filter(|other| other.meets(service));
        let others = others.flat_map(|other| other.ports.iter().map(move |port| (other, port)));
        for (other, before) in own.chain(others) {
            // The same line again, as an override file may have it, is one.
            let same = before.node.text() == port.node.text() && std::ptr::eq(other, service);
            if let Some(number) = clash(before, port).filter(|_| !same) {
                out.error(What::HostPortTwice, port.node, &[&number.to_string(), &other.name]).because(before.node);
            }
        }
        if let Some(host) = port.host.as_ref().filter(|_| port.address.is_none() && port.known) {
            out.info(What::PortOpen, port.node, &[&host.start().to_string()]);
        }
    }
}

fn name<'b>(stack: &Stack<'b>, at: usize, service: &Service<'b>, out: &mut Out<'b>) {
    let Some(name) = service.container_name.as_ref().filter(|name| is_known(&name.value)) else { return };
    let twin = stack
        .services
        .iter()
        .take(at)
        .filter(|other| other.meets(service))
        .find(|other| other.container_name.as_ref().is_some_and(|its| its.value == name.value));
    if let Some(other) = twin {
        out.error(What::ContainerNameTwice, name.node, &[&name.value, &other.name]).because(other.node);
    }
    if service.copies.is_some_and(|copies| copies > 1) {
        out.error(What::ContainerNameCopies, name.node, &[&name.value]);
    }
}

/// Networks and volumes are declared.
fn places<'b>(stack: &Stack<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let declared = |list: &[Declared<'b>], name: &str| stack.open || list.iter().any(|known| known.name == name);
    for network in service.networks.iter().filter(|network| network.name != "default") {
        if !declared(&stack.networks, &network.name) {
            out.error(What::NetworkUndeclared, network.node, &[&network.name]);
        }
    }
    for mount in &service.mounts {
        if let Source::Named(name) = &mount.source
            && !declared(&stack.volumes, name)
        {
            out.error(What::VolumeUndeclared, mount.node, &[name]);
        }
    }
}

fn unused<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    let mounted: BTreeSet<&str> = stack
        .services
        .iter()
        .flat_map(|service| &service.mounts)
        .filter_map(|mount| if let Source::Named(name) = &mount.source { Some(name.as_str()) } else { None })
        .collect();
    let joined: BTreeSet<&str> =
        stack.services.iter().flat_map(|service| &service.networks).map(|network| network.name.as_str()).collect();
    let partly = stack.open || stack.crowded || stack.services.iter().any(|service| service.partly);
    for volume in stack.volumes.iter().filter(|volume| !mounted.contains(volume.name.as_str()) && !partly) {
        out.info(What::VolumeUnused, volume.node, &[&volume.name]);
    }
    for network in stack
        .networks
        .iter()
        .filter(|network| network.name != "default" && !joined.contains(network.name.as_str()) && !partly)
    {
        out.info(What::NetworkUnused, network.node, &[&network.name]);
    }
}

fn rights<'b>(service: &Service<'b>, out: &mut Out<'b>) {
    let says = |key: &str, words: &[&str]| {
        service.body.get(key).filter(|node| words.contains(&node.text()) || node.as_bool() == Some(true))
    };
    for (key, words) in
        [("privileged", &["true"][..]), ("network_mode", &["host"]), ("pid", &["host"]), ("ipc", &["host"])]
    {
        if let Some(node) = says(key, words) {
            let level =
                if key == "network_mode" { crate::diag::Severity::Info } else { crate::diag::Severity::Warning };
            out.add(What::Privileged, level, node, &[key]);
        }
    }
    for mount in &service.mounts {
        if matches!(&mount.source, Source::Bind(path) if path.ends_with("docker.sock")) {
            out.warning(What::DockerSocket, mount.node, &[]);
        }
    }
}

fn secrets<'b>(service: &Service<'b>, out: &mut Out<'b>) {
    let mut seen: Vec<Node<'b>> = Vec::new();
    for variable in &service.env.variables {
        let Some(value) = variable.value.as_deref().filter(|value| !value.is_empty()) else { continue };
        let name = variable.name.to_uppercase();
        let named =
            ["PASSWORD", "PASSWD", "SECRET_KEY", "ACCESS_TOKEN", "API_KEY"].iter().any(|word| name.ends_with(word));
        let inside = value.contains("password=\"") || value.contains("password='");
        // What comes from outside, or is the name of a file, is no secret.
        let raw = variable.node.text();
        let written = is_known(value) && !raw.contains("${") && !value.starts_with('/');
        if (named || inside) && written && !seen.iter().any(|node| node.span() == variable.node.span()) {
            seen.push(variable.node);
            out.info(What::Password, variable.node, &[&variable.name]);
        }
    }
}

fn restart<'b>(service: &Service<'b>, out: &mut Out<'b>) {
    let Some(restart) = &service.restart else { return };
    let Some(text) = restart.known() else { return };
    let tries = text.strip_prefix("on-failure:").is_some_and(|tries| tries.parse::<u32>().is_ok());
    if !tries && !matches!(text, "no" | "always" | "on-failure" | "unless-stopped" | "false") {
        out.error(What::RestartUnknown, restart.node, &[text]);
    }
}
