//! What a document must look like: held against the definitions of its kind, and against the rules that hold for every object.
//!
//! A [`Judge`] knows, for one release of Strimzi and one set of documents, the shape of each kind: Strimzi's resources by the
//! catalogue, custom resources whose definition stands in the set by that definition, kinds of Kubernetes and of the Prometheus
//! operator, `kustomization.yaml` and compose files by the catalogue. What is wrong is told as [`Fault`]s: a place and a
//! [`Violation`], which is facts; rules phrase them. Kinds that are not known are held to the rules of metadata only.
//!
//! ```
//! use kafkasmith::bundle::Bundle;
//! use kafkasmith::catalog;
//! use kafkasmith::diag::{Complaints, Sources};
//! use kafkasmith::schema::{Judge, Violation};
//!
//! let mut sources = Sources::default();
//! let text = "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: { name: a }\nspec: { partitons: 3 }\n";
//! let id = sources.add("topic.yaml", text)?;
//! let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
//! let judge = Judge::new(catalog::release("0.39.0").unwrap(), &bundle);
//!
//! let faults = judge.document(bundle.documents().next().unwrap());
//! let Violation::UnknownField { hint, .. } = &faults[0].violation else { panic!() };
//! assert_eq!(hint.nearest.as_deref(), Some("partitions"));
//! assert_eq!(faults[0].node.path().to_string(), "spec.partitons");
//! # Ok::<(), kafkasmith::diag::TooMuchText>(())
//! ```

mod check;
mod demand;
mod differ;
pub mod fields;
mod hint;
mod kinds;
mod local;
mod metadata;
mod names;
mod read;
pub mod rule;
pub mod shape;
#[cfg(test)]
mod tests;
mod violation;

pub use differ::{Difference, Effect, differences};
pub use local::is_applied;
pub use violation::{Demand, Fault, Hint, Metadata, NameRule, Size, Violation};

use crate::bundle::{Bundle, Document, Node};
use crate::catalog::Release;
use check::Reader;
use kinds::{Home, Kinds, Known};
use shape::{Id, Shapes};

/// Holds the documents of a set against what they must look like.
#[derive(Debug)]
pub struct Judge {
    release: &'static Release,
    kinds: Kinds,
    hints: hint::Hints,
}

impl Judge {
    /// A judge for the documents of a set, by the definitions that stand in it, and else by those of a release.
    pub fn new(release: &'static Release, bundle: &Bundle<'_>) -> Self {
        Judge { release, kinds: Kinds::of(release, bundle), hints: hint::Hints::default() }
    }

