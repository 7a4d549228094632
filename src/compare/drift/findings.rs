//! What is said of a file that is not as it should be: what differs, which line of the spec it comes from, what to do.

use super::{Found, State, Tracking, ids};
use crate::bundle::{Bundle, Kind, Node};
use crate::compare::structure::{Difference, differences};
use crate::compare::text::{lines, unified, unix};
use crate::diag::{Complaints, Diagnostic, Source, Sources, Span};
use crate::model::{How, Origin};
use crate::render::Artefact;

/// What findings about files need to know besides the files.
#[derive(Debug)]
pub struct Context<'c> {
    /// The texts that places point into; what was found is added where something in it is shown.
    pub sources: &'c mut Sources,
    /// The output folder, relative to the spec, with `/` at its end.
    pub output: &'c str,
    /// The spec's name.
    pub spec: &'c str,
    /// How many lines of a diff to show; nothing for none.
    pub diff: Option<usize>,
    /// What git says, if it was asked.
    pub tracking: Option<&'c Tracking>,
}

/// What is said of a file; nothing if it is as it should be.
pub fn finding(
    path: &str,
    state: State,
    rendered: Option<&Artefact>,
    found: &Found,
    context: &mut Context<'_>,
) -> Option<Diagnostic> {
    let shown = format!("{}{path}", context.output);
    let text = match found {
        Found::Text(text) => unix(text),
        Found::Nothing | Found::Odd(_) => String::new(),
    };
    Some(match (state, rendered) {
        (State::Stale, Some(artefact)) => stale(&shown, artefact, &text, context),
        (State::Edited, Some(artefact)) => edited(&shown, artefact, &text, context),
        (State::Current, _) | (State::Stale | State::Edited, None) => return None,
        (State::Missing, _) => Diagnostic::error(ids::MISSING, format!("{shown} was never rendered"))
            .file(shown)
            .help("run `kafkasmith render`"),
        (State::Orphan, _) => orphan(&shown, &text, context).help("`kafkasmith render` removes it"),
        (State::EditedOrphan, _) => orphan(&shown, &text, context)
            .note("it was changed by hand, so `kafkasmith render` leaves it alone")
            .help("move what it says into the spec, or delete it yourself"),
        (State::Untracked, _) => Diagnostic::error(ids::UNTRACKED, format!("{shown} is right but not in git"))
            .help(format!("git add {shown}"))
            .file(shown),
        (State::Ignored, _) => {
            let rule = context.tracking.and_then(|tracking| tracking.ignored.get(path)).cloned().unwrap_or_default();
            Diagnostic::error(ids::IGNORED, format!("{shown} is right but hidden from git"))
                .note(format!("ignored by {rule}"))
                .help("take it back with a line that begins with `!`, or narrow that rule")
                .file(shown)
        }
        (State::Foreign, _) => {
            Diagnostic::error(ids::FOREIGN, format!("{shown} is there already and bears no mark of kafkasmith"))
                .help(format!("move it away, or take it over with `kafkasmith render --adopt {shown}`"))
                .file(shown)
        }
        (State::Blocked, _) => {
            let why = match found {
                Found::Odd(why) => why.as_str(),
                Found::Nothing | Found::Text(_) => "cannot be judged",
            };
            Diagnostic::error(ids::BLOCKED, format!("{shown} {why}"))
                .help("a rendered file belongs there; move away what is in its place")
                .file(shown)
        }
    })
}

fn stale(shown: &str, artefact: &Artefact, text: &str, context: &mut Context<'_>) -> Diagnostic {
    let headline = format!("{shown} does not match the spec");
    let diagnostic = Diagnostic::error(ids::STALE, headline).help("run `kafkasmith render`");
    let diagnostic = if let Some(Explanation { origin, lines }) = explain(artefact, text) {
        let placed = match &origin {
            Some(origin) => at_origin(diagnostic, origin),
            None => diagnostic.file(shown),
        };
        lines.into_iter().fold(placed, Diagnostic::note)
    } else {
        let counted = lines(text, &artefact.text);
        diagnostic.file(shown).note(format!("only layout or comments differ (+{} -{})", counted.added, counted.removed))
    };
    with_diff(diagnostic, shown, text, &artefact.text, context)
}

fn at_origin(diagnostic: Diagnostic, origin: &Origin) -> Diagnostic {
    let label = match origin.how() {
        How::Written => "rendered from here",
        How::Default => "nothing is written here, so a default holds",
        How::Computed => "worked out from here",
    };
    let mut diagnostic = diagnostic.at(origin.first(), label);
    for span in origin.spans().skip(1).take(2) {
        diagnostic = diagnostic.because(span, "and from here");
    }
    diagnostic
}

/// Why a file differs, in values.
struct Explanation {
    origin: Option<Origin>,
    lines: Vec<String>,
}

/// How many differing values are named.
const NAMED: usize = 3;

