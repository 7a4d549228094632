//! The trees of many documents in one flat list of 16-byte cells, in the order in which they stand in the text.
//!
//! A collection's children follow it, and its cell says where the next sibling is. In a map, keys and values alternate.
//! Positions count from the start of the document, so that two documents of the same text can share their cells.

use std::ops::Range;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Keys with values.
    Map,
    /// Items in order.
    Seq,
    /// Text, number, truth or nothing.
    Scalar,
}

/// How a node is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A collection by lines and indentation.
    Block,
    /// A collection in brackets.
    Flow,
    /// Bare text, whose type is found by looking at it.
    Plain,
    /// Text in `'…'`.
    Single,
    /// Text in `"…"`.
    Double,
    /// A `|` block.
    Literal,
    /// A `>` block.
    Folded,
    /// Bare text that `!!str` declares to be text.
    Tagged,
    /// `*name`. It stands for another node and counts as nothing: who may follow it asks [`Node::followed`](crate::bundle::Node::followed).
    /// Only files for Compose have it: in others what it stands for is there once more.
    Alias,
}

/// One node. `link` is the next sibling of a collection, of an alias the node that it stands for, and of another scalar the number
/// of its owned text; or [`BORROWED`].
#[derive(Debug, Clone, Copy)]
pub(in crate::bundle) struct Cell {
    pub(in crate::bundle) start: u32,
    pub(in crate::bundle) end: u32,
    link: u32,
    pub(in crate::bundle) kind: Kind,
    pub(in crate::bundle) style: Style,
}

/// Says that a scalar's text stands in the document as it is.
const BORROWED: u32 = u32::MAX;

/// Up to so many keys are compared each with each, which is quicker than sorting them.
const FEW: usize = 16;

/// What a question about a cell that does not exist is answered with: nothing, nowhere.
const NOWHERE: Cell = Cell { start: 0, end: 0, link: BORROWED, kind: Kind::Scalar, style: Style::Plain };

/// Many trees, and the texts that differ from what stands in the document (escapes, folded lines, indentation taken off).
#[derive(Debug, Default)]
pub(in crate::bundle) struct Arena {
    cells: Vec<Cell>,
    owned: String,
    /// Where each owned text begins; it ends where the next one begins.
    starts: Vec<u32>,
    /// The end of what was completed last: a block ends where its last child does.
    reached: u32,
}

/// A state to go back to.
#[derive(Debug, Clone, Copy)]
pub(in crate::bundle) struct Mark {
    cells: usize,
    owned: usize,
    starts: usize,
}

/// All texts of a run together hold less than 4 GiB (`diag::Sources`), so this never cuts anything off.
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

impl Arena {
    /// The number of the node that will be added next.
    pub(in crate::bundle) fn upcoming(&self) -> u32 {
        narrow(self.cells.len())
    }

    /// The state now.
    pub(in crate::bundle) fn mark(&self) -> Mark {
        Mark { cells: self.cells.len(), owned: self.owned.len(), starts: self.starts.len() }
    }

    /// Forgets everything that was added since.
    pub(in crate::bundle) fn rewind(&mut self, mark: Mark) {
        self.cells.truncate(mark.cells);
        self.owned.truncate(mark.owned);
        self.starts.truncate(mark.starts);
        self.reached = 0;
    }

    /// Adds a scalar whose text stands in the document: all of `range`, or what is between its quotes.
    pub(in crate::bundle) fn scalar(&mut self, range: Range<usize>, style: Style) {
        self.push(range, style, BORROWED);
    }

    /// Adds an alias, with the node that it stands for if it can be followed.
    pub(in crate::bundle) fn alias(&mut self, range: Range<usize>, target: Option<u32>) {
        self.push(range, Style::Alias, target.unwrap_or(BORROWED));
    }

    /// Adds a scalar whose text differs from what stands in the document.
    pub(in crate::bundle) fn owned_scalar(&mut self, range: Range<usize>, style: Style, text: &str) {
        let start = self.owned.len();
        self.owned.push_str(text);
        self.adopt(range, style, start);
    }

    /// The end of the owned texts, to write one right there; [`Arena::adopt`] then makes a scalar of it.
    pub(in crate::bundle) fn page(&mut self) -> &mut String {
        &mut self.owned
    }

    /// Adds a scalar whose text was written to the [`Arena::page`], from `start` on.
    pub(in crate::bundle) fn adopt(&mut self, range: Range<usize>, style: Style, start: usize) {
        let number = narrow(self.starts.len());
        self.starts.push(narrow(start));
        self.push(range, style, number);
    }

    /// Adds a scalar that is there already once more.
    pub(in crate::bundle) fn again(&mut self, number: u32) {
        let cell = self.cell(number);
        self.reached = cell.end;
        self.cells.push(cell);
    }

    fn push(&mut self, range: Range<usize>, style: Style, link: u32) {
        let (start, end) = (narrow(range.start), narrow(range.end));
        self.reached = end;
        self.cells.push(Cell { start, end, link, kind: Kind::Scalar, style });
    }

    /// Begins a collection; what is added until it is closed is in it.
    pub(in crate::bundle) fn open(&mut self, kind: Kind, style: Style, start: usize) -> u32 {
        let (number, start) = (self.upcoming(), narrow(start));
        self.reached = start;
        self.cells.push(Cell { start, end: start, link: number.saturating_add(1), kind, style });
        number
    }

