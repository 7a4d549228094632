//! Selectors: a metric's name, and matchers in braces.

use super::super::fault::Fault;
use super::super::lexer::{Bracket, TokenKind};
use super::super::operator::{BinaryOp, MatchOp};
use super::super::tree::{Expr, Kind, Matcher, Name, Selector, Shift};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// A name, matchers in braces, or both.
    pub(super) fn selector(&mut self) -> Parsed<Expr> {
        let start = self.peek();
        let name = (start.kind != TokenKind::Open(Bracket::Brace)).then(|| self.name());
        let mut place = start.place;
        let mut matchers = Vec::new();
        if self.peek().kind == TokenKind::Open(Bracket::Brace) {
            let open = self.bump();
            while self.peek().kind != TokenKind::Close(Bracket::Brace) {
                matchers.push(self.matcher()?);
                if self.peek().kind != TokenKind::Comma {
                    break;
                }
                self.at += 1;
            }
            let close = self.close(open, Bracket::Brace, "`,` or `}`")?;
            place = place.to(close.place);
        }
        let selector = Selector { name, matchers, range: None, extension: None, shift: Shift::default() };
        Self::built(Kind::Selector(Box::new(selector)), place)
    }

    fn matcher(&mut self) -> Parsed<Matcher> {
        let quoted = matches!(self.peek().kind, TokenKind::Text(_));
        if !quoted && !matches!(self.peek().kind, TokenKind::Word(_)) {
            return Err(self.unexpected("a label's name"));
        }
        let label = self.name();
        let op = match self.peek().kind {
            TokenKind::Assign => MatchOp::Equal,
            TokenKind::Operator(BinaryOp::NotEqual) => MatchOp::NotEqual,
            TokenKind::Matches => MatchOp::Matches,
            TokenKind::NotMatches => MatchOp::NotMatches,
            _ if quoted => {
                let name = Name { text: "__name__".to_owned(), place: label.place };
                return Ok(Matcher { label: name, op: MatchOp::Equal, value: label });
            }
            kind => return Err(self.no_match_operator(kind)),
        };
        self.at += 1;
        if !matches!(self.peek().kind, TokenKind::Text(_)) {
            let fault = self.unexpected("a text in quotes");
            let bare = matches!(self.peek().kind, TokenKind::Word(_) | TokenKind::Number(_) | TokenKind::Duration(_));
            let written = self.written(self.peek().place);
            return Err(if bare { fault.help(format!("write it in quotes: `\"{written}\"`")) } else { fault });
        }
        Ok(Matcher { label, op, value: self.name() })
    }

    fn no_match_operator(&self, kind: TokenKind) -> Fault {
        let fault = self.unexpected("`=`, `!=`, `=~` or `!~`");
        match kind {
            TokenKind::Operator(BinaryOp::Equal) => fault.help("labels are compared with a single `=`"),
            TokenKind::Operator(_) => fault.help("labels are texts: compare with `=`, `!=`, `=~` or `!~`"),
            TokenKind::Colon => fault.help("put a name with other characters than letters, digits and `_` into quotes"),
            _ => fault,
        }
    }
}
