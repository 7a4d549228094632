//! One line for each finding, in the form that editors and terminals make clickable: `file:line:column: error[id] headline`.

use super::text::one_line;
use super::{Look, Report, said};
use crate::diag::{Diagnostic, Severity, Subject};
use annotate_snippets::renderer::{AnsiColor, Effects, Style};
use std::fmt::Write;

/// The report, one line a finding.
pub(super) fn write(report: &Report, look: &Look<'_>) -> String {
    let mut out = String::new();
    for finding in report.open() {
        let style = if look.colour { style(finding.severity) } else { Style::new() };
        let (place, word, id) = (place(report, finding), finding.severity.word(), one_line(finding.id.word()));
        let headline = one_line(&said::headline(finding));
        // Writing into a `String` cannot fail.
        let _ = writeln!(out, "{place}: {style}{word}[{id}]{style:#} {headline}");
    }
    out
}

fn place(report: &Report, finding: &Diagnostic) -> String {
    match &finding.subject {
        Subject::Place(label) => {
            let Some(source) = report.sources.of(label.span) else { return "kafkasmith".into() };
            let at = source.position(label.span.start());
            format!("{}:{}:{}", report.shown(source.name()), at.line, at.column)
        }
        Subject::File(path) => report.shown(path),
        Subject::Nothing => "kafkasmith".into(),
    }
}

fn style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::BrightBlue,
    };
    colour.on_default().effects(Effects::BOLD)
}
