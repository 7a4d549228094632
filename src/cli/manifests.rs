//! The manifests that somebody names: files, folders, standard input.

use super::files::{self, Kind};
use super::{Failure, Surroundings, ids};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// Folders in which nobody keeps manifests of their own.
const SKIPPED: [&str; 3] = ["node_modules", "vendor", "target"];

/// So many hidden folders are named.
const SHOWN: usize = 3;

/// A manifest that was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Its path as somebody writes it where the process was started, or `<stdin>`.
    pub(super) name: String,
    /// What it says.
    pub(super) text: String,
}

/// Reads the manifests of these paths: files as they are, folders with all that is YAML or JSON in them, `-` for standard input.
///
/// # Errors
/// If a path leads nowhere or cannot be read, or there is nothing to read at all.
pub(super) fn read(paths: &[PathBuf], world: &mut Surroundings<'_>) -> Result<Vec<Manifest>, Failure> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut hidden = BTreeSet::new();
    for path in paths {
        if path == Path::new("-") {
            if seen.insert(PathBuf::from("-")) {
                found.push(stdin(world)?);
            }
            continue;
        }
        for file in files_at(path, world, &mut hidden)? {
            if seen.insert(world.files.followed(&file)) {
                let text = world.files.read(&file)?;
                found.push(Manifest { name: world.files.shown(&file), text });
            }
        }
    }
    if found.iter().all(|manifest| manifest.text.trim().is_empty()) {
        let shown: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
        let headline = format!("there are no manifests in {}", shown.join(", "));
        let help = "name files, or folders with files that end in .yaml, .yml or .json; `-` reads standard input";
        let names: Vec<String> = hidden.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        let help = match (names.as_slice(), hidden.len().saturating_sub(SHOWN)) {
            ([], _) => help.to_owned(),
            (_, 0) => format!("{help}; hidden folders are read if they are named: {}", names.join(", ")),
            (_, more) => {
                format!("{help}; hidden folders are read if they are named: {} and {more} more", names.join(", "))
            }
        };
        return Err(Failure::nothing(ids::NO_MANIFESTS, headline).help(help));
    }
    Ok(found)
}

/// The files that a path stands for.
fn files_at(path: &Path, world: &mut Surroundings<'_>, hidden: &mut BTreeSet<String>) -> Result<Vec<PathBuf>, Failure> {
    // A link that somebody names is followed; links within folders are not.
    let followed = world.files.followed(path);
    match world.files.kind(&followed)? {
        None => {
            let shown = world.files.shown(path);
            Err(Failure::failed(ids::MISSING_FILE, format!("`{shown}` is not there")))
        }
        Some(Kind::Folder) => walk(path, world, hidden),
        Some(Kind::File | Kind::Link | Kind::Other) => Ok(vec![path.to_owned()]),
    }
}

/// What is in a folder, and in those in it; what is hidden is left out, and its name noted.
fn walk(top: &Path, world: &mut Surroundings<'_>, hidden: &mut BTreeSet<String>) -> Result<Vec<PathBuf>, Failure> {
    let (mut found, mut links) = (Vec::new(), 0);
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in world.files.list(&folder)? {
            let path = folder.join(&entry.name);
            match entry.kind {
                Kind::Folder if !entry.name.starts_with('.') && !SKIPPED.contains(&entry.name.as_str()) => {
                    folders.push(path);
                }
                Kind::Folder if entry.name.starts_with('.') && entry.name != ".git" => {
                    hidden.insert(world.files.shown(&path));
                }
                Kind::File if is_manifest(&entry.name) => found.push(path),
                Kind::Link if is_manifest(&entry.name) => links += 1,
                _ => {}
            }
        }
    }
    if links > 0 {
        world.remark(&format!("{links} symbolic links in {} are not followed", world.files.shown(top)));
    }
    found.sort();
    Ok(found)
}

fn is_manifest(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    !name.starts_with('.') && ["yaml", "yml", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whoever names `-` on a terminal is told what is being waited for.
fn stdin(world: &mut Surroundings<'_>) -> Result<Manifest, Failure> {
    if world.input.is_terminal() {
        // A hint that cannot be shown is no reason to stop.
        let _ = world.errors.print("reading manifests from the terminal; end them with Ctrl-D\n");
    }
    let unreadable = |why: String| Failure::failed(ids::REFUSED, format!("standard input {why}"));
    let bytes = world.input.read().map_err(|error| unreadable(format!("cannot be read: {error}")))?;
    let text = files::text(bytes).map_err(|why| unreadable(why.to_string()))?;
    Ok(Manifest { name: STDIN.to_owned(), text })
}
