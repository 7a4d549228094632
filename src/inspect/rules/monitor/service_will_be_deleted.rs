//! Will the operator delete what somebody made for scraping?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::label;
use crate::inventory::same_namespace;

const DELETED: Offence = Offence::error(
    "monitor/service-will-be-deleted",
    "an object of somebody else bears the operator's labels, and the operator deletes it",
)
.why(
    "At each reconcile the operator lists what carries `strimzi.io/cluster`, `strimzi.io/kind` and `strimzi.io/name` of its \
     brokers, and deletes what it did not make: Services, ConfigMaps, StrimziPodSets, Ingresses and Routes, and from the \
     releases with a Secret for each broker on also Secrets that bear the component type. It is gone within two minutes, \
     and what it was made for with it: with a Service for metrics all series end.",
)
.write("labels of your own, such as `app.kubernetes.io/component: kafka-metrics`; `strimzi.io/…` only in a `spec.selector`")
.source("strimzi 0.39.0 and 1.2.0, `KafkaListenersReconciler.services`, `KafkaReconciler.perBrokerKafkaConfiguration`, `batchReconcile`; seen on a running operator 0.39.0")
.not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&DELETED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a Service for metrics with the operator's labels",
            "# strimzi: 1.2.0
apiVersion: v1
kind: Service
metadata:
  name: shop-metrics
  namespace: kafka
  labels:
    strimzi.io/cluster: shop
    strimzi.io/kind: Kafka
    strimzi.io/name: shop-kafka # <- monitor/service-will-be-deleted
spec:
  selector: { strimzi.io/name: shop-kafka }
  ports: [{ name: metrics, port: 9404 }]
",
        ),
        Example::new(
            "labels of one's own, and the cluster's alone",
            "# strimzi: 1.2.0
apiVersion: v1
kind: Service
metadata:
  name: shop-metrics
  labels: { app: kafka-metrics, strimzi.io/cluster: shop }
spec:
  selector: { strimzi.io/name: shop-kafka }
  ports: [{ name: metrics, port: 9404 }]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-kafka-config
  labels: { strimzi.io/cluster: shop, strimzi.io/kind: Kafka, strimzi.io/name: shop-kafka }
",
        ),
    ],
};

/// The kinds that are listed and deleted by those three labels.
const KINDS: [&str; 6] = ["Service", "ConfigMap", "StrimziPodSet", "Ingress", "Route", "TLSRoute"];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let Some(kind) = document.kind().filter(|kind| KINDS.contains(kind) || *kind == "Secret") else { return };
    let (Some(cluster), Some(of), Some(name)) =
        (label(document, "strimzi.io/cluster"), label(document, "strimzi.io/kind"), label(document, "strimzi.io/name"))
    else {
        return;
    };
    if of.value != "Kafka" || name.value != format!("{}-kafka", cluster.value) {
        return;
    }
    let own = document.name().unwrap_or_default();
    if kind == "Secret" {
        // Only where each node has a Secret of its own are Secrets listed.
        let each = world.strimzi().names.broker_certificates.contains("{node}");
        let typed = label(document, "strimzi.io/component-type").is_some_and(|kind| kind.value == "kafka");
        if !each || !typed || own == format!("{}-kafka-jmx", cluster.value) {
            return;
        }
    }
    if own == format!("{}-kafka-config", cluster.value) || is_made(world, document, kind, own) {
        return;
    }
    // What was read back from a cluster says whose it is.
    if document.at(["metadata", "ownerReferences"]).is_some() {
        return;
    }
    out.raise(
        &DELETED,
        Spot::from(name),
        format!("the operator of `{}` deletes the {kind} `{own}` at its next reconcile", cluster.value),
    )
    .label("with these three labels it takes the object for one of its own that is not wanted any more")
    .help("take the `strimzi.io/…` labels away, and let the monitor select a label of yours, such as `app.kubernetes.io/component`");
}

/// Whether the operator itself makes an object of that name.
fn is_made(world: &World<'_>, document: Document<'_>, kind: &str, name: &str) -> bool {
    let derived = world.inventory.derived();
    let here = |namespace: Option<&str>| same_namespace(namespace, document.namespace());
    let service =
        kind == "Service" && derived.services.iter().any(|it| it.by_operator && it.name == name && here(it.namespace));
    service || derived.objects.iter().any(|it| it.kind == kind && it.name == name && here(it.namespace))
}
