//! Files that are written aside and then put in their places, so that each is there whole or not at all.

#![expect(clippy::disallowed_methods, reason = "this is the door")]

use super::{FileError, Files, Kind, Why, bare};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What begins the name of a file aside, that is, one that is being written.
const ASIDE: &str = ".kafkasmith-";
/// How many letters and digits follow.
const ASIDE_DIGITS: usize = 6;

/// A text that stands aside.
struct Aside<'p> {
    /// Where it is to go, as it was named.
    path: &'p Path,
    target: PathBuf,
    written: NamedTempFile,
}

impl Files {
    /// Writes a file whole or not at all: aside first, then renamed. Folders above it are made; its permissions stay what
    /// they were. A link at that path is replaced, never followed.
    ///
    /// # Errors
    /// If it is a folder, or the system refuses.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        self.replace(&[(path.to_owned(), bytes)], &[])
    }

    /// Writes files, each whole or not at all, then removes others. Nothing is replaced before every text stands aside, and
    /// what cannot be done is known before: if it fails there, the disk is as it was.
    ///
    /// # Errors
    /// Those of [`Files::write`] and [`Files::remove`], of the first file that has one.
    pub fn replace(&self, texts: &[(PathBuf, &[u8])], removed: &[PathBuf]) -> Result<(), FileError> {
        // Dropped last: folders that were made for nothing go when nothing is in them any more.
        let mut made = Made::default();
        let aside = self.write_aside(texts, &mut made)?;
        for path in removed {
            may_be_removed(&self.resolve(path)).map_err(|error| self.refused(path, error))?;
        }
        for Aside { path, target, written } in aside {
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
        let aside = self.write_aside(texts, &mut made)?;
        let mut created = Created(Vec::with_capacity(aside.len()));
        for Aside { path, target, written } in aside {
            written.persist_noclobber(&target).map_err(|error| self.refused(path, error.error))?;
            created.0.push(target);
        }
        created.0.clear();
        Ok(())
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

    /// Writes every text beside its place.
    fn write_aside<'p>(&self, texts: &'p [(PathBuf, &[u8])], made: &mut Made) -> Result<Vec<Aside<'p>>, FileError> {
        let aside = |(path, bytes): &'p (PathBuf, &[u8])| {
            if self.kind(path)? == Some(Kind::Folder) {
                return Err(FileError { path: self.shown(path), why: Why::Folder });
            }
            let target = self.resolve(path);
            let written = write_beside(&target, bytes, made).map_err(|error| self.refused(path, error))?;
            Ok(Aside { path, target, written })
        };
        texts.iter().map(aside).collect()
    }

    /// What went wrong while writing; a folder that is missing then is not news, but that it cannot be made is.
    fn refused(&self, path: &Path, error: io::Error) -> FileError {
        FileError { path: self.shown(path), why: Why::Refused(bare(error)) }
    }
}

/// Whether this is the name of a file aside.
pub(in crate::cli) fn is_aside(name: &str) -> bool {
    name.strip_prefix(ASIDE)
        .is_some_and(|rest| rest.len() == ASIDE_DIGITS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// A file beside the one that it will replace, with all its bytes on the disk.
fn write_beside(path: &Path, bytes: &[u8], made: &mut Made) -> io::Result<NamedTempFile> {
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
