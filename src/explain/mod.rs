//! Explains words: keys and tables of a spec, kinds of alerts, settings of Kafka, rules and ids of findings, fields of resources.
//!
//! Everything comes from where it is decided anyway: meanings from the doc comments of the tables, kinds and ids, settings
//! from the catalogue, and where a key shows from rendering a spec in which every key is written.

mod describe;
mod example;
mod fields;
mod find;
mod ground;
mod house;
mod keys;
mod kinds;
mod places;
mod rules;
mod settings;
mod spec;
#[cfg(test)]
mod tests;

pub use ground::{Ground, World};
pub use house::house;
pub use places::{Place, by_file};

use crate::alert;
use crate::diag::Known;
use crate::units::nearest;
use find::Found;
use keys::Key;

/// What there is to know of a word.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The word, as it is best written: `topic.NAME.partitions`.
    pub name: String,
    /// What it is: `key`, `table`, `alert kind`, `broker setting`, `topic setting`, `finding`, `rule`, `resource`,
    /// `field`.
    pub is: &'static str,
    /// What it means, a paragraph each.
    pub meaning: Vec<String>,
    /// Its type, its default and the like, each under a word of its own.
    pub facts: Vec<(&'static str, String)>,
    /// The words that it takes, if it takes only these, with what each means.
    pub words: Vec<(String, String)>,
    /// The keys of the table, or those that a kind reads, with what each means.
    pub keys: Vec<(String, String)>,
    /// How it is written, as TOML.
    pub example: Option<String>,
    /// Manifests that show it.
    pub examples: Vec<Shown>,
    /// What the spec at hand writes for it.
    pub written: Vec<Occurrence>,
    /// What holds where the spec at hand writes nothing.
    pub unwritten: Option<String>,
    /// Where it is rendered.
    pub rendered: Vec<Place>,
    /// What comes of it where nothing is rendered.
    pub unrendered: Option<String>,
    /// What belongs to it.
    pub related: Vec<String>,
}

/// A manifest that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it shows.
    pub shows: String,
    /// Whether it is how not to do it.
    pub is_bad: bool,
    /// The manifest.
    pub text: String,
}

/// What the spec at hand writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What stands there, on one line.
    pub text: String,
    /// The names on the way to it: the topic, the alert.
    pub of: String,
}

/// Nobody knows what a word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong.
    pub headline: String,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// What may have been meant.
    pub help: String,
}

/// The tables of a spec in their order, each with its first sentence.
pub fn overview() -> Vec<(String, String)> {
    let root = keys::root();
    let tables =
        root.walk().into_iter().filter(|key| key.takes.table && !key.path.is_empty() && example::is_header(&key.path));
    tables.map(|key| (key.header().unwrap_or_default(), key.first_sentence().to_owned())).collect()
}

/// All keys, tables, kinds of alerts and ids.
pub fn all(ground: &Ground, findings: &[Known]) -> Vec<Explanation> {
    let root = keys::root();
    let keys = root.walk().into_iter().filter(|key| !key.path.is_empty());
    let found = |key| Found { key, names: Vec::new(), rest: Vec::new() };
    let mut all: Vec<Explanation> = keys.map(|key| describe::key(&found(key), &root, ground)).collect();
    all.extend(alert::KINDS.iter().map(|kind| kinds::explain(kind, ground)));
    all.extend(findings.iter().map(|known| rules::explain(known.id.word()).unwrap_or_else(|| finding(known))));
    all
}

/// Explains a word. A setting that brokers and topics both have is two.
///
/// # Errors
/// [`Unknown`], with what may have been meant.
pub fn explain(word: &str, ground: &Ground, findings: &[Known]) -> Result<Vec<Explanation>, Unknown> {
    if let Some(rule) = rules::explain(word) {
        return Ok(vec![rule]);
    }
    if let Some(known) = findings.iter().find(|known| known.id.word() == word) {
        return Ok(vec![finding(known)]);
    }
    if let Some(area) = word.strip_suffix('/').map(rules::area).filter(|all| !all.is_empty()) {
        return Ok(area);
    }
    if let Some(field) = fields::explain(word, ground)? {
        return Ok(vec![field]);
    }
    let root = keys::root();
    let parts = find::parts(word);
    let is_alert_name = |name: &str| ground.own.as_ref().is_some_and(|own| own.has_alert(name));
    if let [above @ .., last] = parts.as_slice()
        && let Some(kind) = alert::kind(last)
        && matches!(
            above.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
            [] | ["alert" | "kind"] | ["alert", "kind"]
        )
        && !is_alert_name(last)
    {
        return Ok(vec![kinds::explain(kind, ground)]);
    }
    let header = Some(()).filter(|()| find::is_header(word)).and_then(|()| find::named_table(&root, &parts));
    if let Some(found) = header.or_else(|| find::key(&root, &parts)) {
        misspelt(&found, ground)?;
        let explained = settings::within(&found, ground)?;
        return Ok(explained.unwrap_or_else(|| vec![describe::key(&found, &root, ground)]));
    }
    let settings = settings::explain(&parts.join("."), ground);
    if !settings.is_empty() {
        return Ok(settings);
    }
    match find::by_end(&root, &parts).as_slice() {
        [] => Err(unknown(word, &parts, &root, ground, findings)),
        [key] => {
            let found = Found { key, names: Vec::new(), rest: Vec::new() };
            Ok(vec![describe::key(&found, &root, ground)])
        }
        several => Err(Unknown {
            headline: format!("`{word}` is the name of {} keys", several.len()),
            notes: Vec::new(),
            help: format!("name one of them: {}", list(several.iter().map(|key| key.pattern()))),
        }),
    }
}

