//! The JSON Schema of the spec: it describes every key, its examples are a spec, and it takes the specs that the reader takes.

use super::harness::Place;
use kafkasmith::diag::{Complaints, Sources};
use kafkasmith::{render, spec};
use regex::Regex;
use serde_json::Value;
use std::path::Path;

fn schema() -> Value {
    serde_json::from_str(&spec::json_schema()).unwrap()
}

fn complaints(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let mut complaints = Complaints::default();
    render::set(source, &mut complaints).unwrap();
    let place = |span| source.position(source.at(source.range(span)).start()).line;
    let said = complaints.into_sorted().into_iter();
    said.map(|one| format!("{}: {} {}", one.span().map_or(0, place), one.headline, one.help.unwrap_or_default()))
        .collect()
}

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("kafkasmith.schema.json");
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&path, spec::json_schema()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == spec::json_schema(), "kafkasmith.schema.json is old; UPDATE=1 cargo test --test it specs");
}

/// Every key that some table has, with the way to it.
fn keys<'s>(schema: &'s Value, path: &str, found: &mut Vec<(String, &'s Value)>) {
    match schema {
        Value::Object(map) => {
            for (key, value) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
                found.push((format!("{path}/{key}"), value));
            }
            for (key, value) in map.iter().filter(|(key, _)| *key != "examples") {
                keys(value, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, path, found)),
        _ => {}
    }
}

#[test]
fn every_key_is_described_and_has_an_example_that_fits() {
    let schema = schema();
    let mut found = Vec::new();
    keys(&schema, "", &mut found);
    assert!(found.len() > 150, "only {} keys were looked at", found.len());
    for (path, key) in found {
        let description = key["description"].as_str().unwrap_or_default();
        assert!(description.ends_with('.') && description.len() > 5, "{path}: {description:?}");
        let example = &key["examples"][0];
        let mut alone = key.clone();
        alone["$defs"] = schema["$defs"].clone();
        let validator = jsonschema::validator_for(&alone).unwrap();
        let faults: Vec<String> = validator.iter_errors(example).map(|fault| fault.to_string()).collect();
        assert!(!example.is_null() && faults.is_empty(), "{path}: {example}: {faults:?}");
    }
}

#[test]
fn the_schema_speaks_no_rust() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["title"], "kafkasmith spec");
    assert_eq!(schema["additionalProperties"], false);
    let text = schema.to_string();
    for word in ["uint", "Option", "Field", "Named", "Either", "Vec", "null", "serde", "[`"] {
        assert!(!text.contains(word), "the schema says {word:?}");
    }
    for (name, table) in schema["$defs"].as_object().unwrap() {
        let closed = table["additionalProperties"] == false;
        assert!(closed, "{name} is open");
    }
}

#[test]
fn every_word_that_a_key_takes_is_listed_and_explained() {
    fn lists<'s>(schema: &'s Value, found: &mut Vec<&'s Value>) {
        match schema {
            Value::Object(map) => {
                found.extend(map.contains_key("enum").then_some(schema));
                map.values().for_each(|value| lists(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| lists(item, found)),
            _ => {}
        }
    }
    let schema = schema();
    let mut found = Vec::new();
    lists(&schema, &mut found);
    assert!(found.len() > 10, "only {} lists were found", found.len());
    for list in found {
        let (words, meanings) = (&list["enum"], list["x-taplo"]["docs"]["enumValues"].as_array().unwrap());
        assert_eq!(words.as_array().unwrap().len(), meanings.len(), "{list}");
        assert!(meanings.iter().all(|meaning| meaning.as_str().is_some_and(|text| text.ends_with('.'))), "{list}");
    }
    let mode = &schema["$defs"]["Cluster"]["properties"]["mode"];
    assert_eq!(mode["enum"], serde_json::json!(["zookeeper", "kraft"]));
    assert_eq!(
        mode["description"],
        "Whether ZooKeeper or KRaft holds the metadata. Default: `zookeeper`, as long as the release has it."
    );
    // A choice between constants is shown by no checker as the list that it is.
    assert!(!schema.to_string().contains("oneOf"));
}

/// The example of the whole, as TOML.
fn composed() -> String {
    let entry = |(key, value)| format!("{key} = {}\n", written(value));
    schema()["examples"][0].as_object().unwrap().iter().map(entry).collect()
}

/// A value in TOML's short forms; the texts of JSON are texts of TOML.
fn written(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key:?} = {}", written(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        simple => simple.to_string(),
    }
}

