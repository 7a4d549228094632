//! The one integration binary: what can only be seen from outside the crate.

#![expect(clippy::disallowed_methods, reason = "tests make the world that the program is run in")]
#![expect(clippy::string_slice, reason = "tests know their texts")]

#[cfg(test)]
mod cases;
#[cfg(test)]
mod check;
#[cfg(test)]
mod check_git;
#[cfg(test)]
mod compose;
mod docs;
#[cfg(test)]
mod door;
#[cfg(test)]
mod ecosystem;
#[cfg(test)]
mod fmt;
#[cfg(test)]
mod graph;
#[cfg(test)]
mod guides;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod init;
#[cfg(test)]
mod modes;
#[cfg(test)]
mod mutants;
#[cfg(test)]
mod mutation;
#[cfg(test)]
mod operators;
#[cfg(test)]
mod own_spec;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod render;
#[cfg(test)]
mod safety;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod specs;
#[cfg(test)]
mod tidy;
