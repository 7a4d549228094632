//! Where everything stands: who writes on the left, the cluster in the middle, who reads on the right; the operator and
//! Prometheus below, on either side of what runs in the cluster.

mod block;
mod cluster;
mod column;
mod legend;
mod route;

use super::drawing::{Anchor, Area, Drawing, Text};
use super::label::Label;
use super::order::Order;
use super::width::Font;
use super::{Origin, Picture};
use block::{Block, Density, Key};
use column::Group;
use route::Lanes;

/// Around the whole.
const MARGIN: i32 = 24;
/// The height of the title and what is below it.
const TITLES: i32 = 70;
/// The narrowest and the widest boxes beside the cluster, and those in it.
const CLIENT: (i32, i32) = (150, 240);
const TOPIC: (i32, i32) = (240, 340);
/// With everything in one line the boxes may be wider.
const WIDER: i32 = 60;
/// The narrowest lane between columns, and by how much it grows with its lines.
const LANE: (i32, i32) = (88, 72);
/// Between the topics and what runs in the cluster, and between the cluster and what is below it.
const BELOW: i32 = 20;
/// By how much topics are spread at most.
const MOST_SPREAD: i32 = 72;
/// The narrowest picture: shorter lines of text would be cut.
const NARROWEST: i32 = 520;

/// A picture, laid out.
pub(super) fn drawing(picture: &Picture) -> Drawing {
    let plan = Plan::of(picture);
    let Stage { block, below } = plan.stage();
    let lanes = plan.lanes(below);
    let mut drawing = Drawing {
        width: plan.width(),
        height: 0,
        title: picture.title.clone(),
        summary: picture.summary.clone(),
        texts: block.texts,
        frames: block.frames,
        routes: route::routes(&picture.network, &picture.parts, &block.places, lanes),
        cards: block.cards,
        legend: Vec::new(),
    };
    let room = drawing.width - 2 * MARGIN;
    let corner = (MARGIN, below + BELOW);
    let (legend, end) = legend::legend(&drawing, corner, room, &plan.because);
    drawing.legend = legend;
    drawing.height = end + MARGIN;
    let line = |y, font, label: &Label| Text {
        x: MARGIN,
        y,
        anchor: Anchor::Start,
        font,
        label: label.clone().fitted(font, room),
    };
    drawing.texts.push(line(MARGIN + 18, Font::Title, &picture.title));
    drawing.texts.push(line(MARGIN + 38, Font::Plain, &picture.subtitle));
    drawing
}

/// What is decided before anything has its place.
struct Plan<'p> {
    picture: &'p Picture,
    order: Order,
    density: Density,
    /// The widths of the boxes in the three columns; a column that is not there has none.
    left: i32,
    middle: i32,
    right: i32,
    lane: i32,
    because: Origin,
}

/// Everything in its place but lines and legend.
struct Stage {
    block: Block,
    /// Where the lowest of it ends.
    below: i32,
}

impl<'p> Plan<'p> {
    fn of(picture: &'p Picture) -> Self {
        let Picture { network, parts, .. } = picture;
        let order = Order::of(network);
        let rows = |column: &[Vec<usize>]| column.iter().map(Vec::len).sum::<usize>();
        let most = rows(&order.writers).max(rows(&order.readers)).max(rows(&order.topics));
        let density = Density::of(most);
        let wider = if density.two_lines { 0 } else { WIDER };
        let clients = |column: &[Vec<usize>], reads: bool| {
            column.iter().map(|members| Group::of_clients(network, members, reads).width(density.two_lines)).max()
        };
        let operator = parts.operator.as_ref().map(|operator| Group::of_operator(operator).width(true));
        let prometheus = parts.monitoring.as_ref().map(|monitoring| Group::of_monitoring(monitoring).width(true));
        let side = |clients: Option<i32>, other: Option<i32>| {
            clients.into_iter().chain(other).max().map_or(0, |width| width.clamp(CLIENT.0, CLIENT.1 + wider))
        };
        let topics = cluster::topics_width(network, &order.topics, density).max(cluster::parts_width(parts));
        let flows = i32::try_from(network.flows.len()).unwrap_or(i32::MAX);
        let because = picture.title.pieces().first().map(|piece| piece.origin.clone());
        Plan {
            left: side(clients(&order.writers, false), operator),
            middle: topics.clamp(TOPIC.0, TOPIC.1 + wider),
            right: side(clients(&order.readers, true), prometheus),
            lane: LANE.0 + (flows / 2).min(LANE.1),
            because: because.unwrap_or_else(|| Origin::default(crate::diag::Span::default())),
            picture,
            order,
            density,
        }
    }

