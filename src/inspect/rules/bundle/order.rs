//! Is everything there before it is needed, when the files are applied in their order?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::folder;
use std::collections::BTreeMap;

const TOO_LATE: Offence = Offence::warning("bundle/applied-too-late", "an object is applied before what it needs")
    .why("`kubectl apply -f FOLDER` goes through the files by name and through each from top to bottom. What comes before its Namespace or its definition is refused; a second run succeeds.")
    .write("Namespaces and CustomResourceDefinitions first: in the first document, or in a file whose name comes first")
    .source("kubectl apply; seen on kube-apiserver 1.36");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOO_LATE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a namespace that comes last",
            "# file: a.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  namespace: kafka # <- bundle/applied-too-late
# file: b.yaml
apiVersion: v1
kind: Namespace
metadata: { name: kafka }
",
        ),
        Example::new(
            "a namespace that comes first, and kustomize, which sorts by itself",
            "# file: one/a.yaml
apiVersion: v1
kind: Namespace
metadata: { name: kafka }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: kafka }
# file: two/a.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: b, namespace: kafka }
# file: two/b.yaml
apiVersion: v1
kind: Namespace
metadata: { name: kafka }
# file: two/kustomization.yaml
resources: [a.yaml, b.yaml]
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let mut folders: BTreeMap<&str, Vec<Document<'_>>> = BTreeMap::new();
    for document in world.bundle.documents() {
        folders.entry(folder(document.source().name())).or_default().push(document);
    }
    for documents in folders.values() {
        if !documents.iter().any(|document| super::is_kustomization(*document)) {
            in_order(documents, out);
        }
    }
}

fn in_order(documents: &[Document<'_>], out: &mut Out) {
    // What comes when: Namespaces by name, definitions by group and kind.
    let mut namespaces = BTreeMap::new();
    let mut definitions = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        match (document.kind(), document.name()) {
            (Some("Namespace"), Some(name)) => {
                namespaces.entry(name).or_insert((at, *document));
            }
            (Some("CustomResourceDefinition"), _) => {
                let text = |path: [&str; 2]| document.at(path).and_then(Node::as_text);
                let kind = document.at(["spec", "names", "kind"]).and_then(Node::as_text);
                if let Some(identity) = text(["spec", "group"]).zip(kind) {
                    definitions.entry(identity).or_insert((at, *document));
                }
            }
            _ => {}
        }
    }
    let mut said = std::collections::BTreeSet::new();
    for (at, document) in documents.iter().enumerate() {
        let namespace = document.at(["metadata", "namespace"]);
        let needed = namespace.and_then(|node| Some((node, namespaces.get(node.as_text()?)?)));
        if let Some((node, (later, which))) = needed.filter(|(_, (later, _))| *later > at)
            && said.insert(*later)
        {
            out.raise(&TOO_LATE, node, format!("the namespace `{}` is made only afterwards", node.text()))
                .because(*which, "made here")
                .help("put the Namespace first");
        }
        let group = document.api_version().and_then(|version| version.rsplit_once('/')).map(|(group, _)| group);
        let Some(needed) = group.zip(document.kind()).and_then(|identity| definitions.get(&identity)) else { continue };
        if needed.0 > at && said.insert(needed.0) {
            let kind = document.kind().unwrap_or_default();
            out.raise(&TOO_LATE, *document, format!("{kind} is defined only afterwards"))
                .because(needed.1, "defined here")
                .help("put the CustomResourceDefinition first");
        }
    }
}
