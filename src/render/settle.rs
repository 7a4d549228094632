//! The one pass over what a template wrote: marks out, source map in, and every value laid out for the place where it
//! stands, or refused if it cannot be made safe there.

use super::fault::Flaw;
use super::line::{self, Line, Next, Place};
use super::markdown;
use super::marks::{Content, END, FRAME, Kind, Unreadable, holds_mark};
use super::page::{self, Page, Spot};
use super::scalar::{self, Pen, Room, Style};
use super::source_map::SourceMap;
use super::xml::{self, Document};
use crate::diag::readable;

/// How values are written in a file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `.yaml`, `.yml`.
    Yaml,
    /// `.md`.
    Markdown,
    /// `.svg`.
    Xml,
    /// Everything else: only what is chosen by `verbatim`.
    #[default]
    Other,
}

impl Dialect {
    /// The dialect of a file or of the template that makes it.
    pub(super) fn of(name: &str) -> Dialect {
        let name = name.strip_suffix(".j2").unwrap_or(name);
        match name.rsplit_once('.') {
            Some((_, "yaml" | "yml")) => Dialect::Yaml,
            Some((_, "md")) => Dialect::Markdown,
            Some((_, "svg")) => Dialect::Xml,
            _ => Dialect::Other,
        }
    }
}

/// What is wrong, and where in the raw text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) flaw: Flaw,
    /// The byte of the raw text, where it is known.
    pub(super) at: Option<usize>,
    /// The line of the settled text up to there.
    pub(super) text: String,
}

/// The longest key that YAML allows on one line, in characters.
const LONGEST_KEY: usize = 1024;

/// Settles a raw text.
pub(super) fn settle(raw: &str, dialect: Dialect) -> Result<(String, SourceMap), Misfit> {
    let settled = pass(raw, dialect, false)?;
    // Marks that are left were torn from their frames, and empty lines may be a value's own; a second pass finds out.
    let doubtful = holds_mark(&settled.0) || has_empty_lines(&settled.0);
    if doubtful { pass(raw, dialect, true) } else { Ok(settled) }
}

/// Whether there are two empty lines in a row.
fn has_empty_lines(text: &str) -> bool {
    text.contains("\n\n\n")
}

/// The pass; `careful` if each piece that the template wrote itself must be looked at.
fn pass(raw: &str, dialect: Dialect, careful: bool) -> Result<(String, SourceMap), Misfit> {
    // Room for what is to come spares copies of what is there already. Marks take up about as much of the raw text as it holds.
    let (out, map) = (String::with_capacity(raw.len() / 2), SourceMap::with_room(raw.matches(FRAME).count()));
    let mut desk = Desk { dialect, careful, out, map, ..Desk::default() };
    let mut rest = raw;
    let mut wrong = None;
    while let Some((literal, framed)) = rest.split_once(FRAME) {
        let at = raw.len() - framed.len();
        let next = desk.literal(literal).and_then(|()| {
            let (frame, next) = framed.split_once(END).ok_or(Flaw::Torn)?;
            desk.frame(frame, next)?;
            Ok(next)
        });
        match next {
            Ok(next) => rest = next,
            Err(flaw) => {
                wrong = Some((flaw, at));
                break;
            }
        }
    }
    let wrong = wrong.or_else(|| desk.literal(rest).err().map(|flaw| (flaw, raw.len() - rest.len())));
    if let Some((flaw, at)) = wrong {
        let text = desk.out.rsplit('\n').next().unwrap_or_default().to_owned();
        return Err(Misfit { flaw, at: Some(at), text });
    }
    match untidy(raw, &desk.out) {
        Some(misfit) => Err(misfit),
        None => Ok((desk.out, desk.map)),
    }
}

