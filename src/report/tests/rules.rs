//! Findings of rules: what they know of what they are about, in each format.

use super::written;
use crate::diag::{
    About, Diagnostic, Edit, Fix, Generated, Id, Object, SetBy, Severity, Source, Sources, Span, Target, Waived,
};
use crate::report::{Detail, Examined, Expiring, FORMATS, Judged, Look, Report, RuleDoc, Skipped, Targets, schema};
use serde_json::{Value, json};

const SPEC: &str = "\
[topic_defaults]
min_insync = 3

[topic.audit]
replicas = 1

[[waiver]]
reason = \"It can be sent again\"
";
const YAML: &str = "a: 1\nmin.insync.replicas: \"3\"\nb: 2\nmin.insync.replicas: \"3\"\n";

const RULES: &[RuleDoc] = &[RuleDoc {
    id: "topic/no-room",
    summary: "all copies must acknowledge",
    why: "One broker that is away stops `acks=all` writers.",
    help: "write one less",
    level: Severity::Error,
    security: true,
}];

pub(super) fn at(source: &Source, word: &str) -> Span {
    let start = source.text().find(word).unwrap_or_else(|| panic!("{word:?} is not in {}", source.name()));
    source.at(start..start + word.len())
}

fn topic(name: &str) -> Target {
    Target { kind: "topic", name: name.into(), namespace: Some("kafka".into()) }
}

fn object(name: &str) -> Object {
    let (api_version, kind) = ("kafka.strimzi.io/v1".to_owned(), "KafkaTopic".to_owned());
    Object { api_version, kind, namespace: Some("kafka".into()), name: name.into() }
}

/// Three topics with one wrong default, one waived, one that a profile made a warning of, and a rule of the house.
pub(super) fn sample() -> Report {
    let mut sources = Sources::default();
    let spec = sources.add("kafka.toml", SPEC).unwrap();
    let yaml = sources.add("out/topics.yaml", YAML).unwrap();
    let (spec, yaml) = (sources.get(spec).unwrap(), sources.get(yaml).unwrap());
    let default = at(spec, "= 3").part(2..3);
    let fix = |safe| Fix { title: "set it to 2".into(), safe, edits: vec![Edit { span: default, text: "2".into() }] };
    let one = |name: &str, line: usize| {
        let start = YAML.match_indices("min.").nth(line).map_or(0, |(start, _)| start);
        let generated = Generated { path: "out/topics.yaml".into(), span: yaml.at(start..start + 3) };
        let mut finding = Diagnostic::error(Id::new("topic/no-room"), format!("one outage stops `{name}`"))
            .at(default, "all must acknowledge")
            .help("set it to 2");
        finding.about = Some(Box::new(About {
            subject: topic(name),
            object: Some(object(name)),
            pointer: "/spec/config/min.insync.replicas".into(),
            spec_path: Some("topic_defaults.min_insync".into()),
            generated: Some(generated),
            fix: Some(fix(true)),
            ..About::default()
        }));
        finding
    };
    let mut waived =
        Diagnostic::info(Id::new("topic/one-copy"), "`audit` has one copy").at(at(spec, "replicas = 1"), "");
    let waiver = Waived {
        place: at(spec, "[[waiver]]"),
        reason: "It can be sent again".into(),
        owner: "team-audit".into(),
        expires: "2027-03-31".into(),
        severity: Severity::Warning,
    };
    waived.about = Some(Box::new(About { subject: topic("audit"), waived: Some(waiver), ..About::default() }));
    let mut level =
        Diagnostic::warning(Id::new("topic/short"), "records of `audit` live for an hour").file("out/a.yaml");
    let (subject, set_by) = (topic("audit"), SetBy::Profile("development"));
    level.about = Some(Box::new(About { subject, set_by, fix: Some(fix(false)), ..About::default() }));
    let mut house = Diagnostic::info(Id::of_house("house/names"), "a remark of the house");
    house.about = Some(Box::new(About { set_by: SetBy::Policy(at(spec, "[topic.audit]")), ..About::default() }));
    let findings = [one("refunds", 1), one("payments", 0), one("orders", 0), waived, level, house];
    let mut report = Report::new("validate", sources, findings);
    report.rules = RULES;
    report.exit_code = 1;
    report.examined = [("objects", 214), ("rules", 1)].into();
    report.judged = Some(Judged {
        targets: Targets { strimzi: Some("1.2.0".into()), ..Targets::default() },
        examined: vec![Examined {
            rules: vec![Id::new("topic/no-room"), Id::new("topic/one-copy")],
            subjects: ["payments", "orders", "refunds", "audit", "free"].map(|name| (topic(name), None)).into(),
        }],
        skipped: vec![Skipped { what: "rbac/too-wide".into(), why: "`--skip-rule`".into() }],
        expiring: Some(Expiring { count: 1, days: 9 }),
    });
    report
}

