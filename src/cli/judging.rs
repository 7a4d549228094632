//! What verbs that judge are told: what to show, what to fail on, which rules to ask, what day it is.

use super::{Failure, ids};
use crate::diag::{Id, Severity};
use crate::policy::Rules;
use crate::report::{Report, Skipped};
use crate::units::{Date, Human, nearest};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

/// How to judge; flattened into the verbs that do.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Judging")]
pub struct Judging {
    /// Show only what matters at least this much
    #[arg(long, value_name = "LEVEL", default_value = "info", value_parser = severities())]
    pub min_severity: Severity,

    /// End with 1 if something is found that matters at least this much
    #[arg(long, value_name = "LEVEL", default_value = "error", value_parser = severities())]
    pub fail_on: Severity,

    /// Ask only these rules; several with commas, or given several times
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub rule: Vec<String>,

    /// Do not ask these rules; several with commas, or given several times
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub skip_rule: Vec<String>,

    /// Judge as if there were no waivers
    #[arg(long)]
    pub no_waivers: bool,

    /// What the house demands.
    #[command(flatten)]
    pub demanding: Demanding,
}

/// What the house demands, and on which day; flattened into all verbs that ask for it.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Judging")]
pub struct Demanding {
    /// A policy that several specs share; what it locks no spec can weaken
    ///
    /// Without it: `KAFKASMITH_POLICY`, else there is none.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,

    /// The day on which waivers are judged, as 2026-12-31 [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
}

/// What becomes of findings with one safe answer; flattened into the verb that mends.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Mending")]
pub struct Mending {
    /// Write the safe fixes into the spec, and judge what it is then
    #[arg(long)]
    pub fix: bool,

    /// Make, or show with `--diff`, the other fixes too; look at what they change
    #[arg(long)]
    pub unsafe_fixes: bool,

    /// Write nothing; show what `--fix` would change as a diff
    #[arg(long)]
    pub diff: bool,

    /// End with 1 if something was fixed
    #[arg(long)]
    pub exit_non_zero_on_fix: bool,
}

impl Mending {
    /// Whether something is to be mended, or shown how.
    pub const fn is_wanted(&self) -> bool {
        self.fix || self.diff || self.unsafe_fixes
    }
}

impl Judging {
    /// Everything, as the house demands it.
    pub fn of(demanding: Demanding) -> Self {
        let (rule, skip_rule) = (Vec::new(), Vec::new());
        let (min_severity, fail_on) = (Severity::Info, Severity::Error);
        Judging { min_severity, fail_on, rule, skip_rule, no_waivers: false, demanding }
    }

    /// Refuses what contradicts itself, and ids that the program would know if they were ids. Those of areas that are not ours
    /// may be the house's: see [`Judging::check_house`].
    ///
    /// # Errors
    /// A usage error that says which.
    pub fn check(&self) -> Result<(), Failure> {
        if self.min_severity > self.fail_on {
            let (least, fail) = (self.min_severity.word(), self.fail_on.word());
            let headline = format!("`--min-severity {least}` hides what `--fail-on {fail}` fails on");
            return Err(
                Failure::usage(headline).help(format!("write `--fail-on {least}`, or leave `--min-severity` out"))
            );
        }
        let rules = Rules::new(ids::ours());
        self.check_ids(&[], |word| rules.is_ours(word.split('/').next().unwrap_or_default()))
    }

    /// Refuses ids that neither the program nor the house knows.
    ///
    /// # Errors
    /// A usage error that says which.
    pub fn check_house(&self, house: &[Id]) -> Result<(), Failure> {
        self.check_ids(house, |_| true)
    }

    fn check_ids(&self, house: &[Id], wanted: impl Fn(&str) -> bool) -> Result<(), Failure> {
        let known: Vec<Id> = ids::every().map(|known| known.id).chain(house.iter().cloned()).collect();
        for (flag, given) in [("--rule", &self.rule), ("--skip-rule", &self.skip_rule)] {
            let mut unknown = given.iter().filter(|given| !known.iter().any(|id| id.word() == given.as_str()));
            if let Some(unknown) = unknown.find(|unknown| wanted(unknown)) {
                let failure = Failure::usage(format!("`{flag}` names a rule that does not exist: `{unknown}`"));
                return Err(match nearest(unknown, known.iter().map(Id::word)) {
                    Some(near) => failure.help(format!("did you mean `{near}`?")),
                    None => failure.help("`kafkasmith rules` lists all"),
                });
            }
        }
        Ok(())
    }

    /// Whether the rule of that id is asked.
    pub fn asks(&self, id: &Id) -> bool {
        let named = |list: &[String]| list.iter().any(|word| word == id.word());
        (self.rule.is_empty() || named(&self.rule)) && !named(&self.skip_rule)
    }

