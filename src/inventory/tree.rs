//! Parts of documents, and of YAML that stands as text within documents: rules of the JMX exporter in a `ConfigMap`, the
//! configuration of a Prometheus, files with alert rules.

use crate::bundle::{Bundle, Kind, Node, Scalar, Style, fault};
use crate::diag::{Complaints, Severity, Source, Sources};
use std::ops::Range;

/// Where a part stands: a node, or some bytes of a node's text.
#[derive(Debug, Clone, Copy)]
pub struct Place<'b> {
    /// The node.
    pub node: Node<'b>,
    /// Which bytes of its text; nothing for all of it.
    pub part: Option<(usize, usize)>,
}

/// A value with its place, whether it is a node of a document or stands within the text of one.
#[derive(Debug, Clone)]
pub struct Tree<'b> {
    /// Where it stands.
    pub place: Place<'b>,
    form: Form<'b>,
    /// Where in the node's text the text of a scalar begins, if it stands there as it is.
    start: Option<usize>,
}

#[derive(Debug, Clone)]
enum Form<'b> {
    Map(Vec<(Key<'b>, Tree<'b>)>),
    List(Vec<Tree<'b>>),
    Scalar(String, Value),
}

/// A key of a map.
#[derive(Debug, Clone)]
pub struct Key<'b> {
    /// The key.
    pub name: String,
    /// Where it stands.
    pub place: Place<'b>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float,
    Text,
}

/// Why a text is no YAML.
#[derive(Debug, Clone)]
pub struct Unread<'b> {
    /// Where reading stopped.
    pub place: Place<'b>,
    /// Why, in a few words.
    pub why: String,
}

/// What stands in front of a list that is a whole text, so that it is a map as documents are.
const WRAP: &str = "list:\n";

impl<'b> Place<'b> {
    /// All of a node.
    pub const fn whole(node: Node<'b>) -> Self {
        Place { node, part: None }
    }
}

impl<'b> Tree<'b> {
    /// A node as it is.
    pub fn of(node: Node<'b>) -> Self {
        let form = match node.kind() {
            Kind::Map => {
                let entry = |(key, value): (Node<'b>, Node<'b>)| {
                    (Key { name: key.text().to_owned(), place: Place::whole(key) }, Tree::of(value))
                };
                Form::Map(node.entries().map(entry).collect())
            }
            Kind::Seq => Form::List(node.items().map(Tree::of).collect()),
            Kind::Scalar => Form::Scalar(node.text().to_owned(), value(node)),
        };
        Tree { place: Place::whole(node), form, start: (node.kind() == Kind::Scalar).then_some(0) }
    }

    /// What stands as YAML in the text of a node. A text that is a list, as Prometheus' additional jobs are, is a tree too.
    ///
    /// # Errors
    /// The first thing for which readers of YAML refuse the text.
    pub fn within(node: Node<'b>) -> Result<Vec<Self>, Unread<'b>> {
        let text = node.text();
        let wrapped = first_dash(text);
        let mut sources = Sources::default();
        let full = match wrapped.and_then(|at| text.split_at_checked(at)) {
            Some((before, after)) => format!("{before}{WRAP}{after}"),
            None => text.to_owned(),
        };
        let (Ok(id), reader) = (sources.add("text", full), Outer { node, wrapped }) else { return Ok(Vec::new()) };
        let mut complaints = Complaints::default();
        let bundle = Bundle::read(&sources, [id], &mut complaints);
        let Some(source) = sources.get(id) else { return Ok(Vec::new()) };
        let refused = |word: &str| word == fault::SYNTAX.word() || word == fault::DUPLICATE_KEY.word();
        let wrong = complaints.into_sorted();
        if let Some(first) = wrong.iter().find(|it| it.severity == Severity::Error && refused(it.id.word())) {
            let range = first.span().map_or(0..0, |span| source.range(span));
            return Err(Unread { place: reader.place(range), why: first.headline.clone() });
        }
        let trees = bundle.documents().filter_map(|document| {
            let tree = reader.tree(source, document.root());
            if wrapped.is_some() { tree.get("list").cloned() } else { Some(tree) }
        });
        Ok(trees.collect())
    }

    /// The value of a key of a map; nothing for one that is empty.
    pub fn get(&self, key: &str) -> Option<&Tree<'b>> {
        let found = self.entries().iter().find(|(own, _)| own.name == key);
        found.map(|(_, value)| value).filter(|value| !value.is_null())
    }

