//! `kafkasmith schema`: the JSON Schema of what kafkasmith reads or writes.

use super::Ending;
use crate::report;

/// What may be written behind `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of what
    #[arg(value_enum, value_name = "WHAT")]
    pub what: What,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum What {
    /// What `--format json` writes
    Report,
}

/// The schema.
pub(super) fn run(args: &Args) -> Ending {
    let schema = match args.what {
        What::Report => report::schema(),
    };
    Ending::Text(format!("{schema:#}\n"))
}
