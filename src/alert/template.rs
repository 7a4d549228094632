//! Prometheus' templates: text made safe for them, and what a text written for them asks for.
//!
//! Prometheus expands every annotation and label of a rule as a Go template (`rules/alerting.go`), and refuses the whole file
//! when one does not parse (`model/rulefmt`).

use std::ops::Range;

/// A text that a template prints as it stands: its braces open nothing.
pub fn literal(text: &str) -> String {
    text.replace('{', "{{ \"{\" }}")
}

/// What a template asks for, and what keeps it from being one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The labels that it prints, with the places of their names in the text.
    pub labels: Vec<(String, Range<usize>)>,
    /// Variables that nobody declares, without their `$`.
    pub unknown: Vec<(String, Range<usize>)>,
    /// Where an action begins that never ends.
    pub open: Option<Range<usize>>,
}

/// The variables that Prometheus declares in front of each template.
pub const VARIABLES: [&str; 4] = ["labels", "value", "externalLabels", "externalURL"];

/// What a text asks for as a template.
pub fn asked(text: &str) -> Asked {
    let mut asked = Asked::default();
    let mut declared: Vec<String> = VARIABLES.map(str::to_owned).into();
    let mut at = 0;
    while let Some(start) = find(text, at, "{{") {
        let Some(end) = end_of_action(text, start + 2) else {
            asked.open = Some(start..start + 2);
            return asked;
        };
        action(text, start + 2..end, &mut declared, &mut asked);
        at = end + 2;
    }
    asked
}

/// A text as people read it before it is filled in: `‹topic›` stands for `{{ $labels.topic }}`. What does more than print a
/// label or the value stays as it is.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some(end) = end_of_action(after, 0) else { break };
        let (action, behind) = after.split_at(end);
        let asks = asked(&format!("{{{{{action}}}}}"));
        out.push_str(before);
        match asks.labels.as_slice() {
            [(label, _)] => out.extend(["‹", label, "›"]),
            [] if action.contains("$value") => out.push_str("‹value›"),
            _ => out.extend(["{{", action, "}}"]),
        }
        rest = behind.strip_prefix("}}").unwrap_or(behind);
    }
    out.push_str(rest);
    out
}

fn find(text: &str, from: usize, what: &str) -> Option<usize> {
    text.get(from..)?.find(what).map(|at| from + at)
}

/// Where the `}}` of an action stands; braces in quotes and comments do not count.
fn end_of_action(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let rest = text.get(at..)?;
        match rest.chars().next()? {
            _ if rest.starts_with("}}") => return Some(at),
            _ if rest.starts_with("/*") => at = find(text, at + 2, "*/")? + 2,
            quote @ ('"' | '`' | '\'') => at = end_of_quote(text, at + 1, quote)?,
            other => at += other.len_utf8(),
        }
    }
}

fn end_of_quote(text: &str, start: usize, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (offset, character) in text.get(start..)?.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            '\n' if quote != '`' => return None,
            _ if character == quote => return Some(start + offset + character.len_utf8()),
            _ => {}
        }
    }
    None
}

/// The words of one action: `$labels.topic`, `.Labels.topic`, `$name := …`, `index $labels "topic"`.
fn action(text: &str, range: Range<usize>, declared: &mut Vec<String>, asked: &mut Asked) {
    let mut at = range.start;
    while at < range.end {
        let Some(rest) = text.get(at..range.end) else { return };
        let Some(first) = rest.chars().next() else { return };
        match first {
            _ if rest.starts_with("/*") => at = find(text, at + 2, "*/").map_or(range.end, |end| end + 2),
            '"' | '`' | '\'' => at = end_of_quote(text, at + 1, first).unwrap_or(range.end),
            '$' => at = variable(text, at, &range, declared, asked),
            '.' if rest.starts_with(".Labels") => at = label_of(text, at + ".Labels".len(), &range, asked),
            other => at += other.len_utf8(),
        }
    }
}

