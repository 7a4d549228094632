//! What verbs that judge share: what is judged, by which rules, and what of it belongs into a report.

use super::judging::Judging;
use super::{Failure, Surroundings, ids, manifests};
use crate::bundle::Bundle;
use crate::catalog::Release;
use crate::diag::{Complaints, Diagnostic, Id, SetBy, SourceId, Sources, TooMuchText};
use crate::inspect::{self, Asked, Findings, Offence, Rendered, Settings, World};
use crate::inventory::{Because, Taken};
use crate::model::Environment;
use crate::render::Set;
use crate::report::{Examined, Judged, Report, Targets};
use std::path::{Path, PathBuf};

/// What came out, apart from the texts that it points into.
pub(super) struct Verdict {
    findings: Vec<Diagnostic>,
    judged: Judged,
    objects: usize,
    rules: usize,
    /// What was taken for granted.
    assumed: Option<String>,
}

impl Verdict {
    /// Adds it to a report.
    pub(super) fn tell(self, judging: &Judging, report: &mut Report) {
        report.add(self.findings);
        report.examined.insert("objects", self.objects);
        report.examined.insert("rules", self.rules);
        report.judged = Some(self.judged);
        report.rules = ids::rule_docs();
        report.hints.extend(self.assumed);
        judging.settle(report);
    }
}

/// Judges everything that is rendered from a spec. The rendered texts are added to those that there are.
pub(super) fn rendered(set: &Set, sources: &mut Sources, judging: &Judging) -> Result<Verdict, Failure> {
    let files = add_files(set, sources)?;
    let mut read = Complaints::default();
    let bundle = Bundle::read(sources, files.iter().map(|(id, _)| *id), &mut read);
    let taken = Taken::said(set.model.release);
    let mut world = World::new(sources, &bundle, taken, &set.model.environment);
    world.model = Some(&set.model);
    let source = sources.of(set.model.cluster.name.origin.first());
    let source = source.ok_or_else(|| Failure::internal("the spec cannot be looked at"))?;
    let maps = files.iter().filter_map(|(id, at)| Some((sources.get(*id)?, &set.artefacts.get(*at)?.map)));
    let rendered = Rendered::new(source, maps);
    Ok(verdict(&world, Some(&rendered), read, judging))
}

/// Judges manifests that somebody wrote, and gives their texts too.
pub(super) fn written(
    paths: &[PathBuf],
    said: Option<&'static Release>,
    judging: &Judging,
    surroundings: &mut Surroundings<'_>,
) -> Result<(Verdict, Sources), Failure> {
    let mut sources = Sources::default();
    let mut files = Vec::new();
    for manifest in manifests::read(paths, surroundings)? {
        files.push(sources.add(manifest.name, manifest.text).map_err(|error| too_much(&error))?);
    }
    let mut read = Complaints::default();
    let verdict = {
        let bundle = Bundle::read(&sources, files, &mut read);
        let taken = said.map(Taken::said).or_else(|| Taken::of(&bundle));
        let taken = taken.ok_or_else(|| Failure::internal("the catalogue has no releases"))?;
        let environment = Environment::default();
        let world = World::new(&sources, &bundle, taken, &environment);
        Verdict { assumed: assumption(&taken), ..verdict(&world, None, read, judging) }
    };
    Ok((verdict, sources))
}

fn verdict(world: &World<'_>, rendered: Option<&Rendered<'_>>, read: Complaints, judging: &Judging) -> Verdict {
    let levels = |offence: &'static Offence| {
        let severity = offence.production.severity().filter(|_| judging.asks(&Id::new(offence.id)));
        (severity, SetBy::Rule)
    };
    let Findings { list, asked, rules } =
        inspect::inspect(world, inspect::rules(), &Settings { levels: &levels, rendered });
    let read = read.into_sorted().into_iter().filter(|finding| judging.asks(&finding.id));
    let examined = |Asked { offences, subjects }| Examined {
        rules: offences.into_iter().map(|offence: &Offence| Id::new(offence.id)).collect(),
        subjects,
    };
    let judged = Judged {
        targets: targets(world),
        examined: asked.into_iter().map(examined).collect(),
        skipped: Vec::new(),
        expiring: None,
    };
    let findings = list.into_iter().chain(read).collect();
    Verdict { findings, judged, objects: world.bundle.len(), rules, assumed: None }
}

/// What it was judged for.
fn targets(world: &World<'_>) -> Targets {
    let kubernetes = world.environment.kubernetes.as_ref().map(|version| version.value);
    Targets {
        kubernetes: kubernetes.map(|(major, minor)| format!("{major}.{minor}")),
        strimzi: Some(world.strimzi().version.to_string()),
        prometheus: None,
    }
}

/// Takes the rendered YAML in, under the names that messages print.
fn add_files(set: &Set, sources: &mut Sources) -> Result<Vec<(SourceId, usize)>, Failure> {
    let output = &set.model.project.output.value;
    let is_yaml = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let wanted = set.artefacts.iter().enumerate().filter(|(_, artefact)| is_yaml(&artefact.path));
    wanted
        .map(|(at, artefact)| {
            let name = format!("{output}/{}", artefact.path);
            Ok((sources.add(name, artefact.text.as_str()).map_err(|error| too_much(&error))?, at))
        })
        .collect()
}

/// What was assumed of the release, where nobody said it.
fn assumption(taken: &Taken<'_>) -> Option<String> {
    let version = taken.release.version;
    let because = match taken.because {
        Because::Said | Because::Image(_) => return None,
        Because::NearImage(node) => format!("the nearest known to the operator's image `{}`", node.text()),
        Because::Kafka(node) => format!("the newest that runs Kafka {}", node.text()),
        Because::Resources(_) => "the newest that takes these resources".to_owned(),
        Because::Nothing => "the newest".to_owned(),
    };
    Some(format!("assumed: Strimzi {version}, {because}; `--strimzi` says another"))
}

fn too_much(error: &TooMuchText) -> Failure {
    Failure::failed(ids::TOO_MUCH_TEXT, error.to_string())
}
