//! The reader on whole specs.

use super::*;
use crate::diag::{Diagnostic, Sources};
use proptest::prelude::*;

fn read_text(text: &str) -> (Spec, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let mut complaints = Complaints::default();
    let spec = read(sources.get(id).unwrap(), &mut complaints);
    (spec, complaints.into_sorted(), sources)
}

/// Each complaint as `line:column id`, with the line of its second place where it has one.
fn places(text: &str) -> Vec<String> {
    let (_, complaints, sources) = read_text(text);
    let place = |span| {
        let position = sources.of(span).unwrap().position(crate::diag::Span::start(span));
        format!("{}:{}", position.line, position.column)
    };
    let line = |diagnostic: Diagnostic| {
        let related =
            diagnostic.related.first().map_or_else(String::new, |label| format!(" after {}", place(label.span)));
        format!("{} {}{related}", place(diagnostic.span().unwrap()), diagnostic.id.word())
    };
    complaints.into_iter().map(line).collect()
}

const MISTAKES: &str = r#"
[project]
name = 3
owner = "a"
owner = "b"
[cluster]
mode = "kraftt"
labels = 7
[cluster.brokers]
replicas = -1
storage = { size = "10gb", clas = "x" }
heap = { initial = "1Gi", mx = "2Gi" }
requests = { cpu = "abc", memory = 7 }
[cluster.zookeeper]
heap = 7
replicas = 4294967299999
[cluster.listener.plain]
port = 99999
tls = "yes"
[topic.a]
retention = "7x"
max_bytes = -1
[topic.a]
partitions = 1
[topic.orders.v1]
partitions = 3
[topic.b]
labels = ["a"]
cleanup = ["compact"]
config = { "a" = [1], "b" = inf }
oops =
[client.x]
consumes = [{ topic = "a", grup = "b" }]
produces = "a"
purpose = "\uFDD0"
[[waiver]]
expires = 2027-03-31
rule = 7
"#;

#[test]
fn all_mistakes_show_in_one_run() {
    let expected = [
        "3:8 spec/wrong-type",
        "5:1 spec/duplicate after 4:1",
        "7:8 spec/unknown-value",
        "8:10 spec/wrong-type",
        "10:12 spec/out-of-range",
        "11:20 spec/unknown-unit",
        "11:28 spec/unknown-key",
        "12:27 spec/unknown-key",
        "13:20 spec/wrong-type",
        "13:36 spec/unknown-unit",
        "15:8 spec/unknown-unit",
        "16:12 spec/out-of-range",
        "18:8 spec/out-of-range",
        "19:7 spec/wrong-type",
        "21:13 spec/unknown-unit",
        "22:13 spec/unknown-unit",
        "23:8 spec/duplicate after 20:1",
        "25:15 spec/unknown-key",
        "28:10 spec/wrong-type",
        "29:11 spec/wrong-type",
        "30:19 spec/wrong-type",
        "30:29 spec/out-of-range",
        "31:1 spec/unknown-key",
        "31:7 spec/syntax",
        "33:28 spec/unknown-key",
        "34:12 spec/wrong-type",
        "35:1 spec/unknown-key",
        "38:8 spec/wrong-type",
    ];
    assert_eq!(places(MISTAKES), expected);
}

#[test]
fn a_right_value_in_a_wrong_form_is_shown_in_the_right_one() {
    for (text, help) in [
        ("[topic.a]\npartitions = 3.0\n", "write `3`, without a fraction"),
        ("[topic.a]\npartitions = \"3\"\n", "write `3`, without quotes"),
        ("[topic.a]\ncleanup = [\"compact\"]\n", "write one text in quotes, without brackets"),
        ("[client.a]\nacks = 1\n", "write `\"1\"`"),
        ("[client.a]\nproduces = \"a\"\n", "write `[\"a\"]`"),
        ("[cluster]\nkafka = 3.6\n", "write `\"3.6\"`"),
        ("[cluster.listener.a]\ntls = \"yes\"\n", "write `true`, without quotes"),
    ] {
        let (_, complaints, _) = read_text(text);
        assert_eq!(
            complaints.iter().map(|complaint| complaint.help.as_deref()).collect::<Vec<_>>(),
            [Some(help)],
            "{text}"
        );
    }
}

#[test]
fn no_message_speaks_rust() {
    let (_, complaints, _) = read_text(MISTAKES);
    for diagnostic in complaints {
        let text = format!("{} {:?}", diagnostic.headline, diagnostic.help);
        for word in
            ["u32", "i64", "struct", "enum", "untagged", "variant", "Option", "\u{1f}", "newtype", "Setting", "::"]
        {
            assert!(!text.contains(word), "{word} in: {text}");
        }
    }
}

#[test]
fn a_bad_value_leaves_its_neighbours() {
    let (spec, complaints, sources) =
        read_text("[topic.a]\npartitions = \"x\"\nreplicas = 3\n[topic.b]\npartitions = 2\n");
    assert_eq!(complaints.len(), 1);
    let topics = spec.topic.get().unwrap();
    let a = topics.get("a").unwrap();
    assert!(a.value.get().unwrap().partitions.is_bad());
    let (replicas, span) = a.value.get().unwrap().replicas.given().unwrap();
    assert_eq!((*replicas, sources.text(span)), (3, "3"));
    assert_eq!(sources.text(topics.get("b").unwrap().name_at), "b");
}

#[test]
fn characters_that_marks_use_are_refused() {
    assert_eq!(places("[topic.a]\npurpose = \"x\\uFDD1\"\n"), ["2:11 spec/bad-character"]);
    assert_eq!(places("[topic.\"a\\uFDD1\"]\n"), ["1:8 spec/bad-character"]);
}

#[test]
fn a_deep_text_is_a_complaint() {
    for text in [format!("a = {}", "[".repeat(100_000)), format!("{} = 1", vec!["a"; 20_000].join("."))] {
        assert!(!places(&text).is_empty());
    }
}

proptest! {
    #[test]
    fn mutated_specs_never_panic(cuts in proptest::collection::vec((0..MISTAKES.len(), ".{0,3}"), 1..8)) {
        let mut text = MISTAKES.to_owned();
        for (at, insert) in cuts {
            let at = (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
            text.insert_str(at, &insert);
        }
        let _ = read_text(&text);
    }
}