fn finding(known: &Known) -> Explanation {
    Explanation {
        name: known.id.word().to_owned(),
        is: "finding",
        meaning: vec![known.meaning.to_owned()],
        ..Explanation::default()
    }
}

/// Refuses a name that no table of the spec at hand bears and that looks like a key: `topic.partitons`.
fn misspelt(found: &Found<'_>, ground: &Ground) -> Result<(), Unknown> {
    let Some(Some(name)) = found.names.last() else { return Ok(()) };
    let inner = found.key.keys.first().and_then(|inner| inner.path.split_last()).map(|(_, path)| path);
    let Some(inner) = inner.filter(|_| find::is_named(found.key)) else { return Ok(()) };
    let near = nearest(name, found.key.keys.iter().map(Key::name));
    let near = near.and_then(|near| found.key.keys.iter().find(|key| key.name() == near));
    match near {
        Some(near) if ground.own.as_ref().is_none_or(|own| own.written(inner, &found.names).is_empty()) => {
            Err(Unknown {
                headline: format!("{} has no key `{name}`", found.key.header().unwrap_or_default()),
                notes: Vec::new(),
                help: format!("did you mean `{}`?", near.pattern()),
            })
        }
        _ => Ok(()),
    }
}

/// What to say of a word that is nothing.
fn unknown(word: &str, parts: &[String], root: &Key, ground: &Ground, findings: &[Known]) -> Unknown {
    if let Some((found, stray)) = find::astray(root, parts)
        && !found.key.keys.is_empty()
    {
        let table = found.key.header().unwrap_or_default();
        let keys = || found.key.keys.iter().map(Key::name);
        let near = nearest(stray, keys());
        let above = found.key.keys.iter().find(|key| Some(key.name()) == near).map(Key::pattern);
        return Unknown {
            headline: format!("{table} has no key `{stray}`"),
            notes: Vec::new(),
            help: match above {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its keys are: {}", list(keys().map(str::to_owned))),
            },
        };
    }
    let plain = parts.join(".");
    let near = near_key(&plain, root).or_else(|| {
        let ids = findings.iter().map(|known| known.id.word());
        let kinds = alert::KINDS.iter().map(|kind| kind.name);
        nearest(word, ids.chain(kinds)).map(|near| format!("`{near}`"))
    });
    Unknown {
        headline: format!("there is nothing called `{word}` to explain"),
        notes: vec![
            "keys and tables of the spec, kinds of alerts, settings of Kafka, rules, and fields of Strimzi's resources can \
             be explained"
                .to_owned(),
        ],
        help: match near.or_else(|| settings::nearest(&plain, ground).map(|near| format!("`{near}`"))) {
            Some(near) => format!("did you mean {near}?"),
            None => "`kafkasmith explain` alone lists the tables of the spec".to_owned(),
        },
    }
}

/// The keys that somebody may have meant: by the whole path, or by their own name.
fn near_key(plain: &str, root: &Key) -> Option<String> {
    let keys: Vec<&Key> = root.walk().into_iter().filter(|key| !key.path.is_empty()).collect();
    let paths: Vec<String> = keys.iter().map(|key| key.pattern().replace(".NAME", "")).collect();
    let wanted = plain.replace(".NAME", "");
    if let Some(near) = nearest(&wanted, paths.iter().map(String::as_str)) {
        return Some(format!("`{near}`"));
    }
    let near = nearest(plain, keys.iter().map(|key| key.name()))?;
    Some(
        keys.iter()
            .filter(|key| key.name() == near)
            .map(|key| format!("`{}`", key.pattern()))
            .collect::<Vec<_>>()
            .join(" or "),
    )
}

/// Names as they stand in a sentence.
fn list(names: impl Iterator<Item = String>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
