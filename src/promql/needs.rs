//! Which release and which feature flags an expression asks for.

use super::fault::Place;
use super::functions::Status;
use super::length::{Length, LengthKind};
use super::operator::BinaryOp;
use super::tree::{Expr, Kind, Name, Selector, Shift};
use super::walk::walk;

/// A part of the language that not every Prometheus has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// Functions and aggregations that are still experimental in 3.14.
    ExperimentalFunctions,
    /// `first_over_time`: 3.7 with a flag, 3.14 without.
    PromotedFunctions,
    /// Arithmetic on lengths of time, `step()` and `range()` in them: 3.4 with a flag, 3.14 without.
    DurationExpressions,
    /// `anchored`, `smoothed`: 3.7 with a flag.
    ExtendedRanges,
    /// `fill`, `fill_left`, `fill_right`: 3.10 with a flag.
    FillModifiers,
    /// `</`, `>/`: 3.11.
    HistogramTrimming,
    /// Metric and label names in quotes: 3.0.
    QuotedNames,
    /// Numbers in place of durations, and the other way round: 2.54.
    NumbersAsDurations,
    /// What 3.0 took away: `holt_winters`.
    Prometheus2,
}

/// A feature and the first place that needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// What is needed.
    pub feature: Feature,
    /// By what.
    pub place: Place,
}

impl Feature {
    /// The value of `--enable-feature` that turns it on, where one is needed in some release.
    pub const fn flag(self) -> Option<&'static str> {
        match self {
            Feature::ExperimentalFunctions | Feature::PromotedFunctions => Some("promql-experimental-functions"),
            Feature::DurationExpressions => Some("promql-duration-expr"),
            Feature::ExtendedRanges => Some("promql-extended-range-selectors"),
            Feature::FillModifiers => Some("promql-binop-fill-modifiers"),
            _ => None,
        }
    }

    /// The first release that has it, major and minor. Experimental functions came one by one; theirs is the flag's.
    pub const fn since(self) -> Option<(u32, u32)> {
        match self {
            Feature::ExperimentalFunctions => Some((2, 49)),
            Feature::DurationExpressions => Some((3, 4)),
            Feature::ExtendedRanges | Feature::PromotedFunctions => Some((3, 7)),
            Feature::FillModifiers => Some((3, 10)),
            Feature::HistogramTrimming => Some((3, 11)),
            Feature::QuotedNames => Some((3, 0)),
            Feature::NumbersAsDurations => Some((2, 54)),
            Feature::Prometheus2 => None,
        }
    }

    /// The first release in which it is there without a flag, major and minor; `None` if 3.14 still asks for one.
    pub const fn stable_since(self) -> Option<(u32, u32)> {
        match self {
            Feature::DurationExpressions | Feature::PromotedFunctions => Some((3, 14)),
            Feature::HistogramTrimming | Feature::QuotedNames | Feature::NumbersAsDurations => self.since(),
            _ => None,
        }
    }
}

/// What an expression needs beyond what every Prometheus since 2.33 has, in the order of the places.
pub fn needs(expr: &Expr) -> Vec<Need> {
    let mut list: Vec<Need> = Vec::new();
    walk(expr, &mut |_, expr| of_one(expr, &mut |feature, place| list.push(Need { feature, place })));
    list.sort_by_key(|need| (need.feature, need.place));
    list.dedup_by_key(|need| need.feature);
    list.sort_by_key(|need| need.place);
    list
}

