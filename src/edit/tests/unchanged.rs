//! Whatever the text: laid out it says the same, comments and order included, and laid out again it is the same.

use super::super::fmt::format;
use super::super::text::said;
use proptest::prelude::*;

/// Blanks between the parts of a line.
fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " ", "   ", "\t"])
}

/// What may stand between the parts of a list.
fn between() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => gap().prop_map(str::to_owned),
        1 => gap().prop_map(|gap| format!("{gap}\n{gap}")),
        1 => (gap(), comment()).prop_map(|(gap, comment)| format!("{gap}{comment}\n{gap}")),
        1 => (gap(), comment()).prop_map(|(gap, comment)| format!("\n\n{gap}{comment}\n")),
    ]
}

fn comment() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["#", "# x", "#:schema", "# = [ {", "# ä 名 \"'", "# blanks  \t"]).prop_map(str::to_owned)
}

/// A key that no other has.
fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["k", "longer-key", "\"a b\"", "'single'", "'with \"'", "\"名前\"", "1", "\"\\u00e9\""])
}

fn scalar() -> impl Strategy<Value = String> {
    let long = format!("\"{}\"", "x".repeat(100));
    let all = [
        "1",
        "1.5e3",
        "true",
        "2027-03-31",
        "2027-03-31 07:32:00Z",
        "\"\"",
        "''",
        "'a'",
        "'\"'",
        "'\\'",
        "\"a\\tb\"",
        "\"it's\"",
        "\"\"\"\n  x\n\n# y\"\"\"",
        "'''\n'''",
        "\"名前 🎉\"",
        "nan",
        "\"# no comment\"",
        &long,
    ];
    let all: Vec<String> = all.into_iter().map(str::to_owned).collect();
    prop::sample::select(all)
}

fn value() -> impl Strategy<Value = String> {
    scalar().prop_recursive(4, 24, 4, |inner| {
        let array = (prop::collection::vec((between(), inner.clone(), between()), 0..4), any::<bool>(), between());
        let table = (prop::collection::vec((between(), gap(), inner, between()), 0..4), any::<bool>(), between());
        prop_oneof![
            array.prop_map(|(items, comma, end)| {
                let items: Vec<String> =
                    items.into_iter().map(|(before, item, after)| before + &item + &after).collect();
                let comma = if comma && !items.is_empty() { "," } else { "" };
                format!("[{}{comma}{end}]", items.join(","))
            }),
            table.prop_map(|(items, comma, end)| {
                let item = |(at, (before, gap, value, after)): (usize, (String, &str, String, String))| {
                    format!("{before}k{at}{gap}={gap}{value}{after}")
                };
                let items: Vec<String> = items.into_iter().enumerate().map(item).collect();
                let comma = if comma && !items.is_empty() { "," } else { "" };
                format!("{{{}{comma}{end}}}", items.join(","))
            }),
        ]
    })
}

fn line() -> impl Strategy<Value = String> {
    let behind = prop_oneof![3 => Just(String::new()), 1 => comment()];
    prop_oneof![
        2 => gap().prop_map(str::to_owned),
        2 => (gap(), comment()).prop_map(|(gap, comment)| format!("{gap}{comment}")),
        // Right below a comment of the line above, if that is short.
        1 => (30_usize..40, comment()).prop_map(|(column, comment)| format!("{:column$}{comment}", "")),
        3 => (gap(), key(), any::<bool>(), behind.clone()).prop_map(|(gap, key, array, behind)| {
            let (open, close) = if array { ("[[", "]]") } else { ("[", "]") };
            format!("{open}{gap}t{gap}.{gap}{key}{gap}{close}{gap}{behind}")
        }),
        6 => (gap(), key(), key(), value(), behind).prop_map(|(gap, first, second, value, behind)| {
            format!("{gap}{first}{gap}.{second}{gap}={gap}{value}{gap}{behind}")
        }),
    ]
}

fn text() -> impl Strategy<Value = String> {
    (prop::collection::vec(line(), 0..12), prop::sample::select(vec!["\n", "\r\n"]), any::<bool>()).prop_map(
        |(lines, end, last)| {
            let text = lines.join("\n") + if last { "\n" } else { "" };
            text.replace('\n', end)
        },
    )
}

/// The comments of a text, by the tokens alone.
fn comments(text: &str) -> Vec<&str> {
    let tokens = toml_parser::Source::new(text).lex();
    let comments = tokens.filter(|token| token.kind() == toml_parser::lexer::TokenKind::Comment);
    let texts = comments.map(|token| text.get(token.span().start()..token.span().end()).unwrap());
    texts.map(|text| text.trim_end_matches([' ', '\t'])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn any_text_says_the_same_when_laid_out(text in text()) {
        prop_assert!(said(&text).is_some(), "no TOML: {text}");
        let once = format(&text).ok_or_else(|| TestCaseError::fail("not laid out"))?;
        prop_assert_eq!(comments(&once), comments(&text));
        // As texts: `nan` is not equal to itself.
        let meaning = |text: &str| format!("{:?}", text.parse::<toml::Table>().ok());
        prop_assert_eq!(meaning(&once), meaning(&text));
        prop_assert_eq!(format(&once), Some(once.clone()));
        let lines = || once.split('\n').map(|line| line.trim_end_matches('\r'));
        let blank_at_end = |line: &str| line.ends_with([' ', '\t']) && !once.contains("\"\"\"");
        prop_assert!(!lines().any(blank_at_end), "blanks at the end of a line: {once}");
        prop_assert!(once.is_empty() || once.ends_with('\n'));
    }
}

#[test]
fn what_is_said_is_told_apart() {
    for (one, other) in [
        ("a = 1", "a = 2"),
        ("a = 1", "b = 1"),
        ("a = '1'", "a = 1"),
        ("a = 1 # x", "a = 1 # y"),
        ("a = 1 # x", "a = 1"),
        ("a = [1, 2]", "a = [2, 1]"),
        ("a = 1\nb = 2", "b = 2\na = 1"),
        ("[a]", "[[a]]"),
        ("a = [[1], 2]", "a = [[1, 2]]"),
        ("# x\na = 1", "a = 1\n# x"),
    ] {
        assert_ne!(said(one), said(other), "{one} and {other}");
    }
    assert_eq!(said("a='x'\n[b]"), said("a = \"\\u0078\"\n\n[ b ]\n"));
}
