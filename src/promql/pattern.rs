//! Regular expressions as Prometheus reads them: RE2's syntax, anchored at both ends.
//!
//! Rust's syntax is near but not the same: it refuses `x{`, takes `x**`, gives `\<` and `[a&&b]` a meaning, and its `\d`
//! knows more digits. So a pattern is read here and written again in a form that means the same there.
//! Source: `regexp/syntax/parse.go` of Go 1.26; `labels.FastRegexMatcher` for the anchors and for `.` that matches line ends.

mod reader;

use super::operator::MatchOp;
use super::text;
use super::tree::Matcher;
use regex::Regex;
use std::collections::BTreeSet;

/// A regular expression of a matcher.
#[derive(Debug, Clone)]
pub struct Pattern {
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    /// Texts with `|` between them. There may be tens of thousands; Rust would refuse so many, and Prometheus looks them up as
    /// well.
    Texts(BTreeSet<String>),
    /// Anything else.
    Regex(Regex),
    /// Valid as far as one can see, but it asks for Unicode classes (`\pL`) that are not built in.
    Beyond,
}

impl Pattern {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub fn new(text: &str) -> Result<Pattern, String> {
        if let Some(texts) = text::texts_of(text) {
            return Ok(Pattern { form: Form::Texts(texts) });
        }
        let (written, classes_of_unicode) = reader::read(text)?;
        match Regex::new(&format!("^(?s:{written})$")) {
            Ok(_) if classes_of_unicode => Ok(Pattern { form: Form::Beyond }),
            Ok(regex) => Ok(Pattern { form: Form::Regex(regex) }),
            Err(regex::Error::CompiledTooBig(_)) => Err("it is too large".to_owned()),
            Err(error) => {
                let reason = error.to_string();
                let last = reason.lines().last().unwrap_or_default();
                Err(last.strip_prefix("error: ").unwrap_or(last).to_owned())
            }
        }
    }

    /// One that matches exactly this text.
    pub fn literal(text: &str) -> Pattern {
        Pattern { form: Form::Texts(BTreeSet::from([text.to_owned()])) }
    }

    /// Whether it matches the whole of a text; `None` if it asks for Unicode classes that are not built in.
    pub fn accepts(&self, value: &str) -> Option<bool> {
        match &self.form {
            Form::Texts(texts) => Some(texts.contains(value)),
            Form::Regex(regex) => Some(regex.is_match(value)),
            Form::Beyond => None,
        }
    }

    /// The texts that it matches, if it names them one by one.
    pub fn texts(&self) -> Option<&BTreeSet<String>> {
        match &self.form {
            Form::Texts(texts) => Some(texts),
            Form::Regex(_) | Form::Beyond => None,
        }
    }
}

impl Matcher {
    /// Whether a label with this value passes; a series without the label has it empty. `None` if the regular expression
    /// is invalid or cannot be judged.
    pub fn accepts(&self, value: &str) -> Option<bool> {
        match self.op {
            MatchOp::Equal => Some(self.value.text == value),
            MatchOp::NotEqual => Some(self.value.text != value),
            MatchOp::Matches => Pattern::new(&self.value.text).ok()?.accepts(value),
            MatchOp::NotMatches => Pattern::new(&self.value.text).ok()?.accepts(value).map(|accepts| !accepts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::promql::alternatives;

    fn accepts(pattern: &str, value: &str) -> bool {
        Pattern::new(pattern).unwrap().accepts(value).unwrap()
    }

    #[test]
    fn patterns_are_anchored_and_dots_match_line_ends() {
        assert!(accepts("a|b", "b"));
        assert!(!accepts("a|b", "ab"));
        assert!(accepts("a.c", "a\nc"));
        assert!(accepts("(?i)KAFKA-[0-9]+", "kafka-12"));
        assert!(accepts("(?P<1st>a)b", "ab"));
    }

    #[test]
    fn very_many_texts_are_one_pattern() {
        let texts: Vec<String> = (0..100_000).map(|number| format!("orders.{number}")).collect();
        let pattern = Pattern::new(&alternatives(&texts).unwrap()).unwrap();
        assert_eq!(texts.iter().find(|text| pattern.accepts(text) != Some(true)), None);
        assert_eq!(pattern.accepts("orders-1"), Some(false));
    }

    #[test]
    fn what_go_reads_differently_means_what_it_means_there() {
        assert!(accepts("(?)x{", "x{"));
        assert!(accepts("x{,2}", "x{,2}"));
        assert!(accepts(r"\<x\>", "<x>"));
        assert!(accepts("[a&&b]", "&"));
        assert!(accepts("[[a]", "["));
        assert!(accepts("[]a]", "]"));
        assert!(accepts("[a-]", "-"));
        assert!(accepts(r"\Qa.b\E+", "a.bbb"));
        assert!(!accepts(r"\d", "\u{661}"));
        assert!(accepts(r"[[:alpha:]\d]+", "a1"));
        assert!(accepts(r"\101\x41\x{41}", "AAA"));
        assert_eq!(Pattern::new(r"\pL+").unwrap().accepts("a"), None);
    }

    #[test]
    fn what_go_refuses_is_refused() {
        for bad in [
            "(",
            ")",
            "[",
            "x**",
            "*",
            "a{2}{3}",
            "a{1001}",
            "a{3,2}",
            r"\1",
            r"\8",
            "(?=a)",
            "(?<!a)",
            "(?x)a",
            "[b-a]",
            r"a\",
            r"\y",
            r"\pX",
            r"\p{Qq}",
            r")\pL",
            "[[:foo:]]",
            "(?P<>a)",
        ] {
            assert!(Pattern::new(bad).is_err(), "{bad}");
        }
    }
}
