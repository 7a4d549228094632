//! Code quality in merge requests of GitLab: "Code Quality report format" of its documentation. It has no word for what is
//! accepted, so that is left out.

use super::fingerprint::fingerprints;
use super::text::{from_root, visible};
use super::{Look, Report, said};
use crate::diag::{Diagnostic, Severity, Subject};
use serde::Serialize;

/// One thing that is wrong.
#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The report as a list of issues.
pub(super) fn write(report: &Report, look: &Look<'_>) -> String {
    let all = report.findings().iter().zip(fingerprints(report));
    let open = all.filter(|(finding, _)| finding.waived().is_none());
    let issues: Vec<Issue<'_>> = open.map(|(finding, print)| issue(report, look, finding, print)).collect();
    // Strings and numbers: nothing in it can fail to be JSON.
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    text
}

fn issue<'a>(report: &Report, look: &Look<'_>, finding: &'a Diagnostic, fingerprint: String) -> Issue<'a> {
    let shown = |name: &str| from_root(report, look, name);
    Issue {
        description: visible(&said::lines(report, finding, &shown).join("\n")),
        check_name: finding.id.word(),
        fingerprint,
        severity: severity(finding.severity),
        location: location(report, finding, &shown),
    }
}

/// GitLab knows `blocker` too, for what nobody may merge; that is for whoever owns the project to say.
const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "info",
    }
}

/// Where it is; GitLab refuses what has no place.
fn location(report: &Report, finding: &Diagnostic, shown: said::Shown<'_>) -> Location {
    let place = match &finding.subject {
        Subject::Place(label) => report.sources.of(label.span).map(|source| {
            let lines =
                Lines { begin: source.position(label.span.start()).line, end: source.position(label.span.end()).line };
            (source.name(), lines)
        }),
        Subject::File(path) => Some((path.as_str(), Lines { begin: 1, end: 1 })),
        Subject::Nothing => None,
    };
    let (path, lines) = place.unwrap_or((report.anchor(), Lines { begin: 1, end: 1 }));
    Location { path: shown(path), lines }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Id, Sources};

    #[test]
    fn each_has_a_place_and_a_severity_that_gitlab_knows() {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", "a = 1\nb = 2\n").unwrap();
        let span = sources.get(id).unwrap().at(6..12);
        let findings = [
            Diagnostic::error(Id::new("x/place"), "one").at(span, "here").help("do it"),
            Diagnostic::warning(Id::new("x/file"), "two").file("out/a.yaml"),
            Diagnostic::info(Id::new("x/nothing"), "three"),
        ];
        let look = Look { repository_prefix: "services/", ..Look::PLAIN };
        let text = write(&Report::new("check", sources, findings), &look);
        let issues: serde_json::Value = serde_json::from_str(&text).unwrap();
        let of = |at: usize| {
            let issue = &issues[at];
            (issue["severity"].clone(), issue["location"]["path"].clone(), issue["location"]["lines"]["begin"].clone())
        };
        assert_eq!(of(0), ("critical".into(), "services/kafka.toml".into(), 2.into()));
        assert_eq!(of(1), ("major".into(), "services/out/a.yaml".into(), 1.into()));
        assert_eq!(of(2), ("info".into(), "services/kafka.toml".into(), 1.into()));
        assert_eq!(issues[0]["description"], "one\nhere\nhelp: do it");
        assert_eq!(issues[0]["check_name"], "x/place");
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        assert_eq!(write(&Report::new("check", Sources::default(), []), &Look::PLAIN), "[]\n");
    }
}
