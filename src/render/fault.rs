//! What can be wrong with a template or its context. A template is part of the program, so these are the program's errors.

use std::fmt;

/// A text that could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderFault {
    /// The template, by name; where a macro or an included template is at fault, that one if it is known.
    pub template: String,
    /// The line in the template, from 1, where it is known. For what a macro writes it is the line that calls the macro.
    pub line: Option<usize>,
    /// The line of the rendered text up to where it went wrong; may be empty.
    pub text: String,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is wrong with a template or its context.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// The template language's own complaint: syntax, an undefined name, an unknown filter.
    Template(String),
    /// There is no template of that name.
    Unknown,
    /// The context could not be made into values.
    Context(String),
    /// A string in the context holds one of the characters that are kept for marks; the string, escaped.
    Reserved(String),
    /// A list, a map or something else that is no scalar stands where a scalar is written; what it is.
    NotScalar(String),
    /// A value that is not there, or not a number, is to be written.
    Nothing,
    /// A filter or a slice cut through the marks of a value.
    Torn,
    /// A text that was laid out already is used as a value.
    LaidOut,
    /// The value is only part of a scalar.
    NotWhole,
    /// The value stands inside quotes that the template wrote.
    Quoted,
    /// The value stands alone on its line.
    Alone,
    /// The value stands in a comment without `comment`.
    InComment,
    /// `comment` is used outside of a comment.
    NotInComment,
    /// A key is longer than YAML allows for keys on one line; its length in characters.
    LongKey(usize),
    /// `word` was given something else.
    NotWord(String),
    /// A filter is used in a kind of file that it is not for; the filter.
    WrongFile(&'static str),
    /// `block` was given something else than a tree that the program laid out.
    NotBlock,
    /// A block has not its lines for itself.
    Crowded,
    /// In Markdown or XML the value stands where text cannot be made safe; where that is.
    Unsafe(&'static str),
    /// Blanks at the end of a line.
    TrailingBlanks,
    /// A carriage return in what the template wrote.
    CarriageReturn,
    /// The text begins with an empty line, ends in one, or has two in a row that the template wrote.
    EmptyLines,
    /// The text does not end in a newline.
    NoNewline,
    /// The text is longer than 4 GiB.
    TooLong,
}

impl Flaw {
    /// What to write instead.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Flaw::NotScalar(_) => "loop over it, or write it on one line with `| flow` or `| tojson`",
            Flaw::Nothing => "ask with `{% if %}` first, or write `| or_null`",
            Flaw::Torn => "work the value out in Rust",
            Flaw::LaidOut => "place captured text as it is, without `~`, `join` or filters",
            Flaw::NotWhole | Flaw::Quoted => "join the parts with `~` and let the engine quote the whole",
            Flaw::Alone => "write it behind its key or its dash: the engine chooses the block style",
            Flaw::InComment => "write `| comment`",
            Flaw::NotInComment => "write `# ` before it, or leave `| comment` out",
            Flaw::NotWord(_) => "join with `~` where the value can be a whole scalar",
            Flaw::NotBlock => "loop over it: only a tree that the program laid out is placed as a whole",
            Flaw::Crowded => "write it on a line of its own, below its key",
            Flaw::WrongFile("verbatim") => "leave it out: the engine knows how values are written in this file",
            Flaw::WrongFile("") => "write `| verbatim` if the text needs no escaping",
            Flaw::Unsafe(_) => "move the value into the running text, or in Markdown use `| code` or `| fenced`",
            Flaw::TrailingBlanks | Flaw::EmptyLines => {
                "mind what `{% %}` leaves behind: `-%}` takes the white space after it"
            }
            _ => return None,
        })
    }
}

impl fmt::Display for RenderFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "template {}", self.template)?;
        if let Some(line) = self.line {
            write!(out, ", line {line}")?;
        }
        write!(out, ": {}", self.flaw)?;
        if !self.text.is_empty() {
            write!(out, ", after `{}`", self.text)?;
        }
        match self.flaw.help() {
            Some(help) => write!(out, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RenderFault {}

// The template language hands a flaw on as the source of its own error.
impl std::error::Error for Flaw {}

impl fmt::Display for Flaw {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Flaw::Template(words) => words,
            Flaw::Unknown => "there is no template of that name",
            Flaw::Context(words) => return write!(out, "the context cannot be made into values: {words}"),
            Flaw::Reserved(text) => return write!(out, "a value holds characters that are kept for marks: \"{text}\""),
            Flaw::NotScalar(what) => return write!(out, "a {what} stands where a string, a number or a bool belongs"),
            Flaw::Nothing => "the value is not there, or is not a number",
            Flaw::Torn => "a value was cut by a filter or a slice",
            Flaw::LaidOut => "text that was laid out already is used as a value",
            Flaw::NotWhole => "the value is not a whole scalar",
            Flaw::Quoted => "the value stands inside quotes",
            Flaw::Alone => "the value stands alone on its line",
            Flaw::InComment => "the value stands in a comment",
            Flaw::NotInComment => "`comment` is used outside of a comment",
            Flaw::LongKey(len) => {
                return write!(out, "a key of {len} characters is too long for YAML, which allows 1024");
            }
            Flaw::NotWord(text) => return write!(out, "`word` was given \"{text}\""),
            Flaw::NotBlock => "`block` was given a value",
            Flaw::Crowded => "a block stands beside something else",
            Flaw::WrongFile("") => "values need a filter in this kind of file",
            Flaw::WrongFile(filter) => return write!(out, "`{filter}` is not for this kind of file"),
            Flaw::Unsafe(place) => return write!(out, "the value stands in {place}, where it cannot be made safe"),
            Flaw::TrailingBlanks => "a line ends in blanks",
            Flaw::CarriageReturn => "a line holds a carriage return",
            Flaw::EmptyLines => "the text has empty lines at its start, at its end or two in a row",
            Flaw::NoNewline => "the text does not end in a newline",
            Flaw::TooLong => "the text is longer than 4 GiB",
        })
    }
}
