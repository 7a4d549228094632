//! The custom resource definitions of a bundle, held against what an operator of a release asks for as it starts.

use crate::bundle::{Bundle, Document, Node};
use crate::catalog::{self, CustomResource, Release, Without};

/// What is wrong with the definition of a custom resource.
#[derive(Debug, Clone, Copy)]
pub enum DefinitionFault<'b, 'c> {
    /// There is none, though there are others of Strimzi's.
    Missing {
        /// What it should define.
        wanted: &'c CustomResource,
        /// What happens without it.
        without: Without,
    },
    /// It serves no version that the release knows.
    OtherVersions {
        /// What it should define.
        wanted: &'c CustomResource,
        /// What happens without it.
        without: Without,
        /// Its versions.
        at: Node<'b>,
    },
    /// The release has no such resource any more, or not yet.
    Unknown {
        /// The definition.
        document: Document<'b>,
    },
}

/// What is wrong with the definitions of a bundle for an operator of a release. A bundle without any of Strimzi's is taken to be
/// for a cluster that has them.
pub fn definitions<'b, 'c>(bundle: &'b Bundle<'_>, release: &'c Release) -> Vec<DefinitionFault<'b, 'c>> {
    let of_strimzi = |document: &Document<'b>| group(*document).is_some_and(is_strimzi);
    let found: Vec<Document<'b>> = bundle.of_kind("CustomResourceDefinition").filter(of_strimzi).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for wanted in &release.resources {
        let without = without(wanted);
        let is = |document: &&Document<'b>| {
            group(**document) == Some(&wanted.group) && kind(**document) == Some(&wanted.kind)
        };
        match found.iter().find(is) {
            None => faults.push(DefinitionFault::Missing { wanted, without }),
            Some(document) => {
                let versions = document.at(["spec", "versions"]).unwrap_or(document.root());
                let served = |version: Node<'b>| {
                    let on = version.get("served").and_then(Node::as_bool).unwrap_or(false);
                    version.get("name").and_then(Node::as_text).filter(|_| on)
                };
                let knows = |version: &str| wanted.served.iter().any(|known| known == version);
                if document.is_whole() && !versions.items().filter_map(served).any(knows) {
                    faults.push(DefinitionFault::OtherVersions { wanted, without, at: versions });
                }
            }
        }
    }
    let known = |document: &Document<'b>| {
        release.resources.iter().any(|it| kind(*document) == Some(&it.kind) && group(*document) == Some(&it.group))
    };
    // Other programs of the project have definitions, too; only those of another release of this one are spoken of.
    let elsewhere = |document: &Document<'b>| {
        let mut releases = catalog::releases().iter().filter_map(|version| catalog::release(version));
        releases.any(|release| kind(*document).is_some_and(|kind| release.resource(kind).is_some()))
    };
    let others = found.into_iter().filter(|document| !known(document) && elsewhere(document));
    faults.extend(others.map(|document| DefinitionFault::Unknown { document }));
    faults
}

fn is_strimzi(group: &str) -> bool {
    group == "strimzi.io" || group.ends_with(".strimzi.io")
}

fn group(document: Document<'_>) -> Option<&str> {
    document.at(["spec", "group"])?.as_text()
}

fn kind(document: Document<'_>) -> Option<&str> {
    document.at(["spec", "names", "kind"])?.as_text()
}

/// The operator's watch of the resource, or its list of them, tells what it does without.
fn without(resource: &CustomResource) -> Without {
    let of = |verb| catalog::permission(&resource.group, &resource.plural, verb).1;
    of("watch").min(of("list"))
}
