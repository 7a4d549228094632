//! Alerts: kinds of trouble, one file each, and the rules that a model makes of them.
//!
//! An alert of the spec is an intent: a kind and numbers, or the house's own PromQL. [`check`] judges what was written,
//! [`check_model`] what only the whole platform shows, [`rules`] makes the rules for Prometheus, and each kind has a
//! [`Runbook`] for the guide. All labels by which things are told apart are in [`Scene`].

mod amount;
mod check;
mod house;
mod kind;
mod kinds;
mod numbers;
mod platform;
mod rule;
mod runbook;
mod scene;
mod select;
pub mod template;
mod tools;

pub use amount::{Amount, Unfit};
pub use check::check;
pub use house::is_state;
pub use kind::{Group, Key, Kind, Missing, Per, Plan, Planned};
pub use kinds::{KINDS, kind};
pub use numbers::Numbers;
pub use platform::check_model;
pub use rule::{Rule, anchor, rules};
pub use runbook::{Command, Runbook, Step};
pub use scene::{Scene, shell};
pub use select::{Select, Target};
pub use tools::{Access, PROPERTIES};

/// What alerts can get wrong beside the spec's own kinds of mistakes.
pub mod ids {
    use crate::diag::ids;

    ids! {
        /// An expression without a condition: the alert fires all the time.
        ALWAYS_FIRES = "alert/always-fires";
        /// A text that prints a label which the expression's result does not have.
        MISSING_LABEL = "alert/missing-label";
        /// A text that Prometheus refuses as a template, and with it the whole file.
        BAD_TEMPLATE = "alert/bad-template";
    }
}

#[cfg(test)]
pub(crate) mod tests;
