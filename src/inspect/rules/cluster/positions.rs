//! Do groups keep their position as long as there are records to read?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;
use crate::units::Duration;

const FORGOTTEN: Offence = Offence::warning("cluster/positions-forgotten", "positions of groups are forgotten before the records are")
    .in_development(Level::Off)
    .why(
        "The position of a group without members is kept for `offsets.retention.minutes`, by default 7 days. A group that was \
         down for longer starts at the end or at the beginning, as `auto.offset.reset` says: it skips or repeats all that \
         the topic still keeps.",
    )
    .write("`offsets.retention.minutes` of the longest retention of a topic that somebody consumes")
    .source("apache/kafka, docs of `offsets.retention.minutes`, `GroupMetadata.getExpiredOffsets`");

pub(super) const RULE: Rule = Rule {
    offences: &[&FORGOTTEN],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "a month of records, a week of positions",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      num.partitions: 3 # <- cluster/positions-forgotten
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 3
  replicas: 3
  config:
    retention.ms: 2592000000
",
        ),
        Example::new(
            "a month of both, and a compacted topic",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      offsets.retention.minutes: 43200
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 3
  replicas: 3
  config:
    retention.ms: 2592000000
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: state
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 3
  replicas: 3
  config:
    cleanup.policy: compact
    retention.ms: 9999999999999
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let Some(kept) = cluster.config.broker_number("offsets.retention.minutes") else { return };
    let Some(kept_millis) = kept.value.checked_mul(60_000) else { return };
    let of_topics = world.inventory.topics_of(cluster).filter_map(|topic| {
        let policy = topic.config.topic("cleanup.policy", Some(&cluster.config))?;
        // What is kept by its age alone; what is kept for ever is read from the beginning by who comes late.
        let deletes = policy.value.trim() == "delete";
        let retention = topic.config.topic_number("retention.ms", Some(&cluster.config))?;
        (deletes && retention.is_written()).then_some((topic, retention))
    });
    let Some((topic, retention)) = of_topics.max_by_key(|(_, retention)| retention.value) else { return };
    if retention.value <= kept_millis {
        return;
    }
    let human = |millis: i64| Duration(u64::try_from(millis).unwrap_or_default()).human();
    let minutes = retention.value.saturating_add(59_999) / 60_000;
    let headline = format!(
        "a group of cluster `{}` that is down for {} loses its place in topic `{}`",
        cluster.name,
        human(kept_millis),
        topic.name.value
    );
    out.raise(&FORGOTTEN, kept, headline)
        .label(if kept.is_written() {
            format!("positions are kept for {}", human(kept_millis))
        } else {
            format!("`offsets.retention.minutes` is not set, and its default is {}", human(kept_millis))
        })
        .because(retention, format!("records are kept for {}", human(retention.value)))
        .help(format!("write `offsets.retention.minutes: {minutes}`"));
}
