//! The spec as it was written: every value with its place, nothing filled in, every mistake collected.

mod editors;
mod field;
mod keys;
mod literal;
mod read;
mod schema;
pub mod tables;
mod tree;

pub use field::{Either, Entry, Field, Named};
pub use keys::Keys;
pub(crate) use literal::Literal;
pub(crate) use read::read_as;
pub use read::{ids, read, read_beside, read_demands, read_shared, root_keys};
pub use schema::{json_schema, schema};
pub use tables::Spec;
pub use tree::{Setting, Tree};
