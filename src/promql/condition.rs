//! Whether an alert's expression can ever give nothing, so that the alert is silent.

use super::fault::Place;
use super::functions::Type;
use super::operator::BinaryOp;
use super::tree::{Binary, Call, Expr, Kind, Selector};

/// What decides whether an expression gives a result. Ordered: more means a stronger condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Nothing: it gives a result whenever its metrics are there, so an alert on it always fires.
    None,
    /// Only which series there are: a matcher on a label's value, as in `app_info{state="failed"}`. The selector.
    Selected(Place),
    /// A comparison, `unless`, `and`, `absent`: where it stands.
    Tested(Place),
}

/// The condition of an expression.
pub fn condition(expr: &Expr) -> Condition {
    match &expr.kind {
        Kind::Number(_) | Kind::Text(_) => Condition::None,
        Kind::Selector(selector) => selected(selector, expr.place),
        Kind::Subquery(subquery) => condition(&subquery.of),
        Kind::Unary(unary) => condition(&unary.of),
        Kind::Paren(inner) => condition(inner),
        Kind::Binary(binary) => of_binary(binary),
        // No series in, no series out.
        Kind::Aggregation(aggregation) => condition(&aggregation.of),
        Kind::Call(call) => of_call(call),
    }
}

fn selected(selector: &Selector, place: Place) -> Condition {
    let by_label = selector.matchers.iter().any(|matcher| matcher.label.text != "__name__");
    if by_label { Condition::Selected(place) } else { Condition::None }
}

fn of_binary(binary: &Binary) -> Condition {
    let here = Condition::Tested(binary.op_place);
    let sides = || (condition(&binary.left), condition(&binary.right));
    match binary.op {
        BinaryOp::And | BinaryOp::Unless => here,
        op if op.is_comparison() && binary.returns_bool.is_none() => here,
        BinaryOp::Or => {
            let (left, right) = sides();
            left.min(right)
        }
        _ => {
            let (left, right) = sides();
            // A side that is filled up need not be there.
            let fill = binary.fill.as_ref();
            let left = if fill.is_some_and(|fill| fill.left.is_some()) { Condition::None } else { left };
            let right = if fill.is_some_and(|fill| fill.right.is_some()) { Condition::None } else { right };
            left.max(right)
        }
    }
}

fn of_call(call: &Call) -> Condition {
    if matches!(call.name.text.as_str(), "absent" | "absent_over_time") {
        return Condition::Tested(call.name.place);
    }
    // `scalar` of no series is NaN, and `vector` of that is a series.
    let passes = super::function(&call.name.text).is_none_or(|function| function.returns == Type::Vector);
    let conditions = call.args.iter().map(condition);
    if passes { conditions.max().unwrap_or(Condition::None) } else { Condition::None }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[track_caller]
    fn of(text: &str) -> (&'static str, &str) {
        match condition(&parse(text).unwrap()) {
            Condition::None => ("none", ""),
            Condition::Selected(place) => ("selected", text.get(place.range()).unwrap()),
            Condition::Tested(place) => ("tested", text.get(place.range()).unwrap()),
        }
    }

    #[test]
    fn comparisons_and_absence_are_conditions() {
        assert_eq!(of("sum(lag) by (topic) > 10"), ("tested", ">"));
        assert_eq!(of("(lag > 10) * 2"), ("tested", ">"));
        assert_eq!(of("absent(up == 1)"), ("tested", "absent"));
        assert_eq!(of("a unless b"), ("tested", "unless"));
        assert_eq!(of("count(up == 1)"), ("tested", "=="));
        assert_eq!(of("max_over_time((a > 1)[5m:])"), ("tested", ">"));
    }

    #[test]
    fn what_always_gives_a_result_is_none() {
        assert_eq!(of("rate(x[5m])").0, "none");
        assert_eq!(of("lag > bool 10").0, "none");
        assert_eq!(of("vector(scalar(lag > 10))").0, "none");
        assert_eq!(of("(lag > 10) or vector(0)").0, "none");
        assert_eq!(of("1").0, "none");
        assert_eq!(of("(a > 1) + fill_left (0) b").0, "none");
    }

    #[test]
    fn a_chosen_label_is_a_weaker_condition() {
        assert_eq!(of(r#"info{ready!="True"}"#), ("selected", r#"info{ready!="True"}"#));
        assert_eq!(of(r#"info{ready!="True"} or up == 0"#).0, "selected");
        assert_eq!(of(r#"{__name__="up"}"#).0, "none");
    }
}
