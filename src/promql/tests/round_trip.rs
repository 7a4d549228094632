//! What is printed reads back as the same tree.

use super::super::{Expr, parse};
use super::corpus;
use proptest::prelude::*;
use regex::Regex;
use std::sync::LazyLock;

/// The tree without its places.
pub(super) fn shape(expr: &Expr) -> String {
    static PLACES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"@\d+\.\.\d+").unwrap());
    PLACES.replace_all(&format!("{expr:?}"), "").into_owned()
}

#[track_caller]
fn reads_back(text: &str) {
    let expr = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    let printed = expr.to_string();
    let again = parse(&printed).unwrap_or_else(|fault| panic!("{text} printed as {printed}: {fault:?}"));
    assert_eq!(shape(&again), shape(&expr), "{text} printed as {printed}");
    assert_eq!(again.to_string(), printed);
}

#[test]
fn the_corpus_reads_back() {
    for text in corpus::VALID {
        reads_back(text);
    }
}

/// The printed form is a promise to those who compare expressions.
#[test]
fn there_is_one_way_to_print() {
    let table = [
        ("SUM (lag)  BY(topic,)", "sum by (topic) (lag)"),
        ("a+ON(x)GROUP_LEFT b", "a + on (x) group_left () b"),
        ("a >bool IGNORING (x) b", "a > bool ignoring (x) b"),
        ("lag{a='b', c=~`d`,}", r#"lag{a="b",c=~"d"}"#),
        (r#"{"a.b","c d"="e"}"#, r#"{__name__="a.b","c d"="e"}"#),
        ("x[90m] OFFSET -86400s", "x[1h30m] offset -1d"),
        ("x[8d] @ 5", "x[8d] @ 5.000"),
        ("x[365d:7d]", "x[1y:1w]"),
        ("x[300]", "x[300]"),
        ("0x10 + 1e3 + 1e-9 + INF", "16 + 1000 + 1e-9 + Inf"),
        ("a + fill_left(0) fill_right(0) b", "a + fill (0) b"),
        ("a + fill_right(-1) b", "a + fill_right (-1) b"),
        ("x[ 5m+ step( ) ]", "x[5m + step()]"),
    ];
    for (text, printed) in table {
        assert_eq!(parse(text).unwrap().to_string(), printed);
    }
}

/// Texts of expressions: valid in form, not always in type.
fn expressions() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["lag", "up", "sum", "by", "offset", "a:b", "start", "fill", "anchored"]);
    let label = prop::sample::select(vec!["topic", "on", "le", "\"odd name\"", "\"ü\"", "\"without\""]);
    let value = any::<String>().prop_map(|text| super::super::quote(&text));
    let matcher = (label.clone(), prop::sample::select(vec!["=", "!=", "=~", "!~"]), value)
        .prop_map(|(label, op, value)| format!("{label} {op} {value}"));
    let length =
        prop::sample::select(vec!["5m", "1h30m", "300", "0.5", "1y1ms", "2m+step()", "-(5m)^2", "max_of(5m,1)"]);
    let literal = prop::sample::select(vec!["5m", "-1h", "300", "-step()", "-(5m - 2)", "+1s", "min_of(1, range())"]);
    let after = prop::option::of(prop_oneof![
        literal.prop_map(|length| format!(" offset {length}")),
        (-1e9..1e9).prop_map(|time| format!(" @ {time}")),
        Just(" @ end() offset 1d".to_owned()),
        Just(" smoothed".to_owned()),
    ]);
    let selector = (name, prop::collection::vec(matcher, 0..3), prop::option::of(length.clone()), after).prop_map(
        |(name, matchers, range, after)| {
            let range = range.map(|range| format!("[{range}]")).unwrap_or_default();
            format!("{name}{{{}}}{range}{}", matchers.join(","), after.unwrap_or_default())
        },
    );
    let number = any::<f64>().prop_map(|value| format!("{value:?}"));
    let leaf = prop_oneof![selector, number, Just("1d12h".to_owned()), Just("'text'".to_owned())];
    leaf.prop_recursive(5, 40, 3, move |inner| {
        let op = prop::sample::select(vec!["+", "-", "*", "^", "atan2", "==", ">", "</", "and", "or", "unless"]);
        let modifiers = prop::sample::select(vec![
            "",
            "bool",
            "on (a)",
            "ignoring (a, b)",
            "on () group_left (c)",
            "ignoring (a) group_right ()",
            "fill (1)",
            "bool on (a) fill_left (-5) fill_right (NaN)",
        ]);
        let aggregate = prop::sample::select(vec!["sum", "topk by (a, \"b c\")", "quantile without ()", "count by ()"]);
        let call = prop::sample::select(vec!["rate", "label_join", "step", "unknown"]);
        prop_oneof![
            (inner.clone(), op, modifiers, inner.clone()).prop_map(|(a, op, how, b)| format!("{a} {op} {how} {b}")),
            (prop::sample::select(vec!["-", "+"]), inner.clone()).prop_map(|(sign, a)| format!("{sign}{a}")),
            inner.clone().prop_map(|a| format!("({a})")),
            (aggregate, inner.clone(), inner.clone()).prop_map(|(op, a, b)| match op {
                "sum" | "count by ()" => format!("{op}({a})"),
                _ => format!("{op}({a}, {b})"),
            }),
            (call, prop::collection::vec(inner.clone(), 0..3))
                .prop_map(|(f, args)| format!("{f}({})", args.join(", "))),
            (inner, length.clone()).prop_map(|(a, range)| format!("({a})[{range}:30s] offset 1m")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_expression_reads_back(text in expressions()) {
        reads_back(&text);
    }
}
