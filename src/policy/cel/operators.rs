//! What signs take and give: `+`, `<`, `==`, `in` and their kin.

use super::check::{Checker, text_of};
use super::types::Type;
use crate::policy::view::{FieldInfo, Kind};
use crate::units::nearest;
use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue, operators as signs};

/// The type of what a sign makes; nothing if the call is none of a sign.
pub(super) fn check<'e>(checker: &mut Checker<'e>, expr: &'e IdedExpr, call: &'e CallExpr) -> Option<Type> {
    let sign = call.func_name.as_str();
    Some(match (sign, call.args.as_slice()) {
        (signs::CONDITIONAL, [condition, then, other]) => {
            checker.truth(condition);
            let (then, other) = (checker.infer(then), checker.infer(other));
            then.join(other)
        }
        (signs::LOGICAL_AND | signs::LOGICAL_OR, [left, right]) => {
            checker.truth(left);
            checker.truth(right);
            Type::Bool
        }
        (signs::LOGICAL_NOT | signs::NOT_STRICTLY_FALSE, [operand]) => {
            checker.truth(operand);
            Type::Bool
        }
        (signs::NEGATE, [operand]) => {
            let found = checker.infer(operand);
            if !matches!(found, Type::Any | Type::Int | Type::Double) {
                checker.fault(checker.place(expr), format!("`-` does not take {found}"), None);
                return Some(Type::Any);
            }
            found
        }
        (signs::INDEX, [from, index]) => indexed(checker, expr, from, index),
        (_, [left, right]) => return binary(checker, expr, sign, left, right),
        _ => return None,
    })
}

fn binary<'e>(
    checker: &mut Checker<'e>,
    expr: &'e IdedExpr,
    sign: &str,
    left: &'e IdedExpr,
    right: &'e IdedExpr,
) -> Option<Type> {
    let written = written(sign)?;
    let (a, b) = (checker.infer(left), checker.infer(right));
    let (fits, gives) = match sign {
        signs::EQUALS | signs::NOT_EQUALS => {
            words(checker, left, right);
            words(checker, right, left);
            (a.meets(&b), Type::Bool)
        }
        signs::IN => {
            members(checker, left, right);
            (b.item().is_some_and(|item| a.meets(&item)), Type::Bool)
        }
        signs::LESS | signs::LESS_EQUALS | signs::GREATER | signs::GREATER_EQUALS => {
            let ordered = |found: &Type| {
                found.is_any()
                    || found.is_number()
                    || matches!(found, Type::Text | Type::Time | Type::Bool | Type::Bytes)
            };
            (ordered(&a) && ordered(&b) && a.meets(&b), Type::Bool)
        }
        _ => {
            let gives = computed(sign, &a, &b);
            (gives.is_some(), gives.unwrap_or(Type::Any))
        }
    };
    if !fits {
        let headline = format!("`{written}` does not take {a} and {b}");
        let help = instead(checker, (left, &a), (right, &b)).or_else(|| instead(checker, (right, &b), (left, &a)));
        checker.fault(checker.place(expr), headline, help);
    }
    Some(gives)
}

/// The sign of two operands as people write it.
fn written(sign: &str) -> Option<&str> {
    match sign {
        signs::IN => Some("in"),
        _ => sign.strip_prefix('_')?.strip_suffix('_').filter(|sign| !sign.contains('[') && !sign.contains('?')),
    }
}

/// What adding, taking away, multiplying or dividing gives, if it can be done.
fn computed(sign: &str, a: &Type, b: &Type) -> Option<Type> {
    let (a, b) = match (a, b) {
        (Type::Any, Type::Any) => return Some(Type::Any),
        (Type::Any, known) | (known, Type::Any) => (known, known),
        both => both,
    };
    let added = |found: &Type| matches!(found, Type::Text | Type::Bytes | Type::Time) || found.is_number();
    match (sign, a, b) {
        (signs::ADD, Type::List(_), Type::List(_)) => Some(a.clone().join(b.clone())),
        (signs::ADD, a, b) if a == b && added(a) => Some(a.clone()),
        (signs::SUBSTRACT, a, b) if a == b && (a.is_number() || *a == Type::Time) => Some(a.clone()),
        (signs::MULTIPLY | signs::DIVIDE, a, b) if a == b && a.is_number() => Some(a.clone()),
        (signs::MODULO, a, b) if a == b && matches!(a, Type::Int | Type::Uint) => Some(a.clone()),
        _ => None,
    }
}

