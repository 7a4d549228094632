//! The rendered definitions are the official ones, and what only other releases have is laid out as well.

use super::layout::Layout;
use super::{Context, DESCRIPTION};
use crate::bundle::Bundle;
use crate::catalog::{self, crd};
use crate::diag::{Complaints, Sources, Span};
use crate::model::Sourced;
use crate::render::Engine;
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;

/// The greatest object that plain `kubectl apply` takes: it keeps a copy in an annotation.
const LIMIT: usize = 262_144;

fn documents(text: &str) -> Vec<Value> {
    let mut sources = Sources::default();
    let id = sources.add("definitions.yaml", text).unwrap();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, [id], &mut complaints);
    assert!(complaints.is_empty(), "{:?}", complaints.into_sorted());
    bundle.documents().map(|document| document.root().to_json()).collect()
}

/// The definitions as they are rendered for a release.
fn rendered(version: &str) -> Vec<Value> {
    let release = Sourced::written(version.to_owned(), Span::new(0, 1));
    let context = Context::of(&release, catalog::definitions(version).unwrap());
    documents(&Engine::new().render(&DESCRIPTION.template_name(), &context).unwrap().text)
}

/// Takes out what is written for people: descriptions, and the sentences of deprecations and CEL rules; and lists of fields
/// without one, which the API server does not keep.
fn without_prose(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, value| {
                let prose = matches!(key.as_str(), "description" | "deprecationWarning" | "message");
                let nothing = key == "properties" && value.as_object().is_some_and(serde_json::Map::is_empty);
                !(value.is_string() && prose || nothing)
            });
            map.values_mut().for_each(without_prose);
        }
        Value::Array(items) => items.iter_mut().for_each(without_prose),
        _ => {}
    }
}

/// The official definitions of a release, where they are at hand.
#[expect(clippy::disallowed_methods, reason = "the test reads what lies beside the repository")]
fn official(version: &str) -> Option<Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/crds/strimzi").join(version);
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).ok()? {
        found.extend(documents(&std::fs::read_to_string(file.unwrap().path()).unwrap()));
    }
    found.iter_mut().for_each(without_prose);
    Some(found)
}

fn name(definition: &Value) -> &str {
    definition.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn the_definitions_are_the_official_ones() {
    let mut elsewhere = Vec::new();
    for version in catalog::releases() {
        let Some(official) = official(version) else {
            elsewhere.push(*version);
            continue;
        };
        let rendered = rendered(version);
        assert!(official.len() >= 10, "{version}: {} official definitions", official.len());
        for definition in &official {
            let ours = rendered.iter().find(|ours| name(ours) == name(definition));
            assert!(ours == Some(definition), "{} of {version} differs", name(definition));
        }
    }
    if !elsewhere.is_empty() {
        // Past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "CRDs not compared, ../shared/crds has none: {}", elsewhere.join(", "));
    }
}

#[test]
fn a_changed_definition_would_be_noticed() {
    let mut definition = rendered("0.39.0").swap_remove(0);
    let whole = definition.clone();
    *definition
        .pointer_mut("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/kafka/required/0")
        .unwrap() = "version".into();
    assert_ne!(definition, whole);
    let mut said: Value =
        serde_json::from_str("{\"a\": {\"description\": \"x\", \"properties\": {\"description\": {}}}}").unwrap();
    without_prose(&mut said);
    assert_eq!(said.to_string(), "{\"a\":{\"properties\":{\"description\":{}}}}");
}

#[test]
fn each_definition_is_small_enough_to_be_applied() {
    for version in catalog::releases() {
        for definition in rendered(version) {
            let size = definition.to_string().len();
            assert!(size < LIMIT, "{} of {version} has {size} bytes", name(&definition));
        }
    }
}

#[test]
fn every_form_has_its_lines() {
    let definitions = crd::of_text(
        "type Amount int-or-string pattern ^[0-9]+$\n\n\
         crd Thing\n  group example.org\n  names things thing ThingList\n  short t\n  categories all\n\
         \x20 labels app=x\n  scope Namespaced\n  conversion None\n  version v1 served stored\n    schema object\n\
         \x20     -XX map of string\n      rows list of list min-items 1 of integer min 0 max 9\n\
         \x20     by map of object\n        n! boolean\n      any object open\n      half number min 1\n\
         \x20     limits map of Amount\n      mode string enum on,no-op,3\n      zone string example a: b\n\
         \x20     pairs list of object\n        one-of: a! b | c !\n        rule: self.x != 'a: #'\n",
    );
    assert_eq!(
        Layout::default().lines(&definitions.leak()[0].versions[0].schema),
        "type: object\nproperties:\n  \"-XX\": { type: object, additionalProperties: { type: string } }\n  \
         rows: { type: array, items: { type: array, minItems: 1, items: { type: integer, minimum: 0, maximum: 9 } } }\n  \
         by:\n    type: object\n    additionalProperties:\n      type: object\n      properties:\n        \
         \"n\": { type: boolean }\n      required: [\"n\"]\n  any: { type: object, \
         x-kubernetes-preserve-unknown-fields: true }\n  half: { type: number, minimum: 1 }\n  \
         limits: { type: object, additionalProperties: { anyOf: [{ type: integer }, { type: string }], \
         pattern: \"^[0-9]+$\", x-kubernetes-int-or-string: true } }\n  \
         mode: { type: string, enum: [\"on\", no-op, \"3\"] }\n  zone: { type: string, example: \"a: b\" }\n  \
         pairs:\n    type: array\n    items:\n      type: object\n      oneOf:\n        \
         - { properties: { a: {}, b: {} }, required: [a] }\n        - { properties: { c: {} }, required: [] }\n      \
         x-kubernetes-validations:\n        - rule: \"self.x != 'a: #'\""
    );
}