/// What is wrong with the text as a whole, whatever its dialect.
fn untidy(raw: &str, text: &str) -> Option<Misfit> {
    let misfit = |flaw, pattern: &str, place: usize| {
        let line = text.get(..place).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
        Some(Misfit { flaw, at: raw.find(pattern), text: line.to_owned() })
    };
    if u32::try_from(text.len()).is_err() {
        return misfit(Flaw::TooLong, "\0", 0);
    }
    for blank in [" \n", "\t\n"] {
        // To ask first is several times faster than to search.
        if text.contains(blank) {
            return misfit(Flaw::TrailingBlanks, blank, text.find(blank).unwrap_or_default());
        }
    }
    if let Some(place) = text.find('\r') {
        return misfit(Flaw::CarriageReturn, "\r", place);
    }
    if !text.ends_with('\n') {
        return misfit(Flaw::NoNewline, "\0", text.len());
    }
    if text.starts_with('\n') || text.ends_with("\n\n") {
        let end = raw.trim_end_matches('\n').len();
        let at = if text.starts_with('\n') { 0 } else { end };
        return Some(Misfit { flaw: Flaw::EmptyLines, at: Some(at), text: String::new() });
    }
    None
}

/// What the pass works with.
#[derive(Default)]
struct Desk {
    dialect: Dialect,
    careful: bool,
    out: String,
    map: SourceMap,
    line: Line,
    page: Page,
    document: Document,
    content: Content,
}

impl Desk {
    /// Takes over what the template wrote itself.
    fn literal(&mut self, literal: &str) -> Result<(), Flaw> {
        if self.careful && holds_mark(literal) {
            return Err(Flaw::Torn);
        }
        self.out.push_str(literal);
        if self.careful && has_empty_lines(literal) {
            return Err(Flaw::EmptyLines);
        }
        match self.dialect {
            Dialect::Yaml => self.line.read(literal),
            Dialect::Markdown => self.page.read(literal),
            Dialect::Xml => self.document.read(literal),
            Dialect::Other => {}
        }
        Ok(())
    }

    /// Lays out a value; `after` is what follows it.
    fn frame(&mut self, frame: &str, after: &str) -> Result<(), Flaw> {
        let mut chars = frame.chars();
        let kind = chars.next().and_then(Kind::of).ok_or(Flaw::Torn)?;
        self.content.read(chars.as_str()).map_err(|why| match why {
            Unreadable::Torn => Flaw::Torn,
            Unreadable::LaidOut => Flaw::LaidOut,
            Unreadable::Nothing => Flaw::Nothing,
        })?;
        match self.dialect {
            Dialect::Yaml => {
                self.yaml(kind, after)?;
                self.line.value();
            }
            Dialect::Markdown => {
                self.markdown(kind, after)?;
                self.page.value();
            }
            Dialect::Xml => self.xml(kind, after)?,
            Dialect::Other if kind == Kind::Verbatim => self.put_all(after, str::to_owned),
            Dialect::Other => return Err(Flaw::WrongFile("")),
        }
        Ok(())
    }

    fn yaml(&mut self, kind: Kind, after: &str) -> Result<(), Flaw> {
        let place = self.line.place();
        match kind {
            Kind::Text | Kind::Bare => {}
            Kind::Comment if place == Place::Comment => {
                self.put_all(after, readable::comment);
                return Ok(());
            }
            Kind::Comment => return Err(Flaw::NotInComment),
            Kind::Word => {
                self.must_be_word()?;
                // Where it is a whole scalar it is written as one, even if the text around it is only a script: what a
                // block scalar holds may be YAML too.
                if room(place, Next::of(after)).is_err() && line::in_block(&self.out) {
                    self.put_all(after, str::to_owned);
                    return Ok(());
                }
            }
            Kind::Block if place == Place::Alone && Next::of(after) == Next::End => {
                self.block();
                return Ok(());
            }
            Kind::Block => return Err(Flaw::Crowded),
            Kind::Code => return Err(Flaw::WrongFile("code")),
            Kind::Fenced => return Err(Flaw::WrongFile("fenced")),
            Kind::Prose => return Err(Flaw::WrongFile("prose")),
            Kind::Verbatim => return Err(Flaw::WrongFile("verbatim")),
        }
        let (room, key) = room(place, Next::of(after))?;
        if kind == Kind::Bare && !key {
            self.scalar(Style::Plain);
            return Ok(());
        }
        let start = self.out.len();
        self.scalar(scalar::style(&self.content.text, room));
        let written = self.out.get(start..).unwrap_or_default();
        if key && written.len() > LONGEST_KEY && written.chars().count() > LONGEST_KEY {
            return Err(Flaw::LongKey(written.chars().count()));
        }
        Ok(())
    }

