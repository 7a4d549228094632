//! Does Kafka take the settings together, each of which it would take alone?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Topic;
use crate::units::Duration;

const CONTRADICT: Offence =
    Offence::error("topic/settings-contradict", "the settings are refused, since one rules the other out")
        .why(
            "A record cannot be compacted at once and not yet, what is kept on brokers cannot outlive what is kept \
             at all, and a topic in remote storage cannot be compacted. Brokers refuse the topic; the resource is \
             not ready with the reason `KafkaError`.",
        )
        .write("values that can hold together")
        .source("apache/kafka, `LogConfig.validateValues`, `LogConfig.validateRemoteStorageRetentionTime`")
        .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&CONTRADICT],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "earliest after latest, local longer than all, remote and compacted",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: lags
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    cleanup.policy: compact
    min.compaction.lag.ms: 7200000
    max.compaction.lag.ms: 3600000 # <- topic/settings-contradict
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: local
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    remote.storage.enable: true
    retention.ms: 3600000
    local.retention.ms: 7200000 # <- topic/settings-contradict
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: remote
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    remote.storage.enable: true
    cleanup.policy: compact # <- topic/settings-contradict
",
        ),
        Example::new(
            "no limit, and as much as is kept at all",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: local
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    remote.storage.enable: true
    retention.ms: -1
    local.retention.ms: 7200000
    retention.bytes: 1073741824
    local.retention.bytes: -2
    min.compaction.lag.ms: 0
    max.compaction.lag.ms: 3600000
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let number = |key: &str| world.inventory.topic_number(topic, key);
    let name = topic.name.value;
    if let (Some(min), Some(max)) = (number("min.compaction.lag.ms"), number("max.compaction.lag.ms"))
        && min.value > max.value
        && (min.is_written() || max.is_written())
    {
        let headline = format!("brokers refuse topic `{name}`: records are to be compacted before they may be");
        out.raise(&CONTRADICT, max, headline)
            .label(format!("at the latest after {}", time(max.value)))
            .because(min, format!("at the earliest after {}", time(min.value)))
            .help("write a `max.compaction.lag.ms` that is not below `min.compaction.lag.ms`");
    }
    let remote = world.inventory.topic_text(topic, "remote.storage.enable");
    let Some(remote) = remote.filter(|remote| remote.value.trim().eq_ignore_ascii_case("true")) else { return };
    let policy = world.inventory.topic_text(topic, "cleanup.policy");
    if let Some(policy) = policy.filter(|policy| policy.value.contains("compact")) {
        out.raise(
            &CONTRADICT,
            &policy,
            format!("brokers refuse topic `{name}`: what is in remote storage cannot be compacted"),
        )
        .label(format!("`cleanup.policy` is `{}`", policy.value))
        .because(&remote, "remote storage is on")
        .help("write `cleanup.policy: delete`, or leave remote storage");
    }
    for (local, all) in [("local.retention.ms", "retention.ms"), ("local.retention.bytes", "retention.bytes")] {
        let (Some(near), Some(whole)) = (number(local), number(all)) else { continue };
        // -2 takes the other's value, -1 is no limit.
        let outlives = whole.value >= 0 && near.value != -2 && (near.value == -1 || near.value > whole.value);
        if outlives && near.is_written() {
            out.raise(&CONTRADICT, near, format!("brokers refuse topic `{name}`: `{local}` is above `{all}`"))
                .label("kept on brokers")
                .because(whole, "kept at all")
                .help(format!("write a `{local}` of at most {}", whole.value));
        }
    }
}

fn time(millis: i64) -> String {
    Duration(millis.unsigned_abs()).human()
}
