//! Do the topics fit on the volumes of a broker?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Load, Pool, TopicLoad};
use crate::reason::capacity::{Room, Verdict};
use crate::units::{Bytes, Ratio, counted};

const TOO_MUCH: Offence = Offence::error("storage/does-not-fit", "the topics may hold more than the volumes")
    .in_development(Level::Warning)
    .why(
        "A broker whose disk is full stops, and does not start again until somebody makes room. Each partition may hold its \
         byte limit and one segment more, and a deleted segment stays a minute longer; every copy counts, and so do the \
         positions of consumer groups.",
    )
    .write("larger volumes, lower byte limits, smaller segments or fewer partitions")
    .source("apache/kafka, `UnifiedLog.deleteRetentionSizeBreachedSegments`, `LogDirFailureChannel`");

const TIGHT: Offence = Offence::warning("storage/tight", "the topics may fill more of the volumes than allowed")
    .in_development(Level::Info)
    .why(
        "What is left is needed for what has no limit: partitions that move, compacted topics, topics made by hand. How copies \
         fall on brokers and disks is chance, and the worst case counts.",
    )
    .write("larger volumes, lower byte limits, smaller segments or fewer partitions")
    .source("`[policy] limits.max_disk_use`; apache/kafka, `AdminUtils.assignReplicasToBrokers`, `LogManager.nextLogDirs`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOO_MUCH, &TIGHT],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "a gigabyte for each of five, in segments of a gigabyte, on ten",
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
      size: 10Gi # <- storage/does-not-fit
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: audit
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 5
  replicas: 3
  config:
    retention.bytes: 1073741824
",
        ),
        Example::new(
            "much of it",
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
      size: 18Gi # <- storage/tight
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: audit
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 5
  replicas: 3
  config:
    retention.bytes: 1073741824
",
        ),
        Example::new(
            "enough room",
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
  name: audit
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 5
  replicas: 3
  config:
    retention.bytes: 1073741824
    segment.bytes: 67108864
",
        ),
        Example::new(
            "a topic that two stages describe is one",
            "# strimzi: 0.39.0
# file: base/kafka.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
    storage: { type: persistent-claim, size: 10Gi }
# file: dev/topic.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 6
  replicas: 3
  config: { retention.bytes: 1073741824, segment.bytes: 67108864 }
# file: prod/topic.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 6
  replicas: 3
  config: { retention.bytes: 1073741824, segment.bytes: 67108864 }
",
        ),
    ],
};

fn check<'b>(world: &World<'b>, cluster: &Cluster<'b>, out: &mut Out) {
    let Some(load) = world.load_of(cluster).filter(|load| !load.topics.is_empty()) else { return };
    for pool in cluster.broker_pools() {
        let Some(storage) = &pool.storage else { continue };
        let volumes = storage.volumes.iter().filter(|volume| !volume.ephemeral);
        let sizes: Option<Vec<Bytes>> = volumes.map(|volume| Some(volume.size?.value)).collect();
        let Some(sizes) = sizes.filter(|sizes| sizes.len() == storage.volumes.len()) else { continue };
        if let Some(room) = load.disk.room(&sizes, load.brokers.count) {
            judge(world, cluster, pool, &load, &room, out);
        }
    }
}

fn judge(world: &World<'_>, cluster: &Cluster<'_>, pool: &Pool<'_>, load: &Load<'_, '_>, room: &Room, out: &mut Out) {
    let limit = world.limits.max_disk_use;
    let whole = room.within(Ratio::percent(100));
    let offence = match (whole, room.within(limit)) {
        (Verdict::TooMuch, _) => &TOO_MUCH,
        (_, Verdict::Fits) => return,
        _ => &TIGHT,
    };
    let smallest = pool.storage.iter().flat_map(|storage| &storage.volumes).filter_map(|volume| volume.size);
    let Some(size) = smallest.min_by_key(|size| size.value) else { return };
    let who = format!("the disk of a broker of cluster `{}`", cluster.name);
    let headline = match whole {
        Verdict::TooMuch => format!("{who} runs full: its topics may hold {}", room.most.human()),
        Verdict::Depends => format!("{who} may run full: by chance its topics hold up to {}", room.most.human()),
        Verdict::Fits => format!("topics may fill {} of {who}", room.used().human()),
    };
    let raised = out.raise(offence, size, headline);
    raised.label(format!(
        "{} for up to {}, of which {} may be used",
        size.value.human(),
        room.most.human(),
        limit.human()
    ));
    let mut largest: Vec<&TopicLoad<'_, '_>> = load.topics.iter().filter(|topic| topic.logs.each.is_some()).collect();
    largest.sort_by_key(|topic| std::cmp::Reverse(topic.logs.held()));
    for topic in largest.into_iter().take(3) {
        let Some(held) = topic.logs.held() else { continue };
        let limit = topic.topic.config.topic("retention.bytes", Some(&cluster.config));
        let text = format!(
            "topic `{}`: {} of up to {} with the last segment of {}",
            topic.topic.name.value,
            counted(topic.logs.count, "partition", "partitions"),
            Bytes(held.0 / topic.logs.count.max(1)).human(),
            topic.log.segment.human()
        );
        match limit {
            Some(limit) => raised.because(&limit, text),
            None => raised.because(topic.topic.document, text),
        };
    }
    if load.disk.unbounded > 0 {
        raised.note(format!(
            "{} no byte limit, and counts for nothing here",
            counted(load.disk.unbounded, "partition has", "partitions have")
        ));
    }
    let class = pool.storage.iter().flat_map(|storage| &storage.volumes).find_map(|volume| volume.class);
    let fixed = class.and_then(|class| world.environment.storage_class(class.value));
    if fixed.is_some_and(|class| class.expandable.as_ref().is_some_and(|expandable| !expandable.value)) {
        raised.note("volumes of its class cannot grow");
    }
    let needed = u128::from(room.most.0) * 10_000 / u128::from(limit.0.max(1));
    let gibibytes = needed.div_ceil(u128::from(Bytes::GIBIBYTE.0));
    raised.help(format!("write volumes of {gibibytes}Gi, smaller segments or lower byte limits"));
}
