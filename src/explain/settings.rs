//! What there is to know of a setting of Kafka.

use super::find::Found;
use super::ground::Ground;
use super::keys::Step;
use super::{Explanation, Unknown, example};
use crate::catalog::{self, Fallback, Kind, Setting, Settings, Unit, Update};
use crate::edit;
use crate::model::{How, OWN_KEYS};
use crate::units::{Bytes, Duration};

/// Whose a setting is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Brokers,
    Topics,
}

/// Explains the setting that is named within `config`; nothing if it is no such path.
///
/// # Errors
/// [`Unknown`] if there is no such setting.
pub(super) fn within(found: &Found<'_>, ground: &Ground) -> Result<Option<Vec<Explanation>>, Unknown> {
    let of = match found.key.pattern().as_str() {
        "cluster.brokers.config" => Of::Brokers,
        "topic.NAME.config" => Of::Topics,
        _ => return Ok(None),
    };
    let (false, Some((_, kafka, _))) = (found.rest.is_empty(), ground.versions()) else { return Ok(None) };
    let name = found.rest.join(".");
    let Some(settings) = catalog::settings(&kafka) else { return Ok(None) };
    if let Some(setting) = setting(settings, &name, of) {
        return Ok(Some(vec![one(setting, of, settings, ground)]));
    }
    let near = if of == Of::Brokers { settings.nearest_broker(&name) } else { settings.nearest_topic(&name) };
    Err(Unknown {
        headline: format!(
            "Kafka {kafka} has no setting `{name}` {}",
            if of == Of::Brokers { "of brokers" } else { "of topics" }
        ),
        notes: Vec::new(),
        help: match near.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("what Kafka {kafka} knows is in its documentation"),
        },
    })
}

/// Explains a setting by its name: of brokers, of topics, or both.
pub(super) fn explain(name: &str, ground: &Ground) -> Vec<Explanation> {
    let Some(settings) = ground.versions().and_then(|(_, kafka, _)| catalog::settings(&kafka)) else {
        return Vec::new();
    };
    let all = [Of::Brokers, Of::Topics].into_iter().filter_map(|of| Some((setting(settings, name, of)?, of)));
    all.map(|(setting, of)| one(setting, of, settings, ground)).collect()
}

/// The setting that somebody may have meant.
pub(super) fn nearest(name: &str, ground: &Ground) -> Option<String> {
    let settings = ground.versions().and_then(|(_, kafka, _)| catalog::settings(&kafka))?;
    let near = settings.nearest_broker(name).into_iter().chain(settings.nearest_topic(name)).next();
    near.map(str::to_owned)
}

fn setting<'s>(settings: &'s Settings, name: &str, of: Of) -> Option<&'s Setting> {
    match of {
        Of::Brokers => settings.broker(name),
        Of::Topics => settings.topic(name),
    }
}

fn one(setting: &Setting, of: Of, settings: &Settings, ground: &Ground) -> Explanation {
    let mut facts = Vec::new();
    let mut meaning = Vec::new();
    if let Some((release, kafka, whose)) = ground.versions() {
        facts.push(("version", format!("Kafka {kafka}, {whose}")));
        if let (Of::Brokers, Some(forbidden)) = (of, release.forbidden(setting.name)) {
            meaning.push(format!(
                "It cannot be set: Strimzi {} keeps every setting that begins with `{}` to itself, and derives it from the \
                 rest of the spec.",
                release.version, forbidden.prefix
            ));
        }
    }
    facts.push(("takes", takes(setting)));
    facts.push(("default", default(setting)));
    facts.push(("to change", update(setting.update).to_owned()));
    if setting.internal {
        facts.push(("internal", "Kafka keeps it for itself, and its documentation does not name it".to_owned()));
    }
    let own_key = own_key(setting, of);
    if let Some(key) = &own_key {
        meaning.push(format!("It has a key of its own: `{key}`."));
    }
    let can_be_set = meaning.is_empty();
    let written = in_force(setting, of, ground);
    let has_model = ground.own.as_ref().and_then(|own| own.model()).is_some();
    Explanation {
        name: setting.name.to_owned(),
        is: if of == Of::Brokers { "broker setting" } else { "topic setting" },
        meaning,
        facts,
        example: if can_be_set { sample(setting, of) } else { None },
        unwritten: (has_model && written.is_empty()).then(|| "It is not set.".to_owned()),
        written,
        related: related(setting, of, settings, own_key),
        ..Explanation::default()
    }
}

/// The key of a topic that is this setting.
fn own_key(setting: &Setting, of: Of) -> Option<String> {
    let key = OWN_KEYS.iter().find(|(_, name)| of == Of::Topics && *name == setting.name);
    key.map(|(key, _)| format!("topic.NAME.{key}"))
}

fn takes(setting: &Setting) -> String {
    match setting.unit() {
        Some(Unit::Bytes) => format!("{}, in bytes; a text with a unit such as \"64Mi\" too", setting.takes()),
        Some(unit) => format!("{}, in {}; a text with a unit such as \"7d\" too", setting.takes(), word(unit)),
        None => setting.takes(),
    }
}

