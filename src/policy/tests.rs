//! Policies as they are written, and what they mean.

use super::*;
use crate::diag::{Id, Known, Sources, Target};
use crate::policy::view::Topic;
use crate::spec;

const KNOWN: &[Ours] = &[
    Ours::of_rule(Known { id: Id::new("topic/one-copy"), meaning: "A topic with one copy." }, true),
    Ours::of_rule(Known { id: Id::new("topic/no-byte-limit"), meaning: "A topic without a byte limit." }, true),
    Ours::of_rule(Known { id: Id::new("listener/open"), meaning: "A listener that anybody reaches." }, true),
];

struct Built {
    policy: Policy,
    complaints: Vec<String>,
    sources: Sources,
}

fn build(own: &str, shared: &str) -> Built {
    let mut sources = Sources::default();
    let (own_id, shared_id) = (sources.add("kafka.toml", own).unwrap(), sources.add("house.toml", shared).unwrap());
    let mut complaints = Complaints::default();
    let (own, house) = (sources.get(own_id).unwrap(), sources.get(shared_id).unwrap());
    let (spec, file) = (spec::read(own, &mut complaints), spec::read_shared(house, &mut complaints));
    let written = Written { own: Some((own, &spec.policy)), shared: Some((house, &file)) };
    let policy = Policy::build(written, &mut Rules::new(KNOWN), &mut complaints);
    let shown = |complaint: Diagnostic| {
        let place = sources.text(complaint.span().unwrap());
        let related: Vec<&str> = complaint.related.iter().map(|label| sources.text(label.span)).collect();
        format!(
            "{} | {place} | {} | {} | {}",
            complaint.id,
            complaint.headline,
            related.join(", "),
            complaint.help.as_deref().unwrap_or("-")
        )
    };
    let complaints = complaints.into_sorted().into_iter().map(shown).collect();
    Built { policy, complaints, sources }
}

#[test]
fn without_a_policy_a_profile_holds() {
    let Built { policy, complaints, .. } = build("", "");
    assert_eq!(complaints, [""; 0]);
    assert_eq!(policy.profile.word, "production");
    assert_eq!(policy.limits, Limits::of(&PRODUCTION));
    let remark = Own { production: Some(Severity::Warning), development: Some(Severity::Info) };
    let settled = |policy: &Policy, own| policy.settle("topic/one-copy", own);
    assert_eq!(settled(&policy, remark), Settled { severity: Some(Severity::Warning), set_by: SetBy::Rule });
    let Built { policy, .. } = build("[policy]\nprofile = \"development\"\n", "");
    let by_profile = Settled { severity: Some(Severity::Info), set_by: SetBy::Profile("development") };
    assert_eq!(settled(&policy, remark), by_profile);
    let error = Own::both(Some(Severity::Error));
    assert_eq!(settled(&policy, error), Settled { severity: Some(Severity::Error), set_by: SetBy::Rule });
    assert_eq!(settled(&policy, Own { development: None, ..error }).severity, None);
}

#[test]
fn a_locked_level_does_not_fall_with_the_profile() {
    let own = "[policy]\nprofile = \"development\"\n";
    let levels = |shared| {
        let Built { policy, complaints, .. } = build(own, shared);
        assert_eq!(complaints, [""; 0]);
        let remark = Own { production: Some(Severity::Error), development: Some(Severity::Info) };
        ["topic/one-copy", "listener/open"].map(|id| policy.settle(id, remark).severity)
    };
    assert_eq!(levels(""), [Some(Severity::Info); 2]);
    assert_eq!(levels("[policy.locked]\nlevels = [\"topic/*\"]\n"), [Some(Severity::Error), Some(Severity::Info)]);
}

