//! Annotations for GitHub Actions: workflow commands that the runner shows beside the changed lines.
//!
//! The command's form and its escapes: "Workflow commands for GitHub Actions" and `ActionCommand.cs` of `actions/runner`.
//! The runner keeps ten annotations of each level in a step, so the worst come first and the rest is counted.

use super::text::{from_root, one_line, visible};
use super::{Look, Report, said};
use crate::diag::{Diagnostic, Severity, Span, Subject};
use std::fmt::Write;

/// How many annotations of one level the runner keeps in a step.
const KEPT: usize = 10;

/// The report as workflow commands.
pub(super) fn write(report: &Report, look: &Look<'_>) -> String {
    let mut out = String::new();
    let mut left_out = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of_level = report.open().filter(|finding| finding.severity == severity);
        // The last line is a notice too, and must be among the ten that are kept.
        let kept = if severity == Severity::Info { KEPT - 1 } else { KEPT };
        left_out += of_level.clone().count().saturating_sub(kept);
        for finding in of_level.take(kept) {
            let properties = properties(report, look, finding);
            // Writing into a `String` cannot fail.
            let _ = writeln!(out, "::{} {properties}::{}", level(severity), data(&message(report, look, finding)));
        }
    }
    if left_out > 0 {
        let _ = writeln!(out, "::notice title=kafkasmith::{left_out} more, see the log or another report of this run");
    }
    out
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

fn properties(report: &Report, look: &Look<'_>, finding: &Diagnostic) -> String {
    let mut out = format!("title={}", property(&one_line(finding.id.word())));
    match &finding.subject {
        Subject::Place(label) => place(report, look, label.span, &mut out),
        Subject::File(path) => {
            let _ = write!(out, ",file={}", property(&from_root(report, look, path)));
        }
        Subject::Nothing => {}
    }
    out
}

/// File, lines and, only if it is within one line, columns: across lines the runner would show them at the wrong places.
fn place(report: &Report, look: &Look<'_>, span: Span, out: &mut String) {
    let Some(source) = report.sources.of(span) else { return };
    let (start, end) = (source.position(span.start()), source.position(span.end()));
    let file = from_root(report, look, source.name());
    let _ = write!(out, ",file={},line={},endLine={}", property(&file), start.line, end.line);
    if start.line == end.line {
        let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
    }
}

/// All that the finding says, for a reader who sees nothing but the annotation.
fn message(report: &Report, look: &Look<'_>, finding: &Diagnostic) -> String {
    visible(&said::lines(report, finding, &|name| from_root(report, look, name)).join("\n"))
}

/// Text as the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text as the value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Id, Sources};

    #[test]
    fn escapes_cannot_be_escaped_from() {
        assert_eq!(data("100%\r\n::error::x, y: z"), "100%25%0D%0A::error::x, y: z");
        assert_eq!(property("a:b,c%0A\n"), "a%3Ab%2Cc%250A%0A");
    }

    #[test]
    fn text_from_the_spec_starts_no_command() {
        let hostile = "x\n::error::pwned\r\n::add-mask::y\r::z";
        let mut sources = Sources::default();
        let id = sources.add("a,b:c%.toml", hostile).unwrap();
        let span = sources.get(id).unwrap().at(0..1);
        let finding = Diagnostic::error(Id::new("x/y"), hostile).at(span, hostile).note(hostile).help(hostile);
        let out = write(&Report::new("check", sources, [finding]), &Look::PLAIN);
        assert_eq!(out.lines().count(), 1, "{out}");
        assert!(!out.contains('\r'));
        assert!(
            out.starts_with("::error title=x/y,file=a%2Cb%3Ac%25.toml,line=1,endLine=1,col=1,endColumn=2::x%0A"),
            "{out}"
        );
    }

    #[test]
    fn ten_of_each_level_then_the_number_of_the_rest() {
        let many = |severity: fn(Id, String) -> Diagnostic, count: usize| {
            (0..count).map(move |n| severity(Id::new("x/y"), format!("number {n:02}")))
        };
        let findings =
            many(Diagnostic::info, 12).chain(many(Diagnostic::warning, 10)).chain(many(Diagnostic::error, 13));
        let out = write(&Report::new("check", Sources::default(), findings), &Look::PLAIN);
        let levels: Vec<&str> = out.lines().map(|line| line.split(' ').next().unwrap()).collect();
        assert_eq!(levels, [vec!["::error"; 10], vec!["::warning"; 10], vec!["::notice"; 10]].concat());
        assert!(
            out.ends_with("::notice title=kafkasmith::6 more, see the log or another report of this run\n"),
            "{out}"
        );
    }

    #[test]
    fn paths_start_at_the_root_of_the_repository() {
        let finding = Diagnostic::error(Id::new("x/y"), "h").file("out/a.yaml");
        let mut report = Report::new("check", Sources::default(), [finding]);
        report.base = "../".into();
        let look = Look { repository_prefix: "services/kafka/sub/", ..Look::PLAIN };
        assert!(write(&report, &look).contains("file=services/kafka/out/a.yaml::"));
    }

    #[test]
    fn columns_only_within_one_line() {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", "one\ntwo").unwrap();
        let span = sources.get(id).unwrap().at(1..5);
        let report = Report::new("check", sources, [Diagnostic::error(Id::new("x/y"), "h").at(span, "")]);
        assert_eq!(write(&report, &Look::PLAIN), "::error title=x/y,file=a.toml,line=1,endLine=2::h\n");
    }
}
