//! Templates decide nothing: a walk over the text of each one.
//!
//! A condition is a name (with `not`, `and`, `or`, or `is defined`). Comparing a traced value would be wrong without a
//! word, so nothing is compared.

use super::super::filters::ALLOWED;

/// What in a template decides, or is not allowed for another reason: the line and what stands there.
pub(crate) fn offences(template: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (template, 1);
    while let Some((literal, opener, after)) = next_tag(rest) {
        line += literal.matches('\n').count();
        let (tag, after) = match opener {
            "{#" => after.split_once("#}").unwrap_or((after, "")),
            _ => tag_end(after, if opener == "{{" { "}}" } else { "%}" }),
        };
        if opener != "{#" {
            found.extend(tag_offences(tag).into_iter().map(|offence| (line, offence)));
        }
        line += tag.matches('\n').count();
        rest = after;
        if opener == "{%" && tag.trim_matches(['-', '+', ' ']) == "raw" {
            let (raw, after) = rest.split_at(end_of_raw(rest));
            line += raw.matches('\n').count();
            rest = after;
        }
    }
    found
}

fn next_tag(text: &str) -> Option<(&str, &str, &str)> {
    let at = ["{{", "{%", "{#"].iter().filter_map(|opener| text.find(opener)).min()?;
    let (literal, rest) = text.split_at(at);
    let (opener, after) = rest.split_at(2);
    Some((literal, opener, after))
}

/// Where the tag that ends a raw block begins.
fn end_of_raw(text: &str) -> usize {
    let is_end = |at: &usize| text.split_at(at + 2).1.trim_start_matches(['-', '+', ' ']).starts_with("endraw");
    text.match_indices("{%").map(|(at, _)| at).find(is_end).unwrap_or(text.len())
}

/// A tag's text and what follows it; closers in strings do not count.
fn tag_end<'t>(text: &'t str, closer: &str) -> (&'t str, &'t str) {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => {
                let (tag, rest) = text.split_at(at);
                if let Some(rest) = rest.strip_prefix(closer) {
                    return (tag, rest);
                }
            }
            Some(_) => {}
        }
    }
    (text, "")
}

/// The words, signs and strings of a tag; a string is a single `"`.
fn tokens(tag: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut chars = tag.chars().peekable();
    while let Some(c) = chars.next() {
        let mut token = String::from(c);
        if matches!(c, '"' | '\'') {
            while let Some(next) = chars.next() {
                if next == c {
                    break;
                }
                if next == '\\' {
                    chars.next();
                }
            }
            token = String::from('"');
        } else if c.is_alphanumeric() || c == '_' {
            while let Some(next) = chars.next_if(|next| next.is_alphanumeric() || *next == '_') {
                token.push(next);
            }
        } else if matches!(c, '=' | '!' | '<' | '>') {
            token.extend(chars.next_if_eq(&'='));
        }
        if !c.is_whitespace() {
            tokens.push(token);
        }
    }
    tokens
}

fn tag_offences(tag: &str) -> Vec<String> {
    let tokens = tokens(tag.trim_matches(['-', '+']));
    let mut words = tokens.iter().map(String::as_str).peekable();
    let first = words.peek().copied().unwrap_or_default();
    let mut found = Vec::new();
    // The one `in` that belongs to the loop itself, and the name behind `filter`.
    let mut loops = first == "for";
    let mut before = "";
    while let Some(word) = words.next() {
        // `a.in` and `a.is` would be fields.
        let own = before != ".";
        match word {
            "==" | "!=" | "<" | ">" | "<=" | ">=" => found.push(format!("compares with `{word}`")),
            "in" if own && std::mem::take(&mut loops) => {}
            "in" if own => found.push("asks with `in`".to_owned()),
            "is" if own => {
                words.next_if_eq(&"not");
                let test = words.peek().copied().unwrap_or_default();
                if test != "defined" {
                    found.push(format!("asks `is {test}`"));
                }
            }
            "|" => found.extend(unknown_filter(words.peek().copied())),
            "filter" if before.is_empty() => found.extend(unknown_filter(words.peek().copied())),
            _ => {}
        }
        before = word;
    }
    found
}

fn unknown_filter(name: Option<&str>) -> Option<String> {
    let name = name.unwrap_or_default();
    (!ALLOWED.contains(&name)).then(|| format!("uses the filter `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::super::super::marks::holds_mark;
    use super::super::super::templates::templates;
    use super::*;

    #[test]
    fn our_templates_decide_nothing() {
        for (name, text) in &templates() {
            assert_eq!(offences(text), [], "{name}");
        }
    }

    #[test]
    fn each_template_has_one_name_and_is_sound() {
        for pair in templates().windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
        for (name, text) in &templates() {
            assert!(name.strip_suffix(".j2").is_some() && !text.contains('\r') && !holds_mark(text), "{name}");
            assert!(crate::render::Engine::new().names(name).is_ok(), "{name} cannot be read");
        }
    }

    #[test]
    fn decisions_are_found() {
        let cases = [
            ("{% if n == 3 %}", "compares with `==`"),
            ("{%- if a and n != 3 -%}", "compares with `!=`"),
            ("{% if n>3 %}", "compares with `>`"),
            ("{{ a if n <= 3 else b }}", "compares with `<=`"),
            ("{% if a in b %}", "asks with `in`"),
            ("{% for a in b if a in c %}", "asks with `in`"),
            ("{% if a not in b %}", "asks with `in`"),
            ("{% if a is string %}", "asks `is string`"),
            ("{% if a is not none %}", "asks `is none`"),
            ("{{ a|length }}", "uses the filter `length`"),
            ("{{ a | upper | trim }}", "uses the filter `trim`"),
            ("{% set a = b | sort %}", "uses the filter `sort`"),
            ("{% filter indent %}x{% endfilter %}", "uses the filter `indent`"),
            ("{{ '}}' ~ a | int }}", "uses the filter `int`"),
            ("{% raw %}{{ a == b }}{% endraw %}{{ a < b }}", "compares with `<`"),
        ];
        for (template, expected) in cases {
            assert_eq!(offences(template), [(1, expected.to_owned())], "{template}");
        }
        assert_eq!(offences("a\n{# x == y #}\n\n{{ a\n}}\n{% if b == c %}")[0].0, 6);
    }

    #[test]
    fn what_only_looks_like_a_decision_is_not() {
        let fine = [
            "a == b | trim {% if a %}x > y{% endif %}",
            "{% if not a and b is defined or c is not defined %}",
            "{% for key, value in map %}{{ key }}{% else %}{% endfor %}",
            "{{ \"a == b | trim\" ~ 'in' ~ a.in ~ 'it\\'s < {{ b }}' }}",
            "{% raw %}{{ $labels.x | humanize }} {% if a == b %}{% endraw %}",
            "{# {{ a == b }} #}",
            "{% macro a(b, c=1) %}{% endmacro %}{{ a(b, c=2) | comment }}",
            "{% set a = [b, c] | join(', ') %}{{ a | fenced(\"sh\") }}",
        ];
        for template in fine {
            assert_eq!(offences(template), [], "{template}");
        }
    }
}
