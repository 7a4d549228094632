//! From the parser's events to lines.

use super::{Comment, Line, List, Scalar, Text, Value, columns};
use toml_parser::parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ParseError, Source, Span};

/// How deep arrays and inline tables may nest: the `toml` crate's own limit.
const DEPTH: u32 = 80;

/// The events of a text; nothing if its parts do not follow one another as in TOML. Whether each part is right, and whether a
/// key is written twice, is not seen here.
pub(super) fn events(text: &str) -> Option<Vec<Event>> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let (mut events, mut errors) = (Vec::<Event>::new(), Vec::<ParseError>::new());
    let mut checked = ValidateWhitespace::new(&mut events, source);
    parse_document(&tokens, &mut RecursionGuard::new(&mut checked, DEPTH), &mut errors);
    errors.is_empty().then_some(events)
}

impl<'t> Text<'t> {
    /// Reads a text; nothing if it is no TOML. That a key or value is itself no TOML is seen by [`said`](super::said) alone.
    pub fn read(text: &'t str) -> Option<Self> {
        let mut reader = Reader { text, events: events(text)?.into_iter(), fresh: true, comments: Columns::default() };
        Some(Text { mark: text.starts_with('\u{FEFF}'), lines: reader.lines(None)?.lines })
    }
}

struct Reader<'t> {
    text: &'t str,
    events: std::vec::IntoIter<Event>,
    /// Whether nothing was seen on this line yet.
    fresh: bool,
    comments: Columns,
}

/// The columns of the comments that the next may go on from.
#[derive(Default)]
struct Columns {
    above: Option<usize>,
    here: Option<usize>,
}

impl<'t> Reader<'t> {
    /// The lines up to the event that closes the list, or to the end of the text.
    fn lines(&mut self, close: Option<EventKind>) -> Option<List<'t>> {
        let table = close == Some(EventKind::InlineTableClose);
        let mut list = List { table, broken: false, comment: None, lines: Vec::new() };
        let (mut at_bracket, mut line_is_empty) = (close.is_some(), close.is_none());
        while let Some(event) = self.events.next() {
            match event.kind() {
                kind if Some(kind) == close => {
                    self.fresh = false;
                    return Some(list);
                }
                EventKind::Newline => {
                    self.newline();
                    list.broken |= at_bracket;
                    if line_is_empty {
                        list.lines.push(Line::Blank);
                    }
                    (at_bracket, line_is_empty) = (false, true);
                    continue;
                }
                EventKind::Comment => {
                    let comment = self.comment(event.span())?;
                    place(comment, at_bracket, line_is_empty, &mut list);
                }
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    let array = event.kind() == EventKind::ArrayTableOpen;
                    let path = self.keys(Vec::new())?;
                    list.lines.push(Line::Header { array, path, comment: None });
                    at_bracket = false;
                }
                EventKind::SimpleKey => {
                    let path = self.keys(vec![self.scalar(&event)?])?;
                    let value = self.next_value()?;
                    list.lines.push(Line::Item { path, value, comment: None });
                    at_bracket = false;
                }
                EventKind::Scalar | EventKind::ArrayOpen | EventKind::InlineTableOpen => {
                    let value = self.value(&event)?;
                    list.lines.push(Line::Item { path: Vec::new(), value, comment: None });
                    at_bracket = false;
                }
                EventKind::Whitespace => continue,
                EventKind::ValueSep => {}
                _ => return None,
            }
            line_is_empty = false;
            self.fresh = false;
        }
        close.is_none().then_some(list)
    }

    /// The keys of a path up to what ends it: `=` or the bracket of a header.
    fn keys(&mut self, mut path: Vec<Scalar<'t>>) -> Option<Vec<Scalar<'t>>> {
        loop {
            let event = self.events.next()?;
            match event.kind() {
                EventKind::SimpleKey => path.push(self.scalar(&event)?),
                EventKind::KeySep | EventKind::Whitespace => {}
                EventKind::KeyValSep | EventKind::StdTableClose | EventKind::ArrayTableClose => return Some(path),
                _ => return None,
            }
        }
    }

    fn next_value(&mut self) -> Option<Value<'t>> {
        loop {
            let event = self.events.next()?;
            if event.kind() != EventKind::Whitespace {
                return self.value(&event);
            }
        }
    }

    fn value(&mut self, event: &Event) -> Option<Value<'t>> {
        self.fresh = false;
        match event.kind() {
            EventKind::Scalar => self.scalar(event).map(Value::Scalar),
            EventKind::ArrayOpen => self.lines(Some(EventKind::ArrayClose)).map(Value::List),
            EventKind::InlineTableOpen => self.lines(Some(EventKind::InlineTableClose)).map(Value::List),
            _ => None,
        }
    }

    fn scalar(&self, event: &Event) -> Option<Scalar<'t>> {
        Some(Scalar { raw: self.slice(event.span())?, quotes: event.encoding() })
    }

    fn newline(&mut self) {
        self.fresh = true;
        self.comments = Columns { above: self.comments.here, here: None };
    }

    fn comment(&mut self, span: Span) -> Option<Comment<'t>> {
        let before = self.text.get(..span.start())?;
        let column = columns(before);
        let goes_on = self.fresh && column > 0 && self.comments.above == Some(column);
        if goes_on || !self.fresh {
            self.comments.here = Some(column);
        }
        Some(Comment { text: self.slice(span)?.trim_end_matches([' ', '\t']), goes_on })
    }

    fn slice(&self, span: Span) -> Option<&'t str> {
        self.text.get(span.start()..span.end())
    }
}

/// Puts a comment where it belongs: behind the bracket, behind the last item, or on a line of its own.
fn place<'t>(comment: Comment<'t>, at_bracket: bool, line_is_empty: bool, list: &mut List<'t>) {
    let behind = match list.lines.last_mut() {
        _ if line_is_empty => None,
        None if at_bracket => Some(&mut list.comment),
        Some(Line::Item { comment, .. } | Line::Header { comment, .. }) => Some(comment),
        _ => None,
    };
    match behind {
        Some(free @ None) => *free = Some(comment),
        _ => list.lines.push(Line::Comment(comment)),
    }
}
