//! The ConfigMaps and Secrets that kustomize makes of files and texts, and cert-manager of certificates.

use super::{Derived, Object};
use crate::bundle::{Bundle, Node};

/// What makes them, and of which kind.
const GENERATORS: [(&str, &str); 2] = [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")];

pub(super) fn of<'b>(bundle: &'b Bundle<'_>, derived: &mut Derived<'b>) {
    certificates(bundle, derived);
    for document in bundle.documents().filter(|it| it.is_readable()) {
        if !document.kind().is_none_or(|kind| matches!(kind, "Kustomization" | "Component")) {
            continue;
        }
        for (key, kind) in GENERATORS {
            for from in document.get(key).into_iter().flat_map(Node::items) {
                let Some(name) = from.get("name").and_then(Node::as_text) else { continue };
                let namespace = from.get("namespace").and_then(Node::as_text);
                derived.generated.push(Object { kind, name: name.to_owned(), namespace, from, keys: keys(from) });
            }
        }
    }
}

/// The Secrets of cert-manager's certificates. What is in them beside key and certificates depends on options.
///
/// Source: cert-manager's documentation, Certificate resource.
fn certificates<'b>(bundle: &'b Bundle<'_>, derived: &mut Derived<'b>) {
    for document in bundle.of_kind("Certificate").filter(|it| it.is_whole()) {
        let is_its = document.api_version().is_some_and(|version| version.starts_with("cert-manager.io/"));
        let Some(name) = document.at(["spec", "secretName"]).and_then(Node::as_text).filter(|_| is_its) else {
            continue;
        };
        let more = ["additionalOutputFormats", "keystores"].iter().any(|key| document.at(["spec", key]).is_some());
        let keys = (!more).then(|| vec!["tls.crt", "tls.key", "ca.crt"]);
        let (namespace, from) = (document.namespace(), document.root());
        derived.generated.push(Object { kind: "Secret", name: name.to_owned(), namespace, from, keys });
    }
}

/// The keys of what is made; nothing where a file of variables or another generator says them.
fn keys(generator: Node<'_>) -> Option<Vec<&str>> {
    let elsewhere = ["env", "envs", "behavior"].into_iter().any(|key| generator.get(key).is_some());
    let texts = |key: &str| {
        let list = generator.get(key).into_iter().flat_map(Node::items);
        list.map(|item| item.as_text().unwrap_or_default()).collect::<Vec<_>>()
    };
    let of_files = texts("files").into_iter().map(|file| match file.split_once('=') {
        Some((key, _)) => key,
        None => file.rsplit('/').next().unwrap_or(file),
    });
    let of_literals = texts("literals").into_iter().map(|text| text.split_once('=').map_or(text, |(key, _)| key));
    (!elsewhere).then(|| of_files.chain(of_literals).collect())
}
