//! A value in a template's context that knows where it comes from.

use super::marks;
use crate::model::{Origin, Sourced};
use minijinja::Value;
use minijinja::value::{Object, ObjectRepr, Serde, ValueKind, serializing_for_value};
use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// A string, a number, a bool or an `Option` of these, and where it comes from.
///
/// In the context of a template it carries its origin into the rendered text; for every other serialiser it is just its
/// value. In an `{% if %}` it is as true as its value, but **it cannot be compared**: `x == 3` is false and `x > 3` is
/// true whatever `x` is. Conditions are worked out in Rust, and [`contract`](super) refuses templates that compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Traced<T> {
    /// A value of that origin.
    pub const fn new(value: T, origin: Origin) -> Self {
        Traced { value, origin }
    }
}

impl<T> From<Sourced<T>> for Traced<T> {
    fn from(sourced: Sourced<T>) -> Self {
        Traced { value: sourced.value, origin: sourced.origin }
    }
}

impl<'a, T> From<&'a Sourced<T>> for Traced<&'a T> {
    fn from(sourced: &'a Sourced<T>) -> Self {
        Traced { value: &sourced.value, origin: sourced.origin.clone() }
    }
}

impl<T: Serialize> Serialize for Traced<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializing_for_value() {
            return self.value.serialize(serializer);
        }
        let mark = Mark { value: Value::from(Serde(&self.value)), origin: self.origin.clone() };
        Value::from_object(mark).serialize(serializer)
    }
}

/// What a [`Traced`] is inside a template.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

impl Object for Mark {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.value.is_true()
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(96);
        self.write(&mut text)?;
        out.write_str(&text)
    }
}

impl Mark {
    /// Writes the value with its marks around it.
    pub(super) fn write(&self, out: &mut String) -> fmt::Result {
        marks::open(out, &self.origin);
        write_plain(out, &self.value)?;
        out.push(marks::close());
        Ok(())
    }
}

/// Writes a scalar as text: what JSON and YAML call it, where the template language would write Python's words.
pub(super) fn write_plain(out: &mut impl fmt::Write, value: &Value) -> fmt::Result {
    match value.kind() {
        ValueKind::Bool => out.write_str(if value.is_true() { "true" } else { "false" }),
        ValueKind::String => out.write_str(value.as_str().unwrap_or_default()),
        ValueKind::Number => write!(out, "{value}"),
        // Formatting must not fail here (`~` would panic), so the engine is told by a mark.
        _ => out.write_char(marks::NOTHING),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    #[test]
    fn other_serialisers_see_the_value() {
        let traced = Traced::from(Sourced::written(vec![1, 2], Span::new(3, 4)));
        assert_eq!(serde_json::to_string(&traced).unwrap(), "[1,2]");
        let optional = Traced::from(Sourced::default(None::<u32>, Span::new(3, 4)));
        assert_eq!(serde_json::to_string(&optional).unwrap(), "null");
    }
}
