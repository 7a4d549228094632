//! Does the operator watch the namespaces in which there is something to do, and does any other watch them, too?

use super::problems;
use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::operator::start::What;
use crate::inventory::operator::{Variable, WatchedNamespaces};
use crate::inventory::{Installation, folder};

const NOT_WATCHED: Offence =
    Offence::error("operator/not-watched", "a resource is in a namespace that the operator does not watch")
        .why("Nobody looks at it: no pods are made, nothing is changed, and its status stays empty.")
        .write("a namespace that is in `STRIMZI_NAMESPACE`; or add its own there, with the bindings for it")
        .source("DOC/deploying/proc-deploy-cluster-operator-watch-multiple-namespaces.adoc, Strimzi 0.39.0 to 1.2.0");

const NOT_SELECTED: Offence = Offence::error(
    "operator/not-selected",
    "a resource lacks the labels that the operator selects by",
)
.why(
    "With `STRIMZI_CUSTOM_RESOURCE_SELECTOR` the operator looks at resources with these labels only, and \
             passes over all others.",
)
.write("the labels in `metadata.labels`")
.source("CO/ClusterOperatorConfig.java, CO/operator/assembly/AbstractAssemblyOperator.java, Strimzi 0.39.0 and 1.2.0");

const TWO: Offence = Offence::error("operator/two-watch", "two operators watch one namespace")
    .why("Each reconciles the same clusters, and undoes what the other does: pods are restarted again and again.")
    .write("namespaces of its own for each, or `STRIMZI_CUSTOM_RESOURCE_SELECTOR`")
    .source("DOC/deploying/con-deploy-operator-best-practices.adoc, Strimzi 0.39.0 to 1.2.0");

const FIELD: Offence =
    Offence::error("operator/other-field", "a variable takes another field of the pod than it should")
        .why(
            "The operator watches a namespace that there is none of, elects under a name that changes, or is not known \
         by its own.",
        )
        .write("`valueFrom.fieldRef.fieldPath` as the release's installation has it")
        .source("packaging/install/cluster-operator/060-Deployment, Strimzi 0.39.0 to 1.2.0");

const OTHER: Offence = Offence::warning(
    "operator/other-namespace",
    "the operator is told to be in another namespace than it is in",
)
.why("Network policies then let operators of that namespace in, and not this one: it cannot reach the brokers it made.")
.write("`valueFrom.fieldRef.fieldPath: metadata.namespace`")
.source("CO/model/NetworkPolicyUtils.java, Strimzi 0.39.0 and 1.2.0");

const NOWHERE: Offence =
    Offence::warning("operator/no-namespace", "the operator's Deployment names no namespace, and its account does")
        .why("Applied without `-n` it lands in another namespace than its account, and no pod of it is made.")
        .write("`metadata.namespace`")
        .source("kubectl: the namespace of the context counts where none is written");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_WATCHED, &NOT_SELECTED, &TWO, &FIELD, &OTHER, &NOWHERE],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "a cluster elsewhere, and one that is not selected",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - name: STRIMZI_NAMESPACE
              value: kafka,orders
            - { name: STRIMZI_CUSTOM_RESOURCE_SELECTOR, value: 'team=shop' }
            - { name: STRIMZI_OPERATOR_NAMESPACE, value: strimzi } # <- operator/other-namespace
            - name: STRIMZI_LEADER_ELECTION_IDENTITY
              valueFrom: # <- operator/other-field
                fieldRef:
                  fieldPath: metadata.namespace
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
  namespace: shop # <- operator/not-watched
spec: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaBridge
metadata:
  name: bridge # <- operator/not-selected
  namespace: orders
spec: {}
",
        ),
        Example::new(
            "two operators, and one without a namespace",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_NAMESPACE, value: 'kafka,orders' }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: orders }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - name: STRIMZI_NAMESPACE
              valueFrom: # <- operator/two-watch
                fieldRef: { fieldPath: metadata.namespace }
