//! Have nodes the time to close before they are killed?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const KILLED: Offence = Offence::warning("cluster/killed-while-closing", "nodes are killed before they have closed")
    .in_development(Level::Info)
    .why(
        "A broker hands over its leaders and writes all logs before it ends. One that is killed meanwhile leaves partitions without \
         leader for a while, and reads its logs anew at the next start, which takes minutes. The default is 30 seconds.",
    )
    .write("nothing, or 30 seconds and more")
    .source("Kubernetes, termination of pods; apache/kafka, docs of `controlled.shutdown.enable`; strimzi, `PodTemplate`");

pub(super) const RULE: Rule = Rule {
    offences: &[&KILLED],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "two seconds",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    template:
      pod:
        terminationGracePeriodSeconds: 2 # <- cluster/killed-while-closing
",
        ),
        Example::new(
            "two minutes",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    template:
      pod:
        terminationGracePeriodSeconds: 120
",
        ),
    ],
};

/// The default, in seconds, which nobody shortens for good reason.
const USUAL: i64 = 30;

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let mut seen = Vec::new();
    for template in cluster.pools.iter().filter_map(|pool| pool.template) {
        let Some(grace) = template.at(["pod", "terminationGracePeriodSeconds"]) else { continue };
        let Some(seconds) = grace.as_int().filter(|seconds| *seconds < USUAL) else { continue };
        // Pools that have it from the cluster have the same.
        if seen.contains(&grace.span()) {
            continue;
        }
        seen.push(grace.span());
        out.raise(
            &KILLED,
            grace,
            format!("nodes of cluster `{}` are killed {seconds} s after they are told to end", cluster.name),
        )
        .label("too short to close")
        .help("remove it, or write 30 or more");
    }
}
