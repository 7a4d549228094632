//! SARIF 2.1.0, as code scanning reads it: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0" of OASIS, and what
//! GitHub's documentation says of its limits.
//!
//! What is accepted is in it as suppressed. What has no place is shown at the first line of the spec, because readers refuse
//! results without one; why the program could not run at all is no result but a notification.

mod place;
mod rules;

use super::fingerprint::{VERSION, fingerprints};
use super::text::visible;
use super::{Look, Report, prose, said};
use crate::diag::{Diagnostic, Severity, Subject};
use place::Places;
use rules::Rules;
use serde_json::{Value, json};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// GitHub refuses a run with more results.
const RESULTS: usize = 25_000;
/// GitHub shows so many further places of a result.
const RELATED: usize = 100;

/// The report as a log with one run.
pub(super) fn write(report: &Report, look: &Look<'_>) -> String {
    let places = Places { report, look };
    let mut rules = Rules::default();
    let (mut results, mut notifications) = (Vec::new(), Vec::new());
    let chosen = chosen(report);
    let left_out = report.findings().len() - chosen.len();
    for (finding, fingerprint) in chosen {
        if is_of_the_run(finding) {
            notifications.push(notification(&places, finding));
        } else {
            let index = rules.index(report, finding);
            results.push(result(&places, finding, &fingerprint, index));
        }
    }
    if left_out > 0 {
        let text = format!("{left_out} more results are left out, because readers take {RESULTS} at most");
        notifications.push(json!({"level": "warning", "message": {"text": text}}));
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.list,
            }},
            "automationDetails": {"id": format!("kafkasmith/{}/", places.uri(report.anchor()))},
            "invocations": [{
                "executionSuccessful": report.exit_code < 2,
                "exitCode": report.exit_code,
                "toolExecutionNotifications": notifications,
            }],
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the root of the repository"}}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    // Strings and numbers: nothing in it can fail to be JSON.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

/// The findings that readers take, in their order: if there are too many, those that matter most.
fn chosen(report: &Report) -> Vec<(&Diagnostic, String)> {
    let mut all: Vec<_> = report.findings().iter().zip(fingerprints(report)).enumerate().collect();
    if all.len() > RESULTS {
        all.sort_by_key(|(_, (finding, _))| (finding.waived().is_some(), std::cmp::Reverse(finding.weight())));
        all.truncate(RESULTS);
        all.sort_by_key(|(at, _)| *at);
    }
    all.into_iter().map(|(_, one)| one).collect()
}

/// Whether it is why the program could not do its work, and speaks of no file.
fn is_of_the_run(finding: &Diagnostic) -> bool {
    finding.id.area() == "cli" && finding.subject == Subject::Nothing
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn message(places: &Places<'_>, finding: &Diagnostic) -> Value {
    let lines = said::lines(places.report, finding, &|name| places.shown(name));
    let markdown: Vec<String> = lines.iter().map(|line| prose::line(line, false)).collect();
    json!({"text": visible(&lines.join("\n")), "markdown": markdown.join("\n\n")})
}

fn notification(places: &Places<'_>, finding: &Diagnostic) -> Value {
    json!({
        "descriptor": {"id": finding.id.word()},
        "level": level(finding.severity),
        "message": message(places, finding),
    })
}

fn result(places: &Places<'_>, finding: &Diagnostic, fingerprint: &str, rule: usize) -> Value {
    let location = with(json!({"physicalLocation": places.of(finding)}), "logicalLocations", filled(logical(finding)));
    let result = json!({
        "ruleId": finding.id.word(),
        "ruleIndex": rule,
        "level": level(finding.weight()),
        "kind": "fail",
        "message": message(places, finding),
        "locations": [location],
        "partialFingerprints": {format!("kafkasmith/{VERSION}"): fingerprint},
        // All results of a run have the list, or none.
        "suppressions": finding.waived().map(|waived| json!({
            "kind": "inSource",
            "status": "accepted",
            "justification": format!("{} (until {}, {})", visible(&waived.reason), visible(&waived.expires), visible(&waived.owner)),
            "location": {"physicalLocation": places.at(waived.place)},
        })).into_iter().collect::<Vec<_>>(),
    });
    let result = with(result, "relatedLocations", filled(related(places, finding)));
    with(result, "fixes", fix(places, finding).map(|fix| json!([fix])))
}

/// An object with one more key, if there is something to say.
fn with(mut object: Value, key: &str, value: Option<Value>) -> Value {
    if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
        object.insert(key.to_owned(), value);
    }
    object
}

/// A list that has something in it.
fn filled(list: Vec<Value>) -> Option<Value> {
    (!list.is_empty()).then(|| list.into())
}

/// What it is about, by name: the key of the spec or what the rule was asked of, and the object.
fn logical(finding: &Diagnostic) -> Vec<Value> {
    let Some(about) = &finding.about else { return Vec::new() };
    let mut list = Vec::new();
    let subject = about.subject.to_string();
    if let Some(path) = about.spec_path.as_ref().filter(|path| !path.trim().is_empty()) {
        list.push(json!({"fullyQualifiedName": visible(path), "kind": "key"}));
    }
    if !subject.is_empty() {
        let name = visible(&about.subject.name);
        let value = json!({"fullyQualifiedName": visible(&subject), "kind": about.subject.kind});
        list.push(with(value, "name", (!name.is_empty()).then(|| name.into())));
    }
    if let Some(object) = &about.object {
        let parts = [Some(object.kind.as_str()), object.namespace.as_deref(), Some(object.name.as_str())];
        let full: Vec<&str> = parts.into_iter().flatten().collect();
        list.push(json!({"fullyQualifiedName": visible(&full.join("/")), "kind": "resource"}));
    }
    list
}

/// The other places that make it wrong, where it is rendered, and where equal ones are.
fn related(places: &Places<'_>, finding: &Diagnostic) -> Vec<Value> {
    let labels = finding.related.iter().filter_map(|label| Some((label.text.clone(), places.inside(label.span)?)));
    let about = finding.about.iter();
    let generated = about.clone().filter_map(|about| {
        let place = about.generated.as_ref()?;
        Some((format!("generated {}", said::way(&about.pointer)), places.generated(place)))
    });
    let folded = about
        .flat_map(|about| &about.folded)
        .filter_map(|other| Some((format!("also {}", other.subject), places.generated(other.generated.as_ref()?))));
    let all = labels.chain(generated).chain(folded).take(RELATED).zip(1..);
    all.map(|((text, place), id)| json!({"id": id, "message": {"text": visible(&text)}, "physicalLocation": place}))
        .collect()
}

/// The change that settles it, if it can do no harm and all of it has a place.
fn fix(places: &Places<'_>, finding: &Diagnostic) -> Option<Value> {
    let fix = finding.about.as_ref()?.fix.as_ref().filter(|fix| fix.safe)?;
    let mut changes: Vec<(Value, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let (artifact, region) = places.parts(edit.span)?;
        let replacement = json!({"deletedRegion": region, "insertedContent": {"text": edit.text}});
        match changes.iter_mut().find(|(file, _)| *file == artifact) {
            Some((_, list)) => list.push(replacement),
            None => changes.push((artifact, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(artifact, list)| json!({"artifactLocation": artifact, "replacements": list}))
        .collect();
    (!changes.is_empty()).then(|| json!({"description": {"text": visible(&fix.title)}, "artifactChanges": changes}))
}
