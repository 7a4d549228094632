//! How what a run has to say reaches whoever asked: which format on which stream, in colour or not, and what it ends with.
//!
//! Findings and texts that were asked for go to standard output; hints, and why something could not be done, to standard error.
//! When programs read standard output, nothing but the one format is ever on it, and standard error stays empty, so that `2>&1`
//! breaks nothing.

use super::args::{self, Output, ToFile};
use super::colour::{self, Colour};
use super::{Exit, Failure, Surroundings, ids};
use crate::diag::Sources;
use crate::report::{Detail, FORMATS, FULL, Format, Look, Page, Report};
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

    /// Findings. `least` is what the run ends with if they ask for nothing worse.
    pub(super) fn report(&self, mut report: Report, least: Exit, world: &mut Surroundings<'_>) -> Exit {
        let exit = least.or(self.found(&report));
        let exit = self.deliver(&mut report, exit, world);
        self.hint(&report, world);
        exit
    }

    /// Something to read, for people; programs that want it as data get that, and all others the report.
    pub(super) fn page(&self, page: &Page, mut report: Report, world: &mut Surroundings<'_>) -> Exit {
        let data = page.data.as_ref().filter(|_| self.format.is_json() && self.detail.is_some());
        if data.is_none() && page.data.is_none() && !self.is_for_people() {
            return self.report(report, Exit::Clean, world);
        }
        let exit = self.found(&report);
        report.meaning = ids::meaning;
        report.exit_code = exit.code();
        let exit = exit.or(self.to_files(&mut report, world));
        let text = match (data, self.detail) {
            (_, None) => String::new(),
            (Some(data), _) => format!("{data:#}\n"),
            (None, Some(detail)) => {
                let machine = self.format.machine;
                let colour = colour::wanted(self.colour, machine, &world.environment, world.output.is_terminal());
                page.lay_out(&Look { colour, width: self.width, detail, repository_prefix: "" })
            }
        };
        let exit = exit.or(written(world.output.print(&text), world).unwrap_or(Exit::Clean));
        self.hint(&report, world);
        exit
    }

    /// What the findings of a report alone would end the run with.
    fn found(&self, report: &Report) -> Exit {
        let found = if report.fails() { Exit::Findings } else { Exit::Clean };
        if self.exit_zero { found.forgiving() } else { found }
    }

    /// Says what to do next, to people who want to know more than what was found.
    fn hint(&self, report: &Report, world: &mut Surroundings<'_>) {
        if self.is_for_people() && self.detail.is_some_and(|detail| detail > Detail::Findings) {
            let hints: String = report.hints.iter().flat_map(|hint| [hint.as_str(), "\n"]).collect();
            say(&hints, world);
        }
    }

    /// Why the work could not be done. People read it on standard error, programs in their format.
    pub(super) fn failure(&self, command: &'static str, failure: Failure, world: &mut Surroundings<'_>) -> Exit {
        let mut report = Report::new(command, Sources::default(), [*failure.why]);
        if !self.is_for_people() {
            return self.deliver(&mut report, failure.exit, world);
        }
        report.exit_code = failure.exit.code();
        let exit = failure.exit.or(self.to_files(&mut report, world));
        self.complain(&report, world);
        exit
    }

    /// What clap has to say: a usage error, or the help or version that was asked for.
    pub(super) fn usage(&self, said: &clap::Error, world: &mut Surroundings<'_>) -> Exit {
        let exit = Exit::of_usage(said);
        let rendered = said.render();
        if exit != Exit::Clean && !self.is_for_people() {
            return self.failure("", usage_failure(&rendered.to_string()), world);
        }
        // Help is no report: people read it even where programs read reports.
        let stream = if exit == Exit::Clean { &world.output } else { &world.errors };
        let colour = colour::wanted(self.colour, false, &world.environment, stream.is_terminal());
        let text = if colour { rendered.ansi().to_string() } else { rendered.to_string() };
        if exit == Exit::Clean {
            return Self::text(&text, world);
        }
        say(&text, world);
        exit
    }

    /// Whether people want to know more than the report says.
    pub(super) fn is_talkative(&self) -> bool {
        self.is_for_people() && self.detail == Some(Detail::Everything)
    }

    /// Whether people read what the run has to say. With `-qq` nobody reads standard output, and what must be said is said
    /// to people.
    fn is_for_people(&self) -> bool {
        !self.format.machine || self.detail.is_none()
    }

    /// Writes a report to files and to standard output. Its code is that of the process unless the output itself fails.
    fn deliver(&self, report: &mut Report, exit: Exit, world: &mut Surroundings<'_>) -> Exit {
        report.meaning = ids::meaning;
        report.exit_code = exit.code();
        let exit = exit.or(self.to_files(report, world));
        report.exit_code = exit.code();
        exit.or(self.to_output(report, world))
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

    /// Writes the files that `--report` asks for; all that can be, even if one cannot. Why one cannot, people read on standard
    /// error, programs in the report.
    fn to_files(&self, report: &mut Report, world: &mut Surroundings<'_>) -> Exit {
        let mut refused = Vec::new();
        for ToFile { format, path } in &self.reports {
            let prefix = prefix(format, world);
            let look = Look { repository_prefix: &prefix, ..Look::PLAIN };
            if let Err(error) = world.files.write(path, (format.write)(report, &look).as_bytes()) {
                refused.push(*Failure::from(error).why);
            }
        }
        if refused.is_empty() {
            return Exit::Clean;
        }
        if self.is_for_people() {
            self.complain(&Report::new(report.command, Sources::default(), refused), world);
        } else {
            report.add(refused);
        }
        Exit::Failed
    }

    /// Says on standard error what a report says, for people.
    fn complain(&self, report: &Report, world: &mut Surroundings<'_>) {
        let colour = colour::wanted(self.colour, false, &world.environment, world.errors.is_terminal());
        let look = Look { colour, width: self.width, detail: Detail::Findings, repository_prefix: "" };
        let text = (FULL.write)(report, &look);
        say(&text, world);
    }
}

/// Clap's complaint for programs: the first line says what is wrong, the tips what to write instead.
fn usage_failure(said: &str) -> Failure {
    let headline = said.lines().next().unwrap_or_default().trim_start_matches("error: ");
    let tips: Vec<&str> = said.lines().filter_map(|line| line.trim_start().strip_prefix("tip: ")).collect();
    let failure = Failure::usage(headline);
    if tips.is_empty() { failure } else { failure.help(tips.join("; ")) }
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
