//! The lines: each leaves its box to the side, waves through the free lane between two columns, and arrives from the side, so
//! that none runs through a box or a text.

use super::block::Key;
use crate::graph::drawing::{Area, Pen, Route, Step};
use crate::graph::label::Label;
use crate::graph::network::{FlowKind, Network};
use crate::graph::parts::{Monitoring, Parts};
use std::collections::BTreeMap;

/// The most between two lines at a box.
const APART: i32 = 9;
/// What stays free at the ends of a box's side.
const CORNER: i32 = 5;
/// The radius of a bend.
const BEND: i32 = 10;

/// The free lanes: where the column before ends and where the one behind begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lanes {
    pub(super) left: (i32, i32),
    pub(super) right: (i32, i32),
    /// The height below the cluster at which a line may pass.
    pub(super) below: i32,
}

/// A line that is still to be laid.
struct Link {
    pen: Pen,
    /// What it leads to on the left of its lane, and on the right.
    sides: (Key, Key),
    /// Whether it leads to the left.
    back: bool,
    about: Label,
}

/// The lines between clients and topics, and those of the operator and of Prometheus.
pub(super) fn routes(network: &Network, parts: &Parts, places: &BTreeMap<Key, Area>, lanes: Lanes) -> Vec<Route> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for flow in &network.flows {
        let (topic, about) = (Key::Topic(flow.topic), network.sentence(flow));
        let reader = (topic, Key::Reader(flow.client));
        match flow.kind {
            FlowKind::Writes => {
                left.push(Link { pen: Pen::Writes, sides: (Key::Writer(flow.client), topic), back: false, about });
            }
            FlowKind::Reads => right.push(Link { pen: Pen::Reads, sides: reader, back: false, about }),
            FlowKind::DeadLetters => right.push(Link { pen: Pen::DeadLetters, sides: reader, back: true, about }),
        }
    }
    if let Some(operator) = &parts.operator {
        let about = operator.part.name.clone().and_label(manages(parts));
        left.push(Link { pen: Pen::Manages, sides: (Key::Operator, Key::Cluster), back: false, about });
    }
    right.extend(parts.monitoring.iter().flat_map(|monitoring| scrapes(monitoring, parts)));
    let mut routes = laid(left, places, lanes.left);
    routes.extend(laid(right, places, lanes.right));
    routes.extend(parts.monitoring.iter().filter_map(|monitoring| below(monitoring, parts, places, lanes.below)));
    routes
}

/// What the operator does, behind its name.
fn manages(parts: &Parts) -> Label {
    let because = parts.cluster.pieces().first().map(|piece| &piece.origin);
    because
        .map_or_else(Label::default, |because| Label::words(" looks after ", because))
        .and_label(parts.cluster.clone())
}

/// The lines from Prometheus to what it scrapes in the cluster.
fn scrapes<'p>(monitoring: &'p Monitoring, parts: &'p Parts) -> impl Iterator<Item = Link> + 'p {
    let ensembles = parts.ensembles.iter().enumerate().map(|(at, ensemble)| (Key::Ensemble(at), &ensemble.name));
    let operands = parts.operands.iter().enumerate().map(|(at, part)| (Key::Operand(at), &part.name));
    ensembles.chain(operands).map(|(key, name)| Link {
        pen: Pen::Scrapes,
        sides: (key, Key::Prometheus),
        back: true,
        about: scraped(monitoring, name),
    })
}

/// That Prometheus scrapes something, as a sentence.
fn scraped(monitoring: &Monitoring, what: &Label) -> Label {
    let Monitoring { part, manner, .. } = monitoring;
    let because = manner.pieces().first().map(|piece| &piece.origin);
    let verb = because.map_or_else(Label::default, |because| Label::words(" scrapes ", because));
    part.name.clone().and_label(verb).and_label(what.clone()).and_label(manner.clone())
}

