//! `kafkasmith render`: write everything that the spec describes.

use super::Ending;
use crate::cli::args::Global;
use crate::cli::discovery::SpecText;
use crate::cli::workspace::{File, Folder, Workspace};
use crate::cli::{Failure, Surroundings};
use crate::compare::drift::{Context, State, finding};
use crate::diag::{Diagnostic, Severity, Sources};
use crate::render::Set;
use crate::report::{FileState, Report};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Nothing is written before everything is worked out, and a file that somebody edited or that is not \
ours is never overwritten unless it is named.

Examples:
  kafkasmith render
  kafkasmith render --dry-run
  kafkasmith render --adopt out/services/docker-compose.yml
  kafkasmith render --discard-edits out/k8s-manifests/kafka/03-kafka-topics.yaml";

/// What may be written behind `render`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Only say what would be written and removed
    #[arg(long)]
    pub dry_run: bool,

    /// Take over a file that is there already and not ours
    #[arg(long, value_name = "PATH")]
    pub adopt: Vec<PathBuf>,

    /// Overwrite a file of ours that somebody edited
    #[arg(long, value_name = "PATH")]
    pub discard_edits: Vec<PathBuf>,
}

/// Renders.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    if global.spec.as_deref() == Some(Path::new("-")) && !args.dry_run {
        return Err(Failure::usage("a spec from standard input has no folder to write to")
            .help("add `--dry-run`, or save it as a file and name that"));
    }
    let Workspace { spec, mut sources, mut complaints, set } = Workspace::open(global, world)?;
    let Some(set) = set else { return Ok(Ending::Report(report(sources, &spec, complaints, Vec::new()))) };
    let folder = Folder::new(&world.files, &spec, &set);
    let allowed = Allowed::of(args, &set, &folder, world)?;
    let writes = !args.dry_run && !folder.leads_through_link()?;
    let _lock = if writes { world.files.lock(&folder.root()) } else { None };
    let files = folder.look(&set, None)?;
    let output = format!("{}/", folder.name);
    let program = global.program();
    let mut context = Context {
        sources: &mut sources,
        output: &output,
        base: &spec.base,
        spec: &spec.name,
        program: &program,
        diff: None,
        tracking: None,
        place: "on disk",
    };
    let mut said = |file: &File<'_>| finding(&file.path, file.state, file.artefact, &file.found, &mut context);
    complaints.extend(files.iter().filter(|file| is_in_the_way(file, &allowed)).filter_map(&mut said));
    let hints: Vec<String> = files.iter().filter_map(|file| farewell(file, &said(file)?)).collect();
    if complaints.iter().any(|complaint| complaint.severity == Severity::Error) {
        let report = report(sources, &spec, complaints, Vec::new());
        let is_blocked = files.iter().any(|file| file.state == State::Blocked);
        return Ok(if is_blocked { Ending::Refused(report) } else { Ending::Report(report) });
    }
    if !args.dry_run {
        write(&files, &folder, world)?;
    }
    let states = files.iter().map(|file| FileState {
        path: format!("{output}{}", file.path),
        state: done(file, args.dry_run),
        listed: file.state != State::Current,
    });
    let states = states.collect();
    let mut report = report(sources, &spec, complaints, states);
    report.hints = hints;
    Ok(Ending::Report(report))
}

/// What is to be known of a file that leaves the set: what its removal does, or why it stays.
fn farewell(file: &File<'_>, said: &Diagnostic) -> Option<String> {
    let note = match file.state {
        State::Orphan => said.notes.first()?,
        State::EditedOrphan => said.notes.last()?,
        _ => return None,
    };
    Some(format!("{}: {note}", said.headline))
}

fn report(sources: Sources, spec: &SpecText, findings: Vec<Diagnostic>, files: Vec<FileState>) -> Report {
    let mut report = Report::new("render", sources, findings);
    report.base.clone_from(&spec.base);
    report.examined.insert("files", files.len());
    report.files = files;
    report
}

