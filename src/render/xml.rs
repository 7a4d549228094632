//! Values in XML, as SVG has it: as text, or in the quotes of an attribute. Whatever a value holds, it becomes no element, no
//! entity and no end of its quotes, and what XML does not allow at all is made visible.

use crate::diag::readable;

/// What the template wrote of a document so far, as far as it decides what a value in it may be.
#[derive(Debug, Default)]
pub(super) struct Document {
    state: State,
    /// What stands behind the last `<`, without what is in quotes.
    tag: String,
    /// How many dashes came last.
    dashes: usize,
}

/// Where the next character stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// Behind a `&`.
    Entity,
    /// Between `<` and `>`, but not in quotes.
    Tag,
    /// In the quotes of an attribute.
    Quotes(char),
    Comment,
    /// In `<style>`, where rules stand.
    Style,
    /// In what begins with `<?`, `<!` or `<![`.
    Other,
}

/// Where a value stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// In text, or in the quotes of an attribute.
    Text,
    /// In a comment.
    Comment,
    /// Where nothing can be made safe; what that is.
    Unsafe(&'static str),
}

impl Document {
    /// Takes note of what the template wrote.
    pub(super) fn read(&mut self, literal: &str) {
        for c in literal.chars() {
            self.state = self.next(c);
            self.dashes = if c == '-' { self.dashes + 1 } else { 0 };
        }
    }

    fn next(&mut self, c: char) -> State {
        match (self.state, c) {
            (State::Text | State::Style, '<') => {
                self.tag.clear();
                State::Tag
            }
            (State::Text, '&') => State::Entity,
            (State::Entity, ';') | (State::Other, '>') => State::Text,
            (State::Tag, '"' | '\'') => State::Quotes(c),
            (State::Tag, '>') => {
                let style = self.tag.split_whitespace().next() == Some("style") && !self.tag.ends_with('/');
                if style { State::Style } else { State::Text }
            }
            (State::Tag, _) => {
                self.tag.push(c);
                match self.tag.as_str() {
                    "!--" => State::Comment,
                    "!" | "!-" => State::Tag,
                    tag if tag.starts_with(['!', '?']) => State::Other,
                    _ => State::Tag,
                }
            }
            (State::Quotes(quote), _) if c == quote => State::Tag,
            (State::Comment, '>') if self.dashes >= 2 => State::Text,
            (state, _) => state,
        }
    }

    /// Where a value would stand here.
    pub(super) fn spot(&self) -> Spot {
        match self.state {
            State::Text | State::Quotes(_) => Spot::Text,
            State::Comment => Spot::Comment,
            State::Entity => Spot::Unsafe("an entity"),
            State::Tag => Spot::Unsafe("a tag"),
            State::Style => Spot::Unsafe("a style sheet"),
            State::Other => Spot::Unsafe("a declaration"),
        }
    }
}

/// A text as it may stand between tags and in quotes of both kinds. White space is single blanks, also at its ends, as it may
/// be a part of more.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_whitespace() => out.push_str(if blank { "" } else { " " }),
            c => readable::visible(&mut out, c.encode_utf8(&mut [0; 4])),
        }
        blank = c.is_whitespace();
    }
    out
}

/// A text in a comment, which no two dashes may stand in.
pub(super) fn in_comment(text: &str) -> String {
    readable::comment(text).replace('-', "‐").replace('>', "›")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(literal: &str) -> Spot {
        let mut document = Document::default();
        document.read(literal);
        document.spot()
    }

    #[test]
    fn values_have_their_places() {
        for text in [
            "",
            "<svg>",
            "<svg width=\"",
            "<svg width='",
            "<a b=\"'",
            "<a b='>' c=\"",
            "<a><b/>",
            "<!-- \" ' <b> --> x",
            "<style>a > b { c: \"d\" }</style>",
            "<style/>",
            "<styles>",
            "&amp; x",
            "<?xml version=\"1.0\"?>",
            "<!DOCTYPE svg>",
            "a \" b ' c > ",
        ] {
            assert_eq!(spot(text), Spot::Text, "{text}");
        }
        for text in ["<!--", "<a><!-- x -> ", "<!-- <b c=\""] {
            assert_eq!(spot(text), Spot::Comment, "{text}");
        }
        for (text, place) in [
            ("<", "a tag"),
            ("<a ", "a tag"),
            ("<a b=", "a tag"),
            ("<a b=\"c\"", "a tag"),
            ("</", "a tag"),
            ("x &", "an entity"),
            ("x &#1", "an entity"),
            ("<style>", "a style sheet"),
            ("<style type=\"text/css\">\na { b: ", "a style sheet"),
            ("<?", "a declaration"),
            ("<!DOCTYPE ", "a declaration"),
        ] {
            assert_eq!(spot(text), Spot::Unsafe(place), "{text}");
        }
    }

    #[test]
    fn values_stay_text() {
        assert_eq!(text("a<b c=\"d\" e='f'>&g;"), "a&lt;b c=&quot;d&quot; e=&#39;f&#39;&gt;&amp;g;");
        assert_eq!(text(" · \n\t x\0\u{FFFE}"), " · x␀⟨U+FFFE⟩");
        assert_eq!(in_comment("--> <b>"), "‐‐› <b›");
    }
}
