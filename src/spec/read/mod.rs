//! Reads a spec and goes on after each mistake: TOML text to tables, every complaint in one pass.

mod fault;
pub mod ids;
mod node;
mod repair;
mod syntax;

use super::{Spec, tables};
use crate::diag::{Complaints, Diagnostic, Source, Span};
use fault::Sink;
use node::Node;
use repair::Repaired;
use serde::Deserialize;
use toml::de::{DeTable, DeValue};

/// Reads the spec in `source`. What could not be read is [`Field::Bad`](super::Field::Bad) and in `complaints`.
pub fn read(source: &Source, complaints: &mut Complaints) -> Spec {
    read_as(source, complaints)
}

/// Reads what stands beside manifests that are written by hand, in the same way.
pub fn read_beside(source: &Source, complaints: &mut Complaints) -> tables::Beside {
    read_as(source, complaints)
}

/// Reads a policy that several specs share, in the same way.
pub fn read_shared(source: &Source, complaints: &mut Complaints) -> tables::Shared {
    read_as(source, complaints)
}

/// Reads what a spec says of what the house demands. Mistakes in it are not complained about: whoever reads the whole spec does.
pub fn read_demands(source: &Source) -> tables::Demands {
    read_as(source, &mut Complaints::default())
}

/// The keys at the root of a text, as far as it can be read, and where they stand.
pub fn root_keys(source: &Source) -> Vec<(String, Span)> {
    let (tree, _) = DeTable::parse_recoverable(source.text());
    let keys = tree.get_ref().iter().map(|(key, _)| (key.get_ref().to_string(), source.at(key.span())));
    keys.collect()
}

/// Reads a text as tables of another shape.
pub(crate) fn read_as<T: for<'de> Deserialize<'de> + Default>(source: &Source, complaints: &mut Complaints) -> T {
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
    let refused = syntax::complaints(source, &sink, tree.get_ref(), &errors);
    let no_value: Vec<Option<Span>> = refused.iter().map(Diagnostic::span).collect();
    complaints.extend(refused);
    let at = sink.at(tree.span());
    let root = DeValue::Table(tree.into_inner());
    let table = T::deserialize(Node::root(&root, at, &sink)).unwrap_or_default();
    // What the parser refused it gives on as a value all the same: nobody is told twice that it is none.
    complaints.extend(sink.into_complaints().into_iter().filter(|complaint| !no_value.contains(&complaint.span())));
    table
}

#[cfg(test)]
mod tests;
