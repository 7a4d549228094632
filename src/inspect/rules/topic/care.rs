//! Does a Topic Operator see the topic?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Carer, Orphan, Topic};

const NO_LABEL: Offence = Offence::error(
    "topic/no-cluster-label",
    "no Topic Operator looks at a topic without the label of its cluster",
)
.why(
    "The Topic Operator selects KafkaTopics by the label `strimzi.io/cluster`. One without it has no status at all, \
     and no topic is made.",
)
.write("`strimzi.io/cluster: NAME` below `metadata.labels`")
.source("strimzi, `TopicOperatorConfig`, `STRIMZI_RESOURCE_LABELS`")
.not_waivable();

const MISNAMED: Offence = Offence::error("topic/misnamed-cluster", "the label names a cluster that is not there")
    .why(
        "The Topic Operator of a cluster selects by the exact name. A topic of no cluster has no status at all, and \
         is never made.",
    )
    .write("the name of the Kafka resource")
    .source("strimzi, `EntityTopicOperator`, `STRIMZI_RESOURCE_LABELS`");

const UNWATCHED: Offence = Offence::error(
    "topic/unwatched-namespace",
    "the Topic Operator does not watch the topic's namespace",
)
.why(
    "It watches one namespace: `entityOperator.topicOperator.watchedNamespace`, and without it that of the Kafka \
     resource.",
)
.write("the namespace that is watched")
.source("strimzi, `EntityTopicOperator`, `STRIMZI_NAMESPACE`")
.not_waivable();

const NO_OPERATOR: Offence = Offence::error(
    "topic/no-topic-operator",
    "the cluster runs no Topic Operator, so nobody makes the topic",
)
.why(
    "Without `entityOperator.topicOperator` a KafkaTopic is a note that nobody reads, unless a Topic Operator was \
     installed on its own.",
)
.write("`entityOperator: { topicOperator: {} }` in the Kafka resource")
.source("strimzi, `EntityTopicOperator.fromCrd`");

const STRAY: Offence = Offence::warning(
    "topic/cluster-of-no-neighbour",
    "the label names a cluster that is not there, and all topics beside it name another",
)
.why("If there is no such cluster elsewhere, no Topic Operator looks at the topic: it has no status and is never made.")
.write("the name of the Kafka resource")
.source("strimzi, `EntityTopicOperator`, `STRIMZI_RESOURCE_LABELS`");

const HOMELESS: Offence = Offence::warning(
    "topic/no-namespace",
    "the topic names no namespace, and is made only if whoever applies it is in the right one",
)
.why(
    "The Topic Operator watches one namespace. A resource without `metadata.namespace` goes into that of the \
     kubectl context or `-n`: anywhere else nobody looks at it, and it has no status at all.",
)
.write("`namespace` below `metadata`, as in the Kafka resource")
.source("strimzi, `EntityTopicOperator`, `STRIMZI_NAMESPACE`; kubectl apply");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_LABEL, &MISNAMED, &UNWATCHED, &NO_OPERATOR, &STRAY, &HOMELESS],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "no label, a wrong one, a namespace that nobody watches",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: hrms-kafka, namespace: kafka }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    topicOperator: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: one # <- topic/no-cluster-label
  namespace: kafka
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: two
  namespace: kafka
  labels:
    strimzi.io/cluster: hrms-kafak # <- topic/misnamed-cluster
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: three
  namespace: hrms # <- topic/unwatched-namespace
  labels:
    strimzi.io/cluster: hrms-kafka
",
        ),
        Example::new(
            "a cluster with the User Operator only",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    userOperator: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders # <- topic/no-topic-operator
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
    topicOperator: {}
# file: topics.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: one # <- topic/no-namespace
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: two, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: three
  namespace: kafka
  labels:
    strimzi.io/cluster: payments # <- topic/cluster-of-no-neighbour
",
        ),
        Example::new(
            "a watched namespace, and a topic of a cluster that is elsewhere",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    topicOperator: { watchedNamespace: topics }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  namespace: topics
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: other
  namespace: kafka
  labels: { strimzi.io/cluster: payments }
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let (document, name) = (topic.document, topic.name.value);
    let Some(orphan) = world.inventory.orphan(world.bundle, document, topic.cluster_label, Carer::Topics) else {
        return;
    };
    match orphan {
        Orphan::NoLabel => {
            let cluster = match world.inventory.clusters.as_slice() {
                [only] => only.name,
                _ => "NAME",
            };
            out.raise(&NO_LABEL, document, format!("no Topic Operator looks at topic `{name}`, so it is never made"))
                .label("it has no label `strimzi.io/cluster`")
                .help(format!("write `strimzi.io/cluster: {cluster}` below `metadata.labels`"));
        }
        Orphan::Misnamed { label, near } => {
            out.raise(
                &MISNAMED,
                label,
                format!("topic `{name}` is of a cluster `{}`, which is not there", label.value),
            )
            .label(format!("the cluster is called `{near}`"))
            .help(format!(
                "write `strimzi.io/cluster: {near}`, or leave it if there is a cluster `{}` elsewhere",
                label.value
            ))
            .unsafe_fix(near);
        }
        Orphan::Stray { label, cluster } => {
            let headline = format!("topic `{name}` is of a cluster `{}`, which is not there", label.value);
            out.raise(&STRAY, label, headline)
                .label(format!("all topics beside it are of `{cluster}`"))
                .help(format!("write `strimzi.io/cluster: {cluster}` if that is meant"));
        }
        Orphan::Homeless { cluster, watched } => {
            let headline = format!("topic `{name}` names no namespace: it is made only in `{}`", watched.value);
            out.raise(&HOMELESS, document, headline)
                .label("goes to wherever kubectl is")
                .because(watched, format!("the Topic Operator of `{cluster}` watches this one"))
                .help(format!("write `namespace: {}` below `metadata`", watched.value));
        }
        Orphan::Unwatched { cluster, watched } => {
            let place = document.at(["metadata", "namespace"]).unwrap_or(document.root());
            out.raise(&UNWATCHED, place, format!("the Topic Operator of `{cluster}` does not see topic `{name}`"))
                .label(format!("it watches `{}`", watched.value))
                .because(watched, "this decides what is watched")
                .help(format!(
                    "write `namespace: {}`, or `watchedNamespace: {}` below `entityOperator.topicOperator`",
                    watched.value,
                    document.namespace().unwrap_or_default()
                ))
                .unsafe_fix(watched.value);
        }
        Orphan::NoOperator { place, cluster } => {
            out.raise(
                &NO_OPERATOR,
                document,
                format!("nobody makes topic `{name}`: `{cluster}` runs no Topic Operator"),
            )
            .label("a note that nobody reads")
            .because(place, "`topicOperator` is missing")
            .help(format!("write `entityOperator: {{ topicOperator: {{}} }}` in the Kafka resource `{cluster}`"));
        }
    }
}
