//! The operator's environment, read as the operator reads it.
//!
//! Source: `ConfigParameterParser.java`, `FeatureGates.java`, `Util.parseMap` of Strimzi 0.39.0 and 1.2.0.

use crate::bundle::{Kind, Node};
use crate::catalog::Release;

/// A variable of the environment.
#[derive(Debug, Clone, Copy)]
pub struct Variable<'b> {
    /// Its name.
    pub name: &'b str,
    /// What it is set to.
    pub setting: Setting<'b>,
    /// Its item in the list.
    pub at: Node<'b>,
}

/// What a variable is set to.
#[derive(Debug, Clone, Copy)]
pub enum Setting<'b> {
    /// A text; the item itself stands for the value where there is none, which is the empty text.
    Text(&'b str, Node<'b>),
    /// A field of the pod.
    Field(&'b str, Node<'b>),
    /// Something that is not here: a key of a ConfigMap or Secret, or a reference to another variable.
    Elsewhere(Node<'b>),
    /// Nothing that the API server takes: a value that is no text, or a source that is none.
    Refused(Node<'b>),
}

/// The namespaces that an operator watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchedNamespaces<'b> {
    /// All.
    All,
    /// The one that it stands in.
    Own,
    /// These.
    These(Vec<&'b str>),
}

/// Images by Kafka version, as the operator reads them.
#[derive(Debug, Clone, Default)]
pub struct ImageMap<'b> {
    /// Version and image, in the order in which they are written. Of two for one version the last counts.
    pub entries: Vec<(&'b str, &'b str)>,
    /// What has no `=`: the operator ends over it.
    pub broken: Vec<&'b str>,
}

/// Why the operator ends over its feature gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateFault<'b> {
    /// An entry that is not a sign and a name.
    Malformed(&'b str),
    /// No gate of this release has that name.
    Unknown(&'b str),
    /// A gate that is set twice.
    Twice(&'b str),
    /// KRaft without node pools.
    KraftWithoutPools,
}

impl<'b> Variable<'b> {
    /// Its text, if it is known.
    pub fn text(&self) -> Option<&'b str> {
        if let Setting::Text(text, _) = self.setting { Some(text) } else { None }
    }

    /// The value's place, or its own where there is none.
    pub fn place(&self) -> Node<'b> {
        match self.setting {
            Setting::Text(_, at) | Setting::Field(_, at) | Setting::Elsewhere(at) | Setting::Refused(at) => at,
        }
    }
}

impl<'b> ImageMap<'b> {
    /// Reads a map: entries stand between blanks or commas.
    pub fn of(text: &'b str) -> Self {
        let mut map = ImageMap::default();
        for entry in text.split([',', ' ', '\t', '\n', '\r']).filter(|entry| !entry.is_empty()) {
            match entry.split_once('=') {
                Some(entry) => map.entries.push(entry),
                None => map.broken.push(entry),
            }
        }
        map
    }

    /// The image of a Kafka version.
    pub fn get(&self, kafka: &str) -> Option<&'b str> {
        self.entries.iter().rev().find(|(version, _)| *version == kafka).map(|(_, image)| *image)
    }
}

pub(super) fn read(container: Node<'_>) -> Vec<Variable<'_>> {
    let items = container.get("env").into_iter().flat_map(Node::items).filter(|item| item.kind() == Kind::Map);
    items.filter_map(|at| Some(Variable { name: at.get("name")?.as_text()?, setting: setting(at), at })).collect()
}

fn setting(item: Node<'_>) -> Setting<'_> {
    if let Some(value) = item.get("value").filter(|value| !value.is_null()) {
        return match value.as_text() {
            Some(text) if text.contains("$(") => Setting::Elsewhere(value),
            Some(text) => Setting::Text(text, value),
            None => Setting::Refused(value),
        };
    }
    let Some((_, from)) = item.entry("valueFrom") else { return Setting::Text("", item) };
    let refers = |kind: &str| from.get(kind).is_some_and(|node| node.kind() == Kind::Map);
    match from.at(["fieldRef", "fieldPath"]).and_then(Node::as_text) {
        Some(path) => Setting::Field(path, from),
        None if ["configMapKeyRef", "secretKeyRef", "resourceFieldRef", "fileKeyRef"].into_iter().any(refers) => {
            Setting::Elsewhere(from)
        }
        None => Setting::Refused(from),
    }
}

/// `true` and `false`, in whatever case; anything else ends the operator.
pub(super) fn truth(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

pub(super) fn watched(setting: Setting<'_>) -> Option<WatchedNamespaces<'_>> {
    match setting {
        Setting::Field("metadata.namespace", _) => Some(WatchedNamespaces::Own),
        Setting::Text(text, _) if text.is_empty() || text.trim() == "*" => Some(WatchedNamespaces::All),
        Setting::Text(text, _) => Some(WatchedNamespaces::These(names(text)?)),
        Setting::Field(..) | Setting::Elsewhere(_) | Setting::Refused(_) => None,
    }
}

/// The names in a list, if the operator can read it: lower case letters, digits, dots and dashes, between commas.
pub(super) fn names(text: &str) -> Option<Vec<&str>> {
    let sound = |name: &&str| {
        !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'))
    };
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    names.iter().all(sound).then_some(names)
}

/// What the operator of a release ends over in its feature gates: the first thing that is wrong with their form, or all others.
pub fn gates<'b>(text: &'b str, release: &Release) -> Vec<GateFault<'b>> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let entries: Vec<&str> = text.split(',').map(str::trim).collect();
    let shaped = |entry: &&str| {
        entry
            .strip_prefix(['+', '-'])
            .is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    if let Some(entry) = entries.iter().find(|entry| !shaped(entry)) {
        return vec![GateFault::Malformed(entry)];
    }
    let mut faults = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for entry in &entries {
        let name = entry.get(1..).unwrap_or_default();
        if !release.feature_gates.contains_key(name) {
            faults.push(GateFault::Unknown(name));
        } else if seen.contains(&name) {
            faults.push(GateFault::Twice(name));
        }
        seen.push(name);
    }
    let on = |name: &str| {
        let written = entries.iter().find(|entry| entry.get(1..) == Some(name));
        written.map(|entry| entry.starts_with('+')).or(release.feature_gates.get(name).copied())
    };
    if faults.is_empty() && on("UseKRaft") == Some(true) && on("KafkaNodePools") == Some(false) {
        faults.push(GateFault::KraftWithoutPools);
    }
    faults
}
