//! A cluster operator with the roles, bindings and accounts that stand beside it.

use super::{Operator, Rights, folder, operator, rights};
use crate::bundle::{Bundle, Document};
use crate::catalog::{self, Release};

/// An operator and what is given to whom around it.
#[derive(Debug)]
pub struct Installation<'b> {
    /// The operator.
    pub operator: Operator<'b>,
    /// What is given to whom, as far as it is meant for this operator: where a set has several (a folder for each stage),
    /// what stands nearest to it.
    pub rights: Rights<'b>,
}

impl<'b> Installation<'b> {
    /// The installations of a bundle.
    pub fn all(bundle: &'b Bundle<'b>) -> Vec<Self> {
        let operators = operator::Operator::all(bundle, None);
        let places: Vec<&str> = operators.iter().map(|operator| operator.document.source().name()).collect();
        operators
            .iter()
            .map(|operator| {
                let own = operator.document;
                let beside = |document: Document<'_>| is_beside(document, own, &places);
                let meant = rights::namespace_meant(bundle, operator.service_account().0, &beside);
                let home = own.namespace().or(meant);
                let operator = Operator { namespace: home, ..operator.clone() };
                Installation { operator, rights: Rights::of(bundle, home, &beside) }
            })
            .collect()
    }

    /// The release of its images, if it is a known one. Nothing is taken for it that is only like it: each release has its
    /// own variables, images and rights.
    pub fn release(&self) -> Option<&'static Release> {
        catalog::release(self.operator.release()?.0)
    }

    /// Whether the set has rights for the operator at all. Where it has none, they are elsewhere.
    pub fn has_rights(&self) -> bool {
        self.rights.given.bindings_of(self.operator.account()).next().is_some()
    }
}

/// Whether no other operator stands nearer to a document.
fn is_beside(document: Document<'_>, operator: Document<'_>, operators: &[&str]) -> bool {
    let name = document.source().name();
    let own = nearness(name, operator.source().name());
    operators.iter().all(|other| nearness(name, other) <= own)
}

/// How much of their way two files share; most of all if they are one.
fn nearness(one: &str, other: &str) -> usize {
    if one == other {
        return usize::MAX;
    }
    let steps = |path| folder(path).split_inclusive('/');
    steps(one).zip(steps(other)).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::nearness;

    #[test]
    fn files_are_near_by_their_folders() {
        assert_eq!(nearness("a.yaml", "b.yaml"), 0);
        assert_eq!(nearness("x/y/a.yaml", "x/y/b.yaml"), 2);
        assert_eq!(nearness("x/y/a.yaml", "x/z/b.yaml"), 1);
        assert_eq!(nearness("x/a.yaml", "x/a.yaml"), usize::MAX);
    }
}
