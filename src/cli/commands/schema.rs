//! `kafkasmith schema`: the JSON Schema of what kafkasmith reads or writes.

use super::Ending;
use crate::{report, spec};

/// What may be written behind `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of what
    #[arg(value_enum, value_name = "WHAT", default_value = "spec")]
    pub what: What,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum What {
    /// The spec; editors complete and check by it
    Spec,
    /// What `--format json` writes
    Report,
}

/// The schema.
pub(super) fn run(args: &Args) -> Ending {
    Ending::Text(match args.what {
        What::Spec => spec::json_schema(),
        What::Report => format!("{:#}\n", report::schema()),
    })
}
