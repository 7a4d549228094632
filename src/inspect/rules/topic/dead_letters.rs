//! Are dead letters still there when somebody comes to look?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Known, Topic};
use crate::units::Duration;

const EXPIRE_FIRST: Offence =
    Offence::warning("topic/dead-letters-expire-first", "failed records are deleted before those that were handled")
        .why(
            "A dead letter queue is what somebody looks at when it is too late for the rest. If it keeps records \
             for less time than its source, the failed ones are the first to go. Left out, `retention.ms` is the \
             brokers' value, whose default is 7 days.",
        )
        .write("a `retention.ms` that is at least as long as that of the source")
        .source("apache/kafka, docs of `retention.ms`");

const COMPACTED: Offence =
    Offence::error("topic/dead-letters-compacted", "compaction throws failed records away, or refuses them")
        .in_development(Level::Warning)
        .why(
            "A compacted topic keeps the last record of each key: an earlier failure of the same key disappears. A \
             record without a key is refused by the broker, so that whoever fails cannot even say so.",
        )
        .write("`cleanup.policy: delete`")
        .source("apache/kafka, `LogValidator`, `LogCleaner`");

const OF_NOTHING: Offence =
    Offence::warning("topic/dead-letters-of-nothing", "the topic whose failed records it takes is not there")
        .why(
            "The annotation `kafkasmith/dead-letter-for` names the source. Rules that compare the two cannot, if \
             there is none.",
        )
        .write("the name of the source topic as Kafka knows it")
        .source("kafkasmith");

const UNSAID: Offence = Offence::info(
    "topic/dead-letters-unsaid",
    "the name looks like a dead letter queue, and nothing says of which topic",
)
.in_development(Level::Off)
.why(
    "Other dead letter queues of the set say it by the annotation `kafkasmith/dead-letter-for`. Whether this one \
     keeps records for as long as its source, and who writes it, cannot be checked without.",
)
.write("`kafkasmith/dead-letter-for` with the name of the source topic")
.source("kafkasmith");

pub(super) const RULE: Rule = Rule {
    offences: &[&EXPIRE_FIRST, &COMPACTED, &OF_NOTHING, &UNSAID],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a source that keeps longer, and compaction",
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
  config: { retention.ms: 2592000000 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders-dlq
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 604800000 # <- topic/dead-letters-expire-first
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments-dlt # <- topic/dead-letters-unsaid
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    cleanup.policy: compact # <- topic/dead-letters-compacted
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: failures
  labels: { strimzi.io/cluster: shop }
  annotations:
    kafkasmith/dead-letter-for: refunds # <- topic/dead-letters-of-nothing
",
        ),
        Example::new(
            "one that says it, and one that does not",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders-queue, labels: { strimzi.io/cluster: shop } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders-dlq
  labels: { strimzi.io/cluster: shop }
  annotations: { kafkasmith/dead-letter-for: orders-queue }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: audit-dlq # <- topic/dead-letters-unsaid
  labels: { strimzi.io/cluster: shop }
",
        ),
        Example::new(
            "kept for ever",
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
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders-dlq
  labels: { strimzi.io/cluster: shop }
spec:
  config: { retention.ms: -1 }
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let Some(letters) = topic.dead_letters else { return };
    let name = topic.name.value;
    let policy = world.inventory.topic_text(topic, "cleanup.policy");
    if let Some(policy) = policy.filter(|policy| policy.value.contains("compact")) {
        out.raise(
            &COMPACTED,
            &policy,
            format!("topic `{name}` keeps one dead letter of each key, and refuses those without a key"),
        )
        .label("compaction keeps the last record of each key")
        .help("write `cleanup.policy: delete` in the topic's `config`");
    }
    let Some(cluster) = world.inventory.cluster_of(topic) else { return };
    let Some(of) = letters.of else { return };
    let Some(source) = world.inventory.topic_named(cluster, of) else {
        let place = topic.document.at(["metadata", "annotations", "kafkasmith/dead-letter-for"]);
        if let Some(place) = place.filter(|_| letters.said) {
            out.raise(&OF_NOTHING, place, format!("topic `{name}` takes dead letters of `{of}`, which is not there"))
                .label("no topic of this cluster is called so")
                .help("write the name of the source topic, as Kafka knows it");
        }
        let usual = world.inventory.topics_of(cluster).any(|it| it.dead_letters.is_some_and(|letters| letters.said));
        if usual && !letters.said {
            out.raise(&UNSAID, topic.name, format!("nothing says whose dead letters topic `{name}` takes"))
                .label(format!("no topic is called `{of}`"))
                .help("write the annotation `kafkasmith/dead-letter-for` with the name of the source topic")
                .in_spec("write `dead_letter_for` with the key of the source topic");
        }
        return;
    };
    let kept = |topic| world.inventory.topic_number(topic, "retention.ms");
    let (Some(own), Some(of_source)) = (kept(topic), kept(source)) else { return };
    if own.value < 0 || (of_source.value >= 0 && own.value >= of_source.value) || compacts_only(world, source) {
        return;
    }
    out.raise(&EXPIRE_FIRST, own, format!("dead letters in `{name}` are deleted before the records of `{of}`"))
        .label(told(own))
        .because(of_source, format!("`{of}`: {}", told(of_source)))
        .help(match of_source.value {
            ..0 => "write `retention.ms: -1`".to_owned(),
            kept => format!("write `retention.ms: {kept}` or more"),
        });
}

/// Whether time deletes nothing there.
fn compacts_only(world: &World<'_>, topic: &Topic<'_>) -> bool {
    world.inventory.topic_text(topic, "cleanup.policy").is_some_and(|policy| policy.value.trim() == "compact")
}

fn told(retention: Known<'_, i64>) -> String {
    let kept = match u64::try_from(retention.value) {
        Ok(millis) => format!("kept for {}", Duration(millis).human()),
        Err(_) => "kept for ever".to_owned(),
    };
    if retention.is_written() { kept } else { format!("`retention.ms` is not set, so {kept}") }
}
