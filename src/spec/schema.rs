//! The JSON Schema of the spec, made from the tables themselves, for editors and TOML checkers.

use super::{Spec, editors};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// Keys that stand instead of others of their table, so that an example of the table does without them.
const ALTERNATIVES: [(&str, &str); 17] = [
    ("Authorization", "acls"),
    ("Authorization", "class"),
    ("Cluster", "metadata_version"),
    ("Cluster", "pool"),
    ("Cluster", "quotas"),
    ("CruiseControl", "rebalance_on"),
    ("Listener", "annotations"),
    ("Listener", "broker_hosts"),
    ("Listener", "broker_node_ports"),
    ("Listener", "class"),
    ("Listener", "gateways"),
    ("Listener", "host"),
    ("Listener", "node_port"),
    ("Listener", "source_ranges"),
    ("Listener", "traffic_policy"),
    ("Storage", "volumes"),
    ("Volume", "metadata"),
];

/// What a free name is in an example, by the key of the table that it stands in.
const NAMES: [(&str, &str); 3] = [("listener", "tls"), ("pool", "brokers"), ("storage_classes", "gp2")];

/// The schema as JSON text, with a final newline.
pub fn json_schema() -> String {
    format!("{:#}\n", schema())
}

/// The schema. Every key has a description and an example: that of a table is composed of those of its keys.
pub fn schema() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Spec>();
    let mut schema = schema.to_value();
    let tables = schema.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    finish(&mut schema, &tables);
    if let Value::Object(root) = &mut schema {
        root.insert("title".to_owned(), "kafkasmith spec".into());
        let example = example("", &Value::Object(root.clone()), &tables);
        root.insert("examples".to_owned(), Value::Array(vec![example]));
    }
    editors::adapt(&mut schema);
    schema
}

/// Gives each key its example, and takes out what only Rust has a name for.
fn finish(schema: &mut Value, tables: &Map<String, Value>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(keys)) = map.get_mut("properties") {
                for (key, value) in keys.iter_mut() {
                    let example = example(key, value, tables);
                    if let Value::Object(value) = value {
                        value.entry("examples").or_insert_with(|| Value::Array(vec![example]));
                    }
                }
            }
            // Where a doc comment goes to a new line means nothing.
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            // The sizes of integers; `minimum` and `maximum` say the same to everybody.
            map.retain(|key, value| {
                key != "format" || !value.as_str().is_some_and(|format| format.starts_with("uint"))
            });
            map.values_mut().for_each(|value| finish(value, tables));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| finish(item, tables)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// An example of what a key takes: its own if it has one, else one composed of what is in it.
fn example(key: &str, schema: &Value, tables: &Map<String, Value>) -> Value {
    if let Some(first) = schema.get("examples").and_then(|examples| examples.get(0)) {
        return first.clone();
    }
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    if let Some((name, table)) = name.and_then(|name| Some((name, tables.get(name)?))) {
        return of_table(name, table, tables);
    }
    if let Some(items) = schema.get("items") {
        return Value::Array(vec![example(key, items, tables)]);
    }
    if schema.get("properties").is_some() {
        return of_table("", schema, tables);
    }
    match schema.get("additionalProperties") {
        Some(value @ Value::Object(_)) => {
            let name = NAMES.iter().find(|(table, _)| *table == key).map_or("name", |(_, name)| name);
            Value::Object(Map::from_iter([(name.to_owned(), example("", value, tables))]))
        }
        _ => Value::Null,
    }
}

fn of_table(name: &str, table: &Value, tables: &Map<String, Value>) -> Value {
    let keys = table.get("properties").and_then(Value::as_object).into_iter().flatten();
    let keys = keys.filter(|(key, _)| !ALTERNATIVES.contains(&(name, key.as_str())));
    Value::Object(keys.map(|(key, value)| (key.clone(), example(key, value, tables))).collect())
}
