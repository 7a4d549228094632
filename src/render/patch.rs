//! Patches: keys that the spec adds to a rendered document. A patch only adds, at the end of the deepest block map that is
//! there; what the model owns it cannot overwrite.

use super::artefact::Addition;
use super::engine::Rendered;
use super::scalar::{Pen, Room, style};
use super::source_map::Insert;
use crate::bundle::{Bundle, Kind, Node};
use crate::diag::{Complaints, Diagnostic, Span};
use crate::model::Origin;
use crate::spec::{Entry, Field, Named, Tree, ids};
use std::cmp::Reverse;
use std::fmt::Write;

/// Adds the patches to a rendered text that was read into `bundle`; what cannot be added goes into `complaints`.
pub(super) fn apply(
    rendered: Rendered,
    bundle: &Bundle<'_>,
    additions: &[Addition<'_>],
    complaints: &mut Complaints,
) -> Rendered {
    let mut pieces: Vec<Piece> = Vec::new();
    for addition in additions {
        let Some(root) = target(bundle, addition) else { continue };
        Planner { text: &rendered.text, base: base_of(root), whole: addition, pieces: &mut pieces, complaints }.plan(
            root,
            &addition.patch.keys,
            "",
        );
    }
    // At one offset the deeper lines go first: they end a map within the one that the others end.
    pieces.sort_by_key(|piece| (piece.at, Reverse(piece.indent)));
    insert(rendered, &pieces)
}

/// Lines to put in.
struct Piece {
    at: usize,
    indent: usize,
    lines: String,
    origin: Origin,
}

fn insert(rendered: Rendered, pieces: &[Piece]) -> Rendered {
    let Rendered { text, mut map } = rendered;
    let mut out = String::with_capacity(text.len() + pieces.iter().map(|piece| piece.lines.len()).sum::<usize>());
    let mut done = 0;
    for piece in pieces {
        out.push_str(text.get(done..piece.at).unwrap_or_default());
        out.push_str(&piece.lines);
        done = piece.at;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    let inserts: Vec<Insert> = pieces
        .iter()
        .map(|piece| Insert { at: piece.at, len: piece.lines.len(), origin: piece.origin.clone() })
        .collect();
    map.insert(&inserts);
    Rendered { text: out, map }
}

/// The map that a patch is relative to: a document, or one alert in a PrometheusRule.
fn target<'b>(bundle: &'b Bundle<'_>, addition: &Addition<'_>) -> Option<Node<'b>> {
    let document = bundle.find(addition.kind, &addition.name)?;
    let Some(alert) = addition.alert else { return Some(document.root()) };
    let groups = document.at(["spec", "groups"])?.items();
    let mut rules = groups.filter_map(|group| group.get("rules")).flat_map(Node::items);
    rules.find(|rule| rule.get("alert").is_some_and(|name| name.text() == alert))
}

fn base_of(node: Node<'_>) -> u32 {
    node.document().source().span().start()
}

struct Planner<'p, 't> {
    text: &'t str,
    base: u32,
    whole: &'p Addition<'p>,
    pieces: &'p mut Vec<Piece>,
    complaints: &'p mut Complaints,
}

impl Planner<'_, '_> {
    fn plan(&mut self, map: Node<'_>, keys: &Named<Tree>, path: &str) {
        for entry in keys {
            let Some((tree, at)) = entry.value.given() else { continue };
            let path = if path.is_empty() { entry.name.clone() } else { format!("{path}.{}", entry.name) };
            match (map.get(&entry.name), tree) {
                (Some(there), Tree::Table(inner)) if there.kind() == Kind::Map && self.is_block(there) => {
                    self.plan(there, inner, &path);
                }
                (Some(there), Tree::Table(_)) if there.kind() == Kind::Map => {
                    self.refuse(entry, at, &path, "is written on one line, where nothing can be added");
                }
                (Some(there), Tree::Table(_)) if there.kind() == Kind::Seq => {
                    self.refuse(entry, at, &path, "is a list, and a patch cannot reach into one");
                }
                (Some(_), _) => self.refuse(entry, at, &path, "is there already, and a patch only adds"),
                (None, tree) => self.add(map, entry, tree, at),
            }
        }
    }

