//! Large networks made small enough to be read: topics and clients of one family are drawn as one.
//!
//! Nothing is folded that fits. Topics fold by the words that their names begin with, as many words as leave few enough, or by
//! owner where names say nothing; clients by namespace and name. What is left over beyond that is one box.

use super::label::Label;
use super::network::{Client, Flow, Network, PLACES, Topic, counted, merged};
use crate::diag::readable;
use crate::model::{Origin, Sourced};
use std::collections::{BTreeMap, BTreeSet};

/// How many rows a column may have; tried in this order until few enough flows are left.
const ROWS: [usize; 3] = [64, 32, 16];

/// How many flows can be followed with the eye. Mermaid refuses more than 500.
const FLOWS: usize = 240;

/// How much of an owner's name stands on a box.
const OWNER: usize = 60;

/// What marks of a name part its words.
const MARKS: [char; 3] = ['.', '-', '_'];

/// What belongs together, in the order in which it is first met.
struct Groups {
    /// Of each member the group.
    of: Vec<usize>,
    /// Of each group the members.
    members: Vec<Vec<usize>>,
}

impl Network {
    /// The same, small enough to be read.
    pub(super) fn folded(self) -> Network {
        let mut smallest = None;
        for rows in ROWS {
            let folded = self.within(rows);
            if folded.flows.len() <= FLOWS {
                return folded;
            }
            smallest = Some(folded);
        }
        smallest.unwrap_or(self)
    }

    /// With at most so many rows in a column.
    fn within(&self, rows: usize) -> Network {
        let clients = self.grouped_clients(rows);
        let topics = self.grouped_topics(rows);
        let place = |groups: &Groups, at: usize| groups.of.get(at).copied();
        let flows = self.flows.iter().filter_map(|flow| {
            let (client, topic) = (place(&clients, flow.client)?, place(&topics, flow.topic)?);
            Some(Flow { client, topic, ..flow.clone() })
        });
        Network {
            flows: merged(flows),
            clients: clients.members.iter().filter_map(|members| self.client_of(members)).collect(),
            topics: topics.members.iter().filter_map(|members| self.topic_of(members, &topics)).collect(),
        }
    }

    fn grouped_clients(&self, rows: usize) -> Groups {
        let namespace = |client: &Client| client.namespace.as_ref().map(|namespace| namespace.value.clone());
        let by = |key: &dyn Fn(&Client) -> String| -> Vec<String> {
            self.clients.iter().map(|client| format!("{:?} {}", namespace(client), key(client))).collect()
        };
        let keys = [
            by(&|client| client.key.value.clone()),
            by(&|client| start(&client.key.value, 2).to_owned()),
            by(&|client| start(&client.key.value, 1).to_owned()),
            by(&|_| String::new()),
        ];
        Groups::within(&keys, rows)
    }

    /// Topics by family; the dead letter queues of a family are a family of their own.
    fn grouped_topics(&self, rows: usize) -> Groups {
        let root = |topic: &Topic| topic.source.and_then(|at| self.topics.get(at)).map(|root| root.key.value.clone());
        let all = self.topics.len();
        if all <= rows {
            let keys: Vec<usize> = (0..all).collect();
            return Groups::of(&keys);
        }
        let roots: Vec<&Topic> = self.topics.iter().filter(|topic| topic.source.is_none()).collect();
        let by = |key: &dyn Fn(&Topic) -> String| -> Vec<String> { roots.iter().map(|topic| key(topic)).collect() };
        let owner = |topic: &Topic| match &topic.owner {
            Some(owner) => format!("of {}", owner.value),
            None => "of nobody".to_owned(),
        };
        let keys = [
            by(&|topic| topic.key.value.clone()),
            by(&|topic| start(&topic.key.value, 3).to_owned()),
            by(&|topic| start(&topic.key.value, 2).to_owned()),
            by(&|topic| start(&topic.key.value, 1).to_owned()),
            by(&owner),
        ];
        // Each family may have a row for its dead letters.
        let groups = Groups::within(&keys, rows / 2);
        let family: BTreeMap<&str, usize> =
            roots.iter().zip(&groups.of).map(|(topic, group)| (topic.key.value.as_str(), *group)).collect();
        let keys: Vec<(usize, bool)> = self
            .topics
            .iter()
            .map(|topic| match root(topic) {
                Some(root) => (family.get(root.as_str()).copied().unwrap_or_default(), true),
                None => (family.get(topic.key.value.as_str()).copied().unwrap_or_default(), false),
            })
            .collect();
        Groups::of(&keys)
    }

    /// A group of clients as one; nothing only if nobody is in it.
    fn client_of(&self, members: &[usize]) -> Option<Client> {
        let clients: Vec<&Client> = members.iter().filter_map(|at| self.clients.get(*at)).collect();
        let (first, others) = clients.split_first()?;
        if others.is_empty() {
            return Some((*first).clone());
        }
        let keys: Vec<&Sourced<String>> = clients.iter().map(|client| &client.key).collect();
        let origin = origins(&keys);
        let (shared, count) = (family(&keys), counted(clients.len() as u64, "", "client"));
        let one = clients.iter().all(|client| same(client.namespace.as_ref(), first.namespace.as_ref()));
        Some(Client {
            name: Label::words(shared.as_deref().unwrap_or(&count), &origin),
            namespace: first.namespace.clone().filter(|_| one),
            detail: shared.as_ref().map(|_| Label::words(count.clone(), &origin)).unwrap_or_default(),
            members: clients.len(),
            about: listed(&keys, "client"),
            key: Sourced { value: first.key.value.clone(), origin },
        })
    }

