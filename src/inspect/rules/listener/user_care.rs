//! Does a User Operator see the user?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Carer, Orphan, User};

const NO_LABEL: Offence = Offence::error(
    "listener/user-without-cluster",
    "no User Operator looks at a user without the label of its cluster",
)
.why(
    "The User Operator selects KafkaUsers by the label `strimzi.io/cluster`. One without it gets no Secret, and has \
     no rights.",
)
.write("`strimzi.io/cluster: NAME` below `metadata.labels`")
.source("strimzi, `UserOperatorConfig`, `STRIMZI_LABELS`")
.not_waivable();

const MISNAMED: Offence =
    Offence::error("listener/user-of-misnamed-cluster", "the user's label names a cluster that is not there")
        .why(
            "The User Operator of a cluster selects by the exact name. A user of no cluster gets no Secret, and has \
             no rights.",
        )
        .write("the name of the Kafka resource")
        .source("strimzi, `EntityUserOperator`, `STRIMZI_LABELS`");

const UNWATCHED: Offence = Offence::error(
    "listener/user-in-unwatched-namespace",
    "the User Operator does not watch the user's namespace",
)
.why(
    "It watches one namespace: `entityOperator.userOperator.watchedNamespace`, and without it that of the Kafka \
     resource. A KafkaUser beside the application that uses it is never seen; the Secret has to be copied there.",
)
.write("the namespace that is watched")
.source("strimzi, `EntityUserOperator`, `STRIMZI_NAMESPACE`")
.not_waivable();

const NO_OPERATOR: Offence = Offence::error(
    "listener/no-user-operator",
    "the cluster runs no User Operator, so the user is never made",
)
.why(
    "Without `entityOperator.userOperator` a KafkaUser gets no Secret and no rights, unless a User Operator was \
     installed on its own.",
)
.write("`entityOperator: { userOperator: {} }` in the Kafka resource")
.source("strimzi, `EntityUserOperator.fromCrd`");

const STRAY: Offence = Offence::warning(
    "listener/user-cluster-of-no-neighbour",
    "the user's label names a cluster that is not there, and all users beside it name another",
)
.why("If there is no such cluster elsewhere, no User Operator looks at the user: it gets no Secret, and has no rights.")
.write("the name of the Kafka resource")
.source("strimzi, `EntityUserOperator`, `STRIMZI_LABELS`");

const HOMELESS: Offence = Offence::warning(
    "listener/user-without-namespace",
    "the user names no namespace, and is made only if whoever applies it is in the right one",
)
.why(
    "The User Operator watches one namespace. A resource without `metadata.namespace` goes into that of the kubectl \
     context or `-n`: anywhere else nobody looks at it, and there is no Secret.",
)
.write("`namespace` below `metadata`, as in the Kafka resource")
.source("strimzi, `EntityUserOperator`, `STRIMZI_NAMESPACE`; kubectl apply");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_LABEL, &MISNAMED, &UNWATCHED, &NO_OPERATOR, &STRAY, &HOMELESS],
    check: Check::User(check),
    examples: &[
        Example::new(
            "no label, a wrong one, a namespace that nobody watches",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: hrms-kafka, namespace: kafka }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    userOperator: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: one # <- listener/user-without-cluster
  namespace: kafka
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: two
  namespace: kafka
  labels:
    strimzi.io/cluster: hrms # <- listener/user-of-misnamed-cluster
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: three
  namespace: hrms # <- listener/user-in-unwatched-namespace
  labels:
    strimzi.io/cluster: hrms-kafka
",
        ),
        Example::new(
            "a cluster with the Topic Operator only",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    topicOperator: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web # <- listener/no-user-operator
  labels: { strimzi.io/cluster: shop }
",
        ),
        Example::new(
            "another cluster than all beside it, and no namespace",
            "# file: kafka.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    userOperator: {}
# file: users.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: one # <- listener/user-without-namespace
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata: { name: two, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: three
  namespace: kafka
  labels:
    strimzi.io/cluster: payments # <- listener/user-cluster-of-no-neighbour
",
        ),
        Example::new(
            "a user beside its cluster, and one whose cluster is elsewhere",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    userOperator: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: other
  labels: { strimzi.io/cluster: payments }
",
        ),
    ],
};

fn check(world: &World<'_>, user: &User<'_>, out: &mut Out) {
    let (document, name) = (user.document, user.name);
    let Some(orphan) = world.inventory.orphan(world.bundle, document, user.cluster_label, Carer::Users) else { return };
    match orphan {
        Orphan::NoLabel => {
            let cluster = match world.inventory.clusters.as_slice() {
                [only] => only.name,
                _ => "NAME",
            };
            out.raise(
                &NO_LABEL,
                document,
                format!("no User Operator looks at user `{name}`: it gets no Secret and no rights"),
            )
            .label("it has no label `strimzi.io/cluster`")
            .help(format!("write `strimzi.io/cluster: {cluster}` below `metadata.labels`"));
        }
        Orphan::Misnamed { label, near } => {
            out.raise(&MISNAMED, label, format!("user `{name}` is of a cluster `{}`, which is not there", label.value))
                .label(format!("the cluster is called `{near}`"))
                .help(format!(
                    "write `strimzi.io/cluster: {near}`, or leave it if there is a cluster `{}` elsewhere",
                    label.value
                ))
                .unsafe_fix(near);
        }
        Orphan::Stray { label, cluster } => {
            let headline = format!("user `{name}` is of a cluster `{}`, which is not there", label.value);
            out.raise(&STRAY, label, headline)
                .label(format!("all users beside it are of `{cluster}`"))
                .help(format!("write `strimzi.io/cluster: {cluster}` if that is meant"));
        }
        Orphan::Homeless { cluster, watched } => {
            let headline = format!("user `{name}` names no namespace: it is made only in `{}`", watched.value);
            out.raise(&HOMELESS, document, headline)
                .label("goes to wherever kubectl is")
                .because(watched, format!("the User Operator of `{cluster}` watches this one"))
                .help(format!("write `namespace: {}` below `metadata`", watched.value));
        }
        Orphan::Unwatched { cluster, watched } => {
            let place = document.at(["metadata", "namespace"]).unwrap_or(document.root());
            out.raise(&UNWATCHED, place, format!("the User Operator of `{cluster}` does not see user `{name}`"))
                .label(format!("it watches `{}`", watched.value))
                .because(watched, "this decides what is watched")
                .help(format!("write `namespace: {}`, and copy the Secret to where it is used", watched.value))
                .unsafe_fix(watched.value);
        }
        Orphan::NoOperator { place, cluster } => {
            out.raise(
                &NO_OPERATOR,
                document,
                format!("user `{name}` is never made: `{cluster}` runs no User Operator"),
            )
            .label("it gets no Secret and no rights")
            .because(place, "`userOperator` is missing")
            .help(format!("write `entityOperator: {{ userOperator: {{}} }}` in the Kafka resource `{cluster}`"));
        }
    }
}