#[test]
fn levels_are_said_by_id_and_by_area() {
    let own = "[policy.levels]\n\"topic/*\" = \"info\"\n\"topic/one-copy\" = \"off\"\n";
    let Built { policy, complaints, sources } =
        build(own, "[policy.levels]\n\"listener/open\" = \"error\"\n\"topic/one-copy\" = \"error\"\n");
    assert_eq!(complaints, [""; 0]);
    let level = |id| policy.settle(id, Own::both(Some(Severity::Warning)));
    assert_eq!(level("topic/one-copy").severity, None);
    assert_eq!(level("topic/no-byte-limit").severity, Some(Severity::Info));
    assert_eq!(level("listener/open").severity, Some(Severity::Error));
    let SetBy::Policy(at) = level("topic/no-byte-limit").set_by else { panic!() };
    assert_eq!(sources.text(at), "\"topic/*\" = \"info\"");
}

#[test]
fn rules_and_limits_that_do_not_exist_are_named() {
    let own = "[policy.levels]\n\"topic/one-cpy\" = \"off\"\n\"brokers/x\" = \"info\"\n\"topic/huge\" = \"info\"\n\"lstener/*\" = \"info\"\n";
    let shared =
        "[policy.locked]\nlimits = [\"min_replica\", \"*\"]\nlevels = [\"topic/many\"]\nwaivers = [\"topic/*\"]\n";
    assert_eq!(
        build(own, shared).complaints,
        [
            "policy/unknown-rule | \"topic/one-cpy\" | there is no rule `topic/one-cpy` |  | did you mean `topic/one-copy`?",
            "policy/unknown-rule | \"brokers/x\" | there is no rule `brokers/x` |  | `kafkasmith rules` lists all rules",
            "policy/unknown-rule | \"topic/huge\" | there is no rule `topic/huge` |  | rules of this area are: topic/one-copy, topic/no-byte-limit",
            "policy/unknown-rule | \"lstener/*\" | there is no rule `lstener/*` |  | did you mean `listener/*`?",
            "policy/unknown-limit | \"min_replica\" | there is no limit `min_replica` to lock |  | did you mean `min_replicas`?",
            "policy/unknown-rule | \"topic/many\" | there is no rule `topic/many` |  | rules of this area are: topic/one-copy, topic/no-byte-limit",
        ]
    );
}

#[test]
fn a_spec_is_looser_only_where_nothing_is_locked() {
    let shared = "[policy]\nlimits = { min_replicas = 3, max_disk_use = \"70%\", max_partitions_per_broker = 500 }\n\
                  levels = { \"listener/open\" = \"warning\" }\n\
                  [policy.locked]\nlimits = [\"min_replicas\", \"max_disk_use\", \"dlq_min_replicas\"]\nlevels = [\"listener/*\", \"topic/one-copy\"]\n";
    let own = "[policy]\nlimits = { min_replicas = 2, max_disk_use = 0.9, dlq_min_replicas = 1, max_partitions_per_broker = 5000 }\n\
               levels = { \"listener/open\" = \"info\", \"topic/*\" = \"info\" }\n";
    let Built { policy, complaints, .. } = build(own, shared);
    assert_eq!(
        complaints,
        [
            "policy/weakened | 2 | the shared policy allows no weaker `min_replicas` | \"min_replicas\", 3 | leave it out, or make it stricter",
            "policy/weakened | 0.9 | the shared policy allows no weaker `max_disk_use` | \"max_disk_use\", \"70%\" | leave it out, or make it stricter",
            "policy/weakened | 1 | the shared policy allows no weaker `dlq_min_replicas` | \"dlq_min_replicas\" | leave it out, or make it stricter",
            "policy/weakened | \"listener/open\" = \"info\" | the shared policy does not let the level of `listener/open` be lowered | \"listener/*\", \"listener/open\" = \"warning\" | leave it out, or make it stricter",
            "policy/weakened | \"topic/*\" = \"info\" | the shared policy does not let the level of `topic/one-copy` be lowered | \"topic/one-copy\" | leave it out, or write `\"error\"`",
        ]
    );
    assert_eq!(policy.limits.min_replicas.value, 3);
    assert_eq!(policy.limits.dlq_min_replicas.value, 2);
    assert_eq!(policy.limits.max_partitions_per_broker.value, 5000);
    assert_eq!(policy.settle("listener/open", Own::both(Some(Severity::Error))).severity, Some(Severity::Warning));
}

