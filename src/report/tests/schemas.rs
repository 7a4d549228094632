//! The shape of what other programs read, as their definitions want it: closed, so that a misspelt key is seen. (The official
//! definitions say the same; they are not ours to carry.)

use super::{hostile, rules, sample, written};
use crate::report::{Look, Report};
use serde_json::{Value, json};

/// An object of these keys and no other.
#[expect(clippy::needless_pass_by_value, reason = "a literal at each call")]
fn object(required: &[&str], properties: Value) -> Value {
    json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
}

fn list(items: &Value) -> Value {
    json!({"type": "array", "items": items})
}

fn some(items: &Value) -> Value {
    json!({"type": "array", "minItems": 1, "items": items})
}

fn word() -> Value {
    json!({"type": "string", "minLength": 1})
}

fn message() -> Value {
    object(&["text"], json!({"text": {"type": "string"}, "markdown": {"type": "string"}}))
}

fn level() -> Value {
    json!({"enum": ["none", "note", "warning", "error"]})
}

/// The parts of SARIF 2.1.0 that we write, closed.
fn sarif() -> Value {
    let notification =
        json!({"descriptor": object(&["id"], json!({"id": word()})), "level": level(), "message": message()});
    let driver = json!({
        "name": word(),
        "semanticVersion": word(),
        "informationUri": {"type": "string", "pattern": "^https://"},
        "rules": list(&sarif_rule()),
    });
    let invocation = json!({
        "executionSuccessful": {"type": "boolean"},
        "exitCode": {"type": "integer"},
        "toolExecutionNotifications": list(&object(&["message"], notification)),
    });
    let run = json!({
        "tool": object(&["driver"], json!({"driver": object(&["name"], driver)})),
        "automationDetails": object(&[], json!({"id": word()})),
        "invocations": list(&object(&["executionSuccessful"], invocation)),
        "originalUriBaseIds": {"type": "object"},
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": list(&sarif_result()),
    });
    let runs = list(&object(&["tool", "results"], run));
    object(&["version", "runs"], json!({"$schema": word(), "version": {"const": "2.1.0"}, "runs": runs}))
}

fn sarif_rule() -> Value {
    let properties = json!({
        "tags": {"type": "array", "uniqueItems": true, "maxItems": 10, "items": word()},
        "precision": {"enum": ["very-high", "high", "medium", "low"]},
        "security-severity": {"type": "string", "pattern": "^[0-9.]+$"},
    });
    let rule = json!({
        "id": word(),
        "name": word(),
        "shortDescription": message(),
        "fullDescription": message(),
        "help": message(),
        "helpUri": {"type": "string", "pattern": "^https://"},
        "defaultConfiguration": object(&[], json!({"level": level()})),
        "properties": object(&["tags"], properties),
    });
    object(&["id", "shortDescription", "help"], rule)
}

fn sarif_result() -> Value {
    let number = json!({"type": "integer", "minimum": 1});
    let uri = json!({"type": "string", "pattern": "^([A-Za-z0-9._~-]|%[0-9A-F]{2})([A-Za-z0-9._~/-]|%[0-9A-F]{2})*$|^file:///"});
    let artifact = object(&["uri"], json!({"uri": uri, "uriBaseId": {"const": "%SRCROOT%"}}));
    let region = json!({"startLine": number, "startColumn": number, "endLine": number, "endColumn": number});
    let region = object(&["startLine"], region);
    let place = object(&["artifactLocation", "region"], json!({"artifactLocation": artifact, "region": region}));
    let logical =
        object(&["fullyQualifiedName"], json!({"fullyQualifiedName": word(), "name": word(), "kind": word()}));
    let location =
        json!({"id": number, "message": message(), "physicalLocation": place, "logicalLocations": some(&logical)});
    let location = object(&["physicalLocation"], location);
    let content = object(&["text"], json!({"text": {"type": "string"}}));
    let replacement = json!({"deletedRegion": region, "insertedContent": content});
    let replacements = some(&object(&["deletedRegion", "insertedContent"], replacement));
    let change = json!({"artifactLocation": artifact, "replacements": replacements});
    let changes = some(&object(&["artifactLocation", "replacements"], change));
    let suppression = json!({
        "kind": {"enum": ["inSource", "external"]},
        "status": {"enum": ["accepted", "underReview", "rejected"]},
        "justification": {"type": "string"},
        "location": location,
    });
    let result = json!({
        "ruleId": word(),
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": level(),
        "kind": {"const": "fail"},
        "message": message(),
        "locations": some(&location),
        "relatedLocations": some(&location),
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{32}$"}},
        "suppressions": list(&object(&["kind", "status"], suppression)),
        "fixes": some(&object(&["artifactChanges"], json!({"description": message(), "artifactChanges": changes}))),
    });
    object(&["ruleId", "ruleIndex", "level", "message", "locations", "suppressions"], result)
}

