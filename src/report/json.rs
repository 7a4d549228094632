//! JSON for programs, in the version that `json-v1` pins.
//!
//! The structs are the promise: adding a field is a minor release, removing or renaming one is a major one. They are apart from the
//! diagnostics, which are free to change. Every field is always present; nothing in it depends on time, machine or folder.

mod about;

use super::fingerprint::{VERSION, fingerprints};
use super::{Look, Report, RuleDoc};
use crate::diag::{About, Diagnostic, Label, Severity, Source, Span, Subject};
use about::{Fix, Folded, Generated, Resource, SetBy, Skipped, Targets, Waiver};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where the schema of this version is published.
pub const SCHEMA_ADDRESS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/report-v1.json");

/// The report as JSON.
pub(super) fn write(report: &Report, _: &Look<'_>) -> String {
    // Strings and numbers in ordered maps: nothing in it can fail to be JSON.
    let mut text = serde_json::to_string_pretty(&Envelope::of(report)).unwrap_or_default();
    text.push('\n');
    text
}

/// The JSON Schema of what this version writes.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Envelope);
    schema.insert("$id".into(), SCHEMA_ADDRESS.into());
    schema.to_value()
}

/// What kafkasmith found.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "kafkasmith report, version 1", rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    /// The schema that this report follows.
    #[serde(rename = "$schema")]
    #[schemars(rename = "$schema")]
    schema: &'a str,
    /// Always `kafkasmith/v1`.
    api_version: &'a str,
    /// Always `Report`.
    kind: &'a str,
    /// Who wrote it.
    tool: Tool<'a>,
    /// The versions that it was judged for; all null for verbs that do not judge.
    targets: Targets<'a>,
    /// The verb that was asked; empty if the command line made no sense.
    command: &'a str,
    /// The code that the process ends with.
    exit_code: u8,
    /// Numbers.
    summary: Summary<'a>,
    /// What was found, in the order of places.
    findings: Vec<Finding<'a>>,
    /// What happened to each file, in the order of paths.
    files: Vec<File<'a>>,
}

/// A program.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Tool<'a> {
    /// Its name.
    name: &'a str,
    /// Its version.
    version: &'a str,
}

/// Numbers of a run.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Summary<'a> {
    /// How many of what were looked at.
    examined: BTreeMap<&'a str, usize>,
    /// How many findings there are of each severity, without those that are waived.
    findings: BySeverity,
    /// How many findings are waived, with those that are folded into them.
    waived: usize,
    /// How many findings `--fix` would settle.
    fixable: usize,
    /// How many findings are left out because they matter less than `--min-severity`.
    hidden: usize,
    /// What was not judged.
    skipped: Vec<Skipped<'a>>,
}

/// A number for each severity.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct BySeverity {
    /// Errors.
    error: usize,
    /// Warnings.
    warning: usize,
    /// Remarks.
    info: usize,
}

/// One thing that is wrong.
#[derive(Serialize, JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    /// What kind of thing it is: `area/offence`.
    rule: &'a str,
    /// How much it matters.
    severity: Level,
    /// What is wrong.
    message: &'a str,
    /// What it is about, as waivers name it: `topic."audit-queue"`; null if it is about no such thing.
    subject: Option<String>,
    /// The object of Kubernetes that it is about; null if it is about none.
    resource: Option<Resource<'a>>,
    /// The key of the spec that the value comes from; null if it comes from none.
    spec_path: Option<&'a str>,
    /// Where; null if it has no place.
    location: Option<Location>,
    /// What stands there; empty where the message says it all.
    label: &'a str,
    /// The other places that make it wrong.
    related: Vec<Related<'a>>,
    /// What else is worth knowing, each a sentence.
    notes: Vec<&'a str>,
    /// Where the value stands in a rendered file; null if it stands in none, or the location is there.
    generated: Option<Generated<'a>>,
    /// Equal findings that it stands for, because they come from the same value.
    folded: Vec<Folded<'a>>,
    /// What to write or do instead.
    help: Option<&'a str>,
    /// The change of the spec that settles it; null if there is not exactly one.
    fix: Option<Fix<'a>>,
    /// Who decided how much it matters; null if the rule did.
    set_by: Option<SetBy<'a>>,
    /// Where the rule is described; null if no rule found it.
    docs: Option<String>,
    /// What it is told apart by from run to run, whatever moves around it.
    fingerprint: String,
    /// Why it is accepted for a while; null if it is not.
    waiver: Option<Waiver<'a>>,
}

