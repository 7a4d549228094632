//! What stands behind an operator (`bool`, `on`, `group_left`, `fill`) and behind an operand (ranges, `offset`, `@`).

use super::super::fault::{Fault, Place};
use super::super::lexer::{Bracket, TokenKind};
use super::super::operator::{BinaryOp, Keyword};
use super::super::tree::{At, Expr, Extension, Fill, Group, Kind, Matching, Number, Shift, Subquery};
use super::{Parsed, Parser};

type Modifiers = (Option<Place>, Option<Matching>, Option<Fill>);

/// Behind an operator.
impl Parser<'_> {
    pub(super) fn modifiers(&mut self) -> Parsed<Modifiers> {
        let returns_bool = self.keyword(Keyword::Bool);
        let mut matching = None;
        if let TokenKind::Word(Some(keyword @ (Keyword::On | Keyword::Ignoring))) = self.peek().kind {
            let start = self.bump().place;
            let (labels, end) = self.labels()?;
            let place = start.to(end);
            matching = Some(Matching { on: keyword == Keyword::On, labels, place, group: self.group()? });
        } else if let TokenKind::Word(Some(Keyword::GroupLeft | Keyword::GroupRight)) = self.peek().kind {
            let place = self.peek().place;
            let word = self.written(place).to_owned();
            return Err(Fault::new(place, format!("`{word}` without `on` or `ignoring`"))
                .help(format!("say which labels belong together: `on (topic) {word} (…)`")));
        }
        let fill = self.fill()?;
        Ok((returns_bool, matching, fill))
    }

    fn keyword(&mut self, keyword: Keyword) -> Option<Place> {
        (self.peek().kind == TokenKind::Word(Some(keyword))).then(|| self.bump().place)
    }

    fn group(&mut self) -> Parsed<Option<Group>> {
        let left = match self.peek().kind {
            TokenKind::Word(Some(Keyword::GroupLeft)) => true,
            TokenKind::Word(Some(Keyword::GroupRight)) => false,
            _ => return Ok(None),
        };
        let start = self.bump().place;
        if self.peek().kind != TokenKind::Open(Bracket::Paren) {
            return Ok(Some(Group { left, include: Vec::new(), place: start }));
        }
        let (include, end) = self.labels()?;
        Ok(Some(Group { left, include, place: start.to(end) }))
    }

    fn fill(&mut self) -> Parsed<Option<Fill>> {
        let mut fill: Option<Fill> = None;
        while let TokenKind::Word(Some(keyword @ (Keyword::Fill | Keyword::FillLeft | Keyword::FillRight))) =
            self.peek().kind
        {
            // Without a parenthesis these three are metrics.
            if self.peek_at(1).kind != TokenKind::Open(Bracket::Paren) {
                break;
            }
            let start = self.bump().place;
            let (value, end) = self.fill_value()?;
            let place = start.to(end);
            let mut both = fill.take().unwrap_or(Fill { left: None, right: None, place });
            both.place = both.place.to(place);
            let (left, right) = (keyword != Keyword::FillRight, keyword != Keyword::FillLeft);
            if (left && both.left.is_some()) || (right && both.right.is_some()) {
                return Err(Fault::new(place, "the same side is filled twice").help("leave one of the two out"));
            }
            both.left = if left { Some(value) } else { both.left };
            both.right = if right { Some(value) } else { both.right };
            fill = Some(both);
        }
        Ok(fill)
    }

    fn fill_value(&mut self) -> Parsed<(Number, Place)> {
        let open = self.bump();
        let sign = self.sign();
        let Some(mut number) = self.plain_number() else { return Err(self.unexpected("a number")) };
        if sign == Some(BinaryOp::Subtract) {
            number.value = -number.value;
        }
        let close = self.close(open, Bracket::Paren, "`)`")?;
        Ok((number, close.place))
    }

    /// A sign, if one stands here.
    pub(super) fn sign(&mut self) -> Option<BinaryOp> {
        let TokenKind::Operator(op @ (BinaryOp::Add | BinaryOp::Subtract)) = self.peek().kind else { return None };
        self.at += 1;
        Some(op)
    }

    /// A number or a duration, if one stands here.
    fn plain_number(&mut self) -> Option<Number> {
        let number = match self.peek().kind {
            TokenKind::Number(value) => Number { value, duration: false },
            TokenKind::Word(Some(Keyword::Inf)) => Number { value: f64::INFINITY, duration: false },
            TokenKind::Word(Some(Keyword::Nan)) => Number { value: f64::NAN, duration: false },
            #[expect(clippy::cast_precision_loss, reason = "PromQL knows floating-point numbers only")]
            TokenKind::Duration(nanos) => Number { value: nanos as f64 / 1e9, duration: true },
            _ => return None,
        };
        self.at += 1;
        Some(number)
    }
}

