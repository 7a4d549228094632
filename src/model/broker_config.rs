//! The settings of all brokers: what a careful operator sets, and what the spec says.

use super::scope::{Scope, optional};
use super::versions::Versions;
use super::{Client, Setting, Sourced, Topic};
use crate::catalog;
use crate::diag::Span;
use crate::spec::tables::{self, Limit, Mode};
use crate::spec::{Field, ids};
use crate::units::Duration;
use std::collections::BTreeSet;

/// What Kafka keeps of share groups, once it has some, is in a topic with so many copies (KIP-932).
const OF_SHARES: &str = "share.coordinator.state.topic.replication.factor";

/// What the settings of brokers follow from, besides versions.
pub(super) struct Given<'g> {
    /// What the spec says.
    pub(super) written: Vec<Setting>,
    pub(super) defaults: &'g Field<tables::TopicDefaults>,
    pub(super) topics: &'g [Topic],
    pub(super) clients: &'g [Client],
}

/// What a careful operator sets for all brokers, each replaced by what the spec says, then what else the spec says.
pub(super) fn settings(
    brokers: &Sourced<u32>,
    versions: &Versions,
    given: Given<'_>,
    at: Span,
    scope: &mut Scope<'_>,
) -> Vec<Setting> {
    let Given { mut written, defaults, topics, clients } = given;
    let no_defaults = tables::TopicDefaults::default();
    let defaults = defaults.get().unwrap_or(&no_defaults);
    let copies = brokers.derive(|count| (*count).min(3));
    let in_sync = copies.derive(|copies| copies.saturating_sub(1).max(1));
    let default_copies =
        optional(&defaults.replicas).filter(|wanted| wanted.value <= brokers.value).unwrap_or_else(|| copies.clone());
    let default_in_sync = optional(&defaults.min_insync)
        .unwrap_or_else(|| default_copies.derive(|copies| copies.saturating_sub(1).max(1)));
    let mut careful = vec![
        Setting::count("default.replication.factor", default_copies),
        Setting::count("min.insync.replicas", default_in_sync),
        Setting::count("offsets.topic.replication.factor", copies.clone()),
        Setting::count("transaction.state.log.replication.factor", copies.clone()),
        Setting::count("transaction.state.log.min.isr", in_sync.clone()),
    ];
    if catalog::settings(&versions.kafka.value).is_some_and(|known| known.broker(OF_SHARES).is_some()) {
        careful.push(Setting::count(OF_SHARES, copies));
        careful.push(Setting::count("share.coordinator.state.topic.min.isr", in_sync));
    }
    // Beside a topic operator, a topic that a client makes by a typo is one that nobody declared.
    careful.push(Setting::flag("auto.create.topics.enable", Sourced::default(false, at)));
    let zookeeper = versions.mode.value == Mode::ZooKeeper;
    if !zookeeper {
        no_protocol(&written, scope);
    }
    let known = versions.release.kafka(&versions.kafka.value).filter(|_| zookeeper);
    if let Some(protocol) = known.and_then(|known| known.protocol.as_deref()) {
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

/// Settings that ZooKeeper's brokers agree by; in KRaft the operator warns of them and Kafka does not read them
/// (`KafkaSpecChecker`, 0.39.0 to 1.2.0).
const AGREEMENTS: [&str; 2] = ["inter.broker.protocol.version", "log.message.format.version"];

fn no_protocol(written: &[Setting], scope: &mut Scope<'_>) {
    for setting in written.iter().filter(|setting| AGREEMENTS.contains(&setting.key.as_str())) {
        let headline = format!("`{}` means nothing in KRaft", setting.key);
        let help = "write `metadata_version` in [cluster] instead, or leave it out";
        scope.complain(ids::FORBIDDEN_SETTING, setting.value.origin.first(), headline, help);
    }
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
