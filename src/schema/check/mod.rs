//! Holds a node against a shape, in the way of the program that will read it.

mod among;
mod values;

use super::rule::Outcome;
use super::shape::{Beyond, Distinct, Field, Id, Shape, Shapes, Type};
use super::violation::{Fault, Hint, Size, Violation};
use crate::bundle::{Kind, Node};
use crate::units::nearest;
use std::cell::Cell;
use std::collections::BTreeSet;

/// Who will read the document: they differ in what they make of nothing, of unknown keys and of bare text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// The API server, a custom resource: a field of nothing is dropped unless nothing is a value of it, and then filled in if it
    /// has a default; nothing in a list stays and is of the wrong type.
    Custom,
    /// The API server, a kind of its own: nothing is what is not written.
    BuiltIn,
    /// kustomize: likewise.
    Kustomize,
    /// Compose: reads YAML 1.2, puts in variables first, and nothing is nothing.
    Compose,
}

/// So many values of a compose file are looked at: a few aliases can stand for any number.
const MOST: usize = 50_000;

/// What is wrong with a node, held against a shape.
pub(super) fn faults<'b>(shapes: &Shapes, reader: Reader, shape: Id, node: Node<'b>) -> Vec<Fault<'b>> {
    let left = Cell::new(MOST);
    let mut check = Check { shapes, reader, faults: Vec::new(), quiet: false, left: &left };
    check.value(node, shape);
    check.faults
}

pub(super) struct Check<'s, 'b> {
    shapes: &'s Shapes,
    reader: Reader,
    faults: Vec<Fault<'b>>,
    /// Whether it is only asked if something holds, not why.
    quiet: bool,
    /// How many values of a compose file may still be looked at.
    left: &'s Cell<usize>,
}

