//! `kafkasmith completions`: what a shell needs to complete our command line, from the definition that parses it.

use super::Ending;
use crate::cli::args::definition;
use clap_complete::aot;
use clap_complete_nushell::Nushell;

const EXAMPLES: &str = "\
Examples:
  kafkasmith completions bash > ~/.local/share/bash-completion/completions/kafkasmith
  kafkasmith completions zsh > \"${fpath[1]}/_kafkasmith\"
  kafkasmith completions fish > ~/.config/fish/completions/kafkasmith.fish";

/// What may be written behind `completions`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// A shell.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Shell {
    /// Bash
    Bash,
    /// Zsh
    Zsh,
    /// Fish
    Fish,
    /// PowerShell
    Powershell,
    /// Elvish
    Elvish,
    /// Nushell
    Nushell,
}

/// The completions.
pub(super) fn run(args: &Args) -> Ending {
    let mut bytes = Vec::new();
    let mut definition = definition(0);
    let name = definition.get_name().to_owned();
    let (command, out) = (&mut definition, &mut bytes);
    match args.shell {
        Shell::Bash => aot::generate(aot::Shell::Bash, command, name, out),
        Shell::Zsh => aot::generate(aot::Shell::Zsh, command, name, out),
        Shell::Fish => aot::generate(aot::Shell::Fish, command, name, out),
        Shell::Powershell => aot::generate(aot::Shell::PowerShell, command, name, out),
        Shell::Elvish => aot::generate(aot::Shell::Elvish, command, name, out),
        Shell::Nushell => aot::generate(Nushell, command, name, out),
    }
    Ending::Text(String::from_utf8_lossy(&bytes).into_owned())
}
