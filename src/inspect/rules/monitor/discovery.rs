//! Does a job that lets Prometheus find pods keep any of those that the operator makes?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::derive::{Derived, Part, Pod, PodPort, Service, Speaks};
use crate::inventory::monitor::{Job, Relabeling};
use crate::inventory::tree::Tree;
use crate::inventory::wiring::targets::{Attached, discovered, legal, relabel};
use crate::promql::Pattern;
use crate::units::nearest;

const NOTHING: Offence = Offence::error(
    "monitor/job-finds-nothing",
    "a job of a plain configuration drops all pods that it was made for",
)
.why("Prometheus finds the pods, `relabel_configs` drops each of them, and every alert over the metrics stays silent.")
.write("`keep` with the labels and the port that the pods really have")
.source("Prometheus, `relabel.ProcessBuilder` and `discovery/kubernetes`; strimzi 0.39.0 to 1.2.0, labels of pods");

/// The labels of pods by which a job is one for Strimzi's: all of them begin so.
const STRIMZI: &str = "__meta_kubernetes_pod_label_strimzi_io_";
/// The ports of pods: what a pod has that is kept until then is known.
const PORTS: [&str; 2] = ["__meta_kubernetes_pod_container_port_name", "__meta_kubernetes_pod_container_port_number"];
/// What `strimzi.io/kind` may be: of each there may be one elsewhere.
const KINDS: [&str; 6] =
    ["Kafka", "KafkaConnect", "KafkaMirrorMaker", "KafkaMirrorMaker2", "KafkaBridge", "cluster-operator"];

pub(super) const RULE: Rule = Rule {
    offences: &[&NOTHING],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a kind that no pod has, a port that no pod has, and Services, which have no labels of pods",
            concat!(
                shop!(),
                "apiVersion: v1
kind: ConfigMap
metadata: { name: prometheus }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: kind
        kubernetes_sd_configs: [{ role: pod }]
        relabel_configs:
          - source_labels: [__meta_kubernetes_pod_label_strimzi_io_kind]
            regex: kafka # <- monitor/job-finds-nothing
            action: keep
      - job_name: port
        kubernetes_sd_configs: [{ role: pod, namespaces: { names: [kafka] } }]
        relabel_configs:
          - source_labels: [__meta_kubernetes_pod_label_strimzi_io_kind]
            regex: Kafka
            action: keep
          - source_labels: [__meta_kubernetes_pod_container_port_name]
            regex: metrics # <- monitor/job-finds-nothing
            action: keep
      - job_name: role
        kubernetes_sd_configs: [{ role: service }]
        relabel_configs:
          - source_labels: [__meta_kubernetes_pod_label_strimzi_io_kind]
            action: keep
            regex: Kafka # <- monitor/job-finds-nothing
"
            ),
        ),
        Example::new(
            "metrics that nobody has switched on",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: nodes, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec:
  replicas: 3
  roles: [broker, controller]
  storage: { type: persistent-claim, size: 10Gi }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
---
scrape_configs:
  - job_name: port
    kubernetes_sd_configs: [{ role: pod }]
    relabel_configs:
      - source_labels: [__meta_kubernetes_pod_label_strimzi_io_kind, __meta_kubernetes_pod_container_port_name]
        regex: Kafka;tcp-prometheus # <- monitor/job-finds-nothing
        action: keep
",
        ),
        Example::new(
            "pods of a cluster, those of another one, and those of whoever asks for it by an annotation",
            concat!(
                shop!(),
                "apiVersion: v1
kind: ConfigMap
metadata: { name: prometheus }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: kafka
        kubernetes_sd_configs: [{ role: pod }]
        relabel_configs:
          - source_labels: [__meta_kubernetes_pod_label_strimzi_io_name]
            regex: shop-(kafka|entity-operator)
            action: keep
          - source_labels: [__meta_kubernetes_pod_container_port_name]
            regex: tcp-prometheus
            action: keep
      - job_name: other
        kubernetes_sd_configs: [{ role: pod }]
        relabel_configs:
          - source_labels: [__meta_kubernetes_pod_label_strimzi_io_cluster]
            regex: other
            action: keep
      - job_name: asked
        kubernetes_sd_configs: [{ role: endpoints }]
        relabel_configs:
          - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape]
            regex: 'true'
            action: keep
      - job_name: exporters
        kubernetes_sd_configs: [{ role: pod }]
        relabel_configs:
          - source_labels: [__meta_kubernetes_pod_label_app]
            regex: kafka-exporter
            action: keep
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let derived = world.inventory.derived();
    let is_ours = |pod: &&Pod<'_>| pod.part != Part::Other;
    let pods: Vec<&Pod<'_>> = derived.pods.iter().filter(is_ours).collect();
    if pods.is_empty() {
        return;
    }
    for job in &world.inventory.jobs {
        let rules = job.endpoint.relabelings();
        if rules.iter().any(|rule| rule.action == "keep" && rule.sources.iter().any(|(it, _)| it.starts_with(STRIMZI)))
        {
            judge(derived, &pods, job, &rules, out);
        }
    }
}

