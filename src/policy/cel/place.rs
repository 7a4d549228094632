//! Where the parts of an expression stand in its text.

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, SourceInfo};
use std::ops::Range;

/// The bytes of an expression; nothing for what a macro put there.
pub(super) fn of(expr: &IdedExpr, info: &SourceInfo) -> Option<Range<usize>> {
    let own = sign(expr, info)?;
    Some(match &expr.expr {
        Expr::Ident(name) => {
            let end = own.start + name.len();
            if info.source.get(own.start..end) == Some(name) { own.start..end } else { own }
        }
        Expr::Select(select) => {
            let operand = of(&select.operand, info).unwrap_or(own);
            operand.start..after(operand.end, &select.field, info)
        }
        Expr::Call(call) => {
            let parts = call.target.as_deref().into_iter().chain(&call.args).filter_map(|part| of(part, info));
            let named = call.func_name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let own = if named { function(expr, &call.func_name, info).unwrap_or(own) } else { own };
            parts.fold(own, |all, part| all.start.min(part.start)..all.end.max(part.end))
        }
        Expr::List(list) => within(own, &list.elements, info),
        Expr::Map(map) => {
            let ends = map.entries.iter().filter_map(|entry| match &entry.expr {
                EntryExpr::MapEntry(entry) => of(&entry.value, info),
                EntryExpr::StructField(_) => None,
            });
            ends.fold(own, |all, part| all.start..all.end.max(part.end))
        }
        Expr::Comprehension(comprehension) => {
            let range = of(&comprehension.iter_range, info);
            range.map_or(own.start, |range| range.start)..own.end
        }
        Expr::Struct(_) | Expr::Literal(_) | Expr::Unspecified => own,
    })
}

/// The bytes of a function's name in a call of it.
pub(super) fn function(expr: &IdedExpr, name: &str, info: &SourceInfo) -> Option<Range<usize>> {
    // The parser knows the bracket behind the name.
    let bracket = sign(expr, info)?.start;
    let before = info.source.get(..bracket)?.trim_end();
    let start = before.len().checked_sub(name.len())?;
    (before.get(start..) == Some(name)).then_some(start..before.len())
}

/// The bytes of the name of the field that an expression asks for.
pub(super) fn field(expr: &IdedExpr, name: &str, info: &SourceInfo) -> Option<Range<usize>> {
    let Range { start, end } = of(expr, info)?;
    Some(end.saturating_sub(name.len()).max(start)..end)
}

/// What the parser says of a node: the sign that makes it, or all of a literal.
fn sign(expr: &IdedExpr, info: &SourceInfo) -> Option<Range<usize>> {
    let (start, last) = info.offset_for(expr.id)?;
    let (start, end) = (start as usize, (last as usize).saturating_add(1).min(info.source.len()));
    (start <= end).then_some(start..end)
}

/// Where a name ends that comes after a byte, behind blanks.
fn after(from: usize, name: &str, info: &SourceInfo) -> usize {
    let rest = info.source.get(from..).unwrap_or_default();
    match rest.find(name) {
        Some(at) if rest.get(..at).is_some_and(|gap| !gap.contains(|c: char| c.is_alphanumeric())) => {
            from + at + name.len()
        }
        _ => from,
    }
}

fn within(own: Range<usize>, parts: &[IdedExpr], info: &SourceInfo) -> Range<usize> {
    parts.iter().filter_map(|part| of(part, info)).fold(own, |all, part| all.start..all.end.max(part.end))
}
