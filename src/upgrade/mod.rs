//! From one Strimzi release to another: the stops on the way, and what has to be done at each.
//!
//! [`route`] knows the catalogue alone. [`Plan`] takes the spec along: it is read and built with the versions of each stage in
//! their places, and what is wrong then and was not before is what must change in it.

mod migration;
mod patches;
mod plan;
mod rehearsal;
pub mod route;
pub mod silent;
mod tasks;

pub use plan::{Avoided, Hop, Impossible, Plan, Stage, StageKind};
pub use route::{NoWay, Standing, Stop};
pub use silent::Silent;
pub use tasks::Task;

#[cfg(test)]
mod tests;

/// What is found about a spec on the way.
pub mod ids {
    use crate::diag::ids;

    ids! {
        /// A field that a patch adds, and that the resource does not have in the next Strimzi release: it is dropped without a word.
        DROPPED_FIELD = "upgrade/dropped-field";
    }
}