fn of_one(expr: &Expr, add: &mut dyn FnMut(Feature, Place)) {
    match &expr.kind {
        Kind::Number(number) if number.duration => add(Feature::NumbersAsDurations, expr.place),
        Kind::Selector(selector) => of_selector(selector, add),
        Kind::Subquery(subquery) => {
            let step = subquery.step.as_ref();
            std::iter::once(&subquery.range).chain(step).for_each(|length| of_length(length, add));
            of_shift(&subquery.shift, add);
        }
        Kind::Binary(binary) => {
            if matches!(binary.op, BinaryOp::TrimLower | BinaryOp::TrimUpper) {
                add(Feature::HistogramTrimming, binary.op_place);
            }
            if let Some(fill) = &binary.fill {
                add(Feature::FillModifiers, fill.place);
            }
            if let Some(matching) = &binary.matching {
                let include = matching.group.iter().flat_map(|group| &group.include);
                matching.labels.iter().chain(include).for_each(|label| of_name(label, add));
            }
        }
        Kind::Aggregation(aggregation) => {
            if aggregation.op.is_experimental() {
                add(Feature::ExperimentalFunctions, aggregation.op_place);
            }
            aggregation.grouping.iter().flat_map(|grouping| &grouping.labels).for_each(|label| of_name(label, add));
        }
        Kind::Call(call) => match super::function(&call.name.text).map(|function| function.status) {
            Some(Status::Experimental) => add(Feature::ExperimentalFunctions, call.name.place),
            Some(Status::Promoted) => add(Feature::PromotedFunctions, call.name.place),
            Some(Status::Renamed(_)) => add(Feature::Prometheus2, call.name.place),
            Some(Status::Stable) | None => {}
        },
        Kind::Number(_) | Kind::Text(_) | Kind::Unary(_) | Kind::Paren(_) => {}
    }
}

fn of_selector(selector: &Selector, add: &mut dyn FnMut(Feature, Place)) {
    for matcher in &selector.matchers {
        of_name(&matcher.label, add);
        // `{"up"}`: the label is not written at all.
        if matcher.label.place == matcher.value.place {
            add(Feature::QuotedNames, matcher.value.place);
        }
    }
    if let Some(extension) = selector.extension {
        add(Feature::ExtendedRanges, extension.place);
    }
    if let Some(range) = &selector.range {
        of_length(range, add);
    }
    of_shift(&selector.shift, add);
}

fn of_shift(shift: &Shift, add: &mut dyn FnMut(Feature, Place)) {
    if let Some(offset) = &shift.offset {
        of_length(offset, add);
    }
}

fn of_length(length: &Length, add: &mut dyn FnMut(Feature, Place)) {
    match &length.kind {
        LengthKind::Fixed { number: false, .. } => {}
        LengthKind::Fixed { number: true, .. } => add(Feature::NumbersAsDurations, length.place),
        LengthKind::Signed { of, .. } if length.is_literal() => of_length(of, add),
        _ => add(Feature::DurationExpressions, length.place),
    }
}

/// A name in quotes takes up more room than its letters.
fn of_name(name: &Name, add: &mut dyn FnMut(Feature, Place)) {
    if name.text != "__name__" && name.place.range().len() != name.text.len() {
        add(Feature::QuotedNames, name.place);
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn each_feature_is_found_where_it_is_used() {
        let table = [
            ("limitk(1, a)", Feature::ExperimentalFunctions, "limitk"),
            ("mad_over_time(a[5m])", Feature::ExperimentalFunctions, "mad_over_time"),
            ("first_over_time(a[5m])", Feature::PromotedFunctions, "first_over_time"),
            ("a[5m+5m]", Feature::DurationExpressions, "5m+5m"),
            ("a offset step()", Feature::DurationExpressions, "step()"),
            ("rate(a[5m] anchored)", Feature::ExtendedRanges, "anchored"),
            ("a + fill (0) b", Feature::FillModifiers, "fill (0)"),
            ("a </ 3", Feature::HistogramTrimming, "</"),
            ("{\"a.b\"}", Feature::QuotedNames, "\"a.b\""),
            ("sum by (\"a.b\") (c)", Feature::QuotedNames, "\"a.b\""),
            ("a[300]", Feature::NumbersAsDurations, "300"),
            ("a > 5m", Feature::NumbersAsDurations, "5m"),
            ("holt_winters(a[5m], 0.5, 0.5)", Feature::Prometheus2, "holt_winters"),
        ];
        for (text, feature, shown) in table {
            let found = needs(&parse(text).unwrap());
            assert_eq!(found.iter().map(|need| need.feature).collect::<Vec<_>>(), [feature], "{text}");
            assert_eq!(text.get(found[0].place.range()).unwrap(), shown);
        }
    }

    #[test]
    fn plain_expressions_need_nothing() {
        let text =
            r#"sum by (topic) (rate(a{b="c",__name__!="d"}[5m] offset -1h)) / on (x) group_left (y) b @ end() > 0x1F"#;
        assert_eq!(needs(&parse(text).unwrap()), []);
    }
}
