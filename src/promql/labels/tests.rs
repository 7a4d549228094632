//! What each kind of expression does to labels, one line a rule.

use super::super::{parse, read};
use super::*;

/// What becomes of a label: `yes`, `maybe`, or the text that took it away.
#[track_caller]
fn fate<'t>(text: &'t str, label: &str) -> &'t str {
    match LabelFlow::of(&read(text).unwrap()).label(label) {
        Presence::Surely => "yes",
        Presence::Possibly => "maybe",
        Presence::Never(removal) => text.get(removal.place.range()).unwrap(),
    }
}

#[track_caller]
fn why(text: &str, label: &str) -> String {
    match LabelFlow::of(&parse(text).unwrap()).label(label) {
        Presence::Never(removal) => removal.cause.to_string(),
        other => panic!("`{label}` is there: {other:?}"),
    }
}

#[test]
fn matchers_say_what_a_selector_carries() {
    let text = r#"a{b="1",c="",d=~"x|y",e!="",f!~"|z",g=~".*",h!="1"}"#;
    let fates: Vec<_> = ["b", "c", "d", "e", "f", "g", "h", "i"].iter().map(|label| fate(text, label)).collect();
    assert_eq!(fates, ["yes", r#"c="""#, "yes", "yes", "yes", "maybe", "maybe", "maybe"]);
    assert_eq!(fate("a[5m:]", "__name__"), "yes");
}

#[test]
fn aggregations_keep_what_they_name() {
    assert_eq!(fate(r#"sum by (t) (lag{t="x"})"#, "t"), "yes");
    assert_eq!(fate("sum by (g) (lag)", "g"), "maybe");
    assert_eq!(fate("sum by (g) (lag)", "t"), "sum by (g)");
    assert_eq!(fate("sum(lag) by (g)", "t"), "by (g)");
    assert_eq!(fate("max(lag)", "t"), "max");
    assert_eq!(fate("sum without (t) (lag)", "t"), "without (t)");
    assert_eq!(fate("sum without (t) (lag)", "g"), "maybe");
    assert_eq!(fate("sum without (t) (lag)", "__name__"), "sum");
    assert_eq!(fate("topk by (g) (3, lag{t='x'})", "t"), "yes");
    assert_eq!(fate("count_values by (g) ('v', lag)", "v"), "yes");
    assert_eq!(fate("count_values without (v) ('v', lag)", "v"), "without (v)");
    assert_eq!(fate("sum by (t) (max by (g) (lag))", "t"), "max by (g)");
}

#[test]
fn the_reason_is_a_sentence() {
    assert_eq!(why("sum by (consumergroup) (lag)", "topic"), "`sum by (consumergroup)` keeps only `consumergroup`");
    assert_eq!(why("sum by (a, b, c) (lag)", "topic"), "`sum by (a, b, c)` keeps only `a`, `b` and `c`");
    assert_eq!(why("sum(lag)", "topic"), "`sum` keeps no label");
    assert_eq!(why("a / on () b", "topic"), "`on ()` keeps no label");
    let text = "sum by (consumergroup) (lag)";
    let Presence::Never(removal) = LabelFlow::of(&parse(text).unwrap()).label("topic").clone() else { panic!() };
    assert_eq!(removal.cure("topic").unwrap(), "write `sum by (consumergroup, topic) (…)`");
}

#[test]
fn functions_drop_the_name() {
    assert_eq!(fate("rate(a{b='c'}[5m])", "b"), "yes");
    assert_eq!(fate("rate(a[5m])", "__name__"), "rate");
    assert_eq!(fate("last_over_time(a[5m])", "__name__"), "yes");
    assert_eq!(fate("sort(a)", "__name__"), "yes");
    assert_eq!(fate("-a", "__name__"), "-a");
    assert_eq!(fate("+a", "__name__"), "yes");
    assert_eq!(fate("histogram_quantile(0.9, a{le!=''})", "le"), "histogram_quantile");
    assert_eq!(fate("histogram_quantile(0.9, a)", "topic"), "maybe");
    assert_eq!(fate("quantile_over_time(0.9, a{b='c'}[5m])", "b"), "yes");
    assert_eq!(fate("info(sum(a))", "version"), "maybe");
}

#[test]
fn some_results_have_no_labels() {
    assert_eq!(fate("vector(1)", "a"), "vector(1)");
    assert_eq!(fate("hour()", "a"), "hour()");
    assert_eq!(fate("hour(x)", "a"), "maybe");
    assert_eq!(fate("vector(scalar(x{a='1'}))", "a"), "vector(scalar(x{a='1'}))");
    assert_eq!(fate("1 + time()", "a"), "1 + time()");
}

#[test]
fn absence_keeps_what_one_equality_fixes() {
    assert_eq!(fate("absent(up{job='a'})", "job"), "yes");
    assert_eq!(fate("absent((up{job='a'}))", "job"), "yes");
    assert_eq!(fate("absent_over_time(up{job='a'}[5m])", "job"), "yes");
    assert_eq!(fate("absent(up{job=~'a'})", "job"), "absent");
    assert_eq!(fate("absent(up{job='a',job='b'})", "job"), "absent");
    assert_eq!(fate("absent(up{job='a'})", "__name__"), "absent");
    assert_eq!(fate("absent(up{job='a'} == 1)", "job"), "absent");
}

#[test]
fn operators_keep_what_matches() {
    assert_eq!(fate("a{x='1'} / 2", "x"), "yes");
    assert_eq!(fate("a / 2", "__name__"), "/");
    assert_eq!(fate("a > 2", "__name__"), "yes");
    assert_eq!(fate("2 < bool a", "__name__"), "<");
    assert_eq!(fate("rate(a[5m]) > b", "__name__"), "rate");
    assert_eq!(fate("rate(a[5m]) > ignoring (x) b", "__name__"), "rate");
    assert_eq!(fate("a / b{x='1'}", "x"), "yes");
    assert_eq!(fate("a / sum by (y) (b)", "x"), "sum by (y)");
    assert_eq!(fate("a{x='1'} / on (y) b", "x"), "on (y)");
    assert_eq!(fate("a / on (y) b{y='1'}", "y"), "yes");
    assert_eq!(fate("a > on (y) b", "__name__"), "on (y)");
    assert_eq!(fate("a{x='1'} / ignoring (x) b", "x"), "ignoring (x)");
    assert_eq!(fate("a / fill (0) b{x='1'}", "x"), "maybe");
    assert_eq!(fate("a{x='1'} > on (y) group_left () fill_left (0) b", "x"), "maybe");
}

#[test]
fn group_modifiers_keep_the_side_of_many() {
    assert_eq!(fate("a{x='1'} * on (y) group_left () b", "x"), "yes");
    assert_eq!(fate("a * on (y) group_left (z) b{z='1'}", "z"), "yes");
    assert_eq!(fate("a{z='1'} * on (y) group_left (z) sum by (y) (b)", "z"), "sum by (y)");
    assert_eq!(fate("sum by (y) (a) * on (y) group_right () b{x='1'}", "x"), "yes");
    assert_eq!(fate("a{x='1'} * ignoring (x) group_left () sum without (x) (b)", "x"), "yes");
    assert_eq!(fate("a * on (y) group_left () b", "__name__"), "*");
    assert_eq!(fate("a > on (y) group_left () b", "__name__"), "yes");
    assert_eq!(fate("a * on (y) group_left (__name__) b", "__name__"), "yes");
    assert_eq!(fate("a{z='1'} * ignoring () group_left (z) fill (0) sum(b)", "z"), "maybe");
}

#[test]
fn set_operators_take_the_left_or_both() {
    assert_eq!(fate("a{x='1'} and b", "x"), "yes");
    assert_eq!(fate("sum(a) unless on () b{x='1'}", "x"), "sum");
    assert_eq!(fate("a{x='1'} or b{x='2'}", "x"), "yes");
    assert_eq!(fate("a{x='1'} or vector(0)", "x"), "maybe");
    assert_eq!(fate("sum(a) or vector(0)", "x"), "sum");
    assert_eq!(fate("a{x='1'} or sum by (x) (b)", "x"), "maybe");
}

#[test]
fn label_functions_add_labels() {
    assert_eq!(fate("label_replace(sum(a), 'x', 'v$1', 'y', '(.*)')", "x"), "yes");
    assert_eq!(fate("label_replace(sum(a), 'x', '$1', 'y', '(.*)')", "x"), "maybe");
    assert_eq!(fate("label_replace(sum(a), 'x', 'v', 'y', 'z')", "x"), "maybe");
    assert_eq!(fate("label_replace(a{x='1'}, 'x', 'v', 'y', 'z')", "x"), "yes");
    assert_eq!(fate("label_replace(sum(a), 'x', '$1', 'y', '(.*)')", "z"), "sum");
    assert_eq!(fate("label_join(sum(a), 'x', '-', 'y', 'z')", "x"), "yes");
    assert_eq!(fate("label_join(a{y='1'}, 'x', '', 'y')", "x"), "yes");
    assert_eq!(fate("label_join(sum(a), 'x', '', 'y')", "x"), "maybe");
}

#[test]
fn what_is_known_of_metrics_counts() {
    let carried = |selector: &Selector| match selector.metric() {
        Some("lag") => Carried::exactly(["topic", "consumergroup"]),
        _ => Carried::anything(),
    };
    let text = "sum by (topic, partition) (lag)";
    let flow = LabelFlow::with(&parse(text).unwrap(), &carried);
    assert_eq!(flow.label("topic"), &Presence::Surely);
    let Presence::Never(removal) = flow.label("partition") else { panic!("`lag` has no partition") };
    assert_eq!(
        (text.get(removal.place.range()).unwrap(), removal.cause.to_string().as_str()),
        ("lag", "`lag` does not carry it")
    );
    assert_eq!(flow.named().map(|(name, _)| name).collect::<Vec<_>>(), ["partition", "topic"]);
}
