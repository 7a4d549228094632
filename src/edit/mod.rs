//! The spec's own text, changed with care: its comments, its order and its line ends stay its author's.
//!
//! [`text`] is a TOML text as its author laid it out, [`fmt`] lays it out anew, [`fix`] writes answers to findings into it,
//! [`prune`] takes waivers out of it.

pub mod fix;
pub mod fmt;
pub mod prune;
pub mod text;

/// What there is to find in the layout of a spec.
pub mod ids {
    use crate::diag::ids;

    ids! {
        /// A spec that `kafkasmith fmt` would lay out differently.
        LAYOUT = "format/layout";
    }
}

#[cfg(test)]
mod tests;