impl<'b> Check<'_, 'b> {
    fn report(&mut self, node: Node<'b>, violation: Violation) {
        self.faults.push(Fault { node, violation });
    }

    fn value(&mut self, node: Node<'b>, id: Id) {
        let before = self.faults.len();
        let shape = self.shapes.get(id);
        let Some(node) = self.followed(node) else { return };
        if self.is_left_open(node) {
            return;
        }
        let found = self.type_of(node);
        if found == Type::Null && shape.nullable {
            return;
        }
        if !shape.types.takes(found) {
            return self.wrong_type(node, shape.types, found);
        }
        match node.kind() {
            Kind::Map => self.map(node, shape),
            Kind::Seq => self.list(node, shape),
            Kind::Scalar => self.scalar(node, shape),
        }
        self.allowed(node, shape);
        if let Some(more) = &shape.more {
            self.junctors(node, more);
        }
        self.rules(node, id, shape, before);
    }

    /// The node that is meant; nothing if there is too much to look at.
    fn followed(&self, node: Node<'b>) -> Option<Node<'b>> {
        if self.reader != Reader::Compose {
            return Some(node);
        }
        self.left.set(self.left.get().checked_sub(1)?);
        Some(node.followed())
    }

    /// The field of that name. kustomize, which reads as Go reads JSON, does not look at the case of letters.
    fn field<'f>(&self, shape: &'f Shape, name: &str) -> Option<&'f Field> {
        let of_any_case = || shape.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        shape.field(name).or_else(|| if self.reader == Reader::Kustomize { of_any_case() } else { None })
    }

    /// The keys and values of a map.
    fn entries(&self, map: Node<'b>) -> Vec<(Node<'b>, Node<'b>)> {
        if self.reader == Reader::Compose { map.merged() } else { map.entries().collect() }
    }

    fn list(&mut self, node: Node<'b>, shape: &Shape) {
        let (least, most) = shape.limits.items;
        self.size(node, Size::Items, node.items().count(), least, most);
        for item in shape.items.map(|id| node.items().map(move |item| (item, id))).into_iter().flatten() {
            // The API server takes nothing in a list of objects of its own for an object without fields.
            if self.reader != Reader::BuiltIn || !item.0.is_null() {
                self.value(item.0, item.1);
            }
        }
        self.distinct(node, &shape.distinct);
    }

    fn distinct(&mut self, node: Node<'b>, distinct: &Distinct) {
        let mut seen = BTreeSet::new();
        for item in node.items() {
            let key = match distinct {
                Distinct::No => return,
                Distinct::Whole => item.to_json().to_string(),
                Distinct::By(fields) => {
                    let parts: Vec<_> = fields.iter().filter_map(|field| item.get(field)).collect();
                    if parts.is_empty() {
                        continue;
                    }
                    let parts = fields.iter().map(|field| item.get(field).map(Node::to_json));
                    parts.map(|part| part.unwrap_or_default().to_string() + "\n").collect()
                }
            };
            if !seen.insert(key) {
                let by = if let Distinct::By(fields) = distinct { fields.clone() } else { Vec::new() };
                self.report(item, Violation::Twice { by });
            }
        }
    }

    fn map(&mut self, node: Node<'b>, shape: &Shape) {
        let (least, most) = shape.limits.keys;
        let entries = self.entries(node);
        self.size(node, Size::Keys, entries.len(), least, most);
        let mut there = Vec::with_capacity(shape.fields.len());
        let mut empty = Vec::new();
        for (key, value) in entries {
            let name = key.name();
            if shape.embedded && matches!(&*name, "apiVersion" | "kind" | "metadata") {
                there.push(shape.field(&name).map_or("", |field| &*field.name));
                continue;
            }
            match self.field(shape, &name) {
                Some(field) if self.is_dropped(value, field.shape) => empty.push(&*field.name),
                Some(field) => {
                    there.push(&*field.name);
                    self.value(value, field.shape);
                }
                None => self.other_key(node, (key, value), &name, shape),
            }
        }
        for Field { name, shape, .. } in shape.fields.iter().filter(|field| field.required) {
            let filled_in = self.shapes.get(*shape).default.is_some();
            if !filled_in && !there.contains(&&**name) {
                let empty = empty.contains(&&**name);
                self.report(node, Violation::Missing { field: name.clone(), empty });
            }
        }
    }

    fn other_key(&mut self, map: Node<'b>, (key, value): (Node<'b>, Node<'b>), name: &str, shape: &Shape) {
        if self.reader == Reader::Compose && name.starts_with("x-") && shape.beyond == Beyond::Extensions {
            return;
        }
        if let Some(values) = shape.values {
            if let Some(pattern) = shape.keys.as_ref().filter(|pattern| pattern.matches(name) == Some(false)) {
                return self.report(key, Violation::KeyPattern { pattern: pattern.text().to_owned() });
            }
            if !self.is_dropped(value, values) {
                self.value(value, values);
            }
            return;
        }
        let refused = match shape.beyond {
            Beyond::Kept => return,
            Beyond::Dropped => false,
            Beyond::Refused | Beyond::Extensions => true,
        };
        let names = shape.fields.iter().map(|field| &*field.name).filter(|name| map.get(name).is_none());
        let nearest = nearest(name, names).map(|name| name.to_owned().into());
        self.report(key, Violation::UnknownField { refused, hint: Hint { nearest, ..Hint::default() } });
    }

    /// Whether a value counts as not written.
    fn is_dropped(&self, value: Node<'_>, shape: Id) -> bool {
        let shape = self.shapes.get(shape);
        match self.reader {
            Reader::Custom => value.is_null() && !shape.nullable,
            Reader::BuiltIn | Reader::Kustomize => value.is_null(),
            Reader::Compose => false,
        }
    }

    /// The rules that stand at a value, if nothing below it is wrong: else the API server does not run them.
    fn rules(&mut self, node: Node<'b>, id: Id, shape: &Shape, before: usize) {
        let harmless = |fault: &Fault<'_>| matches!(fault.violation, Violation::UnknownField { refused: false, .. });
        if self.quiet || shape.rules().is_empty() || !self.faults.iter().skip(before).all(harmless) {
            return;
        }
        for rule in shape.rules() {
            let lacks = match rule.run(self.shapes, id, node) {
                Outcome::Holds => continue,
                Outcome::Broken => None,
                Outcome::Lacks(field) => Some(field),
            };
            let (rule, message) = (rule.text.clone(), rule.message.clone());
            self.report(node, Violation::Rule { rule, message, lacks });
        }
    }
}
