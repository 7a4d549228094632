//! What documents refer to by name: ConfigMaps, Secrets, service accounts, classes.

use crate::bundle::{Document, Kind, Node};

/// A name in a document that stands for another object of the same namespace.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'b> {
    /// The kind of that object: `ConfigMap`, `Secret`, `ServiceAccount`, `PriorityClass`, `StorageClass`.
    pub kind: &'static str,
    /// Its name, where it is written.
    pub name: Node<'b>,
    /// The key in it that is meant, where one is named.
    pub key: Option<Node<'b>>,
    /// Whether it is said that it may be missing.
    pub optional: bool,
    /// Where the reference stands.
    pub at: Node<'b>,
    /// Whether Strimzi's operators follow it to log in somewhere, or to trust somebody.
    pub of_login: bool,
}

/// Where Strimzi's resources name a Secret with what is in it.
const LOGINS: [&str; 7] = [
    "certificateAndKey",
    "brokerCertChainAndKey",
    "passwordSecret",
    "clientSecret",
    "accessToken",
    "refreshToken",
    "clientAssertion",
];

impl<'b> Reference<'b> {
    /// The keys that are asked for, wherever they are named.
    pub fn keys(&self) -> Vec<Node<'b>> {
        let items = self.at.get("items").into_iter().flat_map(Node::items).filter_map(|item| item.get("key"));
        let fields: &[&str] = if self.of_login { &["key", "certificate", "password"] } else { &[] };
        let named = fields.iter().filter_map(|field| self.at.get(field));
        let all = self.key.filter(|_| !self.of_login).into_iter().chain(items).chain(named);
        all.filter(|key| key.as_text().is_some()).collect()
    }
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
fn of_entry<'b>(key: &str, value: Node<'b>) -> Vec<Reference<'b>> {
    let (kind, name_key) = match key {
        "configMapKeyRef" | "configMapRef" | "configMap" => ("ConfigMap", "name"),
        "secretKeyRef" | "secretRef" => ("Secret", "name"),
        // A volume names its Secret otherwise than a projected source does.
        "secret" => ("Secret", if value.get("secretName").is_some() { "secretName" } else { "name" }),
        "imagePullSecrets" => return value.items().filter_map(|item| by_name("Secret", "name", item, false)).collect(),
        "trustedCertificates" => {
            return value.items().filter_map(|item| by_name("Secret", "secretName", item, true)).collect();
        }
        "serviceAccountName" => return bare("ServiceAccount", value),
        "priorityClassName" => return bare("PriorityClass", value),
        "storageClassName" => return bare("StorageClass", value),
        "storage" | "volumes" => return classes(value),
        login if LOGINS.contains(&login) => {
            return by_name("Secret", "secretName", value, true).into_iter().collect();
        }
        _ => return Vec::new(),
    };
    by_name(kind, name_key, value, false).into_iter().collect()
}

fn by_name<'b>(kind: &'static str, name_key: &str, value: Node<'b>, of_login: bool) -> Option<Reference<'b>> {
    let name = value.get(name_key).filter(|name| name.as_text().is_some_and(|text| !text.is_empty()))?;
    let optional = value.get("optional").and_then(Node::as_bool) == Some(true);
    let key = value.get("key").filter(|key| key.as_text().is_some());
    Some(Reference { kind, name, key, optional, at: value, of_login })
}

fn bare<'b>(kind: &'static str, value: Node<'b>) -> Vec<Reference<'b>> {
    let named = value.as_text().is_some_and(|text| !text.is_empty());
    let reference = Reference { kind, name: value, key: None, optional: false, at: value, of_login: false };
    named.then_some(reference).into_iter().collect()
}

/// The class of a storage of Strimzi's, or of each of its volumes.
fn classes(storage: Node<'_>) -> Vec<Reference<'_>> {
    let claims = |node: &Node<'_>| node.get("type").and_then(Node::as_text) == Some("persistent-claim");
    let all = std::iter::once(storage).chain(storage.items()).filter(claims);
    all.filter_map(|claim| claim.get("class")).flat_map(|class| bare("StorageClass", class)).collect()
}
