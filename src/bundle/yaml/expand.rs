//! Writes out aliases and merge keys, as kubectl does when it reads: what they stand for is there once more, at its own place in
//! the text.
//!
//! Tried with kubectl: a merge key writes over what stands above it in its mapping, what stands below it writes over the merge
//! key, and of several mappings that are merged the first wins.

use super::super::scalar::Scalar;
use super::arena::{Arena, Kind, Style};
use std::collections::BTreeMap;

/// No tree is deeper once it is written out.
const DEEPEST: usize = 250;

/// So many times what is written may be there once it is written out; few aliases can stand for any number of values.
const TIMES: usize = 100;

/// There is too much to write out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// A tree with everything written out: its root. `written` is how many nodes the document has.
pub(super) fn expand(arena: &mut Arena, text: &str, root: u32, written: usize) -> Result<u32, TooMuch> {
    let new = arena.upcoming();
    let left = written.saturating_mul(TIMES);
    Expand { arena, text, left }.node(root, 0)?;
    Ok(new)
}

struct Expand<'a, 't> {
    arena: &'a mut Arena,
    text: &'t str,
    left: usize,
}

impl Expand<'_, '_> {
    fn node(&mut self, number: u32, depth: usize) -> Result<(), TooMuch> {
        self.count(depth)?;
        let number = self.followed(number);
        let cell = self.arena.cell(number);
        if cell.kind == Kind::Scalar {
            self.arena.again(number);
            return Ok(());
        }
        let new = self.arena.open(cell.kind, cell.style, cell.start as usize);
        if cell.kind == Kind::Seq {
            let items: Vec<u32> = self.arena.items(number).collect();
            for item in items {
                self.node(item, depth + 1)?;
            }
        } else {
            for (key, value) in self.entries(number, depth)? {
                self.node(key, depth + 1)?;
                self.node(value, depth + 1)?;
            }
        }
        self.arena.close(new, Some(cell.end as usize));
        Ok(())
    }

    fn count(&mut self, depth: usize) -> Result<(), TooMuch> {
        self.left = self.left.checked_sub(1).filter(|_| depth <= DEEPEST).ok_or(TooMuch)?;
        Ok(())
    }

    fn followed(&self, number: u32) -> u32 {
        self.arena.target(number).unwrap_or(number)
    }

    /// Keys and values of a map, with those that it merges.
    fn entries(&mut self, map: u32, depth: usize) -> Result<Vec<(u32, u32)>, TooMuch> {
        self.count(depth)?;
        let all: Vec<(u32, u32)> = self.arena.keys(map).map(|key| (key, self.arena.after(key))).collect();
        if !all.iter().any(|(key, _)| self.merges(*key)) {
            return Ok(all);
        }
        let (mut found, mut places) = (Vec::new(), BTreeMap::new());
        for (key, value) in all {
            let merged = if self.merges(key) { self.merged(value, depth + 1)? } else { vec![(key, value)] };
            for (key, value) in merged {
                self.count(depth)?;
                let place = *places.entry(self.name(key)).or_insert(found.len());
                match found.get_mut(place) {
                    Some(entry) => *entry = (key, value),
                    None => found.push((key, value)),
                }
            }
        }
        Ok(found)
    }

    /// What a merge key adds, so that what comes later wins.
    fn merged(&mut self, value: u32, depth: usize) -> Result<Vec<(u32, u32)>, TooMuch> {
        let value = self.followed(value);
        if self.arena.cell(value).kind == Kind::Map {
            return self.entries(value, depth);
        }
        let mut items: Vec<u32> = self.arena.items(value).map(|item| self.followed(item)).collect();
        items.reverse();
        let mut found = Vec::new();
        for item in items {
            found.extend(self.entries(item, depth)?);
        }
        Ok(found)
    }

    fn merges(&self, key: u32) -> bool {
        let cell = self.arena.cell(key);
        (cell.kind, cell.style) == (Kind::Scalar, Style::Plain) && self.arena.text(key, self.text) == "<<"
    }

    fn name(&self, key: u32) -> String {
        let key = self.followed(key);
        Scalar::name_of(self.arena.text(key, self.text), self.arena.cell(key).style == Style::Plain).into_owned()
    }
}
