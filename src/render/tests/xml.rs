//! Values in XML: whatever a value holds, a parser finds it as text where it was put, and nothing else changes.

use super::{HOSTILE, numbers, render, traced};
use crate::diag::readable;
use crate::render::{Flaw, Traced};
use roxmltree::{Document, Node};
use serde::Serialize;

#[derive(Serialize)]
struct Value<'a> {
    x: Traced<&'a str>,
    n: Traced<u32>,
}

fn value(x: &str) -> Value<'_> {
    Value { x: traced(x, 7), n: traced(5, 9) }
}

const EVERYWHERE: &str = "<a b=\"{{ x }}\" c='{{ x }}' n=\"{{ n }}\">\n  <!-- {{ x | comment }} -->\n  <d>{{ x }}</d><e>({{ x }}{{ n }})</e>\n</a>\n";

/// A text with its white space as single blanks, which are kept at its ends.
fn one_line(text: &str) -> String {
    let inner = readable::line(text);
    let edge = |blank: bool| if blank { " " } else { "" };
    let (start, end) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    format!("{}{inner}{}", edge(start), edge(end && !inner.is_empty()))
}

#[test]
fn every_string_comes_back_from_every_place() {
    for x in HOSTILE {
        let rendered = render("a.svg.j2", EVERYWHERE, &value(x)).unwrap();
        let document = Document::parse(&rendered.text).unwrap();
        let root = document.root_element();
        let expected = one_line(x);
        assert_eq!((root.attribute("b"), root.attribute("c")), (Some(expected.as_str()), Some(expected.as_str())));
        assert_eq!(root.attribute("n"), Some("5"));
        let names: Vec<&str> = root.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
        assert_eq!(names, ["d", "e"], "{x:?}");
        assert_eq!(root.first_element_child().unwrap().text().unwrap_or_default(), expected);
        assert_eq!(root.last_element_child().unwrap().text(), Some(format!("({expected}5)").as_str()));
        if !expected.is_empty() {
            let at = rendered.text.find("<d>").unwrap() + 3;
            assert_eq!(rendered.map.at(at).map(numbers), Some(vec![7]), "{x:?}");
        }
    }
}

#[test]
fn values_are_refused_where_they_cannot_be_safe() {
    let flaw = |template: &'static str| render("a.svg.j2", template, &value("x")).unwrap_err().flaw;
    assert_eq!(flaw("<{{ x }}/>\n"), Flaw::Unsafe("a tag"));
    assert_eq!(flaw("<a {{ x }}=\"1\"/>\n"), Flaw::Unsafe("a tag"));
    assert_eq!(flaw("<a b={{ n }}/>\n"), Flaw::Unsafe("a tag"));
    assert_eq!(flaw("<a>&{{ x }};</a>\n"), Flaw::Unsafe("an entity"));
    assert_eq!(flaw("<style>.a { fill: {{ x }}; }</style>\n"), Flaw::Unsafe("a style sheet"));
    assert_eq!(flaw("<!DOCTYPE {{ x }}>\n"), Flaw::Unsafe("a declaration"));
    assert_eq!(flaw("<!-- {{ x }} -->\n"), Flaw::InComment);
    assert_eq!(flaw("<a>{{ x | comment }}</a>\n"), Flaw::NotInComment);
    assert_eq!(flaw("<a>{{ x | verbatim }}</a>\n"), Flaw::WrongFile("verbatim"));
    assert_eq!(flaw("<a>{{ x | code }}</a>\n"), Flaw::WrongFile("code"));
    assert_eq!(flaw("<a>{{ x | fenced(\"sh\") }}</a>\n"), Flaw::WrongFile("fenced"));
    let word = |x| render("a.svg.j2", "<a>{{ x | word }}</a>\n", &value(x)).map(|rendered| rendered.text);
    assert_eq!(word("a-b"), Ok("<a>a-b</a>\n".to_owned()));
    assert!(matches!(word("a b").unwrap_err().flaw, Flaw::NotWord(_)));
}