    fn markdown(&mut self, kind: Kind, after: &str) -> Result<(), Flaw> {
        if kind == Kind::Word {
            self.must_be_word()?;
        }
        match (kind, self.page.spot()) {
            (Kind::Verbatim, _) => return Err(Flaw::WrongFile("verbatim")),
            (Kind::Comment | Kind::Word, Spot::Comment) => self.put_all(after, markdown::in_comment),
            (Kind::Block, _) => return Err(Flaw::WrongFile("block")),
            (Kind::Comment, _) => return Err(Flaw::NotInComment),
            (_, Spot::Comment) => return Err(Flaw::InComment),
            (Kind::Word, Spot::Unsafe(place)) if place != page::ESCAPE => self.put_all(after, str::to_owned),
            (_, Spot::Unsafe(place)) => return Err(Flaw::Unsafe(place)),
            (Kind::Text | Kind::Bare | Kind::Word, Spot::Text { start, .. }) => {
                self.put_all(after, |text| markdown::text(text, start));
            }
            (Kind::Text | Kind::Bare | Kind::Word, Spot::Fence { start }) => {
                self.put_all(after, |text| markdown::in_fence(text, start));
            }
            (Kind::Code | Kind::Fenced | Kind::Prose, Spot::Fence { .. }) => return Err(Flaw::Unsafe("a code block")),
            (Kind::Prose, Spot::Text { start, table }) => {
                self.put_all(after, |text| markdown::prose(text, start, table));
            }
            (Kind::Code, Spot::Text { table, .. }) => {
                if self.out.ends_with('`') || after.starts_with('`') {
                    return Err(Flaw::Unsafe("a code span"));
                }
                self.put_all(after, |text| markdown::code(text, table));
            }
            (Kind::Fenced, Spot::Text { .. }) => {
                let indent = self.page.indent().filter(|_| Next::of(after) == Next::End).map(str::to_owned);
                let indent = indent.ok_or(Flaw::Unsafe("a line of text"))?;
                self.put_all(after, |content| {
                    let (language, text) = content.split_once('\n').unwrap_or_default();
                    markdown::fenced(language, text, &indent)
                });
            }
        }
        Ok(())
    }

    fn xml(&mut self, kind: Kind, after: &str) -> Result<(), Flaw> {
        match (kind, self.document.spot()) {
            (Kind::Verbatim, _) => return Err(Flaw::WrongFile("verbatim")),
            (Kind::Code, _) => return Err(Flaw::WrongFile("code")),
            (Kind::Fenced, _) => return Err(Flaw::WrongFile("fenced")),
            (Kind::Prose, _) => return Err(Flaw::WrongFile("prose")),
            (Kind::Block, _) => return Err(Flaw::WrongFile("block")),
            (_, xml::Spot::Unsafe(place)) => return Err(Flaw::Unsafe(place)),
            (Kind::Comment, xml::Spot::Comment) => self.put_all(after, xml::in_comment),
            (Kind::Comment, xml::Spot::Text) => return Err(Flaw::NotInComment),
            (_, xml::Spot::Comment) => return Err(Flaw::InComment),
            (Kind::Text | Kind::Bare | Kind::Word, xml::Spot::Text) => {
                if kind == Kind::Word {
                    self.must_be_word()?;
                }
                self.put_all(after, xml::text);
            }
        }
        Ok(())
    }

