//! What becomes different without an error: defaults of settings that nobody wrote, settings that are gone, gates, metrics, and
//! the alerts that all this reaches.

use super::rehearsal::Played;
use crate::alert::Rule;
use crate::catalog::{self, Exporter, Fallback, JmxDialect, Kind, Release, Setting, Settings};
use crate::diag::Span;
use crate::model::Model;
use crate::promql;
use std::collections::{BTreeMap, BTreeSet};

/// Settings whose default is the version itself: raising them is a step of its own.
const FOLLOWS: [&str; 2] = ["inter.broker.protocol.version", "log.message.format.version"];

/// What becomes different without an error when a part of the platform changes.
#[derive(Debug, Default)]
pub struct Silent {
    /// Settings that this spec leaves to Kafka, whose default is another one.
    pub defaults: Vec<NewDefault>,
    /// Settings that Kafka has no more; none of them is written in this spec, since that is an error.
    pub removed: Vec<Removed>,
    /// Feature gates of the operator.
    pub gates: Vec<Gate>,
    /// How the agent that exports brokers' metrics spells their names.
    pub names: Option<(String, String)>,
    /// Alerts of this spec that watch something else from now on.
    pub alerts: Vec<Changed>,
}

/// A setting whose default is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDefault {
    /// Its key.
    pub key: &'static str,
    /// Whether it is one of topics; else it is one of brokers.
    pub of_topics: bool,
    /// What held before; nothing where nothing was set.
    pub before: Option<&'static str>,
    /// What holds now.
    pub after: Option<&'static str>,
}

/// A setting that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its key.
    pub key: &'static str,
    /// Whether it is one of topics; else it is one of brokers.
    pub of_topics: bool,
}

/// A feature gate that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Its name.
    pub name: String,
    /// Its default before; nothing if it did not exist.
    pub before: Option<bool>,
    /// Its default now; nothing if an operator that is told of it does not start.
    pub after: Option<bool>,
}

/// An alert that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its name.
    pub name: String,
    /// Where it stands in the spec.
    pub at: Span,
    /// What happens to it.
    pub how: How,
}

/// What happens to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// Its expression is computed anew.
    Recomputed,
    /// It is in the default set from now on.
    Added,
    /// It is in the default set no more.
    Dropped,
    /// It is the house's own, and these metrics may be spelt otherwise.
    Renamed(Vec<String>),
    /// It is the house's own, and nothing exports these metrics any more.
    Gone(Vec<String>),
}

impl Silent {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        let Silent { defaults, removed, gates, names, alerts } = self;
        defaults.is_empty() && removed.is_empty() && gates.is_empty() && names.is_none() && alerts.is_empty()
    }
}

/// What another operator changes.
pub fn of_operator(before: &Played, after: &Played, old: &Release, new: &Release) -> Silent {
    let (own, other) = (&old.metrics, &new.metrics);
    let names = (own.jmx_dialect != other.jmx_dialect).then(|| (own.jmx_exporter.clone(), other.jmx_exporter.clone()));
    let gates = gates(old, new);
    Silent { gates, names, alerts: alerts(before, after, Some((old, new))), ..Silent::default() }
}

/// What another Kafka changes, for a cluster whose own settings are those of `model`.
pub fn of_kafka(before: &Played, after: &Played, release: &Release, old: &str, new: &str) -> Silent {
    let mut silent = Silent { alerts: alerts(before, after, None), ..Silent::default() };
    let (Some(old), Some(new)) = (catalog::settings(old), catalog::settings(new)) else { return silent };
    let model = after.model.as_ref().or(before.model.as_ref());
    let written = |key: &str| model.is_some_and(|model| writes(model, key));
    for (of_topics, list) in [(false, Settings::brokers as fn(&Settings) -> &[Setting]), (true, Settings::topics)] {
        for setting in list(old).iter().filter(|setting| !setting.internal && !written(setting.name)) {
            // What the operator keeps for itself it also sets; what a topic takes from brokers is said of them.
            let said = |key: &str| {
                silent.defaults.iter().any(|other| other.key == key)
                    || silent.removed.iter().any(|other| other.key == key)
            };
            let from_brokers =
                setting.server_defaults.iter().any(|default| said(default.name) || written(default.name));
            if from_brokers || !of_topics && release.forbidden(setting.name).is_some() {
                continue;
            }
            let now = list(new).binary_search_by(|other| other.name.cmp(setting.name));
            let key = setting.name;
            match now.ok().and_then(|at| list(new).get(at)) {
                None => silent.removed.push(Removed { key, of_topics }),
                Some(now) if differ(setting, now) && !FOLLOWS.contains(&key) => {
                    let (before, after) = (value(setting.default), value(now.default));
                    silent.defaults.push(NewDefault { key, of_topics, before, after });
                }
                Some(_) => {}
            }
        }
    }
    silent
}

