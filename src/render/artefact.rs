//! What a rendered file is, and what the program knows about each kind of file before it is rendered.

use super::source_map::SourceMap;
use crate::alert::Rule;
use crate::bundle::header::Style;
use crate::bundle::{Document, Kind};
use crate::model::{Client, Model, Patch};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

/// A file as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Its path below the output folder, with `/`.
    pub path: String,
    /// Its whole text, header included.
    pub text: String,
    /// Where the header ends.
    pub body_start: usize,
    /// Which part of the whole text comes from where.
    pub map: SourceMap,
}

/// What all artefacts are rendered from.
#[derive(Debug, Clone, Copy)]
pub struct Platform<'m> {
    /// The platform.
    pub model: &'m Model,
    /// Its alerts.
    pub rules: &'m [Rule],
    /// The client that the file is about, where each has one.
    pub client: Option<&'m Client>,
}

/// What stands in a path for the name of a client, where each has a file of its own. Names of clients are those of objects of
/// Kubernetes, so they hold nothing that leads out of the folder.
const CLIENT: &str = "{client}";

/// What the program knows about a file before it is rendered.
#[derive(Debug)]
pub struct Description {
    /// Its path below the output folder; with `{client}` in it there is a file for each client.
    pub path: &'static str,
    /// The text of its template, which stands under `templates/` at the same path with `.j2`, and `client` for `{client}`.
    pub template: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    /// How it takes comments.
    pub style: Style,
    /// Whether this platform has it.
    pub wanted: fn(Platform<'_>) -> bool,
    /// What its template is given.
    pub context: fn(Platform<'_>) -> Value,
    /// The documents that it must turn out to hold, in order.
    pub promises: fn(Platform<'_>) -> Vec<Promise>,
    /// The patches of the spec that go into it.
    pub additions: for<'m> fn(Platform<'m>) -> Vec<Addition<'m>>,
}

/// A document that a rendered file must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promise {
    /// One of Kubernetes' objects.
    Object {
        /// Its kind.
        kind: String,
        /// Its name; nothing for kinds without one.
        name: Option<String>,
    },
    /// A mapping of another program's, known by a key that has a mapping of its own: a compose file by `services`.
    Mapping(&'static str),
}

/// A patch and where it goes.
#[derive(Debug)]
pub struct Addition<'m> {
    /// What is added.
    pub patch: &'m Patch,
    /// The kind of the document.
    pub kind: &'static str,
    /// The name of the document.
    pub name: String,
    /// The alert within a PrometheusRule, where it goes to one.
    pub alert: Option<&'m str>,
}

/// A context as its template sees it.
pub(super) fn context_value(context: &impl Serialize) -> Value {
    Value::from(Serde(context))
}

/// Whether a file of that name holds documents.
fn is_yaml(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

impl<'m> Platform<'m> {
    /// Of a model and its alerts.
    pub fn new(model: &'m Model, rules: &'m [Rule]) -> Self {
        Platform { model, rules, client: None }
    }
}

impl Artefact {
    /// Whether it holds documents that can be read back, and not prose.
    pub fn is_yaml(&self) -> bool {
        is_yaml(&self.path)
    }
}

impl Description {
    /// Whether it holds documents that can be read back, and not prose.
    pub fn is_yaml(&self) -> bool {
        is_yaml(self.path)
    }

    /// The name of its template.
    pub fn template_name(&self) -> String {
        format!("{}.j2", self.path.replace(CLIENT, "client"))
    }

    /// The platforms, one for each file, that its functions are asked with: for a file for each client those with that client.
    pub fn files<'m>(&self, platform: Platform<'m>) -> Vec<Platform<'m>> {
        let all = if self.path.contains(CLIENT) {
            let of = |client: &'m Client| Platform { client: Some(client), ..platform };
            platform.model.clients.iter().map(of).collect()
        } else {
            vec![platform]
        };
        all.into_iter().filter(|platform| (self.wanted)(*platform)).collect()
    }

    /// The path of one of its files.
    pub fn path_of(&self, platform: Platform<'_>) -> String {
        self.path.replace(CLIENT, platform.client.map_or("", |client| &client.name.value))
    }
}

impl Promise {
    /// A named object.
    pub fn new(kind: impl Into<String>, name: impl Into<String>) -> Self {
        Promise::Object { kind: kind.into(), name: Some(name.into()) }
    }

    /// Whether a document is what was promised.
    pub(super) fn is_kept_by(&self, document: Document<'_>) -> bool {
        match self {
            Promise::Object { kind, name } => {
                document.kind().unwrap_or_default() == kind && document.name() == name.as_deref()
            }
            Promise::Mapping(key) => {
                document.kind().is_none() && document.get(key).is_some_and(|inner| inner.kind() == Kind::Map)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::Bundle;
    use crate::diag::{Complaints, Sources};

    fn is_kept(promise: &Promise, text: &str) -> bool {
        let mut sources = Sources::default();
        let id = sources.add("x.yaml", text).unwrap();
        let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
        bundle.documents().all(|document| promise.is_kept_by(document))
    }

    #[test]
    fn an_object_has_its_kind_and_its_name() {
        let promise = Promise::new("Kafka", "a");
        assert!(is_kept(&promise, "kind: Kafka\nmetadata: { name: a }\n"));
        for other in ["kind: Kafka\nmetadata: { name: b }\n", "kind: Kafka\n", "metadata: { name: a }\n"] {
            assert!(!is_kept(&promise, other), "{other}");
        }
    }

    #[test]
    fn a_mapping_has_its_key_and_no_kind() {
        let promise = Promise::Mapping("services");
        assert!(is_kept(&promise, "services: { kafka: { image: a } }\n"));
        for other in ["services: [kafka]\n", "services:\n", "service: { a: 1 }\n", "kind: List\nservices: { a: 1 }\n"] {
            assert!(!is_kept(&promise, other), "{other}");
        }
    }
}
