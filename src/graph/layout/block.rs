//! Boxes that are placed together, and the texts in them.

use crate::graph::drawing::{Anchor, Area, Look, Panel, Text};
use crate::graph::label::Label;
use crate::graph::width::Font;
use std::collections::BTreeMap;

/// Between the side of a box and what is written in it.
pub(super) const INSIDE: i32 = 12;
/// Between a name and the numbers in the same line.
const BETWEEN: i32 = 14;

/// Where lines begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// A client among those who write.
    Writer(usize),
    /// A client among those who read.
    Reader(usize),
    Topic(usize),
    Cluster,
    Ensemble(usize),
    Operand(usize),
    Operator,
    Prometheus,
}

/// Something to be put into a box of its own.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) key: Key,
    pub(super) look: Look,
    pub(super) name: Label,
    pub(super) detail: Label,
    pub(super) about: Label,
}

/// How much room there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Density {
    /// The height of a box.
    pub(super) card: i32,
    /// The height of a dead letter queue below its topic.
    pub(super) queue: i32,
    /// Between boxes.
    pub(super) gap: i32,
    /// Whether the numbers have a line of their own.
    pub(super) two_lines: bool,
}

impl Density {
    const ROOMY: Density = Density { card: 44, queue: 26, gap: 12, two_lines: true };
    const DENSE: Density = Density { card: 26, queue: 22, gap: 7, two_lines: false };

    /// For so many boxes one below the other.
    pub(super) fn of(rows: usize) -> Self {
        if rows <= 14 { Density::ROOMY } else { Density::DENSE }
    }
}

impl Row {
    /// How wide its box should be for everything to be read.
    pub(super) fn width(&self, two_lines: bool) -> i32 {
        let (name, detail) = (self.name.width(Font::Name), self.detail.width(Font::Detail));
        let line = if two_lines { name.max(detail) } else { name.saturating_add(BETWEEN).saturating_add(detail) };
        line.saturating_add(2 * INSIDE)
    }

    /// Its box there.
    pub(super) fn panel(self, area: Area, two_lines: bool) -> Panel {
        let Row { key: _, look, name, detail, about } = self;
        let texts = if two_lines && !detail.is_empty() {
            stacked(area, name, detail)
        } else {
            in_line(area, name, detail, Font::Name, look != Look::Client)
        };
        Panel { look, area, about, texts }
    }
}

/// A name, and below it what is to be said of it.
fn stacked(area: Area, name: Label, detail: Label) -> Vec<Text> {
    let room = area.width - 2 * INSIDE;
    let line = |font, y, label: Label| Text {
        x: area.x + INSIDE,
        y,
        anchor: Anchor::Start,
        font,
        label: label.fitted(font, room),
    };
    let middle = area.middle();
    vec![line(Font::Name, middle - 3, name), line(Font::Detail, middle + 13, detail)]
}

/// A name, and behind it, at the other side, what is to be said of it. Where there is not enough room for both, the name is
/// shortened if the detail is `needed`; else the detail is left out.
pub(super) fn in_line(area: Area, name: Label, detail: Label, font: Font, needed: bool) -> Vec<Text> {
    let room = area.width - 2 * INSIDE;
    let y = area.middle() + 5;
    let wanted = name.width(font).min(if needed { room * 3 / 5 } else { room });
    let left = (room - wanted - BETWEEN).max(0);
    let detail = if needed { detail.fitted(Font::Detail, left) } else { detail.pieces_within(Font::Detail, left) };
    let taken = if detail.is_empty() { 0 } else { detail.width(Font::Detail) + BETWEEN };
    let name = name.fitted(font, room - taken);
    let mut texts = vec![Text { x: area.x + INSIDE, y, anchor: Anchor::Start, font, label: name }];
    if !detail.is_empty() {
        texts.push(Text { x: area.right() - INSIDE, y, anchor: Anchor::End, font: Font::Detail, label: detail });
    }
    texts
}

/// Boxes that are placed together; their places count from the block's own corner until it is put somewhere.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) frames: Vec<Panel>,
    pub(super) cards: Vec<Panel>,
    pub(super) texts: Vec<Text>,
    pub(super) places: BTreeMap<Key, Area>,
    pub(super) height: i32,
}

impl Block {
    /// Adds a box.
    pub(super) fn card(&mut self, row: Row, area: Area, two_lines: bool) {
        self.places.insert(row.key, area);
        self.cards.push(row.panel(area, two_lines));
    }

    /// Takes over the boxes of another block, which is put there.
    pub(super) fn put(&mut self, other: Block, x: i32, y: i32) {
        let Block { frames, cards, texts, places, height: _ } = other;
        let area = |area: Area| Area { x: area.x + x, y: area.y + y, ..area };
        let text = |text: Text| Text { x: text.x + x, y: text.y + y, ..text };
        let panel = |panel: Panel| Panel {
            area: area(panel.area),
            texts: panel.texts.into_iter().map(text).collect(),
            ..panel
        };
        self.frames.extend(frames.into_iter().map(panel));
        self.cards.extend(cards.into_iter().map(panel));
        self.texts.extend(texts.into_iter().map(text));
        self.places.extend(places.into_iter().map(|(key, place)| (key, area(place))));
    }
}
