//! What is found in documents that somebody wrote, and what is not.

mod builtin;
mod compose;
mod definitions;
mod differ;
mod files;
mod metadata;
mod mutants;
mod strimzi;

use super::{Judge, Violation};
use crate::bundle::Bundle;
use crate::catalog;
use crate::diag::{Complaints, Sources};

/// What is wrong in a text, by a release: path and violation of each fault.
#[track_caller]
fn violations(release: &str, text: &str) -> Vec<(String, Violation)> {
    in_file("manifest.yaml", release, text)
}

#[track_caller]
fn in_file(name: &str, release: &str, text: &str) -> Vec<(String, Violation)> {
    let mut sources = Sources::default();
    let id = sources.add(name, text).unwrap();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, [id], &mut complaints);
    assert!(complaints.is_empty(), "{:?}", complaints.into_sorted());
    let judge = Judge::new(catalog::release(release).unwrap(), &bundle);
    let faults = bundle.documents().flat_map(|document| judge.document(document));
    faults.map(|fault| (fault.node.path().to_string(), fault.violation)).collect()
}

/// The same in a few words, to be compared with what is expected.
#[track_caller]
fn said(release: &str, text: &str) -> Vec<String> {
    violations(release, text).into_iter().map(|(path, violation)| format!("{path}: {}", words(&violation))).collect()
}

fn words(violation: &Violation) -> String {
    match violation {
        Violation::UnknownField { refused, hint } => {
            let mut words = if *refused { "refused" } else { "dropped" }.to_owned();
            words += &hint.nearest.as_ref().map(|name| format!(", near {name}")).unwrap_or_default();
            hint.belongs.iter().for_each(|path| words.extend([", belongs ", path]));
            words += &hint.releases.map(|(first, last)| format!(", known {first} to {last}")).unwrap_or_default();
            words += &hint.version.as_ref().map(|version| format!(", in {version}")).unwrap_or_default();
            words + &hint.moved.as_ref().map(|(kind, path)| format!(", moved to {kind} {path}")).unwrap_or_default()
        }
        Violation::WrongType { expected, found, quote } => {
            let expected: Vec<_> = expected.iter().map(|one| format!("{one:?}")).collect();
            format!("{found:?} for {}{}", expected.join("|"), if *quote { ", quote" } else { "" })
        }
        Violation::NotAllowed { nearest, .. } => format!("not allowed, near {nearest:?}"),
        Violation::Pattern { .. } => "pattern".to_owned(),
        Violation::KeyPattern { .. } => "key pattern".to_owned(),
        Violation::Missing { field, empty } => format!("missing {field}{}", if *empty { ", empty" } else { "" }),
        Violation::Rule { lacks, .. } => {
            format!("rule{}", lacks.as_ref().map(|field| format!(", lacks {field}")).unwrap_or_default())
        }
        other => format!("{other:?}"),
    }
}

#[track_caller]
fn says(release: &str, text: &str, expected: &[&str]) {
    assert_eq!(said(release, text), expected, "{text}");
}
