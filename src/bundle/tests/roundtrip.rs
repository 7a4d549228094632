//! Whatever is written as YAML by the program reads back to the same values, and whatever is read never panics.

use super::with;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value;

/// Strings of the kind that break YAML: words with a meaning, indicators, blanks, line ends, rare characters.
fn hostile() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "on",
        "y",
        "null",
        "~",
        "",
        "1e3",
        "0755",
        "1_000",
        "0x1F",
        ".inf",
        "12:30:45",
        "2024-01-01",
        "=",
        "<<",
        "{{ x }}",
        "- a",
        "a: b",
        "a #b",
        "---",
        "...",
        "%",
        "@x",
        "`x`",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "?",
        "? a",
        "'",
        "\"",
        "it's",
        "[",
        "]",
        "{",
        "}",
        ",",
    ]);
    let nasty = vec(
        prop::sample::select(
            "ab1 :-#?,[]{}&*!|>'\"%@`\\\t\n\r~.\u{85}\u{a0}\u{2028}\u{feff}\u{7f}é😀".chars().collect::<Vec<_>>(),
        ),
        0..12,
    );
    prop_oneof![word.prop_map(str::to_owned), nasty.prop_map(String::from_iter), any::<String>()]
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => hostile().prop_map(Value::String),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(hostile(), inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(map in btree_map(hostile(), tree(), 1..5)) {
        let value = Value::Object(map.into_iter().collect());
        let text = serde_yaml::to_string(&value).unwrap();
        with(&[&text], |_, bundle, faults| {
            prop_assert_eq!(faults, [], "{}", text);
            let read: Vec<Value> = bundle.documents().map(|document| document.root().to_json()).collect();
            prop_assert_eq!(read, [value], "{}", text);
            Ok(())
        })?;
    }

    #[test]
    fn nothing_that_is_read_panics(texts in vec(hostile(), 0..30), glue in prop::sample::select(vec!["", " ", "\n", "\n  ", ": ", "\n- ", "\n---\n", "\r\n"])) {
        with(&[&texts.join(glue)], |sources, bundle, faults| {
            for node in bundle.documents().flat_map(|document| document.root().walk()) {
                let length = node.text().len();
                prop_assert!(node.document().span().holds(node.span()));
                prop_assert!(node.span().holds(node.span_of(0..length)));
                if node.document().is_whole() && !node.path().steps().is_empty() {
                    prop_assert!(node.document().root().pointer(&node.path().pointer()).is_some());
                }
            }
            for fault in &faults {
                prop_assert!(fault.span().is_some_and(|span| sources.of(span).is_some()));
            }
            Ok(())
        })?;
    }
}
