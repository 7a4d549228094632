//! One object of a bundle, with the names by which Kubernetes knows it.

use super::yaml::arena::Arena;
use super::{Kind, Node};
use crate::diag::{Source, Span};
use std::fmt;

/// A document: cheap to copy, valid as long as its [`Bundle`](super::Bundle) is. Its root is a map. The items of a `List` are
/// documents of their own.
#[derive(Clone, Copy)]
pub struct Document<'b> {
    pub(super) entry: &'b Entry<'b>,
    pub(super) arena: &'b Arena,
}

/// What a bundle keeps of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'s> {
    pub(super) source: &'s Source,
    /// The text that was read as one, and where it stands. The items of a list share it.
    pub(super) text: &'s str,
    pub(super) place: Span,
    /// Which arena of the bundle its nodes are in.
    pub(super) arena: usize,
    pub(super) root: u32,
    /// The root of the list that it is an item of.
    pub(super) list: Option<u32>,
    /// Nothing in it was refused.
    pub(super) whole: bool,
    /// There was nothing to complain about in all of the text, not even a warning.
    pub(super) clean: bool,
    /// It is a part of another one: kustomize's patches, what tests expect.
    pub(super) patch: bool,
}

impl<'b> Document<'b> {
    /// The text that it stands in.
    pub fn source(self) -> &'b Source {
        self.entry.source
    }

    /// Where it stands: with its `---` line and the comments above it, an item of a list without them.
    pub fn span(self) -> Span {
        if self.entry.list.is_some() { self.root().span() } else { self.entry.place }
    }

    /// The map that it is.
    pub fn root(self) -> Node<'b> {
        Node::new(self, self.entry.root)
    }

    /// Whether it can be judged as what it is: nothing in it was refused, and it is no patch. What is refused (a template) is
    /// there as nothing or as something odd, and its faults are known; what a patch lacks stands in what it is laid over.
    pub fn is_whole(self) -> bool {
        self.is_readable() && !self.is_patch()
    }

    /// Whether nothing in it was refused.
    pub fn is_readable(self) -> bool {
        self.entry.whole
    }

    /// Whether it is no object but a part of one: a kustomization of the set names its file as a patch, it says so itself, or a test
    /// expects it of an object.
    pub fn is_patch(self) -> bool {
        self.entry.patch
    }

    /// Whether it is for Compose: it has services, and neither kind nor version of an object of Kubernetes.
    pub fn is_compose(self) -> bool {
        let has = |key| self.root().get(key).is_some();
        has("services") && !has("apiVersion") && !has("kind") && self.entry.list.is_none()
    }

    /// `apiVersion`. The items of a typed list (`KafkaTopicList`) may leave it out and have their list's.
    pub fn api_version(self) -> Option<&'b str> {
        self.root().get("apiVersion").or_else(|| self.list()?.get("apiVersion"))?.as_text()
    }

    /// `kind`. The items of a typed list may leave it out and have their list's, without `List`.
    pub fn kind(self) -> Option<&'b str> {
        match self.root().get("kind") {
            Some(kind) => kind.as_text(),
            None => self.list()?.get("kind")?.as_text()?.strip_suffix("List").filter(|kind| !kind.is_empty()),
        }
    }

    /// `metadata.namespace`.
    pub fn namespace(self) -> Option<&'b str> {
        self.root().at(["metadata", "namespace"])?.as_text()
    }

    /// `metadata.name`.
    pub fn name(self) -> Option<&'b str> {
        self.root().at(["metadata", "name"])?.as_text()
    }

    /// [`Node::get`] of the root.
    pub fn get(self, key: &str) -> Option<Node<'b>> {
        self.root().get(key)
    }

    /// [`Node::at`] of the root.
    pub fn at<'k>(self, path: impl IntoIterator<Item = &'k str>) -> Option<Node<'b>> {
        self.root().at(path)
    }

    /// The smallest node that a place lies in, a key or a value.
    pub fn node_at(self, place: Span) -> Option<Node<'b>> {
        // Nodes come in the order of their starts, inner ones after those that they are in: the last that holds it is the smallest.
        let start = |node: &Node<'_>| node.span().start() <= place.start();
        self.root().walk().take_while(start).filter(|node| node.span().holds(place)).last()
    }

    /// What is written: its part of the source.
    pub fn written(self) -> &'b str {
        if self.entry.list.is_some() { self.root().written() } else { self.entry.text }
    }

    /// Whether two documents were read from the same characters, so that nothing in them can differ but their places. It may say
    /// no of two that are equal (items of lists, whose indentation counts), never yes of two that are not.
    pub fn is_same_text(self, other: Document<'_>) -> bool {
        let shared = std::ptr::eq(self.arena, other.arena) && self.entry.root == other.entry.root;
        let alone = self.entry.list.is_none() && other.entry.list.is_none();
        shared || (alone && self.entry.text == other.entry.text)
    }

    fn list(self) -> Option<Node<'b>> {
        Some(Node::new(self, self.entry.list?))
    }
}

/// The items of a list object, if the map is one: its kind ends in `List` and its `items` are a list (kubectl asks the same).
pub(super) fn list_items(root: Node<'_>) -> Option<impl Iterator<Item = Node<'_>>> {
    let kind = root.get("kind")?.as_text()?;
    let items = root.get("items")?;
    (kind.ends_with("List") && items.kind() == Kind::Seq).then(|| items.items())
}

impl fmt::Display for Document<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind().unwrap_or("document");
        match (self.namespace(), self.name()) {
            (Some(namespace), Some(name)) => write!(out, "{kind} {namespace}/{name}"),
            (None, Some(name)) => write!(out, "{kind} {name}"),
            (_, None) => write!(out, "{kind} without a name"),
        }
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self} in {}", self.source().name())
    }
}
