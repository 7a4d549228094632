//! A map that is written in several places: what it extends, what it is, what an override file changes.

use super::text::Text;
use crate::bundle::{Kind, Node};

/// One map in layers, the weakest first, as Compose merges them. Aliases are followed and merge keys applied.
#[derive(Debug, Clone, Default)]
pub struct Layers<'b> {
    layers: Vec<Vec<(Node<'b>, Node<'b>)>>,
}

impl<'b> Layers<'b> {
    /// Adds a stronger one.
    pub(super) fn add(&mut self, node: Node<'b>) {
        self.layers.push(node.merged());
    }

    /// Puts those of another map below.
    pub(super) fn extend(&mut self, other: &Layers<'b>, without: &[&str]) {
        let kept = |layer: &Vec<(Node<'b>, Node<'b>)>| {
            layer.iter().filter(|(key, _)| !without.contains(&key.text())).copied().collect()
        };
        let mut below: Vec<_> = other.layers.iter().map(kept).collect();
        below.append(&mut self.layers);
        self.layers = below;
    }

    /// How much there is in them.
    pub(super) fn size(&self) -> usize {
        self.layers.iter().map(Vec::len).sum()
    }

    /// The strongest value of a key that is not nothing, with the key.
    pub fn entry(&self, key: &str) -> Option<(Node<'b>, Node<'b>)> {
        let in_layer = |layer: &Vec<(Node<'b>, Node<'b>)>| layer.iter().find(|(name, _)| name.text() == key).copied();
        self.layers.iter().rev().find_map(in_layer).filter(|(_, value)| !value.is_null())
    }

    /// The strongest value of a key.
    pub fn get(&self, key: &str) -> Option<Node<'b>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The strongest value of a key, as text.
    pub fn text(&self, key: &str) -> Option<Text<'b>> {
        Text::of(self.get(key)?)
    }

    /// All values of a key, the weakest first.
    pub fn all(&self, key: &str) -> impl Iterator<Item = Node<'b>> {
        self.layers
            .iter()
            .filter_map(move |layer| layer.iter().find(|(name, _)| name.text() == key))
            .map(|(_, value)| *value)
    }

    /// The items of all lists of that key.
    pub(super) fn items(&self, key: &str) -> impl Iterator<Item = Node<'b>> {
        self.all(key).flat_map(|list| list.items().map(Node::followed))
    }

    /// The maps of that key as layers again.
    pub fn inner(&self, key: &str) -> Layers<'b> {
        let maps = self.all(key).filter(|node| node.kind() == Kind::Map);
        Layers { layers: maps.map(Node::merged).collect() }
    }

    /// All keys, the strongest value of each, in the order in which they first stand.
    pub(super) fn entries(&self) -> Vec<(Node<'b>, Node<'b>)> {
        let mut found: Vec<(Node<'b>, Node<'b>)> = Vec::new();
        for (key, value) in self.layers.iter().flatten() {
            match found.iter_mut().find(|(known, _)| known.text() == key.text()) {
                Some(known) => known.1 = *value,
                None => found.push((*key, *value)),
            }
        }
        found
    }
}
