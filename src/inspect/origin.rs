//! Findings in rendered files point at the spec: the place that somebody must change comes first, the file second.

use super::out::Answer;
use crate::diag::{Diagnostic, Edit, Fix, Generated, Label, Source, Span, Subject};
use crate::model::{How, Origin};
use crate::render::SourceMap;
use crate::spec::Keys;
use crate::units::{Bytes, Duration, Human};
use std::cell::OnceCell;
use std::ops::Range;

/// The files that were rendered from a spec.
#[derive(Debug)]
pub struct Rendered<'a> {
    spec: &'a Source,
    files: Vec<(&'a Source, &'a SourceMap)>,
    keys: OnceCell<Keys>,
}

impl<'a> Rendered<'a> {
    /// The texts that were rendered from a spec, each with the map of what in it comes from where.
    pub fn new(spec: &'a Source, files: impl IntoIterator<Item = (&'a Source, &'a SourceMap)>) -> Self {
        Rendered { spec, files: files.into_iter().collect(), keys: OnceCell::new() }
    }

    /// Points a finding at the spec. What no value of the spec has made stays where it is.
    pub fn lead_back(&self, mut finding: Diagnostic) -> Diagnostic {
        for related in &mut finding.related {
            if let Some((origin, _)) = self.origin(related.span) {
                related.span = origin.first();
            }
        }
        let Subject::Place(Label { span, text }) = &finding.subject else { return finding };
        let Some((origin, file)) = self.origin(*span).or_else(|| self.of_key(*span)) else { return finding };
        let generated = Generated { path: file.name().to_owned(), span: *span };
        let label = Label { span: origin.first(), text: text.clone() };
        finding.related.retain(|related| related.span != label.span);
        let about = finding.about.get_or_insert_default();
        about.spec_path = self.keys.get_or_init(|| Keys::of(self.spec)).at(label.span).map(str::to_owned);
        about.generated = Some(generated);
        finding.subject = Subject::Place(label);
        finding
    }

    /// The place of the spec that has made a place of a rendered file.
    pub(super) fn comes_from(&self, place: Span) -> Option<Span> {
        self.origin(place).map(|(origin, _)| origin.first())
    }

    /// The edit that gives a value of a rendered file, if what stands in the spec is that value in some form.
    pub(super) fn fix(&self, answer: &Answer, place: Span) -> Option<Fix> {
        let (origin, _) = self.origin(place)?;
        if origin.how() != How::Written {
            return None;
        }
        let span = origin.first();
        let written = self.spec.text().get(self.spec.range(span))?;
        let text = restated(&answer.value, written)?;
        let title = format!("set it to {text}");
        Some(Fix { title, safe: answer.safe, edits: vec![Edit { span, text }] })
    }

    /// Where a place of a rendered file comes from, and that file.
    fn origin(&self, place: Span) -> Option<(&'a Origin, &'a Source)> {
        let (source, map) = self.file(place)?;
        Some((traced(map, source.range(place))?, source))
    }

    /// Where the value of a key comes from, which stands behind it in its line.
    fn of_key(&self, place: Span) -> Option<(&'a Origin, &'a Source)> {
        let (source, map) = self.file(place)?;
        let key = source.range(place);
        let behind = source.text().get(key.end..)?.lines().next()?;
        let is_key = behind.trim_start_matches(['"', '\'']).starts_with(':');
        is_key.then(|| traced(map, key.end..key.end + behind.len())).flatten().map(|origin| (origin, source))
    }

    fn file(&self, place: Span) -> Option<(&'a Source, &'a SourceMap)> {
        self.files.iter().copied().find(|(source, _)| source.span().holds(place))
    }
}

/// What the innermost value that holds a range comes from, or the first value in it.
fn traced(map: &SourceMap, range: Range<usize>) -> Option<&Origin> {
    map.of(range.clone()).or_else(|| map.within(range).next().map(|(_, origin)| origin))
}

/// A value of a manifest in the form in which the spec has one: with a unit where one stands, in quotes where they stand.
fn restated(value: &str, written: &str) -> Option<String> {
    let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''));
    let Some(quote) = quote else {
        let alike = |read: fn(&str) -> bool| read(value) && read(written);
        let number = |text: &str| text.parse::<i64>().is_ok();
        let truth = |text: &str| matches!(text, "true" | "false");
        return (alike(number) || alike(truth)).then(|| value.to_owned());
    };
    let inner = written.get(1..written.len().checked_sub(1)?)?;
    let number = value.parse::<u64>().ok();
    let text = match number {
        Some(number) if Duration::read(inner).is_ok() => Duration(number).human(),
        Some(number) if Bytes::read(inner).is_ok() => Bytes(number).quantity(),
        _ => value.to_owned(),
    };
    (!text.contains(quote) && !text.contains('\\')).then(|| format!("{quote}{text}{quote}"))
}

#[cfg(test)]
mod tests {
    use super::restated;

    #[test]
    fn an_answer_takes_the_form_of_what_it_replaces() {
        for (value, written, expected) in [
            ("2", "3", Some("2")),
            ("false", "true", Some("false")),
            ("2592000000", "\"7d\"", Some("\"30d\"")),
            ("67108864", "'1Gi'", Some("'64Mi'")),
            ("delete", "\"compact\"", Some("\"delete\"")),
            ("2", "true", None),
            ("a'b", "'c'", None),
        ] {
            assert_eq!(restated(value, written).as_deref(), expected, "{value} for {written}");
        }
    }
}
