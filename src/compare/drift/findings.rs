//! What is said of a file that is not as it should be: what differs, which line of the spec it comes from, what to do.

use super::{Found, State, Tracking, ids};
use crate::bundle::header::{self, Header};
use crate::bundle::{Bundle, Kind, Node};
use crate::compare::secret;
use crate::compare::structure::{Difference, differences};
use crate::compare::text::{lines, unified, unix};
use crate::diag::{Complaints, Diagnostic, Id, Source, Sources, Span};
use crate::model::{How, Origin};
use crate::render::Artefact;

/// What findings about files need to know besides the files.
#[derive(Debug)]
pub struct Context<'c> {
    /// The texts that places point into; what was found is added where something in it is shown.
    pub sources: &'c mut Sources,
    /// The output folder, relative to the spec, with `/` at its end.
    pub output: &'c str,
    /// The way from where the program was started to the spec's folder: empty, or with `/` at its end.
    pub base: &'c str,
    /// The spec's name.
    pub spec: &'c str,
    /// How the program is called for this spec: `kafkasmith -C services`.
    pub program: &'c str,
    /// How many lines of a diff to show; nothing for none.
    pub diff: Option<usize>,
    /// What git says, if it was asked.
    pub tracking: Option<&'c Tracking>,
    /// Where the files are that are looked at: `on disk`, `staged`.
    pub place: &'c str,
}

/// What is said of a file; nothing if it is as it should be.
pub fn finding(
    path: &str,
    state: State,
    rendered: Option<&Artefact>,
    found: &Found,
    context: &mut Context<'_>,
) -> Option<Diagnostic> {
    let name = Name::of(path, context);
    let shown = &name.shown;
    let render = format!("{} render", context.program);
    let text = match found {
        Found::Text(text) => unix(text),
        Found::Nothing | Found::Odd(_) | Found::Unreadable(_) => String::new(),
    };
    Some(match (state, rendered) {
        (State::Stale, Some(artefact)) => stale(&name, artefact, &text, context).help(format!("run `{render}`")),
        (State::Edited, Some(artefact)) => edited(&name, artefact, &text, context),
        (State::Current, _) | (State::Stale | State::Edited, None) => return None,
        (State::Missing, _) => {
            name.error(ids::MISSING, "is missing: never rendered, or deleted").help(format!("run `{render}`"))
        }
        (State::Orphan, _) => orphan(&name, &text).help(format!("`{render}` removes it")),
        (State::EditedOrphan, _) => orphan(&name, &text)
            .note(format!("it was changed by hand, so `{render}` leaves it alone"))
            .help("move what it says into the spec, or delete it yourself"),
        (State::Untracked, _) => name.error(ids::UNTRACKED, "is right but not in git").help(format!("git add {shown}")),
        (State::Ignored, _) => {
            let rule = context.tracking.and_then(|tracking| tracking.ignored.get(path)).cloned().unwrap_or_default();
            name.error(ids::IGNORED, "is right but hidden from git")
                .note(format!("ignored by {rule}"))
                .help("take it back with a line that begins with `!`, or narrow that rule")
        }
        (State::Foreign, _) => name
            .error(ids::FOREIGN, "is there already and bears no mark of kafkasmith")
            .help(format!("move it away, or take it over with `{render} --adopt {shown}`")),
        (State::Blocked, _) => {
            let why = match found {
                Found::Odd(why) | Found::Unreadable(why) => why.as_str(),
                Found::Nothing | Found::Text(_) => "cannot be judged",
            };
            name.error(ids::BLOCKED, why).help("a rendered file belongs there; move away what is in its place")
        }
    })
}

/// A file's two names.
struct Name {
    /// From the spec's folder: what subjects and sources are called.
    file: String,
    /// From where the program was started: what people type.
    shown: String,
}

impl Name {
    fn of(path: &str, context: &Context<'_>) -> Self {
        let file = format!("{}{path}", context.output);
        Name { shown: format!("{}{file}", context.base), file }
    }

