//! Test reports as JUnit's, which every CI system shows: one suite for the spec, one case for each rule and each thing that it was
//! asked of, passed ones too. What is accepted is skipped, with the reason.
//!
//! A rule that was asked of more than [`MANY`] things has one case for all that passed, with their number in its name: 10,000
//! topics and 100 rules would be a million cases, and no reader takes those. What fails always has a case of its own.

mod xml;

use super::text::from_root;
use super::{Look, Report, said};
use crate::diag::{Diagnostic, Span, Subject};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use xml::{attribute, text};

/// More things than these do not get a case each for what they pass.
const MANY: usize = 200;

/// The report as suites. Writing into a `String` cannot fail.
pub(super) fn write(report: &Report, look: &Look<'_>) -> String {
    let cases = cases(report, look);
    let failures = cases.values().filter(|case| case.failed().is_some()).count();
    let skipped = cases.values().filter(|case| case.failed().is_none() && !case.findings.is_empty()).count();
    let counts =
        format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\"", cases.len());
    let suite = attribute(&from_root(report, look, report.anchor()));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"kafkasmith\" {counts}>");
    let _ = writeln!(out, "  <testsuite name=\"{suite}\" {counts}>");
    for ((rule, name), case) in &cases {
        case.write(rule, name, report, look, &mut out);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// A case: what was found of one thing by one rule, which is nothing if it passed.
#[derive(Default)]
struct Case<'r> {
    file: String,
    line: Option<usize>,
    findings: Vec<&'r Diagnostic>,
}

/// All cases by rule and name.
type Cases<'r> = BTreeMap<(String, String), Case<'r>>;

fn cases<'r>(report: &'r Report, look: &Look<'_>) -> Cases<'r> {
    let mut cases = Cases::new();
    for finding in report.findings() {
        for name in names(report, look, finding) {
            let case = cases.entry((finding.id.word().to_owned(), name)).or_default();
            if case.findings.is_empty() {
                (case.file, case.line) = match &finding.subject {
                    Subject::Place(label) => place(report, look, Some(label.span)),
                    Subject::File(path) => (from_root(report, look, path), None),
                    Subject::Nothing => place(report, look, None),
                };
            }
            case.findings.push(finding);
        }
    }
    passed(report, look, &mut cases);
    // Without a judge, files are what is looked at.
    let told: BTreeSet<String> = cases.values().map(|case| case.file.clone()).collect();
    let files = report.files.iter().map(|file| from_root(report, look, &file.path));
    for path in files.filter(|path| !told.contains(path)) {
        let rule = format!("kafkasmith/{}", report.command);
        cases.insert((rule, path.clone()), Case { file: path, ..Case::default() });
    }
    if cases.is_empty() {
        // A report of no case is taken for a broken one.
        let (file, line) = place(report, look, None);
        let name = (format!("kafkasmith/{}", report.command), from_root(report, look, report.anchor()));
        cases.insert(name, Case { file, line, findings: Vec::new() });
    }
    cases
}

/// Adds the cases in which nothing was found.
fn passed(report: &Report, look: &Look<'_>, cases: &mut Cases<'_>) {
    for examined in report.judged.iter().flat_map(|judged| &judged.examined) {
        for rule in &examined.rules {
            let name = |name: String| (rule.word().to_owned(), name);
            if examined.subjects.len() <= MANY {
                for (subject, span) in &examined.subjects {
                    cases.entry(name(subject.to_string())).or_insert_with(|| {
                        let (file, line) = place(report, look, *span);
                        Case { file, line, findings: Vec::new() }
                    });
                }
                continue;
            }
            let kind = examined.subjects.first().map_or("", |(subject, _)| subject.kind);
            let of_kind = format!("{kind}.");
            let start = name(of_kind.clone());
            let of_rule =
                cases.range(start..).take_while(|((id, name), _)| id == rule.word() && name.starts_with(&of_kind));
            let rest = examined.subjects.len().saturating_sub(of_rule.count());
            if rest > 0 {
                let (file, line) = place(report, look, None);
                cases.insert(name(format!("{kind}: {rest} that pass")), Case { file, line, findings: Vec::new() });
            }
        }
    }
}

/// What a finding is about, by name; all that it stands for.
fn names(report: &Report, look: &Look<'_>, finding: &Diagnostic) -> BTreeSet<String> {
    let about = finding.about.iter().flat_map(|about| {
        std::iter::once(&about.subject).chain(about.folded.iter().map(|other| &other.subject)).map(ToString::to_string)
    });
    let mut names: BTreeSet<String> = about.filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        let shown = |name: &str| from_root(report, look, name);
        let place = match &finding.subject {
            Subject::Place(label) => said::place(report, label.span, &shown),
            Subject::File(path) => Some(shown(path)),
            Subject::Nothing => None,
        };
        names.insert(place.unwrap_or_else(|| "kafkasmith".to_owned()));
    }
    names
}

/// File and line of a place; the spec's first line if there is none.
fn place(report: &Report, look: &Look<'_>, span: Option<Span>) -> (String, Option<usize>) {
    match span.and_then(|span| Some((report.sources.of(span)?, span))) {
        Some((source, span)) => (from_root(report, look, source.name()), Some(source.position(span.start()).line)),
        None => (from_root(report, look, report.anchor()), None),
    }
}

impl Case<'_> {
    /// The worst that was found and nobody accepted.
    fn failed(&self) -> Option<&Diagnostic> {
        let open = self.findings.iter().copied().filter(|finding| finding.waived().is_none());
        // Of equally bad ones the first.
        open.rev().max_by_key(|finding| finding.severity)
    }

    fn write(&self, rule: &str, name: &str, report: &Report, look: &Look<'_>, out: &mut String) {
        let line = self.line.map(|line| format!(" line=\"{line}\"")).unwrap_or_default();
        let (class, name, file) = (attribute(rule), attribute(name), attribute(&self.file));
        let _ = write!(out, "    <testcase classname=\"{class}\" name=\"{name}\" file=\"{file}\"{line} time=\"0\"");
        let shown = |name: &str| from_root(report, look, name);
        let place =
            if let Some(line) = self.line { format!("{}:{line}: ", self.file) } else { format!("{}: ", self.file) };
        let all = self.findings.iter().map(|finding| place.clone() + &said::lines(report, finding, &shown).join("\n"));
        let body = text(&all.collect::<Vec<_>>().join("\n\n"));
        if let Some(worst) = self.failed() {
            let message = attribute(&said::headline(worst));
            let _ = writeln!(
                out,
                ">\n      <failure type=\"{}\" message=\"{message}\">{body}</failure>\n    </testcase>",
                worst.severity.word()
            );
        } else if let Some(waived) = self.findings.iter().find_map(|finding| finding.waived()) {
            let message = format!("waived until {} by {}: {}", waived.expires, waived.owner, waived.reason);
            let _ = writeln!(
                out,
                ">\n      <skipped message=\"{}\">{body}</skipped>\n    </testcase>",
                attribute(&message)
            );
        } else {
            out.push_str("/>\n");
        }
    }
}
