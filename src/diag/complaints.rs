//! The sink that every stage fills and none empties: all mistakes are shown in one run.

use super::{Diagnostic, Severity};

/// Everything that was found wrong so far.
#[derive(Debug, Default)]
pub struct Complaints {
    list: Vec<Diagnostic>,
}

impl Complaints {
    /// Takes one in.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Takes several in.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(diagnostics);
    }

    /// Whether anything in it is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them in the order of their places, those without one last; equal ones once.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut list = self.list;
        list.sort_by_key(|diagnostic| (diagnostic.span().is_none(), diagnostic.span()));
        list.dedup();
        list
    }
}
