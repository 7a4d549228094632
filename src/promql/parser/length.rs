//! Lengths of time in brackets and behind `offset`.

use super::super::fault::{Fault, Place};
use super::super::length::{Length, LengthKind};
use super::super::lexer::{Bracket, TokenKind};
use super::super::literal::SECOND;
use super::super::operator::{BinaryOp, Keyword};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// A length in brackets: arithmetic is welcome.
    pub(super) fn length(&mut self) -> Parsed<Length> {
        self.length_of(0)
    }

    /// A length behind `offset`: arithmetic belongs to it only behind a parenthesis (`offset (1h) + 5m`), so that
    /// `a offset 5m - b` is a difference.
    pub(super) fn offset_length(&mut self) -> Parsed<Length> {
        match self.peek().kind {
            TokenKind::Open(Bracket::Paren) => self.length_of(0),
            _ => self.length_operand(false),
        }
    }

    fn length_of(&mut self, min: u8) -> Parsed<Length> {
        self.deeper()?;
        let mut left = self.length_operand(true)?;
        let mut operators = 0;
        while let TokenKind::Operator(op) = self.peek().kind {
            if !op.is_arithmetic() || op.precedence() < min {
                break;
            }
            operators += 1;
            let op_place = self.bump().place;
            if operators > super::MAX_NESTING {
                return Err(
                    Fault::new(op_place, "more operators than any length of time needs").help("write the result")
                );
            }
            let right = self.length_of(op.precedence() + u8::from(op != BinaryOp::Power))?;
            if matches!(op, BinaryOp::Divide | BinaryOp::Modulo) && right.seconds() == Some(0.0) {
                self.faults.push(Fault::new(right.place, "a division by zero"));
            }
            let place = left.place.to(right.place);
            left = Length { kind: LengthKind::Binary { op, of: Box::new((left, right)) }, place };
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn length_operand(&mut self, powers: bool) -> Parsed<Length> {
        let token = self.peek();
        if let Some(sign) = self.sign() {
            self.deeper()?;
            let of = if powers { self.length_of(BinaryOp::Power.precedence())? } else { self.length_operand(false)? };
            self.nesting -= 1;
            let place = token.place.to(of.place);
            return Ok(Length {
                kind: LengthKind::Signed { negative: sign == BinaryOp::Subtract, of: Box::new(of) },
                place,
            });
        }
        self.unsigned_length()
    }

    fn unsigned_length(&mut self) -> Parsed<Length> {
        let token = self.peek();
        match token.kind {
            TokenKind::Duration(nanos) => {
                self.at += 1;
                Ok(Length { kind: LengthKind::Fixed { nanos, number: false }, place: token.place })
            }
            TokenKind::Number(seconds) => {
                self.at += 1;
                Ok(Length {
                    kind: LengthKind::Fixed { nanos: self.nanos(seconds, token.place), number: true },
                    place: token.place,
                })
            }
            TokenKind::Word(Some(keyword @ (Keyword::Step | Keyword::Range))) => {
                self.at += 1;
                let (_, end) = self.length_arguments(0)?;
                let kind = if keyword == Keyword::Step { LengthKind::Step } else { LengthKind::Range };
                Ok(Length { kind, place: token.place.to(end) })
            }
            TokenKind::Word(Some(keyword @ (Keyword::MaxOf | Keyword::MinOf))) => {
                self.at += 1;
                let (mut args, end) = self.length_arguments(2)?;
                let (Some(b), Some(a)) = (args.pop(), args.pop()) else { return Err(self.unexpected("two lengths")) };
                let kind = LengthKind::Extreme { max: keyword == Keyword::MaxOf, of: Box::new((a, b)) };
                Ok(Length { kind, place: token.place.to(end) })
            }
            TokenKind::Open(Bracket::Paren) => {
                self.at += 1;
                let inner = self.length_of(0)?;
                let close = self.close(token, Bracket::Paren, "`)`")?;
                Ok(Length { kind: LengthKind::Paren(Box::new(inner)), place: token.place.to(close.place) })
            }
            _ => {
                let fault = self.unexpected("a length of time");
                Err(match token.kind {
                    TokenKind::Text(_) => fault.hint("write it without quotes: `5m`"),
                    _ => fault.hint("write one: `5m`"),
                })
            }
        }
    }

    fn length_arguments(&mut self, wanted: usize) -> Parsed<(Vec<Length>, Place)> {
        let open = self.peek();
        if open.kind != TokenKind::Open(Bracket::Paren) {
            return Err(self.unexpected("`(`"));
        }
        self.at += 1;
        let mut args = Vec::new();
        while args.len() < wanted {
            args.push(self.length_of(0)?);
            if args.len() < wanted {
                if self.peek().kind != TokenKind::Comma {
                    return Err(self.unexpected("`,`"));
                }
                self.at += 1;
            }
        }
        let close = self.close(open, Bracket::Paren, "`)`")?;
        Ok((args, close.place))
    }

    fn nanos(&mut self, seconds: f64, place: Place) -> i64 {
        #[expect(clippy::cast_precision_loss, reason = "a factor, not a value")]
        let nanos = (seconds * SECOND as f64).round();
        #[expect(clippy::cast_precision_loss, reason = "a bound, not a value")]
        if nanos.is_nan() || nanos.abs() >= i64::MAX as f64 {
            self.faults.push(Fault::new(place, "longer than 292 years").help("write seconds, or a duration: `5m`"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "it saturates, and such lengths were complained about")]
        return nanos as i64;
    }
}