fn parsed(format: &str, report: &Report) -> Value {
    serde_json::from_str(&written(format, report, &Look::PLAIN)).unwrap()
}

#[test]
fn frames_say_what_the_rule_knows() {
    let expected = "\
error[topic/no-room]: one outage stops `orders` [+2 more]
 --> kafka.toml:2:14
  |
2 | min_insync = 3
  |              ^ all must acknowledge
  |
  = also: topic.\"payments\", topic.\"refunds\"
  = generated: out/topics.yaml:2 spec.config.\"min.insync.replicas\"
  = help: set it to 2 (safe fix, `kafkasmith validate --fix`)
  = docs: kafkasmith explain topic/no-room

warning[topic/short]: records of `audit` live for an hour
--> out/a.yaml
 = level: set by the profile `development`
 = help: set it to 2 (unsafe fix, `kafkasmith validate --fix --unsafe-fixes`)
 = docs: kafkasmith explain topic/short

info[house/names]: a remark of the house
 |
 = level: set by the policy at kafka.toml:4:1

1 waived (1 expires in 9 days), 1 skipped; 214 objects, 1 rule
validated for Strimzi 1.2.0
1 error, 1 warning, 1 info, 1 fixable
";
    assert_eq!(written("full", &sample(), &Look::PLAIN), expected);
    let everything = written("full", &sample(), &Look { detail: Detail::Everything, ..Look::PLAIN });
    let waived = "waived   topic/one-copy topic.\"audit\" until 2027-03-31 by team-audit: It can be sent again\n";
    assert!(everything.contains(waived), "{everything}");
    assert!(everything.contains("skipped  rbac/too-wide: `--skip-rule`\n"), "{everything}");
    assert!(
        written("concise", &sample(), &Look::PLAIN)
            .starts_with("kafka.toml:2:14: error[topic/no-room] one outage stops `orders` [+2 more]\n")
    );
}

#[test]
fn every_format_shows_what_is_open_and_those_that_can_what_is_waived() {
    for format in FORMATS {
        let text = (format.write)(&sample(), &Look::PLAIN);
        for finding in sample().open() {
            assert!(text.contains(&finding.headline) && text.contains(finding.id.word()), "{}:\n{text}", format.name);
        }
        let shows = ["json", "json-v1", "sarif", "junit", "markdown"].contains(&format.name);
        assert_eq!(text.contains("It can be sent again"), shows, "{}:\n{text}", format.name);
    }
}

