//! The JMX exporter's rules, played without a JVM: which series come out of which beans.
//!
//! The agent writes each attribute of each bean as one line, `domain<key=value, key=value><path>attribute: value`, and
//! tries its rules on the line; the first that fits names the series. This module does the same over a list of
//! attributes. Source: `JmxCollector` and `JmxScraper` of the agent 0.20.0; what agents from 1.0 on do to names is seen in
//! scrapes of 1.0.1, 1.5.0 and 1.6.0 (`tests/real/expected/`).
//!
//! Differences are known. Java's patterns may look ahead and behind or be possessive, which is refused here
//! ([`Mistake::Pattern`]), as are named groups in replacements ([`Mistake::Group`]). Java's `\w` and `\d` are ASCII, here
//! they are Unicode; names of beans are ASCII.

mod bean;
mod object_name;
mod replace;
mod rule;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::catalog::JmxDialect;

pub use bean::{Attribute, Value};
pub use object_name::ObjectPattern;
pub use rule::{Kind, Mistake, Rule, RuleText};

/// An agent's configuration, ready to be applied.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Whether names of series are lowered (`lowercaseOutputName`).
    pub lowercase_names: bool,
    /// Whether names of labels are lowered (`lowercaseOutputLabelNames`).
    pub lowercase_labels: bool,
    /// Which beans are read (`includeObjectNames`, formerly `whitelistObjectNames`); all when empty.
    pub include: Vec<ObjectPattern>,
    /// Which of these are not read after all (`excludeObjectNames`, formerly `blacklistObjectNames`).
    pub exclude: Vec<ObjectPattern>,
    /// The rules in the order in which they are tried.
    pub rules: Vec<Rule>,
}

/// One series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its type: that of the first series of this name.
    pub kind: Kind,
    /// Which rule made it, counted from 0.
    pub rule: usize,
}

impl Rules {
    /// The series that these attributes give through an agent of that kind, by name and labels. Of several with the same
    /// name and labels the first one counts.
    pub fn export<'a>(&self, agent: JmxDialect, attributes: impl IntoIterator<Item = &'a Attribute>) -> Vec<Series> {
        let mut kinds = BTreeMap::new();
        let mut found = BTreeMap::new();
        for attribute in attributes {
            let Some(mut series) = self.series(attribute) else { continue };
            if agent == JmxDialect::Jmx1 {
                series.name = kept_apart(&series.name, series.kind);
            }
            let kind = *kinds.entry(series.name.clone()).or_insert(series.kind);
            let identity = (series.name.clone(), series.labels.clone());
            found.entry(identity).or_insert(Series { kind, ..series });
        }
        found.into_values().collect()
    }

    /// The rule that an attribute gets, and what it makes of it; nothing if it is not read or no rule fits.
    fn series(&self, attribute: &Attribute) -> Option<Series> {
        if !self.reads(attribute) {
            return None;
        }
        let (index, rule, line) = self.rules.iter().enumerate().find_map(|(index, rule)| {
            let line = attribute.line(rule.cache, rule.snake_case);
            rule.fits(&line).then_some((index, rule, line))
        })?;
        let (mut name, labels) = rule.name_and_labels(attribute, &line)?;
        if self.lowercase_names {
            name = name.to_lowercase();
        }
        let lowered = |label: String| if self.lowercase_labels { label.to_lowercase() } else { label };
        let labels = labels.into_iter().map(|(label, value)| (lowered(label), value)).collect();
        Some(Series { name, labels, kind: rule.kind, rule: index })
    }

    /// Whether the attribute's bean is read at all.
    fn reads(&self, attribute: &Attribute) -> bool {
        let named = |patterns: &[ObjectPattern]| patterns.iter().any(|pattern| pattern.matches(attribute));
        (self.include.is_empty() || named(&self.include)) && !named(&self.exclude)
    }
}

/// Agents from 1.0 on keep some endings for the types that they belong to, and end counters in theirs.
fn kept_apart(name: &str, kind: Kind) -> String {
    let mut bare = name;
    while let Some(shorter) = RESERVED.iter().find_map(|ending| bare.strip_suffix(ending)) {
        bare = shorter;
    }
    if kind == Kind::Counter { format!("{bare}_total") } else { bare.to_owned() }
}

/// The endings of counters, of their times of birth, of histograms and of infos (`PrometheusNaming` of the library in the agent).
const RESERVED: [&str; 4] = ["_total", "_created", "_bucket", "_info"];
