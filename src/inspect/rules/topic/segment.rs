//! Are the topic's limits kept as closely as they are written, in view of its segments?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Topic;
use crate::units::{Bytes, Duration};

const OVER_LIMIT: Offence = Offence::warning(
    "topic/segment-over-limit",
    "one segment is larger than all that a partition is to hold",
)
.in_development(Level::Info)
.why(
    "Kafka deletes whole segments, never the one that is written to, and only while the rest still fills the limit. \
     A partition so holds up to `retention.bytes` and a segment more. Left out, `segment.bytes` is the brokers' \
     `log.segment.bytes`, whose default is 1 GiB.",
)
.write("a `segment.bytes` of at most a quarter of `retention.bytes`")
.source("apache/kafka, `UnifiedLog.deleteRetentionSizeBreachedSegments`");

const KEPT_LONGER: Offence = Offence::info(
    "topic/kept-longer-than-said",
    "under steady writing records stay much longer than `retention.ms` says",
)
.why(
    "A segment is deleted when its newest record is too old, and it takes new ones for `segment.ms`. The oldest \
     record so lives up to both together. Left out, `segment.ms` is the brokers' `log.roll.ms`, by default 7 days.",
)
.write("a `segment.ms` that is small against `retention.ms`")
.source("apache/kafka, `UnifiedLog.deleteRetentionMsBreachedSegments`");

pub(super) const RULE: Rule = Rule {
    offences: &[&OVER_LIMIT, &KEPT_LONGER],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a limit of a tenth of a segment",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.bytes: 104857600
    segment.bytes: 1073741824 # <- topic/segment-over-limit
",
        ),
        Example::new(
            "two hours that are a week and two hours",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 7200000 # <- topic/kept-longer-than-said
",
        ),
        Example::new(
            "small segments, and a compacted topic",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.bytes: 1073741824
    segment.bytes: 67108864
    retention.ms: 604800000
    segment.ms: 86400000
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: state
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    cleanup.policy: compact
    segment.ms: 86400000
    retention.ms: 3600000
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let number = |key: &str| world.inventory.topic_number(topic, key);
    let compacted = |policy: &crate::inventory::Text<'_>| !policy.contains("delete");
    if world.inventory.topic_text(topic, "cleanup.policy").is_some_and(|policy| compacted(&policy.value)) {
        return;
    }
    let name = topic.name.value;
    if let (Some(segment), Some(limit)) = (number("segment.bytes"), number("retention.bytes")) {
        // What the brokers say of both is a matter of the brokers.
        if limit.value > 0 && segment.value > limit.value && limit.document().span() == topic.document.span() {
            let human = |value: i64| Bytes(value.unsigned_abs()).human();
            let place = if segment.is_written() { segment } else { limit };
            let headline = format!(
                "a partition of topic `{name}` holds up to {}, not {}",
                human(segment.value.saturating_add(limit.value)),
                human(limit.value)
            );
            out.raise(&OVER_LIMIT, place, headline)
                .label(if segment.is_written() {
                    format!("a segment of {}", human(segment.value))
                } else {
                    format!("`segment.bytes` is not set, so a segment has {}", human(segment.value))
                })
                .because(limit, format!("the limit: {}", human(limit.value)))
                .help(format!(
                    "write `segment.bytes: {}`",
                    Bytes(limit.value.unsigned_abs() / 4).rounded().0.max(1 << 20)
                ));
        }
    }
    if let (Some(segment), Some(kept)) = (number("segment.ms"), number("retention.ms"))
        && kept.value > 0
        && kept.is_written()
        && segment.value > kept.value
    {
        let human = |value: i64| Duration(value.unsigned_abs()).human();
        let headline = format!(
            "records of topic `{name}` stay up to {}, not {}",
            human(segment.value.saturating_add(kept.value)),
            human(kept.value)
        );
        out.raise(&KEPT_LONGER, kept, headline)
            .label(format!("{} after the newest record of a segment", human(kept.value)))
            .because(segment, format!("a segment takes records for {}", human(segment.value)))
            .help(format!(
                "write `segment.ms: {}`",
                Duration(kept.value.unsigned_abs() / 7).rounded().millis().max(60_000)
            ));
    }
}
