//! `kafkasmith init`: make a starter in the working folder.

mod pieces;
mod plan;
#[cfg(test)]
mod tests;

use super::Ending;
use crate::cli::args::{Global, shell_word};
use crate::cli::discovery::{self, VARIABLE};
use crate::cli::git::IgnoreRule;
use crate::cli::{Failure, Surroundings};
use crate::diag::Sources;
use crate::model::names;
use crate::report::{FileState, Report};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use pieces::{EXAMPLES, Example, OUTPUT};
use plan::{Fate, Plan, Site};

const HELP: &str = "\
Only new files are made, all of them or none. A .gitattributes, .pre-commit-config.yaml or .gitlab-ci.yml that is there \
already stays as it is, and nothing is written above the working folder; what is to be added there is printed.

Examples:
  kafkasmith init
  kafkasmith init --name orders --namespace streams
  kafkasmith init --ci gitlab --no-hooks
  kafkasmith init --from-example hrms
  kafkasmith init --dry-run";

/// What may be written behind `init`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub struct Args {
    /// What the platform is called [default: example]
    ///
    /// `orders` makes the spec `orders-kafka.toml` of the cluster `orders-kafka`. Without it the spec is `kafka.toml`.
    #[arg(long, value_name = "NAME", value_parser = name, conflicts_with = "from_example")]
    pub name: Option<String>,

    /// The namespace of the cluster
    #[arg(long, value_name = "NAME", value_parser = namespace, default_value = "kafka", conflicts_with = "from_example")]
    pub namespace: String,

    /// Start from a whole example instead
    #[arg(long, value_name = "EXAMPLE", value_parser = examples())]
    pub from_example: Option<&'static Example>,

    /// For whom to write a CI job [default: gitlab if there is a .gitlab-ci.yml, else github]
    #[arg(long, value_name = "CI", value_enum)]
    pub ci: Option<Ci>,

    /// Write no hook for pre-commit
    #[arg(long)]
    pub no_hooks: bool,

    /// Only say what would be written
    #[arg(long)]
    pub dry_run: bool,
}

/// Who runs jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Ci {
    /// GitHub Actions
    Github,
    /// GitLab CI/CD
    Gitlab,
    /// Nobody: no job is written
    None,
}

/// Makes a starter.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    if global.spec.is_some() {
        return Err(Failure::usage("`init` reads no spec, it makes one")
            .help("leave `--spec` out; the new one gets its name by `--name` and its folder by `-C`"));
    }
    let site = Site::of(world);
    let _lock = if args.dry_run { None } else { world.files.lock(world.files.folder()) };
    let spec = world.files.shown(pieces::spec_name(args).as_ref());
    // The spec that commands in this folder are about until now, if this folder has none.
    let above = discovery::search(world).ok().map(|path| world.files.shown(&path));
    let plan = Plan::of(pieces::all(args, &site), &site, world)?;
    if !args.dry_run {
        world.files.create(&plan.texts())?;
    }
    let mut report = Report::new("init", Sources::default(), []);
    report.files = plan.files.iter().filter_map(|file| state(file, args.dry_run)).collect();
    report.files.sort();
    report.hints = plan.to_add();
    report.hints.extend(notes(above, &spec, world));
    if !args.dry_run {
        report.hints.push(next(&plan, &site, &spec, global, world));
    }
    Ok(Ending::Report(report))
}

/// What became of a file, or would; nothing of one that somebody is told to make.
fn state(file: &plan::File, dry_run: bool) -> Option<FileState> {
    let (state, listed) = match file.fate {
        Fate::Create if dry_run => ("would create", true),
        Fate::Create => ("created", true),
        Fate::Unchanged => ("unchanged", false),
        Fate::Add => ("kept", true),
        Fate::Make | Fate::InTheWay(_) => return None,
    };
    Some(FileState { path: file.shown.clone(), state, listed })
}

/// What would surprise whoever goes on: another spec that was meant until now, or still is; and a rule by which git would not
/// take what is rendered.
fn notes(above: Option<String>, spec: &str, world: &Surroundings<'_>) -> Vec<String> {
    let above = above.map(|above| format!("\nnote: in this folder and below it, {spec} now comes before {above}"));
    let named = world.environment.get_os(VARIABLE).filter(|value| !value.is_empty());
    let named = named.map(|value| format!("\nnote: `{VARIABLE}` names {} and comes before {spec}", value.display()));
    let inside = format!("{OUTPUT}/README.md");
    let rules = world.git().ignored(world.files.folder(), &[inside].into()).unwrap_or_default();
    let ignored = rules.into_values().map(|IgnoreRule { file, line, pattern }| {
        let output = world.files.shown(OUTPUT.as_ref());
        format!(
            "\nnote: git ignores {output}/, by `{pattern}` in {file}, line {line}: take that out, or write another `output` \
             into {spec}"
        )
    });
    above.into_iter().chain(named).chain(ignored).collect()
}

/// The next three commands.
fn next(plan: &Plan, site: &Site, spec: &str, global: &Global, world: &Surroundings<'_>) -> String {
    let program = global.program();
    let output = world.files.shown(OUTPUT.as_ref());
    let made = plan.files.iter().filter(|file| file.fate == Fate::Create).map(|file| file.shown.as_str());
    let add: Vec<String> = made.chain([output.as_str()]).map(shell_word).collect();
    let repository = if site.in_repository { "" } else { "git init && " };
    format!(
        "\nnext: read {spec} and write into it what is true for you, then\n  {program} render\n  {repository}git add {}\n  \
         {program} check",
        add.join(" ")
    )
}

/// A name for the platform, of which the cluster's is made.
fn name(word: &str) -> Result<String, String> {
    let cluster = pieces::cluster_name(word);
    let Some((_, help)) = names::cluster_fault(&cluster) else { return Ok(word.to_owned()) };
    Err(match proposal(word).filter(|proposal| proposal != word) {
        Some(proposal) => format!("{help}, such as `{proposal}`"),
        None if cluster == word => help,
        None => format!("it would make the cluster `{cluster}`: {help}"),
    })
}

fn namespace(word: &str) -> Result<String, String> {
    match names::namespace_fault(word) {
        Some((_, help)) => Err(help),
        None => Ok(word.to_owned()),
    }
}

/// The name that was probably meant: in lower case, with `-` for all that may not be.
fn proposal(word: &str) -> Option<String> {
    let plain: String =
        word.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    let proposal = parts.join("-");
    names::cluster_fault(&pieces::cluster_name(&proposal)).is_none().then_some(proposal)
}

fn examples() -> impl TypedValueParser<Value = &'static Example> {
    let names = EXAMPLES.iter().map(|example| PossibleValue::new(example.name).help(example.about));
    let named = |name: String| EXAMPLES.iter().find(|example| example.name == name).ok_or("no such example");
    // Only names of the list pass the first parser.
    PossibleValuesParser::new(names).try_map(named)
}
