//! CEL over views: read and looked through once, then asked of thing after thing.
//!
//! The crate reads and runs it. What it does not do is ours: types are known before anything runs, patterns are read once,
//! durations have days and last for ever where Kafka says so, and texts too deep for its recursion are not given to it.

mod check;
mod functions;
mod operators;
mod place;
mod run;
mod syntax;
mod types;
mod value;

pub use run::{Failure, Scope};

use super::view::Noun;
use cel::common::ast::{EntryExpr, Expr};
use cel::{Env, IdedExpr};
use check::Checker;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use value::Pattern;

/// One thing that is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes from its start.
    pub place: Range<usize>,
    /// What is wrong: lower case, no full stop.
    pub headline: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// What there is besides the things that are asked about: functions, read once for all expressions.
pub struct Language {
    env: Arc<Env>,
}

/// An expression that is true or false of a thing of some kind.
#[derive(Debug)]
pub struct Condition {
    expr: IdedExpr,
    noun: &'static Noun,
    patterns: Vec<Pattern>,
    asked: BTreeSet<&'static str>,
    looks: bool,
}

impl Default for Language {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Language")
    }
}

impl Language {
    /// CEL with the functions of this program.
    pub fn new() -> Self {
        let mut env = Env::stdlib().with_optional_support(false);
        functions::add(&mut env);
        Language { env: Arc::new(env) }
    }

    /// Reads an expression about things of a kind.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(&self, text: &str, noun: &'static Noun) -> Result<Condition, Vec<Fault>> {
        syntax::refuse(text)?;
        let program = self.env.compile(text).map_err(|errors| syntax::faults(text, &errors))?;
        let info = program.source_info();
        let mut checker = Checker::new(info, noun);
        checker.truth(program.expression());
        let Checker { mut faults, asked, looks, .. } = checker;
        if !faults.is_empty() {
            faults.sort_by_key(|fault| (fault.place.start, fault.place.end));
            return Err(faults);
        }
        let mut expr = program.expression().clone();
        let mut patterns = Vec::new();
        read_patterns(&mut expr, &mut patterns);
        Ok(Condition { expr, noun, patterns, asked, looks })
    }
}

impl Condition {
    /// The fields that it asks for.
    pub fn asked(&self) -> impl Iterator<Item = &'static str> {
        self.asked.iter().copied()
    }

    /// Whether it says anything of the thing at all.
    pub const fn looks(&self) -> bool {
        self.looks
    }
}

/// Reads the patterns of `matches` that stand in the text, so that they are not read anew for each thing.
fn read_patterns(expr: &mut IdedExpr, patterns: &mut Vec<Pattern>) {
    match &mut expr.expr {
        Expr::Call(call) => {
            let parts = call.target.as_deref_mut().into_iter().chain(&mut call.args);
            parts.for_each(|part| read_patterns(part, patterns));
            if call.func_name != "matches" {
                return;
            }
            let Some(last) = call.args.last_mut() else { return };
            let Some(regex) = check::text_of(last).and_then(|text| regex::Regex::new(text).ok()) else { return };
            last.expr = Expr::Ident(run::pattern_name(patterns.len()));
            patterns.push(Pattern(Arc::new(regex)));
        }
        Expr::Comprehension(parts) => {
            for part in [&mut parts.iter_range, &mut parts.accu_init, &mut parts.loop_cond, &mut parts.loop_step] {
                read_patterns(part, patterns);
            }
            read_patterns(&mut parts.result, patterns);
        }
        Expr::List(list) => list.elements.iter_mut().for_each(|element| read_patterns(element, patterns)),
        Expr::Map(map) => {
            for entry in &mut map.entries {
                if let EntryExpr::MapEntry(entry) = &mut entry.expr {
                    read_patterns(&mut entry.key, patterns);
                    read_patterns(&mut entry.value, patterns);
                }
            }
        }
        Expr::Select(select) => read_patterns(&mut select.operand, patterns),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Struct(_) | Expr::Unspecified => {}
    }
}

#[cfg(test)]
mod tests;
