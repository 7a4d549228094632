//! Is what documents refer to there?

use super::away::{OTHER_NAMESPACE, in_another_namespace, is_by_another, is_never_made};
use super::keys::{NO_KEY, keys_of, keys_of_made};
use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Reference, misspelt, nearest, references, same_namespace};

pub(super) const NO_OBJECT: Offence = Offence::error(
    "bundle/no-such-object",
    "an object is referred to that is not there, and one of nearly that name is",
)
.why("What refers to it waits for it for ever: a pod in ContainerCreating, a resource that is not ready.")
.write("the name as the object has it")
.source("kubelet; Strimzi's operators; Kubernetes, admission plugin Priority");

const NO_SECRET: Offence = Offence::warning(
    "bundle/secret-misspelt",
    "a Secret is referred to that is not in the set, and one of nearly that name is",
)
.why(
    "Unless it is made elsewhere, what refers to it waits for it for ever: a pod in CreateContainerConfigError or \
     ImagePullBackOff, a resource that is not ready.",
)
.write("the name as the Secret has it")
.source("kubelet; Strimzi's operators");

const NO_CONFIG: Offence = Offence::warning(
    "bundle/config-elsewhere",
    "a ConfigMap is referred to that is not in the set",
)
.why("Until somebody makes it, what refers to it waits: a pod in ContainerCreating, a resource that is not ready.")
.write("the ConfigMap, in the same namespace")
.source("kubelet; Strimzi's operators");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_KEY, &NO_OBJECT, &NO_SECRET, &OTHER_NAMESPACE, &NO_CONFIG],
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
        Example::new(
            "what operators make, and what it does not hold",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec: { kafka: { listeners: [{ name: tls, port: 9093, type: internal, tls: true }] }, entityOperator: { userOperator: {} } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: app, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec: { authentication: { type: scram-sha-512 } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: outside, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec: { authentication: { type: tls-external } }
---
apiVersion: v1
kind: Secret
metadata: { name: registry-creds, namespace: kafka }
data: { a: Yg== }
---
apiVersion: v1
kind: Secret
metadata: { name: shop-source-cluster-ca-cert, namespace: kafka }
data: { ca.crt: Yg== }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: kafka }
spec:
  imagePullSecrets:
    - name: registry-cred # <- bundle/secret-misspelt
  containers:
    - name: a
      image: a:1
      env:
        - name: A
          valueFrom: { secretKeyRef: { name: app, key: password } }
        - name: B
          valueFrom:
            secretKeyRef:
              name: app
              key: user.password # <- bundle/no-such-key
        - name: D
          valueFrom:
            secretKeyRef:
              name: outside # <- bundle/no-such-object
              key: password
        - name: C
          valueFrom:
            secretKeyRef:
              name: shop-cluster-ca-crt # <- bundle/no-such-object
              key: ca.crt
  volumes:
    - name: ca
      secret:
        secretName: shop-cluster-ca-cert
        items:
          - { key: ca.crt, path: ca.pem }
          - key: tls.crt # <- bundle/no-such-key
            path: tls.pem
---
apiVersion: v1
kind: Pod
metadata: { name: b, namespace: hrms }
spec:
  containers:
    - name: b
      image: b:1
      envFrom:
        - secretRef:
            name: app # <- bundle/secret-in-another-namespace
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaBridge
metadata: { name: web, namespace: kafka }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9093
  http: { port: 8080 }
  tls:
    trustedCertificates:
      - secretName: shop-cluster-ca-cert
        certificate: tls.crt # <- bundle/no-such-key
",
        ),
        Example::new(
            "Secrets of nearly the same names, which are made elsewhere, copied, or made by the cluster",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: producer, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec: { authentication: { type: tls }, template: { secret: { metadata: { annotations: { a.example.org/copy-to: hrms } } } } }
---
apiVersion: v1
kind: Secret
metadata: { name: producer-oauth, namespace: kafka }
data: { a: Yg== }
---
apiVersion: v1
kind: Secret
metadata: { name: mongo-secret, namespace: kafka }
data: { a: Yg== }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: kafka }
spec:
  containers:
    - name: a
      image: a:1
      env:
        - name: A
          valueFrom: { secretKeyRef: { name: producer, key: user.crt } }
        - name: B
          valueFrom: { secretKeyRef: { name: mysql-secret, key: b } }
        - name: C
          valueFrom: { secretKeyRef: { name: producer-github-oauth, key: b } }
---
apiVersion: v1
kind: Pod
metadata: { name: b, namespace: hrms }
spec:
  containers: [{ name: b, image: 'b:1', envFrom: [{ secretRef: { name: producer } }] }]
",
        ),
        Example::new(
            "what kustomize makes of files and texts, and classes",
            "# file: kustomization.yaml
resources: [pod.yaml]
configMapGenerator:
  - name: settings
    files: [folder/a.properties, b.properties=other.properties]
    literals: [LEVEL=info]
# file: pod.yaml
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: platform }
value: 1000
---
apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  priorityClassName: platfrom # <- bundle/no-such-object
  containers:
    - name: a
      image: a:1
      env:
        - name: A
          valueFrom: { configMapKeyRef: { name: settings, key: a.properties } }
        - name: B
          valueFrom: { configMapKeyRef: { name: settings, key: b.properties } }
        - name: C
          valueFrom: { configMapKeyRef: { name: settings, key: LEVEL } }
        - name: D
          valueFrom:
            configMapKeyRef:
              name: settings
              key: other.properties # <- bundle/no-such-key
