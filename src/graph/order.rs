//! In which order things stand in their columns: few lines cross, and those that do not matter stay as the spec has them.

use super::network::{FlowKind, Network};
use std::collections::BTreeMap;

/// Who stands where, from top to bottom. Each is a place in the network's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Who writes, and who does nothing, by namespace.
    pub writers: Vec<Vec<usize>>,
    /// The topics, each followed by its dead letter queues.
    pub topics: Vec<Vec<usize>>,
    /// Who reads, by namespace.
    pub readers: Vec<Vec<usize>>,
}

/// How often the columns are put in order by each other. More changes nothing any more.
const ROUNDS: usize = 8;

/// The whole height of a column, for the means of places.
const HEIGHT: u64 = 1 << 20;

/// Two ends of a line: the place of the client in its column's list, and that of the topic.
type Line = (usize, usize);

impl Order {
    /// Of a network.
    pub(super) fn of(network: &Network) -> Self {
        let (written, read) = (lines(network, true), lines(network, false));
        let is_reader = |client: usize| read.iter().any(|line| line.0 == client);
        let is_writer = |client: usize| written.iter().any(|line| line.0 == client);
        let all = 0..network.clients.len();
        let start = Order {
            writers: by_namespace(network, all.clone().filter(|at| is_writer(*at) || !is_reader(*at))),
            topics: families(network),
            readers: by_namespace(network, all.filter(|at| is_reader(*at))),
        };
        let (mut best, mut order) = (start.clone(), start);
        let mut fewest = best.crossings(&written, &read);
        for _ in 0..ROUNDS {
            let topics = places(&order.topics);
            order.writers = arranged(order.writers, &means(&written, &topics, false));
            order.readers = arranged(order.readers, &means(&read, &topics, false));
            let (writers, readers) = (places(&order.writers), places(&order.readers));
            order.consider(&mut best, &mut fewest, &written, &read);
            let mut beside = means(&written, &writers, true);
            for (topic, places) in means(&read, &readers, true) {
                beside.entry(topic).or_default().extend(places);
            }
            order.topics = arranged_whole(order.topics, &beside);
            order.consider(&mut best, &mut fewest, &written, &read);
        }
        best
    }

    /// Takes this order if fewer lines cross.
    fn consider(&self, best: &mut Order, fewest: &mut usize, written: &[Line], read: &[Line]) {
        let crossings = self.crossings(written, read);
        if crossings < *fewest {
            *fewest = crossings;
            best.clone_from(self);
        }
    }

    /// How many pairs of lines cross.
    fn crossings(&self, written: &[Line], read: &[Line]) -> usize {
        let topics = places(&self.topics);
        crossings(written, &places(&self.writers), &topics) + crossings(read, &places(&self.readers), &topics)
    }
}

/// The lines on one side of the topics.
fn lines(network: &Network, written: bool) -> Vec<Line> {
    let flows = network.flows.iter().filter(|flow| (flow.kind == FlowKind::Writes) == written);
    flows.map(|flow| (flow.client, flow.topic)).collect()
}

/// Clients that share a namespace, in the order of the spec.
fn by_namespace(network: &Network, clients: impl Iterator<Item = usize>) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    let mut known = BTreeMap::new();
    for at in clients {
        let client = network.clients.get(at);
        let namespace = client.and_then(|client| client.namespace.as_ref()).map(|namespace| namespace.value.as_str());
        let group = *known.entry(namespace).or_insert(groups.len());
        match groups.get_mut(group) {
            Some((_, members)) => members.push(at),
            None => groups.push((namespace, vec![at])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// Topics, each followed by its dead letter queues.
fn families(network: &Network) -> Vec<Vec<usize>> {
    let mut queues: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, topic) in network.topics.iter().enumerate() {
        if let Some(source) = topic.source {
            queues.entry(source).or_default().push(at);
        }
    }
    let sources = network.topics.iter().enumerate().filter(|(_, topic)| topic.source.is_none());
    sources.map(|(at, _)| std::iter::once(at).chain(queues.remove(&at).unwrap_or_default()).collect()).collect()
}

/// The row of each.
fn places(column: &[Vec<usize>]) -> BTreeMap<usize, usize> {
    column.iter().flatten().enumerate().map(|(row, at)| (*at, row)).collect()
}

/// For each at one end of lines the places of those at the other, as heights that do not depend on how many there are.
fn means(lines: &[Line], other: &BTreeMap<usize, usize>, of_topics: bool) -> BTreeMap<usize, Vec<u64>> {
    let mut means: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for (client, topic) in lines {
        let (here, there) = if of_topics { (topic, client) } else { (client, topic) };
        if let Some(row) = other.get(there) {
            let height = (2 * *row as u64 + 1) * HEIGHT / (2 * other.len() as u64);
            means.entry(*here).or_default().push(height);
        }
    }
    means
}

/// The mean; below everything else where there is nothing.
fn mean<'a>(heights: impl Iterator<Item = &'a u64>) -> u64 {
    let (sum, count) = heights.fold((0_u64, 0), |(sum, count), height| (sum + height, count + 1));
    sum.checked_div(count).unwrap_or(u64::MAX)
}

/// Groups by the mean of all in them, and those in each by their own.
fn arranged(mut groups: Vec<Vec<usize>>, means: &BTreeMap<usize, Vec<u64>>) -> Vec<Vec<usize>> {
    for group in &mut groups {
        group.sort_by_key(|at| mean(means.get(at).into_iter().flatten()));
    }
    arranged_whole(groups, means)
}

/// Groups by the mean of all in them.
fn arranged_whole(mut groups: Vec<Vec<usize>>, means: &BTreeMap<usize, Vec<u64>>) -> Vec<Vec<usize>> {
    groups.sort_by_key(|group| mean(group.iter().filter_map(|at| means.get(at)).flatten()));
    groups
}

/// How many pairs of lines cross: those that lie one way round on one side and the other way on the other.
fn crossings(lines: &[Line], clients: &BTreeMap<usize, usize>, topics: &BTreeMap<usize, usize>) -> usize {
    let mut ends: Vec<(usize, usize)> =
        lines.iter().filter_map(|(client, topic)| Some((*clients.get(client)?, *topics.get(topic)?))).collect();
    ends.sort_unstable();
    let crossed = |at: usize, end: &(usize, usize)| {
        ends.iter().take(at).filter(|before| before.0 < end.0 && before.1 > end.1).count()
    };
    ends.iter().enumerate().map(|(at, end)| crossed(at, end)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_are_counted_once() {
        let identity = (0..4).map(|at| (at, at)).collect();
        assert_eq!(crossings(&[(0, 0), (1, 1)], &identity, &identity), 0);
        assert_eq!(crossings(&[(0, 1), (1, 0)], &identity, &identity), 1);
        // Lines that share an end do not cross.
        assert_eq!(crossings(&[(0, 0), (0, 1), (1, 1)], &identity, &identity), 0);
        assert_eq!(crossings(&[(0, 2), (1, 1), (2, 0)], &identity, &identity), 3);
    }

    #[test]
    fn what_has_no_lines_stands_last_and_ties_stay() {
        let means = BTreeMap::from([(0, vec![9]), (2, vec![1, 3]), (3, vec![2])]);
        assert_eq!(arranged(vec![vec![0, 1, 2, 3]], &means), [vec![2, 3, 0, 1]]);
        assert_eq!(arranged_whole(vec![vec![1], vec![0], vec![3, 2]], &means), [vec![3, 2], vec![0], vec![1]]);
    }
}
