//! `kafkasmith fmt`: lay the spec's text out, and keep every comment.

use super::Ending;
use crate::cli::args::Global;
use crate::cli::discovery::{self, SpecText};
use crate::cli::{Failure, Surroundings};
use crate::compare::text::{lines, unified};
use crate::diag::{Complaints, Diagnostic, Source, SourceId, Sources, Span};
use crate::edit;
use crate::report::{Block, FileState, Page, Report};
use crate::spec;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
`=` and comments stand under one another, tables have an empty line above them, lists that do not \
fit on a line have an item a line. Order, comments and values are never touched, and line ends stay \
what they are. Nothing can be set, so that all specs look alike.

With `--check` and `--diff` nothing is written, and the run ends with 1 if something would be.

Examples:
  kafkasmith fmt
  kafkasmith fmt --check             in CI: is the spec laid out?
  kafkasmith fmt --diff              show what would change
  kafkasmith fmt - < kafka.toml      from an editor: standard input to standard output";

/// What may be written behind `fmt`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The specs; `-` lays standard input out on standard output [default: the spec that is found]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Write nothing; end with 1 if something would be
    #[arg(long)]
    pub check: bool,

    /// Write nothing; show what would be as a diff, and end with 1 if there is something
    #[arg(long)]
    pub diff: bool,
}

/// The longest line that a finding shows.
const WIDEST: usize = 80;

/// A spec with its text as it is and as it should be.
struct Job {
    spec: SpecText,
    source: SourceId,
    /// Nothing if it cannot be read.
    laid_out: Option<String>,
}

/// Lays out.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let jobs: Vec<Job> = specs(args, global, world)?
        .into_iter()
        .map(|spec| job(spec, &mut sources, &mut findings))
        .collect::<Result<_, _>>()?;
    let readable = jobs.iter().all(|job| job.laid_out.is_some());
    let writes = readable && !args.check && !args.diff;
    if let ([only], true) = (jobs.as_slice(), writes)
        && only.spec.is_stdin()
    {
        return Ok(Ending::Text(only.laid_out.clone().unwrap_or_default()));
    }
    if writes {
        let changed = jobs.iter().filter(|job| job.differs());
        let texts: Vec<(PathBuf, &[u8])> = changed
            .filter_map(|job| {
                // A link stays one: what it leads to is written.
                let path = world.files.followed(&job.spec.folder.join(&job.spec.name));
                Some((path, job.laid_out.as_deref()?.as_bytes()))
            })
            .collect();
        world.files.replace(&texts, &[])?;
    } else if args.check || args.diff {
        let program = if args.paths.is_empty() { global.program() } else { "kafkasmith".to_owned() };
        let said = jobs.iter().filter(|job| job.differs()).filter_map(|job| finding(job, &sources, args, &program));
        findings.extend(said.collect::<Vec<_>>());
    }
    let diff: String = if args.diff && readable { jobs.iter().map(Job::diff).collect() } else { String::new() };
    let count = jobs.iter().filter(|job| job.differs()).count();
    let mut report = Report::new("fmt", sources, findings);
    report.examined.insert("files", jobs.len());
    report.files = jobs.iter().map(|job| job.state(writes)).collect();
    report.files.sort();
    if !args.diff || !readable {
        return Ok(Ending::Report(report));
    }
    report.hints.push(match count {
        0 => "nothing would change".to_owned(),
        1 => "1 file would change".to_owned(),
        _ => format!("{count} files would change"),
    });
    Ok(Ending::Page(Page { blocks: vec![Block::Diff(diff)], data: None }, report))
}

