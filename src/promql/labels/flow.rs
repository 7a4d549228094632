//! How labels pass through each kind of expression.

use super::super::check::type_of;
use super::super::fault::Place;
use super::super::functions::{Function, Passes, Type, function};
use super::super::operator::{AggregateOp, BinaryOp, MatchOp};
use super::super::tree::{Aggregation, Binary, Call, Expr, Grouping, Kind, Matching, Name, Selector};
use super::{Carried, Cause, LabelFlow, Presence};
use std::collections::BTreeSet;

const METRIC_NAME: &str = "__name__";

type Join = fn(&Presence, &Presence) -> Presence;

type Leaf<'l> = &'l dyn Fn(&Selector) -> Carried;

/// The flow of an expression.
pub(super) fn of(expr: &Expr, leaf: Leaf<'_>) -> LabelFlow {
    match &expr.kind {
        Kind::Number(_) | Kind::Text(_) => none(expr.place, &expr.to_string()),
        Kind::Selector(selector) => of_selector(selector, expr.place, leaf),
        Kind::Subquery(subquery) => of(&subquery.of, leaf),
        Kind::Paren(inner) => of(inner, leaf),
        Kind::Unary(unary) => {
            let mut flow = of(&unary.of, leaf);
            if unary.negative {
                flow.remove(METRIC_NAME, expr.place, Cause::NewValue("-".to_owned()));
            }
            flow
        }
        Kind::Binary(binary) => of_binary(binary, leaf),
        Kind::Aggregation(aggregation) => of_aggregation(aggregation, leaf),
        Kind::Call(call) => of_call(call, expr.place, leaf),
    }
}

fn none(place: Place, what: &str) -> LabelFlow {
    LabelFlow::all(Presence::never(place, Cause::NoLabels(what.to_owned())))
}

fn of_selector(selector: &Selector, place: Place, leaf: Leaf<'_>) -> LabelFlow {
    let carried = leaf(selector);
    let rest = if carried.others {
        Presence::Possibly
    } else {
        Presence::never(place, Cause::NotCarried(selector.metric().map(str::to_owned)))
    };
    let mut flow = LabelFlow::all(rest);
    for label in &carried.sometimes {
        flow.set(label, Presence::Possibly);
    }
    for label in &carried.always {
        flow.set(label, Presence::Surely);
    }
    flow.set(METRIC_NAME, Presence::Surely);
    for matcher in &selector.matchers {
        let label = &matcher.label.text;
        if matcher.op == MatchOp::Equal && matcher.value.text.is_empty() {
            flow.remove(label, matcher.label.place.to(matcher.value.place), Cause::Empty);
        } else if matcher.accepts("") == Some(false) {
            flow.set(label, Presence::Surely);
        }
    }
    flow
}

fn of_aggregation(aggregation: &Aggregation, leaf: Leaf<'_>) -> LabelFlow {
    let input = of(&aggregation.of, leaf);
    let op = aggregation.op;
    if op.picks() {
        return input;
    }
    let mut flow = match &aggregation.grouping {
        Some(grouping) if grouping.without => {
            let mut flow = input;
            for label in &grouping.labels {
                flow.remove_as(&label.text, || dropped_by(op, grouping));
            }
            flow.remove(METRIC_NAME, aggregation.op_place, Cause::NewValue(op.text().to_owned()));
            flow
        }
        grouping => {
            let labels = grouping.as_ref().map_or(&[][..], |grouping| &grouping.labels);
            let after = |place: Place| place.start > aggregation.of.place.start;
            let place = match grouping {
                Some(grouping) if after(grouping.place) => grouping.place,
                Some(grouping) => aggregation.op_place.to(grouping.place),
                None => aggregation.op_place,
            };
            let mut flow = LabelFlow::all(Presence::never(place, Cause::By { op, kept: texts(labels) }));
            for label in labels {
                flow.set(&label.text, input.label(&label.text).clone());
            }
            flow
        }
    };
    if let (AggregateOp::CountValues, Some(Kind::Text(label))) =
        (op, aggregation.param.as_ref().map(|param| &param.bare().kind))
    {
        // The new label is there before the grouping is done, so `without` can take it away again.
        let without = aggregation.grouping.as_ref().filter(|grouping| grouping.without);
        let dropped = without.filter(|grouping| grouping.labels.iter().any(|name| name.text == *label));
        match dropped {
            Some(grouping) => flow.set(label, dropped_by(op, grouping)),
            None => flow.set(label, Presence::Surely),
        }
    }
    flow
}

