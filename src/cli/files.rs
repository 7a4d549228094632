//! Files and folders. What is missing, what cannot be read and what is no text are three different things.

#![expect(clippy::disallowed_methods, reason = "this is the door")]

use super::{Failure, ids};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

mod path;
mod swap;
#[cfg(test)]
mod tests;

pub(super) use path::relative;
pub use swap::Lock;
pub(super) use swap::is_aside;

/// The file system, and where in it a run stands.
#[derive(Debug, Clone)]
pub struct Files {
    /// Where the process was started: paths in messages are relative to this.
    started: PathBuf,
    /// What relative paths are relative to; `-C` moves it.
    folder: PathBuf,
}

/// What stands at a path. Links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A socket, a device and the like.
    Other,
}

/// One thing in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name. Names that are not Unicode are given with replacement characters.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// Something could not be done with a path.
#[derive(Debug)]
pub struct FileError {
    /// The path, as somebody in the working folder writes it.
    pub path: String,
    /// What the matter is.
    pub why: Why,
}

/// What the matter is with a path.
#[derive(Debug)]
pub enum Why {
    /// Nothing is there.
    Missing,
    /// It is a folder, and a file was asked for.
    Folder,
    /// It holds bytes that are not UTF-8; the first of them is in this line, from 1.
    NotText(usize),
    /// It is there, and the system does not let us.
    Refused(io::Error),
}

impl Files {
    /// Those of the process.
    pub(super) fn real() -> Self {
        // A working folder that was deleted shows itself at the first file.
        Self::at(std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")))
    }

    /// As a process sees them that was started in `folder`.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Files { started: folder.clone(), folder }
    }

    /// Goes to another folder, as `-C` asks. Messages keep naming paths from where the process was started.
    ///
    /// # Errors
    /// If it is no folder, or cannot be looked at.
    pub fn go(&mut self, folder: &Path) -> Result<(), FileError> {
        let target = self.resolve(folder);
        // Unlike everywhere else, a link may lead there.
        let found = std::fs::metadata(&target).map_err(|error| self.error(folder, error))?;
        if !found.is_dir() {
            return Err(self.error(folder, io::Error::from(io::ErrorKind::NotADirectory)));
        }
        self.folder = target;
        Ok(())
    }

    /// The folder in which the process was started.
    pub fn started(&self) -> &Path {
        &self.started
    }

    /// The folder that relative paths are relative to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A path made absolute.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// A path as somebody writes it where the process was started: relative and with `/`; `.` for that place itself.
    pub fn shown(&self, path: &Path) -> String {
        relative(&self.started, &self.resolve(path))
    }

    /// A file's text.
    ///
    /// # Errors
    /// If it is missing, a folder, not UTF-8, or cannot be read.
    pub fn read(&self, path: &Path) -> Result<String, FileError> {
        let bytes = self.read_bytes(path)?;
        text(bytes).map_err(|why| FileError { path: self.shown(path), why })
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// If it is missing, a folder, or cannot be read.
    pub fn read_bytes(&self, path: &Path) -> Result<Vec<u8>, FileError> {
        std::fs::read(self.resolve(path)).map_err(|error| self.error(path, error))
    }

    /// What stands at a path; `None` if nothing does.
    ///
    /// # Errors
    /// If it cannot be looked at.
    pub fn kind(&self, path: &Path) -> Result<Option<Kind>, FileError> {
        match std::fs::symlink_metadata(self.resolve(path)) {
            Ok(found) => Ok(Some(Kind::of(found.file_type()))),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(self.error(path, error)),
        }
    }

    /// The path with all links followed; the path itself where nothing is.
    pub fn followed(&self, path: &Path) -> PathBuf {
        let path = self.resolve(path);
        std::fs::canonicalize(&path).unwrap_or(path)
    }

    /// What is in a folder, in the order of names.
    ///
    /// # Errors
    /// If it is missing, no folder, or cannot be read.
    pub fn list(&self, folder: &Path) -> Result<Vec<Entry>, FileError> {
        let wrong = |error| self.error(folder, error);
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(self.resolve(folder)).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            let kind = Kind::of(entry.file_type().map_err(wrong)?);
            entries.push(Entry { name: entry.file_name().to_string_lossy().into_owned(), kind });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    /// Removes the folders above a path that hold nothing, up to `top` and not `top` itself. What is not empty stays.
    pub fn prune(&self, path: &Path, top: &Path) {
        let (path, top) = (self.resolve(path), self.resolve(top));
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != top && folder.starts_with(&top)) {
            if std::fs::remove_dir(folder).is_err() {
                return;
            }
        }
    }

    /// Removes a file, or a link and not what it leads to.
    ///
    /// # Errors
    /// If it is missing, a folder, or the system refuses.
    pub fn remove(&self, path: &Path) -> Result<(), FileError> {
        match self.kind(path)? {
            None => Err(FileError { path: self.shown(path), why: Why::Missing }),
            Some(Kind::Folder) => Err(FileError { path: self.shown(path), why: Why::Folder }),
            Some(_) => std::fs::remove_file(self.resolve(path)).map_err(|error| self.error(path, error)),
        }
    }

    fn error(&self, path: &Path, error: io::Error) -> FileError {
        let why = match error.kind() {
            _ if is_missing(&error) => Why::Missing,
            io::ErrorKind::IsADirectory => Why::Folder,
            _ => Why::Refused(bare(error)),
        };
        FileError { path: self.shown(path), why }
    }
}

impl Kind {
    fn of(kind: std::fs::FileType) -> Self {
        if kind.is_symlink() {
            Kind::Link
        } else if kind.is_dir() {
            Kind::Folder
        } else if kind.is_file() {
            Kind::File
        } else {
            Kind::Other
        }
    }
}

/// Bytes as text.
///
/// # Errors
/// If they are not UTF-8.
pub fn text(bytes: Vec<u8>) -> Result<String, Why> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        Why::NotText(1 + error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count())
    })
}

impl fmt::Display for Why {
    /// What follows a path and a blank: `is missing`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Missing => out.write_str("is missing"),
            Why::Folder => out.write_str("is a folder, not a file"),
            Why::NotText(line) => write!(out, "is not UTF-8 text; line {line} holds the first byte that is not"),
            Why::Refused(error) => write!(out, "cannot be used: {error}"),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let id = match error.why {
            Why::Missing => ids::MISSING_FILE,
            Why::Folder => ids::NOT_A_FILE,
            Why::NotText(_) => ids::NOT_TEXT,
            Why::Refused(_) => ids::REFUSED,
        };
        Failure::failed(id, format!("`{}` {}", error.path, error.why))
    }
}

/// A file is missing too if what should be a folder above it is a file.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// What the system said, without the path of a file aside, which nobody knows and which is another one each time.
fn bare(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said),
        None => error,
    }
}
