//! Is there a chain from each monitor to a port that speaks metrics? For each endpoint: what it reaches, or the first link
//! that is broken.

mod near;
pub mod targets;

pub use near::alike;

use near::{near_behind, near_pod, near_service, off, unselected};

use crate::inventory::derive::{Muted, Part, Pod, PodPort, Service, ServicePort, Speaks, Target};
use crate::inventory::monitor::{Endpoint, Monitor};
use crate::inventory::selector::Term;
use crate::inventory::tree::Tree;
use crate::inventory::{Cluster, Inventory, same_namespace};

/// An endpoint of a monitor with what it reaches.
#[derive(Debug)]
pub struct Wire<'w, 'b> {
    /// The monitor.
    pub monitor: &'w Monitor<'b>,
    /// The endpoint.
    pub endpoint: &'w Endpoint<'b>,
    /// The ports that will be scraped.
    pub targets: Vec<Reached<'w, 'b>>,
    /// The first link that is broken.
    pub broken: Option<Break<'w, 'b>>,
}

/// A port that will be scraped.
#[derive(Debug, Clone, Copy)]
pub struct Reached<'w, 'b> {
    /// The pod.
    pub pod: &'w Pod<'b>,
    /// Its port; nothing if no container says that it listens there.
    pub port: Option<&'w PodPort>,
    /// The number of the port.
    pub number: u16,
    /// The Service that leads there, if it is scraped through one.
    pub service: Option<&'w Service<'b>>,
}

/// A broken link.
#[derive(Debug)]
pub enum Break<'w, 'b> {
    /// It would select something, were it not for one label.
    Near {
        /// The term that keeps it out.
        term: &'w Term<'b>,
        /// What it keeps out.
        of: String,
        /// The value that the label has there, if it is there.
        value: Option<String>,
    },
    /// What it selects is in a namespace where it does not look.
    Elsewhere {
        /// What it selects.
        of: String,
        /// Where that is.
        namespace: &'b str,
    },
    /// It selects the operator's own Services only, none of which has a port with metrics.
    OperatorsOwn {
        /// One of them.
        service: &'w Service<'b>,
    },
    /// Nothing that it selects has such a port.
    NoPort {
        /// One of the things.
        of: String,
        /// The ports that it has.
        has: Vec<String>,
    },
    /// It selects nothing, and a Service that has its port is selected by nobody.
    Unselected {
        /// The Service.
        service: &'w Service<'b>,
    },
    /// The Service says nowhere what it leads to.
    NoSelector {
        /// The Service.
        service: &'w Service<'b>,
    },
    /// The Service has the port, but leads to no pod.
    NoPods {
        /// The Service.
        service: &'w Service<'b>,
        /// The term that keeps the nearest pod out, with that pod's name and value.
        near: Option<(&'w Term<'b>, String, Option<String>)>,
    },
    /// The Service leads to a port that none of its pods has.
    NoTarget {
        /// The port of the Service.
        port: &'w ServicePort<'b>,
        /// A pod.
        pod: &'w Pod<'b>,
    },
    /// The port is there, but what is spoken on it is no metrics.
    NotMetrics {
        /// The pod.
        pod: &'w Pod<'b>,
        /// The port.
        port: &'w PodPort,
        /// What is spoken.
        speaks: &'static str,
    },
    /// What it selects is a part of a cluster that does not run.
    Off {
        /// What it is called.
        part: &'static str,
        /// What would have to be written.
        key: &'static str,
        /// The cluster.
        cluster: &'w Cluster<'b>,
        /// The term that asks for it.
        term: &'w Term<'b>,
    },
    /// The port would be there if the resource asked for metrics.
    Muted {
        /// The pod.
        pod: &'w Pod<'b>,
        /// What is missing.
        muted: Muted<'b>,
    },
}

/// All endpoints of all monitors.
pub fn wires<'w, 'b>(inventory: &'w Inventory<'b>) -> Vec<Wire<'w, 'b>> {
    let mut wires = Vec::new();
    for monitor in &inventory.monitors {
        for endpoint in &monitor.endpoints {
            wires.push(wire(inventory, monitor, endpoint));
        }
    }
    wires
}

