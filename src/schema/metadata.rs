//! The rules that hold for the metadata of every object of an API server, and for the data of ConfigMaps and Secrets.

use super::names;
use super::violation::{Fault, Metadata, NameRule, Violation};
use crate::bundle::{Document, Kind, Node};

/// The most bytes that all annotations of an object may have together.
const ANNOTATIONS: u64 = 256 * 1024;

/// What is known of the kind of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) rule: NameRule,
    /// Whether objects of it live in namespaces.
    pub(super) namespaced: Option<bool>,
    /// Whether the kind is known, so that its objects must have a name.
    pub(super) known: bool,
}

/// What is wrong with the metadata of an object. Types are judged elsewhere: what is no text is passed over.
pub(super) fn faults<'b>(document: Document<'b>, about: About, faults: &mut Vec<Fault<'b>>) {
    let mut put = |node, violation| faults.push(Fault { node, violation: Violation::Metadata(violation) });
    let root = document.root();
    let Some(metadata) = root.get("metadata").filter(|metadata| metadata.kind() == Kind::Map) else {
        if about.known && root.get("metadata").is_none_or(Node::is_null) {
            put(root, Metadata::NoName);
        }
        return;
    };
    name(metadata, about, &mut put);
    if let Some(namespace) = metadata.get("namespace") {
        match namespace.as_text() {
            Some("") | None => {}
            Some(_) if about.namespaced == Some(false) => put(namespace, Metadata::ClusterScoped),
            Some(text) if !names::is_label(text) => put(namespace, Metadata::Namespace),
            Some(_) => {}
        }
    }
    for (key, value) in metadata.get("labels").map(Node::entries).into_iter().flatten() {
        if !names::is_key(&key.name(), false) {
            put(key, Metadata::Key);
        }
        if value.as_text().is_some_and(|text| !names::is_label_value(text)) {
            put(value, Metadata::LabelValue);
        }
    }
    if let Some(annotations) = metadata.get("annotations") {
        let mut bytes = 0;
        for (key, value) in annotations.entries() {
            bytes += (key.name().len() + value.text().len()) as u64;
            if !names::is_key(&key.name(), true) {
                put(key, Metadata::Key);
            }
        }
        if bytes > ANNOTATIONS {
            put(annotations, Metadata::AnnotationsTooLarge { bytes });
        }
    }
}

fn name<'b>(metadata: Node<'b>, about: About, put: &mut impl FnMut(Node<'b>, Metadata)) {
    let text = |key: &str| metadata.get(key).filter(|value| !value.is_null());
    match (text("name"), text("generateName")) {
        (Some(name), _) if name.as_text() == Some("") => put(name, Metadata::NoName),
        (Some(name), _) => {
            if name.as_text().is_some_and(|text| !about.rule.allows(text)) {
                put(name, Metadata::Name(about.rule));
            }
        }
        (None, Some(generated)) => put(generated, Metadata::GeneratedName),
        (None, None) if about.known => put(metadata, Metadata::NoName),
        (None, None) => {}
    }
}

/// What is wrong with the data of a ConfigMap or Secret beyond its types.
pub(super) fn data<'b>(document: Document<'b>, faults: &mut Vec<Fault<'b>>) {
    let mut put = |node, violation| faults.push(Fault { node, violation: Violation::Metadata(violation) });
    let (first, second, base64) = match document.kind() {
        Some("ConfigMap") => ("data", "binaryData", "binaryData"),
        Some("Secret") => ("data", "stringData", "data"),
        _ => return,
    };
    for section in [first, second] {
        for (key, value) in document.get(section).map(Node::entries).into_iter().flatten() {
            if !names::is_data_key(&key.name()) {
                put(key, Metadata::DataKey);
            }
            if section == base64 && value.as_text().is_some_and(|text| !is_base64(text)) {
                put(value, Metadata::NotBase64);
            }
            let twin = || document.get(first).is_some_and(|data| data.get(&key.name()).is_some());
            if document.kind() == Some("ConfigMap") && section == second && twin() {
                put(key, Metadata::DataTwice);
            }
        }
    }
}

/// Whether Go's `encoding/base64` takes it: line ends do not count, the padding does.
fn is_base64(text: &str) -> bool {
    let bytes: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let padding = bytes.iter().rev().take_while(|byte| **byte == b'=').count();
    let body = bytes.len() - padding;
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    bytes.len().is_multiple_of(4) && padding <= 2 && bytes.iter().take(body).all(letter)
}

#[cfg(test)]
mod tests {
    use super::is_base64;

    #[test]
    fn base64_has_its_padding() {
        for (text, is) in [
            ("", true),
            ("YQ==", true),
            ("YWI=", true),
            ("YWJj\n", true),
            ("YQ", false),
            ("Y===", false),
            ("p@ss", false),
            ("YQ=a", false),
        ] {
            assert_eq!(is_base64(text), is, "{text}");
        }
    }
}
