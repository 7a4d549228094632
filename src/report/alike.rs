//! Findings that say the same of different things: people read the words once, and the places of all.

use crate::diag::{Diagnostic, Severity, Subject};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What findings that are alike have in common: the rule, how much it matters, and the words without the names.
type Words<'r> = (&'r str, Severity, Vec<Cow<'r, str>>);

/// A finding, and those after it that say the same of other things.
#[derive(Debug)]
pub(super) struct Alike<'r> {
    /// The first of them, which is shown.
    pub first: &'r Diagnostic,
    /// The others.
    pub others: Vec<&'r Diagnostic>,
}

/// Findings in the order of the first of each kind.
pub(super) fn alike<'r>(findings: impl IntoIterator<Item = &'r Diagnostic>) -> Vec<Alike<'r>> {
    let mut heaps: Vec<Alike<'r>> = Vec::new();
    let mut heads: BTreeMap<Words<'r>, usize> = BTreeMap::new();
    for finding in findings {
        // What no rule found is of one place only, and its place says what it is about.
        let head = finding.about.is_some().then(|| *heads.entry(words(finding)).or_insert(heaps.len()));
        match head.and_then(|head| heaps.get_mut(head)) {
            Some(heap) => heap.others.push(finding),
            None => heaps.push(Alike { first: finding, others: Vec::new() }),
        }
    }
    heaps
}

fn words(finding: &Diagnostic) -> Words<'_> {
    let label = match &finding.subject {
        Subject::Place(label) => Some(&label.text),
        Subject::File(_) | Subject::Nothing => None,
    };
    let related = finding.related.iter().map(|label| &label.text);
    let said = [Some(&finding.headline), label, finding.help.as_ref()].into_iter().flatten();
    let said = said.chain(related).chain(&finding.notes).map(|text| masked(text, finding));
    (finding.id.word(), finding.weight(), said.collect())
}

/// A text without the names of what a finding is about.
fn masked<'r>(text: &'r str, finding: &Diagnostic) -> Cow<'r, str> {
    let Some(about) = &finding.about else { return text.into() };
    let subject = about.subject.name.as_str();
    let names = subject.split('/').chain([subject]).chain(about.object.iter().map(|object| object.name.as_str()));
    let mut masked = Cow::Borrowed(text);
    for name in names.filter(|name| !name.is_empty()) {
        let quoted = format!("`{name}`");
        if masked.contains(&quoted) {
            masked = masked.replace(&quoted, "``").into();
        }
    }
    masked
}

impl Alike<'_> {
    /// How many findings these stand for beside the first.
    pub(super) fn more(&self) -> usize {
        self.first.folded() + self.others.iter().map(|other| 1 + other.folded()).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{About, Id, Target};

    #[test]
    fn what_differs_in_names_alone_is_alike() {
        let finding = |name: &str, headline: &str| {
            let mut finding = Diagnostic::warning(Id::new("topic/one-copy"), headline).help("write 3");
            finding.about =
                Some(Box::new(About { subject: Target::new("topic", format!("main/{name}")), ..About::default() }));
            finding
        };
        let findings = [
            finding("a", "topic `a` has 1 copy"),
            finding("b", "topic `b` has 2 copies"),
            finding("c", "topic `c` has 1 copy"),
            // Another name than its own is another thing.
            finding("d", "topic `a` has 1 copy"),
            Diagnostic::error(Id::new("spec/syntax"), "topic `a` has 1 copy"),
            Diagnostic::error(Id::new("spec/syntax"), "topic `a` has 1 copy"),
        ];
        let heaps = alike(&findings);
        let headlines: Vec<_> = heaps.iter().map(|heap| (heap.first.headline.as_str(), heap.more())).collect();
        assert_eq!(
            headlines,
            [
                ("topic `a` has 1 copy", 1),
                ("topic `b` has 2 copies", 0),
                ("topic `a` has 1 copy", 0),
                ("topic `a` has 1 copy", 0),
                ("topic `a` has 1 copy", 0)
            ]
        );
    }
}
