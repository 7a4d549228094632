//! Is what documents refer to there?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Reference, references, same_namespace};
use crate::units::nearest;

const NO_KEY: Offence = Offence::error("bundle/no-such-key", "a key of a ConfigMap or Secret is referred to that it does not have")
    .why("A container that needs it is not started (CreateContainerConfigError); Strimzi's operator reports the resource as not ready.")
    .write("the key as the object has it")
    .source("kubelet; CO/model/metrics, `MetricsModel` and `ConfigMapUtils`, Strimzi 0.39.0 to 1.2.0");

const NO_OBJECT: Offence = Offence::error(
    "bundle/no-such-object",
    "an object is referred to that is not there, and one of nearly that name is",
)
.why("What refers to it waits for it for ever: a pod in ContainerCreating, a resource that is not ready.")
.write("the name as the object has it")
.source("kubelet; Strimzi's operators");

const NO_CONFIG: Offence = Offence::warning(
    "bundle/config-elsewhere",
    "a ConfigMap is referred to that is not in the set",
)
.why("Until somebody makes it, what refers to it waits: a pod in ContainerCreating, a resource that is not ready.")
.write("the ConfigMap, in the same namespace")
.source("kubelet; Strimzi's operators");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_KEY, &NO_OBJECT, &NO_CONFIG],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a key and names that are written otherwise",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    metricsConfig:
      type: jmxPrometheusExporter
      valueFrom:
        configMapKeyRef:
          name: kafka-metrics
          key: kafka-metrics-config.yaml # <- bundle/no-such-key
  zookeeper:
    metricsConfig:
      type: jmxPrometheusExporter
      valueFrom:
        configMapKeyRef:
          name: kafka-metric # <- bundle/no-such-object
          key: kafka-metrics-config.yml
    logging:
      type: external
      valueFrom:
        configMapKeyRef:
          name: zookeeper-logging # <- bundle/config-elsewhere
          key: log4j.properties
---
apiVersion: v1
kind: ConfigMap
metadata: { name: kafka-metrics, namespace: kafka }
data:
  kafka-metrics-config.yml: ''
",
        ),
        Example::new(
            "made elsewhere, said to be optional, or made by the cluster",
            "apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: a
      image: a:1
      env:
        - name: A
          valueFrom: { configMapKeyRef: { name: here, key: gone, optional: true } }
        - name: B
          valueFrom: { secretKeyRef: { name: somebody-elses, key: b } }
  volumes:
    - { name: v, configMap: { name: here } }
    - { name: w, configMap: { name: kube-root-ca.crt } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: here }
data: { a: b }
",
        ),
    ],
};

/// What Kubernetes puts into each namespace.
const MADE_BY_KUBERNETES: [&str; 2] = ["kube-root-ca.crt", "openshift-service-ca.crt"];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for reference in references(document).into_iter().filter(|reference| !reference.optional) {
        if !matches!(reference.kind, "ConfigMap" | "Secret") {
            continue;
        }
        let name = reference.name.text();
        let there = || {
            let namespace = document.namespace();
            let all = world.bundle.of_kind(reference.kind);
            all.filter(move |object| same_namespace(namespace, object.namespace()))
        };
        match there().find(|object| object.name() == Some(name)) {
            Some(object) => key(&reference, object, out),
            None if world.is_elsewhere(reference.kind, document.namespace(), name) => {}
            None => object(&reference, there().filter_map(Document::name), out),
        }
    }
}

fn key(reference: &Reference<'_>, object: Document<'_>, out: &mut Out) {
    let Some(key) = reference.key else { return };
    let parts = ["data", "binaryData", "stringData"].into_iter().filter_map(|part| object.get(part));
    let keys: Vec<String> = parts.flat_map(Node::entries).map(|(key, _)| key.name().into_owned()).collect();
    if keys.iter().any(|there| there == key.text()) || (reference.kind == "Secret" && keys.is_empty()) {
        return;
    }
    let name = reference.name.text();
    let raised = out.raise(&NO_KEY, key, format!("the {} `{name}` has no key `{}`", reference.kind, key.text()));
    raised.because(object, format!("has {}", list(&keys)));
    match keys.as_slice() {
        [] => raised.help("put it there"),
        [only] => raised.help(format!("write `{only}`")),
        several => raised.help(format!("write one of {}", list(several))),
    };
}

fn object<'n>(reference: &Reference<'_>, names: impl Iterator<Item = &'n str>, out: &mut Out) {
    let name = reference.name.text();
    let (kind, names) = (reference.kind, names.collect::<Vec<_>>());
    if let Some(near) = nearest(name, names.iter().copied()) {
        out.raise(&NO_OBJECT, reference.name, format!("there is no {kind} `{name}`"))
            .help(format!("did you mean `{near}`?"));
    } else if kind == "ConfigMap" && !MADE_BY_KUBERNETES.contains(&name) {
        out.raise(&NO_CONFIG, reference.name, format!("the ConfigMap `{name}` is not in the set"))
            .help("add it to the set, unless it is made elsewhere");
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "no keys".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
