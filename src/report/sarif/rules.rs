//! The rules that a run's results speak of, each once.

use super::{level, with};
use crate::diag::{Diagnostic, Severity};
use crate::report::{Report, RuleDoc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The rules so far.
#[derive(Default)]
pub(super) struct Rules {
    /// As they are written, in the order in which results spoke of them first.
    pub(super) list: Vec<Value>,
    places: BTreeMap<String, usize>,
}

impl Rules {
    /// The number of a finding's rule.
    pub(super) fn index(&mut self, report: &Report, finding: &Diagnostic) -> usize {
        let id = finding.id.word();
        if let Some(at) = self.places.get(id) {
            return *at;
        }
        let at = self.list.len();
        self.places.insert(id.to_owned(), at);
        self.list.push(match report.rule(id) {
            Some(rule) => documented(rule),
            None => plain(id, (report.meaning)(id), finding.weight()),
        });
        at
    }
}

fn documented(rule: &RuleDoc) -> Value {
    let address = rule.address();
    let security = rule.security.then_some("security");
    let tags: Vec<&str> = std::iter::once(rule.area()).chain(security).collect();
    let score = rule.security.then(|| format!("{:.1}", score(rule.level)).into());
    let properties = with(json!({"tags": tags, "precision": "high"}), "security-severity", score);
    json!({
        "id": rule.id,
        "name": name(rule.id),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": format!("{}\n\nFix: {}\n\n{address}", rule.why, rule.help),
            // The address is not shown by itself.
            "markdown": format!("{}\n\n**Fix**: {}\n\n[{}]({address})", rule.why, rule.help, rule.id),
        },
        "helpUri": address,
        "defaultConfiguration": {"level": level(rule.level)},
        "properties": properties,
    })
}

/// What there is to say of an id that no rule describes.
fn plain(id: &str, meaning: Option<&str>, severity: Severity) -> Value {
    let explain = format!("kafkasmith explain {id}");
    let text = meaning.unwrap_or(id);
    json!({
        "id": id,
        "name": name(id),
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": format!("{text}\n\n{explain}"), "markdown": format!("{text}\n\n`{explain}`")},
        "defaultConfiguration": {"level": level(severity)},
        "properties": {"tags": [id.split('/').next().unwrap_or_default()], "precision": "high"},
    })
}

/// As GitHub sorts by: high, medium, low.
const fn score(severity: Severity) -> f32 {
    match severity {
        Severity::Error => 8.0,
        Severity::Warning => 5.0,
        Severity::Info => 2.0,
    }
}

/// `NoBrokerMayFail`, as SARIF wants names.
fn name(id: &str) -> String {
    let words = id.split(|c: char| !c.is_ascii_alphanumeric());
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
    };
    words.map(capital).collect()
}
