//! What rules know of the thing that they were asked of, as JSON.

use super::{Location, Point};
use crate::diag::{self, Object, Waived};
use crate::report::{self, Report};
use schemars::JsonSchema;
use serde::Serialize;

/// Versions that documents are judged for.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Targets<'a> {
    /// Of Kubernetes; null if unknown.
    kubernetes: Option<&'a str>,
    /// Of Strimzi; null if unknown.
    strimzi: Option<&'a str>,
    /// Of Prometheus; null if unknown.
    prometheus: Option<&'a str>,
}

/// Something that was not judged.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Skipped<'a> {
    /// What: the id of a rule, a file.
    what: &'a str,
    /// Why, in a few words.
    why: &'a str,
}

/// An object of Kubernetes.
#[derive(Serialize, JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource<'a> {
    /// `apiVersion`.
    api_version: &'a str,
    /// `kind`.
    kind: &'a str,
    /// `metadata.namespace`; null if it has none.
    namespace: Option<&'a str>,
    /// `metadata.name`.
    name: &'a str,
}

/// A value in a rendered file.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Generated<'a> {
    /// The file, relative to the working folder, with `/`.
    path: String,
    /// The way from the object to the value, as a JSON pointer; empty for the whole object.
    pointer: &'a str,
    /// The first character; null if the text is not at hand.
    start: Option<Point>,
}

/// A finding that another one stands for.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Folded<'a> {
    /// What it is about, as waivers name it.
    subject: String,
    /// Where the value stands in a rendered file; null if it stands in none.
    generated: Option<Generated<'a>>,
}

/// A change of the spec.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Fix<'a> {
    /// Whether it can do harm.
    safety: Safety,
    /// What it does, as a command.
    title: &'a str,
    /// What is written where.
    edits: Vec<Edit<'a>>,
}

/// Whether a change can do harm.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Safety {
    /// What it changes is wrong whatever else is true; `--fix` makes it.
    Safe,
    /// Somebody should look at it; only `--unsafe-fixes` makes it.
    Unsafe,
}

/// A text in place of another one.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Edit<'a> {
    /// The file, relative to the working folder, with `/`.
    path: String,
    /// The first character that is replaced.
    start: Point,
    /// The character behind the last one that is replaced.
    end: Point,
    /// What stands there then.
    text: &'a str,
}

/// Who decided how much a finding matters.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct SetBy<'a> {
    /// The profile that did; null if a policy did.
    profile: Option<&'a str>,
    /// The line of the policy that did; null if a profile did.
    policy: Option<Location>,
}

/// A waiver.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Waiver<'a> {
    /// Why.
    reason: &'a str,
    /// Who answers for it.
    owner: &'a str,
    /// The last day on which it holds, as `2027-03-31`.
    expires: &'a str,
    /// Where it stands.
    location: Option<Location>,
}

impl<'a> Targets<'a> {
    pub(super) fn of(targets: Option<&'a report::Targets>) -> Self {
        let Some(report::Targets { kubernetes, strimzi, prometheus }) = targets else {
            return Targets { kubernetes: None, strimzi: None, prometheus: None };
        };
        Targets { kubernetes: kubernetes.as_deref(), strimzi: strimzi.as_deref(), prometheus: prometheus.as_deref() }
    }
}

impl<'a> Skipped<'a> {
    pub(super) fn of(report::Skipped { what, why }: &'a report::Skipped) -> Self {
        Skipped { what, why }
    }
}

impl<'a> Resource<'a> {
    pub(super) fn of(Object { api_version, kind, namespace, name }: &'a Object) -> Self {
        Resource { api_version, kind, namespace: namespace.as_deref(), name }
    }
}

impl<'a> Generated<'a> {
    pub(super) fn of(report: &Report, place: &diag::Generated, pointer: &'a str) -> Self {
        let diag::Generated { path, span } = place;
        let start = report.sources.of(*span).map(|source| Point::of(source, span.start()));
        Generated { path: report.shown(path), pointer, start }
    }
}

impl<'a> Folded<'a> {
    pub(super) fn of(report: &Report, diag::Folded { subject, generated }: &diag::Folded, pointer: &'a str) -> Self {
        let generated = generated.as_ref().map(|place| Generated::of(report, place, pointer));
        Folded { subject: subject.to_string(), generated }
    }
}

impl<'a> Fix<'a> {
    pub(super) fn of(report: &Report, diag::Fix { title, safe, edits }: &'a diag::Fix) -> Self {
        let edit = |diag::Edit { span, text }: &'a diag::Edit| {
            let source = report.sources.of(*span)?;
            let (start, end) = (Point::of(source, span.start()), Point::of(source, span.end()));
            Some(Edit { path: report.shown(source.name()), start, end, text })
        };
        let safety = if *safe { Safety::Safe } else { Safety::Unsafe };
        Fix { safety, title, edits: edits.iter().filter_map(edit).collect() }
    }
}

impl SetBy<'_> {
    pub(super) fn of(report: &Report, set_by: &diag::SetBy) -> Option<Self> {
        match set_by {
            diag::SetBy::Rule => None,
            diag::SetBy::Profile(profile) => Some(SetBy { profile: Some(profile), policy: None }),
            diag::SetBy::Policy(span) => Some(SetBy { profile: None, policy: Location::of(report, *span) }),
        }
    }
}

impl<'a> Waiver<'a> {
    pub(super) fn of(report: &Report, waived: &'a Waived) -> Self {
        let Waived { place, reason, owner, expires, severity: _ } = waived;
        Waiver { reason, owner, expires, location: Location::of(report, *place) }
    }
}
