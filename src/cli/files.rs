//! Files and folders. What is missing, what cannot be read and what is no text are three different things.

#![expect(clippy::disallowed_methods, reason = "this is the door")]

use super::{Failure, ids};
use std::fmt;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// What begins the name of a file aside, that is, one that is being written.
const ASIDE: &str = ".kafkasmith-";
/// How many letters and digits follow.
const ASIDE_DIGITS: usize = 6;

#[cfg(test)]
mod tests;

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

    /// Writes a file whole or not at all: aside first, then renamed. Folders above it are made; its permissions stay what
    /// they were. A link at that path is replaced, never followed.
    ///
    /// # Errors
    /// If it is a folder, or the system refuses.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        if self.kind(path)? == Some(Kind::Folder) {
            return Err(FileError { path: self.shown(path), why: Why::Folder });
        }
        write(&self.resolve(path), bytes).map_err(|error| self.error(path, error))
    }

    /// Writes files, each whole or not at all, then removes others. Nothing is replaced before every text stands aside, and
    /// what cannot be done is known before: if it fails there, the disk is as it was.
    ///
    /// # Errors
    /// Those of [`Files::write`] and [`Files::remove`], of the first file that has one.
    pub fn replace(&self, texts: &[(PathBuf, &[u8])], removed: &[PathBuf]) -> Result<(), FileError> {
        // Dropped last: folders that were made for nothing go when nothing is in them any more.
        let mut made = Made::default();
        let mut aside = Vec::with_capacity(texts.len());
        for (path, bytes) in texts {
            if self.kind(path)? == Some(Kind::Folder) {
                return Err(FileError { path: self.shown(path), why: Why::Folder });
            }
            let target = self.resolve(path);
            let written = write_aside(&target, bytes, &mut made).map_err(|error| self.refused(path, error))?;
            aside.push((path, target, written));
        }
        for path in removed {
            may_be_removed(&self.resolve(path)).map_err(|error| self.refused(path, error))?;
        }
        for (path, target, written) in aside {
            written.persist(&target).map_err(|error| self.refused(path, error.error))?;
        }
        removed.iter().try_for_each(|path| self.remove(path))
    }

    /// Writes files that are not there yet: all of them or none, and never over what is there, be it put there meanwhile.
    ///
    /// # Errors
    /// Those of the first file that cannot be made.
    pub fn create(&self, texts: &[(PathBuf, &[u8])]) -> Result<(), FileError> {
        // Dropped last, as in `replace`.
        let mut made = Made::default();
        let mut aside = Vec::with_capacity(texts.len());
        for (path, bytes) in texts {
            let target = self.resolve(path);
            let written = write_aside(&target, bytes, &mut made).map_err(|error| self.refused(path, error))?;
            aside.push((path, target, written));
        }
        let mut created = Created(Vec::with_capacity(aside.len()));
        for (path, target, written) in aside {
            written.persist_noclobber(&target).map_err(|error| self.refused(path, error.error))?;
            created.0.push(target);
        }
        created.0.clear();
        Ok(())
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

    /// Keeps other runs from writing below a folder until it is dropped. Where the system has no such locks there is none:
    /// each file is still written whole. The folder is made if need be, and goes again if nothing was put into it.
    pub fn lock(&self, folder: &Path) -> Option<Lock> {
        let folder = self.resolve(folder);
        let mut made = Made::default();
        made.all(&folder).ok()?;
        let handle = std::fs::File::open(&folder).ok()?;
        handle.lock().ok()?;
        Some(Lock { _made: made, _handle: handle })
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

    /// What went wrong while writing; a folder that is missing then is not news, but that it cannot be made is.
    fn refused(&self, path: &Path, error: io::Error) -> FileError {
        FileError { path: self.shown(path), why: Why::Refused(bare(error)) }
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

/// Whether this is the name of a file aside.
pub(super) fn is_aside(name: &str) -> bool {
    name.strip_prefix(ASIDE)
        .is_some_and(|rest| rest.len() == ASIDE_DIGITS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// A file is missing too if what should be a folder above it is a file.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_aside(path, bytes, &mut Made::default())?.persist(path)?;
    Ok(())
}

/// A file beside the one that it will replace, with all its bytes on the disk.
fn write_aside(path: &Path, bytes: &[u8], made: &mut Made) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let old = std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file);
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        return Err(read_only());
    }
    made.all(folder)?;
    let mut aside = new_file().tempfile_in(folder)?;
    aside.write_all(bytes)?;
    aside.as_file().sync_data()?;
    if let Some(old) = old {
        aside.as_file().set_permissions(old.permissions())?;
    }
    Ok(aside)
}

/// Whether a file can be removed: that is up to its folder, and to whoever took the right to write from the file itself.
fn may_be_removed(path: &Path) -> io::Result<()> {
    if std::fs::symlink_metadata(path)?.permissions().readonly() {
        return Err(read_only());
    }
    new_file().tempfile_in(path.parent().unwrap_or(Path::new("."))).map(drop)
}

/// A rename would replace such a file all the same; but somebody took the right to write it away, and meant it.
fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only")
}

/// What the system said, without the path of a file aside, which nobody knows and which is another one each time.
fn bare(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said),
        None => error,
    }
}

/// Folders that were made; when dropped, those of them go that hold nothing.
#[derive(Debug, Default)]
struct Made(Vec<PathBuf>);

impl Made {
    /// Makes a folder and those above it.
    fn all(&mut self, folder: &Path) -> io::Result<()> {
        let missing = folder.ancestors().take_while(|folder| std::fs::symlink_metadata(folder).is_err());
        let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        missing.reverse();
        self.0.append(&mut missing);
        std::fs::create_dir_all(folder)
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // One that holds something is there to stay.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// Files that were created and are removed when it is dropped, unless they are taken out first.
struct Created(Vec<PathBuf>);

impl Drop for Created {
    fn drop(&mut self) {
        for file in &self.0 {
            // Whoever took it away meanwhile did the same.
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Held while a run writes below a folder.
#[derive(Debug)]
pub struct Lock {
    _made: Made,
    _handle: std::fs::File,
}

/// How the file aside is made: with the permissions of an ordinary new file, where by default nobody else might read it.
fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(ASIDE).rand_bytes(ASIDE_DIGITS);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}

/// The way from one absolute folder to a path, with `/`. By names alone: links are not looked at.
pub(super) fn relative(from: &Path, to: &Path) -> String {
    let (from, to) = (plain(from), plain(to));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to.iter().skip(shared).map(|part| part.to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// The names in a path, `.` and `..` worked out.
fn plain(path: &Path) -> Vec<std::ffi::OsString> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) | Component::Normal(_) => parts.push(component.as_os_str().to_owned()),
            Component::RootDir | Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()),
        }
    }
    parts
}
