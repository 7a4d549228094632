//! The keys of a topic that come in layers: its own, its `config`, the defaults.

use super::scope::{Scope, optional};
use super::{Canonical, Setting, Sourced};
use crate::diag::Diagnostic;
use crate::spec::ids;
use crate::spec::tables::{self, Cleanup, Limit, Timestamps};
use crate::units::{Bytes, Duration};

/// The keys of topics that are settings of Kafka, each with its setting.
pub const OWN_KEYS: [(&str, &str); 9] = [
    ("min_insync", "min.insync.replicas"),
    ("retention", "retention.ms"),
    ("max_bytes", "retention.bytes"),
    ("segment", "segment.bytes"),
    ("segment_time", "segment.ms"),
    ("max_message", "max.message.bytes"),
    ("cleanup", "cleanup.policy"),
    ("compression", "compression.type"),
    ("timestamps", "message.timestamp.type"),
];

/// What one layer says.
#[derive(Debug, Default, Clone)]
pub(super) struct Layer {
    pub(super) partitions: Option<Sourced<u32>>,
    pub(super) replicas: Option<Sourced<u32>>,
    pub(super) min_insync: Option<Sourced<u32>>,
    pub(super) retention: Option<Sourced<Limit<Duration>>>,
    pub(super) max_bytes: Option<Sourced<Limit<Bytes>>>,
    pub(super) segment: Option<Sourced<Bytes>>,
    pub(super) segment_time: Option<Sourced<Duration>>,
    pub(super) max_message: Option<Sourced<Bytes>>,
    pub(super) cleanup: Option<Sourced<Cleanup>>,
    pub(super) compression: Option<Sourced<String>>,
    pub(super) timestamps: Option<Sourced<Timestamps>>,
}

impl Layer {
    pub(super) fn of_topic(written: &tables::Topic) -> Layer {
        Layer {
            partitions: optional(&written.partitions),
            replicas: optional(&written.replicas),
            min_insync: optional(&written.min_insync),
            retention: optional(&written.retention),
            max_bytes: optional(&written.max_bytes),
            segment: optional(&written.segment),
            segment_time: optional(&written.segment_time),
            max_message: optional(&written.max_message),
            cleanup: optional(&written.cleanup),
            compression: optional(&written.compression),
            timestamps: optional(&written.timestamps),
        }
    }

    pub(super) fn of_defaults(written: &tables::TopicDefaults) -> Layer {
        let tables::TopicDefaults {
            partitions,
            replicas,
            min_insync,
            retention,
            max_bytes,
            segment,
            segment_time,
            max_message,
            cleanup,
            compression,
            timestamps,
            labels: _, // a topic has its labels and these, so they are no layer
        } = written;
        Layer {
            partitions: optional(partitions),
            replicas: optional(replicas),
            min_insync: optional(min_insync),
            retention: optional(retention),
            max_bytes: optional(max_bytes),
            segment: optional(segment),
            segment_time: optional(segment_time),
            max_message: optional(max_message),
            cleanup: optional(cleanup),
            compression: optional(compression),
            timestamps: optional(timestamps),
        }
    }

    /// What `config` says of things that have a key of their own, and the settings that have none.
    pub(super) fn of_config(settings: Vec<Setting>) -> (Vec<Setting>, Layer) {
        let mut layer = Layer::default();
        let others = settings.into_iter().filter(|setting| !layer.take(setting)).collect();
        (others, layer)
    }