/// What a move from `ZooKeeper` to KRaft changes.
pub fn of_move(before: &Played, after: &Played) -> Silent {
    Silent { alerts: alerts(before, after, None), ..Silent::default() }
}

/// Whether brokers or every topic have a value of their own for a setting.
fn writes(model: &Model, key: &str) -> bool {
    let all_topics = |topic: &crate::model::Topic| topic.others.iter().any(|setting| setting.key == key);
    model.cluster.config.iter().any(|setting| setting.key == key)
        || !model.topics.is_empty() && model.topics.iter().all(all_topics)
}

fn value(default: Fallback) -> Option<&'static str> {
    match default {
        Fallback::Value(value) => Some(value),
        Fallback::Required | Fallback::Nothing => None,
    }
}

/// Whether two defaults mean different things. The order of a map or list of names means nothing.
fn differ(old: &Setting, new: &Setting) -> bool {
    let parts = |setting: &Setting| -> BTreeSet<&'static str> {
        value(setting.default).unwrap_or_default().split(',').map(str::trim).collect()
    };
    let unordered = matches!(old.kind, Kind::List | Kind::String);
    // That something is not set and that it is empty come to the same.
    let said = |setting: &Setting| value(setting.default).filter(|value| !value.is_empty());
    said(old) != said(new) && !(unordered && parts(old) == parts(new))
}

fn gates(old: &Release, new: &Release) -> Vec<Gate> {
    let names: BTreeSet<&String> = old.feature_gates.keys().chain(new.feature_gates.keys()).collect();
    let of = |release: &Release, name: &String| release.feature_gates.get(name).copied();
    let changed = names.into_iter().filter(|name| of(old, name) != of(new, name));
    changed.map(|name| Gate { name: name.clone(), before: of(old, name), after: of(new, name) }).collect()
}

/// The alerts that are not what they were; one may have several rules. Without a model on either side nothing is said.
fn alerts(before: &Played, after: &Played, releases: Option<(&Release, &Release)>) -> Vec<Changed> {
    if before.model.is_none() || after.model.is_none() {
        return Vec::new();
    }
    let (old, new) = (by_name(&before.rules), by_name(&after.rules));
    let mut changed = Vec::new();
    for (name, rules) in &new {
        let Some(first) = rules.first() else { continue };
        let own = first.kind.is_none();
        let how = match old.get(name) {
            None => Some(How::Added),
            Some(_) if own => releases.and_then(|(old, new)| of_expression(&first.expr.value, old, new)),
            Some(others) => (expressions(others) != expressions(rules)).then_some(How::Recomputed),
        };
        changed.extend(how.map(|how| Changed { name: (*name).to_owned(), at: first.at, how }));
    }
    let gone = old.iter().filter(|(name, _)| !new.contains_key(*name));
    let gone = gone.filter_map(|(name, rules)| Some(((*name).to_owned(), rules.first()?.at)));
    changed.extend(gone.map(|(name, at)| Changed { name, at, how: How::Dropped }));
    // In the order of the spec.
    changed.sort_by_key(|alert| alert.at);
    changed
}

fn by_name(rules: &[Rule]) -> BTreeMap<&str, Vec<&Rule>> {
    let mut named: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        named.entry(&rule.name.value).or_default().push(rule);
    }
    named
}

fn expressions<'r>(rules: &[&'r Rule]) -> Vec<&'r str> {
    rules.iter().map(|rule| rule.expr.value.as_str()).collect()
}

/// What another release does to the house's own expression.
pub(super) fn of_expression(expr: &str, old: &Release, new: &Release) -> Option<How> {
    let tree = promql::parse(expr).ok()?;
    let names: BTreeSet<String> =
        promql::selectors(&tree).iter().filter_map(|seen| Some(seen.selector.metric()?.to_owned())).collect();
    let exported = |name: &str| Exporter::ALL.iter().find_map(|exporter| exporter.metric(name));
    let lost = |name: &&String| {
        let needs = exported(name).and_then(|metric| metric.needs);
        needs.is_some_and(|needs| old.can(needs) && !new.can(needs))
    };
    let gone: Vec<String> = names.iter().filter(lost).cloned().collect();
    if !gone.is_empty() {
        return Some(How::Gone(gone));
    }
    let renamed: Vec<String> =
        names.iter().filter(|name| exported(name).is_none() && respelt(name, old, new)).cloned().collect();
    (!renamed.is_empty()).then_some(How::Renamed(renamed))
}

/// Whether a metric of the JMX agent may be spelt otherwise: of Kafka's own and the JVM's, counters and what the agent itself adds.
fn respelt(name: &str, old: &Release, new: &Release) -> bool {
    let of_agent = ["kafka_", "jvm_", "zookeeper_", "process_"].iter().any(|start| name.starts_with(start));
    of_agent && old.metrics.jmx_dialect == JmxDialect::Jmx0 && new.metrics.jmx_dialect == JmxDialect::Jmx1
}
