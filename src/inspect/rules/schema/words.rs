//! How the rules of the area name documents and places, and what becomes of what is wrong.

use crate::bundle::{Document, Node};

/// Longer texts are cut where they are shown.
const SHOWN: usize = 60;

/// What its reader does with a document that is wrong.
pub(super) fn refused(document: Document<'_>) -> &'static str {
    match reader(document) {
        Reader::ApiServer => "the API server refuses it",
        Reader::Kustomize => "kustomize builds nothing",
        Reader::Compose => "Compose refuses the file",
    }
}

/// Who reads a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    ApiServer,
    Kustomize,
    Compose,
}

pub(super) fn reader(document: Document<'_>) -> Reader {
    if document.is_compose() {
        Reader::Compose
    } else if super::super::bundle::is_kustomization(document) {
        Reader::Kustomize
    } else {
        Reader::ApiServer
    }
}

/// A place as a sentence names it, with its document where that has a name: `spec.partitions` of KafkaTopic `orders`.
pub(super) fn place(node: Node<'_>) -> String {
    let path = node.path().to_string();
    match (path.is_empty(), named(node.document())) {
        (true, Some(whole)) => whole,
        (true, None) => "the document".to_owned(),
        (false, Some(whole)) => format!("{} of {whole}", code(&path)),
        (false, None) => code(&path),
    }
}

/// A document as a sentence names it: KafkaTopic `orders`.
pub(super) fn named(document: Document<'_>) -> Option<String> {
    let kind = document.kind()?;
    Some(match document.name() {
        Some(name) if !name.is_empty() => format!("{kind} {}", code(name)),
        _ => format!("this {kind}"),
    })
}

/// What its kind is called: KafkaTopic, a compose file.
pub(super) fn kind(document: Document<'_>) -> String {
    match reader(document) {
        Reader::Compose => "a compose file".to_owned(),
        Reader::Kustomize => "a kustomization".to_owned(),
        Reader::ApiServer => document.kind().unwrap_or("the document").to_owned(),
    }
}

/// A text as it stands in a manifest, cut where it is long.
pub(super) fn code(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    let more = if shown.len() < text.trim_end().len() { "…" } else { "" };
    format!("`{}{more}`", shown.replace('`', "'"))
}

/// Texts with commas between them, and a word before the last: `a`, `b` or `c`.
pub(super) fn list<T: AsRef<str>>(texts: impl IntoIterator<Item = T>, word: &str) -> String {
    let all: Vec<String> = texts.into_iter().map(|text| code(text.as_ref())).collect();
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}