    fn refuse(&mut self, entry: &Entry<Tree>, _: Span, path: &str, why: &str) {
        let Addition { kind, name, .. } = self.whole;
        let headline = format!("`{path}` of {kind} `{name}` {why}");
        let help = "leave it out of the patch; what the model owns is set with the spec's own keys";
        self.complaints.push(Diagnostic::error(ids::BAD_PATCH, headline).at(entry.name_at, "").help(help));
    }

    fn add(&mut self, map: Node<'_>, entry: &Entry<Tree>, tree: &Tree, at: Span) {
        let Some((first, _)) = map.entries().next() else {
            self.refuse(entry, at, &entry.name, "stands in an empty map on one line, where nothing can be added");
            return;
        };
        let indent = self.column(first);
        let mut lines = String::new();
        write_entry(&mut lines, &entry.name, tree, indent);
        self.pieces.push(Piece { at: self.line_after(map), indent, lines, origin: Origin::written(at) });
    }

    /// Whether a map's keys stand on lines of their own.
    fn is_block(&self, map: Node<'_>) -> bool {
        let start = (map.span().start() - self.base) as usize;
        !self.text.get(start..).is_some_and(|rest| rest.starts_with('{'))
    }

    fn column(&self, node: Node<'_>) -> usize {
        let start = (node.span().start() - self.base) as usize;
        let line = self.text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        start - line
    }

    /// The start of the line after the last one of a map.
    fn line_after(&self, map: Node<'_>) -> usize {
        let last = map.walk().map(|node| node.span().end()).max().unwrap_or_else(|| map.span().end());
        let end = (last - self.base) as usize;
        if end > 0 && self.text.as_bytes().get(end - 1) == Some(&b'\n') {
            return end;
        }
        self.text.get(end..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |newline| end + newline + 1)
    }
}

fn write_entry(out: &mut String, key: &str, tree: &Tree, indent: usize) {
    pad(out, indent);
    scalar(out, key, Room::Tight);
    out.push(':');
    match tree {
        Tree::Table(inner) if !inner.is_empty() => {
            out.push('\n');
            write_table(out, inner, indent + 2);
        }
        Tree::List(items) if !items.is_empty() => {
            out.push('\n');
            write_list(out, items, indent + 2);
        }
        simple => {
            out.push(' ');
            write_simple(out, simple);
            out.push('\n');
        }
    }
}

fn write_table(out: &mut String, table: &Named<Tree>, indent: usize) {
    for entry in table {
        if let Some(tree) = entry.value.get() {
            write_entry(out, &entry.name, tree, indent);
        }
    }
}

fn write_list(out: &mut String, items: &[Field<Tree>], indent: usize) {
    for item in items.iter().filter_map(Field::get) {
        pad(out, indent);
        out.push('-');
        match item {
            Tree::Table(table) if !table.is_empty() => {
                let mut lines = String::new();
                write_table(&mut lines, table, indent + 2);
                out.push(' ');
                out.push_str(lines.trim_start_matches(' '));
            }
            Tree::List(inner) if !inner.is_empty() => {
                out.push('\n');
                write_list(out, inner, indent + 2);
            }
            simple => {
                out.push(' ');
                write_simple(out, simple);
                out.push('\n');
            }
        }
    }
}

fn write_simple(out: &mut String, tree: &Tree) {
    match tree {
        Tree::Text(text) => scalar(out, text, Room::Line),
        Tree::Whole(number) => out.push_str(&number.to_string()),
        // With a decimal point or an exponent, so that it stays a number with a fraction.
        Tree::Fraction(number) => {
            let _ = write!(out, "{number:?}");
        }
        Tree::Flag(flag) => out.push_str(&flag.to_string()),
        Tree::List(_) => out.push_str("[]"),
        Tree::Table(_) => out.push_str("{}"),
    }
}

fn scalar(out: &mut String, text: &str, room: Room) {
    let mut pen = Pen::new(out, style(text, room));
    pen.put(text);
    pen.end();
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}
