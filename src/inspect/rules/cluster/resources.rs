//! Do nodes get the memory and processors that they count on?

use super::nodes::{self, Nodes};
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const NONE: Offence = Offence::warning("cluster/no-memory", "nodes keep data and ask for no memory")
    .in_development(Level::Off)
    .why(
        "A pod without a request is put anywhere and is the first to go when its node is short of memory. Without `-Xmx` and \
         memory Strimzi sets `-Xms128M` only, and the JVM takes up to a quarter of the machine's memory for its heap.",
    )
    .write("the same memory as request and limit, twice the heap")
    .source("strimzi, `JvmOptionUtils`; Kubernetes, node-pressure eviction");

const OVERCOMMITTED: Offence = Offence::warning("cluster/memory-not-kept-free", "less memory is kept free than may be taken")
    .in_development(Level::Off)
    .why("What is above the request may be taken by others. When the node is short of memory, the pod that is furthest above its request goes first.")
    .write("the same memory as request and limit")
    .source("Kubernetes, node-pressure eviction");

const NO_LIMIT: Offence = Offence::info("cluster/no-memory-limit", "nodes may take any amount of memory")
    .in_development(Level::Off)
    .why(
        "Without a limit a pod may take more than is kept free for it: when its node is short of memory it goes before those \
         that stay within their request. Where no heap is set, its share is reckoned from all memory of the machine.",
    )
    .write("the same memory as request and limit")
    .source("Kubernetes, node-pressure eviction; strimzi, `dynamic_resources.sh`");

const NO_CPU: Offence = Offence::info("cluster/no-cpu-request", "nodes ask for no processor time")
    .in_development(Level::Off)
    .why("Without a request a container gets what others leave, and the scheduler puts any number of such pods on one node.")
    .write("a request; a limit is not needed")
    .source("Kubernetes, resource management of containers");

pub(super) const RULE: Rule = Rule {
    offences: &[&NONE, &OVERCOMMITTED, &NO_LIMIT, &NO_CPU],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "no limit, and nothing",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    resources:
      requests:
        memory: 4Gi # <- cluster/no-memory-limit
        cpu: '2'
  zookeeper:
    replicas: 3 # <- cluster/no-memory
",
        ),
        Example::new(
            "half of it is kept free",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    resources:
      requests:
        memory: 2Gi # <- cluster/memory-not-kept-free, cluster/no-cpu-request
      limits:
        memory: 4Gi
",
        ),
        Example::new(
            "as much as may be taken",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    resources:
      requests:
        cpu: 500m
      limits:
        memory: 4Gi
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
    let (what, resources) = (&nodes.what, nodes.resources);
    match (resources.memory_request, resources.memory_limit) {
        (Some(request), Some(limit)) if request.value < limit.value => {
            out.raise(&OVERCOMMITTED, request, format!("{what} may be thrown off a node that is short of memory"))
                .label(format!("{} is kept free", request.value.human()))
                .because(limit, format!("{} may be taken", limit.value.human()))
                .help(format!("write `memory: {}` for both", limit.value.quantity()));
        }
        (Some(request), None) => {
            let raised = out.raise(&NO_LIMIT, request, format!("{what} may take all memory of its node"));
            raised.label("no limit of memory");
            raised.help(format!("write `memory: {}` as limit, too", request.node().text()));
        }
        (None, None) => none(nodes, out),
        _ => {}
    }
    let asks = resources.memory_request.is_some();
    if asks && resources.cpu_request.is_none() {
        let place = nodes.place;
        let at = place.get("requests").or_else(|| place.get("limits")).unwrap_or(place);
        out.raise(&NO_CPU, at, format!("{what} must do with the processor time that others leave"))
            .label("no `cpu`")
            .help("add `cpu` to the requests");
    }
}

fn none(nodes: &Nodes<'_>, out: &mut Out) {
    let what = &nodes.what;
    let raised = out.raise(&NONE, nodes.place, format!("{what} would go first on a node that is short of memory"));
    match nodes.heap.max {
        Some(max) => {
            raised
                .label("neither request nor limit of memory")
                .because(max, format!("a heap of {}", max.value.human()))
                .help("add `resources` with the same memory as request and limit, twice the heap");
        }
        None => {
            raised
                .label(
                    "no memory is asked for, and no heap is set: the JVM takes up to a quarter of the machine's memory",
                )
                .help("add `resources` with the same memory as request and limit: half of it becomes the heap");
        }
    }
}
