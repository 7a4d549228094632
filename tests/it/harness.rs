//! A folder to run kafkasmith in, in process or spawned, with an environment in which nothing of the machine is left.

use kafkasmith::cli::files::Files;
use kafkasmith::cli::{Environment, Input, Stream, Surroundings, run};
use kafkasmith::diag::{Complaints, Sources};
use kafkasmith::render;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The verbs that there are.
pub(crate) const VERBS: [&str; 16] = [
    "init",
    "render",
    "check",
    "validate",
    "ci",
    "rules",
    "waivers",
    "policy",
    "fmt",
    "explain",
    "graph",
    "releases",
    "upgrade",
    "schema",
    "completions",
    "man",
];

/// A small platform, as `kafka.toml`.
pub(crate) const SPEC: &str = r#"[project]
name   = "demo"
output = "out"

[cluster]
name      = "orders"
namespace = "kafka"
strimzi   = "0.39.0"

[cluster.brokers]
replicas = 3
storage  = { size = "10Gi" }

[cluster.zookeeper]
replicas = 3
storage  = { size = "5Gi" }

[cluster.listener.plain]
port = 9092
tls  = false

[operator]
install = "external"

[topic.payments]
purpose    = "Money in"
partitions = 6
replicas   = 3

[topic.refunds]
purpose    = "Money out"
partitions = 3
replicas   = 3

[monitoring]
style = "service"
"#;

/// What is rendered from it.
pub(crate) const CLUSTER: &str = "out/k8s-manifests/kafka/02-kafka-cluster.yaml";
pub(crate) const TOPICS: &str = "out/k8s-manifests/kafka/03-kafka-topics.yaml";
pub(crate) const MONITORING: &str = "out/k8s-manifests/kafka/04-kafka-monitoring.yaml";
pub(crate) const KUSTOMIZATION: &str = "out/k8s-manifests/kafka/kustomization.yaml";

/// What a spec gives: the text of each file by its path from the spec's folder.
pub(crate) fn files_of(spec: &str) -> BTreeMap<String, String> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", spec).unwrap();
    let set = render::set(sources.get(id).unwrap(), &mut Complaints::default()).unwrap().unwrap();
    let output = &set.model.project.output.value;
    set.artefacts.iter().map(|artefact| (format!("{output}/{}", artefact.path), artefact.text.clone())).collect()
}

/// A line for each path, as `render` lists them.
pub(crate) fn listed<'p>(done: &str, paths: impl IntoIterator<Item = &'p String>) -> String {
    paths.into_iter().fold(String::new(), |lines, path| lines + done + "  " + path + "\n")
}

/// The files that two specs do not give alike.
pub(crate) fn differing(one: &str, other: &str) -> Vec<String> {
    let (one, other) = (files_of(one), files_of(other));
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    paths.into_iter().filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

/// The line that counts the files of [`SPEC`]: so many in each of these states, and the rest in the state `rest`.
pub(crate) fn counted(states: &[(usize, &str)], rest: &str) -> String {
    let all = files_of(SPEC).len();
    let mut states = states.to_vec();
    states.push((all - states.iter().map(|(count, _)| count).sum::<usize>(), rest));
    states.retain(|(count, _)| *count > 0);
    states.sort_by_key(|(count, state)| (usize::MAX - count, *state));
    let states: Vec<String> = states.iter().map(|(count, state)| format!("{count} {state}")).collect();
    format!("{all} files: {}", states.join(", "))
}

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

    /// A folder with [`SPEC`] in it, and what is rendered from it.
    pub(crate) fn rendered() -> Self {
        let place = Place::new();
        place.write("kafka.toml", SPEC);
        let ran = place.run("kafkasmith render");
        assert_eq!(ran.code, 0, "{ran:?}");
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(self.path().join(path)).is_ok()
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).unwrap();
    }

    /// Puts one text for another in a file that has it.
    pub(crate) fn change(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} does not say {old:?}");
        self.write(path, text.replacen(old, new, 1));
    }

    /// Every file and link below the folder with its text and the time of its last change; `.git` is left out.
    pub(crate) fn tree(&self) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
        let mut tree = BTreeMap::new();
        let mut open = vec![self.path().to_owned()];
        while let Some(path) = open.pop() {
            let about = fs::symlink_metadata(&path).unwrap();
            if about.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
                open.retain(|path| !path.ends_with(".git"));
            }
            let text = match () {
                () if about.is_symlink() => fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes(),
                () if about.is_file() => fs::read(&path).unwrap_or_default(),
                () => Vec::new(),
            };
            // A folder's time is that of the files in it.
            let time = if about.is_dir() { std::time::UNIX_EPOCH } else { about.modified().unwrap() };
            tree.insert(path, (text, time));
        }
        tree
    }

    /// Runs git in the folder, as somebody with a name.
    pub(crate) fn git(&self, line: &str) -> String {
        let mut command = Command::new("git");
        command.args(line.split(' ')).current_dir(self.path()).env_clear().envs(self.variables(&[]));
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "test").env(format!("GIT_{role}_EMAIL"), "test@example.org");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "git {line}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes it a repository in which everything is committed.
    pub(crate) fn commit_all(&self) {
        self.git("init -q");
        self.git("add -A");
        self.git("commit -qm all");
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
        let environment = self.variables(&variables).into_iter().collect();
        in_process(self.path(), environment, words)
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
        Ran::of(self.path(), code, stdout, stderr)
    }
}

impl Ran {
    fn of(folder: &Path, code: u8, stdout: &[u8], stderr: &[u8]) -> Self {
        let root = folder.to_str().unwrap();
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.replace(root, "[ROOT]").replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
        };
        Ran { code, stdout: text(stdout), stderr: text(stderr) }
    }
}

impl Ran {
    /// The part of the report from the finding of this kind up to the next empty line.
    pub(crate) fn finding(&self, id: &str) -> &str {
        let start = self.stdout.find(&format!("[{id}]")).unwrap_or_else(|| panic!("{id} was not found: {self:?}"));
        self.stdout[start..].split("\n\n").next().unwrap()
    }

    /// The line that counts the files.
    pub(crate) fn summary(&self) -> &str {
        self.stdout.lines().find(|line| line.contains(" files: ")).unwrap_or_else(|| panic!("{self:?}"))
    }
}

/// Runs in process, in a folder that is there already, without any variable.
pub(crate) fn run_in(folder: &Path, line: &str) -> Ran {
    let (variables, words) = parse(line);
    in_process(folder, variables.into_iter().collect(), words)
}

fn in_process(folder: &Path, environment: Environment, words: Vec<OsString>) -> Ran {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = Surroundings::new(
        Files::at(folder),
        environment,
        Input::new(std::io::empty(), false),
        Stream::new(&mut stdout, false),
        Stream::new(&mut stderr, false),
    );
    let code = run(words, &mut world).code();
    drop(world);
    Ran::of(folder, code, &stdout, &stderr)
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
