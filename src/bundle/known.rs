//! Finds the documents of a bundle by their text, so that another bundle need not read equal ones again.

use super::document::Entry;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

/// The texts that a bundle has read without finding fault.
pub(super) struct Known<'b, 's> {
    /// What was read from each text: one document, or the items of a list.
    read: Vec<&'b [Entry<'s>]>,
    /// What comes after the text that was found last. Equal texts mostly come in the same order, and comparing is quicker than hashing.
    next: usize,
    /// Where each text stands in `read`; made when the order is left. The hasher has no random keys: same input, same work.
    places: Option<HashMap<&'s str, usize, BuildHasherDefault<DefaultHasher>>>,
}

impl<'b, 's> Known<'b, 's> {
    /// Of the documents of a bundle.
    pub(super) fn of(entries: &'b [Entry<'s>]) -> Self {
        let texts = entries.chunk_by(|a, b| a.place == b.place);
        let clean = texts.filter(|same| same.iter().all(|entry| entry.clean));
        Known { read: clean.collect(), next: 0, places: None }
    }

    /// What was read from that text; nothing if it is not known.
    pub(super) fn find(&mut self, text: &str) -> &'b [Entry<'s>] {
        let place = if self.read.get(self.next).is_some_and(|same| text_of(same) == text) {
            Some(self.next)
        } else {
            let read = &self.read;
            let places = read.iter().enumerate().map(|(place, same)| (text_of(same), place));
            self.places.get_or_insert_with(|| places.collect()).get(text).copied()
        };
        let Some(place) = place else { return &[] };
        self.next = place + 1;
        self.read.get(place).copied().unwrap_or_default()
    }
}

fn text_of<'s>(same: &[Entry<'s>]) -> &'s str {
    same.first().map_or("", |entry| entry.text)
}