    /// Ends a collection: one in brackets at `end`, a block where its last child ends.
    pub(in crate::bundle) fn close(&mut self, number: u32, end: Option<usize>) {
        let next = self.upcoming();
        self.reached = end.map_or(self.reached, narrow);
        if let Some(cell) = self.cells.get_mut(number as usize) {
            cell.end = self.reached;
            cell.link = next;
        }
    }

    /// The end of what was completed last.
    pub(in crate::bundle) fn reached(&self) -> usize {
        self.reached as usize
    }

    /// The node of that number.
    pub(in crate::bundle) fn cell(&self, number: u32) -> Cell {
        self.cells.get(number as usize).copied().unwrap_or(NOWHERE)
    }

    /// The number of what stands after a node and all that is in it.
    pub(in crate::bundle) fn after(&self, number: u32) -> u32 {
        let cell = self.cell(number);
        if cell.kind == Kind::Scalar { number.saturating_add(1) } else { cell.link }
    }

    /// The text of a scalar of the document `document`; nothing for a collection.
    pub(in crate::bundle) fn text<'a>(&'a self, number: u32, document: &'a str) -> &'a str {
        let cell = self.cell(number);
        let (start, end) = (cell.start as usize, cell.end as usize);
        let text = match (cell.kind, cell.style) {
            (Kind::Map | Kind::Seq, _) => None,
            (_, Style::Alias) => document.get(start..end),
            _ if cell.link != BORROWED => self.owned_text(cell.link),
            (_, Style::Single | Style::Double) => document.get(start + 1..end.saturating_sub(1)),
            _ => document.get(start..end),
        };
        text.unwrap_or_default()
    }

    /// The node that an alias stands for.
    pub(in crate::bundle) fn target(&self, number: u32) -> Option<u32> {
        let cell = self.cell(number);
        (cell.style == Style::Alias && cell.link != BORROWED).then_some(cell.link)
    }

    fn owned_text(&self, number: u32) -> Option<&str> {
        let start = *self.starts.get(number as usize)? as usize;
        let end = self.starts.get(number as usize + 1).map_or(self.owned.len(), |&end| end as usize);
        self.owned.get(start..end)
    }

    /// The keys of a map, as numbers.
    pub(in crate::bundle) fn keys(&self, map: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.after(map);
        let first = map.saturating_add(1);
        std::iter::successors(Some(first), |&key| Some(self.after(self.after(key)))).take_while(move |&key| key < end)
    }

    /// The items of a list, as numbers.
    pub(in crate::bundle) fn items(&self, list: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.after(list);
        let first = list.saturating_add(1);
        std::iter::successors(Some(first), |&item| Some(self.after(item))).take_while(move |&item| item < end)
    }

    /// Whether two keys of a map have the same text.
    pub(in crate::bundle) fn has_twins(&self, map: u32, document: &str) -> bool {
        let mut few = [""; FEW];
        for (count, key) in self.keys(map).enumerate() {
            let text = self.text(key, document);
            let Some((seen, place)) = few.get_mut(..=count).and_then(|few| few.split_last_mut().map(|(p, s)| (s, p)))
            else {
                return self.has_twins_among_many(map, document);
            };
            if seen.contains(&text) {
                return true;
            }
            *place = text;
        }
        false
    }

    fn has_twins_among_many(&self, map: u32, document: &str) -> bool {
        let mut texts: Vec<&str> = self.keys(map).map(|key| self.text(key, document)).collect();
        texts.sort_unstable();
        texts.windows(2).any(|pair| pair.first() == pair.last())
    }

    /// Gives back what was reserved and is not used.
    pub(in crate::bundle) fn settle(&mut self) {
        self.cells.shrink_to_fit();
        self.owned.shrink_to_fit();
        self.starts.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_sixteen_bytes() {
        assert_eq!(size_of::<Cell>(), 16);
    }

    #[test]
    fn siblings_are_found_over_nested_collections() {
        let document = "a: [x, 'y']\nb: z";
        let mut arena = Arena::default();
        let root = arena.open(Kind::Map, Style::Block, 0);
        arena.scalar(0..1, Style::Plain);
        let list = arena.open(Kind::Seq, Style::Flow, 3);
        arena.scalar(4..5, Style::Plain);
        arena.scalar(7..10, Style::Single);
        arena.close(list, Some(11));
        arena.scalar(12..13, Style::Plain);
        arena.owned_scalar(15..16, Style::Plain, "Z");
        arena.close(root, None);
        let keys: Vec<&str> = arena.keys(root).map(|key| arena.text(key, document)).collect();
        assert_eq!(keys, ["a", "b"]);
        assert_eq!(arena.text(4, document), "y");
        assert_eq!(arena.text(6, document), "Z");
        assert_eq!((arena.cell(list).end, arena.cell(root).end), (11, 16));
    }

    #[test]
    fn going_back_forgets_texts_too() {
        let mut arena = Arena::default();
        arena.owned_scalar(0..1, Style::Plain, "kept");
        let mark = arena.mark();
        arena.owned_scalar(1..2, Style::Plain, "gone");
        arena.rewind(mark);
        arena.owned_scalar(1..2, Style::Plain, "new");
        assert_eq!((arena.text(0, ""), arena.text(1, ""), arena.upcoming()), ("kept", "new", 2));
    }
}
