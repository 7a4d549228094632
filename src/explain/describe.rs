//! What there is to know of a key.

use super::find::Found;
use super::ground::Ground;
use super::keys::{Key, Stated, Step};
use super::{Explanation, Occurrence, example};
use crate::alert::KINDS;

/// What becomes of keys that no file shows. The first that fits counts.
pub(super) const UNRENDERED: [(&str, &str); 11] = [
    ("project.output", "It is no value in a file: it says where the files are."),
    ("environment", "No file shows it. It decides defaults, and what is refused: see the keys that name it."),
    ("policy", "No file shows it. It says what the house demands of a spec."),
    ("waiver", "No file shows it. It says which findings are accepted."),
    ("cluster.pool", "No release of the catalogue has node pools without a feature gate yet."),
    ("cluster.mode", "No file shows it. It decides what the cluster consists of."),
    ("cluster.entity_operator.users", "No file shows it as a value. It decides whether the user operator is there."),
    ("operator.install", "No file shows it. It decides whether the operator's manifest is rendered."),
    ("monitoring.style", "No file shows it. It decides whether monitors are ServiceMonitors or PodMonitors."),
    ("cluster.zookeeper.storage.volumes", "ZooKeeper keeps its data on one volume, and several are refused."),
    ("", "No file shows it as a value."),
];

/// Explains a key, or a table of a certain name.
pub(super) fn key(found: &Found<'_>, root: &Key, ground: &Ground) -> Explanation {
    let Found { key, names, rest: _ } = found;
    let is_table = key.takes.table;
    let rendered = ground.places(&key.path, names);
    let pattern = key.pattern();
    let fits = |prefix: &str| {
        prefix.is_empty() || pattern == prefix || pattern.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.'))
    };
    let unrendered = UNRENDERED.iter().find(|(prefix, _)| fits(prefix)).map(|(_, why)| (*why).to_owned());
    let written = written(key, names, ground);
    let unwritten = ground.own.as_ref().filter(|_| written.is_empty()).map(|_| "It is not written.".to_owned());
    Explanation {
        name: if is_table { key.header().unwrap_or_else(|| pattern.clone()) } else { pattern.clone() },
        is: if is_table { "table" } else { "key" },
        meaning: vec![key.meaning.clone()],
        facts: facts(key, root),
        words: words(key),
        keys: key.keys.iter().map(|key| (key.name().to_owned(), key.first_sentence().to_owned())).collect(),
        example: Some(example::example(key, names)),
        examples: Vec::new(),
        written,
        unwritten,
        unrendered: unrendered.filter(|_| rendered.is_empty()),
        rendered,
        related: related(key, root),
    }
}

/// The words that it takes. The kinds of alerts are no words of the schema, since there are more with each release.
fn words(key: &Key) -> Vec<(String, String)> {
    if key.pattern() == "alert.NAME.kind" {
        return KINDS.iter().map(|kind| (kind.name.to_owned(), kind.summary.to_owned())).collect();
    }
    key.takes.words.clone()
}

fn facts(key: &Key, root: &Key) -> Vec<(&'static str, String)> {
    let mut facts = vec![("takes", key.takes.what.clone())];
    match &key.stated {
        Some(Stated::Default(default)) if default == "that of its table" => {
            let table = root.walk().into_iter().find(|table| table.path == above(&key.path));
            let stated = table.and_then(|table| table.stated.as_ref()).map(Stated::to_string);
            facts.push(("default", stated.unwrap_or_else(|| default.clone())));
        }
        Some(default @ Stated::Default(_)) => facts.push(("default", default.to_string())),
        Some(required @ Stated::Required(_)) => facts.push(("required", required.to_string())),
        None => {}
    }
    facts
}

/// What the spec at hand writes for it.
fn written(key: &Key, names: &[Option<String>], ground: &Ground) -> Vec<Occurrence> {
    let Some(own) = &ground.own else { return Vec::new() };
    // What is under a name or an item of a list stands one step further in.
    let inner = key.keys.first().map(|inner| above(&inner.path)).filter(|path| path.len() > key.path.len());
    let path = inner.unwrap_or(&key.path);
    let written = own.written(path, names);
    written.into_iter().filter_map(|written| own.occurrence(written.value, written.names.join("."))).collect()
}

/// The keys that its texts name, those whose texts name it, and its like among the defaults of topics.
fn related(key: &Key, root: &Key) -> Vec<String> {
    let (own, above) = (key.pattern(), above(&key.path));
    let mut related = Vec::new();
    let words = named(key);
    for other in root.walk() {
        let pattern = other.pattern();
        let beside = self::above(&other.path) == above;
        let names = |words: &[String], key: &Key, pattern: &str| {
            words.iter().any(|word| *word == pattern || (beside && *word == key.name()))
        };
        if names(&words, other, &pattern) || names(&named(other), key, &own) || are_alike(&own, &pattern) {
            related.push(pattern);
        }
    }
    related.retain(|name| *name != own && !name.is_empty());
    related.dedup();
    related
}

fn above(path: &[Step]) -> &[Step] {
    path.split_last().map(|(_, above)| above).unwrap_or_default()
}

/// What stands in backticks in the texts of a key.
fn named(key: &Key) -> Vec<String> {
    let stated = key.stated.as_ref().map(Stated::to_string).unwrap_or_default();
    let text = format!("{} {stated}", key.meaning);
    text.split('`').skip(1).step_by(2).map(|word| word.trim_matches(['[', ']']).to_owned()).collect()
}

/// A key of topics and the one of their defaults.
fn are_alike(one: &str, other: &str) -> bool {
    let pair = |topic: &str, defaults: &str| {
        topic.strip_prefix("topic.NAME.").is_some_and(|key| defaults.strip_prefix("topic_defaults.") == Some(key))
    };
    pair(one, other) || pair(other, one)
}
