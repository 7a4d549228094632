//! Files and folders. What is missing, what cannot be read and what is no text are three different things.

#![expect(clippy::disallowed_methods, reason = "this is the door")]

use super::Failure;
use crate::diag::Id;
use std::fmt;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

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

    /// Writes several files, each whole or not at all, and none before all of them stand aside: what cannot be written is
    /// known before anything is replaced.
    ///
    /// # Errors
    /// Those of [`Files::write`], of the first file that has one.
    pub fn write_all(&self, texts: &[(PathBuf, &[u8])]) -> Result<(), FileError> {
        let mut aside = Vec::with_capacity(texts.len());
        for (path, bytes) in texts {
            if self.kind(path)? == Some(Kind::Folder) {
                return Err(FileError { path: self.shown(path), why: Why::Folder });
            }
            let target = self.resolve(path);
            let written = write_aside(&target, bytes).map_err(|error| self.refused(path, error))?;
            aside.push((path, target, written));
        }
        for (path, target, written) in aside {
            written.persist(&target).map_err(|error| self.refused(path, error.error))?;
        }
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
    /// each file is still written whole.
    pub fn lock(&self, folder: &Path) -> Option<std::fs::File> {
        let folder = self.resolve(folder);
        if std::fs::symlink_metadata(&folder).is_ok_and(|found| found.is_symlink()) {
            return None;
        }
        std::fs::create_dir_all(&folder).ok()?;
        let handle = std::fs::File::open(&folder).ok()?;
        handle.lock().ok()?;
        Some(handle)
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
        FileError { path: self.shown(path), why: Why::Refused(error) }
    }

    fn error(&self, path: &Path, error: io::Error) -> FileError {
        let why = match error.kind() {
            _ if is_missing(&error) => Why::Missing,
            io::ErrorKind::IsADirectory => Why::Folder,
            _ => Why::Refused(error),
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
            Why::Missing => Id("cli/missing-file"),
            Why::Folder => Id("cli/not-a-file"),
            Why::NotText(_) => Id("cli/not-text"),
            Why::Refused(_) => Id("cli/refused"),
        };
        Failure::failed(id, format!("`{}` {}", error.path, error.why))
    }
}

/// A file is missing too if what should be a folder above it is a file.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_aside(path, bytes)?.persist(path)?;
    Ok(())
}

/// A file beside the one that it will replace, with all its bytes on the disk.
fn write_aside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut aside = new_file().tempfile_in(folder)?;
    aside.write_all(bytes)?;
    aside.as_file().sync_data()?;
    match std::fs::symlink_metadata(path) {
        Ok(old) if old.is_file() => aside.as_file().set_permissions(old.permissions())?,
        _ => {}
    }
    Ok(aside)
}

/// How the file aside is made: with the permissions of an ordinary new file, where by default nobody else might read it.
fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".kafkasmith-");
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

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::at(folder.path());
        (folder, files)
    }

    #[test]
    fn missing_unreadable_and_no_text_are_three_things() {
        let (folder, files) = place();
        std::fs::write(folder.path().join("latin.toml"), b"a = 1\nb = \"\xe9\"\n").unwrap();
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        let why = |path: &str| files.read(Path::new(path)).unwrap_err();
        assert!(matches!(why("nope.toml").why, Why::Missing));
        assert!(matches!(why("latin.toml/below").why, Why::Missing));
        assert!(matches!(why("sub").why, Why::Folder));
        assert!(matches!(why("latin.toml").why, Why::NotText(2)));
        assert_eq!(Failure::from(why("nope.toml")).why.headline, "`nope.toml` is missing");
    }

    #[test]
    #[cfg(unix)]
    fn what_may_not_be_read_says_so() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, files) = place();
        let path = folder.path().join("secret");
        std::fs::write(&path, "x").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
        // The superuser may read everything.
        if std::fs::read(&path).is_err() {
            assert!(matches!(files.read(Path::new("secret")).unwrap_err().why, Why::Refused(_)));
        }
    }

    #[test]
    fn writing_makes_folders_and_leaves_nothing_beside() {
        let (folder, files) = place();
        let path = Path::new("a/b/c.yaml");
        files.write(path, b"one").unwrap();
        files.write(path, b"two").unwrap();
        assert_eq!(files.read(path).unwrap(), "two");
        assert_eq!(files.list(Path::new("a/b")).unwrap(), [Entry { name: "c.yaml".into(), kind: Kind::File }]);
        assert!(matches!(files.write(Path::new("a"), b"x").unwrap_err().why, Why::Folder));
        files.remove(path).unwrap();
        assert!(matches!(files.remove(path).unwrap_err().why, Why::Missing));
        assert!(matches!(files.remove(Path::new("a")).unwrap_err().why, Why::Folder));
        drop(folder);
    }

    #[test]
    #[cfg(unix)]
    fn permissions_are_ordinary_and_kept() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, files) = place();
        let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        std::fs::write(folder.path().join("ordinary"), "").unwrap();
        files.write(Path::new("new"), b"").unwrap();
        assert_eq!(mode("new"), mode("ordinary"));
        std::fs::set_permissions(folder.path().join("new"), std::fs::Permissions::from_mode(0o751)).unwrap();
        files.write(Path::new("new"), b"again").unwrap();
        assert_eq!(mode("new"), 0o751);
    }

    #[test]
    #[cfg(unix)]
    fn links_are_seen_and_not_followed() {
        let (folder, files) = place();
        std::fs::write(folder.path().join("target"), "kept").unwrap();
        std::os::unix::fs::symlink("target", folder.path().join("link")).unwrap();
        assert_eq!(files.kind(Path::new("link")).unwrap(), Some(Kind::Link));
        files.write(Path::new("link"), b"new").unwrap();
        assert_eq!(files.kind(Path::new("link")).unwrap(), Some(Kind::File));
        assert_eq!(files.read(Path::new("target")).unwrap(), "kept");
    }

    #[test]
    fn paths_are_shown_from_where_the_process_was_started() {
        let (folder, mut files) = place();
        std::fs::create_dir_all(folder.path().join("services/kafka")).unwrap();
        files.go(Path::new("services")).unwrap();
        assert_eq!(files.shown(Path::new("kafka/x.toml")), "services/kafka/x.toml");
        assert_eq!(files.shown(Path::new("../y.toml")), "y.toml");
        assert_eq!(files.shown(Path::new("..")), ".");
        assert_eq!(files.shown(Path::new("../..")), "..");
        assert!(files.go(Path::new("nope")).is_err());
    }
}
