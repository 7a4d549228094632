//! Does the API server know these kinds when they reach it?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Because, operator_version};
use std::collections::BTreeSet;

const MISSING: Offence = Offence::error("bundle/no-definition", "a set installs an operator without the definitions of its resources")
    .why("On an empty cluster the API server knows no such kind (\"no matches for kind\"), and the operator ends when it cannot watch what it works on.")
    .write("the release's CustomResourceDefinitions, applied first; or leave the operator out where somebody else installs it")
    .source("Main.java, Strimzi 0.39.0 to 1.2.0: a watch that cannot be made ends the process")
    .not_waivable();

const NOT_RENDERED: Offence = Offence::warning(
    "bundle/definitions-not-rendered",
    "what Helm rendered installs an operator, and the definitions of its resources are not in it",
)
.why(
    "`helm template` leaves the folder `crds/` of a chart out, which `helm install` applies. Applied with kubectl or by \
     kustomize, the resources are refused on an empty cluster, and the operator ends.",
)
.write("`helm template --include-crds`, unless something else applies them")
.source("Helm docs, Custom Resource Definitions; Main.java, Strimzi 0.39.0 to 1.2.0");

const PROMETHEUS: Offence = Offence::error(
    "bundle/no-prometheus-operator",
    "objects of prometheus-operator where there is none",
)
.why("The API server knows no such kind, refuses the objects, and with `kubectl apply -f FOLDER` the command fails.")
.write("install prometheus-operator first, or leave these objects out")
.source("`[environment] prometheus.operator = false`");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING, &NOT_RENDERED, &PROMETHEUS],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "an operator alone",
            "# strimzi: 0.39.0
apiVersion: apps/v1
kind: Deployment
metadata:
  name: strimzi-cluster-operator # <- bundle/no-definition
spec:
  template:
    spec:
      containers: [{ name: strimzi-cluster-operator, image: 'quay.io/strimzi/operator:0.39.0' }]
",
        ),
        Example::new(
            "an operator that Helm rendered",
            "# strimzi: 0.39.0
apiVersion: apps/v1
kind: Deployment
metadata:
  name: strimzi-cluster-operator # <- bundle/definitions-not-rendered
  labels: { app: strimzi, heritage: Helm }
spec:
  template:
    spec:
      containers: [{ name: strimzi-cluster-operator, image: 'quay.io/strimzi/operator:0.39.0' }]
",
        ),
        Example::new(
            "a monitor for nobody",
            "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: kafka # <- bundle/no-prometheus-operator
spec: {}
# file: kafkasmith.toml
[environment]
prometheus = { operator = false }
",
        ),
        Example::new(
            "resources for an operator that runs elsewhere",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 3, replicas: 3 }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka }
spec: {}
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let defined: BTreeSet<(&str, &str)> = world
        .bundle
        .of_kind("CustomResourceDefinition")
        .filter_map(|definition| {
            let text = |path: [&str; 2]| definition.at(["spec"].into_iter().chain(path))?.as_text();
            Some((definition.at(["spec", "group"])?.as_text()?, text(["names", "kind"])?))
        })
        .collect();
    strimzi(world, &defined, out);
    if world.environment.prometheus_operator.as_ref().is_some_and(|there| !there.value) {
        for document in world.bundle.documents() {
            let Some((group, kind)) = group_and_kind(document) else { continue };
            if group == "monitoring.coreos.com" && !defined.contains(&(group, kind)) {
                out.raise(
                    &PROMETHEUS,
                    document,
                    format!("the API server does not know {kind}: there is no prometheus-operator"),
                )
                .help("install prometheus-operator first, or leave this object out")
                .in_spec(
                    "write `operator = true` in `[environment.prometheus]` if it is there, or take `[monitoring]` away",
                );
            }
        }
    }
}

fn strimzi(world: &World<'_>, defined: &BTreeSet<(&str, &str)>, out: &mut Out) {
    let operator = world.bundle.of_kind("Deployment").find(|deployment| is_cluster_operator(*deployment));
    // Which definitions a release needs that nobody knows here, nobody can say.
    let Some(operator) = operator.filter(|_| !matches!(world.release.because, Because::NearImage(_))) else { return };
    let release = world.strimzi();
    let needed = release.resources.iter().filter(|resource| !defined.contains(&(&resource.group, &resource.kind)));
    let missing: Vec<&str> = needed.map(|resource| resource.kind.as_str()).collect();
    if missing.is_empty() {
        return;
    }
    if missing.len() == release.resources.len() && is_rendered(operator) {
        let headline = format!("the set installs Strimzi {}, and Helm left out its definitions", release.version);
        out.raise(&NOT_RENDERED, operator, headline)
            .help("render with `helm template --include-crds`, unless something else applies them first");
        return;
    }
    let headline = if missing.len() == release.resources.len() {
        format!("the set installs Strimzi {}, and none of its CustomResourceDefinitions", release.version)
    } else {
        format!("the set installs Strimzi {} without the definitions of {}", release.version, missing.join(", "))
    };
    out.raise(&MISSING, operator, headline)
        .note("on an empty cluster the resources are refused, and the operator ends when it cannot watch them")
        .help("apply the release's CustomResourceDefinitions before everything else");
}

/// Whether it bears the labels that charts give.
fn is_rendered(document: Document<'_>) -> bool {
    let label = |key: &str| document.at(["metadata", "labels", key]).and_then(Node::as_text);
    label("helm.sh/chart").is_some() || ["app.kubernetes.io/managed-by", "heritage"].map(label).contains(&Some("Helm"))
}

/// Whether a Deployment runs the Cluster Operator, and not one of the two that can also stand alone.
fn is_cluster_operator(deployment: Document<'_>) -> bool {
    let containers = deployment.at(["spec", "template", "spec", "containers"]);
    containers.into_iter().flat_map(Node::items).any(|container| {
        let image = container.get("image").and_then(Node::as_text).and_then(operator_version);
        let words = ["command", "args"].into_iter().filter_map(|key| container.get(key)).flat_map(Node::items);
        let other = |word: Node<'_>| ["topic_operator", "user_operator"].iter().any(|name| word.text().contains(name));
        image.is_some() && !words.into_iter().any(other)
    })
}

fn group_and_kind(document: Document<'_>) -> Option<(&str, &str)> {
    Some((document.api_version()?.rsplit_once('/')?.0, document.kind()?))
}
