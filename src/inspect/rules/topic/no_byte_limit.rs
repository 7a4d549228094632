//! Can a topic fill the disk, whatever its retention says?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Topic;
use crate::units::Bytes;

const NO_LIMIT: Offence = Offence::info("topic/no-byte-limit", "nothing but its writers bounds how much a topic holds")
    .in_development(Level::Off)
    .why(
        "Retention by time keeps all that is written in that time, be it ten times as much as on other days. The volume is \
         fixed: when it is full the broker stops, with all of its topics. The default of `retention.bytes` is -1, no limit.",
    )
    .write("`retention.bytes`, which counts for each partition; one segment more may be there")
    .source("apache/kafka, docs of `retention.bytes`, `UnifiedLog.deleteOldSegments`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_LIMIT],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a week of whatever comes",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
    storage:
      type: persistent-claim
      size: 10Gi
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
    retention.ms: 604800000 # <- topic/no-byte-limit
",
        ),
        Example::new(
            "limited here, by the brokers, by its keys; or on a disk that nobody knows",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
    config:
      log.retention.bytes: 1073741824
    storage:
      type: persistent-claim
      size: 100Gi
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
    retention.bytes: -1
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: elsewhere
  labels:
    strimzi.io/cluster: bank
spec:
  partitions: 3
  replicas: 3
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let Some(cluster) = world.inventory.cluster_of(topic) else { return };
    let Some(log) = crate::inventory::log_of(&topic.config, &cluster.config) else { return };
    if !log.deletes || log.limit().is_some() {
        return;
    }
    let mut volumes = cluster.broker_pools().flat_map(|pool| pool.storage.iter().flat_map(|storage| &storage.volumes));
    let fixed = volumes.find(|volume| !volume.ephemeral && volume.size.is_some());
    let Some((volume, size)) = fixed.and_then(|volume| Some((volume, volume.size?))) else { return };
    let place = topic.config.written("retention.bytes").or_else(|| topic.config.written("retention.ms"));
    let headline = format!("topic `{}` can fill the disks of cluster `{}`", topic.name.value, cluster.name);
    let spot = place.map_or_else(|| topic.config.place(), |known| known.node());
    let raised = out.raise(&NO_LIMIT, spot, headline);
    raised.label(match log.age_limit() {
        Some(age) => format!("all of {} is kept, and there is no `retention.bytes`", age.human()),
        None => "all is kept for ever".to_owned(),
    });
    raised.because(size, format!("{} on each broker", volume.size.map_or(Bytes(0), |size| size.value).human()));
    let logs = cluster.dealt_to(world.zones()).zip(topic.partitions.zip(topic.replicas)).map(
        |(brokers, (partitions, copies))| (brokers.share(partitions.value, copies.value).most.max(1), partitions.value),
    );
    if let Some((here, partitions)) = logs
        && let Some(rate) = log.fills(Bytes(size.value.0 / u64::from(here)))
    {
        let all = rate.per_second().0.saturating_mul(u64::from(partitions));
        raised.note(format!("alone on a broker, it fills the disk with {} written a second", Bytes(all).human()));
    }
    raised.help("write `retention.bytes` with what a partition may hold");
}
