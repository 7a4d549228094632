//! What a text says whatever its layout: keys, values and comments in their order.

use super::read::events;
use std::borrow::Cow;
use toml_parser::decoder::ScalarKind;
use toml_parser::parser::EventKind;
use toml_parser::{ParseError, Raw};

/// What a text says: equal for two texts that differ in blanks, line breaks, kinds of quotes, and commas behind last items.
#[derive(Debug, PartialEq, Eq)]
pub struct Said<'t>(Vec<Part<'t>>);

#[derive(Debug, PartialEq, Eq)]
enum Part<'t> {
    /// A bracket that opens or closes, or `=`.
    Sign(EventKind),
    /// A key.
    Key(Cow<'t, str>),
    /// A text, unquoted.
    Text(Cow<'t, str>),
    /// Any other value, as it is written.
    Bare(&'t str),
    /// A comment, without blanks at its end.
    Comment(&'t str),
}

/// What a text says; nothing if it is no TOML.
pub fn said(text: &str) -> Option<Said<'_>> {
    let mut parts = Vec::new();
    let mut wrong: Option<ParseError> = None;
    for event in events(text)? {
        let raw = text.get(event.span().start()..event.span().end())?;
        let unread = Raw::new_unchecked(raw, event.encoding(), event.span());
        let mut decoded = Cow::Borrowed("");
        parts.push(match event.kind() {
            EventKind::Whitespace | EventKind::Newline | EventKind::ValueSep | EventKind::KeySep => continue,
            EventKind::Comment => Part::Comment(raw.trim_end_matches([' ', '\t'])),
            EventKind::SimpleKey => {
                unread.decode_key(&mut decoded, &mut wrong);
                Part::Key(decoded)
            }
            EventKind::Scalar => match unread.decode_scalar(&mut decoded, &mut wrong) {
                ScalarKind::String => Part::Text(decoded),
                _ => Part::Bare(raw),
            },
            sign => Part::Sign(sign),
        });
    }
    wrong.is_none().then_some(Said(parts))
}
