//! A part of a network: what was asked for, and what it has to do with directly.

use super::network::{Flow, Network, Topic};
use crate::units::nearest;
use std::collections::{BTreeMap, BTreeSet};

/// A name that no client and no topic has.
#[derive(Debug, PartialEq, Eq)]
pub struct Nobody {
    /// The name that was asked for.
    pub asked: String,
    /// One that is close to it.
    pub near: Option<String>,
}

impl Network {
    /// The topics and clients of these names, where `*` stands for anything, with their neighbours: the clients of a topic,
    /// the topics of a client. A topic and its dead letter queues are asked for together.
    ///
    /// # Errors
    /// The first name that nobody has.
    pub(super) fn only(self, names: &[String]) -> Result<Network, Nobody> {
        let found = |name: &str, keys: &mut dyn Iterator<Item = &str>| -> BTreeSet<usize> {
            keys.enumerate().filter(|(_, key)| matches(name, key)).map(|(at, _)| at).collect()
        };
        let (mut clients, mut topics) = (BTreeSet::new(), BTreeSet::new());
        for name in names {
            let of_clients = found(name, &mut self.clients.iter().map(|client| client.key.value.as_str()));
            let of_topics = found(name, &mut self.topics.iter().map(|topic| topic.key.value.as_str()));
            if of_clients.is_empty() && of_topics.is_empty() {
                return Err(self.nobody(name));
            }
            clients.extend(of_clients);
            topics.extend(of_topics);
        }
        Ok(self.around(clients, &topics))
    }

    fn nobody(&self, name: &str) -> Nobody {
        let clients = self.clients.iter().map(|client| client.key.value.as_str());
        let keys = clients.chain(self.topics.iter().map(|topic| topic.key.value.as_str()));
        Nobody { asked: name.to_owned(), near: nearest(name, keys).map(str::to_owned) }
    }

    /// The part around these clients and topics.
    fn around(self, mut clients: BTreeSet<usize>, chosen: &BTreeSet<usize>) -> Network {
        let root = |at: usize| self.topics.get(at).and_then(|topic| topic.source).unwrap_or(at);
        let families: BTreeSet<usize> = chosen.iter().map(|at| root(*at)).collect();
        let mut topics: BTreeSet<usize> = (0..self.topics.len()).filter(|at| families.contains(&root(*at))).collect();
        let touches = |flow: &&Flow| clients.contains(&flow.client) || topics.contains(&flow.topic);
        let flows: Vec<Flow> = self.flows.iter().filter(touches).cloned().collect();
        clients.extend(flows.iter().map(|flow| flow.client));
        topics.extend(flows.iter().flat_map(|flow| [flow.topic, root(flow.topic)]));
        let (new_clients, new_topics) = (numbered(&clients), numbered(&topics));
        let place = |places: &BTreeMap<usize, usize>, at: usize| places.get(&at).copied();
        let flows = flows.into_iter().filter_map(|flow| {
            let (client, topic) = (place(&new_clients, flow.client)?, place(&new_topics, flow.topic)?);
            Some(Flow { client, topic, ..flow })
        });
        let flows = flows.collect();
        let kept = self.topics.into_iter().enumerate().filter(|(at, _)| topics.contains(at));
        let topics =
            kept.map(|(_, topic)| Topic { source: topic.source.and_then(|at| place(&new_topics, at)), ..topic });
        let kept = self.clients.into_iter().enumerate().filter(|(at, _)| clients.contains(at));
        Network { topics: topics.collect(), clients: kept.map(|(_, client)| client).collect(), flows }
    }
}

/// The new place of each of the old ones.
fn numbered(kept: &BTreeSet<usize>) -> BTreeMap<usize, usize> {
    kept.iter().enumerate().map(|(new, old)| (*old, new)).collect()
}

/// Whether a name is meant by a pattern, in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    let Some(mut rest) = rest.strip_suffix(last) else { return false };
    // Between the first and the last, each as early as it can be.
    parts.all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("orders", "orders", true),
            ("orders", "orders.v1", false),
            ("orders.*", "orders.v1", true),
            ("orders.*", "orders", false),
            ("*", "", true),
            ("*-dlq", "audit-dlq", true),
            ("a*b*c", "abc", true),
            ("a*b*c", "axxbxxbc", true),
            ("a*b*c", "acb", false),
            ("ab*ba", "aba", false),
            ("**", "x", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
