//! The tree of an expression: what was written, with places, and nothing that Prometheus' grammar cannot say.

use super::fault::Place;
use super::length::Length;
use super::operator::{AggregateOp, BinaryOp, MatchOp};

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// All of its text, modifiers included, spaces around it not.
    pub place: Place,
    /// How many expressions lie one within the other, this one included.
    height: usize,
}

/// The kinds of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A number, or a duration that stands for its seconds.
    Number(Number),
    /// A text in quotes, without them.
    Text(String),
    /// Series chosen by name and labels, at an instant or over a range.
    Selector(Box<Selector>),
    /// An expression evaluated again and again over a range.
    Subquery(Box<Subquery>),
    /// A sign in front.
    Unary(Box<Unary>),
    /// Two expressions and an operator between them.
    Binary(Box<Binary>),
    /// Many series folded into fewer.
    Aggregation(Box<Aggregation>),
    /// A function with its arguments.
    Call(Box<Call>),
    /// An expression in parentheses.
    Paren(Box<Expr>),
}

/// A number as it counts.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    /// Its value; of a duration, in seconds.
    pub value: f64,
    /// Whether it was written as a duration (`5m`).
    pub duration: bool,
}

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name, without quotes.
    pub text: String,
    /// Where it stands, with quotes if it has any.
    pub place: Place,
}

/// Series chosen by name and labels: `up{job="kafka"}[5m] offset 1h`.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// The name in front of the braces. A name within them is a matcher; [`Selector::metric`] finds both.
    pub name: Option<Name>,
    /// The matchers in the order in which they were written; `{"up"}` is one on `__name__`.
    pub matchers: Vec<Matcher>,
    /// The range, if it selects one.
    pub range: Option<Length>,
    /// What it does at the ends of the range.
    pub extension: Option<Extension>,
    /// When it looks.
    pub shift: Shift,
}

/// One condition on a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    /// The label.
    pub label: Name,
    /// How the value is compared.
    pub op: MatchOp,
    /// The value or the regular expression.
    pub value: Name,
}

/// What a selector does at the ends of its range (`promql-extended-range-selectors`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// `smoothed`, and otherwise `anchored`.
    pub smoothed: bool,
    /// Where the word stands.
    pub place: Place,
}

/// When a selector or a subquery looks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shift {
    /// How far back; negative looks ahead.
    pub offset: Option<Length>,
    /// The time that replaces the evaluation's.
    pub at: Option<(At, Place)>,
}

/// A fixed time to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Milliseconds since 1970.
    Time(i64),
    /// The start of the query's range.
    Start,
    /// The end of the query's range.
    End,
}

/// An expression evaluated again and again: `rate(x[5m])[1h:1m]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Subquery {
    /// What is evaluated.
    pub of: Expr,
    /// Over which time.
    pub range: Length,
    /// How often; without it, each evaluation interval.
    pub step: Option<Length>,
    /// When it looks.
    pub shift: Shift,
}

/// A sign in front of an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Unary {
    /// `-`, and otherwise `+`.
    pub negative: bool,
    /// What the sign belongs to.
    pub of: Expr,
}

/// Two expressions and an operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Binary {
    /// The operator.
    pub op: BinaryOp,
    /// Where the operator stands.
    pub op_place: Place,
    /// Where `bool` stands, if it does: the result is 0 or 1 and nothing is filtered.
    pub returns_bool: Option<Place>,
    /// Which labels decide what belongs together.
    pub matching: Option<Matching>,
    /// What stands in for series that are missing on one side.
    pub fill: Option<Fill>,
    /// Before the operator.
    pub left: Expr,
    /// After it.
    pub right: Expr,
}

/// `on (…)` or `ignoring (…)`, with or without a group modifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// `on`, and otherwise `ignoring`.
    pub on: bool,
    /// The labels in the parentheses.
    pub labels: Vec<Name>,
    /// From the keyword to the closing parenthesis.
    pub place: Place,
    /// Which side may have many.
    pub group: Option<Group>,
}

/// `group_left (…)` or `group_right (…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `group_left`: the left side may have many series for one of the right; otherwise the other way round.
    pub left: bool,
    /// Labels taken over from the side that has one.
    pub include: Vec<Name>,
    /// From the keyword to its end.
    pub place: Place,
}

/// `fill`, `fill_left`, `fill_right` (`promql-binop-fill-modifiers`, Prometheus 3.10).
#[derive(Debug, Clone, PartialEq)]
pub struct Fill {
    /// For series missing on the left.
    pub left: Option<Number>,
    /// For series missing on the right.
    pub right: Option<Number>,
    /// From the keyword to its end.
    pub place: Place,
}

/// Many series folded into fewer: `sum by (topic) (…)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregation {
    /// How they are folded.
    pub op: AggregateOp,
    /// Where the operator stands.
    pub op_place: Place,
    /// Which labels are kept.
    pub grouping: Option<Grouping>,
    /// The parameter of those that take one.
    pub param: Option<Expr>,
    /// What is folded.
    pub of: Expr,
}

/// `by (…)` or `without (…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// `without`, and otherwise `by`.
    pub without: bool,
    /// The labels in the parentheses.
    pub labels: Vec<Name>,
    /// From the keyword to the closing parenthesis.
    pub place: Place,
}

/// A function with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The function's name; [`check`](super::check()) complains if there is none of that name.
    pub name: Name,
    /// The arguments.
    pub args: Vec<Expr>,
}

impl Expr {
    /// An expression of the given kind at the given place.
    pub fn new(kind: Kind, place: Place) -> Self {
        let mut expr = Expr { kind, place, height: 0 };
        expr.height = 1 + expr.children().iter().map(|child| child.height).max().unwrap_or(0);
        expr
    }

    /// How many expressions lie one within the other, this one included.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The expressions directly within this one, in the order of the text.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Number(_) | Kind::Text(_) | Kind::Selector(_) => Vec::new(),
            Kind::Subquery(subquery) => vec![&subquery.of],
            Kind::Unary(unary) => vec![&unary.of],
            Kind::Binary(binary) => vec![&binary.left, &binary.right],
            Kind::Aggregation(aggregation) => {
                aggregation.param.iter().chain(std::iter::once(&aggregation.of)).collect()
            }
            Kind::Call(call) => call.args.iter().collect(),
            Kind::Paren(inner) => vec![&**inner],
        }
    }

    /// The expression without the parentheses around it.
    pub fn bare(&self) -> &Expr {
        let mut expr = self;
        while let Kind::Paren(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }
}

impl Selector {
    /// The metric's name: the one in front of the braces, `{"name"}`, or `{__name__="name"}`.
    pub fn metric(&self) -> Option<&str> {
        self.metric_name().map(|name| name.text.as_str())
    }

    /// The metric's name and where it stands.
    pub fn metric_name(&self) -> Option<&Name> {
        let within = || {
            let mut names = self.matchers.iter().filter(|matcher| {
                matcher.label.text == "__name__" && matcher.op == MatchOp::Equal && !matcher.value.text.is_empty()
            });
            names.next().map(|matcher| &matcher.value)
        };
        self.name.as_ref().or_else(within)
    }
}

/// Two numbers are the same if they print the same: `NaN` is itself.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.duration == other.duration && (self.value == other.value || (self.value.is_nan() && other.value.is_nan()))
    }
}
