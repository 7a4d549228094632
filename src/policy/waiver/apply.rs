//! The one function that decides which findings are accepted, and says what is wrong with waivers.

use super::target::Selector;
use super::{Waiver, ids, reason};
use crate::diag::{About, Diagnostic, Id, Severity, Target, Waived};
use crate::policy::glob::covers;
use crate::policy::{Limits, Policy, Rules};
use crate::units::{Date, counted};

/// How many days before its end a waiver is remarked upon.
const SOON: i64 = 14;

/// What surrounds the findings.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The day, in UTC.
    pub today: Date,
    /// Whether not all rules were asked, or not of everything: then nobody knows what is unused.
    pub filtered: bool,
}

/// The findings with what is accepted marked as such, and how each waiver stands.
#[derive(Debug, Default)]
pub struct Applied {
    /// All findings, and those about waivers behind them.
    pub findings: Vec<Diagnostic>,
    /// Of each waiver, in the order in which they were given; nothing for one that could not be read.
    pub standings: Vec<Option<Standing>>,
}

/// How a waiver stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// In a word.
    pub state: State,
    /// How many findings it accepts, or would accept.
    pub findings: usize,
    /// How many days are left; negative when it has ended.
    pub days_left: i64,
}

/// How a waiver stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It accepts findings.
    Active,
    /// It does, and ends soon.
    Expiring,
    /// It has ended.
    Expired,
    /// It accepts nothing that is found.
    Unused,
    /// It accepts nothing, because something is wrong with it.
    Refused,
}

impl State {
    /// The word that reports print.
    pub const fn word(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Expiring => "expiring",
            State::Expired => "expired",
            State::Unused => "unused",
            State::Refused => "refused",
        }
    }
}

/// Decides which findings are accepted. Only what a rule says of a thing can be; a waiver with anything wrong accepts nothing.
pub fn apply(
    findings: Vec<Diagnostic>,
    waivers: &[Option<Waiver>],
    policy: &Policy,
    rules: &Rules<'_>,
    now: Now,
) -> Applied {
    let mut applied = Applied { findings, standings: Vec::new() };
    let mut about_waivers = Vec::new();
    for waiver in waivers {
        let standing = waiver.as_ref().map(|waiver| {
            let judge = Judge { waiver, policy, rules, now };
            judge.apply(&mut applied.findings, &mut about_waivers)
        });
        applied.standings.push(standing);
    }
    applied.findings.extend(about_waivers);
    applied
}

struct Judge<'j> {
    waiver: &'j Waiver,
    policy: &'j Policy,
    rules: &'j Rules<'j>,
    now: Now,
}

