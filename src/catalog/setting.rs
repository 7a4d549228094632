//! The settings of a Kafka version: brokers' and topics'.

use super::kind::{Kind, Refusal, Unit};
use super::reading::{Malformed, rows};
use super::valid::Valid;

/// All settings of one Kafka version.
#[derive(Debug)]
pub struct Settings {
    broker: Vec<Setting>,
    topic: Vec<Setting>,
}

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its key.
    pub name: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// What holds when it is not set.
    pub default: Fallback,
    /// Kafka keeps it for itself: it works, and no documentation names it.
    pub internal: bool,
    /// What a change of it costs.
    pub update: Update,
    /// The brokers' settings that hold for a topic that does not set it, the strongest first. Empty for a broker setting.
    pub server_defaults: Box<[ServerDefault]>,
    valid: Valid,
}

/// What holds when a setting is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// There is none: it must be set.
    Required,
    /// Nothing: another setting decides, or the feature is off.
    Nothing,
    /// This text, in Kafka's canonical form; may be empty.
    Value(&'static str),
}

/// What a change costs. Source: `DynamicBrokerConfig.dynamicConfigUpdateModes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// Each broker must be restarted.
    ReadOnly,
    /// Can be changed while it runs, on each broker for itself only.
    PerBroker,
    /// Can be changed while brokers run, for all of them at once.
    ClusterWide,
    /// A topic's setting: holds at once, for that topic.
    Topic,
}

/// A broker setting that gives topics their default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerDefault {
    /// Its key.
    pub name: &'static str,
    /// Its unit, where the topic setting counts in milliseconds and this one does not.
    pub unit: Option<Unit>,
}

impl Settings {
    /// Reads the two tables of a version.
    pub(super) fn read(version: &str) -> Result<Self, Malformed> {
        let broker = table(&format!("kafka/{version}/broker.tsv"), "update", update_mode)?;
        let topic = table(&format!("kafka/{version}/topic.tsv"), "server_default", server_defaults)?;
        Ok(Settings { broker, topic })
    }

    /// A broker setting by its key, which is case sensitive.
    pub fn broker(&self, key: &str) -> Option<&Setting> {
        find(&self.broker, key)
    }

    /// A topic setting by its key, which is case sensitive.
    pub fn topic(&self, key: &str) -> Option<&Setting> {
        find(&self.topic, key)
    }

    /// All broker settings, by key.
    pub fn brokers(&self) -> &[Setting] {
        &self.broker
    }

    /// All topic settings, by key.
    pub fn topics(&self) -> &[Setting] {
        &self.topic
    }

    /// What somebody may have meant who wrote `key` for a broker, best first, at most three.
    pub fn nearest_broker(&self, key: &str) -> Vec<&'static str> {
        let of_topic = self.topic(key).map(|setting| setting.server_defaults.iter().map(|default| default.name));
        nearest(&self.broker, key, of_topic.into_iter().flatten())
    }

    /// What somebody may have meant who wrote `key` for a topic, best first, at most three.
    pub fn nearest_topic(&self, key: &str) -> Vec<&'static str> {
        let gives = |setting: &&Setting| setting.server_defaults.iter().any(|default| default.name == key);
        nearest(&self.topic, key, self.topic.iter().filter(gives).map(|setting| setting.name))
    }
}

impl Setting {
    /// Judges a value as Kafka judges it when it starts, this setting for itself. Whether a class exists only the broker knows.
    ///
    /// # Errors
    /// A [`Refusal`] that says what is allowed.
    pub fn check(&self, value: &str) -> Result<(), Refusal> {
        self.valid.check(self.kind, value)
    }

    /// Judges a value as Kafka and Strimzi's operator do. The operator judges the values in `spec.kafka.config` before
    /// Kafka sees them, and is stricter: blanks around a value count, booleans are in lower case.
    ///
    /// Source: `io.strimzi.kafka.config.model.ConfigModel`, Strimzi 0.39.0.
    ///
    /// # Errors
    /// A [`Refusal`] that says what is allowed.
    pub fn check_for_operator(&self, value: &str) -> Result<(), Refusal> {
        self.check(value)?;
        let trimmed = value.trim();
        let wanted = match self.kind {
            Kind::Boolean => trimmed.to_ascii_lowercase(),
            Kind::Short | Kind::Int | Kind::Long => trimmed.to_owned(),
            Kind::String if self.valid != Valid::Anything => trimmed.to_owned(),
            _ => return Ok(()),
        };
        if wanted == value {
            return Ok(());
        }
        let what = format!("Kafka would read `{value}`, but Strimzi's operator refuses it");
        Err(Refusal { what, allowed: format!("write `{wanted}`") })
    }

