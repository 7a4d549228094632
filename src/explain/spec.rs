//! What a spec writes for a key: the places of its values, and of all that is in them.

use super::keys::Step;
use crate::diag::{Source, Span};
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a spec writes for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// The names on the way to it.
    pub(super) names: Vec<String>,
    /// Where its value stands; for a table with a header that header.
    pub(super) value: Span,
    /// The places of the value and of all in it, keys included: what origins may point at.
    pub(super) spans: BTreeSet<Span>,
}

/// All that a spec writes for the key at the end of a path; a name that is given restricts it.
pub(super) fn written(source: &Source, path: &[Step], names: &[Option<String>]) -> Vec<Written> {
    let (tree, _) = DeTable::parse_recoverable(source.text());
    let mut found = Vec::new();
    Walk { source, wanted: names, found: &mut found }.table(tree.get_ref(), path, Vec::new());
    found
}

struct Walk<'w> {
    source: &'w Source,
    wanted: &'w [Option<String>],
    found: &'w mut Vec<Written>,
}

impl Walk<'_> {
    fn table(&mut self, table: &DeTable<'_>, path: &[Step], names: Vec<String>) {
        match path.split_first() {
            Some((Step::Key(name), rest)) => {
                if let Some((_, value)) = table.iter().find(|(key, _)| key.get_ref() == name) {
                    self.value(value, rest, names);
                }
            }
            Some((Step::Name(_), rest)) => {
                let wanted = self.wanted.get(names.len()).cloned().flatten();
                for (key, value) in
                    table.iter().filter(|(key, _)| wanted.as_deref().is_none_or(|name| name == key.get_ref()))
                {
                    let names: Vec<String> = names.iter().cloned().chain([key.get_ref().to_string()]).collect();
                    self.value(value, rest, names);
                }
            }
            Some((Step::Item, _)) | None => {}
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, path: &[Step], names: Vec<String>) {
        match (path.first(), value.get_ref()) {
            (None, _) => {
                let mut spans = BTreeSet::new();
                self.spans(value, &mut spans);
                self.found.push(Written { names, value: self.source.at(value.span()), spans });
            }
            (Some(Step::Item), DeValue::Array(items)) => {
                for item in items {
                    self.value(item, path.get(1..).unwrap_or_default(), names.clone());
                }
            }
            (Some(_), DeValue::Table(table)) => self.table(table, path, names),
            (Some(_), _) => {}
        }
    }

    fn spans(&self, value: &Spanned<DeValue<'_>>, spans: &mut BTreeSet<Span>) {
        spans.insert(self.source.at(value.span()));
        match value.get_ref() {
            DeValue::Table(table) => {
                for (key, value) in table {
                    spans.insert(self.source.at(key.span()));
                    self.spans(value, spans);
                }
            }
            DeValue::Array(items) => items.iter().for_each(|item| self.spans(item, spans)),
            _ => {}
        }
    }
}
