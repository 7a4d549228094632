//! The settings of all brokers: value, Kafka's own, and why.

use crate::catalog::{self, Fallback};
use crate::model::{How, Model, Setting, said_in};
use crate::render::Traced;
use crate::render::artefacts::parts::Text;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Row<'m> {
    key: &'m str,
    value: Text<'m>,
    human: Option<Text<'m>>,
    default: Option<String>,
    default_human: Option<String>,
    /// Kafka would take it anyway.
    as_default: bool,
    why: Option<&'static str>,
    /// The spec writes it, in its own words or as a key of its own.
    written: bool,
}

/// Why a careful operator sets what Kafka leaves at something else.
const WHY: &[(&str, &str)] = &[
    ("auto.create.topics.enable", "a topic that a client makes by a typo is one that nobody declared"),
    ("compression.type", "what a producer compressed is stored as it came, if this is producer"),
    ("default.replication.factor", "topics made by hand have copies, too"),
    (
        "inter.broker.protocol.version",
        "raising it is the second step of an upgrade, and until then there is a way back",
    ),
    ("log.cleaner.dedupe.buffer.size", "memory of the heap for finding the last record of each key"),
    ("log.message.timestamp.type", "whose clock decides how old a record is"),
    ("log.retention.bytes", "the byte limit of partitions of topics that say nothing, such as those made by hand"),
    ("log.retention.hours", "how long topics that say nothing keep records"),
    ("log.retention.ms", "how long topics that say nothing keep records"),
    ("log.roll.hours", "a closed segment can be deleted, an open one holds old records"),
    ("log.roll.ms", "a closed segment can be deleted, an open one holds old records"),
    ("log.segment.bytes", "only whole segments are deleted, so a partition holds up to one more than its limit"),
    ("min.insync.replicas", "what acks=all means for topics that say nothing, and for the positions of groups"),
    ("num.partitions", "the partitions of topics made by hand"),
    ("offsets.retention.minutes", "a group that was away finds its position as long as there is something to read"),
    ("offsets.topic.replication.factor", "without their positions groups begin anew, so these are as safe as the data"),
    ("share.coordinator.state.topic.min.isr", "as for the positions of groups, for share groups"),
    ("share.coordinator.state.topic.replication.factor", "as for the positions of groups, for share groups"),
    ("transaction.state.log.min.isr", "as for the positions of groups, for transactions"),
    ("transaction.state.log.replication.factor", "as for the positions of groups, for transactions"),
    ("unclean.leader.election.enable", "whether a copy that missed records may lead, which loses them"),
];

/// Every setting, in the order in which it is rendered.
pub(super) fn rows(model: &Model) -> Vec<Row<'_>> {
    let known = catalog::settings(&model.cluster.kafka.value);
    model.cluster.config.iter().map(|setting| Row::of(setting, known)).collect()
}

impl<'m> Row<'m> {
    fn of(setting: &'m Setting, known: Option<&'static catalog::Settings>) -> Self {
        let value = setting.value.value.text();
        let fact = known.and_then(|known| known.broker(&setting.key));
        let default = fact.and_then(|fact| own(fact).or_else(|| by_another(&setting.key, known?)));
        let unit = fact.and_then(catalog::Setting::unit);
        let origin = &setting.value.origin;
        Row {
            key: &setting.key,
            as_default: default.is_some_and(|default| default == value),
            value: Traced::new(value.into(), origin.clone()),
            human: setting.human.as_ref().map(|human| Traced::new(human.as_str().into(), origin.clone())),
            default_human: default.zip(unit).and_then(|(default, unit)| match default {
                "-1" if setting.key.contains("retention") => Some("no limit".to_owned()),
                _ => said_in(default, unit),
            }),
            default: default.map(str::to_owned),
            why: WHY.iter().find(|(key, _)| *key == setting.key).map(|(_, why)| *why),
            written: origin.how() == How::Written,
        }
    }
}

fn own(fact: &catalog::Setting) -> Option<&'static str> {
    match fact.default {
        Fallback::Value(text) => Some(text).filter(|text| !text.is_empty()),
        Fallback::Required | Fallback::Nothing => None,
    }
}

/// What holds for topics where a setting without a default of its own is not set: it counts in hours under another name.
fn by_another(key: &str, known: &catalog::Settings) -> Option<&'static str> {
    let synonym = |fact: &&catalog::Setting| fact.server_defaults.iter().any(|it| it.name == key && it.unit.is_none());
    known.topics().iter().find(synonym).and_then(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_of_settings_that_exist() {
        assert!(WHY.is_sorted_by_key(|(key, _)| *key));
        let known: Vec<_> = catalog::kafka_versions().iter().filter_map(|version| catalog::settings(version)).collect();
        for (key, _) in WHY {
            assert!(known.iter().any(|settings| settings.broker(key).is_some()), "{key}");
        }
    }
}