fn indexed<'e>(checker: &mut Checker<'e>, expr: &'e IdedExpr, from: &'e IdedExpr, index: &'e IdedExpr) -> Type {
    let (found, by) = (checker.infer(from), checker.infer(index));
    let (fits, gives, help) = match &found {
        Type::Any => (true, Type::Any, None),
        Type::List(item) => (by.is_any() || by.is_number(), (**item).clone(), Some("items are counted from 0")),
        Type::Map(key, value) => (by.meets(key), (**value).clone(), Some("the keys are strings: `['name']`")),
        Type::View(_) => (false, Type::Any, Some("fields are asked for with a dot")),
        _ => (false, Type::Any, None),
    };
    if !fits {
        let headline = format!("`[…]` does not take {by} from {found}");
        checker.fault(checker.place(expr), headline, help.map(str::to_owned));
    }
    gives
}

/// What to write in the place of `this`, which stands against something of another type.
fn instead(checker: &Checker<'_>, this: (&IdedExpr, &Type), other: (&IdedExpr, &Type)) -> Option<String> {
    let (expr, _) = this;
    match (&expr.expr, other.1) {
        (Expr::Literal(LiteralValue::String(text)), Type::Time) => {
            Some(format!("write `duration('{}')`", text.inner()))
        }
        (Expr::Literal(LiteralValue::Int(_)), Type::Time) => Some("write a time, such as `duration('30d')`".to_owned()),
        (Expr::Literal(LiteralValue::String(text)), Type::Int | Type::Uint | Type::Double) => {
            let text = text.inner();
            if text.parse::<f64>().is_ok() {
                return Some(format!("write `{text}`, without quotes"));
            }
            let size = field(checker, other.0).is_some_and(|field| field.kind == Kind::Size);
            size.then(|| format!("write `byte_size('{text}')`"))
        }
        (Expr::Literal(LiteralValue::Int(number)), Type::Text) => Some(format!("write `'{}'`", number.inner())),
        (Expr::Literal(LiteralValue::Null), _) => {
            let name = field(checker, other.0)?;
            Some(if name.maybe {
                "ask with `has(…)` whether there is a value".to_owned()
            } else {
                "an empty string is `''`; nothing here is `null`".to_owned()
            })
        }
        _ => None,
    }
}

/// The field that an expression asks for.
fn field(checker: &Checker<'_>, expr: &IdedExpr) -> Option<&'static FieldInfo> {
    match &expr.expr {
        Expr::Select(select) if !select.test => match &select.operand.expr {
            Expr::Ident(name) if name == checker.noun().word => checker.noun().field(&select.field),
            _ => None,
        },
        _ => None,
    }
}

/// A field that is always one of some words, against a word that it never is.
fn words(checker: &mut Checker<'_>, asked: &IdedExpr, word: &IdedExpr) {
    let Some(field) = field(checker, asked).filter(|field| field.kind == Kind::Text) else { return };
    never(checker, field, word);
}

/// `field in ['a', 'b']`, and `'a' in field`.
fn members(checker: &mut Checker<'_>, left: &IdedExpr, right: &IdedExpr) {
    if let (Some(field), Expr::List(list)) = (field(checker, left), &right.expr) {
        for word in &list.elements {
            never(checker, field, word);
        }
    }
    if let Some(field) = field(checker, right) {
        never(checker, field, left);
    }
}

fn never(checker: &mut Checker<'_>, field: &FieldInfo, word: &IdedExpr) {
    let Some(text) = text_of(word).filter(|text| !text.is_empty()) else { return };
    if field.words.is_empty() || field.words.contains(&text) {
        return;
    }
    let name = format!("{}.{}", checker.noun().word, field.name);
    let help = match nearest(text, field.words.iter().copied()) {
        Some(near) => format!("did you mean `'{near}'`?"),
        None => format!("it is one of: {}", field.words.join(", ")),
    };
    checker.fault(checker.place(word), format!("`{name}` is never `{text}`"), Some(help));
}
