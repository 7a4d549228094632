//! What an API server asks of a CustomResourceDefinition beyond its fields: a name that fits, one stored version, structural schemas.
//!
//! Source: `pkg/apis/apiextensions/validation/validation.go` and `pkg/apiserver/schema/validation.go` of
//! k8s.io/apiextensions-apiserver.

use super::names;
use super::rule::Rule;
use super::shape::{Shapes, Type};
use super::violation::{Demand, Fault, Violation};
use crate::bundle::{Document, Kind, Node};

/// Keywords that describe the structure, and so must not stand below `allOf`, `anyOf`, `oneOf` or `not`.
const STRUCTURE: [&str; 11] = [
    "type",
    "additionalProperties",
    "default",
    "title",
    "description",
    "nullable",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-type",
    "x-kubernetes-validations",
];

/// What is wrong with a definition.
pub(super) fn faults<'b>(document: Document<'b>, faults: &mut Vec<Fault<'b>>) {
    let mut out = Out { faults, shapes: Shapes::default() };
    let Some(spec) = document.get("spec") else { return };
    let text = |node: Option<Node<'b>>| node.and_then(Node::as_text);
    let (group, plural) = (spec.get("group"), spec.at(["names", "plural"]));
    if let (Some(group), Some(plural), Some(name)) = (text(group), text(plural), document.at(["metadata", "name"])) {
        let wanted = format!("{plural}.{group}");
        if name.as_text().is_some_and(|name| name != wanted) {
            out.put(name, Demand::Name(wanted));
        }
    }
    if let Some(group) =
        group.filter(|group| text(Some(*group)).is_some_and(|text| names::is_subdomain(text) && !text.contains('.')))
    {
        out.put(group, Demand::GroupWithoutDot);
    }
    if let Some(versions) = spec.get("versions").filter(|versions| versions.kind() == Kind::Seq) {
        out.versions(versions);
    }
    let conversion = spec.get("conversion");
    let webhook = |conversion: &Node<'_>| text_of(*conversion, "strategy") == Some("Webhook");
    if let Some(conversion) = conversion.filter(webhook).filter(|conversion| conversion.get("webhook").is_none()) {
        out.put(conversion, Demand::NoWebhook);
    }
}

fn text_of<'b>(node: Node<'b>, key: &str) -> Option<&'b str> {
    node.get(key)?.as_text()
}

fn flag(node: Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

struct Out<'o, 'b> {
    faults: &'o mut Vec<Fault<'b>>,
    /// For its patterns.
    shapes: Shapes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Inner,
    /// Below `allOf` and its like.
    Nested,
}

impl<'b> Out<'_, 'b> {
    fn put(&mut self, node: Node<'b>, demand: Demand) {
        self.faults.push(Fault { node, violation: Violation::Definition(demand) });
    }

    fn versions(&mut self, versions: Node<'b>) {
        let stored = versions.items().filter(|version| flag(*version, "storage")).count();
        if stored != 1 {
            self.put(versions, Demand::Stored { found: stored });
        }
        if !versions.items().any(|version| flag(version, "served")) && versions.items().next().is_some() {
            self.put(versions, Demand::NothingServed);
        }
        let mut seen = Vec::new();
        for version in versions.items() {
            if let Some(name) = version.get("name").filter(|name| name.as_text().is_some()) {
                if seen.contains(&name.text()) {
                    self.put(name, Demand::VersionTwice);
                }
                if !names::is_word(name.text()) {
                    self.faults.push(Fault {
                        node: name,
                        violation: Violation::Metadata(super::Metadata::Name(super::NameRule::Service)),
                    });
                }
                seen.push(name.text());
            }
            match version.at(["schema", "openAPIV3Schema"]).filter(|schema| !schema.is_null()) {
                Some(schema) => self.schema(schema, Level::Root),
                None => self.put(version, Demand::NoSchema),
            }
        }
    }

    fn schema(&mut self, node: Node<'b>, level: Level) {
        if node.kind() != Kind::Map {
            return;
        }
        let kind = text_of(node, "type");
        if level == Level::Nested {
            let forbidden =
                |(key, value): &(Node<'b>, Node<'b>)| STRUCTURE.contains(&&*key.name()) && !is_empty(*value);
            for (key, _) in node.entries().filter(forbidden) {
                self.put(key, Demand::NestedKeyword);
            }
        } else if kind.is_none()
            && !flag(node, "x-kubernetes-int-or-string")
            && !flag(node, "x-kubernetes-preserve-unknown-fields")
        {
            self.put(node, Demand::NoType);
        }
        if level == Level::Root && kind.is_some_and(|kind| kind != "object") {
            self.put(node.get("type").unwrap_or(node), Demand::RootNotObject);
        }
        if level != Level::Nested && kind.and_then(Type::named) == Some(Type::List) && node.get("items").is_none() {
            self.put(node, Demand::NoItems);
        }
        if level != Level::Nested
            && let (Some(_), Some((key, _))) = (node.get("properties"), node.entry("additionalProperties"))
        {
            self.put(key, Demand::BothKindsOfFields);
        }
        self.expressions(node);
        self.below(node, level);
    }

    fn expressions(&mut self, node: Node<'b>) {
        if let Some(pattern) = node
            .get("pattern")
            .filter(|pattern| pattern.as_text().is_some_and(|text| !could_be_regex(&mut self.shapes, text)))
        {
            self.put(pattern, Demand::BadPattern);
        }
        for rule in node.get("x-kubernetes-validations").map(Node::items).into_iter().flatten() {
            if let Some(rule) = rule
                .get("rule")
                .filter(|rule| rule.as_text().is_some_and(|text| !Rule::new(text.to_owned(), None).is_readable()))
            {
                self.put(rule, Demand::BadRule);
            }
        }
    }

    fn below(&mut self, node: Node<'b>, level: Level) {
        let inner = if level == Level::Nested { Level::Nested } else { Level::Inner };
        let metadata = |name: &str| level == Level::Root && matches!(name, "metadata" | "apiVersion" | "kind");
        for (key, value) in node.get("properties").map(Node::entries).into_iter().flatten() {
            if !metadata(&key.name()) {
                self.schema(value, inner);
            }
        }
        for key in ["items", "additionalProperties"] {
            if let Some(value) = node.get(key) {
                self.schema(value, inner);
            }
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for one in node.get(key).map(Node::items).into_iter().flatten() {
                // The types of a number or text are said in this way.
                let types_only = one.entries().all(|(key, _)| matches!(&*key.name(), "type" | "anyOf"));
                if !(types_only && flag(node, "x-kubernetes-int-or-string")) {
                    self.schema(one, Level::Nested);
                }
            }
        }
        if let Some(not) = node.get("not") {
            self.schema(not, Level::Nested);
        }
    }
}

/// What does not count as written.
fn is_empty(value: Node<'_>) -> bool {
    value.is_null() || value.as_text() == Some("") || value.as_bool() == Some(false)
}

/// Whether a pattern can be read. What only we cannot read, since we know fewer Unicode classes than Go, is no fault.
fn could_be_regex(shapes: &mut Shapes, text: &str) -> bool {
    text.contains("\\p") || text.contains("\\P") || shapes.pattern(text.to_owned()).matches("").is_some()
}
