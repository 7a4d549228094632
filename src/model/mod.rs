//! What the spec means: complete, typed, every reference resolved, and every value with the place it comes from.

mod origin;

pub use origin::{How, Origin, Sourced};