/// Behind an operand.
impl Parser<'_> {
    /// The operand with all ranges, offsets and times that stand behind it.
    pub(super) fn modified(&mut self, mut expr: Expr) -> Parsed<Expr> {
        loop {
            expr = match self.peek().kind {
                TokenKind::Open(Bracket::Square) => self.ranged(expr)?,
                TokenKind::Word(Some(Keyword::Offset)) => self.offset(expr)?,
                TokenKind::At => self.at_time(expr)?,
                TokenKind::Word(Some(keyword @ (Keyword::Anchored | Keyword::Smoothed))) => {
                    self.extended(expr, keyword == Keyword::Smoothed)
                }
                _ => return Ok(expr),
            };
        }
    }

    fn ranged(&mut self, mut expr: Expr) -> Parsed<Expr> {
        let open = self.bump();
        let range = self.length()?;
        if self.peek().kind == TokenKind::Colon {
            self.at += 1;
            let stepped = self.peek().kind != TokenKind::Close(Bracket::Square);
            let step = if stepped { Some(self.length()?) } else { None };
            let close = self.close(open, Bracket::Square, "`]`")?;
            let place = expr.place.to(close.place);
            let subquery = Subquery { of: expr, range, step, shift: Shift::default() };
            return Self::built(Kind::Subquery(Box::new(subquery)), place);
        }
        let close = self.close(open, Bracket::Square, "`:` or `]`")?;
        let brackets = open.place.to(close.place);
        let written = self.written(expr.place).to_owned();
        let inner = self.written(Place::new(open.place.end, close.place.start)).to_owned();
        let fault = match &mut expr.kind {
            Kind::Selector(selector) if selector.range.is_some() => {
                Some(Fault::new(brackets, "a second range").help("leave one of the two out"))
            }
            Kind::Selector(selector) if selector.shift != Shift::default() => {
                let headline = "the range stands behind `offset` or `@`";
                Some(Fault::new(brackets, headline).help("write the range first: `up[5m] offset 1h`"))
            }
            Kind::Selector(selector) => {
                selector.range = Some(range);
                None
            }
            _ => {
                let short = if written.len() > 40 { "(…)" } else { &written };
                Some(
                    Fault::new(brackets, "only a plain selector can have a range")
                        .label("what stands before it is computed")
                        .help(format!("write a subquery, with a colon: `{short}[{inner}:]`")),
                )
            }
        };
        self.faults.extend(fault);
        expr.place = expr.place.to(close.place);
        Ok(expr)
    }

    fn offset(&mut self, mut expr: Expr) -> Parsed<Expr> {
        let word = self.bump().place;
        let length = self.offset_length()?;
        let place = word.to(length.place);
        let before = expr.place;
        expr.place = expr.place.to(length.place);
        let fault = match shift(&mut expr) {
            // An offset of nothing is none, also for Prometheus, and may be followed by another.
            Some(shift) if shift.offset.as_ref().is_none_or(|offset| offset.millis() == Some(0)) => {
                shift.offset = Some(length);
                None
            }
            Some(_) => Some(Fault::new(place, "a second `offset`").help("leave one of the two out")),
            None => Some(misplaced(before, "`offset`", "sum(up offset 5m)")),
        };
        self.faults.extend(fault);
        Ok(expr)
    }

    fn at_time(&mut self, mut expr: Expr) -> Parsed<Expr> {
        let start = self.bump().place;
        let (at, end) = self.at_value()?;
        let before = expr.place;
        expr.place = expr.place.to(end);
        let fault = match shift(&mut expr) {
            Some(shift) if shift.at.is_none() => {
                shift.at = Some((at, start.to(end)));
                None
            }
            Some(_) => Some(Fault::new(start.to(end), "a second `@`").help("leave one of the two out")),
            None => Some(misplaced(before, "`@`", "sum(up @ end())")),
        };
        self.faults.extend(fault);
        Ok(expr)
    }

    fn at_value(&mut self) -> Parsed<(At, Place)> {
        let token = self.peek();
        if let TokenKind::Word(Some(keyword @ (Keyword::Start | Keyword::End))) = token.kind {
            self.at += 1;
            let open = self.peek();
            if open.kind != TokenKind::Open(Bracket::Paren) {
                return Err(self.unexpected("`()`"));
            }
            self.at += 1;
            let close = self.close(open, Bracket::Paren, "`)`")?;
            let at = if keyword == Keyword::Start { At::Start } else { At::End };
            return Ok((at, token.place.to(close.place)));
        }
        let sign = self.sign();
        let number_place = self.peek().place;
        let Some(number) = self.plain_number() else {
            return Err(self.unexpected("seconds since 1970, `start()` or `end()`"));
        };
        let seconds = if sign == Some(BinaryOp::Subtract) { -number.value } else { number.value };
        let place = token.place.to(number_place);
        #[expect(clippy::cast_precision_loss, reason = "a bound, not a value")]
        if seconds.is_nan() || seconds.abs() >= i64::MAX as f64 {
            self.faults.push(Fault::new(place, "no such time").help("write seconds since 1970"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "it saturates, and such times were complained about")]
        Ok((At::Time((seconds * 1e3).round() as i64), place))
    }

    fn extended(&mut self, mut expr: Expr, smoothed: bool) -> Expr {
        let place = self.bump().place;
        let before = expr.place;
        expr.place = expr.place.to(place);
        let fault = match &mut expr.kind {
            Kind::Selector(selector) if selector.extension.is_none_or(|other| other.smoothed == smoothed) => {
                selector.extension = Some(Extension { smoothed, place });
                None
            }
            Kind::Selector(_) => {
                Some(Fault::new(place, "both `anchored` and `smoothed`").help("leave one of the two out"))
            }
            _ => Some(misplaced(before, "`anchored` or `smoothed`", "rate(up[5m] anchored)")),
        };
        self.faults.extend(fault);
        expr
    }
}

fn shift(expr: &mut Expr) -> Option<&mut Shift> {
    match &mut expr.kind {
        Kind::Selector(selector) => Some(&mut selector.shift),
        Kind::Subquery(subquery) => Some(&mut subquery.shift),
        _ => None,
    }
}

fn misplaced(place: Place, what: &str, example: &str) -> Fault {
    Fault::new(place, format!("{what} behind something that is no selector"))
        .help(format!("write it directly behind the selector: `{example}`"))
}
