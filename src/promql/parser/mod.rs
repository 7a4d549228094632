//! Tokens to a tree: operator precedence, and the modifiers that stand behind an expression.

mod aggregate;
mod length;
mod modifiers;
mod selector;

use super::fault::{Fault, Place};
use super::lexer::{Bracket, Token, TokenKind, Tokens, tokens};
use super::operator::{BinaryOp, Keyword};
use super::tree::{Binary, Call, Expr, Kind, Name, Number, Unary};

/// How deep brackets and signs may be nested.
pub(super) const MAX_NESTING: usize = 64;

/// How many expressions may lie one within the other; a chain of operators counts each of them. It keeps every walk
/// over a tree, and its drop, off the end of the stack.
pub(super) const MAX_HEIGHT: usize = 500;

type Parsed<T> = Result<T, Fault>;

/// Reads an expression. On success nothing was wrong with its form.
pub(super) fn parse(text: &str) -> Result<Expr, Vec<Fault>> {
    let mut parser = Parser { text, tokens: tokens(text), at: 0, nesting: 0, faults: Vec::new() };
    let expr = parser.whole();
    let mut faults = parser.faults;
    match expr {
        Ok(expr) if faults.is_empty() => return Ok(expr),
        Ok(_) => {}
        Err(fault) => faults.push(fault),
    }
    faults.sort_by_key(|fault| fault.place);
    Err(faults)
}

struct Parser<'t> {
    text: &'t str,
    tokens: Tokens,
    at: usize,
    nesting: usize,
    /// Mistakes that did not keep the parser from going on.
    faults: Vec<Fault>,
}

