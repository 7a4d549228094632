//! The things of a platform as rules of the house see them, each with what it is called and where its values stand.

mod cluster;
mod monitoring;
mod object;
mod topic;

use super::view::{Amount, Lasting, View};
use crate::bundle::{Bundle, Document, Kind, Node};
use crate::catalog::Release;
use crate::diag::{Span, Target};
use crate::inventory::{Inventory, Known, text_of};
use crate::model::Model;
use std::collections::BTreeMap;

/// What there is to look at.
#[derive(Debug, Clone, Copy)]
pub struct Platform<'b> {
    /// The documents.
    pub bundle: &'b Bundle<'b>,
    /// What they describe.
    pub inventory: &'b Inventory<'b>,
    /// The Strimzi release that they are for.
    pub release: &'static Release,
    /// The spec that they were rendered from, if they were.
    pub model: Option<&'b Model>,
}

/// A thing as rules see it.
pub struct Seen<'b> {
    /// What they see.
    pub view: Box<dyn View>,
    /// What it is called.
    pub target: Target,
    /// Where it is named.
    pub place: Place<'b>,
    fields: Vec<(&'static str, Place<'b>)>,
}

/// Where something stands.
#[derive(Debug, Clone, Copy)]
pub enum Place<'b> {
    /// In a document.
    Node(Node<'b>),
    /// In a spec.
    Spec(Span),
}

impl<'b> Platform<'b> {
    /// All things that a word of `each` stands for, in the order in which they are described.
    pub fn each(&self, noun: &str) -> Vec<Seen<'b>> {
        match noun {
            "topic" => topic::topics(self),
            "user" => topic::users(self),
            "client" => topic::clients(self),
            "cluster" => cluster::clusters(self),
            "pool" => cluster::pools(self),
            "listener" => cluster::listeners(self),
            "alert" => monitoring::alerts(self),
            "monitor" => monitoring::monitors(self),
            "service" => object::services(self),
            "object" => object::objects(self),
            _ => Vec::new(),
        }
    }

    fn documents(&self) -> impl Iterator<Item = Document<'b>> + use<'b> {
        self.bundle.documents().filter(|document| document.is_whole())
    }

    fn of_kind(&self, kind: &str) -> impl Iterator<Item = Document<'b>> + use<'_, 'b> {
        let kind = kind.to_owned();
        self.documents().filter(move |document| document.kind() == Some(kind.as_str()))
    }
}

impl<'b> Seen<'b> {
    fn new(view: impl View + 'static, target: Target, place: Place<'b>) -> Self {
        Seen { view: Box::new(view), target, place, fields: Vec::new() }
    }

    /// A thing that a document describes.
    fn of(view: impl View + 'static, kind: &'static str, name: &str, document: Document<'b>) -> Self {
        let place = document.at(["metadata", "name"]).unwrap_or(document.root());
        Seen::new(view, named(kind, name, document), Place::Node(place))
    }

    /// Remembers where the value of a field stands.
    fn field(mut self, name: &'static str, node: Option<Node<'b>>) -> Self {
        self.fields.extend(node.map(|node| (name, Place::Node(node))));
        self
    }

    /// Remembers where the value of a field stands, or where one would write it.
    fn known<T>(self, name: &'static str, known: Option<&Known<'b, T>>) -> Self {
        self.field(name, known.map(Known::node))
    }

    /// Where one would change what a rule asks for: the value itself if the rule asks for one, else where the thing is named.
    pub fn place_of(&self, asked: impl IntoIterator<Item = &'static str>) -> Place<'b> {
        let mut asked = asked.into_iter().filter_map(|name| self.fields.iter().find(|(field, _)| *field == name));
        match (asked.next(), asked.next()) {
            (Some((_, place)), None) => *place,
            _ => self.place,
        }
    }
}

impl Place<'_> {
    /// The text that stands there: a scalar, or the first line of a collection.
    pub fn span(&self) -> Span {
        match self {
            Place::Node(node) => {
                let written = node.written();
                let first_line = written.split('\n').next().unwrap_or_default().trim_end();
                node.span().part(0..first_line.len())
            }
            Place::Spec(span) => *span,
        }
    }
}

fn named(kind: &'static str, name: &str, document: Document<'_>) -> Target {
    Target { kind, name: name.to_owned(), namespace: document.namespace().map(str::to_owned) }
}

/// Scalars of a map by their keys.
fn map(node: Option<Node<'_>>) -> BTreeMap<String, String> {
    let entries = node.filter(|node| node.kind() == Kind::Map).into_iter().flat_map(Node::entries);
    entries.map(|(key, value)| (key.name().into_owned(), text_of(value).unwrap_or_default().into_owned())).collect()
}

/// Labels or annotations of a document.
fn metadata(document: Document<'_>, key: &str) -> BTreeMap<String, String> {
    map(document.at(["metadata", key]))
}

fn owned<T: AsRef<str>>(text: Option<T>) -> String {
    text.map(|text| text.as_ref().to_owned()).unwrap_or_default()
}

/// The text of a known value, or nothing.
fn word(known: Option<&Known<'_, &str>>) -> String {
    owned(known.map(|known| known.value))
}

fn count(number: Option<u32>) -> Option<i64> {
    number.map(i64::from)
}

fn size(bytes: Option<crate::units::Bytes>) -> Option<Amount> {
    bytes.map(Amount::from)
}

fn millis(known: Option<&Known<'_, i64>>) -> Option<Lasting> {
    known.map(|known| Lasting::of_kafka(known.value))
}

fn bytes(known: Option<&Known<'_, i64>>) -> Option<Amount> {
    known.map(|known| Amount::of_kafka(known.value))
}

#[cfg(test)]
mod tests;