    /// The value at the end of a path of keys.
    pub fn at<'t>(&'t self, path: &[&str]) -> Option<&'t Tree<'b>> {
        path.iter().try_fold(self, |tree, key| tree.get(key))
    }

    /// The keys of a map with their values.
    pub fn entries(&self) -> &[(Key<'b>, Tree<'b>)] {
        if let Form::Map(entries) = &self.form { entries } else { &[] }
    }

    /// The items of a list.
    pub fn items(&self) -> &[Tree<'b>] {
        if let Form::List(items) = &self.form { items } else { &[] }
    }

    /// Whether it is a map.
    pub const fn is_map(&self) -> bool {
        matches!(self.form, Form::Map(_))
    }

    /// Whether it is a list.
    pub const fn is_list(&self) -> bool {
        matches!(self.form, Form::List(_))
    }

    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self.form, Form::Scalar(_, Value::Null))
    }

    /// Its text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.form {
            Form::Scalar(text, Value::Text) => Some(text),
            _ => None,
        }
    }

    /// Any scalar as it is written, without quotes.
    pub fn scalar(&self) -> Option<&str> {
        match &self.form {
            Form::Scalar(text, value) if *value != Value::Null => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub const fn as_int(&self) -> Option<i64> {
        match self.form {
            Form::Scalar(_, Value::Int(value)) => Some(value),
            _ => None,
        }
    }

    /// A truth.
    pub const fn as_bool(&self) -> Option<bool> {
        match self.form {
            Form::Scalar(_, Value::Bool(value)) => Some(value),
            _ => None,
        }
    }

    /// Where bytes of the text of a scalar stand; all of it where that cannot be told.
    pub fn part(&self, range: Range<usize>) -> Place<'b> {
        match (self.start, self.place.part) {
            (Some(start), _) => Place { node: self.place.node, part: Some((start + range.start, start + range.end)) },
            (None, _) => self.place,
        }
    }
}

/// A node whose text holds trees.
struct Outer<'b> {
    node: Node<'b>,
    wrapped: Option<usize>,
}

impl<'b> Outer<'b> {
    /// Where a byte of what was read stands in the node's text.
    fn back(&self, at: usize) -> usize {
        match self.wrapped {
            Some(wrapped) if at >= wrapped => at.saturating_sub(WRAP.len()).max(wrapped),
            _ => at,
        }
    }

    fn place(&self, range: Range<usize>) -> Place<'b> {
        Place { node: self.node, part: Some((self.back(range.start), self.back(range.end))) }
    }

    fn tree(&self, source: &Source, node: Node<'_>) -> Tree<'b> {
        let range = source.range(node.span());
        let (form, mut start) = match node.kind() {
            Kind::Map => {
                let entry = |(key, value): (Node<'_>, Node<'_>)| {
                    let place = self.place(source.range(key.span()));
                    (Key { name: key.text().to_owned(), place }, self.tree(source, value))
                };
                (Form::Map(node.entries().map(entry).collect()), None)
            }
            Kind::Seq => (Form::List(node.items().map(|item| self.tree(source, item)).collect()), None),
            Kind::Scalar => {
                let quote = usize::from(matches!(node.style(), Style::Single | Style::Double));
                let exact = node.written().get(quote..).is_some_and(|written| written.starts_with(node.text()));
                let start = exact.then(|| self.back(range.start) + quote);
                (Form::Scalar(node.text().to_owned(), value(node)), start)
            }
        };
        let shown = node.written().find('\n').map_or(range.end, |line| range.start + line);
        if node.text().is_empty() {
            start = None;
        }
        Tree { place: self.place(range.start..shown), form, start }
    }
}

fn value(node: Node<'_>) -> Value {
    match node.scalar() {
        None | Some(Scalar::Null) => Value::Null,
        Some(Scalar::Bool(value)) => Value::Bool(value),
        Some(Scalar::Int(value)) => Value::Int(value),
        Some(Scalar::Float(_)) => Value::Float,
        Some(Scalar::Text(_)) => Value::Text,
    }
}

/// Where the first line with content begins, if that is an item of a list.
fn first_dash(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if content.starts_with("- ") || content == "-" {
            return Some(at);
        }
        if !(content.is_empty() || content.starts_with('#') || content == "---") {
            return None;
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, see: impl FnOnce(Node<'_>, &Sources)) {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", text).unwrap();
        let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
        let document = bundle.documents().next().unwrap();
        see(document.get("data").unwrap(), &sources);
    }

    fn shown<'s>(place: Place<'_>, sources: &'s Sources) -> &'s str {
        let (start, end) = place.part.unwrap();
        sources.text(place.node.span_of(start..end))
    }

    #[test]
    fn places_within_a_text_are_places_of_the_document() {
        read("data: |\n  a:\n    b: [x, 'yz']\n    c: 7\n", |node, sources| {
            let trees = Tree::within(node).unwrap();
            let b = trees[0].at(&["a", "b"]).unwrap();
            assert_eq!(shown(b.items()[1].place, sources), "'yz'");
            assert_eq!(shown(b.items()[1].part(1..2), sources), "z");
            assert_eq!(trees[0].at(&["a", "c"]).unwrap().as_int(), Some(7));
        });
    }

    #[test]
    fn a_list_is_read_as_well() {
        read("data: |\n  # jobs\n  - job_name: one\n  - job_name: two\n", |node, sources| {
            let trees = Tree::within(node).unwrap();
            let name = trees[0].items()[1].get("job_name").unwrap();
            assert_eq!(shown(name.place, sources), "two");
        });
    }

    #[test]
    fn what_is_no_yaml_says_where() {
        read("data: |\n  a: [1\n  b: 2\n", |node, _| {
            assert!(Tree::within(node).is_err());
        });
        read("data: ''\n", |node, _| assert!(Tree::within(node).unwrap().is_empty()));
    }
}
