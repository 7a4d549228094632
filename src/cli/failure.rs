//! The second tier of error: not what is wrong with the spec, but why the program could not do its work.

use super::{Exit, ids};
use crate::diag::{Diagnostic, Id, Subject, TooMuchText};

/// Why a verb gave up, in the form in which everything else is reported too.
#[derive(Debug)]
pub struct Failure {
    /// What to end with: [`Exit::Failed`] or [`Exit::Nothing`].
    pub exit: Exit,
    /// What to say. Its files are named as somebody in the working folder writes them.
    pub why: Box<Diagnostic>,
}

/// Where mistakes of the program are reported.
const ISSUES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

impl Failure {
    /// The command line makes no sense.
    pub fn usage(headline: impl Into<String>) -> Self {
        Self::failed(ids::USAGE, headline)
    }

    /// The work cannot be done.
    pub fn failed(id: Id, headline: impl Into<String>) -> Self {
        Failure { exit: Exit::Failed, why: Box::new(Diagnostic::error(id, headline)) }
    }

    /// There is nothing to work on.
    pub fn nothing(id: Id, headline: impl Into<String>) -> Self {
        Failure { exit: Exit::Nothing, why: Box::new(Diagnostic::error(id, headline)) }
    }

    /// The program itself is wrong.
    pub fn internal(headline: impl Into<String>) -> Self {
        Self::failed(ids::INTERNAL, headline)
            .note("this is a mistake of kafkasmith and not of yours; nothing was written that is not whole")
            .help(format!(
                "report it at {ISSUES}, with the command, the version ({}) and, if it may be shown, the spec",
                env!("CARGO_PKG_VERSION")
            ))
    }

    /// Names the file that it is about.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>) -> Self {
        self.why.subject = Subject::File(path.into());
        self
    }

    /// Adds a sentence.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.why.notes.push(text.into());
        self
    }

    /// Says what to do instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.why.help = Some(text.into());
        self
    }
}

impl From<TooMuchText> for Failure {
    fn from(error: TooMuchText) -> Self {
        Failure::failed(ids::TOO_MUCH_TEXT, error.to_string())
    }
}
