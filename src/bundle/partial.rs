//! Which files hold parts of objects and no objects: patches of kustomize, and what tests of operators expect of objects.

use super::{Document, Kind, Node};

/// Where a kustomization names patches.
const PATCHES: [&str; 3] = ["patches", "patchesStrategicMerge", "patchesJson6902"];

/// The files that a document names as patches, if it is a kustomization, from where the set's names begin.
pub(super) fn patches(document: Document<'_>) -> impl Iterator<Item = String> {
    let is_one = document.kind().is_none_or(|kind| matches!(kind, "Kustomization" | "Component"));
    let own = folder(document.source().name());
    let lists = PATCHES.into_iter().filter(move |_| is_one).filter_map(move |key| document.get(key));
    let names = lists.flat_map(Node::items).filter_map(|entry| match entry.kind() {
        Kind::Map => entry.get("path")?.as_text(),
        _ => entry.as_text().filter(|text| !text.contains('\n')),
    });
    names.map(move |name| joined(own, name))
}

/// Whether a document says itself that it is a patch.
pub(super) fn says_so(document: Document<'_>) -> bool {
    document.root().entries().any(|(key, _)| key.text() == "$patch")
}

/// Whether a file says what kuttl and chainsaw are to find in a cluster, by its name: `03-assert.yaml`, `04-errors.yaml`.
pub(super) fn is_expectation(path: &str) -> bool {
    let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(stem, _)| stem);
    let (step, rest) = stem.split_at(stem.find(|c: char| !c.is_ascii_digit()).unwrap_or(stem.len()));
    !step.is_empty() && ["-assert", "-errors"].iter().any(|word| rest.starts_with(word))
}

/// The folder of a path, with its slash.
pub fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or_default()
}

/// A path from a folder, without `.` and `..`.
pub fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{is_expectation, joined};

    #[test]
    fn tests_expect_parts_of_objects() {
        let names =
            ["t/01-assert.yaml", "02-errors.yaml", "t/01-assert-kafka.yaml", "assert.yaml", "01-kafka.yaml", "1/a"];
        assert_eq!(names.map(is_expectation), [true, true, true, false, false, false]);
    }

    #[test]
    fn paths_are_taken_from_the_folder() {
        for (folder, path, expected) in [
            ("k8s/dev/", "../base", "k8s/base"),
            ("", "a.yaml", "a.yaml"),
            ("k8s/dev/", "./a.yaml", "k8s/dev/a.yaml"),
            ("k8s/dev/", "../base/a.yaml", "k8s/base/a.yaml"),
            ("../x/", "../a.yaml", "../a.yaml"),
            ("/tmp/x/", "a.yaml", "/tmp/x/a.yaml"),
        ] {
            assert_eq!(joined(folder, path), expected);
        }
    }
}
