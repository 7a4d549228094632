//! Does prometheus-operator read a monitor at all, and does it ask for anything?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};

const VERSION: Offence =
    Offence::error("monitor/unknown-version", "an object of prometheus-operator in a version that there is not")
        .why("The API server knows no such version of the kind and refuses the object.")
        .write("`monitoring.coreos.com/v1`, or the version that the kind has")
        .source("prometheus-operator, its CustomResourceDefinitions");

const NO_ENDPOINTS: Offence = Offence::error("monitor/no-endpoints", "a monitor names no port")
    .why("What the monitor selects is found, and nothing of it is scraped: there is no job without an endpoint.")
    .write("`endpoints` in a ServiceMonitor, `podMetricsEndpoints` in a PodMonitor, with the `port`")
    .source("prometheus-operator, generation of scrape configurations: a job for each endpoint");

const EVERYTHING: Offence = Offence::info("monitor/selects-everything", "a monitor selects everything in its namespaces")
    .why("A selector without conditions fits every Service or pod. Whatever has a port of that name is scraped, today's and tomorrow's.")
    .write("the labels of what is meant")
    .source("Kubernetes, label selectors: an empty one selects all");

pub(super) const RULE: Rule = Rule {
    offences: &[&VERSION, &NO_ENDPOINTS, &EVERYTHING],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a version of later, no port, and an empty selector",
            "apiVersion: monitoring.coreos.com/v2 # <- monitor/unknown-version
kind: PodMonitor
metadata: { name: later }
spec:
  selector: { matchLabels: { app: kafka } }
  podMetricsEndpoints: [{ port: metrics }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: endpoints } # <- monitor/no-endpoints
spec:
  selector: { matchLabels: { app: kafka } }
  endpoints: [{ port: metrics }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: all }
spec:
  selector: {} # <- monitor/selects-everything
  endpoints: [{ port: metrics }]
",
        ),
        Example::new(
            "complete, and of another operator",
            "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka }
spec:
  selector: { matchLabels: { app: kafka } }
  podMetricsEndpoints: [{ port: metrics }]
---
apiVersion: azmonitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: azure }
spec:
  selector: { matchExpressions: [{ key: app, operator: Exists }] }
  podMetricsEndpoints: [{ port: metrics }]
---
apiVersion: monitoring.coreos.com/v1alpha1
kind: ScrapeConfig
metadata: { name: plain }
",
        ),
    ],
};

/// The versions of each kind.
const VERSIONS: [(&str, &[&str]); 10] = [
    ("Alertmanager", &["v1"]),
    ("AlertmanagerConfig", &["v1alpha1", "v1beta1"]),
    ("PodMonitor", &["v1"]),
    ("Probe", &["v1"]),
    ("Prometheus", &["v1"]),
    ("PrometheusAgent", &["v1alpha1"]),
    ("PrometheusRule", &["v1"]),
    ("ScrapeConfig", &["v1alpha1"]),
    ("ServiceMonitor", &["v1"]),
    ("ThanosRuler", &["v1"]),
];

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    let Some(kind) = document.kind() else { return };
    let known = VERSIONS.iter().find(|(own, _)| *own == kind);
    let version = document.api_version().and_then(|it| it.strip_prefix("monitoring.coreos.com/"));
    if let (Some((_, versions)), Some(version), Some(node)) = (known, version, document.get("apiVersion"))
        && !versions.contains(&version)
    {
        let right = versions.last().copied().unwrap_or_default();
        out.raise(
            &VERSION,
            node,
            format!("the API server refuses {document}: there is no {kind} in version `{version}`"),
        )
        .help(format!("write `monitoring.coreos.com/{right}`"));
    }
    let key = match kind {
        "PodMonitor" => "podMetricsEndpoints",
        "ServiceMonitor" => "endpoints",
        _ => return,
    };
    let spec = document.get("spec");
    let endpoints = spec.and_then(|spec| spec.get(key));
    if endpoints.is_none_or(|list| list.items().next().is_none()) {
        let raised = out.raise(&NO_ENDPOINTS, document, format!("{document} scrapes nothing: it names no port"));
        raised.label(format!("has no `{key}`")).help(format!("write `{key}: [{{ port: … }}]`"));
    }
    let selector = spec.and_then(|spec| spec.get("selector")).filter(|selector| !selector.is_null());
    let Some(selector) = selector else { return };
    let conditions = ["matchLabels", "matchExpressions"].into_iter().filter_map(|key| selector.get(key));
    let any = conditions.into_iter().any(|it| it.entries().next().is_some() || it.items().next().is_some());
    if !any {
        out.raise(&EVERYTHING, Spot::from(selector), format!("{document} scrapes everything with a port of that name"))
            .label("an empty selector fits all")
            .help("write the labels of what is meant");
    }
}
