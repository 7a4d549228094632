//! The labels that the operator gives to everything that it makes.

use super::super::selector::{Labels, labels_of};
use super::super::tree::Tree;
use crate::bundle::{Document, Node};

/// How long the value of a label may be.
const LONGEST: usize = 63;

/// Those of a component: `name` is the value of `strimzi.io/name`, `kind` that of the component type.
pub(super) fn labels(document: Document<'_>, name: &str, kind: &str) -> Labels {
    let own = document.name().unwrap_or_default();
    let mut labels = carried(document);
    for (label, value) in [
        ("strimzi.io/kind", document.kind().unwrap_or_default().to_owned()),
        ("strimzi.io/name", name.to_owned()),
        ("strimzi.io/cluster", own.to_owned()),
        ("strimzi.io/component-type", kind.to_owned()),
        ("app.kubernetes.io/name", kind.to_owned()),
        ("app.kubernetes.io/instance", legal(own)),
        ("app.kubernetes.io/part-of", legal(&format!("strimzi-{own}"))),
        ("app.kubernetes.io/managed-by", "strimzi-cluster-operator".to_owned()),
    ] {
        labels.insert(label.to_owned(), value);
    }
    labels
}

/// The labels of a custom resource that the operator copies to what it makes of it.
pub(super) fn carried(document: Document<'_>) -> Labels {
    let mut labels = labels_of(document.at(["metadata", "labels"]).map(Tree::of).as_ref());
    labels.retain(|label, _| {
        let by_kubernetes = label.starts_with("app.kubernetes.io/") && !label.starts_with("app.kubernetes.io/part-of");
        !by_kubernetes && !label.starts_with("kustomize.toolkit.fluxcd.io")
    });
    labels
}

/// Those that a template adds: `template.pod.metadata.labels`.
pub(super) fn of_template(template: Option<Node<'_>>, part: &str) -> Labels {
    labels_of(template.and_then(|template| template.at([part, "metadata", "labels"])).map(Tree::of).as_ref())
}

/// A name as the value of a label: cut, and not ending in a sign.
fn legal(name: &str) -> String {
    let cut: String = name.chars().take(LONGEST).collect();
    cut.trim_end_matches(['.', '-', '_']).to_owned()
}
