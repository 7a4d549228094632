//! Texts as documents with positions: the one form in which everything is inspected and compared.
//!
//! A [`Bundle`] is read from YAML texts, whoever wrote them. Each [`Node`] of a [`Document`] knows where it stands, and each scalar is
//! typed as the Kubernetes API server will type it. What cannot be read, or would be read differently by different readers, is
//! complained about, and the rest is read all the same.
//!
//! ```
//! use kafkasmith::bundle::Bundle;
//! use kafkasmith::diag::{Complaints, Sources};
//!
//! let mut sources = Sources::default();
//! let text = "kind: Kafka\nmetadata: { name: hrms }\nspec:\n  kafka:\n    replicas: 3\n    config:\n      min.insync.replicas: 2\n";
//! let id = sources.add("kafka.yaml", text)?;
//! let mut complaints = Complaints::default();
//! let bundle = Bundle::read(&sources, [id], &mut complaints);
//!
//! let kafka = bundle.find("Kafka", "hrms").unwrap();
//! assert_eq!(kafka.at(["spec", "kafka", "replicas"]).unwrap().as_int(), Some(3));
//! let node = kafka.root().pointer("/spec/kafka/config/min.insync.replicas").unwrap();
//! assert_eq!(node.path().to_string(), r#"spec.kafka.config."min.insync.replicas""#);
//! assert_eq!(sources.text(node.span()), "2");
//! assert!(complaints.is_empty());
//! # Ok::<(), kafkasmith::diag::TooMuchText>(())
//! ```

mod document;
mod fold;
pub mod header;
mod hole;
mod json;
mod known;
mod partial;
mod node;
mod part;
mod path;
mod scalar;
#[cfg(test)]
mod tests;
mod yaml;

pub use document::Document;
pub use node::{Entries, Items, Node};
pub use partial::{folder, joined};
pub use path::{Path, Step};
pub use scalar::Scalar;
pub use yaml::arena::{Kind, Style};
pub use yaml::fault;

use crate::diag::{Complaints, SourceId, Sources};
use document::Entry;
use known::Known;
use part::{Chunk, Part};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};
use yaml::arena::Arena;

/// An ordered set of documents with positions.
pub struct Bundle<'s> {
    entries: Vec<Entry<'s>>,
    arenas: Vec<Arc<Arena>>,
    /// Which objects are of a kind.
    kinds: BTreeMap<Box<str>, Vec<usize>>,
    /// Which objects have a name, once somebody asks.
    names: OnceLock<BTreeMap<Box<str>, Vec<usize>>>,
}

impl<'s> Bundle<'s> {
    /// Reads texts, in this order. What is wrong with them goes into `complaints`, under the ids of [`fault`]; a document that YAML
    /// cannot read, that is empty or that is no map is left out, and one with other faults is kept (see [`Document::is_whole`]).
    pub fn read(sources: &'s Sources, ids: impl IntoIterator<Item = SourceId>, complaints: &mut Complaints) -> Self {
        let nothing = Bundle::with(Vec::new());
        nothing.read_beside(sources, ids, complaints)
    }

    /// Reads texts that are likely to hold documents which this bundle has too, such as another revision of the same folder.
    /// Equal documents are not read again. The result is what [`Bundle::read`] would give.
    pub fn read_beside(
        &self,
        sources: &'s Sources,
        ids: impl IntoIterator<Item = SourceId>,
        complaints: &mut Complaints,
    ) -> Self {
        let mut known = Known::of(&self.entries);
        let chunks = ids.into_iter().filter_map(|id| sources.get(id)).flat_map(part::cut);
        let chunks: Vec<(Chunk<'s>, &[Entry<'s>])> = chunks.map(|chunk| (chunk, known.find(chunk.text))).collect();
        let new: Vec<Chunk<'s>> = chunks.iter().filter(|(_, same)| same.is_empty()).map(|&(chunk, _)| chunk).collect();

