//! Which key somebody means who writes a path: with names or without, with brackets around it, in part.

use super::keys::{Key, Step};
use toml::de::{DeTable, DeValue};

/// A key, and the names that were written on the way to it.
#[derive(Debug, Clone)]
pub(super) struct Found<'k> {
    /// The key.
    pub(super) key: &'k Key,
    /// For each step of its path that is a name, the one that was written, if one was.
    pub(super) names: Vec<Option<String>>,
    /// What was written behind it: the name of a label, a setting, or a part of a patch.
    pub(super) rest: Vec<String>,
}

/// The parts of a path as somebody writes it: `topic.orders.partitions`, `[cluster.listener.tls]`, `cluster.brokers.config."a.b"`.
pub(super) fn parts(word: &str) -> Vec<String> {
    let bare = word.trim().trim_start_matches('[').trim_end_matches(']').trim();
    let read = format!("{bare} = 0");
    let mut parts = Vec::new();
    if let Ok(table) = DeTable::parse(&read) {
        let mut rest = Some(table.get_ref());
        while let Some((key, value)) = rest.and_then(|table| table.iter().next()) {
            parts.push(key.get_ref().to_string());
            rest = if let DeValue::Table(inner) = value.get_ref() { Some(inner) } else { None };
        }
        return parts;
    }
    bare.split('.')
        .map(|part| part.trim_matches(['"', '\'', '<', '>', '*', ' ']).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Whether a word is a header, so that its last part is rather a name than a key: `[cluster.listener.tls]`.
pub(super) fn is_header(word: &str) -> bool {
    word.trim().starts_with('[')
}

/// The table of a certain name at the end of a path.
pub(super) fn named_table<'k>(root: &'k Key, parts: &[String]) -> Option<Found<'k>> {
    let (last, above) = parts.split_last()?;
    let found = key(root, above).filter(|found| found.rest.is_empty() && is_named(found.key))?;
    let names = found.names.iter().cloned().chain([Some(last.clone())]).collect();
    Some(Found { names, ..found })
}

/// The key at the end of a path from the root of the spec.
pub(super) fn key<'k>(root: &'k Key, parts: &[String]) -> Option<Found<'k>> {
    let found = Found { key: root, names: Vec::new(), rest: Vec::new() };
    walk(found, parts).filter(|found| !found.key.path.is_empty())
}

/// The keys whose path ends so, if it does not begin at the root: `partitions`, `brokers.heap`.
pub(super) fn by_end<'k>(root: &'k Key, parts: &[String]) -> Vec<&'k Key> {
    let ends = |key: &&Key| {
        let words: Vec<&str> = key
            .path
            .iter()
            .filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None })
            .collect();
        let wanted: Vec<&str> = parts.iter().map(String::as_str).collect();
        !wanted.is_empty() && words.ends_with(&wanted)
    };
    root.walk().into_iter().filter(ends).collect()
}

/// The deepest key that a path leads to, and the part of it that leads nowhere.
pub(super) fn astray<'k, 'p>(root: &'k Key, parts: &'p [String]) -> Option<(Found<'k>, &'p str)> {
    let longest =
        (1..parts.len()).rev().find_map(|count| Some((key(root, parts.get(..count)?)?, parts.get(count)?)))?;
    Some((longest.0, longest.1.as_str()))
}

/// Whether a key holds a table for each name.
pub(super) fn is_named(key: &Key) -> bool {
    key.keys.first().is_some_and(|inner| matches!(inner.path.iter().rev().nth(1), Some(Step::Name(_))))
}

fn walk<'k>(found: Found<'k>, parts: &[String]) -> Option<Found<'k>> {
    if parts.is_empty() {
        return Some(found);
    }
    if found.key.takes.free {
        return Some(Found { rest: parts.to_vec(), ..found });
    }
    let below = |found: &Found<'k>, name: Option<Option<String>>, parts: &[String]| {
        let first = parts.first()?;
        let key = found.key.keys.iter().find(|key| key.name() == first)?;
        let names = found.names.iter().cloned().chain(name).collect();
        walk(Found { key, names, rest: Vec::new() }, parts.get(1..)?)
    };
    if !is_named(found.key) {
        return below(&found, None, parts);
    }
    // Without a name: `topic.partitions`.
    if let Some(found) = below(&found, Some(None), parts) {
        return Some(found);
    }
    // With one, of one part or, where it has dots and no quotes, of several.
    let is_placeholder = |name: &str| name == "NAME" || name == "name";
    (1..=parts.len()).find_map(|count| {
        let name = parts.get(..count)?.join(".");
        let name = Some(name).filter(|name| !is_placeholder(name) || count > 1);
        let rest = parts.get(count..)?;
        if rest.is_empty() {
            let names = found.names.iter().cloned().chain([name]).collect();
            // All of it a name: only if it is one part, or nothing else can be meant.
            return (count == 1).then_some(Found { key: found.key, names, rest: Vec::new() });
        }
        below(&found, Some(name), rest)
    })
}
