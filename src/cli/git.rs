//! Git, asked through its own program: what it tracks, what it ignores, what is staged.

#![expect(clippy::disallowed_methods, reason = "this is the door")]

use super::files::{Files, relative};
use super::surroundings::Environment;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Git as a folder sees it.
#[derive(Debug)]
pub struct Git<'a> {
    files: &'a Files,
    environment: &'a Environment,
}

/// The repository that a folder is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Its topmost folder, links followed.
    pub root: PathBuf,
    /// The way from there to the folder that was asked about: empty, or with `/` at its end.
    pub prefix: String,
}

/// The line that makes git ignore a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreRule {
    /// The file that it stands in, as git names it.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What it says.
    pub pattern: String,
}

/// Why git has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GitError {
    /// There is no `git` program.
    NoProgram,
    /// The folder is in no repository, or in one without files such as a bare one.
    NoRepository,
    /// Git says this.
    Failed(String),
}

/// The variables that git is given. `GIT_DIR` and its kin are not among them: in a hook they lead back to the repository
/// whose hook it is, whatever folder is asked about.
const KEPT: [&str; 8] =
    ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TEMP", "TMPDIR", "GIT_CEILING_DIRECTORIES"];

/// Whoever runs the machine may say through variables that begin like this which folders git is to trust.
const KEPT_PREFIX: &str = "GIT_CONFIG";

impl<'a> Git<'a> {
    pub(super) const fn new(files: &'a Files, environment: &'a Environment) -> Self {
        Git { files, environment }
    }

    /// The repository that the working folder is in.
    ///
    /// # Errors
    /// If there is none, or git cannot be asked.
    pub fn repository(&self) -> Result<Repository, GitError> {
        self.repository_of(Path::new("."))
    }

    /// The repository that a folder is in.
    ///
    /// # Errors
    /// If there is none, or git cannot be asked.
    pub fn repository_of(&self, folder: &Path) -> Result<Repository, GitError> {
        let output = self.ask(folder, &["rev-parse", "--show-toplevel", "--show-prefix"], None)?;
        let text = String::from_utf8_lossy(&output);
        let mut lines = text.lines();
        let root = lines.next().filter(|root| !root.is_empty()).ok_or(GitError::NoRepository)?;
        Ok(Repository { root: root.into(), prefix: lines.next().unwrap_or_default().to_owned() })
    }

    /// The files below `folder` that are in the index, relative to it, with `/`.
    ///
    /// # Errors
    /// If git cannot be asked.
    pub fn tracked(&self, folder: &Path) -> Result<BTreeSet<String>, GitError> {
        let output = self.ask(folder, &["ls-files", "--cached", "-z", "--", "."], None)?;
        Ok(fields(&output).collect())
    }

    /// Which of these paths, relative to `folder`, git ignores, and why. Tracked files are never ignored.
    ///
    /// # Errors
    /// If git cannot be asked.
    pub fn ignored(&self, folder: &Path, paths: &BTreeSet<String>) -> Result<BTreeMap<String, IgnoreRule>, GitError> {
        if paths.is_empty() {
            return Ok(BTreeMap::new());
        }
        let input = questions(paths, "", "\0");
        // It ends with 1 if it has nothing to name.
        let output = self.ask_with(folder, &["check-ignore", "--verbose", "-z", "--stdin"], Some(input), &[0, 1])?;
        let fields: Vec<String> = fields(&output).collect();
        let rules = fields.chunks_exact(4).filter_map(|chunk| {
            let [file, line, pattern, path] = chunk else { return None };
            // A pattern with `!` takes a path back from an earlier one.
            let rule = IgnoreRule { file: file.clone(), line: line.parse().ok()?, pattern: pattern.clone() };
            (!pattern.starts_with('!')).then(|| (path.clone(), rule))
        });
        Ok(rules.collect())
    }

