//! Kafka's settings: checked against the version's own list, units turned into what Kafka counts in.

use super::Sourced;
use super::scope::{Scope, entries};
use crate::catalog::{self, Release};
use crate::diag::{Diagnostic, Span};
use crate::spec::{self, Field, Named, ids};
use crate::units::{Bytes, Duration, Human, Misread};

/// A setting as Kafka reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: Sourced<Canonical>,
    /// What the value means to people, where that differs: `7d` for `604800000`.
    pub human: Option<String>,
}

/// A setting's value as Kafka reads it, in the form that YAML gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Canonical {
    /// A whole number.
    Whole(i64),
    /// `true` or `false`.
    Flag(bool),
    /// A text; numbers with a fraction are texts, too, so that no reader rounds them.
    Text(String),
}

impl Canonical {
    /// The text that Kafka reads.
    pub fn text(&self) -> String {
        match self {
            Canonical::Whole(number) => number.to_string(),
            Canonical::Flag(flag) => flag.to_string(),
            Canonical::Text(text) => text.clone(),
        }
    }
}

impl Setting {
    /// A duration in milliseconds.
    pub fn millis(key: &str, duration: Sourced<Duration>) -> Self {
        let human = duration.value.human();
        let value = duration.map(|duration| Canonical::Whole(i64::try_from(duration.millis()).unwrap_or(i64::MAX)));
        Setting { key: key.to_owned(), value, human: Some(human) }
    }

    /// A size in bytes.
    pub fn bytes(key: &str, size: Sourced<Bytes>) -> Self {
        let human = size.value.human();
        let value = size.map(|size| Canonical::Whole(i64::try_from(size.0).unwrap_or(i64::MAX)));
        Setting { key: key.to_owned(), value, human: Some(human) }
    }

    /// A count.
    pub fn count(key: &str, count: Sourced<u32>) -> Self {
        Setting { key: key.to_owned(), value: count.map(|count| Canonical::Whole(i64::from(count))), human: None }
    }

    /// A word.
    pub fn word(key: &str, word: Sourced<String>) -> Self {
        Setting { key: key.to_owned(), value: word.map(Canonical::Text), human: None }
    }

    /// A switch.
    pub fn flag(key: &str, flag: Sourced<bool>) -> Self {
        Setting { key: key.to_owned(), value: flag.map(Canonical::Flag), human: None }
    }
}

/// Whose settings they are.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Brokers,
    Topics,
}

/// The settings that somebody wrote, each judged: known to this version, allowed by the operator, of a value that Kafka takes.
pub(super) fn written(
    table: &Field<Named<spec::Setting>>,
    of: Of,
    kafka: &str,
    release: &Release,
    scope: &mut Scope<'_>,
) -> Vec<Setting> {
    let Some(known) = catalog::settings(kafka) else { return Vec::new() };
    let mut settings = Vec::new();
    for (key, value, entry) in entries(table) {
        let at = entry.value.span().unwrap_or(entry.name_at);
        if matches!(of, Of::Brokers) && forbidden(&key, release, scope) {
            continue;
        }
        let found = match of {
            Of::Brokers => known.broker(&key.value),
            Of::Topics => known.topic(&key.value),
        };
        match found {
            Some(fact) => settings.extend(canonical(fact, of, value, at, scope)),
            None => unknown(&key, of, known, kafka, scope),
        }
    }
    settings
}

fn forbidden(key: &Sourced<String>, release: &Release, scope: &mut Scope<'_>) -> bool {
    let Some(forbidden) = release.forbidden(&key.value) else { return false };
    let headline = format!("`{}` belongs to the operator, which would drop it without a word", key.value);
    let diagnostic = Diagnostic::error(ids::FORBIDDEN_SETTING, headline)
        .at(key.origin.first(), "")
        .note(format!(
            "Strimzi {} keeps every setting that begins with `{}` to itself",
            release.version, forbidden.prefix
        ))
        .help("leave it out; the operator derives it from listeners, storage and the other keys of the spec");
    scope.push(diagnostic);
    true
}

