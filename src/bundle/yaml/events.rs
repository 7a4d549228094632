//! The full reader: `granit-parser` gives the events, everything that is refused is collected with its place.

use super::super::scalar::Scalar;
use super::arena::{Arena, Kind, Style};
use super::{expand, fault};
use crate::diag::{Diagnostic, Span};
use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StructureStyle, Tag, options};
use std::ops::Range;

/// Reads a document into the arena and gives the number of its root. What is wrong goes into `faults`. After a syntax error there
/// is no root, and the arena holds leftovers. A text that the cut did not separate (at a lone carriage return) has several roots.
pub(super) fn read(text: &str, place: Span, arena: &mut Arena, faults: &mut Vec<Diagnostic>) -> Option<Vec<u32>> {
    if !check_characters(text, place, faults) {
        return None;
    }
    let first = arena.upcoming();
    let mut build = Build {
        text,
        place,
        arena,
        faults,
        open: Vec::new(),
        roots: Vec::new(),
        anchors: Vec::new(),
        tags: Vec::new(),
        odd: None,
        broken: false,
    };
    for event in Parser::new_from_str_with_options(text, as_kubectl_does()) {
        match event {
            Ok((event, span)) => build.event(event, span),
            Err(error) => {
                build.stopped(&error);
                return None;
            }
        }
    }
    let is_compose = build.is_compose();
    build.report_tags(is_compose, build.is_object());
    if !is_compose {
        build.write_out(first);
    }
    Some(build.roots)
}

fn as_kubectl_does() -> Options {
    options! {
        // Unknown aliases and names of anchors: to report each, not just the first.
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        // As libyaml and go-yaml: no line feed is added where the text ends without one.
        block_scalar_eof_without_line_feed: true,
    }
}

/// Points at what may not stand in YAML at all (YAML 1.2.2, production 1 `c-printable`), and at what kubectl reads otherwise.
fn check_characters(text: &str, place: Span, faults: &mut Vec<Diagnostic>) -> bool {
    let mut readable = true;
    for (at, char) in text.char_indices() {
        let here = || place.part(at..at + char.len_utf8());
        match char {
            '\t' | '\n' | '\r' | ' '..='~' => {}
            '\u{85}' | '\u{2028}' | '\u{2029}' => faults.push(fault::line_break(char, here())),
            '\0'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' if readable => {
                readable = false;
                faults.push(fault::control(char, here()));
            }
            _ => {}
        }
    }
    readable
}

struct Build<'a, 't> {
    text: &'t str,
    place: Span,
    arena: &'a mut Arena,
    faults: &'a mut Vec<Diagnostic>,
    open: Vec<u32>,
    roots: Vec<u32>,
    anchors: Vec<Anchor>,
    /// Tags, and whether Compose knows each of them.
    tags: Vec<(Diagnostic, bool)>,
    /// The first alias or merge key.
    odd: Option<Span>,
    /// Some alias or merge key stands for nothing.
    broken: bool,
}

struct Anchor {
    number: usize,
    /// What bears its name.
    node: Option<u32>,
}

