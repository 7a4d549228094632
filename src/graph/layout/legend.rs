//! The legend: what is in the picture, and what it means.

use crate::graph::drawing::{Anchor, Area, Drawing, Look, Pen, Sample, Text};
use crate::graph::label::Label;
use crate::graph::width::Font;
use crate::model::Origin;

/// The size of a sample.
const SAMPLE: (i32, i32) = (28, 14);
/// The height of a line of the legend.
pub(super) const LINE: i32 = 24;
/// Between a sample and its text, and between two entries.
const BEHIND: i32 = 8;
const BETWEEN: i32 = 22;

/// The looks that do not say by themselves what they mean.
const LOOKS: [(Look, &str); 3] = [
    (Look::Topic, "topic: partitions × replicas · retention"),
    (Look::DeadLetters, "dead letter queue"),
    (Look::Foreign, "installed by others"),
];

const PENS: [(Pen, &str); 5] = [
    (Pen::Writes, "writes"),
    (Pen::Reads, "reads"),
    (Pen::DeadLetters, "dead letters"),
    (Pen::Manages, "manages"),
    (Pen::Scrapes, "scrapes"),
];

/// The legend of a drawing from that corner on, in lines no longer than `width`; and where it ends.
pub(super) fn legend(drawing: &Drawing, corner: (i32, i32), width: i32, because: &Origin) -> (Vec<Sample>, i32) {
    let looks = LOOKS.iter().filter(|(look, _)| drawing.cards.iter().any(|card| card.look == *look));
    let pens = PENS.iter().filter(|(pen, _)| drawing.routes.iter().any(|route| route.pen == *pen));
    let looks = looks.map(|(look, words)| (Some(*look), None, *words));
    let pens = pens.map(|(pen, words)| (None, Some(*pen), *words));
    let entries: Vec<_> =
        looks.chain(pens).map(|(look, pen, words)| (look, pen, Label::words(words, because))).collect();
    let taken = |label: &Label| SAMPLE.0 + BEHIND + label.width(Font::Plain);
    let all: i32 = entries.iter().map(|(_, _, label)| taken(label) + BETWEEN).sum();
    let in_one_line = all - BETWEEN <= width;
    let (mut x, mut y) = corner;
    let mut samples: Vec<Sample> = Vec::new();
    for (look, pen, label) in entries {
        let taken = taken(&label);
        // In two lines, boxes stand above lines.
        let first_pen = pen.is_some() && samples.last().is_some_and(|last| last.pen.is_none());
        if x > corner.0 && ((first_pen && !in_one_line) || x + taken > corner.0 + width) {
            (x, y) = (corner.0, y + LINE);
        }
        let area = Area { x, y: y + (LINE - SAMPLE.1) / 2, width: SAMPLE.0, height: SAMPLE.1 };
        let text = Text { x: area.right() + BEHIND, y: y + 16, anchor: Anchor::Start, font: Font::Plain, label };
        samples.push(Sample { pen, look, area, text });
        x += taken + BETWEEN;
    }
    let end = if samples.is_empty() { y } else { y + LINE };
    (samples, end)
}
