//! Whether a reason is one.

use crate::units::counted;
use std::collections::BTreeSet;

/// How many characters a reason has at least.
pub(super) const LEAST: usize = 15;

/// What keeps a text from being a reason to accept a rule's findings; nothing if it is one.
pub(super) fn lacks(reason: &str, rule: &str, meaning: Option<&str>) -> Option<String> {
    let length = reason.chars().count();
    if length < LEAST {
        return Some(format!("has {}, and needs {LEAST}", counted(length, "character", "characters")));
    }
    let said = words(reason);
    if said.len() < 2 {
        return Some("is one word".to_owned());
    }
    let mut known = words(rule);
    known.extend(words(meaning.unwrap_or_default()));
    known.extend(FILLERS.iter().map(|word| (*word).to_owned()));
    said.is_subset(&known).then(|| "says no more than the rule does".to_owned())
}

/// Words that make no reason of a rule's own words.
const FILLERS: [&str; 16] = [
    "a", "accept", "accepted", "for", "ignore", "ignored", "is", "it", "now", "ok", "okay", "rule", "the", "this",
    "waive", "waived",
];

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_more_than_the_rule() {
        let meaning = Some("A topic keeps records without a byte limit.");
        for (reason, expected) in [
            ("Load-test topics, data is synthetic", None),
            ("short", Some("has 5 characters, and needs 15")),
            ("aaaaaaaaaaaaaaaaaaaaa", Some("is one word")),
            ("todo todo todo todo", Some("is one word")),
            ("topic/no-byte-limit", Some("says no more than the rule does")),
            ("A topic keeps records without a byte limit.", Some("says no more than the rule does")),
            ("This rule is ignored for now", Some("says no more than the rule does")),
            ("Zürich hält das Archiv selbst klein", None),
        ] {
            assert_eq!(lacks(reason, "topic/no-byte-limit", meaning).as_deref(), expected, "{reason}");
        }
    }
}