/// The specs that are meant. Their names are those that somebody writes where the process was started.
fn specs(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Vec<SpecText>, Failure> {
    let stdin = args.paths.iter().filter(|path| path.as_path() == Path::new("-")).count();
    if !args.paths.is_empty() && global.spec.is_some() {
        return Err(Failure::usage("the spec is named twice").help("name it behind `fmt` or with `--spec`, not both"));
    }
    if stdin > 0 && args.paths.len() > 1 {
        return Err(Failure::usage("standard input can only be laid out alone").help("leave out `-`, or all else"));
    }
    match args.paths.as_slice() {
        [] => Ok(vec![discovery::spec(global, world)?]),
        paths => paths.iter().map(|path| discovery::at(path, world)).collect(),
    }
}

/// Works one out. A text that is no TOML is complained about as everywhere else.
fn job(spec: SpecText, sources: &mut Sources, findings: &mut Vec<Diagnostic>) -> Result<Job, Failure> {
    let id = sources.add(spec.shown(), spec.text.as_str())?;
    let Some(source) = sources.get(id) else { return Err(Failure::internal("a text that was taken in is gone")) };
    let mut complaints = Complaints::default();
    spec::read(source, &mut complaints);
    // Whatever else is wrong with a spec is no business of its layout.
    let no_toml = |complaint: &Diagnostic| [spec::ids::SYNTAX, spec::ids::DUPLICATE].contains(&complaint.id);
    let said: Vec<Diagnostic> = complaints.into_sorted().into_iter().filter(no_toml).collect();
    if !said.is_empty() {
        findings.extend(said);
        return Ok(Job { spec, source: id, laid_out: None });
    }
    match edit::fmt::format(&spec.text) {
        Some(text) => Ok(Job { spec, source: id, laid_out: Some(text) }),
        None => Err(Failure::internal(format!("laying `{}` out would change what it says", spec.shown()))),
    }
}

impl Job {
    fn differs(&self) -> bool {
        self.laid_out.as_ref().is_some_and(|text| *text != self.spec.text)
    }

    fn state(&self, written: bool) -> FileState {
        let state = match (self.laid_out.is_some(), self.differs(), written) {
            (false, _, _) => "unreadable",
            (true, false, _) => "unchanged",
            (true, true, true) => "formatted",
            (true, true, false) => "unformatted",
        };
        FileState { path: self.spec.shown(), state, listed: written && self.differs() }
    }

    /// What would change, as `patch` reads it.
    fn diff(&self) -> String {
        let Some(text) = self.laid_out.as_ref().filter(|_| self.differs()) else { return String::new() };
        let name = self.spec.shown();
        format!("{}\n", unified(&self.spec.text, text, (&format!("a/{name}"), &format!("b/{name}")), usize::MAX))
    }
}

/// What is said of a text that is laid out differently, at the first line that differs.
fn finding(job: &Job, sources: &Sources, args: &Args, program: &str) -> Option<Diagnostic> {
    let (text, source) = (job.laid_out.as_deref()?, sources.get(job.source)?);
    let name = job.spec.shown();
    let counted = lines(source.text(), text);
    let (place, label) = first_difference(source, text);
    let diagnostic =
        Diagnostic::error(edit::ids::LAYOUT, format!("`{name}` is not laid out as `kafkasmith fmt` would"))
            .at(place, label)
            .note(format!("in all, {} lines would be added and {} removed", counted.added, counted.removed));
    Some(match args.paths.as_slice() {
        _ if job.spec.is_stdin() => diagnostic,
        [] => diagnostic.help(format!("run `{program} fmt`")),
        _ => diagnostic.help(format!("run `{program} fmt {name}`")),
    })
}

/// The first line that differs, and what should stand there.
fn first_difference(source: &Source, text: &str) -> (Span, String) {
    let mut wanted = text.lines();
    let (mut start, mut found) = (0, "");
    let mut should_be = None;
    for line in source.text().split_inclusive('\n') {
        found = line.trim_end_matches(['\n', '\r']);
        should_be = wanted.next();
        if should_be != Some(found) {
            break;
        }
        start += line.len();
    }
    let label = match should_be {
        Some("") => "an empty line belongs above".to_owned(),
        Some(_) if found.trim().is_empty() => "no empty line belongs here".to_owned(),
        Some(line) if line == found => "only line ends differ".to_owned(),
        Some(line) if line.len() <= WIDEST => format!("should be `{line}`"),
        Some(_) => "should be laid out differently".to_owned(),
        None => "nothing belongs here any more".to_owned(),
    };
    (source.at(start..start + found.len()), label)
}