/// What became of a file, or what would.
fn done(file: &File<'_>, dry_run: bool) -> &'static str {
    match (file.state, dry_run) {
        (State::Missing, false) => "created",
        (State::Missing, true) => "would create",
        (State::Orphan, false) => "removed",
        (State::Orphan, true) => "would remove",
        (State::EditedOrphan, _) => "kept",
        (State::Stale | State::Edited | State::Foreign, false) => "updated",
        (State::Stale | State::Edited | State::Foreign, true) => "would update",
        (State::Current | State::Untracked | State::Ignored | State::Blocked, _) => "unchanged",
    }
}

/// The files that somebody named because they may be lost.
struct Allowed {
    adopt: BTreeSet<String>,
    discard: BTreeSet<String>,
}

impl Allowed {
    fn of(args: &Args, set: &Set, folder: &Folder<'_>, world: &Surroundings<'_>) -> Result<Self, Failure> {
        let named = |paths: &[PathBuf]| -> Result<BTreeSet<String>, Failure> {
            paths.iter().map(|path| planned(path, set, folder, world)).collect()
        };
        Ok(Allowed { adopt: named(&args.adopt)?, discard: named(&args.discard_edits)? })
    }
}

/// A path that somebody named, as a path of the set: from the working folder, from where the program was started (as messages
/// name files), from the spec, or below the output folder.
fn planned(path: &Path, set: &Set, folder: &Folder<'_>, world: &Surroundings<'_>) -> Result<String, Failure> {
    let wanted = world.files.shown(path);
    let below = path.to_string_lossy().replace('\\', "/");
    let started = world.files.shown(&world.files.started().join(path));
    let is_meant = |planned: &&String| {
        let name = world.files.shown(&folder.path(planned));
        name == wanted || name == started || **planned == below || format!("{}/{planned}", folder.name) == below
    };
    let mut all = set.artefacts.iter().map(|artefact| &artefact.path);
    if let Some(found) = all.find(|planned| is_meant(planned)) {
        return Ok(found.to_owned());
    }
    let known: Vec<String> =
        set.artefacts.iter().map(|artefact| world.files.shown(&folder.path(&artefact.path))).collect();
    let failure = Failure::usage(format!("`{}` is no file of the set", path.display()));
    Err(match crate::units::nearest(&wanted, known.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.note(format!("the set is: {}", known.join(", "))),
    })
}

/// Whether a file keeps everything from being written.
fn is_in_the_way(file: &File<'_>, allowed: &Allowed) -> bool {
    match file.state {
        State::Foreign => !allowed.adopt.contains(&file.path),
        State::Edited => !allowed.discard.contains(&file.path),
        State::Blocked => true,
        _ => false,
    }
}

/// Writes what differs, all of it aside before the first file is replaced; then removes what is no longer in the spec.
fn write(files: &[File<'_>], folder: &Folder<'_>, world: &Surroundings<'_>) -> Result<(), Failure> {
    let differs = |file: &&File<'_>| !matches!(file.state, State::Current | State::Orphan | State::EditedOrphan);
    let texts =
        files.iter().filter(differs).filter_map(|file| Some((folder.path(&file.path), file.artefact?.text.as_bytes())));
    let texts: Vec<(PathBuf, &[u8])> = texts.collect();
    // Only now: the lock is held, so whatever stands aside belongs to a run that is no more.
    for path in folder.left_behind()? {
        world.files.remove(&folder.path(&path))?;
    }
    let orphans = files.iter().filter(|file| file.state == State::Orphan);
    let orphans: Vec<PathBuf> = orphans.map(|orphan| folder.path(&orphan.path)).collect();
    world.files.replace(&texts, &orphans)?;
    for orphan in orphans {
        world.files.prune(&orphan, &folder.root());
    }
    Ok(())
}
