//! The type check that Prometheus does when it loads a rule, and what it would refuse at each evaluation.

use super::fault::{Fault, Place};
use super::functions::{FUNCTIONS, Function, Type, function};
use super::length::Length;
use super::operator::{AggregateOp, BinaryOp, MatchOp};
use super::pattern::Pattern;
use super::tree::{Aggregation, Binary, Call, Expr, Kind, Name, Selector, Subquery};

/// Everything that is wrong with the types of an expression, in the order of the places.
pub fn check(expr: &Expr) -> Vec<Fault> {
    let mut check = Check { faults: Vec::new() };
    check.expr(expr);
    let mut faults = check.faults;
    faults.sort_by_key(|fault| fault.place);
    faults
}

/// As [`check`], for the expression of a rule: what it gives must be an instant vector or a scalar.
pub fn check_alert(expr: &Expr) -> Vec<Fault> {
    let mut faults = check(expr);
    if let Some(found @ (Type::Range | Type::Text)) = type_of(expr) {
        let fault = Fault::new(
            expr.place,
            format!("a rule needs an instant vector or a scalar, and this is {}", found.words()),
        );
        faults.push(helped(fault, Type::Vector, found, expr));
    }
    faults
}

/// What an expression gives; `None` where an unknown function decides.
pub fn type_of(expr: &Expr) -> Option<Type> {
    match &expr.kind {
        Kind::Number(_) => Some(Type::Scalar),
        Kind::Text(_) => Some(Type::Text),
        Kind::Selector(selector) => Some(if selector.range.is_some() { Type::Range } else { Type::Vector }),
        Kind::Subquery(_) => Some(Type::Range),
        Kind::Unary(unary) => type_of(&unary.of),
        Kind::Binary(binary) => of_binary(type_of(&binary.left), type_of(&binary.right)),
        Kind::Aggregation(_) => Some(Type::Vector),
        Kind::Call(call) => function(&call.name.text).map(|function| function.returns),
        Kind::Paren(inner) => type_of(inner),
    }
}

fn of_binary(left: Option<Type>, right: Option<Type>) -> Option<Type> {
    match (left?, right?) {
        (Type::Scalar, Type::Scalar) => Some(Type::Scalar),
        _ => Some(Type::Vector),
    }
}

struct Check {
    faults: Vec<Fault>,
}

impl Check {
    fn expr(&mut self, expr: &Expr) -> Option<Type> {
        match &expr.kind {
            Kind::Number(_) | Kind::Text(_) => {}
            Kind::Selector(selector) => self.selector(selector, expr.place, true),
            Kind::Subquery(subquery) => self.subquery(subquery),
            Kind::Unary(unary) => {
                let found = self.expr(&unary.of);
                if let Some(Type::Range | Type::Text) = found {
                    self.refused(&unary.of, Type::Vector, found, "behind a sign");
                }
                return found;
            }
            Kind::Binary(binary) => return self.binary(binary),
            Kind::Aggregation(aggregation) => self.aggregation(aggregation),
            Kind::Call(call) => self.call(call, expr.place),
            Kind::Paren(inner) => return self.expr(inner),
        }
        type_of(expr)
    }

    fn refused(&mut self, expr: &Expr, wanted: Type, found: Option<Type>, context: &str) {
        let Some(found) = found.filter(|&found| found != wanted) else { return };
        let headline = format!("{} {context}, where {} belongs", found.words(), wanted.words());
        self.faults.push(helped(Fault::new(expr.place, headline), wanted, found, expr));
    }

    fn subquery(&mut self, subquery: &Subquery) {
        let found = self.expr(&subquery.of);
        self.refused(&subquery.of, Type::Vector, found, "in a subquery");
        self.positive(Some(&subquery.range), "a range");
        self.positive(subquery.step.as_ref(), "a step");
    }

    fn positive(&mut self, length: Option<&Length>, what: &str) {
        let Some((length, seconds)) = length.and_then(|length| Some((length, length.seconds()?))) else { return };
        if seconds <= 0.0 || seconds.is_nan() {
            let fault = Fault::new(length.place, format!("{what} that is not longer than nothing"));
            self.faults.push(fault.help("write a length of time: `5m`"));
        }
    }

