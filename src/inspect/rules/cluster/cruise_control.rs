//! Can Cruise Control run, and is it there for those who count on it?

use crate::bundle::{Document, Node};
use crate::catalog::Configured;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{CLUSTER_LABEL, Cluster, label, number, same_namespace};
use crate::units::counted;

const ONE_BROKER: Offence =
    Offence::error("cluster/cruise-control-of-one-broker", "there is nothing for Cruise Control to balance")
        .not_waivable()
        .why("The operator refuses a cluster with Cruise Control and a single broker.")
        .write("more brokers, or no `spec.cruiseControl`")
        .source("strimzi, `CruiseControl.fromCrd`");

const MISSING: Offence = Offence::error("cluster/rebalance-without-cruise-control", "a rebalance has nobody who could do it")
    .not_waivable()
    .why("KafkaRebalances are carried out by Cruise Control of the cluster that the label names. Without `spec.cruiseControl` they are refused.")
    .write("`spec.cruiseControl: {}` in the Kafka resource")
    .source("strimzi, `KafkaRebalanceAssemblyOperator.reconcileRebalance`");

const ITS_TOPIC: Offence = Offence::error("cluster/cruise-control-topic-refused", "the topic of Cruise Control's metrics cannot be made")
    .not_waivable()
    .why(
        "Brokers write what they measure into a topic. The operator refuses a cluster in which that has more copies than there are \
         brokers, or demands more in-sync replicas than it has copies. Its copies are `default.replication.factor`, if not set; its \
         in-sync replicas 1.",
    )
    .write("no more copies than brokers, and fewer in-sync replicas than copies")
    .source("strimzi, `CruiseControlMetricsReporter.validateCruiseControl`");

const DROPPED: Offence = Offence::error(
    "cluster/cruise-control-setting-dropped",
    "a setting of Cruise Control is dropped, since Strimzi keeps it for itself",
)
.why("The operator takes it out with a line in its log. The status says nothing, and what was meant is not in force.")
.write("the field of `spec.cruiseControl` that is for it, or nothing")
.source("strimzi 0.39.0 to 1.2.0, `AbstractConfiguration.filterForbidden`, `CruiseControlSpec.FORBIDDEN_PREFIXES`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ONE_BROKER, &MISSING, &ITS_TOPIC, &DROPPED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "one broker, and none to balance",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 1
  cruiseControl: {} # <- cluster/cruise-control-of-one-broker
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaRebalance
metadata:
  name: balance
  labels:
    strimzi.io/cluster: bank # <- cluster/rebalance-without-cruise-control
",
        ),
        Example::new(
            "more copies of metrics than brokers, and more in sync than there are copies",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.3.0
    config:
      default.replication.factor: 2
      cruise.control.metrics.topic.replication.factor: 5 # <- cluster/cruise-control-topic-refused
  cruiseControl: {}
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
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    version: 4.3.0
    config:
      default.replication.factor: 2
      cruise.control.metrics.topic.min.insync.replicas: 3 # <- cluster/cruise-control-topic-refused
  cruiseControl: {}
",
        ),
        Example::new(
            "what has a field of its own, and what has not",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  cruiseControl:
    config:
      bootstrap.servers: shop-kafka-bootstrap:9091 # <- cluster/cruise-control-setting-dropped
      webserver.security.enable: false
      default.goals: com.linkedin.kafka.cruisecontrol.analyzer.goals.RackAwareGoal
",
        ),
        Example::new(
            "three brokers",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  cruiseControl: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaRebalance
metadata:
  name: balance
  labels:
    strimzi.io/cluster: shop
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    match document.kind() {
        Some("Kafka") => {
            let mine = world.inventory.clusters.iter().find(|cluster| cluster.document.span() == document.span());
            let Some(cluster) = mine else { return };
            if let Some(control) = cluster.cruise_control {
                settings(world, cluster, control, out);
                of_cluster(cluster, control, out);
            }
        }
        Some("KafkaRebalance") => {
            let Some(name) = label(document, CLUSTER_LABEL) else { return };
            let mut named = world.inventory.clusters.iter().filter(|cluster| {
                cluster.name == name.value && same_namespace(cluster.document.namespace(), document.namespace())
            });
            // Of several of one name it is enough that one has it.
            let Some(cluster) = named.clone().next() else { return };
            if named.any(|cluster| cluster.cruise_control.is_some()) {
                return;
            }
            let rebalance = document.name().unwrap_or_default();
            let headline =
                format!("rebalance `{rebalance}` is refused: cluster `{}` has no Cruise Control", cluster.name);
            out.raise(&MISSING, name, headline)
                .label("has no `spec.cruiseControl`")
                .because(Spot::from(cluster.document), "the cluster")
                .help("add `cruiseControl: {}` to `spec` of the Kafka resource");
        }
        _ => {}
    }
}

fn settings(world: &World<'_>, cluster: &Cluster<'_>, control: Node<'_>, out: &mut Out) {
    for (key, _) in control.get("config").into_iter().flat_map(Node::entries) {
        let name = key.name();
        let Some(dropped) = world.strimzi().dropped(Configured::CruiseControl, &name) else { continue };
        let headline = format!("Strimzi drops `{name}`: Cruise Control of cluster `{}` runs without it", cluster.name);
        out.raise(&DROPPED, Spot::key(key), headline)
            .label(format!("Strimzi keeps `{}…` for itself", dropped.prefix))
            .help("remove it");
    }
}

fn of_cluster(cluster: &Cluster<'_>, control: Node<'_>, out: &mut Out) {
    let name = cluster.name;
    let brokers = cluster.brokers().filter(|brokers| brokers.value > 0);
    if let Some(brokers) = brokers.filter(|brokers| brokers.value == 1) {
        out.raise(&ONE_BROKER, control, format!("Strimzi refuses cluster `{name}`: Cruise Control needs two brokers"))
            .label("nothing to balance")
            .because(brokers, "one broker")
            .help("remove `cruiseControl`, or add brokers");
        return;
    }
    let written = |key: &str| cluster.config.written(&format!("cruise.control.metrics.topic.{key}")).and_then(number);
    let copies = written("replication.factor");
    if let (Some(copies), Some(brokers)) = (copies, brokers)
        && copies.value > i64::from(brokers.value)
    {
        let headline =
            format!("Strimzi refuses cluster `{name}`: metrics for Cruise Control have {} copies", copies.value);
        out.raise(&ITS_TOPIC, copies, headline)
            .label("more than there are brokers")
            .because(brokers, counted(brokers.value, "broker", "brokers"))
            .help(format!("write {} at most", brokers.value));
    }
    let min = written("min.insync.replicas");
    if let (Some(min), Some(copies)) =
        (min, copies.or_else(|| cluster.config.broker_number("default.replication.factor")))
        && min.value > copies.value
    {
        let headline = format!("Strimzi refuses cluster `{name}`: metrics for Cruise Control are never in sync");
        out.raise(&ITS_TOPIC, min, headline)
            .label("more than there are copies")
            .because(copies, counted(copies.value, "copy", "copies"))
            .help(format!("write {} at most", copies.value));
    }
}
