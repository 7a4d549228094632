//! What is wrong with each document by the definition of its kind: found once, for all rules that ask.

use crate::bundle::{Bundle, Document, Node, folder, joined};
use crate::catalog::Release;
use crate::schema::{Fault, Judge};
use std::collections::{BTreeMap, BTreeSet};

/// The faults of all documents of a set.
#[derive(Debug)]
pub(super) struct Judged<'b> {
    /// By the place of a document's root.
    faults: BTreeMap<u32, Vec<Fault<'b>>>,
    /// The kinds that the set defines itself, with their groups.
    defined: BTreeSet<(&'b str, &'b str)>,
    /// The places of the objects that live in namespaces.
    namespaced: BTreeSet<u32>,
    /// The files that a kustomization gives a namespace to.
    housed: BTreeSet<String>,
}

impl<'b> Judged<'b> {
    pub(super) fn of(bundle: &'b Bundle<'b>, release: &'static Release) -> Self {
        let judge = Judge::new(release, bundle);
        let whole = || bundle.documents().filter(|document| document.is_readable());
        let judged = whole().map(|document| (place(document), judge.document(document)));
        let definitions = bundle.of_kind("CustomResourceDefinition").filter_map(|definition| {
            let text = |path: &[&str]| definition.at(path.iter().copied())?.as_text();
            Some((text(&["spec", "group"])?, text(&["spec", "names", "kind"])?))
        });
        Judged {
            faults: judged.filter(|(_, faults)| !faults.is_empty()).collect(),
            defined: definitions.collect(),
            namespaced: whole().filter(|one| judge.is_namespaced(*one) == Some(true)).map(place).collect(),
            housed: housed(bundle),
        }
    }

    pub(super) fn faults(&self, document: Document<'_>) -> &[Fault<'b>] {
        self.faults.get(&place(document)).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn defines(&self, group: &str, kind: &str) -> bool {
        self.defined.contains(&(group, kind))
    }

    pub(super) fn is_namespaced(&self, document: Document<'_>) -> bool {
        self.namespaced.contains(&place(document))
    }

    pub(super) fn is_housed(&self, document: Document<'_>) -> bool {
        self.housed.contains(document.source().name())
    }
}

fn place(document: Document<'_>) -> u32 {
    document.root().span().start()
}

/// The files that a kustomization with a namespace takes in, itself or by another that it takes in.
fn housed(bundle: &Bundle<'_>) -> BTreeSet<String> {
    let files: BTreeSet<&str> = bundle.documents().map(|document| document.source().name()).collect();
    let kustomizations = || bundle.documents().filter(|document| takes_in(*document).next().is_some());
    let mut found = BTreeSet::new();
    let mut left: Vec<String> = kustomizations()
        .filter(|one| one.get("namespace").is_some_and(|name| !name.is_null()))
        .flat_map(takes_in)
        .collect();
    while let Some(path) = left.pop() {
        if files.contains(path.as_str()) {
            found.insert(path);
        } else if found.insert(path.clone()) {
            let own = |one: &Document<'_>| folder(one.source().name()).trim_end_matches('/') == path;
            left.extend(kustomizations().filter(own).flat_map(takes_in));
        }
    }
    found
}

/// What a kustomization takes in, from where the set's names begin.
fn takes_in(document: Document<'_>) -> impl Iterator<Item = String> {
    let is_one = document.kind().is_none_or(|kind| matches!(kind, "Kustomization" | "Component"))
        && document.api_version().is_none_or(|version| version.starts_with("kustomize.config.k8s.io/"));
    let own = folder(document.source().name());
    let lists = ["resources", "bases", "components"].into_iter().filter(move |_| is_one);
    let entries = lists.filter_map(move |key| document.get(key)).flat_map(Node::items);
    entries.filter_map(Node::as_text).map(move |name| joined(own, name))
}
