//! The keys of the spec as a tree, from its schema: what each means, what it takes, what holds without it.

use serde_json::{Map, Value};
use std::fmt;

/// A key of the spec, or the spec itself.
#[derive(Debug)]
pub(super) struct Key {
    /// The way to it.
    pub(super) path: Vec<Step>,
    /// What it means.
    pub(super) meaning: String,
    /// What holds when it is not written.
    pub(super) stated: Option<Stated>,
    /// What it takes.
    pub(super) takes: Takes,
    /// What is written for it, as an example.
    pub(super) example: Value,
    /// The keys of its table, or of each table in it.
    pub(super) keys: Vec<Key>,
}

/// One step of the way to a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// A key.
    Key(String),
    /// A name that people choose; this one is an example.
    Name(String),
    /// An item of a list.
    Item,
}

/// What holds when a key is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stated {
    /// This.
    Default(String),
    /// It must be written; perhaps only under a condition, or elsewhere.
    Required(String),
}

/// What a key takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Takes {
    /// In words, with an article.
    pub(super) what: String,
    /// The words that it takes, if it takes only these, each with what it means.
    pub(super) words: Vec<(String, String)>,
    /// Whether it is a table, or one for each name or item.
    pub(super) table: bool,
    /// Whether each name in it has a value of its own and no table: labels, settings, what a patch adds.
    pub(super) free: bool,
}

/// The whole spec.
pub(super) fn root() -> Key {
    let schema = crate::spec::schema();
    let tables = schema.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    Builder { tables: &tables }.key(Vec::new(), &schema)
}

impl Key {
    /// This key and all below it, each before those within it.
    pub(super) fn walk(&self) -> Vec<&Key> {
        let below = self.keys.iter().flat_map(Key::walk);
        std::iter::once(self).chain(below).collect()
    }

    /// Its own name; empty for the spec itself.
    pub(super) fn name(&self) -> &str {
        let mut steps = self.path.iter().rev();
        steps.find_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).unwrap_or_default()
    }

    /// How its path is written, with `NAME` for names: `topic.NAME.partitions`.
    pub(super) fn pattern(&self) -> String {
        pattern(&self.path)
    }

    /// The header under which its keys are written; nothing if it is no table.
    pub(super) fn header(&self) -> Option<String> {
        let inner = pattern(&self.keys.first()?.path);
        let path = inner.rsplit_once('.').map_or("", |(path, _)| path);
        let is_list = self.keys.first()?.path.iter().rev().nth(1) == Some(&Step::Item);
        Some(if is_list { format!("[[{path}]]") } else { format!("[{path}]") })
    }

    /// The first sentence of its meaning.
    pub(super) fn first_sentence(&self) -> &str {
        self.meaning.split_once(". ").map_or(self.meaning.as_str(), |(first, _)| first).trim_end_matches('.')
    }
}

/// A path with `NAME` for names.
fn pattern(path: &[Step]) -> String {
    let words = path.iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Name(_) => Some("NAME"),
        Step::Item => None,
    });
    words.collect::<Vec<_>>().join(".")
}

struct Builder<'s> {
    tables: &'s Map<String, Value>,
}

