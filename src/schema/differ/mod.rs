//! How a CustomResourceDefinition that stands in a set differs from that of a release: what it lacks, where it takes less or more.
//! Prose, examples and the order of fields do not count.

mod schema;
mod written;

use crate::bundle::{Document, Kind, Node};
use crate::catalog::crd::{Column, Definition, Served};
use std::collections::BTreeSet;

/// One difference.
#[derive(Debug, Clone)]
pub struct Difference<'b> {
    /// Where: what is different, or what something is missing in.
    pub node: Node<'b>,
    /// What it is about: `v1beta2: spec.kafka.rack`, `spec.scope`.
    pub path: String,
    /// What becomes of it.
    pub effect: Effect,
}

/// What becomes of a difference, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The operator cannot work with the kind at all.
    Unusable,
    /// The API server drops a field that the operator knows.
    Dropped,
    /// The API server refuses what the operator takes.
    Refused,
    /// The API server takes what the operator does not.
    Taken,
    /// What people see or type.
    Shown,
}

/// The definitions of a release, as far as a set has others in their place: how these differ.
pub fn differences<'b>(definition: Document<'b>, official: &'static Definition) -> Vec<Difference<'b>> {
    let mut compare = Compare { found: Vec::new(), path: Vec::new() };
    let root = definition.root();
    let Some(spec) = root.get("spec").filter(|spec| spec.kind() == Kind::Map) else { return Vec::new() };
    compare.names(root, spec, official);
    let versions = spec.get("versions").unwrap_or(spec);
    for version in &official.versions {
        compare.path = vec![format!("{}: ", version.name)];
        let written = versions.items().find(|one| text(*one, "name") == Some(version.name));
        match written {
            Some(written) => compare.version(version, written),
            None if version.served => {
                compare.put(
                    versions,
                    "is not there",
                    if is_used(version, official) { Effect::Unusable } else { Effect::Refused },
                );
            }
            None => {}
        }
    }
    for version in versions.items().filter(|one| flag(*one, "served")) {
        let name = text(version, "name").unwrap_or_default();
        if official.version(name).is_none() {
            compare.path = vec![format!("{name}: ")];
            compare.put(version, "is there too", Effect::Taken);
        }
    }
    compare.found
}

/// The operator asks for the first version that does not go away.
fn is_used(version: &Served, official: &Definition) -> bool {
    let first = official.versions.iter().find(|one| one.served && one.deprecated != Some(true));
    first.is_some_and(|first| first.name == version.name)
}

struct Compare<'b> {
    found: Vec<Difference<'b>>,
    path: Vec<String>,
}

fn text<'b>(node: Node<'b>, key: &str) -> Option<&'b str> {
    node.get(key)?.as_text()
}

fn flag(node: Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

impl<'b> Compare<'b> {
    fn put(&mut self, node: Node<'b>, what: &str, effect: Effect) {
        let path = self.path.concat();
        let path = if what.is_empty() { path } else { format!("{} {what}", path.trim_end_matches([':', ' '])) };
        self.found.push(Difference { node, path, effect });
    }

    fn names(&mut self, root: Node<'b>, spec: Node<'b>, official: &'static Definition) {
        let names = spec.get("names").unwrap_or(spec);
        for (map, path, key, wanted, effect) in [
            (spec, "spec.", "scope", official.scope, Effect::Unusable),
            (names, "spec.names.", "plural", official.plural, Effect::Unusable),
            (names, "spec.names.", "singular", official.singular, Effect::Shown),
            (names, "spec.names.", "listKind", official.list, Effect::Shown),
        ] {
            // What is left out is filled in as the official one has it, or refused.
            if let Some(node) = map.get(key).filter(|node| node.text() != wanted) {
                self.path = vec![format!("{path}{key}")];
                self.put(node, "", effect);
            }
        }
        for (key, wanted) in [("shortNames", &official.short_names), ("categories", &official.categories)] {
            let node = names.get(key);
            let written: BTreeSet<&str> = node.map(Node::items).into_iter().flatten().map(Node::text).collect();
            if written != wanted.iter().copied().collect() {
                self.path = vec![format!("spec.names.{key}")];
                self.put(node.unwrap_or(names), "", Effect::Shown);
            }
        }
        if let Some(node) = spec.get("conversion").and_then(|conversion| conversion.get("strategy"))
            && node.text() != official.conversion
        {
            self.path = vec!["spec.conversion".to_owned()];
            self.put(node, "", Effect::Refused);
        }
        let labels = root.at(["metadata", "labels"]);
        for (key, value) in &official.labels {
            let written = labels.and_then(|labels| labels.get(key));
            if written.is_none_or(|written| written.text() != *value) {
                self.path = vec![format!("metadata.labels.\"{key}\"")];
                self.put(written.or(labels).or_else(|| root.get("metadata")).unwrap_or(root), "", Effect::Shown);
            }
        }
    }

    fn version(&mut self, official: &'static Served, written: Node<'b>) {
        let name = written.get("name").unwrap_or(written);
        let at = |key: &str| written.get(key).unwrap_or(name);
        if flag(written, "served") != official.served {
            let effect = if official.served { Effect::Unusable } else { Effect::Taken };
            self.put(at("served"), if official.served { "is not served" } else { "is served" }, effect);
        }
        if flag(written, "storage") != official.stored {
            self.put(at("storage"), if official.stored { "is not stored" } else { "is stored" }, Effect::Refused);
        }
        if flag(written, "deprecated") != (official.deprecated == Some(true)) {
            self.put(at("deprecated"), "is deprecated or not", Effect::Shown);
        }
        let subresources = written.get("subresources");
        if subresources.and_then(|all| all.get("status")).is_none() {
            self.put(subresources.unwrap_or(name), "has no subresource `status`", Effect::Unusable);
        }
        let scale = subresources.and_then(|all| all.get("scale"));
        let paths = |scale: Node<'b>| {
            ["specReplicasPath", "statusReplicasPath", "labelSelectorPath"].map(|key| text(scale, key))
        };
        let wanted = official.scale.as_ref().map(|scale| [Some(scale.wanted), Some(scale.found), scale.selector]);
        if scale.map(paths) != wanted {
            self.put(scale.or(subresources).unwrap_or(name), "has another subresource `scale`", Effect::Refused);
        }
        let columns = written.get("additionalPrinterColumns");
        let same = columns.map(Node::items).into_iter().flatten().map(Some).chain(std::iter::repeat(None));
        let count = columns.map(Node::items).into_iter().flatten().count();
        if count != official.columns.len()
            || !official.columns.iter().zip(same).all(|(column, node)| node.is_some_and(|node| is_column(column, node)))
        {
            self.put(columns.unwrap_or(name), "has other columns", Effect::Shown);
        }
        // Without a schema the API server refuses the definition, which is said elsewhere.
        if let Some(schema) = written.get("schema").and_then(|schema| schema.get("openAPIV3Schema")) {
            self.root(&official.schema, schema);
        }
    }
}

fn is_column(column: &Column, node: Node<'_>) -> bool {
    let priority = node.get("priority").and_then(Node::as_int).unwrap_or_default();
    text(node, "name") == Some(column.name)
        && text(node, "type") == Some(column.kind)
        && text(node, "jsonPath") == Some(column.path)
        && priority == i64::from(column.priority.unwrap_or_default())
}
