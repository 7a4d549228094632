//! May a Prometheus look for the pods that its monitors are about?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::monitor::Namespaces;
use crate::inventory::tree::Tree;
use crate::inventory::{Monitor, Prometheus, Rights, rights, same_namespace};
use crate::reason::permissions::{Account, Answer, Ask};

const NO_RIGHT: Offence =
    Offence::error("monitor/prometheus-may-not-look", "a Prometheus may not list what its monitors select")
        .why(
            "Prometheus finds its targets by listing and watching pods, and Services and their endpoints for \
             ServiceMonitors, as its own account. Where no binding permits that it finds none, and says so in its log \
             only: `forbidden: User … cannot list resource \"pods\"`.",
        )
        .write(
            "`pods`, `services` and `endpoints` with `get`, `list` and `watch` in a role that is bound to the account",
        )
        .source("Prometheus, Kubernetes service discovery; prometheus-operator, RBAC for Prometheus");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_RIGHT],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a role without pods",
            "apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec:
  serviceAccountName: prometheus # <- monitor/prometheus-may-not-look
  podMonitorSelector: {}
  podMonitorNamespaceSelector: {}
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: prometheus, namespace: monitoring }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: prometheus }
rules: [{ apiGroups: [\"\"], resources: [services, endpoints], verbs: [get, list, watch] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: prometheus }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: prometheus }
subjects: [{ kind: ServiceAccount, name: prometheus, namespace: monitoring }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/kind: Kafka } }
  podMetricsEndpoints: [{ port: tcp-prometheus }]
",
        ),
        Example::new(
            "with pods, in the namespaces that are asked for, and an account that is given its rights elsewhere",
            "apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { serviceAccountName: prometheus, podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: other, namespace: other }
spec: { serviceAccountName: elsewhere, podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: prometheus, namespace: monitoring }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: prometheus }
rules: [{ apiGroups: [\"\"], resources: [pods, services, endpoints], verbs: [get, list, watch] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: prometheus, namespace: kafka }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: prometheus }
subjects: [{ kind: ServiceAccount, name: prometheus, namespace: monitoring }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/kind: Kafka } }
  podMetricsEndpoints: [{ port: tcp-prometheus }]
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    for server in &world.inventory.prometheuses {
        of_server(world, server, out);
    }
}

fn of_server(world: &World<'_>, server: &Prometheus<'_>, out: &mut Out) {
    let Some(place) = server.spec.get("serviceAccountName") else { return };
    let Some(name) = place.as_text() else { return };
    let written = server.document.namespace();
    let Some(namespace) = written.or_else(|| rights::namespace_meant(world.bundle, name, &|_| true)) else { return };
    let given = Rights::of(world.bundle, Some(namespace), &|_| true);
    let account = Account { namespace, name };
    // Rights that are given elsewhere are not known.
    let bindings: Vec<_> = given.given.bindings_of(account).collect();
    if given.account(namespace, name).is_none() || bindings.is_empty() {
        return;
    }
    for monitor in world.inventory.monitors.iter().filter(|monitor| takes(server, monitor)) {
        let wanted: &[&str] = if monitor.of_pods { &["pods"] } else { &["pods", "services"] };
        for asked in namespaces(monitor, namespace) {
            let denied = wanted.iter().find(|resource| {
                let ask = Ask { verb: "list", group: "", resource, name: "", namespace: asked };
                matches!(given.given.may(account, ask), Answer::Denied(_))
            });
            let Some(resource) = denied else { continue };
            let whereabouts = asked.map_or_else(|| "of all namespaces".to_owned(), |it| format!("in `{it}`"));
            let headline = format!(
                "Prometheus `{}` finds nothing for {} `{}`: its account may not list {resource} {whereabouts}",
                server.document.name().unwrap_or_default(),
                monitor.kind(),
                monitor.name
            );
            let raised = out.raise(&NO_RIGHT, place, headline);
            raised.label("no binding permits it").because(monitor.document, "the monitor");
            if let Some(binding) = bindings.first() {
                raised.because(Spot::from(binding.at), "what it is given");
            }
            raised.help(format!(
                "add `{resource}` with `get`, `list` and `watch` to a role that is bound to `{name}` there"
            ));
            return;
        }
    }
}

/// Whether a Prometheus takes a monitor.
fn takes(server: &Prometheus<'_>, monitor: &Monitor<'_>) -> bool {
    let key = if monitor.of_pods { "podMonitorSelector" } else { "serviceMonitorSelector" };
    let elsewhere = server.spec.get(&format!("{}NamespaceSelector", key.trim_end_matches("Selector")));
    let any = elsewhere.is_some_and(|selector| Tree::entries(selector).is_empty());
    let here = any || same_namespace(server.document.namespace(), monitor.document.namespace());
    here && server.selector(key).is_some_and(|selector| selector.accepts(&monitor.labels))
}

/// Where a monitor looks; nothing stands for everywhere.
fn namespaces<'m>(monitor: &'m Monitor<'_>, home: &'m str) -> Vec<Option<&'m str>> {
    match &monitor.namespaces {
        Namespaces::Any => vec![None],
        Namespaces::Own => vec![Some(monitor.document.namespace().unwrap_or(home))],
        Namespaces::These(names) => names.iter().map(|(name, _)| Some(name.as_str())).collect(),
    }
}