#[test]
fn json_has_all_of_it_and_follows_its_schema() {
    let value = parsed("json", &sample());
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let finding = &value["findings"][0];
    for (key, expected) in [
        ("subject", json!("topic.\"orders\"")),
        (
            "resource",
            json!({"apiVersion": "kafka.strimzi.io/v1", "kind": "KafkaTopic", "namespace": "kafka", "name": "orders"}),
        ),
        ("specPath", json!("topic_defaults.min_insync")),
        (
            "generated",
            json!({"path": "out/topics.yaml", "pointer": "/spec/config/min.insync.replicas", "start": {"line": 2, "column": 1}}),
        ),
        (
            "fix",
            json!({"safety": "safe", "title": "set it to 2", "edits": [{
                "path": "kafka.toml", "start": {"line": 2, "column": 14}, "end": {"line": 2, "column": 15}, "text": "2",
            }]}),
        ),
        ("docs", json!(concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules.md#topicno-room"))),
        ("waiver", Value::Null),
        ("setBy", Value::Null),
    ] {
        assert_eq!(finding[key], expected, "{key}");
    }
    assert_eq!(finding["folded"][1]["subject"], "topic.\"refunds\"");
    assert_eq!(finding["folded"][1]["generated"]["start"]["line"], 4);
    let waived = &value["findings"][1];
    assert_eq!((&waived["severity"], &waived["waiver"]["owner"]), (&json!("warning"), &json!("team-audit")));
    assert_eq!(value["summary"]["findings"], json!({"error": 1, "warning": 1, "info": 1}));
    assert_eq!((&value["summary"]["waived"], &value["summary"]["fixable"]), (&json!(1), &json!(1)));
    assert_eq!(value["targets"], json!({"kubernetes": null, "strimzi": "1.2.0", "prometheus": null}));
}

#[test]
fn sarif_carries_rules_waivers_fixes_and_places() {
    let run = &parsed("sarif", &sample())["runs"][0];
    let result = &run["results"][0];
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"], &rule["id"]),
        (&json!("topic/no-room"), &json!(0), &json!("topic/no-room"))
    );
    assert_eq!(rule["name"], "TopicNoRoom");
    assert_eq!(rule["properties"]["security-severity"], "8.0");
    assert_eq!(run["automationDetails"]["id"], "kafkasmith/kafka.toml/");
    let place = &result["locations"][0];
    assert_eq!(
        place["physicalLocation"]["region"],
        json!({"startLine": 2, "startColumn": 14, "endLine": 2, "endColumn": 15})
    );
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "topic_defaults.min_insync");
    assert_eq!(place["logicalLocations"][2]["fullyQualifiedName"], "KafkaTopic/kafka/orders");
    let replaced = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(
        (&replaced["insertedContent"]["text"], &replaced["deletedRegion"]["startColumn"]),
        (&json!("2"), &json!(14))
    );
    assert_eq!(result["relatedLocations"].as_array().unwrap().len(), 3);
    let results = run["results"].as_array().unwrap();
    let suppressed: Vec<usize> = results.iter().map(|one| one["suppressions"].as_array().unwrap().len()).collect();
    assert_eq!(suppressed, [0, 1, 0, 0]);
    let justification = results[1]["suppressions"][0]["justification"].as_str().unwrap();
    assert!(justification.starts_with("It can be sent again"), "{justification}");
    assert!(results[2].get("fixes").is_none(), "an unsafe fix is offered");
    // What has no place stands at the first line of the spec.
    let nowhere = &results[3]["locations"][0]["physicalLocation"];
    assert_eq!(
        *nowhere,
        json!({"artifactLocation": {"uri": "kafka.toml", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 1}})
    );
}

