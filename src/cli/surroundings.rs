//! The only door to the world. Everything that a run reads or changes outside its own memory goes through here.

use super::files::Files;
use super::git::Git;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read, Write};

/// The world as one run sees it. Tests make one with a temporary folder and buffers.
pub struct Surroundings<'a> {
    /// Files and folders, and where among them the run stands.
    pub files: Files,
    /// The environment variables.
    pub environment: Environment,
    /// Standard input.
    pub input: Input<'a>,
    /// Standard output: findings, and what was asked for.
    pub output: Stream<'a>,
    /// Standard error: progress, hints, and why something could not be done.
    pub errors: Stream<'a>,
    /// How many characters fit in a line of the terminal; `None` if there is no terminal.
    pub width: Option<usize>,
    /// Days since 1970-01-01, in UTC. A function, because most verbs must not depend on it.
    pub today: fn() -> u64,
    /// Whether [`Surroundings::remark`] says anything: `-v`, and people read the output.
    pub(super) talkative: bool,
}

/// Environment variables.
#[derive(Debug, Default, Clone)]
pub struct Environment(BTreeMap<OsString, OsString>);

/// Standard input.
pub struct Input<'a> {
    reader: Box<dyn Read + 'a>,
    terminal: bool,
}

/// Standard output or standard error.
pub struct Stream<'a> {
    writer: Box<dyn Write + 'a>,
    terminal: bool,
}

impl Surroundings<'static> {
    /// The real ones.
    pub fn real() -> Self {
        // Colour is decided by us. What is left for `anstream` is old Windows consoles, which need it translated.
        let through = anstream::ColorChoice::Always;
        Surroundings {
            width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
            today,
            ..Surroundings::new(
                Files::real(),
                std::env::vars_os().collect(),
                Input::new(io::stdin(), io::stdin().is_terminal()),
                Stream::new(anstream::AutoStream::new(io::stdout(), through), io::stdout().is_terminal()),
                Stream::new(anstream::AutoStream::new(io::stderr(), through), io::stderr().is_terminal()),
            )
        }
    }
}

impl<'a> Surroundings<'a> {
    /// A world without a terminal, on 1970-01-01.
    pub fn new(
        files: Files,
        environment: Environment,
        input: Input<'a>,
        output: Stream<'a>,
        errors: Stream<'a>,
    ) -> Self {
        Surroundings { files, environment, input, output, errors, width: None, today: || 0, talkative: false }
    }

    /// Says on standard error what only those want to know who ask for more.
    pub fn remark(&mut self, text: &str) {
        if self.talkative {
            // A remark that cannot be made is no reason to stop.
            let _ = self.errors.print(&format!("{text}\n"));
        }
    }

    /// Git, asked about the folder that the run stands in.
    pub fn git(&self) -> Git<'_> {
        Git::new(&self.files, &self.environment)
    }
}

impl Environment {
    /// A variable; `None` also if it is not Unicode, because no variable that we know of is meant to be.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(OsStr::new(name)).and_then(|value| value.to_str())
    }

    /// A variable that may be a path.
    pub fn get_os(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// The variables whose names begin with `prefix`.
    pub fn starting_with<'e>(&'e self, prefix: &'e str) -> impl Iterator<Item = (&'e OsStr, &'e OsStr)> {
        let named = move |name: &OsString| name.to_str().is_some_and(|name| name.starts_with(prefix));
        self.0.iter().filter(move |(name, _)| named(name)).map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(variables: T) -> Self {
        Environment(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<'a> Input<'a> {
    /// An input that reads from `reader`.
    pub fn new(reader: impl Read + 'a, terminal: bool) -> Self {
        Input { reader: Box::new(reader), terminal }
    }

    /// Whether somebody types it.
    pub const fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// All of it.
    ///
    /// # Errors
    /// What the system says.
    pub fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl<'a> Stream<'a> {
    /// A stream that writes to `writer`.
    pub fn new(writer: impl Write + 'a, terminal: bool) -> Self {
        Stream { writer: Box::new(writer), terminal }
    }

    /// Whether somebody sees it as it comes.
    pub const fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Writes all of a text, at once.
    ///
    /// # Errors
    /// What the system says; a reader that went away is [`io::ErrorKind::BrokenPipe`].
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.writer.write_all(text.as_bytes())?;
        self.writer.flush()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn today() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs() / (24 * 60 * 60))
}