impl Judge<'_> {
    fn apply(&self, findings: &mut [Diagnostic], out: &mut Vec<Diagnostic>) -> Standing {
        let days_left = self.waiver.expires.0.days_since(self.now.today);
        let faults = self.faults();
        let mut matched: Vec<&mut Diagnostic> = match &self.selector() {
            Ok(selector) => findings.iter_mut().filter(|finding| self.speaks_of(selector, finding)).collect(),
            Err(_) => Vec::new(),
        };
        let state = if !faults.is_empty() {
            State::Refused
        } else if days_left < 0 {
            State::Expired
        } else if matched.is_empty() {
            State::Unused
        } else if days_left <= SOON {
            State::Expiring
        } else {
            State::Active
        };
        out.extend(faults);
        out.extend(self.remark(state, days_left, &matched));
        for finding in &mut matched {
            match state {
                State::Active | State::Expiring => self.accept(finding),
                State::Expired => {
                    let text = format!("accepted by {} until {}", self.waiver.owner.0, self.waiver.expires.0);
                    finding.related.push(crate::diag::Label { span: self.waiver.at, text });
                }
                State::Unused | State::Refused => {}
            }
        }
        Standing { state, findings: matched.len(), days_left }
    }

    fn selector(&self) -> Result<Selector, (String, String)> {
        Selector::read(&self.waiver.target.0)
    }

    /// Whether the waiver would accept a finding.
    fn speaks_of(&self, selector: &Selector, finding: &Diagnostic) -> bool {
        let id = finding.id.word();
        covers(&self.waiver.rule.0, id)
            && self.forbidden(id).is_none()
            && finding.about.as_ref().is_some_and(|about| selector.matches(&about.subject))
    }

    /// Who says that nobody may accept the findings of a rule.
    fn forbidden(&self, id: &str) -> Option<Forbidden> {
        if let Some(at) = self.policy.unwaivable(id) {
            return Some(Forbidden::ByHouse(at));
        }
        (!self.rules.is_waivable(id)).then_some(Forbidden::Always)
    }

    fn accept(&self, finding: &mut Diagnostic) {
        let Some(about) = &mut finding.about else { return };
        // The first waiver that speaks of it is the one that holds.
        if about.waived.is_none() {
            about.waived = Some(Waived {
                place: self.waiver.at,
                reason: self.waiver.reason.as_ref().map(|(reason, _)| reason.clone()).unwrap_or_default(),
                owner: self.waiver.owner.0.clone(),
                expires: self.waiver.expires.0.to_string(),
                severity: finding.severity,
            });
            finding.severity = Severity::Info;
        }
    }

    /// Everything that keeps it from accepting anything.
    fn faults(&self) -> Vec<Diagnostic> {
        let (rule, rule_at) = &self.waiver.rule;
        let mut faults = Vec::new();
        if let Some(help) = self.rules.unknown(rule) {
            let headline = format!("there is no rule `{rule}` to accept findings of");
            faults.push(self.error(ids::UNKNOWN_RULE, headline).at(*rule_at, "").help(help));
        }
        let mut covered = self.rules.covered(rule).map(|id| self.forbidden(id)).peekable();
        if covered.peek().is_some()
            && let Some(forbidden) = covered.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().next())
        {
            let headline = format!("nobody may accept findings of `{rule}`");
            let error = self
                .error(ids::FORBIDDEN, headline)
                .at(*rule_at, "")
                .help("mend what it finds, and take the waiver out");
            faults.push(match forbidden {
                Forbidden::ByHouse(at) => error.because(at, "locked here"),
                Forbidden::Always => error,
            });
        }
        if let Err((headline, help)) = self.selector() {
            faults.push(self.error(ids::BAD_TARGET, headline).at(self.waiver.target.1, "").help(help));
        }
        faults.extend(self.reasonless());
        faults.extend(self.too_long());
        faults
    }

    fn reasonless(&self) -> Option<Diagnostic> {
        let help = "say why it does no harm here, for whoever reads it next";
        let (rule, rule_at) = &self.waiver.rule;
        let Some((text, at)) = &self.waiver.reason else {
            let headline = format!("a waiver of `{rule}` without `reason`");
            return Some(self.error(ids::NO_REASON, headline).at(*rule_at, "").help(help));
        };
        let lacks = reason::lacks(text, rule, self.rules.meaning(rule))?;
        let headline = format!("a waiver of `{rule}` does not say why: its reason {lacks}");
        Some(self.error(ids::NO_REASON, headline).at(*at, "").help(help))
    }

    fn too_long(&self) -> Option<Diagnostic> {
        let (expires, at) = self.waiver.expires;
        let Limits { max_waiver_days: most, .. } = &self.policy.limits;
        let last = self.now.today.plus_days(most.value);
        if expires <= last {
            return None;
        }
        let headline = format!("a waiver may end at most {} ahead", counted(most.value, "day", "days"));
        let days = expires.days_since(self.now.today);
        let error = self.error(ids::TOO_LONG, headline).at(at, format!("{days} days ahead"));
        let error = error.help(format!("write {last} or an earlier day"));
        Some(match most.place() {
            Some(place) => error.because(place, "the house says so"),
            None => error.note(format!("the profile `{}` says so", self.policy.profile.word)),
        })
    }

    /// What there is to say of a waiver with which nothing is wrong.
    fn remark(&self, state: State, days_left: i64, matched: &[&mut Diagnostic]) -> Option<Diagnostic> {
        let (rule, target) = (&self.waiver.rule.0, &self.waiver.target.0);
        let (expires, expires_at) = self.waiver.expires;
        let owner = &self.waiver.owner.0;
        match state {
            State::Active | State::Refused => None,
            State::Unused if self.now.filtered => None,
            State::Unused => {
                let headline =
                    format!("the waiver of `{rule}` for `{target}` accepts nothing: there is no such finding");
                let finding = self.about(Diagnostic::warning(ids::UNUSED, headline)).at(self.waiver.at, "");
                Some(finding.help("take it out, or `kafkasmith waivers --prune` does"))
            }
            State::Expired => {
                let headline = format!("the waiver of `{rule}` for `{target}` has ended on {expires}");
                let finding = self.error(ids::EXPIRED, headline).at(expires_at, format!("{} ago", days(-days_left)));
                let help = match matched.len() {
                    0 => "take it out: it would accept nothing".to_owned(),
                    1 => format!("mend what it finds, or ask {owner} whether it is still accepted"),
                    count => format!("mend the {count} findings, or ask {owner} whether they are still accepted"),
                };
                Some(finding.help(help))
            }
            State::Expiring => {
                let left = if days_left == 0 { "today".to_owned() } else { format!("in {}", days(days_left)) };
                let headline = format!("the waiver of `{rule}` for `{target}` ends {left}");
                let finding = self.about(Diagnostic::info(ids::EXPIRING, headline)).at(expires_at, "");
                Some(finding.help(format!("ask {owner} before it does")))
            }
        }
    }

    fn error(&self, id: Id, headline: String) -> Diagnostic {
        self.about(Diagnostic::error(id, headline))
    }

    fn about(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let name = self.waiver.name();
        diagnostic.about = Some(Box::new(About { subject: Target::new("waiver", name), ..About::default() }));
        diagnostic
    }
}

enum Forbidden {
    /// Not one finding of it is a matter of taste.
    Always,
    /// A shared policy says so, there.
    ByHouse(crate::diag::Span),
}

fn days(count: i64) -> String {
    counted(count, "day", "days")
}
