//! Whom does the network let through to the listener?

use crate::bundle::{Document, Kind, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Listener};

const EMPTY: Offence =
    Offence::warning("listener/no-peers-is-all-peers", "an empty list of peers lets everybody through")
        .security()
        .why(
            "The operator copies `networkPolicyPeers` into `from` of a NetworkPolicy. There an empty list means \
             every source, just as if it were left out; it does not close the listener.",
        )
        .write("the peers, or no such list")
        .source("Kubernetes, `NetworkPolicyIngressRule.from`; strimzi, `NetworkPolicyUtils.createIngressRule`");

const NOBODY: Offence = Offence::error(
    "listener/peers-select-nothing",
    "the peers select nobody, so clients cannot connect",
)
.why(
    "With peers a listener is closed to all others. Namespaces carry the label `kubernetes.io/metadata.name` and \
     those that somebody gave them; `name` is not among them by itself.",
)
.write("`kubernetes.io/metadata.name: NAMESPACE` in `namespaceSelector.matchLabels`")
.source("Kubernetes, docs of the automatic label of namespaces");

const NOT_MADE: Offence = Offence::warning(
    "listener/peers-without-policies",
    "nobody enforces the peers: the operator makes no network policies",
)
.security()
.why(
    "With `STRIMZI_NETWORK_POLICY_GENERATION` set to `false` the operator ignores `networkPolicyPeers`, and \
     everybody gets through.",
)
.write("no such variable, or network policies of your own")
.source("strimzi, `ClusterOperatorConfig.NETWORK_POLICY_GENERATION`");

pub(super) const RULE: Rule = Rule {
    offences: &[&EMPTY, &NOBODY, &NOT_MADE],
    check: Check::Listener(check),
    examples: &[
        Example::new(
            "an empty list, and a label that the namespace does not have",
            "apiVersion: v1
kind: Namespace
metadata: { name: hrms }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: one
        port: 9092
        type: internal
        tls: false
        networkPolicyPeers: [] # <- listener/no-peers-is-all-peers
      - name: two
        port: 9093
        type: internal
        tls: true
        networkPolicyPeers:
          - namespaceSelector:
              matchLabels:
                name: hrms # <- listener/peers-select-nothing
",
        ),
        Example::new(
            "an operator that makes no policies",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: operator
          image: quay.io/strimzi/operator:0.45.2
          env:
            - { name: STRIMZI_NETWORK_POLICY_GENERATION, value: \"false\" }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: one
        port: 9092
        type: internal
        tls: false
        networkPolicyPeers: # <- listener/peers-without-policies
          - podSelector: { matchLabels: { app: web } }
",
        ),
        Example::new(
            "labels that are there",
            "apiVersion: v1
kind: Namespace
metadata: { name: hrms, labels: { team: hr } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: two
        port: 9093
        type: internal
        tls: true
        networkPolicyPeers:
          - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: hrms } }
          - namespaceSelector: { matchLabels: { team: hr } }
          - namespaceSelector: { matchLabels: { name: elsewhere } }
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, listener: &Listener<'_>, out: &mut Out) {
    let Some(peers) = listener.peers.filter(|peers| peers.kind() == Kind::Seq) else { return };
    let name = listener.name;
    if peers.items().next().is_none() {
        out.raise(&EMPTY, peers, format!("listener `{name}` of `{}` is open to everybody, not closed", cluster.name))
            .label("an empty list is every source")
            .help("write who may connect, or take the list away");
        return;
    }
    if let Some(switch) = policies_off(world) {
        let (key, _) = listener.node.entry("networkPolicyPeers").unwrap_or((peers, peers));
        out.raise(
            &NOT_MADE,
            key,
            format!("everybody gets through to listener `{name}` of `{}`, whatever its peers say", cluster.name),
        )
        .label("ignored")
        .because(switch, "the operator makes no network policies")
        .help("take the variable away, or write network policies of your own");
        return;
    }
    for label in peers.items().filter_map(|peer| peer.at(["namespaceSelector", "matchLabels"])) {
        for (key, value) in label.entries() {
            let (key, Some(wanted)) = (key.name(), value.as_text()) else { continue };
            let Some(namespace) = world.bundle.of_kind("Namespace").find(|it| it.name() == Some(wanted)) else {
                continue;
            };
            if carries(namespace, &key, wanted) || world.bundle.of_kind("Namespace").any(|it| carries(it, &key, wanted))
            {
                continue;
            }
            out.raise(
                &NOBODY,
                value,
                format!("no client in `{wanted}` gets through to listener `{name}` of `{}`", cluster.name),
            )
            .label(format!("namespace `{wanted}` has no label `{key}`"))
            .because(namespace, "the labels are here")
            .help(format!("write `kubernetes.io/metadata.name: {wanted}`, which every namespace has by itself"));
        }
    }
}

fn carries(namespace: Document<'_>, key: &str, value: &str) -> bool {
    if key == "kubernetes.io/metadata.name" {
        return namespace.name() == Some(value);
    }
    namespace.at(["metadata", "labels", key]).and_then(Node::as_text) == Some(value)
}

/// Where the operator is told to make no network policies.
fn policies_off<'b>(world: &World<'b>) -> Option<Node<'b>> {
    let deployments = world.bundle.of_kind("Deployment");
    let containers =
        deployments.filter_map(|it| it.at(["spec", "template", "spec", "containers"])).flat_map(Node::items);
    let variables = containers.filter_map(|container| container.get("env")).flat_map(Node::items);
    let mut switches = variables.filter(|it| {
        it.get("name").and_then(Node::as_text) == Some("STRIMZI_NETWORK_POLICY_GENERATION")
            && it.get("value").is_some_and(|value| value.text().eq_ignore_ascii_case("false"))
    });
    switches.next()?.get("value")
}
