//! Which part of a rendered text comes from where in the spec.

use crate::model::Origin;
use std::ops::Range;

/// Byte ranges of a rendered text with the origin of the value that stands there. Ranges nest: a value made of several
/// has a range of its own with all their origins, and within it one for each of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// By start, an outer one before those within it.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    start: u32,
    end: u32,
    /// The entry around this one; `NONE` if there is none.
    parent: u32,
    origin: Origin,
}

const NONE: u32 = u32::MAX;

/// Text put into a rendered text: see [`SourceMap::insert`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insert {
    /// Where it goes, in bytes of the text before any insertion.
    pub at: usize,
    /// How many bytes it has.
    pub len: usize,
    /// Where it comes from.
    pub origin: Origin,
}

impl SourceMap {
    /// The origin of the innermost value at a byte of the text. Quotes and the header of a block scalar belong to the
    /// value.
    pub fn at(&self, offset: usize) -> Option<&Origin> {
        self.around(offset..offset.checked_add(1)?)
    }

    /// The origin of the innermost value that holds the whole range.
    pub fn of(&self, range: Range<usize>) -> Option<&Origin> {
        self.around(range.start..range.end.max(range.start.checked_add(1)?))
    }

    /// The values that touch the range, in the order of the text, outer ones before those within them.
    pub fn within(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &Origin)> {
        let (from, to) = (position(range.start), position(range.end));
        let reached = self.entries.partition_point(|entry| entry.start < to);
        // What began before the range and reaches into it is the last that began there, or is around that one.
        let began = self.entries.partition_point(|entry| entry.start < from);
        let mut outer: Vec<usize> = self.outwards(began.checked_sub(1)).collect();
        outer.reverse();
        outer.into_iter().chain(began..reached).filter_map(move |index| {
            let entry = self.entries.get(index)?;
            (entry.end > from).then(|| (entry.range(), &entry.origin))
        })
    }

    /// All values, in the order of the text, outer ones before those within them.
    pub fn iter(&self) -> impl Iterator<Item = (Range<usize>, &Origin)> {
        self.entries.iter().map(|entry| (entry.range(), &entry.origin))
    }

    /// How many ranges there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no value of the text is traced.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Follows insertions into the text: what lies behind moves, what lies around grows, and what is inserted is on the
    /// map too. They are given in the order in which they stand in the new text, so that `at` never falls.
    pub fn insert(&mut self, inserts: &[Insert]) {
        // How much is inserted before the first, the second, …, and in all.
        let mut before: Vec<u32> = vec![0];
        let mut sum: u32 = 0;
        for one in inserts {
            sum = sum.saturating_add(position(one.len));
            before.push(sum);
        }
        let moved =
            |offset: u32, how_many: usize| offset.saturating_add(before.get(how_many).copied().unwrap_or_default());
        for entry in &mut self.entries {
            entry.start = moved(entry.start, inserts.partition_point(|one| position(one.at) <= entry.start));
            entry.end = moved(entry.end, inserts.partition_point(|one| position(one.at) < entry.end));
        }
        for (index, one) in inserts.iter().enumerate() {
            let start = moved(position(one.at), index);
            let end = start.saturating_add(position(one.len));
            self.entries.push(Entry { start, end, parent: NONE, origin: one.origin.clone() });
        }
        self.entries.sort_by_key(|entry| (entry.start, std::cmp::Reverse(entry.end)));
        self.nest();
    }

    /// Follows a text that is put in front of all.
    pub fn shift(&mut self, len: usize) {
        let by = position(len);
        for entry in &mut self.entries {
            entry.start = entry.start.saturating_add(by);
            entry.end = entry.end.saturating_add(by);
        }
    }

    /// An empty map that has room for so many values.
    pub(super) fn with_room(values: usize) -> Self {
        SourceMap { entries: Vec::with_capacity(values) }
    }

    /// Takes a value in. Values come by the start of their range, an outer one before those within it.
    pub(super) fn push(&mut self, range: Range<usize>, parent: Option<usize>, origin: Origin) -> usize {
        let parent = parent.map_or(NONE, position);
        self.entries.push(Entry { start: position(range.start), end: position(range.end), parent, origin });
        self.entries.len() - 1
    }