/// How far a target gets that is dropped: the rule that drops it, counted from 0.
struct Dropped<'d, 'b> {
    at: usize,
    pod: &'d Pod<'b>,
    /// Whether it would have the port if its resource asked for metrics.
    is_muted: bool,
    labels: Attached,
}

fn judge(derived: &Derived<'_>, pods: &[&Pod<'_>], job: &Job<'_>, rules: &[Relabeling<'_>], out: &mut Out) {
    let mut nearest: Option<Dropped<'_, '_>> = None;
    let mut muted = None;
    for config in job.endpoint.tree.get("kubernetes_sd_configs").map_or(&[][..], Tree::items) {
        let Some(role) = config.get("role").and_then(Tree::scalar) else { return };
        let Some(found) = found(derived, pods, role, config) else { return };
        for (pod, labels, is_muted) in found {
            let mut attached = labels.clone();
            match relabel(&mut attached, rules, false) {
                None if is_muted => muted = muted.or(pod.muted.as_ref().map(|muted| (pod, *muted))),
                None => return,
                Some(at) if nearest.as_ref().is_none_or(|near| (near.is_muted, at) > (is_muted, near.at)) => {
                    nearest = Some(Dropped { at, pod, is_muted, labels });
                }
                Some(_) => {}
            }
        }
    }
    let Some(Dropped { at, pod, labels, .. }) = nearest else { return };
    let Some(rule) = rules.get(at) else { return };
    if muted.is_none() && !labels.is_empty() && may_be_elsewhere(pods, rule) {
        return;
    }
    let place = rule.regex.as_ref().map(|(_, place)| *place).or(rule.sources.first().map(|(_, place)| *place));
    let place = place.unwrap_or(rule.tree.place);
    if let Some((pod, muted)) = muted {
        let headline = format!("job `{}` keeps no pod: `{}` exports nothing", job.name, pod.words());
        out.raise(&NOTHING, place, headline)
            .label(format!("the port `{}` is not there", muted.name))
            .because(Spot::from(muted.node), format!("`{}` would stand here", muted.key))
            .help(format!("add `{}` to the resource", muted.key));
        return;
    }
    if labels.is_empty() {
        out.raise(&NOTHING, place, format!("job `{}` finds no pods, and keeps nothing else", job.name))
            .label("only pods have this label")
            .help("write `role: pod` in `kubernetes_sd_configs`");
        return;
    }
    out.raise(&NOTHING, place, format!("job `{}` keeps no pod of those that are here", job.name))
        .label(has(pod, rule, &labels))
        .help(match metrics_port(pod).filter(|_| is_of_ports(rule)) {
            Some(port) => format!("keep the port with metrics: `{port}`"),
            None => "write what the pods have".to_owned(),
        });
}

/// Whether a rule looks at ports only.
fn is_of_ports(rule: &Relabeling<'_>) -> bool {
    rule.sources.iter().all(|(source, _)| PORTS.contains(&source.as_str()))
}

fn metrics_port<'d>(pod: &'d Pod<'_>) -> Option<&'d str> {
    pod.ports.iter().find(|port| port.speaks == Speaks::Metrics)?.name.as_deref()
}

