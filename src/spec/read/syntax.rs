//! What the TOML parser complains about, with the first place of what is written twice.

use super::fault::Sink;
use super::ids;
use super::repair::Repaired;
use crate::diag::{Diagnostic, Source, Span};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue, Error};

/// The parser's errors as diagnostics.
pub(super) fn complaints(source: &Source, sink: &Sink<'_>, tree: &DeTable<'_>, errors: &[Error]) -> Vec<Diagnostic> {
    let doubled: Vec<&str> =
        errors.iter().filter(|error| is_duplicate(error)).map(|error| text_of(source, sink, error)).collect();
    let first_places = if doubled.is_empty() { Places::default() } else { Places::of(source, sink, tree, &doubled) };
    errors.iter().map(|error| complaint(source, sink, error, &first_places)).collect()
}

/// The brackets that had to be closed before the rest could be read.
pub(super) fn unclosed(source: &Source, repaired: &Repaired) -> Vec<Diagnostic> {
    let complaint = |&at: &usize| {
        let (open, close) =
            if source.text().get(at..).is_some_and(|rest| rest.starts_with('{')) { ('{', '}') } else { ('[', ']') };
        Diagnostic::error(ids::SYNTAX, format!("`{open}` is never closed"))
            .at(source.at(at..at + 1), "")
            .help(format!("write `{close}` where the value ends"))
    };
    repaired.open.iter().map(complaint).collect()
}

fn complaint(source: &Source, sink: &Sink<'_>, error: &Error, first_places: &Places<'_>) -> Diagnostic {
    let span = sink.at(error.span().unwrap_or(0..0));
    let range = source.range(span);
    if !is_duplicate(error) {
        return Diagnostic::error(ids::SYNTAX, one_line(error.message())).at(span, "");
    }
    let name = text_of(source, sink, error);
    let diagnostic =
        Diagnostic::error(ids::DUPLICATE, format!("`{name}` is written twice")).at(span, "written again here");
    match first_places.before(range.start, name, source) {
        Some(first) => diagnostic.because(first, "first written here"),
        None => diagnostic,
    }
}

fn is_duplicate(error: &Error) -> bool {
    error.message().contains("duplicate")
}

fn text_of<'s>(source: &'s Source, sink: &Sink<'_>, error: &Error) -> &'s str {
    error.span().and_then(|range| source.text().get(source.range(sink.at(range)))).unwrap_or_default()
}

/// Where the names that are written twice stand: as keys of the tree, and in the headers of tables, since of a table that
/// is written twice the tree keeps but one place.
#[derive(Default)]
struct Places<'s> {
    keys: BTreeMap<&'s str, Vec<Span>>,
    headers: BTreeMap<Vec<String>, Vec<Span>>,
}

impl<'s> Places<'s> {
    fn of(source: &'s Source, sink: &Sink<'_>, tree: &DeTable<'_>, names: &[&'s str]) -> Self {
        let mut keys: BTreeMap<&str, Vec<Span>> = names.iter().map(|name| (unquoted(name), Vec::new())).collect();
        let mut tables = vec![tree];
        while let Some(table) = tables.pop() {
            for (key, value) in table {
                if let Some(places) = keys.get_mut(key.get_ref().as_ref()) {
                    places.push(sink.at(key.span()));
                }
                collect_tables(value.get_ref(), &mut tables);
            }
        }
        for places in keys.values_mut() {
            places.sort_unstable();
        }
        Places { keys, headers: headers(source) }
    }

    /// The last place of `name` before an offset of the text, in a header of the same path if it stands in a header.
    fn before(&self, offset: usize, name: &str, source: &Source) -> Option<Span> {
        let here = source.at(offset..offset).start();
        let line = source.position(here).line;
        let range = source.line_start(line)..source.line_start(line + 1);
        let in_header = header_path(source.text().get(range)?).and_then(|path| self.headers.get(&path));
        let places = in_header.or_else(|| self.keys.get(unquoted(name)))?;
        places.iter().rfind(|place| place.end() <= here).copied()
    }
}

/// The headers of tables, by their paths, each with the places where it stands.
fn headers(source: &Source) -> BTreeMap<Vec<String>, Vec<Span>> {
    let mut headers: BTreeMap<Vec<String>, Vec<Span>> = BTreeMap::new();
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        if let Some(path) = header_path(line) {
            let length = line.split('#').next().unwrap_or(line).trim_end().len();
            headers.entry(path).or_default().push(source.at(start..start + length));
        }
        start += line.len();
    }
    headers
}

/// The path in a table's header, if the line is one.
fn header_path(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    if !line.starts_with('[') {
        return None;
    }
    let table = DeTable::parse(line).ok()?;
    let mut path = Vec::new();
    let mut rest = table.get_ref();
    while let Some((key, value)) = rest.iter().next() {
        path.push(key.get_ref().to_string());
        match value.get_ref() {
            DeValue::Table(inner) => rest = inner,
            _ => break,
        }
    }
    Some(path)
}

fn unquoted(name: &str) -> &str {
    name.trim_matches(['"', '\''])
}

fn collect_tables<'a, 'i>(value: &'a DeValue<'i>, tables: &mut Vec<&'a DeTable<'i>>) {
    match value {
        DeValue::Table(table) => tables.push(table),
        DeValue::Array(items) => {
            for item in items {
                collect_tables(item.get_ref(), tables);
            }
        }
        _ => {}
    }
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join("; ")
}
