//! Aggregations, and the lists of labels that they share with binary operators.

use super::super::fault::{Fault, Place};
use super::super::lexer::{Bracket, TokenKind};
use super::super::operator::{AggregateOp, Keyword};
use super::super::tree::{Aggregation, Expr, Grouping, Kind, Name};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// `sum(…)`, `sum by (…) (…)` or `sum(…) by (…)`.
    pub(super) fn aggregation(&mut self, op: AggregateOp) -> Parsed<Expr> {
        let op_place = self.bump().place;
        let mut grouping = self.grouping()?;
        if self.peek().kind != TokenKind::Open(Bracket::Paren) {
            return Err(self
                .unexpected("`(`")
                .hint(format!("put what is aggregated into parentheses: `{}(…)`", op.text())));
        }
        let (args, mut end) = self.arguments()?;
        if grouping.is_none() {
            grouping = self.grouping()?;
            end = grouping.as_ref().map_or(end, |grouping| grouping.place);
        }
        let place = op_place.to(end);
        let wanted = if op.has_param() { 2 } else { 1 };
        let found = args.len();
        let mut args = args.into_iter();
        let param = if op.has_param() { args.next() } else { None };
        let (Some(of), None) = (args.next(), args.next()) else {
            let name = op.text();
            let example = match op {
                AggregateOp::Quantile => "quantile(0.9, …)",
                AggregateOp::CountValues => "count_values(\"label\", …)",
                AggregateOp::LimitRatio => "limit_ratio(0.1, …)",
                _ if op.has_param() => &format!("{name}(5, …)"),
                _ => &format!("{name}(…)"),
            };
            let headline =
                format!("`{name}` takes {wanted} argument{}, not {found}", if wanted == 1 { "" } else { "s" });
            return Err(Fault::new(place, headline).help(format!("write `{example}`")));
        };
        let aggregation = Aggregation { op, op_place, grouping, param, of };
        Self::built(Kind::Aggregation(Box::new(aggregation)), place)
    }

    fn grouping(&mut self) -> Parsed<Option<Grouping>> {
        let without = match self.peek().kind {
            TokenKind::Word(Some(Keyword::By)) => false,
            TokenKind::Word(Some(Keyword::Without)) => true,
            _ => return Ok(None),
        };
        let keyword = self.bump();
        let (labels, end) = self.labels()?;
        Ok(Some(Grouping { without, labels, place: keyword.place.to(end) }))
    }

    /// Labels in parentheses, and where the closing one stands.
    pub(super) fn labels(&mut self) -> Parsed<(Vec<Name>, Place)> {
        let open = self.peek();
        if open.kind != TokenKind::Open(Bracket::Paren) {
            return Err(self.unexpected("`(`").hint("put the labels into parentheses: `(topic, partition)`"));
        }
        self.at += 1;
        let mut labels = Vec::new();
        while self.peek().kind != TokenKind::Close(Bracket::Paren) {
            labels.push(self.label()?);
            if self.peek().kind != TokenKind::Comma {
                break;
            }
            self.at += 1;
        }
        let close = self.close(open, Bracket::Paren, "`,` or `)`")?;
        Ok((labels, close.place))
    }

    fn label(&mut self) -> Parsed<Name> {
        match self.peek().kind {
            TokenKind::Word(keyword) if keyword.is_none_or(Keyword::names_a_label) => Ok(self.name()),
            TokenKind::ColonWord => Ok(self.name()),
            TokenKind::Text(_) => {
                let name = self.name();
                if name.text.is_empty() {
                    self.faults.push(Fault::new(name.place, "a label's name is empty").help("leave it out"));
                }
                Ok(name)
            }
            TokenKind::Word(_) => {
                let written = self.written(self.peek().place);
                let help = format!("put it into quotes: `\"{written}\"` (Prometheus 3.0)");
                Err(self.unexpected("a label's name").hint(help))
            }
            _ => Err(self.unexpected("a label's name")),
        }
    }
}