---
apiVersion: v1
kind: Pod
metadata: { name: b }
spec:
  priorityClassName: system-node-critical
  containers: [{ name: b, image: 'b:1' }]
",
        ),
    ],
};

/// What Kubernetes puts into each namespace.
const MADE_BY_KUBERNETES: [&str; 2] = ["kube-root-ca.crt", "openshift-service-ca.crt"];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for reference in references(document).into_iter().filter(|reference| !reference.optional) {
        let name = reference.name.text();
        let has_namespace = match reference.kind {
            "ConfigMap" | "Secret" => true,
            "PriorityClass" | "StorageClass" => false,
            _ => continue,
        };
        let namespace = document.namespace();
        let there = || {
            let all = world.bundle.of_kind(reference.kind);
            all.filter(move |object| !has_namespace || same_namespace(namespace, object.namespace()))
        };
        let made = || world.inventory.derived().made().filter(|object| object.kind == reference.kind);
        let anywhere = || world.inventory.derived().made_named(reference.kind, name);
        let makes = || anywhere().filter(|object| same_namespace(object.namespace, namespace));
        let called = || {
            let all = world.bundle.named(reference.kind, name);
            all.filter(move |object| !has_namespace || same_namespace(namespace, object.namespace()))
        };
        if called().next().is_some() {
            keys_of(&reference, &nearest(document, called().collect(), |object| *object), out);
        } else if makes().next().is_some() {
            keys_of_made(&reference, &makes().collect::<Vec<_>>(), out);
        } else if !world.is_elsewhere(reference.kind, namespace, name) && !is_by_another(world, document, &reference) {
            match anywhere().next() {
                Some(object) => in_another_namespace(world, document, &reference, object, out),
                None if is_never_made(world, document, &reference, out) => {}
                None => absent(&reference, there().filter_map(Document::name), made().map(|it| it.name.as_str()), out),
            }
        }
    }
}

fn absent<'n>(
    reference: &Reference<'_>,
    names: impl Iterator<Item = &'n str>,
    made: impl Iterator<Item = &'n str>,
    out: &mut Out,
) {
    let (kind, name) = (reference.kind, reference.name.text());
    let headline = || format!("there is no {kind} `{name}`");
    if let Some(near) = misspelt(name, names).filter(|_| !reference.of_login) {
        let offence = if kind == "Secret" { &NO_SECRET } else { &NO_OBJECT };
        out.raise(offence, reference.name, headline()).help(format!("did you mean `{near}`?"));
    } else if let Some(near) = misspelt(name, made).filter(|_| !reference.of_login) {
        out.raise(&NO_OBJECT, reference.name, headline()).help(format!("did you mean `{near}`?"));
    } else if kind == "ConfigMap" && !MADE_BY_KUBERNETES.contains(&name) {
        out.raise(&NO_CONFIG, reference.name, format!("the ConfigMap `{name}` is not in the set"))
            .help("add it to the set, unless it is made elsewhere");
    }
}
