//! The labels that a target carries: what discovery knows of it, what its monitor attaches, and what relabelling makes of both.

use crate::inventory::derive::{Pod, PodPort, Service};
use crate::inventory::monitor::{Monitor, Relabeling};
use crate::inventory::tree::Tree;
use regex::Regex;
use std::collections::BTreeMap;

use super::{Reached, Wire};

/// Labels with their values; nothing: there is a value, and nobody knows which.
pub type Attached = BTreeMap<String, Option<String>>;

/// What discovery of Kubernetes puts in front of names.
const META: &str = "__meta_kubernetes_";

/// Labels that Kubernetes adds to pods by itself, behind what discovery puts in front.
const BY_KUBERNETES: [&str; 4] =
    ["pod_label_pod_template_hash", "pod_label_controller_revision_hash", "pod_label_batch", "pod_label_job_name"];

/// The families of labels of discovery of which all are known.
const KNOWN: [&str; 4] = ["pod_label_", "pod_labelpresent_", "service_label_", "service_labelpresent_"];

/// The labels of a target of a monitor, or the relabelling that drops it, counted from 0.
///
/// # Errors
/// The relabelling that drops it.
pub fn of(wire: &Wire<'_, '_>, reached: &Reached<'_, '_>) -> Result<Attached, usize> {
    let mut labels = discovered(reached.pod, reached.port, reached.service);
    attach(&mut labels, wire.monitor, wire, reached);
    if let Some(at) = relabel(&mut labels, &wire.endpoint.relabelings(), false) {
        return Err(at);
    }
    labels.retain(|label, _| !label.starts_with("__"));
    Ok(labels)
}

/// Whether a monitor would attach a label to what it finds, for all that its text says.
pub fn may_attach(wire: &Wire<'_, '_>, label: &str) -> bool {
    let copied = ["podTargetLabels", "targetLabels"].into_iter().filter_map(|key| wire.monitor.spec.get(key));
    copied.flat_map(Tree::items).filter_map(Tree::scalar).any(|name| legal(name) == label)
        || wire
            .endpoint
            .relabelings()
            .iter()
            .any(|rule| rule.action == "labelmap" || rule.target.as_deref() == Some(label))
}

/// What discovery knows of a port of a pod.
pub fn discovered(pod: &Pod<'_>, port: Option<&PodPort>, service: Option<&Service<'_>>) -> Attached {
    let mut labels = Attached::new();
    let mut put = |name: &str, value: Option<String>| labels.insert(format!("{META}{name}"), value);
    put("namespace", pod.namespace.map(str::to_owned));
    put("pod_name", pod.exact.then(|| pod.name.clone()));
    put("pod_container_name", port.map(|port| port.container.clone()));
    if let Some(port) = port {
        put("pod_container_port_number", Some(port.number.to_string()));
        put("pod_container_port_name", port.name.clone());
    }
    for (key, value) in &pod.labels {
        put(&format!("pod_label_{}", legal(key)), Some(value.clone()));
        put(&format!("pod_labelpresent_{}", legal(key)), Some("true".to_owned()));
    }
    if let Some(service) = service {
        put("service_name", Some(service.name.clone()));
        for (key, value) in &service.labels {
            put(&format!("service_label_{}", legal(key)), Some(value.clone()));
            put(&format!("service_labelpresent_{}", legal(key)), Some("true".to_owned()));
        }
    }
    for name in ["__address__", "__scheme__", "__metrics_path__", "instance"] {
        labels.insert(name.to_owned(), None);
    }
    labels
}

