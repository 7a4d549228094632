//! The published `promql-parser` as a second opinion on what is valid.

use super::super::read;
use super::{Mutations, corpus};

/// Why the two parsers do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// It lacks what Prometheus has learned: arithmetic on lengths, `anchored`, `</`, `1_000`, `by (a:b)`.
    New,
    /// Its regular expressions are Rust's, and so are the things that RE2 refuses or takes for plain text.
    Regex,
    /// Prometheus takes it and then fails at each evaluation; we say so at once.
    Evaluation,
    /// It looks for escapes between backquotes, where there are none.
    Raw,
    /// It takes what Prometheus refuses.
    Lax,
    /// `holt_winters` of Prometheus 2, which we take and report among the needs.
    Old,
}

/// Text, whether we take it, and why the other parser sees it differently. Prometheus is on our side in each `New`,
/// `Regex`, `Raw` and `Lax`.
const DISAGREED: &[(&str, bool, Class)] = &[
    ("a[2m + 3m]", true, Class::New),
    ("a[step()]", true, Class::New),
    ("a offset (1h - 5m)", true, Class::New),
    ("rate(a[5m] anchored)", true, Class::New),
    ("a smoothed", true, Class::New),
    ("a </ 5", true, Class::New),
    ("1_000", true, Class::New),
    ("sum by (a:b) (c)", true, Class::New),
    (r"`C:\kafka\data`", true, Class::Raw),
    (r#"a{b=~"[[a]"}"#, true, Class::Regex),
    (r#"a{b=~"x**"}"#, false, Class::Regex),
    (r#"a{b=~"(?x)y"}"#, false, Class::Regex),
    (r#"label_replace(a, "b", "c", "d", "(")"#, false, Class::Evaluation),
    ("sum by (\"\") (a)", false, Class::Lax),
    ("1e999", false, Class::Lax),
    ("holt_winters(a[5m], 0.5, 0.5)", true, Class::Old),
];

fn other(text: &str) -> bool {
    promql_parser::parser::parse(text).is_ok()
}

#[test]
fn both_agree_on_what_is_valid() {
    assert!(corpus::VALID.len() + corpus::INVALID.len() >= 250);
    let expected = [(corpus::VALID, true), (corpus::INVALID, false)];
    let each = expected.iter().flat_map(|&(texts, valid)| texts.iter().map(move |&text| (text, valid)));
    let odd = each.filter(|&(text, valid)| read(text).is_ok() != valid || other(text) != valid);
    let odd: Vec<_> =
        odd.map(|(text, valid)| (text, valid, read(text), promql_parser::parser::parse(text).err())).collect();
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn known_disagreements_are_still_there() {
    let odd = DISAGREED.iter().filter(|&&(text, ours, _)| read(text).is_ok() != ours || other(text) == ours);
    let odd: Vec<_> = odd.map(|case| (case, read(case.0))).collect();
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn mutated_expressions_find_no_new_disagreement() {
    let all: Vec<&str> = corpus::VALID.iter().chain(corpus::INVALID).copied().collect();
    let mut mutations = Mutations(0x2545_f491_4f6c_dd1d);
    let texts: Vec<String> = (0..5_000).map(|_| mutations.next(&all)).collect();
    let odd: Vec<_> = texts.iter().filter(|text| read(text).is_ok() != other(text)).collect();
    // What remains is of the classes above; more than a handful is something new.
    assert!(odd.len() <= 10, "{odd:#?}");
    assert!(texts.iter().filter(|text| other(text)).count() > 500);
}
