//! `[topic.NAME]` and `[topic_defaults]`

use super::{Field, Named};
use crate::spec::{Setting, Tree};
use crate::units::{Bytes, Duration, Human, Misread};
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt;

/// A topic.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Topic {
    /// What it is for, in a few words; guides print it. Default: not said.
    #[schemars(example = &"User notifications, emails")]
    pub purpose: Field<String>,
    /// Its name in Kafka, where that is no name for Kubernetes (capitals, underscores). Default: the table's name.
    #[schemars(example = &"Orders_v1")]
    pub name: Field<String>,
    /// How many partitions. They can be added, never removed. Required, here or in `topic_defaults`.
    #[schemars(example = 3)]
    pub partitions: Field<u32>,
    /// How many copies of each partition (replication factor). Required, here or in `topic_defaults`.
    #[schemars(example = 3)]
    pub replicas: Field<u32>,
    /// How many copies must have a record before `acks=all` is answered. Default: that of `topic_defaults`, else one
    /// less than `replicas`, at least 1.
    #[schemars(example = 2)]
    pub min_insync: Field<u32>,
    /// How long records are kept; `unlimited` for ever. Default: that of `topic_defaults`, else `7d`.
    #[schemars(example = &"7d")]
    pub retention: Field<Limit<Duration>>,
    /// How many bytes a partition keeps before old records are cut; `unlimited` for no such limit. Default: that of
    /// `topic_defaults`, else `unlimited`.
    #[schemars(example = &"512Mi")]
    pub max_bytes: Field<Limit<Bytes>>,
    /// The size at which a log segment is closed. A partition may hold `max_bytes` and one segment more. Default: that
    /// of `topic_defaults`, else the brokers' `log.segment.bytes`.
    #[schemars(example = &"64Mi")]
    pub segment: Field<Bytes>,
    /// The age at which a log segment is closed. Default: that of `topic_defaults`, else a seventh of the retention, at
    /// most a day; the brokers' `log.roll.ms` where records are kept for ever or only compacted.
    #[schemars(example = &"1d")]
    pub segment_time: Field<Duration>,
    /// The largest batch of records that is taken. Default: that of `topic_defaults`, else the brokers' `message.max.bytes`.
    #[schemars(example = &"1Mi")]
    pub max_message: Field<Bytes>,
    /// What happens to old records. Default: that of `topic_defaults`, else `delete`.
    #[schemars(example = &"delete")]
    pub cleanup: Field<Cleanup>,
    /// How the broker compresses. Default: that of `topic_defaults`, else as the producer did.
    #[schemars(example = &"producer")]
    pub compression: Field<String>,
    /// Whose clock stamps records: the producer's (`create`) or the broker's (`append`). Default: that of
    /// `topic_defaults`, else the brokers' `log.message.timestamp.type`.
    #[schemars(example = &"append")]
    pub timestamps: Field<Timestamps>,
    /// The topic whose failed records go here: this makes it a dead letter queue for policy, alerts and guides.
    /// Default: it is none.
    #[schemars(example = &"notification-queue")]
    pub dead_letter_for: Field<String>,
    /// Who answers for it. Default: nobody is named.
    #[schemars(example = &"team-notifications")]
    pub owner: Field<String>,
    /// Labels of the KafkaTopic, beside those of `topic_defaults`. Default: none.
    #[schemars(example = serde_json::json!({"team": "notifications"}))]
    pub labels: Field<Named<String>>,
    /// Topic settings that this Kafka version knows and that have no key of their own here. Units as in
    /// `cluster.brokers.config`. Default: none.
    #[schemars(example = serde_json::json!({"flush.ms": "1s"}))]
    pub config: Field<Named<Setting>>,
    /// What is added to the rendered KafkaTopic. A patch only adds; it never overwrites. Default: nothing.
    #[schemars(example = serde_json::json!({"metadata": {"annotations": {"strimzi.io/managed": "false"}}}))]
    pub patch: Field<Named<Tree>>,
}

