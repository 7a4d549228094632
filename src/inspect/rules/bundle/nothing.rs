//! Is each document an object at all?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::is_applied;

const NO_KIND: Offence =
    Offence::error("bundle/no-kind", "a document among objects of Kubernetes lacks `apiVersion` or `kind`")
        .why("kubectl refuses it, and what stands behind it in the file is applied all the same.")
        .write("`apiVersion` and `kind`")
        .not_waivable()
        .source("kubectl: \"Object 'Kind' is missing\"");

const NO_NAME: Offence = Offence::error("bundle/no-name", "an object has no name")
    .why("The API server refuses it. `generateName` works with `kubectl create` only.")
    .write("`metadata.name`")
    .not_waivable()
    .source("Kubernetes API conventions, metadata");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_KIND, &NO_NAME],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a kind is missing",
            "apiVersion: v1 # <- bundle/no-kind
metadata: { name: a }
---
kind: ConfigMap # <- bundle/no-kind
metadata: { name: a }
---
apiVersion: v1
kind: ConfigMap # <- bundle/no-name
data: {}
",
        ),
        Example::new(
            "files of other programs",
            "# file: values.yaml
replicas: 3
# file: docker-compose.yml
services:
  kafka: { image: 'apache/kafka:4.1.0' }
# file: job.yaml
apiVersion: batch/v1
kind: Job
metadata: { generateName: a- }
# file: kustomization.yaml
resources: [job.yaml]
# file: kind.yaml
apiVersion: kind.x-k8s.io/v1alpha4
kind: Cluster
nodes: [{ role: control-plane }]
# file: config
apiVersion: v1
kind: Config
clusters: []
# file: skaffold.yaml
apiVersion: skaffold/v4beta6
kind: Config
# file: settings.yaml
apiVersion: example.org/v1
kind: Settings
level: info
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let root = document.root();
    let (version, kind) = (document.api_version(), document.kind());
    if version.is_none() && kind.is_none() {
        return; // a file of another program
    }
    // A file for kustomize may leave out both.
    if version.is_none() || kind.is_none() {
        let (missing, there) = if kind.is_none() { ("kind", "apiVersion") } else { ("apiVersion", "kind") };
        if is_of_kubernetes(document) {
            out.raise(
                &NO_KIND,
                root.get(there).unwrap_or(root),
                format!("this document has no `{missing}`, and kubectl refuses it"),
            )
            .help(format!("write `{missing}`"));
        }
        return;
    }
    let (Some(version), Some(kind)) = (version, kind) else { return };
    let unnamed = matches!(kind, "Kustomization" | "Component" | "List") || !is_applied(version, kind);
    let is_object = is_of_kubernetes(document) || is_known(world, document, version);
    if document.name().is_none() && document.at(["metadata", "generateName"]).is_none() && !unnamed && is_object {
        let place = root.get("kind").unwrap_or(root);
        out.raise(&NO_NAME, place, format!("this {kind} has no `metadata.name`, and the API server refuses it"))
            .help("write `metadata.name`");
    }
}

/// Whether the API server knows the kind, as far as can be said: of others each program may have files.
fn is_known(world: &World<'_>, document: Document<'_>, version: &str) -> bool {
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let is_official =
        !group.contains('.') || [".k8s.io", "strimzi.io", "coreos.com"].iter().any(|end| group.ends_with(end));
    is_official || world.defines(document)
}

/// Charts, pipelines and the like have an `apiVersion` of their own; an object has metadata.
fn is_of_kubernetes(document: Document<'_>) -> bool {
    document.get("metadata").is_some()
}
