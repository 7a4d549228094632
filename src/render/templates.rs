//! The templates that the program carries: one for each artefact, which brings its own, and the pieces that several share.

use super::artefacts::ARTEFACTS;

/// Name and text of every piece that templates include.
const SHARED: &[(&str, &str)] = &[
    ("shared/commands.md.j2", include_str!("../../templates/shared/commands.md.j2")),
    ("shared/listener.yaml.j2", include_str!("../../templates/shared/listener.yaml.j2")),
    ("shared/nodes.yaml.j2", include_str!("../../templates/shared/nodes.yaml.j2")),
    ("shared/operations/alerts.md.j2", include_str!("../../templates/shared/operations/alerts.md.j2")),
    ("shared/operations/care.md.j2", include_str!("../../templates/shared/operations/care.md.j2")),
    ("shared/operations/configuration.md.j2", include_str!("../../templates/shared/operations/configuration.md.j2")),
    ("shared/operations/install.md.j2", include_str!("../../templates/shared/operations/install.md.j2")),
    ("shared/operations/removal.md.j2", include_str!("../../templates/shared/operations/removal.md.j2")),
    ("shared/operations/trouble.md.j2", include_str!("../../templates/shared/operations/trouble.md.j2")),
    ("shared/operations/verify.md.j2", include_str!("../../templates/shared/operations/verify.md.j2")),
    ("shared/operations/work.md.j2", include_str!("../../templates/shared/operations/work.md.j2")),
    ("shared/pod.yaml.j2", include_str!("../../templates/shared/pod.yaml.j2")),
    ("shared/resources.yaml.j2", include_str!("../../templates/shared/resources.yaml.j2")),
    ("shared/storage.yaml.j2", include_str!("../../templates/shared/storage.yaml.j2")),
];

/// The text of a template, by its path below `templates/`.
pub(super) fn template(name: &str) -> Option<&'static str> {
    let of_artefact = ARTEFACTS.iter().find(|artefact| artefact.template_name() == name);
    let shared = || SHARED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    of_artefact.map(|artefact| artefact.template).or_else(shared)
}

/// Name and text of every template, by name.
pub fn templates() -> Vec<(String, &'static str)> {
    let own = ARTEFACTS.iter().map(|artefact| (artefact.template_name(), artefact.template));
    let mut all: Vec<_> = own.chain(SHARED.iter().map(|(name, text)| ((*name).to_owned(), *text))).collect();
    all.sort();
    all
}
