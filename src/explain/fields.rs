//! What there is to know of a field of Strimzi's resources: what it takes, and which releases have it.

use super::ground::Ground;
use super::{Explanation, Unknown};
use crate::catalog::crd::{Definition, Field, Number, Object, Schema, Text};
use crate::catalog::{self, Release};
use crate::units::nearest;

/// A release, and what it takes at the place that is asked for.
struct Found {
    release: &'static str,
    schema: &'static Schema,
    required: bool,
    /// The versions of the API that have it.
    apis: Vec<&'static str>,
}

/// Explains the field at a path that begins with a kind, such as `Kafka.spec.kafka.rack`; nothing if no release has that kind.
///
/// # Errors
/// [`Unknown`] if the kind has no such field in any release.
pub(super) fn explain(word: &str, ground: &Ground) -> Result<Option<Explanation>, Unknown> {
    let mut parts = word.split(['.', '/']).map(bare).filter(|part| !part.is_empty());
    let Some(kind) = parts.next() else { return Ok(None) };
    let path: Vec<&str> = parts.collect();
    let releases: Vec<&'static str> = catalog::releases().to_vec();
    if !releases.iter().any(|release| definition(release, kind).is_some()) {
        return Ok(None);
    }
    let found: Vec<Found> = releases.iter().filter_map(|release| at(release, kind, &path)).collect();
    let own = ground.versions().map(|(release, _, _)| release);
    match own.and_then(|own| found.iter().find(|found| found.release == own.version)).or(found.last()) {
        Some(shown) => Ok(Some(one(kind, &path, shown, &found, own))),
        None => Err(astray(kind, &path)),
    }
}

/// A part of a path without what says that it is a list.
fn bare(part: &str) -> &str {
    part.split('[').next().unwrap_or_default().trim()
}

fn definition(release: &str, kind: &str) -> Option<&'static Definition> {
    catalog::definitions(release)?.iter().find(|definition| definition.kind == kind)
}

fn at(release: &'static str, kind: &str, path: &[&str]) -> Option<Found> {
    let definition = definition(release, kind)?;
    let served = || definition.versions.iter().filter(|version| version.served);
    let has = |schema: &Schema| path.is_empty() || schema.at(path.iter().copied()).is_some();
    let apis: Vec<&str> = served().filter(|version| has(&version.schema)).map(|version| version.name).collect();
    let root: &'static Schema = served().find(|version| has(&version.schema)).map(|version| &*version.schema)?;
    let schema = root.at(path.iter().copied())?;
    let required = path.split_last().is_some_and(|(last, above)| {
        root.at(above.iter().copied()).and_then(|above| above.field(last)).is_some_and(|field| field.required)
    });
    Some(Found { release, schema, required, apis })
}

fn one(kind: &str, path: &[&str], shown: &Found, all: &[Found], own: Option<&'static Release>) -> Explanation {
    let mut facts = vec![("takes", takes(shown.schema))];
    if shown.required {
        facts.push(("required", "yes".to_owned()));
    }
    facts.extend(limits(shown.schema));
    facts.push(("release", as_of(shown, all, own)));
    facts.push(("in", shown.apis.join(", ")));
    facts.push(("since", since(all)));
    let last = all.last().map(|found| found.release);
    if let Some(gone) = catalog::releases().iter().skip_while(|release| Some(**release) != last).nth(1) {
        facts.push(("gone", format!("from Strimzi {gone} on")));
    }
    facts.retain(|(_, text)| !text.is_empty());
    Explanation {
        name: std::iter::once(kind).chain(path.iter().copied()).collect::<Vec<_>>().join("."),
        is: if path.is_empty() { "resource" } else { "field" },
        facts,
        keys: fields(shown.schema).iter().map(|field| (field.name.to_owned(), summary(field))).collect(),
        words: words(shown.schema).iter().map(|word| ((*word).to_owned(), String::new())).collect(),
        ..Explanation::default()
    }
}

/// The release whose fields are shown.
fn as_of(shown: &Found, all: &[Found], own: Option<&'static Release>) -> String {
    let own_has_it = own.is_some_and(|own| all.iter().any(|found| found.release == own.version));
    match own {
        Some(own) if !own_has_it => format!("Strimzi {}; {} does not have it", shown.release, own.version),
        _ => format!("Strimzi {}", shown.release),
    }
}

/// The first release that has it, as far as the catalogue goes back.
fn since(all: &[Found]) -> String {
    match (all.first(), catalog::releases().first()) {
        (Some(first), Some(oldest)) if first.release == *oldest => format!("Strimzi {oldest} or earlier"),
        (Some(first), _) => format!("Strimzi {}", first.release),
        (None, _) => String::new(),
    }
}

fn takes(schema: &Schema) -> String {
    match schema {
        Schema::Text(text) if !text.allowed.is_empty() => "one of the words below".to_owned(),
        Schema::Text(_) => "a text".to_owned(),
        Schema::Number(number) if number.whole => "a whole number".to_owned(),
        Schema::Number(_) => "a number".to_owned(),
        Schema::Flag => "`true` or `false`".to_owned(),
        Schema::NumberOrText { .. } => "a quantity".to_owned(),
        Schema::List { items, .. } => format!("a list; each item is {}", takes(items)),
        Schema::Map(values) => format!("a map; each value is {}", takes(values)),
        Schema::Object(object) if object.open && object.fields.is_empty() => "an object of any fields".to_owned(),
        Schema::Object(object) if object.open => "an object with the fields below, and others".to_owned(),
        Schema::Object(_) => "an object with the fields below".to_owned(),
    }
}

