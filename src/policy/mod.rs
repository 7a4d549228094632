//! What the house demands: how much each finding matters, the numbers that rules measure against, the house's own rules, and
//! what of all that is accepted for a while.
//!
//! A [`Policy`] is made from `[policy]` of a spec, or of the file beside manifests that are written by hand, and from a policy
//! that several specs share. The shared one lies below: a spec may make it stricter, and looser where it is not locked.

pub mod beside;
pub mod cel;
pub mod glob;
mod house;
pub mod ids;
mod limits;
mod lock;
mod profile;
mod rules;
pub mod see;
pub mod test;
pub mod view;
pub mod waiver;

pub use house::{Answer, House, HouseRule};
pub use limits::{KEYS, Limit, Limits};
pub use lock::Lock;
pub use profile::{DEVELOPMENT, PRODUCTION, PROFILES, Profile};
pub use rules::{Ours, Rules};

use crate::diag::{Complaints, Diagnostic, Id, SetBy, Severity, Source, Span};
use crate::spec::{Field, tables};

/// What the house demands.
#[derive(Debug)]
pub struct Policy {
    /// The profile that holds.
    pub profile: Profile,
    /// The numbers that rules measure against.
    pub limits: Limits,
    /// The house's own rules.
    pub house: House,
    /// What the shared policy says of levels, then what the spec says.
    levels: [Vec<Line>; 2],
    /// The rules whose findings no waiver accepts, and where the house says so.
    unwaivable: Vec<(String, Span)>,
    /// The profile of the shared policy, and the rules whose levels it locks.
    base: Profile,
    locked: Vec<String>,
    house_ids: Vec<Id>,
}

/// What is said of the level of a rule, or of all rules of an area.
#[derive(Debug)]
struct Line {
    word: String,
    level: tables::Level,
    at: Span,
}

/// Where a policy is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written<'w> {
    /// In the spec, or in the file beside manifests.
    pub own: Option<(&'w Source, &'w Field<tables::Policy>)>,
    /// In a file that several specs share.
    pub shared: Option<(&'w Source, &'w tables::Shared)>,
}

/// How much a finding matters, and who decided that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// How much; nothing if it is not to be looked for.
    pub severity: Option<Severity>,
    /// Who decided it.
    pub set_by: SetBy,
}

/// How much a finding matters by itself, to each profile; nothing if it is not to be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Own {
    /// To a cluster that people rely on.
    pub production: Option<Severity>,
    /// To a cluster that may be thrown away.
    pub development: Option<Severity>,
}

impl Own {
    /// As much to every profile.
    pub const fn both(severity: Option<Severity>) -> Self {
        Own { production: severity, development: severity }
    }

    const fn in_profile(&self, profile: &Profile) -> Option<Severity> {
        if profile.is_for_development { self.development } else { self.production }
    }
}

/// How much a level of the spec matters.
const fn severity(level: tables::Level) -> Option<Severity> {
    match level {
        tables::Level::Off => None,
        tables::Level::Info => Some(Severity::Info),
        tables::Level::Warning => Some(Severity::Warning),
        tables::Level::Error => Some(Severity::Error),
    }
}

impl Policy {
    /// Works out what is written. Everything that makes no sense is complained about, the rest holds. The house's rules are
    /// added to `rules`.
    pub fn build(written: Written<'_>, rules: &mut Rules<'_>, complaints: &mut Complaints) -> Self {
        let mut house = House::default();
        let shared = written.shared.and_then(|(source, file)| Some((source, file.policy.get()?)));
        let own = written.own.and_then(|(source, policy)| Some((source, policy.get()?)));
        if let Some((source, policy)) = shared {
            house.read(source, &policy.rule, rules, complaints);
        }
        if let Some((source, policy)) = own {
            house.read(source, &policy.rule, rules, complaints);
        }
        let lock = shared.map(|(_, policy)| Lock::read(&policy.locked, rules, complaints)).unwrap_or_default();
        let below = shared.map_or(&Field::Absent, |(_, policy)| &policy.profile);
        let above = own.map_or(&Field::Absent, |(_, policy)| &policy.profile);
        let profile = profile(below, above, &lock, complaints);
        let base = Profile::of(below.get().copied().unwrap_or(tables::Profile::Production));
        let mut limits = Limits::of(&base);
        if let Some((_, policy)) = shared {
            limits = limits.lay(&policy.limits, &Lock::default(), complaints);
        }
        // Another profile of the spec's own brings its own numbers, but for those that are written or locked below.
        limits = limits.under(&profile, &lock);
        if let Some((_, policy)) = own {
            limits = limits.lay(&policy.limits, &lock, complaints);
        }
        let shared_levels = shared.map_or(Vec::new(), |(_, policy)| lines(&policy.levels, rules, complaints));
        let own_levels = own.map_or(Vec::new(), |(_, policy)| lines(&policy.levels, rules, complaints));
        let unwaivable = lock.waivers().map(|(word, at)| (word.to_owned(), at)).collect();
        let locked = lock.levels().map(str::to_owned).collect();
        let levels = [shared_levels, own_levels];
        let mut policy = Policy { profile, limits, house, levels, unwaivable, base, locked, house_ids: Vec::new() };
        policy.hold(rules, &lock, complaints);
        let mut house = std::mem::take(&mut policy.house);
        house.settle(|rule| policy.settle(rule.id.word(), Own::both(rule.severity)));
        Policy { house, house_ids: rules.house().map(Id::of_house).collect(), ..policy }
    }

