//! Where a field that is unknown at its place should perhaps stand: elsewhere in the document, in another release, in another kind.

use super::kinds::releases_with;
use super::shape::{Field, Id, Shapes, Text};
use super::violation::{Fault, Hint, Violation};
use crate::bundle::{Document, Node, Step};
use crate::catalog::{self, Release, crd::Definition, crd::Schema};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// So many places are worth to be named.
const MANY: usize = 3;

/// Hints that were looked for already: thousands of documents may share a mistake.
#[derive(Debug, Default)]
pub(super) struct Hints {
    known: Mutex<BTreeMap<String, Hint>>,
}

/// The way to a field: the shapes that were passed, with the names of the fields that led to them.
struct Way {
    /// The names of the fields, without items and keys of maps.
    names: Vec<String>,
    /// The same as people are shown them: those of lists end in `[]`.
    shown: Vec<String>,
    /// The shapes of which a field was taken, each with how many names lead to it.
    passed: Vec<(usize, Id)>,
}

impl Hints {
    /// Completes what is said of an unknown field.
    pub(super) fn fill(&self, fault: &mut Fault<'_>, release: &'static Release, shapes: &Shapes, root: Id) {
        let node = fault.node;
        let Violation::UnknownField { hint, .. } = &mut fault.violation else { return };
        let document = node.document();
        let way = way(shapes, root, node);
        let key = format!("{:?} {:?} {:?}", document.api_version(), document.kind(), way.names);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(key).or_insert_with(|| look(&way, document, release, shapes));
        let nearest = hint.nearest.take();
        *hint = Hint { nearest, ..found.clone() };
    }
}

fn way(shapes: &Shapes, root: Id, key: Node<'_>) -> Way {
    let mut way = Way { names: Vec::new(), shown: Vec::new(), passed: Vec::new() };
    let mut at = Some(root);
    for step in key.path().steps() {
        let Some(id) = at else { break };
        at = match step {
            Step::Index(_) => {
                way.shown.iter_mut().last().into_iter().for_each(|name| name.push_str("[]"));
                items(shapes, id)
            }
            Step::Key(name) => {
                let field = field(shapes, id, name).map(|field| field.shape);
                if field.is_some() || values(shapes, id).is_none() {
                    way.passed.push((way.names.len(), id));
                    way.names.push(name.to_string());
                    way.shown.push(name.to_string());
                }
                field.or_else(|| values(shapes, id))
            }
        };
    }
    way
}

fn look(way: &Way, document: Document<'_>, release: &'static Release, shapes: &Shapes) -> Hint {
    let mut hint = Hint { belongs: belongs(way, shapes), ..Hint::default() };
    let Some((group, version)) = document.api_version().and_then(|version| version.split_once('/')) else {
        return hint;
    };
    let Some(kind) = document.kind() else { return hint };
    let Some((name, above)) = way.names.split_last() else { return hint };
    let has = |served: &catalog::crd::Served| {
        let above = served.schema.at(above.iter().map(String::as_str));
        above.is_some_and(|above| above.field(name).is_some())
    };
    let is_it = |one: &Definition| one.group == group && one.kind == kind;
    hint.releases = releases_with(|one| is_it(one) && one.versions.iter().any(|served| served.served && has(served)));
    let same = |served: &catalog::crd::Served| served.served && served.name == version && has(served);
    hint.elsewhere = releases_with(|one| is_it(one) && one.versions.iter().any(same)).is_some();
    let own = catalog::definitions(release.version).unwrap_or_default();
    let versions = own.iter().filter(|one| is_it(one)).flat_map(|one| &one.versions);
    hint.version =
        versions.clone().find(|one| one.served && one.name != version && has(one)).map(|one| one.name.into());
    if let Some((_, last)) = hint.releases.filter(|_| above.first().is_some_and(|first| first == "spec")) {
        hint.moved = moved((group, kind), above, name, (last, release));
    }
    hint
}

