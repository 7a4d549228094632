//! The verbs: one file each, and one line each in [`Command`] and [`run`].

mod check;
mod ci;
mod completions;
mod explain;
mod fmt;
mod graph;
mod init;
mod man;
mod policy;
mod releases;
mod render;
mod rules;
mod schema;
mod upgrade;
mod validate;
mod waivers;

use super::args::Global;
use super::{Failure, Surroundings};
use crate::report::{Page, Report};

/// What can be asked for, in the order in which help lists it.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a starter: a spec, and what editors, git, hooks and CI want beside it
    Init(init::Args),
    /// Write everything that the spec describes
    Render(render::Args),
    /// Prove that the files are what the spec says
    Check(check::Args),
    /// Judge what the cluster will do with the spec, or with manifests that somebody wrote
    Validate(validate::Args),
    /// Check and judge in one go, for pipelines
    Ci(ci::Args),
    /// List what can be found
    Rules(rules::Args),
    /// List what is accepted for a while, and how that stands
    Waivers(waivers::Args),
    /// Test what the house demands
    Policy(policy::Args),
    /// Lay the spec out, and keep its comments
    Fmt(fmt::Args),
    /// Explain a rule, a key of the spec, an alert, a setting, a field
    Explain(explain::Args),
    /// Draw the platform
    Graph(graph::Args),
    /// List the Strimzi releases, or say more of one
    Releases(releases::Args),
    /// Plan the way to another Strimzi release, step by step
    Upgrade(upgrade::Args),
    /// Print the JSON Schema of what kafkasmith reads or writes
    Schema(schema::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the manual, or write its pages
    Man(man::Args),
}

/// What a verb gives back. It prints nothing itself.
#[derive(Debug)]
pub enum Ending {
    /// Findings, to be written in the format that was asked for.
    Report(Report),
    /// Findings, because of which the work could not be done.
    Refused(Report),
    /// Something to read, for people instead of the report; for programs the data of its own that it has, else the report.
    Page(Page, Report),
    /// A text that was asked for, for standard output.
    Text(String),
}

/// Does what a verb asks for.
///
/// # Errors
/// Why it could not be done.
pub fn run(command: &Command, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    match command {
        Command::Init(args) => init::run(args, global, world),
        Command::Render(args) => render::run(args, global, world),
        Command::Check(args) => check::run(args, global, world),
        Command::Validate(args) => validate::run(args, global, world),
        Command::Ci(args) => ci::run(args, global, world),
        Command::Rules(args) => rules::run(args, global, world),
        Command::Waivers(args) => waivers::run(args, global, world),
        Command::Policy(args) => policy::run(args, global, world),
        Command::Explain(args) => explain::run(args, global, world),
        Command::Fmt(args) => fmt::run(args, global, world),
        Command::Graph(args) => graph::run(args, global, world),
        Command::Releases(args) => releases::run(args, global, world),
        Command::Upgrade(args) => upgrade::run(args, global, world),
        Command::Schema(args) => Ok(schema::run(args)),
        Command::Completions(args) => Ok(completions::run(args)),
        Command::Man(args) => man::run(args, world),
    }
}

impl Command {
    /// Its word on the command line, for reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Command::Init(_) => "init",
            Command::Render(_) => "render",
            Command::Check(_) => "check",
            Command::Validate(_) => "validate",
            Command::Ci(_) => "ci",
            Command::Rules(_) => "rules",
            Command::Explain(_) => "explain",
            Command::Waivers(_) => "waivers",
            Command::Policy(_) => "policy",
            Command::Fmt(_) => "fmt",
            Command::Graph(_) => "graph",
            Command::Releases(_) => "releases",
            Command::Upgrade(_) => "upgrade",
            Command::Schema(_) => "schema",
            Command::Completions(_) => "completions",
            Command::Man(_) => "man",
        }
    }
}
