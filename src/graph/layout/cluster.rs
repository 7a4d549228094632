//! The cluster in the middle: its topics above, what runs in it below.

use super::block::{Block, Density, INSIDE, Key, Row, in_line};
use crate::graph::drawing::{Anchor, Area, Look, Panel, Text};
use crate::graph::network::{Network, Topic};
use crate::graph::parts::{Ensemble, Node, Part, Parts};
use crate::graph::width::Font;

/// Between the side of the cluster and what stands in it.
pub(super) const PADDING: i32 = 16;
/// How much narrower a dead letter queue is than its topic, on each side.
const INDENT: i32 = 14;
/// The height of what says how many nodes there are.
const HEAD: i32 = 26;
/// The height of a node, and how many stand beside each other.
const NODE: i32 = 24;
const BESIDE: usize = 6;
/// Between nodes, and between the things that run.
const GAP: i32 = 8;

impl Row {
    /// Something that runs.
    pub(super) fn of_part(part: &Part, key: Key, look: Look) -> Self {
        let Part { name, detail, about } = part.clone();
        Row { key, look, name, detail, about }
    }

    fn of_topic(at: usize, topic: &Topic) -> Self {
        let Topic { name, detail, about, source, owner: _, key: _, partitions: _ } = topic.clone();
        let look = if source.is_some() { Look::DeadLetters } else { Look::Topic };
        Row { key: Key::Topic(at), look, name, detail, about }
    }
}

/// A topic and its dead letter queues.
fn family(network: &Network, members: &[usize]) -> Vec<Row> {
    members.iter().filter_map(|at| Some(Row::of_topic(*at, network.topics.get(*at)?))).collect()
}

/// How wide the boxes of topics should be.
pub(super) fn topics_width(network: &Network, families: &[Vec<usize>], density: Density) -> i32 {
    let rows = families.iter().flat_map(|members| family(network, members));
    rows.map(|row| match row.look {
        Look::DeadLetters => row.width(false) + 2 * INDENT,
        _ => row.width(density.two_lines),
    })
    .max()
    .unwrap_or_default()
}

/// How wide what runs in it should be.
pub(super) fn parts_width(parts: &Parts) -> i32 {
    let head = |ensemble: &Ensemble| {
        ensemble.name.width(Font::Caption) + ensemble.detail.width(Font::Detail) + 2 * INSIDE + 14
    };
    let operand = |part: &Part| Row::of_part(part, Key::Operator, Look::Part).width(false);
    let title = parts.cluster.width(Font::Name) + parts.namespace.width(Font::Detail) + 14;
    let wanted = parts.ensembles.iter().map(head).chain(parts.operands.iter().map(operand));
    wanted.chain([title, parts.listeners.width(Font::Detail)]).max().unwrap_or_default()
}

/// The topics one below the other, each with its dead letter queues attached; between them so much more than the usual gap.
pub(super) fn topics(network: &Network, families: &[Vec<usize>], width: i32, density: Density, more: i32) -> Block {
    let mut block = Block::default();
    let mut y = 0;
    for (at, members) in families.iter().enumerate() {
        y += if at > 0 { density.gap + more } else { 0 };
        for row in family(network, members) {
            let queue = row.look == Look::DeadLetters;
            let (x, height) = if queue { (INDENT, density.queue) } else { (0, density.card) };
            let area = Area { x, y, width: width - 2 * x, height };
            block.card(row, area, density.two_lines && !queue);
            y = area.bottom();
        }
    }
    block.height = y;
    block
}

/// What runs in the cluster, one below the other.
pub(super) fn parts(parts: &Parts, width: i32) -> Block {
    let mut block = Block::default();
    let mut y = 0;
    for (at, Ensemble { name, detail, about, nodes }) in parts.ensembles.iter().enumerate() {
        let rows = nodes.len().div_ceil(BESIDE);
        let rows = i32::try_from(rows).unwrap_or_default();
        let area = Area { x: 0, y, width, height: HEAD + rows * (NODE + GAP) + 2 };
        block.places.insert(Key::Ensemble(at), area);
        let head = Area { height: HEAD, ..area };
        let texts = in_line(head, name.clone(), detail.clone(), Font::Caption, true);
        block.frames.push(Panel { look: Look::Ensemble, area, about: about.clone(), texts });
        let inner = Area { x: area.x + INSIDE, y: y + HEAD, width: width - 2 * INSIDE, height: 0 };
        block.cards.extend(chips(nodes, inner));
        y = area.bottom() + GAP;
    }
    for (at, part) in parts.operands.iter().enumerate() {
        let area = Area { x: 0, y, width, height: 28 };
        block.card(Row::of_part(part, Key::Operand(at), Look::Part), area, false);
        y = area.bottom() + GAP;
    }
    block.height = (y - GAP).max(0);
    block
}

/// Nodes beside each other, in as many lines as it takes.
fn chips(nodes: &[Node], inner: Area) -> Vec<Panel> {
    let beside = nodes.len().min(BESIDE);
    let columns = i32::try_from(beside).unwrap_or(1).max(1);
    let width = (inner.width - (columns - 1) * GAP) / columns;
    let mut panels = Vec::new();
    for (line, nodes) in nodes.chunks(BESIDE).enumerate() {
        let mut x = inner.x;
        for Node { name, about } in nodes {
            let line = i32::try_from(line).unwrap_or_default();
            let area = Area { x, y: inner.y + line * (NODE + GAP), width, height: NODE };
            let text = Text {
                x: area.x + area.width / 2,
                y: area.middle() + 4,
                anchor: Anchor::Middle,
                font: Font::Detail,
                label: name.clone().fitted(Font::Detail, area.width - 4),
            };
            panels.push(Panel { look: Look::Node, area, about: about.clone(), texts: vec![text] });
            x += width + GAP;
        }
    }
    panels
}

/// The height of what is written at the top of the cluster.
pub(super) fn head_height(parts: &Parts) -> i32 {
    if parts.listeners.is_empty() { 40 } else { 58 }
}

/// The cluster's own frame.
pub(super) fn frame(parts: &Parts, area: Area) -> Panel {
    let line = Area { x: area.x + PADDING - INSIDE, width: area.width - 2 * (PADDING - INSIDE), height: 34, ..area };
    let mut texts = in_line(line, parts.cluster.clone(), parts.namespace.clone(), Font::Name, true);
    if !parts.listeners.is_empty() {
        let label = parts.listeners.clone().fitted(Font::Detail, area.width - 2 * PADDING);
        texts.push(Text { x: area.x + PADDING, y: area.y + 41, anchor: Anchor::Start, font: Font::Detail, label });
    }
    Panel { look: Look::Cluster, area, about: parts.about.clone(), texts }
}
