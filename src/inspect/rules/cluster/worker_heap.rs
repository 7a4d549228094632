//! Does the heap of what runs beside the brokers fit into its memory?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Heap, Resources};
use crate::units::Bytes;

const KILLED: Offence =
    Offence::error("cluster/worker-heap-above-memory", "a heap is as large as the memory limit, or larger")
        .why("The kernel kills the container as soon as the heap is used, and again after each restart.")
        .write("a heap of three quarters of the limit at most")
        .source("Kubernetes, memory limits; strimzi, `JvmOptionUtils`: three quarters of the memory");

pub(super) const RULE: Rule = Rule {
    offences: &[&KILLED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "Connect, and parts of a cluster",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: connect }
spec:
  replicas: 1
  jvmOptions: { -Xmx: 2g } # <- cluster/worker-heap-above-memory
  resources: { limits: { memory: 2Gi } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka: {}
  cruiseControl:
    jvmOptions: { -Xmx: 1g } # <- cluster/worker-heap-above-memory
    resources: { limits: { memory: 512Mi } }
  entityOperator:
    topicOperator:
      jvmOptions: { -Xmx: 512m } # <- cluster/worker-heap-above-memory
      resources: { limits: { memory: 512Mi } }
",
        ),
        Example::new(
            "half of it, and no limit",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: connect }
spec:
  replicas: 1
  jvmOptions: { -Xmx: 1g }
  resources: { limits: { memory: 2Gi } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaBridge
metadata: { name: bridge }
spec:
  replicas: 1
  jvmOptions: { -Xmx: 1g }
",
        ),
    ],
};

/// What has a JVM, and where it is described.
const PARTS: [(&str, &[&str], &str); 6] = [
    ("KafkaConnect", &["spec"], "Kafka Connect"),
    ("KafkaMirrorMaker2", &["spec"], "MirrorMaker 2"),
    ("KafkaBridge", &["spec"], "the bridge"),
    ("Kafka", &["spec", "cruiseControl"], "Cruise Control of cluster"),
    ("Kafka", &["spec", "entityOperator", "topicOperator"], "the Topic Operator of cluster"),
    ("Kafka", &["spec", "entityOperator", "userOperator"], "the User Operator of cluster"),
];

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    if !document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/")) {
        return;
    }
    for (kind, path, what) in PARTS {
        if document.kind() == Some(kind)
            && let Some(part) = document.at(path.iter().copied())
        {
            judge(part, &format!("{what} `{}`", document.name().unwrap_or_default()), out);
        }
    }
}

fn judge(part: Node<'_>, what: &str, out: &mut Out) {
    let heap = Heap::of(part.get("jvmOptions"));
    let (Some(max), Some(limit)) = (heap.max, Resources::of(part.get("resources")).memory_limit) else { return };
    if max.value < limit.value {
        return;
    }
    out.raise(&KILLED, max, format!("{what} will be killed for its memory again and again"))
        .label(format!("the heap may become {}", max.value.human()))
        .because(limit, format!("the container may take {}", limit.value.human()))
        .help(format!("write a heap of about {}, or raise the limit", Bytes(limit.value.0 / 4 * 3).human()));
}
