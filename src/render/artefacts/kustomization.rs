//! `kustomization.yaml`: the rendered set, in order.

use super::ARTEFACTS;
use crate::bundle::header::Style;
use crate::render::artefact::{Description, Platform, Promise, context_value};
use serde::Serialize;

const FOLDER: &str = "k8s-manifests/kafka/";

pub(super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/kustomization.yaml",
    template: include_str!("../../../templates/k8s-manifests/kafka/kustomization.yaml.j2"),
    title: "the set, in order",
    style: Style::Hash,
    wanted: |_| true,
    context: |platform| context_value(&Context { files: files(platform) }),
    promises: |_| vec![Promise::Object { kind: "Kustomization".to_owned(), name: None }],
    additions: |_| Vec::new(),
};

#[derive(Debug, Serialize)]
struct Context {
    files: Vec<&'static str>,
}

/// The rendered files beside it that Kubernetes takes.
fn files(platform: Platform<'_>) -> Vec<&'static str> {
    let others = ARTEFACTS.iter().filter(|artefact| artefact.path != DESCRIPTION.path && artefact.is_yaml());
    others
        .filter(|artefact| !artefact.files(platform).is_empty())
        .filter_map(|artefact| artefact.path.strip_prefix(FOLDER))
        // What stands in a folder below is for other programs than kubectl, or for namespaces that others rule.
        .filter(|path| !path.contains('/'))
        .collect()
}
