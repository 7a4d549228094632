//! What a field of Strimzi's resources is: for `kafkasmith explain Kafka.spec.kafka.rack`.

use crate::catalog::crd::{Definition, Field, Schema};
use crate::catalog::{definitions, releases};
use crate::units::nearest;

/// A field of a custom resource, over all releases that the catalogue knows.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The kind.
    pub kind: &'static str,
    /// The names on the way to it; empty for the resource itself.
    pub path: Vec<&'static str>,
    /// The releases that have it, oldest first.
    pub releases: Vec<&'static str>,
    /// What it is in the newest of them.
    pub newest: Form,
    /// What it was before it became that, newest first: a release and the form that ended with it.
    pub before: Vec<(&'static str, Form)>,
    /// The API versions in which the newest release that has it serves it.
    pub versions: Vec<&'static str>,
}

/// What a field must be in one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its type, such as `a list of maps`.
    pub noun: String,
    /// Whether it must be there.
    pub required: bool,
    /// The only values that are allowed; empty for any.
    pub allowed: Vec<&'static str>,
    /// The least and the greatest number.
    pub range: (Option<i64>, Option<i64>),
    /// The regular expression that it must match.
    pub pattern: Option<&'static str>,
    /// The least number of items.
    pub least_items: Option<u32>,
    /// Rules in CEL.
    pub rules: Vec<&'static str>,
    /// The fields in it, each with whether it must be there.
    pub fields: Vec<(&'static str, bool)>,
    /// Whether it takes fields that are not listed.
    pub open: bool,
}

/// Why there is nothing to explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// No release has such a kind; the nearest one.
    Kind(Option<&'static str>),
    /// No release has the field at that place.
    Field {
        /// How many names of the path are right.
        right: usize,
        /// The nearest name at that place.
        nearest: Option<&'static str>,
    },
}

