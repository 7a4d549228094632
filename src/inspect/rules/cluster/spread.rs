//! Are brokers, and the members of the quorum, kept apart?

use super::selectors::{self, Pods};
use crate::bundle::Node;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;
use crate::units::counted;

const TOGETHER: Offence = Offence::info("cluster/not-spread", "nothing keeps nodes of Kafka apart")
    .in_development(Level::Off)
    .why(
        "Strimzi keeps pods apart only where it is told to. Kubernetes tries by itself, but prefers a node with room: when a \
         machine fails, several brokers or half a quorum may be gone with it.",
    )
    .write("`topologySpreadConstraints` or `affinity.podAntiAffinity` over `kubernetes.io/hostname` in `template.pod`")
    .source("strimzi, `KafkaCluster.getMergedAffinity`; Kubernetes, pod topology spread");

const DEAD: Offence = Offence::error("cluster/spread-selects-nothing", "what should keep pods apart selects none of them")
    .why("A constraint or an anti-affinity counts the pods that its selector matches. If it matches none of these, it never keeps them apart.")
    .write("`strimzi.io/cluster` and `strimzi.io/name` of the pods, such as `shop-kafka`")
    .source("strimzi, `Labels`, `AbstractModel`; Kubernetes, pod topology spread");

const STRANDED: Offence = Offence::error("cluster/too-few-nodes", "pods may not share a node, and there are too few nodes")
    .why("A required anti-affinity leaves a pod pending for which there is no node of its own: the cluster never becomes ready.")
    .write("fewer replicas, more nodes, or a preferred anti-affinity")
    .source("Kubernetes, inter-pod anti-affinity; `[environment] nodes`");

const ZONES: Offence = Offence::warning("cluster/fewer-zones-than-copies", "there are fewer zones than copies")
    .in_development(Level::Off)
    .why("Kafka puts the copies of a partition into different racks as long as there are some. With fewer racks than copies, several are lost with one zone.")
    .write("no more copies than zones, or more zones")
    .source("apache/kafka, `AdminUtils.assignReplicasToBrokersRackAware`; `[environment] zones`");

const LOOSE: Offence = Offence::info("cluster/spread-too-loose", "a spread constraint lets several pods share a place")
    .in_development(Level::Off)
    .why("`maxSkew` is by how many pods one place may be ahead of another: with 2 two of three brokers may share a node while another has none.")
    .write("`maxSkew: 1`")
    .source("Kubernetes, pod topology spread");

const OTHERS: Offence = Offence::info("cluster/spread-counts-others", "a spread constraint counts other pods, too")
    .in_development(Level::Off)
    .why(
        "A constraint levels the number of all pods that its selector matches. Where it matches more than alike ones, a node with two \
         brokers counts as much as one with a broker and something else.",
    )
    .write("`strimzi.io/name` in the selector, too")
    .source("Kubernetes, pod topology spread; strimzi, `Labels`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOGETHER, &DEAD, &STRANDED, &ZONES, &LOOSE, &OTHERS],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "nothing, and a constraint for other pods",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3 # <- cluster/not-spread
  zookeeper:
    replicas: 3
    template:
      pod:
        topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: kubernetes.io/hostname
            whenUnsatisfiable: DoNotSchedule
            labelSelector:
              matchLabels: # <- cluster/spread-selects-nothing
                app: zookeeper
",
        ),
        Example::new(
            "too few nodes and zones",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    replicas: 3 # <- cluster/too-few-nodes
    rack:
      topologyKey: topology.kubernetes.io/zone # <- cluster/fewer-zones-than-copies
    config:
      default.replication.factor: 3
    template:
      pod:
        affinity:
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              - topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchExpressions:
                    - key: strimzi.io/name
                      operator: In
                      values: [shop-kafka]
  zookeeper:
    replicas: 1
# file: kafkasmith.toml
[environment]
nodes = 2
zones = ['a', 'b']
",
        ),
        Example::new(
            "a loose constraint that counts all, and an anti-affinity against nobody",
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
        topologySpreadConstraints:
          - maxSkew: 2 # <- cluster/spread-too-loose
            topologyKey: kubernetes.io/hostname
            whenUnsatisfiable: ScheduleAnyway
            labelSelector:
              matchLabels: # <- cluster/spread-counts-others
                strimzi.io/cluster: shop
  zookeeper:
    replicas: 3
    template:
      pod:
        affinity:
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              - topologyKey: kubernetes.io/hostname # <- cluster/spread-selects-nothing
",
        ),
        Example::new(
            "kept apart",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  labels:
    app: shop
spec:
  kafka:
    replicas: 3
    template:
      pod:
        topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: kubernetes.io/hostname
            whenUnsatisfiable: ScheduleAnyway
            labelSelector:
              matchLabels:
                app: shop
                strimzi.io/name: shop-kafka
  zookeeper:
    replicas: 3
    template:
      pod:
        affinity:
          podAntiAffinity:
            preferredDuringSchedulingIgnoredDuringExecution:
              - weight: 100
                podAffinityTerm:
                  topologyKey: kubernetes.io/hostname
                  labelSelector:
                    matchLabels:
                      strimzi.io/name: shop-zookeeper
              - weight: 1
                podAffinityTerm:
                  topologyKey: kubernetes.io/hostname
                  labelSelector:
                    matchLabels:
                      app: database
",
        ),
    ],
};

