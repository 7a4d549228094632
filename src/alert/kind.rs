//! What an alert kind is: what it watches for, which keys it reads, and the functions that make rules and runbooks of it.

use super::{Amount, Numbers, Runbook, Scene};
use crate::diag::Span;
use crate::model::Severity;
use crate::units::Duration;

/// A kind of trouble that alerts watch for.
#[derive(Debug)]
pub struct Kind {
    /// Its name, as the spec writes it.
    pub name: &'static str,
    /// What it watches for, in one line.
    pub summary: &'static str,
    /// The group that its rules belong to.
    pub group: Group,
    /// What its alert is called in the default set.
    pub default_name: &'static str,
    /// How bad it is, unless the spec says otherwise.
    pub severity: Severity,
    /// How long the condition must hold, unless the spec says otherwise.
    pub hold: Duration,
    /// The keys that it reads beside those that every alert has.
    pub takes: &'static [Key],
    /// Its rules, or why it has nothing to watch.
    pub plan: fn(&Scene<'_>, &Numbers<'_>) -> Planned,
    /// What to do when it fires.
    pub runbook: fn(&Scene<'_>) -> Runbook,
}

/// A key that a kind reads, with what counts when it is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// `above`.
    Above(Amount),
    /// `below`.
    Below(Amount),
    /// `window`.
    Window {
        /// What counts when it is not written; longer where metrics are scraped seldom.
        default: Duration,
        /// The shortest that makes sense.
        least: Duration,
        /// The longest that makes sense.
        most: Duration,
    },
    /// `topics`.
    Topics {
        /// What counts when it is not written; nothing if it must be.
        default: Option<&'static str>,
    },
    /// `groups`; when it is not written, those that clients name.
    Groups,
    /// `per`; when it is not written, `group`.
    Per,
}

/// The groups that rules are rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Brokers and what they need to agree.
    Brokers,
    /// Copies of partitions.
    Partitions,
    /// Those who write and read.
    Clients,
    /// Volumes and limits.
    Storage,
    /// Operators and exporters.
    Operators,
    /// The house's own expressions.
    House,
}

/// What consumer lag is summed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Per {
    /// One sum for the whole cluster.
    Cluster,
    /// One for each group, its topics apart.
    #[default]
    Group,
    /// One for each topic, over all groups.
    Topic,
}

/// What a kind makes of a platform: its rules, or all that keeps it from having any.
pub type Planned = Result<Vec<Plan>, Vec<Missing>>;

/// One rule of a kind, before it has a name.
#[derive(Debug)]
pub struct Plan {
    /// The expression.
    pub expr: String,
    /// Every place in the spec that went into it, except for the alert's own keys.
    pub places: Vec<Span>,
    /// One line that says what is the matter.
    pub summary: String,
    /// What it means.
    pub description: String,
    /// How bad it is, if that is not the kind's own.
    pub severity: Option<Severity>,
    /// How long the condition must hold, if that is not the kind's own.
    pub hold: Option<Duration>,
}

/// Why a kind has nothing to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Why: a headline.
    pub why: String,
    /// The place that is wrong, if it is not the kind as a whole.
    pub at: Option<Span>,
    /// The place that makes it so, and what is to be seen there.
    pub because: Option<(Span, String)>,
    /// What to write instead.
    pub help: String,
}

impl Kind {
    /// The amount that it compares with unless the spec says otherwise, and the key for another.
    pub fn threshold(&self) -> Option<(&'static str, Amount)> {
        self.takes.iter().find_map(|key| match key {
            Key::Above(amount) | Key::Below(amount) => Some((key.name(), *amount)),
            _ => None,
        })
    }

    /// How far back, or ahead, it looks unless the spec says otherwise.
    pub fn window(&self) -> Option<Duration> {
        self.takes.iter().find_map(|key| match key {
            Key::Window { default, .. } => Some(*default),
            _ => None,
        })
    }

    /// The key of that name, if it reads it.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.takes.iter().find(|key| key.name() == name)
    }
}

impl Key {
    /// As the spec writes it.
    pub const fn name(&self) -> &'static str {
        match self {
            Key::Above(_) => "above",
            Key::Below(_) => "below",
            Key::Window { .. } => "window",
            Key::Topics { .. } => "topics",
            Key::Groups => "groups",
            Key::Per => "per",
        }
    }

    /// The amount that counts when it is not written, if it is an amount.
    pub const fn amount(&self) -> Option<Amount> {
        match self {
            Key::Above(amount) | Key::Below(amount) => Some(*amount),
            _ => None,
        }
    }
}

impl Group {
    /// All of them, in the order in which they are rendered.
    pub const ALL: [Group; 6] =
        [Group::Brokers, Group::Partitions, Group::Clients, Group::Storage, Group::Operators, Group::House];

    /// Its name in rendered rules.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Brokers => "brokers",
            Group::Partitions => "partitions",
            Group::Clients => "clients",
            Group::Storage => "storage",
            Group::Operators => "operators",
            Group::House => "house",
        }
    }
}

impl Per {
    /// The words of the spec.
    pub const WORDS: [&'static str; 3] = ["cluster", "group", "topic"];

    /// Reads a word of the spec.
    pub fn read(word: &str) -> Option<Per> {
        match word {
            "cluster" => Some(Per::Cluster),
            "group" => Some(Per::Group),
            "topic" => Some(Per::Topic),
            _ => None,
        }
    }
}

impl Plan {
    /// An expression with the places that went into it, and no words yet.
    pub(super) fn new(expr: String, places: impl IntoIterator<Item = Span>) -> Plan {
        let places = places.into_iter().collect();
        Plan { expr, places, summary: String::new(), description: String::new(), severity: None, hold: None }
    }

    /// What people read: one line, and what it means.
    pub(super) fn says(mut self, summary: impl Into<String>, description: impl Into<String>) -> Plan {
        self.summary = summary.into();
        self.description = description.into();
        self
    }

    /// Bad in another degree and after another time than the kind is otherwise.
    pub(super) fn ranks(mut self, severity: Severity, hold: Duration) -> Plan {
        self.severity = Some(severity);
        self.hold = Some(hold);
        self
    }

    /// As the only rule of a kind.
    #[expect(clippy::unnecessary_wraps, reason = "what a kind gives, ready to return")]
    pub(super) fn alone(self) -> Planned {
        Ok(vec![self])
    }
}

impl Missing {
    /// Nothing to watch, and what to write so that there is.
    pub(super) fn new(why: impl Into<String>, help: impl Into<String>) -> Missing {
        Missing { why: why.into(), at: None, because: None, help: help.into() }
    }

    /// Points at what is wrong.
    pub(super) fn at(mut self, place: Span) -> Missing {
        self.at = Some(place);
        self
    }

    /// As the only reason.
    pub(super) fn alone(self) -> Vec<Missing> {
        vec![self]
    }

    /// Points at what makes it so.
    pub(super) fn because(mut self, place: Span, text: impl Into<String>) -> Missing {
        self.because = Some((place, text.into()));
        self
    }
}