/// Every kind that some release has, sorted.
pub fn kinds() -> Vec<&'static str> {
    let mut kinds: Vec<&'static str> =
        releases().iter().filter_map(|release| definitions(release)).flatten().map(|one| one.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// What a field is; lists and maps on the way are passed through. The kind may be written as any of its names.
pub fn explain(kind: &str, path: &[&str]) -> Result<Explained, Unknown> {
    let Some((kind, _)) = releases().iter().rev().find_map(|release| definition(release, kind)) else {
        let kinds = kinds();
        return Err(Unknown::Kind(nearest(kind, kinds.iter().copied())));
    };
    let with: Vec<(&'static str, Found)> =
        releases().iter().filter_map(|release| Some((*release, find(definition(release, kind)?.1, path)?))).collect();
    let Some((_, newest)) = with.last() else { return Err(unknown_field(kind, path)) };
    let mut before: Vec<(&'static str, Form)> = Vec::new();
    let mut later = &newest.form;
    for (release, found) in with.iter().rev().skip(1) {
        if found.form != *later {
            before.push((release, found.form.clone()));
            later = &found.form;
        }
    }
    Ok(Explained {
        kind,
        path: newest.path.clone(),
        releases: with.iter().map(|(release, _)| *release).collect(),
        newest: newest.form.clone(),
        before,
        versions: newest.versions.clone(),
    })
}

fn definition(release: &str, kind: &str) -> Option<(&'static str, &'static Definition)> {
    let is_it = |one: &&Definition| {
        one.kind.eq_ignore_ascii_case(kind) || one.plural == kind || one.short_names.contains(&kind)
    };
    definitions(release)?.iter().find(is_it).map(|one| (one.kind, one))
}

struct Found {
    path: Vec<&'static str>,
    form: Form,
    versions: Vec<&'static str>,
}

/// The field in a definition: in the newest version that has it.
fn find(definition: &'static Definition, path: &[&str]) -> Option<Found> {
    let served = || definition.versions.iter().filter(|version| version.served);
    let has = |schema: &'static Schema| way(schema, path).ok();
    let versions = served().filter(|version| has(&version.schema).is_some()).map(|version| version.name).collect();
    let newest = served().find_map(|version| Some((version, has(&version.schema)?)))?;
    let (version, names) = newest;
    let field = names.last().copied();
    let path = names.iter().map(|field| field.name).collect();
    let form = field.map_or_else(|| form(&version.schema, true), |field| form(&field.schema, field.required));
    Some(Found { path, form, versions })
}

/// The fields that a path leads through; if it does not, how many names are right, and what stands where it ends.
fn way<'s>(schema: &'s Schema, path: &[&str]) -> Result<Vec<&'s Field>, (usize, &'s Schema)> {
    let mut at = schema;
    let mut fields = Vec::new();
    for name in path {
        let Some(field) = at.field(name) else { return Err((fields.len(), at)) };
        fields.push(field);
        at = &field.schema;
    }
    Ok(fields)
}

fn unknown_field(kind: &str, path: &[&str]) -> Unknown {
    let mut best: Option<(usize, &'static Schema)> = None;
    for release in releases() {
        for version in definition(release, kind).into_iter().flat_map(|(_, one)| &one.versions) {
            if let Err((right, schema)) = way(&version.schema, path)
                && best.is_none_or(|(most, _)| right >= most)
            {
                best = Some((right, schema));
            }
        }
    }
    let right = best.map_or(0, |(right, _)| right);
    let wrong = path.get(right).copied().unwrap_or_default();
    let nearest = best.and_then(|(_, schema)| nearest(wrong, object(schema)?.fields.iter().map(|field| field.name)));
    Unknown::Field { right, nearest }
}

fn object(schema: &'static Schema) -> Option<&'static crate::catalog::crd::Object> {
    match schema {
        Schema::Object(object) => Some(object),
        Schema::List { items: inner, .. } | Schema::Map(inner) => object(inner),
        Schema::Text(_) | Schema::Number(_) | Schema::Flag | Schema::NumberOrText { .. } => None,
    }
}

fn form(schema: &'static Schema, required: bool) -> Form {
    let mut form = Form {
        noun: noun(schema, false),
        required,
        allowed: Vec::new(),
        range: (None, None),
        pattern: None,
        least_items: None,
        rules: Vec::new(),
        fields: Vec::new(),
        open: false,
    };
    if let Schema::List { least, .. } = schema {
        form.least_items = *least;
    }
    let mut inner = schema;
    while let Schema::List { items: next, .. } | Schema::Map(next) = inner {
        inner = next;
    }
    match inner {
        Schema::Text(text) => {
            form.allowed.clone_from(&text.allowed);
            form.pattern = text.pattern;
        }
        Schema::Number(number) => form.range = (number.min, number.max),
        Schema::NumberOrText { pattern } => form.pattern = Some(pattern),
        Schema::Object(object) => {
            form.fields = object.fields.iter().map(|field| (field.name, field.required)).collect();
            form.rules.clone_from(&object.rules);
            form.open = object.open;
        }
        Schema::Flag | Schema::List { .. } | Schema::Map(_) => {}
    }
    form
}

fn noun(schema: &Schema, several: bool) -> String {
    let one = |one: &str, many: &str| (if several { many } else { one }).to_owned();
    match schema {
        Schema::Text(_) => one("text", "texts"),
        Schema::Number(number) if number.whole => one("a whole number", "whole numbers"),
        Schema::Number(_) => one("a number", "numbers"),
        Schema::Flag => one("`true` or `false`", "`true` or `false`"),
        Schema::NumberOrText { .. } => one("a whole number or text", "whole numbers or texts"),
        Schema::List { items, .. } => format!("{} of {}", one("a list", "lists"), noun(items, true)),
        Schema::Map(values) => format!("{} of {}", one("a map", "maps"), noun(values, true)),
        Schema::Object(_) => one("a map", "maps"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_explained_over_all_releases() {
        let port = explain("Kafka", &["spec", "kafka", "listeners", "port"]).unwrap();
        assert_eq!(port.newest.noun, "a whole number");
        assert_eq!((port.newest.range, port.newest.required), ((Some(9092), None), true));
        assert_eq!(port.releases, releases());
        let zookeeper = explain("kafka", &["spec", "zookeeper", "replicas"]).unwrap();
        assert!(zookeeper.releases.len() < releases().len() && zookeeper.kind == "Kafka");
        let topic = explain("kt", &[]).unwrap();
        assert!(topic.newest.fields.iter().any(|(name, _)| *name == "spec"));
        let kind = explain("Kafka", &["spec", "kafka", "listeners", "type"]).unwrap();
        assert!(kind.newest.allowed.contains(&"loadbalancer"));
        assert!(!kind.before.is_empty(), "`tlsroute` came late");
    }

    #[test]
    fn what_does_not_exist_is_told_with_what_is_near() {
        assert_eq!(explain("Kafak", &[]).unwrap_err(), Unknown::Kind(Some("Kafka")));
        let unknown = explain("Kafka", &["spec", "kafka", "lisseners", "port"]).unwrap_err();
        assert_eq!(unknown, Unknown::Field { right: 2, nearest: Some("listeners") });
    }
}