    /// What of these paths, relative to `folder`, would be committed now: the bytes in the index. Paths that are not in it
    /// are left out.
    ///
    /// # Errors
    /// If git cannot be asked.
    pub fn staged(&self, folder: &Path, paths: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<u8>>, GitError> {
        if let Some(odd) = paths.iter().find(|path| path.contains('\n')) {
            return Err(GitError::Failed(format!("cannot ask about a path with a line break: {odd:?}")));
        }
        if paths.is_empty() {
            return Ok(BTreeMap::new());
        }
        let input = questions(paths, ":./", "\n");
        let output = self.ask(folder, &["cat-file", "--batch"], Some(input))?;
        blobs(&output, paths)
            .ok_or_else(|| GitError::Failed("`git cat-file --batch` gave an answer that is cut short".into()))
    }

    fn ask(&self, folder: &Path, arguments: &[&str], input: Option<String>) -> Result<Vec<u8>, GitError> {
        self.ask_with(folder, arguments, input, &[0])
    }

    fn ask_with(
        &self,
        folder: &Path,
        arguments: &[&str],
        input: Option<String>,
        fine: &[i32],
    ) -> Result<Vec<u8>, GitError> {
        let output = self.start(folder, arguments, input).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => GitError::NoProgram,
            _ => GitError::Failed(error.to_string()),
        })?;
        if output.status.code().is_some_and(|code| fine.contains(&code)) {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("not a git repository") || said.contains("must be run in a work tree") {
            return Err(GitError::NoRepository);
        }
        let said = said.lines().next().unwrap_or_default();
        Err(GitError::Failed(said.strip_prefix("fatal: ").unwrap_or(said).to_owned()))
    }

    fn start(&self, folder: &Path, arguments: &[&str], input: Option<String>) -> io::Result<Output> {
        let mut command = Command::new("git");
        command.current_dir(self.files.resolve(folder)).env_clear();
        for name in KEPT {
            command.envs(self.environment.get_os(name).map(|value| (name, value)));
        }
        command.envs(self.environment.starting_with(KEPT_PREFIX));
        // In a hook of `git commit -a` the index that counts is another file, named from where git started the hook.
        if let Some(index) = self.environment.get_os("GIT_INDEX_FILE") {
            command.env("GIT_INDEX_FILE", self.files.started().join(index));
        }
        command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
        // A repository's own configuration may name a program for this; asking a question runs nothing else.
        command.args(["-c", "core.fsmonitor=false"]).args(arguments);
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let pipe = child.stdin.take();
        std::thread::scope(|scope| {
            if let (Some(mut pipe), Some(input)) = (pipe, input) {
                // Git answers while it is still being asked: reading and writing must not wait for each other. If it goes away
                // early, its exit code says more than the broken pipe.
                scope.spawn(move || pipe.write_all(input.as_bytes()));
            }
            child.wait_with_output()
        })
    }
}

impl Repository {
    /// The way from the root to `folder`, which is in it: empty, or with `/` at its end.
    pub fn way_to(&self, folder: &Path) -> String {
        match relative(&self.root, folder).as_str() {
            "." => String::new(),
            way => format!("{way}/"),
        }
    }
}

impl fmt::Display for GitError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GitError::NoProgram => out.write_str("there is no `git` program"),
            GitError::NoRepository => out.write_str("this is not a git repository"),
            GitError::Failed(said) => write!(out, "git says: {said}"),
        }
    }
}

fn fields(output: &[u8]) -> impl Iterator<Item = String> + '_ {
    let output = output.strip_suffix(b"\0").unwrap_or(output);
    let some = (!output.is_empty()).then(|| output.split(|byte| *byte == 0));
    some.into_iter().flatten().map(|field| String::from_utf8_lossy(field).into_owned())
}

fn questions(paths: &BTreeSet<String>, start: &str, end: &str) -> String {
    paths.iter().flat_map(|path| [start, path, end]).collect()
}

