//! What topics may put on each broker of a cluster, as [`capacity`](crate::reason::capacity) reckons it from the numbers in force.

use super::cluster::Cluster;
use super::config::Config;
use super::topic::Topic;
use crate::reason::capacity::{Disk, Log, Logs};
use crate::reason::placement::{Brokers, Racks};
use crate::units::{Bytes, Duration};
use std::collections::BTreeMap;

/// What the fullest broker of a cluster may hold.
#[derive(Debug, Clone)]
pub struct Load<'i, 'b> {
    /// The brokers, as Kafka deals out partitions to them.
    pub brokers: Brokers,
    /// All logs together, those of Kafka's own topics included.
    pub disk: Disk,
    /// The topics of which it is known how many logs they have.
    pub topics: Vec<TopicLoad<'i, 'b>>,
}

/// What a topic may put on a broker.
#[derive(Debug, Clone)]
pub struct TopicLoad<'i, 'b> {
    /// The topic.
    pub topic: &'i Topic<'b>,
    /// Its log.
    pub log: Log,
    /// Its logs on the fullest broker.
    pub logs: Logs,
    /// How many partitions it has.
    pub partitions: u32,
}

impl<'b> Cluster<'b> {
    /// The brokers, as Kafka deals out partitions to them; nothing if it is not known how many there are. `zones` is how many
    /// there are, if that is said.
    pub fn dealt_to(&self, zones: Option<u32>) -> Option<Brokers> {
        let count = self.brokers().filter(|brokers| brokers.value > 0)?.value;
        let racks = match (self.rack.is_some(), zones) {
            // Nodes of several pools need not be spread over the zones as evenly as those of one.
            (true, Some(zones)) if self.distinct_pools().iter().filter(|pool| pool.brokers).count() == 1 => {
                Racks::Aware(zones)
            }
            (true, _) => Racks::Unknown,
            (false, _) => Racks::Unaware,
        };
        Some(Brokers { count, racks })
    }

    /// What topics may put on each broker. `groups` is how many consumer groups keep positions.
    pub fn load<'i>(
        &self,
        topics: impl IntoIterator<Item = &'i Topic<'b>>,
        zones: Option<u32>,
        groups: u64,
    ) -> Option<Load<'i, 'b>>
    where
        'b: 'i,
    {
        let brokers = self.dealt_to(zones)?;
        let mut disk = Disk::default();
        let (mut all, mut places): (Vec<TopicLoad<'i, 'b>>, BTreeMap<&str, usize>) = Default::default();
        for topic in topics {
            let Some(load) = self.topic_load(topic, brokers) else { continue };
            // Of a topic that is described several times, as stages do, the largest counts.
            let place = *places.entry(topic.name.value).or_insert(all.len());
            match all.get_mut(place) {
                Some(other) if load.logs.held() > other.logs.held() => *other = load,
                Some(_) => {}
                None => all.push(load),
            }
        }
        for load in &all {
            disk.add(&load.logs);
        }
        for (prefix, used) in [("offsets.topic", groups), ("transaction.state.log", 0)] {
            self.internal(prefix, used, brokers, &mut disk);
        }
        Some(Load { brokers, disk, topics: all })
    }

    fn topic_load<'i>(&self, topic: &'i Topic<'b>, brokers: Brokers) -> Option<TopicLoad<'i, 'b>> {
        let (partitions, replicas) = (topic.partitions?.value, topic.replicas?.value);
        let log = log_of(&topic.config, &self.config)?;
        let copies = u64::from(partitions).saturating_mul(u64::from(replicas));
        let logs = Logs::of(&log, brokers.share(partitions, replicas), copies);
        Some(TopicLoad { topic, log, logs, partitions })
    }

    /// Kafka's own topics: `__transaction_state` is there only when somebody uses a transaction.
    fn internal(&self, prefix: &str, used: u64, brokers: Brokers, disk: &mut Disk) {
        let count = |key: &str| {
            let known = self.config.broker_number(&format!("{prefix}.{key}"))?;
            u32::try_from(known.value).ok()
        };
        let (Some(partitions), Some(replicas)) = (count("num.partitions"), count("replication.factor")) else { return };
        let (Some(segment), Some(log)) = (count("segment.bytes"), log_of(&self.nothing(), &self.config)) else {
            return;
        };
        if used == 0 {
            return;
        }
        let log = Log { deletes: false, compacts: true, segment: Bytes(u64::from(segment)), ..log };
        let share = brokers.share(partitions, replicas.min(brokers.count));
        let own = Logs::of_internal(&log, share, partitions, replicas.min(brokers.count), used);
        disk.add(&own);
        let rest = u64::from(share.most).saturating_sub(own.count);
        disk.add(&Logs::empty(rest, rest.saturating_mul(u64::from(brokers.count))));
    }

    /// The settings of a topic that says nothing.
    fn nothing(&self) -> Config<'b> {
        Config::new(None, self.config.place(), self.config.settings())
    }
}

/// The log of a topic with these settings on brokers with those; nothing if Kafka's defaults are not known.
pub fn log_of<'b>(topic: &Config<'b>, brokers: &Config<'b>) -> Option<Log> {
    let number = |key: &str| Some(topic.topic_number(key, Some(brokers))?.value);
    let positive = |key: &str| number(key).map(|value| u64::try_from(value).unwrap_or_default());
    let limit = |key: &str| number(key).map(|value| u64::try_from(value).ok());
    let policy = topic.topic("cleanup.policy", Some(brokers))?;
    let check = brokers.broker_number("log.retention.check.interval.ms")?;
    Some(Log {
        deletes: policy.value.contains("delete"),
        compacts: policy.value.contains("compact"),
        max_bytes: limit("retention.bytes")?.map(Bytes),
        retention: limit("retention.ms")?.map(Duration),
        segment: Bytes(positive("segment.bytes")?),
        segment_time: Duration(positive("segment.ms")?),
        check: Duration(u64::try_from(check.value).unwrap_or_default()),
        delete_delay: Duration(positive("file.delete.delay.ms")?),
        index_interval: Bytes(positive("index.interval.bytes")?.max(1)),
    })
}
