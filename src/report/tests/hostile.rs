//! Names and values that would be more than text, in each format.

use super::rules::at;
use super::written;
use crate::diag::{About, Diagnostic, Edit, Fix, Generated, Id, Object, Severity, Sources, Target, Waived};
use crate::report::{Examined, FORMATS, Judged, Look, Report, schema};
use serde_json::Value;

const HOSTILE: &[&str] = &[
    "100%25",
    "a\n::error::pwned",
    "a\r\n::add-mask::x",
    "``` ` ```` x",
    "]]> </failure><script>alert(1)</script>",
    "--> <!-- <details> </details>",
    "\u{1b}[31m\0\u{7f}\u{85}\u{202e}\u{FFFE}",
    "@team #123 GH-7 | cell | \\|",
    "[link](http://e.example) ![i](x) {0} {{x}}",
    "a:b,c;d\"e'f&g<h>",
    "~~~\n# heading\n- item\n",
    "",
    " ",
];

/// A report in which all that can come from a spec is that text.
fn report(text: &str) -> Report {
    let mut sources = Sources::default();
    let name = if text.trim().is_empty() { "kafka.toml" } else { text };
    let spec = sources.add(name, format!("key = 1\n{text}\n")).unwrap();
    let key = at(sources.get(spec).unwrap(), "key");
    let about = |waived: Option<Waived>| About {
        subject: Target { kind: "topic", name: text.into(), namespace: Some(text.into()) },
        object: Some(Object { api_version: text.into(), kind: text.into(), namespace: None, name: text.into() }),
        pointer: format!("/{text}"),
        spec_path: Some(text.into()),
        generated: Some(Generated { path: name.into(), span: key }),
        fix: Some(Fix { title: text.into(), safe: true, edits: vec![Edit { span: key, text: text.into() }] }),
        waived,
        ..About::default()
    };
    let finding = |id: &'static str, waived| {
        let mut finding = Diagnostic::error(Id::new(id), format!("says `{text}`"))
            .at(key, text)
            .because(key, text)
            .note(text)
            .help(text);
        finding.about = Some(Box::new(about(waived)));
        finding
    };
    let waived =
        Waived { place: key, reason: text.into(), owner: text.into(), expires: text.into(), severity: Severity::Error };
    let findings = [
        finding("x/open", None),
        finding("x/waived", Some(waived)),
        Diagnostic::warning(Id::of_house(format!("house/{text}")), text).file(name),
        Diagnostic::info(Id::new("x/nothing"), text),
    ];
    let mut report = Report::new("validate", sources, findings);
    report.judged = Some(Judged {
        examined: vec![Examined {
            rules: vec![Id::new("x/open")],
            subjects: vec![(Target::new("topic", text), Some(key))],
        }],
        ..Judged::default()
    });
    report
}

/// A report of each.
pub(super) fn reports() -> impl Iterator<Item = Report> {
    HOSTILE.iter().map(|text| report(text))
}

#[test]
fn no_format_takes_text_for_more() {
    for text in HOSTILE {
        let report = report(text);
        for format in FORMATS {
            let out = (format.write)(&report, &Look::PLAIN);
            assert!(!out.contains(['\u{1b}', '\0']), "{} {text:?}:\n{out}", format.name);
            // What JSON is shown as is for its reader to say.
            let is_json = out.starts_with(['{', '[']);
            assert!(is_json || !out.contains('\u{202e}'), "{} {text:?}:\n{out}", format.name);
            assert!(!out.contains("\r\n::"), "{} {text:?}", format.name);
            let command = |line: &str| line.trim_start().starts_with("::");
            assert!(format.name == "github" || !out.lines().any(command), "{} {text:?}:\n{out}", format.name);
        }
        // JSON escapes what it holds.
        let value: Value = serde_json::from_str(&written("json", &report, &Look::PLAIN)).unwrap();
        assert!(jsonschema::is_valid(&schema(), &value), "{text:?}");
        assert!(!written("json", &report, &Look::PLAIN).contains('\u{1b}'));
        for format in ["sarif", "gitlab"] {
            let _: Value = serde_json::from_str(&written(format, &report, &Look::PLAIN)).unwrap();
        }
    }
}

#[test]
fn annotations_stay_one_a_finding() {
    for text in HOSTILE {
        let out = written("github", &report(text), &Look::PLAIN);
        assert_eq!(out.lines().count(), 3, "{text:?}:\n{out}");
        assert!(out.lines().all(|line| line.starts_with("::error title=")
            || line.starts_with("::warning title=")
            || line.starts_with("::notice title=")));
    }
}

#[test]
fn suites_hold_the_same_cases_whatever_is_in_them() {
    for text in HOSTILE {
        let out = written("junit", &report(text), &Look::PLAIN);
        let document = roxmltree::Document::parse(&out).unwrap_or_else(|error| panic!("{text:?}: {error}\n{out}"));
        let count = |tag: &str| document.descendants().filter(|node| node.has_tag_name(tag)).count();
        assert_eq!((count("testcase"), count("failure"), count("skipped")), (4, 3, 1), "{text:?}:\n{out}");
        let shape = ["testsuites", "testsuite", "testcase", "failure", "skipped"];
        assert!(
            document
                .descendants()
                .filter(roxmltree::Node::is_element)
                .all(|node| shape.contains(&node.tag_name().name()))
        );
    }
}

#[test]
fn comments_keep_their_shape_and_call_nobody() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let shape = |text: &str| {
        let out = written("markdown", &report(text), &Look::PLAIN);
        let mut shape = Vec::new();
        for event in Parser::new_ext(&out, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(
                    tag @ (Tag::Heading { .. }
                    | Tag::CodeBlock(_)
                    | Tag::Table(_)
                    | Tag::TableRow
                    | Tag::TableCell
                    | Tag::List(_)),
                ) => {
                    shape.push(format!("{tag:?}"));
                }
                Event::Start(
                    tag @ (Tag::Link { .. }
                    | Tag::Image { .. }
                    | Tag::Strikethrough
                    | Tag::Emphasis
                    | Tag::BlockQuote(_)),
                ) => {
                    panic!("{text:?}: {tag:?}\n{out}");
                }
                Event::Text(part) => assert!(
                    !part.contains("@team") || shape.last().is_some_and(|last| last.contains("CodeBlock")),
                    "{out}"
                ),
                Event::Html(html) => {
                    let html = html.trim();
                    let ours = html.starts_with("<!-- kafkasmith:report v1 spec=")
                        || html.starts_with("<details><summary>")
                        || html == "</details>";
                    assert!(ours, "{html:?}\n{out}");
                }
                _ => {}
            }
        }
        shape
    };
    let plain = shape("plain");
    for text in HOSTILE {
        assert_eq!(shape(text), plain, "{text:?}");
    }
}
