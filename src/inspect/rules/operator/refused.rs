//! Does the API server take the operator's Deployment?

use super::problems;
use crate::bundle::{Kind, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const REFUSED: Offence = Offence::error("operator/refused", "the API server refuses the operator's Deployment")
    .why("Nothing of it is applied: no operator runs, or the one before goes on as it was.")
    .write("what the message says; `kubectl apply --dry-run=server` tells the same")
    .not_waivable()
    .source("Kubernetes, validation of the apps and core APIs: `ValidateDeployment`, `ValidatePodSpec`");

const SELECTOR: Offence =
    Offence::error("operator/selector-misses-pods", "the operator's Deployment does not select its own pods")
        .why("The API server refuses a Deployment whose selector does not match the labels of its template.")
        .write("the same labels in `spec.selector.matchLabels` and in `spec.template.metadata.labels`")
        .not_waivable()
        .source("Kubernetes, `ValidateDeploymentSpec`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &SELECTOR],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "another label, a volume that is not there, a variable that comes from nowhere, and a request above its \
             limit",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  selector:
    matchLabels:
      name: strimzi-cluster-operator
      strimzi.io/kind: operator # <- operator/selector-misses-pods
  template:
    metadata:
      labels: { name: strimzi-cluster-operator, strimzi.io/kind: cluster-operator }
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          volumeMounts:
            - name: co-config # <- operator/refused
              mountPath: /opt/strimzi/custom-config/
            - { name: strimzi-tmp, mountPath: /tmp }
          env:
            - name: STRIMZI_OPERATION_TIMEOUT_MS
              valueFrom: {} # <- operator/refused
          resources:
            requests:
              memory: 1Gi # <- operator/refused
            limits:
              memory: 512Mi
      volumes:
        - { name: co-config-volume, configMap: { name: strimzi-cluster-operator } }
        - { name: strimzi-tmp, emptyDir: {} }
",
        ),
        Example::new(
            "selected by fewer labels than the pods have",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  selector: { matchLabels: { name: strimzi-cluster-operator } }
  template:
    metadata: { labels: { name: strimzi-cluster-operator, strimzi.io/kind: cluster-operator } }
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_OPERATION_TIMEOUT_MS, value: '300000' }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    for problem in problems(world, installation) {
        let at = problem.at;
        let (why, help) = match &problem.what {
            What::NoImage => ("its container has no image".to_owned(), format!("write `image: {}`", official(world))),
            // Area `schema` speaks of what a definition asks for, and of values of other types.
            What::Lacks("name" | "containerPort" | "mountPath" | "port") => continue,
            What::NoValue(_) if at.kind() == Kind::Scalar && !at.is_null() => continue,
            What::NoSelector if installation.operator.document.at(["spec", "selector"]).is_none() => continue,
            What::NoValue(name) => (
                format!("the value of `{name}` comes from nowhere"),
                "write `value`, or a source below `valueFrom`".to_owned(),
            ),
            What::Lacks(field) => (format!("`{field}` is missing"), format!("write `{field}`")),
            What::NoVolume(name) => (
                format!("the container mounts `{name}`, which is none of the pod's volumes"),
                "write the name of a volume below `spec.template.spec.volumes`".to_owned(),
            ),
            What::MountedTwice(path) => {
                (format!("two volumes are mounted at `{path}`"), "give each a path of its own".to_owned())
            }
            What::RequestAboveLimit(what) => (
                format!("the {what} that it asks for is more than its limit"),
                "ask for as much as the limit, or for less".to_owned(),
            ),
            What::BadQuantity(text) => {
                (format!("`{text}` is no quantity"), "write a number with `m`, `Ki`, `Mi`, `Gi` or nothing".to_owned())
            }
            What::NoSelector => {
                out.raise(
                    &SELECTOR,
                    super::spot(at),
                    "the operator's Deployment says no labels by which to find its pods",
                )
                .help("write `selector.matchLabels` with labels of the template");
                continue;
            }
            What::LabelsDiffer(key) => {
                labels_differ(at, key, installation, out);
                continue;
            }
            _ => continue,
        };
        out.raise(&REFUSED, super::spot(at), format!("the API server refuses the operator's Deployment: {why}"))
            .help(help);
    }
}

fn labels_differ(at: Node<'_>, key: &str, installation: &Installation<'_>, out: &mut Out) {
    let labels = installation.operator.pod_labels();
    let own = labels.and_then(|labels| labels.get(key));
    let headline = match own {
        Some(own) => {
            format!("the Deployment looks for pods with `{key}: {}`, and makes them with `{}`", at.text(), own.text())
        }
        None => format!("the Deployment looks for pods with the label `{key}`, and makes them without"),
    };
    let raised = out.raise(&SELECTOR, super::spot(at), headline);
    if let Some(other) = own.or(labels) {
        raised.because(other, "the labels of its pods");
    }
    raised.help("write the same label in the selector and in the template");
}

fn official(world: &World<'_>) -> String {
    world.strimzi().images.get(crate::catalog::ImageName::Operator, "").unwrap_or_default()
}
