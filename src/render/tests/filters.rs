//! Values on their way through filters, macros and captures: text and origins.

use super::{numbers, render, traced};
use crate::render::block::Block;
use crate::render::filters::ALLOWED;
use crate::render::{Engine, Flaw, Rendered, Traced};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Context {
    x: Traced<&'static str>,
    y: Traced<&'static str>,
    n: Traced<u64>,
    below: Traced<i64>,
    ratio: Traced<f64>,
    yes: Traced<bool>,
    no: Traced<bool>,
    list: Vec<Traced<&'static str>>,
    map: BTreeMap<&'static str, Traced<u32>>,
    pairs: Vec<(Traced<&'static str>, Traced<u32>)>,
    none: Option<Traced<u32>>,
    inner: Traced<Option<u32>>,
    empty: Vec<u32>,
    long: Traced<&'static str>,
}

fn context() -> Context {
    Context {
        x: traced("orders", 1),
        y: traced("a: \"b\"", 2),
        n: traced(604_800_000, 3),
        below: traced(-1, 4),
        ratio: traced(1e21, 5),
        yes: traced(true, 6),
        no: traced(false, 7),
        list: vec![traced("one", 8), traced("two: 2", 9)],
        map: BTreeMap::from([("b", traced(1, 10)), ("a", traced(2, 11))]),
        pairs: vec![(traced("k", 12), traced(5, 13))],
        none: None,
        inner: traced(None, 14),
        empty: Vec::new(),
        long: traced("sum by (x) (\n  rate(a[5m])\n)\n", 15),
    }
}

/// What a template gives, and each place on the map: the text there and its numbers.
fn all(name: &'static str, template: &str) -> (String, Vec<(String, Vec<u32>)>) {
    let rendered = render(name, template, &context()).unwrap();
    let places = rendered
        .map
        .iter()
        .map(|(range, origin)| (rendered.text.get(range).unwrap().to_owned(), numbers(origin)))
        .collect();
    (rendered.text, places)
}

/// Holds the value of `a: ` and the numbers of its whole against what is expected.
fn check(template: &str, value: &str, whole: &[u32]) {
    let (text, places) = all("a.yaml.j2", &format!("a: {template}\n"));
    assert_eq!(text, format!("a: {value}\n"), "{template}");
    let first = places.first().map(|(text, numbers)| (text.as_str(), numbers.as_slice()));
    assert_eq!(first.unwrap_or((value, &[])), (value, whole), "{template}");
}

/// What a template makes of a block.
fn placed(name: &'static str, template: &str) -> Result<Rendered, Flaw> {
    #[derive(Serialize)]
    struct Context {
        tree: Block,
        x: Traced<&'static str>,
    }
    let tree = Block::new("a: 1\nb:\n  - c: { d: e }", traced((), 7).origin);
    render(name, template, &Context { tree, x: traced("a: 1", 1) }).map_err(|fault| fault.flaw)
}

#[test]
fn a_block_stands_where_it_is_placed_and_knows_its_origin() {
    let rendered = placed("a.yaml.j2", "x:\n  - y:\n      {{ tree | block }}\n    z: 1\n{{ tree | block }}\n").unwrap();
    let indented = "a: 1\n      b:\n        - c: { d: e }";
    assert_eq!(rendered.text, format!("x:\n  - y:\n      {indented}\n    z: 1\na: 1\nb:\n  - c: {{ d: e }}\n"));
    let places: Vec<_> =
        rendered.map.iter().map(|(range, origin)| (rendered.text.get(range).unwrap(), numbers(origin))).collect();
    assert_eq!(places[0], (indented, vec![7]));
    assert_eq!(places.len(), 2);
}

#[test]
fn a_block_is_placed_as_a_whole_or_not_at_all() {
    for (template, flaw) in [
        ("x: {{ tree | block }}\n", Flaw::Crowded),
        ("- {{ tree | block }}\n", Flaw::Crowded),
        ("x:\n  {{ tree | block }} # y\n", Flaw::Crowded),
        ("# {{ tree | block }}\n", Flaw::Crowded),
        ("x:\n  {{ x | block }}\n", Flaw::NotBlock),
        ("x:\n  {{ 'a: 1' | block }}\n", Flaw::NotBlock),
        ("x: {{ tree }}\n", Flaw::NotScalar("plain object".to_owned())),
        ("x:\n  {{ (tree | block) ~ x }}\n", Flaw::Crowded),
    ] {
        assert_eq!(placed("a.yaml.j2", template), Err(flaw), "{template}");
    }
    assert_eq!(placed("a.md.j2", "{{ tree | block }}\n"), Err(Flaw::WrongFile("block")));
    assert_eq!(placed("a.svg.j2", "{{ tree | block }}\n"), Err(Flaw::WrongFile("block")));
}

#[test]
fn scalars_of_every_kind() {
    check("{{ x }}", "orders", &[1]);
    check("{{ y }}", "'a: \"b\"'", &[2]);
    check("{{ n }}", "604800000", &[3]);
    check("{{ below }}", "-1", &[4]);
    check("{{ ratio }}", "1000000000000000000000.0", &[5]);
    check("{{ 0.8 }}", "0.8", &[]);
    check("{{ yes }}", "true", &[6]);
    check("{{ no }}", "false", &[7]);
    check("{{ true }}", "true", &[]);
    check("{{ none | or_null }}", "null", &[]);
    check("{{ inner | or_null }}", "null", &[14]);
    check("{{ n | or_null }}", "604800000", &[3]);
    check("{{ long }}", "|\n  sum by (x) (\n    rate(a[5m])\n  )", &[15]);
    // A key is always a string.
    assert_eq!(all("a.yaml.j2", "{{ n }}: {{ yes }}\n").0, "\"604800000\": true\n");
}

#[test]
fn origins_survive_what_templates_do() {
    check("{{ 'pre ' ~ x }}", "pre orders", &[1]);
    check("{{ x ~ y ~ n ~ yes }}", "'ordersa: \"b\"604800000true'", &[1, 2, 3, 6]);
    check("{{ list | join(', ') }}", "\"one, two: 2\"", &[8, 9]);
    check("{{ x | upper }}", "ORDERS", &[1]);
    check("{{ (x ~ '-' ~ n) | upper | lower }}", "orders-604800000", &[1, 3]);
    check("{{ x | replace('or', 'XX') }}", "XXders", &[1]);
    check("{{ n | replace('0', 'zero') }}", "6zero48zerozerozerozerozero", &[3]);
    check("{{ '%s of %s' | format(x, n) }}", "orders of 604800000", &[1, 3]);
    check("{{ x | default('z') }}", "orders", &[1]);
    check("{{ map.z | default('z') }}", "z", &[]);
    check("{{ map | tojson }}", "'{\"a\":2,\"b\":1}'", &[11, 10]);
    check("{{ [x, y, none, yes, 'q\"'] | tojson }}", "'[\"orders\",\"a: \\\"b\\\"\",null,true,\"q\\\"\"]'", &[1, 2, 6]);
    check("{{ list.0 }}", "one", &[8]);
}

#[test]
fn sets_macros_loops_and_captures_keep_origins() {
    let template = "{% macro entry(key, value) %}\n{{ key }}: {{ value }}\n{% endmacro %}\n{% set z = y %}\na: {{ z }}\n\
        {% set text %}{{ x }}{% endset %}\nb: {{ text }}\n{{ entry('c', n) }}\n{%- for key, value in pairs %}\n\
        {{ key }}: {{ value }}\n{% endfor %}\n{% for key in map %}\n{{ key }}: {{ map[key] }}\n{% endfor %}\n\
        {% if yes %}\nd: {{ x if yes else y }}\n{% endif %}\n{% if no or none or empty %}\ne: 1\n{% endif %}\n";
    let (text, places) = all("a.yaml.j2", template);
    assert_eq!(text, "a: 'a: \"b\"'\nb: orders\nc: 604800000\nk: 5\na: 2\nb: 1\nd: orders\n");
    let numbers: Vec<_> = places.iter().flat_map(|(_, numbers)| numbers.clone()).collect();
    assert_eq!(numbers, [2, 1, 3, 12, 13, 11, 10, 1]);
}

#[test]
fn parts_of_a_value_are_found_in_what_became_of_them() {
    let (text, places) = all("a.yaml.j2", "k: {{ \"tab\\t\" ~ y ~ '/' ~ x }}\n");
    assert_eq!(text, "k: \"tab\\ta: \\\"b\\\"/orders\"\n");
    let places: Vec<_> = places.iter().map(|(text, numbers)| (text.as_str(), numbers.as_slice())).collect();
    assert_eq!(
        places,
        [("\"tab\\ta: \\\"b\\\"/orders\"", [2, 1].as_slice()), ("a: \\\"b\\\"", &[2]), ("orders", &[1]),]
    );
    let rendered = render("a.yaml.j2", "k: {{ y ~ '/' ~ x }}\n", &context()).unwrap();
    let slash = rendered.text.find('/').unwrap();
    assert_eq!(rendered.map.at(slash).map(numbers), Some(vec![2, 1]));
    assert_eq!(rendered.map.at(slash + 1).map(numbers), Some(vec![1]));
    let (text, places) = all("a.yaml.j2", "k: {{ x ~ ' =\n' ~ long }}\n");
    assert_eq!(text, "k: |\n  orders =\n  sum by (x) (\n    rate(a[5m])\n  )\n");
    assert_eq!(places[1], ("orders".to_owned(), vec![1]));
    assert_eq!(places[2], ("sum by (x) (\n    rate(a[5m])\n  )".to_owned(), vec![15]));
}

#[test]
fn flow_lays_out_each_scalar() {
    let template = "a: {{ list | flow }}\nb: {{ map | flow }}\nc: {{ empty | flow }}\nd: {{ {} | flow }}\n\
        e: {{ [list, {'k': y}, 3] | flow }} # why\n";
    let (text, places) = all("a.yaml.j2", template);
    let expected = "a: [one, \"two: 2\"]\nb: { a: 2, b: 1 }\nc: []\nd: {}\n\
        e: [[one, \"two: 2\"], { k: 'a: \"b\"' }, 3] # why\n";
    assert_eq!(text, expected);
    assert_eq!(places[1], ("\"two: 2\"".to_owned(), vec![9]));
}

#[test]
fn comments_and_words_stand_inside_text() {
    let template = "# {{ y | comment }}: {{ n | comment }}\na: {{ n }} # {{ '7d' | comment }}\nb: # {{ '' | comment }}\n  c: |\n    kafka \
        --topic={{ x | word }} {{ n | word }}\n    key: {{ 'no' | word }}\nd: {{ x | word }}\n";
    let (text, places) = all("a.yaml.j2", template);
    assert_eq!(
        text,
        "# a: \"b\": 604800000\na: 604800000 # 7d\nb: #\n  c: |\n    kafka --topic=orders 604800000\n    key: \"no\"\nd: orders\n"
    );
    assert_eq!(places.iter().map(|(_, numbers)| numbers[0]).collect::<Vec<_>>(), [2, 3, 3, 1, 3, 1]);
}

#[test]
fn the_list_of_filters_is_what_templates_have() {
    let known = |filter: &str| {
        let template: &'static str = Box::leak(format!("{{{{ x | {filter} }}}}\n").into_boxed_str());
        let fault = Engine::with(Box::leak(Box::new([("a.md.j2", template)]))).render("a.md.j2", &context()).err();
        !fault.is_some_and(|fault| fault.to_string().contains("is unknown"))
    };
    assert_eq!(ALLOWED.iter().filter(|filter| !known(filter)).collect::<Vec<_>>(), [&""; 0]);
    for other in
        ["trim", "length", "int", "safe", "sort", "map", "select", "indent", "first", "escape", "round", "unique"]
    {
        assert!(!known(other), "{other}");
    }
}
