//! Does the heap fit into the memory that the container may take?

use super::nodes::{self, Nodes};
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;
use crate::units::Bytes;

const REFUSED: Offence = Offence::error("cluster/heap-refused", "the heap begins larger than it may become")
    .not_waivable()
    .why("The JVM ends with an error when `-Xms` is larger than `-Xmx`: no pod starts.")
    .write("the same for both")
    .source("OpenJDK, `Arguments::parse`: initial heap size set to a larger value than the maximum heap size");

const KILLED: Offence =
    Offence::error("cluster/heap-above-memory", "the heap is as large as the memory limit, or larger")
        .why("The kernel kills the container as soon as the heap is used, and again after each restart.")
        .write("a heap of half of the limit")
        .source("Kubernetes, memory limits; strimzi, `JvmOptionUtils`: half of the memory for brokers");

const TIGHT: Offence = Offence::warning("cluster/heap-leaves-too-little", "the heap leaves too little of the memory")
    .in_development(Level::Info)
    .why(
        "Beside the heap there are threads, classes, direct buffers and the agent, for a broker some hundred MiB, and the page \
         cache, from which records are read. A container at its limit is killed.",
    )
    .write("a heap of half of the limit")
    .source("strimzi, `JvmOptionUtils`: half of the memory for brokers, three quarters for others");

const GROWS: Offence = Offence::info("cluster/heap-grows", "the heap begins smaller than it becomes")
    .in_development(Level::Off)
    .why("It is taken from the system while the broker works, with pauses, and a node that is short of memory shows it late.")
    .write("the same for `-Xms` and `-Xmx`")
    .source("strimzi, `JvmOptionUtils`, which sets both alike; OpenJDK, `InitialRAMPercentage`");

const NO_MAXIMUM: Offence = Offence::info("cluster/heap-without-maximum", "the heap has a beginning and no end")
    .in_development(Level::Off)
    .why(
        "Strimzi works out the heap only where neither `-Xms` nor `-Xmx` is written. With `-Xms` alone the JVM decides: a quarter \
         of the memory, or `-Xms` if that is more.",
    )
    .write("the same for `-Xms` and `-Xmx`, or neither")
    .source("strimzi, `JvmOptionUtils.heapOptions`, `dynamic_resources.sh`; OpenJDK, `Arguments::set_heap_size`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &KILLED, &TIGHT, &GROWS, &NO_MAXIMUM],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "too large in three ways",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    jvmOptions:
      -Xms: 4g # <- cluster/heap-refused
      -Xmx: 2g # <- cluster/heap-above-memory
    resources:
      limits:
        memory: 2Gi
  zookeeper:
    replicas: 3
    jvmOptions:
      -Xms: 512m # <- cluster/heap-grows
      -Xmx: 900m # <- cluster/heap-leaves-too-little
    resources:
      limits:
        memory: 1Gi
",
        ),
        Example::new(
            "half of what is needed",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    jvmOptions:
      -Xms: 1g # <- cluster/heap-without-maximum
    resources:
      limits:
        memory: 8Gi
  zookeeper:
    replicas: 3
    jvmOptions:
      -Xmx: 512m # <- cluster/heap-grows
",
        ),
        Example::new(
            "half, and none",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    jvmOptions:
      -Xms: 2048m
      -Xmx: 2g
    resources:
      limits:
        memory: 4Gi
  zookeeper:
    replicas: 3
    resources:
      limits:
        memory: 1Gi
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    for nodes in nodes::of(cluster) {
        judge(&nodes, out);
    }
}

fn judge(nodes: &Nodes<'_>, out: &mut Out) {
    let what = &nodes.what;
    let Some(max) = nodes.heap.max else {
        if let Some(initial) = nodes.heap.initial.filter(|_| !nodes.has_own_maximum) {
            out.raise(&NO_MAXIMUM, initial, format!("the heap of {what} becomes a quarter of the memory"))
                .label("no `-Xmx`")
                .help(format!("write `-Xmx: {}` too, or remove it", initial.node().text()));
        }
        return;
    };
    if nodes.heap.initial.is_none() {
        out.raise(&GROWS, max, format!("the heap of {what} grows while it works"))
            .label("no `-Xms`: it begins at a sixty-fourth of the memory")
            .help(format!("write `-Xms: {}` too", max.node().text()));
    }
    if let Some(initial) = nodes.heap.initial {
        if initial.value > max.value {
            out.raise(&REFUSED, initial, format!("no JVM of {what} starts"))
                .label(format!("more than `-Xmx`, {}", max.value.human()))
                .because(max, "the most that it may become")
                .help("write the same for `-Xms` and `-Xmx`")
                .in_spec("write one size, such as `heap = \"1Gi\"`");
        } else if initial.value < max.value {
            out.raise(&GROWS, initial, format!("the heap of {what} grows while it works"))
                .label(format!("less than `-Xmx`, {}", max.value.human()))
                .help("write the same for `-Xms` and `-Xmx`")
                .in_spec("write one size, such as `heap = \"1Gi\"`");
        }
    }
    let Some(limit) = nodes.resources.memory_limit else { return };
    let half = Bytes(limit.value.0 / 2);
    let help = format!("write a heap of about {}, or raise the limit", half.human());
    if max.value >= limit.value {
        out.raise(&KILLED, max, format!("{what} will be killed for its memory again and again"))
            .label(format!("the heap may become {}", max.value.human()))
            .because(limit, format!("the container may take {}", limit.value.human()))
            .help(help);
    } else if u128::from(max.value.0) * 4 > u128::from(limit.value.0) * 3 {
        let rest = Bytes(limit.value.0.saturating_sub(max.value.0));
        out.raise(&TIGHT, max, format!("{what} may be killed for its memory: the heap leaves {}", rest.human()))
            .label(format!("{} of {}", max.value.human(), limit.value.human()))
            .because(limit, "the container may take no more")
            .help(help);
    }
}
