//! Can the operator make objects of the names that follow from the cluster's and its pools'?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const TOO_LONG: Offence = Offence::error("cluster/name-too-long", "a name that follows from the cluster's is too long")
    .not_waivable()
    .why("Names of Services, and labels with the names of pods, have 63 characters at most. Kubernetes refuses the object, and the cluster is not made.")
    .write("a shorter name of the cluster or the pool")
    .source("Kubernetes, object names and label values; strimzi, `KafkaResources`, `Labels.withStrimziPodName`");

const ILLEGAL: Offence = Offence::error("cluster/name-illegal", "no Service can be called after the cluster")
    .not_waivable()
    .why("The operator makes Services whose names begin with the cluster's. Those begin with a letter and have letters, digits and `-` only.")
    .write("a name that begins with a letter, without dots")
    .source("Kubernetes, object names: RFC 1035 label names");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOO_LONG, &ILLEGAL],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "long, and with a dot",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: the-cluster-of-the-shop-around-the-corner-in-which-we-buy # <- cluster/name-too-long
spec:
  kafka:
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop.eu # <- cluster/name-illegal
spec:
  kafka:
    replicas: 3
",
        ),
        Example::new(
            "a long pool",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: the-shop-around-the-corner
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: brokers-with-many-fast-disks-of-their-own # <- cluster/name-too-long
  labels:
    strimzi.io/cluster: the-shop-around-the-corner
spec:
  replicas: 3
  roles: [broker, controller]
",
        ),
        Example::new(
            "short",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: both
  labels:
    strimzi.io/cluster: shop
spec:
  replicas: 3
  roles: [broker, controller]
",
        ),
    ],
};

/// How long names of Services and values of labels may be.
const LONGEST: usize = 63;

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let (release, name) = (world.strimzi(), cluster.name);
    let legal = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !legal || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        out.raise(&ILLEGAL, cluster.document, format!("Kubernetes refuses the Services of cluster `{name}`"))
            .label("no name for a Service")
            .help("begin with a letter, and use small letters, digits and `-` only; data stay with the old name");
        return;
    }
    let has = |component: &str| match component {
        "zookeeper" => cluster.zookeeper.is_some(),
        "cruise-control" => cluster.cruise_control.is_some(),
        _ => true,
    };
    let services = release.services.iter().filter(|service| has(&service.component));
    let services = services.map(|service| service.name.replace("{cluster}", name));
    if let Some(longest) = services.max_by_key(String::len).filter(|longest| longest.len() > LONGEST) {
        too_long(cluster.document, "Service", &longest, out);
        return;
    }
    for pool in &cluster.pools {
        // The numbers of nodes are counted over all pools.
        let last = cluster
            .distinct_pools()
            .iter()
            .fold(0_u32, |sum, pool| sum.saturating_add(pool.replicas.value))
            .saturating_sub(1);
        let pod = release.names.pod.replace("{cluster}", name).replace("{pool}", pool.name);
        let pod = pod.replace("{node}", &last.to_string());
        if pod.len() > LONGEST {
            too_long(pool.document, "pod", &pod, out);
        }
    }
}

fn too_long(document: crate::bundle::Document<'_>, what: &str, name: &str, out: &mut Out) {
    let over = name.len().saturating_sub(LONGEST);
    out.raise(&TOO_LONG, document, format!("Kubernetes refuses the {what} `{name}`: {} characters", name.len()))
        .label(format!("{over} too many"))
        .help(format!("write a name that is {over} shorter; data stay with the old name"));
}
