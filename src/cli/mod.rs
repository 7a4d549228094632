//! The door: arguments, files, git, the terminal; in the end an exit code. Only this module touches the world.

pub mod args;
mod beside;
pub mod colour;
pub mod commands;
mod delivery;
mod demands;
pub mod discovery;
mod exit;
mod failure;
pub mod files;
pub mod git;
mod help;
mod house;
pub mod ids;
mod manifests;
mod mend;
mod judge;
pub mod judging;
mod surroundings;
mod workspace;

#[cfg(test)]
mod tests;

pub use exit::Exit;
pub use failure::Failure;
pub use surroundings::{Environment, Input, Stream, Surroundings};

use commands::Ending;
use delivery::Delivery;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Lines of help are not longer than this, however wide the terminal.
const HELP_WIDTH: usize = 100;

/// Does what a command line asks for. The first argument is the program's own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &mut Surroundings<'_>) -> Exit {
    let words: Vec<OsString> = arguments.into_iter().collect();
    let width = world.width.unwrap_or(HELP_WIDTH).min(HELP_WIDTH);
    let args = match args::parse(&words, width) {
        Ok(args) => args,
        Err(said) => return Delivery::glimpsed(&words, world).usage(&said, world),
    };
    let delivery = match Delivery::settle(&args.global.output, world) {
        Ok(delivery) => delivery,
        Err(failure) => return Delivery::glimpsed(&words, world).failure(args.command.name(), failure, world),
    };
    world.talkative = delivery.is_talkative();
    // A mistake of ours must not look like one of the spec, and must say that it is ours.
    let result = catch_unwind(AssertUnwindSafe(|| work(&args, world)))
        .unwrap_or_else(|_| Err(Failure::internal("kafkasmith met a case that it does not handle")));
    match result {
        Ok(Ending::Text(text)) => Delivery::text(&text, world),
        Ok(Ending::Report(report)) => delivery.report(report, Exit::Clean, world),
        Ok(Ending::Page(page, report)) => delivery.page(&page, report, world),
        Ok(Ending::Refused(report)) => delivery.report(report, Exit::Failed, world),
        Err(failure) => delivery.failure(args.command.name(), failure, world),
    }
}

fn work(args: &args::Args, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    if let Some(folder) = &args.global.folder {
        world.files.go(folder).map_err(|error| going_nowhere(error, folder))?;
    }
    commands::run(&args.command, &args.global, world)
}

/// Why `-C` leads nowhere; a folder that is missing can be made.
fn going_nowhere(error: files::FileError, folder: &Path) -> Failure {
    let is_missing = matches!(error.why, files::Why::Missing);
    let help = format!(
        "`-C` goes to a folder that is there; make it with: mkdir -p {}",
        args::shell_word(&folder.to_string_lossy())
    );
    let failure = Failure::from(error);
    if is_missing { failure.help(help) } else { failure }
}

/// What a panic prints: where it was, and nothing of what was in the works, which may be a secret. For
/// [`std::panic::set_hook`]; [`run`] says the rest.
pub fn on_panic(panic: &std::panic::PanicHookInfo<'_>) {
    use std::io::Write;
    if let Some(place) = panic.location() {
        // If standard error is gone there is nobody to tell.
        let _ =
            writeln!(std::io::stderr(), "kafkasmith stopped at {}:{}:{}", place.file(), place.line(), place.column());
    }
}