    /// Where the column on the left ends.
    fn left_end(&self) -> i32 {
        if self.left == 0 { MARGIN } else { MARGIN + self.left + 2 * column::PADDING }
    }

    /// Where the cluster begins.
    fn cluster_start(&self) -> i32 {
        if self.left == 0 { MARGIN } else { self.left_end() + self.lane }
    }

    /// Where the cluster ends.
    fn cluster_end(&self) -> i32 {
        self.cluster_start() + self.middle + 2 * cluster::PADDING
    }

    /// Where the column on the right begins.
    fn right_start(&self) -> i32 {
        self.cluster_end() + self.lane
    }

    fn width(&self) -> i32 {
        let end =
            if self.right == 0 { self.cluster_end() } else { self.right_start() + self.right + 2 * column::PADDING };
        (end + MARGIN).max(NARROWEST)
    }

    fn lanes(&self, below: i32) -> Lanes {
        Lanes {
            left: (self.left_end(), self.cluster_start()),
            right: (self.cluster_end(), self.right_start()),
            below: below - BELOW / 2,
        }
    }

    /// The topics, spread a little if the columns beside them are higher.
    fn topics(&self, beside: i32) -> Block {
        let topics = |more| cluster::topics(&self.picture.network, &self.order.topics, self.middle, self.density, more);
        let tight = topics(0);
        let gaps = i32::try_from(self.order.topics.len()).unwrap_or(i32::MAX).max(1);
        match (beside - tight.height) / gaps {
            more if more > 0 => topics(more.min(MOST_SPREAD)),
            _ => tight,
        }
    }

    fn stage(&self) -> Stage {
        let Picture { network, parts, .. } = self.picture;
        let side = |heading, column: &[Vec<usize>], reads, width| {
            let groups = column.iter().map(|members| Group::of_clients(network, members, reads)).collect();
            let heading = Some((heading, &self.because)).filter(|_| !column.is_empty());
            column::column(heading, groups, width, self.density)
        };
        let writers = side("Producers", &self.order.writers, false, self.left);
        let readers = side("Consumers", &self.order.readers, true, self.right);
        let topics = self.topics(writers.height.max(readers.height));
        let operator = parts.operator.iter().map(Group::of_operator).collect();
        let operator = column::column(None, operator, self.left, Density::of(0));
        let prometheus = parts.monitoring.iter().map(Group::of_monitoring).collect();
        let prometheus = column::column(None, prometheus, self.right, Density::of(0));
        let running = cluster::parts(parts, self.middle);

        let top = TITLES + MARGIN;
        let flowing = top + cluster::head_height(parts);
        let high = writers.height.max(readers.height).max(topics.height);
        let gap = if high > 0 && running.height > 0 { BELOW } else { 0 };
        let low_top = flowing + high + gap;
        let low = operator.height.max(prometheus.height).max(running.height);
        let cluster_end = low_top + low + cluster::PADDING;
        let cluster = Area {
            x: self.cluster_start(),
            y: top,
            width: self.middle + 2 * cluster::PADDING,
            height: cluster_end - top,
        };
        let scraped = parts.monitoring.as_ref().is_some_and(|monitoring| monitoring.of_operator);
        let below = if scraped { cluster_end + BELOW } else { cluster_end };

        let mut block = Block::default();
        block.frames.push(cluster::frame(parts, cluster));
        let mut put = |part: Block, x: i32, y: i32, room: i32| {
            let y = y + (room - part.height) / 2;
            block.put(part, x, y);
        };
        put(writers, MARGIN, flowing, high);
        put(topics, cluster.x + cluster::PADDING, flowing, high);
        put(readers, self.right_start(), flowing, high);
        put(operator, MARGIN, low_top, low);
        put(running, cluster.x + cluster::PADDING, low_top, low);
        put(prometheus, self.right_start(), low_top, low);
        // The operator's line runs straight to the cluster.
        let beside = block.places.get(&Key::Operator).copied().unwrap_or(cluster);
        block.places.insert(Key::Cluster, Area { y: beside.y, height: beside.height, ..cluster });
        Stage { block, below }
    }
}