/// What prometheus-operator attaches for a monitor.
fn attach(labels: &mut Attached, monitor: &Monitor<'_>, wire: &Wire<'_, '_>, reached: &Reached<'_, '_>) {
    let pod = reached.pod;
    let mut put = |name: &str, value: Option<String>| labels.insert(name.to_owned(), value);
    put("namespace", pod.namespace.map(str::to_owned));
    put("pod", pod.exact.then(|| pod.name.clone()));
    put("container", reached.port.map(|port| port.container.clone()));
    let endpoint = wire.endpoint.port().or_else(|| wire.endpoint.target_port());
    put("endpoint", endpoint.and_then(Tree::scalar).map(str::to_owned));
    put("job", None);
    if let Some(service) = reached.service {
        put("service", Some(service.name.clone()));
    }
    let names = |key: &str| monitor.spec.get(key).map_or(&[][..], Tree::items).iter().filter_map(Tree::scalar);
    for name in names("podTargetLabels") {
        if let Some(value) = pod.labels.get(name).filter(|value| !value.is_empty()) {
            put(&legal(name), Some(value.clone()));
        }
    }
    for name in names("targetLabels") {
        if let Some(value) = reached.service.and_then(|it| it.labels.get(name)).filter(|value| !value.is_empty()) {
            put(&legal(name), Some(value.clone()));
        }
    }
}

/// Applies relabelling; gives the rule that drops what has these labels. With `open` a label that is not there may be there.
pub fn relabel(labels: &mut Attached, rules: &[Relabeling<'_>], open: bool) -> Option<usize> {
    for (at, rule) in rules.iter().enumerate() {
        let text = rule.regex.as_ref().map_or("(.*)", |(regex, _)| regex);
        let Ok(pattern) = Regex::new(&format!("^(?s:{text})$")) else { continue };
        let source = source(labels, rule, open);
        let fits = source.as_deref().map(|source| pattern.is_match(source));
        match rule.action.as_str() {
            "keep" if fits == Some(false) => return Some(at),
            "drop" if fits == Some(true) => return Some(at),
            "labeldrop" => labels.retain(|label, _| !pattern.is_match(label)),
            "labelkeep" => labels.retain(|label, _| pattern.is_match(label)),
            "labelmap" => {
                let mapped: Vec<_> = labels
                    .iter()
                    .filter_map(|(label, value)| Some((expanded(&pattern, label, &rule.replacement)?, value.clone())))
                    .collect();
                labels.extend(mapped);
            }
            "replace" => replace(labels, rule, &pattern, source.as_deref()),
            "hashmod" | "lowercase" | "uppercase" => {
                labels.extend(rule.target.iter().map(|target| (target.clone(), None)));
            }
            _ => {}
        }
    }
    None
}

fn replace(labels: &mut Attached, rule: &Relabeling<'_>, pattern: &Regex, source: Option<&str>) {
    let Some(target) = rule.target.as_ref().filter(|target| !target.contains('$')) else { return };
    let Some(source) = source else {
        labels.insert(target.clone(), None);
        return;
    };
    match expanded(pattern, source, &rule.replacement) {
        Some(value) if value.is_empty() => {
            labels.remove(target);
        }
        Some(value) => {
            labels.insert(target.clone(), Some(value));
        }
        None => {}
    }
}

fn expanded(pattern: &Regex, text: &str, replacement: &str) -> Option<String> {
    let caught = pattern.captures(text)?;
    let mut out = String::new();
    caught.expand(replacement, &mut out);
    Some(out)
}

/// The values that a rule looks at, joined; nothing if one of them is not known.
fn source(labels: &Attached, rule: &Relabeling<'_>, open: bool) -> Option<String> {
    let value = |name: &str| match labels.get(name) {
        Some(value) => value.clone(),
        None if open || unknown(name) => None,
        None => Some(String::new()),
    };
    let values: Option<Vec<String>> = rule.sources.iter().map(|(name, _)| value(name)).collect();
    Some(values?.join(&rule.separator))
}

/// Whether a label that nobody has told of may be there.
fn unknown(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("__meta_").map(|_| name.strip_prefix(META).unwrap_or_default()) else {
        return false;
    };
    !KNOWN.iter().any(|family| rest.starts_with(family)) || BY_KUBERNETES.iter().any(|own| rest.starts_with(own))
}

/// What a label of Kubernetes is called as one of Prometheus.
pub fn legal(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