        let mut bundle = Bundle::with(self.arenas.clone());
        let (mut fresh, mut faults) = (Vec::new(), Vec::new());
        for Part { entries, reader } in part::read_all(&new) {
            let arena = bundle.arenas.len();
            fresh.extend(entries.into_iter().map(|entry| Entry { arena, ..entry }));
            faults.extend(reader.faults);
            bundle.arenas.push(Arc::new(reader.arena));
        }
        if !faults.is_empty() {
            let names: BTreeSet<&str> = chunks.iter().map(|(chunk, _)| chunk.source.name()).collect();
            complaints.extend(fold::templates(faults, sources, &names));
        }
        if new.len() == chunks.len() {
            bundle.entries = fresh;
            bundle.settle();
            return bundle;
        }
        let mut fresh = fresh.into_iter().peekable();
        for (Chunk { source, text, place }, same) in chunks {
            bundle.entries.extend(same.iter().map(|&entry| Entry { source, text, place, ..entry }));
            while let Some(entry) = fresh.next_if(|entry| entry.place == place) {
                bundle.entries.push(entry);
            }
        }
        bundle.settle();
        bundle
    }

    fn with(arenas: Vec<Arc<Arena>>) -> Self {
        Bundle { entries: Vec::new(), arenas, kinds: BTreeMap::new(), names: OnceLock::new() }
    }

    /// Works out what is to be known of all documents: which are patches, and of which kind the others are.
    fn settle(&mut self) {
        let named: BTreeSet<String> = self.documents().flat_map(partial::patches).collect();
        let is_patch = |document: Document<'_>| {
            let name = document.source().name();
            named.contains(name) || partial::says_so(document) || partial::is_expectation(name)
        };
        let marks: Vec<bool> = self.documents().map(is_patch).collect();
        for (entry, mark) in self.entries.iter_mut().zip(marks) {
            entry.patch = mark;
        }
        self.kinds = self.places(Document::kind);
    }

    /// Where the objects are that have a word in common.
    fn places<'b>(&'b self, word: impl Fn(Document<'b>) -> Option<&'b str>) -> BTreeMap<Box<str>, Vec<usize>> {
        let mut all: BTreeMap<Box<str>, Vec<usize>> = BTreeMap::new();
        for (at, document) in self.documents().enumerate().filter(|(_, document)| !document.is_patch()) {
            let Some(word) = word(document) else { continue };
            match all.get_mut(word) {
                Some(places) => places.push(at),
                None => drop(all.insert(word.into(), vec![at])),
            }
        }
        all
    }

    fn at_places(&self, places: Option<&Vec<usize>>) -> impl DoubleEndedIterator<Item = Document<'_>> {
        let places = places.map_or(&[][..], Vec::as_slice).iter();
        places.filter_map(|at| self.entries.get(*at)).map(|entry| self.document(entry))
    }

    /// All documents, in order.
    pub fn documents(&self) -> impl DoubleEndedIterator<Item = Document<'_>> + ExactSizeIterator {
        self.entries.iter().map(|entry| self.document(entry))
    }

    /// The objects of that kind, in order: patches are none.
    pub fn of_kind(&self, kind: &str) -> impl DoubleEndedIterator<Item = Document<'_>> {
        self.at_places(self.kinds.get(kind))
    }

    /// The objects of that kind and name, in whatever namespace, in order.
    pub fn named<'b>(&'b self, kind: &'b str, name: &str) -> impl DoubleEndedIterator<Item = Document<'b>> {
        self.of_name(name).filter(move |document| document.kind() == Some(kind))
    }

    fn of_name(&self, name: &str) -> impl DoubleEndedIterator<Item = Document<'_>> {
        self.at_places(self.names.get_or_init(|| self.places(Document::name)).get(name))
    }

    /// The first document of that kind and name, in whatever namespace.
    pub fn find(&self, kind: &str, name: &str) -> Option<Document<'_>> {
        self.of_name(name).find(|document| document.kind() == Some(kind))
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "entries are made together with their arenas, and arenas are never taken away"
    )]
    fn document<'b>(&'b self, entry: &'b Entry<'s>) -> Document<'b> {
        Document { entry, arena: &self.arenas[entry.arena] }
    }
}

impl fmt::Debug for Bundle<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.documents()).finish()
    }
}
