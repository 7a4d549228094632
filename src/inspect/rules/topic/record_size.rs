//! Do records as large as the topic allows get through?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Known, Topic};
use crate::units::Bytes;

const OVER_SEGMENT: Offence = Offence::error(
    "topic/record-over-segment",
    "records that the topic allows do not fit into a segment, and are refused",
)
.why(
    "A batch that is larger than `segment.bytes` is answered `RECORD_LIST_TOO_LARGE`, whatever `max.message.bytes` \
     allows.",
)
.write("a `segment.bytes` that is many times `max.message.bytes`")
.source("apache/kafka, `UnifiedLog.append`, `RecordBatchTooLargeException`");

const OVER_REQUEST: Offence = Offence::error(
    "topic/record-over-request",
    "records that the topic allows do not fit into a request, and are cut off",
)
.why(
    "A broker closes the connection on a request above `socket.request.max.bytes`, by default 100 MiB, before it \
     looks at topics.",
)
.write("a `max.message.bytes` well below `socket.request.max.bytes`")
.source("apache/kafka, `NetworkReceive`, `InvalidReceiveException`");

pub(super) const RULE: Rule = Rule {
    offences: &[&OVER_SEGMENT, &OVER_REQUEST],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "ten mebibytes into one",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: scans
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    max.message.bytes: 10485760 # <- topic/record-over-segment
    segment.bytes: 1048576
",
        ),
        Example::new(
            "two hundred mebibytes",
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
  name: scans
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    max.message.bytes: 209715200 # <- topic/record-over-request
",
        ),
        Example::new(
            "ten mebibytes",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: scans
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    max.message.bytes: 10485760
    segment.bytes: 67108864
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let number = |key: &str| world.inventory.topic_number(topic, key);
    let Some(record) = number("max.message.bytes").filter(Known::is_written) else { return };
    let human = |value: i64| Bytes(value.unsigned_abs()).human();
    let name = topic.name.value;
    if let Some(segment) = number("segment.bytes").filter(|segment| segment.value > 0 && record.value > segment.value) {
        let headline = format!(
            "topic `{name}` refuses records above {}, although it allows {}",
            human(segment.value),
            human(record.value)
        );
        out.raise(&OVER_SEGMENT, record, headline)
            .label(format!("{} in a batch", human(record.value)))
            .because(segment, format!("{} in a segment", human(segment.value)))
            .help("write a larger `segment.bytes`, or a smaller `max.message.bytes`");
    }
    let cluster = world.inventory.cluster_of(topic);
    let request = cluster.and_then(|cluster| cluster.config.broker_number("socket.request.max.bytes"));
    if let Some(request) = request.filter(|request| request.value > 0 && record.value >= request.value) {
        out.raise(
            &OVER_REQUEST,
            record,
            format!("brokers hang up on records of topic `{name}` above {}", human(request.value)),
        )
        .label(format!("{} in a batch", human(record.value)))
        .because(request, format!("{} in a request", human(request.value)))
        .help("write a smaller `max.message.bytes`, or a larger `socket.request.max.bytes` for the brokers");
    }
}
