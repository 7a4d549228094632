//! A place in a document's tree, and the ways on from there.

use super::path::{Path, Step};
use super::yaml::arena::{Arena, Cell};
use super::{Document, Kind, Scalar, Style};
use crate::diag::Span;
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

/// A node of a document: cheap to copy, valid as long as its [`Bundle`](super::Bundle) is.
#[derive(Clone, Copy)]
pub struct Node<'b> {
    document: Document<'b>,
    number: u32,
}

/// The keys of a map with their values, in the order in which they are written.
#[derive(Debug, Clone)]
pub struct Entries<'b> {
    children: Children<'b>,
}

/// The items of a list.
#[derive(Debug, Clone)]
pub struct Items<'b> {
    children: Children<'b>,
}

/// What is in a collection; of a map, keys and values in turn.
#[derive(Debug, Clone)]
struct Children<'b> {
    next: Node<'b>,
    end: u32,
}

impl<'b> Node<'b> {
    pub(super) fn new(document: Document<'b>, number: u32) -> Self {
        Node { document, number }
    }

    /// Its number in its arena.
    pub(super) fn number(self) -> u32 {
        self.number
    }

    fn arena(self) -> &'b Arena {
        self.document.arena
    }

    fn cell(self) -> Cell {
        self.arena().cell(self.number)
    }

    /// The document that it is in.
    pub fn document(self) -> Document<'b> {
        self.document
    }

    /// Map, list or scalar.
    pub fn kind(self) -> Kind {
        self.cell().kind
    }

    /// How it is written.
    pub fn style(self) -> Style {
        self.cell().style
    }

    /// Where it stands: a quoted scalar with its quotes, the content of a `|` block without its header, a block collection from its
    /// first key or dash to the end of its last value. A value that is not written is the empty place behind its colon or dash.
    pub fn span(self) -> Span {
        let cell = self.cell();
        self.document.entry.place.part(cell.start as usize..cell.end as usize)
    }

    /// The text of a scalar, quotes and escapes taken away; empty for a collection. See [`Node::scalar`] for what it means.
    pub fn text(self) -> &'b str {
        self.arena().text(self.number, self.document.entry.text)
    }

    /// What is written at its [`Node::span`].
    pub fn written(self) -> &'b str {
        let cell = self.cell();
        self.document.entry.text.get(cell.start as usize..cell.end as usize).unwrap_or_default()
    }

    /// Where a part of [`Node::text`] stands, as near as can be told: exact for bare text, quoted text without escapes and `|`
    /// blocks; otherwise the whole scalar.
    pub fn span_of(self, part: Range<usize>) -> Span {
        let cell = self.cell();
        let (text, written) = (self.text(), self.written());
        let quote = usize::from(matches!(cell.style, Style::Single | Style::Double));
        let offset = |at: usize| match cell.style {
            Style::Literal => offset_in_block(text, written, at),
            _ => written.get(quote..).is_some_and(|written| written.starts_with(text)).then_some(at + quote),
        };
        match (offset(part.start), offset(part.end)) {
            (Some(from), Some(to)) if part.start <= part.end => self.span().part(from..to),
            _ => self.span(),
        }
    }

    /// The value of a scalar as the API server reads it; `None` for a collection.
    pub fn scalar(self) -> Option<Scalar<'b>> {
        match (self.kind(), self.style()) {
            (Kind::Map | Kind::Seq, _) => None,
            (Kind::Scalar, Style::Plain) => Some(Scalar::of_plain(self.text())),
            (Kind::Scalar, Style::Alias) => Some(Scalar::Null),
            (Kind::Scalar, _) => Some(Scalar::Text(self.text())),
        }
    }

    /// How a reader of YAML 1.2 takes a bare scalar, where the API server takes it otherwise: `on` is text there, `0755` is 755.
    pub fn disputed(self) -> Option<Scalar<'b>> {
        if self.kind() != Kind::Scalar || self.style() != Style::Plain {
            return None;
        }
        let other = Scalar::of_plain_in_yaml_1_2(self.text());
        (!other.same(Scalar::of_plain(self.text()))).then_some(other)
    }

    /// The node that an alias stands for; any other node is itself. Compose follows aliases, Kubernetes never sees one. Few aliases
    /// can stand for very much: whoever follows all of them must count.
    pub fn followed(self) -> Node<'b> {
        self.arena().target(self.number).map_or(self, |number| Node { number, ..self })
    }

    /// Keys and values of a map as Compose reads it: aliases followed, and behind its own keys those that it merges (`<<`) and does
    /// not have; none if this is no map.
    pub fn merged(self) -> Vec<(Node<'b>, Node<'b>)> {
        let (mut names, mut seen, mut found) = (HashSet::new(), HashSet::new(), Vec::new());
        let mut waiting = vec![self.followed()];
        while let Some(map) = waiting.pop() {
            // Merged a second time, a map has nothing to add.
            if !seen.insert(map.number) {
                continue;
            }
            let mut merged = Vec::new();
            for (key, value) in map.entries() {
                let value = value.followed();
                if key.style() == Style::Plain && key.text() == "<<" {
                    if value.kind() == Kind::Map {
                        merged.push(value);
                    }
                    merged.extend(value.items().map(Node::followed).filter(|item| item.kind() == Kind::Map));
                } else if names.insert(key.text()) {
                    found.push((key, value));
                }
            }
            waiting.extend(merged.into_iter().rev());
        }
        found
    }

    /// Whether it is a hole of a template, as Flux, envsubst and Helm fill them in: nobody knows yet what will stand there.
    pub fn is_hole(self) -> bool {
        self.kind() == Kind::Scalar && super::hole::is_hole(self.text())
    }

    /// Its text, if it is text.
    pub fn as_text(self) -> Option<&'b str> {
        if let Some(Scalar::Text(text)) = self.scalar() { Some(text) } else { None }
    }

    /// Its number, if it is a whole one.
    pub fn as_int(self) -> Option<i64> {
        if let Some(Scalar::Int(value)) = self.scalar() { Some(value) } else { None }
    }

    /// Its truth, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        if let Some(Scalar::Bool(value)) = self.scalar() { Some(value) } else { None }
    }

    /// Whether nothing is there: an empty value, `~` or `null`.
    pub fn is_null(self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    /// Its text as a key: the name that the API server sees (`on:` is `true`).
    pub fn name(self) -> Cow<'b, str> {
        Scalar::name_of(self.text(), self.style() == Style::Plain)
    }

    /// The value of that key; `None` also if this is no map.
    pub fn get(self, key: &str) -> Option<Node<'b>> {
        Some(self.entry(key)?.1)
    }

    /// That key and its value.
    pub fn entry(self, key: &str) -> Option<(Node<'b>, Node<'b>)> {
        self.entries().find(|(name, _)| name.name() == key)
    }

    /// Keys and values of a map, as written; none if this is no map.
    pub fn entries(self) -> Entries<'b> {
        Entries { children: self.children(Kind::Map) }
    }

    /// The items of a list; none if this is no list.
    pub fn items(self) -> Items<'b> {
        Items { children: self.children(Kind::Seq) }
    }

    fn children(self, of: Kind) -> Children<'b> {
        let first = self.number.saturating_add(1);
        let end = if self.kind() == of { self.arena().after(self.number) } else { first };
        Children { next: Node { number: first, ..self }, end }
    }

    /// The node at the end of a path from here: keys, and numbers for items. `at(["spec", "listeners", "0", "port"])`.
    pub fn at<'k>(self, path: impl IntoIterator<Item = &'k str>) -> Option<Node<'b>> {
        path.into_iter().try_fold(self, |node, step| match node.kind() {
            Kind::Map => node.get(step),
            Kind::Seq => node.items().nth(step.parse().ok()?),
            Kind::Scalar => None,
        })
    }

    /// The node that a JSON pointer (RFC 6901) names from here; the empty one names this node.
    pub fn pointer(self, pointer: &str) -> Option<Node<'b>> {
        if pointer.is_empty() {
            return Some(self);
        }
        let steps: Vec<String> =
            pointer.strip_prefix('/')?.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        self.at(steps.iter().map(String::as_str))
    }

    /// This node and all that is in it, in the order in which it is written, keys included.
    pub fn walk(self) -> impl Iterator<Item = Node<'b>> {
        (self.number..self.arena().after(self.number)).map(move |number| Node { number, ..self })
    }

    /// The way to it from its document's root. A key has the path of its value. Looked for from the root: meant for messages.
    pub fn path(self) -> Path<'b> {
        let mut steps = Vec::new();
        let mut node = self.document.root();
        'down: while node.number != self.number {
            for (key, value) in node.entries() {
                if key.number == self.number || value.holds(self) {
                    steps.push(Step::Key(key.name()));
                    if key.number == self.number {
                        break 'down;
                    }
                    node = value;
                    continue 'down;
                }
            }
            for (index, item) in node.items().enumerate() {
                if item.holds(self) {
                    steps.push(Step::Index(index));
                    node = item;
                    continue 'down;
                }
            }
            break;
        }
        Path::new(steps)
    }

    fn holds(self, other: Node<'_>) -> bool {
        (self.number..self.arena().after(self.number)).contains(&other.number)
    }
}