    /// The rules that are not asked, for reports.
    pub fn skipped(&self) -> Vec<Skipped> {
        let why = "left out by `--skip-rule`";
        self.skip_rule.iter().map(|id| Skipped { what: id.clone(), why: why.to_owned() }).collect()
    }

    /// Whether some rules are not asked: then nothing can be said of waivers that match nothing.
    pub fn filters(&self) -> bool {
        !self.rule.is_empty() || !self.skip_rule.is_empty()
    }

    /// Makes a report show and fail on what was asked for.
    pub fn settle(&self, report: &mut Report) {
        report.fail_on = self.fail_on;
        report.show_from(self.min_severity);
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Error];

fn severities() -> impl TypedValueParser<Value = Severity> {
    let names = SEVERITIES.map(|severity| PossibleValue::new(severity.word()));
    // Only names of the list pass the first parser.
    let named = |word: String| SEVERITIES.into_iter().find(|severity| severity.word() == word);
    PossibleValuesParser::new(names).try_map(move |word| named(word).ok_or("no such level"))
}

/// A day of the calendar.
fn date(word: &str) -> Result<Date, String> {
    Date::read(word).map_err(|_| "write a day as 2026-12-31".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;
    use crate::diag::{Diagnostic, Sources};
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        judging: Judging,
        #[command(flatten)]
        mending: Mending,
        paths: Vec<String>,
    }

    fn line(line: &str) -> Result<Line, String> {
        Line::try_parse_from(format!("validate {line}").split_whitespace()).map_err(|error| error.to_string())
    }

    /// What is refused, as headline and help.
    fn refused(words: &str) -> String {
        let judging = line(words).unwrap().judging;
        let checked = judging.check().and_then(|()| judging.check_house(&[Id::of_house("house/own")]));
        let failure = checked.unwrap_err();
        assert_eq!(failure.exit, Exit::Failed);
        format!("{} | {}", failure.why.headline, failure.why.help.unwrap())
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        assert_eq!(
            refused("--min-severity error --fail-on warning"),
            "`--min-severity error` hides what `--fail-on warning` fails on | write `--fail-on error`, or leave `--min-severity` out"
        );
        for fine in ["", "--fail-on info", "--min-severity error", "--min-severity warning --fail-on warning"] {
            line(fine).unwrap().judging.check().unwrap();
        }
    }

    #[test]
    fn rules_that_nobody_knows_are_refused() {
        assert_eq!(
            refused("--rule generated/stal"),
            "`--rule` names a rule that does not exist: `generated/stal` | did you mean `generated/stale`?"
        );
        assert!(refused("--skip-rule generated/stale,house/owm").contains("did you mean `house/own`?"));
        assert!(refused("--rule qqqqqqqqqqqqqq/zz").ends_with("`kafkasmith rules` lists all"));
        line("--rule house/own").unwrap().judging.check_house(&[Id::of_house("house/own")]).unwrap();
    }

    #[test]
    fn rules_are_asked_as_the_flags_say() {
        let asked = |words: &str| {
            let judging = line(words).unwrap().judging;
            (["a/a", "a/b", "a/c"].map(|id| judging.asks(&Id::new(id))), judging.filters())
        };
        assert_eq!(asked(""), ([true; 3], false));
        assert_eq!(asked("--rule a/a,a/b path"), ([true, true, false], true));
        assert_eq!(asked("--rule a/a --rule a/c --skip-rule a/c"), ([true, false, false], true));
        assert_eq!(asked("--skip-rule a/b"), ([true, false, true], true));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for day in ["2026-11-25", "2028-02-29", "2000-02-29"] {
            let today = line(&format!("--today {day}")).unwrap().judging.demanding.today;
            assert_eq!(today.map(|today| today.to_string()).as_deref(), Some(day));
        }
        for no_day in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-01",
            "+026-01-01",
            "2026-01-0é",
            "tomorrow",
        ] {
            let said = line(&format!("--today {no_day}")).unwrap_err();
            assert!(said.contains("write a day as 2026-12-31"), "{no_day}: {said}");
        }
    }

    #[test]
    fn what_is_hidden_is_counted_and_fails_nothing() {
        let findings =
            || [Diagnostic::warning(Id::new("x/y"), "a warning"), Diagnostic::info(Id::new("x/z"), "a remark")];
        let settled = |words: &str| {
            let mut report = Report::new("validate", Sources::default(), findings());
            line(words).unwrap().judging.settle(&mut report);
            (report.findings().len(), report.hidden(), report.fails())
        };
        assert_eq!(settled(""), (2, 0, false));
        assert_eq!(settled("--min-severity warning --fail-on warning"), (1, 1, true));
        assert_eq!(settled("--min-severity error"), (0, 2, false));
        assert_eq!(settled("--fail-on info"), (2, 0, true));
    }
}
