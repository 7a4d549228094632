//! A folder to run kafkasmith in, in process or spawned, with an environment in which nothing of the machine is left.

use kafkasmith::cli::files::Files;
use kafkasmith::cli::{Environment, Input, Stream, Surroundings, run};
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

/// The verbs that there are.
pub(crate) const VERBS: [&str; 5] = ["render", "check", "schema", "completions", "man"];

/// A folder of its own, gone when the test is over.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

/// What came of a run, with the folder's path replaced by `[ROOT]` and the program's version by `[VERSION]`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Place { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The variables of a run: what git needs to be found and to stay in the folder, and what the test asks for.
    fn variables(&self, more: &[(String, String)]) -> Vec<(OsString, OsString)> {
        let above = self.path().parent().unwrap().as_os_str().to_owned();
        let own: [(&str, OsString); 3] = [
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("GIT_CEILING_DIRECTORIES", above),
            ("GIT_CONFIG_GLOBAL", "/dev/null".into()),
        ];
        let own = own.into_iter().map(|(name, value)| (OsString::from(name), value));
        own.chain(more.iter().map(|(name, value)| (name.into(), value.into()))).collect()
    }

    /// Runs in process. The line is as in a shell, without its quoting: `NAME=value kafkasmith check`.
    pub(crate) fn run(&self, line: &str) -> Ran {
        let (variables, words) = parse(line);
        let environment: Environment = self.variables(&variables).into_iter().collect();
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut world = Surroundings::new(
            Files::at(self.path()),
            environment,
            Input::new(std::io::empty(), false),
            Stream::new(&mut stdout, false),
            Stream::new(&mut stderr, false),
        );
        let code = run(words, &mut world).code();
        drop(world);
        self.ran(code, &stdout, &stderr)
    }

    /// The real program, ready to be spawned; nothing is inherited.
    pub(crate) fn command(&self, line: &str) -> Command {
        let (variables, words) = parse(line);
        let mut command = Command::new(env!("CARGO_BIN_EXE_kafkasmith"));
        command.args(&words[1..]).current_dir(self.path()).env_clear().envs(self.variables(&variables));
        command.stdin(Stdio::null());
        command
    }

    /// Runs the real program.
    pub(crate) fn spawn(&self, line: &str) -> Ran {
        let output = self.command(line).output().unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("`{line}` was ended by a signal"));
        self.ran(u8::try_from(code).unwrap(), &output.stdout, &output.stderr)
    }

    fn ran(&self, code: u8, stdout: &[u8], stderr: &[u8]) -> Ran {
        let root = self.path().to_str().unwrap();
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.replace(root, "[ROOT]").replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
        };
        Ran { code, stdout: text(stdout), stderr: text(stderr) }
    }
}

/// Variables and words of a line.
fn parse(line: &str) -> (Vec<(String, String)>, Vec<OsString>) {
    let mut words = line.split_whitespace().peekable();
    let mut variables = Vec::new();
    while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
        variables.push((name.to_owned(), value.to_owned()));
        words.next();
    }
    assert_eq!(words.peek(), Some(&"kafkasmith"), "`{line}` does not run kafkasmith");
    (variables, words.map(OsString::from).collect())
}
