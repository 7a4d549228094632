//! What holds for every format, and how frames look.

mod fingerprints;
mod hostile;
mod rules;
mod schemas;

use super::{Detail, FORMATS, FileState, Format, Look, Report, schema};
use crate::diag::{Diagnostic, Id, Sources};

const SPEC: &str = "[topic_defaults]\nreplicas = 3\n\n[topic.payments]\nconfig.\"min.insync.replicas\" = 3\n";

/// A report with findings of each kind of subject, each with a headline that is nowhere else.
fn sample() -> Report {
    let mut sources = Sources::default();
    let spec = sources.add("kafka.toml", SPEC).unwrap();
    let yaml = sources.add("out/topics.yaml", "a: 1\nb: 2\n").unwrap();
    let at = |word: &str| {
        let start = SPEC.rfind(word).unwrap();
        sources.get(spec).unwrap().at(start..start + word.len())
    };
    let (both, value) = (at("replicas = 3").part(11..12), at("= 3\n").part(2..3));
    let rendered = sources.get(yaml).unwrap().at(3..4);
    let findings = [
        Diagnostic::error(Id::new("topic/no-broker-may-fail"), "one outage stops writes to `payments`")
            .at(value, "must be less than 3")
            .because(both, "3 copies come from here")
            .because(rendered, "rendered as this")
            .note("a note\nof two lines")
            .help("set it to 2"),
        Diagnostic::error(Id::new("generated/edited"), "was changed by hand")
            .file("out/a.yaml")
            .help("move it into the spec"),
        Diagnostic::warning(Id::new("waiver/unused"), "a waiver matches nothing"),
        Diagnostic::info(Id::new("spec/style"), "a remark with `backticks`").note("why"),
    ];
    let mut report = Report::new("check", sources, findings);
    report.files = vec![
        FileState { path: "out/a.yaml".into(), state: "edited", listed: false },
        FileState { path: "out/b.yaml".into(), state: "current", listed: false },
        FileState { path: "out/c.yaml".into(), state: "current", listed: false },
    ];
    report.examined.insert("objects", 7);
    report.exit_code = 1;
    report
}

fn written(format: &str, report: &Report, look: &Look<'_>) -> String {
    (Format::named(format).unwrap().write)(report, look)
}

#[test]
fn every_format_shows_every_finding() {
    let report = sample();
    for format in FORMATS {
        let text = (format.write)(&report, &Look::PLAIN);
        for finding in report.findings() {
            assert!(text.contains(&finding.headline), "{} leaves out {:?}:\n{text}", format.name, finding.headline);
            assert!(text.contains(finding.id.word()), "{} leaves out {:?}", format.name, finding.id);
        }
        assert!(text.ends_with('\n'), "{}", format.name);
        assert_eq!(text, (format.write)(&sample(), &Look::PLAIN), "{} differs from run to run", format.name);
    }
}

#[test]
fn machine_formats_are_never_coloured_and_the_others_are_when_asked() {
    let look = Look { colour: true, ..Look::PLAIN };
    for format in FORMATS {
        assert_eq!((format.write)(&sample(), &look).contains('\u{1b}'), !format.machine, "{}", format.name);
        assert!(!(format.write)(&sample(), &Look::PLAIN).contains('\u{1b}'), "{}", format.name);
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    let look = Look { colour: true, ..Look::PLAIN };
    for format in FORMATS {
        let coloured = (format.write)(&sample(), &look);
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), (format.write)(&sample(), &Look::PLAIN));
    }
}

#[test]
fn a_frame_has_all_labels_notes_and_help() {
    let expected = "\
error[topic/no-broker-may-fail]: one outage stops writes to `payments`
 --> kafka.toml:5:32
  |
2 | replicas = 3
  |            - 3 copies come from here
...
5 | config.\"min.insync.replicas\" = 3
  |                                ^ must be less than 3
  |
 ::: out/topics.yaml:1:4
  |
1 | a: 1
  |    - rendered as this
  |
  = note: a note
          of two lines
  = help: set it to 2

error[generated/edited]: was changed by hand
--> out/a.yaml
 = help: move it into the spec

info[spec/style]: a remark with `backticks`
 |
 = note: why

warning[waiver/unused]: a waiver matches nothing

3 files: 2 current, 1 edited
2 errors, 1 warning, 1 info
";
    assert_eq!(written("full", &sample(), &Look::PLAIN), expected);
    let findings_only = written("full", &sample(), &Look { detail: Detail::Findings, ..Look::PLAIN });
    assert!(findings_only.ends_with("matches nothing\n"), "{findings_only}");
    let everything = written("full", &sample(), &Look { detail: Detail::Everything, ..Look::PLAIN });
    assert!(
        everything.contains("current  out/b.yaml\n") && everything.contains("examined: 7 objects\n"),
        "{everything}"
    );
}