    fn selector(&mut self, selector: &Selector, place: Place, must_choose: bool) {
        self.positive(selector.range.as_ref(), "a range");
        for matcher in selector.matchers.iter().filter(|matcher| matcher.op.is_regex()) {
            self.pattern(&matcher.value);
        }
        for matcher in selector.matchers.iter().filter(|matcher| matcher.label.text.is_empty()) {
            self.faults.push(Fault::new(matcher.label.place, "a label's name is empty").help("leave the matcher out"));
        }
        let Some(name) = &selector.name else {
            let chooses = selector.matchers.iter().any(|matcher| matcher.accepts("") != Some(true));
            if must_choose && !chooses {
                let fault = Fault::new(place, "a selector that every series passes");
                self.faults.push(fault.help("name the metric, or match a label with something that is not empty"));
            }
            return;
        };
        for matcher in selector.matchers.iter().filter(|matcher| matcher.label.text == "__name__") {
            let again = matcher.label.place.to(matcher.value.place);
            let fault = Fault::new(again, format!("the metric's name is given twice: it is `{}` already", name.text));
            self.faults.push(match matcher.op {
                MatchOp::Equal => {
                    fault.help("leave one of the two out; a label's value needs its label: `label=\"…\"`")
                }
                _ => fault.help("leave out the name in front of the braces"),
            });
        }
    }

    fn pattern(&mut self, written: &Name) {
        if let Err(reason) = Pattern::new(&written.text) {
            let fault = Fault::new(written.place, "this is not a regular expression");
            self.faults.push(fault.label(reason).help("the syntax is RE2's, without look-around and backreferences"));
        }
    }

    fn aggregation(&mut self, aggregation: &Aggregation) {
        let context = format!("in `{}`", aggregation.op.text());
        if let Some(param) = &aggregation.param {
            let found = self.expr(param);
            let wanted = if aggregation.op == AggregateOp::CountValues { Type::Text } else { Type::Scalar };
            self.refused(param, wanted, found, &format!("as the parameter of `{}`", aggregation.op.text()));
        }
        let found = self.expr(&aggregation.of);
        self.refused(&aggregation.of, Type::Vector, found, &context);
    }

    fn binary(&mut self, binary: &Binary) -> Option<Type> {
        let (left, right) = (self.expr(&binary.left), self.expr(&binary.right));
        let op = binary.op;
        if let Some(place) = binary.returns_bool.filter(|_| !op.is_comparison()) {
            let fault = Fault::new(place, format!("`bool` behind `{}`, which does not compare", op.text()));
            self.faults.push(fault.help("leave it out"));
        }
        for (side, found) in [(&binary.left, left), (&binary.right, right)] {
            let wanted = if op.is_set() { Type::Vector } else { Type::Scalar };
            match found {
                Some(Type::Range | Type::Text) => {
                    self.refused(side, Type::Vector, found, &format!("beside `{}`", op.text()));
                }
                Some(Type::Scalar) if op.is_set() => {
                    self.refused(side, wanted, found, &format!("beside `{}`", op.text()));
                }
                _ => {}
            }
        }
        if (left, right) == (Some(Type::Scalar), Some(Type::Scalar))
            && op.is_comparison()
            && binary.returns_bool.is_none()
        {
            let fault = Fault::new(binary.op_place, "two scalars are compared, and there is no series to let through");
            self.faults.push(fault.help(format!("write `{} bool` to get 0 or 1", op.text())));
        }
        self.matching(binary, left, right);
        of_binary(left, right)
    }

    fn matching(&mut self, binary: &Binary, left: Option<Type>, right: Option<Type>) {
        let scalar = left == Some(Type::Scalar) || right == Some(Type::Scalar);
        let op = binary.op.text();
        if let Some(fill) = &binary.fill {
            if scalar {
                self.faults.push(
                    Fault::new(fill.place, "`fill` beside a scalar: nothing is missing there").help("leave it out"),
                );
            } else if binary.op.is_set() {
                self.faults.push(Fault::new(fill.place, format!("`fill` behind `{op}`")).help("leave it out"));
            }
        }
        let Some(matching) = &binary.matching else { return };
        let word = if matching.on { "on" } else { "ignoring" };
        if scalar && !matching.labels.is_empty() {
            let fault = Fault::new(matching.place, format!("`{word}` beside a scalar, which has no labels"));
            self.faults.push(fault.help("leave it out"));
        }
        let Some(group) = &matching.group else { return };
        if binary.op.is_set() && !scalar {
            let fault =
                Fault::new(group.place, format!("a group modifier behind `{op}`, which matches many with many"));
            self.faults.push(fault.help("leave it out"));
        }
        let both = |label: &&Name| matching.on && matching.labels.iter().any(|other| other.text == label.text);
        for label in group.include.iter().filter(both) {
            let headline = format!("`{}` stands in `on` and in the group modifier", label.text);
            self.faults.push(Fault::new(label.place, headline).help("leave it out here: both sides carry it"));
        }
    }

