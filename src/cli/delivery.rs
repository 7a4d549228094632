//! How what a run has to say reaches whoever asked: which format on which stream, in colour or not, and what it ends with.
//!
//! Findings and texts that were asked for go to standard output; hints, and why something could not be done, to standard error.
//! When programs read standard output, nothing but the one format is ever on it.

use super::args::{self, Output, ToFile};
use super::colour::{self, Colour};
use super::{Exit, Failure, Surroundings};
use crate::diag::{Diagnostic, Id, Sources};
use crate::report::{Detail, FORMATS, FULL, Format, Look, Report};
use std::ffi::OsString;
use std::io;

/// The variable that names a format.
const VARIABLE: &str = "KAFKASMITH_FORMAT";
/// What fits in a line where nobody knows.
const WIDTH: usize = 100;

/// What was asked for, settled.
pub(super) struct Delivery {
    format: &'static Format,
    reports: Vec<ToFile>,
    /// `None`: only the exit code.
    detail: Option<Detail>,
    colour: Colour,
    width: usize,
    exit_zero: bool,
}

impl Delivery {
    /// From the command line and the environment.
    pub(super) fn settle(output: &Output, world: &Surroundings<'_>) -> Result<Self, Failure> {
        let format = match output.format {
            Some(format) => format,
            None => from_variable(world)?,
        };
        let detail = match (output.quiet, output.verbose) {
            (0, 0) => Some(Detail::Summary),
            (0, _) => Some(Detail::Everything),
            (1, _) => Some(Detail::Findings),
            (_, _) => None,
        };
        let width = output.width.map(usize::from).or(world.width).unwrap_or(WIDTH);
        let Output { format: _, report, exit_zero, color, width: _, quiet: _, verbose: _ } = output;
        Ok(Delivery { format, reports: report.clone(), detail, colour: *color, width, exit_zero: *exit_zero })
    }

    /// From words that make no sense: what they ask for is guessed, so that even then the answer comes in that form.
    pub(super) fn glimpsed(words: &[OsString], world: &Surroundings<'_>) -> Self {
        let format = args::glimpse(words, &["--format", "--output-format", "-o"]).and_then(Format::named);
        let format = format.or_else(|| from_variable(world).ok());
        let colour = match args::glimpse(words, &["--color"]) {
            Some("always") => Colour::Always,
            Some("never") => Colour::Never,
            _ => Colour::Auto,
        };
        let width = world.width.unwrap_or(WIDTH);
        let format = format.unwrap_or(&FULL);
        Delivery { format, reports: Vec::new(), detail: Some(Detail::Summary), colour, width, exit_zero: false }
    }

    /// A text that was asked for.
    pub(super) fn text(text: &str, world: &mut Surroundings<'_>) -> Exit {
        written(world.output.print(text), world).unwrap_or(Exit::Clean)
    }

    /// Findings.
    pub(super) fn report(&self, mut report: Report, world: &mut Surroundings<'_>) -> Exit {
        let found = if report.counts().errors > 0 { Exit::Findings } else { Exit::Clean };
        let mut exit = if self.exit_zero { found.forgiving() } else { found };
        report.exit_code = exit.code();
        exit = exit.or(self.to_files(&report, world)).or(self.to_output(&report, world));
        if !self.format.machine && self.detail.is_some_and(|detail| detail > Detail::Findings) {
            let hints: String = report.hints.iter().flat_map(|hint| [hint.as_str(), "\n"]).collect();
            say(&hints, world);
        }
        exit
    }

    /// Why the work could not be done. People read it on standard error whatever the format; programs get it in theirs.
    pub(super) fn failure(&self, command: &'static str, failure: Failure, world: &mut Surroundings<'_>) -> Exit {
        let mut report = Report::new(command, Sources::default(), [*failure.why]);
        report.exit_code = failure.exit.code();
        let mut exit = failure.exit.or(self.to_files(&report, world));
        if self.format.machine {
            exit = exit.or(self.to_output(&report, world));
        }
        self.complain(&report, world);
        exit
    }