#[test]
fn junit_has_a_case_for_all_that_was_asked() {
    let text = written("junit", &sample(), &Look::PLAIN);
    let document = roxmltree::Document::parse(&text).unwrap();
    let cases: Vec<(String, String)> = document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"))
        .map(|case| {
            let name = format!("{} {}", case.attribute("classname").unwrap(), case.attribute("name").unwrap());
            (name, case.first_element_child().map_or("passed", |child| child.tag_name().name()).to_owned())
        })
        .collect();
    let expected = [
        ("house/names kafkasmith", "failure"),
        ("topic/no-room topic.\"audit\"", "passed"),
        ("topic/no-room topic.\"free\"", "passed"),
        ("topic/no-room topic.\"orders\"", "failure"),
        ("topic/no-room topic.\"payments\"", "failure"),
        ("topic/no-room topic.\"refunds\"", "failure"),
        ("topic/one-copy topic.\"audit\"", "skipped"),
        ("topic/one-copy topic.\"free\"", "passed"),
        ("topic/one-copy topic.\"orders\"", "passed"),
        ("topic/one-copy topic.\"payments\"", "passed"),
        ("topic/one-copy topic.\"refunds\"", "passed"),
        ("topic/short topic.\"audit\"", "failure"),
    ];
    assert_eq!(cases, expected.map(|(name, how)| (name.to_owned(), how.to_owned())));
    assert!(
        text.contains(
            "<testsuite name=\"kafka.toml\" tests=\"12\" failures=\"5\" errors=\"0\" skipped=\"1\" time=\"0\">"
        ),
        "{text}"
    );
}

#[test]
fn ten_thousand_that_pass_are_one_case_and_what_fails_is_not_lost() {
    let mut report = sample();
    let judged = report.judged.as_mut().unwrap();
    let names = (0..10_000).map(|n| (topic(&format!("t{n}")), None));
    judged.examined[0].subjects =
        names.chain([(topic("orders"), None), (topic("payments"), None), (topic("refunds"), None)]).collect();
    let text = written("junit", &report, &Look::PLAIN);
    assert_eq!(text.matches("<testcase").count(), 8, "{text}");
    assert!(text.contains("classname=\"topic/no-room\" name=\"topic: 10000 that pass\""), "{text}");
    assert_eq!(text.matches("<failure").count(), 5);
}

#[test]
fn equal_findings_are_folded_whatever_order_they_come_in() {
    let report = sample();
    let mut again = Report::new("validate", Sources::default(), []);
    let mut findings = report.findings().to_vec();
    findings.reverse();
    again.add(findings);
    again.add([]);
    assert_eq!(again.findings(), report.findings());
    // What a rule says twice of one thing stays two; so do a waived one and an open one.
    let mut sources = Sources::default();
    let spec = sources.add("kafka.toml", SPEC).unwrap();
    let span = at(sources.get(spec).unwrap(), "= 3");
    let one = |name: &str, headline: &str, fix: Option<&str>| {
        let mut finding = Diagnostic::error(Id::new("x/y"), headline).at(span, "");
        let fix = fix.map(|title| Fix { title: title.into(), safe: true, edits: Vec::new() });
        finding.about = Some(Box::new(About { subject: topic(name), fix, ..About::default() }));
        finding
    };
    let report = Report::new(
        "validate",
        sources,
        [one("a", "1", Some("x")), one("a", "2", None), one("b", "1", Some("y")), one("b", "2", None)],
    );
    let told: Vec<(&str, usize)> = report.findings().iter().map(|one| (one.headline.as_str(), one.folded())).collect();
    assert_eq!(told, [("1", 1), ("2", 1)]);
    assert!(report.findings().iter().all(|one| one.about.as_ref().unwrap().fix.is_none()), "two answers are none");
}

#[test]
fn markdown_fits_and_says_what_does_not() {
    let text = written("markdown", &sample(), &Look::PLAIN);
    assert!(
        text.starts_with(
            "<!-- kafkasmith:report v1 spec=kafka.toml -->\n### kafkasmith validate: 1 error, 1 warning, 1 info\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("| **error** | ") && text.contains("<details><summary>1 waived (1 expires in 9 days)</summary>"),
        "{text}"
    );
    let mut report = sample();
    let long = "x`|@team#1 ".repeat(200);
    report.add((0..3_000).map(|n| Diagnostic::error(Id::new("x/y"), format!("{n} {long}")).help(&long)));
    let text = written("markdown", &report, &Look::PLAIN);
    assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
    assert!(text.contains(" more in the job log.") && text.contains("It can be sent again"), "{}", text.len());
    assert!(text.ends_with("Reproduce: `kafkasmith validate`\n"));
}
