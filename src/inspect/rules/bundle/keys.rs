//! Do ConfigMaps and Secrets have the keys that are asked for?

use crate::bundle::{Document, Node};
use crate::inspect::{Offence, Out};
use crate::inventory::Reference;
use crate::inventory::derive::Object;

pub(super) const NO_KEY: Offence = Offence::error("bundle/no-such-key", "a key of a ConfigMap or Secret is referred to that it does not have")
    .why("A container that needs it is not started (CreateContainerConfigError); Strimzi's operator reports the resource as not ready.")
    .write("the key as the object has it")
    .source("kubelet; CO/model/metrics, `MetricsModel` and `ConfigMapUtils`, Strimzi 0.39.0 to 1.2.0");

/// Of objects that somebody wrote.
pub(super) fn keys_of(reference: &Reference<'_>, objects: &[Document<'_>], out: &mut Out) {
    let Some(first) = objects.first() else { return };
    let mut keys: Vec<String> = Vec::new();
    for object in objects {
        let parts = ["data", "binaryData", "stringData"].into_iter().filter_map(|part| object.get(part));
        keys.extend(parts.flat_map(Node::entries).map(|(key, _)| key.name().into_owned()));
    }
    if reference.kind == "Secret" && keys.is_empty() {
        return;
    }
    for key in reference.keys().into_iter().filter(|key| !keys.iter().any(|there| there == key.text())) {
        let headline = no_key(reference, key, "");
        out.raise(&NO_KEY, key, headline).because(*first, format!("has {}", list(&keys))).help(instead(&keys));
    }
}

/// Of objects of one name that an operator or kustomize makes: folders of alternatives have several.
pub(super) fn keys_of_made(reference: &Reference<'_>, objects: &[&Object<'_>], out: &mut Out) {
    let Some(object) = objects.first() else { return };
    let Some(keys) = objects.iter().map(|object| object.keys.as_deref()).collect::<Option<Vec<&[&str]>>>() else {
        return;
    };
    let keys = keys.concat();
    let (who, by) = match object.from.document().kind() {
        Some("Kafka") => (", which the Cluster Operator makes,", "it is made for this"),
        Some("KafkaUser") => (", which the User Operator makes,", "it is made for this"),
        Some("Certificate") => (", which cert-manager makes,", "it is made for this"),
        _ => (", which kustomize makes,", "it is made of this"),
    };
    // Each renewal keeps the certificate before it, under a name with its date.
    let is_there = |key: &str| keys.contains(&key) || (key.starts_with("ca-") && key.strip_suffix(".crt").is_some());
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    for key in reference.keys().into_iter().filter(|key| !is_there(key.text())) {
        let headline = no_key(reference, key, who);
        let place = object.from.document().at(["metadata", "name"]).unwrap_or(object.from);
        out.raise(&NO_KEY, key, headline).because(place, by).help(instead(&keys));
    }
}

fn no_key(reference: &Reference<'_>, key: Node<'_>, who: &str) -> String {
    format!("the {} `{}`{who} has no key `{}`", reference.kind, reference.name.text(), key.text())
}

fn instead(keys: &[String]) -> String {
    match keys {
        [] => "put it there".to_owned(),
        [only] => format!("write `{only}`"),
        several => format!("write one of {}", list(several)),
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "no keys".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
