//! Every function of Prometheus 3.14 (`promql/parser/functions.go`), and the one that 2.x alone has.

use Passes::{Absent, AddsAny, Bucketless, Joins, Named, Nameless, Nothing, Quantiles, Replaces};
use Type::{Range, Scalar, Text, Vector};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// One number, without labels.
    Scalar,
    /// One value of each of many series.
    Vector,
    /// Many values of each of many series.
    Range,
    /// A text.
    Text,
}

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// The types of its arguments; the last one's also of those that may follow.
    pub args: &'static [Type],
    /// How many arguments there must be.
    pub least: usize,
    /// How many there may be.
    pub most: usize,
    /// What it gives.
    pub returns: Type,
    /// Since or until when it is there.
    pub status: Status,
    /// What becomes of the labels.
    pub passes: Passes,
}

/// Whether a function can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// In all of 3.x.
    Stable,
    /// Needs the feature `promql-experimental-functions` in every release up to 3.14.
    Experimental,
    /// Needed that feature before 3.14.
    Promoted,
    /// In 2.x only; the name of what took its place in 3.0.
    Renamed(&'static str),
}

/// What a function does with the labels of its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passes {
    /// Keeps all of them, the metric's name too.
    Named,
    /// Keeps all but the metric's name.
    Nameless,
    /// Also drops `le`, over which it sums up.
    Bucketless,
    /// As `Bucketless`, and adds the label that its second argument names.
    Quantiles,
    /// Gives the labels that the matchers fix by equality.
    Absent,
    /// Gives no label at all.
    Nothing,
    /// `label_replace`: may set the label that its second argument names.
    Replaces,
    /// `label_join`: sets the label that its second argument names.
    Joins,
    /// `info`: may add any label.
    AddsAny,
}

impl Type {
    /// As messages call it.
    pub const fn words(self) -> &'static str {
        match self {
            Type::Scalar => "a scalar",
            Type::Vector => "an instant vector",
            Type::Range => "a range vector",
            Type::Text => "a text",
        }
    }
}

/// The function of that name. Names are case-sensitive.
pub fn function(name: &str) -> Option<&'static Function> {
    let index = FUNCTIONS.binary_search_by(|function| function.name.cmp(name)).ok()?;
    FUNCTIONS.get(index)
}

