//! Rules in CEL that a definition sets for its objects (`x-kubernetes-validations`), run as the API server runs them.
//!
//! `self` is the value at which the rule stands, without the fields that the API server drops and with the defaults that it adds.
//! A field that is not there and is asked for makes the rule fail, as there. A rule that compares with what was before
//! (`oldSelf`) holds for new objects, and one with functions that are not known here is not judged.

use super::shape::{Beyond, Id, Shapes, Text};
use crate::bundle::{Kind, Node, Scalar};
use cel::objects::{Key, Map};
use cel::{Context, ExecutionError, Program, Value};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A rule.
pub struct Rule {
    /// As it is written.
    pub text: Text,
    /// What the definition says to who breaks it.
    pub message: Option<Text>,
    program: OnceLock<Option<Compiled>>,
}

struct Compiled {
    program: Program,
    /// Whether it looks at what was before.
    of_changes: bool,
}

/// What came of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It holds, or cannot be judged.
    Holds,
    /// It does not hold.
    Broken,
    /// It asks for a field that is not there.
    Lacks(String),
}

impl Rule {
    /// A rule of that text.
    pub fn new(text: impl Into<Text>, message: Option<Text>) -> Self {
        Rule { text: text.into(), message, program: OnceLock::new() }
    }

    /// Whether it can be run at all.
    pub fn is_readable(&self) -> bool {
        self.program().is_some()
    }

    fn program(&self) -> Option<&Compiled> {
        let compile = || {
            let program = Program::compile(&self.text).ok()?;
            let of_changes = program.references().has_variable("oldSelf");
            Some(Compiled { program, of_changes })
        };
        self.program.get_or_init(compile).as_ref()
    }

    /// Whether it can be run, with all its functions known.
    #[cfg(test)]
    pub(super) fn is_known(&self) -> bool {
        let Some(Compiled { program, .. }) = self.program() else { return false };
        let mut context = Context::default();
        context.add_variable_from_value("self", Value::Map(Map { map: Arc::new(HashMap::new()) }));
        matches!(program.execute(&context), Ok(Value::Bool(_)) | Err(ExecutionError::NoSuchKey(_)))
    }

    /// Runs it on a value.
    pub(super) fn run(&self, shapes: &Shapes, shape: Id, node: Node<'_>) -> Outcome {
        let Some(Compiled { program, of_changes: false }) = self.program() else { return Outcome::Holds };
        let mut context = Context::default();
        let mut own = value(shapes, Some(shape), node);
        if let Value::Map(map) = &mut own
            && (shapes.get(shape).embedded || node.span() == node.document().root().span())
        {
            identify(map, node);
        }
        context.add_variable_from_value("self", own);
        match program.execute(&context) {
            Ok(Value::Bool(false)) => Outcome::Broken,
            Err(ExecutionError::NoSuchKey(key)) => Outcome::Lacks(key.to_string()),
            Ok(_) | Err(_) => Outcome::Holds,
        }
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "rule {:?}", self.text)
    }
}

/// A node as CEL sees it: of an object what the API server keeps, numbers of the type that the definition gives them.
fn value(shapes: &Shapes, shape: Option<Id>, node: Node<'_>) -> Value {
    let shape = shape.map(|id| shapes.get(id));
    match (node.kind(), node.scalar()) {
        (Kind::Seq, _) => {
            let items = shape.and_then(|shape| shape.items);
            Value::List(Arc::new(node.items().map(|item| value(shapes, items, item)).collect()))
        }
        (Kind::Map, _) => {
            let mut map = HashMap::new();
            for (key, field) in node.entries() {
                let name = key.name();
                let known = shape.and_then(|shape| shape.field(&name).map(|field| field.shape).or(shape.values));
                let kept = known.is_some() || shape.is_none_or(|shape| shape.beyond == Beyond::Kept);
                let nothing = field.is_null() && known.is_some_and(|id| !shapes.get(id).nullable);
                if kept && !nothing {
                    map.insert(Key::from(name.into_owned()), value(shapes, known, field));
                }
            }
            for field in shape.map(|shape| shape.fields.as_slice()).unwrap_or_default() {
                let key = Key::from(field.name.to_string());
                if let Some(default) = &shapes.get(field.shape).default {
                    map.entry(key).or_insert_with(|| of_json(default));
                }
            }
            Value::Map(Map { map: Arc::new(map) })
        }
        (Kind::Scalar, scalar) => of_scalar(scalar.unwrap_or(Scalar::Null), shape.is_some_and(is_float)),
    }
}

/// Adds what rules at the root of an object always see, whatever its schema says of it.
///
/// Source: `XValidations` in pkg/apis/apiextensions/v1/types_jsonschema.go of k8s.io/apiextensions-apiserver.
fn identify(map: &mut Map, node: Node<'_>) {
    let text = |node: Node<'_>| Some(of_scalar(Scalar::Text(node.as_text()?), false));
    let fields = Arc::make_mut(&mut map.map);
    for key in ["apiVersion", "kind"] {
        if let Some(value) = node.get(key).and_then(text) {
            fields.entry(Key::from(key)).or_insert(value);
        }
    }
    let mut metadata = match fields.remove(&Key::from("metadata")) {
        Some(Value::Map(map)) => map.map.as_ref().clone(),
        _ => HashMap::new(),
    };
    for key in ["name", "generateName"] {
        if let Some(value) = node.at(["metadata", key]).and_then(text) {
            metadata.insert(Key::from(key), value);
        }
    }
    // The API server makes a name before it runs the rules.
    if let (None, Some(Value::String(begin))) =
        (node.at(["metadata", "name"]), metadata.get(&Key::from("generateName")))
    {
        let made = Value::String(Arc::new(format!("{begin}xxxxx")));
        metadata.insert(Key::from("name"), made);
    }
    fields.insert(Key::from("metadata"), Value::Map(Map { map: Arc::new(metadata) }));
}

fn is_float(shape: &super::shape::Shape) -> bool {
    shape.types.has(super::shape::Type::Number)
}

#[expect(clippy::cast_precision_loss, reason = "the API server makes a double of it too")]
fn of_scalar(scalar: Scalar<'_>, float: bool) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Int(value) if float => Value::Float(value as f64),
        Scalar::Int(value) => Value::Int(value),
        Scalar::Float(value) => Value::Float(value),
        Scalar::Text(text) => Value::String(Arc::new(text.to_owned())),
    }
}

fn of_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or_default()), Value::Int)
        }
        serde_json::Value::String(text) => Value::String(Arc::new(text.clone())),
        serde_json::Value::Array(items) => Value::List(Arc::new(items.iter().map(of_json).collect())),
        serde_json::Value::Object(fields) => {
            let field = |(name, value): (&String, &serde_json::Value)| (Key::from(name.clone()), of_json(value));
            Value::Map(Map { map: Arc::new(fields.iter().map(field).collect()) })
        }
    }
}
