//! Which alerts there are, and which of them watch a client.

use super::super::parts::{Text, fixed, made, text};
use super::{settings, topic};
use crate::alert::template::shown;
use crate::alert::{Rule, anchor};
use crate::model::{Client, Model, Sourced};
use crate::promql::{self, MatchOp, Matcher, Pattern};
use crate::render::Traced;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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

/// For each topic and each group, the selectors of rules that look at it. Worked out once for all clients, each of which then
/// looks at its own alone: there may be very many, and the expressions name them all.
#[derive(Debug, Default)]
pub(super) struct Watchers<'m> {
    /// The names of the rules, in their order.
    names: Vec<&'m Sourced<String>>,
    looks: Vec<Look>,
    /// The looks at topics that they name, and those at groups that they name and whatever these read.
    by_topic: BTreeMap<String, Vec<usize>>,
    by_group: BTreeMap<String, Vec<usize>>,
    /// The looks that name none.
    wide: Vec<usize>,
    /// The rules that look at all that is refused to anybody who writes.
    of_writers: Vec<usize>,
}

/// What one selector of a rule looks at. It chooses by topic, by group or by both.
#[derive(Debug)]
struct Look {
    /// The number of the rule.
    rule: usize,
    topics: Option<Choice>,
    groups: Option<Choice>,
}

/// What a selector wants of a label that a series must have.
#[derive(Debug)]
struct Choice {
    /// Patterns, and whether they must match.
    tests: Vec<(Pattern, bool)>,
}

impl<'m> Watchers<'m> {
    /// Of all rules.
    pub(super) fn of(rules: &'m [Rule]) -> Self {
        let mut watchers = Watchers::default();
        for (number, rule) in rules.iter().enumerate() {
            watchers.names.push(&rule.name);
            if rule.kind.is_some_and(|kind| kind.name == "producer-errors") {
                watchers.of_writers.push(number);
            }
            let Ok(expr) = promql::parse(&rule.expr.value) else { continue };
            for seen in promql::selectors(&expr) {
                let choice = |label| Choice::of(&seen.selector.matchers, label);
                watchers.add(Look { rule: number, topics: choice("topic"), groups: choice("consumergroup") });
            }
        }
        watchers
    }

    fn add(&mut self, look: Look) {
        let number = self.looks.len();
        let Look { rule: _, topics, groups } = &look;
        if topics.is_none() && groups.is_none() {
            // It is about the cluster.
            return;
        }
        match (topics.as_ref().and_then(Choice::named), groups.as_ref().and_then(Choice::named)) {
            (Some(topics), _) => enter(&mut self.by_topic, topics, number),
            (None, Some(groups)) => enter(&mut self.by_group, groups, number),
            (None, None) => self.wide.push(number),
        }
        self.looks.push(look);
    }

    /// The alerts that look at what a client reads or writes, each once.
    pub(super) fn of_client(&self, client: &'m Client, model: &'m Model) -> Vec<Text<'m>> {
        let name = |key| topic::named(key, model).map_or("", |topic| topic.name.value.as_str());
        let letters = client.consumes.iter().filter_map(|read| read.dead_letters.as_ref());
        let reads = client.consumes.iter().map(|read| (name(&read.topic), Some(read.group.value.as_str())));
        let writes = client.produces.iter().chain(letters).map(|key| (name(key), None));
        let mut rules: BTreeSet<usize> = reads.chain(writes).flat_map(|(topic, group)| self.at(topic, group)).collect();
        if settings::writes(client) {
            rules.extend(&self.of_writers);
        }
        let mut seen = BTreeSet::new();
        let names = rules.into_iter().filter_map(|rule| self.names.get(rule)).filter(|name| seen.insert(&name.value));
        names.map(|name| Traced::new(name.value.as_str().into(), name.origin.and(&client.name.origin))).collect()
    }

    /// The rules that look at a topic as a group reads it, or as somebody writes it.
    fn at(&self, topic: &str, group: Option<&str>) -> impl Iterator<Item = usize> {
        let of_topic = self.by_topic.get(topic).into_iter().flatten();
        let of_group = group.and_then(|group| self.by_group.get(group)).into_iter().flatten();
        let looks = of_topic.chain(of_group).chain(&self.wide).filter_map(|look| self.looks.get(*look));
        looks.filter(move |look| look.sees(topic, group)).map(|look| look.rule)
    }
}

/// Writes down under each of these names that a look is at it.
fn enter(index: &mut BTreeMap<String, Vec<usize>>, names: &BTreeSet<String>, look: usize) {
    for name in names {
        index.entry(name.clone()).or_default().push(look);
    }
}

impl Look {
    fn sees(&self, topic: &str, group: Option<&str>) -> bool {
        let among = |choice: &Option<Choice>, value: Option<&str>| {
            choice.as_ref().is_none_or(|choice| value.is_some_and(|value| choice.takes(value)))
        };
        among(&self.topics, Some(topic)) && among(&self.groups, group)
    }
}

impl Choice {
    /// Nothing if the selector takes series without the label as well.
    fn of(matchers: &[Matcher], label: &str) -> Option<Self> {
        let on = matchers.iter().filter(|matcher| matcher.label.text == label);
        let tests = on.map(|matcher| match matcher.op {
            MatchOp::Equal => Some((Pattern::literal(&matcher.value.text), true)),
            MatchOp::NotEqual => Some((Pattern::literal(&matcher.value.text), false)),
            MatchOp::Matches => Some((Pattern::new(&matcher.value.text).ok()?, true)),
            MatchOp::NotMatches => Some((Pattern::new(&matcher.value.text).ok()?, false)),
        });
        let choice = Choice { tests: tests.collect::<Option<_>>()? };
        choice.tests.iter().any(|(pattern, wanted)| pattern.accepts("") == Some(!wanted)).then_some(choice)
    }

    fn takes(&self, value: &str) -> bool {
        self.tests.iter().all(|(pattern, wanted)| pattern.accepts(value) == Some(*wanted))
    }

    /// All that it may take, if it names that.
    fn named(&self) -> Option<&BTreeSet<String>> {
        self.tests.iter().filter(|(_, wanted)| *wanted).find_map(|(pattern, _)| pattern.texts())
    }
}
