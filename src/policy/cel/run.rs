//! An expression asked of a thing.

use super::value::{Pattern, Viewing};
use super::{Condition, Language};
use crate::policy::view::{Noun, View};
use cel::common::types::CelBool;
use cel::common::value::CowVal;
use cel::context::VariableResolver;
use cel::{Context, ExecutionError, Value};
use std::sync::Arc;

/// Why an expression is neither true nor false of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong: lower case, no full stop.
    pub why: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// A thing with the fields that some expressions ask for.
#[derive(Debug)]
pub struct Scope<'v> {
    noun: &'static Noun,
    viewing: Viewing<'v>,
}

impl<'v> Scope<'v> {
    /// A thing, with these of its fields.
    pub fn of(view: &'v dyn View, fields: &[&'static str]) -> Self {
        Scope { noun: view.noun(), viewing: Viewing::of(view, fields) }
    }
}

/// The variables of one expression.
#[derive(Debug)]
struct Variables<'s, 'v> {
    scope: &'s Scope<'v>,
    patterns: &'s [Pattern],
}

/// The name of the variable that holds a pattern.
pub(super) fn pattern_name(index: usize) -> String {
    format!("@{index}")
}

impl VariableResolver for Variables<'_, '_> {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        if name == self.scope.noun.word {
            return Some(CowVal::Borrowed(&self.scope.viewing));
        }
        let index: usize = name.strip_prefix('@')?.parse().ok()?;
        self.patterns.get(index).map(|pattern| CowVal::Borrowed(pattern as _))
    }
}

impl Condition {
    /// Whether it holds of a thing.
    ///
    /// # Errors
    /// Why it can say neither.
    pub fn holds(&self, scope: &Scope<'_>, language: &Language) -> Result<bool, Failure> {
        let variables = Variables { scope, patterns: &self.patterns };
        let mut context = Context::with_env(Arc::clone(&language.env));
        context.set_variable_resolver(&variables);
        let found = Value::resolve_val(&self.expr, &context).map_err(|error| self.failure(&error))?;
        let truth = found.downcast_ref::<CelBool>().map(|truth| *truth.inner());
        truth.ok_or_else(|| Failure { why: "the expression is neither true nor false".to_owned(), help: None })
    }

    fn failure(&self, error: &ExecutionError) -> Failure {
        let failure = |why: String, help: Option<String>| Failure { why, help };
        match error {
            ExecutionError::NoSuchKey(name) => match self.noun.field(name) {
                Some(field) if field.maybe => {
                    let name = format!("{}.{}", self.noun.word, field.name);
                    failure(format!("`{name}` has no value"), Some(format!("ask with `has({name})` first")))
                }
                _ => failure(format!("there is no key `{name}`"), Some(format!("ask with `'{name}' in …` first"))),
            },
            ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_) => {
                failure("something is divided by 0".to_owned(), Some("ask first whether it is 0".to_owned()))
            }
            ExecutionError::IndexOutOfBounds(_) => {
                failure("the list has no such item".to_owned(), Some("ask for its `size()` first".to_owned()))
            }
            ExecutionError::Overflow(..) => {
                let help =
                    "sizes without limit and times without end are the largest numbers: compare before you compute";
                failure("a number grows beyond 64 bits".to_owned(), Some(help.to_owned()))
            }
            ExecutionError::FunctionError { function, message } => failure(format!("`{function}`: {message}"), None),
            other => failure(one_line(&other.to_string()), None),
        }
    }
}

fn one_line(text: &str) -> String {
    crate::diag::readable::start(text, 200)
}
