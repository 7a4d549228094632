//! What there is to say of each broken link.

use super::{METRICS_OFF, NAMESPACE, NO_PODS, NOT_METRICS, NOTHING, OPERATORS_OWN, PORT, SOME_OFF};
use crate::inspect::{Out, Spot};
use crate::inventory::monitor::Namespaces;
use crate::inventory::tree::Tree;
use crate::inventory::wiring::{Break, Wire};

/// Says what is wrong with a wire.
pub(super) fn say(wire: &Wire<'_, '_>, broken: &Break<'_, '_>, out: &mut Out) {
    let monitor = wire.monitor;
    let (kind, name) = (monitor.kind(), monitor.name);
    match broken {
        Break::Near { term, of, value } => {
            let label = match value {
                Some(value) => format!("`{of}` has `{}: {value}`", term.key),
                None => format!("`{of}` has no label `{}`", term.key),
            };
            let raised = out.raise(
                &NOTHING,
                Spot::from(term.place),
                format!("{kind} `{name}` selects nothing, so that nothing is scraped"),
            );
            raised.label(label);
            if let Some(value) = value {
                raised.help(format!("write `{}: {value}`", term.key));
            }
        }
        Break::Elsewhere { of, namespace } => {
            let at = match &monitor.namespaces {
                Namespaces::These(names) => names.first().map(|(_, place)| Spot::from(*place)),
                _ => None,
            };
            let headline = format!("{kind} `{name}` does not look into namespace `{namespace}`, where `{of}` is");
            out.raise(&NAMESPACE, at.unwrap_or_else(|| Spot::from(monitor.document)), headline)
                .label("nothing is scraped")
                .help(format!("write `namespaceSelector: {{ matchNames: [{namespace}] }}`"));
        }
        Break::OperatorsOwn { service } => {
            let headline = format!("{kind} `{name}` finds no port with metrics on Strimzi's own Services");
            out.raise(&OPERATORS_OWN, Spot::from(monitor.selector.place), headline)
                .label(format!("selects `{}` and its like", service.name))
                .help(
                    "write a PodMonitor with `port: tcp-prometheus`, or a Service of your own whose labels are yours",
                );
        }
        Break::Unselected { service } => {
            let headline = format!("{kind} `{name}` selects nothing, so that nothing is scraped");
            out.raise(&NOTHING, Spot::from(monitor.selector.place), headline)
                .label("fits no Service of the set")
                .because(service.from, format!("Service `{}` has the port, and no monitor selects it", service.name))
                .help("select the labels that the Service has");
        }
        Break::NoSelector { service } => {
            let headline = format!("Service `{}`, which {kind} `{name}` scrapes, has no selector", service.name);
            let at = service.from.get("spec").unwrap_or(service.from);
            let at = service.from.at(["metadata", "name"]).unwrap_or(at);
            out.raise(&NO_PODS, at, headline)
                .label("leads to no pod, and nobody in the set says where else")
                .because(monitor.document, "scraped by this")
                .help("write the labels of the pods into `spec.selector`");
        }
        Break::NoPods { service, near } => {
            let headline = format!("Service `{}`, which {kind} `{name}` scrapes, leads to no pod", service.name);
            let at = near.as_ref().map_or_else(|| Spot::from(service.from), |(term, _, _)| Spot::from(term.place));
            let raised = out.raise(&NO_PODS, at, headline);
            if let Some((term, pod, value)) = near {
                let there = value
                    .as_deref()
                    .map_or_else(|| "no such label".to_owned(), |value| format!("`{}: {value}`", term.key));
                raised.label(format!("`{pod}` has {there}"));
            }
            raised.because(monitor.document, "scraped by this");
        }
        _ => say_of_port(wire, broken, out),
    }
}

/// What is wrong with the port of an endpoint.
fn say_of_port(wire: &Wire<'_, '_>, broken: &Break<'_, '_>, out: &mut Out) {
    let (kind, name) = (wire.monitor.kind(), wire.monitor.name);
    let port = wire.endpoint.port().or_else(|| wire.endpoint.target_port());
    let at = port.map_or_else(|| Spot::from(&wire.endpoint.tree), Spot::from);
    let wanted = port.and_then(Tree::scalar).unwrap_or_default();
    match broken {
        Break::NoPort { of, has } => {
            let list = has.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let raised =
                out.raise(&PORT, at, format!("{kind} `{name}` scrapes port `{wanted}`, which `{of}` does not have"));
            raised.label(if has.is_empty() { "it has no ports".to_owned() } else { format!("it has {list}") });
            if has.iter().any(|port| port == "tcp-prometheus") {
                raised.help("write `port: tcp-prometheus`");
            }
        }
        Break::NoTarget { port, pod } => {
            let headline = format!("{kind} `{name}` scrapes a Service whose port leads to none of `{}`", pod.words());
            out.raise(&PORT, at, headline)
                .label("nothing answers")
                .because(Spot::from(port.node), "leads to a port that no container has")
                .help("let `targetPort` be the port with metrics, such as `tcp-prometheus`");
        }
        Break::NotMetrics { pod, port, speaks } => {
            let headline = format!(
                "{kind} `{name}` scrapes port {} of `{}`, where {speaks} is spoken and no metrics",
                port.number,
                pod.words()
            );
            out.raise(&NOT_METRICS, at, headline)
                .label("every scrape fails")
                .help("scrape the port with metrics: `tcp-prometheus`");
        }
        Break::Muted { pod, muted } => {
            let headline =
                format!("{kind} `{name}` scrapes `{}`, which exports nothing: `{}` is not set", pod.words(), muted.key);
            let offence = if wire.targets.is_empty() { &METRICS_OFF } else { &SOME_OFF };
            out.raise(offence, at, headline)
                .label(format!("the port `{}` is not there", muted.name))
                .because(Spot::from(muted.node), format!("`{}` would stand here", muted.key))
                .help(format!("add `{}` to the resource", muted.key));
        }
        Break::Off { part, key, cluster, term } => {
            let headline = format!("{kind} `{name}` scrapes {part} of `{}`, which does not run", cluster.name);
            out.raise(&METRICS_OFF, Spot::from(term.place), headline)
                .label("there is no such pod")
                .because(cluster.document, format!("`{key}` is not set"))
                .help(format!("add `{key}` to the Kafka resource, or drop the monitor"));
        }
        _ => {}
    }
}