/// An endpoint of a monitor.
pub fn wire<'w, 'b>(
    inventory: &'w Inventory<'b>,
    monitor: &'w Monitor<'b>,
    endpoint: &'w Endpoint<'b>,
) -> Wire<'w, 'b> {
    let (targets, broken) =
        if monitor.of_pods { of_pods(inventory, monitor, endpoint) } else { of_services(inventory, monitor, endpoint) };
    Wire { monitor, endpoint, targets, broken }
}

type Found<'w, 'b> = (Vec<Reached<'w, 'b>>, Option<Break<'w, 'b>>);

fn of_pods<'w, 'b>(
    inventory: &'w Inventory<'b>,
    monitor: &'w Monitor<'b>,
    endpoint: &'w Endpoint<'b>,
) -> Found<'w, 'b> {
    let derived = inventory.derived();
    let alike: Vec<&Pod<'b>> = derived.pods.iter().filter(|pod| monitor.selector.accepts(&pod.labels)).collect();
    let Some(first) = alike.first() else {
        let off = off(inventory, &monitor.selector, |cluster| monitor.looks_into(cluster.document.namespace()));
        return (Vec::new(), off.or_else(|| near_pod(derived, monitor)));
    };
    let here: Vec<&Pod<'b>> = alike.iter().copied().filter(|pod| monitor.looks_into(pod.namespace)).collect();
    if here.is_empty() {
        let namespace = first.namespace.unwrap_or_default();
        return (Vec::new(), Some(Break::Elsewhere { of: first.words(), namespace }));
    }
    let Some(target) = endpoint.port().or_else(|| endpoint.target_port()).and_then(target) else {
        return (Vec::new(), None);
    };
    to_pods(&here, &target)
}

/// What a port of a monitor or a Service reaches in pods. A number reaches what listens there, whether it is declared or not.
fn to_pods<'w, 'b>(pods: &[&'w Pod<'b>], target: &Target) -> Found<'w, 'b> {
    let mut targets = Vec::new();
    let mut broken = None;
    for pod in pods {
        let mut any = false;
        for port in pod.ports.iter().filter(|port| fits(port, target)) {
            any = true;
            match port.speaks {
                Speaks::Other(speaks) => broken = broken.or(Some(Break::NotMetrics { pod, port, speaks })),
                Speaks::Metrics | Speaks::Unknown => {
                    targets.push(Reached { pod, port: Some(port), number: port.number, service: None });
                }
            }
        }
        if any {
            continue;
        }
        // One cluster may be described twice, with metrics and without.
        if let Some(muted) = pod.muted.as_ref().filter(|muted| is(muted, target)) {
            if pods.iter().any(|other| other.muted.is_none() && other.name == pod.name) {
                continue;
            }
            broken = Some(match broken {
                Some(other @ Break::Muted { .. }) => other,
                _ => Break::Muted { pod, muted: *muted },
            });
        } else if let (Target::Number(number), true) = (target, pod.part == Part::Other) {
            targets.push(Reached { pod, port: None, number: *number, service: None });
        }
    }
    if targets.is_empty() && broken.is_none() {
        broken = pods.first().map(|pod| Break::NoPort { of: pod.words(), has: names(pod) });
    }
    // Whoever selects several kinds of pods by a common label does not mean each of them.
    if targets.is_empty() {
        (targets, broken)
    } else {
        (targets, broken.filter(|it| matches!(it, Break::Muted { .. })))
    }
}

fn fits(port: &PodPort, target: &Target) -> bool {
    match target {
        Target::Number(number) => port.number == *number,
        Target::Name(name) => port.name.as_ref() == Some(name),
    }
}

fn is(muted: &Muted<'_>, target: &Target) -> bool {
    match target {
        Target::Number(number) => muted.number == *number,
        Target::Name(name) => muted.name == name,
    }
}

fn target(tree: &Tree<'_>) -> Option<Target> {
    match tree.as_int() {
        Some(number) => u16::try_from(number).ok().map(Target::Number),
        None => tree.as_text().map(|name| Target::Name(name.to_owned())),
    }
}