    /// What is wrong with a document of the set, in the order of the text.
    pub fn document<'b>(&self, document: Document<'b>) -> Vec<Fault<'b>> {
        let mut faults = Vec::new();
        match (document.api_version(), document.kind()) {
            _ if is_kustomization(document) => {
                self.against(Home::Kustomization, "Kustomization", document, &mut faults);
            }
            (Some(api_version), Some(kind)) if !is_applied(api_version, kind) => {}
            (Some(api_version), Some(kind)) => {
                if let Some(known) = self.kinds.get(api_version, kind) {
                    self.object(document, known, &mut faults);
                }
            }
            (None, None) if document.is_compose() => self.against(Home::Compose, "Project", document, &mut faults),
            (version, kind) => no_identity(document, version, kind, &mut faults),
        }
        // What is filled in before the document is applied can be anything.
        faults.retain(|fault| !has_hole(fault.node.text()) && !is_of_status(fault));
        faults.sort_by_key(|fault| fault.node.span().start());
        faults
    }

    fn object<'b>(&self, document: Document<'b>, known: &Known, faults: &mut Vec<Fault<'b>>) {
        if let Some((key, violation)) = &known.wrong {
            let node = document.get(key).unwrap_or(document.root());
            faults.push(Fault { node, violation: violation.clone() });
        }
        metadata::faults(document, known.about, faults);
        metadata::data(document, faults);
        let Some((home, shape)) = known.shape else { return };
        let reader = if home == Home::Kubernetes { Reader::BuiltIn } else { Reader::Custom };
        let before = faults.len();
        let root = document.root();
        faults.extend(check::faults(self.shapes(home), reader, shape, root));
        if home != Home::Kubernetes
            && let (Some(metadata), Some(shape)) = (root.get("metadata"), Home::Kubernetes.named("ObjectMeta"))
            && !metadata.is_null()
        {
            faults.extend(check::faults(self.shapes(Home::Kubernetes), Reader::BuiltIn, shape, metadata));
        }
        for fault in faults.iter_mut().skip(before) {
            self.hints.fill(fault, self.release, self.shapes(home), shape);
        }
        if document.kind() == Some("CustomResourceDefinition") {
            demand::faults(document, faults);
        }
    }

    fn against<'b>(&self, home: Home, name: &str, document: Document<'b>, faults: &mut Vec<Fault<'b>>) {
        let reader = if home == Home::Compose { Reader::Compose } else { Reader::Kustomize };
        let Some(shape) = home.named(name) else { return };
        faults.extend(check::faults(self.shapes(home), reader, shape, document.root()));
        for fault in faults {
            self.hints.fill(fault, self.release, self.shapes(home), shape);
        }
    }

    fn shapes(&self, home: Home) -> &Shapes {
        home.group().map_or(&self.kinds.own, |group| &group.shapes)
    }

    /// Whether objects of the kind of a document live in namespaces, as far as the kind is known.
    pub fn is_namespaced(&self, document: Document<'_>) -> Option<bool> {
        self.kinds.get(document.api_version()?, document.kind()?)?.about.namespaced
    }

    /// The shape that a document is held against, for whoever wants to look something up in it.
    pub fn shape(&self, document: Document<'_>) -> Option<(&Shapes, Id)> {
        let known = self.kinds.get(document.api_version()?, document.kind()?)?;
        known.shape.map(|(home, id)| (self.shapes(home), id))
    }
}

/// Whether nobody looks at what is wrong: the API server takes the status away before it judges an object. It refuses unknown
/// fields already when it reads the text.
///
/// Source: `PrepareForCreate` and `PrepareForUpdate` in pkg/registry/customresource/strategy.go of k8s.io/apiextensions-apiserver.
fn is_of_status(fault: &Fault<'_>) -> bool {
    let place = fault.node.span();
    let status = fault.node.document().get("status").filter(|_| !fault.node.document().is_compose());
    !matches!(fault.violation, Violation::UnknownField { .. })
        && status.is_some_and(|status| status.span().start() <= place.start() && place.end() <= status.span().end())
}

/// Whether a text has a place for `envsubst` or Flux to fill: `${NAME}`.
fn has_hole(text: &str) -> bool {
    text.split_once("${").is_some_and(|(_, behind)| behind.contains('}'))
}

fn is_kustomization(document: Document<'_>) -> bool {
    let group = document.api_version().map(|version| version.starts_with("kustomize.config.k8s.io/"));
    let file = document.source().name().rsplit(['/', '\\']).next().unwrap_or_default();
    let by_name = matches!(file, "kustomization.yaml" | "kustomization.yml" | "Kustomization");
    group.unwrap_or(by_name && document.get("spec").is_none())
}

/// What has one of `apiVersion` and `kind` and looks like an object lacks the other.
fn no_identity<'b>(document: Document<'b>, version: Option<&str>, kind: Option<&str>, faults: &mut Vec<Fault<'b>>) {
    let missing = |key: &str| document.get(key).is_none_or(Node::is_null);
    let is_object = document.get("metadata").is_some();
    for (field, given) in [("apiVersion", version), ("kind", kind)] {
        if given.is_none() && missing(field) && is_object && (version.is_some() || kind.is_some()) {
            faults.push(Fault { node: document.root(), violation: Violation::NoIdentity { field } });
        }
    }
}
