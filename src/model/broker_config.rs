//! The settings of all brokers: what a careful operator sets, and what the spec says.

use super::cluster::Versions;
use super::scope::optional;
use super::{Client, Nodes, Setting, Sourced, Topic};
use crate::diag::Span;
use crate::spec::Field;
use crate::spec::tables::{self, Limit};
use crate::units::Duration;
use std::collections::BTreeSet;

/// What a careful operator sets for all brokers, each replaced by what the spec says, then what else the spec says.
pub(super) fn settings(
    brokers: &Nodes,
    versions: &Versions,
    mut written: Vec<Setting>,
    defaults: &Field<tables::TopicDefaults>,
    topics: &[Topic],
    clients: &[Client],
    at: Span,
) -> Vec<Setting> {
    let no_defaults = tables::TopicDefaults::default();
    let defaults = defaults.get().unwrap_or(&no_defaults);
    let brokers_count = &brokers.replicas;
    let copies = brokers_count.derive(|count| (*count).min(3));
    let in_sync = copies.derive(|copies| copies.saturating_sub(1).max(1));
    let default_copies = optional(&defaults.replicas)
        .filter(|wanted| wanted.value <= brokers_count.value)
        .unwrap_or_else(|| copies.clone());
    let default_in_sync = optional(&defaults.min_insync)
        .unwrap_or_else(|| default_copies.derive(|copies| copies.saturating_sub(1).max(1)));
    let mut careful = vec![
        Setting::count("default.replication.factor", default_copies),
        Setting::count("min.insync.replicas", default_in_sync),
        Setting::count("offsets.topic.replication.factor", copies.clone()),
        Setting::count("transaction.state.log.replication.factor", copies),
        Setting::count("transaction.state.log.min.isr", in_sync),
        // Beside a topic operator, a topic that a client makes by a typo is one that nobody declared.
        Setting::flag("auto.create.topics.enable", Sourced::default(false, at)),
    ];
    if let Some(protocol) = versions.release.kafka(&versions.kafka.value).and_then(|known| known.protocol.as_deref()) {
        // Written down, so that raising it is a second step of an upgrade and a way back stays open.
        careful.push(Setting::word("inter.broker.protocol.version", versions.kafka.derive(|_| protocol.to_owned())));
    }
    careful.extend(optional(&defaults.partitions).map(|count| Setting::count("num.partitions", count)));
    careful.extend(optional(&defaults.retention).and_then(|kept| match kept.value {
        Limit::At(duration) => Some(Setting::millis("log.retention.ms", kept.map(|_| duration))),
        Limit::Unlimited => None,
    }));
    careful.extend(offsets_retention(topics, clients));
    let mut config: Vec<Setting> = careful
        .into_iter()
        .map(|setting| match written.iter().position(|own| own.key == setting.key) {
            Some(index) => written.remove(index),
            None => setting,
        })
        .collect();
    config.extend(written);
    config
}

/// A group's position is kept as long as the longest retention of what is consumed, or a group that was away reads from
/// the wrong end; Kafka's own default is 7 days (`offsets.retention.minutes`).
fn offsets_retention(topics: &[Topic], clients: &[Client]) -> Option<Setting> {
    let consumed = clients.iter().flat_map(|client| &client.consumes).map(|consumption| &consumption.topic.value);
    let consumed: BTreeSet<&String> = consumed.collect();
    let kept = |topic: &Topic| match topic.retention.value {
        Limit::At(duration) => Some(topic.retention.derive(|_| duration)),
        Limit::Unlimited => None,
    };
    let longest = topics
        .iter()
        .filter(|topic| consumed.contains(&topic.key.value))
        .filter_map(kept)
        .max_by_key(|kept| kept.value)?;
    let minutes = longest.value.millis().div_ceil(Duration::minutes(1).millis());
    let count = u32::try_from(minutes).ok().filter(|minutes| *minutes > 7 * 24 * 60)?;
    let human = longest.value.human();
    let mut setting = Setting::count("offsets.retention.minutes", longest.derive(|_| count));
    setting.human = Some(human);
    Some(setting)
}