/// What GitLab reads of a code quality report.
fn gitlab() -> Value {
    json!({"type": "array", "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": false,
        "properties": {
            "description": {"type": "string"}, "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object", "required": ["path", "lines"], "additionalProperties": false,
                "properties": {
                    "path": {"type": "string", "minLength": 1, "pattern": "^[^/]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {
                        "begin": {"type": "integer", "minimum": 1}, "end": {"type": "integer", "minimum": 1},
                    }},
                },
            },
        },
    }})
}

/// Writes all of them into a folder, to be held against the official definitions by hand: `DUMP=/tmp/x cargo test dumped -- --ignored`.
#[test]
#[ignore = "for the eyes of other programs"]
#[expect(clippy::disallowed_methods, reason = "by hand")]
fn dumped() {
    let folder = std::env::var("DUMP").unwrap();
    for (number, report) in reports().into_iter().enumerate() {
        for (format, end) in [("sarif", "sarif"), ("junit", "xml"), ("gitlab", "json"), ("markdown", "md")] {
            std::fs::write(format!("{folder}/{number:02}-{format}.{end}"), written(format, &report, &Look::PLAIN))
                .unwrap();
        }
    }
}

/// Reports of every kind: of files, of rules, of hostile texts, of nothing, of a run that could not be.
fn reports() -> Vec<Report> {
    use crate::diag::{Diagnostic, Id, Sources};
    let usage = Diagnostic::error(Id::new("cli/usage"), "no such flag").help("look it up");
    let mut refused = Report::new("", Sources::default(), [usage]);
    refused.exit_code = 2;
    let nothing = Report::new("check", Sources::default(), []);
    hostile::reports().chain([sample(), rules::sample(), refused, nothing]).collect()
}

#[test]
fn sarif_is_as_its_definition_wants_it() {
    let validator = jsonschema::validator_for(&sarif()).unwrap();
    for report in reports() {
        let value: Value = serde_json::from_str(&written("sarif", &report, &Look::PLAIN)).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:?}\n{value:#}");
        let run = &value["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
        assert_eq!(run["invocations"][0]["executionSuccessful"], report.exit_code < 2);
        let told = run["results"].as_array().unwrap().len()
            + run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len();
        assert_eq!(told, report.findings().len());
    }
}

#[test]
fn gitlab_gets_what_it_reads() {
    let validator = jsonschema::validator_for(&gitlab()).unwrap();
    for report in reports() {
        let value: Value = serde_json::from_str(&written("gitlab", &report, &Look::PLAIN)).unwrap();
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}\n{value:#}");
        let prints: std::collections::BTreeSet<String> =
            value.as_array().unwrap().iter().map(|issue| issue["fingerprint"].to_string()).collect();
        assert_eq!(prints.len(), report.open().count());
    }
}

#[test]
fn junit_counts_what_it_holds() {
    for report in reports() {
        let text = written("junit", &report, &Look::PLAIN);
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "testsuites");
        for suite in
            document.descendants().filter(|node| node.has_tag_name("testsuite") || node.has_tag_name("testsuites"))
        {
            let count = |tag: &str| suite.descendants().filter(|node| node.has_tag_name(tag)).count().to_string();
            let said = |name: &str| suite.attribute(name).unwrap_or_default().to_owned();
            assert_eq!(
                (said("tests"), said("failures"), said("skipped")),
                (count("testcase"), count("failure"), count("skipped")),
                "{text}"
            );
            assert_eq!((said("errors").as_str(), said("time").as_str()), ("0", "0"));
        }
        assert!(document.descendants().any(|node| node.has_tag_name("testcase")), "{text}");
        for case in document.descendants().filter(|node| node.has_tag_name("testcase")) {
            assert!(["classname", "name", "file", "time"].iter().all(|name| case.attribute(*name).is_some()), "{text}");
            assert!(case.attribute("line").is_none_or(|line| line.parse::<usize>().is_ok_and(|line| line > 0)));
            assert!(case.children().filter(roxmltree::Node::is_element).count() <= 1, "{text}");
        }
    }
}
