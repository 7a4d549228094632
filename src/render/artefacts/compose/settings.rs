//! Which settings of the cluster a single broker takes over, and which it does not, and why.

use super::{Variable, literal};
use crate::catalog;
use crate::model::{Model, Setting};
use crate::render::Traced;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A setting that the local stack does not have.
#[derive(Debug, Serialize)]
pub(super) struct LeftOut {
    key: String,
    why: &'static str,
}

/// A setting's value on a single broker, and what it means to people.
pub(super) struct Local {
    pub(super) value: String,
    pub(super) human: Option<String>,
}

/// How many copies there can be is what a single broker knows better.
pub(super) const ONE: [&str; 7] = [
    "default.replication.factor",
    "min.insync.replicas",
    "offsets.topic.replication.factor",
    "share.coordinator.state.topic.min.isr",
    "share.coordinator.state.topic.replication.factor",
    "transaction.state.log.min.isr",
    "transaction.state.log.replication.factor",
];

/// Settings, or with `.` at the end all that begin so, of brokers and of topics, that are left out, and why.
pub(super) const OUT: [(&str, &[&str]); 6] = [
    (
        "the image has its own",
        &["inter.broker.protocol.version", "log.message.format.version", "message.format.version"],
    ),
    (
        "it is for several brokers",
        &[
            "alter.log.dirs.",
            "auto.leader.rebalance.enable",
            "control.plane.",
            "controlled.shutdown.",
            "controller.",
            "early.start.listeners",
            "follower.",
            "initial.broker.registration.timeout.ms",
            "inter.broker.",
            "leader.",
            "max.connections.per.ip.overrides",
            "num.replica.",
            "offsets.commit.required.acks",
            "replica.",
            "replication.",
            "reserved.broker.max.id",
            "unclean.leader.election.enable",
            "zookeeper.",
        ],
    ),
    (
        "there is neither encryption nor authentication here",
        &["connections.max.reauth.ms", "delegation.", "principal.", "sasl.", "ssl."],
    ),
    (
        "it fits the machines of the cluster",
        &[
            "background.threads",
            "cordoned.log.dirs",
            "group.coordinator.threads",
            "log.cleaner.dedupe.buffer.size",
            "log.cleaner.io.",
            "log.cleaner.threads",
            "num.io.threads",
            "num.network.threads",
            "num.recovery.threads.per.data.dir",
            "offsets.load.buffer.size",
            "queued.",
            "socket.connection.",
            "socket.listen.",
            "socket.receive.",
            "socket.send.",
            "transaction.state.log.load.buffer.size",
        ],
    ),
    (
        "what it needs is not here",
        &[
            "alter.config.policy.",
            "client.quota.",
            "config.providers",
            "create.topic.policy.",
            "group.consumer.assignors",
            "group.share.assignors",
            "kafka.metrics.",
            "local.retention.",
            "log.local.retention.",
            "metric.reporters",
            "metrics.",
            "remote.",
        ],
    ),
    ("it is 0 here, so that consumer groups form at once", &["group.initial.rebalance.delay.ms"]),
];

/// Why a setting is left out, if it is.
pub(super) fn why_left_out(key: &str) -> Option<&'static str> {
    let fits = |entry: &&str| key == *entry || (entry.ends_with('.') && key.starts_with(entry));
    OUT.iter().find(|(_, entries)| entries.iter().any(fits)).map(|(why, _)| *why)
}

/// A setting on a single broker; nothing if it is left out there.
pub(super) fn local(setting: &Setting) -> Option<Local> {
    let Setting { key, value, human } = setting;
    if why_left_out(key).is_some() {
        return None;
    }
    if ONE.contains(&key.as_str()) {
        return Some(Local { value: "1".to_owned(), human: None });
    }
    Some(Local { value: value.value.text(), human: human.clone() })
}

/// The variables of the brokers' settings.
pub(super) fn variables<'m>(model: &'m Model, dialect: &catalog::Broker) -> Vec<Variable<'m>> {
    let variable = |setting: &Setting| {
        let Local { value, human } = local(setting)?;
        let value = Traced::new(Cow::Owned(literal(&value)), setting.value.origin.clone());
        Some(Variable { name: dialect.variable(&setting.key), value, human })
    };
    model.cluster.config.iter().filter_map(variable).collect()
}

/// Which of these settings are left out, each once.
pub(super) fn left_out<'s>(settings: impl Iterator<Item = &'s Setting>) -> Vec<LeftOut> {
    let found: BTreeMap<&str, &str> =
        settings.filter_map(|setting| Some((setting.key.as_str(), why_left_out(&setting.key)?))).collect();
    found.into_iter().map(|(key, why)| LeftOut { key: key.to_owned(), why }).collect()
}
