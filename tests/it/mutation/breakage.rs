//! Breaks a text in one place: drops an entry or an item, changes a value.

use kafkasmith::bundle::{Bundle, Document, Kind, Node, Scalar, Style};
use std::collections::BTreeMap;
use std::ops::Range;

/// A text that is broken in one place.
pub(super) struct Breakage {
    /// What was done, with the object and the way to the place.
    pub(super) what: String,
    /// The text.
    pub(super) text: String,
}

/// Ways to break the text of a file, at most `most` of each kind, chosen by `seed`.
pub(super) fn breakages(bundle: &Bundle<'_>, path: &str, text: &str, most: usize, seed: u64) -> Vec<Breakage> {
    let mut kinds: BTreeMap<&str, Vec<Change>> = BTreeMap::new();
    for document in bundle.documents().filter(|document| document.source().name() == path) {
        for node in document.root().walk() {
            for (kind, of, range, new) in ways(document, node, text) {
                let what = format!("{document}: {kind} {}", of.path());
                kinds.entry(kind).or_default().push((what, range, new));
            }
        }
    }
    let mut chance = Chance(seed);
    let mut all = Vec::new();
    for (_, mut ways) in kinds {
        while ways.len() > most {
            let at = chance.below(ways.len());
            ways.swap_remove(at);
        }
        ways.sort_by(|a, b| a.0.cmp(&b.0));
        all.extend(ways.into_iter().map(|(what, range, new)| {
            let mut text = text.to_owned();
            text.replace_range(range, &new);
            Breakage { what, text }
        }));
    }
    all
}

/// What was done, the part of the text, and what stands there instead.
type Change = (String, Range<usize>, String);

/// A kind of breakage, what it is done to, the part of the text, and what stands there instead.
type Way<'b> = (&'static str, Node<'b>, Range<usize>, String);

/// What can be done at a node.
fn ways<'b>(document: Document<'b>, node: Node<'b>, text: &str) -> Vec<Way<'b>> {
    let mut ways = Vec::new();
    let source = document.source();
    if node.kind() == Kind::Map {
        for (key, value) in node.entries() {
            let range = source.range(key.span().to(value.span()));
            if let Some(lines) = whole_lines(text, range) {
                // A map that loses its only entry is nothing.
                let kind = if value.kind() == Kind::Scalar { "drop" } else { "drop all of" };
                ways.push((kind, value, lines, String::new()));
            }
        }
    }
    if node.kind() == Kind::Seq {
        for item in node.items() {
            if let Some(lines) = whole_lines(text, source.range(item.span())) {
                ways.push(("drop", item, lines, String::new()));
            }
        }
    }
    if node.kind() == Kind::Scalar
        && !is_key(node)
        && matches!(node.style(), Style::Plain | Style::Single | Style::Double)
    {
        ways.push(("change", node, source.range(node.span()), changed(node)));
    }
    ways
}

/// The lines of a part of a text, if nothing else stands on them but a dash.
fn whole_lines(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let before = text[start..range.start].trim();
    let behind = text[range.end..end].trim();
    let alone = behind.is_empty() || behind.starts_with('#');
    match before {
        "" if alone => Some(start..end),
        // The first key of an item: the dash belongs to the item.
        "-" if alone && text[range.clone()].contains('\n') => Some(start..end),
        "-" if alone && !text[range.clone()].contains(": ") => Some(start..end),
        _ => None,
    }
}

/// Another value of the same type.
fn changed(node: Node<'_>) -> String {
    match node.scalar() {
        Some(Scalar::Bool(value)) => (!value).to_string(),
        Some(Scalar::Int(value)) => (value + 1).to_string(),
        Some(Scalar::Float(value)) => (value + 1.0).to_string(),
        Some(Scalar::Text(text)) => format!("{:?}", format!("{text}x")),
        Some(Scalar::Null) | None => "\"x\"".to_owned(),
    }
}

fn is_key(node: Node<'_>) -> bool {
    let path = node.path().pointer();
    // The path of a key is that of its value.
    node.document().root().pointer(&path).is_some_and(|value| value.span() != node.span())
}

/// Numbers that only look random: the same at each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }
}
