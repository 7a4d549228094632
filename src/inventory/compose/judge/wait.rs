//! Does what services wait for ever come?

use super::super::{Dependency, Health, Service, Stack};
use super::{Out, What};
use crate::diag::Severity;

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for service in &stack.services {
        out.about(service);
        for dependency in &service.depends {
            one(stack, service, dependency, out);
        }
        durations(service, out);
    }
    circles(stack, out);
}

fn one<'b>(stack: &Stack<'b>, service: &Service<'b>, dependency: &Dependency<'b>, out: &mut Out<'b>) {
    let name = dependency.name.as_str();
    let Some(other) = stack.services.iter().find(|other| other.name == name) else {
        let elsewhere = stack.open || stack.crowded || stack.neighbours.iter().any(|neighbour| neighbour == name);
        if !elsewhere && !dependency.optional {
            out.error(What::DependencyMissing, dependency.node, &[name]);
        }
        return;
    };
    if let Some(profile) =
        other.profiles.first().filter(|_| !other.meets(service) || service.profiles.is_empty() && !dependency.optional)
    {
        out.warning(What::DependencyProfile, dependency.node, &[name, profile]).because(other.node);
    }
    let Some(condition) = &dependency.condition else { return };
    match condition.known() {
        Some("service_started") | None => {}
        Some("service_healthy") => {
            let off = other.health.as_ref().is_some_and(|health| health.off);
            let missing = other.health.as_ref().is_none_or(|health| health.command.is_none());
            if (off || missing) && !other.partly {
                // Another image may bring a health check of its own.
                let level = if off || other.family().is_some() { Severity::Error } else { Severity::Info };
                out.add(What::HealthMissing, level, condition.node, &[name])
                    .because(other.health.as_ref().map_or(other.node, |health| health.node));
            }
        }
        Some("service_completed_successfully") => {
            let restart =
                other.restart.as_ref().filter(|restart| matches!(restart.value.as_str(), "always" | "unless-stopped"));
            if let Some(restart) = restart {
                out.error(What::NeverCompletes, condition.node, &[name]).because(restart.node);
            }
        }
        Some(text) => {
            out.error(What::ConditionUnknown, condition.node, &[text]);
        }
    }
}

/// Whether somebody waits for the health of a service.
pub(super) fn is_waited_for(stack: &Stack<'_>, name: &str) -> bool {
    let waits = |dependency: &Dependency<'_>| {
        dependency.name == name
            && dependency.condition.as_ref().is_some_and(|condition| condition.value == "service_healthy")
    };
    stack.services.iter().any(|service| service.depends.iter().any(waits))
}

fn durations<'b>(service: &Service<'b>, out: &mut Out<'b>) {
    let health = service.body.inner("healthcheck");
    if let Some(first) = health.get("test").and_then(|test| test.items().next())
        && !matches!(first.text(), "CMD" | "CMD-SHELL" | "NONE")
    {
        out.error(What::TestOdd, first, &[first.text()]);
    }
    let keys = ["interval", "timeout", "start_period", "start_interval"];
    let texts = keys.iter().filter_map(|key| Some((*key, health.text(key)?)));
    for (key, text) in texts.chain(service.body.text("stop_grace_period").map(|text| ("stop_grace_period", text))) {
        if text.known().is_some_and(|text| !is_duration(text)) {
            out.error(What::DurationOdd, text.node, &[key, &text.value]);
        }
    }
    let Some(Health { node, .. }) = &service.health else { return };
    if let Some(retries) =
        health.text("retries").filter(|text| text.known().is_some_and(|text| text.parse::<u32>().is_err()))
    {
        out.error(What::DurationOdd, *node, &["retries", &retries.value]);
    }
}

/// `1m30s`, as Go reads it.
fn is_duration(text: &str) -> bool {
    let mut rest = text.trim();
    if rest == "0" {
        return true;
    }
    let mut parts = 0;
    while !rest.is_empty() {
        let number = rest.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(rest.len());
        let Some((digits, after)) = rest.split_at_checked(number) else { return false };
        let unit = ["ms", "us", "ns", "h", "m", "s", "d"].into_iter().find(|unit| after.starts_with(unit));
        let Some(after) = unit.and_then(|unit| after.strip_prefix(unit)) else { return false };
        if digits.parse::<f64>().is_err() {
            return false;
        }
        (rest, parts) = (after, parts + 1);
    }
    parts > 0
}

/// Circles of waiting, each told once, at its first service.
fn circles<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    let at = |name: &str| stack.services.iter().position(|service| service.name == name);
    let next: Vec<Vec<usize>> = stack
        .services
        .iter()
        .map(|service| service.depends.iter().filter_map(|dependency| at(&dependency.name)).collect())
        .collect();
    // What waits for nothing that is left is taken away until nothing can be.
    let mut left: Vec<bool> = vec![true; next.len()];
    loop {
        let free = next.iter().enumerate().position(|(at, next)| {
            left.get(at) == Some(&true) && !next.iter().any(|other| left.get(*other) == Some(&true))
        });
        let Some(place) = free.and_then(|at| left.get_mut(at)) else { break };
        *place = false;
    }
    let Some(start) = left.iter().position(|left| *left) else { return };
    // From anywhere among those left, the way leads into a circle.
    let mut way = vec![start];
    let circle = loop {
        let Some(last) = way.last() else { return };
        let Some(step) = next.get(*last).and_then(|next| next.iter().find(|other| left.get(**other) == Some(&true)))
        else {
            return;
        };
        if let Some(from) = way.iter().position(|seen| seen == step) {
            break way.split_off(from);
        }
        way.push(*step);
    };
    let names: Vec<&str> =
        circle.iter().filter_map(|at| stack.service(*at)).map(|service| service.name.as_str()).collect();
    if let Some(service) = circle.first().and_then(|at| stack.service(*at)) {
        out.about(service);
        let names = names.join(" → ");
        let place = service.depends.first().map_or(service.node, |dependency| dependency.node);
        out.error(What::DependencyCircle, place, &[&names]);
    }
}
