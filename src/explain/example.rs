//! An example of a key as one would write it into a spec.

use super::find::is_named;
use super::keys::{Key, Step};
use crate::alert::KINDS;
use crate::edit;
use serde_json::{Map, Value};

/// An example of what is written for a key, with the header of the table that it stands in; `names` stand for those that
/// people choose.
pub(super) fn example(key: &Key, names: &[Option<String>]) -> String {
    let (key, value) = (key, key.example.clone());
    let mut names = names.iter();
    let path: Vec<Step> = key
        .path
        .iter()
        .map(|step| match step {
            Step::Name(example) => Step::Name(names.next().cloned().flatten().unwrap_or_else(|| example.clone())),
            step => step.clone(),
        })
        .collect();
    let text = match value {
        Value::Object(entries) if !key.keys.is_empty() && is_header(&path) => {
            tables(key, &path, &entries, names.next().cloned().flatten())
        }
        Value::Array(items) if !key.keys.is_empty() && is_header(&path) => {
            let items = items.iter().filter_map(Value::as_object);
            items.map(|entries| table(&format!("[[{}]]", dotted(&path)), entries)).collect()
        }
        Value::Object(entries) if key.takes.free && is_header(&path) => {
            table(&format!("[{}]", dotted(&path)), &entries)
        }
        value => in_table(&path, &value),
    };
    edit::fmt::format(&text).unwrap_or(text)
}

/// A table, or one for each name.
fn tables(key: &Key, path: &[Step], entries: &Map<String, Value>, name: Option<String>) -> String {
    if !is_named(key) {
        return table(&format!("[{}]", dotted(path)), entries);
    }
    let of = |name: &str, value: &Value| {
        let path: Vec<Step> = path.iter().cloned().chain([Step::Name(name.to_owned())]).collect();
        table(&format!("[{}]", dotted(&path)), value.as_object().unwrap_or(&Map::new()))
    };
    match name {
        Some(name) => entries.values().next().map(|value| of(&name, value)).unwrap_or_default(),
        None => entries.iter().map(|(name, value)| of(name, value)).collect(),
    }
}

fn table(header: &str, entries: &Map<String, Value>) -> String {
    let lines = entries.iter().map(|(key, value)| format!("{} = {}\n", quoted(key), written(value)));
    format!("{header}\n{}", lines.collect::<String>())
}

/// A value under the header of the table that it stands in; what lies between them is written in line.
fn in_table(path: &[Step], value: &Value) -> String {
    let head = (1..path.len()).rev().find(|count| path.get(..*count).is_some_and(is_header)).unwrap_or(0);
    let (above, below) = path.split_at_checked(head).unwrap_or((path, &[]));
    let is_item = above.last() == Some(&Step::Item);
    let mut value = value.clone();
    for step in below.iter().skip(1).rev() {
        value = match step {
            Step::Key(name) | Step::Name(name) => Value::Object(Map::from_iter([(name.clone(), value)])),
            Step::Item => Value::Array(vec![value]),
        };
    }
    let Some(Step::Key(name)) = below.first() else { return String::new() };
    let also = kind_for(path, name);
    let header = if is_item { format!("[[{}]]", dotted(above)) } else { format!("[{}]", dotted(above)) };
    format!("{header}\n{also}{} = {}\n", quoted(name), written(&value))
}

/// Which tables have a header of their own: those of the first level, those below `cluster`, settings, and rules.
pub(super) fn is_header(path: &[Step]) -> bool {
    let keys: Vec<&str> =
        path.iter().filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).collect();
    let ends_in_table = !matches!(path, [.., Step::Name(_), Step::Key(_)]);
    match keys.as_slice() {
        [_] | ["policy", "rule"] | ["cluster", "brokers", "config"] => true,
        ["cluster", "labels" | "patch"] => false,
        ["cluster", _] => ends_in_table,
        _ => false,
    }
}

/// An alert takes some keys only with a kind that reads them.
fn kind_for(path: &[Step], key: &str) -> String {
    let of_alert = matches!(path, [Step::Key(first), ..] if first == "alert");
    let kind = KINDS.iter().find(|kind| of_alert && kind.key(key).is_some());
    kind.map(|kind| format!("kind = {:?}\n", kind.name)).unwrap_or_default()
}

fn dotted(path: &[Step]) -> String {
    let words = path.iter().filter_map(|step| match step {
        Step::Key(name) | Step::Name(name) => Some(quoted(name)),
        Step::Item => None,
    });
    words.collect::<Vec<_>>().join(".")
}

/// A key as TOML writes it.
pub(super) fn quoted(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { key.to_owned() } else { text(key) }
}

/// A value as TOML writes it.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::Null => "\"\"".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(date) if is_date(date) => date.clone(),
        Value::String(plain) => text(plain),
        Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{} = {}", quoted(key), written(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text in quotes; in single ones if that saves escapes.
fn text(plain: &str) -> String {
    if plain.contains(['"', '\\']) && !plain.contains('\'') && !plain.chars().any(char::is_control) {
        return format!("'{plain}'");
    }
    // JSON's escapes are TOML's, too.
    Value::String(plain.to_owned()).to_string()
}

fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}
