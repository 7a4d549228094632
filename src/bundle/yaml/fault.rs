//! What can be wrong with a document before anybody asks what it means, in words.

use crate::diag::{Diagnostic, Span, ids};
use granit_parser::{ErrorKind, ScanError};

ids! {
    /// The text cannot be read as YAML.
    SYNTAX = "bundle/syntax";
    /// A template (Helm and the like) that was not filled in.
    TEMPLATE = "bundle/template";
    /// A key is written twice in one map.
    DUPLICATE_KEY = "bundle/duplicate-key";
    /// An alias that stands for nothing, for what it is in, or together with others for too much.
    ALIAS = "bundle/alias";
    /// Values that are written elsewhere, and are read as if they stood here.
    FOLLOWED = "bundle/alias-followed";
    /// A merge key, `<<`, that merges what is no mapping.
    MERGE_KEY = "bundle/merge-key";
    /// A tag other than `!!str`, `!!map`, `!!seq` where they change nothing.
    TAG = "bundle/tag";
    /// A key that is no text: a list, a map, nothing.
    KEY = "bundle/key";
    /// A document that is a list or a scalar.
    NOT_A_MAPPING = "bundle/not-a-mapping";
    /// A character that ends a line for kubectl and not for YAML 1.2.
    LINE_BREAK = "bundle/line-break";
}

pub(super) fn syntax(error: &ScanError, place: Span) -> Diagnostic {
    let headline = match error.kind() {
        ErrorKind::RecursionLimitExceeded => "nested more than 255 levels deep".to_owned(),
        _ => format!("not readable as YAML: {}", error.info()),
    };
    let fault = Diagnostic::error(SYNTAX, headline).at(place, "reading stopped here");
    match advice(error.kind()) {
        Some(advice) => fault.help(advice),
        None => fault,
    }
}

fn advice(kind: &ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::TabNotAllowed | ErrorKind::TabAtBlockScalarStart => Some("use spaces; YAML takes no tabs there"),
        ErrorKind::MappingValueNotAllowed => {
            Some("put a value that holds `: ` in quotes, or look at the indentation of this line")
        }
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry => {
            Some("begin the line in the column of the lines that it belongs to")
        }
        ErrorKind::UnclosedQuotedScalar => {
            Some("close the quote; a `---` in the first column ends the document before it is closed")
        }
        ErrorKind::UnclosedFlowCollection { .. } => Some("close the bracket"),
        ErrorKind::UnknownQuotedScalarEscape => {
            Some("write `\\\\` for a backslash, or use single quotes, in which it means itself")
        }
        ErrorKind::UnexpectedCharacter { .. } => Some("put a value that begins with this character in quotes"),
        _ => None,
    }
}

pub(super) fn control(character: char, place: Span) -> Diagnostic {
    let code = u32::from(character);
    Diagnostic::error(SYNTAX, format!("not readable as YAML: the character U+{code:04X} may not stand in it"))
        .at(place, "here")
        .help(format!("remove it, or write it as `\\u{code:04x}` in double quotes"))
}

pub(super) fn line_break(character: char, place: Span) -> Diagnostic {
    let code = u32::from(character);
    Diagnostic::warning(
        LINE_BREAK,
        format!("the character U+{code:04X} ends the line for kubectl, though not in YAML 1.2"),
    )
    .at(place, "here")
    .help(format!("remove it, or write it as `\\u{code:04x}` in double quotes"))
}

pub(super) fn tab(place: Span) -> Diagnostic {
    Diagnostic::error(SYNTAX, "not readable as YAML: a tab in the indentation")
        .at(place, "a tab")
        .help("indent with spaces; YAML takes no tabs there")
}

pub(super) fn template(place: Span) -> Diagnostic {
    Diagnostic::error(TEMPLATE, "a template that nobody filled in")
        .at(place, "means something to Helm, not to Kubernetes")
        .help("render it first (`helm template`), or put it in quotes if the text is meant")
}

pub(super) fn duplicate_key(name: &str, first: Span, again: Span) -> Diagnostic {
    Diagnostic::error(DUPLICATE_KEY, format!("`{name}` is written twice in one mapping"))
        .at(again, "again here")
        .because(first, "first here")
        .help("keep one of them")
}

pub(super) fn unknown_alias(name: &str, place: Span) -> Diagnostic {
    Diagnostic::error(ALIAS, format!("`*{name}` stands for a value that has that name nowhere above"))
        .at(place, "an alias")
        .help(format!("write the value out, or put `*{name}` in quotes if the text is meant"))
}

pub(super) fn endless_alias(place: Span) -> Diagnostic {
    Diagnostic::error(ALIAS, "an alias stands for what it is a part of itself, without end")
        .at(place, "an alias")
        .help("write the value out")
}

pub(super) fn too_many_aliases(place: Span) -> Diagnostic {
    Diagnostic::error(ALIAS, "the aliases of this document stand for more than anybody follows")
        .at(place, "the first of them")
        .help("write values out where they are needed")
}

pub(super) fn followed(place: Span) -> Diagnostic {
    Diagnostic::info(FOLLOWED, "values of this file are written elsewhere in it: whoever changes one changes several")
        .at(place, "the first alias or merge key")
        .help("write values out, or let a tool that renders repeat them; kubectl follows them")
}

pub(super) fn merge_key(place: Span) -> Diagnostic {
    Diagnostic::error(MERGE_KEY, "`<<` merges what is no mapping, and kubectl refuses it")
        .at(place, "a merge key")
        .help("merge a mapping, or a list of mappings")
}

pub(super) fn tag(tag: &str, place: Span) -> Diagnostic {
    Diagnostic::error(TAG, format!("the tag `{tag}` means nothing to Kubernetes"))
        .at(place, "a tag")
        .help("remove it; put a value in quotes if it is text")
}

pub(super) fn key(what: &str, place: Span) -> Diagnostic {
    Diagnostic::error(KEY, format!("a key must be text, and this is {what}"))
        .at(place, what)
        .help("write a name before the `:`")
}

pub(in crate::bundle) fn not_a_mapping(what: &str, place: Span) -> Diagnostic {
    Diagnostic::error(NOT_A_MAPPING, format!("this document is {what}, not a mapping"))
        .at(place, "")
        .help("write one object a document, as `key: value` lines")
}

/// A list of what is no object of Kubernetes: most likely it is for another program.
pub(super) fn list_of_others(place: Span) -> Diagnostic {
    Diagnostic::info(NOT_A_MAPPING, "this document is a list, which kubectl does not take")
        .at(place, "")
        .help("leave the file out if it is for another program; an object is written as `key: value` lines")
}

pub(in crate::bundle) fn chart(folder: &str, files: usize, place: Span) -> Diagnostic {
    let shown = folder.replace('`', "'");
    let diagnostic = Diagnostic::error(TEMPLATE, format!("`{shown}` is a Helm chart that nobody filled in"))
        .at(place, "means something to Helm, not to Kubernetes")
        .help(format!("render it first, and validate what comes of it: `helm template {shown}`"));
    if files > 1 { diagnostic.note(format!("{files} of its files have templates")) } else { diagnostic }
}
