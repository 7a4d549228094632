//! A spec with its output folder: what is rendered, what is there, what git says. `render` and `check` share it.

use super::args::Global;
use super::discovery::{self, SpecText};
use super::files::{Files, Kind, Why};
use super::git::GitError;
use super::{Failure, Surroundings, files, ids};
use crate::bundle::header::{self, Header};
use crate::catalog::Release;
use crate::compare::drift::{Found, State, Tracking, state};
use crate::compare::text::unix;
use crate::diag::{Complaints, Diagnostic, Source, Sources};
use crate::policy::beside;
use crate::render::{self, Artefact, Fault, Set};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A spec that was read, and its set if it has no mistakes.
pub(super) struct Workspace {
    pub(super) spec: SpecText,
    pub(super) sources: Sources,
    pub(super) complaints: Vec<Diagnostic>,
    pub(super) set: Option<Set>,
}

/// A file of the set, or one that bears our mark and is not in the set.
pub(super) struct File<'s> {
    /// Its path below the output folder.
    pub(super) path: String,
    pub(super) artefact: Option<&'s Artefact>,
    pub(super) found: Found,
    pub(super) state: State,
}

impl Workspace {
    /// Reads the spec that is meant and renders it in memory.
    pub(super) fn open(global: &Global, world: &mut Surroundings<'_>) -> Result<Self, Failure> {
        Self::of(discovery::spec(global, world)?)
    }

    /// Renders a spec in memory.
    pub(super) fn of(spec: SpecText) -> Result<Self, Failure> {
        Self::rendered(spec, render::set)
    }

    /// Renders a spec as if it named another release.
    pub(super) fn rehearsed(spec: SpecText, release: &Release) -> Result<Self, Failure> {
        Self::rendered(spec, |source, complaints| render::rehearsal(source, release, complaints))
    }

    fn rendered(
        spec: SpecText,
        render: impl FnOnce(&Source, &mut Complaints) -> Result<Option<Set>, Fault>,
    ) -> Result<Self, Failure> {
        let mut sources = Sources::default();
        // A checkout with Windows line ends says the same; texts over several lines would differ otherwise.
        let id = sources.add(spec.name.as_str(), unix(&spec.text))?;
        let source = sources.get(id).ok_or_else(|| Failure::internal("a text that was taken in is gone"))?;
        if beside::is_beside(source) {
            let headline = format!("`{}` is no spec: it stands beside manifests", spec.shown());
            return Err(Failure::nothing(ids::NO_SPEC, headline)
                .help("judge these with `kafkasmith validate PATH`, or name a spec with `--spec PATH`"));
        }
        let mut complaints = Complaints::default();
        let set = render(source, &mut complaints).map_err(|fault| Failure::internal(fault.to_string()))?;
        Ok(Workspace { spec, sources, complaints: complaints.into_sorted(), set })
    }
}

/// The output folder of a set, as it is on disk.
pub(super) struct Folder<'w> {
    files: &'w Files,
    spec: &'w SpecText,
    /// Relative to the spec's folder, without `/` at its end.
    pub(super) name: &'w str,
}

impl<'w> Folder<'w> {
    pub(super) fn new(files: &'w Files, spec: &'w SpecText, set: &'w Set) -> Self {
        Folder { files, spec, name: &set.model.project.output.value }
    }

    /// A path below it, for the system.
    pub(super) fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    /// The folder itself.
    pub(super) fn root(&self) -> PathBuf {
        self.spec.folder.join(self.name)
    }