    fn call(&mut self, call: &Call, place: Place) {
        let Some(function) = function(&call.name.text) else {
            for arg in &call.args {
                self.expr(arg);
            }
            self.faults.push(unknown(&call.name));
            return;
        };
        let found = call.args.len();
        if found < function.least || found > function.most {
            self.faults.push(miscounted(function, found, place));
        }
        for (index, arg) in call.args.iter().enumerate() {
            if let (1, "info", Kind::Selector(selector)) = (index, function.name, &arg.kind) {
                self.info_labels(selector, arg.place);
                continue;
            }
            let found = self.expr(arg);
            let wanted =
                function.args.get(index).or(function.args.last().filter(|_| function.most > function.args.len()));
            if let Some(&wanted) = wanted {
                self.refused(arg, wanted, found, &format!("in `{}`", function.name));
            }
            if index == 1 && function.name == "info" {
                self.faults.push(no_labels_only(arg.place));
            }
        }
        // Prometheus compiles this one only when it evaluates; a bad one fails every time.
        if let (Some(Expr { kind: Kind::Text(text), place, .. }), "label_replace") = (call.args.get(4), function.name) {
            self.pattern(&Name { text: text.clone(), place: *place });
        }
    }

    /// The second argument of `info` is a selector that only says which labels are wanted.
    fn info_labels(&mut self, selector: &Selector, place: Place) {
        self.selector(selector, place, false);
        if selector.name.is_some() || selector.range.is_some() {
            self.faults.push(no_labels_only(place));
        }
    }
}

fn no_labels_only(place: Place) -> Fault {
    Fault::new(place, "the second argument of `info` only chooses labels")
        .help("write matchers without a name: `{version=~\".+\"}`")
}

fn unknown(name: &Name) -> Fault {
    let aggregations = AggregateOp::ALL.iter().map(|op| op.text());
    let known = FUNCTIONS.iter().map(|function| function.name).chain(aggregations);
    let fault = Fault::new(name.place, format!("there is no function `{}`", name.text));
    match super::did_you_mean(&name.text, known) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault,
    }
}

fn miscounted(function: &Function, found: usize, place: Place) -> Fault {
    let bound = if found < function.least { function.least } else { function.most };
    let measure = match (function.least == function.most, found < function.least) {
        (true, _) => "",
        (false, true) => "at least ",
        (false, false) => "at most ",
    };
    let arguments = if bound == 1 { "argument" } else { "arguments" };
    let types: Vec<&str> = function.args.iter().map(|kind| kind.words()).collect();
    let fault = Fault::new(place, format!("`{}` takes {measure}{bound} {arguments}, not {found}", function.name));
    if types.is_empty() {
        fault.help("leave the arguments out")
    } else {
        fault.help(format!("it takes {}", types.join(", ")))
    }
}

/// Adds what to write instead, where that can be told.
fn helped(fault: Fault, wanted: Type, found: Type, expr: &Expr) -> Fault {
    let shown = Some(expr.to_string()).filter(|text| text.len() <= 60).unwrap_or_else(|| "…".to_owned());
    let plain = matches!(expr.kind, Kind::Selector(_));
    match (wanted, found) {
        (Type::Range, Type::Vector) if plain => fault.help(format!("give it a range: `{shown}[5m]`")),
        (Type::Range, Type::Vector) => {
            fault.help(format!("give the selector within a range, or write a subquery: `({shown})[5m:]`"))
        }
        (Type::Vector | Type::Scalar, Type::Range) => fault
            .help(format!("fold the range, for instance `rate({shown})` or `max_over_time({shown})`, or leave it out")),
        (Type::Vector, Type::Scalar) => fault.help(format!("make a series of it: `vector({shown})`")),
        (Type::Scalar, Type::Vector) => fault.help(format!("take the value of a single series: `scalar({shown})`")),
        (Type::Text, Type::Vector) if plain => fault.help(format!("write it in quotes: `\"{shown}\"`")),
        _ => fault,
    }
}

impl BinaryOp {
    /// Whether the metric's name is dropped, given that the operator has `bool` or not.
    pub(super) fn drops_name(self, returns_bool: bool) -> bool {
        self.is_arithmetic() || returns_bool
    }
}
