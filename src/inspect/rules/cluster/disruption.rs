//! Can nodes of Kubernetes be drained, and do topics stay writable meanwhile?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;
use crate::reason::survival::Quorum;

const BLOCKED: Offence = Offence::warning("cluster/drain-blocked", "no pod may be evicted")
    .in_development(Level::Info)
    .why(
        "With `maxUnavailable: 0` Kubernetes refuses each eviction, so that draining a node hangs until somebody deletes the \
         pod. It is right only where Strimzi's Drain Cleaner turns evictions into restarts by the operator.",
    )
    .write("`maxUnavailable: 1`, or install the Drain Cleaner")
    .source("strimzi, `PodDisruptionBudgetUtils`; Kubernetes, eviction API");

const TOO_MANY: Offence = Offence::warning("cluster/drain-too-wide", "more pods may be evicted than can be spared")
    .in_development(Level::Info)
    .why(
        "Drains of nodes take as many pods at once as the budget allows. Topics whose copies in sync are then fewer than \
         `min.insync.replicas` refuse writing with `acks=all`; a quorum without its majority stops.",
    )
    .write("`maxUnavailable: 1`, which is the default")
    .source("strimzi, `PodDisruptionBudgetUtils`; apache/kafka, docs of `min.insync.replicas`");

pub(super) const RULE: Rule = Rule {
    offences: &[&BLOCKED, &TOO_MANY],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "none and two",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    replicas: 3
    config:
      default.replication.factor: 3
      min.insync.replicas: 2
    template:
      podDisruptionBudget:
        maxUnavailable: 2 # <- cluster/drain-too-wide
  zookeeper:
    replicas: 3
    template:
      podDisruptionBudget:
        maxUnavailable: 0 # <- cluster/drain-blocked
",
        ),
        Example::new(
            "one; and none where the Drain Cleaner is",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    replicas: 3
    config:
      default.replication.factor: 3
      min.insync.replicas: 2
    template:
      podDisruptionBudget:
        maxUnavailable: 1
  zookeeper:
    replicas: 3
    template:
      podDisruptionBudget:
        maxUnavailable: 0
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: strimzi-drain-cleaner
spec:
  template:
    spec:
      containers:
        - name: strimzi-drain-cleaner
          image: quay.io/strimzi/drain-cleaner:1.2.0
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let path = ["template", "podDisruptionBudget", "maxUnavailable"];
    if let Some(node) = cluster.kafka.at(path) {
        let number = |key: &str| cluster.config.broker_number(key).map(|known| known.value);
        let spare =
            number("default.replication.factor").zip(number("min.insync.replicas")).map(|(copies, min)| copies - min);
        judge(world, &format!("the brokers of cluster `{}`", cluster.name), node, spare, out);
    }
    if let Some(zookeeper) = &cluster.zookeeper
        && let Some(node) = zookeeper.node.at(path)
    {
        let spare = i64::from(Quorum { members: zookeeper.replicas.value }.spare());
        judge(world, &format!("the ZooKeeper of cluster `{}`", cluster.name), node, Some(spare), out);
    }
}

fn judge(world: &World<'_>, who: &str, node: Node<'_>, spare: Option<i64>, out: &mut Out) {
    let Some(most) = node.as_int() else { return };
    if most == 0 {
        if !has_drain_cleaner(world) {
            out.raise(&BLOCKED, node, format!("draining a node hangs: none of {who} may be evicted"))
                .label("no eviction is ever allowed")
                .help("write 1; 0 is right only where Strimzi's Drain Cleaner runs");
        }
    } else if let Some(spare) = spare
        && most > spare.max(1)
    {
        let can = if spare <= 0 { "none can be spared".to_owned() } else { format!("{spare} can be spared") };
        out.raise(&TOO_MANY, node, format!("drains may stop writing: {most} of {who} may go at once, and {can}"))
            .label(format!("{most} at once"))
            .help("write 1");
    }
}

fn has_drain_cleaner(world: &World<'_>) -> bool {
    let mut deployments = world.bundle.of_kind("Deployment");
    deployments.any(|deployment| {
        let containers = deployment.at(["spec", "template", "spec", "containers"]);
        let mut images = containers.into_iter().flat_map(Node::items).filter_map(|container| container.get("image"));
        images.any(|image| image.text().contains("drain-cleaner"))
    })
}
