//! YAML text → documents → trees: cut, then read quickly where possible and in full where not.

pub(in crate::bundle) mod arena;
mod cut;
mod events;
mod expand;
mod fast;
pub mod fault;
#[cfg(test)]
mod tests;

use crate::diag::{Diagnostic, Severity, Span};
use arena::{Arena, Kind, Style};
use fast::Open;
use std::ops::Range;

pub(super) use cut::cut;

/// Reads one document after another into the same arena.
#[derive(Default)]
pub(super) struct Reader {
    /// All trees so far.
    pub(super) arena: Arena,
    /// All that was wrong so far.
    pub(super) faults: Vec<Diagnostic>,
    /// The roots of the document that was read last. Nearly always one; none if it cannot be read, is empty or is no map.
    pub(super) roots: Vec<Root>,
    open: Vec<Open>,
}

/// The root of a document: always a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Root {
    /// Its number in the arena.
    pub(super) node: u32,
    /// Whether nothing in the document is wrong.
    pub(super) whole: bool,
}

impl Reader {
    /// Reads a document that stands at `place`.
    pub(super) fn read(&mut self, text: &str, place: Span) {
        self.roots.clear();
        let mark = self.arena.mark();
        if let Some(node) = fast::read(text, &mut self.arena, &mut self.open) {
            // The quick reader knows only maps and lists, and only such as are whole.
            return self.keep(text, place, node, true);
        }
        self.arena.rewind(mark);
        let before = self.faults.len();
        let Some(roots) = events::read(text, place, &mut self.arena, &mut self.faults) else {
            return self.arena.rewind(mark);
        };
        let whole = !self.faults.iter().skip(before).any(|fault| fault.severity == Severity::Error);
        for node in roots {
            self.keep(text, place, node, whole);
        }
    }

    /// Keeps a root that is a map, passes over one that is nothing, and complains about any other.
    fn keep(&mut self, text: &str, place: Span, node: u32, whole: bool) {
        let cell = self.arena.cell(node);
        let what = match cell.kind {
            Kind::Map => return self.roots.push(Root { node, whole }),
            // Steps of a JSON patch, tasks of a playbook: nothing that anybody would give to kubectl.
            Kind::Seq if self.is_of_others(node, text) => return,
            Kind::Seq => "a list",
            Kind::Scalar if cell.style == Style::Plain && is_nothing(self.arena.text(node, text)) => return,
            Kind::Scalar => "a single value",
        };
        let line = first_line(text, cell.start as usize..cell.end as usize);
        let place = place.part(line);
        let is_other = cell.kind == Kind::Seq && !self.arena.items(node).any(|item| self.has(item, text, "kind"));
        self.faults.push(if is_other { fault::list_of_others(place) } else { fault::not_a_mapping(what, place) });
    }

    /// Whether all items of a list are maps of which none is an object.
    fn is_of_others(&self, list: u32, text: &str) -> bool {
        let is_other = |item| {
            self.arena.cell(item).kind == Kind::Map
                && !["apiVersion", "kind"].iter().any(|key| self.has(item, text, key))
        };
        self.arena.items(list).next().is_some() && self.arena.items(list).all(is_other)
    }

    fn has(&self, map: u32, text: &str, name: &str) -> bool {
        self.arena.cell(map).kind == Kind::Map && self.arena.keys(map).any(|key| self.arena.text(key, text) == name)
    }
}

fn is_nothing(text: &str) -> bool {
    matches!(super::Scalar::of_plain(text), super::Scalar::Null)
}

fn first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let line = text.get(range.clone()).and_then(|text| text.lines().next()).unwrap_or_default();
    range.start..range.start + line.len()
}
