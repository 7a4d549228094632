//! Objects of whatever kind, and the services of compose files.

use super::{Place, Platform, Seen, map, metadata, named, owned};
use crate::bundle::{Document, Kind, Node};
use crate::inventory::{bytes, text_of};
use crate::policy::view::{Amount, Object, Service};
use crate::units;
use std::collections::BTreeMap;

pub(super) fn objects<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    platform.documents().filter_map(|document| Some(object(document, document.kind()?))).collect()
}

fn object<'b>(document: Document<'b>, kind: &str) -> Seen<'b> {
    let name = document.name().unwrap_or_default();
    let view = Object {
        kind: kind.to_owned(),
        api_version: owned(document.api_version()),
        name: name.to_owned(),
        namespace: owned(document.namespace()),
        labels: metadata(document, "labels"),
        annotations: metadata(document, "annotations"),
        file: document.source().name().to_owned(),
    };
    Seen::of(view, "document", &format!("{kind}/{name}"), document)
        .field("kind", document.get("kind"))
        .field("api_version", document.get("apiVersion"))
        .field("namespace", document.at(["metadata", "namespace"]))
        .field("labels", document.at(["metadata", "labels"]))
        .field("annotations", document.at(["metadata", "annotations"]))
}

/// The services of compose files: documents without a kind that have `services`.
pub(super) fn services<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    let files = platform.documents().filter(|file| file.kind().is_none());
    let files = files.filter_map(|file| Some((file, file.get("services").filter(|node| node.kind() == Kind::Map)?)));
    let services = files.flat_map(|(file, services)| services.entries().map(move |(name, node)| (file, name, node)));
    services.map(|(file, name, node)| service(file, name, node)).collect()
}

fn service<'b>(file: Document<'b>, key: Node<'b>, node: Node<'b>) -> Seen<'b> {
    let name = key.name();
    let text = |key: &str| owned(node.get(key).and_then(text_of));
    let image = text("image");
    let (tag, digest) = tag(&image);
    let view = Service {
        name: name.clone().into_owned(),
        tag,
        digest,
        image,
        ports: texts(node.get("ports")),
        environment: environment(node.get("environment")),
        volumes: texts(node.get("volumes")),
        depends_on: texts(node.get("depends_on")),
        health_check: node
            .get("healthcheck")
            .is_some_and(|check| check.get("disable").and_then(Node::as_bool) != Some(true)),
        restart: text("restart"),
        memory_limit: memory(node),
    };
    let seen = Seen::new(view, named("service", &name, file), Place::Node(key));
    let fields = ["image", "ports", "environment", "volumes", "depends_on", "restart"];
    let seen = fields.into_iter().fold(seen, |seen, field| seen.field(field, node.get(field)));
    seen.field("tag", node.get("image"))
        .field("digest", node.get("image"))
        .field("health_check", node.get("healthcheck"))
        .field("memory_limit", memory_node(node))
}

/// The tag of an image's name, and whether a digest stands behind it.
fn tag(image: &str) -> (String, bool) {
    let (name, digest) = image.split_once('@').map_or((image, false), |(name, _)| (name, true));
    let last = name.rsplit('/').next().unwrap_or_default();
    (owned(last.split_once(':').map(|(_, tag)| tag)), digest)
}

/// What a list holds, each as it is written; of a map its keys.
fn texts(node: Option<Node<'_>>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    if node.kind() == Kind::Map {
        return node.entries().map(|(key, _)| key.name().into_owned()).collect();
    }
    node.items().map(|item| text_of(item).map_or_else(|| long(item), std::borrow::Cow::into_owned)).collect()
}

/// A port or a volume in the long form, as the short one.
fn long(node: Node<'_>) -> String {
    let text = |keys: &[&str]| keys.iter().find_map(|key| Some(text_of(node.get(key)?)?.into_owned()));
    let parts = [text(&["host_ip"]), text(&["published", "source"]), text(&["target"])];
    parts.into_iter().flatten().collect::<Vec<_>>().join(":")
}

/// Variables by name, from a map or a list of `NAME=value`.
fn environment(node: Option<Node<'_>>) -> BTreeMap<String, String> {
    let Some(node) = node else { return BTreeMap::new() };
    if node.kind() == Kind::Map {
        return map(Some(node));
    }
    let lines = node.items().filter_map(text_of);
    lines
        .map(|line| {
            line.split_once('=')
                .map_or((line.to_string(), String::new()), |(name, value)| (name.to_owned(), value.to_owned()))
        })
        .collect()
}

fn memory_node(service: Node<'_>) -> Option<Node<'_>> {
    service.get("mem_limit").or_else(|| service.at(["deploy", "resources", "limits", "memory"]))
}

/// The memory that a service may use. Letters count in powers of 1024: `512m`, `2gb`.
fn memory(service: Node<'_>) -> Option<Amount> {
    let node = memory_node(service)?;
    let text = text_of(node)?.to_ascii_lowercase();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(number.len()..)?.trim_end_matches('b');
    let factor: u64 = match unit {
        "" => 1,
        "k" => 1 << 10,
        "m" => 1 << 20,
        "g" => 1 << 30,
        "t" => 1 << 40,
        _ => return bytes(node).map(|known| Amount::from(known.value)),
    };
    let whole = number.trim().parse::<u64>().ok()?.checked_mul(factor)?;
    Some(Amount::from(units::Bytes(whole)))
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn tags_are_told_from_ports_and_digests() {
        for (image, expected) in [
            ("apache/kafka:3.6.1", ("3.6.1", false)),
            ("registry:5000/kafka", ("", false)),
            ("registry:5000/kafka:1@sha256:ab", ("1", true)),
            ("kafka@sha256:ab", ("", true)),
            ("", ("", false)),
        ] {
            assert_eq!(tag(image), (expected.0.to_owned(), expected.1), "{image}");
        }
    }
}
