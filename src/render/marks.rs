//! The marks that values carry through a template. They are Unicode noncharacters, which no text may hold: the spec
//! reader refuses them, and the engine refuses a context that has them.
//!
//! A value's place is written in noncharacters too, digit by digit, so that no `replace` or `upper` can reach it.

use crate::diag::Span;
use crate::model::{How, Origin};
use std::ops::Range;

/// Opens what the engine lays out as one piece: its [`Kind`], its text, [`END`].
pub(super) const FRAME: char = '\u{FDE0}';
/// Closes a frame.
pub(super) const END: char = '\u{FDE1}';
/// Opens a traced value: its origin, [`TEXT`], its text, [`CLOSE`].
const OPEN: char = '\u{FDE2}';
/// Stands between the numbers of an origin.
const COMMA: char = '\u{FDE3}';
/// Stands between an origin and the text.
const TEXT: char = '\u{FDE4}';
/// Closes a traced value.
const CLOSE: char = '\u{FDE5}';
/// The text of a value that is not there.
pub(super) const NOTHING: char = '\u{FDE6}';

/// The digits in which numbers are written between marks.
const DIGITS: [char; 16] = [
    '\u{FDD0}', '\u{FDD1}', '\u{FDD2}', '\u{FDD3}', '\u{FDD4}', '\u{FDD5}', '\u{FDD6}', '\u{FDD7}', '\u{FDD8}',
    '\u{FDD9}', '\u{FDDA}', '\u{FDDB}', '\u{FDDC}', '\u{FDDD}', '\u{FDDE}', '\u{FDDF}',
];

/// The first of the digits.
const FIRST: u32 = 0xFDD0;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string.
    Text,
    /// A number, `true`, `false` or `null`.
    Bare,
    /// Text for a comment.
    Comment,
    /// Text that may stand inside other text because it is a single harmless word.
    Word,
    /// Text for a code span.
    Code,
    /// A language, a newline, and the lines of a code block.
    Fenced,
    /// Text that is written as it is.
    Verbatim,
    /// Running text of our own in which backticks stand around names.
    Prose,
    /// Lines of YAML.
    Block,
}

const KINDS: [Kind; 9] = [
    Kind::Text,
    Kind::Bare,
    Kind::Comment,
    Kind::Word,
    Kind::Code,
    Kind::Fenced,
    Kind::Verbatim,
    Kind::Prose,
    Kind::Block,
];

impl Kind {
    /// The character that stands for it behind [`FRAME`].
    pub(super) fn mark(self) -> char {
        DIGITS.get(self as usize).copied().unwrap_or(NOTHING)
    }

    /// The kind that a frame's first character stands for.
    pub(super) fn of(mark: char) -> Option<Kind> {
        KINDS.get(u32::from(mark).checked_sub(FIRST)? as usize).copied()
    }
}

/// Whether a character is one of those reserved for marks.
pub(super) const fn is_mark(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}')
}

/// Whether a text holds any.
pub(super) fn holds_mark(text: &str) -> bool {
    // Nearly every text is ASCII here, and noncharacters begin with this byte.
    text.as_bytes().contains(&0xEF) && text.contains(is_mark)
}

/// Writes the opening of a value of this origin; [`close`] follows the text.
pub(super) fn open(out: &mut String, origin: &Origin) {
    out.push(OPEN);
    number(out, origin.how() as u32);
    for span in origin.spans() {
        out.push(COMMA);
        number(out, span.start());
        out.push(COMMA);
        number(out, span.len());
    }
    out.push(TEXT);
}

/// The end of a value.
pub(super) const fn close() -> char {
    CLOSE
}

fn number(out: &mut String, number: u32) {
    let digits = (u32::BITS - number.leading_zeros()).div_ceil(4).max(1);
    for place in (0..digits).rev() {
        let digit = (number >> (place * 4)) & 0xF;
        out.extend(DIGITS.get(digit as usize));
    }
}

/// The number at the start of a text of marks, and what follows its last digit.
fn read_number(text: &str) -> Option<(u32, &str)> {
    let mut rest = text.as_bytes();
    let mut sum = 0_u32;
    // U+FDD0 to U+FDDF.
    while let [0xEF, 0xB7, last @ 0x90..=0x9F, behind @ ..] = rest {
        sum = sum.checked_mul(16)?.checked_add(u32::from(last & 0xF))?;
        rest = behind;
    }
    let read = text.len() - rest.len();
    if read > 0 { Some((sum, text.get(read..)?)) } else { None }
}

fn read_span(text: &str) -> Option<(Span, &str)> {
    let (start, rest) = read_number(text.strip_prefix(COMMA)?)?;
    let (len, rest) = read_number(rest.strip_prefix(COMMA)?)?;
    Some((Span::new(start, start.checked_add(len)?), rest))
}

/// The origin at the start of a text, and what follows it.
fn read_origin(text: &str) -> Option<(Origin, &str)> {
    let (how, rest) = read_number(text)?;
    let (first, mut rest) = read_span(rest)?;
    let mut others = Vec::new();
    while rest.starts_with(COMMA) {
        let (other, behind) = read_span(rest)?;
        others.push(other);
        rest = behind;
    }
    let origin = match how {
        how if how == How::Written as u32 => Origin::written(first),
        how if how == How::Default as u32 => Origin::default(first),
        _ => Origin::computed(first, others),
    };
    Some((origin, rest.strip_prefix(TEXT)?))
}