#[test]
fn the_examples_together_are_a_spec_without_a_mistake() {
    let text = composed();
    assert_eq!(complaints(&text), [""; 0], "{text}");
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(moment) => moment.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect()),
    }
}

fn faults(text: &str) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let value = json(toml::Value::Table(text.parse().unwrap()));
    validator.iter_errors(&value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

#[test]
fn the_schema_takes_the_specs_that_the_reader_takes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![folder.join("hrms-kafka.toml")];
    files.extend(std::fs::read_dir(folder.join("tests/specs")).unwrap().map(|file| file.unwrap().path()));
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(faults(&text), [""; 0], "{}", file.display());
        assert_eq!(complaints(&text), [""; 0], "{}", file.display());
    }
    assert_eq!(faults(&composed()), [""; 0]);
}

/// The starter that `init` writes, and two whole specs.
fn whole_specs() -> [(&'static str, String); 3] {
    let place = Place::new();
    assert_eq!(place.run("kafkasmith init").code, 0);
    let text = |path: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    assert!(place.read("kafkasmith.schema.json") == text("kafkasmith.schema.json"), "`init` brings another schema");
    [
        ("the starter", place.read("kafka.toml")),
        ("hrms-kafka.toml", text("hrms-kafka.toml")),
        ("everything.toml", text("src/explain/everything.toml")),
    ]
}

/// A text with a mistake in one line: each key misspelt, each with a value that none takes, each unit unknown. Tables whose keys
/// people choose themselves are left out.
fn with_mistakes(text: &str) -> Vec<(String, String)> {
    let line_of_key = Regex::new(r"^([a-z_]+)(\s*= )(.*[^\[{'\\])$").unwrap();
    let unit = Regex::new(r#"^("\d+)[A-Za-z]+(".*)$"#).unwrap();
    let (mut header, mut found) = ("", Vec::new());
    for (number, line) in text.lines().enumerate() {
        header = if line.starts_with('[') { line } else { header };
        let Some(parts) =
            line_of_key.captures(line).filter(|_| !header.contains(".patch") && !header.contains(".config"))
        else {
            continue;
        };
        let (key, equals, value) = (&parts[1], &parts[2], &parts[3]);
        let mut wrong = vec![format!("{key}x{equals}{value}"), format!("{key}{equals}[[1]]")];
        wrong.extend(unit.captures(value).map(|parts| format!("{key}{equals}{}parsecs{}", &parts[1], &parts[2])));
        for line in wrong {
            let mut lines: Vec<&str> = text.lines().collect();
            lines[number] = &line;
            found.push((format!("{}: {line}", number + 1), lines.join("\n")));
        }
    }
    found
}

#[test]
fn the_schema_finds_a_mistake_wherever_it_is() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let takes = |text: &str| validator.is_valid(&json(toml::Value::Table(text.parse().unwrap())));
    for (name, text) in whole_specs() {
        assert!(takes(&text), "{name}: {:?}", faults(&text));
        assert_eq!(complaints(&text), [""; 0], "{name}");
        let mistakes = with_mistakes(&text);
        assert!(mistakes.len() > 80, "only {} mistakes in {name}", mistakes.len());
        for (what, text) in mistakes {
            assert!(!takes(&text), "{name}, line {what}: the schema takes it");
        }
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    for (table, line) in [
        ("project", "nmae = \"hrms\""),
        ("cluster", "name = 3"),
        ("cluster.brokers", "replicas = \"3\""),
        ("cluster.brokers", "replicas = -3"),
        ("cluster.brokers", "storage = { size = \"10Gb\" }"),
        ("cluster.brokers", "heap = 1"),
        ("cluster.brokers", "limits = { cpu = \"2 cores\" }"),
        ("cluster.listener.plain", "port = 92000"),
        ("cluster", "mode = \"zookeper\""),
        ("topic.a", "retention = \"7x\""),
        ("topic.a", "retention = 7"),
        ("topic.a", "cleanup = \"compact, delete\""),
        ("alert.a", "severity = \"page\""),
        ("policy", "limits = { max_disk_use = \"high\" }"),
        ("topics.a", "partitions = 1"),
    ] {
        let text = format!("[{table}]\n{line}\n");
        assert!(!faults(&text).is_empty(), "the schema takes {text}");
        assert!(complaints(&text).iter().any(|said| said.starts_with("2: ") || said.starts_with("1: ")), "{text}");
    }
}