    /// Every file of the set and every file that bears our mark, with its state.
    pub(super) fn look<'s>(&self, set: &'s Set, tracking: Option<&Tracking>) -> Result<Vec<File<'s>>, Failure> {
        let mut marked = self.marked()?;
        let mut all = Vec::new();
        for artefact in &set.artefacts {
            let found = match marked.remove(&artefact.path) {
                Some(text) => Found::Text(text),
                None => self.found(&artefact.path)?,
            };
            all.push(File::of(&artefact.path, Some(artefact), found, tracking));
        }
        all.extend(marked.into_iter().map(|(path, text)| File::of(&path, None, Found::Text(text), tracking)));
        all.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(all)
    }

    /// What is at a path; links are seen and not followed, on the way there too.
    fn found(&self, path: &str) -> Result<Found, Failure> {
        let mut so_far = self.spec.folder.clone();
        let mut parts = self.name.split('/').chain(path.split('/')).peekable();
        while let Some(part) = parts.next() {
            so_far.push(part);
            let kind = self.files.kind(&so_far)?;
            match (kind, parts.peek()) {
                (None, _) => return Ok(Found::Nothing),
                (Some(Kind::Folder), Some(_)) => {}
                (Some(Kind::Link), Some(_)) => {
                    let link = self.files.shown(&so_far);
                    return Ok(Found::Odd(format!("is behind the symbolic link {link}, which is not followed")));
                }
                (Some(_), Some(_)) => {
                    let file = self.files.shown(&so_far);
                    return Ok(Found::Odd(format!("cannot be there: {file} is no folder")));
                }
                (Some(Kind::File), None) => return Ok(self.read(&so_far)),
                (Some(Kind::Folder), None) => return Ok(Found::Odd("is a folder".to_owned())),
                (Some(Kind::Link), None) => {
                    return Ok(Found::Odd("is a symbolic link, which is not followed".to_owned()));
                }
                (Some(Kind::Other), None) => return Ok(Found::Odd("is no file".to_owned())),
            }
        }
        Ok(Found::Nothing)
    }

    fn read(&self, path: &Path) -> Found {
        match self.files.read(path) {
            Ok(text) => Found::Text(text),
            Err(error) if matches!(error.why, Why::Refused(_)) => Found::Unreadable(error.why.to_string()),
            Err(error) => Found::Odd(error.why.to_string()),
        }
    }

    /// The files below the folder that bear our mark. Links are not followed; what cannot be read bears none.
    fn marked(&self) -> Result<BTreeMap<String, String>, Failure> {
        let mut marked = BTreeMap::new();
        // What stands aside may bear the mark already; `render` removes it as what it is.
        for path in self.walk()?.into_iter().filter(|path| !is_aside(path)) {
            if let Ok(bytes) = self.files.read_bytes(&self.path(&path))
                && let Ok(text) = files::text(bytes)
                && let Header::Present(_) = header::read(&text)
            {
                marked.insert(path, text);
            }
        }
        Ok(marked)
    }

    /// Files that a run which was killed left behind.
    pub(super) fn left_behind(&self) -> Result<Vec<String>, Failure> {
        Ok(self.walk()?.into_iter().filter(|path| is_aside(path)).collect())
    }

    /// All files below the folder.
    fn walk(&self) -> Result<Vec<String>, Failure> {
        let mut found = Vec::new();
        let mut folders = vec![String::new()];
        if self.leads_through_link()? {
            return Ok(found);
        }
        while let Some(folder) = folders.pop() {
            let path = self.path(&folder);
            if self.files.kind(&path)? != Some(Kind::Folder) {
                continue;
            }
            for entry in self.files.list(&path)? {
                let below = if folder.is_empty() { entry.name } else { format!("{folder}/{}", entry.name) };
                match entry.kind {
                    Kind::Folder => folders.push(below),
                    Kind::File => found.push(below),
                    Kind::Link | Kind::Other => {}
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Whether a folder on the way to the output folder, or that folder itself, is a link.
    pub(super) fn leads_through_link(&self) -> Result<bool, Failure> {
        let mut so_far = self.spec.folder.clone();
        for part in self.name.split('/') {
            so_far.push(part);
            if self.files.kind(&so_far)? == Some(Kind::Link) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether the file of that path stands aside, that is, was being written when its run ended.
fn is_aside(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(files::is_aside)
}

impl<'s> File<'s> {
    pub(super) fn of(path: &str, artefact: Option<&'s Artefact>, found: Found, tracking: Option<&Tracking>) -> Self {
        let state = state(path, artefact.map(|artefact| artefact.text.as_str()), &found, tracking);
        File { path: path.to_owned(), artefact, found, state }
    }
}

/// What git says of the files of a set; nothing where there is no git or no repository, which is remarked.
pub(super) fn tracking(spec: &SpecText, set: &Set, world: &mut Surroundings<'_>) -> Result<Option<Tracking>, Failure> {
    let folder = spec.folder.join(&set.model.project.output.value);
    if world.files.kind(&folder)? != Some(Kind::Folder) {
        return Ok(None);
    }
    let paths: BTreeSet<String> = set.artefacts.iter().map(|artefact| artefact.path.clone()).collect();
    let git = world.git();
    let asked = git.tracked(&folder).and_then(|tracked| Ok((tracked, git.ignored(&folder, &paths)?)));
    match asked {
        Ok((tracked, ignored)) => {
            let rule =
                |rule: super::git::IgnoreRule| format!("`{}` in {}, line {}", rule.pattern, rule.file, rule.line);
            let ignored = ignored.into_iter().filter(|(path, _)| !tracked.contains(path));
            let ignored = ignored.map(|(path, why)| (path, rule(why))).collect();
            Ok(Some(Tracking { tracked, ignored }))
        }
        Err(GitError::NoRepository | GitError::NoProgram) => {
            world.remark("not asked what git tracks: there is no git, or this is not a repository");
            Ok(None)
        }
        Err(error) => {
            Err(Failure::failed(ids::GIT, error.to_string()).help("let git answer, or leave it out with `--no-git`"))
        }
    }
}
