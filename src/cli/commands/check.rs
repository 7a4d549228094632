//! `kafkasmith check`: prove that the files are what the spec says.

use super::Ending;
use crate::bundle::header::{self, Header};
use crate::cli::args::Global;
use crate::cli::discovery::SpecText;
use crate::cli::git::GitError;
use crate::cli::workspace::{self, File, Folder, Workspace};
use crate::cli::{Failure, Surroundings, discovery, files, ids};
use crate::compare::drift::{Context, Found, State, finding};
use crate::diag::{Diagnostic, Sources};
use crate::render::Set;
use crate::report::{FileState, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const EXAMPLES: &str = "\
Nothing is ever written. The spec is rendered in memory and compared with the files, byte by byte, and \
with what git tracks and ignores.

Examples:
  kafkasmith check
  kafkasmith check --diff            show how each file differs
  kafkasmith check --staged          as a pre-commit hook: judge what will be committed
  kafkasmith check --format github   in GitHub Actions";

/// What may be written behind `check`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Look at what is staged for the next commit, not at what is on disk
    #[arg(long, conflicts_with = "no_git")]
    pub staged: bool,

    /// Do not ask git what is tracked and ignored
    #[arg(long)]
    pub no_git: bool,

    /// Show how files differ, at most N lines of each [default: 20]
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "20")]
    pub diff: Option<usize>,
}

/// Checks.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let Workspace { spec, mut sources, complaints, set } = args.open(global, world)?;
    let proof = set.as_ref().map(|set| args.prove(&spec, set, &mut sources, &global.program(), world)).transpose()?;
    let mut report = Report::new("check", sources, complaints);
    report.base.clone_from(&spec.base);
    Ok(proof.unwrap_or_default().ending(report))
}

/// What the files prove.
#[derive(Debug, Default)]
pub(super) struct Proof {
    findings: Vec<Diagnostic>,
    states: Vec<FileState>,
    hints: Vec<String>,
    /// Of what cannot be read nothing is proven, so the work is not done.
    is_incomplete: bool,
}

impl Proof {
    /// Adds it to a report.
    pub(super) fn ending(self, mut report: Report) -> Ending {
        report.add(self.findings);
        // Their states are told anyway where something else is examined, too.
        if report.judged.is_none() {
            report.examined.insert("files", self.states.len());
        }
        report.files = self.states;
        report.hints.extend(self.hints);
        if self.is_incomplete { Ending::Refused(report) } else { Ending::Report(report) }
    }
}

impl Args {
    /// Reads the spec that is meant: on disk, or as it would be committed.
    pub(super) fn open(&self, global: &Global, world: &mut Surroundings<'_>) -> Result<Workspace, Failure> {
        let spec = discovery::spec(global, world)?;
        Workspace::of(if self.staged { staged_spec(spec, world)? } else { spec })
    }

    /// Compares a set with the files.
    pub(super) fn prove(
        &self,
        spec: &SpecText,
        set: &Set,
        sources: &mut Sources,
        program: &str,
        world: &mut Surroundings<'_>,
    ) -> Result<Proof, Failure> {
        let tracking = if self.staged || self.no_git { None } else { workspace::tracking(spec, set, world)? };
        let files = if self.staged {
            staged_files(spec, set, world)?
        } else {
            Folder::new(&world.files, spec, set).look(set, tracking.as_ref())?
        };
        let output = format!("{}/", set.model.project.output.value);
        let mut context = Context {
            sources,
            output: &output,
            base: &spec.base,
            spec: &spec.name,
            program,
            diff: self.diff,
            tracking: tracking.as_ref(),
            place: if self.staged { "staged" } else { "on disk" },
        };
        // What is right on disk needs no rendering, only staging.
        let on_disk = if self.staged { current_on_disk(spec, set, world)? } else { BTreeSet::new() };
        let mut proof = Proof::default();
        for file in &files {
            let mut said = finding(&file.path, file.state, file.artefact, &file.found, &mut context);
            if let Some(said) = said.as_mut().filter(|_| on_disk.contains(&file.path)) {
                said.help = Some(format!("what is on disk is right: git add {}{output}{}", spec.base, file.path));
            }
            proof.findings.extend(said);
            let path = format!("{output}{}", file.path);
            proof.states.push(FileState { path, state: file.state.word(), listed: false });
        }
        proof.is_incomplete = files.iter().any(|file| matches!(file.found, Found::Unreadable(_)));
        proof.hints.extend(fix(&files, &on_disk, program, &format!("{}{output}", spec.base)));
        Ok(proof)
    }
}

