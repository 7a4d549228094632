//! A tree that the program has laid out itself, and that a template places as a whole: too large to be written value by
//! value, and made of the catalogue alone, so that nothing of a spec can become shape through it.

use super::marks::{self, END, FRAME, Kind};
use crate::model::Origin;
use minijinja::Value;
use minijinja::value::{Object, ObjectRepr, serializing_for_value};
use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// Lines of YAML, the first of them at the left margin, and where they come from.
#[derive(Debug, Clone)]
pub(super) struct Block {
    lines: Arc<str>,
    origin: Origin,
}

impl Block {
    /// A block of these lines, without a newline at the end.
    pub(super) fn new(lines: &str, origin: Origin) -> Self {
        Block { lines: lines.into(), origin }
    }

    /// What a value is if it is a block.
    pub(super) fn of(value: &Value) -> Option<&Block> {
        value.downcast_object_ref::<Block>()
    }

    /// The lines in their frame, with marks around them.
    pub(super) fn framed(&self) -> String {
        let mut out = String::with_capacity(self.lines.len() + 96);
        out.extend([FRAME, Kind::Block.mark()]);
        marks::open(&mut out, &self.origin);
        out.push_str(&self.lines);
        out.extend([marks::close(), END]);
        out
    }
}

impl Object for Block {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.lines)
    }
}

impl Serialize for Block {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializing_for_value() {
            return Value::from_object(self.clone()).serialize(serializer);
        }
        self.lines.serialize(serializer)
    }
}
