//! What must hold of other shapes: all of them, one of them, none of them.

use super::super::shape::{Id, More, Shape, Text, Types};
use super::super::violation::{Fault, Violation};
use super::Check;
use crate::bundle::Node;

/// How deep types are looked for through shapes that only name others.
const DEEP: u8 = 8;

impl<'b> Check<'_, 'b> {
    pub(super) fn junctors(&mut self, node: Node<'b>, more: &More) {
        for &id in &more.all_of {
            self.value(node, id);
        }
        if !more.any_of.is_empty() {
            self.one_of_many(node, &more.any_of, false);
        }
        if !more.one_of.is_empty() {
            self.one_of_many(node, &more.one_of, true);
        }
        if more.not.is_some_and(|not| self.why_not(node, not).is_empty()) {
            self.report(node, Violation::Forbidden);
        }
    }

    /// What keeps a node from being of a shape.
    fn why_not(&self, node: Node<'b>, id: Id) -> Vec<Fault<'b>> {
        let mut check = Check { faults: Vec::new(), quiet: true, ..*self };
        check.value(node, id);
        check.faults
    }

    fn one_of_many(&mut self, node: Node<'b>, ids: &[Id], only_one: bool) {
        let tried: Vec<(Id, Vec<Fault<'b>>)> = ids.iter().map(|&id| (id, self.why_not(node, id))).collect();
        let hold = |(_, faults): &&(Id, Vec<Fault<'b>>)| faults.iter().all(is_harmless);
        let holding: Vec<&(Id, Vec<Fault<'b>>)> = tried.iter().filter(hold).collect();
        match *holding {
            [] => self.none_holds(node, tried),
            // What is dropped in the one that holds is dropped.
            [(_, faults)] => self.faults.extend(faults.iter().cloned()),
            _ if only_one => {
                let ways = holding.iter().map(|(id, _)| fields(self.shapes.get(*id))).collect();
                self.report(node, Violation::SeveralOf { ways });
            }
            _ => {}
        }
    }

    fn none_holds(&mut self, node: Node<'b>, tried: Vec<(Id, Vec<Fault<'b>>)>) {
        let found = self.type_of(node);
        let all = tried.iter().fold(Types::default(), |all, (id, _)| all.with(self.types(*id, DEEP)));
        let typed = tried.iter().all(|(id, _)| !self.types(*id, DEEP).is_any());
        let ways: Vec<Vec<Text>> = tried.iter().map(|(id, _)| fields(self.shapes.get(*id))).collect();
        if !typed && ways.iter().all(|way| !way.is_empty()) {
            return self.report(node, Violation::NoneOf { ways });
        }
        let fitting = tried.into_iter().filter(|(id, _)| self.types(*id, DEEP).takes(found));
        match fitting.min_by_key(|(_, faults)| faults.len()) {
            Some((_, faults)) => self.faults.extend(faults),
            None => self.wrong_type(node, all, found),
        }
    }

    /// The types of a shape, be it that others say them.
    fn types(&self, id: Id, deep: u8) -> Types {
        let shape = self.shapes.get(id);
        let Some(more) = shape.more.as_ref().filter(|_| shape.types.is_any() && deep > 0) else { return shape.types };
        let others = more.any_of.iter().chain(&more.one_of).chain(&more.all_of);
        others.fold(Types::default(), |all, &id| all.with(self.types(id, deep - 1)))
    }
}

fn is_harmless(fault: &Fault<'_>) -> bool {
    matches!(fault.violation, Violation::UnknownField { refused: false, .. })
}

/// The fields that a way to fill an object asks for.
fn fields(shape: &Shape) -> Vec<Text> {
    shape.fields.iter().filter(|field| field.required).map(|field| field.name.clone()).collect()
}
