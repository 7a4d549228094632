//! Do ConfigMaps and Secrets hold anything?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{references, same_namespace};

const EMPTY: Offence = Offence::info("bundle/empty", "a ConfigMap or Secret without content")
    .why(
        "It is made with nothing in it, and each `kubectl apply` leaves it so. A container or resource that asks for a key \
         of it does not start; one that mounts it finds an empty folder.",
    )
    .write("`data`; or leave the object out")
    .source("Kubernetes docs, ConfigMaps and Secrets");

pub(super) const RULE: Rule = Rule {
    offences: &[&EMPTY],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "objects of a name only",
            "apiVersion: v1
kind: ConfigMap
metadata:
  name: shop # <- bundle/empty
---
apiVersion: v1
kind: Secret
metadata:
  name: shop # <- bundle/empty
data: {}
",
        ),
        Example::new(
            "filled by others, or said by the rule for keys",
            "apiVersion: v1
kind: Secret
metadata: { name: token, annotations: { kubernetes.io/service-account.name: shop } }
type: kubernetes.io/service-account-token
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ca, labels: { config.openshift.io/inject-trusted-cabundle: 'true' } }
---
apiVersion: v1
kind: Secret
metadata: { name: full }
stringData: { a: b }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: asked }
---
apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: a
      image: a:1
      env: [{ name: A, valueFrom: { configMapKeyRef: { name: asked, key: a } } }]
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let kind = document.kind().filter(|kind| matches!(*kind, "ConfigMap" | "Secret"));
    let Some(kind) = kind.filter(|_| document.api_version() == Some("v1") && document.is_whole()) else { return };
    let parts = ["data", "binaryData", "stringData"].into_iter().filter_map(|part| document.get(part));
    let is_full = parts.flat_map(Node::entries).next().is_some();
    if is_full || is_filled(document) || world.is_patch(document) {
        return;
    }
    let asks = |other: Document<'_>| {
        let beside = same_namespace(other.namespace(), document.namespace());
        let keys = |key: bool| {
            let all = references(other).into_iter();
            all.filter(|one| one.kind == kind && document.name() == Some(one.name.text()))
                .any(|one| one.key.is_some() == key)
        };
        (beside && keys(true), beside && keys(false))
    };
    let (mut by_key, mut whole) = (false, None);
    for other in world.bundle.documents() {
        let (key, all) = asks(other);
        by_key |= key && kind == "ConfigMap";
        whole = whole.or(all.then_some(other));
    }
    // That it lacks the key is said where it is asked for.
    if by_key {
        return;
    }
    let raised = out.raise(&EMPTY, document, format!("{} has no content", super::named(document)));
    raised.label("a name and nothing else").help("write `data`, or leave it out");
    if let Some(other) = whole {
        raised.because(other, "this refers to it");
    }
}

/// Whether somebody else puts something into it.
fn is_filled(document: Document<'_>) -> bool {
    let by_type = document.get("type").and_then(Node::as_text) == Some("kubernetes.io/service-account-token");
    let marks = ["labels", "annotations"].into_iter().filter_map(|part| document.at(["metadata", part]));
    let mut keys = marks.flat_map(Node::entries).map(|(key, _)| key.name());
    by_type || keys.any(|key| ["inject", "replicat", "reflect", "sync"].iter().any(|word| key.contains(word)))
}
