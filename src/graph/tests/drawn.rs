//! What holds for every drawing: boxes do not overlap, texts fit, lines end at boxes and run through none.

use super::platforms::platforms;
use super::{EVERYTHING, HOSTILE, MINIMAL, SAMPLE, picture_of};
use crate::graph::{Area, Drawing, Look, Panel, Pen, Picture, Route, Step, Text};
use proptest::prelude::*;

/// The highest drawing that there may be, however large the platform.
const HIGHEST: i32 = 3400;
/// The widest.
const WIDEST: i32 = 1500;

impl Area {
    fn holds(self, (x, y): (i32, i32)) -> bool {
        self.x <= x && x <= self.right() && self.y <= y && y <= self.bottom()
    }

    fn contains(self, other: Area) -> bool {
        self.holds((other.x, other.y)) && self.holds((other.right(), other.bottom()))
    }

    fn overlaps(self, other: Area) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// What is wrong with a drawing.
fn faults(drawing: &Drawing) -> Vec<String> {
    let whole = Area { x: 0, y: 0, width: drawing.width, height: drawing.height };
    let mut faults = Vec::new();
    let panels = || drawing.frames.iter().chain(&drawing.cards);
    for panel in panels() {
        if !whole.contains(panel.area) {
            faults.push(format!("{panel:?} is not in the picture"));
        }
        faults.extend(
            panel
                .texts
                .iter()
                .filter(|text| !panel.area.contains(text.extent()))
                .map(|text| format!("{:?} does not fit in {:?}: {:?}", text.label.text(), panel.area, text.extent())),
        );
        faults.extend(overlapping(&panel.texts.iter().map(Text::extent).collect::<Vec<_>>()));
    }
    let cards: Vec<Area> = drawing.cards.iter().map(|card| card.area).collect();
    faults.extend(overlapping(&cards));
    let is_outer = |frame: &&Panel| matches!(frame.look, Look::Namespace | Look::Cluster);
    faults.extend(overlapping(&drawing.frames.iter().filter(is_outer).map(|frame| frame.area).collect::<Vec<_>>()));
    // A card is in a frame or out of it, but not half.
    for card in &drawing.cards {
        let halved = |frame: &&Panel| frame.area.overlaps(card.area) && !frame.area.contains(card.area);
        faults.extend(drawing.frames.iter().find(halved).map(|frame| format!("{card:?} is half in {frame:?}")));
    }
    let mut free: Vec<Area> = drawing.texts.iter().map(Text::extent).collect();
    for sample in &drawing.legend {
        free.extend([sample.area, sample.text.extent()]);
    }
    faults.extend(overlapping(&free));
    faults.extend(
        free.iter().filter(|area| !whole.contains(**area)).map(|area| format!("{area:?} is not in the picture")),
    );
    let captions: Vec<Area> = drawing.frames.iter().flat_map(|frame| &frame.texts).map(Text::extent).collect();
    free.extend(captions);
    faults.extend(drawing.routes.iter().flat_map(|route| route_faults(route, drawing, &free, whole)));
    faults
}

fn overlapping(areas: &[Area]) -> Vec<String> {
    let pairs = areas.iter().enumerate().flat_map(|(at, a)| areas.iter().skip(at + 1).map(move |b| (a, b)));
    pairs.filter(|(a, b)| a.overlaps(**b)).map(|(a, b)| format!("{a:?} overlaps {b:?}")).collect()
}

fn route_faults(route: &Route, drawing: &Drawing, texts: &[Area], whole: Area) -> Vec<String> {
    let on_side = |(x, y): (i32, i32)| {
        let at = |panel: &Panel| {
            let area = panel.area;
            area.holds((x, y)) && (x == area.x || x == area.right() || y == area.y || y == area.bottom())
        };
        drawing.frames.iter().chain(&drawing.cards).any(at)
    };
    let mut faults = Vec::new();
    if !on_side(route.start) || !on_side(route.end()) {
        faults.push(format!("{route:?} does not lead from box to box"));
    }
    for point in points(route) {
        // What touches a side is not inside.
        let inside = |area: Area| area.inset(1).holds(point);
        let through =
            drawing.cards.iter().map(|card| card.area).chain(texts.iter().copied()).find(|area| inside(*area));
        if let Some(area) = through {
            faults.push(format!("{:?} runs through {area:?} at {point:?}", route.about.text()));
        }
        if !whole.holds(point) {
            faults.push(format!("{route:?} leaves the picture at {point:?}"));
        }
    }
    faults
}

/// Points on a line, close to each other.
fn points(route: &Route) -> Vec<(i32, i32)> {
    let mut from = route.start;
    let mut points = vec![from];
    for step in &route.steps {
        let to = step.from(from);
        let curve = match *step {
            Step::Across(_) | Step::Along(_) => [from, from, to, to],
            Step::Wave(x, y) => {
                let bend = i32::midpoint(from.0, x);
                [from, (bend, from.1), (bend, y), to]
            }
            Step::Corner(by, _) => [from, by, by, to],
        };
        points.extend(
            (0..=40).map(|at| (on_curve(at, curve.map(|point| point.0)), on_curve(at, curve.map(|point| point.1)))),
        );
        from = to;
    }
    points
}

/// Where a Bézier curve is after so many fortieths, in one direction.
fn on_curve(at: i64, [start, bend, other, end]: [i32; 4]) -> i32 {
    let left = 40 - at;
    let weights = [left * left * left, 3 * left * left * at, 3 * left * at * at, at * at * at];
    let sum: i64 = weights.iter().zip([start, bend, other, end]).map(|(weight, value)| weight * i64::from(value)).sum();
    i32::try_from(sum / 64_000).unwrap()
}

fn sound(picture: &Picture) {
    let drawing = picture.drawing();
    let faults = faults(&drawing);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(drawing.width <= WIDEST && drawing.height <= HIGHEST, "{} x {}", drawing.width, drawing.height);
    let flows = [Pen::Writes, Pen::Reads, Pen::DeadLetters];
    let drawn = drawing.routes.iter().filter(|route| flows.contains(&route.pen)).count();
    assert_eq!(drawn, picture.network.flows.len());
    // Everything that looks like something is explained, and nothing else.
    let pens = |pen: Pen| drawing.routes.iter().any(|route| route.pen == pen);
    for pen in [Pen::Writes, Pen::Reads, Pen::DeadLetters, Pen::Scrapes, Pen::Manages] {
        assert_eq!(drawing.legend.iter().any(|sample| sample.pen == Some(pen)), pens(pen), "{pen:?}");
    }
}

#[test]
fn our_specs_are_drawn_soundly() {
    for spec in [SAMPLE, MINIMAL, EVERYTHING, HOSTILE] {
        sound(&picture_of(spec));
    }
    sound(&super::only(SAMPLE, &["audit-*"]));
}

#[test]
fn what_is_not_there_is_not_drawn() {
    let drawing = picture_of(MINIMAL).drawing();
    let pens: Vec<Pen> = drawing.routes.iter().map(|route| route.pen).collect();
    assert_eq!(pens, [Pen::Manages]);
    let looks = |look| drawing.cards.iter().filter(|card| card.look == look).count();
    assert_eq!((looks(Look::Client), looks(Look::Topic), looks(Look::Node), looks(Look::Part)), (0, 0, 6, 2));
}

/// What spoils a drawing.
type Spoil = fn(&mut Drawing);

#[test]
fn a_bad_drawing_is_noticed() {
    let good = picture_of(SAMPLE).drawing();
    let spoilt: [(&str, Spoil); 6] = [
        ("overlaps", |drawing| drawing.cards[0].area.y += 40),
        ("does not fit", |drawing| drawing.cards[0].area.width = 60),
        ("not in the picture", |drawing| drawing.width -= 60),
        ("runs through", |drawing| drawing.routes[0].steps.push(Step::Across(500))),
        ("from box to box", |drawing| drawing.routes[0].start = (0, 0)),
        ("is half in", |drawing| drawing.cards[0].area.x -= 30),
    ];
    for (said, spoil) in spoilt {
        let mut bad = good.clone();
        spoil(&mut bad);
        let faults = faults(&bad);
        assert!(faults.iter().any(|fault| fault.contains(said)), "{said}: {faults:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_small_platform_is_drawn_soundly(platform in platforms(12, 12)) {
        sound(&picture_of(&platform.spec()));
    }

    #[test]
    fn the_same_platform_is_drawn_the_same(platform in platforms(30, 20)) {
        let (one, other) = (picture_of(&platform.spec()), picture_of(&platform.spec()));
        prop_assert_eq!(format!("{:?}", one.drawing()), format!("{:?}", other.drawing()));
        prop_assert_eq!(one.mermaid(), other.mermaid());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_large_platform_is_drawn_soundly(platform in platforms(300, 120)) {
        sound(&picture_of(&platform.spec()));
    }
}
