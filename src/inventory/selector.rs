//! Labels, and the terms by which Kubernetes selects by them.

use super::tree::{Place, Tree};
use std::collections::BTreeMap;

/// Labels of an object.
pub type Labels = BTreeMap<String, String>;

/// All that must hold of an object's labels.
#[derive(Debug, Clone)]
pub struct Selector<'b> {
    /// Each of these.
    pub terms: Vec<Term<'b>>,
    /// Where it is written.
    pub place: Place<'b>,
}

/// One condition.
#[derive(Debug, Clone)]
pub struct Term<'b> {
    /// The label.
    pub key: String,
    /// How it is compared.
    pub op: Op,
    /// With what.
    pub values: Vec<String>,
    /// Where it is written: the value that would change.
    pub place: Place<'b>,
}

/// How a label is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// It has one of the values.
    In,
    /// It has none of the values, or is not there.
    NotIn,
    /// It is there.
    Exists,
    /// It is not there.
    DoesNotExist,
}

impl<'b> Selector<'b> {
    /// That of a map with `matchLabels` and `matchExpressions`; an empty one selects everything.
    pub fn of(tree: &Tree<'b>) -> Self {
        let equal = tree.get("matchLabels").into_iter().flat_map(|labels| equal(labels));
        let expressions = tree.get("matchExpressions").map_or(&[][..], Tree::items).iter().filter_map(expression);
        Selector { terms: equal.chain(expressions).collect(), place: tree.place }
    }

    /// That of a map of labels, as Services have it.
    pub fn equal(tree: &Tree<'b>) -> Self {
        Selector { terms: equal(tree).collect(), place: tree.place }
    }

    /// Whether it selects an object with these labels.
    pub fn accepts(&self, labels: &Labels) -> bool {
        self.terms.iter().all(|term| term.accepts(labels))
    }

    /// The terms that keep an object with these labels out.
    pub fn failing(&self, labels: &Labels) -> Vec<&Term<'b>> {
        self.terms.iter().filter(|term| !term.accepts(labels)).collect()
    }

    /// The value that a label must have, if there is exactly one.
    pub fn wants(&self, key: &str) -> Option<&str> {
        self.terms.iter().find(|term| term.key == key)?.only()
    }
}

impl Term<'_> {
    /// Whether it holds of these labels.
    pub fn accepts(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        match self.op {
            Op::In => value.is_some_and(|value| self.values.contains(value)),
            Op::NotIn => value.is_none_or(|value| !self.values.contains(value)),
            Op::Exists => value.is_some(),
            Op::DoesNotExist => value.is_none(),
        }
    }

    /// The one value that passes.
    pub fn only(&self) -> Option<&str> {
        match (self.op, self.values.as_slice()) {
            (Op::In, [only]) => Some(only),
            _ => None,
        }
    }

    /// As a sentence shows it: `app=kafka`.
    pub fn words(&self) -> String {
        let values = self.values.join(", ");
        match (self.op, self.values.len()) {
            (Op::In, 1) => format!("{}={values}", self.key),
            (Op::In, _) => format!("{} in ({values})", self.key),
            (Op::NotIn, _) => format!("{} not in ({values})", self.key),
            (Op::Exists, _) => format!("{} exists", self.key),
            (Op::DoesNotExist, _) => format!("{} does not exist", self.key),
        }
    }
}

/// Labels as they are written in a map.
pub fn labels_of(tree: Option<&Tree<'_>>) -> Labels {
    let entries = tree.map_or(&[][..], Tree::entries).iter();
    entries.filter_map(|(key, value)| Some((key.name.clone(), value.scalar()?.to_owned()))).collect()
}

fn equal<'b>(labels: &Tree<'b>) -> impl Iterator<Item = Term<'b>> {
    labels.entries().iter().filter_map(|(key, value)| {
        let values = vec![value.scalar()?.to_owned()];
        Some(Term { key: key.name.clone(), op: Op::In, values, place: value.place })
    })
}

fn expression<'b>(tree: &Tree<'b>) -> Option<Term<'b>> {
    let op = match tree.get("operator")?.as_text()? {
        "In" => Op::In,
        "NotIn" => Op::NotIn,
        "Exists" => Op::Exists,
        "DoesNotExist" => Op::DoesNotExist,
        _ => return None,
    };
    let values = tree.get("values");
    let texts = values.map_or(&[][..], Tree::items).iter().filter_map(|value| Some(value.scalar()?.to_owned()));
    let place = values.map_or(tree.place, |values| values.place);
    Some(Term { key: tree.get("key")?.scalar()?.to_owned(), op, values: texts.collect(), place })
}