    fn take(&mut self, setting: &Setting) -> bool {
        let origin = setting.value.origin.clone();
        let whole = match setting.value.value {
            Canonical::Whole(number) => number,
            Canonical::Flag(_) | Canonical::Text(_) => 0,
        };
        let amount = u64::try_from(whole).ok();
        let text = setting.value.value.text();
        match setting.key.as_str() {
            "retention.ms" => {
                let value = amount.map_or(Limit::Unlimited, |millis| Limit::At(Duration(millis)));
                self.retention = Some(Sourced { value, origin });
            }
            "retention.bytes" => {
                let value = amount.map_or(Limit::Unlimited, |bytes| Limit::At(Bytes(bytes)));
                self.max_bytes = Some(Sourced { value, origin });
            }
            "segment.bytes" => self.segment = amount.map(|bytes| Sourced { value: Bytes(bytes), origin }),
            "segment.ms" => self.segment_time = amount.map(|millis| Sourced { value: Duration(millis), origin }),
            "max.message.bytes" => self.max_message = amount.map(|bytes| Sourced { value: Bytes(bytes), origin }),
            "min.insync.replicas" => {
                self.min_insync = u32::try_from(whole).ok().map(|value| Sourced { value, origin });
            }
            "compression.type" => self.compression = Some(Sourced { value: text, origin }),
            "cleanup.policy" => {
                let (compact, delete) = (text.contains("compact"), text.contains("delete"));
                let value = match (compact, delete) {
                    (true, true) => Cleanup::CompactDelete,
                    (true, false) => Cleanup::Compact,
                    _ => Cleanup::Delete,
                };
                self.cleanup = Some(Sourced { value, origin });
            }
            "message.timestamp.type" => {
                let value = if text == "LogAppendTime" { Timestamps::Append } else { Timestamps::Create };
                self.timestamps = Some(Sourced { value, origin });
            }
            _ => return false,
        }
        true
    }

    /// This layer, and below it what the same topic's `config` says; saying a thing twice is a mistake.
    pub(super) fn over_config(self, config: &Layer, scope: &mut Scope<'_>) -> Layer {
        twice("min_insync", "min.insync.replicas", self.min_insync.as_ref(), config.min_insync.as_ref(), scope);
        twice("retention", "retention.ms", self.retention.as_ref(), config.retention.as_ref(), scope);
        twice("max_bytes", "retention.bytes", self.max_bytes.as_ref(), config.max_bytes.as_ref(), scope);
        twice("segment", "segment.bytes", self.segment.as_ref(), config.segment.as_ref(), scope);
        twice("segment_time", "segment.ms", self.segment_time.as_ref(), config.segment_time.as_ref(), scope);
        twice("max_message", "max.message.bytes", self.max_message.as_ref(), config.max_message.as_ref(), scope);
        twice("cleanup", "cleanup.policy", self.cleanup.as_ref(), config.cleanup.as_ref(), scope);
        twice("compression", "compression.type", self.compression.as_ref(), config.compression.as_ref(), scope);
        twice("timestamps", "message.timestamp.type", self.timestamps.as_ref(), config.timestamps.as_ref(), scope);
        self.over(config)
    }

    /// This layer, and below it another.
    pub(super) fn over(self, below: &Layer) -> Layer {
        Layer {
            partitions: self.partitions.or_else(|| below.partitions.clone()),
            replicas: self.replicas.or_else(|| below.replicas.clone()),
            min_insync: self.min_insync.or_else(|| below.min_insync.clone()),
            retention: self.retention.or_else(|| below.retention.clone()),
            max_bytes: self.max_bytes.or_else(|| below.max_bytes.clone()),
            segment: self.segment.or_else(|| below.segment.clone()),
            segment_time: self.segment_time.or_else(|| below.segment_time.clone()),
            max_message: self.max_message.or_else(|| below.max_message.clone()),
            cleanup: self.cleanup.or_else(|| below.cleanup.clone()),
            compression: self.compression.or_else(|| below.compression.clone()),
            timestamps: self.timestamps.or_else(|| below.timestamps.clone()),
        }
    }
}

fn twice<T>(key: &str, setting: &str, own: Option<&Sourced<T>>, config: Option<&Sourced<T>>, scope: &mut Scope<'_>) {
    let (Some(own), Some(config)) = (own, config) else { return };
    scope.push(
        Diagnostic::error(ids::DUPLICATE, format!("`{key}` and the setting `{setting}` are the same thing"))
            .at(config.origin.first(), "written again here")
            .because(own.origin.first(), "first written here")
            .help("keep one of them"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    #[test]
    fn each_key_takes_its_setting() {
        for (key, setting) in OWN_KEYS {
            let setting = Setting::count(setting, Sourced::written(1, Span::default()));
            let (others, _) = Layer::of_config(vec![setting]);
            assert!(others.is_empty(), "{key}");
        }
    }
}
