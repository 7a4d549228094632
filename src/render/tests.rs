//! Rendered texts, read back: what came out is what went in, and it knows where it comes from.

mod faults;
mod filters;
mod hostile;
mod markdown;
mod table;
mod trees;
mod xml;

pub(super) use table::HOSTILE;

use super::{Engine, RenderFault, Rendered, Traced};
use crate::diag::Span;
use crate::model::Origin;
use granit_parser::{Event, Parser};
use serde::Serialize;
use std::ops::Range;

/// What a reader makes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Tree {
    /// A scalar.
    Leaf(String),
    /// A list.
    Items(Vec<Tree>),
    /// A map, in the order of the text.
    Entries(Vec<(Tree, Tree)>),
}

fn leaf(text: &str) -> Tree {
    Tree::Leaf(text.to_owned())
}

/// A traced value whose origin is a number.
pub(super) fn traced<T>(value: T, number: u32) -> Traced<T> {
    Traced::new(value, Origin::written(Span::new(number, number + 1)))
}

/// The numbers of an origin.
fn numbers(origin: &Origin) -> Vec<u32> {
    origin.spans().map(Span::start).collect()
}

/// Renders a template given as text, under a name that says what it is.
fn render(name: &'static str, template: &str, context: &impl Serialize) -> Result<Rendered, RenderFault> {
    // Templates live as long as the program; those of tests are few and small.
    let template: &'static str = Box::leak(template.to_owned().into_boxed_str());
    Engine::with(Box::leak(Box::new([(name, template)]))).render(name, context)
}

/// The documents of a text, and the places of all scalars.
fn parse(text: &str) -> Result<(Vec<Tree>, Vec<Range<usize>>), String> {
    let mut events = Vec::new();
    for event in Parser::new_from_str(text) {
        events.push(event.map_err(|error| format!("{error} in\n{text}"))?);
    }
    let (mut documents, mut places) = (Vec::new(), Vec::new());
    let mut events = events.into_iter();
    while let Some((event, span)) = events.next() {
        if matches!(event, Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd) {
            continue;
        }
        documents.push(node((event, span), &mut events, &mut places));
    }
    Ok((documents, places))
}

type Spanned<'t> = (Event<'t>, granit_parser::Span);

fn node<'t>(
    (event, span): Spanned<'t>,
    rest: &mut impl Iterator<Item = Spanned<'t>>,
    places: &mut Vec<Range<usize>>,
) -> Tree {
    match event {
        Event::Scalar(text, _, 0, None) => {
            places.push(span.byte_range().unwrap());
            Tree::Leaf(text.into_owned())
        }
        Event::SequenceStart(..) => {
            let mut items = Vec::new();
            loop {
                match rest.next().unwrap() {
                    (Event::SequenceEnd, _) => return Tree::Items(items),
                    event => items.push(node(event, rest, places)),
                }
            }
        }
        Event::MappingStart(..) => {
            let mut entries = Vec::new();
            loop {
                match rest.next().unwrap() {
                    (Event::MappingEnd, _) => return Tree::Entries(entries),
                    key => {
                        let key = node(key, rest, places);
                        let value = rest.next().unwrap();
                        entries.push((key, node(value, rest, places)));
                    }
                }
            }
        }
        other => panic!("{other:?}"),
    }
}