    /// An error of the whole file; `what` follows its name.
    fn error(&self, id: Id, what: &str) -> Diagnostic {
        Diagnostic::error(id, format!("{} {what}", self.shown)).file(self.file.as_str())
    }
}

fn stale(name: &Name, artefact: &Artefact, text: &str, context: &mut Context<'_>) -> Diagnostic {
    let diagnostic = name.error(ids::STALE, "does not match the spec");
    let explained =
        if artefact.is_yaml() { explain(artefact, text, context) } else { explain_lines(artefact, text, context) };
    let diagnostic = if let Some(Explanation { origin, lines }) = explained {
        let placed = match &origin {
            Some(origin) => at_origin(diagnostic, origin),
            None => diagnostic,
        };
        lines.into_iter().fold(placed, Diagnostic::note)
    } else {
        let counted = lines(body(text), body(&artefact.text));
        diagnostic.note(format!("only layout or comments differ (+{} -{})", counted.added, counted.removed))
    };
    with_diff(diagnostic, name, text, &artefact.text, context)
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
fn explain(artefact: &Artefact, text: &str, context: &Context<'_>) -> Option<Explanation> {
    let mut sources = Sources::default();
    let before = sources.add(context.place, text).ok()?;
    let after = sources.add("rendered", artefact.text.as_str()).ok()?;
    let mut unread = Complaints::default();
    let old = Bundle::read(&sources, [before], &mut unread);
    let new = Bundle::read(&sources, [after], &mut unread);
    let found = differences(&old, &new);
    let source = sources.get(after)?;
    let origin = found.iter().find_map(|difference| origin_of(difference, artefact, source));
    let mut lines: Vec<String> = found.iter().take(NAMED).map(|difference| told(difference, context.place)).collect();
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

fn told(difference: &Difference<'_>, there: &str) -> String {
    match (difference.before, difference.after) {
        (Some(old), Some(new)) => format!("{there}: {}: {}    rendered: {}", place(new), short(old), short(new)),
        (None, Some(new)) => format!("not {there}: {}: {}", place(new), short(new)),
        (Some(old), None) => format!("only {there}: {}: {}", place(old), short(old)),
        (None, None) => String::new(),
    }
}

/// Why a page differs: where it first does, and where in the spec the value comes from that stands there, or next on that line.
fn explain_lines(artefact: &Artefact, text: &str, context: &Context<'_>) -> Option<Explanation> {
    let (old, new) = (body(text), body(&artefact.text));
    if old == new {
        return None;
    }
    let above = artefact.text.len() - new.len();
    let at = above + alike(old, new);
    let line = line_around(&artefact.text, at);
    let behind = || artefact.map.within(at..line.end).next().map(|(_, origin)| origin);
    let origin = artefact.map.at(at).or_else(behind).cloned();
    let there = old.get(line_around(old, alike(old, new))).unwrap_or_default();
    let now = artefact.text.get(line).unwrap_or_default();
    let counted = lines(old, new);
    let shown = |line: &str| cut(&secret::hidden(line.trim()));
    let mut said = vec![format!("{}: {}", context.place, shown(there)), format!("rendered: {}", shown(now))];
    if counted.added.max(counted.removed) > 1 {
        said.push(format!("and other lines (+{} -{} in all)", counted.added, counted.removed));
    }
    Some(Explanation { origin, lines: said })
}

/// How many bytes two texts have in common at their start; whole characters.
fn alike(one: &str, other: &str) -> usize {
    let pairs = one.char_indices().zip(other.chars());
    let end = one.len().min(other.len());
    pairs.into_iter().find(|((_, a), b)| a != b).map_or(end, |((at, _), _)| at)
}

/// The line that a byte of a text stands on.
fn line_around(text: &str, at: usize) -> std::ops::Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |len| at + len);
    start..end
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
            let path = node.path().to_string();
            cut(&secret::value(path.rsplit('.').next().unwrap_or_default(), node.text()))
        }
    }
}

