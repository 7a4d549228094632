//! Values written into expressions: quoted for PromQL, and escaped for its regular expressions.

use std::collections::BTreeSet;

/// What means something in a regular expression, and is written behind a backslash.
const SIGNS: &str = r"\.+*?()|[]{}^$";

/// A text in double quotes, as label values and string arguments are written.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Prometheus takes a bare U+FFFD for broken UTF-8.
            _ if c.is_control() || c == '\u{fffd}' => out.extend(["\\u", &format!("{:04x}", u32::from(c))]),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A regular expression that matches exactly this text. It still has to be [`quote`]d.
pub fn regex_literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if SIGNS.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A regular expression for `=~` that matches exactly these texts: Prometheus anchors it as a whole. It still has to be
/// [`quote`]d. `None` if there is none: the empty expression would match every series that lacks the label.
pub fn alternatives<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Option<String> {
    let literals: Vec<String> = texts.into_iter().map(|text| regex_literal(text.as_ref())).collect();
    (!literals.is_empty()).then(|| literals.join("|"))
}

/// The texts that a regular expression matches, if it is made as [`alternatives`] makes it.
pub(super) fn texts_of(pattern: &str) -> Option<BTreeSet<String>> {
    let (mut texts, mut text) = (BTreeSet::new(), String::new());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '|' => drop(texts.insert(std::mem::take(&mut text))),
            '\\' => text.push(chars.next().filter(|c| SIGNS.contains(*c))?),
            c if SIGNS.contains(c) => return None,
            c => text.push(c),
        }
    }
    texts.insert(text);
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Pattern, parse};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_quoted_text_reads_back_as_itself(text in any::<String>()) {
            prop_assert_eq!(parse(&quote(&text)).unwrap().kind, Kind::Text(text));
        }

        #[test]
        fn alternatives_match_their_texts_and_nothing_else(texts in prop::collection::vec("[a-c.*$|\\\\\\[-]{1,4}", 1..4), other in "[a-c.*$|\\\\\\[-]{1,4}") {
            let pattern = Pattern::new(&alternatives(&texts).unwrap()).unwrap();
            for text in &texts {
                prop_assert_eq!(pattern.accepts(text), Some(true));
            }
            prop_assert_eq!(pattern.accepts(&other), Some(texts.contains(&other)));
        }

        #[test]
        fn texts_are_told_from_other_patterns(pattern in r"[a|.*(\\\[\]]{0,6}", value in r"[a|.*(\\\[\]]{0,4}") {
            // In brackets it is always read as a regular expression.
            let (plain, in_brackets) = (Pattern::new(&pattern), Pattern::new(&format!("(?:{pattern})")));
            prop_assert_eq!(plain.is_ok(), in_brackets.is_ok());
            if let (Ok(plain), Ok(in_brackets)) = (plain, in_brackets) {
                prop_assert_eq!(plain.accepts(&value), in_brackets.accepts(&value));
            }
        }
    }

    #[test]
    fn nothing_has_no_alternatives() {
        assert_eq!(alternatives(Vec::<String>::new()), None);
    }
}
