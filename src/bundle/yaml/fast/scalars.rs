//! What stands on one line: keys, quoted and bare text, brackets.

use super::super::super::scalar::Scalar;
use super::super::arena::{Kind, Style};
use super::{DEEPEST, Fast};

/// The full parser gives up on keys longer than 1024 characters.
const LONGEST_KEY: usize = 1000;

/// Where a quoted scalar ends, and whether it holds something that stands for something else.
struct Closing {
    at: usize,
    escapes: bool,
}

impl Fast<'_> {
    /// Reads a key; gives the place behind its colon.
    pub(super) fn key(&mut self, at: usize, end: usize) -> Option<usize> {
        let colon = self.colon(at, end)?;
        let style = self.quote(at).unwrap_or(Style::Plain);
        if style == Style::Plain {
            // What is not text gets another name on its way to the API server.
            let text = self.text.get(at..colon)?;
            if !matches!(Scalar::of_plain(text), Scalar::Text(_)) {
                return None;
            }
        }
        self.arena.scalar(at..colon, style);
        Some(colon + 1)
    }

    /// Where the colon stands if a key begins here.
    pub(super) fn colon(&self, at: usize, end: usize) -> Option<usize> {
        let colon = if self.quote(at).is_some() {
            let close = self.closing(at, end)?;
            if close.escapes {
                return None;
            }
            close.at + 1
        } else {
            let first = self.byte(at);
            if !(first.is_ascii_alphanumeric() || first == b'_') {
                return None;
            }
            let mut at = at + 1;
            while matches!(self.byte(at), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/') {
                at += 1;
            }
            at
        };
        let ends = self.byte(colon) == b':' && (colon + 1 == end || self.byte(colon + 1) == b' ');
        (ends && colon < end && colon - at < LONGEST_KEY).then_some(colon)
    }

    /// Reads a quoted scalar, brackets, or (inside brackets) bare text, all on one line; gives the place behind it.
    pub(super) fn flow(&mut self, at: usize, end: usize, depth: usize) -> Option<usize> {
        match self.byte(at) {
            b'"' | b'\'' => self.quoted(at, end),
            b'[' | b'{' if depth >= DEEPEST => None,
            b'[' => self.brackets(at, end, depth + 1, Kind::Seq, b']'),
            b'{' => self.brackets(at, end, depth + 1, Kind::Map, b'}'),
            _ if depth == 0 => None,
            _ => {
                let text = self.plain(at, end, true)?;
                self.arena.scalar(at..text, Style::Plain);
                Some(text)
            }
        }
    }

    fn brackets(&mut self, at: usize, end: usize, depth: usize, kind: Kind, close: u8) -> Option<usize> {
        let node = self.arena.open(kind, Style::Flow, at);
        let mut at = self.skip_blanks(at + 1, end);
        if self.byte(at) != close {
            loop {
                if kind == Kind::Map {
                    let after = self.key(at, end)?;
                    at = self.skip_blanks(after, end);
                }
                at = self.flow(at, end, depth)?;
                at = self.skip_blanks(at, end);
                match self.byte(at) {
                    b',' => at = self.skip_blanks(at + 1, end),
                    byte if byte == close => break,
                    _ => return None,
                }
            }
        }
        if at >= end {
            return None;
        }
        self.arena.close(node, Some(at + 1));
        (kind == Kind::Seq || !self.arena.has_twins(node, self.text)).then_some(at + 1)
    }

    fn quoted(&mut self, at: usize, end: usize) -> Option<usize> {
        let style = self.quote(at)?;
        let Closing { at: close, escapes } = self.closing(at, end)?;
        let inside = self.text.get(at + 1..close)?;
        let range = at..close + 1;
        if !escapes {
            self.arena.scalar(range, style);
        } else if style == Style::Single {
            self.arena.owned_scalar(range, style, &inside.replace("''", "'"));
        } else {
            let start = self.arena.page().len();
            unescape(inside, self.arena.page())?;
            self.arena.adopt(range, style, start);
        }
        Some(close + 1)
    }

    /// The quote that ends what begins with the quote at `at`, on this line.
    fn closing(&self, at: usize, end: usize) -> Option<Closing> {
        let quote = self.byte(at);
        let mut escapes = false;
        let mut at = at + 1;
        while at < end {
            let byte = self.byte(at);
            if (byte == b'\\' && quote == b'"') || (byte == b'\'' && quote == b'\'' && self.byte(at + 1) == b'\'') {
                escapes = true;
                at += 1;
            } else if byte == quote {
                return Some(Closing { at, escapes });
            }
            at += 1;
        }
        None
    }

    /// Where bare text that begins here ends.
    pub(super) fn plain(&self, start: usize, end: usize, flow: bool) -> Option<usize> {
        match self.byte(start) {
            b'-' if !matches!(self.byte(start + 1), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'/' | b'_') =>
            {
                return None;
            }
            byte if byte.is_ascii_alphanumeric() || byte >= 0x80 || b"-/_.()$~^<+=;\\".contains(&byte) => {}
            _ => return None,
        }
        let (mut at, mut text) = (start, start);
        while at < end {
            match self.byte(at) {
                b':' | b',' | b']' | b'}' if flow => break,
                b':' if at + 1 == end || self.byte(at + 1) == b' ' => return None,
                b'#' if self.byte(at.wrapping_sub(1)) == b' ' => break,
                b'[' | b'{' if flow => return None,
                b' ' => {}
                _ => text = at + 1,
            }
            at += 1;
        }
        Some(text)
    }

    fn quote(&self, at: usize) -> Option<Style> {
        match self.byte(at) {
            b'"' => Some(Style::Double),
            b'\'' => Some(Style::Single),
            _ => None,
        }
    }
}

/// Writes out the escapes that are common in `"…"`; says no to any other.
fn unescape(inside: &str, out: &mut String) -> Option<()> {
    let mut rest = inside;
    while let Some((before, escape)) = rest.split_once('\\') {
        out.push_str(before);
        out.push(match escape.as_bytes().first()? {
            b'"' => '"',
            b'\\' => '\\',
            b'n' => '\n',
            b't' => '\t',
            _ => return None,
        });
        rest = escape.get(1..)?;
    }
    out.push_str(rest);
    Some(())
}