/// What topics take for keys that they do not write.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TopicDefaults {
    /// How many partitions. It is what brokers take for topics made by hand, too. Default: each topic says it.
    #[schemars(example = 3)]
    pub partitions: Field<u32>,
    /// How many copies of each partition (replication factor). It is what brokers take for topics made by hand, too.
    /// Default: each topic says it.
    #[schemars(example = 3)]
    pub replicas: Field<u32>,
    /// How many copies must have a record before `acks=all` is answered. Default: one less than `replicas` of each
    /// topic, at least 1.
    #[schemars(example = 2)]
    pub min_insync: Field<u32>,
    /// How long records are kept; `unlimited` for ever. It is what brokers take for topics made by hand, too. Default:
    /// `7d`, as is Kafka's own.
    #[schemars(example = &"7d")]
    pub retention: Field<Limit<Duration>>,
    /// How many bytes a partition keeps before old records are cut; `unlimited` for no such limit. Default: `unlimited`.
    #[schemars(example = &"1Gi")]
    pub max_bytes: Field<Limit<Bytes>>,
    /// The size at which a log segment is closed. Default: the brokers' `log.segment.bytes`.
    #[schemars(example = &"64Mi")]
    pub segment: Field<Bytes>,
    /// The age at which a log segment is closed. Default: a seventh of the retention of each topic, at most a day; the
    /// brokers' `log.roll.ms` where records are kept for ever or only compacted.
    #[schemars(example = &"1d")]
    pub segment_time: Field<Duration>,
    /// The largest batch of records that is taken. Default: the brokers' `message.max.bytes`.
    #[schemars(example = &"1Mi")]
    pub max_message: Field<Bytes>,
    /// What happens to old records. Default: `delete`.
    #[schemars(example = &"delete")]
    pub cleanup: Field<Cleanup>,
    /// How the broker compresses. Default: as the producer did.
    #[schemars(example = &"producer")]
    pub compression: Field<String>,
    /// Whose clock stamps records: the producer's (`create`) or the broker's (`append`). Default: the brokers'
    /// `log.message.timestamp.type`.
    #[schemars(example = &"create")]
    pub timestamps: Field<Timestamps>,
    /// Labels of every KafkaTopic. Default: none.
    #[schemars(example = serde_json::json!({"team": "platform"}))]
    pub labels: Field<Named<String>>,
}

/// What happens to old records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cleanup {
    /// They are deleted.
    Delete,
    /// Only the last record of each key is kept.
    Compact,
    /// Both.
    #[serde(rename = "compact,delete")]
    CompactDelete,
}

/// Whose clock stamps records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Timestamps {
    /// The producer's, when it makes the record.
    Create,
    /// The broker's, when it appends the record.
    Append,
}

/// An amount, or none: `unlimited`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit<T> {
    /// No limit.
    Unlimited,
    /// So much.
    At(T),
}

impl<'de, T: Human> Deserialize<'de> for Limit<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader<T>(std::marker::PhantomData<T>);

        impl<T: Human> serde::de::Visitor<'_> for Reader<T> {
            type Value = Limit<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{} such as {:?}, or \"unlimited\"", T::WHAT, T::EXAMPLE)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                if text == "unlimited" {
                    return Ok(Limit::Unlimited);
                }
                T::read(text).map(Limit::At).map_err(|misread| crate::spec::field::custom(&misread))
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
                if number == -1 {
                    let text = format!("{} needs a unit, and `-1` has none", T::WHAT);
                    let help = "write \"unlimited\" for what Kafka calls -1".to_owned();
                    return Err(crate::spec::field::custom(&Misread {
                        mistake: crate::units::Mistake::Unit,
                        text,
                        help,
                    }));
                }
                #[expect(clippy::cast_precision_loss, reason = "numbers beyond 2^52 are out of range anyway")]
                T::read_number(number as f64).map(Limit::At).map_err(|misread| crate::spec::field::custom(&misread))
            }
        }

        from.deserialize_any(Reader(std::marker::PhantomData))
    }
}

impl<T: Human> JsonSchema for Limit<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limit".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let pattern = format!("{}|^unlimited$", T::PATTERN);
        let title = format!("{}; or `unlimited`", T::FORM);
        schemars::json_schema!({
            "type": "string", "title": title, "pattern": pattern, "examples": [T::EXAMPLE, "unlimited"],
        })
    }
}
