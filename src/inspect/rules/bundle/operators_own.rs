//! Has somebody described what an operator makes under that very name?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{label, same_namespace};

const TAKEN: Offence = Offence::error("bundle/name-of-the-operators", "an object has the name of one that the operator makes")
    .why("The operator writes its own over it at each reconcile, and `kubectl apply` yours over that. One of both is wrong at any time.")
    .write("another name; or the `template` of the resource, where what the operator makes can be changed")
    .source("strimzi 0.39.0 to 1.2.0, `KafkaResources`, `AbstractNamespacedResourceOperator.reconcile`");

/// What the operator makes and nobody brings along. Secrets of certificate authorities may be somebody's own.
const KINDS: [&str; 5] = ["Service", "ConfigMap", "NetworkPolicy", "PodDisruptionBudget", "ServiceAccount"];

pub(super) const RULE: Rule = Rule {
    offences: &[&TAKEN],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a Service for clients",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners: [{ name: plain, port: 9092, type: internal, tls: false }]
  zookeeper: { replicas: 3 }
---
apiVersion: v1
kind: Service
metadata:
  name: shop-kafka-bootstrap # <- bundle/name-of-the-operators
  namespace: kafka
spec:
  selector: { app: kafka }
  ports: [{ port: 9092 }]
",
        ),
        Example::new(
            "another namespace, another name, and what came out of a cluster",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners: [{ name: plain, port: 9092, type: internal, tls: false }]
  zookeeper: { replicas: 3 }
---
apiVersion: v1
kind: Service
metadata: { name: shop-kafka-bootstrap, namespace: other }
spec: { type: ExternalName, externalName: shop-kafka-bootstrap.kafka.svc }
---
apiVersion: v1
kind: Service
metadata: { name: shop-kafka-metrics, namespace: kafka }
spec: { ports: [{ port: 9404 }] }
---
apiVersion: v1
kind: Service
metadata:
  name: shop-kafka-brokers
  namespace: kafka
  labels: { app.kubernetes.io/managed-by: strimzi-cluster-operator }
spec: { ports: [{ port: 9092 }] }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let Some((kind, name)) = document.kind().filter(|kind| KINDS.contains(kind)).zip(document.name()) else { return };
    if came_out(document) {
        return;
    }
    let derived = world.inventory.derived();
    let here = |namespace: Option<&str>| same_namespace(namespace, document.namespace());
    let mut services = derived.services.iter().filter(|_| kind == "Service").filter(|service| service.by_operator);
    let service = services.find(|service| service.name == name && here(service.namespace)).map(|it| it.from);
    let mut objects = derived.objects.iter().filter(|object| object.kind == kind);
    let object = || objects.find(|object| object.name == name && here(object.namespace)).map(|it| it.from);
    let Some(from) = service.or_else(object) else { return };
    out.raise(&TAKEN, Spot::from(document), format!("the operator writes its own over {kind} `{name}`"))
        .because(Spot::from(from), "makes one of that name")
        .help("give it another name, or change what the operator makes by the `template` of the resource");
}

/// Whether it is what an operator made, as `kubectl get` shows it.
fn came_out(document: Document<'_>) -> bool {
    let managed = label(document, "app.kubernetes.io/managed-by");
    managed.is_some_and(|manager| manager.value.starts_with("strimzi-"))
        || document.at(["metadata", "ownerReferences"]).is_some()
}
