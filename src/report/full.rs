//! For people: a frame around each place that matters, then what was done, then a summary.

use super::alike::{Alike, alike};
use super::frame::{Mark, Window, windows};
use super::text::{one_line, visible};
use super::{Detail, Look, Report, said, tally};
use crate::diag::{Diagnostic, Label, Severity, Source, Sources, Subject};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Wider than any line that is shown: lines are cut before the renderer sees them.
const NO_CUTTING: usize = 100_000;
/// A frame shows at least this many characters of a line, however narrow the terminal.
const NARROWEST: usize = 30;
/// Marks in what the renderer gives back where a place is to be written. No text that is shown holds these.
const PLACE: [char; 2] = ['\u{FDD0}', '\u{FDD1}'];

/// The report in full.
pub(super) fn write(report: &Report, look: &Look<'_>) -> String {
    let mut out = String::new();
    let mut told = BTreeSet::new();
    for heap in alike(report.open()) {
        // Where to read more of a rule is said once.
        let docs = if told.insert(heap.first.id.word()) { said::docs(heap.first) } else { None };
        out.push_str(&frame(report, look, &heap, docs));
        out.push_str("\n\n");
    }
    if look.detail == Detail::Findings {
        // The last frame needs no empty line behind it.
        out.truncate(out.trim_end_matches('\n').len());
        if !out.is_empty() {
            out.push('\n');
        }
        return out;
    }
    summary(report, look, &mut out);
    out
}

/// One finding with where to read more of it, and where those are that say the same.
pub(super) fn frame(report: &Report, look: &Look<'_>, heap: &Alike<'_>, docs: Option<String>) -> String {
    let finding = heap.first;
    let Diagnostic { id, severity: _, headline, subject, related, notes: _, help: _, about: _ } = finding;
    let title = one_line(&said::more(headline, heap.more()));
    let mut group = Group::with_title(level(finding.weight()).primary_title(title).id(one_line(id.word())));
    let shown = |name: &str| report.shown(name);
    if let Subject::File(path) = subject {
        group = group.element(Origin::path(report.shown(path)));
    }
    let (files, placeless) = by_file(&report.sources, marks(subject, related));
    let mut places = Vec::new();
    for (source, marks) in &files {
        for window in windows(source, marks, width(source, look)) {
            group = group.element(snippet(&window, places.len()));
            places.push(format!("{}:{}:{}", report.shown(source.name()), window.place.line, window.place.column));
        }
    }
    for label in placeless {
        group = group.element(Level::NOTE.message(visible(label)));
    }
    for (name, note) in said::notes(report, finding, &shown) {
        group = group.element(Level::NOTE.with_name(name).message(visible(&note)));
    }
    if let Some(others) = said::alike(report, heap, &shown) {
        group = group.element(Level::NOTE.with_name("alike").message(visible(&others)));
    }
    if let Some(help) = said::help(finding) {
        group = group.element(Level::HELP.message(visible(&help)));
    }
    if let Some(docs) = docs {
        group = group.element(Level::NOTE.with_name("docs").message(visible(&docs)));
    }
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    with_places(&renderer.term_width(NO_CUTTING).hyperlink(false).render(&[group]), &places)
}

const fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

/// All places of a finding, the one that it is about first.
fn marks<'a>(subject: &'a Subject, related: &'a [Label]) -> Vec<Mark<'a>> {
    let primary = match subject {
        Subject::Place(label) => Some(Mark { span: label.span, text: &label.text, primary: true }),
        Subject::File(_) | Subject::Nothing => None,
    };
    let others = related.iter().map(|label| Mark { span: label.span, text: &label.text, primary: false });
    primary.into_iter().chain(others).collect()
}

/// The marks by file, that of the first mark first; and the texts of those that are in no file, because nothing that was
/// found is left out.
fn by_file<'s, 'a>(sources: &'s Sources, marks: Vec<Mark<'a>>) -> (Vec<(&'s Source, Vec<Mark<'a>>)>, Vec<&'a str>) {
    let mut files: Vec<(&Source, Vec<Mark<'a>>)> = Vec::new();
    let mut placeless = Vec::new();
    for mark in marks {
        let Some(source) = sources.of(mark.span) else {
            placeless.extend((!mark.text.is_empty()).then_some(mark.text));
            continue;
        };
        match files.iter_mut().find(|(file, _)| std::ptr::eq(*file, source)) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((source, vec![mark])),
        }
    }
    (files, placeless)
}