impl Builder<'_> {
    fn key(&self, path: Vec<Step>, schema: &Value) -> Key {
        let text = |schema: &Value| schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        let example = schema.get("examples").and_then(|examples| examples.get(0)).cloned().unwrap_or(Value::Null);
        let (meaning, stated) = split(&text(schema));
        let (inner_path, inner) = self.inner(path.clone(), schema, &example);
        let keys = inner.and_then(|inner| inner.get("properties")).and_then(Value::as_object);
        let keys: Vec<Key> = keys
            .into_iter()
            .flatten()
            .map(|(name, schema)| {
                let step = Step::Key(name.clone());
                self.key(inner_path.iter().cloned().chain([step]).collect(), schema)
            })
            .collect();
        let takes = self.takes(schema, &keys);
        Key { path, meaning, stated, takes, example, keys }
    }

    /// The table that a key is, or holds for each name or item.
    fn inner<'v>(&'v self, mut path: Vec<Step>, schema: &'v Value, example: &Value) -> (Vec<Step>, Option<&'v Value>) {
        if let Some(table) = self.table(schema) {
            return (path, Some(table));
        }
        if let Some(items) = schema.get("items").and_then(|items| self.table(items)) {
            path.push(Step::Item);
            return (path, Some(items));
        }
        if let Some(value) = schema.get("additionalProperties").and_then(|value| self.table(value)) {
            let name = example.as_object().and_then(|entries| entries.keys().next()).cloned();
            path.push(Step::Name(name.unwrap_or_else(|| "name".to_owned())));
            return (path, Some(value));
        }
        let long = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
        (path, long.into_iter().find_map(|form| self.table(form)))
    }

    /// What a schema refers to, or itself.
    fn resolved<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
        name.and_then(|name| self.tables.get(name)).unwrap_or(schema)
    }

    fn table<'v>(&'v self, schema: &'v Value) -> Option<&'v Value> {
        Some(self.resolved(schema)).filter(|schema| schema.get("properties").is_some())
    }

    fn takes(&self, schema: &Value, keys: &[Key]) -> Takes {
        let has_keys = !keys.is_empty();
        let what = |what: &str| Takes { what: what.to_owned(), table: has_keys, ..Takes::default() };
        if let Some(items) = schema.get("items").filter(|_| schema.get("title").is_none()) {
            let of = self.takes(items, &[]);
            return match (has_keys, of.words.is_empty()) {
                (true, _) => what("a list of tables"),
                (false, true) => what("a list of texts"),
                (false, false) => Takes { what: "a list of words".to_owned(), ..of },
            };
        }
        if let Some(value) = schema.get("additionalProperties").filter(|value| value.is_object()) {
            let of = self.takes(value, &[]);
            if has_keys {
                return what("tables, each under a name");
            }
            return Takes { what: format!("names, each with {}", of.what), free: true, ..of };
        }
        if let Some(forms) = schema.get("anyOf").and_then(Value::as_array) {
            let short = forms.iter().find(|form| self.table(form).is_none()).map(|form| self.takes(form, &[]).what);
            let names: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name())).collect();
            return what(&format!("{}; or a table of {}", short.unwrap_or_default(), names.join(" and ")));
        }
        if has_keys {
            return what("a table");
        }
        let words: Vec<(String, String)> = self.words(schema);
        if !words.is_empty() {
            return Takes { what: "one of these words".to_owned(), words, ..Takes::default() };
        }
        match (schema.get("title").and_then(Value::as_str), schema.get("type").and_then(Value::as_str)) {
            (Some(title), _) => what(title),
            (None, Some("integer")) => what(&whole(schema)),
            (None, Some("boolean")) => what("`true` or `false`"),
            (None, Some("string")) => what("a text"),
            _ => what("any value"),
        }
    }

    /// The words that it takes; what each means stands where editors look for it.
    fn words(&self, schema: &Value) -> Vec<(String, String)> {
        let schema = self.resolved(schema);
        let texts = |list: Option<&Value>| -> Vec<String> {
            let list = list.and_then(Value::as_array).into_iter().flatten();
            list.map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
        };
        let meanings = texts(schema.pointer("/x-taplo/docs/enumValues"));
        texts(schema.get("enum")).into_iter().zip(meanings).collect()
    }
}

/// A whole number, with its bounds where the schema has them.
fn whole(schema: &Value) -> String {
    match schema.get("maximum").and_then(Value::as_u64) {
        Some(most) => format!("a whole number up to {most}"),
        None => "a whole number".to_owned(),
    }
}

/// What a description says of the key, and what of its absence. That is a sentence which begins with `Default: ` or `Required`.
fn split(description: &str) -> (String, Option<Stated>) {
    let mut meaning = Vec::new();
    let mut stated = None;
    let mut rest = description;
    while !rest.is_empty() {
        let (sentence, after) = rest.split_once(". ").unwrap_or((rest, ""));
        let sentence = sentence.trim_end_matches('.');
        if let Some(default) = sentence.strip_prefix("Default: ") {
            stated = Some(Stated::Default(default.to_owned()));
        } else if let Some(when) = sentence.strip_prefix("Required") {
            stated = Some(Stated::Required(when.trim_start_matches([',', ':', ' ']).to_owned()));
        } else {
            meaning.push(format!("{sentence}."));
        }
        rest = after;
    }
    (meaning.join(" "), stated)
}

impl fmt::Display for Stated {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stated::Default(what) => out.write_str(what),
            Stated::Required(when) if when.is_empty() => out.write_str("always"),
            Stated::Required(when) => out.write_str(when),
        }
    }
}
