//! The types of expressions, as far as they are known before anything runs.

use crate::policy::view::{FieldInfo, Kind, Noun};
use std::fmt;

/// The type of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// Not known before it runs, or wrong already.
    Any,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Time,
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    /// A thing that rules are asked of.
    View(&'static Noun),
    /// A type as a value.
    Kind,
}

impl Type {
    pub(super) fn of_field(field: &FieldInfo) -> Self {
        match field.kind {
            Kind::Truth => Type::Bool,
            Kind::Whole | Kind::Size => Type::Int,
            Kind::Time => Type::Time,
            Kind::Text => Type::Text,
            Kind::Texts => Type::list(Type::Text),
            Kind::Map => Type::Map(Box::new(Type::Text), Box::new(Type::Text)),
        }
    }

    pub(super) fn list(of: Type) -> Self {
        Type::List(Box::new(of))
    }

    pub(super) fn is_any(&self) -> bool {
        *self == Type::Any
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Type::Int | Type::Uint | Type::Double)
    }

    /// Whether a value of one may equal a value of the other.
    pub(super) fn meets(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Any, _) | (_, Type::Any) => true,
            (Type::List(a), Type::List(b)) => a.meets(b),
            (Type::Map(a, b), Type::Map(c, d)) => a.meets(c) && b.meets(d),
            (a, b) => a == b || (a.is_number() && b.is_number()),
        }
    }

    /// The type of what is either of one or of the other.
    pub(super) fn join(self, other: Type) -> Type {
        match (self, other) {
            (a, b) if a == b => a,
            (Type::List(a), Type::List(b)) => Type::list(a.or_known(*b)),
            (Type::Map(a, b), Type::Map(c, d)) => Type::Map(Box::new(a.or_known(*c)), Box::new(b.or_known(*d))),
            _ => Type::Any,
        }
    }

    /// What is in an empty list is what is in the other one.
    fn or_known(self, other: Type) -> Type {
        match (self, other) {
            (Type::Any, known) | (known, Type::Any) => known,
            (a, b) => a.join(b),
        }
    }

    /// What one gets from it, item by item: items of a list, keys of a map.
    pub(super) fn item(&self) -> Option<Type> {
        match self {
            Type::Any => Some(Type::Any),
            Type::List(of) => Some((**of).clone()),
            Type::Map(key, _) => Some((**key).clone()),
            _ => None,
        }
    }
}

impl fmt::Display for Type {
    /// With its article: "an int".
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => out.write_str("a value"),
            Type::Null => out.write_str("`null`"),
            Type::Bool => out.write_str("a bool"),
            Type::Int => out.write_str("an int"),
            Type::Uint => out.write_str("a uint"),
            Type::Double => out.write_str("a double"),
            Type::Text => out.write_str("a string"),
            Type::Bytes => out.write_str("bytes"),
            Type::Time => out.write_str("a duration"),
            Type::List(of) if of.is_any() => out.write_str("a list"),
            Type::List(of) => write!(out, "a list, each item {of}"),
            Type::Map(..) => out.write_str("a map"),
            Type::View(noun) => write!(out, "a whole {}", noun.word),
            Type::Kind => out.write_str("a type"),
        }
    }
}