/// How many characters of a line fit beside the gutter of line number and bar.
fn width(source: &Source, look: &Look<'_>) -> usize {
    look.width.saturating_sub(source.lines().to_string().len() + 4).max(NARROWEST)
}

/// What the renderer is to draw; it writes the number `index` where the place belongs.
fn snippet<'a>(window: &Window<'a>, index: usize) -> Snippet<'a, Annotation<'a>> {
    let [open, close] = PLACE;
    let annotations = window.marks.iter().map(|(range, mark)| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(range.clone()).label((!mark.text.is_empty()).then(|| one_line(mark.text)))
    });
    Snippet::source(window.text.clone())
        .line_start(window.first_line)
        .path(format!("{open}{index}{close}"))
        .annotations(annotations)
}

/// Writes the true places over what the renderer worked out from the windows that it saw.
fn with_places(text: &str, places: &[String]) -> String {
    let [open, close] = PLACE;
    let lines = text.split('\n').map(|line| {
        let marked = line.split_once(open).and_then(|(before, rest)| Some((before, rest.split_once(close)?)));
        let place = marked
            .and_then(|(before, (index, after))| Some((before, places.get(index.parse::<usize>().ok()?)?, after)));
        match place {
            // Behind the renderer's own line and column there may be the end of a colour.
            Some((before, place, after)) => {
                format!("{before}{place}{}", after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()))
            }
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What was done, and how much of what was found. Writing into a `String` cannot fail.
fn summary(report: &Report, look: &Look<'_>, out: &mut String) {
    let everything = look.detail == Detail::Everything;
    let listed: Vec<_> = report.files.iter().filter(|file| file.listed || everything).collect();
    let widest = listed.iter().map(|file| file.state.len()).max().unwrap_or(0);
    for file in &listed {
        let _ = writeln!(out, "{:widest$}  {}", file.state, report.shown(&file.path));
    }
    if !listed.is_empty() {
        out.push('\n');
    }
    if !report.files.is_empty() {
        let _ = writeln!(out, "{}", states(report));
    }
    if everything {
        accepted(report, out);
    }
    match tally::judged(report) {
        Some(line) => {
            if !line.is_empty() {
                let _ = writeln!(out, "{line}");
            }
            let targets = report.judged.as_ref().map(|judged| judged.targets.told()).unwrap_or_default();
            if !targets.is_empty() {
                let _ = writeln!(out, "validated for {targets}");
            }
        }
        None if everything && !report.examined.is_empty() => {
            let _ = writeln!(out, "examined: {}", tally::examined(report));
        }
        None => {}
    }
    if report.files.is_empty() || report.judged.is_some() || report.open().next().is_some() {
        let _ = writeln!(out, "{}", tally::found(report));
    }
}

/// What is accepted, and what was not looked at, a line each.
fn accepted(report: &Report, out: &mut String) {
    for (finding, waived) in report.waived() {
        let about = finding.about.as_ref().map(|about| format!(" {}", about.subject)).unwrap_or_default();
        let more = if finding.folded() > 0 { format!(" [+{} more]", finding.folded()) } else { String::new() };
        let line = format!(
            "waived   {}{about}{more} until {} by {}: {}",
            finding.id, waived.expires, waived.owner, waived.reason
        );
        let _ = writeln!(out, "{}", one_line(&line));
    }
    for skipped in report.judged.iter().flat_map(|judged| &judged.skipped) {
        let _ = writeln!(out, "{}", one_line(&format!("skipped  {}: {}", skipped.what, skipped.why)));
    }
}

/// `12 files: 10 current, 1 edited, 1 stale`: the most frequent first, then by name.
pub(super) fn states(report: &Report) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in &report.files {
        *counts.entry(file.state).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let parts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    let total = report.files.len();
    format!("{total} {}: {}", if total == 1 { "file" } else { "files" }, parts.join(", "))
}
