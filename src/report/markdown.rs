//! A comment on a pull request. GitHub takes 65,536 characters, so what matters most comes first, and what does not fit is counted.
//!
//! The first line is a mark by which the one comment of this spec is found again and replaced.

use super::alike::alike;
use super::text::from_root;
use super::{Look, Report, full, prose, said, tally};
use crate::diag::{Diagnostic, Severity, Subject};
use std::fmt::Write;

/// The longest comment, in bytes, so that it is never more characters.
const LONGEST: usize = 65_536;
/// What of that the table may take; the rest is for the frames.
const TABLE: usize = 30_000;
/// What is kept free for the list of what is accepted, and for the end.
const TAIL: usize = 9_000;
/// The longest of these frames; longer ones would push out several others.
const FRAME: usize = 12_000;

/// The report as a comment. Writing into a `String` cannot fail.
pub(super) fn write(report: &Report, look: &Look<'_>) -> String {
    let shown = |name: &str| from_root(report, look, name);
    let mut out = format!("<!-- kafkasmith:report v1 spec={} -->\n", marked(&shown(report.anchor())));
    let _ = write!(out, "### kafkasmith {}: {}\n\n", prose::line(report.command, false), report.counts());
    let by_weight = by_weight(report);
    table(report, &by_weight, &shown, &mut out);
    numbers(report, &mut out);
    details(report, &by_weight, &mut out);
    accepted(report, &shown, &mut out);
    if !report.command.is_empty() {
        let _ = writeln!(out, "Reproduce: `kafkasmith {}`", report.command);
    }
    out
}

/// A file's name in the mark, which `-->` would end.
fn marked(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_./-".contains(c);
    name.chars().map(|c| if plain(c) { c } else { '_' }).collect::<String>().replace("--", "-_")
}

/// What nobody accepted, the worst first.
fn by_weight(report: &Report) -> Vec<&Diagnostic> {
    let mut open: Vec<&Diagnostic> = report.open().collect();
    open.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    open
}

fn table(report: &Report, findings: &[&Diagnostic], shown: said::Shown<'_>, out: &mut String) {
    if findings.is_empty() {
        return;
    }
    out.push_str("| | Rule | Place | What is wrong |\n| --- | --- | --- | --- |\n");
    let mut rows = 0;
    for finding in findings {
        let place = match &finding.subject {
            Subject::Place(label) => said::place(report, label.span, shown),
            Subject::File(path) => Some(shown(path)),
            Subject::Nothing => None,
        };
        let place = place.map(|place| prose::code(&place, true)).unwrap_or_default();
        let row = format!(
            "| {} | {} | {place} | {} |\n",
            word(finding.severity),
            prose::code(finding.id.word(), true),
            prose::line(&said::headline(finding), true)
        );
        if out.len() + row.len() > TABLE {
            break;
        }
        out.push_str(&row);
        rows += 1;
    }
    out.push('\n');
    if findings.len() > rows {
        let _ = write!(out, "{} more in the job log.\n\n", findings.len() - rows);
    }
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "**error**",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// What was looked at, and what could be done at once.
fn numbers(report: &Report, out: &mut String) {
    let fixable = match report.fixable() {
        0 => None,
        count => Some(format!("{count} fixable with `kafkasmith validate --fix`")),
    };
    let files = report.judged.is_none() && !report.files.is_empty();
    let files = files.then(|| full::states(report));
    let judged = tally::judged(report).filter(|line| !line.is_empty());
    let targets = report.judged.as_ref().map(|judged| judged.targets.told()).filter(|told| !told.is_empty());
    let targets = targets.map(|told| format!("validated for {told}"));
    let parts = [judged, files, targets, fixable].into_iter().flatten();
    let line = parts.map(|part| prose::line(&part, false)).collect::<Vec<_>>().join(" · ");
    if !line.is_empty() {
        let _ = write!(out, "{line}\n\n");
    }
}

/// The frames, as many as fit.
fn details(report: &Report, findings: &[&Diagnostic], out: &mut String) {
    if findings.is_empty() {
        return;
    }
    out.push_str("<details><summary>Details</summary>\n\n");
    let mut left_out = 0;
    for heap in alike(findings.iter().copied()) {
        let block = prose::fenced("text", &full::frame(report, &Look::PLAIN, &heap, said::docs(heap.first)));
        if block.len() > FRAME || out.len() + block.len() + TAIL > LONGEST {
            left_out += 1 + heap.others.len();
            continue;
        }
        let _ = write!(out, "{block}\n\n");
    }
    if left_out > 0 {
        let _ = write!(out, "{left_out} more in the job log.\n\n");
    }
    out.push_str("</details>\n\n");
}

/// What is accepted, why, and until when; as many as fit.
fn accepted(report: &Report, shown: said::Shown<'_>, out: &mut String) {
    let Some(summary) = tally::waived(report) else { return };
    let _ = write!(out, "<details><summary>{summary}</summary>\n\n| Rule | Of | Until | Owner | Reason |\n");
    out.push_str("| --- | --- | --- | --- | --- |\n");
    let (end, mut left_out) = (out.len() + TAIL - 1_000, 0);
    for (finding, waived) in report.waived() {
        let about = finding.about.as_ref().map(|about| about.subject.to_string()).unwrap_or_default();
        let more = if finding.folded() > 0 { format!(" [+{} more]", finding.folded()) } else { String::new() };
        let place = said::place(report, waived.place, shown).unwrap_or_default();
        let row = format!(
            "| {} | {}{} | {} | {} | {} ({}) |\n",
            prose::code(finding.id.word(), true),
            prose::code(&about, true),
            prose::line(&more, true),
            prose::line(&waived.expires, true),
            prose::line(&waived.owner, true),
            prose::line(&waived.reason, true),
            prose::code(&place, true)
        );
        if out.len() + row.len() > end {
            left_out += 1;
            continue;
        }
        out.push_str(&row);
    }
    out.push('\n');
    if left_out > 0 {
        let _ = write!(out, "{left_out} more in the job log.\n\n");
    }
    out.push_str("</details>\n\n");
}