#[test]
fn concise_lines_are_clickable() {
    let expected = "\
kafka.toml:5:32: error[topic/no-broker-may-fail] one outage stops writes to `payments`
out/a.yaml: error[generated/edited] was changed by hand
kafkasmith: info[spec/style] a remark with `backticks`
kafkasmith: warning[waiver/unused] a waiver matches nothing
";
    assert_eq!(written("concise", &sample(), &Look::PLAIN), expected);
}

#[test]
fn paths_are_those_of_the_working_folder() {
    let mut report = sample();
    report.base = "services/kafka/".into();
    for format in ["full", "concise", "json", "github"] {
        let text = written(format, &report, &Look::PLAIN);
        assert!(text.contains("services/kafka/kafka.toml") && text.contains("services/kafka/out/a.yaml"), "{text}");
    }
}

#[test]
fn json_follows_its_own_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let text = written("json", &sample(), &Look::PLAIN);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    assert_eq!(value["findings"][0]["location"]["start"], serde_json::json!({"line": 5, "column": 32}));
    assert_eq!(value["findings"][0]["related"][1]["location"]["path"], "out/topics.yaml");
    assert_eq!(value["exitCode"], 1);
    assert_eq!(text, written("json-v1", &sample(), &Look::PLAIN));
    let mut odd = value;
    odd["findings"][0]["severity"] = "fatal".into();
    assert!(!validator.is_valid(&odd), "the schema accepts anything");
}

/// The frame of one finding at `range` of `text`.
fn frame_of(text: &str, range: std::ops::Range<usize>, width: usize) -> String {
    let mut sources = Sources::default();
    let id = sources.add("a.toml", text).unwrap();
    let span = sources.get(id).unwrap().at(range);
    let report = Report::new("check", sources, [Diagnostic::error(Id::new("x/y"), "headline").at(span, "here")]);
    written("full", &report, &Look { width, detail: Detail::Findings, ..Look::PLAIN })
}

#[test]
fn a_long_line_is_cut_around_the_place_and_the_column_stays_true() {
    let text = format!("x = \"{}MARK{}\"\ny = 1\n", "a".repeat(50_000), "é".repeat(50_000));
    let start = text.find("MARK").unwrap();
    let frame = frame_of(&text, start..start + 4, 80);
    assert!(frame.contains(" --> a.toml:1:50006\n"), "{frame}");
    assert!(frame.lines().all(|line| line.chars().count() <= 90), "{frame}");
    let lines: Vec<&str> = frame.lines().collect();
    let source = lines.iter().position(|line| line.contains("MARK")).unwrap();
    assert_eq!(lines[source].find("MARK"), lines[source + 1].find("^^^^"), "{frame}");
}

#[test]
fn a_place_longer_than_the_line_may_be_is_shown_from_its_start() {
    let text = format!("x = {}", "a".repeat(5_000));
    let frame = frame_of(&text, 4..text.len(), 80);
    assert!(frame.contains("x = aaa") && frame.contains("a.toml:1:5\n"), "{frame}");
    assert!(frame.lines().all(|line| line.chars().count() <= 100), "{frame}");
}

#[test]
fn what_hides_or_reorders_is_seen_and_columns_stay_true() {
    let text = "role = \"\u{202e}nimda\u{1b}[2J\" # x\n";
    let start = text.find('#').unwrap();
    let frame = frame_of(text, start..start + 1, 80);
    assert!(!frame.contains(['\u{202e}', '\u{1b}']), "{frame}");
    assert!(frame.contains('\u{fffd}') && frame.contains('\u{241b}'), "{frame}");
    assert!(frame.contains("a.toml:1:21\n"), "{frame}");
}

#[test]
fn odd_places_are_shown_too() {
    for (text, range, place) in [
        ("", 0..0, "a.toml:1:1"),
        ("a = 1\n", 6..6, "a.toml:2:1"),
        ("a = 1\n", 5..6, "a.toml:1:6"),
        ("a = 1\r\nb = 2\r\n", 5..7, "a.toml:1:6"),
        ("\n\n\n", 1..1, "a.toml:2:1"),
        ("a = \"é\"", 6..7, "a.toml:1:6"),
        ("a = [\n1,\n2,\n]\n", 4..14, "a.toml:1:5"),
        ("\tb = 1", 1..2, "a.toml:1:2"),
    ] {
        let frame = frame_of(text, range.clone(), 80);
        assert!(frame.contains(&format!("--> {place}\n")), "{text:?} {range:?}:\n{frame}");
        assert!(frame.contains("here"), "{text:?} {range:?}:\n{frame}");
    }
}

