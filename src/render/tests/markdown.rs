//! Hostile strings in every place of a page: the page keeps its shape.

use super::{render, traced};
use crate::render::tests::HOSTILE;
use crate::render::{Flaw, Traced};
use serde::Serialize;

#[derive(Serialize)]
struct Context<'a> {
    x: Traced<&'a str>,
}

const PAGE: &str = "# {{ x }}\n\n{{ x }}\n\n- {{ x }}\n\n1. {{ x }} end\n\n> {{ x }}\n\n| a | b |\n| --- | --- |\n| {{ x }} | {{ x | code }} |\n\n\
    Text {{ x | code }}, *{{ x }}*.\n\n```sh\n{{ x }}\nkubectl get {{ x }}\n```\n\n<!-- {{ x | comment }} -->\n\n  {{ x | fenced(\"yaml\") }}\n\nEnd.\n";

/// What decides the shape of a page, line by line: its structure without the text.
fn shape(page: &str) -> Vec<String> {
    let mut fence: Option<String> = None;
    let mut shape = Vec::new();
    for line in page.lines() {
        let text = line.trim_start();
        let run: String = text.chars().take_while(|c| matches!(c, '`' | '~')).collect();
        match &fence {
            Some(open) if text == run && run.starts_with(open.as_str()) => {
                fence = None;
                shape.push("close".to_owned());
            }
            Some(_) => {}
            None if run.len() >= 3 && !text.trim_start_matches(['`', '~']).contains('`') => {
                fence = Some(run);
                shape.push("open".to_owned());
            }
            None if text.starts_with("<!--") && text.find("-->") == Some(text.len() - 3) => {
                shape.push("comment".to_owned());
            }
            None => {
                let unescaped = text.replace("\\\\", "").replace("\\|", "");
                let cells = if text.starts_with('|') { unescaped.matches('|').count() } else { 0 };
                let lead = text.split(' ').next().unwrap_or_default();
                let number = lead.trim_start_matches(|c: char| c.is_ascii_digit());
                let marker = matches!(number, "." | ")") || lead.chars().all(|c| "#>-+*=_".contains(c));
                let lead = if marker { lead.to_owned() } else { String::new() };
                shape.push(if cells > 0 { format!("| {cells}") } else { lead });
            }
        }
    }
    assert_eq!(fence, None, "{page}");
    shape
}

#[test]
fn no_string_changes_the_shape_of_a_page() {
    let page = |x: &str| render("a.md.j2", PAGE, &Context { x: traced(x, 7) });
    let expected = shape(&page("word").unwrap().text);
    let long = "a` | # ".repeat(10_000);
    for x in HOSTILE.iter().copied().chain([long.as_str()]) {
        let rendered = page(x).unwrap();
        assert_eq!(shape(&rendered.text), expected, "{x:?} in\n{}", rendered.text);
        let outside_code = rendered.text.lines().take(9);
        assert!(!outside_code.collect::<String>().contains("<s"), "{}", rendered.text);
        if !crate::diag::readable::line(x).is_empty() {
            assert_eq!(rendered.map.len(), 13, "{x:?}");
        }
    }
}

#[test]
fn places_that_cannot_be_made_safe_are_refused() {
    for template in [
        "`{{ x }}`\n",
        "<a href=\"{{ x }}\">\n",
        "[a]({{ x }})\n",
        "http://{{ x }}/\n",
        "\\{{ x }}\n",
        "a {{ x | fenced }}\n",
    ] {
        let fault = render("a.md.j2", template, &Context { x: traced("b", 7) }).unwrap_err();
        assert!(matches!(fault.flaw, Flaw::Unsafe(_)), "{template}: {fault}");
    }
    let word = |x: &str| {
        render("a.md.j2", "[a](http://{{ x | word }}/)\n", &Context { x: traced(x, 7) }).map(|rendered| rendered.text)
    };
    assert_eq!(word("kafka:9092").unwrap(), "[a](http://kafka:9092/)\n");
    // A word is no markup either.
    let alone = render("a.md.j2", "a\n{{ x | word }}\n", &Context { x: traced("---", 7) }).unwrap();
    assert_eq!(alone.text, "a\n\\---\n");
    assert!(render("a.md.j2", "\\{{ x | word }}\n", &Context { x: traced("---", 7) }).is_err());
    assert!(matches!(word("a b").unwrap_err().flaw, Flaw::NotWord(_)));
}
