//! The catalogue's definitions of Strimzi's resources as shapes.

use super::super::rule::Rule;
use super::super::shape::{Beyond, Field, Id, Limits, More, Shape, Shapes, Type};
use crate::catalog::crd::{Alternative, Number, Object, Schema, Text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads definitions into shapes. What a release shares between resources is shared here too.
#[derive(Debug, Default)]
pub(in crate::schema) struct Reader {
    /// By the place of a schema that is shared.
    known: BTreeMap<usize, Id>,
}

impl Reader {
    /// What a value of that schema must be.
    pub(in crate::schema) fn shape(&mut self, shapes: &mut Shapes, schema: &Arc<Schema>) -> Id {
        let place = Arc::as_ptr(schema).addr();
        if let Some(&id) = self.known.get(&place) {
            return id;
        }
        let shape = match &**schema {
            Schema::Text(text) => texts(shapes, text),
            Schema::Number(number) => numbers(number),
            Schema::Flag => Shape::of([Type::Boolean]),
            Schema::NumberOrText { pattern } => {
                Shape { pattern: Some(shapes.pattern(*pattern)), ..Shape::of([Type::Integer, Type::Text]) }
            }
            Schema::List { least, items } => {
                let items = Some(self.shape(shapes, items));
                let limits = Limits { items: (least.map(u64::from), None), ..Limits::default() };
                Shape { limits, items, ..Shape::of([Type::List]) }
            }
            Schema::Map(values) => {
                let values = Some(self.shape(shapes, values));
                Shape { values, ..Shape::of([Type::Object]) }
            }
            Schema::Object(object) => self.object(shapes, object),
        };
        let id = shapes.add(shape);
        self.known.insert(place, id);
        id
    }

    fn object(&mut self, shapes: &mut Shapes, object: &Object) -> Shape {
        let fields = object.fields.iter().map(|field| Field {
            name: field.name.into(),
            required: field.required,
            shape: self.shape(shapes, &field.schema),
        });
        let fields = fields.collect();
        let one_of: Vec<Id> = object.one_of.iter().map(|one| shapes.add(alternative(one))).collect();
        let rules: Vec<Rule> = object.rules.iter().map(|rule| Rule::new(*rule, None)).collect();
        let more = !(one_of.is_empty() && rules.is_empty());
        Shape {
            fields,
            beyond: if object.open { Beyond::Kept } else { Beyond::Dropped },
            more: more.then(|| Box::new(More { one_of, rules, ..More::default() })),
            ..Shape::of([Type::Object])
        }
    }
}

/// Fields of which nothing is asked but, of some, that they are there.
fn alternative(one: &Alternative) -> Shape {
    let required = one.required.as_deref().unwrap_or_default();
    let names = one.fields.iter().chain(required.iter().filter(|name| !one.fields.contains(name)));
    let field =
        |name: &&'static str| Field { name: (*name).into(), required: required.contains(name), shape: Id::ANYTHING };
    Shape { fields: names.map(field).collect(), ..Shape::default() }
}

fn texts(shapes: &mut Shapes, text: &Text) -> Shape {
    Shape {
        allowed: text.allowed.iter().map(|value| Value::String((*value).to_owned())).collect(),
        pattern: text.pattern.map(|pattern| shapes.pattern(pattern)),
        ..Shape::of([Type::Text])
    }
}

#[expect(clippy::cast_precision_loss, reason = "the limits of the definitions are small")]
fn numbers(number: &Number) -> Shape {
    let kind = if number.whole { Type::Integer } else { Type::Number };
    let (min, max) = (number.min.map(|min| min as f64), number.max.map(|max| max as f64));
    Shape { limits: Limits { min, max, ..Limits::default() }, ..Shape::of([kind]) }
}
