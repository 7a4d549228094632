//! Which spec is meant, and its text.
//!
//! The one that is named; else `KAFKASMITH_SPEC`; else `kafkasmith.toml`, or the only file whose name ends in `kafka.toml`, in the
//! working folder or the nearest folder above it, up to the root of the git repository and never beyond.

use super::args::Global;
use super::files::{self, FileError, Kind, Why};
use super::git::GitError;
use super::{Failure, Surroundings, ids};
use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// The name that wins over all others in its folder.
const NAME: &str = "kafkasmith.toml";
/// How the other names end.
const ENDING: &str = "kafka.toml";
/// What a spec from standard input is called.
const STDIN: &str = "<stdin>";
/// The variable that names a spec.
pub(super) const VARIABLE: &str = "KAFKASMITH_SPEC";

/// A spec that was found and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecText {
    /// The folder that all paths in it, and all names in messages, are relative to.
    pub folder: PathBuf,
    /// Its name in that folder, or `<stdin>`.
    pub name: String,
    /// The way from where the process was started to that folder: empty, or with `/` at its end. For
    /// [`Report::base`](crate::report::Report).
    pub base: String,
    /// What it says.
    pub text: String,
}

/// Finds and reads the spec.
///
/// # Errors
/// [`Exit::Nothing`](super::Exit) if there is none, or nothing is in it; [`Exit::Failed`](super::Exit) if it is not clear which
/// one is meant, or it cannot be read.
pub fn spec(global: &Global, world: &mut Surroundings<'_>) -> Result<SpecText, Failure> {
    if let Some(path) = named(global, world) {
        return at(&path, world);
    }
    let path = search(world)?;
    taken(file(&path, world)?, world)
}

/// Whether somebody said which spec is meant.
pub fn is_named(global: &Global, world: &Surroundings<'_>) -> bool {
    named(global, world).is_some()
}

fn named(global: &Global, world: &Surroundings<'_>) -> Option<PathBuf> {
    global.spec.clone().or_else(|| {
        let value = world.environment.get_os(VARIABLE)?;
        (!value.is_empty()).then(|| PathBuf::from(value))
    })
}

/// Reads the spec of that path; `-` is standard input.
///
/// # Errors
/// As [`spec`] has.
pub fn at(path: &Path, world: &mut Surroundings<'_>) -> Result<SpecText, Failure> {
    let spec = if path == Path::new("-") {
        stdin(world)?
    } else {
        file(path, world).map_err(|why| hint_at_neighbours(why, path, world))?
    };
    taken(spec, world)
}

/// A spec that was read, unless nothing is in it.
fn taken(spec: SpecText, world: &mut Surroundings<'_>) -> Result<SpecText, Failure> {
    world.remark(&format!("spec: {}", spec.shown()));
    if spec.text.trim().is_empty() {
        let what = spec.shown();
        return Err(Failure::nothing(ids::EMPTY_SPEC, format!("`{what}` is empty")).help("describe the platform in it"));
    }
    Ok(spec)
}

impl SpecText {
    /// Whether it was read from standard input, and has no file.
    pub fn is_stdin(&self) -> bool {
        self.name == STDIN
    }

    /// Its name as somebody writes it where the process was started.
    pub fn shown(&self) -> String {
        if self.is_stdin() { self.name.clone() } else { format!("{}{}", self.base, self.name) }
    }

    fn new(path: &Path, text: String, world: &Surroundings<'_>) -> Self {
        let folder = world.files.resolve(path.parent().unwrap_or(Path::new("")));
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        SpecText { base: base(&folder, world), folder, name, text }
    }
}

fn base(folder: &Path, world: &Surroundings<'_>) -> String {
    match world.files.shown(folder).as_str() {
        "." => String::new(),
        way => format!("{way}/"),
    }
}

/// Whoever names `-` on a terminal is told what is being waited for.
fn stdin(world: &mut Surroundings<'_>) -> Result<SpecText, Failure> {
    if world.input.is_terminal() {
        // A hint that cannot be shown is no reason to stop.
        let _ = world.errors.print("reading the spec from the terminal; end it with Ctrl-D\n");
    }
    let unreadable = |why: String| Failure::failed(ids::REFUSED, format!("standard input {why}"));
    let bytes = world.input.read().map_err(|error| unreadable(format!("cannot be read: {error}")))?;
    let text = files::text(bytes).map_err(|why| unreadable(why.to_string()))?;
    let folder = world.files.folder().to_owned();
    Ok(SpecText { base: base(&folder, world), folder, name: STDIN.to_owned(), text })
}