const fn word(unit: Unit) -> &'static str {
    match unit {
        Unit::Milliseconds => "milliseconds",
        Unit::Seconds => "seconds",
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Bytes => "bytes",
    }
}

/// The default with what it means to people.
fn default(setting: &Setting) -> String {
    match setting.default {
        Fallback::Required => "none: Kafka does not start without it".to_owned(),
        Fallback::Nothing => "none: another setting decides, or what it is for is off".to_owned(),
        Fallback::Value("") => "empty".to_owned(),
        Fallback::Value(value) => match human(value, setting.unit()) {
            Some(human) => format!("{value} ({human})"),
            None => value.to_owned(),
        },
    }
}

fn human(value: &str, unit: Option<Unit>) -> Option<String> {
    let number: u64 = value.parse().ok().filter(|number| *number > 0 && *number < u64::from(u32::MAX) * 1000)?;
    let step = match unit? {
        Unit::Bytes => return Some(Bytes(number).human()).filter(|human| *human != format!("{value}B")),
        Unit::Milliseconds => 1,
        Unit::Seconds => 1000,
        Unit::Minutes => Duration::minutes(1).millis(),
        Unit::Hours => Duration::hours(1).millis(),
    };
    Some(Duration(number.checked_mul(step)?).human())
}

const fn update(update: Update) -> &'static str {
    match update {
        Update::ReadOnly => "each broker must be restarted, which the operator does one by one",
        Update::PerBroker => "while it runs, on each broker for itself",
        Update::ClusterWide => "while brokers run, for all of them at once",
        Update::Topic => "at once, for that topic",
    }
}

/// How it is written; nothing where no value can be made up.
fn sample(setting: &Setting, of: Of) -> Option<String> {
    let header = if of == Of::Brokers { "cluster.brokers" } else { "topic.notification-queue" };
    let default = if let Fallback::Value(value) = setting.default { value } else { "" };
    let value = match (human(default, setting.unit()), setting.unit(), setting.kind) {
        (Some(human), ..) => format!("{human:?}"),
        (None, Some(Unit::Bytes), _) if default.is_empty() => "\"64Mi\"".to_owned(),
        (None, Some(_), _) if default.is_empty() => "\"7d\"".to_owned(),
        _ if default.is_empty() => return None,
        (None, _, Kind::Short | Kind::Int | Kind::Long | Kind::Boolean) => default.to_owned(),
        _ => format!("{default:?}"),
    };
    let text = format!("[{header}.config]\n{} = {value}\n", example::quoted(setting.name));
    Some(edit::fmt::format(&text).unwrap_or(text))
}

/// What holds for the spec at hand: what it writes, or what is worked out for it.
fn in_force(setting: &Setting, of: Of, ground: &Ground) -> Vec<super::Occurrence> {
    let Some((own, model)) = ground.own.as_ref().and_then(|own| Some((own, own.model()?))) else { return Vec::new() };
    let rendered = |set: &crate::model::Setting, of: &str| {
        let mut occurrence = own.occurrence(set.value.origin.first(), of.to_owned())?;
        if set.value.origin.how() != How::Written {
            occurrence.text = format!("{}, worked out", set.value.value.text());
        }
        Some(occurrence)
    };
    match of {
        Of::Brokers => {
            let found = model.cluster.config.iter().filter(|set| set.key == setting.name);
            found.filter_map(|set| rendered(set, "")).collect()
        }
        Of::Topics if OWN_KEYS.iter().any(|(_, name)| *name == setting.name) => {
            let keys = OWN_KEYS.iter().filter(|(_, name)| *name == setting.name);
            let path =
                |key: &str| vec![Step::Key("topic".to_owned()), Step::Name(String::new()), Step::Key(key.to_owned())];
            let written = keys.flat_map(|(key, _)| own.written(&path(key), &[]));
            written.filter_map(|written| own.occurrence(written.value, written.names.concat())).collect()
        }
        Of::Topics => {
            let all = model.topics.iter().flat_map(|topic| topic.others.iter().map(move |set| (topic, set)));
            let found = all.filter(|(_, set)| set.key == setting.name);
            found.filter_map(|(topic, set)| rendered(set, &topic.key.value)).collect()
        }
    }
}

/// What gives a topic its default, and what takes its default from a broker's.
fn related(setting: &Setting, of: Of, settings: &Settings, own_key: Option<String>) -> Vec<String> {
    let mut related: Vec<String> = own_key.into_iter().collect();
    related.extend(setting.server_defaults.iter().map(|default| default.name.to_owned()));
    if of == Of::Brokers {
        let takers = settings
            .topics()
            .iter()
            .filter(|topic| topic.server_defaults.iter().any(|default| default.name == setting.name));
        for topic in takers {
            let key = OWN_KEYS.iter().find(|(_, name)| *name == topic.name).map(|(key, _)| format!("topic.NAME.{key}"));
            related.push(key.unwrap_or_else(|| topic.name.to_owned()));
        }
    }
    related
}
