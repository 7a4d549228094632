//! What a value must be: one model for the definitions of every source.
//!
//! It says what the JSON schemas of Kubernetes' API machinery, of the Prometheus operator and of compose say, as far as any of
//! them is used. Shapes stand in one list and refer to each other by number, so that what occurs often is there once and a shape
//! may hold itself.

use super::rule::Rule;
use regex::Regex;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A text of the catalogue, or of a definition that stands in the set.
pub type Text = Cow<'static, str>;

/// A quantity of Kubernetes, as `ParseQuantity` in k8s.io/apimachinery, pkg/api/resource/quantity.go reads it.
pub const QUANTITY: &str = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?\s*$";

/// Shapes that refer to each other.
#[derive(Debug, Default)]
pub struct Shapes {
    list: Vec<Shape>,
    patterns: BTreeMap<Text, Arc<Pattern>>,
}

/// The number of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(u32);

/// What a value must be. What is left out asks for nothing.
#[derive(Debug, Default)]
pub struct Shape {
    /// The types that it may have; empty for any.
    pub types: Types,
    /// Whether nothing (`null`) is a value too.
    pub nullable: bool,
    /// The only values that are allowed; empty for any.
    pub allowed: Vec<Value>,
    /// What a text must match.
    pub pattern: Option<Arc<Pattern>>,
    /// Limits of numbers and sizes.
    pub limits: Limits,
    /// What each item of a list must be.
    pub items: Option<Id>,
    /// What tells the items of a list apart.
    pub distinct: Distinct,
    /// The fields of an object, in the order of the definition.
    pub fields: Vec<Field>,
    /// What the value of any other key must be.
    pub values: Option<Id>,
    /// What other keys must match.
    pub keys: Option<Arc<Pattern>>,
    /// What becomes of keys that are not listed.
    pub beyond: Beyond,
    /// Whether the object has `apiVersion`, `kind` and `metadata` like any other.
    pub embedded: bool,
    /// What the API server writes where nothing is written.
    pub default: Option<Value>,
    /// What must hold besides; rarely there.
    pub more: Option<Box<More>>,
}

/// What must hold besides: of other shapes, and rules.
#[derive(Debug, Default)]
pub struct More {
    /// All of these.
    pub all_of: Vec<Id>,
    /// At least one of these.
    pub any_of: Vec<Id>,
    /// Exactly one of these.
    pub one_of: Vec<Id>,
    /// Not this.
    pub not: Option<Id>,
    /// Rules in CEL.
    pub rules: Vec<Rule>,
}

/// A field of an object.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: Text,
    /// Whether it must be there.
    pub required: bool,
    /// What it must be.
    pub shape: Id,
}

/// What becomes of keys that a shape does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Beyond {
    /// They are kept.
    #[default]
    Kept,
    /// The API server drops them.
    Dropped,
    /// They are refused.
    Refused,
    /// Those that begin with `x-` are kept, others refused.
    Extensions,
}

/// What no two items of a list may share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Distinct {
    /// Nothing.
    #[default]
    No,
    /// All of the item.
    Whole,
    /// The values of these fields together.
    By(Vec<Text>),
}

/// Limits. Those of a size are of characters, items or keys, whatever the value has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// The least number.
    pub min: Option<f64>,
    /// The greatest number.
    pub max: Option<f64>,
    /// Whether the least is too little itself.
    pub above: bool,
    /// Whether the greatest is too much itself.
    pub below: bool,
    /// What numbers are multiples of.
    pub multiple: Option<f64>,
    /// The least and the greatest size of a text.
    pub length: Bounds,
    /// The least and the greatest number of items.
    pub items: Bounds,
    /// The least and the greatest number of keys.
    pub keys: Bounds,
}

/// The least and the greatest size.
pub type Bounds = (Option<u64>, Option<u64>);

/// A type of values, as JSON has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Keys and values.
    Object,
    /// A list.
    List,
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Nothing.
    Null,
}

/// A set of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Types(u8);

/// A regular expression, compiled when it is first asked for.
#[derive(Debug)]
pub struct Pattern {
    text: Text,
    compiled: OnceLock<Option<Regex>>,
}

impl Id {
    /// The shape that asks for nothing.
    pub const ANYTHING: Id = Id(u32::MAX);
}

impl Shapes {
    /// The shape of that number.
    pub fn get(&self, id: Id) -> &Shape {
        static ANYTHING: OnceLock<Shape> = OnceLock::new();
        self.list
            .get(id.0 as usize)
            .unwrap_or_else(|| ANYTHING.get_or_init(|| Shape { nullable: true, ..Shape::default() }))
    }

