//! `kafka-architecture.svg`: the platform as a picture.

use crate::bundle::header::Style;
use crate::graph::{Anchor, Area, Drawing, Font, Label, Look, Panel, Pen, Picture, Route, Sample, Text};
use crate::render::artefact::{Description, context_value};
use crate::render::engine::Engine;
use crate::render::{RenderFault, Traced};
use serde::Serialize;

pub(super) const DESCRIPTION: Description = Description {
    path: "services/docs/kafka-architecture.svg",
    template: include_str!("../../../templates/services/docs/kafka-architecture.svg.j2"),
    title: "the platform as a picture",
    style: Style::Markup,
    wanted: |_| true,
    context: |platform| {
        let drawing = Picture::of(platform.model, platform.rules).drawing();
        context_value(&Context::of(&drawing))
    },
    promises: |_| Vec::new(),
    additions: |_| Vec::new(),
};

/// A picture as SVG, without the mark of a generated file.
///
/// # Errors
/// What is wrong with the template: an error of the program.
pub fn svg(picture: &Picture) -> Result<String, RenderFault> {
    let drawing = picture.drawing();
    Ok(Engine::new().render(&DESCRIPTION.template_name(), &Context::of(&drawing))?.text)
}

/// How many lines are many.
const BUSY: usize = 60;

/// A text, piece by piece.
type Words<'d> = Vec<Traced<&'d str>>;

#[derive(Debug, Serialize)]
struct Context<'d> {
    width: i32,
    height: i32,
    /// Whether there are so many lines that they are drawn lighter.
    busy: bool,
    title: Words<'d>,
    summary: Words<'d>,
    /// The kinds of lines that there are.
    pens: Vec<&'static str>,
    frames: Vec<Shape<'d>>,
    routes: Vec<Line<'d>>,
    cards: Vec<Shape<'d>>,
    texts: Vec<TextLine<'d>>,
    legend: Vec<Entry<'d>>,
}

#[derive(Debug, Serialize)]
struct Shape<'d> {
    class: &'static str,
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    corner: i32,
    about: Words<'d>,
    texts: Vec<TextLine<'d>>,
}

#[derive(Debug, Serialize)]
struct TextLine<'d> {
    class: &'static str,
    x: i32,
    y: i32,
    anchor: Option<&'static str>,
    words: Words<'d>,
}

#[derive(Debug, Serialize)]
struct Line<'d> {
    pen: &'static str,
    path: String,
    about: Words<'d>,
}

/// A box or a line, and what it means.
#[derive(Debug, Serialize)]
struct Entry<'d> {
    look: Option<&'static str>,
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    pen: Option<&'static str>,
    path: String,
    text: TextLine<'d>,
}

impl<'d> Context<'d> {
    fn of(drawing: &'d Drawing) -> Self {
        let Drawing { width, height, title, summary, texts, frames, routes, cards, legend } = drawing;
        Context {
            width: *width,
            height: *height,
            busy: routes.len() > BUSY,
            title: words(title),
            summary: words(summary),
            pens: legend.iter().filter_map(|sample| sample.pen).map(pen).collect(),
            frames: frames.iter().map(Shape::of).collect(),
            routes: routes.iter().map(Line::of).collect(),
            cards: cards.iter().map(Shape::of).collect(),
            texts: texts.iter().map(TextLine::of).collect(),
            legend: legend.iter().map(Entry::of).collect(),
        }
    }
}

fn words(label: &Label) -> Words<'_> {
    label.pieces().iter().map(|piece| Traced::new(piece.value.as_str(), piece.origin.clone())).collect()
}

impl<'d> Shape<'d> {
    fn of(panel: &'d Panel) -> Self {
        let Panel { look, area: Area { x, y, width, height }, about, texts } = panel;
        Shape {
            class: class(*look),
            x: *x,
            y: *y,
            width: *width,
            height: *height,
            corner: corner(*look),
            about: words(about),
            texts: texts.iter().map(TextLine::of).collect(),
        }
    }
}

impl<'d> TextLine<'d> {
    fn of(text: &'d Text) -> Self {
        let Text { x, y, anchor, font, label } = text;
        let anchor = match anchor {
            Anchor::Start => None,
            Anchor::Middle => Some("middle"),
            Anchor::End => Some("end"),
        };
        TextLine { class: font_class(*font), x: *x, y: *y, anchor, words: words(label) }
    }
}

impl<'d> Line<'d> {
    fn of(route: &'d Route) -> Self {
        Line { pen: pen(route.pen), path: route.data(), about: words(&route.about) }
    }
}

impl<'d> Entry<'d> {
    fn of(sample: &'d Sample) -> Self {
        let Sample { pen: line, look, area, text } = sample;
        Entry {
            look: look.map(class),
            x: area.x,
            y: area.y,
            width: area.width,
            height: area.height,
            pen: line.map(pen),
            path: format!("M{} {}H{}", area.x, area.middle(), area.right()),
            text: TextLine::of(text),
        }
    }
}

/// The class of a box, by which the style sheet in the template knows it.
const fn class(look: Look) -> &'static str {
    match look {
        Look::Client => "client",
        Look::Topic => "topic",
        Look::DeadLetters => "dead-letters",
        Look::Node => "node",
        Look::Part => "part",
        Look::Foreign => "foreign",
        Look::Namespace => "namespace",
        Look::Cluster => "cluster",
        Look::Ensemble => "ensemble",
    }
}

/// How round the corners of a box are.
const fn corner(look: Look) -> i32 {
    match look {
        Look::Node => 4,
        Look::Client | Look::Topic | Look::DeadLetters | Look::Part | Look::Foreign => 6,
        Look::Ensemble => 8,
        Look::Namespace => 10,
        Look::Cluster => 12,
    }
}

/// The class of a line.
const fn pen(pen: Pen) -> &'static str {
    match pen {
        Pen::Writes => "writes",
        Pen::Reads => "reads",
        Pen::DeadLetters => "dead",
        Pen::Scrapes => "scrapes",
        Pen::Manages => "manages",
    }
}

/// The class of a text.
pub(super) const fn font_class(font: Font) -> &'static str {
    match font {
        Font::Title => "heading",
        Font::Plain => "plain",
        Font::Name => "name",
        Font::Detail => "detail",
        Font::Caption => "caption",
    }
}
