//! A TOML text as its author laid it out: every comment and every empty line, in the order of the text.
//!
//! Keys and values are what the parser below the `toml` crate reads; what they mean is no question here.

mod read;
mod said;

pub use said::{Said, said};

use std::borrow::Cow;
use toml_parser::decoder::Encoding;
use unicode_width::UnicodeWidthStr;

/// A whole text.
#[derive(Debug)]
pub struct Text<'t> {
    /// Whether it begins with a byte order mark.
    pub mark: bool,
    /// Its lines. A value over several lines counts as one.
    pub lines: Vec<Line<'t>>,
}

/// A line of a text, or of an array or inline table that is written over several.
#[derive(Debug)]
pub enum Line<'t> {
    /// Nothing.
    Blank,
    /// A comment alone.
    Comment(Comment<'t>),
    /// `[path]`, or `[[path]]`.
    Header {
        /// Whether it begins an item of an array of tables.
        array: bool,
        /// The keys of the path.
        path: Vec<Scalar<'t>>,
        /// The comment behind it.
        comment: Option<Comment<'t>>,
    },
    /// `path = value`; in an array the value alone, with an empty path.
    Item {
        /// The keys of the path.
        path: Vec<Scalar<'t>>,
        /// The value.
        value: Value<'t>,
        /// The comment behind it.
        comment: Option<Comment<'t>>,
    },
}

/// A comment, with its `#`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment<'t> {
    /// Its text, without blanks at its end.
    pub text: &'t str,
    /// Whether it stands alone, right below the comment of the line above: as one that goes on.
    pub goes_on: bool,
}

/// A value.
#[derive(Debug)]
pub enum Value<'t> {
    /// One value.
    Scalar(Scalar<'t>),
    /// An array or an inline table.
    List(List<'t>),
}

/// A key or a single value, as written.
#[derive(Debug, Clone, Copy)]
pub struct Scalar<'t> {
    raw: &'t str,
    quotes: Option<Encoding>,
}

/// An array or an inline table.
#[derive(Debug)]
pub struct List<'t> {
    /// Whether it is an inline table.
    pub table: bool,
    /// Whether its author goes to a new line behind the bracket that opens it.
    pub broken: bool,
    /// The comment behind that bracket.
    pub comment: Option<Comment<'t>>,
    /// What is in it.
    pub lines: Vec<Line<'t>>,
}

impl<'t> Scalar<'t> {
    /// As it should be written: in double quotes rather than single ones where that needs no escapes.
    pub fn text(&self) -> Cow<'t, str> {
        let inner = self.raw.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        match (self.quotes, inner) {
            (Some(Encoding::LiteralString), Some(inner)) if !inner.contains(['"', '\\']) => {
                Cow::Owned(format!("\"{inner}\""))
            }
            _ => Cow::Borrowed(self.raw),
        }
    }
}

/// How many columns a text takes; of several lines the last.
pub fn columns(text: &str) -> usize {
    text.rsplit('\n').next().unwrap_or_default().width()
}