    /// Takes in a shape.
    pub fn add(&mut self, shape: Shape) -> Id {
        let id = self.reserve();
        self.set(id, shape);
        id
    }

    /// A number for a shape that is still to be read.
    pub(super) fn reserve(&mut self) -> Id {
        let id = Id(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Shape::default());
        id
    }

    /// Says that a shape is that of a whole object, of which `apiVersion`, `kind` and `metadata` are judged elsewhere.
    pub(super) fn embed(&mut self, id: Id) {
        if let Some(shape) = self.list.get_mut(id.0 as usize) {
            shape.embedded = true;
        }
    }

    pub(super) fn set(&mut self, id: Id, shape: Shape) {
        if let Some(place) = self.list.get_mut(id.0 as usize) {
            *place = shape;
        }
    }

    /// A pattern; the same text is compiled once.
    pub(super) fn pattern(&mut self, text: impl Into<Text>) -> Arc<Pattern> {
        let text = text.into();
        let new = || Arc::new(Pattern { text: text.clone(), compiled: OnceLock::new() });
        Arc::clone(self.patterns.entry(text.clone()).or_insert_with(new))
    }

    /// All of them.
    #[cfg(test)]
    pub(super) fn all(&self) -> impl Iterator<Item = &Shape> {
        self.list.iter()
    }
}

impl Shape {
    /// A shape that asks for a type and for nothing else.
    pub fn of(types: impl IntoIterator<Item = Type>) -> Self {
        Shape { types: types.into_iter().collect(), ..Shape::default() }
    }

    /// A field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(super) fn rules(&self) -> &[Rule] {
        self.more.as_ref().map_or(&[], |more| &more.rules)
    }
}

impl Types {
    /// Whether any type will do.
    pub const fn is_any(self) -> bool {
        self.0 == 0
    }

    /// Whether that type is among them.
    pub const fn has(self, one: Type) -> bool {
        self.0 & (1 << one as u8) != 0
    }

    /// Whether a value of that type is taken: a whole number is a number.
    pub const fn takes(self, found: Type) -> bool {
        self.is_any() || self.has(found) || (matches!(found, Type::Integer) && self.has(Type::Number))
    }

    /// Those of both.
    #[must_use]
    pub const fn with(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL.into_iter().filter(move |one| self.has(*one))
    }
}

impl FromIterator<Type> for Types {
    fn from_iter<I: IntoIterator<Item = Type>>(types: I) -> Self {
        Types(types.into_iter().fold(0, |set, one| set | 1 << one as u8))
    }
}

impl Type {
    /// All of them.
    pub const ALL: [Type; 7] =
        [Type::Object, Type::List, Type::Text, Type::Integer, Type::Number, Type::Boolean, Type::Null];

    /// By its name in a JSON schema.
    pub fn named(name: &str) -> Option<Type> {
        Some(match name {
            "object" => Type::Object,
            "array" => Type::List,
            "string" => Type::Text,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "boolean" => Type::Boolean,
            "null" => Type::Null,
            _ => return None,
        })
    }

    /// What a sentence calls a value of it.
    pub const fn noun(self) -> &'static str {
        match self {
            Type::Object => "a map",
            Type::List => "a list",
            Type::Text => "text",
            Type::Integer => "a whole number",
            Type::Number => "a number",
            Type::Boolean => "`true` or `false`",
            Type::Null => "nothing",
        }
    }
}

impl Pattern {
    /// As it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a text has a part that matches, as Go's `regexp` and JSON schemas mean it; `None` if we cannot read the pattern.
    pub fn matches(&self, text: &str) -> Option<bool> {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.text).ok());
        compiled.as_ref().map(|pattern| pattern.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_a_number() {
        let number: Types = [Type::Number].into_iter().collect();
        assert!(number.takes(Type::Integer) && number.takes(Type::Number) && !number.takes(Type::Text));
        let whole: Types = [Type::Integer, Type::Text].into_iter().collect();
        assert!(whole.takes(Type::Integer) && !whole.takes(Type::Number));
        assert!(Types::default().takes(Type::Null));
        assert_eq!(whole.iter().collect::<Vec<_>>(), [Type::Text, Type::Integer]);
    }

    #[test]
    fn a_pattern_is_kept_once_and_may_be_unreadable() {
        let mut shapes = Shapes::default();
        let (one, other) = (shapes.pattern("^a+$"), shapes.pattern("^a+$".to_owned()));
        assert!(Arc::ptr_eq(&one, &other));
        assert_eq!((one.matches("aa"), one.matches("ab")), (Some(true), Some(false)));
        assert_eq!(shapes.pattern("(?!x)").matches("x"), None);
    }
}