impl Parser<'_> {
    fn whole(&mut self) -> Parsed<Expr> {
        if self.peek().kind == TokenKind::End {
            return Err(Fault::new(self.peek().place, "the expression is empty").help("write one: `up == 0`"));
        }
        let expr = self.expression(0)?;
        match self.peek().kind {
            TokenKind::End => Ok(expr),
            _ => Err(self.unexpected_after(&expr)),
        }
    }

    /// An expression of operators that bind at least as tightly as `min`.
    fn expression(&mut self, min: u8) -> Parsed<Expr> {
        self.deeper()?;
        let mut left = self.operand()?;
        while let Some((op, op_place)) = self.operator().filter(|(op, _)| op.precedence() >= min) {
            self.at += 1;
            let modifiers = self.modifiers()?;
            let right = self.expression(op.precedence() + u8::from(op != BinaryOp::Power))?;
            let place = left.place.to(right.place);
            let (returns_bool, matching, fill) = modifiers;
            let binary = Binary { op, op_place, returns_bool, matching, fill, left, right };
            left = Self::built(Kind::Binary(Box::new(binary)), place)?;
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Parsed<Expr> {
        let token = self.peek();
        let expr = match token.kind {
            TokenKind::Operator(op @ (BinaryOp::Add | BinaryOp::Subtract)) => {
                self.at += 1;
                // A sign binds like `*`: `-a ^ b` is `-(a ^ b)`, `-a * b` is `(-a) * b`.
                let of = self.expression(BinaryOp::Power.precedence())?;
                let place = token.place.to(of.place);
                let unary = Unary { negative: op == BinaryOp::Subtract, of };
                return Self::built(Kind::Unary(Box::new(unary)), place);
            }
            TokenKind::Open(Bracket::Paren) => self.parenthesis()?,
            TokenKind::Number(value) => self.leaf(Kind::Number(Number { value, duration: false })),
            #[expect(clippy::cast_precision_loss, reason = "PromQL knows floating-point numbers only")]
            TokenKind::Duration(nanos) => self.leaf(Kind::Number(Number { value: nanos as f64 / 1e9, duration: true })),
            TokenKind::Text(index) => {
                let text = self.text_of(index);
                self.leaf(Kind::Text(text))
            }
            TokenKind::Open(Bracket::Brace) | TokenKind::ColonWord => self.selector()?,
            TokenKind::Word(keyword) => self.word(keyword)?,
            _ => return Err(self.unexpected("an expression")),
        };
        self.modified(expr)
    }

    fn word(&mut self, keyword: Option<Keyword>) -> Parsed<Expr> {
        let called = self.peek_at(1).kind == TokenKind::Open(Bracket::Paren);
        let grouped = matches!(self.peek_at(1).kind, TokenKind::Word(Some(Keyword::By | Keyword::Without)));
        match keyword {
            Some(Keyword::Inf) => Ok(self.leaf(Kind::Number(Number { value: f64::INFINITY, duration: false }))),
            Some(Keyword::Nan) => Ok(self.leaf(Kind::Number(Number { value: f64::NAN, duration: false }))),
            Some(Keyword::Aggregate(op)) if called || grouped => self.aggregation(op),
            Some(keyword) if called && keyword.calls() => self.call(),
            None if called => self.call(),
            Some(keyword) if !keyword.names_a_metric() => Err(self.unexpected("an expression")),
            _ => self.selector(),
        }
    }

    fn parenthesis(&mut self) -> Parsed<Expr> {
        let open = self.bump();
        let inner = self.expression(0)?;
        let close = self.close(open, Bracket::Paren, "`)`")?;
        Self::built(Kind::Paren(Box::new(inner)), open.place.to(close.place))
    }

    fn call(&mut self) -> Parsed<Expr> {
        let name = self.name();
        let (args, close) = self.arguments()?;
        let place = name.place.to(close);
        Self::built(Kind::Call(Box::new(Call { name, args })), place)
    }

    /// The arguments in parentheses, and where the closing one stands.
    fn arguments(&mut self) -> Parsed<(Vec<Expr>, Place)> {
        let open = self.bump();
        let mut args = Vec::new();
        if self.peek().kind == TokenKind::Close(Bracket::Paren) {
            return Ok((args, self.bump().place));
        }
        loop {
            args.push(self.expression(0)?);
            if self.peek().kind != TokenKind::Comma {
                let close = self.close(open, Bracket::Paren, "`,` or `)`")?;
                return Ok((args, close.place));
            }
            let comma = self.bump();
            if self.peek().kind == TokenKind::Close(Bracket::Paren) {
                return Err(Fault::new(comma.place, "a comma behind the last argument").help("leave it out"));
            }
        }
    }

    fn operator(&self) -> Option<(BinaryOp, Place)> {
        let token = self.peek();
        match token.kind {
            TokenKind::Operator(op) | TokenKind::Word(Some(Keyword::Operator(op))) => Some((op, token.place)),
            _ => None,
        }
    }
}

/// The small tools that the parts of the parser share.
impl Parser<'_> {
    fn peek(&self) -> Token {
        self.peek_at(0)
    }

    /// The token so many places ahead; the last one for ever at the end.
    fn peek_at(&self, ahead: usize) -> Token {
        let list = &self.tokens.list;
        let end = Token { kind: TokenKind::End, place: Place::new(self.text.len(), self.text.len()) };
        list.get(self.at + ahead).or(list.last()).copied().unwrap_or(end)
    }

    fn bump(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    fn written(&self, place: Place) -> &str {
        self.text.get(place.range()).unwrap_or_default()
    }

    fn text_of(&self, index: usize) -> String {
        self.tokens.texts.get(index).cloned().unwrap_or_default()
    }

    /// The token at hand as a name.
    fn name(&mut self) -> Name {
        let token = self.bump();
        let text = match token.kind {
            TokenKind::Text(index) => self.text_of(index),
            _ => self.written(token.place).to_owned(),
        };
        Name { text, place: token.place }
    }

    fn leaf(&mut self, kind: Kind) -> Expr {
        Expr::new(kind, self.bump().place)
    }

    fn built(kind: Kind, place: Place) -> Parsed<Expr> {
        let expr = Expr::new(kind, place);
        if expr.height() > MAX_HEIGHT {
            let headline = format!("more than {MAX_HEIGHT} expressions one within the other");
            return Err(Fault::new(place, headline).help("split it into recording rules"));
        }
        Ok(expr)
    }

    fn deeper(&mut self) -> Parsed<()> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            let headline = format!("more than {MAX_NESTING} brackets or signs one within the other");
            return Err(Fault::new(self.peek().place, headline).help("split it into recording rules"));
        }
        Ok(())
    }

    fn close(&mut self, open: Token, bracket: Bracket, expected: &str) -> Parsed<Token> {
        let token = self.peek();
        match token.kind {
            TokenKind::Close(found) if found == bracket => Ok(self.bump()),
            TokenKind::End => {
                let headline = format!("`{}` is never closed", self.written(open.place));
                Err(Fault::new(open.place, headline).help(format!("write {expected} where it ends")))
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    /// The fault of meeting something else than what was expected.
    fn unexpected(&self, expected: &str) -> Fault {
        let token = self.peek();
        let written = self.written(token.place);
        match token.kind {
            TokenKind::Bad => self.tokens.fault.clone().unwrap_or_else(|| Fault::new(token.place, "unreadable")),
            TokenKind::End => Fault::new(token.place, format!("the expression ends where {expected} should stand")),
            _ => Fault::new(token.place, format!("`{written}` stands where {expected} should")),
        }
    }

    /// The fault of something that stands behind a complete expression.
    fn unexpected_after(&self, expr: &Expr) -> Fault {
        let token = self.peek();
        let fault = self.unexpected("an operator or the end");
        let before = self.written(expr.place);
        match token.kind {
            TokenKind::Assign => fault.help("write `==` to compare"),
            TokenKind::Matches | TokenKind::NotMatches => {
                fault.help("regular expressions are for labels, within braces: `up{job=~\"kafka.*\"}`")
            }
            TokenKind::Close(_) => {
                Fault::new(token.place, format!("`{}` closes nothing", self.written(token.place))).help("leave it out")
            }
            TokenKind::Word(Some(Keyword::By | Keyword::Without)) => {
                fault.help("it belongs to an aggregation: `sum by (topic) (…)`")
            }
            TokenKind::Word(Some(Keyword::On | Keyword::Ignoring | Keyword::GroupLeft | Keyword::GroupRight)) => {
                fault.help("it belongs behind an operator: `a / on (topic) b`")
            }
            TokenKind::Open(Bracket::Paren) => fault.help(format!("`{before}` cannot be called")),
            TokenKind::Word(_) if Keyword::of(before).is_some_and(|word| matches!(word, Keyword::Aggregate(_))) => {
                fault.help(format!("put what is aggregated into parentheses: `{before}(…)`"))
            }
            TokenKind::Word(_) => {
                let word = self.written(token.place);
                let known = ["and", "or", "unless", "offset", "atan2"];
                match super::did_you_mean(word, known) {
                    Some(near) => fault.help(format!("did you mean `{near}`?")),
                    None => fault,
                }
            }
            _ => fault,
        }
    }
}
