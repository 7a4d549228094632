//! What rules find, before the engine decides how much it matters.

use super::rule::Offence;
use crate::bundle::{Document, Node};
use crate::diag::{Label, Object, Span};
use crate::inventory::Known;
use crate::inventory::tree::{Place, Tree};

/// Takes in what rules find.
#[derive(Debug, Default)]
pub struct Out {
    pub(super) raised: Vec<Raised>,
}

/// Something that a rule found.
#[derive(Debug, Clone)]
pub struct Raised {
    pub(super) offence: &'static Offence,
    pub(super) headline: String,
    pub(super) spot: Spot,
    pub(super) label: String,
    pub(super) related: Vec<Label>,
    pub(super) notes: Vec<String>,
    pub(super) help: Option<String>,
    pub(super) in_spec: Option<String>,
    pub(super) answer: Option<Answer>,
}

/// A place that a finding points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Where it is; nothing for what has no place.
    pub span: Option<Span>,
    /// The way to it from its object.
    pub pointer: String,
    /// The object that it is in.
    pub object: Option<Object>,
    /// Whether what stands there is filled in before the file is used, so that nothing can be said of it.
    pub is_hole: bool,
}

/// The one value that would settle a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// The value, as the manifest would have it.
    pub(super) value: String,
    /// Whether it can do no harm.
    pub(super) safe: bool,
}

impl Out {
    /// Takes in a finding: what was found, where, and what is wrong. Goes on with what else there is to say of it.
    pub fn raise(
        &mut self,
        offence: &'static Offence,
        at: impl Into<Spot>,
        headline: impl Into<String>,
    ) -> &mut Raised {
        let raised = Raised {
            offence,
            headline: headline.into(),
            spot: at.into(),
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            in_spec: None,
            answer: None,
        };
        self.raised.push(raised);
        let last = self.raised.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "it was just put there")]
        &mut self.raised[last]
    }
}

impl Raised {
    /// Whether it speaks of a value that is not there yet. Compose knows what holds without a variable, and its rules reckon with
    /// it; one rule says that there are such places.
    pub(super) fn is_of_a_hole(&self) -> bool {
        self.spot.is_hole && self.offence.area() != "compose" && self.offence.id != "schema/placeholder"
    }

    /// Says what stands at the place.
    pub fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.label = text.into();
        self
    }

    /// Adds another place that makes it wrong.
    pub fn because(&mut self, at: impl Into<Spot>, text: impl Into<String>) -> &mut Self {
        if let Some(span) = at.into().span {
            self.related.push(Label { span, text: text.into() });
        }
        self
    }

    /// Adds a sentence.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Self {
        self.notes.push(text.into());
        self
    }

    /// Says what to write or do instead.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Says it in the words of a spec, where these are not those of the manifest in TOML's notation: settings of Kafka, and
    /// `key: value` in backticks, need none.
    pub fn in_spec(&mut self, text: impl Into<String>) -> &mut Self {
        self.in_spec = Some(text.into());
        self
    }

    /// Gives the one value, as the manifest would have it, that settles it and can do no harm.
    pub fn fix(&mut self, value: impl Into<String>) -> &mut Self {
        self.answer = Some(Answer { value: value.into(), safe: true });
        self
    }

    /// Gives the one value, as the manifest would have it, that settles it; whoever writes it should know what it changes.
    pub fn unsafe_fix(&mut self, value: impl Into<String>) -> &mut Self {
        self.answer = Some(Answer { value: value.into(), safe: false });
        self
    }
}

impl Spot {
    /// A place of which only the text is known.
    pub fn bare(span: Span) -> Self {
        Spot { span: Some(span), pointer: String::new(), object: None, is_hole: false }
    }

    /// A part of a scalar, such as a word of an expression.
    pub fn part(node: Node<'_>, range: std::ops::Range<usize>) -> Self {
        Spot { span: Some(node.span_of(range)), ..Spot::from(node) }
    }

    /// The key of an entry of a map rather than its value.
    pub fn key(key: Node<'_>) -> Self {
        Spot::from(key)
    }
}

impl From<Node<'_>> for Spot {
    /// A scalar, or the first line of a collection.
    fn from(node: Node<'_>) -> Self {
        let written = node.written();
        let first_line = written.find('\n').unwrap_or(written.len());
        let shown = written.get(..first_line).unwrap_or_default().trim_end().len();
        Spot {
            span: Some(node.span().part(0..shown)),
            pointer: node.path().pointer(),
            object: Some(object(node.document())),
            is_hole: node.is_hole(),
        }
    }
}

impl From<Place<'_>> for Spot {
    fn from(place: Place<'_>) -> Self {
        match place.part {
            Some((start, end)) => Spot::part(place.node, start..end),
            None => Spot::from(place.node),
        }
    }
}

impl From<&Tree<'_>> for Spot {
    fn from(tree: &Tree<'_>) -> Self {
        Spot::from(tree.place)
    }
}

impl From<Document<'_>> for Spot {
    /// The name of a document, or its kind where it has none.
    fn from(document: Document<'_>) -> Self {
        let named = document.at(["metadata", "name"]).or_else(|| document.get("kind")).unwrap_or(document.root());
        Spot { pointer: String::new(), is_hole: false, ..Spot::from(named) }
    }
}

impl<T> From<&Known<'_, T>> for Spot {
    fn from(known: &Known<'_, T>) -> Self {
        Spot::from(known.node())
    }
}

impl<T> From<Known<'_, T>> for Spot {
    fn from(known: Known<'_, T>) -> Self {
        Spot::from(known.node())
    }
}

fn object(document: Document<'_>) -> Object {
    Object {
        api_version: document.api_version().unwrap_or_default().to_owned(),
        kind: document.kind().unwrap_or_default().to_owned(),
        namespace: document.namespace().map(str::to_owned),
        name: document.name().unwrap_or_default().to_owned(),
    }
}
