//! Volumes and where they are mounted: the logging configuration, temporary files, the token.

use super::super::Operator;
use super::{Effect, Sink, What};
use crate::bundle::Node;
use crate::catalog::Release;

/// Where Kubernetes puts the token of a service account, and where the operator's client looks for it.
const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

pub(super) fn check<'b>(operator: &Operator<'b>, release: &Release, add: Sink<'_, 'b>) {
    let mut paths: Vec<&str> = Vec::new();
    for mount in operator.mounts() {
        let name = mount.get("name").and_then(Node::as_text).unwrap_or_default();
        if operator.volume(name).is_none() {
            add(What::NoVolume(name), Effect::Refused, mount.get("name").unwrap_or(mount));
        }
        let Some(path) = path_of(mount) else {
            add(What::Lacks("mountPath"), Effect::Refused, mount);
            continue;
        };
        if paths.contains(&path) {
            add(What::MountedTwice(path), Effect::Refused, mount.get("mountPath").unwrap_or(mount));
        }
        paths.push(path);
    }
    let volumes = operator.pod().and_then(|pod| pod.get("volumes"));
    for volume in volumes.into_iter().flat_map(Node::items) {
        let Some(name) = volume.get("name").filter(|name| name.as_text().is_some()) else {
            add(What::Lacks("name"), Effect::Refused, volume);
            continue;
        };
        if !is_mounted(operator, name.text()) {
            add(What::VolumeUnused(name.text()), Effect::Taste, name);
        }
    }
    let place = operator.container.get("volumeMounts").unwrap_or(operator.container);
    let logging = at(operator, release.operator.logging.mount.trim_end_matches('/'));
    if logging.is_none_or(|mount| is_empty(operator, mount)) {
        add(What::NoLogging, Effect::Taste, logging.unwrap_or(place));
    }
    let read_only = operator.container.at(["securityContext", "readOnlyRootFilesystem"]).and_then(Node::as_bool);
    if read_only == Some(true) && at(operator, &release.operator.scratch.mount).is_none() {
        add(What::NoScratch, Effect::Ends, place);
    }
    token(operator, place, add);
}

/// Whether any container of the pod mounts a volume.
fn is_mounted(operator: &Operator<'_>, volume: &str) -> bool {
    let lists = ["containers", "initContainers"].into_iter().filter_map(|key| operator.pod()?.get(key));
    let mounts =
        lists.flat_map(Node::items).filter_map(|container| container.get("volumeMounts")).flat_map(Node::items);
    let mut names = mounts.filter_map(|mount| mount.get("name")?.as_text());
    names.any(|name| name == volume)
}

/// Whether a mount shows a volume in which nothing is until somebody writes there; so is one of no kind.
fn is_empty(operator: &Operator<'_>, mount: Node<'_>) -> bool {
    let volume = mount.get("name").and_then(Node::as_text).and_then(|name| operator.volume(name));
    volume.is_some_and(|volume| volume.get("emptyDir").is_some() || volume.entries().count() < 2)
}

fn path_of(mount: Node<'_>) -> Option<&str> {
    mount.get("mountPath")?.as_text().map(|path| if path == "/" { path } else { path.trim_end_matches('/') })
}

/// The mount at a path, or at one above it.
fn at<'b>(operator: &Operator<'b>, path: &str) -> Option<Node<'b>> {
    operator.mounts().find(|mount| {
        path_of(*mount)
            .is_some_and(|found| path.strip_prefix(found).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    })
}

fn token<'b>(operator: &Operator<'b>, place: Node<'b>, add: Sink<'_, 'b>) {
    let automatic = operator.pod().and_then(|pod| pod.get("automountServiceAccountToken")).and_then(Node::as_bool);
    let Some(mount) = at(operator, TOKEN) else {
        if automatic == Some(false) {
            add(What::NoToken, Effect::Ends, place);
        }
        return;
    };
    let volume = mount.get("name").and_then(Node::as_text).and_then(|name| operator.volume(name));
    let Some(volume) = volume else { return };
    let Some(projected) = volume.get("projected") else {
        if is_empty(operator, mount) {
            add(What::NoToken, Effect::Ends, mount);
        }
        return;
    };
    let sources: Vec<Node<'b>> = projected.get("sources").into_iter().flat_map(Node::items).collect();
    if sources.is_empty() {
        return add(What::NoToken, Effect::Ends, projected);
    }
    for path in ["token", "ca.crt"] {
        if !sources.iter().any(|source| gives(*source, path)) {
            add(What::TokenLacks(path), Effect::Ends, projected);
        }
    }
    if !sources.iter().any(|source| gives(*source, "namespace")) {
        add(What::TokenLacks("namespace"), Effect::Taste, projected);
    }
    for source in sources {
        for (kind, lacks) in [("configMap", "configMap.name"), ("secret", "secret.name")] {
            let nameless = |map: &Node<'b>| map.get("name").and_then(Node::as_text).is_none();
            if let Some(map) = source.get(kind).filter(nameless) {
                add(What::Lacks(lacks), Effect::Refused, map);
            }
        }
        for item in items(source, "downwardAPI") {
            if ["fieldRef", "resourceFieldRef"]
                .into_iter()
                .all(|kind| item.get(kind).is_none_or(|it| it.entries().next().is_none()))
            {
                add(What::Lacks("fieldRef"), Effect::Refused, item);
            } else if item.get("fieldRef").is_some_and(|field| field.get("fieldPath").is_none()) {
                add(What::Lacks("fieldPath"), Effect::Refused, item);
            }
        }
    }
}

/// Whether a source of a projected volume brings a file of that name.
fn gives(source: Node<'_>, path: &str) -> bool {
    let named = |node: Node<'_>| node.get("path").and_then(Node::as_text) == Some(path);
    let whole = |kind| source.get(kind).is_some_and(|map: Node<'_>| map.get("items").is_none());
    source.get("serviceAccountToken").is_some_and(named)
        || ["configMap", "secret", "downwardAPI"].into_iter().any(|kind| items(source, kind).any(named))
        // Without items all keys are there.
        || whole("configMap")
        || whole("secret")
}

fn items<'b>(source: Node<'b>, kind: &str) -> impl Iterator<Item = Node<'b>> {
    source.at([kind, "items"]).into_iter().flat_map(Node::items)
}
