//! serde's errors in our words, and the sink that they end in.

use super::ids;
use super::repair::Repaired;
use crate::diag::{Diagnostic, Id, Source, Span};
use crate::units::{Misread, Mistake};
use serde::de::{self, Unexpected};
use std::cell::RefCell;
use std::fmt;

/// What went wrong with one value. It ends in the [`Sink`] at the innermost value that failed, once.
#[derive(Debug)]
pub(super) enum Fault {
    /// Already in the sink.
    Reported,
    /// Not yet.
    Fresh {
        /// The kind of mistake.
        id: Id,
        /// What is wrong.
        text: String,
        /// What to write.
        help: Option<String>,
    },
}

/// Collects complaints while serde holds the reins.
pub(super) struct Sink<'s> {
    source: &'s Source,
    repaired: &'s Repaired,
    list: RefCell<Vec<Diagnostic>>,
}

impl<'s> Sink<'s> {
    pub(super) fn new(source: &'s Source, repaired: &'s Repaired) -> Self {
        Sink { source, repaired, list: RefCell::default() }
    }

    /// Files a fault at its place, unless that has happened further in.
    pub(super) fn report(&self, span: Span, fault: Fault) -> Fault {
        if let Fault::Fresh { id, text, help } = fault {
            let diagnostic = Diagnostic::error(id, text).at(span, "");
            self.list.borrow_mut().push(match help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
        }
        Fault::Reported
    }

    /// A byte range of the text that was parsed as a span of the one that was written.
    pub(super) fn at(&self, range: std::ops::Range<usize>) -> Span {
        self.source.at(self.repaired.original(range))
    }

    pub(super) fn into_complaints(self) -> Vec<Diagnostic> {
        self.list.into_inner()
    }
}

impl Fault {
    pub(super) fn new(id: Id, text: impl Into<String>, help: Option<String>) -> Self {
        Fault::Fresh { id, text: text.into(), help }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Reported => out.write_str("reported"),
            Fault::Fresh { text, .. } => out.write_str(text),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        match Misread::from_wire(&message) {
            Some(Misread { mistake, text, help }) => {
                let id = match mistake {
                    Mistake::Form => ids::WRONG_TYPE,
                    Mistake::Unit => ids::UNKNOWN_UNIT,
                    Mistake::Range => ids::OUT_OF_RANGE,
                };
                Fault::new(id, text, Some(help))
            }
            None => Fault::new(ids::WRONG_TYPE, message, None),
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let help = instead(&found, &expected.to_string());
        Fault::new(ids::WRONG_TYPE, format!("expected {}, found {}", wanted(expected), what_is(&found)), help)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Fault::new(
            ids::OUT_OF_RANGE,
            format!("{} is out of range: expected {}", what_is(&found), wanted(expected)),
            None,
        )
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Fault::new(ids::UNKNOWN_VALUE, format!("unknown value `{word}`"), Some(suggest(word, known)))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Fault::new(ids::UNKNOWN_KEY, format!("unknown key `{name}`"), Some(suggest(name, known)))
    }

    fn missing_field(name: &'static str) -> Self {
        Fault::new(ids::MISSING_KEY, format!("`{name}` is missing"), None)
    }
}

/// The known word that was probably meant, or all of them.
pub(super) fn suggest(word: &str, known: &[&str]) -> String {
    match crate::units::nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of: {}", known.join(", ")),
    }
}

/// serde's word for what a type takes, as a person would say it.
fn wanted(expected: &dyn de::Expected) -> String {
    match expected.to_string().as_str() {
        "u8" => "a whole number from 0 to 255".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "u32" => "a whole number from 0 to 4294967295".to_owned(),
        "u64" => "a whole number, 0 or more".to_owned(),
        "i32" | "i64" => "a whole number".to_owned(),
        "a string" => "a text".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a table".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other if takes_text(other) => "a word".to_owned(),
        other => other.to_owned(),
    }
}

/// What to write where the value is right and only its form is not.
fn instead(found: &Unexpected<'_>, expected: &str) -> Option<String> {
    match (found, expected) {
        (Unexpected::Str(text), "a sequence") => Some(format!("write `[{}]`", shortened(text))),
        (Unexpected::Str("yes" | "on" | "True" | "true"), "a boolean") => {
            Some("write `true`, without quotes".to_owned())
        }
        (Unexpected::Str("no" | "off" | "False" | "false"), "a boolean") => {
            Some("write `false`, without quotes".to_owned())
        }
        (Unexpected::Str(text), "u8" | "u16" | "u32" | "u64" | "i64") if text.parse::<u64>().is_ok() => {
            Some(format!("write `{text}`, without quotes"))
        }
        (Unexpected::Float(number), "u8" | "u16" | "u32" | "u64" | "i64") if number.fract() == 0.0 => {
            Some(format!("write `{number}`, without a fraction"))
        }
        (Unexpected::Signed(number), expected) if takes_text(expected) => Some(format!("write `\"{number}\"`")),
        (Unexpected::Float(number), expected) if takes_text(expected) => Some(format!("write `\"{number:?}\"`")),
        (Unexpected::Bool(flag), expected) if takes_text(expected) => Some(format!("write `\"{flag}\"`")),
        (Unexpected::Seq, expected) if takes_text(expected) => {
            Some("write one text in quotes, without brackets".to_owned())
        }
        _ => None,
    }
}

/// Whether the type takes a text, or one word of several.
fn takes_text(expected: &str) -> bool {
    expected == "a string" || expected.starts_with("enum ") || expected.contains("variant")
}

fn what_is(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Str(text) => format!("the text {}", shortened(text)),
        Unexpected::Signed(number) => format!("`{number}`"),
        Unexpected::Unsigned(number) => format!("`{number}`"),
        Unexpected::Float(number) => format!("`{number:?}`"),
        Unexpected::Bool(flag) => format!("`{flag}`"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map | Unexpected::NewtypeStruct | Unexpected::Option => "a table".to_owned(),
        other => other.to_string(),
    }
}

/// A text as it may stand in a message: quoted, and not longer than a line.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}
