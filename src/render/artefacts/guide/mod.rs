//! The pages that people read: Markdown, made for this platform, with the numbers and names of this spec.
//!
//! What several pages say in the same words is a piece of its own here: [`address`] how the cluster is reached, [`client`] who
//! writes and reads, [`topic`] what is kept, [`settings`] how a client is set up, [`access`] what it needs to be let in,
//! [`user`] what it may do then,
//! [`commands`] what one types, [`columns`] what a program prints, [`watch`] which alerts there are and whom they watch,
//! [`count`] numbers in sentences.

mod access;
pub(super) mod address;
pub(super) mod architecture;
pub(super) mod checklist;
mod client;
mod columns;
mod commands;
mod count;
mod environment;
pub(super) mod operations;
pub(super) mod quick_reference;
mod quorum;
mod settings;
#[cfg(test)]
mod shape;
mod topic;
mod user;
mod watch;

#[cfg(test)]
mod tests;
