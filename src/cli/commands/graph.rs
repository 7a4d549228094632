//! `kafkasmith graph`: the platform as a picture.

use super::Ending;
use crate::bundle::header::{self, Header};
use crate::cli::args::Global;
use crate::cli::workspace::Workspace;
use crate::cli::{Failure, Surroundings};
use crate::diag::Sources;
use crate::graph::{Nobody, Picture};
use crate::render::{self, Set};
use crate::report::{FileState, Report};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Who writes and reads what, where dead letters go, what runs in the cluster, and what is scraped. In a large \
platform topics and clients of one family are drawn as one; `--only` shows a part of it in full.

Examples:
  kafkasmith graph                              text for Mermaid, to be put into a page
  kafkasmith graph svg > platform.svg
  kafkasmith graph --out platform.svg           the form is that of the file
  kafkasmith graph svg --only 'orders.*' --only billing";

/// What may be written behind `graph`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// In which form [default: that of the file, else mermaid]
    #[arg(value_enum, value_name = "FORM")]
    pub form: Option<Form>,

    /// Only these topics and clients and what they have to do with; `*` stands for anything; may be given several times
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,

    /// Write it to this file, whose name ends in `.svg`, `.mmd` or `.mermaid`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// A form of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Text for Mermaid, which GitHub, GitLab and others draw within Markdown
    Mermaid,
    /// An image for browsers and pages
    Svg,
}

impl Form {
    /// Its word on the command line.
    const fn name(self) -> &'static str {
        match self {
            Form::Mermaid => "mermaid",
            Form::Svg => "svg",
        }
    }
}

/// Draws.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let form = form(args)?;
    let Workspace { spec, sources, complaints, set } = Workspace::open(global, world)?;
    let Some(set) = set else {
        let mut report = Report::new("graph", sources, complaints);
        report.base.clone_from(&spec.base);
        return Ok(Ending::Report(report));
    };
    let picture = picture(args, &set)?;
    let text = match form {
        Form::Mermaid => picture.mermaid(),
        Form::Svg => render::svg(&picture).map_err(|fault| Failure::internal(fault.to_string()))?,
    };
    match &args.out {
        None => Ok(Ending::Text(text)),
        Some(path) => write(path, &text, world),
    }
}

fn picture(args: &Args, set: &Set) -> Result<Picture, Failure> {
    if args.only.is_empty() {
        return Ok(Picture::of(&set.model, &set.rules));
    }
    Picture::only(&set.model, &args.only).map_err(|Nobody { asked, near }| {
        let failure = Failure::usage(format!("no topic and no client is called `{asked}`"));
        match near {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("name a topic or a client of the spec; `*` stands for anything: `--only 'orders*'`"),
        }
    })
}

/// The form that is meant: what was said, or what the file's name ends in. They must not contradict each other.
fn form(args: &Args) -> Result<Form, Failure> {
    let Some(path) = &args.out else { return Ok(args.form.unwrap_or(Form::Mermaid)) };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let of_file = match ending.to_ascii_lowercase().as_str() {
        "svg" => Some(Form::Svg),
        "mmd" | "mermaid" => Some(Form::Mermaid),
        _ => None,
    };
    let shown = path.display();
    match (of_file, args.form) {
        (Some(form), Some(said)) if form == said => Ok(form),
        (Some(form), None) => Ok(form),
        (Some(form), Some(said)) => {
            let (form, said) = (form.name(), said.name());
            Err(Failure::usage(format!("`{said}` is asked for, and the name of `{shown}` says `{form}`"))
                .help("give the file the ending of its form: `.svg`, or `.mmd` for Mermaid"))
        }
        (None, _) => Err(Failure::usage(format!("the name of `{shown}` does not say which form it is to have"))
            .help("let it end in `.svg`, or in `.mmd` for Mermaid; for anything else, redirect the output")),
    }
}

/// Writes a picture. What `render` writes stays what `render` made of it.
fn write(path: &Path, text: &str, world: &Surroundings<'_>) -> Result<Ending, Failure> {
    let there = world.files.read(path).unwrap_or_default();
    if let Header::Present(_) = header::read(&there) {
        let shown = world.files.shown(path);
        return Err(Failure::usage(format!("`{shown}` is a file that `kafkasmith render` writes"))
            .help("name another file; `kafkasmith render` brings this one up to date"));
    }
    world.files.write(path, text.as_bytes())?;
    let mut report = Report::new("graph", Sources::default(), []);
    report.files.push(FileState { path: world.files.shown(path), state: "written", listed: true });
    Ok(Ending::Report(report))
}