/// Whether what a rule keeps may well be where nobody looks here: another cluster, or a kind of which none is here.
fn may_be_elsewhere(pods: &[&Pod<'_>], rule: &Relabeling<'_>) -> bool {
    let ([(source, _)], Some((regex, _))) = (rule.sources.as_slice(), rule.regex.as_ref()) else { return true };
    let accepts = |text: &str| Pattern::new(regex).ok().and_then(|pattern| pattern.accepts(text));
    if is_of_ports(rule) {
        return false;
    }
    let Some(label) = source.strip_prefix(STRIMZI) else { return true };
    if label == "kind" {
        return KINDS.iter().any(|kind| accepts(kind) != Some(false));
    }
    let is_it = |key: &str| legal(key).strip_prefix("strimzi_io_") == Some(label);
    let values = pods.iter().flat_map(|pod| &pod.labels).filter(|(key, _)| is_it(key)).map(|(_, value)| value.as_str());
    nearest(regex, values).is_none()
}

/// What the nearest pod has of what a rule looks at.
fn has(pod: &Pod<'_>, rule: &Relabeling<'_>, labels: &Attached) -> String {
    let name = pod.words();
    if is_of_ports(rule) {
        let port = |port: &PodPort| match &port.name {
            Some(name) => format!("`{name}` ({})", port.number),
            None => port.number.to_string(),
        };
        let ports: Vec<String> = pod.ports.iter().map(port).collect();
        return format!("the ports of `{name}` are {}", ports.join(", "));
    }
    let told = rule.sources.iter().filter_map(|(source, _)| match labels.get(source) {
        Some(Some(value)) => Some(format!("`{source}` is `{value}`")),
        Some(None) => None,
        None => Some(format!("there is no `{source}`")),
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { format!("drops `{name}`") } else { format!("of `{name}`, {}", told.join(", ")) }
}

/// What Prometheus finds by a role, with what it knows of each, and whether a port would have to be switched on first; nothing
/// if not all is known.
fn found<'d, 'b>(
    derived: &'d Derived<'b>,
    pods: &[&'d Pod<'b>],
    role: &str,
    config: &Tree<'_>,
) -> Option<Vec<(&'d Pod<'b>, Attached, bool)>> {
    let names = config.get("namespaces").and_then(|it| it.get("names")).map_or(&[][..], Tree::items);
    let names: Vec<&str> = names.iter().filter_map(Tree::scalar).collect();
    let own = config.get("namespaces").and_then(|it| it.get("own_namespace")).and_then(Tree::scalar) == Some("true");
    if own
        || config.get("selectors").is_some()
        || config.get("kubeconfig_file").is_some()
        || config.get("api_server").is_some()
    {
        return None;
    }
    let looks_into =
        |pod: &&&Pod<'b>| names.is_empty() || pod.namespace.is_none_or(|namespace| names.contains(&namespace));
    let here: Vec<&'d Pod<'b>> = pods.iter().filter(looks_into).copied().collect();
    if here.is_empty() {
        return None;
    }
    let ports = |pod: &'d Pod<'b>, service: Option<&'d Service<'b>>| {
        let mut all: Vec<_> = pod.ports.iter().map(|port| (pod, discovered(pod, Some(port), service), false)).collect();
        all.extend(pod.muted.as_ref().map(|muted| {
            let container = pod.containers.first().cloned().unwrap_or_default();
            let name = Some(muted.name.to_owned());
            let port = PodPort { name, number: muted.number, container, speaks: Speaks::Metrics };
            (pod, discovered(pod, Some(&port), service), true)
        }));
        if pod.ports.is_empty() {
            all.push((pod, discovered(pod, None, service), false));
        }
        all
    };
    Some(match role {
        "pod" => here.into_iter().flat_map(|pod| ports(pod, None)).collect(),
        "endpoints" | "endpointslice" => {
            let behind = |service: &'d Service<'b>| derived.behind(service).map(move |pod| (service, pod));
            let behind = derived
                .services
                .iter()
                .flat_map(behind)
                .filter(|(_, pod)| here.iter().any(|it| std::ptr::eq(*it, *pod)));
            behind.flat_map(|(service, pod)| ports(pod, Some(service))).collect()
        }
        // These have no labels of pods at all.
        "service" | "node" | "ingress" => here.into_iter().take(1).map(|pod| (pod, Attached::new(), false)).collect(),
        _ => return None,
    })
}
