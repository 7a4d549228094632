//! From a spec's text to the whole set of files: everything is worked out before anything is written.

use super::artefact::{Artefact, Description, Platform, Promise};
use super::artefacts::ARTEFACTS;
use super::engine::{Engine, Rendered};
use super::fault::RenderFault;
use super::patch;
use crate::alert;
use crate::bundle::{Bundle, header};
use crate::catalog::Release;
use crate::diag::{Complaints, Source, Sources};
use crate::model::{self, Model};
use crate::spec::{self, Field, Spec};
use std::fmt;

/// The files of a platform, and what they were rendered from.
#[derive(Debug)]
pub struct Set {
    /// What the spec means.
    pub model: Model,
    /// Its alerts.
    pub rules: Vec<alert::Rule>,
    /// The files, in the order in which they are applied and listed.
    pub artefacts: Vec<Artefact>,
}

/// The program is wrong: a template fails, or gives another file than it promises. No spec should be able to cause it.
#[derive(Debug)]
pub enum Fault {
    /// A template failed.
    Template(RenderFault),
    /// A rendered text does not read back as what it should be.
    NotAsPromised {
        /// The file.
        path: String,
        /// What was found instead.
        found: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Template(fault) => write!(out, "{fault}"),
            Fault::NotAsPromised { path, found } => write!(out, "{path} was rendered wrongly: {found}"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<RenderFault> for Fault {
    fn from(fault: RenderFault) -> Self {
        Fault::Template(fault)
    }
}

/// Renders the set of the spec in `source`; nothing if the spec has mistakes, which are then in `complaints`.
///
/// # Errors
/// [`Fault`] if the program itself is wrong.
pub fn set(source: &Source, complaints: &mut Complaints) -> Result<Option<Set>, Fault> {
    let spec = spec::read(source, complaints);
    of_spec(spec, source, complaints)
}

/// The same as if the spec named another Strimzi release, and nothing else were changed. What that release refuses is complained
/// about at its place.
///
/// # Errors
/// [`Fault`] if the program itself is wrong.
pub fn rehearsal(source: &Source, release: &Release, complaints: &mut Complaints) -> Result<Option<Set>, Fault> {
    let mut spec = spec::read(source, complaints);
    if let Field::Given(cluster, table) = &mut spec.cluster {
        let place = cluster.strimzi.span().unwrap_or(*table);
        cluster.strimzi = Field::Given(release.version.to_owned(), place);
    }
    of_spec(spec, source, complaints)
}

fn of_spec(spec: Spec, source: &Source, complaints: &mut Complaints) -> Result<Option<Set>, Fault> {
    alert::check(&spec, source, complaints);
    let Some(model) = model::build(&spec, source.span(), complaints) else { return Ok(None) };
    // It is as large as the model, and all that it says is there.
    drop(spec);
    alert::check_model(&model, source, complaints);
    let rules = alert::rules(&model);
    let artefacts = render(&model, &rules, source.name(), complaints)?;
    Ok((!complaints.has_errors()).then_some(Set { model, rules, artefacts }))
}

/// Renders the set of a model. Patches that cannot be applied go into `complaints`.
///
/// # Errors
/// [`Fault`] if the program itself is wrong.
pub fn render(
    model: &Model,
    rules: &[alert::Rule],
    spec_name: &str,
    complaints: &mut Complaints,
) -> Result<Vec<Artefact>, Fault> {
    let platform = Platform::new(model, rules);
    let engine = Engine::new();
    let files = |known: &'static Description| known.files(platform).into_iter().map(move |file| (known, file));
    let wanted = ARTEFACTS.iter().copied().flat_map(files);
    wanted.map(|(description, file)| one(description, file, &engine, spec_name, complaints)).collect()
}

/// Renders one file of a platform. Patches that cannot be applied go into `complaints`.
///
/// # Errors
/// [`Fault`] if the program itself is wrong.
pub fn one(
    description: &Description,
    platform: Platform<'_>,
    engine: &Engine,
    spec_name: &str,
    complaints: &mut Complaints,
) -> Result<Artefact, Fault> {
    let mut body = engine.render_with(&description.template_name(), || (description.context)(platform))?;
    let path = description.path_of(platform);
    let (promises, additions) = ((description.promises)(platform), (description.additions)(platform));
    if description.is_yaml() {
        body = read_back(&path, body, &promises, |rendered, bundle| {
            patch::apply(rendered, bundle, &additions, complaints)
        })?;
        if !additions.is_empty() {
            body = read_back(&path, body, &promises, |rendered, _| rendered)?;
        }
    }
    let Rendered { text, mut map } = body;
    let body_len = text.len();
    let text = header::write(description.style, spec_name, &text);
    let body_start = text.len() - body_len;
    map.shift(body_start);
    Ok(Artefact { path, text, body_start, map })
}

/// Reads a rendered text back and holds it against what it promised; `then` may go on with what was read.
fn read_back(
    path: &str,
    rendered: Rendered,
    promises: &[Promise],
    then: impl FnOnce(Rendered, &Bundle<'_>) -> Rendered,
) -> Result<Rendered, Fault> {
    let wrong = |found: String| Fault::NotAsPromised { path: path.to_owned(), found };
    let mut sources = Sources::default();
    let id = sources.add(path, rendered.text.as_str()).map_err(|error| wrong(error.to_string()))?;
    let mut faults = Complaints::default();
    let bundle = Bundle::read(&sources, [id], &mut faults);
    if let Some(fault) = faults.into_sorted().into_iter().next() {
        let line = fault.span().and_then(|span| sources.of(span).map(|source| source.position(span.start()).line));
        return Err(wrong(format!("line {}: {}", line.unwrap_or_default(), fault.headline)));
    }
    for (number, (document, promised)) in bundle.documents().zip(promises).enumerate() {
        if !promised.is_kept_by(document) {
            let (kind, name) = (document.kind(), document.name());
            return Err(wrong(format!(
                "document {number} has kind {kind:?} and name {name:?} and is not {promised:?}"
            )));
        }
    }
    if bundle.len() != promises.len() {
        return Err(wrong(format!("{} documents and not {}", bundle.len(), promises.len())));
    }
    Ok(then(rendered, &bundle))
}
