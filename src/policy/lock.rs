//! What of a shared policy no spec can weaken.

use super::glob::covers;
use super::limits::KEYS;
use super::{Rules, ids};
use crate::diag::{Complaints, Diagnostic, Span};
use crate::spec::{Field, tables};
use crate::units::nearest;

/// What is locked.
#[derive(Debug, Clone, Default)]
pub struct Lock<'w> {
    profile: Option<Span>,
    limits: Vec<(&'w str, Span)>,
    levels: Vec<(&'w str, Span)>,
    waivers: Vec<(&'w str, Span)>,
}

impl<'w> Lock<'w> {
    /// Reads what is locked, and complains about what is not there to be locked.
    pub(super) fn read(written: &'w Field<tables::Locked>, rules: &Rules<'_>, complaints: &mut Complaints) -> Self {
        let Some(tables::Locked { profile, limits, levels, waivers }) = written.get() else { return Lock::default() };
        let lock = Lock {
            profile: profile.given().filter(|(locked, _)| **locked).map(|(_, at)| at),
            limits: words(limits),
            levels: words(levels),
            waivers: words(waivers),
        };
        for (key, at) in &lock.limits {
            if *key != "*" && !KEYS.contains(key) {
                let help = nearest(key, KEYS).map_or_else(
                    || format!("one of: {}; or `*`", KEYS.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let headline = format!("there is no limit `{key}` to lock");
                complaints.push(Diagnostic::error(ids::UNKNOWN_LIMIT, headline).at(*at, "").help(help));
            }
        }
        for (word, at) in lock.levels.iter().chain(&lock.waivers) {
            if *word != "*" {
                rules.check(word, *at, complaints);
            }
        }
        lock
    }

    /// Where the profile is locked.
    pub(super) const fn profile(&self) -> Option<Span> {
        self.profile
    }

    /// Where the limit of that key is locked.
    pub(super) fn limit(&self, key: &str) -> Option<Span> {
        self.limits.iter().find(|(locked, _)| *locked == "*" || *locked == key).map(|(_, at)| *at)
    }

    /// Where the level of a rule is locked.
    pub(super) fn level(&self, id: &str) -> Option<Span> {
        self.levels.iter().find(|(word, _)| covers(word, id)).map(|(_, at)| *at)
    }

    /// The rules whose levels are locked.
    pub(super) fn levels(&self) -> impl Iterator<Item = &'w str> {
        self.levels.iter().map(|(word, _)| *word)
    }

    /// The rules whose findings no waiver accepts, and where that is said.
    pub(super) fn waivers(&self) -> impl Iterator<Item = (&'w str, Span)> {
        self.waivers.iter().copied()
    }
}

fn words(written: &Field<Vec<Field<String>>>) -> Vec<(&str, Span)> {
    let items = written.get().into_iter().flatten();
    items.filter_map(|item| item.given().map(|(word, at)| (word.as_str(), at))).collect()
}
