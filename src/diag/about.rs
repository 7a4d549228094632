//! What a rule knows of the thing that it was asked of, beside its words: by this, findings are waived, fixed and told apart.

use super::{Severity, Span};
use std::fmt;

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// What it was asked of.
    pub subject: Target,
    /// The object of Kubernetes that it stands in, if it stands in one.
    pub object: Option<Object>,
    /// The way from that object to the value, as a JSON pointer: `/spec/config/min.insync.replicas`. Empty for the whole object.
    pub pointer: String,
    /// The key of the spec that the value comes from, as people write it: `topic.audit-dlq.replicas`.
    pub spec_path: Option<String>,
    /// Where the rendered file has it, if the finding points into the spec.
    pub generated: Option<Generated>,
    /// The one answer that it has, if there is only one.
    pub fix: Option<Fix>,
    /// Who decided how much it matters.
    pub set_by: SetBy,
    /// Why it is accepted for a while.
    pub waived: Option<Waived>,
    /// What the same value was found wrong of too: equal findings that were folded into this one.
    pub folded: Vec<Folded>,
}

/// A finding that is told by another one, because both come from one value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Folded {
    /// What it is about.
    pub subject: Target,
    /// Where the rendered file has its value, if it comes from the spec.
    pub generated: Option<Generated>,
}

/// What rules are asked of and waivers speak of: `topic."audit-queue"`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Target {
    /// The kind of thing, in one word: `topic`, `cluster`, `listener`, `document`.
    pub kind: &'static str,
    /// Its name; of things that belong to another one, with its name before: `hrms-kafka/plain`.
    pub name: String,
    /// The namespace it is in, where it is in one.
    pub namespace: Option<String>,
}

/// An object of Kubernetes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object {
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.namespace`.
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: String,
}

/// A value in a rendered file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generated {
    /// The file, as messages name it.
    pub path: String,
    /// The place in it.
    pub span: Span,
}

/// A change of the spec that settles a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: "set it to 2".
    pub title: String,
    /// Whether it cannot do harm: what it changes is wrong whatever else is true.
    pub safe: bool,
    /// What is written where.
    pub edits: Vec<Edit>,
}

/// A text in place of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// Who decided how much a finding matters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SetBy {
    /// The rule itself.
    #[default]
    Rule,
    /// A profile of policies: `development`.
    Profile(&'static str),
    /// A line of a policy.
    Policy(Span),
}

/// A finding that is accepted for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Where the waiver stands.
    pub place: Span,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, as `2027-03-31`.
    pub expires: String,
    /// How much the finding would matter without it.
    pub severity: Severity,
}

impl Target {
    /// A target in no namespace.
    pub fn new(kind: &'static str, name: impl Into<String>) -> Self {
        Target { kind, name: name.into(), namespace: None }
    }
}

impl fmt::Display for Target {
    /// As waivers name it: `topic."audit-queue"`; of what has no name, its kind.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.kind)?;
        if self.name.is_empty() { Ok(()) } else { write!(out, ".{:?}", self.name) }
    }
}