/// The command that mends what can be mended without a decision.
fn fix(files: &[File<'_>], on_disk: &BTreeSet<String>, program: &str, folder: &str) -> Option<String> {
    let mends = |file: &File<'_>| match file.state {
        State::Stale | State::Missing if on_disk.contains(&file.path) => Some(false),
        State::Stale | State::Missing | State::Orphan => Some(true),
        State::Untracked => Some(false),
        _ => None,
    };
    let render = files.iter().filter_map(mends).max()?;
    Some(if render {
        format!("fix: {program} render && git add -A {folder}")
    } else {
        format!("fix: git add -A {folder}")
    })
}

/// The files of the set that are right on disk.
fn current_on_disk(spec: &SpecText, set: &Set, world: &Surroundings<'_>) -> Result<BTreeSet<String>, Failure> {
    let files = Folder::new(&world.files, spec, set).look(set, None)?;
    Ok(files.into_iter().filter(|file| file.state == State::Current).map(|file| file.path).collect())
}

/// The spec as it would be committed.
fn staged_spec(spec: SpecText, world: &Surroundings<'_>) -> Result<SpecText, Failure> {
    let mut staged = staged(&spec.folder, &[spec.name.clone()].into(), world)?;
    let Some(bytes) = staged.remove(&spec.name) else {
        let headline = format!("`{}` is not staged and not committed", spec.shown());
        return Err(Failure::nothing(ids::NOT_STAGED, headline).help(format!("git add {}", spec.shown())));
    };
    let unreadable = |why: files::Why| Failure::failed(ids::NOT_TEXT, format!("the staged `{}` {why}", spec.shown()));
    Ok(SpecText { text: files::text(bytes).map_err(unreadable)?, ..spec })
}

/// The files of the set, and those that bear our mark, as they would be committed.
fn staged_files<'s>(spec: &SpecText, set: &'s Set, world: &Surroundings<'_>) -> Result<Vec<File<'s>>, Failure> {
    let output = &set.model.project.output.value;
    let below = |path: &str| format!("{output}/{path}");
    let tracked = world.git().tracked(&spec.folder).map_err(|error| git_failed(&error))?;
    let inside = format!("{output}/");
    let mut paths: BTreeSet<String> = tracked.into_iter().filter(|path| path.starts_with(&inside)).collect();
    paths.extend(set.artefacts.iter().map(|artefact| below(&artefact.path)));
    let mut blobs = staged(&spec.folder, &paths, world)?;
    let mut found = |path: &str| match blobs.remove(&below(path)).map(files::text) {
        None => Found::Nothing,
        Some(Ok(text)) => Found::Text(text),
        Some(Err(why)) => Found::Odd(why.to_string()),
    };
    let mut all: Vec<File<'s>> = set
        .artefacts
        .iter()
        .map(|artefact| File::of(&artefact.path, Some(artefact), found(&artefact.path), None))
        .collect();
    for (path, bytes) in blobs {
        if let Ok(text) = files::text(bytes)
            && let Header::Present(_) = header::read(&text)
        {
            let path = path.strip_prefix(&inside).unwrap_or(&path).to_owned();
            all.push(File::of(&path, None, Found::Text(text), None));
        }
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

fn staged(
    folder: &Path,
    paths: &BTreeSet<String>,
    world: &Surroundings<'_>,
) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    world.git().staged(folder, paths).map_err(|error| git_failed(&error))
}

fn git_failed(error: &GitError) -> Failure {
    Failure::failed(ids::GIT, format!("`--staged` cannot be judged: {error}"))
}
