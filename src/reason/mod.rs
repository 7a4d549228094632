//! What follows from the numbers of a platform: what fits, and what goes on when something is gone. Arithmetic and joins, no
//! wording: guides, rules and comparisons ask the same functions and say it in their own words.
//!
//! [`placement`], [`capacity`] and [`survival`] take plain numbers, wherever these come from. [`in_force`] takes them from a
//! model, with the places that each of them comes from. [`permissions`] takes plain roles and bindings, each with a place.

pub mod capacity;
pub mod in_force;
pub mod permissions;
pub mod placement;
pub mod survival;
