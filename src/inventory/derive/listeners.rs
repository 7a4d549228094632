//! The ports of listeners, and the Services of those that lead out.

use super::cluster::{ids, selector};
use super::defaults::labels;
use super::{Derived, Service, ServicePort, Target};
use crate::catalog::Release;
use crate::inventory::{Cluster, Listener};

/// The listener that has kept names from the time before listeners had any.
const OLD: (&str, i64) = ("external", 9094);

/// Names and numbers of all listeners' ports on pods.
pub(super) fn ports<'c>(
    cluster: &'c Cluster<'_>,
    release: &'static Release,
) -> impl Iterator<Item = (String, u16)> + 'c {
    cluster.listeners.iter().filter_map(move |listener| port(listener, release))
}

/// Names and numbers of internal listeners' ports, which are on the Services of the cluster.
pub(super) fn internal<'c>(
    cluster: &'c Cluster<'_>,
    release: &'static Release,
) -> impl Iterator<Item = (String, u16)> + 'c {
    let inside = cluster.listeners.iter().filter(|it| it.kind.is_some_and(|kind| kind.value == "internal"));
    inside.filter_map(move |listener| port(listener, release))
}

fn port(listener: &Listener<'_>, release: &'static Release) -> Option<(String, u16)> {
    let number = u16::try_from(listener.port?.value).ok()?;
    let internal = listener.kind.is_some_and(|kind| kind.value == "internal");
    Some((release.listeners.port_name(listener.name, number, internal), number))
}

/// The Services of listeners that are not internal.
pub(super) fn services<'b>(cluster: &Cluster<'b>, release: &'static Release, derived: &mut Derived<'b>) {
    let Some(component) = release.component("kafka") else { return };
    let own = component.name.replace("{cluster}", cluster.name);
    let outside = cluster.listeners.iter().filter(|it| it.kind.is_some_and(|kind| kind.value != "internal"));
    for listener in outside {
        let Some((port_name, number)) = port(listener, release) else { continue };
        let old = (listener.name, i64::from(number)) == OLD;
        let within = |pattern: &str| pattern.replace("{c}", cluster.name).replace("{l}", listener.name);
        let mut names = vec![within(if old { "{c}-kafka-external-bootstrap" } else { "{c}-kafka-{l}-bootstrap" })];
        for (pool, ids) in cluster.pools.iter().zip(ids(cluster)).filter(|(pool, _)| pool.brokers) {
            let pattern = within(if old { "{c}-{p}" } else { "{c}-{p}-{l}" }).replace("{p}", pool.name);
            names.extend(ids.into_iter().map(|id| format!("{pattern}-{id}")));
        }
        for name in names {
            derived.services.push(Service {
                name,
                namespace: cluster.document.namespace(),
                labels: labels(cluster.document, &own, "kafka"),
                selector: Some(selector(cluster, &own, cluster.kraft.value, listener.node)),
                ports: vec![ServicePort {
                    name: Some(port_name.clone()),
                    number,
                    target: Target::Number(number),
                    node: listener.node,
                }],
                from: listener.node,
                by_operator: true,
                external: false,
            });
        }
    }
}
