//! `kafkasmith.toml`, which stands beside manifests that somebody wrote.

use super::files::Kind;
use super::{Failure, Surroundings, ids};
use crate::diag::Sources;
use crate::policy::beside;
use std::path::{Path, PathBuf};

/// Its name.
const NAME: &str = "kafkasmith.toml";

/// What stands beside manifests.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BesideText {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its name as messages print it.
    pub(super) name: String,
    /// What it says.
    pub(super) text: String,
    /// Whether all that stands beside it is among the manifests, so that what it accepts in vain is known.
    pub(super) is_whole: bool,
}

/// Finds what stands beside manifests: in the folder that is named, or that of a file, else in the nearest folder above it, up
/// to the root of the git repository. A spec of that name says nothing of manifests that somebody wrote.
///
/// # Errors
/// If it cannot be read, or manifests that are judged together do not have one in common.
pub(super) fn find(paths: &[PathBuf], world: &mut Surroundings<'_>) -> Result<Option<BesideText>, Failure> {
    let limit = world.git().repository().map(|repository| repository.root).ok();
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        let file = above(&folder(path, world)?, limit.as_deref(), world)?;
        found.extend(file.filter(|file| !found.contains(file)));
    }
    let path = match found.as_slice() {
        [] => return Ok(None),
        [only] => only.clone(),
        several => {
            let shown: Vec<String> = several.iter().map(|path| format!("`{}`", world.files.shown(path))).collect();
            let headline = format!("{} files say what holds for these manifests", several.len());
            let failure = Failure::failed(ids::SEVERAL_SPECS, headline).note(shown.join(", "));
            return Err(failure.help("judge the folders one after the other"));
        }
    };
    let beside = path.parent().unwrap_or(Path::new("")).to_owned();
    let is_whole = paths.iter().any(|path| world.files.followed(path) == beside);
    let name = world.files.shown(&path);
    world.remark(&format!("beside the manifests: {name}"));
    Ok(Some(BesideText { text: world.files.read(&path)?, path, name, is_whole }))
}

/// The folder in which manifests stand; those of standard input belong where the run stands.
fn folder(path: &Path, world: &Surroundings<'_>) -> Result<PathBuf, Failure> {
    if path == Path::new("-") {
        return Ok(world.files.followed(Path::new("")));
    }
    let followed = world.files.followed(path);
    if world.files.kind(&followed)? == Some(Kind::Folder) {
        return Ok(followed);
    }
    Ok(world.files.followed(path.parent().unwrap_or(Path::new(""))))
}

/// The file of a folder, or of the nearest one above it that has one.
fn above(folder: &Path, limit: Option<&Path>, world: &Surroundings<'_>) -> Result<Option<PathBuf>, Failure> {
    let within = |folder: &&Path| limit.is_some_and(|limit| folder.starts_with(limit));
    for folder in std::iter::once(folder).chain(folder.ancestors().skip(1).take_while(within)) {
        let path = folder.join(NAME);
        if matches!(world.files.kind(&path)?, Some(Kind::File | Kind::Link)) && !is_spec(&path, world)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn is_spec(path: &Path, world: &Surroundings<'_>) -> Result<bool, Failure> {
    let mut sources = Sources::default();
    let id = sources.add(NAME, world.files.read(path)?);
    Ok(id.ok().and_then(|id| sources.get(id)).is_some_and(beside::is_spec))
}
