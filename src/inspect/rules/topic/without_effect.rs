//! Do the topic's settings do anything under its cleanup policy?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::Topic;

const LIMIT: Offence =
    Offence::warning("topic/limit-without-effect", "nothing is deleted by time or size: the topic is compacted only")
        .why(
            "With `cleanup.policy: compact` the last record of each key stays for ever. `retention.ms` and \
             `retention.bytes` do nothing then: whoever wrote them relies on records going away, or on a size that \
             is kept.",
        )
        .write("`cleanup.policy: compact,delete` to delete too, or no limits")
        .source("apache/kafka, `UnifiedLog.deleteOldSegments`");

const NOT_RETENTION: Offence =
    Offence::warning("topic/not-the-retention", "`delete.retention.ms` is not how long records are kept")
        .why(
            "It says how long a compacted topic keeps the marks of deleted keys. A topic that is not compacted \
             keeps records for `retention.ms`, which is not set here: the brokers' value counts, whose default is 7 \
             days.",
        )
        .write("`retention.ms`")
        .source("apache/kafka, docs of `delete.retention.ms`");

const NOT_COMPACTED: Offence = Offence::info(
    "topic/compaction-without-effect",
    "a setting of compaction does nothing: the topic is not compacted",
)
.why("Only with `compact` in `cleanup.policy` does the log cleaner look at a topic.")
.write("no such setting, or `cleanup.policy: compact`")
.source("apache/kafka, `LogCleanerManager`");

pub(super) const RULE: Rule = Rule {
    offences: &[&LIMIT, &NOT_RETENTION, &NOT_COMPACTED],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "limits that nobody heeds",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: state
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    cleanup.policy: compact
    retention.ms: 604800000 # <- topic/limit-without-effect
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    cleanup.policy: delete
    delete.retention.ms: 604800000 # <- topic/not-the-retention
    min.cleanable.dirty.ratio: 0.1 # <- topic/compaction-without-effect
",
        ),
        Example::new(
            "both policies, each with its own",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: state
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    cleanup.policy: compact,delete
    retention.ms: 604800000
    delete.retention.ms: 86400000
    min.cleanable.dirty.ratio: 0.1
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: unlimited
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    cleanup.policy: compact
    retention.ms: -1
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: unknown
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    delete.retention.ms: 86400000
",
        ),
    ],
};

/// What only the log cleaner reads.
const OF_COMPACTION: [&str; 3] = ["min.cleanable.dirty.ratio", "min.compaction.lag.ms", "max.compaction.lag.ms"];

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let Some(policy) = world.inventory.topic_text(topic, "cleanup.policy") else { return };
    let words: Vec<&str> = policy.value.split(',').map(str::trim).collect();
    let (compacts, deletes) = (words.contains(&"compact"), words.contains(&"delete"));
    let name = topic.name.value;
    if compacts && !deletes {
        for key in ["retention.ms", "retention.bytes"] {
            let Some(limit) = topic.config.written(key).filter(|limit| !limit.value.trim().starts_with('-')) else {
                continue;
            };
            out.raise(
                &LIMIT,
                &limit,
                format!("topic `{name}` keeps the last record of each key for ever, whatever `{key}` says"),
            )
            .label("heeded only where `cleanup.policy` has `delete`")
            .because(&policy, "compacted, not deleted")
            .help(format!("write `cleanup.policy: compact,delete`, or take `{key}` away"));
        }
    }
    let Some(map) = topic.config.map().filter(|_| !compacts && deletes) else { return };
    if let Some((key, value)) = map.entry("delete.retention.ms")
        && topic.config.written("retention.ms").is_none()
    {
        out.raise(
            &NOT_RETENTION,
            Spot::key(key),
            format!("`delete.retention.ms` does not say how long topic `{name}` keeps records"),
        )
        .label("for the marks of deleted keys in compacted topics")
        .help(format!("write `retention.ms: {}` if that is meant", value.text()))
        .unsafe_fix("retention.ms");
    }
    for key in OF_COMPACTION {
        let Some((at, _)) = map.entry(key) else { continue };
        out.raise(
            &NOT_COMPACTED,
            Spot::key(at),
            format!("`{key}` does nothing in topic `{name}`, which is not compacted"),
        )
        .label("read by the log cleaner only")
        .because(&policy, "not compacted")
        .help("take it away, or write `cleanup.policy: compact`");
    }
}
