//! The set's own workloads and Services.

use super::{Derived, Part, Pod, PodPort, Service, ServicePort, Speaks, Target};
use crate::bundle::{Bundle, Document, Node};
use crate::inventory::operator_version;
use crate::inventory::selector::{Selector, labels_of};
use crate::inventory::tree::Tree;

/// The kinds that make pods of a template.
const WORKLOADS: [&str; 5] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"];

/// What the container of the cluster operator is called.
const OPERATOR: &str = "strimzi-cluster-operator";

pub(super) fn of<'b>(bundle: &'b Bundle<'b>, derived: &mut Derived<'b>) {
    for document in bundle.documents().filter(|document| document.is_whole()) {
        match document.kind() {
            Some("Service") => derived.services.push(service(document)),
            Some("Pod") => derived.pods.extend(pod(document, document.root(), true)),
            Some(kind) if WORKLOADS.contains(&kind) => {
                let template = document.at(["spec", "template"]);
                derived.pods.extend(template.and_then(|template| pod(document, template, false)));
            }
            _ => {}
        }
    }
}

fn service(document: Document<'_>) -> Service<'_> {
    let ports = document.at(["spec", "ports"]).into_iter().flat_map(Node::items).filter_map(port);
    Service {
        name: document.name().unwrap_or_default().to_owned(),
        namespace: document.namespace(),
        labels: labels_of(document.at(["metadata", "labels"]).map(Tree::of).as_ref()),
        selector: document.at(["spec", "selector"]).map(|selector| Selector::equal(&Tree::of(selector))),
        ports: ports.collect(),
        from: document.root(),
        by_operator: false,
        external: document.at(["spec", "type"]).and_then(Node::as_text) == Some("ExternalName"),
    }
}

fn port(node: Node<'_>) -> Option<ServicePort<'_>> {
    let number = u16::try_from(node.get("port")?.as_int()?).ok()?;
    let target = node.get("targetPort").and_then(|target| match target.as_int() {
        Some(number) => u16::try_from(number).ok().map(Target::Number),
        None => target.as_text().map(|name| Target::Name(name.to_owned())),
    });
    Some(ServicePort {
        name: node.get("name").and_then(Node::as_text).map(str::to_owned),
        number,
        target: target.unwrap_or(Target::Number(number)),
        node,
    })
}

fn pod<'b>(document: Document<'b>, template: Node<'b>, exact: bool) -> Option<Pod<'b>> {
    let mut ports = Vec::new();
    let (mut containers, mut part) = (Vec::new(), Part::Other);
    for container in template.at(["spec", "containers"])?.items() {
        let name = container.get("name").and_then(Node::as_text).unwrap_or_default().to_owned();
        let image = container.get("image").and_then(Node::as_text).unwrap_or_default();
        if name == OPERATOR || operator_version(image).is_some() {
            part = Part::ClusterOperator;
        }
        for port in container.get("ports").into_iter().flat_map(Node::items) {
            let Some(number) = port.get("containerPort").and_then(Node::as_int) else { continue };
            let Ok(number) = u16::try_from(number) else { continue };
            ports.push(PodPort {
                name: port.get("name").and_then(Node::as_text).map(str::to_owned),
                number,
                container: name.clone(),
                speaks: if part == Part::ClusterOperator { Speaks::Metrics } else { Speaks::Unknown },
            });
        }
        containers.push(name);
    }
    Some(Pod {
        name: document.name().unwrap_or_default().to_owned(),
        exact,
        namespace: document.namespace(),
        labels: labels_of(template.at(["metadata", "labels"]).map(Tree::of).as_ref()),
        containers,
        ports,
        from: template,
        part,
        muted: None,
        claims: Vec::new(),
    })
}
