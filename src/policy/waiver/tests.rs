//! Waivers against findings, on a day.

use super::*;
use crate::diag::{About, Id, Known, Severity, Sources, Target};
use crate::policy::{Ours, Policy, Rules, Written, beside};
use crate::units::Human;
use proptest::prelude::*;

const KNOWN: &[Ours] = &[
    Ours::of_rule(Known { id: Id::new("topic/one-copy"), meaning: "A topic with one copy." }, true),
    Ours::of_rule(Known { id: Id::new("topic/no-byte-limit"), meaning: "A topic without a byte limit." }, true),
    Ours::of_rule(Known { id: Id::new("listener/open"), meaning: "A listener that anybody reaches." }, true),
    Ours::of_rule(
        Known { id: Id::new("schema/type"), meaning: "A value of a type that the API server refuses." },
        false,
    ),
];

/// A finding of a rule, for a topic or what else is named.
fn finding(id: &'static str, kind: &'static str, name: &str) -> Diagnostic {
    let mut finding = Diagnostic::warning(Id::new(id), format!("{id} in {name}"));
    finding.about = Some(Box::new(About { subject: Target::new(kind, name), ..About::default() }));
    finding
}

fn found() -> Vec<Diagnostic> {
    vec![
        finding("topic/one-copy", "topic", "audit-dlq"),
        finding("topic/one-copy", "topic", "orders"),
        finding("topic/no-byte-limit", "topic", "audit-dlq"),
        finding("listener/open", "listener", "hrms/plain"),
        finding("schema/type", "document", "kafka/hrms"),
        Diagnostic::error(Id::new("spec/syntax"), "broken"),
    ]
}

struct Run {
    /// Findings of rules, `!` in front of those that are accepted.
    rules: Vec<String>,
    /// Findings about waivers, with what they point at.
    waivers: Vec<String>,
    states: Vec<Option<(State, usize)>>,
}

fn run(waivers: &str, today: &str, change: impl Fn(&mut Now)) -> Run {
    run_with(waivers, "", today, change)
}

fn run_with(text: &str, shared: &str, today: &str, change: impl Fn(&mut Now)) -> Run {
    let mut sources = Sources::default();
    let id = sources.add("kafkasmith.toml", text).unwrap();
    let shared_id = sources.add("house.toml", shared).unwrap();
    let mut complaints = Complaints::default();
    let (own, house) = (sources.get(id).unwrap(), sources.get(shared_id).unwrap());
    let file = beside::read(own, &mut complaints);
    let shared_file = crate::spec::read_shared(house, &mut complaints);
    let written = Written { own: Some((own, &file.policy)), shared: Some((house, &shared_file)) };
    let mut rules = Rules::new(KNOWN);
    let policy = Policy::build(written, &mut rules, &mut complaints);
    let waivers = read(&file.waiver, &mut complaints);
    let mut now = Now { today: Human::read(today).unwrap(), filtered: false };
    change(&mut now);
    let Applied { findings, standings } = apply(found(), &waivers, &policy, &rules, now);
    let (about, rules): (Vec<_>, Vec<_>) = findings.into_iter().partition(|finding| finding.id.area() == "waiver");
    let rule = |finding: Diagnostic| {
        let about = finding.about.as_deref();
        let accepted = if about.is_some_and(|about| about.waived.is_some()) { "!" } else { "" };
        format!("{accepted}{} {}", finding.id, about.map_or("", |about| about.subject.name.as_str()))
    };
    let waiver = |finding: Diagnostic| {
        let place = sources.text(finding.span().unwrap());
        format!(
            "{} {} | {place} | {} | {}",
            finding.severity.word(),
            finding.id,
            finding.headline,
            finding.help.unwrap()
        )
    };
    let complained = complaints.into_sorted().into_iter().map(|complaint| complaint.headline);
    Run {
        rules: rules.into_iter().map(rule).collect(),
        waivers: complained.chain(about.into_iter().map(waiver)).collect(),
        states: standings
            .into_iter()
            .map(|standing| standing.map(|standing| (standing.state, standing.findings)))
            .collect(),
    }
}

/// A waiver that is right, with some of its lines written otherwise.
fn waiver(changes: &[(&str, &str)]) -> String {
    let mut lines = vec![
        ("rule", "\"topic/one-copy\"".to_owned()),
        ("target", "'topic.\"audit-*\"'".to_owned()),
        ("reason", "\"Kept by the source topic for 30 days\"".to_owned()),
        ("owner", "\"team-audit\"".to_owned()),
        ("expires", "2027-03-31".to_owned()),
    ];
    for (key, value) in changes {
        lines.retain(|(other, _)| other != key);
        if !value.is_empty() {
            lines.push((key, (*value).to_owned()));
        }
    }
    lines.iter().fold("[[waiver]]\n".to_owned(), |text, (key, value)| format!("{text}{key} = {value}\n"))
}

