//! The pages that people read: Markdown, made for this platform, with the numbers and names of this spec.
//!
//! What several pages say in the same words is a piece of its own here: [`address`] how the cluster is reached, [`client`] who
//! writes and reads, [`topic`] what is kept, [`columns`] what a program prints, [`count`] numbers in sentences.

mod address;
pub(super) mod architecture;
mod client;
mod columns;
mod count;
pub(super) mod operations;
mod topic;

#[cfg(test)]
mod tests;
