//! Findings that are accepted for a while, by somebody who says why and answers for it.

mod apply;
pub mod ids;
mod reason;
mod target;

pub use apply::{Applied, Now, Standing, State, apply};
pub use target::Selector;

use crate::diag::{Complaints, Diagnostic, Span};
use crate::spec::ids::MISSING_KEY;
use crate::spec::{Field, tables};
use crate::units::Date;

/// A text and where it stands.
pub type Placed<T> = (T, Span);

/// A waiver, as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiver {
    /// Where it begins.
    pub at: Span,
    /// The rule whose findings it accepts, or `area/*`.
    pub rule: Placed<String>,
    /// Of what.
    pub target: Placed<String>,
    /// Why.
    pub reason: Option<Placed<String>>,
    /// Who answers for it.
    pub owner: Placed<String>,
    /// The last day on which it holds.
    pub expires: Placed<Date>,
    /// Where it is discussed.
    pub ticket: Option<String>,
}

impl Waiver {
    /// By what findings about it name it.
    pub fn name(&self) -> String {
        format!("{} {}", self.rule.0, self.target.0)
    }
}

/// Reads waivers that were written down. Nothing, in the place of one that lacks what it must say: that is complained about,
/// and it accepts nothing.
pub fn read(written: &Field<Vec<Field<tables::Waiver>>>, complaints: &mut Complaints) -> Vec<Option<Waiver>> {
    written.get().into_iter().flatten().map(|waiver| one(waiver, complaints)).collect()
}

fn one(written: &Field<tables::Waiver>, complaints: &mut Complaints) -> Option<Waiver> {
    let (tables::Waiver { rule, target, reason, owner, expires, ticket }, at) = written.given()?;
    let mut absent = |key: &str, absent: bool| {
        if absent {
            let headline =
                format!("`{key}` is missing: a waiver says `rule`, `target`, `reason`, `owner` and `expires`");
            complaints.push(Diagnostic::error(MISSING_KEY, headline).at(at, ""));
        }
    };
    absent("rule", rule.is_absent());
    absent("target", target.is_absent());
    absent("owner", owner.is_absent() || owner.get().is_some_and(|owner| owner.trim().is_empty()));
    absent("expires", expires.is_absent());
    if reason.is_bad() || ticket.is_bad() || owner.get().is_none_or(|owner| owner.trim().is_empty()) {
        return None;
    }
    let text = |field: &Field<String>| field.given().map(|(text, at)| (text.trim().to_owned(), at));
    Some(Waiver {
        at,
        rule: text(rule)?,
        target: text(target)?,
        reason: text(reason),
        owner: text(owner)?,
        expires: expires.given().map(|(date, at)| (*date, at))?,
        ticket: text(ticket).map(|(ticket, _)| ticket),
    })
}

#[cfg(test)]
mod tests;