#[test]
fn a_waiver_accepts_what_it_speaks_of_and_nothing_else() {
    let run = run(&waiver(&[]), "2026-11-25", |_| {});
    assert_eq!(run.waivers, [""; 0]);
    assert_eq!(run.states, [Some((State::Active, 1))]);
    assert_eq!(run.rules[..3], ["!topic/one-copy audit-dlq", "topic/one-copy orders", "topic/no-byte-limit audit-dlq"]);
    let all = self::run(
        &waiver(&[("rule", "\"topic/*\""), ("target", "'topic.*'"), ("expires", "\"2027-03-31\"")]),
        "2026-11-25",
        |_| {},
    );
    assert_eq!(all.states, [Some((State::Active, 3))]);
}

#[test]
fn an_accepted_finding_says_who_and_why_and_counts_no_more() {
    let mut sources = Sources::default();
    let id = sources.add("kafkasmith.toml", waiver(&[])).unwrap();
    let mut complaints = Complaints::default();
    let file = beside::read(sources.get(id).unwrap(), &mut complaints);
    let policy = Policy::build(Written::default(), &mut Rules::new(KNOWN), &mut complaints);
    let waivers = read(&file.waiver, &mut complaints);
    let now = Now { today: Date::read("2026-11-25").unwrap(), filtered: false };
    let applied = apply(found(), &waivers, &policy, &Rules::new(KNOWN), now);
    let first = &applied.findings[0];
    let waived = first.about.as_ref().unwrap().waived.as_ref().unwrap();
    assert_eq!((first.severity, waived.severity), (Severity::Info, Severity::Warning));
    assert_eq!((waived.owner.as_str(), waived.expires.as_str()), ("team-audit", "2027-03-31"));
    assert_eq!(sources.text(waived.place), "[[waiver]]");
}

#[test]
fn the_last_day_counts() {
    let on = |today: &str| run(&waiver(&[]), today, |_| {});
    assert_eq!(on("2027-03-16").states, [Some((State::Active, 1))]);
    let soon = on("2027-03-17");
    assert_eq!(soon.states, [Some((State::Expiring, 1))]);
    assert_eq!(
        soon.waivers,
        [
            "info waiver/expiring | 2027-03-31 | the waiver of `topic/one-copy` for `topic.\"audit-*\"` ends in 14 days | ask team-audit before it does"
        ]
    );
    assert!(on("2027-03-31").waivers[0].contains("ends today"));
    let after = on("2027-04-01");
    assert_eq!(after.states, [Some((State::Expired, 1))]);
    assert_eq!(after.rules[0], "topic/one-copy audit-dlq");
    assert_eq!(
        after.waivers,
        [
            "error waiver/expired | 2027-03-31 | the waiver of `topic/one-copy` for `topic.\"audit-*\"` has ended on 2027-03-31 | mend what it finds, or ask team-audit whether it is still accepted"
        ]
    );
}

#[test]
fn what_accepts_nothing_is_said_unless_rules_were_left_out() {
    let text = waiver(&[("target", "'topic.\"gone\"'")]);
    let run = self::run(&text, "2026-11-25", |_| {});
    assert_eq!(run.states, [Some((State::Unused, 0))]);
    assert!(run.waivers[0].starts_with("warning waiver/unused | [[waiver]] |"), "{:?}", run.waivers);
    assert_eq!(self::run(&text, "2026-11-25", |now| now.filtered = true).waivers, [""; 0]);
}