fn file(path: &Path, world: &Surroundings<'_>) -> Result<SpecText, FileError> {
    let text = world.files.read(path)?;
    Ok(SpecText::new(path, text, world))
}

/// A name that leads nowhere is as good as no spec; what stands beside it is often what was meant.
fn hint_at_neighbours(error: FileError, path: &Path, world: &Surroundings<'_>) -> Failure {
    let folder = if matches!(error.why, Why::Folder) { path } else { path.parent().unwrap_or(Path::new("")) };
    let near = candidates(folder, world).unwrap_or_default();
    let near: Vec<String> = near.iter().map(|name| format!("`{}`", world.files.shown(&folder.join(name)))).collect();
    let failure = match error.why {
        Why::Missing => Failure::nothing(ids::NO_SPEC, format!("there is no spec `{}`", error.path)),
        Why::Folder => error.into(),
        Why::NotText(_) | Why::Refused(_) => return error.into(),
    };
    if near.is_empty() { failure } else { failure.help(format!("is it {}?", near.join(" or "))) }
}

/// Looks for a spec nobody named.
pub(super) fn search(world: &Surroundings<'_>) -> Result<PathBuf, Failure> {
    let here = world.files.folder().to_owned();
    if let Some(path) = only(&here, world)? {
        return Ok(path);
    }
    let mut looked_in = vec![here];
    let mut limit = "only folders up to the root of the git repository are looked into".to_owned();
    match world.git().repository() {
        Ok(repository) => {
            // Git followed links on the way to its root; going up from there cannot lead out of the repository.
            let above = repository.root.join(&repository.prefix);
            for folder in above.ancestors().skip(1).take_while(|folder| folder.starts_with(&repository.root)) {
                if let Some(path) = only(folder, world)? {
                    return Ok(path);
                }
                looked_in.push(folder.to_owned());
            }
        }
        Err(GitError::NoRepository) => {
            "the folders above were not looked into, because this is not a git repository".clone_into(&mut limit);
        }
        Err(error) => limit = format!("the folders above were not looked into: {error}"),
    }
    let folders: Vec<String> = looked_in.iter().map(|folder| format!("`{}`", world.files.shown(folder))).collect();
    Err(Failure::nothing(ids::NO_SPEC, "no spec was found")
        .note(format!("looked for `{NAME}`, or one file whose name ends in `{ENDING}`, in {}", folders.join(", ")))
        .note(limit)
        .help(format!("name it with `--spec PATH` or in `{VARIABLE}`, or go to its folder with `-C DIR`; or make one with `kafkasmith init`")))
}

/// The spec of a folder, if it has one.
fn only(folder: &Path, world: &Surroundings<'_>) -> Result<Option<PathBuf>, Failure> {
    let names = candidates(folder, world)?;
    match names.as_slice() {
        [] => Ok(None),
        [name] => Ok(Some(folder.join(name))),
        names => {
            let shown: Vec<String> =
                names.iter().map(|name| format!("`{}`", world.files.shown(&folder.join(name)))).collect();
            Err(Failure::failed(ids::SEVERAL_SPECS, format!("{} files could be the spec", names.len()))
                .note(shown.join(", "))
                .help(format!(
                    "name one with `--spec PATH` or in `{VARIABLE}`, or call the one that is meant by default `{NAME}`"
                )))
        }
    }
}

/// The names in a folder that a spec may have: the one that wins alone, else all the others.
pub(super) fn candidates(folder: &Path, world: &Surroundings<'_>) -> Result<Vec<String>, Failure> {
    let entries = world.files.list(folder)?;
    // A link may lead to a spec. Hidden files are the leftovers of editors and of foreign file systems.
    let files = entries.into_iter().filter(|entry| matches!(entry.kind, Kind::File | Kind::Link));
    let names: Vec<String> = files.map(|entry| entry.name).filter(|name| !name.starts_with('.')).collect();
    if names.iter().any(|name| name == NAME) {
        return Ok(vec![NAME.to_owned()]);
    }
    Ok(names.into_iter().filter(|name| name.ends_with(ENDING)).collect())
}