/// A text in one line, and not too long.
fn cut(text: &str) -> String {
    let start: String = text.chars().take(60).collect();
    let start = start.replace('\n', " ");
    if text.chars().count() > 60 { format!("{start}…") } else { start }
}

fn edited(name: &Name, artefact: &Artefact, text: &str, context: &mut Context<'_>) -> Diagnostic {
    // The mark always differs where the spec has changed too; it is shown only if somebody changed nothing else.
    let (before, after) = (body(&artefact.text), body(text));
    let above = if before == after { 0 } else { text.len() - after.len() };
    let counted = if above == 0 { lines(&artefact.text, text) } else { lines(before, after) };
    let first = counted.first + text.get(..above).unwrap_or_default().matches('\n').count();
    let shown = &name.shown;
    let help = format!(
        "say it in {}{}, then run `{} render --discard-edits {shown}`; without the first, the change is lost",
        context.base, context.spec, context.program
    );
    let what = format!("was changed by hand (+{} -{})", counted.added, counted.removed);
    let mut diagnostic = name.error(ids::EDITED, &what).help(help);
    if let Some(line) = line_of(&name.file, text, first, context) {
        let label = if counted.added > 0 { "not from the spec" } else { "something was taken out above" };
        diagnostic = diagnostic.at(line, label);
    }
    with_diff(diagnostic, name, &artefact.text, text, context)
}

/// What stands below the mark; all of a text without one.
fn body(text: &str) -> &str {
    let below = match header::read(text) {
        Header::Present(mark) => text.get(mark.body).unwrap_or_default(),
        Header::Absent => text,
    };
    // A checksum that somebody damaged is still no part of the body.
    match below.split_once('\n') {
        Some((first, rest)) if first.contains("kafkasmith:checksum") => rest,
        _ => below,
    }
}

/// A line of a file as a place, the file being taken into the sources.
fn line_of(name: &str, text: &str, line: usize, context: &mut Context<'_>) -> Option<Span> {
    let id = context.sources.add(name, secret::hidden(text)).ok()?;
    let source = context.sources.get(id)?;
    let start = source.line_start(line);
    let line = source.text().get(start..)?.split('\n').next()?;
    let blank = line.len() - line.trim_start().len();
    Some(source.at(start + blank..start + line.trim_end().len().max(blank)))
}

fn with_diff(diagnostic: Diagnostic, name: &Name, before: &str, after: &str, context: &Context<'_>) -> Diagnostic {
    let shown = &name.shown;
    match context.diff {
        Some(most) => diagnostic.note(unified(before, after, (&format!("a/{shown}"), &format!("b/{shown}")), most)),
        None => diagnostic,
    }
}

/// A file of ours that no spec asks for, with what removing it does.
fn orphan(name: &Name, text: &str) -> Diagnostic {
    let diagnostic = name.error(ids::ORPHAN, "is no longer in the spec");
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
    let (clusters, topics, users) = (named("Kafka"), named("KafkaTopic"), named("KafkaUser"));
    let whose = |names: &[String]| if names.len() == 1 { "its" } else { "their" };
    let (risk, what) = match (clusters.as_slice(), topics.as_slice(), users.as_slice()) {
        ([], [], []) => return None,
        ([], [], users) => ("disrupt", format!("{} with {} credentials", list(users, "user"), whose(users))),
        ([], topics, _) => ("destroy", format!("{} with {} data", list(topics, "topic"), whose(topics))),
        (clusters, ..) => ("destroy", list(clusters, "cluster")),
    };
    Some(format!("risk: {risk}. Where a GitOps tool prunes, removing this file deletes {what}"))
}

fn list(names: &[String], noun: &str) -> String {
    match names {
        [one] => format!("{noun} {one}"),
        [first, second] => format!("{noun}s {first} and {second}"),
        [first, second, third] => format!("{noun}s {first}, {second}, {third}"),
        [first, second, .., _] => format!("{noun}s {first}, {second} and {} more", names.len() - 2),
        _ => noun.to_owned(),
    }
}
