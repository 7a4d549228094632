//! Judges a platform: what will not start, is refused, loses data, lets somebody in or is dead, and what works until
//! something fails.
//!
//! A rule is one file below `rules/`, in the folder of its area. It is asked of each thing that it is about, looks at the
//! [`World`], and phrases the answer; what follows from numbers it asks of `reason`. Levels, order and waivers are the
//! engine's and the policy's business.

mod elsewhere;
mod asking;
mod engine;
mod house;
mod judged;
mod origin;
mod out;
mod rule;
mod rules;
#[cfg(test)]
mod tests;
mod words;
mod world;

pub use asking::Asks;
pub use elsewhere::Elsewhere;
pub use engine::{Asked, Findings, Levels, Settings, inspect};
pub use house::{HouseFindings, ask_house};
pub use origin::Rendered;
pub use out::{Out, Raised, Spot};
pub use rule::{Check, Example, Level, Offence, Rule};
pub use rules::AREAS;
pub use world::{Limits, World};

/// Every rule, by area.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().copied().flatten().copied()
}

/// Everything that rules can find, by area.
pub fn offences() -> impl Iterator<Item = &'static Offence> {
    rules().flat_map(|rule| rule.offences.iter().copied())
}