/// All functions, by name.
pub const FUNCTIONS: &[Function] = &[
    of_vector("abs"),
    plain("absent", &[Vector], Vector, Absent),
    plain("absent_over_time", &[Range], Vector, Absent),
    of_vector("acos"),
    of_vector("acosh"),
    of_vector("asin"),
    of_vector("asinh"),
    of_vector("atan"),
    of_vector("atanh"),
    of_range("avg_over_time"),
    of_vector("ceil"),
    of_range("changes"),
    plain("clamp", &[Vector, Scalar, Scalar], Vector, Nameless),
    plain("clamp_max", &[Vector, Scalar], Vector, Nameless),
    plain("clamp_min", &[Vector, Scalar], Vector, Nameless),
    of_vector("cos"),
    of_vector("cosh"),
    of_range("count_over_time"),
    of_time("day_of_month"),
    of_time("day_of_week"),
    of_time("day_of_year"),
    of_time("days_in_month"),
    of_vector("deg"),
    of_range("delta"),
    of_range("deriv"),
    experimental(plain("double_exponential_smoothing", &[Range, Scalar, Scalar], Vector, Nameless)),
    experimental(plain("end", &[], Scalar, Nothing)),
    of_vector("exp"),
    Function { status: Status::Promoted, ..plain("first_over_time", &[Range], Vector, Named) },
    of_vector("floor"),
    of_vector("histogram_avg"),
    of_vector("histogram_count"),
    plain("histogram_fraction", &[Scalar, Scalar, Vector], Vector, Bucketless),
    plain("histogram_quantile", &[Scalar, Vector], Vector, Bucketless),
    experimental(counted("histogram_quantiles", &[Vector, Text, Scalar], 3, 12, Quantiles)),
    of_vector("histogram_stddev"),
    of_vector("histogram_stdvar"),
    of_vector("histogram_sum"),
    Function {
        status: Status::Renamed("double_exponential_smoothing"),
        ..plain("holt_winters", &[Range, Scalar, Scalar], Vector, Nameless)
    },
    of_time("hour"),
    of_range("idelta"),
    of_range("increase"),
    experimental(counted("info", &[Vector, Vector], 1, 2, AddsAny)),
    of_range("irate"),
    counted("label_join", &[Vector, Text, Text, Text], 3, usize::MAX, Joins),
    plain("label_replace", &[Vector, Text, Text, Text, Text], Vector, Replaces),
    plain("last_over_time", &[Range], Vector, Named),
    of_vector("ln"),
    of_vector("log10"),
    of_vector("log2"),
    experimental(of_range("mad_over_time")),
    experimental(plain("max_of", &[Scalar, Scalar], Scalar, Nothing)),
    of_range("max_over_time"),
    experimental(plain("min_of", &[Scalar, Scalar], Scalar, Nothing)),
    of_range("min_over_time"),
    of_time("minute"),
    of_time("month"),
    plain("pi", &[], Scalar, Nothing),
    plain("predict_linear", &[Range, Scalar], Vector, Nameless),
    of_range("present_over_time"),
    plain("quantile_over_time", &[Scalar, Range], Vector, Nameless),
    of_vector("rad"),
    experimental(plain("range", &[], Scalar, Nothing)),
    of_range("rate"),
    of_range("resets"),
    counted("round", &[Vector, Scalar], 1, 2, Nameless),
    plain("scalar", &[Vector], Scalar, Nothing),
    of_vector("sgn"),
    of_vector("sin"),
    of_vector("sinh"),
    plain("sort", &[Vector], Vector, Named),
    experimental(counted("sort_by_label", &[Vector, Text], 1, usize::MAX, Named)),
    experimental(counted("sort_by_label_desc", &[Vector, Text], 1, usize::MAX, Named)),
    plain("sort_desc", &[Vector], Vector, Named),
    of_vector("sqrt"),
    experimental(plain("start", &[], Scalar, Nothing)),
    experimental(of_vector("start_timestamp")),
    of_range("stddev_over_time"),
    of_range("stdvar_over_time"),
    experimental(plain("step", &[], Scalar, Nothing)),
    of_range("sum_over_time"),
    of_vector("tan"),
    of_vector("tanh"),
    plain("time", &[], Scalar, Nothing),
    of_vector("timestamp"),
    experimental(of_range("ts_of_first_over_time")),
    experimental(of_range("ts_of_last_over_time")),
    experimental(of_range("ts_of_max_over_time")),
    experimental(of_range("ts_of_min_over_time")),
    plain("vector", &[Scalar], Vector, Nothing),
    of_time("year"),
];

const fn plain(name: &'static str, args: &'static [Type], returns: Type, passes: Passes) -> Function {
    Function { name, args, least: args.len(), most: args.len(), returns, status: Status::Stable, passes }
}

const fn counted(name: &'static str, args: &'static [Type], least: usize, most: usize, passes: Passes) -> Function {
    Function { least, most, ..plain(name, args, Vector, passes) }
}

const fn experimental(function: Function) -> Function {
    Function { status: Status::Experimental, ..function }
}

/// One value of each series in, one out.
const fn of_vector(name: &'static str) -> Function {
    plain(name, &[Vector], Vector, Nameless)
}

/// Many values of each series in, one out.
const fn of_range(name: &'static str) -> Function {
    plain(name, &[Range], Vector, Nameless)
}

/// A part of a date; without an argument, of now, which has no labels.
const fn of_time(name: &'static str) -> Function {
    counted(name, &[Vector], 0, 1, Nameless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_sorted_so_that_each_is_found() {
        assert!(FUNCTIONS.is_sorted_by(|a, b| a.name < b.name));
        assert!(FUNCTIONS.iter().all(|wanted| function(wanted.name) == Some(wanted)));
    }
}