impl<'t> Build<'_, 't> {
    fn event(&mut self, event: Event<'t>, span: granit_parser::Span) {
        let range = span.byte_range().unwrap_or_default();
        let tag_range = span.tag_span().and_then(|span| span.byte_range()).unwrap_or(range.clone());
        match event {
            Event::Scalar(text, style, _, tag) => {
                let declared = self.tag(tag.as_deref(), &tag_range, "str");
                self.scalar(&text, style, range, declared);
            }
            Event::MappingStart(style, _, tag) => {
                self.tag(tag.as_deref(), &tag_range, "map");
                self.open(Kind::Map, style, range.start);
            }
            Event::SequenceStart(style, _, tag) => {
                self.tag(tag.as_deref(), &tag_range, "seq");
                self.open(Kind::Seq, style, range.start);
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(range.end),
            // It comes right behind the node that bears it.
            Event::Anchor(number, _) => {
                let node = self.arena.upcoming().checked_sub(1);
                self.anchors.push(Anchor { number, node });
            }
            Event::Alias(number) => self.alias(number, range),
            Event::UnresolvedAlias(name) => {
                self.broken = true;
                self.faults.push(fault::unknown_alias(&name, self.place.part(range.clone())));
                self.note_root();
                self.arena.scalar(range, Style::Alias);
            }
            _ => {}
        }
    }

    fn anchor(&self, number: usize) -> Option<&Anchor> {
        // The numbers grow.
        let at = self.anchors.binary_search_by_key(&number, |anchor| anchor.number).ok()?;
        self.anchors.get(at)
    }

    fn alias(&mut self, number: usize, range: Range<usize>) {
        let place = self.place.part(range.clone());
        self.odd = self.odd.or(Some(place));
        let target = self.anchor(number).and_then(|anchor| anchor.node);
        let endless = target.is_some_and(|target| self.open.contains(&target));
        if endless {
            self.broken = true;
            self.faults.push(fault::endless_alias(place));
        }
        self.note_root();
        self.arena.alias(range, target.filter(|_| !endless));
    }

    /// Whether it is for Compose, which takes anchors and merge keys.
    fn is_compose(&self) -> bool {
        let has = |root: u32, name: &str| self.arena.keys(root).any(|key| self.arena.text(key, self.text) == name);
        let map = |root: &u32| self.arena.cell(*root).kind == Kind::Map;
        self.roots
            .iter()
            .filter(|root| map(root))
            .any(|&root| has(root, "services") && !has(root, "apiVersion") && !has(root, "kind"))
    }

    /// Whether it is for Kubernetes.
    fn is_object(&self) -> bool {
        let has = |root: u32, name: &str| self.arena.keys(root).any(|key| self.arena.text(key, self.text) == name);
        let map = |root: &u32| self.arena.cell(*root).kind == Kind::Map;
        self.roots.iter().filter(|root| map(root)).any(|&root| has(root, "apiVersion") || has(root, "kind"))
    }

    /// Whether a value can be merged into a map: a map, or a list of maps, an alias for one being as good.
    fn merges(&self, value: u32) -> bool {
        let followed = |number: u32| self.arena.target(number).unwrap_or(number);
        let value = followed(value);
        match self.arena.cell(value).kind {
            Kind::Map => true,
            Kind::Seq => self.arena.items(value).all(|item| self.arena.cell(followed(item)).kind == Kind::Map),
            Kind::Scalar => false,
        }
    }

    /// What comes next is a root if nothing is open.
    fn note_root(&mut self) {
        if self.open.is_empty() {
            self.roots.push(self.arena.upcoming());
        }
    }

    fn open(&mut self, kind: Kind, style: StructureStyle, start: usize) {
        self.note_root();
        let style = match style {
            StructureStyle::Block => Style::Block,
            StructureStyle::Flow => Style::Flow,
        };
        // A list at the column of its key is placed at its first item by the parser.
        let beside_key = (kind, style) == (Kind::Seq, Style::Block) && matches!(self.parent(), Some((Kind::Map, _)));
        let start = if beside_key { self.dash(start).unwrap_or(start) } else { start };
        let number = self.arena.open(kind, style, start);
        self.open.push(number);
    }

    /// The first dash between what was completed last and `until`, where an item of a block list begins.
    fn dash(&self, until: usize) -> Option<usize> {
        let mut at = self.arena.reached();
        for line in self.text.get(at..until)?.split_inclusive('\n') {
            let content = line.trim_start();
            if content.starts_with('-') {
                return Some(at + line.len() - content.len());
            }
            at += line.len();
        }
        None
    }

    /// What is open and innermost.
    fn parent(&self) -> Option<(Kind, Style)> {
        let cell = self.arena.cell(*self.open.last()?);
        Some((cell.kind, cell.style))
    }

    fn close(&mut self, end: usize) {
        let Some(number) = self.open.pop() else { return };
        let cell = self.arena.cell(number);
        self.arena.close(number, (cell.style == Style::Flow).then_some(end));
        if cell.kind == Kind::Map {
            self.check_keys(number);
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, range: Range<usize>, tagged: bool) {
        self.note_root();
        let (style, range) = match style {
            ScalarStyle::Plain if range.is_empty() && !tagged => {
                let place = self.nothing_at(range.start);
                return self.arena.scalar(place..place, Style::Plain);
            }
            ScalarStyle::Plain => (if tagged { Style::Tagged } else { Style::Plain }, range),
            ScalarStyle::SingleQuoted => (Style::Single, range),
            ScalarStyle::DoubleQuoted => (Style::Double, range),
            ScalarStyle::Literal => (Style::Literal, self.without_end(range)),
            ScalarStyle::Folded => (Style::Folded, self.without_end(range)),
        };
        let quotes = usize::from(matches!(style, Style::Single | Style::Double));
        if self.text.get(range.start + quotes..range.end.saturating_sub(quotes)) == Some(text) {
            self.arena.scalar(range, style);
        } else {
            self.arena.owned_scalar(range, style, text);
        }
    }

    /// The place of a value that is not written, behind its colon or dash; the parser places some behind a comment.
    fn nothing_at(&self, at: usize) -> usize {
        if self.parent() == Some((Kind::Seq, Style::Block)) {
            return self.dash(at).map_or(at, |dash| dash + 1);
        }
        let rest = self.text.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start_matches([' ', '\t']);
        if trimmed.starts_with(':') { at + rest.len() - trimmed.len() + 1 } else { at }
    }

    fn without_end(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        range.start..range.start + text.trim_end_matches([' ', '\t', '\r', '\n']).len()
    }

    /// Whether a node bears the tag that says what it is anyway; any other is refused.
    fn tag(&mut self, tag: Option<&Tag>, range: &Range<usize>, fitting: &str) -> bool {
        let Some(tag) = tag else { return false };
        let fits = tag.is_yaml_core_schema_tag(fitting);
        if !fits {
            let written = self.text.get(range.clone()).unwrap_or_default();
            let known_to_compose = matches!(written, "!reset" | "!override");
            self.tags.push((fault::tag(written, self.place.part(range.clone())), known_to_compose));
        }
        fits
    }

    /// Keys must be text, each must be there once, and what one merges must be a mapping.
    fn check_keys(&mut self, map: u32) {
        if self.text.get(self.arena.cell(map).start as usize..).is_some_and(|text| text.starts_with("{{")) {
            let cell = self.arena.cell(map);
            return self.faults.push(fault::template(self.place.part(cell.start as usize..cell.end as usize)));
        }
        let mut named: Vec<(String, u32)> = Vec::new();
        for key in self.arena.keys(map) {
            let cell = self.arena.cell(key);
            let place = self.span(key);
            let text = self.arena.text(key, self.text);
            let bare = cell.style == Style::Plain;
            match cell.kind {
                Kind::Map => self.faults.push(fault::key("a mapping", place)),
                Kind::Seq => self.faults.push(fault::key("a list", place)),
                Kind::Scalar if cell.style == Style::Alias => {}
                Kind::Scalar if bare && text == "<<" => {
                    self.odd = self.odd.or(Some(place));
                    if !self.merges(self.arena.after(key)) {
                        self.broken = true;
                        self.faults.push(fault::merge_key(place));
                    }
                }
                Kind::Scalar if bare && Scalar::of_plain(text) == Scalar::Null => {
                    self.faults.push(fault::key("nothing", place));
                }
                Kind::Scalar => named.push((Scalar::name_of(text, bare).into_owned(), key)),
            }
        }
        // Stable, so that of two equal names the first stands first.
        named.sort_by(|a, b| a.0.cmp(&b.0));
        for same in named.chunk_by(|a, b| a.0 == b.0) {
            let Some(((name, first), again)) = same.split_first() else { continue };
            for (_, again) in again {
                self.faults.push(fault::duplicate_key(name, self.span(*first), self.span(*again)));
            }
        }
    }

    fn span(&self, number: u32) -> Span {
        let cell = self.arena.cell(number);
        self.place.part(cell.start as usize..cell.end as usize)
    }

    /// Tags mean something to other programs: only what is for Kubernetes or Compose is told of them.
    fn report_tags(&mut self, is_compose: bool, is_object: bool) {
        let meant = self.tags.drain(..).filter(|(_, of_compose)| is_object || (is_compose && !of_compose));
        self.faults.extend(meant.map(|(fault, _)| fault));
    }

    /// Puts what they stand for into the place of aliases and merge keys.
    fn write_out(&mut self, first: u32) {
        let Some(odd) = self.odd.filter(|_| !self.broken) else { return };
        let written = self.arena.upcoming().saturating_sub(first) as usize;
        for root in &mut self.roots {
            let mark = self.arena.mark();
            let Ok(new) = expand::expand(self.arena, self.text, *root, written) else {
                self.arena.rewind(mark);
                return self.faults.push(fault::too_many_aliases(odd));
            };
            *root = new;
        }
        // Other files are other programs' business.
        if self.text.contains("strimzi.io/") {
            self.faults.push(fault::followed(odd));
        }
    }

    /// Says why reading stopped. What was found before stays true.
    fn stopped(&mut self, error: &ScanError) {
        let begins = |name: &str| self.text.lines().any(|line| line.starts_with(name));
        let is_object = begins("apiVersion:") || begins("kind:");
        self.report_tags(begins("services:") && !is_object, is_object);
        let at = error.marker().byte_offset().unwrap_or_default().min(self.text.len());
        if let Some(range) = self.template_near(at) {
            return self.faults.push(fault::template(self.place.part(range)));
        }
        if let Some(tab) = self.tab_before(at) {
            return self.faults.push(fault::tab(self.place.part(tab..tab + 1)));
        }
        let len = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.faults.push(fault::syntax(error, self.place.part(at..at + len)));
    }

    /// A tab in the indentation of the line where reading stopped. The parser rarely says that this is the reason.
    fn tab_before(&self, at: usize) -> Option<usize> {
        let start = self.text.get(..at)?.rfind('\n').map_or(0, |found| found + 1);
        let line = self.text.get(start..)?;
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(..indentation)?.find('\t').map(|tab| start + tab)
    }

    /// A template's brackets on the line where reading stopped, or on the last written one before it.
    fn template_near(&self, at: usize) -> Option<Range<usize>> {
        let here = self.text.get(..at)?.rfind('\n').map_or(0, |found| found + 1);
        let before = self.text.get(..here)?.trim_end().rfind('\n').map_or(0, |found| found + 1);
        [here, before].into_iter().find_map(|start| {
            let line = self.text.get(start..)?.lines().next()?;
            let opening = line.find("{{").or_else(|| line.find("{%"))?;
            let opened = line.get(opening..)?;
            let len = opened.rfind("}}").or_else(|| opened.rfind("%}")).map_or(opened.len(), |found| found + 2);
            Some(start + opening..start + opening + len)
        })
    }
}
