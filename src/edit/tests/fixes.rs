//! Fixes: what they change, and what stays as its author wrote it.

use crate::diag::{Edit, Fix, Sources};
use crate::edit::fix::{Fixed, Left, Which, apply};
use crate::edit::text::said;

const SPEC: &str =
    "# platform\n[topic.a]   # first\nreplicas = 3  # copies\nmin_insync = 3\n\n[topic.b]\nreplicas = 1\n";

/// Each fix as its edits: the text that stands there (its first place) and what is put there; `|text` puts something in before it.
fn fixed(spec: &str, fixes: &[(bool, &[(&str, &str)])], which: Which) -> Fixed {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", spec).unwrap();
    let source = sources.get(id).unwrap();
    let edit = |(old, new): &(&str, &str)| {
        let (old, empty) = old.strip_prefix('|').map_or((*old, false), |old| (old, true));
        let start = spec.find(old).unwrap_or_else(|| panic!("{old:?} is not in the spec"));
        let end = if empty { start } else { start + old.len() };
        Edit { span: source.at(start..end), text: (*new).to_owned() }
    };
    let fixes: Vec<Fix> = fixes
        .iter()
        .map(|(safe, edits)| Fix { title: "do it".into(), safe: *safe, edits: edits.iter().map(edit).collect() })
        .collect();
    apply(source, &fixes, which)
}

#[test]
fn only_what_is_wrong_changes() {
    let done = fixed(
        SPEC,
        &[(true, &[("min_insync = 3", "min_insync = 2")]), (true, &[("replicas = 1", "replicas = 3")])],
        Which::Safe,
    );
    assert_eq!(done.text, SPEC.replace("min_insync = 3", "min_insync = 2").replace("replicas = 1", "replicas = 3"));
    assert_eq!((done.made(), done.left.as_slice()), (2, [None, None].as_slice()));
    let diff = done.diff(SPEC, "kafka.toml");
    assert!(
        diff.starts_with("--- a/kafka.toml\n+++ b/kafka.toml\n") && diff.contains("-min_insync = 3\n+min_insync = 2\n"),
        "{diff}"
    );
}

#[test]
fn unsafe_ones_are_made_only_when_asked_for() {
    let fixes: &[(bool, &[(&str, &str)])] = &[(false, &[("replicas = 1", "replicas = 3")])];
    let done = fixed(SPEC, fixes, Which::Safe);
    assert_eq!((done.text.as_str(), done.left), (SPEC, vec![Some(Left::Unsafe)]));
    assert!(fixed(SPEC, fixes, Which::All).text.ends_with("replicas = 3\n"));
}

#[test]
fn of_two_that_contradict_the_first_is_made_and_equal_ones_are_one() {
    let first: &[(&str, &str)] = &[("min_insync = 3", "min_insync = 2")];
    for (second, left, end) in [
        (("min_insync = 3", "min_insync = 1"), Some(Left::Overlaps), "min_insync = 2\n"),
        (("insync", "in_sync"), Some(Left::Overlaps), "min_insync = 2\n"),
        (("min_insync = 3\n", ""), Some(Left::Overlaps), "min_insync = 2\n"),
        (("|min_insync", "x = 1\n"), Some(Left::Overlaps), "min_insync = 2\n"),
        (("min_insync = 3", "min_insync = 2"), None, "min_insync = 2\n"),
        (("\n\n[topic.b]", "\n[topic.c]"), None, "min_insync = 2\n[topic.c]\n"),
        (("# copies\n", "# copy\n"), None, "min_insync = 2\n"),
    ] {
        let done = fixed(SPEC, &[(true, first), (true, &[second])], Which::Safe);
        assert_eq!(done.left, [None, left], "{second:?}");
        assert!(done.text.contains(end), "{second:?}: {}", done.text);
    }
    let twice: &[(&str, &str)] = &[("|[topic.b]", "x = 1\n")];
    let done = fixed(SPEC, &[(true, twice), (true, twice), (true, &[("|[topic.b]", "y = 1\n")])], Which::Safe);
    assert_eq!(done.left, [None, None, Some(Left::Overlaps)]);
    assert_eq!(done.text.matches("x = 1").count(), 1);
}

#[test]
fn a_fix_is_made_whole_or_not_at_all() {
    let first: &[(&str, &str)] = &[("min_insync = 3", "min_insync = 2")];
    let second: &[(&str, &str)] = &[("replicas = 1", "replicas = 2"), ("min_insync = 3", "min_insync = 1")];
    let done = fixed(SPEC, &[(true, first), (true, second)], Which::Safe);
    assert_eq!(done.left, [None, Some(Left::Overlaps)]);
    assert!(done.text.ends_with("replicas = 1\n"), "{}", done.text);
}

#[test]
fn the_text_stays_toml_and_the_other_fixes_are_made() {
    let fixes: &[(bool, &[(&str, &str)])] = &[
        (true, &[("replicas = 3", "replicas = 2")]),
        (true, &[("[topic.b]", "[topic.b")]),
        (true, &[("min_insync = 3", "min_insync = 2")]),
        (true, &[("replicas = 1", "replicas = \"")]),
    ];
    let done = fixed(SPEC, fixes, Which::Safe);
    assert_eq!(done.left, [None, Some(Left::Breaks), None, Some(Left::Breaks)]);
    assert!(said(&done.text).is_some() && done.text.contains("replicas = 2") && done.text.contains("min_insync = 2"));
    // What was broken before cannot be judged.
    assert_eq!(fixed("a = 1\nb = [", &[(true, &[("a = 1", "a = 2")])], Which::Safe).left, [Some(Left::Breaks)]);
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let spec = format!("\u{FEFF}{}", SPEC.replace('\n', "\r\n"));
    let done = fixed(&spec, &[(true, &[("min_insync = 3", "min_insync = 2\nx = 1")])], Which::Safe);
    assert_eq!(done.text, spec.replace("min_insync = 3", "min_insync = 2\r\nx = 1"));
}

#[test]
fn what_is_in_another_text_is_left() {
    let mut sources = Sources::default();
    let spec = sources.add("kafka.toml", "a = 1\n").unwrap();
    let other = sources.add("other.toml", "b = 2\n").unwrap();
    let span = sources.get(other).unwrap().at(0..1);
    let fixes = [
        Fix { title: String::new(), safe: true, edits: vec![Edit { span, text: "c".into() }] },
        Fix { title: String::new(), safe: true, edits: Vec::new() },
    ];
    let done = apply(sources.get(spec).unwrap(), &fixes, Which::Safe);
    assert_eq!((done.text.as_str(), done.left), ("a = 1\n", vec![Some(Left::Elsewhere), Some(Left::Elsewhere)]));
}

proptest::proptest! {
    /// Whatever is to be changed: nothing panics, and what is given back is TOML.
    #[test]
    fn any_edits_leave_toml(edits in proptest::collection::vec((0usize..90, 0usize..12, "[a-z=\\[\\]\"\n#1]{0,6}"), 0..12)) {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", SPEC).unwrap();
        let source = sources.get(id).unwrap();
        let fixes: Vec<Fix> = edits.chunks(2).map(|some| Fix {
            title: String::new(),
            safe: true,
            edits: some.iter().map(|(start, len, text)| {
                Edit { span: source.at(*start..start + len), text: text.clone() }
            }).collect(),
        }).collect();
        let done = apply(source, &fixes, Which::Safe);
        proptest::prop_assert!(said(&done.text).is_some(), "{}", done.text);
        proptest::prop_assert!(done.made() > 0 || done.text == SPEC);
    }
}
