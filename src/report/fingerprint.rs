//! What a finding is told apart by from one run to the next, so that who accepted or closed it elsewhere is not asked again.
//!
//! It is a hash of the rule and of what the rule was asked of: subject, object, way to the value, key of the spec. Line and words
//! are no part of it, so that it outlives moves and rewording. Where a finding is about nothing of that kind, the file and the key
//! on its line stand in; never a value, because values may be secrets, and a hash of a short one can be guessed.

use super::Report;
use crate::diag::{Diagnostic, Sources, Subject};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How it is made; a change of that is another version.
pub(super) const VERSION: &str = "v1";
/// How many bytes of the hash are kept.
const BYTES: usize = 16;

/// The fingerprint of each finding of a report, in their order: hexadecimal digits, no two the same. Of findings that have all
/// data in common, the later ones bear their number.
pub(super) fn fingerprints(report: &Report) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let of = |finding: &Diagnostic| {
        let parts = parts(&report.sources, finding);
        let plain = hash(&parts, 0);
        let number = seen.entry(plain.clone()).or_default();
        *number += 1;
        if *number == 1 { plain } else { hash(&parts, *number) }
    };
    report.findings().iter().map(of).collect()
}

/// What is hashed.
fn parts<'a>(sources: &'a Sources, finding: &'a Diagnostic) -> Vec<&'a str> {
    let mut parts = vec![finding.id.word()];
    let about = finding.about.as_ref();
    if let Some(about) = about.filter(|about| !about.subject.kind.is_empty() || about.object.is_some()) {
        parts.extend([about.pointer.as_str(), about.spec_path.as_deref().unwrap_or_default(), about.subject.kind]);
        // One that stands for several is about the value that they share; another one more is no other finding.
        if about.folded.is_empty() {
            parts.extend([about.subject.name.as_str(), about.subject.namespace.as_deref().unwrap_or_default()]);
            let object = about.object.as_ref().map(|object| {
                let namespace = object.namespace.as_deref().unwrap_or_default();
                [object.api_version.as_str(), &object.kind, namespace, &object.name]
            });
            parts.extend(object.into_iter().flatten());
        }
        return parts;
    }
    match &finding.subject {
        Subject::Place(label) => {
            if let Some(source) = sources.of(label.span) {
                let line = source.line_start(source.position(label.span.start()).line);
                let line = source.text().get(line..).and_then(|rest| rest.lines().next()).unwrap_or_default();
                let key = line.split_once(['=', ':']).map_or("", |(key, _)| key.trim());
                parts.extend([source.name(), key]);
            }
        }
        Subject::File(path) => parts.push(path),
        Subject::Nothing => {}
    }
    parts
}

fn hash(parts: &[&str], number: usize) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    if number > 0 {
        hasher.update(number.to_le_bytes());
    }
    let mut out = String::with_capacity(2 * BYTES);
    for byte in hasher.finalize().iter().take(BYTES) {
        // Writing into a `String` cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
