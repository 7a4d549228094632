//! `--fix`: what has one safe answer is written into the spec.

use super::discovery::SpecText;
use super::{Failure, Surroundings};
use crate::diag::{Edit, Fix, Source, Sources};
use crate::edit::fix::{Which, apply};
use crate::report::Report;

/// What mending a spec comes to.
#[derive(Debug)]
pub(super) struct Mended {
    /// The spec as it is then.
    pub(super) spec: SpecText,
    /// What changes, as `patch` reads it; empty if nothing does.
    pub(super) diff: String,
    /// How many fixes were made.
    pub(super) made: usize,
}

impl Mended {
    /// Makes the fixes of what a report shows and nobody accepted. Nothing is written.
    pub(super) fn of(report: &Report, spec: &SpecText, which: Which) -> Result<Self, Failure> {
        let judged = report.sources.first().ok_or_else(|| Failure::internal("the spec cannot be looked at"))?;
        let mut sources = Sources::default();
        let id = sources.add(spec.shown(), spec.text.as_str())?;
        let source = sources.get(id).ok_or_else(|| Failure::internal("a text that was taken in is gone"))?;
        let fixes = report.open().filter_map(|finding| finding.about.as_ref()?.fix.as_ref());
        let fixes: Vec<Fix> = fixes.filter_map(|fix| moved(fix, judged, source)).collect();
        let fixed = apply(source, &fixes, which);
        let diff = fixed.diff(source.text(), source.name());
        let made = fixed.made();
        let spec = SpecText { text: fixed.text, ..spec.clone() };
        Ok(Mended { spec, diff, made })
    }

    /// Writes the spec. A link stays one: what it leads to is written.
    pub(super) fn write(&self, world: &Surroundings<'_>) -> Result<(), Failure> {
        let path = world.files.followed(&self.spec.folder.join(&self.spec.name));
        world.files.replace(&[(path, self.spec.text.as_bytes())], &[])?;
        Ok(())
    }
}

/// A fix for the text as it stands in its file, whose line ends may be those of Windows; what is judged has only our own.
fn moved(fix: &Fix, judged: &Source, written: &Source) -> Option<Fix> {
    let edits = fix.edits.iter().map(|edit| {
        let range = judged.span().holds(edit.span).then(|| judged.range(edit.span))?;
        let place = |offset| in_written(offset, written.text());
        Some(Edit { span: written.at(place(range.start)..place(range.end)), text: edit.text.clone() })
    });
    Some(Fix { edits: edits.collect::<Option<_>>()?, ..fix.clone() })
}

/// Where an offset of a text with Unix line ends is in the one that it was made of.
fn in_written(offset: usize, written: &str) -> usize {
    let mut place = offset;
    for (at, _) in written.match_indices("\r\n") {
        if at >= place {
            break;
        }
        place += 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::in_written;
    use crate::compare::text::unix;

    #[test]
    fn places_are_found_again_in_texts_with_windows_line_ends() {
        let written = "a = 1\r\nb = 2\nc = 3\r\n";
        let judged = unix(written);
        for word in ["a =", "1", "b", "2", "c", "3"] {
            let at = judged.find(word).unwrap();
            assert!(written.get(in_written(at, written)..).unwrap().starts_with(word), "{word}");
        }
    }
}