#[test]
fn a_place_is_shown_on_its_own_line_and_no_other() {
    // The end of the file is a line of its own, though nothing stands in it.
    let frame = frame_of("a = 1\n", 6..6, 80);
    assert!(frame.contains("\n2 |") && !frame.contains("^ here\n1 |"), "{frame}");
    // The line break belongs to the line that it ends.
    let frame = frame_of("a = 1\nb = 2\n", 4..6, 80);
    assert!(frame.contains("1 | a = 1\n  |     ^ here") && !frame.contains("b = 2"), "{frame}");
}

#[test]
fn lines_of_concise_cannot_be_forged() {
    let finding = Diagnostic::error(Id::new("x/y"), "one\n::error::two\u{1b}[2J").file("a\nb");
    let report = Report::new("check", Sources::default(), [finding]);
    assert_eq!(written("concise", &report, &Look::PLAIN), "a b: error[x/y] one ::error::two\u{241b}[2J\n");
}

#[test]
fn a_tall_place_is_shown_by_its_first_line() {
    let text = format!("[table]\n{}", "key = 1\n".repeat(1_000));
    let frame = frame_of(&text, 0..text.len(), 80);
    assert!(frame.lines().count() < 10, "{frame}");
}

#[test]
fn places_far_apart_get_frames_of_their_own() {
    let text = format!("first = 1\n{}last = 2\n", "\n".repeat(5_000));
    let mut sources = Sources::default();
    let id = sources.add("a.toml", text.as_str()).unwrap();
    let last = text.find("last").unwrap();
    let (a, b) = (sources.get(id).unwrap().at(0..5), sources.get(id).unwrap().at(last..last + 4));
    let finding = Diagnostic::error(Id::new("x/y"), "headline").at(b, "this").because(a, "that");
    let frame = written("full", &Report::new("check", sources, [finding]), &Look::PLAIN);
    assert!(frame.contains("--> a.toml:5002:1\n") && frame.contains("::: a.toml:1:1\n"), "{frame}");
    assert!(frame.find("this") < frame.find("that"), "{frame}");
}

#[test]
fn a_place_in_no_text_loses_nothing_but_the_frame() {
    let stray = crate::diag::Span::new(90, 95);
    let finding = Diagnostic::error(Id::new("x/y"), "headline").at(stray, "what stands there");
    let report = Report::new("check", Sources::default(), [finding]);
    for format in ["full", "json"] {
        assert!(written(format, &report, &Look::PLAIN).contains("what stands there"), "{format}");
    }
    assert!(written("concise", &report, &Look::PLAIN).starts_with("kafkasmith: error[x/y] headline"));
}

#[test]
fn frames_in_a_large_file_are_cheap() {
    let line = "key = \"a value of some length\"\n";
    let text = line.repeat(70_000);
    let mut sources = Sources::default();
    let id = sources.add("big.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let findings: Vec<Diagnostic> = (0..1_000)
        .map(|n| Diagnostic::error(Id::new("x/y"), "headline").at(source.at(n * 1_000..n * 1_000 + 3), "here"))
        .collect();
    let report = Report::new("check", sources, findings);
    let text = written("full", &report, &Look::PLAIN);
    assert_eq!(text.matches("headline").count(), 1_000);
    assert!(text.len() < 1_000_000, "{}", text.len());
}

proptest::proptest! {
    /// Neither the windows nor the renderer may fail, whatever the text and wherever the places, and every label is shown.
    #[test]
    fn any_places_in_any_text(
        text in "([a-z =\"é東\u{202e}\u{1b}\t]{0,12}(\n|\r\n|\r)?){0,12}",
        places in proptest::collection::vec((0usize..200, 0usize..60), 1..5),
        width in 0usize..120,
    ) {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", text.as_str()).unwrap();
        let source = sources.get(id).unwrap();
        let mut spans = places.iter().map(|(start, len)| {
            let start = (*start).min(text.len());
            source.at(start..(start + len).min(text.len()))
        });
        let mut finding = Diagnostic::error(Id::new("x/y"), "headline").at(spans.next().unwrap(), "label-first");
        for (index, span) in spans.enumerate() {
            finding = finding.because(span, format!("label-{index}"));
        }
        let labels = finding.related.len();
        let report = Report::new("check", sources, [finding]);
        for format in FORMATS {
            let out = (format.write)(&report, &Look { width, ..Look::PLAIN });
            if format.name != "concise" {
                proptest::prop_assert!(out.contains("label-first"), "{}", out);
                proptest::prop_assert!((0..labels).all(|index| out.contains(&format!("label-{index}"))), "{}", out);
            }
        }
    }
}
