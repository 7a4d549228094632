//! The files of a starter: what is in them, and where each belongs.

use super::plan::Site;
use super::{Args, Ci};
use crate::catalog;
use crate::cli::args::shell_word;
use crate::spec;

/// Where rendered files go, in every spec that is written here.
pub(super) const OUTPUT: &str = "out";
/// What the platform is called where nobody says it.
const NAME: &str = "example";
/// What the other files call the schema, which lies beside the spec.
const SCHEMA: &str = "kafkasmith.schema.json";

const STARTER: &str = include_str!("../../../../templates/init/starter.toml");
const ATTRIBUTES: &str = include_str!("../../../../templates/init/gitattributes");
const HOOKS: &str = include_str!("../../../../templates/init/pre-commit-config.yaml");
const GITHUB: &str = include_str!("../../../../templates/init/github.yml");
const GITLAB: &str = include_str!("../../../../templates/init/gitlab.yml");

/// A whole spec to start from.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// The name of its file.
    pub file: &'static str,
    /// The spec.
    pub text: &'static str,
}

/// Every example.
pub(super) const EXAMPLES: &[Example] = &[Example {
    name: "hrms",
    about: "three brokers, four topics with dead letters, seven applications, nineteen alerts",
    file: "hrms-kafka.toml",
    text: include_str!("../../../../hrms-kafka.toml"),
}];

/// A file of a starter.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its path in the folder where it belongs.
    pub(super) path: String,
    pub(super) text: String,
    /// Whether it is read in the root of a repository only, and not beside the spec.
    pub(super) in_root: bool,
    pub(super) may_be_there: MayBeThere,
}

/// Whether a starter can be made where such a file is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MayBeThere {
    /// No: whoever has one needs no starter.
    No,
    /// If it says the same.
    Same,
    /// Yes: other programs want their part in it, too.
    Shared,
}

/// The name of the spec.
pub(super) fn spec_name(args: &Args) -> String {
    match (args.from_example, &args.name) {
        (Some(example), _) => example.file.to_owned(),
        (None, Some(name)) => format!("{}.toml", cluster_name(name)),
        (None, None) => "kafka.toml".to_owned(),
    }
}

/// The cluster's name in the platform of that name. It ends in `kafka`, by which specs are found.
pub(super) fn cluster_name(name: &str) -> String {
    if name == "kafka" || name.ends_with("-kafka") { name.to_owned() } else { format!("{name}-kafka") }
}

/// All files, the spec first.
pub(super) fn all(args: &Args, site: &Site) -> Vec<Piece> {
    let beside =
        |path: &str, text: String, may_be_there| Piece { path: path.to_owned(), text, in_root: false, may_be_there };
    let in_root = |path: &str, text: &str, may_be_there| Piece {
        path: path.to_owned(),
        text: going_to(&site.prefix, text),
        in_root: true,
        may_be_there,
    };
    let mut all = vec![
        beside(&spec_name(args), spec_text(args), MayBeThere::No),
        beside(SCHEMA, spec::json_schema(), MayBeThere::Same),
        beside(".gitattributes", ATTRIBUTES.to_owned(), MayBeThere::Shared),
    ];
    if !args.no_hooks {
        all.push(in_root(".pre-commit-config.yaml", HOOKS, MayBeThere::Shared));
    }
    match args.ci.unwrap_or(site.ci) {
        Ci::Github => all.push(in_root(".github/workflows/kafkasmith.yml", GITHUB, MayBeThere::Same)),
        Ci::Gitlab => all.push(in_root(".gitlab-ci.yml", GITLAB, MayBeThere::Shared)),
        Ci::None => {}
    }
    all
}

fn spec_text(args: &Args) -> String {
    if let Some(example) = args.from_example {
        return example.text.to_owned();
    }
    let name = args.name.as_deref().unwrap_or(NAME);
    let filled = STARTER.replace("<name>", name).replace("<cluster>", &cluster_name(name));
    let filled = filled.replace("<namespace>", &args.namespace);
    // The newest release, with its own choice of Kafka.
    let newest = catalog::releases().last().and_then(|version| catalog::release(version));
    let (strimzi, kafka) = newest.map_or(("", ""), |release| (release.version, release.default_kafka()));
    filled.replace("<strimzi>", strimzi).replace("<kafka>", kafka)
}

/// A text whose commands are run in the root of a repository and are about a folder in it.
fn going_to(prefix: &str, text: &str) -> String {
    match prefix.trim_end_matches('/') {
        "" => text.to_owned(),
        folder => ["check", "ci"].iter().fold(text.to_owned(), |text, verb| {
            let there = format!("kafkasmith -C {} {verb} --", shell_word(folder));
            text.replace(&format!("kafkasmith {verb} --"), &there)
        }),
    }
}