fn names(pod: &Pod<'_>) -> Vec<String> {
    pod.ports.iter().map(|port| port.name.clone().unwrap_or_else(|| port.number.to_string())).collect()
}

fn of_services<'w, 'b>(
    inventory: &'w Inventory<'b>,
    monitor: &'w Monitor<'b>,
    endpoint: &'w Endpoint<'b>,
) -> Found<'w, 'b> {
    let derived = inventory.derived();
    let alike: Vec<&Service<'b>> = derived.services.iter().filter(|it| monitor.selector.accepts(&it.labels)).collect();
    let Some(first) = alike.first() else {
        let broken = near_service(derived, monitor).or_else(|| unselected(inventory, monitor, endpoint));
        return (Vec::new(), broken);
    };
    let here: Vec<&Service<'b>> = alike.iter().copied().filter(|it| monitor.looks_into(it.namespace)).collect();
    if here.is_empty() {
        let namespace = first.namespace.unwrap_or_default();
        return (Vec::new(), Some(Break::Elsewhere { of: format!("Service {}", first.name), namespace }));
    }
    let (mut targets, mut broken) = (Vec::new(), None);
    for service in &here {
        let (reached, link) = through(inventory, service, endpoint);
        targets.extend(reached.into_iter().map(|target| Reached { service: Some(service), ..target }));
        broken = broken.or(link);
    }
    if targets.is_empty() && here.iter().all(|service| service.by_operator) {
        let reaches_metrics = |it: &Break<'_, '_>| matches!(it, Break::NotMetrics { .. } | Break::Muted { .. });
        if !broken.as_ref().is_some_and(reaches_metrics) {
            return (targets, here.first().map(|service| Break::OperatorsOwn { service }));
        }
    }
    if targets.is_empty() {
        (targets, broken)
    } else {
        (targets, broken.filter(|it| matches!(it, Break::Muted { .. })))
    }
}

/// What an endpoint reaches through a Service.
fn through<'w, 'b>(
    inventory: &'w Inventory<'b>,
    service: &'w Service<'b>,
    endpoint: &'w Endpoint<'b>,
) -> Found<'w, 'b> {
    let derived = inventory.derived();
    let pods: Vec<&Pod<'b>> = derived.behind(service).collect();
    let wanted = match (endpoint.port(), endpoint.target_port()) {
        (Some(port), _) => {
            let name = port.scalar().unwrap_or_default();
            let Some(port) = service.ports.iter().find(|own| own.name.as_deref() == Some(name)) else {
                let has = service.ports.iter().map(|own| own.name.clone().unwrap_or_else(|| own.number.to_string()));
                return (
                    Vec::new(),
                    Some(Break::NoPort { of: format!("Service {}", service.name), has: has.collect() }),
                );
            };
            Some((port.target.clone(), Some(port)))
        }
        (None, Some(port)) => target(port).map(|target| (target, None)),
        (None, None) => None,
    };
    let Some((target, port)) = wanted else { return (Vec::new(), None) };
    if pods.is_empty() {
        if service.selector.as_ref().is_none_or(|selector| selector.terms.is_empty()) {
            let said = derived.names_of("EndpointSlice").next().is_some()
                || derived.finds("Endpoints", service.namespace, &service.name).is_some();
            return (Vec::new(), (!said && !service.external).then_some(Break::NoSelector { service }));
        }
        // Pods of other sets are not known.
        let here = |cluster: &Cluster<'_>| same_namespace(cluster.document.namespace(), service.namespace);
        if let Some(off) = service.selector.as_ref().and_then(|selector| off(inventory, selector, here)) {
            return (Vec::new(), Some(off));
        }
        let near = near_behind(derived, service);
        let known = service.selector.is_some() && near.is_some();
        return (Vec::new(), known.then_some(Break::NoPods { service, near }));
    }
    let (targets, broken) = to_pods(&pods, &target);
    let broken = match (broken, port, pods.first()) {
        (Some(Break::NoPort { .. }), Some(port), Some(pod)) => Some(Break::NoTarget { port, pod }),
        (broken, _, _) => broken,
    };
    (targets, broken)
}