#[test]
fn a_spec_may_be_stricter_than_what_is_locked() {
    let shared = "[policy]\nprofile = \"development\"\nlimits = { min_replicas = 2 }\nlevels = { \"listener/open\" = \"warning\" }\n\
                  [policy.locked]\nprofile = true\nlimits = [\"*\"]\nlevels = [\"*\"]\n";
    let own = "[policy]\nprofile = \"production\"\nlimits = { min_replicas = 3, max_waiver_days = 10 }\n\
               levels = { \"listener/open\" = \"error\", \"topic/one-copy\" = \"error\" }\n";
    let Built { policy, complaints, .. } = build(own, shared);
    assert_eq!(complaints, [""; 0]);
    assert_eq!(
        (policy.profile.word, policy.limits.min_replicas.value, policy.limits.max_waiver_days.value),
        ("production", 3, 10)
    );
    assert_eq!(policy.limits.dlq_min_replicas, Limit { value: 2, set_by: SetBy::Profile("production") });
}

#[test]
fn a_locked_profile_and_its_numbers_stay() {
    let own = "[policy]\nprofile = \"development\"\n";
    let locked = build(own, "[policy.locked]\nprofile = true\n");
    assert_eq!(
        locked.complaints,
        [
            "policy/weakened | \"development\" | the shared policy allows no profile weaker than `production` | true | leave it out, or write `\"production\"`"
        ]
    );
    assert_eq!(locked.policy.profile.word, "production");
    let numbers = build(own, "[policy.locked]\nlimits = [\"min_replicas\"]\n");
    assert_eq!(numbers.complaints, [""; 0]);
    assert_eq!(numbers.policy.profile.word, "development");
    assert_eq!((numbers.policy.limits.min_replicas.value, numbers.policy.limits.dlq_min_replicas.value), (2, 1));
}

/// A rule with some of its lines written otherwise.
fn rule(changes: &[(&str, &str)]) -> String {
    let mut lines = vec![
        ("id", "\"house/dlq-keeps-a-month\""),
        ("each", "\"topic\""),
        ("when", "\"topic.dead_letter_for != ''\""),
        ("require", "\"topic.retention >= duration('720h')\""),
        ("message", "\"dead letters are kept at least 30 days\""),
    ];
    for (key, value) in changes {
        lines.retain(|(other, _)| other != key);
        if !value.is_empty() {
            lines.push((key, value));
        }
    }
    lines.iter().fold("[[policy.rule]]\n".to_owned(), |text, (key, value)| format!("{text}{key} = {value}\n"))
}

fn ask<'p>(policy: &'p Policy, view: &dyn view::View) -> Vec<Answer<'p>> {
    policy.house.ask(&policy.house.rules().iter().collect::<Vec<_>>(), view)
}

#[test]
fn a_rule_of_the_house_is_asked() {
    let text = format!("{}[policy.levels]\n\"house/*\" = \"warning\"\n", rule(&[]));
    let Built { policy, complaints, sources } = build(&text, "");
    assert_eq!(complaints, [""; 0]);
    let dlq =
        |retention| Topic { name: "audit-dlq".into(), dead_letter_for: "audit".into(), retention, ..Topic::default() };
    let week = dlq(Some(view::Lasting(7 * 86_400_000)));
    let answers = ask(&policy, &week);
    let [answer] = answers.as_slice() else { panic!("{answers:?}") };
    let finding = answer.finding(Target::new("topic", "audit-dlq"), Span::default());
    assert_eq!(finding.headline, "topic `audit-dlq`: dead letters are kept at least 30 days");
    assert_eq!((finding.id.word(), finding.severity), ("house/dlq-keeps-a-month", Severity::Warning));
    assert_eq!(sources.text(finding.related[0].span), "\"topic.retention >= duration('720h')\"");
    assert!(matches!(finding.about.as_ref().unwrap().set_by, SetBy::Policy(_)));
    assert!(ask(&policy, &dlq(Some(view::Lasting::FOREVER))).is_empty());
    assert!(ask(&policy, &Topic::default()).is_empty(), "no dead letter queue");
    assert!(ask(&policy, &view::Client::default()).is_empty(), "no topic");
    let unknown = dlq(None);
    let answers = ask(&policy, &unknown);
    let finding = answers[0].finding(Target::new("topic", "audit-dlq"), Span::default());
    assert_eq!(
        finding.headline,
        "`house/dlq-keeps-a-month` cannot judge topic `audit-dlq`: `topic.retention` has no value"
    );
    assert_eq!((finding.id, finding.severity), (ids::RULE_FAILS, Severity::Error));
}

