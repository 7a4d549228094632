//! The pages that people read: Markdown, made for this platform, with the numbers and names of this spec.
//!
//! What several pages say in the same words is a piece of its own here: [`address`] how the cluster is reached, [`client`] who
//! writes and reads, [`topic`] what is kept.

mod address;
mod client;
mod columns;
pub(super) mod operations;
mod topic;

#[cfg(test)]
mod tests;
