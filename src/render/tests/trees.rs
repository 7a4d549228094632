//! Documents of random shape and random strings: each comes back the same, each string with its place.

use super::{Tree, numbers, parse, render, traced};
use crate::render::Traced;
use crate::render::tests::HOSTILE;
use proptest::prelude::*;
use serde::Serialize;
use std::fmt::Write;

#[derive(Serialize)]
struct Context {
    s: Vec<Traced<String>>,
}

fn string() -> impl Strategy<Value = String> {
    // Pieces that are harmless alone and not together.
    let piece = prop::sample::select(vec![
        "a", "b", " ", "  ", "\n", "\t", ":", ": ", " #", "-", "- ", "'", "\"", "\\", ",", "[", "]", "{", "}", "|",
        "&", "*", "!", "?", "%", "0", "1e3", "_", ".", "~", "yes", "\r", "\u{85}", "\u{2028}", "\u{FEFF}", "\0",
        "\u{7F}", "😀", "é", "\u{202E}", "{{", "}}", "---", "\n---\n", "\n  ",
    ]);
    prop_oneof![
        prop::sample::select(HOSTILE).prop_map(str::to_owned),
        prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat()),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = string().prop_map(Tree::Leaf);
    let node = leaf.prop_recursive(4, 40, 5, |inner| {
        let key = string().prop_map(Tree::Leaf);
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..5).prop_map(Tree::Items),
            prop::collection::vec((key, inner), 1..5).prop_map(Tree::Entries),
        ]
    });
    node.prop_filter("a document is not a scalar", |tree| !matches!(tree, Tree::Leaf(_)))
}

/// Writes the template of a tree in block style; leaves of lists and maps now and then in flow style or with a comment.
fn block(out: &mut String, tree: &Tree, indent: usize, strings: &mut Vec<String>) {
    let pad = " ".repeat(indent);
    match tree {
        Tree::Leaf(text) => {
            out.push_str(&place(text, strings));
            let comment = strings.len().is_multiple_of(5);
            out.push_str(if comment { " # {{ s[0] | comment }}\n" } else { "\n" });
        }
        Tree::Items(items) => {
            for (number, item) in items.iter().enumerate() {
                let lead = if number == 0 { "" } else { pad.as_str() };
                let _ = write!(out, "{lead}- ");
                if number % 3 == 2 { flow(out, item, strings) } else { block(out, item, indent + 2, strings) }
            }
        }
        Tree::Entries(entries) => {
            for (number, (key, value)) in entries.iter().enumerate() {
                let lead = if number == 0 { "" } else { pad.as_str() };
                let Tree::Leaf(key) = key else { unreachable!() };
                let _ = write!(out, "{lead}{}:", place(key, strings));
                match value {
                    Tree::Leaf(_) => {
                        out.push(' ');
                        block(out, value, indent, strings);
                    }
                    _ if number % 3 == 2 => {
                        out.push(' ');
                        flow(out, value, strings);
                    }
                    _ => {
                        let _ = write!(out, "\n{pad}  ");
                        block(out, value, indent + 2, strings);
                    }
                }
            }
        }
    }
}

fn flow(out: &mut String, tree: &Tree, strings: &mut Vec<String>) {
    fn inner(out: &mut String, tree: &Tree, strings: &mut Vec<String>) {
        match tree {
            Tree::Leaf(text) => out.push_str(&place(text, strings)),
            Tree::Items(items) => {
                out.push('[');
                for (number, item) in items.iter().enumerate() {
                    out.push_str(if number > 0 { ", " } else { "" });
                    inner(out, item, strings);
                }
                out.push(']');
            }
            Tree::Entries(entries) => {
                out.push_str("{ ");
                for (number, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if number > 0 { ", " } else { "" });
                    inner(out, key, strings);
                    out.push_str(": ");
                    inner(out, value, strings);
                }
                out.push_str(" }");
            }
        }
    }
    inner(out, tree, strings);
    out.push('\n');
}

fn place(text: &str, strings: &mut Vec<String>) -> String {
    strings.push(text.to_owned());
    format!("{{{{ s[{}] }}}}", strings.len() - 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_comes_back(tree in tree()) {
        let (mut template, mut strings) = (String::from("---\n"), Vec::new());
        block(&mut template, &tree, 0, &mut strings);
        let s = (0..).zip(&strings).map(|(number, text)| traced(text.clone(), number)).collect();
        let rendered = render("a.yaml.j2", &template, &Context { s }).unwrap();
        let (documents, places) = parse(&rendered.text).unwrap();
        prop_assert_eq!(&documents, &[tree], "{}", rendered.text);
        // The strings are numbered in the order of the text, and so are the scalars.
        for (number, place) in (0..).zip(places) {
            prop_assert_eq!(rendered.map.at(place.start).map(numbers), Some(vec![number]), "{}", rendered.text);
        }
    }
}