    /// A group of topics as one; nothing only if none is in it.
    fn topic_of(&self, members: &[usize], groups: &Groups) -> Option<Topic> {
        let topics: Vec<&Topic> = members.iter().filter_map(|at| self.topics.get(*at)).collect();
        let source = |topic: &Topic| topic.source.and_then(|at| groups.of.get(at)).copied();
        let (first, others) = topics.split_first()?;
        if others.is_empty() {
            return Some(Topic { source: source(first), ..(*first).clone() });
        }
        let keys: Vec<&Sourced<String>> = topics.iter().map(|topic| &topic.key).collect();
        let origin = origins(&keys);
        let partitions: u64 = topics.iter().map(|topic| topic.partitions).sum();
        let (count, partitioned) = (counted(topics.len() as u64, "", "topic"), counted(partitions, "", "partition"));
        let owner = first
            .owner
            .as_ref()
            .filter(|_| topics.iter().all(|topic| same(topic.owner.as_ref(), first.owner.as_ref())));
        let (name, detail) = match (source(first), family(&keys), owner) {
            (Some(_), _, _) => (counted(topics.len() as u64, "", "dead letter queue"), String::new()),
            (None, Some(shared), _) => (shared, format!("{count} · {partitioned}")),
            (None, None, Some(owner)) => {
                (format!("topics of {}", readable::start(&owner.value, OWNER)), format!("{count} · {partitioned}"))
            }
            (None, None, None) => (count, partitioned.clone()),
        };
        Some(Topic {
            name: Label::words(name, &origin),
            detail: Label::words(detail, &origin),
            about: listed(&keys, "topic"),
            source: source(first),
            owner: owner.cloned(),
            key: Sourced { value: first.key.value.clone(), origin },
            partitions,
        })
    }
}

impl Groups {
    /// Those with the same key.
    fn of<K: Ord>(keys: &[K]) -> Self {
        let mut known: BTreeMap<&K, usize> = BTreeMap::new();
        let mut groups = Groups { of: Vec::new(), members: Vec::new() };
        for (at, key) in keys.iter().enumerate() {
            let next = groups.members.len();
            let group = *known.entry(key).or_insert(next);
            if group == next {
                groups.members.push(Vec::new());
            }
            groups.of.push(group);
            if let Some(members) = groups.members.get_mut(group) {
                members.push(at);
            }
        }
        groups
    }

    /// By the first keys that leave at most so many groups, but more than two, which would say little. If there are none: by
    /// those that leave the fewest above that, the smallest of them as one.
    fn within(keys: &[Vec<String>], most: usize) -> Self {
        let (mut many, mut few) = (None::<Groups>, None);
        for keys in keys {
            let groups = Groups::of(keys);
            match groups.members.len() {
                count if count > most => {
                    let fewer = many.as_ref().is_none_or(|many| count < many.members.len());
                    many = if fewer { Some(groups) } else { many };
                }
                count if count > 2 || many.is_none() => return groups,
                _ => few = Some(groups),
            }
        }
        let many = many.unwrap_or(Groups { of: Vec::new(), members: Vec::new() });
        few.filter(|_| many.members.len() > 3 * most).unwrap_or_else(|| many.with_rest(most))
    }

    /// The largest stay, all others are one.
    fn with_rest(self, most: usize) -> Self {
        let mut sizes: Vec<(usize, usize)> =
            self.members.iter().enumerate().map(|(group, members)| (usize::MAX - members.len(), group)).collect();
        sizes.sort_unstable();
        let large: BTreeSet<usize> = sizes.into_iter().take(most.saturating_sub(1)).map(|(_, group)| group).collect();
        let keys: Vec<Option<usize>> =
            self.of.iter().map(|group| Some(*group).filter(|group| large.contains(group))).collect();
        Groups::of(&keys)
    }
}

/// The first words of a name; all of it if it has no more.
fn start(name: &str, words: usize) -> &str {
    let end = name.match_indices(MARKS).map(|(at, _)| at).filter(|at| *at > 0).nth(words.saturating_sub(1));
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// What several names have in common, as far as a word goes: `orders.*`; nothing if they share no word.
fn family(keys: &[&Sourced<String>]) -> Option<String> {
    let names = || keys.iter().map(|key| key.value.as_str());
    let first = names().next().unwrap_or_default();
    let shared = first
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| first.get(..*end).is_some_and(|start| names().all(|name| name.starts_with(start))))
        .last()
        .unwrap_or_default();
    let shared = first.get(..shared).unwrap_or_default();
    let word =
        names().all(|name| name.strip_prefix(shared).is_some_and(|rest| rest.is_empty() || rest.starts_with(MARKS)));
    let kept = if word { shared } else { shared.get(..shared.rfind(MARKS).map_or(0, |at| at + 1)).unwrap_or_default() };
    (!kept.trim_matches(MARKS).is_empty()).then(|| format!("{kept}*"))
}

/// How many there are and what they are called.
fn listed(keys: &[&Sourced<String>], what: &str) -> Label {
    let mut label = Label::words(counted(keys.len() as u64, "", what), &origins(keys));
    for (at, key) in keys.iter().take(PLACES).enumerate() {
        label = label.and(if at == 0 { ": " } else { ", " }, key);
    }
    match keys.get(PLACES) {
        Some(next) => label.and_words(format!(" and {} more", keys.len() - PLACES), &next.origin),
        None => label,
    }
}

/// Their places, of very many the first ones.
fn origins(keys: &[&Sourced<String>]) -> Origin {
    let mut places = keys.iter().flat_map(|key| key.origin.spans()).take(PLACES);
    let first = places.next().unwrap_or_default();
    Origin::computed(first, places)
}

fn same(a: Option<&Sourced<String>>, b: Option<&Sourced<String>>) -> bool {
    a.map(|a| &a.value) == b.map(|b| &b.value)
}
