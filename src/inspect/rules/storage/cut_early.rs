//! Does a byte limit leave records the time that their retention promises?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Known, Topic, log_of};

const CUT: Offence = Offence::warning("storage/cut-before-time", "a byte limit deletes records long before their time")
    .in_development(Level::Off)
    .why(
        "Records go when they are too old or when the partition is too large, whichever is first. Where the limit is small and the \
         retention long, a few records a minute are enough to fill it, and the retention is never reached.",
    )
    .write("a larger `retention.bytes`, or the retention that is meant")
    .source("apache/kafka, `UnifiedLog.deleteOldSegments`");

pub(super) const RULE: Rule = Rule {
    offences: &[&CUT],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "ten years in ten mebibytes",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: audit
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 3
  replicas: 3
  config:
    retention.ms: 315360000000
    retention.bytes: 10485760 # <- storage/cut-before-time
",
        ),
        Example::new(
            "a month in a hundred mebibytes, and as long as it fits",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: letters
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 1
  replicas: 3
  config:
    retention.ms: 2592000000
    retention.bytes: 104857600
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: latest
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 1
  replicas: 3
  config:
    retention.ms: -1
    retention.bytes: 10485760
",
        ),
    ],
};

/// So few bytes a second are less than a record of usual size every half minute.
const HARDLY_ANY: u64 = 16;

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let Some(cluster) = world.inventory.cluster_of(topic) else { return };
    let (Some(log), Some(partitions)) =
        (log_of(&topic.config, &cluster.config), topic.partitions.filter(|it| it.value > 0))
    else {
        return;
    };
    let retention = topic.config.topic_number("retention.ms", Some(&cluster.config)).filter(Known::is_written);
    let limit = topic.config.topic_number("retention.bytes", Some(&cluster.config)).filter(Known::is_written);
    let (Some(retention), Some(limit), Some(age)) = (retention, limit, log.age_limit()) else { return };
    let Some(rate) = log.cut_above(partitions.value).filter(|rate| rate.per_second().0 < HARDLY_ANY) else { return };
    let day = crate::units::Bytes(rate.per_day().0).human();
    let headline = format!(
        "records of topic `{}` do not reach their {}: {day} written in a day are enough to push them out",
        topic.name.value,
        age.human()
    );
    out.raise(&CUT, limit, headline)
        .label(format!("holds {} at {} only", age.human(), rate.human()))
        .because(retention, format!("records are to be kept for {}", age.human()))
        .help("write a larger `retention.bytes`, or the retention that is meant");
}