const HOST: &str = "kubernetes.io/hostname";

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let all = selectors::pods(cluster);
    for pods in &all {
        judge(world, cluster, pods, &all, out);
    }
    let factor = cluster.config.broker_number("default.replication.factor");
    if let (Some(rack), Some(zones), Some(factor)) = (cluster.rack, world.zones(), factor)
        && i64::from(zones) < factor.value
    {
        let headline = format!("several copies of a partition of cluster `{}` are lost with one zone", cluster.name);
        out.raise(&ZONES, rack, headline)
            .label(format!("{zones} zones"))
            .because(factor, counted(factor.value, "copy", "copies"))
            .help(format!("write `default.replication.factor: {zones}`, or add zones"));
    }
}

fn judge(world: &World<'_>, cluster: &Cluster<'_>, pods: &Pods<'_>, all: &[Pods<'_>], out: &mut Out) {
    let pod = pods.template.and_then(|template| template.get("pod"));
    let constraints: Vec<Node<'_>> =
        pod.and_then(|pod| pod.get("topologySpreadConstraints")).into_iter().flat_map(Node::items).collect();
    let anti = pod.and_then(|pod| pod.at(["affinity", "podAntiAffinity"]));
    let list = |key: &str| anti.and_then(|anti| anti.get(key)).into_iter().flat_map(Node::items);
    let required: Vec<Node<'_>> = list("requiredDuringSchedulingIgnoredDuringExecution").collect();
    let preferred =
        list("preferredDuringSchedulingIgnoredDuringExecution").filter_map(|term| term.get("podAffinityTerm"));
    let preferred: Vec<Node<'_>> = preferred.collect();
    for constraint in &constraints {
        if selects(*constraint, pods) {
            weak(*constraint, cluster, pods, all, out);
        } else if selector(*constraint).is_some() || constraint.get("matchLabelKeys").is_none() {
            // `matchLabelKeys` only narrows what the selector takes.
            dead(*constraint, pods, "spread constraint", out);
        }
    }
    for term in required.iter().chain(&preferred) {
        // One that speaks of others keeps away from those.
        let speaks = selector(*term).is_none() || selectors::speaks_of(*term, cluster);
        if speaks && !all.iter().any(|pods| selects(*term, pods)) {
            dead(*term, pods, "anti-affinity", out);
        }
    }
    if let Some(nodes) = &world.environment.nodes
        && pods.count.value > nodes.value
        && required.iter().any(|term| topology(*term) == Some(HOST) && selects(*term, pods))
    {
        let pending = pods.count.value.saturating_sub(nodes.value);
        out.raise(&STRANDED, pods.count, format!("{pending} of {} stay pending: no two may share a node", pods.what))
            .label(format!("{} pods, {}", pods.count.value, counted(nodes.value, "node", "nodes")))
            .help(format!(
                "write {} at most, or a preferred anti-affinity",
                counted(nodes.value, "replica", "replicas")
            ));
    }
    let apart = !constraints.is_empty() || !required.is_empty() || !preferred.is_empty();
    let racked = cluster.rack.is_some() && !pods.is_zookeeper;
    if pods.count.value > 1 && !apart && !racked {
        out.raise(&TOGETHER, pods.count, format!("several of {} may be gone with one machine", pods.what))
            .label("nothing keeps them apart")
            .help("add `topologySpreadConstraints` over `kubernetes.io/hostname` to `template.pod`");
    }
}

fn topology(term: Node<'_>) -> Option<&str> {
    term.get("topologyKey")?.as_text()
}

/// Whether a constraint or a term selects these pods. Without a selector it selects none.
fn selects(term: Node<'_>, pods: &Pods<'_>) -> bool {
    selector(term).is_some_and(|selector| pods.matches(selector))
}

fn selector(term: Node<'_>) -> Option<Node<'_>> {
    term.get("labelSelector").filter(|selector| !selector.is_null())
}

/// A constraint that keeps pods apart less than it seems.
fn weak(constraint: Node<'_>, cluster: &Cluster<'_>, pods: &Pods<'_>, all: &[Pods<'_>], out: &mut Out) {
    if pods.count.value < 2 {
        return;
    }
    if let Some(skew) = constraint.get("maxSkew")
        && let Some(most) = skew.as_int().filter(|most| *most > 1)
    {
        let headline =
            format!("{} of {} may share a place while another has none", most.min(pods.count.value.into()), pods.what);
        out.raise(&LOOSE, skew, headline)
            .label("so many more may be in one place")
            .help("write `maxSkew: 1`")
            .unsafe_fix("1");
    }
    let others = selectors::others(cluster);
    let other = all.iter().filter(|other| other.name != pods.name).chain(&others);
    if let Some(other) = other.into_iter().find(|other| selects(constraint, other)) {
        let place = selector(constraint).unwrap_or(constraint);
        out.raise(
            &OTHERS,
            place,
            format!("{} may share a node: the spread constraint counts other pods, too", pods.what),
        )
        .label(format!("selects {}, too", other.what))
        .help(format!("add `strimzi.io/name: {}` to the selector", pods.name));
    }
}

fn dead(term: Node<'_>, pods: &Pods<'_>, what: &str, out: &mut Out) {
    let place = term.get("labelSelector").unwrap_or(term);
    out.raise(&DEAD, place, format!("the {what} keeps none of {} apart", pods.what))
        .label("selects none of them")
        .help(format!("select by `strimzi.io/name: {}`", pods.name));
}
