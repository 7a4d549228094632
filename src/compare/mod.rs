//! Two states of the same thing held against each other: what is rendered against what is there.

pub mod drift;
pub mod secret;
pub mod structure;
pub mod text;
