//! Installing: which files there are, in which order they are applied, and what must be there before.

use super::super::super::ARTEFACTS;
use super::super::super::parts::{Text, made, text};
use crate::alert::shell;
use crate::model::{Install as By, Model};
use crate::render::artefact::Platform;
use serde::Serialize;

/// The folder that the guide stands in.
const FOLDER: &str = "k8s-manifests/kafka/";

#[derive(Debug, Serialize)]
pub(super) struct Install<'m> {
    /// The way from the folder of the spec to that of the guide.
    folder: Text<'m>,
    files: Vec<File>,
    /// The custom resource definitions are part of the set.
    definitions: bool,
    by: Installer<'m>,
    /// A namespace that nothing in the set makes.
    namespace_to_make: Option<Text<'m>>,
    topics: bool,
    /// Clients have files of their own.
    clients: bool,
    monitoring: Option<Prometheus<'m>>,
    /// What must be there already.
    kubernetes: Kubernetes<'m>,
    classes: Vec<Text<'m>>,
    /// Secrets by which images are pulled.
    pull_secrets: Vec<PullSecret<'m>>,
}

/// Who installs the operator: exactly one of these.
#[derive(Debug, Serialize)]
struct Installer<'m> {
    manifests: bool,
    helm: Option<Helm<'m>>,
    others: bool,
}

/// The official chart, and what its installation is called.
#[derive(Debug, Serialize)]
struct Helm<'m> {
    chart: &'m str,
    name: &'m str,
}

#[derive(Debug, Serialize)]
struct File {
    name: &'static str,
    title: &'static str,
}

/// The Kubernetes that the operator runs on.
#[derive(Debug, Serialize)]
struct Kubernetes<'m> {
    minimum: &'m str,
    /// The one that the spec names.
    ours: Option<Text<'m>>,
}

/// What Prometheus must be told to see all this.
#[derive(Debug, Serialize)]
struct Prometheus<'m> {
    labels: Vec<Text<'m>>,
}

/// A pull secret, and a namespace that it is needed in.
#[derive(Debug, Serialize)]
struct PullSecret<'m> {
    name: Text<'m>,
    namespace: Text<'m>,
}

impl<'m> Install<'m> {
    pub(super) fn of(platform: Platform<'m>) -> Self {
        let Platform { model, .. } = platform;
        let beside =
            |artefact: &&crate::render::Description| artefact.is_yaml() && !artefact.files(platform).is_empty();
        let files = ARTEFACTS.iter().copied().filter(beside);
        let files: Vec<File> = files.filter_map(File::of).collect();
        let install = &model.operator.install;
        let cluster = &model.cluster;
        let ours = model.environment.kubernetes.as_ref();
        Install {
            folder: made(&model.project.output, |output| shell(&format!("{output}/{}", FOLDER.trim_end_matches('/')))),
            definitions: files.iter().any(|file| file.name.starts_with("00-")),
            by: Installer {
                manifests: install.value == By::Manifests,
                helm: (install.value == By::Helm).then(|| {
                    let chart = &model.release.chart;
                    Helm { chart: &chart.reference, name: chart.name() }
                }),
                others: install.value == By::External,
            },
            namespace_to_make: (install.value != By::Manifests).then(|| text(&cluster.namespace)),
            topics: !model.topics.is_empty(),
            clients: files.iter().any(|file| file.name.ends_with('/')),
            monitoring: Prometheus::of(model),
            kubernetes: Kubernetes {
                minimum: &model.release.kubernetes.minimum,
                ours: ours.map(|version| made(version, |(major, minor)| format!("{major}.{minor}"))),
            },
            classes: classes(model),
            pull_secrets: pull_secrets(model),
            files,
        }
    }
}

impl File {
    /// A file of the guide's folder, or a folder below it that has a file for each client.
    fn of(description: &crate::render::Description) -> Option<Self> {
        let name = description.path.strip_prefix(FOLDER)?;
        let name = name.strip_suffix("{client}.yaml").unwrap_or(name);
        Some(File { name, title: description.title })
    }
}

impl<'m> Prometheus<'m> {
    fn of(model: &'m Model) -> Option<Self> {
        let monitoring = model.monitoring.as_ref()?;
        let label = |(key, value): &'m (crate::model::Sourced<String>, crate::model::Sourced<String>)| {
            crate::render::Traced::new(format!("{}: {}", key.value, value.value).into(), value.origin.and(&key.origin))
        };
        Some(Prometheus { labels: monitoring.labels.iter().map(label).collect() })
    }
}

/// The storage classes that claims name, each once.
fn classes(model: &Model) -> Vec<Text<'_>> {
    let volumes = model.cluster.sets().into_iter().flat_map(|set| set.nodes.storage.volumes());
    let mut seen = std::collections::BTreeSet::new();
    volumes.filter_map(|volume| volume.class.as_ref()).filter(|class| seen.insert(&class.value)).map(text).collect()
}

/// Each pull secret in each namespace that pods run in.
fn pull_secrets(model: &Model) -> Vec<PullSecret<'_>> {
    let mut namespaces = vec![&model.cluster.namespace];
    if model.operator.is_ours() && model.operator.namespace.value != model.cluster.namespace.value {
        namespaces.push(&model.operator.namespace);
    }
    let of =
        |secret| namespaces.iter().map(move |namespace| PullSecret { name: text(secret), namespace: text(namespace) });
    model.images.pull_secrets.iter().flat_map(of).collect()
}
