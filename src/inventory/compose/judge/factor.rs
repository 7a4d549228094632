//! Can everything have as many copies as it wants?

use super::super::{Broker, Stack, Topic, is_known};
use super::{Out, What, brokers, cluster_size};
use crate::diag::Severity;

/// A factor, whether it matters to everybody, and the minimum that goes with it.
const FACTORS: &[(&str, Severity, Option<&str>)] = &[
    ("offsets.topic.replication.factor", Severity::Error, None),
    ("transaction.state.log.replication.factor", Severity::Warning, Some("transaction.state.log.min.isr")),
    ("share.coordinator.state.topic.replication.factor", Severity::Info, Some("share.coordinator.state.topic.min.isr")),
    ("default.replication.factor", Severity::Error, Some("min.insync.replicas")),
];

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for (broker, service) in brokers(stack).filter(|(broker, _)| broker.is_broker) {
        out.about(service);
        if let Some(size) = cluster_size(stack, broker) {
            for (key, level, minimum) in FACTORS {
                factor(broker, size, (key, *level, *minimum), service.head(), out);
            }
        }
    }
    for (at, topic) in stack.topics.iter().enumerate() {
        let Some(service) = stack.service(topic.service) else { continue };
        out.about(service);
        made(stack, topic, out);
        if let Some(name) = &topic.name
            && stack
                .topics
                .iter()
                .take(at)
                .any(|before| before.name.as_ref() == Some(name) && before.service == topic.service)
        {
            out.warning(What::TopicTwice, topic.node, &[name]);
        }
    }
    automatic(stack, out);
}

fn factor<'b>(
    broker: &Broker<'b>,
    size: i64,
    (key, level, minimum): (&str, Severity, Option<&str>),
    head: crate::bundle::Node<'b>,
    out: &mut Out<'b>,
) {
    let Some((copies, written)) = broker.number(key) else { return };
    let place = broker.set(key).map_or(head, |set| set.node);
    let whose = if written { "written" } else { "default" };
    if copies > size {
        let level = if written && level == Severity::Info { Severity::Warning } else { level };
        out.add(What::FactorTooHigh, level, place, &[key, &copies.to_string(), &size.to_string(), whose]);
    }
    let Some((wanted, by_hand)) = minimum.and_then(|minimum| broker.number(minimum)) else { return };
    let there = if key.starts_with("default.") { size } else { copies.min(size) };
    // Where the factor is too high already, the minimum's default says nothing new.
    if wanted > there && (by_hand || copies <= size) {
        let minimum = minimum.unwrap_or_default();
        let place = broker.set(minimum).map_or(place, |set| set.node);
        let level = if by_hand && level != Severity::Info { Severity::Error } else { level };
        out.add(What::MinIsrTooHigh, level, place, &[minimum, &wanted.to_string(), &there.to_string()]);
    }
}

/// The cluster of the topics: that of all brokers, if there is one only.
fn made<'b>(stack: &Stack<'b>, topic: &Topic<'b>, out: &mut Out<'b>) {
    let name = topic.name.clone().unwrap_or_default();
    for text in &topic.odd {
        out.error(What::TopicNumberOdd, topic.node, &[&name, text]);
    }
    for number in [topic.partitions, topic.factor].into_iter().flatten().filter(|number| *number < 1) {
        // Kafka takes -1 for the broker's default.
        if number != -1 {
            out.error(What::TopicNumberOdd, topic.node, &[&name, &number.to_string()]);
        }
    }
    let fine = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
    if let Some(name) = &topic.name
        && (name.is_empty() || name.len() > 249 || name == "." || name == ".." || !name.chars().all(fine))
    {
        out.error(What::TopicNameOdd, topic.node, &[name]);
    }
    let mut sizes: Vec<i64> = brokers(stack)
        .filter(|(broker, _)| broker.is_broker)
        .filter_map(|(broker, _)| cluster_size(stack, broker))
        .collect();
    sizes.sort_unstable();
    let most = sizes.last().copied();
    if let (Some(copies), Some(most)) = (topic.factor, most)
        && copies > most
    {
        out.error(What::TopicFactorTooHigh, topic.node, &[&name, &copies.to_string(), &most.to_string()]);
    }
    let known = stack.brokers.iter().find_map(Broker::known);
    if topic.by_zookeeper && known.is_some() {
        out.error(What::TopicByZooKeeper, topic.node, &[]);
    }
    for (key, value) in topic.settings.iter().filter(|(key, value)| is_known(key) && is_known(value)) {
        let Some(known) = known else { continue };
        match known.topic(key) {
            None => {
                out.error(What::TopicSettingUnknown, topic.node, &[&name, key]);
            }
            Some(setting) => {
                if let Err(refusal) = setting.check(value) {
                    out.error(What::TopicSettingRefused, topic.node, &[&name, key, &refusal.what]);
                }
            }
        }
        let copies = topic.factor.filter(|copies| *copies > 0);
        if let (true, Ok(wanted), Some(copies)) = (key == "min.insync.replicas", value.parse::<i64>(), copies)
            && wanted > copies
        {
            out.error(What::TopicMinIsrTooHigh, topic.node, &[&name, value, &copies.to_string()]);
        }
    }
}

/// Next to a service that creates topics, a misspelt name should not create another one.
fn automatic<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    let Some(creator) = stack.topics.first().and_then(|topic| stack.service(topic.service)) else { return };
    for (broker, service) in brokers(stack).filter(|(broker, _)| broker.is_broker) {
        out.about(service);
        if broker.in_force("auto.create.topics.enable").is_some_and(|found| found.value.trim() == "true") {
            let place = broker.set("auto.create.topics.enable").map_or(service.head(), |set| set.node);
            out.info(What::AutoCreate, place, &[&creator.name]);
        }
    }
}
