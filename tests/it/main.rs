//! The one integration binary: what can only be seen from outside the crate.

#![expect(clippy::disallowed_methods, reason = "tests make the world that the program is run in")]
#![expect(clippy::string_slice, reason = "tests know their texts")]

#[cfg(test)]
mod cases;
mod check;
mod door;
mod harness;
mod mutants;
mod render;
mod safety;
mod schemas;
mod specs;
