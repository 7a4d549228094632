//! What is wrong, where, why, and what to write instead.

use super::{About, Span, Waived};
use std::borrow::Cow;
use std::fmt;

/// The name of a kind of diagnostic, `area/offence`: what people look up, waive and count. Part of the program's promise. The ids
/// of a house's own rules are written in its policy; all others are constants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Cow<'static, str>);

/// An id with what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The id.
    pub id: Id,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// The ids of an area: a constant for each, and all of them in a list, with what each means from its doc comment.
macro_rules! ids {
    ($(#[doc = $meaning:literal] $name:ident = $id:literal;)+) => {
        $(#[doc = $meaning] pub const $name: $crate::diag::Id = $crate::diag::Id::new($id);)+

        /// All of them, with what each means.
        pub const ALL: &[$crate::diag::Known] = &[$($crate::diag::Known { id: $name, meaning: $meaning.trim_ascii() }),+];
    };
}
pub(crate) use ids;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Taste and hygiene.
    Info,
    /// Works until something fails.
    Warning,
    /// Will not work, is refused, or cannot be done.
    Error,
}

/// A place and what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there; may be empty where the headline says it all.
    pub text: String,
}

/// What a diagnostic speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A place in a text.
    Place(Label),
    /// A whole file, by the path that messages print.
    File(String),
    /// Nothing that has a place.
    Nothing,
}

/// One thing that is wrong. Headlines begin in lower case, have no full stop, and put names in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of thing it is.
    pub id: Id,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub headline: String,
    /// Where.
    pub subject: Subject,
    /// The other places that make it wrong.
    pub related: Vec<Label>,
    /// What else is worth knowing, each a sentence.
    pub notes: Vec<String>,
    /// What to write or do instead.
    pub help: Option<String>,
    /// What a rule that was asked of a thing knows of it; nothing for what was found on the way to it.
    pub about: Option<Box<About>>,
}

impl Id {
    /// An id of the program's own.
    pub const fn new(id: &'static str) -> Self {
        Id(Cow::Borrowed(id))
    }

    /// An id that a house chose.
    pub fn of_house(id: impl Into<String>) -> Self {
        Id(Cow::Owned(id.into()))
    }

    /// Whether a house chose it.
    pub const fn is_of_house(&self) -> bool {
        matches!(self.0, Cow::Owned(_))
    }

    /// As it is written: `topic/no-byte-limit`.
    pub fn word(&self) -> &str {
        &self.0
    }

    /// What stands before the slash: `topic`.
    pub fn area(&self) -> &str {
        self.word().split('/').next().unwrap_or_default()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Severity {
    /// The word that reports print.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

impl Diagnostic {
    /// An error that speaks of nothing in particular yet.
    pub fn error(id: Id, headline: impl Into<String>) -> Self {
        Self::new(id, Severity::Error, headline.into())
    }

    /// A warning that speaks of nothing in particular yet.
    pub fn warning(id: Id, headline: impl Into<String>) -> Self {
        Self::new(id, Severity::Warning, headline.into())
    }

    /// A remark that speaks of nothing in particular yet.
    pub fn info(id: Id, headline: impl Into<String>) -> Self {
        Self::new(id, Severity::Info, headline.into())
    }

    fn new(id: Id, severity: Severity, headline: String) -> Self {
        Diagnostic {
            id,
            severity,
            headline,
            subject: Subject::Nothing,
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            about: None,
        }
    }

    /// Points it at a place; `text` says what stands there.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.subject = Subject::Place(Label { span, text: text.into() });
        self
    }

    /// Points it at a whole file.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>) -> Self {
        self.subject = Subject::File(path.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn because(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Adds a sentence.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Says what to write or do instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// The place it points at, if it points at one.
    pub fn span(&self) -> Option<Span> {
        match &self.subject {
            Subject::Place(label) => Some(label.span),
            Subject::File(_) | Subject::Nothing => None,
        }
    }

    /// Why it is accepted for a while, if it is.
    pub fn waived(&self) -> Option<&Waived> {
        self.about.as_ref()?.waived.as_ref()
    }

    /// How much it matters, or would if nobody had accepted it.
    pub fn weight(&self) -> Severity {
        self.waived().map_or(self.severity, |waived| waived.severity)
    }

    /// How many findings it stands for beside itself.
    pub fn folded(&self) -> usize {
        self.about.as_ref().map_or(0, |about| about.folded.len())
    }
}
