//! What becomes of each file of a starter, by what is there already. Nothing is written here.

use super::Ci;
use super::pieces::{MayBeThere, Piece};
use crate::cli::files::Kind;
use crate::cli::{Failure, Surroundings, discovery, ids};
use std::path::{Path, PathBuf};

/// Where the working folder is.
#[derive(Debug)]
pub(super) struct Site {
    /// Whether it is in a git repository.
    pub(super) in_repository: bool,
    /// The way to it from the repository's root: empty, or with `/` at its end.
    pub(super) prefix: String,
    /// Whose CI seems to be in use.
    pub(super) ci: Ci,
}

/// What is to be done.
pub(super) struct Plan {
    pub(super) files: Vec<File>,
}

/// A file, and what becomes of it.
pub(super) struct File {
    path: PathBuf,
    /// Its path as somebody writes it where the program was started.
    pub(super) shown: String,
    text: String,
    pub(super) fate: Fate,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is written.
    Create,
    /// It says already what it is to say.
    Unchanged,
    /// It is somebody's, who adds to it what it lacks.
    Add,
    /// It is not there, and belongs where this run does not write: somebody makes it.
    Make,
    /// It keeps all others from being written, because of this. No file of a plan has this fate.
    InTheWay(&'static str),
}

impl Site {
    pub(super) fn of(world: &Surroundings<'_>) -> Self {
        // Where git gives no answer, this is as good as no repository: nothing above is known.
        let repository = world.git().repository().ok();
        let prefix = repository.as_ref().map(|repository| repository.prefix.clone()).unwrap_or_default();
        let site = Site { in_repository: repository.is_some(), prefix, ci: Ci::Github };
        let gitlab = world.files.kind(&site.root().join(".gitlab-ci.yml")).is_ok_and(|kind| kind.is_some());
        Site { ci: if gitlab { Ci::Gitlab } else { Ci::Github }, ..site }
    }

    /// The way up to the repository's root; empty if this is it.
    fn root(&self) -> PathBuf {
        self.prefix.split_terminator('/').map(|_| "..").collect()
    }
}

impl Plan {
    /// Decides for each file.
    ///
    /// # Errors
    /// If files of ours are there and say something else: all of them are named.
    pub(super) fn of(pieces: Vec<Piece>, site: &Site, world: &Surroundings<'_>) -> Result<Self, Failure> {
        let mut files = Vec::with_capacity(pieces.len());
        let mut in_the_way = specs(&pieces, world)?;
        for piece in pieces {
            let above = if piece.in_root { site.root() } else { PathBuf::new() };
            let path = above.join(&piece.path);
            let elsewhere = !above.as_os_str().is_empty();
            let (fate, shown) = (fate(&path, &piece, elsewhere, world)?, world.files.shown(&path));
            match fate {
                Fate::InTheWay(why) => in_the_way.push(format!("`{shown}` {why}")),
                fate => files.push(File { shown, path, text: piece.text, fate }),
            }
        }
        if in_the_way.is_empty() { Ok(Plan { files }) } else { Err(refusal(&in_the_way)) }
    }

    /// What is written.
    pub(super) fn texts(&self) -> Vec<(PathBuf, &[u8])> {
        let created = self.files.iter().filter(|file| file.fate == Fate::Create);
        created.map(|file| (file.path.clone(), file.text.as_bytes())).collect()
    }

    /// What somebody is to write where this run does not.
    pub(super) fn to_add(&self) -> Vec<String> {
        let said = |file: &File| {
            let what = match file.fate {
                Fate::Create | Fate::Unchanged | Fate::InTheWay(_) => return None,
                Fate::Add => "is there already and stays as it is; add to it what it lacks of this",
                Fate::Make => "is read in the root of the repository only, above this folder; make it with this",
            };
            Some(format!("\n{} {what}:\n\n{}", file.shown, file.text.trim_end()))
        };
        self.files.iter().filter_map(said).collect()
    }
}

/// The specs that the folder has already: with one more, each command would have to be told which is meant.
fn specs(pieces: &[Piece], world: &Surroundings<'_>) -> Result<Vec<String>, Failure> {
    let found = discovery::candidates(world.files.folder(), world)?;
    let others = found.into_iter().filter(|name| pieces.iter().all(|piece| piece.path != *name));
    Ok(others.map(|name| format!("`{}` is a spec already", world.files.shown(name.as_ref()))).collect())
}

/// What becomes of a file. `elsewhere` is where this run does not write.
fn fate(path: &Path, piece: &Piece, elsewhere: bool, world: &Surroundings<'_>) -> Result<Fate, Failure> {
    let text = match world.files.kind(path)? {
        None if elsewhere => return Ok(Fate::Make),
        None if behind_link(&piece.path, world)? => {
            return Ok(Fate::InTheWay("is behind a symbolic link, which is not followed"));
        }
        None => return Ok(Fate::Create),
        Some(Kind::File) => world.files.read(path).ok(),
        // Whatever a link leads to is not ours to judge.
        Some(Kind::Link | Kind::Folder | Kind::Other) => None,
    };
    let same = text.as_ref().is_some_and(|text| *text == piece.text);
    let complete = || text.as_ref().is_some_and(|text| holds(text, &piece.text));
    Ok(match piece.may_be_there {
        MayBeThere::No => Fate::InTheWay("is there already"),
        MayBeThere::Same if same => Fate::Unchanged,
        MayBeThere::Same if !elsewhere => Fate::InTheWay("is there already"),
        MayBeThere::Same | MayBeThere::Shared if complete() => Fate::Unchanged,
        MayBeThere::Same | MayBeThere::Shared => Fate::Add,
    })
}

/// Whether a folder on the way to a file is a link.
fn behind_link(path: &str, world: &Surroundings<'_>) -> Result<bool, Failure> {
    for folder in Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
        if world.files.kind(folder)? == Some(Kind::Link) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether each line of a text that is no comment is among the lines of another.
fn holds(text: &str, wanted: &str) -> bool {
    let said =
        |line: &str| line.split(" #").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = text.lines().map(said).collect();
    let wanted = wanted.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    wanted.map(said).all(|line| lines.contains(&line))
}

fn refusal(in_the_way: &[String]) -> Failure {
    let id = ids::IN_THE_WAY;
    let failure = match in_the_way {
        [only] => Failure::failed(id, format!("{only}; nothing was written")),
        several => {
            let headline = format!("{} files are in the way; nothing was written", several.len());
            several.iter().fold(Failure::failed(id, headline), |failure, why| failure.note(why.clone()))
        }
    };
    failure.help("`init` makes new files only: go to another folder with `-C DIR`, or move away what is there")
}
