//! Where a value of the spec is rendered: the source maps of all files, read the other way round.

use crate::bundle::{Bundle, Kind, Node, Step};
use crate::diag::{Complaints, Source, Sources, Span};
use crate::model::How;
use crate::render::Artefact;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A place in a rendered file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, below the output folder.
    pub file: String,
    /// What stands there: a document's kind and the way into it, the heading of a page's section, or the whole drawing.
    pub what: String,
    /// Whether the value is worked out from the key, and does not stand there as it is written.
    pub computed: bool,
    /// The lines in which it stands, from 1; of a drawing none.
    pub lines: BTreeSet<usize>,
}

/// The places that come from one of these spans of the spec, file by file.
pub(super) fn places(artefacts: &[Artefact], spans: &BTreeSet<Span>) -> Vec<Place> {
    artefacts.iter().flat_map(|artefact| in_file(artefact, spans)).collect()
}

fn in_file(artefact: &Artefact, spans: &BTreeSet<Span>) -> Vec<Place> {
    let found = artefact.map.iter().filter(|(_, origin)| origin.spans().any(|span| spans.contains(&span)));
    let found: Vec<(Range<usize>, bool)> = found
        .map(|(range, origin)| (range, origin.how() != How::Written || !spans.contains(&origin.first())))
        .collect();
    let mut sources = Sources::default();
    let id = if found.is_empty() { None } else { sources.add(artefact.path.as_str(), artefact.text.as_str()).ok() };
    let Some(source) = id.and_then(|id| sources.get(id)) else { return Vec::new() };
    let bundle = Bundle::read(&sources, id.filter(|_| artefact.is_yaml()), &mut Complaints::default());
    let ways = Ways::of(artefact, &bundle, source);
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    let mut order = Vec::new();
    for (range, computed) in found {
        let at = source.at(range.start..range.start).start();
        // What stands in a comment only says once more what stands beside it.
        let Some(what) = ways.to(range) else { continue };
        let place = places.entry(what).or_insert_with_key(|what| {
            order.push(what.clone());
            Place { file: artefact.path.clone(), what: what.clone(), computed: true, lines: BTreeSet::new() }
        });
        place.computed &= computed;
        place.lines.extend((!matches!(ways, Ways::Drawing)).then(|| source.position(at).line));
    }
    order.iter().filter_map(|what| places.remove(what)).collect()
}

/// How the places of a file are told apart.
enum Ways<'b> {
    /// By the scalars of its documents, by where they begin, each with where it ends.
    Nodes(Vec<(usize, usize, Node<'b>)>),
    /// By its headings, each with where its line begins.
    Headings(Vec<(usize, &'b str)>),
    /// Not at all: nobody looks for a line of a drawing.
    Drawing,
}

impl<'b> Ways<'b> {
    fn of(artefact: &'b Artefact, bundle: &'b Bundle<'_>, source: &Source) -> Self {
        if artefact.is_yaml() {
            return Ways::Nodes(scalars(bundle, source));
        }
        if artefact.path.rsplit('.').next() == Some("svg") {
            return Ways::Drawing;
        }
        Ways::Headings(headings(&artefact.text))
    }

    /// What a range of the file is called.
    fn to(&self, range: Range<usize>) -> Option<String> {
        match self {
            Ways::Nodes(nodes) => node_in(nodes, range).map(way),
            Ways::Headings(headings) => {
                // The line that the place stands in may be a heading itself.
                let below = headings.partition_point(|(start, _)| *start <= range.start);
                let heading = below.checked_sub(1).and_then(|at| headings.get(at));
                Some(heading.map_or("the top", |(_, heading)| heading).to_owned())
            }
            Ways::Drawing => Some("the drawing".to_owned()),
        }
    }
}

/// The scalars of a bundle by where they begin, each with where it ends.
fn scalars<'b>(bundle: &'b Bundle<'_>, source: &Source) -> Vec<(usize, usize, Node<'b>)> {
    let nodes = bundle.documents().flat_map(|document| document.root().walk());
    let scalars = nodes.filter(|node| node.kind() == Kind::Scalar);
    let mut placed: Vec<_> = scalars
        .map(|node| {
            let range = source.range(node.span());
            (range.start, range.end, node)
        })
        .collect();
    placed.sort_by_key(|(start, ..)| *start);
    placed
}

/// The headings of a page, each with where its line begins. What stands in a block of code is none.
fn headings(text: &str) -> Vec<(usize, &str)> {
    let (mut start, mut fenced, mut found) = (0, false, Vec::new());
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced && line.starts_with('#') {
            found.push((start, line.trim_end()));
        }
        start += line.len();
    }
    found
}

/// The scalar that holds the begin of a range, else the first that begins in it: a block of text begins behind its header, and
/// what a patch adds with a key.
fn node_in<'b>(nodes: &[(usize, usize, Node<'b>)], range: Range<usize>) -> Option<Node<'b>> {
    let after = nodes.partition_point(|(start, ..)| *start <= range.start);
    let around = after.checked_sub(1).and_then(|at| nodes.get(at)).filter(|(_, end, _)| range.start < *end);
    let within = nodes.get(after).filter(|(start, ..)| *start < range.end);
    around.or(within).map(|(.., node)| *node)
}

/// The kind of a node's document and the way to it; which item of a list it is does not count.
fn way(node: Node<'_>) -> String {
    let path = node.path();
    let mut way = String::new();
    for step in path.steps() {
        match step {
            Step::Index(_) => way.push_str("[]"),
            key @ Step::Key(_) => {
                let dot = if way.is_empty() { "" } else { "." };
                way.push_str(dot);
                way.push_str(&crate::bundle::Path::new(vec![key.clone()]).to_string());
            }
        }
    }
    match node.document().kind() {
        Some(kind) => format!("{kind} {way}"),
        None => way,
    }
}

/// Files with the places in them, in the order in which they came.
pub fn by_file(places: &[Place]) -> BTreeMap<&str, Vec<&Place>> {
    let mut files: BTreeMap<&str, Vec<&Place>> = BTreeMap::new();
    for place in places {
        files.entry(place.file.as_str()).or_default().push(place);
    }
    files
}
