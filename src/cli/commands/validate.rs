//! `kafkasmith validate`: what the cluster will do with a spec, or with manifests that somebody wrote.

use super::Ending;
use super::releases::named;
use crate::bundle::Bundle;
use crate::catalog::Release;
use crate::cli::args::Global;
use crate::cli::workspace::Workspace;
use crate::cli::{Failure, Surroundings, ids, manifests};
use crate::diag::{Complaints, Diagnostic, SetBy, SourceId, Sources, TooMuchText};
use crate::inspect::{self, Findings, Offence, Rendered, Settings, World};
use crate::inventory::{Because, Taken};
use crate::model::Environment;
use crate::render::Set;
use crate::report::Report;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Without a path the spec is judged, with everything that is rendered from it. With paths, manifests are \
judged that somebody wrote: files, folders, `-` for standard input. The Strimzi release is read from the \
operator's image; `--strimzi` says it where no image does.

Examples:
  kafkasmith validate
  kafkasmith validate k8s/ docker-compose.yml
  kubectl get -o yaml kafka,kafkatopic,kafkauser | kafkasmith validate --strimzi 0.45.2 -";

/// What may be written behind `validate`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Manifests: files, folders, or `-` for standard input [default: the spec and what is rendered from it]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The Strimzi release that manifests are for [default: the one of the operator's image]
    #[arg(long, value_name = "RELEASE")]
    pub strimzi: Option<String>,
}

/// Judges.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let said = args.strimzi.as_deref().map(named).transpose()?;
    if args.paths.is_empty() {
        if said.is_some() {
            return Err(Failure::usage("`--strimzi` says what manifests are for; a spec names its release itself")
                .help("name manifests, or set `strimzi` in [cluster]"));
        }
        return spec(global, world);
    }
    by_hand(&args.paths, said, world)
}

/// Judges a spec with all that is rendered from it.
fn spec(global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let Workspace { spec, mut sources, complaints, set } = Workspace::open(global, world)?;
    let Some(set) = set else {
        let mut report = Report::new("validate", sources, complaints);
        report.base.clone_from(&spec.base);
        return Ok(Ending::Report(report));
    };
    let files = add_files(&set, &mut sources)?;
    let mut read = Complaints::default();
    let (findings, objects) = {
        let bundle = Bundle::read(&sources, files.iter().map(|(id, _)| *id), &mut read);
        let taken = Taken::said(set.model.release);
        let mut about = World::new(&sources, &bundle, taken, &set.model.environment);
        about.model = Some(&set.model);
        let source = sources.of(set.model.cluster.name.origin.first());
        let source = source.ok_or_else(|| Failure::internal("the spec cannot be looked at"))?;
        let maps = files.iter().filter_map(|(id, at)| Some((sources.get(*id)?, &set.artefacts.get(*at)?.map)));
        let rendered = Rendered::new(source, maps);
        (inspect_all(&about, Some(&rendered)), bundle.len())
    };
    let list = findings.list.into_iter().chain(read.into_sorted()).chain(complaints);
    let mut report = Report::new("validate", sources, list);
    report.base.clone_from(&spec.base);
    report.examined.insert("objects", objects);
    report.examined.insert("rules", findings.rules);
    Ok(Ending::Report(report))
}

/// Takes the rendered YAML in, under the names that messages print.
fn add_files(set: &Set, sources: &mut Sources) -> Result<Vec<(SourceId, usize)>, Failure> {
    let output = &set.model.project.output.value;
    let is_yaml = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let wanted = set.artefacts.iter().enumerate().filter(|(_, artefact)| is_yaml(&artefact.path));
    wanted
        .map(|(at, artefact)| {
            let id = sources
                .add(format!("{output}/{}", artefact.path), artefact.text.as_str())
                .map_err(|error| too_much(&error))?;
            Ok((id, at))
        })
        .collect()
}

/// Judges manifests that somebody wrote.
fn by_hand(paths: &[PathBuf], said: Option<&'static Release>, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let mut sources = Sources::default();
    let mut files = Vec::new();
    for manifest in manifests::read(paths, world)? {
        files.push(sources.add(manifest.name, manifest.text).map_err(|error| too_much(&error))?);
    }
    let mut read = Complaints::default();
    let (findings, objects, assumed) = {
        let bundle = Bundle::read(&sources, files, &mut read);
        let taken = said.map(Taken::said).or_else(|| Taken::of(&bundle));
        let taken = taken.ok_or_else(|| Failure::internal("the catalogue has no releases"))?;
        let environment = Environment::default();
        let about = World::new(&sources, &bundle, taken, &environment);
        (inspect_all(&about, None), bundle.len(), assumption(&taken))
    };
    let list: Vec<Diagnostic> = findings.list.into_iter().chain(read.into_sorted()).collect();
    let mut report = Report::new("validate", sources, list);
    report.examined.insert("objects", objects);
    report.examined.insert("rules", findings.rules);
    report.hints.extend(assumed);
    Ok(Ending::Report(report))
}

fn inspect_all(world: &World<'_>, rendered: Option<&Rendered<'_>>) -> Findings {
    let levels = |offence: &'static Offence| (offence.production.severity(), SetBy::Rule);
    inspect::inspect(world, inspect::rules(), &Settings { levels: &levels, rendered, keep_asked: false })
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
