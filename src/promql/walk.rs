//! Walks over trees: every expression with those around it, every selector with its calls.

use super::fault::Place;
use super::length::Length;
use super::tree::{Expr, Kind, Selector};

/// A selector and what is around it.
#[derive(Debug, Clone)]
pub struct Seen<'e> {
    /// The selector.
    pub selector: &'e Selector,
    /// Where it stands, modifiers included.
    pub place: Place,
    /// The expressions around it, outermost first.
    pub within: Vec<&'e Expr>,
}

impl<'e> Seen<'e> {
    /// The functions that it is an argument of, innermost first.
    pub fn calls(&self) -> impl Iterator<Item = &'e str> {
        self.within.iter().rev().filter_map(|expr| match &expr.kind {
            Kind::Call(call) => Some(call.name.text.as_str()),
            _ => None,
        })
    }

    /// The time over which it is looked at: its own range, or that of the nearest subquery around it.
    pub fn range(&self) -> Option<&'e Length> {
        let around = || {
            self.within.iter().rev().find_map(|expr| match &expr.kind {
                Kind::Subquery(subquery) => Some(&subquery.range),
                _ => None,
            })
        };
        self.selector.range.as_ref().or_else(around)
    }
}

/// Every selector, in the order of the text.
pub fn selectors(expr: &Expr) -> Vec<Seen<'_>> {
    let mut list = Vec::new();
    walk(expr, &mut |within, expr| {
        if let Kind::Selector(selector) = &expr.kind {
            list.push(Seen { selector, place: expr.place, within: within.to_vec() });
        }
    });
    list
}

/// Visits each expression, outer ones first, together with those around it (outermost first).
pub fn walk<'e>(expr: &'e Expr, visit: &mut impl FnMut(&[&'e Expr], &'e Expr)) {
    into(expr, &mut Vec::new(), visit);
}

fn into<'e>(expr: &'e Expr, within: &mut Vec<&'e Expr>, visit: &mut impl FnMut(&[&'e Expr], &'e Expr)) {
    visit(within, expr);
    within.push(expr);
    for child in expr.children() {
        into(child, within, visit);
    }
    within.pop();
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn selectors_know_their_names_ranges_and_calls() {
        let expr =
            parse(r#"max_over_time(sum(rate({"a.b"}[5m]))[1h:]) > on () {__name__="c"} offset 1h or d"#).unwrap();
        let seen = selectors(&expr);
        let names: Vec<_> = seen.iter().map(|seen| seen.selector.metric().unwrap()).collect();
        assert_eq!(names, ["a.b", "c", "d"]);
        assert_eq!(seen[0].calls().collect::<Vec<_>>(), ["rate", "max_over_time"]);
        assert_eq!(seen[0].range().and_then(Length::millis), Some(300_000));
        assert_eq!(seen[1].selector.shift.offset.as_ref().and_then(Length::millis), Some(3_600_000));
        assert_eq!(seen[2].range(), None);
    }

    #[test]
    fn a_selector_within_a_subquery_is_looked_at_over_its_range() {
        let expr = parse("min_over_time((up == 1)[1h:1m])").unwrap();
        assert_eq!(selectors(&expr)[0].range().and_then(Length::millis), Some(3_600_000));
    }
}