    /// Throws away the levels of the spec's own that would weaken what is locked, and complains about them.
    fn hold(&mut self, rules: &Rules<'_>, lock: &Lock<'_>, complaints: &mut Complaints) {
        let [shared, own] = &mut self.levels;
        own.retain(|line| {
            let locked = rules.covered(&line.word).filter_map(|id| Some((id, lock.level(id)?)));
            let weakened = locked.into_iter().find_map(|(id, locked_at)| {
                let below = of(shared, id);
                let floor = below.map_or(Some(Severity::Error), |below| severity(below.level));
                (severity(line.level) < floor).then_some((id, locked_at, below))
            });
            let Some((id, locked_at, below)) = weakened else { return true };
            let headline = format!("the shared policy does not let the level of `{id}` be lowered");
            let mut diagnostic =
                Diagnostic::error(ids::WEAKENED, headline).at(line.at, "").because(locked_at, "locked here");
            let help = match below {
                Some(below) => {
                    diagnostic = diagnostic.because(below.at, "its level");
                    "leave it out, or make it stricter"
                }
                None => "leave it out, or write `\"error\"`",
            };
            complaints.push(diagnostic.help(help));
            false
        });
    }

    /// How much a finding of that rule matters.
    pub fn settle(&self, id: &str, own: Own) -> Settled {
        let [shared, spec] = &self.levels;
        if let Some(line) = of(spec, id).or_else(|| of(shared, id)) {
            return Settled { severity: severity(line.level), set_by: SetBy::Policy(line.at) };
        }
        let mut holds = self.profile;
        // Where a level is locked, no milder profile of the spec's own lowers it.
        if self.locked.iter().any(|word| glob::covers(word, id)) && own.in_profile(&self.base) > own.in_profile(&holds)
        {
            holds = self.base;
        }
        let severity = own.in_profile(&holds);
        let set_by = if severity == own.production { SetBy::Rule } else { SetBy::Profile(holds.word) };
        Settled { severity, set_by }
    }

    /// The ids of the house's rules, those among them that could not be read.
    pub fn house_ids(&self) -> &[Id] {
        &self.house_ids
    }

    /// Where the house says that no waiver accepts the findings of a rule.
    pub fn unwaivable(&self, id: &str) -> Option<Span> {
        self.unwaivable.iter().find(|(word, _)| glob::covers(word, id)).map(|(_, at)| *at)
    }
}

/// The line that says the level of a rule: the one that names it, else the one that names its area.
fn of<'l>(lines: &'l [Line], id: &str) -> Option<&'l Line> {
    lines.iter().filter(|line| glob::covers(&line.word, id)).max_by_key(|line| (line.word == id, line.word.len()))
}

fn lines(
    written: &Field<crate::spec::Named<tables::Level>>,
    rules: &Rules<'_>,
    complaints: &mut Complaints,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for entry in written.get().into_iter().flatten() {
        if rules.settable(&entry.name, entry.name_at, complaints)
            && let Some((level, at)) = entry.value.given()
        {
            lines.push(Line { word: entry.name.clone(), level: *level, at: entry.name_at.to(at) });
        }
    }
    lines
}

/// The profile that holds: the spec's own, unless the shared one is stricter and locked.
fn profile(
    below: &Field<tables::Profile>,
    above: &Field<tables::Profile>,
    lock: &Lock<'_>,
    complaints: &mut Complaints,
) -> Profile {
    let base = below.get().map_or(PRODUCTION, |profile| Profile::of(*profile));
    let Some((own, at)) = above.given() else { return base };
    let own = Profile::of(*own);
    let rank = |profile: &Profile| PROFILES.iter().position(|other| other.word == profile.word);
    match lock.profile().filter(|_| rank(&own) > rank(&base)) {
        Some(locked_at) => {
            let headline = format!("the shared policy allows no profile weaker than `{}`", base.word);
            let diagnostic = Diagnostic::error(ids::WEAKENED, headline).at(at, "").because(locked_at, "locked here");
            complaints.push(diagnostic.help(format!("leave it out, or write `\"{}\"`", base.word)));
            base
        }
        None => own,
    }
}

#[cfg(test)]
mod tests;
