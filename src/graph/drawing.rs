//! A picture with the places of everything in it, in pixels: what remains to be done is to write it down.

use super::label::Label;
use super::width::Font;
use std::fmt::Write;

/// A picture, laid out.
#[derive(Debug, Clone, Default)]
pub struct Drawing {
    /// How wide it is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
    /// What it is a picture of, in full.
    pub title: Label,
    /// The whole as sentences.
    pub summary: Label,
    /// Texts that belong to no box: the title and what is below it, and the headings of columns.
    pub texts: Vec<Text>,
    /// What other things stand in, outer ones first.
    pub frames: Vec<Panel>,
    /// The lines, which go over frames and under cards.
    pub routes: Vec<Route>,
    /// The boxes.
    pub cards: Vec<Panel>,
    /// What the lines and boxes mean.
    pub legend: Vec<Sample>,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Area {
    /// Its left side.
    pub x: i32,
    /// Its top.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// How a box looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A client.
    Client,
    /// A topic.
    Topic,
    /// A dead letter queue.
    DeadLetters,
    /// A broker or a ZooKeeper.
    Node,
    /// Something else that runs.
    Part,
    /// Something that runs and that others look after.
    Foreign,
    /// A namespace of clients.
    Namespace,
    /// The cluster.
    Cluster,
    /// Nodes of one kind.
    Ensemble,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pen {
    /// A client writes.
    Writes,
    /// A client reads.
    Reads,
    /// A client puts away what it cannot handle.
    DeadLetters,
    /// Prometheus scrapes.
    Scrapes,
    /// The operator looks after the cluster.
    Manages,
}

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its start.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// A text.
#[derive(Debug, Clone)]
pub struct Text {
    /// Where it is held.
    pub x: i32,
    /// Its baseline.
    pub y: i32,
    /// How it is held there.
    pub anchor: Anchor,
    /// How it is set.
    pub font: Font,
    /// What it says.
    pub label: Label,
}

/// A box with texts in it.
#[derive(Debug, Clone)]
pub struct Panel {
    /// How it looks.
    pub look: Look,
    /// Where it stands.
    pub area: Area,
    /// All that is known of it; may be nothing.
    pub about: Label,
    /// What is written in it.
    pub texts: Vec<Text>,
}

/// A line with an arrow at its end.
#[derive(Debug, Clone)]
pub struct Route {
    /// How it looks.
    pub pen: Pen,
    /// Where it begins.
    pub start: (i32, i32),
    /// How it goes on.
    pub steps: Vec<Step>,
    /// What it means.
    pub about: Label,
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Straight to the side.
    Across(i32),
    /// Straight up or down.
    Along(i32),
    /// In a wave to a point; it sets out and arrives to the side.
    Wave(i32, i32),
    /// Round a corner: by the first point to the second.
    Corner((i32, i32), (i32, i32)),
}

/// A line of the legend: a box or a line, and what it means.
#[derive(Debug, Clone)]
pub struct Sample {
    /// How the line looks, if it is one.
    pub pen: Option<Pen>,
    /// How the box looks, if it is one.
    pub look: Option<Look>,
    /// Where the sample stands.
    pub area: Area,
    /// What it means.
    pub text: Text,
}

impl Area {
    /// Its right side.
    pub const fn right(self) -> i32 {
        self.x + self.width
    }

    /// Its bottom.
    pub const fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// The height of its middle.
    pub const fn middle(self) -> i32 {
        self.y + self.height / 2
    }

    /// The same with less on all sides.
    pub const fn inset(self, by: i32) -> Area {
        Area { x: self.x + by, y: self.y + by, width: self.width - 2 * by, height: self.height - 2 * by }
    }
}

impl Text {
    /// Where it is at most.
    pub fn extent(&self) -> Area {
        let width = self.label.width(self.font);
        let x = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - (width + 1) / 2,
            Anchor::End => self.x - width,
        };
        // What goes above the baseline and below it in fonts of screens.
        Area { x, y: self.y - self.font.size(), width, height: self.font.size() + self.font.size() / 3 }
    }
}

impl Route {
    /// Where it ends.
    pub fn end(&self) -> (i32, i32) {
        self.steps.iter().fold(self.start, |from, step| step.from(from))
    }

    /// As the data of a path in SVG.
    pub fn data(&self) -> String {
        let mut from = self.start;
        let mut data = format!("M{} {}", from.0, from.1);
        for step in &self.steps {
            // Writing to a string cannot fail.
            let _ = match *step {
                Step::Across(x) => write!(data, "H{x}"),
                Step::Along(y) => write!(data, "V{y}"),
                Step::Wave(x, y) => {
                    let bend = i32::midpoint(from.0, x);
                    write!(data, "C{bend} {} {bend} {y} {x} {y}", from.1)
                }
                Step::Corner(by, to) => write!(data, "Q{} {} {} {}", by.0, by.1, to.0, to.1),
            };
            from = step.from(from);
        }
        data
    }
}

impl Step {
    /// Where it leads.
    pub const fn from(self, (x, y): (i32, i32)) -> (i32, i32) {
        match self {
            Step::Across(to) => (to, y),
            Step::Along(to) => (x, to),
            Step::Wave(to_x, to_y) => (to_x, to_y),
            Step::Corner(_, to) => to,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_a_path() {
        let steps = vec![
            Step::Across(20),
            Step::Wave(61, 40),
            Step::Across(70),
            Step::Corner((80, 40), (80, 50)),
            Step::Along(60),
        ];
        let route = Route { pen: Pen::Writes, start: (10, 5), steps, about: Label::default() };
        assert_eq!(route.data(), "M10 5H20C40 5 40 40 61 40H70Q80 40 80 50V60");
        assert_eq!(route.end(), (80, 60));
    }

    #[test]
    fn a_text_is_where_it_is_held() {
        let font = Font::Plain;
        let place = crate::model::Origin::default(crate::diag::Span::new(0, 0));
        let text = |anchor| Text { x: 100, y: 50, anchor, font, label: Label::words("aaaa", &place) };
        let extents = [Anchor::Start, Anchor::Middle, Anchor::End].map(|anchor| text(anchor).extent());
        assert_eq!(extents.map(|extent| (extent.x, extent.right())), [(100, 130), (85, 115), (70, 100)]);
        assert_eq!((extents[0].y, extents[0].bottom()), (38, 54));
    }
}
