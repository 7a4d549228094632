//! Is something written in the Kafka resource that only counts in pools?

use crate::catalog::Resources;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const IGNORED: Offence = Offence::info("cluster/ignored-where-pools", "a value is not looked at, since pools decide")
    .in_development(Level::Off)
    .why("With node pools the number of brokers and their storage come from the pools alone. Whoever changes them here changes nothing.")
    .write("nothing: remove it")
    .source("strimzi, `KRaftUtils.nodePoolWarnings`; `NodePoolUtils.createKafkaPools`");

const DROPPED: Offence =
    Offence::warning("cluster/resources-dropped", "memory and processors are written where they are not read any more")
        .in_development(Level::Info)
        .why("This release reads `resources` from the pools only: the brokers run without requests and without limits.")
        .write("`spec.resources` of each KafkaNodePool")
        .source("strimzi 1.0.0, `KafkaPool.fromCrd`; CRD of Kafka, v1");

pub(super) const RULE: Rule = Rule {
    offences: &[&IGNORED, &DROPPED],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "replicas from before the pools",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/node-pools: enabled
spec:
  kafka:
    replicas: 3 # <- cluster/ignored-where-pools
  zookeeper:
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata:
  name: brokers
  labels:
    strimzi.io/cluster: shop
spec:
  replicas: 5
  roles: [broker]
",
        ),
        Example::new(
            "resources for all pools",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    resources:
      limits: # <- cluster/resources-dropped
        memory: 4Gi
",
        ),
        Example::new(
            "without pools",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    resources:
      limits:
        memory: 4Gi
  zookeeper:
    replicas: 3
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let release = world.strimzi();
    if !cluster.has_pools.value {
        return;
    }
    for key in ["replicas", "storage"] {
        let path = format!("spec.kafka.{key}");
        let Some(node) = cluster.kafka.get(key).filter(|node| !node.is_null()) else { continue };
        // Where there is no such field, or no pool either, others say so.
        let unknown = world
            .faults(cluster.document)
            .iter()
            .any(|fault| cluster.kafka.entry(key).is_some_and(|(written, _)| written.span() == fault.node.span()));
        if unknown || cluster.pools.is_empty() {
            continue;
        }
        // The first releases with pools demand it, and do not look at it.
        if release.cluster.required.contains(&path) {
            continue;
        }
        let headline = format!("`{path}` of cluster `{}` does nothing: its pools decide", cluster.name);
        let raised = out.raise(&IGNORED, node, headline);
        raised.label("ignored").help("remove it");
        if let Some(pool) = cluster.pools.first() {
            raised.because(pool.spec.get(key).unwrap_or(pool.spec), "this counts");
        }
    }
    if release.cluster.resources == Resources::Pool
        && let Some(resources) = cluster.kafka.get("resources").filter(|node| !node.is_null())
        && cluster.pools.iter().all(|pool| pool.spec.get("resources").is_none())
    {
        let headline = format!("the brokers of cluster `{}` run without requests and limits", cluster.name);
        out.raise(&DROPPED, resources, headline)
            .label(format!("Strimzi {} does not read it here", release.version))
            .help("move it to `spec.resources` of each KafkaNodePool");
    }
}