/// What values must keep to.
fn limits(schema: &Schema) -> Vec<(&'static str, String)> {
    match schema {
        Schema::Text(Text { pattern, .. }) => pattern.iter().map(|it| ("pattern", (*it).to_owned())).collect(),
        Schema::NumberOrText { pattern } => vec![("pattern", (*pattern).to_owned())],
        Schema::Number(Number { min, max, .. }) => match (min, max) {
            (Some(min), Some(max)) => vec![("range", format!("{min} to {max}"))],
            (Some(min), None) => vec![("range", format!("{min} or more"))],
            (None, Some(max)) => vec![("range", format!("{max} or less"))],
            (None, None) => Vec::new(),
        },
        Schema::List { least, items } => {
            let least = least.map(|least| ("items", format!("{least} or more")));
            least.into_iter().chain(limits(items)).collect()
        }
        Schema::Map(inner) => limits(inner),
        Schema::Object(Object { one_of, rules, .. }) => {
            let ways: Vec<String> = one_of.iter().map(|way| way.fields.join(" + ")).collect();
            let ways = (!ways.is_empty()).then(|| ("exactly one of", ways.join(", ")));
            ways.into_iter().chain(rules.iter().map(|rule| ("rule", (*rule).to_owned()))).collect()
        }
        Schema::Flag => Vec::new(),
    }
}

/// The fields of an object, of the items of a list, of the values of a map.
fn fields(schema: &'static Schema) -> &'static [Field] {
    match schema {
        Schema::Object(object) => &object.fields,
        Schema::List { items: inner, .. } | Schema::Map(inner) => fields(inner),
        Schema::Text(_) | Schema::Number(_) | Schema::Flag | Schema::NumberOrText { .. } => &[],
    }
}

/// The words that are taken, if only these are.
fn words(schema: &'static Schema) -> &'static [&'static str] {
    match schema {
        Schema::Text(text) => &text.allowed,
        Schema::List { items: inner, .. } | Schema::Map(inner) => words(inner),
        _ => &[],
    }
}

/// A field in a line.
fn summary(field: &'static Field) -> String {
    let mut text = takes(&field.schema).replace(" the fields below", " fields").replace("one of the words below", "");
    let words = words(&field.schema);
    if !words.is_empty() {
        text = text.trim_end().to_owned() + if text.is_empty() { "" } else { " " } + &words.join(", ");
    }
    if let Some((_, range)) = limits(&field.schema).iter().find(|(name, _)| *name == "range") {
        text = format!("{text}; range {range}");
    }
    if field.required { text + ". Required" } else { text }
}

/// What to say of a path that no release has: how far it leads, and what goes on from there.
fn astray(kind: &str, path: &[&str]) -> Unknown {
    let newest = catalog::releases().iter().rev().find_map(|release| at(release, kind, &[]));
    let mut schema = newest.map(|found| found.schema);
    let mut way = kind.to_owned();
    let mut stray = "";
    for part in path {
        stray = part;
        match schema.and_then(|schema| schema.field(part)) {
            Some(field) => schema = Some(&field.schema),
            None => break,
        }
        way = format!("{way}.{part}");
    }
    let names: Vec<&str> = schema.map(fields).unwrap_or_default().iter().map(|field| field.name).collect();
    Unknown {
        headline: format!("`{way}` has no field `{stray}` in any release"),
        notes: Vec::new(),
        help: match nearest(stray, names.iter().copied()) {
            Some(near) => format!("did you mean `{way}.{near}`?"),
            None if names.is_empty() => format!("nothing is below `{way}`"),
            None => format!("its fields are: {}", super::list(names.iter().map(|name| (*name).to_owned()))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Explanation, Ground, Unknown, explain};

    fn of(word: &str) -> Result<Option<Explanation>, Unknown> {
        explain(word, &Ground::new(None))
    }

    fn fact(word: &str, name: &str) -> String {
        let facts = of(word).unwrap().unwrap().facts;
        facts.into_iter().find(|(known, _)| *known == name).map(|(_, text)| text).unwrap_or_default()
    }

    #[test]
    fn fields_say_what_they_take_and_since_when() {
        assert_eq!(fact("KafkaTopic.spec.replicas", "range"), "1 to 32767");
        assert_eq!(fact("Kafka.spec.kafka.listeners[0].port", "range"), "9092 or more");
        assert_eq!(fact("Kafka.spec.kafka.listeners[].name", "required"), "yes");
        assert!(fact("Kafka.spec.kafka.rack", "since").ends_with("or earlier"));
        assert!(!fact("Kafka.spec.kafka.quotas", "since").ends_with("or earlier"));
        assert!(fact("Kafka.spec.zookeeper", "gone").starts_with("from Strimzi"));
        let types = of("Kafka.spec.kafka.listeners.type").unwrap().unwrap().words;
        assert!(types.iter().any(|(word, _)| word == "nodeport"), "{types:?}");
    }

    #[test]
    fn what_no_release_has_is_told_with_what_it_may_be() {
        let unknown = of("Kafka.spec.kafka.listners.port").unwrap_err();
        assert!(unknown.headline.contains("`Kafka.spec.kafka` has no field `listners`"), "{}", unknown.headline);
        assert!(unknown.help.contains("`Kafka.spec.kafka.listeners`"), "{}", unknown.help);
        assert!(of("KafkaTopic.spec.replicas.more").unwrap_err().help.contains("nothing is below"));
        assert!(of("topic.partitions").unwrap().is_none());
        assert!(of("").unwrap().is_none());
    }
}
