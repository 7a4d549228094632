//! What a finding says, part by part, for all formats that tell it in words.

use super::Report;
use super::alike::Alike;
use crate::bundle::{Path, Step};
use crate::diag::{About, Diagnostic, Fix, Generated, SetBy, Span, Subject};

/// So many names of what a finding is about too are written out.
const NAMES: usize = 5;

/// So many places of findings that say the same are.
const PLACES: usize = 8;

/// How a format names files.
pub(super) type Shown<'s> = &'s dyn Fn(&str) -> String;

/// The headline, with the number of equal findings that it stands for.
pub(super) fn headline(finding: &Diagnostic) -> String {
    more(&finding.headline, finding.folded())
}

/// A headline that stands for more findings.
pub(super) fn more(headline: &str, more: usize) -> String {
    match more {
        0 => headline.to_owned(),
        more => format!("{headline} [+{more} more]"),
    }
}

/// Where those are that say the same of other things.
pub(super) fn alike(report: &Report, heap: &Alike<'_>, shown: Shown<'_>) -> Option<String> {
    let other = |finding: &&Diagnostic| {
        let place = finding.span().and_then(|span| place(report, span, shown))?;
        Some(match finding.about.as_ref().map(|about| &about.subject) {
            Some(subject) if !subject.name.is_empty() => format!("{subject} at {place}"),
            _ => place,
        })
    };
    let mut places: Vec<String> = heap.others.iter().filter_map(other).take(PLACES).collect();
    let rest = heap.others.len() - places.len();
    if places.is_empty() {
        return None;
    }
    if rest > 0 {
        places.push(format!("and {rest} more; `--format concise` has a line for each"));
    }
    Some(places.join("\n"))
}

/// What to do, and whether the program can do it.
pub(super) fn help(finding: &Diagnostic) -> Option<String> {
    let fix = finding.about.as_ref().and_then(|about| about.fix.as_ref());
    let title = fix.map(|fix| fix.title.as_str());
    let help = finding.help.as_deref().or(title)?;
    Some(match fix {
        None => help.to_owned(),
        Some(Fix { safe: true, .. }) => format!("{help} (safe fix, `kafkasmith validate --fix`)"),
        Some(Fix { safe: false, .. }) => format!("{help} (unsafe fix, `kafkasmith validate --fix --unsafe-fixes`)"),
    })
}

/// What else is worth knowing, each with what it is called.
pub(super) fn notes(report: &Report, finding: &Diagnostic, shown: Shown<'_>) -> Vec<(&'static str, String)> {
    let mut notes: Vec<(&'static str, String)> = finding.notes.iter().map(|note| ("note", note.clone())).collect();
    if let Some(about) = finding.about.as_ref() {
        notes.extend(others(about).map(|names| ("also", names)));
        notes.extend(about.generated.as_ref().map(|place| ("generated", generated(report, about, place, shown))));
        notes.extend(level(report, &about.set_by, shown).map(|level| ("level", level)));
    }
    notes
}

/// Where people read more, for findings of rules.
pub(super) fn docs(finding: &Diagnostic) -> Option<String> {
    let is_explained = finding.about.is_some() && !finding.id.is_of_house();
    is_explained.then(|| format!("kafkasmith explain {}", finding.id))
}

/// All that a finding says, line by line, for a reader who sees nothing else of it. The first line is the headline.
pub(super) fn lines(report: &Report, finding: &Diagnostic, shown: Shown<'_>) -> Vec<String> {
    let mut lines = vec![headline(finding)];
    if let Subject::Place(label) = &finding.subject
        && !label.text.is_empty()
    {
        lines.push(label.text.clone());
    }
    for label in &finding.related {
        lines.push(match place(report, label.span, shown) {
            Some(place) => format!("{place}: {}", label.text),
            None => label.text.clone(),
        });
    }
    lines.extend(notes(report, finding, shown).into_iter().map(|(name, note)| format!("{name}: {note}")));
    lines.extend(help(finding).map(|help| format!("help: {help}")));
    lines.extend(docs(finding));
    lines
}

/// A place as editors and terminals make it clickable.
pub(super) fn place(report: &Report, span: Span, shown: Shown<'_>) -> Option<String> {
    let source = report.sources.of(span)?;
    let at = source.position(span.start());
    Some(format!("{}:{}:{}", shown(source.name()), at.line, at.column))
}

/// A JSON pointer as people write the way: `spec.config."min.insync.replicas"`.
pub(super) fn way(pointer: &str) -> String {
    let steps = pointer.split('/').skip(1).map(|step| match step.parse() {
        Ok(index) => Step::Index(index),
        Err(_) => Step::Key(step.replace("~1", "/").replace("~0", "~").into()),
    });
    Path::new(steps.collect()).to_string()
}

fn generated(report: &Report, about: &About, place: &Generated, shown: Shown<'_>) -> String {
    let line = report.sources.of(place.span).map(|source| format!(":{}", source.position(place.span.start()).line));
    let way = way(&about.pointer);
    let blank = if way.is_empty() { "" } else { " " };
    format!("{}{}{blank}{way}", shown(&place.path), line.unwrap_or_default())
}

fn others(about: &About) -> Option<String> {
    let names: Vec<String> = about.folded.iter().take(NAMES).map(|other| other.subject.to_string()).collect();
    let rest = about.folded.len().checked_sub(names.len())?;
    let rest = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    (!names.is_empty()).then(|| names.join(", ") + &rest)
}

fn level(report: &Report, set_by: &SetBy, shown: Shown<'_>) -> Option<String> {
    match set_by {
        SetBy::Rule => None,
        SetBy::Profile(profile) => Some(format!("set by the profile `{profile}`")),
        SetBy::Policy(span) => Some(match place(report, *span, shown) {
            Some(place) => format!("set by the policy at {place}"),
            None => "set by a policy".to_owned(),
        }),
    }
}