    fn must_be_word(&self) -> Result<(), Flaw> {
        let text = &self.content.text;
        if line::is_word(text) { Ok(()) } else { Err(Flaw::NotWord(text.escape_debug().to_string())) }
    }

    /// Writes the content in another form, as one value. If nothing is left of it, neither is the blank before it at the
    /// end of a line.
    fn put_all(&mut self, after: &str, form: impl FnOnce(&str) -> String) {
        let start = self.out.len();
        self.out.push_str(&form(&self.content.text));
        if self.out.len() == start {
            if Next::of(after) == Next::End {
                self.out.truncate(self.out.trim_end_matches(' ').len());
            }
        } else if let Some(origin) = self.content.origin() {
            self.map.push(start..self.out.len(), None, origin);
        }
    }

    /// Writes the content's lines, each indented like the first one, which the template has indented already.
    fn block(&mut self) {
        let start = self.out.len();
        let indent = start - self.out.rfind('\n').map_or(0, |end| end + 1);
        for (number, line) in self.content.text.lines().enumerate() {
            if number > 0 {
                self.out.push('\n');
                self.out.extend(std::iter::repeat_n(' ', indent));
            }
            self.out.push_str(line);
        }
        if let Some(origin) = self.content.origin() {
            self.map.push(start..self.out.len(), None, origin);
        }
    }

    /// Writes the content as a scalar of that style, and every value in it on the map.
    fn scalar(&mut self, style: Style) {
        let start = self.out.len();
        let mut pen = Pen::new(&mut self.out, style);
        let text = self.content.text.as_str();
        if self.content.values.is_empty() || self.content.is_one_value() {
            pen.put(text);
            let end = pen.end();
            if let Some(value) = self.content.values.pop() {
                self.map.push(start..end, None, value.origin);
            }
            return;
        }
        // Piece by piece, so that each value is found again in what quotes, escapes and indentation make of it.
        let mut cuts: Vec<usize> =
            self.content.values.iter().flat_map(|value| [value.range.start, value.range.end]).collect();
        cuts.push(0);
        cuts.sort_unstable();
        cuts.dedup();
        let ends = cuts.iter().skip(1).copied().chain([text.len()]);
        let placed: Vec<usize> =
            cuts.iter().zip(ends).map(|(&from, to)| pen.put(text.get(from..to).unwrap_or_default())).collect();
        let end = pen.end();
        let place = |cut: usize| {
            cuts.binary_search(&cut).ok().and_then(|index| placed.get(index)).map_or(end, |&at| at.min(end))
        };
        let whole = self.content.origin().map(|origin| self.map.push(start..end, None, origin));
        let first = whole.map_or(0, |whole| whole + 1);
        for value in self.content.values.drain(..) {
            let parent = value.parent.map(|parent| first + parent).or(whole);
            self.map.push(place(value.range.start)..place(value.range.end), parent, value.origin);
        }
    }
}

/// How much room a scalar has between what is before it and what is behind, and whether it is a key.
#[expect(clippy::match_same_arms, reason = "the arms go from what is never allowed to what is left")]
fn room(place: Place, next: Next) -> Result<(Room, bool), Flaw> {
    match (place, next) {
        (Place::Comment, _) => Err(Flaw::InComment),
        (Place::Quotes, _) => Err(Flaw::Quoted),
        (Place::Middle, _) | (_, Next::More) => Err(Flaw::NotWhole),
        (Place::Behind(_) | Place::Flow { key: true }, Next::Colon) => Err(Flaw::NotWhole),
        (_, Next::Colon) => Ok((Room::Tight, true)),
        (Place::Flow { .. }, _) => Ok((Room::Tight, false)),
        (_, Next::Close) => Err(Flaw::NotWhole),
        (Place::Alone, _) => Err(Flaw::Alone),
        (Place::Item(column) | Place::Behind(column), Next::End) => Ok((Room::Block(column + 2), false)),
        (Place::Item(_) | Place::Behind(_), Next::Comment) => Ok((Room::Line, false)),
    }
}