    /// What it takes, as the end of a sentence: "a whole number of at least 1".
    pub fn takes(&self) -> String {
        let allowed = self.valid.allowed(self.kind);
        allowed.strip_prefix("write").unwrap_or(&allowed).trim_start_matches([',', ' ']).trim_end().to_owned()
    }

    /// What its number counts, if its name tells.
    pub fn unit(&self) -> Option<Unit> {
        Unit::of(self.name, self.kind)
    }
}

/// How the last column of a table is read: it differs between brokers and topics.
type Last = fn(&'static str) -> Option<(Update, Box<[ServerDefault]>)>;

fn table(path: &str, last: &str, read_last: Last) -> Result<Vec<Setting>, Malformed> {
    let rows = rows(path, ["name", "type", "default", "valid", "internal", last])?;
    let read = |[name, kind, default, valid, internal, last]: [&'static str; 6]| {
        let (update, server_defaults) = read_last(last)?;
        Some(Setting {
            name,
            kind: Kind::parse(kind)?,
            default: default_of(default),
            internal: match internal {
                "" => false,
                "internal" => true,
                _ => return None,
            },
            update,
            server_defaults,
            valid: Valid::parse(valid)?,
        })
    };
    let read_row = |row: [&'static str; 6]| read(row).ok_or_else(|| Malformed::new(path, row.join("\t")));
    let settings = rows.into_iter().map(read_row).collect::<Result<Vec<_>, _>>()?;
    if settings.is_sorted_by(|one, next| one.name < next.name) {
        Ok(settings)
    } else {
        Err(Malformed::new(path, "not sorted by name"))
    }
}

fn default_of(cell: &'static str) -> Fallback {
    match cell {
        "<required>" => Fallback::Required,
        "<null>" => Fallback::Nothing,
        "<empty>" => Fallback::Value(""),
        _ => Fallback::Value(cell),
    }
}

fn update_mode(cell: &'static str) -> Option<(Update, Box<[ServerDefault]>)> {
    let update = match cell {
        "read-only" => Update::ReadOnly,
        "per-broker" => Update::PerBroker,
        "cluster-wide" => Update::ClusterWide,
        _ => return None,
    };
    Some((update, Box::default()))
}

fn server_defaults(cell: &'static str) -> Option<(Update, Box<[ServerDefault]>)> {
    let read = |word: &'static str| match word.split_once('(') {
        None => Some(ServerDefault { name: word, unit: None }),
        Some((name, "hours)")) => Some(ServerDefault { name, unit: Some(Unit::Hours) }),
        Some((name, "minutes)")) => Some(ServerDefault { name, unit: Some(Unit::Minutes) }),
        Some(_) => None,
    };
    Some((Update::Topic, cell.split_whitespace().map(read).collect::<Option<_>>()?))
}

fn find<'a>(settings: &'a [Setting], key: &str) -> Option<&'a Setting> {
    settings.binary_search_by(|setting| setting.name.cmp(key)).ok().and_then(|at| settings.get(at))
}

/// How like a key must be to be worth a suggestion, from 0 to 1.
const LIKE_ENOUGH: f64 = 0.8;

/// `first`, then the keys that go on where this one ends, then those that are written alike.
fn nearest(settings: &[Setting], key: &str, first: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let public = || settings.iter().filter(|setting| !setting.internal).map(|setting| setting.name);
    let mut longer: Vec<&str> =
        public().filter(|name| name.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'))).collect();
    longer.sort_by_key(|name| name.len());
    let mut alike: Vec<(f64, &'static str)> =
        public().map(|name| (strsim::normalized_damerau_levenshtein(name, key), name)).collect();
    alike.retain(|(score, _)| *score >= LIKE_ENOUGH);
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    let mut found = Vec::new();
    for name in first.chain(longer).chain(alike.into_iter().map(|(_, name)| name)) {
        if name != key && !found.contains(&name) {
            found.push(name);
        }
    }
    found.truncate(3);
    found
}
