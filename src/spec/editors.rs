//! The schema in the form in which TOML checkers and editors make the most of it.

use serde_json::{Map, Value, json};

/// Lists the words that a key takes, at the key itself.
///
/// A choice between constants is printed by checkers as a keyword of JSON Schema, and completed by editors once for each
/// constant; a list is printed as the words that there are. And readers of older drafts, among them Taplo, which is below the
/// TOML support of many editors, see nothing of what stands beside a reference: there a key says its default.
pub(super) fn adapt(schema: &mut Value) {
    each_table(schema, &as_list);
    let lists = take_lists(schema);
    each_table(schema, &|table| set_in(table, &lists));
}

/// Does something to each object in a schema, outer ones first.
fn each_table(schema: &mut Value, act: &dyn Fn(&mut Map<String, Value>)) {
    match schema {
        Value::Object(map) => {
            act(map);
            map.values_mut().for_each(|value| each_table(value, act));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_table(item, act)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Turns a choice between constants into a list of words. What each means goes to where Taplo looks for it.
fn as_list(map: &mut Map<String, Value>) {
    let choices = map.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let word = |choice: &Value| Some((choice.get("const")?.clone(), choice.get("description").cloned()));
    let Some((words, meanings)) = choices.map(word).collect::<Option<(Vec<Value>, Vec<Option<Value>>)>>() else {
        return;
    };
    if words.is_empty() {
        return;
    }
    map.remove("oneOf");
    map.insert("type".to_owned(), "string".into());
    map.insert("enum".to_owned(), words.into());
    let meanings: Vec<Value> = meanings.into_iter().map(Option::unwrap_or_default).collect();
    map.insert("x-taplo".to_owned(), json!({ "docs": { "enumValues": meanings } }));
}

/// Takes the lists out of the definitions.
fn take_lists(schema: &mut Value) -> Map<String, Value> {
    let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) else { return Map::new() };
    let (lists, others) = std::mem::take(definitions).into_iter().partition(|(_, table)| table.get("enum").is_some());
    *definitions = others;
    lists
}

/// Puts a list where it is referred to; what stands there already stays.
fn set_in(map: &mut Map<String, Value>, lists: &Map<String, Value>) {
    let name = map.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    let Some(Value::Object(list)) = name.and_then(|name| lists.get(name)) else { return };
    map.remove("$ref");
    for (key, value) in list {
        map.entry(key.clone()).or_insert_with(|| value.clone());
    }
}
