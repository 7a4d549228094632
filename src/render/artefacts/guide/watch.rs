//! Which alerts there are, and which of them watch a client.

use super::super::parts::{Text, fixed, made, text};
use super::topic;
use crate::alert::template::shown;
use crate::alert::{Rule, anchor};
use crate::model::{Client, Model, Sourced};
use crate::promql::{self, MatchOp, Matcher, Pattern};
use crate::render::Traced;
use serde::Serialize;
use std::collections::BTreeSet;

/// An alert on one line.
#[derive(Debug, Serialize)]
pub(super) struct Alert<'m> {
    name: Text<'m>,
    severity: Text<'m>,
    /// How long its condition must hold, if it must.
    hold: Option<Text<'m>>,
    means: Text<'m>,
    /// Its section in the operations guide.
    anchor: Text<'m>,
}

/// All alerts, in the order of the rules.
pub(super) fn alerts(rules: &[Rule]) -> Vec<Alert<'_>> {
    let alert = |rule| {
        let Rule { name, severity, hold, kind, summary, .. }: &Rule = rule;
        Alert {
            name: text(name),
            severity: fixed(severity.value.word(), severity),
            hold: (hold.value.millis() > 0).then(|| made(hold, |hold| hold.human())),
            means: kind.map_or_else(|| made(summary, |text| shown(text)), |kind| fixed(kind.summary, name)),
            anchor: made(name, |name| anchor(name)),
        }
    };
    rules.iter().map(alert).collect()
}

/// For each rule, whose topics and groups it looks at. Worked out once for all clients: there may be very many, and the
/// expressions name them all.
#[derive(Debug)]
pub(super) struct Watchers<'m> {
    rules: Vec<Watcher<'m>>,
}

/// What one rule looks at.
#[derive(Debug)]
struct Watcher<'m> {
    name: &'m Sourced<String>,
    /// Groups, whatever they read.
    groups: BTreeSet<&'m str>,
    /// Topics, whoever writes or reads them.
    topics: BTreeSet<&'m str>,
    /// Topics as certain groups read them.
    both: Vec<(BTreeSet<&'m str>, BTreeSet<&'m str>)>,
    /// All that is refused to anybody who writes.
    writers: bool,
}

/// All values that the labels of topics and groups can have.
struct Known<'m> {
    topics: BTreeSet<&'m str>,
    groups: BTreeSet<&'m str>,
}

impl<'m> Watchers<'m> {
    /// Of all rules.
    pub(super) fn of(rules: &'m [Rule], model: &'m Model) -> Self {
        let reads = model.clients.iter().flat_map(|client| &client.consumes);
        let known = Known {
            topics: model.topics.iter().map(|topic| topic.name.value.as_str()).collect(),
            groups: reads.map(|read| read.group.value.as_str()).collect(),
        };
        Watchers { rules: rules.iter().map(|rule| Watcher::of(rule, &known)).collect() }
    }

    /// The alerts that look at what a client reads or writes, each once.
    pub(super) fn of_client(&self, client: &'m Client, model: &'m Model) -> Vec<Text<'m>> {
        let name = |key| topic::named(key, model).map_or("", |topic| topic.name.value.as_str());
        let letters = client.consumes.iter().filter_map(|read| read.dead_letters.as_ref());
        let reads: Vec<(&str, &str)> =
            client.consumes.iter().map(|read| (name(&read.topic), read.group.value.as_str())).collect();
        let writes: Vec<&str> = client.produces.iter().chain(letters).map(name).collect();
        let mut seen = BTreeSet::new();
        let own = self.rules.iter().filter(|rule| rule.looks_at(&reads, &writes) && seen.insert(&rule.name.value));
        own.map(|rule| Traced::new(rule.name.value.as_str().into(), rule.name.origin.and(&client.name.origin)))
            .collect()
    }
}

impl<'m> Watcher<'m> {
    fn of(rule: &'m Rule, known: &Known<'m>) -> Self {
        let writers = rule.kind.is_some_and(|kind| kind.name == "producer-errors");
        let name = &rule.name;
        let (groups, topics, both) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        let mut watcher = Watcher { name, groups, topics, both, writers };
        let Ok(expr) = promql::parse(&rule.expr.value) else { return watcher };
        for seen in promql::selectors(&expr) {
            let matchers = &seen.selector.matchers;
            match (chosen(matchers, "topic", &known.topics), chosen(matchers, "consumergroup", &known.groups)) {
                (Some(topics), Some(groups)) => watcher.both.push((topics, groups)),
                (Some(topics), None) => watcher.topics.extend(topics),
                (None, Some(groups)) => watcher.groups.extend(groups),
                // It is about the cluster.
                (None, None) => {}
            }
        }
        watcher
    }

    fn looks_at(&self, reads: &[(&str, &str)], writes: &[&str]) -> bool {
        let read = reads.iter().any(|(topic, group)| {
            self.topics.contains(topic)
                || self.groups.contains(group)
                || self.both.iter().any(|(topics, groups)| topics.contains(topic) && groups.contains(group))
        });
        read || writes.iter().any(|topic| self.topics.contains(topic)) || (self.writers && !writes.is_empty())
    }
}

/// The values that a selector chooses by a label; nothing if it takes series without the label as well.
fn chosen<'m>(matchers: &[Matcher], label: &str, known: &BTreeSet<&'m str>) -> Option<BTreeSet<&'m str>> {
    let on: Vec<&Matcher> = matchers.iter().filter(|matcher| matcher.label.text == label).collect();
    if !on.iter().any(|matcher| matcher.accepts("") == Some(false)) {
        return None;
    }
    // One value is looked up and not compared with all others.
    let mut left: Vec<&'m str> = match on.iter().find(|matcher| matcher.op == MatchOp::Equal) {
        Some(one) => known.get(one.value.text.as_str()).copied().into_iter().collect(),
        None => known.iter().copied().collect(),
    };
    for matcher in on {
        match matcher.op {
            MatchOp::Equal | MatchOp::NotEqual => left.retain(|value| matcher.accepts(value) == Some(true)),
            MatchOp::Matches | MatchOp::NotMatches => {
                let pattern = Pattern::new(&matcher.value.text).ok()?;
                let wanted = matcher.op == MatchOp::Matches;
                left.retain(|value| pattern.accepts(value) == Some(wanted));
            }
        }
    }
    Some(left.into_iter().collect())
}
