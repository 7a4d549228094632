//! Text to tokens. What cannot be read ends the list as [`TokenKind::Bad`], so that the parser meets it in its turn.

use super::fault::{Fault, Place};
use super::literal;
use super::operator::{BinaryOp, Keyword};

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) place: Place,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TokenKind {
    /// A name without colons, and the keyword that it may be.
    Word(Option<Keyword>),
    /// A name with colons.
    ColonWord,
    Number(f64),
    /// A duration literal, in nanoseconds.
    Duration(i64),
    /// A text in quotes: its number in [`Tokens::texts`].
    Text(usize),
    Operator(BinaryOp),
    /// `=~`
    Matches,
    /// `!~`
    NotMatches,
    /// A single `=`.
    Assign,
    At,
    Comma,
    Colon,
    Open(Bracket),
    Close(Bracket),
    End,
    /// What follows cannot be read; see [`Tokens::fault`].
    Bad,
}

/// The three kinds of brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bracket {
    Paren,
    Brace,
    Square,
}

/// The tokens of a text. The last is always `End` or `Bad`.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
    pub(super) texts: Vec<String>,
    pub(super) fault: Option<Fault>,
}

/// Reads all tokens.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer { text, at: 0, colon_alone: false, texts: Vec::new() };
    let mut list = Vec::new();
    loop {
        match lexer.token() {
            Ok(token) => {
                list.push(token);
                if token.kind == TokenKind::End {
                    return Tokens { list, texts: lexer.texts, fault: None };
                }
            }
            Err(fault) => {
                list.push(Token { kind: TokenKind::Bad, place: fault.place });
                return Tokens { list, texts: lexer.texts, fault: Some(fault) };
            }
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Within brackets and braces a colon is a token of its own, elsewhere a part of names.
    colon_alone: bool,
    texts: Vec<String>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn token(&mut self) -> Result<Token, Fault> {
        self.skip_blanks();
        let start = self.at;
        let Some(first) = self.rest().chars().next() else {
            return Ok(Token { kind: TokenKind::End, place: Place::new(start, start) });
        };
        let second = self.rest().chars().nth(1);
        let kind = match first {
            '0'..='9' => self.number()?,
            '.' if second.is_some_and(|next| next.is_ascii_digit()) => self.number()?,
            '"' | '\'' | '`' => self.quoted(first)?,
            'a'..='z' | 'A'..='Z' | '_' => self.word(),
            ':' if !self.colon_alone => self.word(),
            _ => self.sign(first, second)?,
        };
        match kind {
            TokenKind::Open(Bracket::Brace | Bracket::Square) => self.colon_alone = true,
            TokenKind::Close(Bracket::Brace | Bracket::Square) => self.colon_alone = false,
            _ => {}
        }
        Ok(Token { kind, place: Place::new(start, self.at) })
    }

    /// Only these four count as space, and a comment runs to the end of its line.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let after = rest.trim_start_matches([' ', '\t', '\n', '\r']);
            let comment = if after.starts_with('#') { after.find(['\n', '\r']).unwrap_or(after.len()) } else { 0 };
            let skipped = rest.len() - after.len() + comment;
            if skipped == 0 {
                return;
            }
            self.at += skipped;
        }
    }

    fn word(&mut self) -> TokenKind {
        let colons = !self.colon_alone;
        let rest = self.rest();
        let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || (colons && c == ':'));
        let word = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        let kind = if word.contains(':') { TokenKind::ColonWord } else { TokenKind::Word(Keyword::of(word)) };
        self.at += word.len();
        kind
    }

    fn number(&mut self) -> Result<TokenKind, Fault> {
        let rest = self.rest();
        let mut len = 0_usize;
        let mut previous = ' ';
        for c in rest.chars() {
            // A sign belongs to the number only behind its exponent.
            let signed = matches!(c, '+' | '-')
                && matches!(previous, 'e' | 'E')
                && rest.get(..len.saturating_sub(1)).is_some_and(literal::may_have_exponent);
            if !(c.is_ascii_alphanumeric() || c == '_' || c == '.' || signed) {
                break;
            }
            (len, previous) = (len + 1, c);
        }
        let written = rest.get(..len).unwrap_or_default();
        let kind = match literal::number(written) {
            Ok(value) => Ok(TokenKind::Number(value)),
            Err(fault) => match literal::duration(written) {
                Some(Ok(nanos)) => Ok(TokenKind::Duration(nanos)),
                Some(Err(fault)) => Err(fault),
                None => Err(fault),
            },
        };
        let place = Place::new(self.at, self.at + len);
        self.at += len;
        kind.map_err(|fault| Fault { place, ..fault })
    }

    fn quoted(&mut self, quote: char) -> Result<TokenKind, Fault> {
        let start = self.at;
        let (text, len) = literal::quoted(self.rest(), quote).map_err(|fault| Fault {
            place: Place::new(start + fault.place.start, start + fault.place.end),
            ..fault
        })?;
        self.at += len;
        self.texts.push(text);
        Ok(TokenKind::Text(self.texts.len() - 1))
    }

    fn sign(&mut self, first: char, second: Option<char>) -> Result<TokenKind, Fault> {
        let op = |op| Ok((TokenKind::Operator(op), 1));
        let long = |kind| Ok((kind, 2));
        let (kind, len) = match (first, second) {
            ('=', Some('=')) => long(TokenKind::Operator(BinaryOp::Equal)),
            ('=', Some('~')) => long(TokenKind::Matches),
            ('!', Some('=')) => long(TokenKind::Operator(BinaryOp::NotEqual)),
            ('!', Some('~')) => long(TokenKind::NotMatches),
            ('<', Some('=')) => long(TokenKind::Operator(BinaryOp::LessEqual)),
            ('<', Some('/')) => long(TokenKind::Operator(BinaryOp::TrimUpper)),
            ('>', Some('=')) => long(TokenKind::Operator(BinaryOp::GreaterEqual)),
            ('>', Some('/')) => long(TokenKind::Operator(BinaryOp::TrimLower)),
            ('<', _) => op(BinaryOp::Less),
            ('>', _) => op(BinaryOp::Greater),
            ('+', _) => op(BinaryOp::Add),
            ('-', _) => op(BinaryOp::Subtract),
            ('*', _) => op(BinaryOp::Multiply),
            ('/', _) => op(BinaryOp::Divide),
            ('%', _) => op(BinaryOp::Modulo),
            ('^', _) => op(BinaryOp::Power),
            ('=', _) => Ok((TokenKind::Assign, 1)),
            ('@', _) => Ok((TokenKind::At, 1)),
            (',', _) => Ok((TokenKind::Comma, 1)),
            (':', _) => Ok((TokenKind::Colon, 1)),
            ('(', _) => Ok((TokenKind::Open(Bracket::Paren), 1)),
            (')', _) => Ok((TokenKind::Close(Bracket::Paren), 1)),
            ('{', _) => Ok((TokenKind::Open(Bracket::Brace), 1)),
            ('}', _) => Ok((TokenKind::Close(Bracket::Brace), 1)),
            ('[', _) => Ok((TokenKind::Open(Bracket::Square), 1)),
            (']', _) => Ok((TokenKind::Close(Bracket::Square), 1)),
            _ => Err(unreadable(first, second, self.at)),
        }?;
        self.at += len;
        Ok(kind)
    }
}

fn unreadable(first: char, second: Option<char>, at: usize) -> Fault {
    let doubled = second == Some(first);
    let (shown, len, help) = match first {
        '&' if doubled => ("&&".to_owned(), 2, Some("write `and`")),
        '|' if doubled => ("||".to_owned(), 2, Some("write `or`")),
        '!' => ("!".to_owned(), 1, Some("write `unless` between two expressions, or compare with `== 0`")),
        '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => {
            (first.to_string(), first.len_utf8(), Some("write a straight quote: `\"`"))
        }
        '$' => ("$".to_owned(), 1, Some("PromQL has no variables: write the value, for instance `[5m]`")),
        '\u{a0}' => ("a no-break space".to_owned(), 2, Some("write a plain space")),
        _ if first.is_control() => (first.escape_default().to_string(), first.len_utf8(), None),
        _ => (first.to_string(), first.len_utf8(), None),
    };
    let fault = Fault::new(Place::new(at, at + len), format!("`{shown}` has no meaning in PromQL"));
    match help {
        Some(help) => fault.help(help),
        None => fault,
    }
}
