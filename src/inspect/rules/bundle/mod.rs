//! The set as a whole: is everything there that it speaks of, once, in the right order, and applied at all?

mod ambiguous;
mod annotations;
mod authority;
mod away;
mod definition_differs;
mod definitions;
mod empty;
mod identity;
mod keys;
mod kustomization;
mod labels;
mod namespace;
mod nothing;
mod operators_own;
mod order;
mod references;
mod secrets;

use crate::bundle::Document;
use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &nothing::RULE,
    &ambiguous::RULE,
    &identity::RULE,
    &definitions::RULE,
    &definition_differs::RULE,
    &references::RULE,
    &authority::RULE,
    &annotations::RULE,
    &empty::RULE,
    &namespace::RULE,
    &labels::RULE,
    &operators_own::RULE,
    &order::RULE,
    &kustomization::RULE,
    &secrets::RULE,
];

/// An object as a sentence names it: KafkaTopic `orders`.
fn named(document: Document<'_>) -> String {
    format!("{} `{}`", document.kind().unwrap_or("a document"), document.name().unwrap_or_default())
}

/// Whether a document is for kustomize.
pub(super) fn is_kustomization(document: Document<'_>) -> bool {
    let file = document.source().name().rsplit('/').next().unwrap_or_default();
    matches!(file, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
        || document.api_version().is_some_and(|version| version.starts_with("kustomize.config.k8s.io/"))
}