/// What a frame holds, without its marks: the text, and which parts of it come from where. Kept and filled again and
/// again, as a text has very many.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// The text.
    pub(super) text: String,
    /// The traced values in it, by start, outer ones before those within them.
    pub(super) values: Vec<Traced>,
    open: Vec<usize>,
}

/// A traced value in a [`Content`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Traced {
    /// The bytes of the text that it made.
    pub(super) range: Range<usize>,
    /// Which one it is part of.
    pub(super) parent: Option<usize>,
    /// Where it comes from.
    pub(super) origin: Origin,
}

/// Why a content cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// A filter or a slice cut the marks.
    Torn,
    /// A frame in a frame: text that was laid out already is used as a value.
    LaidOut,
    /// It was made of a value that is not there.
    Nothing,
}

impl Content {
    /// Takes a marked text apart.
    pub(super) fn read(&mut self, marked: &str) -> Result<(), Unreadable> {
        self.text.clear();
        self.values.clear();
        self.open.clear();
        let mut rest = marked;
        while let Some((before, mark, after)) = split_at_mark(rest) {
            self.text.push_str(before);
            rest = match mark {
                OPEN => self.opened(after)?,
                CLOSE => {
                    let value = self.open.pop().and_then(|index| self.values.get_mut(index));
                    value.ok_or(Unreadable::Torn)?.range.end = self.text.len();
                    after
                }
                NOTHING => return Err(Unreadable::Nothing),
                FRAME | END => return Err(Unreadable::LaidOut),
                _ => return Err(Unreadable::Torn),
            };
        }
        self.text.push_str(rest);
        if self.open.is_empty() { Ok(()) } else { Err(Unreadable::Torn) }
    }

    /// Where the whole comes from: from its one value, or from all of them.
    pub(super) fn origin(&self) -> Option<Origin> {
        let mut tops = self.values.iter().filter(|value| value.parent.is_none()).map(|value| &value.origin);
        let first = tops.next()?.clone();
        Some(tops.fold(first, |all, origin| all.and(origin)))
    }

    /// Whether it is one traced value and nothing else.
    pub(super) fn is_one_value(&self) -> bool {
        matches!(self.values.as_slice(), [value] if value.range == (0..self.text.len()))
    }

    fn opened<'t>(&mut self, after: &'t str) -> Result<&'t str, Unreadable> {
        let (origin, rest) = read_origin(after).ok_or(Unreadable::Torn)?;
        let start = self.text.len();
        self.values.push(Traced { range: start..start, parent: self.open.last().copied(), origin });
        self.open.push(self.values.len() - 1);
        Ok(rest)
    }
}

fn split_at_mark(text: &str) -> Option<(&str, char, &str)> {
    // Noncharacters begin with this byte, and little else does.
    let mut candidates = text.bytes().enumerate().filter(|&(_, byte)| byte == 0xEF);
    candidates.find_map(|(at, _)| {
        let (before, rest) = text.split_at_checked(at)?;
        let mark = rest.chars().next().filter(|c| is_mark(*c))?;
        Some((before, mark, rest.strip_prefix(mark)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, origin: &Origin) -> String {
        let mut out = String::new();
        open(&mut out, origin);
        out.push_str(text);
        out.push(close());
        out
    }

    #[test]
    fn every_origin_comes_back() {
        let span = Span::new;
        let origins = [
            Origin::written(span(0, 0)),
            Origin::written(span(15, 16)),
            Origin::written(span(u32::MAX, u32::MAX)),
            Origin::default(span(0, u32::MAX)),
            Origin::computed(span(1, 300), []),
            Origin::computed(span(1, 2), [span(4096, 5000), span(7, 8)]),
        ];
        for origin in origins {
            let mut content = Content::default();
            content.read(&marked("x", &origin)).unwrap();
            assert!(content.is_one_value());
            assert_eq!(content.origin(), Some(origin));
        }
    }

    #[test]
    fn values_nest_and_stand_side_by_side() {
        let (a, b) = (Origin::written(Span::new(1, 2)), Origin::default(Span::new(8, 9)));
        let inner = format!("é{}!", marked("in", &b));
        let mut content = Content::default();
        content.read(&format!("<{}{}>", marked(&inner, &a), marked("", &b))).unwrap();
        assert_eq!(content.text, "<éin!>");
        let values: Vec<_> = content.values.iter().map(|value| (value.range.clone(), value.parent)).collect();
        assert_eq!(values, [(1..6, None), (3..5, Some(0)), (6..6, None)]);
        assert_eq!(content.origin(), Some(Origin::computed(Span::new(1, 2), [Span::new(8, 9)])));
    }

    #[test]
    fn what_was_cut_is_not_read() {
        let whole = marked("abc", &Origin::computed(Span::new(1, 2), [Span::new(4, 5)]));
        let mut content = Content::default();
        for cut in 1..whole.chars().count() {
            let head: String = whole.chars().take(cut).collect();
            let tail: String = whole.chars().skip(cut).collect();
            assert_eq!(content.read(&head), Err(Unreadable::Torn), "{cut}");
            assert_eq!(content.read(&tail), Err(Unreadable::Torn), "{cut}");
        }
        assert_eq!(content.read(&format!("a{NOTHING}")), Err(Unreadable::Nothing));
        assert_eq!(content.read(&format!("a{FRAME}{}b{END}", Kind::Text.mark())), Err(Unreadable::LaidOut));
    }
}
