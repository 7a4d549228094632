//! Strings that some reader takes for something else, in every place where a value may stand.

use super::{HOSTILE, Tree, leaf, numbers, parse, render, traced};
use crate::render::{Flaw, Traced};
use serde::Serialize;

const EVERYWHERE: &str = "before: first
value: {{ x }}
commented: {{ x }} # why
{{ k }}: key
items:
  - {{ x }}
  - - {{ x }}
    - {{ x }}
  - {{ k }}: {{ x }}
    name: {{ x }}
flow: [{{ x }}, {{ x }} , [{{ x }}]]
map: { a: {{ x }}, {{ k }}: {{ x }} }
joined: {{ '<' ~ x ~ '>' }}
# {{ x | comment }}
deep:
  deeper:
  - at: {{ x }}
    # {{ x | comment }}
    {{ k }}: {{ x }} # {{ x | comment }}
after: last
";

#[derive(Serialize)]
struct Strings<'a> {
    x: Traced<&'a str>,
    k: Traced<String>,
}

/// What a reader must make of a string in all places.
fn expected(x: &str, k: &str) -> Tree {
    let (x_leaf, joined) = (|| leaf(x), leaf(&format!("<{x}>")));
    let map =
        |entries: Vec<(&str, Tree)>| Tree::Entries(entries.into_iter().map(|(key, tree)| (leaf(key), tree)).collect());
    map(vec![
        ("before", leaf("first")),
        ("value", x_leaf()),
        ("commented", x_leaf()),
        (k, leaf("key")),
        (
            "items",
            Tree::Items(vec![
                x_leaf(),
                Tree::Items(vec![x_leaf(), x_leaf()]),
                map(vec![(k, x_leaf()), ("name", x_leaf())]),
            ]),
        ),
        ("flow", Tree::Items(vec![x_leaf(), x_leaf(), Tree::Items(vec![x_leaf()])])),
        ("map", map(vec![("a", x_leaf()), (k, x_leaf())])),
        ("joined", joined),
        ("deep", map(vec![("deeper", Tree::Items(vec![map(vec![("at", x_leaf()), (k, x_leaf())])]))])),
        ("after", leaf("last")),
    ])
}

#[test]
fn every_string_comes_back_from_every_place() {
    let long = ["x".repeat(100_000), "word ".repeat(20_000), "line\n".repeat(20_000)];
    let all = HOSTILE.iter().copied().chain(long.iter().map(String::as_str));
    for x in all {
        let k = if x.chars().count() > 500 { "k" } else { x };
        let context = Strings { x: traced(x, 7), k: traced(k.to_owned(), 9) };
        let rendered = render("a.yaml.j2", EVERYWHERE, &context).unwrap();
        let (documents, places) = parse(&rendered.text).unwrap();
        assert_eq!(documents, [expected(x, k)], "{x:?} in\n{}", rendered.text);
        // Each traced scalar is on the map, from its first byte to its last.
        let on_the_map = places.iter().filter_map(|place| rendered.map.at(place.start)).map(numbers);
        assert_eq!(on_the_map.clone().filter(|numbers| *numbers == [7]).count(), 15, "{x:?}");
        assert_eq!(on_the_map.filter(|numbers| *numbers == [9]).count(), 4, "{x:?}");
    }
}

#[test]
fn the_table_is_large_and_has_no_string_twice() {
    let mut sorted = HOSTILE.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), HOSTILE.len());
    assert!(HOSTILE.len() >= 204, "{}", HOSTILE.len());
}

#[test]
fn text_shows_no_control_and_turns_no_direction() {
    for x in HOSTILE {
        let rendered =
            render("a.yaml.j2", EVERYWHERE, &Strings { x: traced(x, 7), k: traced((*x).to_owned(), 9) }).unwrap();
        let odd = |c: &char| (*c != '\n' && *c != '\t' && c.is_control()) || ('\u{2028}'..='\u{202E}').contains(c);
        assert_eq!(rendered.text.chars().find(odd), None, "{x:?}");
        assert!(rendered.text.ends_with("after: last\n"));
    }
}

#[test]
fn a_key_that_yaml_cannot_hold_is_refused() {
    let key = |len: usize| {
        let context = Strings { x: traced("x", 7), k: traced("k".repeat(len), 9) };
        render("a.yaml.j2", "{{ k }}: {{ x }}\n", &context).map_err(|fault| fault.flaw)
    };
    assert!(key(1024).is_ok());
    assert_eq!(key(1025), Err(Flaw::LongKey(1025)));
}

#[derive(Serialize)]
struct Plain<'a> {
    deep: Vec<(&'a str, Option<&'a str>)>,
}

#[test]
fn reserved_characters_are_refused_and_never_forge() {
    // A whole mark, as if someone knew how they are made.
    let forged = "\u{FDE2}\u{FDD0}\u{FDE3}\u{FDD1}\u{FDE3}\u{FDD1}\u{FDE4}x\u{FDE5}";
    for text in [forged, "a\u{FDD0}", "\u{FDEF}", "\u{FDE0}\u{FDD2}x\u{FDE1}", "\u{FDE1}"] {
        let fault = render("a.yaml.j2", "a: {{ x }}\n", &Strings { x: traced(text, 7), k: traced(String::new(), 9) })
            .unwrap_err();
        assert!(matches!(fault.flaw, Flaw::Reserved(_)), "{fault}");
        for deep in [vec![(text, None)], vec![("a", Some("b")), ("c", Some(text))]] {
            let fault = render("a.yaml.j2", "a: {{ deep | tojson }}\n", &Plain { deep }).unwrap_err();
            assert!(matches!(fault.flaw, Flaw::Reserved(_)), "{fault}");
        }
    }
}