fn dropped_by(op: AggregateOp, grouping: &Grouping) -> Presence {
    Presence::never(grouping.place, Cause::Without { op, dropped: texts(&grouping.labels) })
}

fn of_binary(binary: &Binary, leaf: Leaf<'_>) -> LabelFlow {
    let (left, right) = (of(&binary.left, leaf), of(&binary.right, leaf));
    let scalar = |expr: &Expr| type_of(expr) == Some(Type::Scalar);
    match (scalar(&binary.left), scalar(&binary.right), binary.op) {
        (true, true, _) => none(binary.left.place.to(binary.right.place), binary.op.text()),
        (false, true, _) => renamed(binary, left),
        (true, false, _) => renamed(binary, right),
        (false, false, BinaryOp::And | BinaryOp::Unless) => left,
        (false, false, BinaryOp::Or) => left.zip(&right, Presence::either),
        (false, false, _) => matched(binary, &left, &right),
    }
}

/// Without the metric's name, where the operator computes something new.
fn renamed(binary: &Binary, mut flow: LabelFlow) -> LabelFlow {
    if binary.op.drops_name(binary.returns_bool.is_some()) {
        flow.remove(METRIC_NAME, binary.op_place, Cause::NewValue(binary.op.text().to_owned()));
    }
    flow
}

/// Of two vectors whose series are matched one with one or one with many.
fn matched(binary: &Binary, left: &LabelFlow, right: &LabelFlow) -> LabelFlow {
    // A series that was made up has the matched labels of the other side, and no more.
    let filled = binary.fill.is_some();
    let join = if filled { Presence::either } else { Presence::both };
    let mut flow = renamed(binary, by_matching(binary, left, right, join));
    // Only then, so that even a name can be taken over.
    if let Some(group) = binary.matching.as_ref().and_then(|matching| matching.group.as_ref()) {
        let (many, one) = if group.left { (left, right) } else { (right, left) };
        for label in texts(&group.include) {
            let taken = one.label(&label);
            flow.set(&label, if filled { taken.either(many.label(&label)) } else { taken.clone() });
        }
    }
    if filled { flow.weaker() } else { flow }
}

/// `join` says what becomes of the labels that decide about the match.
fn by_matching(binary: &Binary, left: &LabelFlow, right: &LabelFlow, join: Join) -> LabelFlow {
    let Some(matching) = &binary.matching else {
        let mut flow = left.zip(right, join);
        flow.set(METRIC_NAME, left.label(METRIC_NAME).clone());
        return flow;
    };
    let Some(group) = &matching.group else { return one_to_one(matching, left, right, join) };
    let (many, one) = if group.left { (left, right) } else { (right, left) };
    if matching.on {
        let mut flow = many.clone();
        for label in &matching.labels {
            flow.set(&label.text, join(many.label(&label.text), one.label(&label.text)));
        }
        flow
    } else {
        let mut flow = many.zip(one, join);
        for label in texts(&matching.labels).iter().map(String::as_str).chain([METRIC_NAME]) {
            flow.set(label, many.label(label).clone());
        }
        flow
    }
}

fn one_to_one(matching: &Matching, left: &LabelFlow, right: &LabelFlow, join: Join) -> LabelFlow {
    let labels = texts(&matching.labels);
    if matching.on {
        let mut flow = LabelFlow::all(Presence::never(matching.place, Cause::On { kept: labels.clone() }));
        for label in &labels {
            flow.set(label, join(left.label(label), right.label(label)));
        }
        return flow;
    }
    let mut flow = left.zip(right, join);
    flow.set(METRIC_NAME, left.label(METRIC_NAME).clone());
    for label in &labels {
        flow.set(label, left.label(label).clone());
        flow.remove(label, matching.place, Cause::Ignoring { dropped: labels.clone() });
    }
    flow
}

