//! A text in a picture: pieces of which each leads back to its place in the spec.

use super::width::Font;
use crate::diag::readable;
use crate::model::{Origin, Sourced};

/// A text of one line. Its pieces are fit to be read: nothing in them is hidden or breaks the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    pieces: Vec<Sourced<String>>,
}

/// What stands for the middle of a text that is too long.
const GAP: char = '…';

/// The longest value, in characters: every name fits (the longest are those of Kubernetes objects, 253), and of what
/// people wrote the start is enough.
const LONGEST: usize = 256;

impl Label {
    /// Words of the program's own that are there because of a value.
    pub(super) fn words(words: impl Into<String>, because: &Origin) -> Self {
        Label { pieces: vec![Sourced { value: words.into(), origin: because.clone() }] }
    }

    /// A value as it stands in the model.
    pub(super) fn of<T: ToString>(value: &Sourced<T>) -> Self {
        Label::default().and("", value)
    }

    /// Adds words of the program's own and the value behind them, as one piece.
    pub(super) fn and<T: ToString>(self, words: &str, value: &Sourced<T>) -> Self {
        let shown = readable::start(&value.value.to_string(), LONGEST);
        self.and_words(format!("{words}{shown}"), &value.origin)
    }

    /// Adds words of the program's own that are there because of a value.
    pub(super) fn and_words(mut self, words: impl Into<String>, because: &Origin) -> Self {
        self.pieces.push(Sourced { value: words.into(), origin: because.clone() });
        self
    }

    /// Adds all of another label.
    pub(super) fn and_label(mut self, other: Label) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Adds words and the value behind them if it is there and not blank.
    pub(super) fn and_some<T: ToString>(self, words: &str, value: Option<&Sourced<T>>) -> Self {
        match value.filter(|value| !value.value.to_string().trim().is_empty()) {
            Some(value) => self.and(words, value),
            None => self,
        }
    }

    /// Its pieces, in order.
    pub fn pieces(&self) -> &[Sourced<String>] {
        &self.pieces
    }

    /// Whether there is nothing to be read.
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.value.is_empty())
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.value.as_str()).collect()
    }

    /// How wide it is at most.
    pub fn width(&self, font: Font) -> i32 {
        font.width(&self.text())
    }

    /// As many of its pieces as fit; nothing if the first is too long.
    pub(super) fn pieces_within(mut self, font: Font, room: i32) -> Label {
        while !self.pieces.is_empty() && self.width(font) > room {
            self.pieces.pop();
        }
        self
    }

    /// As much of it as fits: pieces at its end are left out first, and it shows that they are; of the one that is left the
    /// middle is.
    pub(super) fn fitted(mut self, font: Font, room: i32) -> Label {
        if self.width(font) <= room {
            return self;
        }
        let behind = font.width(" …");
        while self.pieces.len() > 1 && self.width(font) > room - behind {
            self.pieces.pop();
        }
        if let [_, .., last] = self.pieces.as_mut_slice() {
            last.value.extend([' ', GAP]);
        }
        if let Some(piece) = self.pieces.first_mut() {
            piece.value = shortened(&piece.value, font, room);
        }
        self
    }
}

/// A text without so much of its middle that it fits; names differ at their start and at their end.
fn shortened(text: &str, font: Font, room: i32) -> String {
    if font.width(text) <= room {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    // The more is kept the wider it is, so the most that fits is found by halving.
    let (mut fits, mut too_wide) = (0, chars.len());
    while too_wide - fits > 1 {
        let tried = usize::midpoint(fits, too_wide);
        if font.width(&ends(&chars, tried)) <= room { fits = tried } else { too_wide = tried }
    }
    ends(&chars, fits)
}

/// So many characters of a text: a little more of its start than of its end.
fn ends(chars: &[char], kept: usize) -> String {
    let tail = kept / 2;
    let start = chars.iter().take(kept - tail);
    let end = chars.iter().skip(chars.len() - tail).skip_while(|c| joins(**c));
    start.chain([&GAP]).chain(end).collect()
}

/// Whether a character belongs to the one before it.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    const FONT: Font = Font::Plain;

    fn written(text: &str) -> Sourced<String> {
        Sourced::written(text.to_owned(), Span::new(1, 2))
    }

    #[test]
    fn names_are_shortened_in_the_middle() {
        let name = Label::of(&written("notification-service-group"));
        assert_eq!(name.clone().fitted(FONT, 1000), name);
        let short = name.fitted(FONT, 100);
        assert_eq!(short.text(), "notific…e-group");
        assert!(short.width(FONT) <= 100);
        assert_eq!(Label::of(&written("ab")).fitted(FONT, 11).text(), "…");
        let joined = "x".repeat(20) + &"e\u{301}".repeat(8);
        assert!(!Label::of(&written(&joined)).fitted(FONT, 120).text().contains("…\u{301}"));
    }

    #[test]
    fn whole_pieces_go_first() {
        let label = Label::of(&written("3")).and(" × ", &written("2")).and(" · ", &written("seven days"));
        assert_eq!(label.text(), "3 × 2 · seven days");
        assert_eq!(label.clone().fitted(FONT, 60).text(), "3 × 2 …");
        assert_eq!(label.clone().pieces_within(FONT, 60).text(), "3 × 2");
        // Of the last one that is left as much as there is room for.
        assert_eq!(label.clone().fitted(FONT, 20).text(), "3");
        assert_eq!(label.pieces_within(FONT, 5), Label::default());
    }

    #[test]
    fn what_is_hidden_is_shown_and_what_is_long_is_cut() {
        let label = Label::of(&written("a\n\u{202E}b\0"));
        assert_eq!(label.text(), "a ⟨U+202E⟩b␀");
        assert!(Label::of(&written(&"x".repeat(100_000))).text().chars().count() == LONGEST);
        assert!(Label::default().and_some("by ", Some(&written(" \t"))).is_empty());
    }
}
