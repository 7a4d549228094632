//! Breakages that nobody needs to notice, by class, with the reason.

/// A class: a part of what was done, a part of the file's path, and why it does no harm.
const CLASSES: &[(&str, &str, &str)] = &[
    ("metadata.annotations.\"kafkasmith/", "", "annotations that only people read"),
    ("app.kubernetes.io/", "", "labels that nothing selects by"),
];

/// Why a breakage is harmless, if it is.
pub(super) fn why(path: &str, what: &str) -> Option<&'static str> {
    CLASSES.iter().find(|(done, file, _)| what.contains(done) && path.contains(file)).map(|(_, _, why)| *why)
}
