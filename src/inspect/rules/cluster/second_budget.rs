//! Does a budget of somebody's own meet the one that the operator makes?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::derive::{Part, Pod};
use crate::inventory::same_namespace;
use crate::inventory::selector::Selector;
use crate::inventory::tree::Tree;

const TWO: Offence = Offence::error(
    "cluster/two-disruption-budgets",
    "a PodDisruptionBudget selects pods of which the operator makes one, too",
)
.why(
    "Kubernetes evicts no pod that two budgets select: it answers each eviction with an error. Draining a node, and each upgrade of \
     nodes, hangs.",
)
.write("`template.podDisruptionBudget.maxUnavailable` in the resource, and no budget of your own")
.source("kubernetes 1.36, `pkg/registry/core/pod/storage/eviction.go`; strimzi 0.39.0 to 1.2.0, `PodDisruptionBudgetUtils`");

/// The variable by which the operator makes no budgets (0.44.0 on).
const SWITCH: &str = "STRIMZI_POD_DISRUPTION_BUDGET_GENERATION";

pub(super) const RULE: Rule = Rule {
    offences: &[&TWO],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "the brokers of a cluster",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka: { replicas: 3 }
  zookeeper: { replicas: 3 }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: brokers, namespace: kafka }
spec:
  maxUnavailable: 1
  selector:
    matchLabels: { strimzi.io/name: shop-kafka } # <- cluster/two-disruption-budgets
",
        ),
        Example::new(
            "another namespace, another application, and an operator that makes none",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka: { replicas: 3 }
  zookeeper: { replicas: 3 }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: brokers, namespace: shop }
spec: { maxUnavailable: 1, selector: { matchLabels: { strimzi.io/name: shop-kafka } } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: operator, namespace: kafka }
spec: { maxUnavailable: 1, selector: { matchLabels: { name: strimzi-cluster-operator } } }
",
        ),
        Example::new(
            "an operator that makes none",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.45.2
          env: [{ name: STRIMZI_POD_DISRUPTION_BUDGET_GENERATION, value: 'false' }]
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka: { replicas: 3 }
  zookeeper: { replicas: 3 }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: brokers, namespace: kafka }
spec: { maxUnavailable: 1, selector: { matchLabels: { strimzi.io/name: shop-kafka } } }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if document.kind() != Some("PodDisruptionBudget") || switched_off(world) {
        return;
    }
    // One without a name is a form that some program fills in.
    let (Some(name), Some(selector)) = (document.name(), document.at(["spec", "selector"])) else { return };
    let selects = Selector::of(&Tree::of(selector));
    let is_node = |pod: &&Pod<'_>| matches!(pod.part, Part::Kafka { .. } | Part::ZooKeeper);
    let hit = world
        .inventory
        .derived()
        .pods
        .iter()
        .filter(is_node)
        .find(|pod| same_namespace(document.namespace(), pod.namespace) && selects.accepts(&pod.labels));
    let Some(pod) = hit else { return };
    let headline = format!("no node can be drained: `{name}` selects pods of which the operator makes a budget, too");
    out.raise(&TWO, selector, headline)
        .label(format!("fits `{}`", pod.words()))
        .because(pod.from, "here the operator makes one")
        .help("take it out, and write `template.podDisruptionBudget.maxUnavailable` in the resource");
}
fn switched_off(world: &World<'_>) -> bool {
    let mut operators = world.inventory.installations.iter().map(|installation| &installation.operator);
    operators.any(|operator| operator.value(SWITCH).is_some_and(|value| value != "true"))
}
