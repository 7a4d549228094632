//! `kafkasmith man`: the manual, from the definition that parses the command line.

use super::Ending;
use crate::cli::args::definition;
use crate::cli::{Failure, Surroundings};
use crate::diag::Sources;
use crate::report::{FileState, Report};
use clap_mangen::Man;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  kafkasmith man | man -l -
  kafkasmith man --out ~/.local/share/man/man1";

/// What may be written behind `man`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Write a page for each verb to this folder, instead of printing the first page
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Prints or writes.
pub(super) fn run(args: &Args, world: &Surroundings<'_>) -> Result<Ending, Failure> {
    let mut root = definition(0).disable_help_subcommand(true);
    root.build();
    let Some(folder) = &args.out else {
        return Ok(Ending::Text(String::from_utf8_lossy(&page(&Man::new(root))?).into_owned()));
    };
    let mut report = Report::new("man", Sources::default(), []);
    let verbs: Vec<clap::Command> = root.get_subcommands().cloned().collect();
    for command in std::iter::once(root).chain(verbs) {
        let man = Man::new(command);
        let path = folder.join(man.get_filename());
        world.files.write(&path, &page(&man)?)?;
        report.files.push(FileState { path: world.files.shown(&path), state: "written", listed: true });
    }
    report.files.sort();
    Ok(Ending::Report(report))
}

fn page(man: &Man) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    man.render(&mut bytes).map_err(|error| Failure::internal(format!("the manual cannot be made: {error}")))?;
    Ok(bytes)
}