/// How much a finding matters.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Level {
    /// Taste and hygiene.
    Info,
    /// Works until something fails.
    Warning,
    /// Will not work, is refused, or cannot be done.
    Error,
}

/// A place, or a whole file.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Location {
    /// The file, relative to the working folder, with `/`.
    path: String,
    /// The first character; null for a whole file.
    start: Option<Point>,
    /// The character behind the last; null for a whole file.
    end: Option<Point>,
}

/// A place and what is to be seen there.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Related<'a> {
    /// What stands there.
    message: &'a str,
    /// Where; null if it is in none of the texts.
    location: Option<Location>,
}

/// A character in a text.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Point {
    /// The line, from 1.
    #[schemars(range(min = 1))]
    line: usize,
    /// The character in the line, from 1, in Unicode code points.
    #[schemars(range(min = 1))]
    column: usize,
}

/// What happened to a file.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct File<'a> {
    /// The file, relative to the working folder, with `/`.
    path: String,
    /// One word.
    state: &'a str,
}

impl<'a> Envelope<'a> {
    fn of(report: &'a Report) -> Self {
        let counts = report.counts();
        let findings = BySeverity { error: counts.errors, warning: counts.warnings, info: counts.infos };
        let files = report.files.iter().map(|file| File { path: report.shown(&file.path), state: file.state });
        let summary = Summary {
            examined: report.examined.iter().map(|(what, count)| (*what, *count)).collect(),
            findings,
            waived: report.waived().map(|(finding, _)| 1 + finding.folded()).sum(),
            fixable: report.fixable(),
            hidden: report.hidden(),
            skipped: report.judged.iter().flat_map(|judged| &judged.skipped).map(Skipped::of).collect(),
        };
        let findings = report.findings().iter().zip(fingerprints(report));
        Envelope {
            schema: SCHEMA_ADDRESS,
            api_version: "kafkasmith/v1",
            kind: "Report",
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            targets: Targets::of(report.judged.as_ref().map(|judged| &judged.targets)),
            command: report.command,
            exit_code: report.exit_code,
            summary,
            findings: findings.map(|(finding, print)| Finding::of(report, finding, &print)).collect(),
            files: files.collect(),
        }
    }
}

impl<'a> Finding<'a> {
    fn of(report: &'a Report, diagnostic: &'a Diagnostic, fingerprint: &str) -> Self {
        let Diagnostic { id, severity: _, headline, subject, related, notes, help, about } = diagnostic;
        let (location, label) = match subject {
            Subject::Place(Label { span, text }) => (Location::of(report, *span), text.as_str()),
            Subject::File(path) => (Some(Location { path: report.shown(path), start: None, end: None }), ""),
            Subject::Nothing => (None, ""),
        };
        let severity = match diagnostic.weight() {
            Severity::Info => Level::Info,
            Severity::Warning => Level::Warning,
            Severity::Error => Level::Error,
        };
        let related =
            related.iter().map(|Label { span, text }| Related { message: text, location: Location::of(report, *span) });
        let about: Option<&'a About> = about.as_deref();
        Finding {
            rule: id.word(),
            severity,
            message: headline,
            subject: about.map(|about| about.subject.to_string()).filter(|subject| !subject.is_empty()),
            resource: about.and_then(|about| Some(Resource::of(about.object.as_ref()?))),
            spec_path: about.and_then(|about| about.spec_path.as_deref()),
            location,
            label,
            related: related.collect(),
            notes: notes.iter().map(String::as_str).collect(),
            generated: about.and_then(|about| Some(Generated::of(report, about.generated.as_ref()?, &about.pointer))),
            folded: about
                .iter()
                .flat_map(|about| about.folded.iter().map(|other| Folded::of(report, other, &about.pointer)))
                .collect(),
            help: help.as_deref(),
            fix: about.and_then(|about| Some(Fix::of(report, about.fix.as_ref()?))),
            set_by: about.and_then(|about| SetBy::of(report, &about.set_by)),
            docs: report.rule(id.word()).map(RuleDoc::address),
            fingerprint: format!("{VERSION}:{fingerprint}"),
            waiver: about.and_then(|about| Some(Waiver::of(report, about.waived.as_ref()?))),
        }
    }
}

impl Location {
    fn of(report: &Report, span: Span) -> Option<Self> {
        let source = report.sources.of(span)?;
        let (start, end) = (Point::of(source, span.start()), Point::of(source, span.end()));
        Some(Location { path: report.shown(source.name()), start: Some(start), end: Some(end) })
    }
}

impl Point {
    fn of(source: &Source, position: u32) -> Self {
        let at = source.position(position);
        Point { line: at.line, column: at.column }
    }
}