/// Where a place in the text of a `|` block stands in what is written, which begins at the first character that is not on a blank
/// line and not indentation. `None` if the place is above that.
fn offset_in_block(text: &str, written: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    let above = text.len() - text.trim_start_matches('\n').len();
    let line = before.matches('\n').count().checked_sub(above)?;
    let column = at - before.rfind('\n').map_or(0, |found| found + 1);
    let start: usize = written.split_inclusive('\n').take(line).map(str::len).sum();
    let shown = written.get(start..)?.split('\n').next()?;
    let content = text.split('\n').nth(line + above)?;
    // Blanks at the end may be missing on the last line, and a carriage return is never text.
    let indent = shown.trim_end().len().saturating_sub(content.trim_end().len());
    Some((start + indent + column).min(written.len()))
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} at {:?}: {}", self.kind(), self.span(), self.to_json())
    }
}

impl<'b> Iterator for Children<'b> {
    type Item = Node<'b>;

    fn next(&mut self) -> Option<Node<'b>> {
        let node = self.next;
        if node.number >= self.end {
            return None;
        }
        self.next.number = node.arena().after(node.number);
        Some(node)
    }
}

impl<'b> Iterator for Entries<'b> {
    type Item = (Node<'b>, Node<'b>);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.children.next()?, self.children.next()?))
    }
}

impl<'b> Iterator for Items<'b> {
    type Item = Node<'b>;

    fn next(&mut self) -> Option<Self::Item> {
        self.children.next()
    }
}