#[test]
fn a_waiver_with_anything_wrong_accepts_nothing() {
    for (changes, expected) in [
        (
            &[("expires", "2027-05-25")][..],
            "error waiver/too-long | 2027-05-25 | a waiver may end at most 180 days ahead | write 2027-05-24 or an earlier day",
        ),
        (
            &[("reason", "\"todo\"")],
            "error waiver/no-reason | \"todo\" | a waiver of `topic/one-copy` does not say why: its reason has 4 characters, and needs 15 | say why it does no harm here, for whoever reads it next",
        ),
        (
            &[("reason", "")],
            "error waiver/no-reason | \"topic/one-copy\" | a waiver of `topic/one-copy` without `reason` | say why it does no harm here, for whoever reads it next",
        ),
        (
            &[("reason", "\"A topic with one copy\"")],
            "error waiver/no-reason | \"A topic with one copy\" | a waiver of `topic/one-copy` does not say why: its reason says no more than the rule does | say why it does no harm here, for whoever reads it next",
        ),
        (
            &[("rule", "\"topic/one-cpy\"")],
            "error waiver/unknown-rule | \"topic/one-cpy\" | there is no rule `topic/one-cpy` to accept findings of | did you mean `topic/one-copy`?",
        ),
        (
            &[("rule", "\"tpic/*\"")],
            "error waiver/unknown-rule | \"tpic/*\" | there is no rule `tpic/*` to accept findings of | did you mean `topic/*`?",
        ),
        (
            &[("target", "\"audit-dlq\"")],
            "error waiver/bad-target | \"audit-dlq\" | \"audit-dlq\" names nothing | write a kind and a name: `topic.\"audit-*\"`; all of a kind are `topic.*`",
        ),
        (
            &[("rule", "\"schema/type\""), ("target", "\"document.*\"")],
            "error waiver/forbidden | \"schema/type\" | nobody may accept findings of `schema/type` | mend what it finds, and take the waiver out",
        ),
    ] {
        let run = run(&waiver(changes), "2026-11-25", |_| {});
        assert_eq!(run.waivers, [expected]);
        assert!(matches!(run.states[..], [Some((State::Refused, _))]), "{expected}");
        assert!(run.rules.iter().all(|rule| !rule.starts_with('!')), "{:?}", run.rules);
    }
}

#[test]
fn one_that_lacks_a_key_accepts_nothing_and_says_so_once() {
    for key in ["rule", "target", "owner", "expires"] {
        let run = run(&waiver(&[(key, "")]), "2026-11-25", |_| {});
        assert_eq!(
            run.waivers,
            [format!("`{key}` is missing: a waiver says `rule`, `target`, `reason`, `owner` and `expires`")]
        );
        assert_eq!(run.states, [None]);
    }
    let bad = run(&waiver(&[("reason", "7"), ("expires", "2027-02-30")]), "2026-11-25", |_| {});
    assert!(bad.waivers.len() == 2 && bad.states == [None], "{:?}", bad.waivers);
}

#[test]
fn the_house_says_what_nobody_may_accept_and_for_how_long() {
    let shared = "[policy]\nlimits = { max_waiver_days = 30 }\nlocked = { waivers = [\"listener/*\"], limits = [\"max_waiver_days\"] }\n";
    let open = waiver(&[("rule", "\"listener/open\""), ("target", "'listener.*'"), ("expires", "2026-12-01")]);
    let run = run_with(&open, shared, "2026-11-25", |_| {});
    assert!(run.waivers[0].contains("nobody may accept findings of `listener/open`"), "{:?}", run.waivers);
    let long = format!("[policy]\nlimits = {{ max_waiver_days = 90 }}\n{}", waiver(&[]));
    let run = run_with(&long, shared, "2026-11-25", |_| {});
    assert_eq!(run.waivers[0], "the shared policy allows no weaker `max_waiver_days`");
    assert!(run.waivers[1].contains("at most 30 days ahead"), "{:?}", run.waivers);
}

#[test]
fn an_area_is_accepted_but_for_what_nobody_may_accept() {
    let text = waiver(&[("rule", "\"topic/*\""), ("target", "'topic.*'")]);
    let shared = "[policy]\nlocked = { waivers = [\"topic/one-copy\"] }\n";
    let run = run_with(&text, shared, "2026-11-25", |_| {});
    assert_eq!(run.waivers, [""; 0]);
    assert_eq!(run.rules[..3], ["topic/one-copy audit-dlq", "topic/one-copy orders", "!topic/no-byte-limit audit-dlq"]);
}

proptest! {
    #[test]
    fn no_waiver_makes_it_panic_and_none_loses_a_finding(
        rule in "[a-z/*]{0,8}", target in "\\PC{0,10}", reason in "\\PC{0,30}", year in 0..9999u16, today in "20[0-9]{2}-0[1-9]-1[0-9]",
    ) {
        let quoted = |text: &str| format!("{text:?}").replace("\\u{", "\\\\u{").replace("\\'", "'").replace("\\0", "");
        let text = waiver(&[
            ("rule", &quoted(&rule)), ("target", &quoted(&target)), ("reason", &quoted(&reason)), ("expires", &format!("{year:04}-01-31")),
        ]);
        prop_assert_eq!(run(&text, &today, |_| {}).rules.len(), found().len());
    }
}