    /// The innermost entry that holds the range: the last that begins before it, or one of those around that one.
    fn around(&self, range: Range<usize>) -> Option<&Origin> {
        let (from, to) = (position(range.start), position(range.end));
        let last = self.entries.partition_point(|entry| entry.start <= from).checked_sub(1);
        let entries = self.outwards(last).filter_map(|index| self.entries.get(index));
        entries.into_iter().find(|entry| from < entry.end && to <= entry.end).map(|entry| &entry.origin)
    }

    /// An entry, the one around it, the one around that, and so on.
    fn outwards(&self, from: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(from, |&index| {
            self.entries.get(index).filter(|entry| entry.parent != NONE).map(|entry| entry.parent as usize)
        })
    }

    /// Finds out for each entry which one is around it.
    fn nest(&mut self) {
        let mut open: Vec<(u32, u32)> = Vec::new();
        for (index, entry) in self.entries.iter_mut().enumerate() {
            while open.pop_if(|(_, end)| *end <= entry.start).is_some() {}
            entry.parent = open.last().map_or(NONE, |&(around, _)| around);
            open.push((position(index), entry.end));
        }
    }
}

impl Entry {
    fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A position as the map keeps it. The engine refuses texts of 4 GiB.
fn position(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    /// An origin that can be told from others by its number.
    fn origin(number: u32) -> Origin {
        Origin::written(Span::new(number, number + 1))
    }

    fn number(origin: Option<&Origin>) -> Option<u32> {
        origin.map(|origin| origin.first().start())
    }

    /// `0..10` around `2..4` and `6..9`, which is around `7..8`; then `20..30`.
    fn sample() -> SourceMap {
        let mut map = SourceMap::default();
        let outer = map.push(0..10, None, origin(1));
        map.push(2..4, Some(outer), origin(2));
        let second = map.push(6..9, Some(outer), origin(3));
        map.push(7..8, Some(second), origin(4));
        map.push(20..30, None, origin(5));
        map
    }

    #[test]
    fn the_innermost_value_answers() {
        let map = sample();
        let found = [0, 2, 4, 7, 8, 9, 10, 20, 29, 30].map(|offset| number(map.at(offset)));
        let expected = [Some(1), Some(2), Some(1), Some(4), Some(3), Some(1), None, Some(5), Some(5), None];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_range_belongs_to_the_value_that_holds_all_of_it() {
        let map = sample();
        let found = [2..4, 2..5, 7..9, 0..10, 5..12, 20..30, 3..3].map(|range| number(map.of(range)));
        assert_eq!(found, [Some(2), Some(1), Some(3), Some(1), None, Some(5), Some(2)]);
    }

    #[test]
    fn what_touches_a_range_is_listed_in_order() {
        let map = sample();
        let list = |range| map.within(range).map(|(_, origin)| origin.first().start()).collect::<Vec<_>>();
        assert_eq!(list(0..40), [1, 2, 3, 4, 5]);
        assert_eq!(list(8..25), [1, 3, 5]);
        assert_eq!(list(10..20), [0; 0]);
        assert_eq!(list(7..8), [1, 3, 4]);
    }

    #[test]
    fn insertions_move_what_follows_and_widen_what_is_around() {
        let mut map = sample();
        let put = |at, len, number| Insert { at, len, origin: origin(number) };
        map.insert(&[put(5, 3, 6), put(10, 100, 7), put(10, 1, 8), put(20, 2, 10), put(25, 5, 9)]);
        let ranges: Vec<_> = map.iter().map(|(range, origin)| (origin.first().start(), range)).collect();
        assert_eq!(
            ranges,
            [
                (1, 0..13),
                (2, 2..4),
                (6, 5..8),
                (3, 9..12),
                (4, 10..11),
                (7, 13..113),
                (8, 113..114),
                (10, 124..126),
                (5, 126..141),
                (9, 131..136),
            ]
        );
        assert_eq!(number(map.at(6)), Some(6));
        assert_eq!(number(map.at(8)), Some(1));
        assert_eq!(number(map.at(125)), Some(10));
        assert_eq!(number(map.at(132)), Some(9));
        assert_eq!(number(map.at(140)), Some(5));
    }
}
