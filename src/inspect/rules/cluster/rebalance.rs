//! Rebalances: does anybody look at them, and does Cruise Control take what they ask for?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{CLUSTER_LABEL, alike, label, same_namespace};

const NO_LABEL: Offence = Offence::error("cluster/rebalance-without-cluster", "a rebalance names no cluster")
    .not_waivable()
    .why("The operator finds the cluster by the label `strimzi.io/cluster`. Without it the resource is not ready, and nothing moves.")
    .write("the label `strimzi.io/cluster` with the name of the cluster")
    .source("strimzi, `KafkaRebalanceAssemblyOperator.reconcileRebalance`: Resource lacks label");

const OTHER_NAME: Offence =
    Offence::error("cluster/rebalance-of-no-cluster", "a rebalance names a cluster that is not there")
        .why("The resource is not ready: its Kafka does not exist in its namespace.")
        .write("the name of the cluster")
        .source("strimzi, `KafkaRebalanceAssemblyOperator.reconcileRebalance`: NoSuchResourceException");

const NO_LIST: Offence = Offence::error("cluster/rebalance-without-brokers", "a rebalance does not say which brokers")
    .not_waivable()
    .why("To add or remove brokers, or disks, Cruise Control must be told which: the operator refuses the resource.")
    .write("`brokers` with their ids; for `remove-disks` `moveReplicasOffVolumes`")
    .source("strimzi, `KafkaRebalanceAssemblyOperator`: the brokers list is mandatory");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_LABEL, &OTHER_NAME, &NO_LIST],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "no cluster, a misspelt one, and no brokers",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: orders }
spec: { kafka: {}, cruiseControl: {} }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaRebalance
metadata:
  name: one # <- cluster/rebalance-without-cluster
spec: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaRebalance
metadata:
  name: two
  labels:
    strimzi.io/cluster: ordres # <- cluster/rebalance-of-no-cluster
spec: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaRebalance
metadata:
  name: three
  labels:
    strimzi.io/cluster: orders
spec:
  mode: add-brokers # <- cluster/rebalance-without-brokers
",
        ),
        Example::new(
            "brokers that are named, and a template",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaRebalance
metadata:
  name: add
  labels: { strimzi.io/cluster: shop }
spec:
  mode: add-brokers
  brokers: [3, 4]
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaRebalance
metadata:
  name: template
  annotations: { strimzi.io/rebalance-template: 'true' }
spec: {}
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let own = document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/"));
    if document.kind() != Some("KafkaRebalance") || !own || world.is_patch(document) {
        return;
    }
    let template = document.at(["metadata", "annotations", "strimzi.io/rebalance-template"]);
    if template.is_some_and(|template| template.text() == "true") {
        return;
    }
    let name = document.name().unwrap_or_default();
    match label(document, CLUSTER_LABEL) {
        None if document.at(["metadata", "labels", CLUSTER_LABEL]).is_none() => {
            out.raise(
                &NO_LABEL,
                Spot::from(document),
                format!("rebalance `{name}` moves nothing: it names no cluster"),
            )
            .label("no label `strimzi.io/cluster`")
            .help("add the label `strimzi.io/cluster` with the name of the cluster");
        }
        None => {}
        Some(cluster) => {
            let beside = world
                .inventory
                .clusters
                .iter()
                .filter(|other| same_namespace(other.document.namespace(), document.namespace()));
            let known: Vec<&str> = beside.map(|other| other.name).collect();
            let near = alike(cluster.value, known.iter().copied()).filter(|_| !known.contains(&cluster.value));
            if let Some(near) = near {
                let headline = format!("rebalance `{name}` moves nothing: there is no cluster `{}`", cluster.value);
                out.raise(&OTHER_NAME, cluster, headline)
                    .label(format!("there is `{near}`"))
                    .help(format!("write `strimzi.io/cluster: {near}`"))
                    .unsafe_fix(near);
            }
        }
    }
    let Some(mode) = document.at(["spec", "mode"]) else { return };
    let needed = match mode.text() {
        "add-brokers" | "remove-brokers" => "brokers",
        "remove-disks" => "moveReplicasOffVolumes",
        _ => return,
    };
    if !document.at(["spec", needed]).is_some_and(|list| list.is_hole() || Node::items(list).next().is_some()) {
        out.raise(&NO_LIST, mode, format!("rebalance `{name}` is refused: it has no `{needed}`"))
            .label(format!("needs `{needed}`"))
            .help(format!("write in `spec.{needed}` which they are"));
    }
}