/// The first values that differ, and where in the spec the first of them comes from. Nothing if the texts differ only in layout.
fn explain(artefact: &Artefact, text: &str) -> Option<Explanation> {
    let mut sources = Sources::default();
    let before = sources.add("on disk", text).ok()?;
    let after = sources.add("rendered", artefact.text.as_str()).ok()?;
    let mut unread = Complaints::default();
    let old = Bundle::read(&sources, [before], &mut unread);
    let new = Bundle::read(&sources, [after], &mut unread);
    let found = differences(&old, &new);
    let source = sources.get(after)?;
    let origin = found.iter().find_map(|difference| origin_of(difference, artefact, source));
    let mut lines: Vec<String> = found.iter().take(NAMED).map(|difference| told(difference)).collect();
    if found.len() > NAMED {
        lines.push(format!("and {} more values", found.len() - NAMED));
    }
    (!found.is_empty()).then_some(Explanation { origin, lines })
}

/// Where the new value comes from; for a whole map, where the first value in it does.
fn origin_of(difference: &Difference<'_>, artefact: &Artefact, source: &Source) -> Option<Origin> {
    let range = source.range(difference.after?.span());
    let whole = artefact.map.of(range.clone()).cloned();
    whole.or_else(|| artefact.map.within(range).next().map(|(_, origin)| origin.clone()))
}

fn told(difference: &Difference<'_>) -> String {
    match (difference.before, difference.after) {
        (Some(old), Some(new)) => format!("on disk: {}: {}    rendered: {}", place(new), short(old), short(new)),
        (None, Some(new)) => format!("not on disk: {}: {}", place(new), short(new)),
        (Some(old), None) => format!("only on disk: {}: {}", place(old), short(old)),
        (None, None) => String::new(),
    }
}

/// A value's path, with its document where the file has several.
fn place(node: Node<'_>) -> String {
    let path = node.path().to_string();
    let document = node.document();
    let name = format!("{} {}", document.kind().unwrap_or("document"), document.name().unwrap_or_default());
    if path.is_empty() { name } else { format!("{path} of {name}") }
}

fn short(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Map => "{…}".to_owned(),
        Kind::Seq => "[…]".to_owned(),
        Kind::Scalar => {
            let text: String = node.text().chars().take(60).collect();
            let text = text.replace('\n', " ");
            if node.text().chars().count() > 60 { format!("{text}…") } else { text }
        }
    }
}

fn edited(shown: &str, artefact: &Artefact, text: &str, context: &mut Context<'_>) -> Diagnostic {
    let counted = lines(&artefact.text, text);
    let headline = format!("{shown} was changed by hand (+{} -{})", counted.added, counted.removed);
    let help = format!(
        "say it in {}, then run `kafkasmith render --discard-edits {shown}`; without the first, the change is lost",
        context.spec
    );
    let mut diagnostic = Diagnostic::error(ids::EDITED, headline).file(shown).help(help);
    if let Some(line) = line_of(shown, text, counted.first, context) {
        let label = if counted.added > 0 { "not from the spec" } else { "something was taken out above" };
        diagnostic = diagnostic.at(line, label);
    }
    with_diff(diagnostic, shown, &artefact.text, text, context)
}

/// A line of a file as a place, the file being taken into the sources.
fn line_of(name: &str, text: &str, line: usize, context: &mut Context<'_>) -> Option<Span> {
    let id = context.sources.add(name, text).ok()?;
    let source = context.sources.get(id)?;
    let start = source.line_start(line);
    let line = source.text().get(start..)?.split('\n').next()?;
    let blank = line.len() - line.trim_start().len();
    Some(source.at(start + blank..start + line.trim_end().len().max(blank)))
}

fn with_diff(diagnostic: Diagnostic, shown: &str, before: &str, after: &str, context: &Context<'_>) -> Diagnostic {
    match context.diff {
        Some(most) => diagnostic.note(unified(before, after, (&format!("a/{shown}"), &format!("b/{shown}")), most)),
        None => diagnostic,
    }
}

/// A file of ours that no spec asks for, with what removing it does.
fn orphan(shown: &str, text: &str, _: &Context<'_>) -> Diagnostic {
    let diagnostic = Diagnostic::error(ids::ORPHAN, format!("{shown} is no longer in the spec")).file(shown);
    match risk(text) {
        Some(risk) => diagnostic.note(risk),
        None => diagnostic,
    }
}

/// What is lost where a GitOps tool prunes what has left the folder.
fn risk(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let id = sources.add("orphan", text).ok()?;
    let mut unread = Complaints::default();
    let bundle = Bundle::read(&sources, [id], &mut unread);
    let named = |kind: &str| -> Vec<String> {
        bundle.of_kind(kind).filter_map(|document| document.name().map(str::to_owned)).collect()
    };
    let (clusters, topics) = (named("Kafka"), named("KafkaTopic"));
    let what = match (clusters.as_slice(), topics.as_slice()) {
        ([], []) => return None,
        ([], topics) => format!("deletes {} with their data", list(topics, "topic")),
        (clusters, _) => format!("deletes {}", list(clusters, "cluster")),
    };
    Some(format!("risk: destroy. Where a GitOps tool prunes, removing this file {what}"))
}

fn list(names: &[String], noun: &str) -> String {
    match names {
        [one] => format!("{noun} {one}"),
        [first, second, third] => format!("{noun}s {first}, {second}, {third}"),
        [first, second, .., _] => format!("{noun}s {first}, {second} and {} more", names.len() - 2),
        _ => noun.to_owned(),
    }
}