    /// What clap has to say: a usage error, or the help or version that was asked for.
    pub(super) fn usage(&self, said: &clap::Error, world: &mut Surroundings<'_>) -> Exit {
        let exit = Exit::of_usage(said);
        let rendered = said.render();
        let stream = if exit == Exit::Clean { &world.output } else { &world.errors };
        // Help is no report: it is read by people even where reports are not.
        let colour = colour::wanted(self.colour, false, &world.environment, stream.is_terminal());
        let text = if colour { rendered.ansi().to_string() } else { rendered.to_string() };
        if exit == Exit::Clean {
            return Self::text(&text, world);
        }
        let mut end = exit;
        if self.format.machine {
            let headline = rendered.to_string();
            let headline = headline.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let mut report = Report::new("", Sources::default(), [Diagnostic::error(Id("cli/usage"), headline)]);
            report.exit_code = exit.code();
            end = end.or(self.to_output(&report, world));
        }
        say(&text, world);
        end
    }

    /// Writes a report to standard output. Gives the code of what went wrong, [`Exit::Clean`] if nothing did.
    fn to_output(&self, report: &Report, world: &mut Surroundings<'_>) -> Exit {
        let Some(detail) = self.detail else { return Exit::Clean };
        let colour = colour::wanted(self.colour, self.format.machine, &world.environment, world.output.is_terminal());
        let prefix = prefix(self.format, world);
        let look = Look { colour, width: self.width, detail, repository_prefix: &prefix };
        let text = (self.format.write)(report, &look);
        written(world.output.print(&text), world).unwrap_or(Exit::Clean)
    }

    /// Writes the files that `--report` asks for; all that can be, even if one cannot.
    fn to_files(&self, report: &Report, world: &mut Surroundings<'_>) -> Exit {
        let mut exit = Exit::Clean;
        for ToFile { format, path } in &self.reports {
            let prefix = prefix(format, world);
            let look = Look { repository_prefix: &prefix, ..Look::PLAIN };
            if let Err(error) = world.files.write(path, (format.write)(report, &look).as_bytes()) {
                exit = exit.or(Exit::Failed);
                let failure = Failure::from(error);
                self.complain(&Report::new(report.command, Sources::default(), [*failure.why]), world);
            }
        }
        exit
    }

    /// Says on standard error what a report says, for people.
    fn complain(&self, report: &Report, world: &mut Surroundings<'_>) {
        let colour = colour::wanted(self.colour, false, &world.environment, world.errors.is_terminal());
        let look = Look { colour, width: self.width, detail: Detail::Findings, repository_prefix: "" };
        let text = (FULL.write)(report, &look);
        say(&text, world);
    }
}

fn from_variable(world: &Surroundings<'_>) -> Result<&'static Format, Failure> {
    match world.environment.get(VARIABLE) {
        None | Some("") => Ok(&FULL),
        Some(name) => Format::named(name).ok_or_else(|| {
            let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
            Failure::usage(format!("`{VARIABLE}` names a format that does not exist: `{name}`"))
                .help(format!("set it to one of {}", names.join(", ")))
        }),
    }
}

/// The way from the root of the repository to where the process was started; only asked for where somebody reads it.
fn prefix(format: &Format, world: &Surroundings<'_>) -> String {
    if !format.from_repository {
        return String::new();
    }
    world.git().repository_of(world.files.started()).map(|repository| repository.prefix).unwrap_or_default()
}

/// Says something on standard error. If that is gone there is nobody to tell.
fn say(text: &str, world: &mut Surroundings<'_>) {
    let _ = world.errors.print(text);
}

/// What it means for the run if standard output could not be written.
fn written(result: io::Result<()>, world: &mut Surroundings<'_>) -> Option<Exit> {
    let error = result.err()?;
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Some(Exit::Closed);
    }
    say(&format!("error[cli/refused]: standard output cannot be written: {error}\n"), world);
    Some(Exit::Failed)
}