",
        ),
        Example::new(
            "an account that is elsewhere",
            "apiVersion: apps/v1
kind: Deployment
metadata: # <- operator/no-namespace
  name: strimzi-cluster-operator
spec:
  template:
    spec:
      serviceAccountName: strimzi-cluster-operator
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: strimzi-cluster-operator, namespace: kafka }
",
        ),
        Example::new(
            "watched, or applied nobody knows where",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - name: STRIMZI_NAMESPACE
              valueFrom: { fieldRef: { fieldPath: metadata.namespace } }
            - name: STRIMZI_OPERATOR_NAMESPACE
              valueFrom: { fieldRef: { fieldPath: metadata.namespace } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec: {}
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: orders }
spec: {}
",
        ),
    ],
};

/// The kinds that the operator looks at where it watches.
const KINDS: [&str; 8] = [
    "Kafka",
    "KafkaNodePool",
    "KafkaConnect",
    "KafkaConnector",
    "KafkaBridge",
    "KafkaMirrorMaker",
    "KafkaMirrorMaker2",
    "KafkaRebalance",
];

/// Those of them that it selects by labels.
const SELECTED: [&str; 5] = ["Kafka", "KafkaConnect", "KafkaBridge", "KafkaMirrorMaker", "KafkaMirrorMaker2"];

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    of_pod(world, installation, out);
    not_watched(world, installation, out);
    not_selected(world, installation, out);
    two(world, installation, out);
}

fn of_pod(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    for problem in problems(world, installation) {
        match problem.what {
            What::OtherField { variable, wanted } => {
                out.raise(
                    &FIELD,
                    super::spot(problem.at),
                    format!("`{variable}` takes another field of the pod than `{wanted}`"),
                )
                .help(format!("write `fieldPath: {wanted}`"));
            }
            What::OtherNamespace { variable, found } => {
                let home = installation.operator.namespace.unwrap_or_default();
                out.raise(
                    &OTHER,
                    super::spot(problem.at),
                    format!("`{variable}` is `{found}`, and the operator is in `{home}`"),
                )
                .help("take it from the field `metadata.namespace`");
            }
            _ => {}
        }
    }
    if let Some((account, namespace)) = without_its_account(installation) {
        let root = installation.operator.document.root();
        out.raise(
            &NOWHERE,
            super::spot(root.get("metadata").unwrap_or(root)),
            format!("the operator names no namespace, and its account is in `{namespace}`"),
        )
        .because(account, "its account")
        .help(format!("write `namespace: {namespace}`"));
    }
}

/// The account of an operator, and the namespace of it, if the operator names none.
pub(in crate::inspect::rules) fn without_its_account<'b>(
    installation: &Installation<'b>,
) -> Option<(Document<'b>, &'b str)> {
    let operator = &installation.operator;
    let account = operator.service_account().0;
    let mut accounts = installation.rights.accounts.iter().filter(|it| it.name == account);
    let elsewhere = accounts.find_map(|it| Some((it.document, it.document.namespace()?)));
    elsewhere.filter(|_| operator.document.namespace().is_none())
}

/// The namespaces that an operator watches, if all are known; nothing where it watches all.
fn watched<'b>(installation: &Installation<'b>) -> Option<Vec<&'b str>> {
    match installation.operator.watched()? {
        WatchedNamespaces::All => None,
        // Where it stands is known if it says so; bindings may be meant for any.
        WatchedNamespaces::Own => Some(vec![installation.operator.document.namespace()?]),
        WatchedNamespaces::These(names) => Some(names),
    }
}

fn of_strimzi<'w>(world: &'w World<'_>, kinds: &'w [&str]) -> impl Iterator<Item = Document<'w>> {
    let own = |document: &Document<'_>| {
        document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/"))
    };
    kinds.iter().flat_map(|kind| world.bundle.of_kind(kind)).filter(own)
}

