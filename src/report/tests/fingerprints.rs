//! What findings are told apart by: it outlives what moves and is reworded, and no two have the same.

use crate::diag::{About, Diagnostic, Id, Sources, Target};
use crate::report::Report;
use crate::report::fingerprint::fingerprints;
use std::collections::BTreeSet;

/// The fingerprints of findings at each `!` of a text, each about something of its own, and of one that is about nothing.
fn of(text: &str, headline: &str, about: impl Fn(usize) -> Option<About>) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let findings: Vec<Diagnostic> = text
        .match_indices('!')
        .enumerate()
        .map(|(number, (start, _))| {
            let mut finding = Diagnostic::error(Id::new("x/y"), format!("{headline} {number}"))
                .at(source.at(start..start + 1), headline);
            finding.about = about(number).map(Box::new);
            finding
        })
        .collect();
    fingerprints(&Report::new("validate", sources, findings))
}

#[expect(clippy::unnecessary_wraps, reason = "as `of` asks for it")]
fn topic(number: usize) -> Option<About> {
    let spec_path = Some(format!("topic.t{number}.replicas"));
    Some(About { subject: Target::new("topic", format!("t{number}")), spec_path, ..About::default() })
}

#[test]
fn lines_and_words_are_no_part_of_them() {
    let before = of("a = !\nb = !\n", "one", topic);
    assert_eq!(of("# moved\n\n\na = !\n  b = !\n", "other words", topic), before);
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 2);
    assert!(before.iter().all(|print| print.len() == 32 && print.bytes().all(|byte| byte.is_ascii_hexdigit())));
    // A change of what it is about is another finding.
    assert_ne!(of("a = !\n", "one", |_| topic(7)), of("a = !\n", "one", |_| topic(8)));
    // They are kept elsewhere: made in another way, all findings would be new.
    assert_eq!(of("a = !\n", "one", topic), ["3596fecfd788a0bb091e97a4be98de46"]);
}

#[test]
fn findings_about_nothing_are_told_apart_by_file_and_key() {
    let before = of("a = !\nb = !\n", "one", |_| None);
    assert_eq!(of("\n\na = !\n\nb = ! # 2\n", "other", |_| None), before);
    assert_ne!(before[0], before[1]);
    assert_ne!(of("c = !\n", "one", |_| None), of("d = !\n", "one", |_| None));
    // Values may be secrets.
    assert_eq!(of("a = 'secret' !\n", "one", |_| None), of("a = 'another' !\n", "one", |_| None));
}

#[test]
fn two_on_one_line_with_equal_data_are_two() {
    let prints = of("a = !!\n", "one", |_| topic(1));
    assert_ne!(prints[0], prints[1]);
    assert_eq!(of("a = !\n", "one", |_| topic(1))[0], prints[0], "one more changes none of the others");
    let prints = of("a = !!!\n", "one", |_| None);
    assert_eq!(prints.iter().collect::<BTreeSet<_>>().len(), 3);
}

#[test]
fn what_stands_for_several_is_about_what_they_share() {
    let folded = |names: &[&str]| {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", "a = 1\n").unwrap();
        let span = sources.get(id).unwrap().at(4..5);
        let findings = names.iter().map(|name| {
            let mut finding = Diagnostic::error(Id::new("x/y"), *name).at(span, "");
            let spec_path = Some("topic_defaults.a".to_owned());
            finding.about =
                Some(Box::new(About { subject: Target::new("topic", *name), spec_path, ..About::default() }));
            finding
        });
        let findings: Vec<Diagnostic> = findings.collect();
        fingerprints(&Report::new("validate", sources, findings))
    };
    assert_eq!(folded(&["b", "c"]), folded(&["a", "b", "c"]));
    assert_eq!(folded(&["b", "c"]).len(), 1);
}
