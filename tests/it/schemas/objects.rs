//! The rules that Kubernetes has for every object: names, labels, annotations, identities, and the set as kustomize lists it.

use super::{Object, platforms};
use serde_json::Value;
use std::collections::BTreeSet;

/// What the hostile spec adds by a patch, for the sake of YAML; a patch is its author's own affair.
const PATCHED: &str = "a: b";

/// Each platform's faults by some rule, none hidden by another.
#[track_caller]
fn none(rule: impl Fn(&Object) -> Vec<String>) {
    let mut wrong = Vec::new();
    for platform in platforms() {
        for object in &platform.objects {
            let faults = rule(object).into_iter();
            wrong.extend(faults.map(|fault| format!("{}: {}: {fault}", platform.name, object.title())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A DNS subdomain (RFC 1123): what names of objects are, but for those of Services.
fn is_subdomain(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(is_label_of_dns)
}

fn is_label_of_dns(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=63).contains(&name.len()) && name.starts_with(end) && name.ends_with(end) && name.chars().all(inner)
}

/// What stands behind the `/` of a label's or annotation's key, and the value of a label.
fn is_qualified(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = |c: char| c.is_ascii_alphanumeric();
    (1..=63).contains(&name.len()) && name.starts_with(end) && name.ends_with(end) && name.chars().all(inner)
}

fn is_key(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && is_qualified(name),
        None => is_qualified(key),
    }
}

fn texts<'o>(object: &'o Object, pointer: &str) -> Vec<(&'o str, &'o str)> {
    let map = object.value.pointer(pointer).and_then(Value::as_object);
    let texts = map.into_iter().flatten().map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default()));
    texts.collect()
}

#[test]
fn names_are_names() {
    none(|object| {
        let name = object.text("/metadata/name");
        let fine = match object.text("/kind") {
            "Kustomization" => name.is_empty(),
            // RFC 1035: a Service's name may not begin with a digit.
            "Service" => is_label_of_dns(name) && name.starts_with(|c: char| c.is_ascii_lowercase()),
            _ => is_subdomain(name),
        };
        if fine { vec![] } else { vec![format!("{name:?} is no name")] }
    });
}

#[test]
fn labels_are_labels() {
    none(|object| {
        let mut faults = Vec::new();
        for (key, value) in texts(object, "/metadata/labels") {
            if !is_key(key) || !(value.is_empty() || is_qualified(value)) {
                faults.push(format!("label {key:?}: {value:?}"));
            }
        }
        faults
    });
}

/// `ValidateAnnotations` in apimachinery counts keys and values together and stops at 256 KiB; keys it compares in lower case.
#[test]
fn annotations_are_annotations_and_not_too_many() {
    none(|object| {
        let annotations = texts(object, "/metadata/annotations");
        let size: usize = annotations.iter().map(|(key, value)| key.len() + value.len()).sum();
        let mut faults: Vec<String> = annotations
            .iter()
            .filter(|(key, _)| *key != PATCHED && !is_key(&key.to_ascii_lowercase()))
            .map(|(key, _)| format!("annotation {key:?}"))
            .collect();
        if size >= 256 * 1024 {
            faults.push(format!("{size} bytes of annotations"));
        }
        faults
    });
}

#[test]
fn every_object_but_the_list_says_its_namespace() {
    none(|object| {
        let namespace = object.text("/metadata/namespace");
        let wanted = !matches!(
            object.text("/kind"),
            "Kustomization" | "Namespace" | "ClusterRole" | "ClusterRoleBinding" | "CustomResourceDefinition"
        );
        if wanted == is_label_of_dns(namespace) { vec![] } else { vec![format!("namespace {namespace:?}")] }
    });
}

#[test]
fn nothing_is_there_twice() {
    for platform in platforms() {
        let mut seen = BTreeSet::new();
        for object in &platform.objects {
            let parts = ["/apiVersion", "/kind", "/metadata/namespace", "/metadata/name"].map(|part| object.text(part));
            assert!(seen.insert(parts), "{}: {} is there twice", platform.name, object.title());
        }
    }
}

#[test]
fn the_list_names_the_files_that_there_are() {
    for platform in platforms() {
        let list = platform.objects.iter().find(|object| object.text("/kind") == "Kustomization").unwrap();
        let listed: Vec<&str> = list.value["resources"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        // What is for other namespaces is applied by those who rule them.
        let here = |object: &&Object| object.file != list.file && !object.file.contains("/clients/");
        let mut files: Vec<&str> = platform.objects.iter().filter(here).map(|object| object.file.as_str()).collect();
        files.dedup();
        let files: Vec<&str> = files.iter().filter_map(|path| path.rsplit('/').next()).collect();
        assert_eq!(listed, files, "{}", platform.name);
    }
}

#[test]
fn the_rules_of_names_can_refuse() {
    let long = "x".repeat(64);
    for name in ["", "-a", "a-", "A", "a_b", "a..b", &long] {
        assert!(!is_subdomain(name), "{name}");
    }
    for key in ["", "/a", "a/", "a/b/c", "a b", "A.b/c", "x:", &long] {
        assert!(!is_key(key), "{key}");
    }
    assert!(is_subdomain("a.b-c.1") && is_key("Example_1") && is_key("example.org/X.y_z-1"));
}
