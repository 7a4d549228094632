//! What a rendered file is, and what the program knows about each kind of file before it is rendered.

use super::source_map::SourceMap;
use crate::alert::Rule;
use crate::bundle::header::Style;
use crate::model::{Model, Patch};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

/// A file as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Its path below the output folder, with `/`.
    pub path: &'static str,
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
}

/// What the program knows about a file before it is rendered.
#[derive(Debug)]
pub struct Description {
    /// Its path below the output folder.
    pub path: &'static str,
    /// The text of its template, which stands under `templates/` at the same path with `.j2`.
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
pub struct Promise {
    /// Its kind.
    pub kind: String,
    /// Its name; nothing for kinds without one.
    pub name: Option<String>,
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

impl Artefact {
    /// Whether it holds documents that can be read back, and not prose.
    pub fn is_yaml(&self) -> bool {
        is_yaml(self.path)
    }
}

impl Description {
    /// Whether it holds documents that can be read back, and not prose.
    pub fn is_yaml(&self) -> bool {
        is_yaml(self.path)
    }

    /// The name of its template.
    pub fn template_name(&self) -> String {
        format!("{}.j2", self.path)
    }
}

impl Promise {
    /// A named document.
    pub fn new(kind: impl Into<String>, name: impl Into<String>) -> Self {
        Promise { kind: kind.into(), name: Some(name.into()) }
    }
}