/// A variable at `at`; gives where to go on.
fn variable(text: &str, at: usize, range: &Range<usize>, declared: &mut Vec<String>, asked: &mut Asked) -> usize {
    let end = end_of_word(text, at + 1, range.end);
    let name = text.get(at + 1..end).unwrap_or_default();
    let rest = text.get(end..range.end).unwrap_or_default().trim_start();
    // `range $i, $topic := …` declares both.
    let declares = rest.starts_with(":=") || (rest.starts_with(',') && rest.contains(":="));
    if declares {
        declared.push(name.to_owned());
    } else if name == "labels" {
        return label_of(text, end, range, asked);
    } else if !name.is_empty() && !declared.iter().any(|known| known == name) {
        asked.unknown.push((name.to_owned(), at..end));
    }
    end
}

/// The label behind `$labels` or `.Labels`: `.topic`, or ` "topic"` as `index` takes it.
fn label_of(text: &str, at: usize, range: &Range<usize>, asked: &mut Asked) -> usize {
    let rest = text.get(at..range.end).unwrap_or_default();
    let spaces = rest.len() - rest.trim_start().len();
    let start = match rest.trim_start().chars().next() {
        Some('.') if spaces == 0 => at + 1,
        Some('"') if spaces > 0 => at + spaces + 1,
        _ => return at,
    };
    let end = end_of_word(text, start, range.end);
    if end > start {
        asked.labels.push((text.get(start..end).unwrap_or_default().to_owned(), start..end));
    }
    // The quote that closes is not one that opens.
    end + usize::from(spaces > 0)
}

fn end_of_word(text: &str, start: usize, most: usize) -> usize {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let rest = text.get(start..most).unwrap_or_default();
    start + rest.find(|c| !word(c)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_shown_by_their_names() {
        assert_eq!(shown("{{ $labels.topic }} is {{ $value | humanize }} behind"), "‹topic› is ‹value› behind");
        assert_eq!(shown("a {{ if $x }} b"), "a {{ if $x }} b");
        assert_eq!(shown("open {{ $labels.topic"), "open {{ $labels.topic");
        assert_eq!(shown(&literal("a{b}")), "a{{ \"{\" }}b}");
    }
    use proptest::prelude::*;

    fn labels(text: &str) -> Vec<String> {
        asked(text)
            .labels
            .into_iter()
            .map(|(name, place)| {
                assert_eq!(text.get(place), Some(name.as_str()));
                name
            })
            .collect()
    }

    #[test]
    fn labels_are_found_wherever_a_template_prints_them() {
        assert_eq!(labels("no {braces} here, $labels.x"), [""; 0]);
        assert_eq!(labels("{{ $labels.topic }} and {{.Labels.group}}"), ["topic", "group"]);
        assert_eq!(labels("{{- if gt $value 1.0 -}}{{ printf \"%s}}\" $labels.pod }}{{ end }}"), ["pod"]);
        assert_eq!(labels("{{ index $labels \"topic\" | title }} {{ $labels.pod }}"), ["topic", "pod"]);
        assert_eq!(labels("{{ \"$labels.quoted\" }}{{/* $labels.comment */}}"), [""; 0]);
    }

    #[test]
    fn what_prometheus_would_refuse_is_found() {
        assert_eq!(asked("a {{ $labels.x").open, Some(2..4));
        assert_eq!(asked("{{ \"a }}").open, Some(0..2));
        assert_eq!(asked("{{ $label.x }}").unknown, [("label".to_owned(), 3..9)]);
        assert_eq!(asked("{{ range $i, $s := query \"up\" }}{{ $i }}{{ $s.Value }}{{ end }}").unknown, []);
    }

    #[test]
    fn a_literal_opens_no_action() {
        for text in ["{{ x }}", "{", "{{{", "a{ {b}}"] {
            let safe = format!("{}{{{{ $value }}}}", literal(text));
            // What is left after our own actions are taken out is what was written, brace by brace.
            let printed = safe.replace("{{ \"{\" }}", "\u{1}").replace("{{ $value }}", "").replace('\u{1}', "{");
            assert_eq!(printed, text);
            assert_eq!(asked(&safe), Asked::default());
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[{}$. \"`'\\\\a-cé:=,|/*\\nLabels]{0,24}") {
            for (name, place) in asked(&text).labels {
                prop_assert_eq!(text.get(place), Some(name.as_str()));
            }
        }
    }
}
