//! How keys and values are written: on one line, or an item a line.

use super::rows::Rows;
use super::{WIDTH, lines, tidy};
use crate::edit::text::{Line, List, Scalar, Value, columns};

/// How far the items of a list are set in.
const STEP: usize = 4;

/// The keys of a path with dots between.
pub(super) fn path(keys: &[Scalar<'_>]) -> String {
    keys.iter().map(Scalar::text).collect::<Vec<_>>().join(".")
}

/// Writes a value behind what the last row holds; `after` more columns are needed behind it.
pub(super) fn value<'t>(value: &Value<'t>, indent: usize, after: usize, rows: &mut Rows<'t>) {
    let list = match value {
        Value::Scalar(scalar) => return rows.push(&scalar.text()),
        Value::List(list) => list,
    };
    let flat = flat_list(list).filter(|flat| {
        // An inline table on several lines is no TOML to readers of before version 1.1, so nobody is led there.
        let must_be_flat = list.table && !list.broken;
        must_be_flat || rows.columns() + columns(flat) + after <= WIDTH
    });
    match flat {
        Some(flat) => rows.push(&flat),
        None if list.table && !list.broken && list.lines.iter().all(is_bare_item) => in_line(list, indent, rows),
        None => broken(list, indent, rows),
    }
}

/// A value as it is written on one line, if it can be.
fn flat(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Scalar(scalar) => Some(scalar.text().into_owned()).filter(|text| !text.contains('\n')),
        Value::List(list) => flat_list(list),
    }
}

fn flat_list(list: &List<'_>) -> Option<String> {
    let (open, close) = brackets(list);
    let is_empty = list.lines.iter().all(|line| matches!(line, Line::Blank));
    let kept_broken = list.broken && !list.table && !is_empty;
    if kept_broken || list.comment.is_some() {
        return None;
    }
    let mut items = Vec::new();
    for line in &list.lines {
        match line {
            Line::Item { path: keys, value, comment: None } if keys.is_empty() => items.push(flat(value)?),
            Line::Item { path: keys, value, comment: None } => items.push(format!("{} = {}", path(keys), flat(value)?)),
            Line::Blank => {}
            Line::Item { .. } | Line::Comment(_) | Line::Header { .. } => return None,
        }
    }
    let blank = if list.table && !is_empty { " " } else { "" };
    Some(format!("{open}{blank}{}{blank}{close}", items.join(", ")))
}

fn is_bare_item(line: &Line<'_>) -> bool {
    matches!(line, Line::Blank | Line::Item { comment: None, .. })
}

/// An inline table of which only a value within takes several lines.
fn in_line<'t>(list: &List<'t>, indent: usize, rows: &mut Rows<'t>) {
    let mut before = "{ ";
    for line in &list.lines {
        if let Line::Item { path: keys, value: inner, .. } = line {
            rows.push(&format!("{before}{} = ", path(keys)));
            value(inner, indent, 0, rows);
            before = ", ";
        }
    }
    rows.push(" }");
}

/// A list with an item a line.
fn broken<'t>(list: &List<'t>, indent: usize, rows: &mut Rows<'t>) {
    let (open, close) = brackets(list);
    rows.push(open);
    rows.aside(list.comment);
    lines(&tidy(&list.lines), indent + STEP, rows);
    rows.open(indent);
    rows.push(close);
}

const fn brackets(list: &List<'_>) -> (&'static str, &'static str) {
    if list.table { ("{", "}") } else { ("[", "]") }
}