/// The kind of the same group that has a field now which another release had in this one. Of several it is the one that has most
/// of what went away together.
fn moved(
    (group, kind): (&str, &str),
    above: &[String],
    name: &str,
    (last, release): (&str, &'static Release),
) -> Option<(Text, String)> {
    let fields = |release: &str| -> Vec<&'static str> {
        let definitions = catalog::definitions(release).unwrap_or_default();
        let versions =
            definitions.iter().filter(|one| one.group == group && one.kind == kind).flat_map(|one| &one.versions);
        let mut with =
            versions.filter(|one| one.served).filter_map(|one| one.schema.at(above.iter().map(String::as_str)));
        let fields = if release == last { with.next_back() } else { with.next() };
        fields.map(Schema::fields).unwrap_or_default()
    };
    let kept = fields(release.version);
    let lost: Vec<&str> = fields(last).into_iter().filter(|field| !kept.contains(field)).collect();
    if !lost.contains(&name) {
        return None;
    }
    let own = catalog::definitions(release.version)?;
    let others = own.iter().filter(|one| one.group == group && one.kind != kind);
    let spec = |one: &'static Definition| one.versions.iter().find(|one| one.served)?.schema.at(["spec"]);
    let with = others.filter(|one| spec(one).is_some_and(|spec| spec.field(name).is_some()));
    let score = |one: &&Definition| {
        let has = |field: &&&str| {
            own.iter()
                .find(|other| other.kind == one.kind)
                .and_then(spec)
                .is_some_and(|spec| spec.field(field).is_some())
        };
        lost.iter().filter(has).count()
    };
    let best = with.rev().max_by_key(score)?;
    Some((best.kind.into(), format!("spec.{name}")))
}

/// The paths at which the document takes a field of that name: further in, further out, or beside.
fn belongs(way: &Way, shapes: &Shapes) -> Vec<String> {
    let Some(name) = way.names.last() else { return Vec::new() };
    let path = |depth: usize, inner: &[&str]| {
        let outer = way.shown.iter().take(depth).map(String::as_str);
        outer.chain(inner.iter().copied()).chain([name.as_str()]).collect::<Vec<_>>().join(".")
    };
    for (at, &(depth, id)) in way.passed.iter().rev().enumerate() {
        if at > 0 && depth > 0 && field(shapes, id, name).is_some() {
            return vec![path(depth, &[])];
        }
        let with = all_fields(shapes, id).filter(|one| field(shapes, one.shape, name).is_some());
        let inner: Vec<String> = with.map(|one| path(depth, &[&one.name])).collect();
        if (1..=MANY).contains(&inner.len()) {
            return inner;
        }
    }
    Vec::new()
}

/// The shapes that a value of a shape may have: itself, and what it is made of.
fn parts(shapes: &Shapes, id: Id, deep: u8) -> Vec<Id> {
    let mut all = vec![id];
    if let Some(more) = shapes.get(id).more.as_ref().filter(|_| deep > 0) {
        let others = more.all_of.iter().chain(&more.any_of).chain(&more.one_of);
        all.extend(others.flat_map(|&other| parts(shapes, other, deep - 1)));
    }
    all
}

fn all_fields(shapes: &Shapes, id: Id) -> impl Iterator<Item = &Field> {
    parts(shapes, id, 4).into_iter().flat_map(|id| &shapes.get(id).fields)
}

/// A field of that name, also of what a list or map holds.
fn field<'s>(shapes: &'s Shapes, id: Id, name: &str) -> Option<&'s Field> {
    let own = all_fields(shapes, id).find(|field| field.name == name && field.shape != Id::ANYTHING);
    own.or_else(|| all_fields(shapes, id).find(|field| field.name == name))
}

fn items(shapes: &Shapes, id: Id) -> Option<Id> {
    parts(shapes, id, 4).into_iter().find_map(|id| shapes.get(id).items)
}

fn values(shapes: &Shapes, id: Id) -> Option<Id> {
    parts(shapes, id, 4).into_iter().find_map(|id| shapes.get(id).values)
}
