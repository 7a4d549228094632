//! The states of a rendered file.

use crate::bundle::header::{self, Header};
use crate::compare::text::unix;
use std::collections::{BTreeMap, BTreeSet};

/// What is at the path of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A text.
    Text(String),
    /// Something that is no readable text; the words say what, as the end of a sentence: "is a symbolic link".
    Odd(String),
    /// A file that cannot be read; the words say why, likewise.
    Unreadable(String),
}

/// How what is there relates to what would be rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is what the spec says.
    Current,
    /// Ours, unedited, and not what the spec says.
    Stale,
    /// Ours, and changed by hand.
    Edited,
    /// Not there.
    Missing,
    /// Ours, unedited, and not in the spec any more.
    Orphan,
    /// Ours, changed by hand, and not in the spec any more.
    EditedOrphan,
    /// What the spec says, but git does not track it.
    Untracked,
    /// What the spec says, but git ignores it.
    Ignored,
    /// Somebody else's.
    Foreign,
    /// No file that could be judged.
    Blocked,
}

/// What git says of the files.
#[derive(Debug, Clone, Default)]
pub struct Tracking {
    /// The paths that are in the index.
    pub tracked: BTreeSet<String>,
    /// The paths that are ignored, with the rule that hides them: "`*.yaml` in .gitignore, line 3".
    pub ignored: BTreeMap<String, String>,
}

impl State {
    /// The word that reports print. Part of the program's promise.
    pub const fn word(self) -> &'static str {
        match self {
            State::Current => "current",
            State::Stale => "stale",
            State::Edited => "edited",
            State::Missing => "missing",
            State::Orphan | State::EditedOrphan => "orphan",
            State::Untracked => "untracked",
            State::Ignored => "ignored",
            State::Foreign => "foreign",
            State::Blocked => "blocked",
        }
    }
}

/// The state of a file. `rendered` is its text if the spec still has it; `tracking` is what git says of all files, if it was asked.
///
/// A checkout with CRLF is as good as one with LF.
pub fn state(path: &str, rendered: Option<&str>, found: &Found, tracking: Option<&Tracking>) -> State {
    let text = match found {
        Found::Nothing => return State::Missing,
        Found::Odd(_) | Found::Unreadable(_) => return State::Blocked,
        Found::Text(text) => text,
    };
    if rendered.is_some_and(|rendered| is_same(&unix(text), rendered)) {
        return match tracking {
            Some(tracking) if tracking.ignored.contains_key(path) => State::Ignored,
            Some(tracking) if !tracking.tracked.contains(path) => State::Untracked,
            _ => State::Current,
        };
    }
    match (header::read(text), rendered) {
        (Header::Absent, _) => State::Foreign,
        (Header::Present(mark), Some(_)) if mark.state == header::State::Intact => State::Stale,
        (Header::Present(_), Some(_)) => State::Edited,
        (Header::Present(mark), None) if mark.state == header::State::Intact => State::Orphan,
        (Header::Present(_), None) => State::EditedOrphan,
    }
}

/// Whether a text is the rendered one. A spec from standard input has no name, so then any name in an intact mark will do.
fn is_same(text: &str, rendered: &str) -> bool {
    text == rendered
        || header::is_nameless(rendered)
            && match (header::read(text), header::read(rendered)) {
                (Header::Present(there), Header::Present(ours)) => {
                    there.state == header::State::Intact && there.checksum == ours.checksum
                }
                _ => false,
            }
}

#[cfg(test)]
mod tests {
    use super::*;
    use header::Style;

    #[test]
    fn every_state_has_its_test() {
        let ours = |body: &str| header::write(Style::Hash, "kafka.toml", body);
        let rendered = ours("a: 1\n");
        let text = |text: &str| Found::Text(text.to_owned());
        let of = |found: &Found| state("a.yaml", Some(&rendered), found, None);
        assert_eq!(of(&Found::Nothing), State::Missing);
        assert_eq!(of(&text(&rendered)), State::Current);
        assert_eq!(of(&text(&rendered.replace('\n', "\r\n"))), State::Current);
        assert_eq!(of(&text(&ours("a: 2\n"))), State::Stale);
        assert_eq!(of(&text(&ours("a: 2\n").replace('\n', "\r\n"))), State::Stale);
        assert_eq!(of(&text(&rendered.replace("a: 1", "a: 2"))), State::Edited);
        assert_eq!(of(&text("a: 1\n")), State::Foreign);
        assert_eq!(of(&Found::Odd("is a folder".into())), State::Blocked);
        assert_eq!(state("b.yaml", None, &text(&rendered), None), State::Orphan);
        assert_eq!(state("b.yaml", None, &text(&rendered.replace("a: 1", "a: 2")), None), State::EditedOrphan);
    }

    #[test]
    fn a_spec_without_a_name_is_held_against_what_a_named_one_gave() {
        let rendered = header::write(Style::Hash, "<stdin>", "a: 1\n");
        let of = |body: &str| {
            state("a.yaml", Some(&rendered), &Found::Text(header::write(Style::Hash, "kafka.toml", body)), None)
        };
        assert_eq!((of("a: 1\n"), of("a: 2\n")), (State::Current, State::Stale));
    }

    #[test]
    fn git_has_the_last_word_on_what_is_right() {
        let rendered = header::write(Style::Hash, "kafka.toml", "a: 1\n");
        let found = Found::Text(rendered.clone());
        let of = |tracking: &Tracking| state("a.yaml", Some(&rendered), &found, Some(tracking));
        assert_eq!(of(&Tracking::default()), State::Untracked);
        let tracked = Tracking { tracked: ["a.yaml".to_owned()].into(), ignored: BTreeMap::new() };
        assert_eq!(of(&tracked), State::Current);
        let ignored = Tracking { tracked: BTreeSet::new(), ignored: [("a.yaml".to_owned(), "x".to_owned())].into() };
        assert_eq!(of(&ignored), State::Ignored);
    }
}
