//! Equal findings told once: a value of the spec that is rendered into forty places is wrong in one.

use crate::diag::{Diagnostic, Folded, Id, Severity, Span, Target};
use std::collections::{BTreeMap, BTreeSet};

/// What findings that are folded have in common: the rule, the place, how much it matters, the waiver that accepts them, the kind
/// of what they are about, and the way to the value in it.
type Shape = (Id, Span, Severity, Option<Span>, &'static str, String);

/// Findings of rules in their order, with those that differ only in what they are about folded into the first of them. What a
/// rule says twice of one thing stays two.
pub(super) fn folded(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    let mut heads: BTreeMap<Shape, Vec<(usize, BTreeSet<Target>)>> = BTreeMap::new();
    for finding in findings {
        let Some(shape) = shape(&finding) else {
            kept.push(finding);
            continue;
        };
        let subjects = subjects(&finding);
        let same = heads.entry(shape).or_default();
        if let Some((head, told)) = same.iter_mut().find(|(_, told)| told.is_disjoint(&subjects)) {
            if let Some(head) = kept.get_mut(*head) {
                fold(head, finding);
            }
            told.extend(subjects);
        } else {
            same.push((kept.len(), subjects));
            kept.push(finding);
        }
    }
    kept
}

fn shape(finding: &Diagnostic) -> Option<Shape> {
    let about = finding.about.as_ref()?;
    let waiver = about.waived.as_ref().map(|waived| waived.place);
    let place = finding.span()?;
    Some((finding.id.clone(), place, finding.weight(), waiver, about.subject.kind, about.pointer.clone()))
}

/// All that a finding is about.
fn subjects(finding: &Diagnostic) -> BTreeSet<Target> {
    let about = finding.about.iter();
    about
        .flat_map(|about| std::iter::once(&about.subject).chain(about.folded.iter().map(|one| &one.subject)))
        .cloned()
        .collect()
}

fn fold(head: &mut Diagnostic, other: Diagnostic) {
    let (Some(head), Some(mut other)) = (head.about.as_mut(), other.about) else { return };
    // Two answers to one value are none.
    if head.fix != other.fix {
        head.fix = None;
    }
    head.folded.push(Folded { subject: std::mem::take(&mut other.subject), generated: other.generated.take() });
    head.folded.append(&mut other.folded);
    head.folded.sort();
}