fn unknown(key: &Sourced<String>, of: Of, known: &catalog::Settings, kafka: &str, scope: &mut Scope<'_>) {
    let (what, near) = match of {
        Of::Brokers => ("broker", known.nearest_broker(&key.value)),
        Of::Topics => ("topic", known.nearest_topic(&key.value)),
    };
    let headline = format!("Kafka {kafka} has no {what} setting `{}`", key.value);
    let help = match near.first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("leave it out; what Kafka {kafka} knows is in its documentation of {what} settings"),
    };
    scope.complain(ids::UNKNOWN_SETTING, key.origin.first(), headline, help);
}

/// The value as Kafka reads it, or a complaint.
fn canonical(
    fact: &catalog::Setting,
    of: Of,
    value: &spec::Setting,
    at: Span,
    scope: &mut Scope<'_>,
) -> Option<Setting> {
    let written = value.text()?;
    let (text, human) = match (value, fact.unit()) {
        (spec::Setting::Text(text), Some(unit)) if !is_number(text) => match in_unit(text, unit) {
            Ok(converted) => converted,
            Err(misread) => {
                let id = match misread.mistake {
                    crate::units::Mistake::Unit => ids::UNKNOWN_UNIT,
                    crate::units::Mistake::Form => ids::WRONG_TYPE,
                    crate::units::Mistake::Range => ids::OUT_OF_RANGE,
                };
                scope.complain(id, at, misread.text, misread.help);
                return None;
            }
        },
        (_, Some(unit)) => {
            let human = said_in(&written, unit);
            (written, human)
        }
        (_, None) => (written, None),
    };
    // Brokers' settings pass the operator first, whose own model is stricter than Kafka.
    let judged = match of {
        Of::Brokers => fact.check_for_operator(&text),
        Of::Topics => fact.check(&text),
    };
    if let Err(refusal) = judged {
        let catalog::Refusal { what, allowed } = refusal;
        scope.complain(ids::REFUSED_SETTING, at, format!("`{}`: {what}", fact.name), allowed);
        return None;
    }
    let value = match (fact.kind.is_whole(), fact.kind == catalog::Kind::Boolean) {
        (true, _) => text.parse().map_or_else(|_| Canonical::Text(text), Canonical::Whole),
        (_, true) => Canonical::Flag(text.eq_ignore_ascii_case("true")),
        _ => Canonical::Text(text),
    };
    Some(Setting { key: fact.name.to_owned(), value: Sourced::written(value, at), human })
}

fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}

/// A human amount in the unit that the setting counts in, and how people say it.
fn in_unit(text: &str, unit: catalog::Unit) -> Result<(String, Option<String>), Misread> {
    if let catalog::Unit::Bytes = unit {
        let size = Bytes::read(text)?;
        return Ok((size.0.to_string(), Some(size.human())));
    }
    let step = step_of(unit);
    let duration = Duration::read(text)?;
    match duration.in_units_of(step) {
        Some(count) => Ok((count.to_string(), Some(duration.human()))),
        None => Err(Misread {
            mistake: crate::units::Mistake::Range,
            text: format!("{text:?} is no whole number of {}", word_of(unit)),
            help: format!("write a multiple of {}", step.human()),
        }),
    }
}

/// How people say a bare number in a setting's unit.
pub fn said_in(text: &str, unit: catalog::Unit) -> Option<String> {
    let number: u64 = text.parse().ok().filter(|number| *number > 0)?;
    match unit {
        catalog::Unit::Bytes => Some(Bytes(number).human()),
        _ => Some(Duration(number.checked_mul(step_of(unit).millis())?).human()),
    }
}

fn step_of(unit: catalog::Unit) -> Duration {
    match unit {
        catalog::Unit::Seconds => Duration(1000),
        catalog::Unit::Minutes => Duration::minutes(1),
        catalog::Unit::Hours => Duration::hours(1),
        catalog::Unit::Milliseconds | catalog::Unit::Bytes => Duration(1),
    }
}

fn word_of(unit: catalog::Unit) -> &'static str {
    match unit {
        catalog::Unit::Seconds => "seconds",
        catalog::Unit::Minutes => "minutes",
        catalog::Unit::Hours => "hours",
        catalog::Unit::Milliseconds => "milliseconds",
        catalog::Unit::Bytes => "bytes",
    }
}