fn of_call(call: &Call, place: Place, leaf: Leaf<'_>) -> LabelFlow {
    let Some(function) = function(&call.name.text) else { return LabelFlow::all(Presence::Possibly) };
    let name = || call.name.text.clone();
    let input = || series_of(call, function).map(|expr| of(expr, leaf));
    match function.passes {
        Passes::Nothing => none(place, &call.name.text),
        Passes::Absent => of_absent(call),
        passes => {
            // `hour()` without an argument is of now.
            let Some(mut flow) = input() else { return none(place, &call.name.text) };
            match passes {
                Passes::Nameless => flow.remove(METRIC_NAME, call.name.place, Cause::NewValue(name())),
                Passes::Bucketless | Passes::Quantiles => {
                    flow.remove(METRIC_NAME, call.name.place, Cause::NewValue(name()));
                    flow.remove("le", call.name.place, Cause::Buckets(name()));
                    if let (Passes::Quantiles, Some(label)) = (passes, text_arg(call, 1)) {
                        flow.set(label, Presence::Surely);
                    }
                }
                Passes::Replaces => replaced(call, &mut flow),
                Passes::Joins => joined(call, &mut flow),
                Passes::AddsAny => added(&mut flow),
                Passes::Named | Passes::Nothing | Passes::Absent => {}
            }
            flow
        }
    }
}

/// The argument whose series pass through.
fn series_of<'c>(call: &'c Call, function: &Function) -> Option<&'c Expr> {
    let index = function.args.iter().position(|kind| matches!(kind, Type::Vector | Type::Range))?;
    call.args.get(index)
}

fn text_arg(call: &Call, index: usize) -> Option<&str> {
    match &call.args.get(index)?.bare().kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}

/// `absent` of a selector has the labels that its matchers fix by equality, each once; of anything else it has none.
fn of_absent(call: &Call) -> LabelFlow {
    let mut flow = LabelFlow::all(Presence::never(call.name.place, Cause::Absent(call.name.text.clone())));
    let Some(Kind::Selector(selector)) = call.args.first().map(|arg| &arg.bare().kind) else { return flow };
    let mut seen = BTreeSet::new();
    for matcher in &selector.matchers {
        let label = matcher.label.text.as_str();
        let first = seen.insert(label);
        if label == METRIC_NAME {
            continue;
        }
        if first && matcher.op == MatchOp::Equal && !matcher.value.text.is_empty() {
            flow.set(label, Presence::Surely);
        } else {
            flow.named.remove(label);
        }
    }
    flow
}

/// `label_replace(v, label, replacement, source, regex)` sets the label where the regex matches, and removes it where the
/// replacement comes out empty.
fn replaced(call: &Call, flow: &mut LabelFlow) {
    let Some(label) = text_arg(call, 1) else { return added(flow) };
    let replacement = text_arg(call, 2).unwrap_or_default();
    // What stands outside of `$1` and `${name}` is there in any case.
    let literal = !replacement.is_empty() && !replacement.starts_with('$');
    let always = matches!(text_arg(call, 4), Some(".*" | "(.*)"));
    let before = flow.label(label).clone();
    let after = if literal && (always || before == Presence::Surely) {
        Presence::Surely
    } else if replacement.is_empty() && matches!(before, Presence::Never(_)) {
        before
    } else {
        Presence::Possibly
    };
    flow.set(label, after);
}

/// `label_join(v, label, separator, source…)` sets the label; what comes out empty removes it.
fn joined(call: &Call, flow: &mut LabelFlow) {
    let Some(label) = text_arg(call, 1) else { return added(flow) };
    let sources = call.args.len().saturating_sub(3);
    let separated = sources > 1 && text_arg(call, 2).is_some_and(|separator| !separator.is_empty());
    let carried = (0..sources)
        .filter_map(|index| text_arg(call, index + 3))
        .any(|source| *flow.label(source) == Presence::Surely);
    flow.set(label, if separated || carried { Presence::Surely } else { Presence::Possibly });
}

/// Anything may have been added.
fn added(flow: &mut LabelFlow) {
    for presence in flow.named.values_mut().chain([&mut flow.rest]) {
        if matches!(presence, Presence::Never(_)) {
            *presence = Presence::Possibly;
        }
    }
}

fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.text.clone()).collect()
}