/// The answers of `cat-file --batch`, in the order of the questions: `<id> blob <size>`, the bytes, a line break; or a line
/// that says why not. `None` if it ends too early.
fn blobs(mut output: &[u8], paths: &BTreeSet<String>) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut blobs = BTreeMap::new();
    for path in paths {
        let end = output.iter().position(|byte| *byte == b'\n')?;
        let (head, rest) = (String::from_utf8_lossy(output.get(..end)?).into_owned(), output.get(end + 1..)?);
        output = rest;
        let mut words = head.rsplit(' ');
        let (size, kind) = (words.next().map(str::parse::<usize>), words.next());
        if let Some(Ok(size)) = size {
            if kind == Some("blob") {
                blobs.insert(path.clone(), output.get(..size)?.to_vec());
            }
            output = output.get(size + 1..)?;
        }
    }
    Some(blobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a repository in which these commands were run.
    fn repository(commands: &[&[&str]]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("sub/out")).unwrap();
        std::fs::write(folder.path().join(".gitignore"), "# what we build\n*.tmp\n!keep.tmp\n").unwrap();
        for (name, text) in
            [("a.yaml", "one\n"), ("sub/out/b c.yaml", "zwei é\n"), ("sub/x.tmp", ""), ("sub/keep.tmp", "")]
        {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        for command in [["init", "-q"].as_slice()].iter().chain(commands) {
            let run = Command::new("git")
                .args(*command)
                .current_dir(folder.path())
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .output();
            assert!(run.unwrap().status.success(), "{command:?}");
        }
        folder
    }

    fn environment() -> Environment {
        [("PATH", std::env::var_os("PATH").unwrap_or_default()), ("GIT_CONFIG_GLOBAL", "/dev/null".into())]
            .into_iter()
            .collect()
    }

    fn set(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn tracked_staged_and_ignored() {
        let folder = repository(&[&["add", "a.yaml", "sub/out/b c.yaml"]]);
        std::fs::write(folder.path().join("a.yaml"), "changed since\n").unwrap();
        let (files, environment) = (Files::at(folder.path()), environment());
        let git = Git::new(&files, &environment);
        let sub = Path::new("sub");
        assert_eq!(git.tracked(Path::new(".")).unwrap(), set(&["a.yaml", "sub/out/b c.yaml"]));
        assert_eq!(git.tracked(sub).unwrap(), set(&["out/b c.yaml"]));
        let staged = git.staged(Path::new("."), &set(&["a.yaml", "sub", "none", "sub/out/b c.yaml"])).unwrap();
        let staged: Vec<(&str, &[u8])> = staged.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        assert_eq!(staged, [("a.yaml", b"one\n".as_slice()), ("sub/out/b c.yaml", "zwei é\n".as_bytes())]);
        let ignored = git.ignored(sub, &set(&["x.tmp", "keep.tmp", "out/b c.yaml"])).unwrap();
        let rule = IgnoreRule { file: ".gitignore".into(), line: 2, pattern: "*.tmp".into() };
        assert_eq!(ignored, BTreeMap::from([("x.tmp".to_owned(), rule)]));
        assert!(git.ignored(sub, &set(&["out/b c.yaml"])).unwrap().is_empty());
    }

    #[test]
    fn the_repository_and_the_way_to_its_root() {
        let folder = repository(&[]);
        let (files, environment) = (Files::at(folder.path()), environment());
        let found = Git::new(&files, &environment).repository_of(Path::new("sub/out")).unwrap();
        assert_eq!(found.prefix, "sub/out/");
        assert_eq!(found.root, folder.path().canonicalize().unwrap());
        assert_eq!(found.way_to(&found.root.join("sub")), "sub/");
        assert_eq!(found.way_to(&found.root), "");
    }

    #[test]
    fn no_repository_and_no_program_are_two_things() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::at(folder.path());
        let ceiling = [("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap().as_os_str().to_owned())];
        let with_git: Environment = ceiling.into_iter().chain([("PATH", std::env::var_os("PATH").unwrap())]).collect();
        let without = [("PATH", "/nowhere")].into_iter().collect();
        assert_eq!(Git::new(&files, &without).repository(), Err(GitError::NoProgram));
        assert_eq!(Git::new(&files, &with_git).repository(), Err(GitError::NoRepository));
    }

    #[test]
    fn variables_of_a_hook_lead_nowhere_else() {
        let folder = repository(&[&["add", "a.yaml"]]);
        let files = Files::at(folder.path());
        let hook = [("GIT_DIR", "/nowhere"), ("GIT_WORK_TREE", "/nowhere")];
        let variables = hook.into_iter().map(|(name, value)| (name, value.into()));
        let environment = variables.chain([("PATH", std::env::var_os("PATH").unwrap())]).collect();
        assert_eq!(Git::new(&files, &environment).tracked(Path::new(".")).unwrap(), set(&["a.yaml"]));
    }

    #[test]
    fn the_index_of_a_commit_under_way_counts() {
        let folder = repository(&[&["add", "a.yaml"]]);
        let mut files = Files::at(folder.path());
        files.go(Path::new("sub")).unwrap();
        let variables = [("PATH", std::env::var_os("PATH").unwrap()), ("GIT_INDEX_FILE", ".git/other".into())];
        let environment = variables.into_iter().collect();
        assert!(Git::new(&files, &environment).tracked(Path::new("..")).unwrap().is_empty());
    }

    #[test]
    fn a_cut_answer_is_no_answer() {
        assert_eq!(blobs(b"abc blob 9\none\n", &set(&["a"])), None);
        assert_eq!(blobs(b":./a missing\n", &set(&["a", "b"])), None);
    }
}
