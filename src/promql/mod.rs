//! PromQL as Prometheus 3.14 reads it: text to a tree with places, type check, label flow, and text again. It knows the
//! language and nothing of Kafka.
//!
//! [`read`] is what most callers want: the tree, or everything that is wrong. [`LabelFlow`] says which labels a result
//! carries, [`condition()`] whether an alert can be silent, [`selectors`] what it looks at, [`needs`] which release and which
//! feature flags it asks for. Places are bytes of the expression; [`Fault::diagnostic`] moves them into a source.

mod check;
mod condition;
mod fault;
mod functions;
mod labels;
mod length;
mod lexer;
mod literal;
mod needs;
mod operator;
mod parser;
mod pattern;
mod print;
mod text;
mod tree;
mod walk;

#[cfg(test)]
mod tests;

pub use check::{check, check_alert, type_of};
pub use condition::{Condition, condition};
pub use fault::{Fault, Place};
pub use functions::{FUNCTIONS, Function, Passes, Status, Type, function};
pub use labels::{Carried, Cause, LabelFlow, Presence, Removal};
pub use length::{Length, LengthKind};
pub use needs::{Feature, Need, needs};
pub use operator::{AggregateOp, BinaryOp, MatchOp};
pub use pattern::Pattern;
pub use text::{alternatives, quote, regex_literal};
pub use tree::{
    Aggregation, At, Binary, Call, Expr, Extension, Fill, Group, Grouping, Kind, Matcher, Matching, Name, Number,
    Selector, Shift, Subquery, Unary,
};
pub use walk::{Seen, selectors, walk};

/// Reads an expression, form only.
///
/// # Errors
/// The first fault of its form. [`read`] gives all.
pub fn parse(text: &str) -> Result<Expr, Fault> {
    parser::parse(text).map_err(|faults| {
        let first = faults.into_iter().next();
        first.unwrap_or_else(|| Fault::new(Place::new(0, text.len()), "not an expression"))
    })
}

/// Reads an expression and checks its types.
///
/// # Errors
/// All faults of its form, or, if its form is right, all of its types; in the order of their places, and never empty.
pub fn read(text: &str) -> Result<Expr, Vec<Fault>> {
    let expr = parser::parse(text)?;
    let faults = check(&expr);
    if faults.is_empty() { Ok(expr) } else { Err(faults) }
}

/// The known word nearest to one that is not known, if it is near enough to be meant.
fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let lower = word.to_ascii_lowercase();
    let distances = known.into_iter().map(|near| (strsim::osa_distance(&lower, near), near));
    let (distance, near) = distances.min_by_key(|&(distance, _)| distance)?;
    (distance <= 1.max(word.len() / 3)).then_some(near)
}
