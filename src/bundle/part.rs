//! Reads many documents, on two threads where there are enough of them.

use super::document::{self, Document, Entry};
use super::yaml::{self, Reader, Root, fault};
use super::{Kind, Node};
use crate::diag::{Source, Span};
use std::thread;

/// Below this many bytes a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 256 * 1024;

/// A document's text before it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk<'s> {
    pub(super) source: &'s Source,
    pub(super) text: &'s str,
    pub(super) place: Span,
}

/// What one thread has read.
#[derive(Default)]
pub(super) struct Part<'s> {
    pub(super) entries: Vec<Entry<'s>>,
    pub(super) reader: Reader,
}

/// The documents of a source, not read yet.
pub(super) fn cut(source: &Source) -> impl Iterator<Item = Chunk<'_>> {
    yaml::cut(source.text()).into_iter().map(move |range| Chunk {
        source,
        text: source.text().get(range.clone()).unwrap_or_default(),
        place: source.at(range),
    })
}

/// Reads documents. How many parts the result has says nothing: in a row they are the same.
pub(super) fn read_all<'s>(chunks: &[Chunk<'s>]) -> Vec<Part<'s>> {
    let size: usize = chunks.iter().map(|chunk| chunk.text.len()).sum();
    if size < WORTH_A_THREAD { vec![read(chunks)] } else { read_in_two(chunks, size / 2) }
}

/// Reads the documents that begin in the first `half` bytes on this thread and the others on a second one.
pub(super) fn read_in_two<'s>(chunks: &[Chunk<'s>], half: usize) -> Vec<Part<'s>> {
    let before = chunks.iter().scan(0, |before, chunk| Some(std::mem::replace(before, *before + chunk.text.len())));
    let middle = before.take_while(|&before| before < half).count();
    let (first, second) = chunks.split_at_checked(middle).unwrap_or((chunks, &[]));
    thread::scope(|scope| {
        let helper = thread::Builder::new().spawn_scoped(scope, || read(second));
        let first = read(first);
        let second = match helper.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(part)) => part,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // The system gives no second thread.
            Err(_) => read(second),
        };
        vec![first, second]
    })
}

fn read<'s>(chunks: &[Chunk<'s>]) -> Part<'s> {
    let mut part = Part::default();
    for &chunk in chunks {
        let (entries, faults) = (part.entries.len(), part.reader.faults.len());
        part.reader.read(chunk.text, chunk.place);
        let Chunk { source, text, place } = chunk;
        let mut roots = std::mem::take(&mut part.reader.roots);
        for Root { node, whole } in roots.drain(..) {
            part.add(Entry { source, text, place, arena: 0, root: node, list: None, whole, clean: true, patch: false });
        }
        part.reader.roots = roots;
        if part.reader.faults.len() > faults {
            part.entries.iter_mut().skip(entries).for_each(|entry| entry.clean = false);
        }
    }
    part.reader.arena.settle();
    part
}

impl<'s> Part<'s> {
    /// Adds a document, or the items of a list instead of it, those of lists in lists too.
    fn add(&mut self, entry: Entry<'s>) {
        let document = Document { entry: &entry, arena: &self.reader.arena };
        let Some(items) = document::list_items(document.root()) else { return self.entries.push(entry) };
        let items: Vec<(u32, Kind, Span)> = items.map(|item| (item.number(), item.kind(), first_line(item))).collect();
        for (root, kind, span) in items {
            match kind {
                Kind::Map => self.add(Entry { root, list: Some(entry.root), ..entry }),
                Kind::Seq => self.reader.faults.push(fault::not_a_mapping("a list", span)),
                Kind::Scalar => self.reader.faults.push(fault::not_a_mapping("a single value", span)),
            }
        }
    }
}

fn first_line(node: Node<'_>) -> Span {
    node.span().part(0..node.written().lines().next().unwrap_or_default().len())
}