/// Resources that no operator of the set watches; said once, by the first.
fn not_watched(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let all = &world.inventory.installations;
    let first =
        all.first().is_some_and(|first| first.operator.document.span() == installation.operator.document.span());
    let Some(watched) = all.iter().map(watched).collect::<Option<Vec<_>>>().map(|lists| lists.concat()) else { return };
    if !first {
        return;
    }
    for document in of_strimzi(world, &KINDS) {
        let Some(namespace) = document.at(["metadata", "namespace"]) else { continue };
        let Some(name) = namespace.as_text().filter(|name| !watched.contains(name)) else { continue };
        let kind = document.kind().unwrap_or_default();
        let own = document.name().unwrap_or_default();
        let variable = installation.operator.variable("STRIMZI_NAMESPACE");
        let place = variable.map_or(installation.operator.container, Variable::place);
        out.raise(
            &NOT_WATCHED,
            namespace,
            format!("nobody reconciles {kind} `{own}`: the operator does not watch `{name}`"),
        )
        .because(place, format!("watches {}", super::list(&watched)))
        .help(format!(
            "move it to a namespace that is watched, or add `{name}` to `STRIMZI_NAMESPACE`, with the bindings for it"
        ));
    }
}

fn not_selected(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let Some(variable) = installation.operator.variable("STRIMZI_CUSTOM_RESOURCE_SELECTOR") else { return };
    let Some(selector) = variable.text().filter(|text| !text.is_empty()) else { return };
    if world.inventory.installations.len() > 1 {
        return; // another may be meant for the rest
    }
    let wanted: Vec<(&str, &str)> = selector.split(',').filter_map(|pair| pair.split_once('=')).collect();
    for document in of_strimzi(world, &SELECTED) {
        let label = |key: &str| document.at(["metadata", "labels"])?.get(key)?.as_text();
        let Some((key, value)) = wanted.iter().find(|(key, value)| label(key.trim()) != Some(value.trim())) else {
            continue;
        };
        let (kind, name) = (document.kind().unwrap_or_default(), document.name().unwrap_or_default());
        // One that is not watched is spoken of already.
        if document.namespace().zip(watched(installation)).is_some_and(|(own, watched)| !watched.contains(&own)) {
            continue;
        }
        out.raise(
            &NOT_SELECTED,
            document,
            format!("the operator passes over {kind} `{name}`, which has no label `{key}: {value}`"),
        )
        .because(variable.place(), "selects by this")
        .help(format!("write the label `{key}: {value}`"));
    }
}

/// Whether one before it watches a namespace that this one watches. Overlays have one in each folder, and one is applied.
fn two(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let own = installation.operator.document;
    let selects =
        |it: &Installation<'_>| it.operator.open || it.operator.variable("STRIMZI_CUSTOM_RESOURCE_SELECTOR").is_some();
    let name = |document: Document<'_>| document.source().name().to_owned();
    for other in &world.inventory.installations {
        let document = other.operator.document;
        if document.span() == own.span() {
            return;
        }
        let same = document.name() == own.name() && document.namespace() == own.namespace();
        let apart = folder(&name(document)) != folder(&name(own));
        if same || apart || selects(other) || selects(installation) {
            continue;
        }
        let (Some(one), Some(two)) = (other.operator.watched(), installation.operator.watched()) else { continue };
        let all = |watched: &WatchedNamespaces<'_>| matches!(watched, WatchedNamespaces::All);
        let shared = match (watched(other), watched(installation)) {
            (Some(one), Some(two)) => {
                one.into_iter().find(|name| two.contains(name)).map(|name| format!("the namespace `{name}`"))
            }
            _ if all(&one) || all(&two) => Some("the same namespaces".to_owned()),
            _ => None,
        };
        let Some(shared) = shared else { continue };
        let place = installation
            .operator
            .variable("STRIMZI_NAMESPACE")
            .map_or(installation.operator.container, Variable::place);
        out.raise(&TWO, super::spot(place), format!("two operators watch {shared}, and undo what the other does"))
            .because(document, "the other operator")
            .help("let each watch namespaces of its own, or select by labels with `STRIMZI_CUSTOM_RESOURCE_SELECTOR`");
    }
}
