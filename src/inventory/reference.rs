//! What documents refer to by name: ConfigMaps, Secrets, service accounts.

use crate::bundle::{Document, Kind, Node};

/// A name in a document that stands for another object of the same namespace.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'b> {
    /// The kind of that object: `ConfigMap`, `Secret`, `ServiceAccount`.
    pub kind: &'static str,
    /// Its name, where it is written.
    pub name: Node<'b>,
    /// The key in it that is meant, where one is named.
    pub key: Option<Node<'b>>,
    /// Whether it is said that it may be missing.
    pub optional: bool,
    /// Where the reference stands.
    pub at: Node<'b>,
}

/// What a document refers to, as Kubernetes and Strimzi write references. Custom resources of others are looked at, too: the
/// forms are the same.
pub fn references(document: Document<'_>) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    // A definition of resources has fields of these names, and means nothing by them.
    if document.kind() != Some("CustomResourceDefinition") {
        visit(document.root(), &mut found);
    }
    found
}

fn visit<'b>(node: Node<'b>, found: &mut Vec<Reference<'b>>) {
    match node.kind() {
        Kind::Map => {
            for (key, value) in node.entries() {
                found.extend(of_entry(&key.name(), value));
                visit(value, found);
            }
        }
        Kind::Seq => node.items().for_each(|item| visit(item, found)),
        Kind::Scalar => {}
    }
}

/// What an entry of a map refers to.
fn of_entry<'b>(key: &str, value: Node<'b>) -> Option<Reference<'b>> {
    let (kind, name_key) = match key {
        "configMapKeyRef" | "configMapRef" | "configMap" => ("ConfigMap", "name"),
        "secretKeyRef" | "secretRef" => ("Secret", "name"),
        // A volume names its Secret otherwise than a projected source does.
        "secret" => ("Secret", if value.get("secretName").is_some() { "secretName" } else { "name" }),
        "serviceAccountName" => {
            value.as_text()?;
            return Some(Reference { kind: "ServiceAccount", name: value, key: None, optional: false, at: value });
        }
        _ => return None,
    };
    let name = value.get(name_key).filter(|name| name.as_text().is_some_and(|text| !text.is_empty()))?;
    let optional = value.get("optional").and_then(Node::as_bool) == Some(true);
    Some(Reference { kind, name, key: value.get("key").filter(|key| key.as_text().is_some()), optional, at: value })
}
