//! What every noun needs to build itself: where mistakes go, and how keys, names and lists are read.

use super::{Patch, Sourced};
use crate::diag::{Complaints, Diagnostic, Id, Span};
use crate::spec::{Entry, Field, Named, Tree, ids};
use std::collections::BTreeSet;

/// What every noun needs to build itself.
pub(super) struct Scope<'c> {
    /// The place of the whole spec.
    pub(super) whole: Span,
    /// Where mistakes go.
    pub(super) complaints: &'c mut Complaints,
}

impl Scope<'_> {
    /// A mistake at a place.
    pub(super) fn complain(&mut self, id: Id, span: Span, headline: impl Into<String>, help: impl Into<String>) {
        self.complaints.push(Diagnostic::error(id, headline).at(span, "").help(help));
    }

    /// A mistake with a second place.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.complaints.push(diagnostic);
    }

    /// A key that must be written.
    pub(super) fn missing(&mut self, table: Span, key: &str, help: &str) {
        self.complain(ids::MISSING_KEY, table, format!("{key} is missing"), help);
    }

    /// A key that must be written, read by reference.
    pub(super) fn required<T: Clone>(
        &mut self,
        field: &Field<T>,
        table: Span,
        key: &str,
        help: &str,
    ) -> Option<Sourced<T>> {
        match field {
            Field::Given(value, span) => Some(Sourced::written(value.clone(), *span)),
            Field::Bad => None,
            Field::Absent => {
                self.missing(table, &format!("`{key}`"), help);
                None
            }
        }
    }

    /// A reference to something declared elsewhere; complains unless `known` has it.
    pub(super) fn refer(&mut self, name: &Sourced<String>, what: &str, known: &BTreeSet<&str>) -> bool {
        if known.contains(name.value.as_str()) {
            return true;
        }
        let help = match crate::units::nearest(&name.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it with [{what}.{}]", quoted_key(&name.value)),
        };
        self.complain(
            ids::DANGLING_REFERENCE,
            name.origin.first(),
            format!("{what} `{}` is not declared", name.value),
            help,
        );
        false
    }

    /// A number that must be at least 1.
    pub(super) fn at_least_one(&mut self, number: Option<&Sourced<u32>>, what: &str) {
        if let Some(number) = number.filter(|number| number.value == 0) {
            let headline = format!("`0` is out of range: {what} must be 1 or more");
            self.complain(ids::OUT_OF_RANGE, number.origin.first(), headline, "write 1 or more");
        }
    }
}

/// A written value, or the default with the table in which one would write it. What was unreadable has been complained about.
pub(super) fn or<T: Clone>(field: &Field<T>, table: Span, default: T) -> Sourced<T> {
    optional(field).unwrap_or_else(|| Sourced::default(default, table))
}

/// A written value.
pub(super) fn optional<T: Clone>(field: &Field<T>) -> Option<Sourced<T>> {
    field.given().map(|(value, span)| Sourced::written(value.clone(), span))
}

/// A table's entries that could be read, with their names as values with a place.
pub(super) fn entries<T>(table: &Field<Named<T>>) -> impl Iterator<Item = (Sourced<String>, &T, &Entry<T>)> {
    table.get().into_iter().flatten().filter_map(|entry| {
        let value = entry.value.get()?;
        Some((Sourced::written(entry.name.clone(), entry.name_at), value, entry))
    })
}

/// The readable items of a list.
pub(super) fn items<T: Clone>(list: &Field<Vec<Field<T>>>) -> Vec<Sourced<T>> {
    list.get().into_iter().flatten().filter_map(optional).collect()
}

/// Labels: names and values, each with its place.
pub(super) fn labels(table: &Field<Named<String>>, scope: &mut Scope<'_>) -> Vec<(Sourced<String>, Sourced<String>)> {
    let mut labels = Vec::new();
    for (name, value, entry) in entries(table) {
        let at = entry.value.span().unwrap_or(entry.name_at);
        super::names::label_key(&name, scope);
        let value = Sourced::written(value.clone(), at);
        super::names::label_value(&value, scope);
        labels.push((name, value));
    }
    labels
}

/// Annotations: names and texts, each with its place.
pub(super) fn annotations(
    table: &Field<Named<String>>,
    scope: &mut Scope<'_>,
) -> Vec<(Sourced<String>, Sourced<String>)> {
    let mut annotations = Vec::new();
    for (name, value, entry) in entries(table) {
        let at = entry.value.span().unwrap_or(entry.name_at);
        super::names::annotation_key(&name, scope);
        annotations.push((name, Sourced::written(value.clone(), at)));
    }
    annotations
}

/// A patch, if one is written.
pub(super) fn patch(field: &Field<Named<Tree>>) -> Option<Patch> {
    field.given().map(|(keys, at)| Patch { keys: keys.clone(), at })
}

/// A name as a TOML key.
pub(super) fn quoted_key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { name.to_owned() } else { format!("{name:?}") }
}

/// The place at which one would add a key to a table: the table itself, or the whole spec if there is none.
pub(super) fn place<T>(field: &Field<T>, scope: &Scope<'_>) -> Span {
    field.span().unwrap_or_else(|| Span::new(scope.whole.start(), scope.whole.start()))
}
