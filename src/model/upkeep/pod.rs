//! What is said of pods besides their size.

use super::super::scope::{Scope, entries, items, labels, optional};
use super::super::{Sourced, names};
use crate::spec::tables::Effect;
use crate::spec::{Field, Named, tables};

/// What is said of pods besides their size.
#[derive(Debug, Default)]
pub struct Pod {
    /// Labels.
    pub labels: Vec<(Sourced<String>, Sourced<String>)>,
    /// Annotations.
    pub annotations: Vec<(Sourced<String>, Sourced<String>)>,
    /// Labels that a node must have.
    pub node_labels: Vec<(Sourced<String>, Sourced<String>)>,
    /// Taints that do not keep them away.
    pub tolerations: Vec<Toleration>,
    /// The priority class.
    pub priority_class: Option<Sourced<String>>,
}

/// A taint that does not keep pods away.
#[derive(Debug)]
pub struct Toleration {
    /// Its key.
    pub key: Sourced<String>,
    /// Its value; none for any.
    pub value: Option<Sourced<String>>,
    /// Its effect; none for any.
    pub effect: Option<Sourced<Effect>>,
    /// Whether a value is asked for; where it stands.
    pub any_value: Sourced<bool>,
}

impl Pod {
    pub(in crate::model) fn build(written: &Field<tables::Pod>, scope: &mut Scope<'_>) -> Self {
        let Some(tables::Pod { labels: own, annotations, node_labels, tolerations, priority_class }) = written.get()
        else {
            return Pod::default();
        };
        let priority_class = optional(priority_class);
        if let Some(class) = &priority_class {
            names::object(class, scope);
        }
        let tolerations = items(tolerations).into_iter().filter_map(|written| Toleration::build(&written, scope));
        let tolerations = tolerations.collect();
        Pod {
            labels: labels(own, scope),
            annotations: texts(annotations, scope),
            node_labels: node_labels_of(node_labels, scope),
            tolerations,
            priority_class,
        }
    }
}

impl Toleration {
    fn build(written: &Sourced<tables::Toleration>, scope: &mut Scope<'_>) -> Option<Self> {
        let tables::Toleration { key, value, effect } = &written.value;
        let help = "write which taint of nodes does not keep the pods away, such as `key = \"dedicated\"`";
        let key = scope.required(key, written.origin.first(), "key", help)?;
        names::annotation_key(&key, scope);
        let value = optional(value);
        let any_value = Sourced { value: value.is_none(), origin: written.origin.clone() };
        Some(Toleration { key, value, effect: optional(effect), any_value })
    }
}

/// Names and texts, the names as Kubernetes takes them.
fn texts(table: &Field<Named<String>>, scope: &mut Scope<'_>) -> Vec<(Sourced<String>, Sourced<String>)> {
    let mut texts = Vec::new();
    for (name, value, entry) in entries(table) {
        names::annotation_key(&name, scope);
        texts.push((name, Sourced::written(value.clone(), entry.value.span().unwrap_or(entry.name_at))));
    }
    texts
}

/// Labels of nodes may be anybody's, also Kubernetes' and Strimzi's.
fn node_labels_of(table: &Field<Named<String>>, scope: &mut Scope<'_>) -> Vec<(Sourced<String>, Sourced<String>)> {
    let labels = texts(table, scope);
    for (_, value) in &labels {
        names::label_value(value, scope);
    }
    labels
}