/// The line from Prometheus to the operator, below the cluster.
fn below(monitoring: &Monitoring, parts: &Parts, places: &BTreeMap<Key, Area>, lane: i32) -> Option<Route> {
    let operator = parts.operator.as_ref().filter(|_| monitoring.of_operator)?;
    let (from, to) = (places.get(&Key::Prometheus)?, places.get(&Key::Operator)?);
    let (from_x, to_x) = (from.x + from.width / 2, to.x + to.width / 2);
    let steps = vec![
        Step::Along(lane - BEND),
        Step::Corner((from_x, lane), (from_x - BEND, lane)),
        Step::Across(to_x + BEND),
        Step::Corner((to_x, lane), (to_x, lane - BEND)),
        Step::Along(to.bottom()),
    ];
    let about = scraped(monitoring, &operator.part.name);
    Some(Route { pen: Pen::Scrapes, start: (from_x, from.bottom()), steps, about })
}

/// Lays lines through a lane. At each box they are spread in the order in which they arrive at the other side.
fn laid(links: Vec<Link>, places: &BTreeMap<Key, Area>, lane: (i32, i32)) -> Vec<Route> {
    let links: Vec<(Link, Area, Area)> = links
        .into_iter()
        .filter_map(|link| {
            let (left, right) = (*places.get(&link.sides.0)?, *places.get(&link.sides.1)?);
            Some((link, left, right))
        })
        .collect();
    let ends = |from_left: bool| {
        let ends = links.iter().map(|(link, left, right)| {
            let (key, here, there) = if from_left { (link.sides.0, left, right) } else { (link.sides.1, right, left) };
            (key, *here, there.middle())
        });
        spread(&ends.collect::<Vec<_>>())
    };
    let (lefts, rights) = (ends(true), ends(false));
    let heights = lefts.into_iter().zip(rights);
    let routes = links.into_iter().zip(heights).map(|((link, left, right), (left_y, right_y))| {
        let (left_x, right_x) = (left.right(), right.x);
        let Link { pen, sides: _, back, about } = link;
        let (start, steps) = if back {
            ((right_x, right_y), [Step::Across(lane.1), Step::Wave(lane.0, left_y), Step::Across(left_x)])
        } else {
            ((left_x, left_y), [Step::Across(lane.0), Step::Wave(lane.1, right_y), Step::Across(right_x)])
        };
        Route { pen, start, steps: steps.to_vec(), about }
    });
    routes.collect()
}

/// The heights at which lines meet their boxes, for each line's box and the height at which it comes from the other side.
fn spread(ends: &[(Key, Area, i32)]) -> Vec<i32> {
    let mut by_box: BTreeMap<Key, Vec<(i32, usize)>> = BTreeMap::new();
    for (at, (key, _, other)) in ends.iter().enumerate() {
        by_box.entry(*key).or_default().push((*other, at));
    }
    let mut heights = vec![0; ends.len()];
    for mut met in by_box.into_values() {
        met.sort_unstable();
        let count = i32::try_from(met.len()).unwrap_or(i32::MAX);
        for (number, (_, at)) in (0..count).zip(met) {
            let Some((_, area, _)) = ends.get(at) else { continue };
            // Twice the distance from the middle, so that an even number of lines lies around it.
            let room = APART.min((area.height - 2 * CORNER) / count.max(1)).max(0);
            let from_middle = if room > 0 {
                (2 * number - (count - 1)) * room / 2
            } else {
                (2 * number - (count - 1)) * (area.height - 2 * CORNER) / (2 * count.max(1))
            };
            if let Some(height) = heights.get_mut(at) {
                *height = area.middle() + from_middle;
            }
        }
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heights(height: i32, others: &[i32]) -> Vec<i32> {
        let area = Area { x: 0, y: 100, width: 10, height };
        spread(&others.iter().map(|other| (Key::Topic(0), area, *other)).collect::<Vec<_>>())
    }

    #[test]
    fn lines_are_spread_in_the_order_of_their_other_ends() {
        assert_eq!(heights(40, &[7]), [120]);
        assert_eq!(heights(40, &[9, 1]), [124, 116]);
        assert_eq!(heights(40, &[2, 9, 1]), [120, 129, 111]);
        let many: Vec<i32> = (0..500).collect();
        let heights = heights(30, &many);
        assert!(heights.is_sorted() && heights[0] >= 105 && heights[499] <= 125, "{heights:?}");
    }
}
