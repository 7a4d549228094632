//! The numbers that rules measure against, each with whoever set it.

use super::ids;
use super::lock::Lock;
use super::profile::Profile;
use crate::diag::{Complaints, Diagnostic, SetBy, Span};
use crate::spec::{Field, tables};
use crate::units::Ratio;

/// All limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// How many copies a dead letter queue has at least.
    pub dlq_min_replicas: Limit<u32>,
    /// How many copies any topic has at least.
    pub min_replicas: Limit<u32>,
    /// How many partitions, copies counted, a broker holds at most.
    pub max_partitions_per_broker: Limit<u32>,
    /// How much of a volume the topics' limits may fill.
    pub max_disk_use: Limit<Ratio>,
    /// How many days ahead a waiver may end at most.
    pub max_waiver_days: Limit<u32>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit<T> {
    /// The number.
    pub value: T,
    /// Who set it.
    pub set_by: SetBy,
}

/// The keys of all limits.
pub const KEYS: [&str; 5] =
    ["dlq_min_replicas", "min_replicas", "max_partitions_per_broker", "max_disk_use", "max_waiver_days"];

impl<T> Limit<T> {
    /// Where it is written, if it is written.
    pub const fn place(&self) -> Option<Span> {
        match self.set_by {
            SetBy::Policy(span) => Some(span),
            SetBy::Rule | SetBy::Profile(_) => None,
        }
    }
}

impl Limits {
    /// Those of a profile.
    pub fn of(profile: &Profile) -> Self {
        let set_by = || SetBy::Profile(profile.word);
        Limits {
            dlq_min_replicas: Limit { value: profile.dlq_min_replicas, set_by: set_by() },
            min_replicas: Limit { value: profile.min_replicas, set_by: set_by() },
            max_partitions_per_broker: Limit { value: profile.max_partitions_per_broker, set_by: set_by() },
            max_disk_use: Limit { value: profile.max_disk_use, set_by: set_by() },
            max_waiver_days: Limit { value: profile.max_waiver_days, set_by: set_by() },
        }
    }

    /// Those of another profile where nothing is written, but nothing looser where it is locked.
    pub(super) fn under(self, profile: &Profile, lock: &Lock<'_>) -> Self {
        let other = Limits::of(profile);
        Limits {
            dlq_min_replicas: AtLeast("dlq_min_replicas").under(self.dlq_min_replicas, other.dlq_min_replicas, lock),
            min_replicas: AtLeast("min_replicas").under(self.min_replicas, other.min_replicas, lock),
            max_partitions_per_broker: AtMost("max_partitions_per_broker").under(
                self.max_partitions_per_broker,
                other.max_partitions_per_broker,
                lock,
            ),
            max_disk_use: AtMost("max_disk_use").under(self.max_disk_use, other.max_disk_use, lock),
            max_waiver_days: AtMost("max_waiver_days").under(self.max_waiver_days, other.max_waiver_days, lock),
        }
    }

    /// Lays what is written over them.
    pub(super) fn lay(self, written: &Field<tables::Limits>, lock: &Lock<'_>, complaints: &mut Complaints) -> Self {
        let Some(written) = written.get() else { return self };
        let tables::Limits { dlq_min_replicas, min_replicas, max_partitions_per_broker, max_disk_use, max_waiver_days } =
            written;
        let count = |number: u32| number.to_string();
        Limits {
            dlq_min_replicas: AtLeast("dlq_min_replicas").lay(
                self.dlq_min_replicas,
                dlq_min_replicas,
                lock,
                count,
                complaints,
            ),
            min_replicas: AtLeast("min_replicas").lay(self.min_replicas, min_replicas, lock, count, complaints),
            max_partitions_per_broker: AtMost("max_partitions_per_broker").lay(
                self.max_partitions_per_broker,
                max_partitions_per_broker,
                lock,
                count,
                complaints,
            ),
            max_disk_use: AtMost("max_disk_use").lay(self.max_disk_use, max_disk_use, lock, Ratio::human, complaints),
            max_waiver_days: AtMost("max_waiver_days").lay(
                self.max_waiver_days,
                max_waiver_days,
                lock,
                count,
                complaints,
            ),
        }
    }
}

/// In which direction a limit, of that key, is stricter.
enum Key {
    AtLeast(&'static str),
    AtMost(&'static str),
}
use Key::{AtLeast, AtMost};

impl Key {
    /// Its word, and whether a number is looser than another one.
    fn looser<T: Copy + PartialOrd>(&self, number: T, than: T) -> (&'static str, bool) {
        match self {
            AtLeast(key) => (key, number < than),
            AtMost(key) => (key, number > than),
        }
    }

    fn under<T: Copy + PartialOrd>(&self, below: Limit<T>, other: Limit<T>, lock: &Lock<'_>) -> Limit<T> {
        let (key, looser) = self.looser(other.value, below.value);
        if below.place().is_some() || (looser && lock.limit(key).is_some()) { below } else { other }
    }

    fn lay<T: Copy + PartialOrd>(
        &self,
        below: Limit<T>,
        written: &Field<T>,
        lock: &Lock<'_>,
        shown: fn(T) -> String,
        complaints: &mut Complaints,
    ) -> Limit<T> {
        let Some((&value, at)) = written.given() else { return below };
        let (key, looser) = self.looser(value, below.value);
        let bound = if matches!(self, AtLeast(_)) { "at least" } else { "at most" };
        let Some(locked_at) = lock.limit(key).filter(|_| looser) else {
            return Limit { value, set_by: SetBy::Policy(at) };
        };
        let demanded = shown(below.value);
        let headline = format!("the shared policy allows no weaker `{key}`");
        let mut diagnostic = Diagnostic::error(ids::WEAKENED, headline)
            .at(at, format!("must be {bound} {demanded}"))
            .because(locked_at, "locked here");
        if let Some(place) = below.place() {
            diagnostic = diagnostic.because(place, format!("{bound} {demanded}"));
        }
        complaints.push(diagnostic.help("leave it out, or make it stricter"));
        below
    }
}
