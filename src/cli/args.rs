//! The command line: what may be written, and what it means. Help, completions and man pages are made from this.

use super::colour::Colour;
use super::commands::Command;
use super::{Exit, help};
use crate::report::{FORMATS, Format};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser};
use std::ffi::OsString;
use std::path::PathBuf;

/// Everything that may be written.
#[derive(Debug, Parser)]
#[command(
    name = "kafkasmith",
    version,
    about = "One TOML file describes a Kafka platform; kafkasmith renders and proves what is deployed from it",
    long_about = help::LONG_ABOUT,
    after_help = help::after(),
    after_long_help = help::after_long(),
    subcommand_required = true,
    arg_required_else_help = true,
    subcommand_value_name = "VERB",
    subcommand_help_heading = "Verbs"
)]
pub struct Args {
    /// What holds for every verb.
    #[command(flatten)]
    pub global: Global,
    /// The verb and what belongs to it.
    #[command(subcommand)]
    pub command: Command,
}

/// What may be written with every verb.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub struct Global {
    /// The spec; `-` reads it from standard input
    ///
    /// Without it: `KAFKASMITH_SPEC`, else `kafkasmith.toml` or the only file whose name ends in `kafka.toml`, in the working
    /// folder or the nearest folder above it, up to the root of the git repository.
    #[arg(long, global = true, value_name = "PATH")]
    pub spec: Option<PathBuf>,

    /// Go to this folder first
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub folder: Option<PathBuf>,

    /// How it is reported.
    #[command(flatten)]
    pub output: Output,
}

impl Global {
    /// The program's name with the options that lead to the same spec, for commands in messages: `kafkasmith -C services`.
    pub(super) fn program(&self) -> String {
        let options = [("-C", &self.folder), ("--spec", &self.spec)];
        let given = options.into_iter().filter_map(|(option, path)| Some((option, path.as_ref()?)));
        given.fold("kafkasmith".to_owned(), |line, (option, path)| {
            format!("{line} {option} {}", shell_word(&path.to_string_lossy()))
        })
    }
}

/// A text as one word of a command line for a POSIX shell.
pub(super) fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./\\:@%+,=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// How a run is reported.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// How to report
    ///
    /// Without it: `KAFKASMITH_FORMAT`, else `full`.
    #[arg(long, global = true, value_name = "FORMAT", alias = "output-format", short_alias = 'o')]
    #[arg(value_parser = formats())]
    pub format: Option<&'static Format>,

    /// Write a report to a file too; may be given several times
    #[arg(long, global = true, value_name = "FORMAT=PATH", value_parser = report)]
    pub report: Vec<ToFile>,

    /// End with 0 even if something was found
    ///
    /// Codes other than 1 stay what they are.
    #[arg(long, global = true)]
    pub exit_zero: bool,

    /// Whether to colour
    ///
    /// `auto` colours terminals and the logs of CI systems that show it, and heeds `NO_COLOR`, `CLICOLOR_FORCE`, `FORCE_COLOR` and
    /// `TERM=dumb`. Formats for programs, and files, are never coloured.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub color: Colour,

    /// Width of shown source [default: the terminal's, else 100]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,

    /// Only findings; twice: only the exit code
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "verbose")]
    pub quiet: u8,

    /// Say more: the spec that was found, every file
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// One `--report`.
#[derive(Debug, Clone)]
pub struct ToFile {
    /// The form.
    pub format: &'static Format,
    /// The file.
    pub path: PathBuf,
}

/// The definition that help, completions and man pages are made from, for lines of `width` characters.
pub fn definition(width: usize) -> clap::Command {
    Args::command().term_width(width)
}

/// What the words of a command line mean.
///
/// # Errors
/// What clap has to say: a usage error, or the help or version that was asked for.
pub fn parse(words: &[OsString], width: usize) -> Result<Args, clap::Error> {
    let mut definition = definition(width);
    let matches = definition.try_get_matches_from_mut(words).map_err(with_tip)?;
    Args::from_arg_matches(&matches).map_err(|error| error.format(&mut definition))
}

/// A form of `graph` is easily taken for a format of reports.
fn with_tip(mut error: clap::Error) -> clap::Error {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        _ => String::new(),
    };
    let (argument, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    if argument.starts_with("--format") && matches!(value.as_str(), "svg" | "mermaid") {
        let tip = format!("a picture's form is no format of reports: kafkasmith graph {value}");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// What an option says in words that may make no sense as a whole: so that a usage error is reported in the form asked for.
pub fn glimpse<'w>(words: &'w [OsString], names: &[&str]) -> Option<&'w str> {
    let mut words = words.iter().skip(1).map_while(|word| word.to_str()).take_while(|word| *word != "--");
    let mut found = None;
    while let Some(word) = words.next() {
        for name in names {
            match word.strip_prefix(name) {
                Some("") => found = words.next(),
                Some(rest) => found = rest.strip_prefix('=').or(found),
                None => {}
            }
        }
    }
    found
}

impl Exit {
    /// How clap's complaint, or the help it gives, ends the run.
    pub(super) fn of_usage(error: &clap::Error) -> Exit {
        if error.use_stderr() { Exit::Failed } else { Exit::Clean }
    }
}

fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let names = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    // Only names of the list pass the first parser.
    PossibleValuesParser::new(names).try_map(|name| Format::named(&name).ok_or("no such format"))
}

fn report(word: &str) -> Result<ToFile, String> {
    let names = || FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
    let (name, path) =
        word.split_once('=').ok_or_else(|| "write FORMAT=PATH, such as `json=report.json`".to_owned())?;
    let format = Format::named(name).ok_or_else(|| format!("`{name}` is no format; there are {}", names()))?;
    match path {
        "" => Err("the path is missing behind `=`".into()),
        "-" => Err(format!("`-` is no file; write `--format {name}` for standard output")),
        path => Ok(ToFile { format, path: path.into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_definition_is_sound() {
        definition(100).debug_assert();
    }

    #[test]
    fn habits_of_other_tools_work() {
        for line in
            ["kafkasmith check -o json", "kafkasmith --output-format=json check", "kafkasmith check --format json-v1"]
        {
            assert!(parse(&words(line), 100).unwrap().global.output.format.unwrap().machine, "{line}");
        }
    }

    #[test]
    fn glimpses_see_what_parsing_would() {
        let format = |line: &str| glimpse(&words(line), &["--format", "-o"]).map(str::to_owned);
        assert_eq!(format("kafkasmith chekc --format json").as_deref(), Some("json"));
        assert_eq!(format("kafkasmith --format=json --nonsense").as_deref(), Some("json"));
        assert_eq!(format("kafkasmith check -o github").as_deref(), Some("github"));
        assert_eq!(format("kafkasmith check -- --format json"), None);
        assert_eq!(format("kafkasmith check --formatted"), None);
        assert_eq!(format("kafkasmith check --format"), None);
    }

    #[test]
    fn words_are_quoted_where_a_shell_would_split_them() {
        for (text, word) in [
            ("a/b-c.toml", "a/b-c.toml"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("~", "'~'"),
            ("$x", "'$x'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }

    #[test]
    fn reports_need_a_format_and_a_file() {
        let refused = |word: &str| report(word).unwrap_err();
        assert!(refused("json").contains("FORMAT=PATH"));
        assert!(refused("jsn=x").contains("full, concise, json"));
        assert!(refused("json=-").contains("--format json"));
        assert!(refused("json=").contains("missing"));
        assert_eq!(report("json=a=b.json").unwrap().path, PathBuf::from("a=b.json"));
    }
}
