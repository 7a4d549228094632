//! Reads a spec and goes on after each mistake: TOML text to tables, every complaint in one pass.

mod fault;
pub mod ids;
mod node;
mod repair;
mod syntax;

use super::Spec;
use crate::diag::{Complaints, Source};
use fault::Sink;
use node::Node;
use repair::Repaired;
use serde::Deserialize;
use toml::de::{DeTable, DeValue};

/// Reads the spec in `source`. What could not be read is [`Field::Bad`](super::Field::Bad) and in `complaints`.
pub fn read(source: &Source, complaints: &mut Complaints) -> Spec {
    read_as(source, complaints)
}

fn read_as<T: for<'de> Deserialize<'de> + Default>(source: &Source, complaints: &mut Complaints) -> T {
    let (tree, errors) = DeTable::parse_recoverable(source.text());
    let repaired = match errors.as_slice() {
        [] => Repaired::default(),
        _ => repair::close_brackets(source.text()),
    };
    let (tree, errors) = match repaired.open.as_slice() {
        [] => (tree, errors),
        _ => DeTable::parse_recoverable(&repaired.text),
    };
    let sink = Sink::new(source, &repaired);
    complaints.extend(syntax::unclosed(source, &repaired));
    complaints.extend(syntax::complaints(source, &sink, tree.get_ref(), &errors));
    let at = sink.at(tree.span());
    let root = DeValue::Table(tree.into_inner());
    let table = T::deserialize(Node::root(&root, at, &sink)).unwrap_or_default();
    complaints.extend(sink.into_complaints());
    table
}

#[cfg(test)]
mod tests;
