//! The columns beside the cluster: clients by namespace, and below them the operator and Prometheus.

use super::block::{Block, Density, INSIDE, Key, Row};
use crate::graph::drawing::{Anchor, Area, Look, Panel, Text};
use crate::graph::label::Label;
use crate::graph::network::{Client, Network};
use crate::graph::parts::{Monitoring, Operator};
use crate::graph::width::Font;
use crate::model::{Origin, Sourced};
use std::collections::BTreeSet;

/// Between the side of a frame and what stands in it.
pub(super) const PADDING: i32 = 10;
/// The height of a frame's caption.
const HEAD: i32 = 24;
/// The height of a column's heading.
const HEADING: i32 = 22;

/// Boxes in a frame of their own.
pub(super) struct Group {
    /// What is written on the frame; without it there is none.
    caption: Option<Label>,
    rows: Vec<Row>,
}

impl Group {
    /// Clients of one namespace on one side of the topics.
    pub(super) fn of_clients(network: &Network, members: &[usize], reads: bool) -> Self {
        let clients = members.iter().filter_map(|at| Some((*at, network.clients.get(*at)?)));
        let clients: Vec<(usize, &Client)> = clients.collect();
        let namespace = clients.first().and_then(|(_, client)| client.namespace.as_ref());
        Group {
            caption: namespace.map(|namespace| Label::default().and("namespace ", namespace)),
            rows: clients.iter().map(|(at, client)| client_row(network, *at, client, reads)).collect(),
        }
    }

    /// The operator.
    pub(super) fn of_operator(operator: &Operator) -> Self {
        let Operator { part, namespace } = operator;
        let look = if namespace.is_some() { Look::Part } else { Look::Foreign };
        Group { caption: namespace.clone(), rows: vec![Row::of_part(part, Key::Operator, look)] }
    }

    /// Prometheus.
    pub(super) fn of_monitoring(monitoring: &Monitoring) -> Self {
        let Monitoring { part, namespace, manner: _, of_operator: _ } = monitoring;
        Group { caption: namespace.clone(), rows: vec![Row::of_part(part, Key::Prometheus, Look::Part)] }
    }

    /// How wide its boxes should be.
    pub(super) fn width(&self, two_lines: bool) -> i32 {
        let caption = self.caption.as_ref().map_or(0, |caption| caption.width(Font::Caption) + 2 * INSIDE);
        self.rows.iter().map(|row| row.width(two_lines)).max().unwrap_or_default().max(caption)
    }
}

/// A client's box: on the side where it writes with its library, where it reads with its groups.
fn client_row(network: &Network, at: usize, client: &Client, reads: bool) -> Row {
    let flows = || network.flows.iter().filter(move |flow| flow.client == at);
    let groups: Vec<&Sourced<String>> = flows().flat_map(|flow| &flow.groups).collect();
    let distinct: BTreeSet<&str> = groups.iter().map(|group| group.value.as_str()).collect();
    let detail = match (groups.first(), distinct.len()) {
        (Some(group), 1) if reads && client.members == 1 => Label::default().and("group ", group),
        (Some(first), several) if reads && client.members == 1 => {
            Label::words(format!("{several} groups"), &first.origin)
        }
        _ => client.detail.clone(),
    };
    let detail = network.and_also(detail, at, reads);
    let key = if reads { Key::Reader(at) } else { Key::Writer(at) };
    Row { key, look: Look::Client, name: client.name.clone(), detail, about: client.about.clone() }
}

/// Groups one below the other in boxes of that width, under a heading if they have one.
pub(super) fn column(heading: Option<(&str, &Origin)>, groups: Vec<Group>, width: i32, density: Density) -> Block {
    let mut block = Block::default();
    let mut y = 0;
    if let Some((heading, because)) = heading {
        let label = Label::words(heading, because);
        block.texts.push(Text { x: PADDING, y: y + 12, anchor: Anchor::Start, font: Font::Caption, label });
        y += HEADING;
    }
    for (at, Group { caption, rows }) in groups.into_iter().enumerate() {
        y += if at > 0 { density.gap.max(10) } else { 0 };
        let top = y;
        y += if caption.is_some() { HEAD } else { 0 };
        for (at, row) in rows.into_iter().enumerate() {
            y += if at > 0 { density.gap } else { 0 };
            let area = Area { x: PADDING, y, width, height: density.card };
            block.card(row, area, density.two_lines);
            y = area.bottom();
        }
        if let Some(caption) = caption {
            y += PADDING;
            let area = Area { x: 0, y: top, width: width + 2 * PADDING, height: y - top };
            block.frames.push(framed(Look::Namespace, area, caption));
        }
    }
    block.height = y;
    block
}

/// A frame with its caption.
fn framed(look: Look, area: Area, caption: Label) -> Panel {
    let text = Text {
        x: area.x + PADDING,
        y: area.y + 16,
        anchor: Anchor::Start,
        font: Font::Caption,
        label: caption.clone().fitted(Font::Caption, area.width - 2 * PADDING),
    };
    Panel { look, area, about: caption, texts: vec![text] }
}
