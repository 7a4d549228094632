//! One TOML file describes a Kafka platform; this crate renders, proves and explains everything that is deployed from it.
//!
//! The way through: `spec` reads the TOML text and keeps what was written with its place; `model` works out what it means;
//! `render` turns the model into texts of which every value still leads back to its TOML line; `bundle` is those texts, or
//! anybody's manifests, as documents with positions; `inventory` is what these describe; `policy` is what the house demands of
//! them; `upgrade` leads to another release; `compare` holds them against a folder; `edit` changes the spec's
//! text and keeps its comments; `explain` says what its words mean. Modules import only those above them in this list, and only
//! `cli` touches the world.

pub mod diag;
pub mod units;
pub mod spec;
pub mod catalog;
pub mod promql;
pub mod model;
pub mod alert;
pub mod reason;
pub mod graph;
pub mod bundle;
pub mod render;
pub mod metrics;
pub mod inventory;
pub mod policy;
pub mod schema;
pub mod upgrade;
pub mod inspect;
pub mod compare;
pub mod edit;
pub mod explain;
pub mod report;
pub mod cli;

/// Under this name files of `tests/it/` find the crate that unit tests share with them.
#[cfg(test)]
extern crate self as kafkasmith;
