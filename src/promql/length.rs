//! Lengths of time in ranges, subqueries and offsets: literals, and the arithmetic of Prometheus 3.4 and later.

use super::fault::Place;
use super::literal::SECOND;
use super::operator::BinaryOp;

/// A length of time and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Length {
    /// What it is.
    pub kind: LengthKind,
    /// Its text.
    pub place: Place,
}

/// The kinds of lengths. All but the first need Prometheus 3.4, and before 3.14 the feature `promql-duration-expr`.
#[derive(Debug, Clone, PartialEq)]
pub enum LengthKind {
    /// A literal, in nanoseconds; `number` if it was written as plain seconds (Prometheus 2.54).
    Fixed {
        /// How long, in nanoseconds.
        nanos: i64,
        /// Whether it was written without a unit.
        number: bool,
    },
    /// `step()`: the resolution of the query.
    Step,
    /// `range()`: the length of the query.
    Range,
    /// `max_of(a, b)`, and otherwise `min_of(a, b)`.
    Extreme {
        /// The greater of the two.
        max: bool,
        /// Both.
        of: Box<(Length, Length)>,
    },
    /// A sign in front.
    Signed {
        /// `-`, and otherwise `+`.
        negative: bool,
        /// What the sign belongs to.
        of: Box<Length>,
    },
    /// Two lengths and one of `+ - * / % ^` between them.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Both.
        of: Box<(Length, Length)>,
    },
    /// In parentheses.
    Paren(Box<Length>),
}

impl Length {
    /// How long it is, in seconds, unless that depends on the query (`step()`, `range()`).
    pub fn seconds(&self) -> Option<f64> {
        match &self.kind {
            #[expect(clippy::cast_precision_loss, reason = "Prometheus computes lengths as floating-point seconds")]
            LengthKind::Fixed { nanos, .. } => Some(*nanos as f64 / SECOND as f64),
            LengthKind::Step | LengthKind::Range => None,
            LengthKind::Extreme { max, of } => {
                let (a, b) = (of.0.seconds()?, of.1.seconds()?);
                Some(if *max { a.max(b) } else { a.min(b) })
            }
            LengthKind::Signed { negative, of } => of.seconds().map(|value| if *negative { -value } else { value }),
            LengthKind::Paren(inner) => inner.seconds(),
            LengthKind::Binary { op, of } => {
                let (a, b) = (of.0.seconds()?, of.1.seconds()?);
                Some(match op {
                    BinaryOp::Add => a + b,
                    BinaryOp::Subtract => a - b,
                    BinaryOp::Multiply => a * b,
                    BinaryOp::Divide => a / b,
                    BinaryOp::Modulo => a % b,
                    _ => a.powf(b),
                })
            }
        }
    }

    /// How long it is, in whole milliseconds, unless that depends on the query or is beyond all measure.
    pub fn millis(&self) -> Option<i64> {
        let millis = (self.seconds()? * 1e3).round();
        #[expect(clippy::cast_possible_truncation, reason = "it was compared just now")]
        (millis.abs() < 9.2e15).then_some(millis as i64)
    }

    /// Whether it is a literal, with or without a sign.
    pub fn is_literal(&self) -> bool {
        match &self.kind {
            LengthKind::Fixed { .. } => true,
            LengthKind::Signed { of, .. } => matches!(of.kind, LengthKind::Fixed { .. }),
            _ => false,
        }
    }
}