#[test]
fn a_rule_that_is_off_is_not_asked() {
    let Built { policy, complaints, .. } = build(&rule(&[("level", "\"off\""), ("when", "")]), "");
    assert_eq!(complaints, [""; 0]);
    assert!(ask(&policy, &Topic::default()).is_empty());
}

#[test]
fn what_makes_no_rule_is_said_at_its_place() {
    for (changes, expected) in [
        (
            &[("id", "\"topic/mine\"")][..],
            "policy/bad-id | \"topic/mine\" | the area `topic` belongs to kafkasmith |  | write `house/mine`, or another area of your own",
        ),
        (
            &[("id", "\"Mine\"")],
            "policy/bad-id | \"Mine\" | \"Mine\" is no id of a rule |  | write an area and a name in small letters, such as `house/dlq-keeps-a-month`",
        ),
        (
            &[("each", "\"topics\"")],
            "policy/unknown-noun | \"topics\" | rules are asked of no `topics` |  | did you mean `topic`?",
        ),
        (
            &[("require", "\"topic.retenton > duration('1d')\"")],
            "policy/bad-expression | retenton | a topic has no field `retenton` |  | did you mean `topic.retention`?",
        ),
        (
            &[("when", "\"topic.retention > 3\"")],
            "policy/bad-expression | topic.retention > 3 | `>` does not take a duration and an int |  | write a time, such as `duration('30d')`",
        ),
        (
            &[("require", "'''\n  topic.name == 3'''")],
            "policy/bad-expression | topic.name == 3 | `==` does not take a string and an int |  | write `'3'`",
        ),
        (
            &[("require", "\"topic.name == \\\"\\u0061\\\" && 3 > ''\"")],
            "policy/bad-expression | \"topic.name == \\\"\\u0061\\\" && 3 > ''\" | `>` does not take an int and a string |  | write `'3'`",
        ),
        (
            &[("require", "\"true\"")],
            "policy/bad-expression | \"true\" | the rule is the same for every topic: it does not look at `topic` |  | ask something of it, such as `topic.name != ''`",
        ),
        (
            &[("message", "\" \"")],
            "spec/missing-key | \" \" | the message says nothing |  | say what is demanded: it is the headline of each finding",
        ),
        (
            &[("message", "")],
            "spec/missing-key | [[policy.rule]] | `message` is missing: a rule has `id`, `each`, `require` and `message` |  | -",
        ),
    ] {
        let Built { policy, complaints, .. } = build(&rule(changes), "");
        assert_eq!(complaints, [expected]);
        assert!(policy.house.rules().is_empty());
    }
}

#[test]
fn an_id_is_taken_once_whoever_takes_it() {
    let Built { complaints, policy, .. } = build(&rule(&[]), &rule(&[]));
    assert_eq!(
        complaints,
        [
            "policy/bad-id | \"house/dlq-keeps-a-month\" | there is a rule `house/dlq-keeps-a-month` already | \"house/dlq-keeps-a-month\" | give it another id"
        ]
    );
    assert_eq!(policy.house.rules().len(), 1);
}

#[test]
fn a_locked_rule_of_the_house_stays() {
    let shared = format!("{}[policy.locked]\nlevels = [\"house/*\"]\n", rule(&[]));
    let Built { complaints, .. } = build("[policy.levels]\n\"house/dlq-keeps-a-month\" = \"off\"\n", &shared);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
}
