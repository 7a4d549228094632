//! One rule: what was written, and what it does.

use std::collections::BTreeMap;

use regex::Regex;

use super::bean::{Attribute, Value};
use super::replace::{Piece, fill, legal, pieces};

/// A rule as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleText {
    /// `pattern`, which is looked for anywhere in the line.
    pub pattern: Option<String>,
    /// `name`; without it the agent makes up a name of domain, first key and attribute.
    pub name: Option<String>,
    /// `labels`: names and values, groups allowed in both.
    pub labels: BTreeMap<String, String>,
    /// `value`, instead of the attribute's.
    pub value: Option<String>,
    /// `help`.
    pub help: Option<String>,
    /// `type`.
    pub kind: Kind,
    /// `attrNameSnakeCase`.
    pub snake_case: bool,
    /// `cache`.
    pub cache: bool,
}

/// The type that a rule gives to its series.
///
/// In agent 0.20.0 it reaches Prometheus as written, but a counter whose name does not end in `_total` has no type in the
/// text format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It only grows, until the process starts again.
    Counter,
    /// It goes up and down.
    Gauge,
    /// Nothing was said, or `UNTYPED`.
    #[default]
    Unknown,
}

/// Why the agent would refuse a rule, or fail in each scrape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// The pattern is wrong, or uses what is known to Java only; the text says what.
    Pattern(String),
    /// A name, label, value or help refers to a group that the pattern does not have. The agent starts, but the scrape
    /// fails as soon as the rule fits.
    Group(String),
    /// `labels` or `help` without `name`: the agent does not start.
    NeedsName,
    /// `name` or `value` without `pattern`: the agent does not start, or fails in each scrape.
    NeedsPattern,
}

/// A rule that can be applied.
#[derive(Debug, Clone)]
pub struct Rule {
    pattern: Option<Regex>,
    name: Option<Vec<Piece>>,
    labels: Vec<(Vec<Piece>, Vec<Piece>)>,
    value: Option<Vec<Piece>>,
    pub(super) kind: Kind,
    pub(super) snake_case: bool,
    pub(super) cache: bool,
}

impl Rule {
    /// Understands what was written; all mistakes at once.
    pub fn new(text: &RuleText) -> Result<Self, Vec<Mistake>> {
        let RuleText { pattern, name, labels, value, help, kind, snake_case, cache } = text;
        let mut mistakes = Vec::new();
        if name.is_none() && (help.is_some() || !labels.is_empty()) {
            mistakes.push(Mistake::NeedsName);
        }
        if pattern.is_none() && (name.is_some() || value.is_some()) {
            mistakes.push(Mistake::NeedsPattern);
        }
        // The agent anchors at both ends. As much as possible comes before the pattern, which decides what groups catch.
        let compiled = pattern.as_ref().map(|pattern| Regex::new(&format!("^.*(?:{pattern}).*$"))).transpose();
        let pattern = compiled.unwrap_or_else(|error| {
            mistakes.push(Mistake::Pattern(error.to_string()));
            None
        });
        // Without a pattern that is understood nothing can be said about groups.
        let groups = pattern.as_ref().map_or(usize::MAX / 100, |pattern| pattern.captures_len() - 1);
        let mut split = |text: &String| {
            pieces(text, groups).unwrap_or_else(|group| {
                mistakes.push(Mistake::Group(group));
                Vec::new()
            })
        };
        let _ = help.as_ref().map(&mut split);
        let name = name.as_ref().map(&mut split);
        let value = value.as_ref().filter(|value| !value.is_empty()).map(&mut split);
        let labels = labels.iter().map(|(label, value)| (split(label), split(value))).collect();
        let rule = Rule { pattern, name, labels, value, kind: *kind, snake_case: *snake_case, cache: *cache };
        if mistakes.is_empty() { Ok(rule) } else { Err(mistakes) }
    }

    /// Whether the pattern is found in the line; a rule without one fits everything.
    pub fn fits(&self, line: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(line))
    }

    /// The series' name and labels; nothing if the name comes out empty or the value is no number.
    pub(super) fn name_and_labels(
        &self,
        attribute: &Attribute,
        line: &str,
    ) -> Option<(String, BTreeMap<String, String>)> {
        let caught = self.pattern.as_ref().and_then(|pattern| pattern.captures(line));
        let filled = |pieces: &[Piece]| caught.as_ref().map(|caught| fill(pieces, caught)).unwrap_or_default();
        match &self.value {
            Some(value) => drop(filled(value).trim().parse::<f64>().ok()?),
            None if matches!(attribute.value, Value::Text(_)) => return None,
            None => {}
        }
        let Some(name) = &self.name else { return Some(default_export(attribute, self.snake_case)) };
        let name = legal(&filled(name));
        let labels = self.labels.iter().map(|(label, value)| (legal(&filled(label)), filled(value)));
        let labels = labels.filter(|(label, value)| !label.is_empty() && !value.is_empty()).collect();
        (!name.is_empty()).then_some((name, labels))
    }
}

/// What a rule without a name gives: `domain_firstvalue_path_attribute`, the further keys as labels.
fn default_export(attribute: &Attribute, snake: bool) -> (String, BTreeMap<String, String>) {
    let mut keys = attribute.keys.iter();
    let mut parts = vec![attribute.domain.clone()];
    parts.extend(keys.next().map(|(_, value)| value.clone()));
    parts.extend(attribute.path.iter().cloned());
    parts.push(attribute.exported(snake));
    (legal(&parts.join("_")), keys.map(|(key, value)| (legal(key), value.clone())).collect())
}
