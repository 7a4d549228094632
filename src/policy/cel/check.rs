//! What an expression is, before it runs: the type of each part, and everything in it that could never work.

use super::functions::{self, Function, MACROS};
use super::types::Type;
use super::value::{read_size, read_time};
use super::{Fault, operators, place};
use crate::policy::view::{FieldInfo, NOUNS, Noun};
use crate::units::nearest;
use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, LiteralValue, SelectExpr, SourceInfo};
use std::collections::BTreeSet;
use std::ops::Range;

/// The names of types, which are values too.
const TYPES: &[&str] = &["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];

/// Looks through an expression.
pub(super) struct Checker<'e> {
    info: &'e SourceInfo,
    noun: &'static Noun,
    /// The variables of macros, innermost last.
    scope: Vec<(&'e str, Type)>,
    pub(super) faults: Vec<Fault>,
    /// The fields that it asks for.
    pub(super) asked: BTreeSet<&'static str>,
    /// Whether it asks for the thing at all.
    pub(super) looks: bool,
}

impl<'e> Checker<'e> {
    pub(super) fn new(info: &'e SourceInfo, noun: &'static Noun) -> Self {
        Checker { info, noun, scope: Vec::new(), faults: Vec::new(), asked: BTreeSet::new(), looks: false }
    }

    /// The type of an expression that must be true or false.
    pub(super) fn truth(&mut self, expr: &'e IdedExpr) {
        let found = self.infer(expr);
        if found != Type::Bool && !found.is_any() {
            let help = "compare it with something, so that it is true or false";
            self.fault(self.place(expr), format!("must be true or false, and is {found}"), Some(help.to_owned()));
        }
    }

    pub(super) fn infer(&mut self, expr: &'e IdedExpr) -> Type {
        match &expr.expr {
            Expr::Literal(literal) => of_literal(literal),
            Expr::Ident(name) => self.ident(expr, name),
            Expr::Select(select) => self.select(expr, select),
            Expr::Call(call) => self.call(expr, call),
            Expr::List(list) => {
                let types: Vec<Type> = list.elements.iter().map(|element| self.infer(element)).collect();
                Type::list(types.into_iter().reduce(Type::join).unwrap_or(Type::Any))
            }
            Expr::Map(map) => {
                let mut types = (None::<Type>, None::<Type>);
                for entry in &map.entries {
                    let EntryExpr::MapEntry(entry) = &entry.expr else { continue };
                    let (key, value) = (self.infer(&entry.key), self.infer(&entry.value));
                    types = (Some(joined(types.0, key)), Some(joined(types.1, value)));
                }
                Type::Map(Box::new(types.0.unwrap_or(Type::Any)), Box::new(types.1.unwrap_or(Type::Any)))
            }
            Expr::Comprehension(comprehension) => self.comprehension(expr, comprehension),
            Expr::Struct(made) => {
                let headline = format!("there is no type `{}` to make a value of", made.type_name);
                self.fault(self.place(expr), headline, Some("compare field by field".to_owned()));
                Type::Any
            }
            Expr::Unspecified => Type::Any,
        }
    }

    fn ident(&mut self, expr: &'e IdedExpr, name: &'e str) -> Type {
        if let Some((_, found)) = self.scope.iter().rev().find(|(variable, _)| *variable == name) {
            return found.clone();
        }
        if name == self.noun.word {
            self.looks = true;
            return Type::View(self.noun);
        }
        if TYPES.contains(&name) {
            return Type::Kind;
        }
        let word = self.noun.word;
        let known = self.scope.iter().map(|(variable, _)| *variable).filter(|variable| !variable.starts_with('@'));
        let help = if self.noun.field(name).is_some() {
            format!("write `{word}.{name}`")
        } else if NOUNS.iter().any(|noun| noun.word == name) {
            format!(
                "a rule for each {word} sees that {word} alone, as `{word}`; for a {name}, write `each = \"{name}\"`"
            )
        } else if let Some(near) = nearest(name, known.chain([word])) {
            format!("did you mean `{near}`?")
        } else if let Some(near) = nearest(name, self.noun.fields.iter().map(|field| field.name)) {
            format!("did you mean `{word}.{near}`?")
        } else {
            format!("the {word} is `{word}`; texts stand in quotes: `'{name}'`")
        };
        self.fault(self.place(expr), format!("there is no variable `{name}`"), Some(help));
        Type::Any
    }

    fn select(&mut self, expr: &'e IdedExpr, select: &'e SelectExpr) -> Type {
        let given = match self.infer(&select.operand) {
            Type::Any => Type::Any,
            Type::Map(_, value) => *value,
            Type::View(noun) => match self.field_of(expr, noun, &select.field) {
                Some(field) => {
                    if select.test && !field.maybe {
                        self.always_there(expr, noun, field);
                    }
                    Type::of_field(field)
                }
                None => Type::Any,
            },
            other => {
                let at = place::field(expr, &select.field, self.info).unwrap_or_else(|| self.place(expr));
                self.fault(at, format!("{other} has no fields"), None);
                Type::Any
            }
        };
        if select.test { Type::Bool } else { given }
    }

    fn field_of(&mut self, expr: &IdedExpr, noun: &'static Noun, name: &str) -> Option<&'static FieldInfo> {
        let field = noun.field(name);
        if let Some(field) = field {
            self.asked.insert(field.name);
            return Some(field);
        }
        let names = || noun.fields.iter().map(|field| field.name);
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean `{}.{near}`?", noun.word),
            None => format!("a {} has: {}", noun.word, names().collect::<Vec<_>>().join(", ")),
        };
        let at = place::field(expr, name, self.info).unwrap_or_else(|| self.place(expr));
        self.fault(at, format!("a {} has no field `{name}`", noun.word), Some(help));
        None
    }

    /// `has()` of what is always there would always be true, and say nothing.
    fn always_there(&mut self, expr: &IdedExpr, noun: &Noun, field: &FieldInfo) {
        let name = format!("{}.{}", noun.word, field.name);
        let help = match Type::of_field(field) {
            Type::Text => format!("write `{name} != ''`"),
            Type::List(_) | Type::Map(..) => format!("write `size({name}) > 0`"),
            _ => format!("leave out `has({name})`"),
        };
        self.fault(self.place(expr), format!("`{name}` always has a value, so `has` is always true"), Some(help));
    }

    fn call(&mut self, expr: &'e IdedExpr, call: &'e CallExpr) -> Type {
        if let Some(found) = operators::check(self, expr, call) {
            return found;
        }
        let parts: Vec<&'e IdedExpr> = call.target.as_deref().into_iter().chain(&call.args).collect();
        let given: Vec<Type> = parts.iter().map(|part| self.infer(part)).collect();
        let named: Vec<&Function> = functions::every().filter(|function| function.name == call.func_name).collect();
        let at = place::function(expr, &call.func_name, self.info).unwrap_or_else(|| self.place(expr));
        if named.is_empty() {
            let help = unknown_function(&call.func_name);
            self.fault(at, format!("there is no function `{}`", call.func_name), Some(help));
            return Type::Any;
        }
        let fits = |function: &&&Function| {
            function.member == call.target.is_some()
                && function.takes.len() == given.len()
                && function.takes.iter().zip(&given).all(|(takes, given)| given.is_any() || takes.accepts(given))
        };
        let mut fitting = named.iter().filter(fits);
        let Some(first) = fitting.next() else {
            self.fault(at, format!("`{}` does not take {}", call.func_name, shown(&given)), Some(forms(&named)));
            return Type::Any;
        };
        let first = first.gives.r#type();
        let one = fitting.all(|other| other.gives.r#type() == first);
        self.literals(&call.func_name, &parts);
        if one { first } else { Type::Any }
    }

    /// Reads what a function would read when it runs, where that is known already.
    fn literals(&mut self, function: &str, parts: &[&IdedExpr]) {
        let Some((last, text)) = parts.last().and_then(|last| Some((last, text_of(last)?))) else { return };
        let (what, wrong) = match function {
            "duration" => ("duration", read_time(text).err()),
            "byte_size" => ("size", read_size(text).err()),
            "matches" => {
                let wrong = regex::Regex::new(text).err();
                ("pattern", wrong.map(|_| "write a regular expression as RE2 reads it".to_owned()))
            }
            _ => return,
        };
        if let Some(help) = wrong {
            self.fault(self.place(last), format!("{text:?} is no {what}"), Some(help));
        }
    }

    fn comprehension(&mut self, expr: &'e IdedExpr, comprehension: &'e ComprehensionExpr) -> Type {
        let range = self.infer(&comprehension.iter_range);
        let item = range.item().unwrap_or_else(|| {
            let headline = format!("there is nothing to go through in {range}");
            self.fault(self.place(&comprehension.iter_range), headline, None);
            Type::Any
        });
        let depth = self.scope.len();
        let start = self.infer(&comprehension.accu_init);
        if matches!((&range, &start), (Type::Map(..), Type::List(_))) {
            let headline = "the keys of a map have no order, so a list of them differs from run to run";
            let help = "ask with `all`, `exists` or `exists_one`";
            self.fault(self.place(expr), headline.to_owned(), Some(help.to_owned()));
        }
        self.scope.push((&comprehension.iter_var, item));
        if let Some(second) = &comprehension.iter_var2 {
            self.scope.push((second, Type::Any));
        }
        self.scope.push((&comprehension.accu_var, start.clone()));
        self.infer(&comprehension.loop_cond);
        let step = self.infer(&comprehension.loop_step);
        if let Some((_, last)) = self.scope.last_mut() {
            *last = start.join(step);
        }
        let result = self.infer(&comprehension.result);
        self.scope.truncate(depth);
        result
    }

    pub(super) fn noun(&self) -> &'static Noun {
        self.noun
    }

    pub(super) fn place(&self, expr: &IdedExpr) -> Range<usize> {
        place::of(expr, self.info).unwrap_or(0..self.info.source.len())
    }

    pub(super) fn fault(&mut self, place: Range<usize>, headline: String, help: Option<String>) {
        let fault = Fault { place, headline, help };
        // A macro repeats parts of what was written.
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

fn of_literal(literal: &LiteralValue) -> Type {
    match literal {
        LiteralValue::Boolean(_) => Type::Bool,
        LiteralValue::Bytes(_) => Type::Bytes,
        LiteralValue::Double(_) => Type::Double,
        LiteralValue::Int(_) => Type::Int,
        LiteralValue::Null => Type::Null,
        LiteralValue::String(_) => Type::Text,
        LiteralValue::UInt(_) => Type::Uint,
    }
}

fn joined(so_far: Option<Type>, next: Type) -> Type {
    match so_far {
        Some(so_far) => so_far.join(next),
        None => next,
    }
}

/// The text of a literal.
pub(super) fn text_of(expr: &IdedExpr) -> Option<&str> {
    match &expr.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

fn unknown_function(name: &str) -> String {
    let names: BTreeSet<&str> =
        functions::every().map(|function| function.name).chain(MACROS.iter().copied()).collect();
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", names.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

fn shown(types: &[Type]) -> String {
    match types {
        [] => "nothing".to_owned(),
        types => types.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and "),
    }
}

/// How a function is called, in each of its forms.
fn forms(named: &[&Function]) -> String {
    let form = |function: &&Function| {
        let mut words = function.takes.iter().map(|takes| takes.word());
        let target = if function.member { words.next() } else { None };
        let rest = words.collect::<Vec<_>>().join(", ");
        match target {
            Some(target) => format!("`.{}({rest})` on {target}", function.name),
            None => format!("`{}({rest})`", function.name),
        }
    };
    format!("it is called as {}", named.iter().map(form).collect::<Vec<_>>().join(", or "))
}
