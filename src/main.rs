//! The `kafkasmith` program.

use kafkasmith::cli::{self, Surroundings};
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(cli::on_panic));
    cli::run(std::env::args_os(), &mut Surroundings::real()).into()
}
