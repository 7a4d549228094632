//! Does each object carry the label that all others of its file carry?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use std::collections::BTreeMap;

/// So many others make a habit.
const HABIT: usize = 5;

const UNLIKE: Offence = Offence::info(
    "bundle/label-unlike-others",
    "an object lacks a label that all others of its file have, or has it with another value",
)
.why("Whoever lists, prunes or deletes by that label (`kubectl get -l`, `kubectl apply --prune -l`) passes this one over.")
.write("the label as the others have it, unless this object is not one of them")
.source("Kubernetes docs, Labels and Selectors");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNLIKE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "one without the label, and one with a slip in another",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: a, labels: { team: shop, tier: data } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, labels: { team: shop, tier: data } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: c, labels: { team: shop, tier: data } }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: d # <- bundle/label-unlike-others
  labels: { tier: data }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: e, labels: { team: shop, tier: data } }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: f
  labels:
    team: shop
    tier: date # <- bundle/label-unlike-others
",
        ),
        Example::new(
            "a label of an application of its own, labels with a meaning, and too few to tell",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: a, labels: { app: shop, strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, labels: { app: shop, strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: c, labels: { app: shop, strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: d, labels: { app: shop, strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: e, labels: { app: shop, strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: Service
metadata: { name: f, labels: { app: ui } }
spec: { selector: { app: ui }, ports: [{ port: 80 }] }
# file: few.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: g, labels: { team: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: h }
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let mut files: BTreeMap<&str, Vec<Document<'_>>> = BTreeMap::new();
    for document in world.bundle.documents().filter(|document| is_labelled(world, *document)) {
        files.entry(document.source().name()).or_default().push(document);
    }
    for documents in files.values().filter(|documents| documents.len() > HABIT) {
        // The label of the habit stands on all but one: on the first or the second.
        let mut keys: Vec<_> = documents.iter().take(2).flat_map(|document| labels(*document)).collect();
        keys.sort();
        keys.dedup();
        for (key, value) in keys.iter().filter(|(key, _)| !has_meaning(key)) {
            let unlike = |document: &&Document<'_>| label(**document, key).is_none_or(|node| node.text() != *value);
            let mut outsiders = documents.iter().filter(unlike);
            if let (Some(only), None) = (outsiders.next(), outsiders.next()) {
                raise(world, *only, (key, value), out);
            }
        }
    }
}

fn raise(world: &World<'_>, document: Document<'_>, (key, value): (&str, &str), out: &mut Out) {
    let what = super::named(document);
    let written = label(document, key);
    if written.is_some_and(|written| is_used(world, key, written)) {
        return;
    }
    let (spot, headline) = match written {
        Some(node) => {
            (Spot::from(node), format!("{what} has `{key}: {}`, and all others of its file `{value}`", node.text()))
        }
        None => (
            Spot::from(document),
            format!("{what} lacks the label `{key}: {value}`, which all others of its file have"),
        ),
    };
    out.raise(&UNLIKE, spot, headline)
        .label("unlike the others")
        .help(format!("write `{key}: {value}` below `metadata.labels`, unless it is not one of them"));
}

/// Whether it is an object that people label: a Namespace is often shared, a definition belongs to all.
fn is_labelled(world: &World<'_>, document: Document<'_>) -> bool {
    document.is_whole()
        && document.api_version().is_some()
        && document.name().is_some()
        && !matches!(document.kind(), None | Some("Namespace" | "CustomResourceDefinition"))
        && !super::is_kustomization(document)
        && !world.is_patch(document)
}

fn labels(document: Document<'_>) -> impl Iterator<Item = (String, &str)> {
    let all = document.at(["metadata", "labels"]).into_iter().flat_map(Node::entries);
    all.filter_map(|(key, value)| Some((key.name().into_owned(), value.as_text()?)))
}

fn label<'b>(document: Document<'b>, key: &str) -> Option<Node<'b>> {
    document.at(["metadata", "labels", key])
}

/// Whether a label means something that differs from object to object.
fn has_meaning(key: &str) -> bool {
    let own = ["name", "instance", "component", "version"];
    let (prefix, name) = key.split_once('/').unwrap_or(("", key));
    match prefix {
        "" | "app.kubernetes.io" => own.contains(&name),
        other => ["strimzi.io", "kubernetes.io", "k8s.io"]
            .iter()
            .any(|known| other == *known || other.strip_suffix(known).is_some_and(|before| before.ends_with('.'))),
    }
}

/// Whether something else has a label, or selects by one, with the value that is written here: then it is meant.
fn is_used(world: &World<'_>, key: &str, written: Node<'_>) -> bool {
    world.bundle.documents().any(|document| {
        document.root().walk().any(|map| {
            map.get(key).is_some_and(|other| other.text() == written.text() && other.span() != written.span())
        })
    })
}
