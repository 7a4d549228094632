//! Two bundles compared as documents: which values differ, whatever the layout.
//!
//! Documents are matched by kind, namespace and name, list items by the key that tells them apart, else by their place.

use crate::bundle::{Bundle, Document, Kind, Node};
use std::collections::{BTreeMap, BTreeSet};

/// A value that differs, or that only one side has.
#[derive(Debug, Clone, Copy)]
pub struct Difference<'a> {
    /// What is there now; nothing if only the other side has it.
    pub before: Option<Node<'a>>,
    /// What is to be; nothing if only this side has it.
    pub after: Option<Node<'a>>,
}

/// The keys that tell the items of a list apart, in Kubernetes, Strimzi, Prometheus and compose files.
const IDENTITIES: [&str; 5] = ["name", "alert", "id", "key", "port"];

/// All differences, in the order of `after`, then what only `before` has.
pub fn differences<'a>(before: &'a Bundle<'_>, after: &'a Bundle<'_>) -> Vec<Difference<'a>> {
    let mut old: BTreeMap<Identity<'a>, Document<'a>> =
        before.documents().map(|document| (identity(document), document)).collect();
    let mut found = Vec::new();
    for document in after.documents() {
        match old.remove(&identity(document)) {
            Some(other) => compare(Some(other.root()), Some(document.root()), &mut found),
            None => found.push(Difference { before: None, after: Some(document.root()) }),
        }
    }
    found.extend(old.into_values().map(|document| Difference { before: Some(document.root()), after: None }));
    found
}

type Identity<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>);

fn identity(document: Document<'_>) -> Identity<'_> {
    (document.kind(), document.namespace(), document.name())
}

fn compare<'a>(before: Option<Node<'a>>, after: Option<Node<'a>>, found: &mut Vec<Difference<'a>>) {
    match (before, after) {
        (Some(old), Some(new)) if old.kind() == Kind::Map && new.kind() == Kind::Map => {
            let olds = old.entries().map(|(key, value)| (key.text(), value)).collect();
            let news = new.entries().map(|(key, value)| (key.text(), value)).collect();
            pairs(olds, news, found);
        }
        (Some(old), Some(new)) if old.kind() == Kind::Seq && new.kind() == Kind::Seq => match identities(old, new) {
            Some((olds, news)) => pairs(olds, news, found),
            None => by_place(old, new, found),
        },
        (Some(old), Some(new)) if old.kind() == Kind::Scalar && new.kind() == Kind::Scalar => {
            if old.scalar() != new.scalar() {
                found.push(Difference { before, after });
            }
        }
        (None, None) => {}
        _ => found.push(Difference { before, after }),
    }
}

/// Compares what has a name, in the order of `news`.
fn pairs<'a>(olds: Vec<(&'a str, Node<'a>)>, news: Vec<(&'a str, Node<'a>)>, found: &mut Vec<Difference<'a>>) {
    let mut left: BTreeMap<&str, Node<'a>> = olds.iter().copied().collect();
    for (name, new) in news {
        compare(left.remove(name), Some(new), found);
    }
    for (name, old) in olds {
        if left.remove(name).is_some() {
            compare(Some(old), None, found);
        }
    }
}

fn by_place<'a>(old: Node<'a>, new: Node<'a>, found: &mut Vec<Difference<'a>>) {
    let (mut olds, mut news) = (old.items(), new.items());
    loop {
        match (olds.next(), news.next()) {
            (None, None) => return,
            (old, new) => compare(old, new, found),
        }
    }
}

type Items<'a> = Vec<(&'a str, Node<'a>)>;

/// The items of both lists by the first key that tells apart all items of each.
fn identities<'a>(old: Node<'a>, new: Node<'a>) -> Option<(Items<'a>, Items<'a>)> {
    IDENTITIES.iter().find_map(|key| Some((named(old, key)?, named(new, key)?)))
}

fn named<'a>(list: Node<'a>, key: &str) -> Option<Items<'a>> {
    let items: Option<Items<'a>> = list.items().map(|item| Some((item.get(key)?.text(), item))).collect();
    let items = items?;
    let distinct: BTreeSet<&str> = items.iter().map(|(name, _)| *name).collect();
    (distinct.len() == items.len()).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Complaints, Sources};

    fn paths(before: &str, after: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let ids = [before, after].map(|text| sources.add("x.yaml", text).unwrap());
        let mut complaints = Complaints::default();
        let [old, new] = ids.map(|id| Bundle::read(&sources, [id], &mut complaints));
        let shown = |difference: &Difference<'_>| match (difference.before, difference.after) {
            (Some(old), Some(new)) => format!("{}: {} → {}", new.path(), old.text(), new.text()),
            (Some(old), None) => format!("- {}", old.path()),
            (None, Some(new)) => format!("+ {}", new.path()),
            (None, None) => unreachable!(),
        };
        differences(&old, &new).iter().map(shown).collect()
    }

    #[test]
    fn layout_and_order_do_not_count() {
        assert_eq!(
            paths("kind: A\nspec: {a: 1, b: [x]}\n", "spec:\n  b:\n    - \"x\"\n  a: 1 # one\nkind: 'A'\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_number_is_not_the_text_of_it() {
        assert_eq!(paths("kind: A\na: 1\n", "kind: A\na: \"1\"\n"), ["a: 1 → 1"]);
    }

    #[test]
    fn items_are_matched_by_what_tells_them_apart() {
        let before = "kind: A\nl:\n  - name: a\n    v: 1\n  - name: b\n    v: 2\n";
        let after = "kind: A\nl:\n  - name: b\n    v: 3\n  - name: c\n    v: 4\n";
        assert_eq!(paths(before, after), ["l[0].v: 2 → 3", "+ l[1]", "- l[0]"]);
        assert_eq!(paths("kind: A\nl: [1, 2]\n", "kind: A\nl: [1, 3, 4]\n"), ["l[1]: 2 → 3", "+ l[2]"]);
    }

    #[test]
    fn documents_are_matched_by_identity() {
        let one = |name: &str, v: u8| format!("---\nkind: A\nmetadata: {{ name: {name} }}\nv: {v}\n");
        let before = one("a", 1) + &one("b", 1);
        let after = one("b", 2) + &one("c", 1);
        assert_eq!(paths(&before, &after), ["v: 1 → 2", "+ ", "- "]);
    }
}
